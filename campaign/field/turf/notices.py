"""What is worth knowing of a cutting before its sheets are printed: walks that are small, and walks with a long way.

Nothing is refused: nine doors that are left have to be walked as well. But nobody should learn of it in the street.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from campaign.field.earth import Plane
from campaign.field.routing.blocks import Band
from campaign.field.routing.ground import CM, Ground
from campaign.field.turf.plan import CutPlan, PlannedWalk
from campaign.words import N_, Words

LONG_LEG = 500  # metres between two stops, as the crow flies: more than five minutes without a door
NAMED = 5  # walks that are named; the others are counted
_CELL = LONG_LEG * CM // 2


def small_walks(plan: CutPlan) -> list[tuple[int, int]]:
    """(number, doors) of the walks with fewer doors than were asked for; none where walks are made by minutes."""
    form = plan.reading.form
    if form.minutes is not None:
        return []
    return [(number, walk.doors) for number, walk in enumerate(plan.walks, 1) if walk.doors < form.doors_min]


def long_legs(plan: CutPlan) -> list[tuple[int, int]]:
    """(number, metres) of the walks that hold a leg of over `LONG_LEG` metres, with their longest."""
    legs = [(number, _longest(walk)) for number, walk in enumerate(plan.walks, 1)]
    return [(number, metres) for number, metres in legs if metres > LONG_LEG]


def _longest(walk: PlannedWalk) -> int:
    first = walk.stops[0].stop
    plane = Plane(first.lat, first.lon)
    places = [plane.metres(one.stop.lat, one.stop.lon) for one in walk.stops]
    return round(max((((x - u) ** 2 + (y - v) ** 2) ** 0.5 for (x, y), (u, v) in pairwise(places)), default=0))


def said_notices(plan: CutPlan, w: Words) -> list[str]:
    """A sentence on the small walks and one on the long legs; nothing where there are none."""
    fewest = plan.reading.form.doors_min
    return [*said_small(w, [doors for _, doors in small_walks(plan)], fewest), *_said_long(w, long_legs(plan))]


def said_small(w: Words, doors: Sequence[int], fewest: int) -> Iterator[str]:
    """``9 doors: fewer than 40``, of one walk or several."""
    if len(doors) == 1:
        yield w.many(
            N_("a walk of {count} door: fewer than {fewest}"),
            N_("a walk of {count} doors: fewer than {fewest}"),
            doors[0],
            fewest=fewest,
        )
    elif doors:
        yield w(
            N_("{count} walks hold fewer than {fewest} doors: {list}"),
            count=w.number(len(doors)),
            fewest=fewest,
            list=_some(w, [w.number(count) for count in sorted(doors)]),
        )


def _said_long(w: Words, legs: Sequence[tuple[int, int]]) -> Iterator[str]:
    if legs:
        named = [w(N_("walk {number} ({metres} m)"), number=n, metres=w.number(metres)) for n, metres in legs]
        yield w(N_("over {metres} m between two stops: {list}"), metres=LONG_LEG, list=_some(w, named))


def _some(w: Words, named: Sequence[str]) -> str:
    return ", ".join(named[:NAMED]) + ("…" if len(named) > NAMED else "")


def far_apart(ground: Ground, band: Band) -> bool:
    """Whether parts that lie over `LONG_LEG` metres apart will probably share a walk, as one has too few doors.

    Parts are told apart on a grid: quick enough to be asked at every key, and sure of what it says of the distance.
    """
    parts = _parts(ground)
    return len(parts) > 1 and not all(band.fits(sum(ground.doors[stop] for stop in part)) for part in parts)


def _parts(ground: Ground) -> list[list[int]]:
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
        found.append(part)
    return found
