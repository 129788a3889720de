"""Which neighbours get which of a few hues: two walks that touch should not look like one."""

from __future__ import annotations

from collections.abc import Sequence

Metres = tuple[float, float]  # east, north
HUES = 3
NEAR = 60.0  # metres within which two walks touch


def hues(rounds: Sequence[Sequence[Metres]], count: int = HUES) -> list[int]:
    """A hue from 0 to ``count - 1`` for each walk, neighbours different wherever so few hues can tell them apart.

    Greedy, the walk with the most neighbours first: four hues would always do for a map, three nearly always do.
    """
    near = _neighbours(rounds)
    found = [-1] * len(rounds)
    for index in sorted(range(len(rounds)), key=lambda i: (-len(near[i]), i)):
        used = [0] * count
        for other, doors in near[index].items():
            if found[other] >= 0:
                used[found[other]] += doors
        found[index] = min(range(count), key=lambda hue: (used[hue], hue))
    return found


def _neighbours(rounds: Sequence[Sequence[Metres]]) -> list[dict[int, int]]:
    """Who touches whom, and at how many squares of a grid."""
    squares: dict[tuple[int, int], set[int]] = {}
    for index, stops in enumerate(rounds):
        for east, north in stops:
            squares.setdefault((int(east // NEAR), int(north // NEAR)), set()).add(index)
    near: list[dict[int, int]] = [{} for _ in rounds]
    for (x, y), here in squares.items():
        around = set(here)
        for dx, dy in ((1, 0), (0, 1), (1, 1), (1, -1)):
            around |= squares.get((x + dx, y + dy), set())
        for one in here:
            for other in around - {one}:
                near[one][other] = near[one].get(other, 0) + 1
                near[other][one] = near[other].get(one, 0) + 1
    return near
