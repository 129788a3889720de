"""Issuing walks: each becomes a list with a number, a team, an expiry, and a line for every door it will knock at."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.actions import action_row
from campaign.committees.lookup import living, was_member
from campaign.errors import ActionUnknown
from campaign.errors.doors import (
    CampaignClosed,
    ExpiryPast,
    NobodyLeft,
    PassImpossible,
    PassTaken,
    TurfRetired,
    WalkHalfTyped,
    WalkIsOut,
    WalksNeeded,
    WalkUnknown,
)
from campaign.field import silence
from campaign.field.landings import doors_in_order
from campaign.field.lists import numbers
from campaign.field.live import replaced
from campaign.field.outcomes import BAD_TARGETS, CONTACTS
from campaign.periods import local_day
from db.folding import clean
from db.tables import (
    Address,
    Building,
    Committee,
    Door,
    FieldCampaign,
    ListDoor,
    ListMember,
    Street,
    Turf,
    Visit,
    Walk,
    WalkList,
    WalkStop,
)
from db.unit import Unit

EXPIRES_AFTER = 30  # days; the field's usual life of a list number
MOST_PASSES = 20
PLACE_LIMIT = 200
_AT_ONCE = 500  # ids in one statement

Spot = tuple[uuid.UUID, uuid.UUID | None, int, int, int]  # address, building, stairwell, floor, place


@dataclass(frozen=True, slots=True)
class IssueForm:
    """Walks to issue. ``pass_number`` None is the next one due; ``team`` are people's ids.

    ``conversations_again`` lets doors that had a conversation in an earlier pass in again; ``team_factor`` is in
    hundredths: 100 for a pair that knocks together, 180 for one that splits the sides of a street.
    """

    walk_ids: tuple[uuid.UUID, ...]
    pass_number: int | None = None
    expires_on: date | None = None
    team: tuple[uuid.UUID, ...] = ()
    caller_id: uuid.UUID | None = None
    meeting_place: str = ""
    bring_back: str = ""
    action_id: uuid.UUID | None = None
    team_factor: int = 100
    conversations_again: bool = False


@dataclass(slots=True)
class _Line:
    """A door that a list will hold, known already or to be made."""

    stop: WalkStop
    spot: Spot
    door_id: uuid.UUID | None = None


def issue(unit: Unit, form: IssueForm) -> tuple[uuid.UUID, ...]:
    """Issue walks for one pass, in one action; their turf is frozen. Return the ids of the lists, in the same order.

    Doors are made when a list first holds them. A list leaves out doors that asked never to be called on again, doors
    that turned out to be none, and in later passes those that had a conversation.

    Raises:
        WalksNeeded, WalkUnknown, CommitteeEnded, TurfRetired, CampaignClosed, InSilence, WalkIsOut: no pass was asked
        for and the latest list is still out; WalkHalfTyped: it is back, and not typed to its end; PassTaken: a list of
        this campaign and pass holds the same door already;
        PassImpossible, NobodyLeft, ExpiryPast, NotAMember, ActionUnknown.
    """
    session = unit.session
    if not form.walk_ids:
        raise WalksNeeded
    if form.pass_number is not None and not 1 <= form.pass_number <= MOST_PASSES:
        raise PassImpossible(most=MOST_PASSES)
    walks = [_walk(session, walk_id) for walk_id in dict.fromkeys(form.walk_ids)]
    committee = living(session, walks[0].committee_id)
    today = local_day(unit.now, committee.zone)
    expires = form.expires_on or today + timedelta(days=EXPIRES_AFTER)
    if expires < today:
        raise ExpiryPast
    for person_id in (*form.team, *([form.caller_id] if form.caller_id else [])):
        was_member(session, committee.id, person_id)
    if form.action_id is not None and action_row(session, form.action_id).committee_id != committee.id:
        raise ActionUnknown(name=str(form.action_id))
    silence.check(session, committee.id, unit.now)
    issued = [_issue_one(unit, walk, committee, form, expires) for walk in walks]
    turf = session.get_one(Turf, walks[0].turf_id)
    unit.name(
        "walk.issue",
        committee_id=committee.id,
        name=turf.name,
        count=len(issued),
        numbers=", ".join(row.list_number for row in issued[:6]) + (", …" if len(issued) > 6 else ""),
    )
    return tuple(row.id for row in issued)


def _walk(session: Session, walk_id: uuid.UUID) -> Walk:
    row = session.get(Walk, walk_id)
    if row is None:
        raise WalkUnknown(name=str(walk_id))
    return row


def _issue_one(unit: Unit, walk: Walk, committee: Committee, form: IssueForm, expires: date) -> WalkList:
    session = unit.session
    turf = session.get_one(Turf, walk.turf_id)
    campaign = session.get_one(FieldCampaign, turf.campaign_id)
    if walk.committee_id != committee.id:
        raise WalkUnknown(name=str(walk.id))
    if turf.state == "retired" or replaced(session, [turf.id]) & {walk.id}:
        raise TurfRetired(name=turf.name)
    if campaign.state == "closed":
        raise CampaignClosed(name=campaign.name)
    lines = list(_lines(session, walk))
    _recognise(session, lines)
    pass_number = form.pass_number or _next_pass(session, walk, turf, lines)
    _refuse_twice(session, campaign.id, pass_number, lines)
    kept = _wanted(session, campaign.id, lines, again=form.conversations_again)
    if not kept:
        raise NobodyLeft(walk=walk.number, turf=turf.name)
    row = unit.add(
        WalkList(
            committee_id=committee.id,
            walk_id=walk.id,
            action_id=form.action_id,
            script_id=campaign.script_id,
            list_number=_number(unit, committee.id),
            pass_number=pass_number,
            state="issued",
            issued_at=unit.now,
            expires_on=expires,
            meeting_place=clean(form.meeting_place)[:PLACE_LIMIT] or turf.start_place,
            bring_back=clean(form.bring_back)[:PLACE_LIMIT],
            caller_id=form.caller_id,
            team_factor=form.team_factor,
        )
    )
    for person_id in dict.fromkeys(form.team):
        unit.add(ListMember(committee_id=committee.id, list_id=row.id, person_id=person_id))
    _write_lines(unit, row, kept)
    if turf.state == "draft":
        unit.change(turf, state="frozen")
    return row


def _lines(session: Session, walk: Walk) -> Iterator[_Line]:
    """Every door of a walk, in walking order, by where it is."""
    stops = list(session.scalars(select(WalkStop).where(WalkStop.walk_id == walk.id).order_by(WalkStop.position)))
    wanted = {stop.address_id for stop in stops}
    statement = select(Address).where(Address.id.in_(wanted), Address.gone == 0, Address.do_not_visit == 0)
    addresses = {row.id: row for row in session.scalars(statement)}
    houses: dict[uuid.UUID, list[Building]] = {}
    order = (Building.label, Building.source_key, Building.id)
    for building in session.scalars(select(Building).where(Building.address_id.in_(wanted)).order_by(*order)):
        houses.setdefault(building.address_id, []).append(building)
    for stop in stops:
        address = addresses.get(stop.address_id)
        if address is None:  # nothing to knock at there any more
            continue
        mine = [b for b in houses.get(address.id, []) if stop.building_id in (None, b.id) and b.homes]
        spots: list[Spot] = [
            (address.id, b.id, *where) for b in mine for where in doors_in_order(b.homes, b.floors, b.stairwells)
        ]
        if not houses.get(address.id):
            spots = [(address.id, None, *where) for where in doors_in_order(address.homes, 0, 1)]
        if stop.part or stop.first_door:  # a building that several walks share
            spots = spots[stop.first_door : stop.first_door + stop.doors]
        for spot in spots:
            yield _Line(stop, spot)


def _recognise(session: Session, lines: Sequence[_Line]) -> None:
    """Give each line the door that stands there, if a list has held it before."""
    known: dict[Spot, uuid.UUID] = {}
    for some in _chunks(sorted({line.spot[0] for line in lines})):
        for door in session.scalars(select(Door).where(Door.address_id.in_(some))):
            known[(door.address_id, door.building_id, door.stairwell, door.floor, door.place)] = door.id
    for line in lines:
        line.door_id = known.get(line.spot)


def _next_pass(session: Session, walk: Walk, turf: Turf, lines: Sequence[_Line]) -> int:
    """One more than the latest pass over any of these doors in this campaign.

    Never while that pass is not over: its list is out, or was brought back and has lines that are still empty. The same
    list then goes on, since a pass that begins before the other ends would leave doors out of both.
    """
    latest_first = select(WalkList).where(WalkList.walk_id == walk.id).order_by(WalkList.pass_number.desc())
    for row in session.scalars(latest_first.where(WalkList.state.in_(("issued", "out", "returned")))):
        if row.state != "returned":
            raise WalkIsOut(walk=walk.number, turf=turf.name, number=row.list_number)
        raise WalkHalfTyped(walk=walk.number, turf=turf.name, number=row.list_number, next_pass=row.pass_number + 1)
    latest = 0
    for some in _chunks([line.door_id for line in lines if line.door_id]):
        statement = (
            select(func.max(WalkList.pass_number))
            .join(ListDoor, ListDoor.list_id == WalkList.id)
            .join(Walk, Walk.id == WalkList.walk_id)
            .join(Turf, Turf.id == Walk.turf_id)
            .where(Turf.campaign_id == turf.campaign_id, ListDoor.door_id.in_(some))
        )
        latest = max(latest, session.scalar(statement) or 0)
    return latest + 1


def _refuse_twice(session: Session, campaign_id: uuid.UUID, pass_number: int, lines: Sequence[_Line]) -> None:
    for some in _chunks([line.door_id for line in lines if line.door_id]):
        statement = (
            select(WalkList.list_number, Street.name, Address.number)
            .join(ListDoor, ListDoor.list_id == WalkList.id)
            .join(Walk, Walk.id == WalkList.walk_id)
            .join(Turf, Turf.id == Walk.turf_id)
            .join(Door, Door.id == ListDoor.door_id)
            .join(Address, Address.id == Door.address_id)
            .join(Street, Street.id == Address.street_id)
            .where(Turf.campaign_id == campaign_id, WalkList.pass_number == pass_number, ListDoor.door_id.in_(some))
            .order_by(WalkList.list_number, ListDoor.position)
            .limit(1)
        )
        twice = session.execute(statement).first()
        if twice is not None:
            number, street, house = twice
            address = street if house is None else f"{house} {street}"
            raise PassTaken(address=address, number=number, pass_number=pass_number)


def _wanted(session: Session, campaign_id: uuid.UUID, lines: Sequence[_Line], *, again: bool) -> list[_Line]:
    """The lines without doors that asked for peace, that are none, and (unless ``again``) that were talked to."""
    left_out: set[uuid.UUID] = set()
    outcomes = (*BAD_TARGETS, *(() if again else CONTACTS))
    for some in _chunks([line.door_id for line in lines if line.door_id]):
        peace = select(Door.id).where(Door.id.in_(some), Door.do_not_contact == 1)
        left_out.update(session.scalars(peace))
        told = select(Visit.door_id).where(
            Visit.campaign_id == campaign_id,
            Visit.door_id.in_(some),
            Visit.voided_at.is_(None),
            Visit.outcome.in_(outcomes),
        )
        left_out.update(session.scalars(told))
    return [line for line in lines if line.door_id not in left_out]


def _write_lines(unit: Unit, row: WalkList, lines: Sequence[_Line]) -> None:
    made = []
    for line in lines:
        if line.door_id is None:
            line.door_id = unit.new_id()
            address_id, building_id, stairwell, floor, place = line.spot
            made.append(
                {
                    "id": line.door_id,
                    "committee_id": row.committee_id,
                    "address_id": address_id,
                    "building_id": building_id,
                    "stairwell": stairwell,
                    "floor": floor,
                    "place": place,
                }
            )
    unit.add_many(Door, made)
    numbered = enumerate(lines, 1)
    unit.add_many(
        ListDoor,
        [
            {
                "id": unit.new_id(),
                "committee_id": row.committee_id,
                "list_id": row.id,
                "door_id": line.door_id,
                "position": position,
                "stop": line.stop.position,
            }
            for position, line in numbered
        ],
    )


def _number(unit: Unit, committee_id: uuid.UUID) -> str:
    """A list number that this committee does not have yet, out of the file's own source of identifiers."""
    while True:
        number = numbers.made_from(unit.new_id())
        taken = select(WalkList.id).where(WalkList.committee_id == committee_id, WalkList.list_number == number)
        if unit.session.scalar(taken) is None:
            return number


def _chunks(ids: Iterable[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    every = list(ids)
    for first in range(0, len(every), _AT_ONCE):
        yield every[first : first + _AT_ONCE]
