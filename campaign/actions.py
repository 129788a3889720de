"""The agenda: plan an action, say who came, and report on it in a minute."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, UnaryExpression, and_, func, or_, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living, membership_row, was_member
from campaign.errors import (
    ActionNotOver,
    ActionNotPlanned,
    ActionTooLong,
    ActionUnknown,
    KindUnknown,
    NumberImpossible,
    TimesBackwards,
)
from campaign.labels import Label
from campaign.people import checked_name
from campaign.periods import start_of
from campaign.views.actions import STATE_WORDS, ActionLine, Kind
from db.errors import ChangedElsewhere
from db.folding import clean, clean_lines
from db.tables import Action, ActionKind, Committee, Signup
from db.unit import Unit

__all__ = [
    "STATE_WORDS",
    "ActionLine",
    "ActionReport",
    "Kind",
    "NewAction",
    "cancel_action",
    "days_ahead",
    "kinds",
    "list_actions",
    "plan_action",
    "report_action",
    "reports_due",
    "show_action",
    "sign_up",
]

TITLE_LIMIT = 120
SUMMARY_LIMIT = 4000
LONGEST_DAYS = 31
HIGHEST_COUNT = 10_000_000  # people met or leaflets at one action: beyond it, a slip of the finger


class NewAction(BaseModel):
    """What is typed to plan an action. ``minutes`` is how long it lasts."""

    model_config = ConfigDict(frozen=True)

    committee_id: uuid.UUID
    kind: str
    title: str = ""
    day: date
    at: time = time(19, 0)
    minutes: int = 120
    place: str = ""
    key_moment: bool = False


class ActionReport(BaseModel):
    """What came of an action: who attended, how many were met, what was handed out.

    What is None stays as it is kept. ``version`` is that of the action when the form was opened: a report made
    elsewhere meanwhile is not overwritten.
    """

    model_config = ConfigDict(frozen=True)

    action_id: uuid.UUID
    attended: frozenset[uuid.UUID] | None = None
    people_met: int | None = None
    leaflets: int | None = None
    summary: str | None = None
    version: int | None = None


def kinds(session: Session) -> list[Kind]:
    """Every kind of action known to this file."""
    rows = session.scalars(select(ActionKind).order_by(ActionKind.position))
    return [Kind(r.id, Label(r.label_fr, r.label_en), r.field) for r in rows]


def plan_action(unit: Unit, form: NewAction) -> uuid.UUID:
    """Put an action on the agenda; a day that is past is welcome, to enter what was done.

    Raises:
        CommitteeEnded, KindUnknown, NameTooLong, TimesBackwards, ActionTooLong.
    """
    committee = living(unit.session, form.committee_id)
    kind = unit.session.get(ActionKind, form.kind)
    if kind is None:
        raise KindUnknown(kind=form.kind[:40], choices=", ".join(k.id for k in kinds(unit.session)))
    if form.minutes <= 0:
        raise TimesBackwards
    if form.minutes > LONGEST_DAYS * 24 * 60:
        raise ActionTooLong(days=LONGEST_DAYS)
    title = checked_name(form.title, TITLE_LIMIT) if clean(form.title) else ""
    # In UTC before anything is added: hours added to a local time are wrong in the night of a clock change.
    starts = datetime.combine(form.day, form.at, tzinfo=ZoneInfo(committee.zone)).astimezone(UTC)
    row = Action(
        committee_id=committee.id,
        kind_id=kind.id,
        title=title,
        place=clean(form.place)[:TITLE_LIMIT],
        starts_at=starts,
        ends_at=starts + timedelta(minutes=form.minutes),
        state="planned",
        key_moment=form.key_moment,
        people_met=0,
        leaflets=0,
        summary="",
        invented=False,
    )
    _name(unit, "action.plan", row)
    return unit.add(row).id


def report_action(unit: Unit, form: ActionReport) -> None:
    """Record what came of an action; calling it again corrects the first report.

    Everyone who attended is credited with the action's whole duration. What was done can always be entered: also by a
    committee that has ended since, for people who have left since.

    Raises:
        ActionUnknown, ActionNotOver: it has not begun; NotAMember: someone never was; NumberImpossible;
        ChangedElsewhere: the action has moved on since ``form.version``.
    """
    row = _row(unit.session, form.action_id)
    if form.version is not None and row.version != form.version:
        raise ChangedElsewhere
    if row.starts_at > unit.now:
        raise ActionNotOver
    people_met = row.people_met if form.people_met is None else form.people_met
    leaflets = row.leaflets if form.leaflets is None else form.leaflets
    summary = row.summary if form.summary is None else clean_lines(form.summary)[:SUMMARY_LIMIT]
    for number in (people_met, leaflets):
        if not 0 <= number <= HIGHEST_COUNT:
            raise NumberImpossible(text=str(number)[:20])
    _name(unit, "action.report", row)
    signups = {s.person_id: s for s in unit.session.scalars(select(Signup).where(Signup.action_id == row.id)).all()}
    minutes = int((row.ends_at - row.starts_at).total_seconds() // 60)
    attended = {p for p, s in signups.items() if s.state == "attended"} if form.attended is None else form.attended
    for person_id in sorted(attended):
        if person_id in signups:
            unit.change(signups[person_id], state="attended", minutes=minutes)
        else:
            was_member(unit.session, row.committee_id, person_id)
            unit.add(
                Signup(
                    committee_id=row.committee_id,
                    action_id=row.id,
                    person_id=person_id,
                    state="attended",
                    minutes=minutes,
                )
            )
    for person_id, signup in signups.items():
        if person_id not in attended and signup.state in ("confirmed", "attended"):
            unit.change(signup, state="no_show", minutes=0)
    unit.change(
        row,
        state="held",
        people_met=people_met,
        leaflets=leaflets,
        summary=summary,
        reported_at=unit.now,
    )


def cancel_action(unit: Unit, action_id: uuid.UUID) -> None:
    """Cancel a planned action; those who signed up stay listed.

    Raises:
        ActionUnknown, ActionNotPlanned: it was held, and stays counted.
    """
    row = _row(unit.session, action_id)
    if row.state == "held":
        raise ActionNotPlanned
    _name(unit, "action.cancel", row)
    unit.change(row, state="cancelled")


def sign_up(unit: Unit, action_id: uuid.UUID, person_id: uuid.UUID, *, coming: bool = True) -> None:
    """A member says they come (or no longer do).

    Raises:
        ActionUnknown, ActionNotPlanned: it was held or cancelled; NotAMember.
    """
    row = _row(unit.session, action_id)
    if row.state != "planned":
        raise ActionNotPlanned
    membership_row(unit.session, row.committee_id, person_id)
    _name(unit, "action.sign_up", row)
    statement = select(Signup).where(Signup.action_id == action_id, Signup.person_id == person_id)
    signup = unit.session.scalars(statement).one_or_none()
    state = "confirmed" if coming else "cancelled"
    if signup is None:
        unit.add(
            Signup(committee_id=row.committee_id, action_id=action_id, person_id=person_id, state=state, minutes=0)
        )
    else:
        unit.change(signup, state=state, minutes=0)


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


def _name(unit: Unit, code: str, row: Action) -> None:
    """Name the unit after an action: its title, else its kind, in each language."""
    kind = unit.session.get_one(ActionKind, row.kind_id)
    french, english = row.title or kind.label_fr, row.title or kind.label_en
    unit.name(code, committee_id=row.committee_id, name=french, name_en=english)


def _row(session: Session, action_id: uuid.UUID) -> Action:
    row = session.get(Action, action_id)
    if row is None:
        raise ActionUnknown(name=str(action_id))
    return row
