"""Streets as a graph: distances on foot between stops, where a map of streets was taken in."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.field.routing.ground import Ground, Rows


class Streets:
    """The walkable streets of an area."""

    def replace(self, ground: Ground, stops: Sequence[int], found: Rows) -> None:
        """Put the length on foot in place of each leg that the streets join."""
