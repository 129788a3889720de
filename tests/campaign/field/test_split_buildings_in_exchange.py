"""A building that was split between walks leaves a number in its block that no walk holds: nothing may touch it."""

from __future__ import annotations

from random import Random

from campaign.field.routing.blocks import Band
from campaign.field.routing.exchange import _State


def test_what_no_walk_holds_is_never_passed_on() -> None:
    rows = [[abs(one - other) * 1000 for other in range(13)] for one in range(13)]
    near = [sorted(range(13), key=lambda other, one=one: abs(one - other))[1:] for one in range(13)]
    walks = [[0, 2, 4, 6, 8, 10], [1, 3, 5, 7, 9, 11]]  # 12 is held by none
    state = _State(rows, walks, weight=[1] * 13, side=[0] * 13, band=Band(4, 8), side_price=0)
    state.search(near, 500, Random(1))
    held = []
    for ring in range(2):
        one = state.best[13 + ring]
        while one < 13 and len(held) < 20:  # a ring that never closes would fill the memory
            held.append(one)
            one = state.best[one]
    assert sorted(held) == list(range(12))
