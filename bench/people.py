"""A file of 20,000 people taken in, and people found among them; beside raw reading, writing and searching."""

from __future__ import annotations

import csv
import io
import random
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import measure

PEOPLE = 20_000
SEARCH_LIMIT = 40.0  # times a raw LIKE over the same rows


def listing() -> bytes:
    """A list as people keep them: Windows-1252, semicolons, phone numbers in several spellings."""
    chance = random.Random(1)
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";")
    rows.writerow(["Nom", "Prénom", "Tél. portable", "Courriel", "Ville"])
    forms = ("0{} {} {}", "0{}.{}.{}", "+33 {} {} {}", "0033 {} {} {}", "{}{}{}")
    syllables = ("ba", "ri", "mon", "te", "lu", "sar", "ne", "vol", "gé", "di")
    for number in range(PEOPLE):
        family = "".join(chance.choice(syllables) for _ in range(4)).upper()
        block, digits = ("63998" if number < 10_000 else "19900"), f"{number % 10_000:04d}"
        phone = chance.choice(forms).format(block, digits[:2], digits[2:])
        rows.writerow(
            [family, chance.choice(("Élodie", "Luc", "Zoé", "Ana")), phone, f"p{number}@example.org", "Lyon 4e"]
        )
    return out.getvalue().encode("cp1252")


def main(rounds: int = measure.ROUNDS) -> None:
    """Measure and print."""
    from campaign.committees.create import create_committee
    from campaign.committees.forms import NewCommittee
    from campaign.people.importing import ImportForm, import_people, plan_import, read_sheet
    from db import files, undo
    from seed import reference

    print(f"== people: {PEOPLE} taken in")
    with tempfile.TemporaryDirectory() as name:
        path, source = Path(name, "people.appui"), Path(name, "list.csv")
        source.write_bytes(listing())
        files.create_file(path, reference.fill)
        store = files.open_file(path)
        with store.write() as unit:
            committee = create_committee(unit, NewCommittee(name="Bench", places=("69384",))).id
        form, today = ImportForm(committee_id=committee), datetime.now(UTC).date()

        def raw() -> None:
            with closing(sqlite3.connect(Path(name, "raw.db"))) as connection:
                connection.execute("DROP TABLE IF EXISTS t")
                connection.execute("CREATE TABLE t (a, b, c, d, e)")
                text = source.read_bytes().decode("cp1252")
                connection.executemany("INSERT INTO t VALUES (?,?,?,?,?)", csv.reader(io.StringIO(text), delimiter=";"))
                connection.commit()

        def plan() -> None:
            with store.read() as session:
                assert plan_import(session, read_sheet(source), form, today).added == PEOPLE

        def take() -> None:
            with store.read() as session:
                planned = plan_import(session, read_sheet(source), form, today)
            with store.write() as unit:
                import_people(unit, planned)

        def take_and_undo() -> None:
            take()
            with store.write() as unit:
                undo.undo(unit)

        jobs = {"raw rows in": raw, "dry run": plan, "taken in and taken back": take_and_undo}
        seconds = measure.interleaved({key: measure.timed(job) for key, job in jobs.items()}, max(2, rounds // 3))
        measure.show("a file of people", seconds, "raw rows in")
        take()
        searches = _searches(store, path, committee, rounds)
        store.close()
    ratios = measure.show("a search", searches, "raw LIKE")
    print()
    measure.target("a name or a number", max(ratios["search: a name"], ratios["search: a number"]), SEARCH_LIMIT)


def _searches(store: Any, path: Path, committee: Any, rounds: int) -> dict[str, list[float]]:
    from campaign.people.finding import people_page
    from campaign.views.people import PeopleQuery

    now = datetime.now(UTC)
    with store.read() as session, closing(sqlite3.connect(path)) as connection:

        def found(text: str) -> None:
            session.expire_all()
            people_page(session, PeopleQuery(text=text, committee_id=committee), now, limit=40)

        by_word = "SELECT * FROM person WHERE search_key LIKE ? ORDER BY sort_key LIMIT 40"
        return measure.interleaved(
            {
                "raw LIKE": measure.timed(lambda: connection.execute(by_word, ("%barimon%",)).fetchall()),
                "search: a name": measure.timed(lambda: found("barimon")),
                "search: a number": measure.timed(lambda: found("06 39 98 12")),
                "search: with a typo": measure.timed(lambda: found("barmionte")),
            },
            rounds,
        )
