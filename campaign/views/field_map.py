"""What a map of turf is drawn from: rounds, streets and barriers as plain positions, ten-millionths of a degree."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

Point = tuple[int, int]  # latitude, longitude


@dataclass(frozen=True, slots=True)
class Line:
    """A named line on the ground: a stretch of street, the houses of one side of a street, a barrier."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """A walk as a map shows it: its stops in walking order."""

    id: uuid.UUID
    number: int
    stops: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """All that a map can show of a place.

    ``streets`` are stretches out of an imported graph; ``sides`` the chains of house numbers, drawn where there are
    none; ``places`` single points that belong to no walk yet.
    """

    rounds: tuple[Round, ...] = ()
    streets: tuple[Line, ...] = ()
    sides: tuple[Line, ...] = ()
    barriers: tuple[Line, ...] = ()
    places: tuple[Point, ...] = ()
    attribution: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing that could be drawn."""
        return not any((self.rounds, self.streets, self.sides, self.places))


@dataclass(frozen=True, slots=True)
class BarrierLine:
    """A barrier in a list of them."""

    id: uuid.UUID
    name: str
    points: tuple[Point, ...]
