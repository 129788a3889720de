"""What comes: the actions of the fourteen days after the period."""

from __future__ import annotations

from datetime import timedelta

from campaign import actions
from campaign.periods import start_of
from campaign.reports import asked as shared
from campaign.reports.asked import Asked, and_more
from campaign.reports.views import Cell, Column, Section, Table
from campaign.views.actions import ActionLine
from campaign.words import N_

AHEAD_DAYS = 14


def section(asked: Asked, title: str) -> Section:
    """The next fourteen days, with how many have signed up."""
    w = asked.w
    planned, left_out = _planned(asked)
    columns = [
        Column("day", w(N_("Day")), "day"),
        Column("time", w(N_("Time"))),
        Column("kind", w(N_("Kind"))),
        Column("title", w(N_("What"))),
        Column("place", w(N_("Where"))),
        Column("signed_up", w(N_("Signed up")), "count"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (a.day, w.time(a.starts_at, a.zone), a.kind.say(w), a.title, a.place, a.signed_up) for a in planned
    ]
    if asked.row is None:
        columns.insert(2, Column("committee", w(N_("Committee"))))
        rows = [(*row[:2], a.committee, *row[2:]) for row, a in zip(rows, planned, strict=True)]
    table = Table("ahead", title, tuple(columns), tuple(rows), w(N_("Nothing is planned yet.")))
    return Section("ahead", title, tables=(table,), text=and_more(w, left_out))


def _planned(asked: Asked) -> tuple[list[ActionLine], int]:
    """What begins in the fourteen days after the period, each in its own zone; and how many are left out."""
    first, end = asked.period.end, asked.period.end + timedelta(days=AHEAD_DAYS)
    # A day wider on both sides than any zone needs, then cut by each committee's own days.
    found = actions.list_actions(
        asked.session,
        committee_id=asked.committee_id,
        since=start_of(first - timedelta(days=1), asked.zone),
        until=start_of(end + timedelta(days=1), asked.zone),
        states=("planned", "held"),
        limit=None,
    )
    kept = [a for a in found if first <= a.day < end]
    return (kept, 0) if asked.row else (kept[: shared.ROWS_LIMIT], max(0, len(kept) - shared.ROWS_LIMIT))
