"""Stocks and flows: what there is at the end, what happened in the period, and since the month and the year began."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from campaign.figures import DEFINITIONS, Figures, totals
from campaign.periods import Period, month_of
from campaign.reports.asked import Asked, Sums
from campaign.reports.views import Amount, Cell, Column, Section, Table, Unit
from campaign.words import N_

STOCKS = ("members", "active_members", "followers")
FLOWS = (
    "new_members", "departures", "actions_held", "participations", "minutes", "people_met", "leaflets",
)  # fmt: skip
A_DAY = timedelta(days=1)


def section(asked: Asked, title: str, sums: Sums) -> Section:
    """One line a figure: stocks as they changed, flows as they were, each beside the period before."""
    w = asked.w
    firsts = asked.period.before().first, month_of(asked.period.last).first, asked.period.last.replace(month=1, day=1)
    (eve, _), month, year = _since(asked, firsts)
    current, before = sums.current, sums.before
    stocks: list[tuple[Cell, ...]] = []
    for key in STOCKS:
        at_end = current.value(key)
        starts = (before, eve, month[0], year[0])
        changes = [at_end - before.value(key), before.value(key) - eve.value(key)]
        changes += [at_end - start.value(key) for start in starts[2:]]
        stocks.append((_label(asked, key), at_end, *(Amount(change, _unit(key), change=True) for change in changes)))
    flows: list[tuple[Cell, ...]] = [
        (_label(asked, key), *(Amount(f.value(key), _unit(key)) for f in (current, before, month[1], year[1])))
        for key in FLOWS
    ]
    line = Column("line", w(N_("Line")))
    spans = (
        Column("period", w(N_("In the period")), "amount"),
        Column("before", w(N_("In the one before")), "amount"),
        Column("month", w(N_("Since the 1st of the month")), "amount"),
        Column("year", w(N_("Since 1 January")), "amount"),
    )
    return Section(
        "lines",
        title,
        tables=(
            Table(
                "stocks",
                w(N_("What there is")),
                (line, Column("end", w(N_("At the end")), "count"), *spans),
                tuple(stocks),
            ),
            Table("flows", w(N_("What happened")), (line, *spans), tuple(flows)),
        ),
    )


def _since(asked: Asked, firsts: Sequence[date]) -> list[tuple[Figures, Figures]]:
    """The stocks on the eve of each day, and the flows from that day to the end of the period; in one pass."""
    cuts = sorted({min(firsts) - A_DAY, *firsts, asked.period.end})
    spans = [Period(first, end - A_DAY) for first, end in pairwise(cuts)]
    found = dict(zip(cuts, totals(asked.session, asked.ids, spans, asked.now, (*STOCKS, *FLOWS)), strict=False))
    at_end = dict(zip(cuts[1:], found.values(), strict=True))
    return [(at_end[day], sum((found[cut] for cut in found if cut >= day), Figures())) for day in firsts]


def _label(asked: Asked, key: str) -> str:
    return asked.w(DEFINITIONS[key].label)


def _unit(key: str) -> Unit:
    return "minutes" if DEFINITIONS[key].unit == "minutes" else "count"
