"""Planning: put an action on the agenda, once or again and again; change it, or cancel it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign import first_week
from campaign.actions.lookup import action_row, holders, name_action, shifts_of
from campaign.actions.recurring import Rhythm, dates, following
from campaign.actions.signups import taken
from campaign.committees.lookup import committee_row, living
from campaign.errors import (
    ActionNotOver,
    ActionNotPlanned,
    ActionTooLong,
    CapacityBelow,
    KindUnknown,
    NumberImpossible,
    ShiftOutside,
    TimesBackwards,
)
from campaign.labels import Label
from campaign.people import checked_name
from campaign.views.actions import Kind
from db.errors import ChangedElsewhere
from db.folding import clean
from db.tables import Action, ActionCommittee, ActionKind, Signup
from db.unit import Unit

TITLE_LIMIT = 120
LONGEST_DAYS = 31
LARGEST = 100_000  # people at one action


class NewAction(BaseModel):
    """What is typed to plan an action. ``minutes`` is how long it lasts, ``partners`` who holds it too.

    ``every`` makes it recurring, until a day (included) or so many times.
    """

    model_config = ConfigDict(frozen=True)

    committee_id: uuid.UUID
    kind: str
    title: str = ""
    day: date
    at: time = time(19, 0)
    minutes: int = 120
    place: str = ""
    key_moment: bool = False
    capacity: int | None = None
    partners: tuple[uuid.UUID, ...] = ()
    every: Rhythm = ""
    until: date | None = None
    times: int | None = None


class ActionChange(BaseModel):
    """What is changed of an action; what is None stays. ``following`` changes the later dates of its series too.

    ``capacity`` 0 lifts the limit. ``version`` is that of the action when the form was opened.
    """

    model_config = ConfigDict(frozen=True)

    action_id: uuid.UUID
    following: bool = False
    kind: str | None = None
    title: str | None = None
    day: date | None = None
    at: time | None = None
    minutes: int | None = None
    place: str | None = None
    capacity: int | None = None
    partners: tuple[uuid.UUID, ...] | None = None
    version: int | None = None


def kinds(session: Session) -> list[Kind]:
    """Every kind of action known to this file."""
    rows = session.scalars(select(ActionKind).order_by(ActionKind.position))
    return [Kind(r.id, Label(r.label_fr, r.label_en), r.field) for r in rows]


def plan_action(unit: Unit, form: NewAction) -> uuid.UUID:
    """Put an action on the agenda, with every date of it; a day that is past is welcome, to enter what was done.

    Raises:
        CommitteeEnded, KindUnknown, NameTooLong, TimesBackwards, ActionTooLong, NumberImpossible, SeriesEndNeeded,
        SeriesTooLong, PeriodBackwards.
    """
    committee = living(unit.session, form.committee_id)
    kind = _kind(unit.session, form.kind)
    minutes = _lasting(form.minutes)
    capacity = _capacity(form.capacity)
    title = _title(form.title)
    partners = _partners(unit.session, form.partners, committee.id)
    days = dates(form.day, form.every, form.until, form.times)
    series = unit.new_id() if len(days) > 1 else None
    rows = []
    for day in days:
        starts = moment(day, form.at, committee.zone)
        row = Action(
            committee_id=committee.id,
            kind_id=kind,
            title=title,
            place=clean(form.place)[:TITLE_LIMIT],
            starts_at=starts,
            ends_at=starts + minutes,
            state="planned",
            key_moment=form.key_moment,
            capacity=capacity,
            series_id=series,
            people_met=0,
            leaflets=0,
            summary="",
            invented=False,
        )
        if series is None:
            name_action(unit, "action.plan", row)
        else:
            name_action(unit, "action.plan_series", row, count=len(days))
        rows.append(unit.add(row))
        for partner in partners:
            unit.add(ActionCommittee(committee_id=partner, action_id=row.id))
    first_week.tick(unit, committee.id)
    return rows[0].id


def change_action(unit: Unit, form: ActionChange) -> None:
    """Change an action, or it and all that follow in its series; people stay signed up, shifts move along.

    Raises:
        ActionUnknown, ActionNotPlanned: it was cancelled; ActionNotOver: what was held cannot be moved ahead;
        ChangedElsewhere, KindUnknown, NameTooLong, TimesBackwards, ActionTooLong, NumberImpossible, CapacityBelow,
        ShiftOutside: a shift would stick out.
    """
    row = action_row(unit.session, form.action_id)
    if form.version is not None and row.version != form.version:
        raise ChangedElsewhere
    if row.state == "cancelled":
        raise ActionNotPlanned
    rows = following(unit.session, row) if form.following else [row]
    name_action(unit, "action.change_following" if len(rows) > 1 else "action.change", row, count=len(rows))
    zone = committee_row(unit.session, row.committee_id).zone
    here = row.starts_at.astimezone(ZoneInfo(zone))
    moved = (form.day - here.date()) if form.day is not None else timedelta()
    for each in rows:
        local = each.starts_at.astimezone(ZoneInfo(zone))
        starts = each.starts_at
        if form.day is not None or form.at is not None:
            starts = moment(local.date() + moved, form.at or local.time(), zone)
        _change(unit, each, form, starts)


def _change(unit: Unit, row: Action, form: ActionChange, starts: datetime) -> None:
    if row.state == "held" and starts > unit.now:
        raise ActionNotOver
    lasting = row.ends_at - row.starts_at if form.minutes is None else _lasting(form.minutes)
    capacity = row.capacity if form.capacity is None else _capacity(form.capacity)
    if form.capacity and form.capacity < (count := taken(unit.session, row.id)):
        raise CapacityBelow(count=count, capacity=form.capacity)
    step, ends = starts - row.starts_at, starts + lasting
    for shift in shifts_of(unit.session, row.id):
        if shift.ends_at + step > ends:
            raise ShiftOutside
        unit.change(shift, starts_at=shift.starts_at + step, ends_at=shift.ends_at + step)
    unit.change(
        row,
        kind_id=row.kind_id if form.kind is None else _kind(unit.session, form.kind),
        title=row.title if form.title is None else _title(form.title),
        place=row.place if form.place is None else clean(form.place)[:TITLE_LIMIT],
        starts_at=starts,
        ends_at=ends,
        capacity=capacity,
    )
    if form.partners is not None:
        _hold_together(unit, row, _partners(unit.session, form.partners, row.committee_id))


def _hold_together(unit: Unit, row: Action, partners: Iterable[uuid.UUID]) -> None:
    """Make these, and no others, hold an action with its host."""
    rows = unit.session.scalars(select(ActionCommittee).where(ActionCommittee.action_id == row.id)).all()
    kept = {r.committee_id for r in rows}
    for link in rows:
        if link.committee_id not in partners:
            unit.remove(link)
    for partner in partners:
        if partner not in kept:
            unit.add(ActionCommittee(committee_id=partner, action_id=row.id))


def cancel_action(unit: Unit, action_id: uuid.UUID, *, following_too: bool = False) -> int:
    """Cancel a planned action, or it and all that follow in its series; those who signed up stay listed.

    Return how many dates are cancelled.

    Raises:
        ActionUnknown, ActionNotPlanned: it was held, and stays counted.
    """
    row = action_row(unit.session, action_id)
    if row.state == "held":
        raise ActionNotPlanned
    rows = following(unit.session, row) if following_too else [row]
    name_action(unit, "action.cancel_following" if len(rows) > 1 else "action.cancel", row, count=len(rows))
    for each in rows:
        unit.change(each, state="cancelled")
    return len(rows)


def move_actions(unit: Unit, rows: Iterable[Action], from_id: uuid.UUID, into_id: uuid.UUID) -> None:
    """Give actions ahead to another committee, with their shifts and those who come with the first; for a merger.

    Who comes with a third committee goes on doing so. Where both held an action together, one holds it now.
    """
    session = unit.session
    for row in rows:
        unit.change(row, committee_id=into_id)
        for shift in shifts_of(session, row.id):
            unit.change(shift, committee_id=into_id)
        mine = select(Signup).where(Signup.action_id == row.id, Signup.committee_id == from_id)
        for signup in session.scalars(mine).all():
            unit.change(signup, committee_id=into_id)
        _hold_together(unit, row, [c for c in holders(session, row)[1:] if c != into_id])


def hand_over_partnerships(unit: Unit, from_id: uuid.UUID, into_id: uuid.UUID) -> None:
    """What a committee was going to hold with others is held by another one in its place; for a merger."""
    links = (
        select(ActionCommittee, Action)
        .join(Action, Action.id == ActionCommittee.action_id)
        .where(ActionCommittee.committee_id == from_id, Action.state == "planned", Action.starts_at >= unit.now)
        .order_by(Action.starts_at, Action.id)
    )
    for link, row in unit.session.execute(links).all():
        mine = select(Signup).where(Signup.action_id == row.id, Signup.committee_id == from_id)
        for signup in unit.session.scalars(mine).all():
            unit.change(signup, committee_id=into_id)
        if into_id in holders(unit.session, row):
            unit.remove(link)
        else:
            unit.change(link, committee_id=into_id)


def moment(day: date, at: time, zone: str) -> datetime:
    """A time of the clock on a day there; in UTC, since hours added to a local time are wrong when clocks change."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _kind(session: Session, kind: str) -> str:
    if session.get(ActionKind, kind) is None:
        raise KindUnknown(kind=kind[:40], choices=", ".join(k.id for k in kinds(session)))
    return kind


def _lasting(minutes: int) -> timedelta:
    if minutes <= 0:
        raise TimesBackwards
    if minutes > LONGEST_DAYS * 24 * 60:
        raise ActionTooLong(days=LONGEST_DAYS)
    return timedelta(minutes=minutes)


def _capacity(number: int | None) -> int | None:
    if number is not None and not 0 <= number <= LARGEST:
        raise NumberImpossible(text=str(number)[:20])
    return number or None


def _title(text: str) -> str:
    return checked_name(text, TITLE_LIMIT) if clean(text) else ""


def _partners(session: Session, wanted: Iterable[uuid.UUID], host: uuid.UUID) -> list[uuid.UUID]:
    """Each once, without the host; each must live."""
    return [living(session, i).id for i in dict.fromkeys(wanted) if i != host]
