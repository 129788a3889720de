"""Lines that walks do not cross: a river, a railway, a ring road, drawn by hand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from campaign.field.routing.ground import CM, Line, Rows

FORBIDDEN = 20_000 * CM  # dearer than any detour: such a leg is taken only where nothing else joins a walk


def forbid(barriers: Sequence[Line], xs: Sequence[int], ys: Sequence[int], found: Rows) -> None:
    """Make every leg that crosses a line too dear to walk."""
    left, right, low, high = min(xs), max(xs), min(ys), max(ys)
    for barrier in barriers:
        for (ax, ay), (bx, by) in pairwise(barrier):
            if max(ax, bx) < left or min(ax, bx) > right or max(ay, by) < low or min(ay, by) > high:
                continue
            _forbid_across((ax, ay, bx, by), xs, ys, found)


def _forbid_across(edge: tuple[int, int, int, int], xs: Sequence[int], ys: Sequence[int], found: Rows) -> None:
    ax, ay, bx, by = edge
    # Which side of the line each stop lies on; one on the line itself counts with the right side.
    over = [(bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0 for x, y in zip(xs, ys, strict=True)]
    ups = [index for index, above in enumerate(over) if above]
    downs = [index for index, above in enumerate(over) if not above]
    for one in ups:
        x, y = xs[one], ys[one]
        row = found[one]
        for other in downs:
            if row[other] < FORBIDDEN:
                dx, dy = xs[other] - x, ys[other] - y
                if (dx * (ay - y) - dy * (ax - x) > 0) != (dx * (by - y) - dy * (bx - x) > 0):
                    row[other] += FORBIDDEN
                    found[other][one] = row[other]


def crosses(barriers: Sequence[Line], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether the straight line between two places crosses a barrier."""
    found = [[0, 0], [0, 0]]
    forbid(barriers, (one[0], other[0]), (one[1], other[1]), found)
    return found[0][1] >= FORBIDDEN


def parts(barriers: Sequence[Line], xs: Sequence[int], ys: Sequence[int], near: Sequence[Sequence[int]]) -> list[int]:
    """A number for each stop: two stops have the same where neighbours lead from one to the other without crossing."""
    number = [-1] * len(xs)
    count = 0
    for first in range(len(xs)):
        if number[first] >= 0:
            continue
        number[first], waiting = count, [first]
        while waiting:
            one = waiting.pop()
            for other in near[one]:
                if number[other] < 0 and not crosses(barriers, (xs[one], ys[one]), (xs[other], ys[other])):
                    number[other] = count
                    waiting.append(other)
        count += 1
    return number
