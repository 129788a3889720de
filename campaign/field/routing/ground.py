"""What is walked on: stops as parallel lists of whole numbers, so that the same input gives the same walks anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

CM = 100  # lengths are whole centimetres: exact sums, on any processor
METRICS = ("tolls", "plain", "graph")

Line: TypeAlias = Sequence[tuple[int, int]]  # a polyline in centimetres
Rows: TypeAlias = list[list[int]]  # what each leg costs, from row to column
Progress: TypeAlias = Callable[[int, int], None]


def nothing(done: int, total: int) -> None:
    """Tell nobody how far it is."""


@dataclass(slots=True)
class Ground:
    """Stops by index. ``xs``, ``ys`` in centimetres; ``side`` is a number of its own for each (street, side).

    ``doors`` and ``seconds`` (at the doors, without walking) weigh a stop. ``cuts``: after how many of its doors a
    large building may be cut, in rising order. ``area``: stops of two areas (polling stations) share no walk.
    The order of the stops is part of the input: callers sort them by what they are, never by id.
    """

    xs: list[int]
    ys: list[int]
    street: list[int]
    side: list[int]
    doors: list[int]
    seconds: list[int]
    cuts: list[tuple[int, ...]]
    area: list[int]
    barriers: list[Line] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # of each street, folded; needed to find it on a map

    def __len__(self) -> int:
        return len(self.xs)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stop, or of a large building ``doors`` doors from number ``first`` on (from 0)."""

    stop: int
    first: int
    doors: int


@dataclass(slots=True)
class Round:
    """A walk: its pieces in walking order, its length in centimetres, and its time with walking in seconds."""

    pieces: list[Piece]
    length: int = 0
    seconds: int = 0

    @property
    def doors(self) -> int:
        return sum(piece.doors for piece in self.pieces)
