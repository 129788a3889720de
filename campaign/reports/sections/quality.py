"""What is improbable in the results of lists, to be looked at again: about what was entered, never about who did."""

from __future__ import annotations

from campaign.field.outcomes import BY_CODE
from campaign.figures import flags
from campaign.periods import local_day
from campaign.reports import asked as shared
from campaign.reports.asked import Asked, and_more
from campaign.reports.names import OWN
from campaign.reports.views import Cell, Column, Figure, Section, Table
from campaign.views.field_figures import FLAG_WORDS, Flag
from campaign.words import N_, Words


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
        (local_day(flag.at, asked.zone), flag.list_number, flag.turf, said(w, flag)) for flag in shown
    )
    empty = w(N_("Nothing improbable was found."))
    return Section(
        "quality",
        title,
        (Figure(own.key, w(own.label), lists, "count", w(own.text)),),
        (Table("flags", w(N_("Lists to look at again")), columns, rows, empty),),
        text=and_more(w, len(found) - len(shown)),
    )


def said(w: Words, flag: Flag) -> str:
    """A flag in words, with what was found and from where on that is improbable."""
    found, limit = (w.percent(n) if flag.is_share else w.number(round(n)) for n in (flag.found, flag.limit))
    outcome = BY_CODE.get(flag.outcome)
    return w(FLAG_WORDS[flag.code], found=found, limit=limit, outcome=w(outcome.label) if outcome else flag.outcome)
