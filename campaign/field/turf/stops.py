"""Addresses made into stops: their doors counted, large ones by building, what is out already left out. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from campaign.field.earth import Plane
from campaign.field.landings import landings
from campaign.field.routing.ground import CM, Ground
from campaign.field.routing.model import TimeFigures

WIDE_LANDING = 8  # with more homes than that on a landing, its floors are not known: it may be cut at any door

Place = tuple[uuid.UUID, uuid.UUID | None]  # an address, and a building of it where it is too large for one stop
Span = tuple[int, int]  # first door, how many; no doors is all of them


class AddressRow(NamedTuple):
    """An address as it is read."""

    id: uuid.UUID
    street_key: str
    number: int | None
    suffix: str
    lat: int
    lon: int
    source_key: str
    street_id: uuid.UUID
    station: str | None
    homes: int


class BlockRow(NamedTuple):
    """A building as it is read."""

    id: uuid.UUID
    homes: int
    floors: int
    stairwells: int
    kind: str
    access: str
    lat: int
    lon: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop to be put on a walk: ``doors`` doors, from number ``first`` on, of the ``homes`` at an address.

    ``building_id`` is given where the buildings of an address are stops of their own.
    """

    address_id: uuid.UUID
    building_id: uuid.UUID | None
    street_key: str
    street_id: uuid.UUID
    side: str
    station: str
    lat: int
    lon: int
    homes: int
    floors: int
    stairwells: int
    climbed: int
    entries: int
    first: int
    doors: int

    @property
    def whole(self) -> bool:
        return self.first == 0 and self.doors == self.homes

    def cuts(self) -> tuple[int, ...]:
        """After how many of its doors it may be cut: at the end of a landing, at any door where floors are unknown."""
        ends: list[int] = []
        at = 0
        for landing in landings(self.homes, self.floors, self.stairwells):
            if landing.homes > WIDE_LANDING:
                ends += range(at + 1, at + landing.homes)
            at += landing.homes
            ends.append(at)
        return tuple(end - self.first for end in ends if self.first < end < self.first + self.doors)


def side_of(number: int | None) -> str:
    """The side of its street that a number stands on."""
    return "none" if number is None else "odd" if number % 2 else "even"


def doors_at(homes: int, buildings: Iterable[int]) -> int:
    """The doors of an address: the dwellings of its buildings, else what is said of the address itself.

    No dwelling is no door: where someone saw that the only building is an office, nobody knocks.
    """
    known = list(buildings)
    return sum(known) if known else homes


def stops_of(
    rows: Sequence[AddressRow],
    blocks: Mapping[uuid.UUID, Sequence[BlockRow]],
    quiet: Mapping[uuid.UUID, int],
    issued: Mapping[Place, Sequence[Span]],
    most: int,
) -> list[Stop]:
    """The stops of addresses, in an order that depends on what they are and never on their ids.

    The buildings of an address with more than ``most`` doors are stops of their own. Addresses without a door, and
    those all of whose doors asked for peace (``quiet``), are left out, and so is what stands on walks that were issued.
    """
    found = []
    for row in sorted(rows, key=_what_it_is):
        homes = doors_at(row.homes, (block.homes for block in blocks.get(row.id, ())))
        if quiet.get(row.id, 0) >= homes:
            continue
        mine = [block for block in blocks.get(row.id, ()) if block.homes]
        if homes > most and len(mine) > 1 and (row.id, None) not in issued:
            parts: list[tuple[BlockRow | None, Sequence[BlockRow]]] = [(block, [block]) for block in mine]
        else:
            parts = [(mine[0] if len(mine) == 1 and homes > most else None, mine)]
        for block, inside in parts:
            count = sum(one.homes for one in inside) or homes
            place = (row.id, block.id if block else None)
            for first, doors in _left(
                count, [*issued.get(place, ()), *(issued.get((row.id, None), ()) if block else ())]
            ):
                found.append(_stop(row, block, inside, homes=count, first=first, doors=doors))
    return found


def _what_it_is(row: AddressRow) -> tuple[object, ...]:
    number = row.number
    return row.street_key, number is None, number or 0, row.suffix, row.lat, row.lon, row.source_key


def _left(homes: int, issued: Sequence[Span]) -> list[Span]:
    """What of so many doors is not on a walk that was issued."""
    taken = [False] * homes
    for first, doors in issued:
        for door in range(first, min(homes, first + doors) if doors else homes):
            taken[door] = True
    found: list[Span] = []
    for door, out in enumerate(taken):
        if out:
            continue
        if found and sum(found[-1]) == door:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((door, 1))
    return found


def _stop(
    row: AddressRow, block: BlockRow | None, inside: Sequence[BlockRow], *, homes: int, first: int, doors: int
) -> Stop:
    apartments = [one for one in inside if one.kind == "block"]
    return Stop(
        address_id=row.id,
        building_id=block.id if block else None,
        street_key=row.street_key,
        street_id=row.street_id,
        side=side_of(row.number),
        station=row.station or "",
        lat=block.lat if block else row.lat,
        lon=block.lon if block else row.lon,
        homes=homes,
        floors=inside[0].floors if len(inside) == 1 else 0,
        stairwells=inside[0].stairwells if len(inside) == 1 else 1,
        climbed=sum(one.floors * one.stairwells for one in apartments),
        entries=sum(one.stairwells for one in apartments if one.access != "open"),
        first=first,
        doors=doors,
    )


def centimetres(plane: Plane, lat: int, lon: int) -> tuple[int, int]:
    """A place on a plane, in whole centimetres."""
    east, north = plane.metres(lat, lon)
    return round(east * CM), round(north * CM)


def ground_of(stops: Sequence[Stop], plane: Plane, figures: TimeFigures) -> Ground:
    """Stops as the router takes them. Walks stay within a polling station where every address has one."""
    places = [centimetres(plane, stop.lat, stop.lon) for stop in stops]
    streets: dict[str, int] = {}
    sides: dict[tuple[str, str], int] = {}
    stations = sorted({stop.station for stop in stops}, key=lambda code: (len(code), code))
    apart = "" not in stations
    return Ground(
        xs=[x for x, _ in places],
        ys=[y for _, y in places],
        street=[streets.setdefault(stop.street_key, len(streets)) for stop in stops],
        side=[sides.setdefault((stop.street_key, stop.side), len(sides)) for stop in stops],
        doors=[stop.doors for stop in stops],
        seconds=[_seconds(stop, figures) for stop in stops],
        cuts=[stop.cuts() if stop.doors > 1 else () for stop in stops],
        area=[stations.index(stop.station) if apart else 0 for stop in stops],
        names=list(streets),
    )


def _seconds(stop: Stop, figures: TimeFigures) -> int:
    whole = figures.at_doors(stop.homes, stop.climbed, stop.entries)
    return whole * stop.doors // stop.homes
