"""Who is there: members at the start, who came, who went, members at the end."""

from __future__ import annotations

from campaign.reports.asked import Asked, Sums, counted
from campaign.reports.views import Cell, Column, Section, Table
from campaign.words import N_

FIGURES = ("arrivals", "departures", "followers", "leaders")


def section(asked: Asked, title: str, sums: Sums) -> Section:
    """The movement of members, which adds up; and their number week by week."""
    w, current = asked.w, sums.current
    columns = (Column("line", w(N_("Movement"))), Column("people", w(N_("People")), "count"))
    rows: tuple[tuple[Cell, ...], ...] = (
        (w(N_("Members at the start")), current.members - current.arrivals + current.departures),
        (w(N_("+ arrivals")), current.arrivals),
        (w(N_("− departures")), -current.departures),
        (w(N_("Members at the end")), current.members),
    )
    return Section(
        "members",
        title,
        tuple(counted(w, key, sums) for key in FIGURES),
        (Table("movement", w(N_("Movement of members")), columns, rows),),
        (sums.chart("members", w(N_("Members at the end of each week"))),),
    )
