"""Members as they come and go, and which of them are active."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Subquery, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from campaign.committees.views import FOLLOWER, LEADER, MEMBER
from campaign.figures.agenda import comes_with
from campaign.figures.window import Counting, Moment, Row, Scope, Shape, Window, count
from campaign.periods import start_of
from campaign.views.figures import ACTIVE_DAYS
from db.tables import Action, Committee, MembershipEvent, Signup


def movement(session: Session, window: Window) -> Iterator[Row]:
    """Stocks and flows from the same steps: members at the start + arrivals - departures are those at the end."""
    changes: dict[uuid.UUID | None, dict[int, Sequence[int]]] = {}
    for owner, number, *change in window.asks(session, _changes):
        changes.setdefault(owner, {})[number] = change
    closed: dict[uuid.UUID, int] = dict(window.asks(session, _closings).all())
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


def _changes(window: Shape) -> Counting:
    step = _steps(window)
    came = and_(step.c.level_after >= MEMBER, step.c.level_before < MEMBER)
    went = and_(step.c.level_after < MEMBER, step.c.level_before >= MEMBER)
    return select(
        window.owner(step.c.committee_id),
        window.span(step.c.at),
        count(came),
        count(went),
        count(step.c.level_after == FOLLOWER) - count(step.c.level_before == FOLLOWER),
        count(step.c.level_after == LEADER) - count(step.c.level_before == LEADER),
    ).group_by("owner", "span")


def _steps(window: Shape) -> Subquery:
    """Each membership event up to the end, with the person's level in that committee just before."""
    event = MembershipEvent
    before = func.lag(event.level_after).over(
        partition_by=(event.committee_id, event.person_id), order_by=(event.at, event.id)
    )
    return (
        select(event.committee_id, event.at, event.level_after, func.coalesce(before, 0).label("level_before"))
        .where(window.covers(event.committee_id), event.at < window.end)
        .subquery()
    )


def _closings(window: Shape) -> Counting:
    """In which span each closed committee was closed. (A merged one needs no care: its members moved out.)"""
    return select(Committee.id, window.span(Committee.ended_at)).where(
        window.covers(Committee.id), Committee.state == "closed", Committee.ended_at < window.end
    )


def new_members(session: Session, window: Window) -> Iterator[Row]:
    for owner, number, came in window.asks(session, _new_members):
        yield owner, number, {"new_members": came}


def _new_members(window: Shape) -> Counting:
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
    return (
        select(window.owner(event.committee_id), window.span(event.at), func.count())
        .where(window.covers(event.committee_id), window.holds(event.at), event.level_after >= MEMBER)
        .where(~member_before)
        .group_by("owner", "span")
    )


def active_members(session: Session, window: Window) -> Iterator[Row]:
    """Span by span, since the four weeks before the end of one reach into others."""
    for number, day in enumerate(window.days[1:]):
        for owner, active_ones in window.asks(session, _active_ones, **_four_weeks(window.scope, day)):
            yield owner, number, {"active_members": active_ones}


def _active_ones(window: Shape) -> Counting:
    active = _active(window, bindparam("since"), bindparam("end"))
    return select(window.owner(active.c.committee_id), func.count()).group_by("owner")


def active_people(scope: Scope, day: date) -> Subquery:
    """The active members at the end of the day before: each committee of a scope, each person."""
    return _active(scope, **_four_weeks(scope, day))


def _four_weeks(scope: Scope, day: date) -> dict[str, datetime]:
    return {"since": start_of(day - timedelta(days=ACTIVE_DAYS), scope.zone), "end": start_of(day, scope.zone)}


def _active(scope: Scope | Shape, since: Moment, end: Moment) -> Subquery:
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
