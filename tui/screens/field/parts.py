"""What a turf can be made of, as the screen that chooses offers it: kinds of parts, ways between doors, sizes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.views.field import SIDE_WORDS
from campaign.words import N_, Words
from tui.screens.dialogs import Choice, Menu
from tui.widgets.listing import Row

if TYPE_CHECKING:
    from campaign.field.turf import CutPlan, CutPreview, SideLine, StationLine
    from tui.screens.base import AppuiScreen

WHOLE, STATIONS, STREETS = "whole", "stations", "streets"
METRIC_WORDS = {
    "tolls": N_("with crossings"),
    "graph": N_("along streets"),
    "plain": N_("crow-fly"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is to choose from in one commune."""

    communes: list[tuple[str, str, int]]
    insee: str
    stations: list[StationLine]
    sides: list[SideLine]


def band(typed: str) -> tuple[int, int]:
    """``40-60`` or ``40 60`` as two numbers; (0, 0), which no form takes, for anything else."""
    parts = typed.replace("–", "-").replace("-", " ").replace("à", " ").split()
    if len(parts) == 1:
        parts *= 2
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        return 0, 0
    return int(parts[0]), int(parts[1])


def rows_of(w: Words, offer: Offer, kind: str, sides: Sequence[SideLine], marked: Collection[Any]) -> list[Row]:
    """The lines that can be marked; ``sides`` are those that were looked for."""
    if kind == STREETS:
        return [_side(w, side, marked) for side in sides]
    rows = []
    if kind == WHOLE:
        for insee, name, count in offer.communes:
            doors = w.number(sum(side.doors for side in offer.sides)) if insee == offer.insee else ""
            rows.append(Row((f"{name} ({insee})", "", "", w.number(count), doors), insee, marked=insee in marked))
        return rows
    for station in offer.stations:
        counts = (w.number(station.addresses), w.number(station.doors))
        if not station.code:
            rows.append(Row((w(N_("station not known")), "", "", *counts), None, tone="dim"))
            continue
        name = " · ".join(filter(None, (station.code, station.name)))
        rows.append(Row((name, "", "", *counts), station.code, marked=station.code in marked))
    return rows


def _side(w: Words, side: SideLine, marked: Collection[Any]) -> Row:
    """One side of a street, as a line to mark."""
    numbers = "" if side.first is None else f"{side.first}–{side.last}" if side.last != side.first else f"{side.first}"
    cells = (side.street, w(SIDE_WORDS[side.side]), numbers, w.number(side.addresses), w.number(side.doors))
    key = (side.street_id, side.side)
    return Row(cells, key, marked=key in marked, tones={1: "dim", 2: "dim"})


def said_sum(w: Words, found: CutPreview, fewest: int, hidden: int) -> str:
    """What a choice comes to, then what to know of it. ``hidden`` marked lines are not in the list that is shown."""
    from campaign.field.turf import said_small

    walks = max(found.walks_estimate, 1)
    said = [
        w.many(N_("{count} door"), N_("{count} doors"), found.doors),
        w.many(N_("about {count} walk"), N_("about {count} walks"), walks),
        w(N_("{doors} doors and {time} each"), doors=round(found.doors / walks), time=w.hours(found.minutes // walks)),
        w(N_("{time} in all"), time=w.hours(found.minutes)),
        *said_small(w, found.small, fewest),
    ]
    if found.far_apart:
        said.append(w(N_("parts lie over 500 m apart")))
    return " · ".join(said) + said_hidden(w, hidden)


def said_hidden(w: Words, hidden: int) -> str:
    """That some of what is marked is not in the list shown; nothing when all of it is."""
    if not hidden:
        return ""
    return " · " + w.many(
        N_("of which {count} is not in the list shown"), N_("of which {count} are not in the list shown"), hidden
    )


def ask_apart(screen: AppuiScreen, plan: CutPlan, count: int, chosen: Callable[[str | None], None]) -> None:
    """A walk would cross from one part of the ground to another, far away: ask before it is kept."""
    from campaign.field.turf import said_notices

    w = screen.w
    ways = [
        Choice("apart", w(N_("Cut each part by itself")), w(N_("walks may be small"))),
        Choice("together", w(N_("Keep these walks")), w(N_("with the long way"))),
    ]
    title = w(N_("{count} parts lie over 500 m apart"), count=count)
    screen.app.push_screen(Menu(title, ways, about=" · ".join(said_notices(plan, w))), chosen)
