"""Shifts: the parts of an action that people sign up for, each with its own limit."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.actions.lookup import STANDING, action_row, name_action, shifts_of
from campaign.actions.planning import LARGEST, TITLE_LIMIT, moment
from campaign.actions.recurring import following
from campaign.actions.signups import taken
from campaign.committees.lookup import committee_row
from campaign.errors import (
    ActionNotPlanned,
    CapacityBelow,
    NumberImpossible,
    ShiftOutside,
    ShiftTaken,
    ShiftUnknown,
    TimesBackwards,
)
from campaign.views.actions import ShiftLine
from db.folding import clean
from db.tables import Action, Shift, Signup
from db.unit import Unit


class NewShift(BaseModel):
    """What is typed to add a shift: when it begins by the clock, how long it lasts, how many it takes (0: no limit).

    ``following`` adds it to the later dates of a recurring action too.
    """

    model_config = ConfigDict(frozen=True)

    action_id: uuid.UUID
    at: time
    minutes: int
    label: str = ""
    capacity: int = 0
    following: bool = False


def list_shifts(session: Session, action_id: uuid.UUID) -> list[ShiftLine]:
    """The shifts of an action in order of time, with how many stand in each.

    Raises:
        ActionUnknown.
    """
    action_row(session, action_id)
    counted = (
        select(Signup.shift_id, func.count())
        .where(Signup.action_id == action_id, Signup.state.in_(STANDING))
        .group_by(Signup.shift_id)
    )
    counts = dict(session.execute(counted).all())
    return [
        ShiftLine(s.id, s.label, s.starts_at, s.ends_at, s.capacity, counts.get(s.id, 0), s.version)
        for s in shifts_of(session, action_id)
    ]


def add_shift(unit: Unit, form: NewShift) -> uuid.UUID:
    """Add a shift to a planned action. One without a name gets its hours for a name.

    Raises:
        ActionUnknown, ActionNotPlanned, TimesBackwards, NumberImpossible, ShiftOutside.
    """
    row = action_row(unit.session, form.action_id)
    if row.state != "planned":
        raise ActionNotPlanned
    if form.minutes <= 0:
        raise TimesBackwards
    if not 0 <= form.capacity <= LARGEST:
        raise NumberImpossible(text=str(form.capacity)[:20])
    name_action(unit, "shift.add", row)
    zone = committee_row(unit.session, row.committee_id).zone
    made = []
    for each in following(unit.session, row) if form.following else [row]:
        starts = _within(each, form.at, zone)
        ends = starts + timedelta(minutes=form.minutes)
        if starts < each.starts_at or ends > each.ends_at:
            raise ShiftOutside
        made.append(
            unit.add(
                Shift(
                    committee_id=each.committee_id,
                    action_id=each.id,
                    label=clean(form.label)[:TITLE_LIMIT] or _hours(starts, ends, zone),
                    starts_at=starts,
                    ends_at=ends,
                    capacity=form.capacity or None,
                )
            )
        )
    return made[0].id


def change_capacity(unit: Unit, shift_id: uuid.UUID, capacity: int) -> None:
    """Change how many a shift takes; 0 lifts the limit.

    Raises:
        ShiftUnknown, NumberImpossible; CapacityBelow: more than that have signed up already.
    """
    shift = _row(unit.session, shift_id)
    if not 0 <= capacity <= LARGEST:
        raise NumberImpossible(text=str(capacity)[:20])
    if capacity and capacity < (count := taken(unit.session, shift.action_id, shift.id)):
        raise CapacityBelow(count=count, capacity=capacity)
    name_action(unit, "shift.change", action_row(unit.session, shift.action_id))
    unit.change(shift, capacity=capacity or None)


def remove_shift(unit: Unit, shift_id: uuid.UUID) -> None:
    """Take away a shift that nobody signed up for.

    Raises:
        ShiftUnknown, ShiftTaken.
    """
    shift = _row(unit.session, shift_id)
    count = unit.session.scalar(select(func.count()).where(Signup.shift_id == shift.id)) or 0
    if count:
        raise ShiftTaken(count=count)
    name_action(unit, "shift.remove", action_row(unit.session, shift.action_id))
    unit.remove(shift)


def _row(session: Session, shift_id: uuid.UUID) -> Shift:
    row = session.get(Shift, shift_id)
    if row is None:
        raise ShiftUnknown(name=str(shift_id))
    return row


def _within(row: Action, at: time, zone: str) -> datetime:
    """That time of the clock on the day the action begins, else on the day after: actions go past midnight."""
    day = row.starts_at.astimezone(ZoneInfo(zone)).date()
    starts = moment(day, at, zone)
    return starts if starts >= row.starts_at else moment(day + timedelta(days=1), at, zone)


def _hours(starts: datetime, ends: datetime, zone: str) -> str:
    return "–".join(f"{at.astimezone(ZoneInfo(zone)):%H:%M}" for at in (starts, ends))
