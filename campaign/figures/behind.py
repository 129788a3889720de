"""The rows behind a figure: what was counted, one line each, so that a number can always be opened.

Each row carries what it adds to the figure: their sum is the figure, which a test holds for every one that stands on
actions.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import committee_row
from campaign.figures import behind_doors
from campaign.figures.agenda import scheduled, stood_at_start
from campaign.figures.counting import totals
from campaign.figures.movement import active_people
from campaign.figures.window import Scope
from campaign.labels import Label
from campaign.people import full_name
from campaign.periods import Period, local_day, start_of
from campaign.views.field_figures import DoorRow
from campaign.views.figures import ACTIVE_DAYS, DEFINITIONS, RATES, divided
from db.tables import Action, ActionKind, Person, Shift, Signup

OF_ACTIONS = ("actions_held", "field_actions", "actions_cancelled", "reports_missing", "people_met", "leaflets")
OF_SIGNUPS = ("shifts_scheduled", "shifts_completed", "confirmed_at_start", "flaked")


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A row that was counted: on a day, an action and perhaps a person; ``count`` is what it adds."""

    day: date
    kind: Label
    title: str
    action_id: uuid.UUID
    person: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class Behind:
    """A figure opened: its value, the two counts of a rate, and its rows."""

    key: str
    value: int
    numerator: int | None
    denominator: int | None
    rows: tuple[BehindRow | DoorRow, ...]
    unit: str = "ratio"

    @property
    def rate(self) -> float | None:
        """The rate, for one; None when there is nothing to divide."""
        return divided(self.unit, self.numerator, self.denominator)


def behind(session: Session, committee_id: uuid.UUID, key: str, period: Period, now: datetime) -> Behind:
    """A figure of a committee over a period, with what it stands on; figures of members have no rows of actions.

    Raises:
        CommitteeUnknown; KeyError: no such figure.
    """
    zone = committee_row(session, committee_id).zone
    rate = RATES.get(key)
    keys = (DEFINITIONS[key].key,) if rate is None else rate.counts
    counted = totals(session, [committee_id], [period], now, keys)[0]
    rows = tuple(_rows(_Asked(session, committee_id, keys[-1], period, zone, now)))
    if rate is not None:
        return Behind(key, 0, counted.value(rate.numerator), counted.value(rate.denominator), rows, rate.unit)
    return Behind(key, counted.value(key), None, None, rows)


@dataclass(frozen=True, slots=True)
class _Asked:
    session: Session
    committee_id: uuid.UUID
    key: str
    period: Period
    zone: str
    now: datetime


def _rows(asked: _Asked) -> Iterable[BehindRow | DoorRow]:
    if asked.key in behind_doors.KEYS:
        return behind_doors.rows(asked.session, asked.committee_id, asked.key, asked.period, asked.zone)
    if asked.key in OF_ACTIONS:
        return _actions(asked)
    if asked.key in OF_SIGNUPS:
        return _signups(asked)
    if asked.key in ("participations", "minutes", "participants"):
        return _attendances(asked)
    if asked.key == "active_members":
        return _active(asked)
    return ()


def _actions(asked: _Asked) -> Iterable[BehindRow]:
    held = Action.state == "held"
    unreported = or_(Action.state == "planned", and_(held, Action.reported_at.is_(None)))
    which: dict[str, ColumnElement[bool]] = {
        "field_actions": and_(held, ActionKind.field == 1),
        "actions_cancelled": Action.state == "cancelled",
        "reports_missing": and_(unreported, Action.starts_at < start_of(local_day(asked.now, asked.zone), asked.zone)),
        "people_met": and_(held, Action.people_met > 0),
        "leaflets": and_(held, Action.leaflets > 0),
    }
    first, end = asked.period.instants(asked.zone)
    statement = (
        select(Action, ActionKind)
        .join(ActionKind, ActionKind.id == Action.kind_id)
        .where(Action.committee_id == asked.committee_id, Action.starts_at >= first, Action.starts_at < end)
        .where(which.get(asked.key, held))
        .order_by(Action.starts_at, Action.id)
    )
    for action, kind in asked.session.execute(statement):
        count = getattr(action, asked.key) if asked.key in ("people_met", "leaflets") else 1
        yield _row(action, kind, asked.zone, count=count)


def _signups(asked: _Asked) -> Iterable[BehindRow]:
    held, attended = Action.state == "held", Signup.state == "attended"
    which = {
        "shifts_scheduled": scheduled(),
        "shifts_completed": and_(held, attended, scheduled()),
        "confirmed_at_start": and_(held, stood_at_start()),
        "flaked": and_(held, stood_at_start(), Signup.state != "attended"),
    }[asked.key]
    first, end = asked.period.instants(asked.zone)
    statement = (
        select(Action, ActionKind, Signup, Person)
        .join_from(Signup, Action, Action.id == Signup.action_id)
        .join(ActionKind, ActionKind.id == Action.kind_id)
        .join(Person, Person.id == Signup.person_id)
        .outerjoin(Shift, Shift.id == Signup.shift_id)
        .where(Signup.committee_id == asked.committee_id, Action.starts_at >= first, Action.starts_at < end)
        .where(Action.state != "cancelled", which)
        .order_by(Action.starts_at, Action.id, Person.sort_key, Signup.id)
    )
    for action, kind, signup, person in asked.session.execute(statement):
        yield _row(action, kind, asked.zone, person=person, state=signup.state)


def _attendances(asked: _Asked) -> Iterable[BehindRow]:
    """One row a person and action; of participants, one row a person."""
    first, end = asked.period.instants(asked.zone)
    statement = (
        select(Action, ActionKind, Person, func.sum(Signup.minutes))
        .join_from(Signup, Action, Action.id == Signup.action_id)
        .join(ActionKind, ActionKind.id == Action.kind_id)
        .join(Person, Person.id == Signup.person_id)
        .where(Signup.committee_id == asked.committee_id, Action.starts_at >= first, Action.starts_at < end)
        .where(Action.state == "held", Signup.state == "attended")
        .group_by(Action.id, ActionKind.id, Person.id)
        .order_by(Action.starts_at, Action.id, Person.sort_key, Person.id)
    )
    seen: set[uuid.UUID] = set()
    for action, kind, person, minutes in asked.session.execute(statement):
        if asked.key == "participants" and person.id in seen:
            continue
        seen.add(person.id)
        yield _row(action, kind, asked.zone, person=person, count=int(minutes) if asked.key == "minutes" else 1)


def _active(asked: _Asked) -> Iterable[BehindRow]:
    """One row a member: the latest action that makes them one."""
    window = Period(asked.period.end - timedelta(days=ACTIVE_DAYS), asked.period.last)
    wanted = select(active_people(Scope(asked.zone, (asked.committee_id,)), asked.period.end).c.person_id)
    latest: dict[uuid.UUID, BehindRow] = {}
    first, end = window.instants(asked.zone)
    statement = (
        select(Action, ActionKind, Person)
        .join_from(Signup, Action, Action.id == Signup.action_id)
        .join(ActionKind, ActionKind.id == Action.kind_id)
        .join(Person, Person.id == Signup.person_id)
        .where(Signup.committee_id == asked.committee_id, Action.starts_at >= first, Action.starts_at < end)
        .where(Action.state == "held", Signup.state == "attended", Person.id.in_(wanted))
        .order_by(Action.starts_at, Action.id, Person.sort_key, Person.id)
    )
    for action, kind, person in asked.session.execute(statement):
        latest[person.id] = _row(action, kind, asked.zone, person=person)
    return sorted(latest.values(), key=lambda row: (row.day, row.person))


def _row(
    action: Action, kind: ActionKind, zone: str, *, person: Person | None = None, state: str = "", count: int = 1
) -> BehindRow:
    return BehindRow(
        local_day(action.starts_at, zone),
        Label(kind.label_fr, kind.label_en),
        action.title,
        action.id,
        full_name(person) if person else "",
        state or ("" if person else action.state),
        count,
    )
