"""The figures, one definition each. Everything that shows a number takes it from here.

All are additive over committees (a person in two committees counts in each), so that a federation's total is the sum
of its committees' reports; rates are recomputed from summed counts, never averaged.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from campaign.periods import Period
from campaign.words import N_
from db.tables import Action, ActionKind, Committee, Membership, MembershipEvent, Signup

ACTIVE_DAYS = 28
MEMBER, LEADER, FOLLOWER = 10, 100, 5


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure's name, unit and meaning."""

    key: str
    label: str
    unit: str
    text: str


DEFINITIONS: dict[str, Definition] = {
    d.key: d
    for d in (
        Definition(
            "members",
            N_("Members"),
            "count",
            N_("People with the role of member, manager or leader at the end of the period; followers apart."),
        ),
        Definition("followers", N_("Followers"), "count", N_("People who follow the committee at the end of the period.")),
        Definition("leaders", N_("Leaders"), "count", N_("People who lead the committee at the end of the period.")),
        Definition(
            "active_members",
            N_("Active members"),
            "count",
            N_("Members at the end of the period who attended at least one action in its last 28 days."),
        ),
        Definition(
            "arrivals",
            N_("Arrivals"),
            "count",
            N_("People who were not members just before and became one during the period, moves from another committee included."),
        ),
        Definition(
            "new_members",
            N_("New members"),
            "count",
            N_("Arrivals who had never been a member of any committee of this file."),
        ),
        Definition(
            "departures",
            N_("Departures"),
            "count",
            N_("People who were members and ceased to be during the period, moves to another committee included."),
        ),
        Definition("actions_held", N_("Actions held"), "count", N_("Actions that began in the period and took place.")),
        Definition(
            "field_actions",
            N_("Field actions"),
            "count",
            N_("Actions held among the public: door-to-door, leaflets, market... not meetings or training."),
        ),
        Definition("actions_cancelled", N_("Actions cancelled"), "count", N_("Actions planned in the period, then cancelled.")),
        Definition(
            "reports_missing",
            N_("Reports missing"),
            "count",
            N_("Actions of the period that are over and that nobody has reported on."),
        ),
        Definition("participations", N_("Participations"), "count", N_("Attendances at the actions held in the period; one person twice counts 2.")),
        Definition("participants", N_("Participants"), "count", N_("Distinct people who attended at least one action of the period.")),
        Definition("minutes", N_("Volunteer hours"), "minutes", N_("Time attended, summed over people.")),
        Definition("people_met", N_("People met"), "count", N_("People met at the actions, as their reports say.")),
        Definition("leaflets", N_("Leaflets handed out"), "count", N_("Leaflets handed out at the actions, as their reports say.")),
    )
}

GOAL_KEYS = ("members", "actions_held", "field_actions", "participations", "people_met", "leaflets")


@dataclass(frozen=True, slots=True)
class Figures:
    """Every figure of one scope and period, as counts."""

    members: int = 0
    followers: int = 0
    leaders: int = 0
    active_members: int = 0
    arrivals: int = 0
    new_members: int = 0
    departures: int = 0
    actions_held: int = 0
    field_actions: int = 0
    actions_cancelled: int = 0
    reports_missing: int = 0
    participations: int = 0
    participants: int = 0
    minutes: int = 0
    people_met: int = 0
    leaflets: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def value(self, key: str) -> int:
        """A figure by its key."""
        return int(getattr(self, key))


@dataclass(frozen=True, slots=True)
class Scope:
    """Some committees that share a time zone; ``ids`` None means all of that zone."""

    zone: str
    ids: tuple[uuid.UUID, ...] | None = None

    def covers(self, column: ColumnElement[uuid.UUID]) -> ColumnElement[bool]:
        """A condition on a committee_id column."""
        if self.ids is not None:
            return column.in_(self.ids)
        return column.in_(select(Committee.id).where(Committee.zone == self.zone))


def scopes(session: Session, committee_id: uuid.UUID | None) -> list[Scope]:
    """One scope for a committee; one a zone for all of them, since a day is not the same moment everywhere."""
    if committee_id is not None:
        zone = session.scalars(select(Committee.zone).where(Committee.id == committee_id)).one()
        return [Scope(zone, (committee_id,))]
    return [Scope(zone) for zone in session.scalars(select(Committee.zone).distinct().order_by(Committee.zone))]


def figures(session: Session, committee_id: uuid.UUID | None, period: Period, now: datetime) -> Figures:
    """All figures of one committee, or of all, over a period. ``now`` bounds what can be over."""
    total = Figures()
    for scope in scopes(session, committee_id):
        total += _figures(session, scope, period, now)
    return total


def by_committee(session: Session, ids: Iterable[uuid.UUID], period: Period, now: datetime) -> dict[uuid.UUID, Figures]:
    """The figures of several committees."""
    return {i: figures(session, i, period, now) for i in ids}


def weekly(session: Session, committee_id: uuid.UUID | None, period: Period, now: datetime, key: str) -> list[int]:
    """One figure for each week that the period touches."""
    return [figures(session, committee_id, week, now).value(key) for week in period.weeks()]


def _figures(session: Session, scope: Scope, period: Period, now: datetime) -> Figures:
    start, end = period.instants(scope.zone)
    stock = _stock(session, scope, end)
    arrivals, new, departures = _flows(session, scope, start, end)
    done = _done(session, scope, start, end, now)
    return Figures(
        members=stock[0],
        followers=stock[1],
        leaders=stock[2],
        active_members=_active(session, scope, end),
        arrivals=arrivals,
        new_members=new,
        departures=departures,
        actions_held=done[0],
        field_actions=done[1],
        actions_cancelled=done[2],
        reports_missing=done[3],
        people_met=done[4],
        leaflets=done[5],
        participations=done[6],
        participants=done[7],
        minutes=done[8],
    )


def _latest(scope: Scope, end: datetime) -> Select[tuple[uuid.UUID, uuid.UUID, int]]:
    """Each person's last event before a moment: their level then."""
    ranked = (
        select(
            MembershipEvent.committee_id,
            MembershipEvent.person_id,
            MembershipEvent.level_after,
            func.row_number()
            .over(
                partition_by=(MembershipEvent.committee_id, MembershipEvent.person_id),
                order_by=(MembershipEvent.at.desc(), MembershipEvent.id.desc()),
            )
            .label("rank"),
        )
        .where(scope.covers(MembershipEvent.committee_id), MembershipEvent.at < end)
        .subquery()
    )
    return select(ranked.c.committee_id, ranked.c.person_id, ranked.c.level_after).where(ranked.c.rank == 1)


def _stock(session: Session, scope: Scope, end: datetime) -> tuple[int, int, int]:
    last = _latest(scope, end).subquery()
    row = session.execute(
        select(
            func.coalesce(func.sum(case((last.c.level_after >= MEMBER, 1), else_=0)), 0),
            func.coalesce(func.sum(case((last.c.level_after == FOLLOWER, 1), else_=0)), 0),
            func.coalesce(func.sum(case((last.c.level_after == LEADER, 1), else_=0)), 0),
        )
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def _flows(session: Session, scope: Scope, start: datetime, end: datetime) -> tuple[int, int, int]:
    """Arrivals, of which new, and departures: members at the start plus arrivals minus departures are those at the end."""
    order = (MembershipEvent.at, MembershipEvent.id)
    stepped = (
        select(
            MembershipEvent.person_id,
            MembershipEvent.at,
            MembershipEvent.kind,
            MembershipEvent.level_after,
            func.coalesce(
                func.lag(MembershipEvent.level_after).over(
                    partition_by=(MembershipEvent.committee_id, MembershipEvent.person_id), order_by=order
                ),
                0,
            ).label("level_before"),
        )
        .where(scope.covers(MembershipEvent.committee_id), MembershipEvent.at < end)
        .subquery()
    )
    came = and_(stepped.c.level_after >= MEMBER, stepped.c.level_before < MEMBER)
    went = and_(stepped.c.level_after < MEMBER, stepped.c.level_before >= MEMBER)
    earlier = (
        select(MembershipEvent.id)
        .where(
            MembershipEvent.person_id == stepped.c.person_id,
            MembershipEvent.level_after >= MEMBER,
            MembershipEvent.at < stepped.c.at,
        )
        .exists()
    )
    row = session.execute(
        select(
            func.coalesce(func.sum(case((came, 1), else_=0)), 0),
            func.coalesce(func.sum(case((and_(came, ~earlier), 1), else_=0)), 0),
            func.coalesce(func.sum(case((went, 1), else_=0)), 0),
        ).where(stepped.c.at >= start)
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def _active(session: Session, scope: Scope, end: datetime) -> int:
    last = _latest(scope, end).subquery()
    attended = (
        select(Signup.id)
        .join(Action, Action.id == Signup.action_id)
        .where(
            Signup.committee_id == last.c.committee_id,
            Signup.person_id == last.c.person_id,
            Signup.state == "attended",
            Action.state == "held",
            Action.starts_at >= end - timedelta(days=ACTIVE_DAYS),
            Action.starts_at < end,
        )
        .exists()
    )
    statement = select(func.count()).select_from(last).where(last.c.level_after >= MEMBER, attended)
    return session.scalar(statement) or 0


def _done(session: Session, scope: Scope, start: datetime, end: datetime, now: datetime) -> tuple[int, ...]:
    inside = and_(scope.covers(Action.committee_id), Action.starts_at >= start, Action.starts_at < end)
    held = Action.state == "held"
    due = and_(
        or_(Action.state == "planned", and_(held, Action.reported_at.is_(None))),
        Action.ends_at < now,
    )

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    def total(column: ColumnElement[int]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((held, column), else_=0)), 0)

    actions = session.execute(
        select(
            count(held),
            count(and_(held, ActionKind.field == True)),  # noqa: E712 - a column, not a truth
            count(Action.state == "cancelled"),
            count(due),
            total(Action.people_met),
            total(Action.leaflets),
        )
        .select_from(Action)
        .join(ActionKind, ActionKind.id == Action.kind_id)
        .where(inside)
    ).one()
    came = (
        select(Signup.committee_id, Signup.person_id, func.count().label("times"), func.sum(Signup.minutes).label("minutes"))
        .join(Action, Action.id == Signup.action_id)
        .where(inside, held, Signup.state == "attended")
        .group_by(Signup.committee_id, Signup.person_id)
        .subquery()
    )
    people = session.execute(
        select(
            func.coalesce(func.sum(came.c.times), 0),
            func.count(),
            func.coalesce(func.sum(came.c.minutes), 0),
        ).select_from(came)
    ).one()
    return tuple(int(n) for n in (*actions, *people))


def present_members(session: Session, committee_id: uuid.UUID) -> int:
    """Members right now, from the memberships themselves: a second definition that tests hold against the first."""
    statement = select(func.count()).where(Membership.committee_id == committee_id, Membership.level >= MEMBER)
    return session.scalar(statement) or 0
