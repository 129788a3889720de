"""A round cut into walks: of all ways to cut it into so many walks, the one that leaves out the most metres.

Dynamic programming over the places where it may be cut, exact for the round it is given. It may be cut between two
stops, and inside a large building between two landings, which costs so much that only the band of doors asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaign.field.routing.blocks import Band
from campaign.field.routing.ground import CM

OUT_OF_BAND = 20_000 * CM  # for each door (or second / 100) that a walk has too many or too few
INSIDE_BUILDING = 2_000 * CM
ENDLESS = 10**15


@dataclass(frozen=True, slots=True)
class Atom:
    """What is not cut: a stop, or a part of one. ``leg`` to the one before; ``price`` of cutting before it."""

    stop: int
    first: int
    doors: int
    weight: int
    leg: int
    price: int


def split(atoms: Sequence[Atom], walks: int, band: Band) -> list[tuple[int, int]]:
    """The walks, each as (first atom, one past the last); in the band wherever some cutting is."""
    count = len(atoms)
    before = [0]
    for atom in atoms:
        before.append(before[-1] + atom.weight)
    slack = max(atom.weight for atom in atoms)
    # Cost of the best cutting of the first `end` atoms into `part` walks, and where its last walk begins.
    best: list[dict[int, tuple[int, int]]] = [{0: (0, 0)}]
    for end in range(1, count + 1):
        best.append(_best_until(atoms, before, best, end, walks=walks, band=band, slack=slack))
    found, end, part = [], count, walks
    if part not in best[count]:
        part = min(best[count], key=lambda parts: (abs(parts - walks), parts))
    while end:
        start = best[end][part][1]
        found.append((start, end))
        end, part = start, part - 1
    return found[::-1]


def _best_until(
    atoms: Sequence[Atom],
    before: Sequence[int],
    best: Sequence[dict[int, tuple[int, int]]],
    end: int,
    *,
    walks: int,
    band: Band,
    slack: int,
) -> dict[int, tuple[int, int]]:
    here: dict[int, tuple[int, int]] = {}
    start = end - 1
    while start >= 0:
        load = before[end] - before[start]
        if load > band.high + slack and start < end - 1:
            break
        out = max(load - band.high, band.low - load, 0)
        price = (atoms[start].price - atoms[start].leg if start else 0) + out * OUT_OF_BAND
        for part, (cost, _) in best[start].items():
            parts = part + 1
            if parts not in here or cost + price < here[parts][0]:
                here[parts] = (cost + price, start)
        start -= 1
    if end == len(atoms):
        return here
    # Far from where an even cutting would stand, nothing can come right any more.
    near = before[end] * walks / before[-1]
    return {part: value for part, value in here.items() if abs(part - near) <= 2 + walks // 16}
