"""What a map shows of a turf, a walk or a whole committee, read from the file.

Streets come from an imported graph; where there is none, the houses of each side of a street, joined in the order of
their numbers, show where it runs.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.field.earth import Plane
from campaign.views.field_map import Ground, Line, Point, Round
from campaign.words import N_
from db.tables import Address, AddressImport, Barrier, Building, Commune, Street, StreetSection, Walk, WalkStop

INVENTED = N_("Invented addresses")
AROUND = 150.0  # metres of streets shown beyond the outermost door
APART = 90.0  # metres between two houses of one side beyond which they are not drawn as one row
MOST_PLACES = 20_000  # points drawn of a commune that is not cut yet: a screen has no more dots than that


def turf_ground(session: Session, turf_id: uuid.UUID) -> Ground:
    """All walks of a turf and what lies around them."""
    return _around(session, *_rounds(session, Walk.turf_id == turf_id))


def walk_ground(session: Session, walk_id: uuid.UUID, *, neighbours: bool = True) -> Ground:
    """One walk; with ``neighbours``, the doors of the other walks of its turf as plain points."""
    walk = session.get_one(Walk, walk_id)
    _, own = _rounds(session, Walk.id == walk_id)
    return _around(session, walk.committee_id, own, _beside(session, walk, own) if neighbours and own else ())


def _beside(session: Session, walk: Walk, own: Sequence[Round]) -> tuple[Point, ...]:
    """The stops of the other walks of a turf near this one: of a large turf, most are out of sight."""
    south, west, north, east = _box([point for one in own for point in one.stops])
    statement = (
        select(func.coalesce(Building.lat, Address.lat), func.coalesce(Building.lon, Address.lon))
        .join_from(WalkStop, Walk, Walk.id == WalkStop.walk_id)
        .join(Address, Address.id == WalkStop.address_id)
        .join(Building, Building.id == WalkStop.building_id, isouter=True)
        .where(
            Walk.turf_id == walk.turf_id,
            Walk.id != walk.id,
            Address.lat.between(south, north),
            Address.lon.between(west, east),
        )
        .order_by(Walk.number, WalkStop.position)
    )
    return tuple((lat, lon) for lat, lon in session.execute(statement))


def committee_ground(session: Session, committee_id: uuid.UUID, turfs: Sequence[uuid.UUID] = ()) -> Ground:
    """All addresses of a committee as points, and the walks of these turfs over them."""
    rounds = _rounds(session, Walk.turf_id.in_(turfs))[1] if turfs else ()
    statement = select(Address.lat, Address.lon).where(
        Address.committee_id == committee_id, Address.gone == 0, Address.do_not_visit == 0
    )
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    every = max(total // MOST_PLACES, 1)
    places = [(lat, lon) for lat, lon in session.execute(statement.order_by(Address.id))][::every]
    return Ground(
        rounds=tuple(rounds),
        barriers=barriers_of(session, committee_id),
        places=tuple(places),
        attribution=attributions(session, committee_id),
    )


def count_addresses(session: Session, committee_id: uuid.UUID) -> int:
    """How many addresses a committee has to cut."""
    statement = select(func.count()).where(
        Address.committee_id == committee_id, Address.gone == 0, Address.do_not_visit == 0
    )
    return session.scalar(statement) or 0


def communes_of(session: Session, committee_id: uuid.UUID) -> list[tuple[str, str, int]]:
    """The communes that a committee has addresses of: code, name, how many; the largest first."""
    statement = (
        select(Address.insee, Commune.name, func.count())
        .join(Commune, Commune.code == Address.insee, isouter=True)
        .where(Address.committee_id == committee_id, Address.gone == 0, Address.do_not_visit == 0)
        .group_by(Address.insee, Commune.name)
    )
    found = [(insee, name or insee, count) for insee, name, count in session.execute(statement)]
    return sorted(found, key=lambda one: (-one[2], one[0]))


def barriers_of(session: Session, committee_id: uuid.UUID) -> tuple[Line, ...]:
    """The lines that walks do not cross."""
    found = session.scalars(select(Barrier).where(Barrier.committee_id == committee_id).order_by(Barrier.id))
    return tuple(Line(row.name, _points(row.points)) for row in found)


def attributions(session: Session, committee_id: uuid.UUID) -> tuple[str, ...]:
    """What the licences of a committee's files ask to be said wherever they are shown.

    Of invented addresses it is a text to translate: their file was made in one language, a sheet is read in another.
    """
    statement = select(AddressImport.attribution, AddressImport.invented)
    rows = session.execute(statement.where(AddressImport.committee_id == committee_id))
    return tuple(sorted({INVENTED if invented else text for text, invented in rows if text or invented}))


def _rounds(session: Session, which: object) -> tuple[uuid.UUID | None, tuple[Round, ...]]:
    """The walks that a condition names, in order; a stop stands where its building does, if one is named."""
    statement = (
        select(Walk.id, Walk.number, Walk.committee_id, Address.lat, Address.lon, Building.lat, Building.lon)
        .join(WalkStop, WalkStop.walk_id == Walk.id)
        .join(Address, Address.id == WalkStop.address_id)
        .join(Building, Building.id == WalkStop.building_id, isouter=True)
        .where(which)  # type: ignore[arg-type]
        .order_by(Walk.turf_id, Walk.number, WalkStop.position)
    )
    committee_id = None
    found: list[Round] = []
    for (walk_id, number, owner), rows in groupby(session.execute(statement), key=lambda row: tuple(row[:3])):
        stops = tuple((b_lat if b_lat is not None else lat, b_lon if b_lon is not None else lon)
                      for *_, lat, lon, b_lat, b_lon in rows)  # fmt: skip
        found.append(Round(walk_id, number, stops))
        committee_id = owner
    return committee_id, tuple(found)


def _around(
    session: Session, committee_id: uuid.UUID | None, rounds: Sequence[Round], places: Sequence[Point] = ()
) -> Ground:
    """The ground of some walks: streets and barriers near them."""
    seen = [point for one in rounds for point in one.stops]
    if committee_id is None or not seen:
        return Ground(rounds=tuple(rounds), places=tuple(places))
    box = _box(seen)
    streets = tuple(line for line in _sections(session, committee_id) if _near(line.points, box))
    return Ground(
        rounds=tuple(rounds),
        streets=streets,
        sides=() if streets else _sides(session, committee_id, box),
        barriers=tuple(line for line in barriers_of(session, committee_id) if _near(line.points, box)),
        places=tuple(point for point in places if _near((point,), box)),
        attribution=attributions(session, committee_id),
    )


def _box(points: Sequence[Point]) -> tuple[int, int, int, int]:
    """South, west, north, east of these points and a little more."""
    lats, lons = [p[0] for p in points], [p[1] for p in points]
    plane = Plane(min(lats), min(lons))
    south, west = plane.degrees(-AROUND, -AROUND)
    more_lat, more_lon = min(lats) - south, min(lons) - west
    return south, west, max(lats) + more_lat, max(lons) + more_lon


def _near(points: Sequence[Point], box: tuple[int, int, int, int]) -> bool:
    """Whether a line may reach into a box: their extents overlap."""
    south, west, north, east = box
    lats, lons = [p[0] for p in points], [p[1] for p in points]
    return min(lats) <= north and max(lats) >= south and min(lons) <= east and max(lons) >= west


def _sections(session: Session, committee_id: uuid.UUID) -> Iterable[Line]:
    statement = (
        select(StreetSection.name_left, StreetSection.name_right, StreetSection.points)
        .where(StreetSection.committee_id == committee_id)
        .order_by(StreetSection.source_key)
    )
    for left, right, points in session.execute(statement):
        if len(points) > 1:
            yield Line(left or right, _points(points))


def _sides(session: Session, committee_id: uuid.UUID, box: tuple[int, int, int, int]) -> tuple[Line, ...]:
    """The houses of each side of each street in a box, cut where two neighbours are far from each other."""
    south, west, north, east = box
    statement = (
        select(Street.name, Address.number, Address.lat, Address.lon)
        .join(Street, Street.id == Address.street_id)
        .where(
            Address.committee_id == committee_id,
            Address.gone == 0,
            Address.number.is_not(None),
            Address.lat.between(south, north),
            Address.lon.between(west, east),
        )
        .order_by(Address.street_id, Address.number % 2, Address.number, Address.suffix, Address.id)
    )
    found: list[Line] = []
    for (name, _), rows in groupby(session.execute(statement), key=lambda row: (row[0], (row[1] or 0) % 2)):
        run: list[Point] = []
        for _, _, lat, lon in rows:
            if run and _apart(run[-1], (lat, lon)):
                found.append(Line(name, tuple(run)))
                run = []
            run.append((lat, lon))
        found.append(Line(name, tuple(run)))
    return tuple(line for line in found if len(line.points) > 1)


def _apart(one: Point, other: Point) -> bool:
    east, north = Plane(*one).metres(*other)
    return east * east + north * north > APART * APART


def _points(stored: Iterable[Sequence[int]]) -> tuple[Point, ...]:
    return tuple((int(lat), int(lon)) for lat, lon in stored)


__all__ = ["attributions", "barriers_of", "committee_ground", "turf_ground", "walk_ground"]
