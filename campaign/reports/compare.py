"""What changed between two reports: two that were sent, one that was sent and today's figures, or two JSON files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign.reports.names import label_of
from campaign.reports.sent import kept
from campaign.reports.views import Amount, Cell, Column, Figure, Table
from campaign.words import N_, Words

Kept = Mapping[str, Any]


def change_of(figure: Figure) -> Kept:
    """A figure as it is compared."""
    return kept(figure)


def movements(w: Words, first: Mapping[str, Kept], second: Mapping[str, Kept], *, only_common: bool = False) -> Table:
    """Each figure in both reports, and what moved; one that is in only one of them has a dash in the other."""
    rows: list[tuple[Cell, ...]] = []
    keys = [*second, *(key for key in first if key not in second)]
    for key in keys:
        a, b = first.get(key), second.get(key)
        if only_common and (a is None or b is None):
            continue
        unit = (b or a or {})["unit"]
        then, now = (None if one is None else one["value"] for one in (a, b))
        moved = None if then is None or now is None else now - then
        rows.append((label_of(w, key), Amount(then, unit), Amount(now, unit), Amount(moved, unit, change=True)))
    columns = (
        Column("figure", w(N_("Figure"))),
        Column("then", w(N_("Then")), "amount"),
        Column("now", w(N_("Now")), "amount"),
        Column("moved", w(N_("Change")), "amount"),
    )
    return Table("movements", w(N_("What moved")), columns, tuple(rows), w(N_("No figure can be compared.")))
