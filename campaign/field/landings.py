"""The doors of a building in walking order, and the parts of one that is too large for one walk.

One goes up first and comes down door by door, stairwell after stairwell, as canvassers do: the same order when a walk
is cut, when its doors are made, on the sheet and in the grid.
"""

from __future__ import annotations

from dataclasses import dataclass

from campaign.words import N_, Words


@dataclass(frozen=True, slots=True)
class Landing:
    """A landing: ``stairwell`` from 1 (0 where there is but one), ``floor`` 0 is the ground floor."""

    stairwell: int
    floor: int
    homes: int


def landings(homes: int, floors: int, stairwells: int) -> list[Landing]:
    """The landings of a building, top down, stairwell after stairwell; ``floors`` are those above the ground.

    Homes are shared out as evenly as they go: the first stairwells and the upper floors have one more, since ground
    floors hold shops and halls. An estimate, where nobody has counted.
    """
    found = []
    for stair in range(stairwells):
        here = homes // stairwells + (stair < homes % stairwells)
        levels = floors + 1
        for floor in range(floors, -1, -1):
            count = here // levels + (floors - floor < here % levels)
            if count:
                found.append(Landing(stair + 1 if stairwells > 1 else 0, floor, count))
    return found


def doors_in_order(homes: int, floors: int, stairwells: int) -> list[tuple[int, int, int]]:
    """(stairwell, floor, place on its landing from 1) of each door, in walking order."""
    return [
        (landing.stairwell, landing.floor, place)
        for landing in landings(homes, floors, stairwells)
        for place in range(1, landing.homes + 1)
    ]


def part_code(homes: int, floors: int, stairwells: int, first: int, count: int) -> str:
    """Which doors of a building a stop holds, for storing: ``2.8-2.5`` is stairwell 2, floors 8 down to 5.

    ``#61-120`` where floors are not known, or the part begins or ends inside a landing. Empty for the whole building.
    """
    if first == 0 and count >= homes:
        return ""
    edges, at = {}, 0
    for landing in landings(homes, floors, stairwells):
        edges[at] = landing
        at += landing.homes
        edges[-at] = landing
    begins, ends = edges.get(first), edges.get(-(first + count))
    if begins is None or ends is None or (floors == 0 and stairwells == 1):
        return f"#{first + 1}-{first + count}"
    return f"{begins.stairwell}.{begins.floor}-{ends.stairwell}.{ends.floor}"


def say_part(code: str, w: Words) -> str:
    """A part of a building in words: “stairwell 2, floors 8 to 5”; empty where the stop is the whole building."""
    if not code:
        return ""
    if code.startswith("#"):
        first, last = code[1:].split("-")
        return w(N_("doors {first} to {last}"), first=first, last=last) if first != last else _door(first, w)
    (stair, top), (other, bottom) = (tuple(map(int, end.split("."))) for end in code.split("-"))
    if stair == other:
        said = _floors(top, bottom, w)
        return w(N_("stairwell {stair}, {floors}"), stair=stair, floors=said) if stair else said
    return w(
        N_("from stairwell {stair}, {floor}, to stairwell {other}, {last}"),
        stair=stair,
        floor=_floors(top, top, w),
        other=other,
        last=_floors(bottom, bottom, w),
    )


def _door(number: str, w: Words) -> str:
    return w(N_("door {number}"), number=number)


def _floors(top: int, bottom: int, w: Words) -> str:
    # The first floor has texts of its own: in French it is 1er, not 1e.
    if top == bottom:
        plain = w(N_("floor {floor}"), floor=top) if top > 1 else w(N_("floor 1"))
        return plain if top else w(N_("ground floor"))
    if bottom:
        return (
            w(N_("floors {top} to {bottom}"), top=top, bottom=bottom)
            if bottom > 1
            else w(N_("floors {top} to 1"), top=top)
        )
    return w(N_("floors {top} to ground"), top=top) if top > 1 else w(N_("floors 1 to ground"))
