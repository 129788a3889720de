"""Where doors were knocked at, in squares of ground: what the map of coverage in the report is drawn from.

A report leaves the team: it is printed, sent, pinned to a wall. So the map says nothing of one household, and this is
decided here, for every format at once:

- it shows only whether someone *knocked*, which is what the team did. Whether a door opened, refused or stayed shut is
  what a household did: that is never on the map;
- even so, no address stands alone: a door that is always left out would tell who asked not to be called on again. A
  square shows from `LEAST` doors up; one with fewer is counted with its nearest neighbour.

The figures are those of the turf table: the doors of the squares add up to the doors of the turf.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.field.earth import E7, Plane
from campaign.field.live import is_live
from campaign.figures.field import knocked, stands
from campaign.figures.window import count
from campaign.views.field_coverage import Coverage, Square
from db.tables.field import Address, Door, Turf, Visit, Walk, WalkList, WalkStop

LEAST = 10  # doors of a square that is shown: as few as for opinions, which show from ten conversations up
WIDEST = 26  # columns and rows: one letter each, and squares that can still be told apart on paper
SIDES = (50, 100, 150, 200, 250, 300, 400, 500, 750)  # metres; then ten times these
FEW = 0.12  # the part of the doors that may stand in squares too small to be shown, before squares grow


@dataclass(slots=True)
class _Sum:
    doors: int = 0
    knocked: int = 0
    twice: int = 0
    turf: dict[str, int] = field(default_factory=dict)

    def take(self, other: _Sum) -> None:
        self.doors += other.doors
        self.knocked += other.knocked
        self.twice += other.twice
        for name, doors in other.turf.items():
            self.turf[name] = self.turf.get(name, 0) + doors


Point = tuple[int, int]
Cell = tuple[int, int]  # row, column: in reading order when sorted


def coverage(session: Session, turfs: Collection[uuid.UUID], until: datetime) -> Coverage:
    """The ground of some turfs as it was covered before a moment; empty where it has fewer than ten doors in all.

    The squares are the smallest of `SIDES` of which at most 26 stand in a row or a column and few are too empty to be
    shown. The same rows give the same squares.
    """
    found = _places(session, turfs, until) if turfs else {}
    if sum(one.doors for one in found.values()) < LEAST:
        return Coverage()
    lats, lons = [lat for lat, _ in found], [lon for _, lon in found]
    plane = Plane((min(lats) + max(lats)) // 2, (min(lons) + max(lons)) // 2)
    metres = {point: plane.metres(*point) for point in sorted(found)}
    west, north = min(e for e, _ in metres.values()), max(n for _, n in metres.values())
    from_corner = {point: (e - west, north - n) for point, (e, n) in metres.items()}
    side, cells = _grid(found, from_corner)
    _join(cells)
    squares = tuple(
        Square(
            column,
            row,
            min(one.turf, key=lambda name: (-one.turf[name], name)),
            *_middle(plane, west + (column + 0.5) * side, north - (row + 0.5) * side),
            one.doors,
            min(one.doors, one.knocked),
            min(one.doors, one.twice),
        )
        for (row, column), one in sorted(cells.items())
    )
    rows = int(max(south for _, south in from_corner.values()) // side) + 1
    columns = int(max(east for east, _ in from_corner.values()) // side) + 1
    return Coverage(side, columns, rows, squares, tuple(from_corner.values()))


def _places(session: Session, turfs: Collection[uuid.UUID], until: datetime) -> dict[Point, _Sum]:
    """Doors targeted and knocked at, by the position of their address."""
    found: dict[Point, _Sum] = {}
    targeted = (
        select(Address.lat, Address.lon, Turf.name, func.sum(WalkStop.doors))
        .join_from(WalkStop, Walk, Walk.id == WalkStop.walk_id)
        .join(Turf, Turf.id == Walk.turf_id)
        .join(Address, Address.id == WalkStop.address_id)
        .where(Walk.turf_id.in_(turfs), is_live(until))
        .group_by(Address.lat, Address.lon, Turf.name)
    )
    for lat, lon, name, doors in session.execute(targeted):
        found.setdefault((lat, lon), _Sum()).take(_Sum(int(doors), turf={name: int(doors)}))
    door = (
        select(Walk.turf_id, Visit.door_id, func.count().label("times"))
        .join_from(Visit, WalkList, WalkList.id == Visit.list_id)
        .join(Walk, Walk.id == WalkList.walk_id)
        .where(Walk.turf_id.in_(turfs), stands(), knocked(), Visit.at < until)
        .group_by(Walk.turf_id, Visit.door_id)
        .subquery()
    )
    reached = (
        select(Address.lat, Address.lon, func.count(), count(door.c.times >= 2))
        .join_from(door, Door, Door.id == door.c.door_id)
        .join(Address, Address.id == Door.address_id)
        .group_by(Address.lat, Address.lon)
    )
    for lat, lon, once, twice in session.execute(reached):
        there = found.setdefault((lat, lon), _Sum())
        there.knocked += once
        there.twice += int(twice)
    return found


def _grid(found: Mapping[Point, _Sum], places: Mapping[Point, tuple[float, float]]) -> tuple[int, dict[Cell, _Sum]]:
    """The side of the squares, and what stands in each."""
    farthest = max(max(place) for place in places.values())
    weighed = [(south, east, found[point].doors) for point, (east, south) in places.items()]
    few = FEW * sum(doors for _, _, doors in weighed)
    best = 0
    for side in (side for side in _sides() if farthest // side < WIDEST):
        doors_of: dict[Cell, int] = {}
        for south, east, doors in weighed:
            cell = int(south // side), int(east // side)
            doors_of[cell] = doors_of.get(cell, 0) + doors
        fits = sum(doors for doors in doors_of.values() if doors < LEAST) <= few
        best = side if fits else best or side
        if fits or farthest < 4 * side:  # of scattered houses, larger squares would show nothing any more
            break
    cells: dict[Cell, _Sum] = {}
    for point, (east, south) in places.items():
        cells.setdefault((int(south // best), int(east // best)), _Sum()).take(found[point])
    return best, cells


def _sides() -> Iterable[int]:
    return (side * ten for ten in (1, 10, 100, 1000, 10_000) for side in SIDES)


def _join(cells: dict[Cell, _Sum]) -> None:
    """Give the doors of squares with too few to the nearest one that shows; to the fullest where none does."""
    shown = [cell for cell, one in cells.items() if one.doors >= LEAST]
    if not shown:
        shown = [min(cells, key=lambda cell: (-cells[cell].doors, cell))]
    for cell in sorted(set(cells) - set(shown)):
        row, column = cell
        nearest = min(shown, key=lambda other: ((other[0] - row) ** 2 + (other[1] - column) ** 2, other))
        cells[nearest].take(cells.pop(cell))


def _middle(plane: Plane, east: float, north: float) -> tuple[float, float]:
    lat, lon = plane.degrees(east, north)
    return round(lat / E7, 5), round(lon / E7, 5)
