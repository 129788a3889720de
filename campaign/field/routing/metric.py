"""What a leg between two stops costs, in centimetres: crow-fly, crow-fly with tolls, or along the streets.

Crow-fly alone jumps through gardens from one street to the next: walks built on it were 1.7 times as long on the real
streets as those built on these. A toll for changing street and one for crossing it brings that to about 1.3 without any
map (measured on two towns, see docs/routes.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from campaign.field.routing.barriers import forbid
from campaign.field.routing.graph import Streets
from campaign.field.routing.ground import CM, Ground, Rows
from campaign.field.routing.model import TimeFigures

STREET_TOLL = 40 * CM  # for a leg to another street
CROSSING_TOLL = 20 * CM  # for a leg to the other side of the same street


def crow(ground: Ground, one: int, other: int) -> int:
    """Centimetres between two stops as the crow flies."""
    dx, dy = ground.xs[one] - ground.xs[other], ground.ys[one] - ground.ys[other]
    return int(sqrt(dx * dx + dy * dy) + 0.5)


def toll(ground: Ground, one: int, other: int, figures: TimeFigures) -> int:
    """Centimetres that changing street, or its side, adds to the way, by the figures of a committee."""
    if ground.street[one] != ground.street[other]:
        return figures.street_metres * CM
    return figures.crossing_metres * CM if ground.side[one] != ground.side[other] else 0


def rows(ground: Ground, stops: Sequence[int], metric: str, streets: Streets | None = None) -> Rows:
    """The cost of every leg between these stops; symmetric, zero on the diagonal."""
    xs = [ground.xs[stop] for stop in stops]
    ys = [ground.ys[stop] for stop in stops]
    found = [[int(sqrt((x - u) * (x - u) + (y - v) * (y - v)) + 0.5) for u, v in zip(xs, ys)] for x, y in zip(xs, ys)]  # noqa: B905
    if metric != "plain":
        _add_tolls(ground, stops, found)
    if metric == "graph" and streets is not None:
        streets.replace(ground, stops, found)
    if ground.barriers:
        forbid(ground.barriers, xs, ys, found)
    return found


def _add_tolls(ground: Ground, stops: Sequence[int], found: Rows) -> None:
    streets = [ground.street[stop] for stop in stops]
    sides = [ground.side[stop] for stop in stops]
    tolls: dict[tuple[int, int], list[int]] = {}
    for index, row in enumerate(found):
        key = (streets[index], sides[index])
        if key not in tolls:
            street, side = key
            tolls[key] = [
                (0 if other_side == side else CROSSING_TOLL) if other == street else STREET_TOLL
                for other, other_side in zip(streets, sides, strict=True)
            ]
        found[index] = [leg + added for leg, added in zip(row, tolls[key])]  # noqa: B905


def neighbours(found: Rows, most: int) -> list[list[int]]:
    """For each stop the others, the cheapest to reach first, ``most`` of them."""
    everyone = range(len(found))
    return [
        [other for other in sorted(everyone, key=row.__getitem__)[: most + 1] if other != one][:most]
        for one, row in enumerate(found)
    ]
