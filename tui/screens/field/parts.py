"""What a turf can be made of, as the screen that chooses offers it: kinds of parts, ways between doors, sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.words import N_

if TYPE_CHECKING:
    from campaign.field.turf import SideLine, StationLine

WHOLE, STATIONS, STREETS = "whole", "stations", "streets"
METRIC_WORDS = {
    "tolls": N_("crossing a street costs (best without a map)"),
    "graph": N_("along imported streets"),
    "plain": N_("as the crow flies"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is to choose from in one commune."""

    communes: list[tuple[str, str, int]]
    insee: str
    stations: list[StationLine]
    sides: list[SideLine]


def band(typed: str) -> tuple[int, int]:
    """``40-60`` or ``40 60`` as two numbers; (0, 0), which no form takes, for anything else."""
    parts = typed.replace("–", "-").replace("-", " ").replace("à", " ").split()
    if len(parts) == 1:
        parts *= 2
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        return 0, 0
    return int(parts[0]), int(parts[1])
