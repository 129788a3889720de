"""The stops of one walk in walking order: an open way, begun at the end that lies nearer to where people meet."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from campaign.field.routing.ground import Rows
from campaign.field.routing.metric import neighbours
from campaign.field.routing.tour import NEAR, Mender, joined

KICKS = 60  # fifty stops are then within half a percent of the shortest order known


def ordered(rows: Rows, stops: Sequence[int], random: Random) -> list[int]:
    """The same stops in a short order; never a longer one than was given."""
    if len(stops) < 3:
        return list(stops)
    # A stop that costs nothing to reach closes the way to a round, and is where it is opened again.
    small = [[rows[a][b] for b in stops] + [0] for a in stops]
    small.append([0] * (len(stops) + 1))
    near = [[other for other in others if other < len(stops)] for others in neighbours(small[:-1], NEAR + 1)]
    near.append([])
    given = [*range(len(stops)), len(stops)]
    best = given
    for start in (given, joined(small, near)):
        mender = Mender(small, near, list(start))
        mender.mend(list(reversed(start)))
        mender.kick(KICKS, random)
        if length(small, mender.order) < length(small, best):
            best = mender.order
    at = best.index(len(stops))
    return [stops[index] for index in best[at + 1 :] + best[:at]]


def length(rows: Rows, order: Sequence[int]) -> int:
    """What a round costs."""
    return sum(rows[one][other] for one, other in zip(order, [*order[1:], order[0]], strict=True))
