"""Members as they come and go, and which of them are active."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Subquery, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from campaign.committees.views import FOLLOWER, LEADER, MEMBER
from campaign.figures.agenda import comes_with
from campaign.figures.window import Row, Scope, Window, count
from campaign.periods import start_of
from campaign.views.figures import ACTIVE_DAYS
from db.tables import Action, Committee, MembershipEvent, Signup


def movement(session: Session, window: Window) -> Iterator[Row]:
    """Stocks and flows from the same steps: members at the start + arrivals - departures are those at the end."""
    step = _steps(window)
    came = and_(step.c.level_after >= MEMBER, step.c.level_before < MEMBER)
    went = and_(step.c.level_after < MEMBER, step.c.level_before >= MEMBER)
    counted = select(
        window.owner(step.c.committee_id),
        window.span(step.c.at),
        count(came),
        count(went),
        count(step.c.level_after == FOLLOWER) - count(step.c.level_before == FOLLOWER),
        count(step.c.level_after == LEADER) - count(step.c.level_before == LEADER),
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


def new_members(session: Session, window: Window) -> Iterator[Row]:
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
    for owner, number, came in session.execute(counted):
        yield owner, number, {"new_members": came}


def active_members(session: Session, window: Window) -> Iterator[Row]:
    """Span by span, since the four weeks before the end of one reach into others; one statement is built for all."""
    active = _active(window.scope, bindparam("since"), bindparam("end"))
    counted = select(window.owner(active.c.committee_id), func.count()).group_by("owner")
    for number, day in enumerate(window.days[1:]):
        for owner, active_ones in session.execute(counted, _four_weeks(window.scope, day)):
            yield owner, number, {"active_members": active_ones}


def active_people(scope: Scope, day: date) -> Subquery:
    """The active members at the end of the day before: each committee of a scope, each person."""
    return _active(scope, **_four_weeks(scope, day))


def _four_weeks(scope: Scope, day: date) -> dict[str, datetime]:
    return {"since": start_of(day - timedelta(days=ACTIVE_DAYS), scope.zone), "end": start_of(day, scope.zone)}


def _active(scope: Scope, since: datetime | BindParameter[Any], end: datetime | BindParameter[Any]) -> Subquery:
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
