"""Invented towns and walks, put straight into a file: what door-to-door tests start from. No file, no router."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from campaign.field.earth import Plane
from db.folding import fold
from db.tables.field import (
    Address,
    Building,
    FieldCampaign,
    PollingStation,
    Street,
    StreetSection,
    Turf,
    Walk,
    WalkStop,
)
from db.unit import Unit

LYON_4 = "69384"
CENTRE = Plane(457_755_000, 48_270_000)


@dataclass(frozen=True)
class Lane:
    """A straight street: ``numbers`` houses from 1 up, odd on the left, even on the right, 10 m apart.

    ``blocks`` gives a number its buildings: (homes, floors, stairwells) each. ``station`` is the code of its polling
    station. ``x``, ``y`` is where it begins, in metres from the centre; it runs east, or north with ``north``.
    """

    name: str
    numbers: int = 12
    x: float = 0
    y: float = 0
    north: bool = False
    blocks: dict[int, tuple[tuple[int, int, int], ...]] = field(default_factory=dict)
    station: str = ""


STREETS = (
    Lane("Rue du Mail", 12, 0, 0, blocks={4: ((16, 4, 1),), 9: ((8, 3, 1), (12, 5, 2))}),
    Lane("Rue des Pierres Plantées", 16, 0, 60),
    Lane("Montée Invisible", 10, -20, 0, north=True),
)


@dataclass(frozen=True)
class Town:
    """What was put in. ``addresses`` by (street, number); ``buildings`` by (street, number) in their order."""

    committee_id: uuid.UUID
    insee: str
    streets: dict[str, uuid.UUID]
    addresses: dict[tuple[str, int], uuid.UUID]
    buildings: dict[tuple[str, int], tuple[uuid.UUID, ...]]
    stations: dict[str, uuid.UUID]
    homes: dict[uuid.UUID, int]  # doors of each address

    @property
    def doors(self) -> int:
        return sum(self.homes.values())


def town(
    unit: Unit,
    committee_id: uuid.UUID,
    streets: Sequence[Lane] = STREETS,
    insee: str = LYON_4,
    centre: Plane = CENTRE,
    *,
    sections: bool = False,
) -> Town:
    """An invented town of straight streets; ``sections`` adds their middle lines, for maps that draw streets."""
    unit.name("test.town", committee_id=committee_id)
    rows: dict[type[Any], list[dict[str, Any]]] = {
        table: [] for table in (Street, PollingStation, Address, Building, StreetSection)
    }
    made = Town(committee_id, insee, {}, {}, {}, {}, {})
    for lane in streets:
        if lane.station and lane.station not in made.stations:
            made.stations[lane.station] = unit.new_id()
            rows[PollingStation].append(
                {
                    "id": made.stations[lane.station],
                    "committee_id": committee_id,
                    "insee": insee,
                    "code": lane.station,
                    "name": f"Bureau inventé {lane.station}",
                }
            )
        made.streets[lane.name] = unit.new_id()
        rows[Street].append(
            {
                "id": made.streets[lane.name],
                "committee_id": committee_id,
                "insee": insee,
                "name": lane.name,
                "search_key": fold(lane.name),
            }
        )
        for number in range(1, lane.numbers + 1):
            _address(unit, made, rows, lane=lane, number=number, centre=centre)
        if sections:
            ends = [centre.degrees(*_along(lane, metres, 0)) for metres in (-5, lane.numbers * 5 + 5)]
            rows[StreetSection].append(
                {
                    "id": unit.new_id(),
                    "committee_id": committee_id,
                    "source_key": f"test:{fold(lane.name)}",
                    "name_left": lane.name,
                    "name_right": lane.name,
                    "points": [list(end) for end in ends],
                }
            )
    for table, found in rows.items():
        unit.add_many(table, found)
    return made


def _along(lane: Lane, metres: float, aside: float) -> tuple[float, float]:
    return (lane.x - aside, lane.y + metres) if lane.north else (lane.x + metres, lane.y + aside)


def _address(
    unit: Unit, made: Town, rows: dict[type[Any], list[dict[str, Any]]], *, lane: Lane, number: int, centre: Plane
) -> None:
    lat, lon = centre.degrees(*_along(lane, (number - 1) // 2 * 10.0, 6.0 if number % 2 else -6.0))
    address_id, key = unit.new_id(), (lane.name, number)
    made.addresses[key] = address_id
    blocks = lane.blocks.get(number, ())
    made.homes[address_id] = sum(homes for homes, _, _ in blocks) or 1
    owned = {"committee_id": made.committee_id, "lat": lat, "lon": lon}
    rows[Address].append(
        {
            **owned,
            "id": address_id,
            "street_id": made.streets[lane.name],
            "station_id": made.stations.get(lane.station),
            "station_by": "file" if lane.station else "",
            "insee": made.insee,
            "number": number,
            "search_key": fold(f"{lane.name} {number}"),
            "source_key": f"{made.insee}_test_{fold(lane.name).replace(' ', '')}_{number:05}",
        }
    )
    made.buildings[key] = tuple(unit.new_id() for _ in blocks)
    for index, (homes, floors, stairwells) in enumerate(blocks):
        rows[Building].append(
            {
                **owned,
                "id": made.buildings[key][index],
                "address_id": address_id,
                "source_key": f"test:{fold(lane.name)}:{number}:{index}",
                "label": f"Bât. {chr(65 + index)}" if len(blocks) > 1 else "",
                "homes": homes,
                "floors": floors,
                "stairwells": stairwells,
            }
        )


def walk_of(
    unit: Unit,
    of: Town,
    *,
    stops: int = 12,
    name: str = "Plateau inventé",
    campaign_id: uuid.UUID | None = None,
    campaign: str = "Porte-à-porte inventé",
) -> tuple[uuid.UUID, tuple[uuid.UUID, ...]]:
    """A turf over the whole town, in walks of so many stops in the order of the streets: (turf, its walks)."""
    unit.name("test.walks", committee_id=of.committee_id)
    if campaign_id is None:
        row = FieldCampaign(committee_id=of.committee_id, name=campaign, starts_on=unit.now.date())
        campaign_id = unit.add(row).id
    order = list(of.addresses.items())
    turf = unit.add(
        Turf(
            committee_id=of.committee_id,
            campaign_id=campaign_id,
            name=name,
            insee=of.insee,
            chosen={},
            doors=of.doors,
            metres=10 * len(order),
            minutes=2 * of.doors,
        )
    )
    walks = []
    for first in range(0, len(order), stops):
        chunk = order[first : first + stops]
        doors = sum(of.homes[address_id] for _, address_id in chunk)
        walk = Walk(
            committee_id=of.committee_id,
            turf_id=turf.id,
            number=len(walks) + 1,
            doors=doors,
            metres=10 * len(chunk),
            minutes=2 * doors,
        )
        walks.append(unit.add(walk).id)
        for position, ((_, number), address_id) in enumerate(chunk, 1):
            unit.add(
                WalkStop(
                    committee_id=of.committee_id,
                    walk_id=walks[-1],
                    address_id=address_id,
                    position=position,
                    side="odd" if number % 2 else "even",
                    doors=of.homes[address_id],
                )
            )
    return turf.id, tuple(walks)
