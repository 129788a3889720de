"""Buildings that several walks share, each some of its doors in order: whether they still are what was cut.

A part is a place in an order of doors. Once someone counts other dwellings, floors or stairwells that order is another,
and parts that were cut before would hold some doors twice and leave others out.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from campaign.field.landings import part_code
from campaign.field.turf.stops import Place, doors_at
from db.tables.field import Turf, Walk, WalkList, WalkStop


class Layout(NamedTuple):
    """How the doors of a place are laid out. Without floors (0) they are only numbered."""

    homes: int
    floors: int
    stairwells: int


class Block(Protocol):
    """What is asked of a building."""

    @property
    def id(self) -> uuid.UUID: ...
    @property
    def homes(self) -> int: ...
    @property
    def floors(self) -> int: ...
    @property
    def stairwells(self) -> int: ...


def layout_of(homes: int, blocks: Iterable[Block], building_id: uuid.UUID | None) -> Layout:
    """The layout of an address of so many ``homes`` where no building says more, or of one building of it."""
    every = list(blocks)
    mine = [one for one in every if building_id in (None, one.id) and one.homes]
    if len(mine) == 1:
        return Layout(mine[0].homes, mine[0].floors, mine[0].stairwells)
    return Layout(doors_at(homes, (one.homes for one in every)) if building_id is None else 0, 0, 1)


def changed(
    session: Session, turf: Turf, addresses: Collection[uuid.UUID], layout: Callable[[Place], Layout | None]
) -> set[Place]:
    """The shared buildings at some addresses that are no longer what a turf was cut from.

    What a part was cut from is not kept, and need not be: a building that is shared is on the stops of its own cutting
    and of walks that earlier ones had issued, each door once. Where these no longer make up the building as it stands,
    or name other floors than its doors now have, it was changed. ``layout`` None: it is no longer there at all.
    """
    spans: dict[Place, list[tuple[int, int]]] = defaultdict(list)
    before: dict[Place, list[tuple[int, int]]] = defaultdict(list)
    parts: dict[Place, list[tuple[int, int, str]]] = defaultdict(list)
    issued = Walk.id.in_(select(WalkList.walk_id))
    every = sorted(addresses)
    for first in range(0, len(every), _AT_ONCE):
        statement = (
            select(
                Turf.id,
                WalkStop.address_id,
                WalkStop.building_id,
                WalkStop.first_door,
                WalkStop.doors,
                WalkStop.part,
            )
            .join_from(WalkStop, Walk, Walk.id == WalkStop.walk_id)
            .join(Turf, Turf.id == Walk.turf_id)
            .where(
                WalkStop.address_id.in_(every[first : first + _AT_ONCE]),
                Turf.campaign_id == turf.campaign_id,
                Turf.name == turf.name,
                or_(Turf.id == turf.id, and_(Turf.cut < turf.cut, issued)),
            )
        )
        for turf_id, address_id, building_id, start, doors, part in session.execute(statement):
            place = (address_id, building_id)
            if turf_id != turf.id:
                before[place].append((start, start + doors))
                continue
            spans[place].append((start, start + doors))
            if part or start:
                parts[place].append((start, doors, part))
    found = set()
    for place, shared in parts.items():
        now = layout(place)
        if now is None:
            continue
        known = [*spans[place], *before[place], *(before[place[0], None] if place[1] else ())]
        whole = max(end for _, end in spans[place]) <= now.homes and _covers(known, now.homes)
        if not whole or any(part_code(*now, start, doors) != part for start, doors, part in shared):
            found.add(place)
    return found


def _covers(spans: Sequence[tuple[int, int]], homes: int) -> bool:
    """Whether spans leave none of so many doors out."""
    at = 0
    for start, end in sorted(spans):
        if start > at:
            return False
        at = max(at, end)
    return at >= homes


_AT_ONCE = 500
