"""Parts of the ground that lie far from each other: told apart on a grid, quick enough to be asked at every key."""

from __future__ import annotations

from campaign.field.routing.ground import CM, Ground

LONG_LEG = 500  # metres between two stops, as the crow flies: more than five minutes without a door
_CELL = LONG_LEG * CM // 2


def parts(ground: Ground) -> list[list[int]]:
    """The stops of each part, parts in the order of their first stop.

    Two parts lie at least `LONG_LEG` metres apart, give or take the grid; one part is held together by stops that are
    nearer to each other than that.
    """
    cells: dict[tuple[int, int], list[int]] = {}
    for stop in range(len(ground)):
        cells.setdefault((ground.xs[stop] // _CELL, ground.ys[stop] // _CELL), []).append(stop)
    found = []
    while cells:
        cell, part = cells.popitem()
        waiting = [cell]
        while waiting:
            x, y = waiting.pop()
            for near in [(x + i, y + j) for i in range(-2, 3) for j in range(-2, 3)]:
                if near in cells:
                    part += cells.pop(near)
                    waiting.append(near)
        found.append(sorted(part))
    return sorted(found)
