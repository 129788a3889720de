"""The figures, one definition each. Everything that shows a number takes it from here.

All are counted by committee and added up (a person in two committees counts in each), so that a federation's total is
the sum of its committees' reports; rates are recomputed from summed counts, never averaged. Six thousand committees
cost as many statements as one.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, Label, Subquery, and_, case, func, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from campaign.committees.views import FOLLOWER, LEADER, MEMBER
from campaign.periods import Period, local_day, start_of
from campaign.views.figures import ACTIVE_DAYS, DEFINITIONS, Figures
from db.tables import Action, ActionKind, Committee, MembershipEvent, Shift, Signup

Moments = ColumnElement[datetime] | InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]

Owners = ColumnElement[uuid.UUID] | InstrumentedAttribute[uuid.UUID]

SPANS_AT_ONCE = 60  # a statement holds one CASE branch a span


@dataclass(frozen=True, slots=True)
class Scope:
    """Some committees that share a time zone; ``ids`` None means all of that zone."""

    zone: str
    ids: tuple[uuid.UUID, ...] | None = None

    def covers(self, column: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
        """A condition on a committee_id column."""
        if self.ids is not None:
            return column.in_(self.ids)
        return column.in_(select(Committee.id).where(Committee.zone == self.zone))


def comes_with(scope: Scope) -> ColumnElement[bool]:
    """A condition: the sign-up is of someone who comes with a committee of the scope."""
    if scope.ids is not None:
        return scope.covers(Signup.committee_id)
    # Not the bare column: SQLite would go through every sign-up there ever was; the actions of the days are fewer.
    owner = func.coalesce(Signup.committee_id, Signup.committee_id)
    return owner.in_(select(Committee.id).where(Committee.zone == scope.zone))


def scopes(session: Session, ids: Collection[uuid.UUID] | None) -> list[Scope]:
    """One scope a zone, since a day is not the same moment everywhere; ``ids`` None means every committee."""
    if ids is None:
        return [Scope(zone) for zone in session.scalars(select(Committee.zone).distinct().order_by(Committee.zone))]
    zones: dict[str, list[uuid.UUID]] = {}
    for committee_id, zone in session.execute(select(Committee.id, Committee.zone).where(Committee.id.in_(ids))):
        zones.setdefault(zone, []).append(committee_id)
    return [Scope(zone, tuple(sorted(zones[zone]))) for zone in sorted(zones)]


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
    for start in range(0, len(periods), SPANS_AT_ONCE):
        spans = periods[start : start + SPANS_AT_ONCE]
        counts: list[dict[uuid.UUID | None, Counter[str]]] = [{} for _ in spans]
        for scope in scopes(session, ids):
            days = (*(span.first for span in spans), spans[-1].end)
            window = Window(scope, days, now, None if apart else _closed(session, scope))
            for counted, count in _COUNTERS:
                if not counted.isdisjoint(keys):
                    for owner, span, values in count(session, window):
                        counts[span].setdefault(owner, Counter()).update(values)
        found += counts
    return found


def _closed(session: Session, scope: Scope) -> tuple[uuid.UUID, ...]:
    return tuple(session.scalars(select(Committee.id).where(scope.covers(Committee.id), Committee.state == "closed")))


@dataclass(frozen=True, slots=True)
class Window:
    """Days that begin one span each and end the one before, for the committees of a scope, seen from ``now``.

    ``apart`` are the committees that are counted each by itself; the others together, under no name. None: all are.
    """

    scope: Scope
    days: tuple[date, ...]
    now: datetime
    apart: tuple[uuid.UUID, ...] | None = None

    @property
    def bounds(self) -> tuple[datetime, ...]:
        """The same as moments: a span is half-open, from one to the next."""
        return tuple(start_of(day, self.scope.zone) for day in self.days)

    @property
    def today(self) -> datetime:
        """Today's beginning there: what began before is over, and its report was due today at the latest."""
        return start_of(local_day(self.now, self.scope.zone), self.scope.zone)

    def holds(self, column: Moments) -> ColumnElement[bool]:
        """A condition: the moment is in one of the spans."""
        return and_(column >= self.bounds[0], column < self.bounds[-1])

    def span(self, column: Moments) -> Label[int]:
        """The number of the span that a moment is in; -1 before the first. To be grouped by its name, ``span``."""
        return case(*((column < bound, number) for number, bound in enumerate(self.bounds, -1))).label("span")

    def owner(self, column: Owners) -> Label[uuid.UUID | None]:
        """The committee that a count is for, None for the sum. To be grouped by its name, ``owner``."""
        if self.apart is None:
            return column.label("owner")  # type: ignore[return-value]
        return case((column.in_(self.apart), column), else_=null()).label("owner")


Row = tuple[uuid.UUID | None, int, dict[str, int]]


def _movement(session: Session, window: Window) -> Iterator[Row]:
    """Stocks and flows from the same steps: members at the start + arrivals - departures are those at the end."""
    step = _steps(window)
    came = and_(step.c.level_after >= MEMBER, step.c.level_before < MEMBER)
    went = and_(step.c.level_after < MEMBER, step.c.level_before >= MEMBER)
    counted = select(
        window.owner(step.c.committee_id),
        window.span(step.c.at),
        _count(came),
        _count(went),
        _count(step.c.level_after == FOLLOWER) - _count(step.c.level_before == FOLLOWER),
        _count(step.c.level_after == LEADER) - _count(step.c.level_before == LEADER),
    ).group_by("owner", "span")
    changes: dict[uuid.UUID | None, dict[int, Sequence[int]]] = {}
    for owner, number, *change in session.execute(counted):
        changes.setdefault(owner, {})[number] = change
    closed = _closings(session, window)
    for owner, steps in changes.items():
        members = followers = leaders = 0
        for number in range(-1, len(window.days) - 1):
            arrivals, departures, more_followers, more_leaders = steps.get(number, (0, 0, 0, 0))
            members, followers, leaders = (
                members + arrivals - departures,
                followers + more_followers,
                leaders + more_leaders,
            )
            if owner is not None and closed.get(owner) == number:
                # Whoever was still there goes with the committee.
                departures += members
                members = followers = leaders = 0
            if number >= 0:
                yield (
                    owner,
                    number,
                    {
                        "members": members,
                        "followers": followers,
                        "leaders": leaders,
                        "arrivals": arrivals,
                        "departures": departures,
                    },
                )


def _steps(window: Window) -> Subquery:
    """Each membership event up to the end, with the person's level in that committee just before."""
    event = MembershipEvent
    before = func.lag(event.level_after).over(
        partition_by=(event.committee_id, event.person_id), order_by=(event.at, event.id)
    )
    return (
        select(event.committee_id, event.at, event.level_after, func.coalesce(before, 0).label("level_before"))
        .where(window.scope.covers(event.committee_id), event.at < window.bounds[-1])
        .subquery()
    )


def _closings(session: Session, window: Window) -> dict[uuid.UUID, int]:
    """In which span each closed committee was closed. (A merged one needs no care: its members moved out.)"""
    statement = select(Committee.id, window.span(Committee.ended_at)).where(
        window.scope.covers(Committee.id), Committee.state == "closed", Committee.ended_at < window.bounds[-1]
    )
    return dict(session.execute(statement).all())


def _new_members(session: Session, window: Window) -> Iterator[Row]:
    event, earlier = MembershipEvent, aliased(MembershipEvent)
    member_before = (
        select(earlier.id)
        .where(
            earlier.person_id == event.person_id,
            earlier.level_after >= MEMBER,
            or_(earlier.at < event.at, and_(earlier.at == event.at, earlier.id < event.id)),
        )
        .exists()
    )
    counted = (
        select(window.owner(event.committee_id), window.span(event.at), func.count())
        .where(window.scope.covers(event.committee_id), window.holds(event.at), event.level_after >= MEMBER)
        .where(~member_before)
        .group_by("owner", "span")
    )
    for owner, number, count in session.execute(counted):
        yield owner, number, {"new_members": count}


def _active_members(session: Session, window: Window) -> Iterator[Row]:
    """Span by span, since the four weeks before the end of one reach into others."""
    for number, day in enumerate(window.days[1:]):
        active = active_people(window.scope, day)
        counted = select(window.owner(active.c.committee_id), func.count()).group_by("owner")
        for owner, count in session.execute(counted):
            yield owner, number, {"active_members": count}


def active_people(scope: Scope, day: date) -> Subquery:
    """The active members at the end of the day before: each committee of a scope, each person."""
    end = start_of(day, scope.zone)
    since = start_of(day - timedelta(days=ACTIVE_DAYS), scope.zone)
    attended = (
        select(Signup.committee_id, Signup.person_id)
        .join(Action, Action.id == Signup.action_id)
        .where(
            comes_with(scope),
            Action.starts_at >= since,
            Action.starts_at < end,
            Action.state == "held",
            Signup.state == "attended",
        )
        .distinct()
        .subquery()
    )
    event = MembershipEvent
    level = (
        select(event.level_after)
        .where(
            event.person_id == attended.c.person_id,
            # Not the bare column: a person has few events, a committee many, and SQLite would look there.
            func.coalesce(event.committee_id, event.committee_id) == attended.c.committee_id,
            event.at < end,
        )
        .order_by(event.at.desc(), event.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    closed = select(Committee.id).where(Committee.state == "closed", Committee.ended_at < end)
    return (
        select(attended.c.committee_id, attended.c.person_id)
        .where(level >= MEMBER, attended.c.committee_id.not_in(closed))
        .subquery()
    )


def _agenda(session: Session, window: Window) -> Iterator[Row]:
    held = Action.state == "held"
    unreported = or_(Action.state == "planned", and_(held, Action.reported_at.is_(None)))
    counted = (
        select(
            window.owner(Action.committee_id),
            window.span(Action.starts_at),
            _count(held),
            _count(and_(held, ActionKind.field == 1)),
            _count(Action.state == "cancelled"),
            _count(and_(unreported, Action.starts_at < window.today)),
            func.sum(case((held, Action.people_met), else_=0)),
            func.sum(case((held, Action.leaflets), else_=0)),
        )
        .join(ActionKind, ActionKind.id == Action.kind_id)
        .where(window.scope.covers(Action.committee_id), window.holds(Action.starts_at))
        .group_by("owner", "span")
    )
    for owner, number, *counts in session.execute(counted):
        yield owner, number, dict(zip(_AGENDA, map(int, counts), strict=True))


def _attendance(session: Session, window: Window) -> Iterator[Row]:
    """For the committee with which each came; two shifts of one action are one attendance."""
    came = (
        select(
            Signup.committee_id,
            window.span(Action.starts_at),
            func.count(Action.id.distinct()).label("times"),
            func.sum(Signup.minutes).label("minutes"),
        )
        .join(Action, Action.id == Signup.action_id)
        .where(
            comes_with(window.scope),
            window.holds(Action.starts_at),
            Action.state == "held",
            Signup.state == "attended",
        )
        .group_by(Signup.committee_id, Signup.person_id, "span")
        .subquery()
    )
    counted = select(
        window.owner(came.c.committee_id), came.c.span, func.sum(came.c.times), func.count(), func.sum(came.c.minutes)
    )
    for owner, number, *counts in session.execute(counted.group_by("owner", came.c.span)):
        yield owner, number, dict(zip(_ATTENDANCE, map(int, counts), strict=True))


def stood_at_start() -> ColumnElement[bool]:
    """A condition: the sign-up was confirmed when its shift or action began, and had not been cancelled before."""
    starts = func.coalesce(Shift.starts_at, Action.starts_at)
    return and_(Signup.confirmed_at <= starts, or_(Signup.cancelled_at.is_(None), Signup.cancelled_at >= starts))


def scheduled() -> ColumnElement[bool]:
    """A condition: someone had said yes to this, whatever came of it; who came unannounced had not."""
    return and_(Signup.state.in_(("confirmed", "attended", "no_show")), Signup.walk_in == 0)


def _shifts(session: Session, window: Window) -> Iterator[Row]:
    """Sign-ups, not people; of the day on which their action begins."""
    held, attended = Action.state == "held", Signup.state == "attended"
    stood = and_(held, stood_at_start())
    counted = (
        select(
            window.owner(Signup.committee_id),
            window.span(Action.starts_at),
            _count(scheduled()),
            _count(and_(held, attended, scheduled())),
            _count(stood),
            _count(and_(stood, Signup.state != "attended")),
        )
        .join(Action, Action.id == Signup.action_id)
        .outerjoin(Shift, Shift.id == Signup.shift_id)
        .where(comes_with(window.scope), window.holds(Action.starts_at), Action.state != "cancelled")
        .group_by("owner", "span")
    )
    for owner, number, *counts in session.execute(counted):
        yield owner, number, dict(zip(_SHIFTS, map(int, counts), strict=True))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


_AGENDA = ("actions_held", "field_actions", "actions_cancelled", "reports_missing", "people_met", "leaflets")
_ATTENDANCE = ("participations", "participants", "minutes")
_SHIFTS = ("shifts_scheduled", "shifts_completed", "confirmed_at_start", "flaked")
_SHIFTS = ("shifts_scheduled", "shifts_completed", "confirmed_at_start", "flaked")
_COUNTERS: tuple[tuple[frozenset[str], Callable[[Session, Window], Iterator[Row]]], ...] = (
    (frozenset({"members", "followers", "leaders", "arrivals", "departures"}), _movement),
    (frozenset({"new_members"}), _new_members),
    (frozenset({"active_members"}), _active_members),
    (frozenset(_AGENDA), _agenda),
    (frozenset(_ATTENDANCE), _attendance),
    (frozenset(_SHIFTS), _shifts),
)
