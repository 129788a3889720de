"""Barriers: lines that walks do not cross (a river, a railway, a ring road), drawn by hand where no map says so."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors import NameNeeded
from campaign.errors.paper import BarrierTooShort, BarrierUnknown, PointUnreadable
from campaign.field.earth import E7, Plane
from campaign.views.field_map import BarrierLine, Point
from db.folding import clean
from db.tables import Barrier
from db.unit import Unit

NAME_LIMIT = 60
FARTHEST = 50_000.0  # metres: a longer line is a slip of the keyboard


def list_barriers(session: Session, committee_id: uuid.UUID) -> list[BarrierLine]:
    """The barriers of a committee, by name."""
    rows = session.scalars(select(Barrier).where(Barrier.committee_id == committee_id))
    found = [BarrierLine(row.id, row.name, tuple((int(a), int(b)) for a, b in row.points)) for row in rows]
    return sorted(found, key=lambda line: (line.name.casefold(), line.id.hex))


def add_barrier(unit: Unit, committee_id: uuid.UUID, name: str, points: Sequence[Point]) -> uuid.UUID:
    """Keep a line that walks do not cross; turf cut from now on minds it.

    Raises:
        NameNeeded, BarrierTooShort, CommitteeEnded.
    """
    committee = living(unit.session, committee_id)
    said = clean(name)[:NAME_LIMIT]
    if not said:
        raise NameNeeded
    line = [list(point) for point in dict.fromkeys(points)]
    if len(line) < 2 or _length(points) > FARTHEST:
        raise BarrierTooShort
    unit.name("field.barrier", committee_id=committee.id, name=said)
    return unit.add(Barrier(committee_id=committee.id, name=said, points=line)).id


def remove_barrier(unit: Unit, barrier_id: uuid.UUID) -> None:
    """Take a barrier away.

    Raises:
        BarrierUnknown.
    """
    row = unit.session.get(Barrier, barrier_id)
    if row is None:
        raise BarrierUnknown
    unit.name("field.barrier_away", committee_id=row.committee_id, name=row.name)
    unit.remove(row)


def read_points(typed: str) -> list[Point]:
    """Places out of a typed line: ``48.9021 2.4833, 48.9040 2.4851``; degrees, latitude first.

    Raises:
        PointUnreadable.
    """
    numbers = re.findall(r"-?\d+(?:\.\d+)?", typed)
    rest = re.sub(r"-?\d+(?:\.\d+)?", "", typed)
    if not numbers or len(numbers) % 2 or rest.strip(" ,;()[]/\t\n"):
        raise PointUnreadable(text=typed.strip()[:60])
    values = [float(number) for number in numbers]
    found = []
    for lat, lon in zip(values[::2], values[1::2], strict=True):
        if abs(lat) > 90 or abs(lon) > 180:
            raise PointUnreadable(text=f"{lat} {lon}")
        found.append((round(lat * E7), round(lon * E7)))
    return found


def _length(points: Sequence[Point]) -> float:
    plane = Plane(*points[0]) if points else Plane(0, 0)
    east, north = 0.0, 0.0
    for lat, lon in points:
        e, n = plane.metres(lat, lon)
        east, north = max(east, abs(e)), max(north, abs(n))
    return max(east, north)
