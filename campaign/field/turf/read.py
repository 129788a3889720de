"""What turf is cut from, read out of the file: addresses with their buildings, and all else that walks depend on."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors.turf import CampaignUnknown, NothingToCut, SideUnknown, StationsUnknown, StreetsMissing
from campaign.field.earth import Plane
from campaign.field.peace import quiet_elsewhere
from campaign.field.routing.ground import Ground, Line
from campaign.field.routing.model import TimeFigures
from campaign.field.turf.figures import time_figures
from campaign.field.turf.forms import CutForm
from campaign.field.turf.shared import Layout, changed, layout_of
from campaign.field.turf.stops import (
    AddressRow,
    BlockRow,
    Place,
    Span,
    Stop,
    centimetres,
    ground_of,
    side_of,
    stops_of,
)
from db.tables import (
    Address,
    Barrier,
    Building,
    Commune,
    Door,
    FieldCampaign,
    PollingStation,
    Street,
    StreetSection,
    Turf,
    Walk,
    WalkList,
    WalkStop,
)


class Section(NamedTuple):
    """A stretch of street: its points in centimetres, its names on the left and on the right."""

    points: tuple[tuple[int, int], ...]
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a cutting is made from; ``input_hash`` changes with any of it."""

    form: CutForm
    place: str
    campaign_id: uuid.UUID | None
    figures: TimeFigures
    stops: tuple[Stop, ...]
    ground: Ground
    sections: tuple[Section, ...]
    start: tuple[int, int] | None
    input_hash: str


def read(session: Session, form: CutForm) -> Reading:
    """Read what a form asks to cut.

    Raises:
        BandImpossible, ShiftImpossible, MetricUnknown, CommitteeUnknown, CommitteeEnded, CampaignUnknown,
        StationsUnknown, SideUnknown, NothingToCut, StreetsMissing.
    """
    form.check()
    committee = living(session, form.committee_id)
    place = session.scalar(select(Commune.name).where(Commune.code == form.insee)) or form.insee
    campaign_id = running_campaign(session, form)
    figures = time_figures(session, committee.id)
    rows = _addresses(session, form, place)
    blocks, quiet = _blocks(session, form), _quiet(session, form)
    issued = _issued(session, form, {row.id: row for row in rows}, blocks)
    stops = stops_of(rows, blocks, quiet, issued, form.doors_max)
    if not stops:
        raise NothingToCut(place=place)
    plane = Plane(sum(stop.lat for stop in stops) // len(stops), sum(stop.lon for stop in stops) // len(stops))
    sections = _sections(session, committee.id, plane) if form.metric == "graph" else ()
    if form.metric == "graph" and not sections:
        raise StreetsMissing
    ground = ground_of(stops, plane, figures)
    ground.barriers = _barriers(session, committee.id, plane)
    start = None
    if form.start_lat is not None and form.start_lon is not None:
        start = centimetres(plane, form.start_lat, form.start_lon)
    # Ids stay out of it: the same addresses taken into another file are the same input.
    asked = form.model_dump(include={"metric", "doors_min", "doors_max", "minutes", "seed", "start_lat", "start_lon"})
    if form.apart:
        asked["apart"] = True
    lists = (ground.xs, ground.ys, ground.street, ground.side, ground.doors, ground.seconds, ground.cuts, ground.area)
    whole = [asked, figures.as_values(), lists, ground.barriers, sections, (plane.lat, plane.lon)]
    input_hash = hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()
    return Reading(form, place, campaign_id, figures, tuple(stops), ground, sections, start, input_hash)


def running_campaign(session: Session, form: CutForm) -> uuid.UUID | None:
    """The campaign it is cut for: the one asked for, else the latest that is running, else none yet.

    Raises:
        CampaignUnknown: the one asked for is another committee's, or over.
    """
    if form.campaign_id is not None:
        row = session.get(FieldCampaign, form.campaign_id)
        if row is None or row.committee_id != form.committee_id or row.state != "running":
            raise CampaignUnknown
        return row.id
    statement = (
        select(FieldCampaign.id)
        .where(FieldCampaign.committee_id == form.committee_id, FieldCampaign.state == "running")
        .order_by(FieldCampaign.starts_on.desc(), FieldCampaign.created_at.desc(), FieldCampaign.id)
        .limit(1)
    )
    return session.scalar(statement)


def _addresses(session: Session, form: CutForm, place: str) -> list[AddressRow]:
    statement = (
        select(
            Address.id,
            Street.search_key,
            Address.number,
            Address.suffix,
            Address.lat,
            Address.lon,
            Address.source_key,
            Address.street_id,
            PollingStation.code,
            Address.homes,
        )
        .join(Street, Street.id == Address.street_id)
        .outerjoin(PollingStation, PollingStation.id == Address.station_id)
        .where(
            Address.committee_id == form.committee_id,
            Address.insee == form.insee,
            Address.gone == 0,
            Address.do_not_visit == 0,
        )
    )
    rows = [AddressRow(*tuple(row)) for row in session.execute(statement)]
    if form.stations:
        known = {row.station for row in rows if row.station is not None}
        missing = [code for code in form.stations if code not in known]
        if missing:
            choices = ", ".join(sorted(known, key=lambda code: (len(code), code))) or "–"
            raise StationsUnknown(place=place, names=", ".join(missing), choices=choices)
        rows = [row for row in rows if row.station in form.stations]
    if form.sides:
        wanted = set(form.sides)
        had = {(row.street_id, side) for row in rows for side in (side_of(row.number), "all")}
        for street_id, side in form.sides:
            if (street_id, side) not in had:
                name = session.scalar(select(Street.name).where(Street.id == street_id))
                raise SideUnknown(name=name or str(street_id))
        rows = [row for row in rows if {(row.street_id, side_of(row.number)), (row.street_id, "all")} & wanted]
    return rows


def _blocks(session: Session, form: CutForm) -> dict[uuid.UUID, list[BlockRow]]:
    statement = (
        select(
            Building.address_id,
            Building.id,
            Building.homes,
            Building.floors,
            Building.stairwells,
            Building.kind,
            Building.access,
            Building.lat,
            Building.lon,
        )
        .join(Address, Address.id == Building.address_id)
        .where(Building.committee_id == form.committee_id, Address.insee == form.insee)
        .order_by(Building.label, Building.source_key, Building.id)
    )
    found: dict[uuid.UUID, list[BlockRow]] = defaultdict(list)
    for address_id, *block in session.execute(statement):
        rest: tuple[Any, ...] = tuple(block)
        found[address_id].append(BlockRow(*rest))
    return found


def _quiet(session: Session, form: CutForm) -> dict[uuid.UUID, int]:
    """How many doors of an address asked never to be called on again, here or in a committee merged into this one."""
    statement = (
        select(Door.address_id, func.count())
        .where(Door.committee_id == form.committee_id, Door.do_not_contact == 1)
        .group_by(Door.address_id)
    )
    found: dict[uuid.UUID, int] = dict(session.execute(statement).all())
    for address_id, count in quiet_elsewhere(session, form.committee_id).items():
        found[address_id] = max(count, found.get(address_id, 0))  # both may speak of one door
    return found


def _issued(
    session: Session,
    form: CutForm,
    rows: Mapping[uuid.UUID, AddressRow],
    blocks: Mapping[uuid.UUID, Sequence[BlockRow]],
) -> dict[Place, list[Span]]:
    """What of each address is on issued walks of the turf that is cut anew: (first door, how many); 0 doors is all.

    A shared building that changed since is cut whole again, and its old parts are no longer issued: they say which
    doors of another order they were.
    """
    if form.turf_id is None:
        return {}
    turf = session.get_one(Turf, form.turf_id)
    statement = (
        select(Turf, WalkStop.address_id, WalkStop.building_id, WalkStop.first_door, WalkStop.doors, WalkStop.part)
        .join(Walk, Walk.id == WalkStop.walk_id)
        .join(Turf, Turf.id == Walk.turf_id)
        .where(
            Turf.committee_id == form.committee_id,
            Turf.campaign_id == turf.campaign_id,
            Turf.name == turf.name,
            Walk.id.in_(select(WalkList.walk_id)),
        )
    )
    found: dict[Place, list[Span]] = defaultdict(list)
    parts: dict[uuid.UUID, list[tuple[Place, Span]]] = defaultdict(list)
    cuts: dict[uuid.UUID, Turf] = {}
    for cut, address_id, building_id, first, doors, part in session.execute(statement):
        if part or first:
            cuts[cut.id] = cut
            parts[cut.id].append(((address_id, building_id), (first, doors)))
        else:
            found[address_id, building_id].append((0, 0))

    def layout(place: Place) -> Layout | None:
        row = rows.get(place[0])
        return layout_of(row.homes, blocks.get(row.id, ()), place[1]) if row else None

    for cut_id, shared in parts.items():
        gone = changed(session, cuts[cut_id], {place[0] for place, _ in shared}, layout)
        for place, span in shared:
            if place not in gone:
                found[place].append(span)
    return found


def _sections(session: Session, committee_id: uuid.UUID, plane: Plane) -> tuple[Section, ...]:
    statement = (
        select(StreetSection.points, StreetSection.name_left, StreetSection.name_right)
        .where(StreetSection.committee_id == committee_id)
        .order_by(StreetSection.source_key)
    )
    return tuple(
        Section(tuple(centimetres(plane, lat, lon) for lat, lon in points), left, right)
        for points, left, right in session.execute(statement)
    )


def _barriers(session: Session, committee_id: uuid.UUID, plane: Plane) -> list[Line]:
    rows = session.scalars(select(Barrier.points).where(Barrier.committee_id == committee_id))
    return [*sorted([centimetres(plane, lat, lon) for lat, lon in points] for points in rows)]
