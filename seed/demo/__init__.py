"""Demonstration files: invented committees and people in real communes, with some weeks of life behind and ahead.

Everything is drawn from a seeded source of randomness and from the base day, so that the same three arguments give the
same rows. Committees, people and actions carry ``invented``, which screens and exports show. Telephone numbers come
from the blocks that are kept for fiction, mail addresses from the example domains.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from db.store import Store

Scale = Literal["small", "city", "national"]

__all__ = ["Scale", "Summary", "make"]


@dataclass(frozen=True, slots=True)
class Summary:
    """How much was made up."""

    committees: int
    people: int


def make(path: Path, *, scale: Scale = "small", random_seed: int = 2017, today: date | None = None) -> Summary:
    """Make a new file of demonstration data, whole or not at all.

    ``small`` is a town and its surroundings (24 committees), ``city`` a large city (200 committees, 8,000 people),
    ``national`` a country (6,000 committees, 230,000 people). ``today`` is the day that all dates are counted from:
    the present day in Paris unless given. What lies before its noon was held, what comes after is planned.

    Raises:
        FileExists: something is already there; it was not touched.
        FileReadOnly, FileMissing, DiskFull, DiskFailed, NewEngineNeeded: there is no file.
    """
    from db import files
    from seed import reference
    from seed.demo import build
    from seed.demo.calendar import Calendar, World, present_day

    calendar = Calendar(today or present_day())
    chance = Random(f"{scale} {random_seed} {calendar.today.isoformat()}")
    made: list[Summary] = []

    def fill(store: Store) -> None:
        reference.fill(store)
        with store.write() as unit:
            unit.name("seed.demo")
            unit.without_journal()
            made.append(Summary(*build.everything(unit, World(scale, calendar, chance, unit.new_id))))

    files.create_file(path, fill, now=lambda: calendar.midnight, random=chance.randbytes)
    return made[0]
