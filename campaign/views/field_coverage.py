"""A map of coverage as a reader sees it: squares of ground, how many doors each holds, at how many someone knocked."""

from __future__ import annotations

from dataclasses import dataclass

Metres = tuple[float, float]  # east, north


@dataclass(frozen=True, slots=True)
class Square:
    """A square of ground. ``column`` and ``row`` count from 0, from the north-west corner of the map.

    ``turf`` is the turf that most of its doors belong to; ``lat`` and ``lon`` are its middle, in degrees. ``knocked``
    and ``twice`` are the doors at which someone knocked at least once and at least twice.
    """

    column: int
    row: int
    turf: str
    lat: float
    lon: float
    doors: int
    knocked: int
    twice: int

    @property
    def code(self) -> str:
        """Its name as on the map of a town: ``C4``."""
        return f"{letters(self.column)}{self.row + 1}"

    @property
    def share(self) -> float:
        """The part of its doors at which someone knocked, from 0 to 1."""
        return min(1.0, self.knocked / self.doors) if self.doors else 0.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ground of a committee in squares of ``side`` metres, ``columns`` by ``rows``, north up.

    ``places`` are the addresses, in metres from the north-west corner (east, and south as a positive number): they
    show where the town is, and nothing of what happened there.
    """

    side: int = 0
    columns: int = 0
    rows: int = 0
    squares: tuple[Square, ...] = ()
    places: tuple[Metres, ...] = ()


def letters(column: int) -> str:
    """The letters of a column as a spreadsheet has them: A to Z, then AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
