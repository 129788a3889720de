"""What is improbable in the results of lists, to be looked at again: about what was entered, never about who did."""

from __future__ import annotations

from campaign.figures import flags
from campaign.periods import local_day
from campaign.reports import asked as shared
from campaign.reports.asked import Asked, and_more
from campaign.reports.names import OWN
from campaign.reports.views import Cell, Column, Figure, Section, Table
from campaign.words import N_


def section(asked: Asked, title: str) -> Section:
    """The flags of the lists that went out in the period, a line each."""
    w = asked.w
    found = flags(asked.session, asked.ids, asked.period)
    shown = found if asked.row else found[: shared.ROWS_LIMIT]
    lists = len({flag.list_id for flag in found})
    own = OWN["lists_flagged"]
    columns = (
        Column("day", w(N_("Day")), "day"),
        Column("list", w(N_("List"))),
        Column("turf", w(N_("Turf"))),
        Column("what", w(N_("What to look at"))),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (local_day(flag.at, asked.zone), flag.list_number, flag.turf, flag.said(w)) for flag in shown
    )
    empty = w(N_("Nothing improbable was found."))
    return Section(
        "quality",
        title,
        (Figure(own.key, w(own.label), lists, "count", w(own.text)),),
        (Table("flags", w(N_("Lists to look at again")), columns, rows, empty),),
        text=and_more(w, len(found) - len(shown)),
    )
