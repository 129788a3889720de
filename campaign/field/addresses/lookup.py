"""What the other parts ask of addresses: communes, streets by side, doors, buildings, stations.

Doors of an address are the dwellings of its buildings, where any are known; else its own. What is gone from its file,
or has nothing to knock at, is never counted.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, func, select
from sqlalchemy.orm import Session

from campaign.errors.addresses import AddressUnknown
from campaign.field.addresses.naming import street_key
from campaign.search import has_words
from campaign.views.field_addresses import AddressLine, BuildingLine, CommuneLine, StationLine, StreetLine
from db.tables.committees import CommitteePlace
from db.tables.field import Address, Building, PollingStation, StationResult, Street
from db.tables.places import Commune

_AT_ONCE = 500

on_side: ColumnElement[str] = case((Address.number.is_(None), "none"), (Address.number % 2 == 1, "odd"), else_="even")
LIVING: tuple[ColumnElement[bool], ...] = (Address.gone == 0, Address.do_not_visit == 0)


def _homes(committee_id: uuid.UUID) -> Subquery:
    """Dwellings and buildings by address."""
    homes = func.sum(Building.homes).label("homes")
    found = select(Building.address_id, homes, func.count().label("buildings"))
    return found.where(Building.committee_id == committee_id).group_by(Building.address_id).subquery()


def communes_with_addresses(session: Session, committee_id: uuid.UUID) -> tuple[CommuneLine, ...]:
    """The communes of which a committee has addresses, by code."""
    homes = _homes(committee_id)
    doors = func.coalesce(homes.c.homes, Address.homes)
    found = (
        select(
            Address.insee,
            func.count(Address.street_id.distinct()),
            func.count(),
            func.coalesce(func.sum(doors), 0),
            func.coalesce(func.sum(homes.c.buildings), 0),
            func.count(Address.station_id.distinct()),
            func.count(Address.station_id),
        )
        .outerjoin(homes, homes.c.address_id == Address.id)
        .where(Address.committee_id == committee_id, *LIVING)
        .group_by(Address.insee)
        .order_by(Address.insee)
    )
    rows = session.execute(found).all()
    names = _names(session, committee_id, [row[0] for row in rows])
    return tuple(CommuneLine(row[0], str(names.get(row[0]) or row[0]), *map(int, row[1:])) for row in rows)


def _names(session: Session, committee_id: uuid.UUID, codes: Sequence[str]) -> dict[str, str]:
    names: dict[str, str] = dict(
        session.execute(select(Commune.code, Commune.name).where(Commune.code.in_(codes))).all()
    )
    mine = select(CommitteePlace.code, CommitteePlace.name).where(CommitteePlace.committee_id == committee_id)
    return {**names, **dict(session.execute(mine).all())}


def streets_of(session: Session, committee_id: uuid.UUID, insee: str, search: str = "") -> tuple[StreetLine, ...]:
    """The streets of a commune, a line for each side that has addresses, in the order of their names."""
    homes = _homes(committee_id)
    doors = func.coalesce(func.sum(func.coalesce(homes.c.homes, Address.homes)), 0)
    mine = (Address.committee_id == committee_id, Address.insee == insee, *LIVING)
    columns = (Street.id, Street.name, on_side, func.count(), doors, func.min(Address.number), func.max(Address.number))
    found = (
        select(*columns)
        .join(Street, Street.id == Address.street_id)
        .outerjoin(homes, homes.c.address_id == Address.id)
        .where(*mine, *has_words(Street.search_key, search))
        .group_by(Street.id, Street.name, Street.search_key, on_side)
        .order_by(Street.search_key, Street.id, case((on_side == "odd", 0), (on_side == "even", 1), else_=2))
    )
    stations: dict[tuple[uuid.UUID, str], list[str]] = {}
    reached = (
        select(Address.street_id, on_side, PollingStation.code)
        .join(PollingStation, PollingStation.id == Address.station_id)
        .where(*mine)
        .distinct()
    )
    for street_id, side, code in session.execute(reached):
        stations.setdefault((street_id, side), []).append(code)
    return tuple(
        StreetLine(
            street_id,
            name,
            side,
            count,
            int(homes_),
            tuple(sorted(stations.get((street_id, side), ()), key=by_code)),
            low,
            high,
        )
        for street_id, name, side, count, homes_, low, high in session.execute(found)
    )


def by_code(code: str) -> tuple[int, str]:
    """Station codes in the order in which a commune counts them: 2 before 10."""
    return (int(code) if code.isdigit() else 10**9, code)


def doors_of(session: Session, address_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many doors each of these addresses has."""
    ids = list(address_ids)
    found: dict[uuid.UUID, int] = {}
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        own = select(Address.id, Address.homes).where(Address.id.in_(some))
        found.update(session.execute(own).all())
        built = select(Building.address_id, func.sum(Building.homes)).where(Building.address_id.in_(some))
        found.update({one: int(homes) for one, homes in session.execute(built.group_by(Building.address_id))})
    return found


def addresses_of(
    session: Session,
    committee_id: uuid.UUID,
    *,
    insee: str = "",
    street_id: uuid.UUID | None = None,
    side: str = "",
    station: str = "",
    search: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> tuple[AddressLine, ...]:
    """Addresses by street and number, those that are gone or not to be visited too, marked so."""
    found = _lines(committee_id)
    if insee:
        found = found.where(Address.insee == insee)
    if street_id is not None:
        found = found.where(Address.street_id == street_id)
    if side:
        found = found.where(on_side == side)
    if station:
        found = found.where(PollingStation.code == station)
    found = found.where(*has_words(Address.search_key, search))
    order = (Street.search_key, Address.street_id, on_side, Address.number, Address.suffix, Address.id)
    return tuple(_line(row) for row in session.execute(found.order_by(*order).limit(limit).offset(offset)))


def count_addresses(session: Session, committee_id: uuid.UUID) -> int:
    """How many addresses a committee has."""
    mine = select(func.count()).select_from(Address).where(Address.committee_id == committee_id, *LIVING)
    return session.scalar(mine) or 0


def address_line(session: Session, address_id: uuid.UUID) -> AddressLine:
    """One address.

    Raises:
        AddressUnknown: no such id.
    """
    row = session.get(Address, address_id)
    if row is None:
        raise AddressUnknown(text=str(address_id))
    return _line(session.execute(_lines(row.committee_id).where(Address.id == address_id)).one())


def _lines(committee_id: uuid.UUID) -> Any:
    homes = _homes(committee_id)
    return (
        select(
            Address.id,
            Address.street_id,
            Street.name,
            Address.insee,
            Address.number,
            Address.suffix,
            Address.hamlet,
            on_side,
            func.coalesce(homes.c.homes, Address.homes),
            func.coalesce(homes.c.buildings, 0),
            func.coalesce(PollingStation.code, ""),
            Address.station_by,
            Address.position,
            Address.lat,
            Address.lon,
            Address.gone,
            Address.do_not_visit,
            Address.version,
        )
        .join(Street, Street.id == Address.street_id)
        .outerjoin(PollingStation, PollingStation.id == Address.station_id)
        .outerjoin(homes, homes.c.address_id == Address.id)
        .where(Address.committee_id == committee_id)
    )


def _line(row: Any) -> AddressLine:
    values = list(row)
    values[8], values[9] = int(values[8]), int(values[9])
    return AddressLine(*values)


def buildings_of(session: Session, address_id: uuid.UUID) -> tuple[BuildingLine, ...]:
    """The buildings of an address, by label."""
    found = select(Building).where(Building.address_id == address_id).order_by(Building.label, Building.source_key)
    return tuple(_building(row) for row in session.scalars(found))


def building_line(session: Session, building_id: uuid.UUID) -> BuildingLine:
    """One building.

    Raises:
        AddressUnknown: no such id.
    """
    row = session.get(Building, building_id)
    if row is None:
        raise AddressUnknown(text=str(building_id))
    return _building(row)


def _building(row: Building) -> BuildingLine:
    return BuildingLine(
        row.id,
        row.address_id,
        row.label,
        row.kind,
        row.homes,
        row.floors,
        row.stairwells,
        row.counted,
        row.access,
        row.access_note,
        row.version,
    )


def street_named(session: Session, committee_id: uuid.UUID, name: str) -> uuid.UUID | None:
    """The street of a committee that is called so, in whatever spelling; None when none is, or several are."""
    mine = select(Street.id).where(Street.committee_id == committee_id, Street.search_key == street_key(name))
    found = session.scalars(mine.limit(2)).all()
    return found[0] if len(found) == 1 else None


def stations_of_committee(session: Session, committee_id: uuid.UUID, insee: str = "") -> tuple[StationLine, ...]:
    """The polling stations of a committee with what is in their reach and their latest result."""
    homes = _homes(committee_id)
    doors = func.sum(func.coalesce(homes.c.homes, Address.homes)).label("doors")
    reach = (
        select(Address.station_id, func.count().label("addresses"), doors)
        .outerjoin(homes, homes.c.address_id == Address.id)
        .where(Address.committee_id == committee_id, *LIVING)
        .group_by(Address.station_id)
        .subquery()
    )
    found = select(PollingStation, reach.c.addresses, reach.c.doors).outerjoin(
        reach, reach.c.station_id == PollingStation.id
    )
    found = found.where(PollingStation.committee_id == committee_id)
    if insee:
        found = found.where(PollingStation.insee == insee)
    latest: dict[uuid.UUID, StationResult] = {}
    results = select(StationResult).where(StationResult.committee_id == committee_id)
    for result in session.scalars(results.order_by(StationResult.created_at, StationResult.round, StationResult.id)):
        latest[result.station_id] = result
    lines = []
    for station, addresses, doors in session.execute(found):
        result_ = latest.get(station.id)
        more = (result_.election, result_.round, result_.registered, result_.abstentions) if result_ else ()
        lines.append(
            StationLine(station.id, station.insee, station.code, station.name, addresses or 0, int(doors or 0), *more)
        )
    return tuple(sorted(lines, key=lambda one: (one.insee, by_code(one.code))))
