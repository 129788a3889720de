"""How long a walk takes: walking, climbing, knocking, talking. Every figure can be changed by the committee.

The figures to start from: 4.5 km/h, 40 s at a closed door, 3 min at one that opens, 40 % that open: 96 s a door, some
37 doors an hour, between the 28.6 that a volunteer counted over 200 doors and the 60 of town houses (docs/routes.md).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace

LIMITS = {
    "metres_per_hour": (500, 10_000),
    "closed_seconds": (5, 600),
    "open_seconds": (5, 3600),
    "open_percent": (0, 100),
    "floor_seconds": (0, 300),
    "entry_seconds": (0, 900),
    "crossing_metres": (0, 500),
    "street_metres": (0, 500),
}


@dataclass(frozen=True, slots=True)
class TimeFigures:
    """``floor_seconds`` for each floor climbed, ``entry_seconds`` for each door code or intercom.

    ``crossing_metres`` and ``street_metres``: what crossing a street, and changing street, add to the way.
    """

    metres_per_hour: int = 4500
    closed_seconds: int = 40
    open_seconds: int = 180
    open_percent: int = 40
    floor_seconds: int = 30
    entry_seconds: int = 60
    crossing_metres: int = 20
    street_metres: int = 40

    def at_doors(self, doors: int, climbed: int = 0, entries: int = 0) -> int:
        """Seconds at a stop: ``climbed`` floors over all its stairwells, ``entries`` doors of buildings."""
        knocking = doors * (self.open_percent * self.open_seconds + (100 - self.open_percent) * self.closed_seconds)
        return (knocking + 50) // 100 + entries * self.entry_seconds + climbed * self.floor_seconds

    def walking(self, length: int) -> int:
        """Seconds to walk so many centimetres."""
        return (length * 36 + self.metres_per_hour // 2) // self.metres_per_hour if length > 0 else 0

    def as_values(self) -> dict[str, int]:
        """What is stored."""
        return asdict(self)


def figures_from(values: dict[str, object]) -> TimeFigures:
    """The figures that a committee stored; those it did not change, or of another version, are the usual ones."""
    known = {field.name for field in fields(TimeFigures)}
    kept = {key: value for key, value in values.items() if key in known and isinstance(value, int)}
    return replace(TimeFigures(), **kept)
