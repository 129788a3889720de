"""A list after it was issued: who walked it and when, brought back, closed, given more time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from campaign.committees.lookup import committee_row, was_member
from campaign.errors.doors import (
    ExpiryPast,
    HoursAhead,
    HoursBackwards,
    HoursTooLong,
    LeafletsImpossible,
    VisitOutside,
)
from campaign.field.doors.correcting import replace_visit
from campaign.field.lists.lookup import campaign_covers, list_row, name_list, walk_of
from campaign.periods import local_day, start_of
from db.errors import ChangedElsewhere
from db.tables import ListMember, Visit, WalkList
from db.unit import Unit

LONGEST = timedelta(hours=16)  # one slip of a day would spoil the doors per hour of the whole committee


@dataclass(frozen=True, slots=True)
class HoursForm:
    """When a team walked a list, who it was, how many leaflets it took and brought back; None stays as it is."""

    list_id: uuid.UUID
    started_at: datetime | None = None
    ended_at: datetime | None = None
    team: tuple[uuid.UUID, ...] | None = None
    leaflets_out: int | None = None
    leaflets_back: int | None = None
    version: int | None = None


def set_hours(unit: Unit, form: HoursForm) -> None:
    """Say when a list was walked, and by whom.

    Visits that were typed from the paper stand at the hour the team left; those that now lie outside its hours, or
    outside that day while it is not known when the team came back, are corrected with it.

    Raises:
        ListUnknown, HoursBackwards, HoursAhead, HoursTooLong, NotAMember, LeafletsImpossible, ChangedElsewhere;
        VisitOutside: that day is none of the campaign's.
    """
    row = list_row(unit.session, form.list_id)
    if form.version is not None and row.version != form.version:
        raise ChangedElsewhere
    started = form.started_at or row.started_at
    ended = form.ended_at or row.ended_at
    if any(moment is not None and moment > unit.now for moment in (started, ended)):
        raise HoursAhead
    if started and ended and ended <= started:
        raise HoursBackwards
    if started and ended and ended - started > LONGEST:
        raise HoursTooLong(most=LONGEST // timedelta(hours=1))
    zone = committee_row(unit.session, row.committee_id).zone
    campaign = walk_of(unit.session, row)[2]
    for moment in filter(None, (started, ended)):
        if not campaign_covers(campaign, local_day(moment, zone)):
            raise VisitOutside(name=campaign.name)
    out = row.leaflets_out if form.leaflets_out is None else form.leaflets_out
    back = row.leaflets_back if form.leaflets_back is None else form.leaflets_back
    if not 0 <= back <= out:
        raise LeafletsImpossible
    name_list(unit, "list.hours", row)
    unit.change(row, started_at=started, ended_at=ended, leaflets_out=out, leaflets_back=back)
    if form.team is not None:
        _set_team(unit, row, form.team)
    if started is not None:
        until = ended or start_of(local_day(started, zone) + timedelta(days=1), zone)
        _move_visits(unit, row, started, until)


def _set_team(unit: Unit, row: WalkList, team: tuple[uuid.UUID, ...]) -> None:
    known = {m.person_id: m for m in unit.session.scalars(select(ListMember).where(ListMember.list_id == row.id))}
    for person_id, member in known.items():
        if person_id not in team:
            unit.remove(member)
    for person_id in dict.fromkeys(team):
        if person_id not in known:
            was_member(unit.session, row.committee_id, person_id)
            unit.add(ListMember(committee_id=row.committee_id, list_id=row.id, person_id=person_id))


def _move_visits(unit: Unit, row: WalkList, started: datetime, ended: datetime) -> None:
    typed = select(Visit).where(Visit.list_id == row.id, Visit.voided_at.is_(None), Visit.source == "paper")
    for visit in unit.session.scalars(typed.order_by(Visit.id)).all():
        if not started <= visit.at <= ended:
            replace_visit(unit, visit, at=started)


def return_list(unit: Unit, list_id: uuid.UUID, *, leaflets_back: int | None = None) -> None:
    """Say that a list was brought back, with what is left of its leaflets; what is on it can be entered any time.

    Raises:
        ListUnknown, LeafletsImpossible.
    """
    row = list_row(unit.session, list_id)
    name_list(unit, "list.return", row)
    back = row.leaflets_back if leaflets_back is None else leaflets_back
    if not 0 <= back <= row.leaflets_out:
        raise LeafletsImpossible
    state = "returned" if row.state in ("issued", "out") else row.state
    unit.change(row, state=state, returned_at=row.returned_at or unit.now, leaflets_back=back)


def close_list(unit: Unit, list_id: uuid.UUID) -> None:
    """Put a list away: entered as far as it will be, or never coming back.

    Raises:
        ListUnknown.
    """
    row = list_row(unit.session, list_id)
    name_list(unit, "list.close", row)
    unit.change(row, state="closed")


def reopen_list(unit: Unit, list_id: uuid.UUID) -> None:
    """Take a list out again that was put away too early.

    Raises:
        ListUnknown.
    """
    row = list_row(unit.session, list_id)
    name_list(unit, "list.reopen", row)
    if row.state == "closed":
        unit.change(row, state="returned" if row.returned_at else "issued")


def extend_list(unit: Unit, list_id: uuid.UUID, expires_on: date) -> None:
    """Give a list more time, or less.

    Raises:
        ListUnknown, ExpiryPast.
    """
    row = list_row(unit.session, list_id)
    if expires_on < local_day(unit.now, committee_row(unit.session, row.committee_id).zone):
        raise ExpiryPast
    name_list(unit, "list.extend", row)
    unit.change(row, expires_on=expires_on)
