"""What a turf can be chosen from: the sides of streets, and the polling stations, each with its doors."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from campaign.field.turf.stops import side_of
from db.tables import Address, Building, PollingStation, Street


@dataclass(frozen=True, slots=True)
class SideLine:
    """One side of a street. ``first`` and ``last`` are its lowest and highest number, none where it has none."""

    street_id: uuid.UUID
    street: str
    side: str
    addresses: int
    doors: int
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class StationLine:
    """A polling station and what is known of it; ``code`` empty: addresses whose station is not known."""

    id: uuid.UUID | None
    code: str
    name: str
    addresses: int
    doors: int


def _doors() -> ColumnElement[int]:
    """`doors_at`, in SQL: the dwellings of its buildings, else what is said of the address itself."""
    built = (
        select(func.sum(Building.homes)).where(Building.address_id == Address.id).correlate(Address).scalar_subquery()
    )
    return func.coalesce(built, Address.homes)


def sides_of(session: Session, committee_id: uuid.UUID, insee: str) -> list[SideLine]:
    """Every side of every street of a commune that has an address, in the order of names."""
    statement = (
        select(Street.id, Street.name, Street.search_key, Address.number, _doors())
        .join(Address, Address.street_id == Street.id)
        .where(
            Address.committee_id == committee_id,
            Address.insee == insee,
            Address.gone == 0,
            Address.do_not_visit == 0,
        )
    )
    found: dict[tuple[str, uuid.UUID, str], list[tuple[int | None, int]]] = {}
    names: dict[uuid.UUID, str] = {}
    for street_id, name, key, number, doors in session.execute(statement):
        names[street_id] = name
        found.setdefault((key, street_id, side_of(number)), []).append((number, int(doors)))
    order = {"odd": 0, "even": 1, "none": 2}
    lines = []
    for (_, street_id, side), doors_of in sorted(found.items(), key=lambda item: (item[0][0], order[item[0][2]])):
        numbers = [number for number, _ in doors_of if number is not None]
        lines.append(
            SideLine(
                street_id,
                names[street_id],
                side,
                len(doors_of),
                sum(doors for _, doors in doors_of),
                min(numbers, default=None),
                max(numbers, default=None),
            )
        )
    return lines


def stations_of(session: Session, committee_id: uuid.UUID, insee: str) -> list[StationLine]:
    """The polling stations of a commune, by number; addresses without one come last."""
    statement = (
        select(PollingStation.id, PollingStation.code, PollingStation.name, func.count(), func.sum(_doors()))
        .select_from(Address)
        .outerjoin(PollingStation, PollingStation.id == Address.station_id)
        .where(
            Address.committee_id == committee_id,
            Address.insee == insee,
            Address.gone == 0,
            Address.do_not_visit == 0,
        )
        .group_by(PollingStation.id, PollingStation.code, PollingStation.name)
    )
    lines = [
        StationLine(id_, code or "", name or "", count, int(doors))
        for id_, code, name, count, doors in session.execute(statement)
    ]
    return sorted(lines, key=lambda line: (line.id is None, len(line.code), line.code))
