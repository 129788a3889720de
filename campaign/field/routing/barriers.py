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


def reached(barriers: Sequence[Line], xs: Sequence[int], ys: Sequence[int]) -> list[int]:
    """A number for each place: the same for two where a chain of near places leads round every barrier.

    Places are looked at by squares of a grid: only those in touching squares are near.
    """
    square = 150 * CM
    cells: dict[tuple[int, int], list[int]] = {}
    for index, (x, y) in enumerate(zip(xs, ys, strict=True)):
        cells.setdefault((x // square, y // square), []).append(index)
    lines = [edge for barrier in barriers for edge in pairwise(barrier)]
    number = [-1] * len(xs)
    count = 0
    for first in range(len(xs)):
        if number[first] >= 0:
            continue
        number[first], waiting = count, [first]
        while waiting:
            one = waiting.pop()
            x, y = xs[one], ys[one]
            for cell in ((x // square + i, y // square + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
                for other in cells.get(cell, ()):
                    if number[other] < 0 and not _across(lines, (x, y), (xs[other], ys[other])):
                        number[other] = count
                        waiting.append(other)
        count += 1
    return _whole(number, lines, xs, ys)


def _across(
    lines: Sequence[tuple[tuple[int, int], tuple[int, int]]], one: tuple[int, int], other: tuple[int, int]
) -> bool:
    (x, y), (u, v) = one, other
    for (ax, ay), (bx, by) in lines:
        if max(ax, bx) < min(x, u) or min(ax, bx) > max(x, u) or max(ay, by) < min(y, v) or min(ay, by) > max(y, v):
            continue
        if ((bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0) != ((bx - ax) * (v - ay) - (by - ay) * (u - ax) > 0) and (
            (u - x) * (ay - y) - (v - y) * (ax - x) > 0
        ) != ((u - x) * (by - y) - (v - y) * (bx - x) > 0):
            return True
    return False


def _whole(
    number: list[int],
    lines: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    xs: Sequence[int],
    ys: Sequence[int],
) -> list[int]:
    """Join groups that only distance keeps apart: two whose nearest places see each other past every barrier."""
    groups: dict[int, list[int]] = {}
    for index, group in enumerate(number):
        groups.setdefault(group, []).append(index)
    top = {group: group for group in groups}
    names = sorted(groups)
    for one in names:
        for other in names:
            if other <= one or top[one] == top[other]:
                continue
            a = groups[one][0]
            b = min(groups[other], key=lambda place: (xs[place] - xs[a]) ** 2 + (ys[place] - ys[a]) ** 2)
            a = min(groups[one], key=lambda place: (xs[place] - xs[b]) ** 2 + (ys[place] - ys[b]) ** 2)
            if not _across(lines, (xs[a], ys[a]), (xs[b], ys[b])):
                old = top[other]
                top = {group: top[one] if value == old else value for group, value in top.items()}
    return [top[group] for group in number]
