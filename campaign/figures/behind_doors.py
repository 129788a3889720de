"""The rows behind a figure of doors: each door with what happened there and when, or each list, or each promise.

Never a name, a note or an answer: a figure is opened to see what it counts, not what anyone thinks.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from campaign.field.outcomes import BY_CODE
from campaign.figures import field
from campaign.figures.window import Scope
from campaign.periods import Period
from campaign.views.field import StopView
from campaign.views.field_doors import FOLLOW_UP_WORDS
from campaign.views.field_figures import DoorRow
from db.tables.field import Address, Building, Door, FollowUp, Street, Turf, Visit, Walk, WalkList

KEYS = frozenset((*field.DOORS, *field.STOCKS, *field.HOURS, *field.LEFT, *field.PROMISES))


@dataclass(frozen=True, slots=True)
class _Asked:
    session: Session
    committee_id: uuid.UUID
    key: str
    period: Period
    zone: str

    @property
    def scope(self) -> Scope:
        return Scope(self.zone, (self.committee_id,))

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.period.instants(self.zone)


def rows(session: Session, committee_id: uuid.UUID, key: str, period: Period, zone: str) -> Iterable[DoorRow]:
    """What a figure of a committee over a period stands on; what the rows add is the figure."""
    asked = _Asked(session, committee_id, key, period, zone)
    makers: dict[str, Callable[[_Asked], Iterable[DoorRow]]] = {
        **dict.fromkeys(("door_attempts", "conversations"), _visits),
        **dict.fromkeys(("doors_knocked", "doors_opened", "doors_with_conversation"), _doors),
        **dict.fromkeys(("doors_covered", "doors_covered_twice"), _covered),
        **dict.fromkeys((*field.HOURS, "contacts_kept"), _lists),
        **dict.fromkeys(field.PROMISES, _promises),
        "doors_targeted": _targeted,
        "door_leaflets": _leaflets,
    }
    return makers[key](asked)


_CONDITIONS: dict[str, Callable[[], ColumnElement[bool]]] = {
    "doors_knocked": field.knocked,
    "doors_covered": field.knocked,
    "doors_covered_twice": field.knocked,
    "doors_opened": field.opened,
    "doors_with_conversation": field.talked,
    "conversations": field.talked,
}


def _found(asked: _Asked) -> Select[*tuple[Any, ...]]:
    """Visits that stand, with their door, in the order of time."""
    statement = (
        select(Visit, Door, Address, Street.name, Building, WalkList.list_number, Turf.name)
        .join_from(Visit, Door, Door.id == Visit.door_id)
        .join(Address, Address.id == Door.address_id)
        .join(Street, Street.id == Address.street_id)
        .outerjoin(Building, Building.id == Door.building_id)
        .join(WalkList, WalkList.id == Visit.list_id)
        .join(Walk, Walk.id == WalkList.walk_id)
        .join(Turf, Turf.id == Walk.turf_id)
        .where(Visit.committee_id == asked.committee_id, field.stands())
        .order_by(Visit.at, Visit.id)
    )
    condition = _CONDITIONS.get(asked.key)
    return statement if condition is None else statement.where(condition())


def _visits(asked: _Asked) -> Iterator[DoorRow]:
    since, until = asked.span
    for row in asked.session.execute(_found(asked).where(Visit.at >= since, Visit.at < until)):
        yield _door_row(asked, row)


def _doors(asked: _Asked) -> Iterable[DoorRow]:
    """One row a door and campaign: the latest visit that counts."""
    since, until = asked.span
    latest: dict[tuple[uuid.UUID, uuid.UUID], DoorRow] = {}
    for row in asked.session.execute(_found(asked).where(Visit.at >= since, Visit.at < until)):
        key = (row[0].campaign_id, row[0].door_id)
        latest.pop(key, None)
        latest[key] = _door_row(asked, row)
    return latest.values()


def _covered(asked: _Asked) -> Iterable[DoorRow]:
    """The same over the whole of the campaigns that ran in the period; ``twice``: from the second knock."""
    live = field.running(asked.scope, asked.period.first, asked.period.end)
    latest: dict[tuple[uuid.UUID, uuid.UUID], DoorRow] = {}
    times: dict[tuple[uuid.UUID, uuid.UUID], int] = {}
    statement = _found(asked).where(Visit.at < asked.span[1], Visit.campaign_id.in_(select(live.c.id)))
    for row in asked.session.execute(statement):
        key = (row[0].campaign_id, row[0].door_id)
        times[key] = times.get(key, 0) + 1
        latest.pop(key, None)
        latest[key] = _door_row(asked, row)
    fewest = 2 if asked.key == "doors_covered_twice" else 1
    return (row for key, row in latest.items() if times[key] >= fewest)


def _door_row(
    asked: _Asked, row: tuple[Visit, Door, Address, str, Building | None, str, str], count: int = 1
) -> DoorRow:
    visit, door, address, street, building, number, turf = row
    outcome = BY_CODE.get(visit.outcome)
    where = _address(address, street)
    if building is not None and building.label:
        where = f"{where}, {building.label}"
    return DoorRow(
        visit.at,
        asked.zone,
        where,
        door.stairwell,
        door.floor if building is not None else None,
        door.place,
        door.label,
        number,
        visit.list_id,
        turf,
        outcome.label if outcome else visit.outcome,
        1,
    )


def _address(address: Address, street: str) -> str:
    seen = StopView(
        0, address.id, street, address.number, address.suffix, address.hamlet, "", address.lat, address.lon, 1
    )
    return seen.address


def _list_row(asked: _Asked, found: WalkList, turf: str, walk: int, count: int) -> DoorRow:
    at = found.started_at or found.returned_at or found.issued_at
    return DoorRow(at, asked.zone, "", 0, None, walk, "", found.list_number, found.id, turf, "", count)


def _targeted(asked: _Asked) -> Iterator[DoorRow]:
    """One row a walk, with the doors that it adds."""
    live = field.running(asked.scope, asked.period.first, asked.period.end)
    aimed = field.aimed_at(asked.scope, asked.span[1])
    statement = (
        select(Walk, Turf.name, aimed.c.doors)
        .join(Turf, Turf.id == Walk.turf_id)
        .join(aimed, aimed.c.walk_id == Walk.id)
        .where(aimed.c.campaign_id.in_(select(live.c.id)))
        .order_by(Turf.name, Turf.id, Walk.number, Walk.id)
    )
    sums: dict[uuid.UUID, tuple[Walk, str, int]] = {}
    for walk, turf, doors in asked.session.execute(statement):
        sums[walk.id] = (walk, turf, sums[walk.id][2] + int(doors) if walk.id in sums else int(doors))
    for walk, turf, doors in sums.values():
        yield DoorRow(walk.created_at, asked.zone, "", 0, None, walk.number, "", "", None, turf, "", doors)


def _lists(asked: _Asked) -> Iterator[DoorRow]:
    """One row a list: its doors, its minutes, or the contacts it kept."""
    since, until = asked.span
    of_hours = asked.key in field.HOURS
    moment = WalkList.started_at if of_hours else field.went_out()
    which = field.timed() if of_hours else WalkList.contacts_kept > 0
    statement = (
        select(WalkList, Walk.number, Turf.name, field.members_of_list(), field.doors_of_list())
        .join_from(WalkList, Walk, Walk.id == WalkList.walk_id)
        .join(Turf, Turf.id == Walk.turf_id)
        .where(WalkList.committee_id == asked.committee_id, which, moment >= since, moment < until)
        .order_by(moment, WalkList.id)
    )
    for found, walk, turf, people, doors in asked.session.execute(statement):
        if asked.key == "contacts_kept":
            count = found.contacts_kept
        else:
            minutes = field.minutes_of(found.started_at, found.ended_at)
            count = {"doors_timed": doors, "team_minutes": minutes}.get(asked.key, minutes * max(1, people))
        yield _list_row(asked, found, turf, walk, count)


def _leaflets(asked: _Asked) -> Iterator[DoorRow]:
    """One row a list whose leaflets were counted, and one a door where one was ticked on another list."""
    since, until = asked.span
    moment = field.went_out()
    statement = (
        select(WalkList, Walk.number, Turf.name, field.leaflets_left())
        .join_from(WalkList, Walk, Walk.id == WalkList.walk_id)
        .join(Turf, Turf.id == Walk.turf_id)
        .where(WalkList.committee_id == asked.committee_id, moment >= since, moment < until, field.leaflets_left() > 0)
        .order_by(moment, WalkList.id)
    )
    for found, walk, turf, count in asked.session.execute(statement):
        yield _list_row(asked, found, turf, walk, count)
    ticked = and_(Visit.leaflet == 1, ~field.leaflets_counted())
    for row in asked.session.execute(_found(asked).where(Visit.at >= since, Visit.at < until, ticked)):
        yield _door_row(asked, row)


def _promises(asked: _Asked) -> Iterator[DoorRow]:
    """One row a promise, at its door where it has one; of whom it speaks stays where it is kept."""
    since, until = asked.span
    which = field.open_at(asked.scope, asked.period.end)
    if asked.key == "follow_ups_done":
        which = and_(FollowUp.state == "done", field.settled() >= since, field.settled() < until)
    statement = (
        select(FollowUp, Door, Address, Street.name, WalkList.list_number)
        .outerjoin(Door, Door.id == FollowUp.door_id)
        .outerjoin(Address, Address.id == Door.address_id)
        .outerjoin(Street, Street.id == Address.street_id)
        .outerjoin(WalkList, WalkList.id == FollowUp.list_id)
        .where(FollowUp.committee_id == asked.committee_id, which)
        .order_by(FollowUp.created_at, FollowUp.id)
    )
    for promise, door, address, street, number in asked.session.execute(statement):
        yield DoorRow(
            promise.created_at,
            asked.zone,
            "" if address is None else _address(address, street),
            0 if door is None else door.stairwell,
            None if door is None or door.building_id is None else door.floor,
            1 if door is None else door.place,
            "" if door is None else door.label,
            number or "",
            promise.list_id,
            "",
            FOLLOW_UP_WORDS.get(promise.kind, promise.kind),
            1,
        )
