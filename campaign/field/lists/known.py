"""The doors that stand at an address already, found again after its buildings were counted, corrected or imported anew.

A door is a row that visits lean on; where it is, is only its columns. Whoever counts a building on the spot changes
all places in it at once, and a door that asked never to be called on again must not come back under another floor.
Doors are first known by their exact spot; those that lost theirs take the spots that nobody has, on the same floor
first, then in the order of landings, within their building; where that is no longer there, within their address.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.field.lists.sites import Site, Spot, chunks, on_walks
from campaign.field.turf.stops import WIDE_LANDING
from db.tables import Building, Door
from db.unit import Unit


class Known(NamedTuple):
    """A door as its row has it; ``quiet``: it asked never to be called on again."""

    id: uuid.UUID
    spot: Spot
    quiet: bool


@dataclass(slots=True)
class Settled:
    """Which door stands on which spot of an address; ``moved`` are on another than their row says.

    ``lost`` are those for which no spot is left, since fewer dwellings were counted than doors were known.
    """

    at: dict[Spot, uuid.UUID] = field(default_factory=dict)
    moved: dict[uuid.UUID, Spot] = field(default_factory=dict)
    lost: list[Known] = field(default_factory=list)


def settle(site: Site, doors: Iterable[Known]) -> Settled:
    """Give each door of an address its spot. The same rows give the same spots, whatever their order."""
    found = Settled()
    free = dict.fromkeys(site.spots())
    order = {house.id: number for number, house in enumerate(site.houses)}
    left: list[Known] = []
    for door in sorted(doors, key=lambda one: _landing(one.spot, order, one.id)):
        if door.spot in free:
            found.at[door.spot] = door.id
            del free[door.spot]
        else:
            left.append(door)
    standing = {spot[1] for spot in free} | {spot[1] for spot in found.at}

    def pair(key: Callable[[Spot], object], some: Sequence[Known]) -> list[Known]:
        """Doors and free spots that share a key, in the order of landings; return the doors that had none."""
        there: dict[object, list[Spot]] = defaultdict(list)
        for spot in free:
            there[key(spot)].append(spot)
        here: dict[object, list[Known]] = defaultdict(list)
        for door in some:
            here[key(door.spot)].append(door)
        over = []
        for what, mine in here.items():
            spots = there.get(what, [])
            # Where there are too few, those that asked for peace come first: they are the ones one must know again.
            chosen = {door.id for door in sorted(mine, key=lambda one: not one.quiet)[: len(spots)]}
            over += [door for door in mine if door.id not in chosen]
            for door, spot in zip((one for one in mine if one.id in chosen), spots, strict=False):
                found.at[spot] = door.id
                found.moved[door.id] = spot
                del free[spot]
        return over

    if left:
        inside = [door for door in left if door.spot[1] in standing]
        elsewhere = [door for door in left if door.spot[1] not in standing]
        inside = pair(lambda spot: spot[1:], inside)  # the building now belongs to another number of the street
        inside = pair(lambda spot: (spot[1], spot[3]), inside)
        inside = pair(lambda spot: spot[1], inside)
        # Of a building that is no longer there another may have taken the place, with the same floors.
        built = pair(lambda spot: spot[2:], [door for door in elsewhere if door.spot[1] is not None])
        rest = [*(door for door in elsewhere if door.spot[1] is None), *built]
        found.lost = [*inside, *pair(lambda spot: None, rest)]
    return found


def _landing(spot: Spot, order: Mapping[uuid.UUID, int], door_id: uuid.UUID) -> tuple[object, ...]:
    """Where a spot comes in walking order: as doors are made, top floor first, stairwell after stairwell."""
    _, building, stairwell, floor, place = spot
    at = -1 if building is None else order.get(building, len(order))
    return at, stairwell, -floor, place, door_id


def hushed(site: Site, asked: Spot) -> set[Spot]:
    """Where one does not knock, since a door asked for peace of which nobody knows any more which one it is.

    At a house that is its one door. In a block it is the landing on which it stood, or the nearest that is left: one
    of these doors is the one that asked, and to skip a few that did not is less than to ring at the one that did.
    Where a landing is so wide that its floors are clearly not known, doors are only numbered, and nothing tells more
    than the nearest number.
    """
    spots = site.spots(asked[1]) if any(house.id == asked[1] for house in site.houses) else site.spots()
    spots = spots or site.spots()
    if asked in spots:
        return {asked}
    if len(spots) < 2:
        return set(spots)
    _, _, stairwell, floor, place = asked
    near = min(spots, key=lambda spot: (abs(spot[3] - floor), -spot[3]))[3]
    landing = [spot for spot in spots if spot[3] == near]
    landing = [spot for spot in landing if spot[2] == stairwell] or landing
    if len(landing) > WIDE_LANDING:
        return {min(landing, key=lambda spot: (abs(spot[4] - place), spot[4]))}
    return set(landing)


def known_doors(
    session: Session, walks: Collection[uuid.UUID], there: Container[uuid.UUID]
) -> dict[uuid.UUID, list[Known]]:
    """The doors at those addresses of walks that are ``there``, each where its building stands today."""
    found: dict[uuid.UUID, dict[uuid.UUID, Known]] = defaultdict(dict)
    columns = (Door.id, Door.address_id, Door.building_id, Door.stairwell, Door.floor, Door.place, Door.do_not_contact)
    statement = select(Building.address_id, *columns).join_from(
        Door, Building, Building.id == Door.building_id, isouter=True
    )
    for part in chunks(walks):
        some = on_walks(part)
        came = (Building.address_id.in_(some)) & (Building.address_id != Door.address_id)
        for which in (Door.address_id.in_(some), came):
            for now, door_id, address, building, stair, floor, place, quiet in session.execute(statement.where(which)):
                home = now or address
                if home in there and (which is came or home == address):
                    found[home][door_id] = Known(door_id, (address, building, stair, floor, place), quiet)
    return {home: list(doors.values()) for home, doors in found.items()}


def move_doors(unit: Unit, moved: Mapping[uuid.UUID, Spot]) -> None:
    """Write where doors were found again, as a part of the action that looked for them: undone with it."""
    changes = []
    for some in chunks(sorted(moved)):
        for row in unit.session.scalars(select(Door).where(Door.id.in_(some)).order_by(Door.id)).all():
            names = ("address_id", "building_id", "stairwell", "floor", "place")
            changes.append((row, dict(zip(names, moved[row.id], strict=True))))
    unit.change_many(changes)
