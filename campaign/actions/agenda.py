"""The agenda: what was done and what comes, in order of time."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, UnaryExpression, and_, func, or_, select
from sqlalchemy.orm import Session

from campaign.actions.lookup import STANDING
from campaign.errors import ActionUnknown
from campaign.labels import Label
from campaign.periods import start_of
from campaign.views.actions import ActionLine
from db.tables import Action, ActionCommittee, ActionKind, Committee, Shift, Signup

ASK_DAYS = 7
REMIND_DAYS = 2


def list_actions(
    session: Session,
    *,
    committee_id: uuid.UUID | None = None,
    co_held: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
    states: tuple[str, ...] = (),
    limit: int | None = 500,
    newest_first: bool = False,
) -> list[ActionLine]:
    """Actions that begin in [since, until), in order of time; ``limit`` None gives them all.

    Those of a committee are those that it hosts, since an action counts for its host only; ``co_held`` adds those that
    it holds with others, for its agenda.
    """
    conditions: list[ColumnElement[bool]] = []
    if committee_id is not None:
        conditions.append(held_by(committee_id) if co_held else Action.committee_id == committee_id)
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
    signups = session.scalars(select(Signup).where(Signup.action_id == action_id).order_by(Signup.id))
    return lines[0], {s.person_id: s.state for s in signups}


def signups_waiting(
    session: Session, committee_id: uuid.UUID, now: datetime, limit: int = 5
) -> list[tuple[ActionLine, int]]:
    """The next actions whose people should be asked again, and how many: confirmed sign-ups flake less.

    Of the actions that begin within `ASK_DAYS`, those who were invited and have not answered; of those within
    `REMIND_DAYS`, also those who said yes before today's eve and were not reminded since.
    """
    soon, sooner = now + timedelta(days=ASK_DAYS), now + timedelta(days=REMIND_DAYS)
    asked = Signup.state == "invited"
    forgotten = and_(
        Signup.state == "confirmed",
        Signup.reminded_at.is_(None),
        # Who has just said yes has not forgotten.
        or_(Signup.confirmed_at.is_(None), Signup.confirmed_at < now - timedelta(days=1)),
        Action.starts_at < sooner,
    )
    counted = (
        select(Action.id, func.count(Signup.person_id.distinct()))
        .join(Signup, Signup.action_id == Action.id)
        .where(held_by(committee_id), Action.state == "planned", Action.starts_at >= now, Action.starts_at < soon)
        .where(Signup.committee_id == committee_id, or_(asked, forgotten))
        .group_by(Action.id)
    )
    counts = dict(session.execute(counted).all())
    lines = _lines(session, [Action.id.in_(counts)], Action.starts_at.asc(), limit) if counts else []
    return [(line, counts[line.id]) for line in lines]


def held_by(committee_id: uuid.UUID) -> ColumnElement[bool]:
    """A condition: the committee hosts the action, or holds it with others."""
    together = select(ActionCommittee.action_id).where(ActionCommittee.committee_id == committee_id)
    return or_(Action.committee_id == committee_id, Action.id.in_(together))


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
            func.count(Signup.person_id.distinct()).filter(Signup.state.in_(STANDING)).label("signed"),
            func.count(Signup.person_id.distinct()).filter(Signup.state == "attended").label("came"),
            func.count(Signup.person_id.distinct()).filter(Signup.state == "invited").label("invited"),
            func.coalesce(func.sum(Signup.minutes), 0).label("minutes"),
        )
        .join(Action, Action.id == Signup.action_id)
        .where(*conditions)
        .group_by(Signup.action_id)
        .subquery()
    )
    partners = select(func.count()).where(ActionCommittee.action_id == Action.id).scalar_subquery()
    shifts = select(func.count()).where(Shift.action_id == Action.id).scalar_subquery()
    statement = (
        select(
            Action,
            ActionKind,
            Committee,
            func.coalesce(counted.c.signed, 0),
            func.coalesce(counted.c.came, 0),
            func.coalesce(counted.c.minutes, 0),
            func.coalesce(counted.c.invited, 0),
            partners,
            shifts,
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
            invited,
            a.capacity,
            joint,
            parts,
            a.series_id,
            k.id,
        )
        for a, k, c, signed, came, minutes, invited, joint, parts in session.execute(statement)
    ]
