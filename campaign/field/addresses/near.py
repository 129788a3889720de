"""What stands near a place: addresses in cells of a grid, and the street section that passes, with its side.

Plain arithmetic on one `Plane`; distances are metres.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

from campaign.field.earth import Plane

T = TypeVar("T")


class Grid(Generic[T]):
    """Things at places, found again by nearness. ``size`` is that of a cell, in metres."""

    def __init__(self, plane: Plane, size: float) -> None:
        self.plane, self.size = plane, size
        self._cells: dict[tuple[int, int], list[tuple[float, float, T]]] = {}

    def add(self, lat: int, lon: int, thing: T) -> None:
        """Put a thing at a place."""
        x, y = self.plane.metres(lat, lon)
        self._cells.setdefault(self._cell(x, y), []).append((x, y, thing))

    def nearest(self, lat: int, lon: int, within: float) -> tuple[T, float] | None:
        """The nearest thing and its distance; the first that was added, of several as near. None beyond ``within``."""
        x, y = self.plane.metres(lat, lon)
        best: tuple[T, float] | None = None
        for i, j in self._around(x, y, within):
            for px, py, thing in self._cells.get((i, j), ()):
                metres = math.hypot(px - x, py - y)
                if metres <= within and (best is None or metres < best[1]):
                    best = (thing, metres)
        return best

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        return math.floor(x / self.size), math.floor(y / self.size)

    def _around(self, x: float, y: float, within: float) -> Iterable[tuple[int, int]]:
        left, low = self._cell(x - within, y - within)
        right, high = self._cell(x + within, y + within)
        return ((i, j) for i in range(left, right + 1) for j in range(low, high + 1))


class StreetsNear:
    """Named street sections, to tell on which street and which side of it a building stands."""

    def __init__(self, plane: Plane, sections: Iterable[tuple[str, str, Sequence[Sequence[int]]]]) -> None:
        self._plane = plane
        self._cells: dict[tuple[int, int], list[tuple[float, float, float, float, str, str]]] = {}
        for left, right, points in sections:
            if not (left or right):
                continue
            line = [plane.metres(lat, lon) for lat, lon in points]
            for (ax, ay), (bx, by) in pairwise(line):
                piece = (ax, ay, bx, by, left, right)
                for cell in _cells_of(ax, ay, bx, by):
                    self._cells.setdefault(cell, []).append(piece)

    def name_at(self, lat: int, lon: int, within: float = 60.0) -> str:
        """The street at a place, by the side on which it stands; empty when no named street is near."""
        x, y = self._plane.metres(lat, lon)
        best = (within, "")
        reach = math.ceil(within / _CELL)
        at = (math.floor(x / _CELL), math.floor(y / _CELL))
        for i in range(at[0] - reach, at[0] + reach + 1):
            for j in range(at[1] - reach, at[1] + reach + 1):
                for ax, ay, bx, by, left, right in self._cells.get((i, j), ()):
                    metres = _to_line((x, y), (ax, ay), (bx, by))
                    on_left = (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0
                    name = (left or right) if on_left else (right or left)
                    if metres < best[0] or (metres == best[0] and name < best[1]):
                        best = (metres, name)
        return best[1]


_CELL = 60.0


def _cells_of(ax: float, ay: float, bx: float, by: float) -> set[tuple[int, int]]:
    """The cells that a piece passes through or near, sampled along it."""
    steps = max(1, math.ceil(math.hypot(bx - ax, by - ay) / (_CELL / 2)))
    return {
        (math.floor((ax + (bx - ax) * k / steps) / _CELL), math.floor((ay + (by - ay) * k / steps) / _CELL))
        for k in range(steps + 1)
    }


def _to_line(at: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    """Metres from a place to a piece of line."""
    (x, y), (ax, ay), (bx, by) = at, start, end
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / length))
    return math.hypot(x - ax - share * dx, y - ay - share * dy)
