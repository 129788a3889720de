"""What is worth knowing of a cutting before its sheets are printed: walks that are small, and walks with a long way.

Nothing is refused: nine doors that are left have to be walked as well. But nobody should learn of it in the street.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from campaign.field.earth import Plane
from campaign.field.routing.blocks import Band
from campaign.field.routing.ground import Ground
from campaign.field.routing.parts import LONG_LEG, parts
from campaign.field.turf.plan import CutPlan, PlannedWalk
from campaign.words import N_, Words

NAMED = 5  # walks that are named; the others are counted


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


def parts_to_separate(plan: CutPlan) -> int:
    """How many parts the ground has, where a walk crosses over `LONG_LEG` metres between two; else 0.

    Whoever cuts is asked then: each part can have walks of its own, with fewer doors than were asked for.
    """
    if plan.reading.form.apart or not long_legs(plan):
        return 0
    count = len(parts(plan.reading.ground))
    return count if count > 1 else 0


def far_apart(ground: Ground, band: Band) -> bool:
    """Whether parts that lie over `LONG_LEG` metres apart will probably share a walk, as one has too few doors.

    Parts are told apart on a grid: quick enough to be asked at every key, and sure of what it says of the distance.
    """
    found = parts(ground)
    return len(found) > 1 and not all(band.fits(sum(ground.doors[stop] for stop in part)) for part in found)
