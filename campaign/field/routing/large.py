"""Buildings with more doors than a walk holds: whole walks of their own, by stairwell and floor, and what is left."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.field.routing.blocks import Band


def portions(weight: int, cuts: Sequence[int], band: Band) -> tuple[list[tuple[int, int]], tuple[int, int] | None]:
    """Portions (first, how many) of a building that fill a walk each, and what is left over for a walk with others.

    ``cuts``: after how many doors a landing ends. Walks are cut there where one falls into the band, else anywhere.
    """
    count = band.walks(weight)
    if band.fits(weight):
        return _even(weight, cuts, count, band), None
    # Too much for so many walks, too little for one more: full ones, and the rest goes with the neighbours.
    full: list[tuple[int, int]] = []
    at = 0
    while weight - at > band.high:
        until = max((cut for cut in cuts if band.low <= cut - at <= band.high), default=at + band.high)
        full.append((at, until - at))
        at = until
    return full, (at, weight - at)


def _even(weight: int, cuts: Sequence[int], count: int, band: Band) -> list[tuple[int, int]]:
    found, at = [], 0
    for index in range(count, 1, -1):
        rest = weight - at
        lowest = max(band.low, rest - (index - 1) * band.high)
        highest = min(band.high, rest - (index - 1) * band.low)
        wanted = rest // index
        allowed = [cut - at for cut in cuts if lowest <= cut - at <= highest]
        size = min(allowed, key=lambda one: (abs(one - wanted), one), default=wanted)
        found.append((at, size))
        at += size
    return [*found, (at, weight - at)]
