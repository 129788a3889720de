"""The agenda: plan an action, say who came, and report on it in a minute."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living, membership_row
from campaign.errors import ActionNotOver, ActionUnknown, KindUnknown, NumberImpossible, TimesBackwards
from campaign.labels import Label
from campaign.people import checked_name
from campaign.periods import local_day, start_of
from campaign.words import N_
from db.folding import clean, clean_lines
from db.tables import Action, ActionKind, Committee, Signup
from db.unit import Unit

TITLE_LIMIT = 120

STATE_WORDS = {
    "planned": N_("planned"),
    "held": N_("held"),
    "cancelled": N_("cancelled"),
    "overdue": N_("report due"),
}


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
    """What came of an action: who attended (present members), how many were met, what was handed out."""

    model_config = ConfigDict(frozen=True)

    action_id: uuid.UUID
    attended: frozenset[uuid.UUID] = frozenset()
    people_met: int = 0
    leaflets: int = 0
    summary: str = ""


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action in a list, its times in the committee's own zone."""

    id: uuid.UUID
    committee_id: uuid.UUID
    committee: str
    kind: Label
    field: bool
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    state: str
    signed_up: int
    attended: int
    minutes: int
    people_met: int
    leaflets: int
    summary: str
    reported: bool
    key_moment: bool
    invented: bool
    version: int

    @property
    def day(self) -> date:
        """The day it begins on, there."""
        return local_day(self.starts_at, self.zone)

    def overdue(self, now: datetime) -> bool:
        """Its report is due the next day; nobody has made one."""
        return self.state != "cancelled" and not self.reported and self.ends_at < now


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of action."""

    id: str
    label: Label
    field: bool


def kinds(session: Session) -> list[Kind]:
    """Every kind of action known to this file."""
    rows = session.scalars(select(ActionKind).order_by(ActionKind.position))
    return [Kind(r.id, Label(r.label_fr, r.label_en), r.field) for r in rows]


def plan_action(unit: Unit, form: NewAction) -> uuid.UUID:
    """Put an action on the agenda.

    Raises:
        CommitteeEnded, KindUnknown, NameTooLong, TimesBackwards.
    """
    committee = living(unit.session, form.committee_id)
    kind = unit.session.get(ActionKind, form.kind)
    if kind is None:
        raise KindUnknown(kind=form.kind[:40], choices=", ".join(k.id for k in kinds(unit.session)))
    if form.minutes <= 0:
        raise TimesBackwards
    title = checked_name(form.title, TITLE_LIMIT) if clean(form.title) else ""
    starts = datetime.combine(form.day, form.at, tzinfo=ZoneInfo(committee.zone))
    unit.name("action.plan", committee_id=committee.id, name=title or kind.label_fr)
    row = unit.add(
        Action(
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
    )
    return row.id


def report_action(unit: Unit, form: ActionReport) -> None:
    """Record what came of an action; calling it again corrects the first report.

    Everyone who attended is credited with the action's whole duration.

    Raises:
        ActionUnknown, ActionNotOver: it has not begun; NotAMember; NumberImpossible; CommitteeEnded.
    """
    row = _row(unit.session, form.action_id)
    living(unit.session, row.committee_id)
    if row.starts_at > unit.now:
        raise ActionNotOver
    for number in (form.people_met, form.leaflets):
        if number < 0:
            raise NumberImpossible(text=str(number))
    unit.name("action.report", committee_id=row.committee_id, name=row.title or row.kind_id)
    signups = {
        s.person_id: s for s in unit.session.scalars(select(Signup).where(Signup.action_id == row.id)).all()
    }
    minutes = int((row.ends_at - row.starts_at).total_seconds() // 60)
    for person_id in sorted(form.attended):
        if person_id in signups:
            unit.change(signups[person_id], state="attended", minutes=minutes)
        else:
            membership_row(unit.session, row.committee_id, person_id)
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
        if person_id not in form.attended and signup.state in ("confirmed", "attended"):
            unit.change(signup, state="no_show", minutes=0)
    unit.change(
        row,
        state="held",
        people_met=form.people_met,
        leaflets=form.leaflets,
        summary=clean_lines(form.summary)[:4000],
        reported_at=unit.now,
    )


def cancel_action(unit: Unit, action_id: uuid.UUID) -> None:
    """Cancel an action; those who signed up stay listed.

    Raises:
        ActionUnknown.
    """
    row = _row(unit.session, action_id)
    unit.name("action.cancel", committee_id=row.committee_id, name=row.title or row.kind_id)
    unit.change(row, state="cancelled", reported_at=None)


def sign_up(unit: Unit, action_id: uuid.UUID, person_id: uuid.UUID, *, coming: bool = True) -> None:
    """A member says they come (or no longer do).

    Raises:
        ActionUnknown, NotAMember.
    """
    row = _row(unit.session, action_id)
    membership_row(unit.session, row.committee_id, person_id)
    unit.name("action.sign_up", committee_id=row.committee_id, name=row.title or row.kind_id)
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
    limit: int = 500,
    newest_first: bool = False,
) -> list[ActionLine]:
    """Actions that begin in [since, until), in order of time."""
    wanted = [
        Action.committee_id == committee_id if committee_id else None,
        Action.starts_at >= since if since else None,
        Action.starts_at < until if until else None,
        Action.state.in_(states) if states else None,
    ]
    conditions = [c for c in wanted if c is not None]
    counted = (
        select(
            Signup.action_id,
            func.count().filter(Signup.state.in_(("confirmed", "attended", "no_show"))).label("signed"),
            func.count().filter(Signup.state == "attended").label("came"),
            func.coalesce(func.sum(Signup.minutes), 0).label("minutes"),
        )
        .join(Action, Action.id == Signup.action_id)
        .where(and_(True, *conditions))
        .group_by(Signup.action_id)
        .subquery()
    )
    order = (Action.starts_at.desc(), Action.id) if newest_first else (Action.starts_at, Action.id)
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
        .where(and_(True, *conditions))
        .order_by(*order)
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
        for a, k, c, signed, came, minutes in session.execute(statement).tuples()
    ]


def show_action(session: Session, action_id: uuid.UUID) -> tuple[ActionLine, dict[uuid.UUID, str]]:
    """An action, and who is signed up: person id → state.

    Raises:
        ActionUnknown.
    """
    row = _row(session, action_id)
    lines = list_actions(session, committee_id=row.committee_id, since=row.starts_at, until=row.starts_at + timedelta(seconds=1))
    line = next(a for a in lines if a.id == action_id)
    signups = session.scalars(select(Signup).where(Signup.action_id == action_id))
    return line, {s.person_id: s.state for s in signups}


def reports_due(session: Session, committee_id: uuid.UUID, now: datetime, limit: int = 20) -> list[ActionLine]:
    """Actions that are over and that nobody has reported on, oldest first."""
    rows = session.scalars(
        select(Action.id)
        .where(
            Action.committee_id == committee_id,
            or_(Action.state == "planned", and_(Action.state == "held", Action.reported_at.is_(None))),
            Action.ends_at < now,
        )
        .order_by(Action.starts_at)
        .limit(limit)
    )
    return [show_action(session, action_id)[0] for action_id in rows]


def days_ahead(today: date, days: int, zone: str) -> tuple[datetime, datetime]:
    """From the start of ``today`` to the end of the day ``days`` later, as moments in a zone."""
    return start_of(today, zone), start_of(today + timedelta(days=days + 1), zone)


def _row(session: Session, action_id: uuid.UUID) -> Action:
    row = session.get(Action, action_id)
    if row is None:
        raise ActionUnknown(name=str(action_id))
    return row
