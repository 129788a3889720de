"""Which doors each walk will knock at, and in which pass: worked out for all walks of one issuing together.

A turf of hundreds of walks is issued at once, and other windows wait while it is written: what a walk needs is read for
all of them in the same statements, and only what one walk changes for the next is followed walk by walk.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors.doors import BuildingChanged, PassTaken, WalkHalfTyped, WalkIsOut
from campaign.field.lists.known import Known, hushed, known_doors, settle
from campaign.field.lists.sites import Site, Spot, chunks, sites
from campaign.field.live import superseded
from campaign.field.outcomes import BAD_TARGETS, CONTACTS
from campaign.field.peace import Asked, asked_elsewhere
from campaign.field.turf.shared import Layout, changed
from campaign.field.turf.stops import Place
from db.tables import Address, FieldCampaign, ListDoor, Street, Turf, Visit, Walk, WalkList, WalkStop


class Line(NamedTuple):
    """A line of a list to be: the position of its stop, where its door is, and the door if there is one already."""

    stop: int
    spot: Spot
    door_id: uuid.UUID | None


@dataclass(slots=True)
class Round:
    """A walk that is issued."""

    walk: Walk
    turf: Turf
    campaign: FieldCampaign
    lines: list[Line] = field(default_factory=list)
    pass_number: int = 0


class _Stop(NamedTuple):
    walk_id: uuid.UUID
    position: int
    address_id: uuid.UUID
    building_id: uuid.UUID | None
    first_door: int
    doors: int
    part: str

    @property
    def place(self) -> Place:
        return self.address_id, self.building_id


def fill(session: Session, committee_id: uuid.UUID, rounds: Sequence[Round]) -> dict[uuid.UUID, Spot]:
    """Give each walk its lines, in walking order, without doors that asked for peace; return the doors that moved.

    Raises:
        BuildingChanged.
    """
    walks = [one.walk.id for one in rounds]
    stops = _stops(session, walks)
    there = sites(session, walks)
    gone = _changed(session, rounds, stops, there)
    doors = known_doors(session, walks, there)
    elsewhere = asked_elsewhere(session, committee_id)
    at: dict[Spot, uuid.UUID] = {}
    moved: dict[uuid.UUID, Spot] = {}
    quiet: set[Spot] = set()
    for address_id, site in there.items():
        known = doors.get(address_id, [])
        settled = settle(site, known)
        at |= settled.at
        moved |= settled.moved
        quiet |= _quiet(site, known, settled.at, settled.lost)
        for asked in elsewhere.get(address_id, ()):
            quiet |= hushed(site, _here(site, asked))
    for one in rounds:
        for stop in stops[one.walk.id]:
            if stop.address_id not in there:  # nothing to knock at there any more
                continue
            spots = there[stop.address_id].spots(stop.building_id)
            if stop.part or stop.first_door:  # a building that several walks share
                if stop.place in gone.get(one.turf.id, ()):
                    continue
                spots = spots[stop.first_door : stop.first_door + stop.doors]
            one.lines += [Line(stop.position, spot, at.get(spot)) for spot in spots if spot not in quiet]
    return moved


def _stops(session: Session, walks: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[_Stop]]:
    columns = (
        WalkStop.walk_id,
        WalkStop.position,
        WalkStop.address_id,
        WalkStop.building_id,
        WalkStop.first_door,
        WalkStop.doors,
        WalkStop.part,
    )
    found: dict[uuid.UUID, list[_Stop]] = defaultdict(list)
    for some in chunks(walks):
        statement = select(*columns).where(WalkStop.walk_id.in_(some)).order_by(WalkStop.walk_id, WalkStop.position)
        for row in session.execute(statement):
            found[row.walk_id].append(_Stop(*row))
    return found


def _changed(
    session: Session, rounds: Sequence[Round], stops: Mapping[uuid.UUID, list[_Stop]], there: Mapping[uuid.UUID, Site]
) -> dict[uuid.UUID, set[Place]]:
    """Shared buildings that changed since their turf was cut, by turf, where a later cutting holds them whole.

    Raises:
        BuildingChanged: no later one does.
    """
    parts: dict[uuid.UUID, list[_Stop]] = defaultdict(list)
    turfs = {one.turf.id: one.turf for one in rounds}
    for one in rounds:
        parts[one.turf.id] += [stop for stop in stops[one.walk.id] if stop.part or stop.first_door]

    def layout(place: Place) -> Layout | None:
        return there[place[0]].layout(place[1]) if place[0] in there else None

    found = {}
    for turf_id, shared in parts.items():
        places = changed(session, turfs[turf_id], {stop.address_id for stop in shared}, layout) if shared else set()
        mine = [stop for stop in shared if stop.place in places]
        if mine and not superseded(session, turf_id):
            raise BuildingChanged(address=_address(session, mine[0].address_id), name=turfs[turf_id].name)
        found[turf_id] = places
    return found


def _quiet(site: Site, known: Iterable[Known], at: Mapping[Spot, uuid.UUID], lost: Iterable[Known]) -> set[Spot]:
    """Where one does not knock at an address, since a door there asked for peace."""
    asked = {door.id for door in known if door.quiet}
    if not asked:
        return set()
    found = {spot for spot, door_id in at.items() if door_id in asked}
    return found.union(*(hushed(site, door.spot) for door in lost if door.quiet))


def _here(site: Site, asked: Asked) -> Spot:
    """The spot here of a door that another committee knew: in the building of the same id or name, or the only one."""
    houses = [house for house in site.houses if house.homes]
    same = [house for house in houses if asked.building and house.source_key == asked.building[0]]
    same = same or [
        house for house in houses if asked.building and asked.building[1] and house.label == asked.building[1]
    ]
    same = same or (houses if len(houses) == 1 else [])
    return site.id, same[0].id if same else None, asked.stairwell, asked.floor, asked.place


def number_passes(session: Session, rounds: Sequence[Round], asked: int | None) -> None:
    """Give each walk its pass: the one asked for, else one more than the latest over any of its doors in its campaign.

    Raises:
        WalkIsOut, WalkHalfTyped: no pass was asked for, and one is not over. The same list then goes on, since a pass
        that begins before the other ends would leave doors out of both; PassTaken.
    """
    standing = _standing(session, rounds) if asked is None else {}
    passes = _passes(session, rounds)
    mine: dict[tuple[uuid.UUID, Spot], set[int]] = defaultdict(set)  # what the walks before it do in this very action
    for one in rounds:
        row = standing.get(one.walk.id)
        if row is not None and row.state != "returned":
            raise WalkIsOut(walk=one.walk.number, turf=one.turf.name, number=row.list_number)
        if row is not None:
            facts = {"number": row.list_number, "next_pass": row.pass_number + 1}
            raise WalkHalfTyped(walk=one.walk.number, turf=one.turf.name, **facts)
        done = [
            (line, passes.get((one.campaign.id, line.door_id), {}), mine[one.campaign.id, line.spot])
            for line in one.lines
        ]
        latest = max((number for _, before, now in done for number in (*before, *now)), default=0)
        one.pass_number = asked or latest + 1
        for line, before, now in done:
            if one.pass_number in before or one.pass_number in now:
                number = before.get(one.pass_number, "–")
                address = _address(session, line.spot[0])
                raise PassTaken(address=address, number=number, pass_number=one.pass_number)
            now.add(one.pass_number)


def _standing(session: Session, rounds: Sequence[Round]) -> dict[uuid.UUID, WalkList]:
    """The latest list of each walk that is out, or back and not typed to its end."""
    found: dict[uuid.UUID, WalkList] = {}
    for some in chunks([one.walk.id for one in rounds]):
        waiting = WalkList.state.in_(("issued", "out", "returned"))
        statement = select(WalkList).where(WalkList.walk_id.in_(some), waiting).order_by(WalkList.pass_number)
        found.update({row.walk_id: row for row in session.scalars(statement)})
    return found


def _passes(session: Session, rounds: Sequence[Round]) -> dict[tuple[uuid.UUID, uuid.UUID | None], dict[int, str]]:
    """In which passes of a campaign each door was on a list, and on which."""
    found: dict[tuple[uuid.UUID, uuid.UUID | None], dict[int, str]] = defaultdict(dict)
    campaigns = {one.campaign.id for one in rounds}
    for some in chunks(line.door_id for one in rounds for line in one.lines if line.door_id):
        statement = (
            select(Turf.campaign_id, ListDoor.door_id, WalkList.pass_number, WalkList.list_number)
            .join_from(ListDoor, WalkList, WalkList.id == ListDoor.list_id)
            .join(Walk, Walk.id == WalkList.walk_id)
            .join(Turf, Turf.id == Walk.turf_id)
            .where(Turf.campaign_id.in_(campaigns), ListDoor.door_id.in_(some))
            .order_by(WalkList.list_number.desc())
        )
        for campaign_id, door_id, pass_number, number in session.execute(statement):
            found[campaign_id, door_id][pass_number] = number
    return found


def leave_out_told(session: Session, rounds: Sequence[Round], *, again: bool) -> None:
    """Take out of each walk the doors that are none, and (unless ``again``) those that were talked to."""
    outcomes = (*BAD_TARGETS, *(() if again else CONTACTS))
    told: set[tuple[uuid.UUID, uuid.UUID]] = set()
    campaigns = {one.campaign.id for one in rounds}
    for some in chunks(line.door_id for one in rounds for line in one.lines if line.door_id):
        statement = select(Visit.campaign_id, Visit.door_id).where(
            Visit.campaign_id.in_(campaigns),
            Visit.door_id.in_(some),
            Visit.voided_at.is_(None),
            Visit.outcome.in_(outcomes),
        )
        told.update((campaign_id, door_id) for campaign_id, door_id in session.execute(statement))
    for one in rounds:
        one.lines = [line for line in one.lines if (one.campaign.id, line.door_id) not in told]


def _address(session: Session, address_id: uuid.UUID) -> str:
    statement = select(Street.name, Address.number).join(Address, Address.street_id == Street.id)
    street, number = session.execute(statement.where(Address.id == address_id)).one()
    return street if number is None else f"{number} {street}"
