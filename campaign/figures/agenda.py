"""Actions, who came to them, and who had said that they would."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from campaign.figures.window import Counting, Row, Scope, Shape, Window, count
from db.tables import Action, ActionKind, Committee, Shift, Signup

AGENDA = ("actions_held", "field_actions", "actions_cancelled", "reports_missing", "people_met", "leaflets")
ATTENDANCE = ("participations", "participants", "minutes")
SHIFTS = ("shifts_scheduled", "shifts_completed", "confirmed_at_start", "flaked")


def comes_with(scope: Scope | Shape) -> ColumnElement[bool]:
    """A condition: the sign-up is of someone who comes with a committee of the scope."""
    if scope.named:
        return scope.covers(Signup.committee_id)
    # Not the bare column: SQLite would go through every sign-up there ever was; the actions of the days are fewer.
    owner = func.coalesce(Signup.committee_id, Signup.committee_id)
    return owner.in_(select(Committee.id).where(Committee.zone == scope.zone))


def agenda(session: Session, window: Window) -> Iterator[Row]:
    for owner, number, *counts in window.asks(session, _agenda):
        yield owner, number, dict(zip(AGENDA, map(int, counts), strict=True))


def _agenda(window: Shape) -> Counting:
    held = Action.state == "held"
    unreported = or_(Action.state == "planned", and_(held, Action.reported_at.is_(None)))
    return (
        select(
            window.owner(Action.committee_id),
            window.span(Action.starts_at),
            count(held),
            count(and_(held, ActionKind.field == 1)),
            count(Action.state == "cancelled"),
            count(and_(unreported, Action.starts_at < window.today)),
            func.sum(case((held, Action.people_met), else_=0)),
            func.sum(case((held, Action.leaflets), else_=0)),
        )
        .join(ActionKind, ActionKind.id == Action.kind_id)
        .where(window.covers(Action.committee_id), window.holds(Action.starts_at))
        .group_by("owner", "span")
    )


def attendance(session: Session, window: Window) -> Iterator[Row]:
    """For the committee with which each came; two shifts of one action are one attendance."""
    for owner, number, *counts in window.asks(session, _attendance):
        yield owner, number, dict(zip(ATTENDANCE, map(int, counts), strict=True))


def _attendance(window: Shape) -> Counting:
    came = (
        select(
            Signup.committee_id,
            window.span(Action.starts_at),
            func.count(Action.id.distinct()).label("times"),
            func.sum(Signup.minutes).label("minutes"),
        )
        .join(Action, Action.id == Signup.action_id)
        .where(
            comes_with(window),
            window.holds(Action.starts_at),
            Action.state == "held",
            Signup.state == "attended",
        )
        .group_by(Signup.committee_id, Signup.person_id, "span")
        .subquery()
    )
    return select(
        window.owner(came.c.committee_id), came.c.span, func.sum(came.c.times), func.count(), func.sum(came.c.minutes)
    ).group_by("owner", came.c.span)


def stood_at_start() -> ColumnElement[bool]:
    """A condition: the sign-up was confirmed when its shift or action began, and had not been cancelled before."""
    starts = func.coalesce(Shift.starts_at, Action.starts_at)
    return and_(Signup.confirmed_at <= starts, or_(Signup.cancelled_at.is_(None), Signup.cancelled_at >= starts))


def scheduled() -> ColumnElement[bool]:
    """A condition: someone had said yes to this, whatever came of it; who came unannounced had not."""
    return and_(Signup.state.in_(("confirmed", "attended", "no_show")), Signup.walk_in == 0)


def shifts(session: Session, window: Window) -> Iterator[Row]:
    """Sign-ups, not people; of the day on which their action begins."""
    for owner, number, *counts in window.asks(session, _shifts):
        yield owner, number, dict(zip(SHIFTS, map(int, counts), strict=True))


def _shifts(window: Shape) -> Counting:
    held, attended = Action.state == "held", Signup.state == "attended"
    stood = and_(held, stood_at_start())
    return (
        select(
            window.owner(Signup.committee_id),
            window.span(Action.starts_at),
            count(scheduled()),
            count(and_(held, attended, scheduled())),
            count(stood),
            count(and_(stood, Signup.state != "attended")),
        )
        .join(Action, Action.id == Signup.action_id)
        .outerjoin(Shift, Shift.id == Signup.shift_id)
        .where(comes_with(window), window.holds(Action.starts_at), Action.state != "cancelled")
        .group_by("owner", "span")
    )
