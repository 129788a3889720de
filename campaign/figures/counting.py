"""The figures, one definition each. Everything that shows a number takes it from here.

All are counted by committee and added up (a person in two committees counts in each), so that a federation's total is
the sum of its committees' reports; rates are recomputed from summed counts, never averaged. Six thousand committees
cost as many statements as one.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.figures import agenda, field, movement
from campaign.figures.window import Row, Scope, Window, scopes
from campaign.periods import Period
from campaign.views.figures import DEFINITIONS, Figures
from db.tables import Committee

SPANS_AT_ONCE = 60  # a statement holds one CASE branch a span


def figures(session: Session, committee_id: uuid.UUID | None, period: Period, now: datetime) -> Figures:
    """All figures of one committee, or of all, over a period. ``now`` bounds what can be over."""
    return totals(session, None if committee_id is None else [committee_id], [period], now)[0]


def by_committee(
    session: Session, ids: Iterable[uuid.UUID] | None, period: Period, now: datetime
) -> dict[uuid.UUID, Figures]:
    """The figures of several committees; of all (those that have any) when ``ids`` is None."""
    wanted = None if ids is None else list(ids)
    found = tally(session, wanted, [period], now)[0]
    return found if wanted is None else {i: found.get(i, Figures()) for i in wanted}


def weekly(session: Session, committee_id: uuid.UUID | None, period: Period, now: datetime, key: str) -> list[int]:
    """One figure for each week that the period touches."""
    ids = None if committee_id is None else [committee_id]
    return [week.value(key) for week in totals(session, ids, period.weeks(), now, [key])]


def totals(
    session: Session,
    ids: Collection[uuid.UUID] | None,
    periods: Sequence[Period],
    now: datetime,
    keys: Collection[str] = tuple(DEFINITIONS),
) -> list[Figures]:
    """The figures of several committees, or of all, added up, for periods that follow one another; see `tally`."""
    counted = _counted(session, ids, periods, now, keys, apart=False)
    return [Figures(**sum(owners.values(), Counter())) for owners in counted]


def tally(
    session: Session,
    ids: Collection[uuid.UUID] | None,
    periods: Sequence[Period],
    now: datetime,
    keys: Collection[str] = tuple(DEFINITIONS),
) -> list[dict[uuid.UUID, Figures]]:
    """The figures by committee of several periods that follow one another: each is counted in one pass over the rows.

    Only ``keys`` are sure to be counted; a committee without any figure may be left out.

    Raises:
        ValueError: there is a gap between two periods.
    """
    counted = _counted(session, ids, periods, now, keys, apart=True)
    return [{i: Figures(**values) for i, values in owners.items() if i is not None} for owners in counted]


def _counted(
    session: Session,
    ids: Collection[uuid.UUID] | None,
    periods: Sequence[Period],
    now: datetime,
    keys: Collection[str],
    *,
    apart: bool,
) -> list[dict[uuid.UUID | None, Counter[str]]]:
    if any(before.end != after.first for before, after in pairwise(periods)):
        raise ValueError("these periods do not follow one another")
    found: list[dict[uuid.UUID | None, Counter[str]]] = []
    at_doors = not _AT_DOORS.isdisjoint(keys) and field.is_done(session)
    for start in range(0, len(periods), SPANS_AT_ONCE):
        spans = periods[start : start + SPANS_AT_ONCE]
        counts: list[dict[uuid.UUID | None, Counter[str]]] = [{} for _ in spans]
        for scope in scopes(session, ids):
            days = (*(span.first for span in spans), spans[-1].end)
            window = Window(scope, days, now, None if apart else _closed(session, scope))
            for counted, count in _COUNTERS:
                if not counted.isdisjoint(keys) and (at_doors or counted.isdisjoint(_AT_DOORS)):
                    for owner, span, values in count(session, window):
                        counts[span].setdefault(owner, Counter()).update(values)
        found += counts
    return found


def _closed(session: Session, scope: Scope) -> tuple[uuid.UUID, ...]:
    return tuple(session.scalars(select(Committee.id).where(scope.covers(Committee.id), Committee.state == "closed")))


_COUNTERS: tuple[tuple[frozenset[str], Callable[[Session, Window], Iterator[Row]]], ...] = (
    (frozenset({"members", "followers", "leaders", "arrivals", "departures"}), movement.movement),
    (frozenset({"new_members"}), movement.new_members),
    (frozenset({"active_members"}), movement.active_members),
    (frozenset(agenda.AGENDA), agenda.agenda),
    (frozenset(agenda.ATTENDANCE), agenda.attendance),
    (frozenset(agenda.SHIFTS), agenda.shifts),
    (frozenset(field.DOORS), field.doors),
    (frozenset(field.STOCKS), field.stocks),
    (frozenset(field.HOURS), field.hours),
    (frozenset(field.LEFT), field.left),
    (frozenset(field.PROMISES), field.follow_ups),
)
_AT_DOORS = frozenset((*field.DOORS, *field.STOCKS, *field.HOURS, *field.LEFT, *field.PROMISES))
