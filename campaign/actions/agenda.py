"""The agenda: what was done and what comes, in order of time."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, UnaryExpression, and_, func, or_, select
from sqlalchemy.orm import Session

from campaign.errors import ActionUnknown
from campaign.labels import Label
from campaign.periods import start_of
from campaign.views.actions import ActionLine
from db.tables import Action, ActionKind, Committee, Signup


def list_actions(
    session: Session,
    *,
    committee_id: uuid.UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    states: tuple[str, ...] = (),
    limit: int | None = 500,
    newest_first: bool = False,
) -> list[ActionLine]:
    """Actions that begin in [since, until), in order of time; ``limit`` None gives them all."""
    conditions: list[ColumnElement[bool]] = []
    if committee_id is not None:
        conditions.append(Action.committee_id == committee_id)
    if since is not None:
        conditions.append(Action.starts_at >= since)
    if until is not None:
        conditions.append(Action.starts_at < until)
    if states:
        conditions.append(Action.state.in_(states))
    order = Action.starts_at.desc() if newest_first else Action.starts_at.asc()
    return _lines(session, conditions, order, limit)


def show_action(session: Session, action_id: uuid.UUID) -> tuple[ActionLine, dict[uuid.UUID, str]]:
    """An action, and who is signed up: person id → state.

    Raises:
        ActionUnknown.
    """
    lines = _lines(session, [Action.id == action_id], Action.starts_at.asc(), 1)
    if not lines:
        raise ActionUnknown(name=str(action_id))
    signups = session.scalars(select(Signup).where(Signup.action_id == action_id))
    return lines[0], {s.person_id: s.state for s in signups}


def reports_due(session: Session, committee_id: uuid.UUID, now: datetime, limit: int = 20) -> list[ActionLine]:
    """Actions that are over and that nobody has reported on, oldest first."""
    unreported = or_(Action.state == "planned", and_(Action.state == "held", Action.reported_at.is_(None)))
    conditions = [Action.committee_id == committee_id, unreported, Action.ends_at < now]
    return _lines(session, conditions, Action.starts_at.asc(), limit)


def days_ahead(today: date, days: int, zone: str) -> tuple[datetime, datetime]:
    """From the start of ``today`` to the end of the day ``days`` later, as moments in a zone."""
    return start_of(today, zone), start_of(today + timedelta(days=days + 1), zone)


def _lines(
    session: Session, conditions: Sequence[ColumnElement[bool]], order: UnaryExpression[datetime], limit: int | None
) -> list[ActionLine]:
    counted = (
        select(
            Signup.action_id,
            func.count().filter(Signup.state.in_(("confirmed", "attended", "no_show"))).label("signed"),
            func.count().filter(Signup.state == "attended").label("came"),
            func.coalesce(func.sum(Signup.minutes), 0).label("minutes"),
        )
        .join(Action, Action.id == Signup.action_id)
        .where(*conditions)
        .group_by(Signup.action_id)
        .subquery()
    )
    statement = (
        select(
            Action,
            ActionKind,
            Committee,
            func.coalesce(counted.c.signed, 0),
            func.coalesce(counted.c.came, 0),
            func.coalesce(counted.c.minutes, 0),
        )
        .join(ActionKind, ActionKind.id == Action.kind_id)
        .join(Committee, Committee.id == Action.committee_id)
        .outerjoin(counted, counted.c.action_id == Action.id)
        .where(*conditions)
        .order_by(order, Action.id)
        .limit(limit)
    )
    return [
        ActionLine(
            a.id,
            a.committee_id,
            c.name,
            Label(k.label_fr, k.label_en),
            k.field,
            a.title,
            a.place,
            a.starts_at,
            a.ends_at,
            c.zone,
            a.state,
            signed,
            came,
            int(minutes),
            a.people_met,
            a.leaflets,
            a.summary,
            a.reported_at is not None,
            a.key_moment,
            a.invented,
            a.version,
        )
        for a, k, c, signed, came, minutes in session.execute(statement)
    ]
