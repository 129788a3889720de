"""Where doors stand: addresses with their buildings, read for all walks at once, and each door's spot in its order."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from campaign.field.landings import doors_in_order
from campaign.field.turf.shared import Layout, layout_of
from db.tables import Address, Building, WalkStop

Spot = tuple[uuid.UUID, uuid.UUID | None, int, int, int]  # address, building, stairwell, floor, place
T = TypeVar("T")
_AT_ONCE = 500  # ids in one statement


class House(NamedTuple):
    """A building of an address, as it stands today."""

    id: uuid.UUID
    label: str
    source_key: str
    homes: int
    floors: int
    stairwells: int


@dataclass(slots=True)
class Site:
    """An address at which one may knock, with its buildings in their order."""

    id: uuid.UUID
    homes: int
    houses: list[House] = field(default_factory=list)

    def spots(self, building_id: uuid.UUID | None = None) -> list[Spot]:
        """Every door, or those of one building, in walking order."""
        if not self.houses:
            return [(self.id, None, *where) for where in doors_in_order(self.homes, 0, 1)]
        return [
            (self.id, house.id, *where)
            for house in self.houses
            if building_id in (None, house.id)
            for where in doors_in_order(house.homes, house.floors, house.stairwells)
        ]

    def layout(self, building_id: uuid.UUID | None) -> Layout:
        """How the doors of the address, or of one building, are laid out."""
        return layout_of(self.homes, self.houses, building_id)


def on_walks(walks: Sequence[uuid.UUID]) -> Select[uuid.UUID]:
    """The addresses of some walks, to be asked for inside another statement: there are fifty times as many."""
    return select(WalkStop.address_id).where(WalkStop.walk_id.in_(walks))


def sites(session: Session, walks: Collection[uuid.UUID]) -> dict[uuid.UUID, Site]:
    """The addresses of walks at which there is something to knock at: those gone or not to be visited have nothing."""
    found: dict[uuid.UUID, Site] = {}
    for part in chunks(walks):
        some = on_walks(part)
        statement = select(Address.id, Address.homes).where(
            Address.id.in_(some), Address.gone == 0, Address.do_not_visit == 0
        )
        here = {address_id: Site(address_id, homes) for address_id, homes in session.execute(statement)}
        here = {address_id: site for address_id, site in here.items() if address_id not in found}
        found |= here
        columns = (
            Building.address_id,
            Building.id,
            Building.label,
            Building.source_key,
            Building.homes,
            Building.floors,
            Building.stairwells,
        )
        order = (Building.label, Building.source_key, Building.id)
        for row in session.execute(select(*columns).where(Building.address_id.in_(some)).order_by(*order)):
            if row.address_id in here:
                house = House(row.id, row.label, row.source_key, row.homes, row.floors, row.stairwells)
                here[row.address_id].houses.append(house)
    return found


def chunks(ids: Iterable[T]) -> Iterator[list[T]]:
    """So many that a statement may name them."""
    every = list(ids)
    for first in range(0, len(every), _AT_ONCE):
        yield every[first : first + _AT_ONCE]
