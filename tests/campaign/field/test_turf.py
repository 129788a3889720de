"""Turf cut into walks and kept: every door once, in the band, the same whatever the order; cut anew without harm."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from campaign.field.turf import CutForm, cut_turf, turf_lines, walk_lines, walk_view
from db.tables import Address, WalkStop
from tests.campaign.field.builders import LYON_4, Lane, town

GRID = tuple(Lane(f"Rue Inventée {n}", 40, 0, 70 * n) for n in range(8))


def test_a_commune_is_cut_into_walks_that_hold_every_door_once(hands: Any) -> None:
    committee = hands.create()
    made = hands.do(town, committee, GRID)
    turf = hands.do(cut_turf, CutForm(committee_id=committee, insee=LYON_4))
    (line,) = hands.see(turf_lines, committee)
    assert (line.id, line.doors, line.walks, line.state) == (turf, made.doors, 6, "draft")
    walks = hands.see(walk_lines, turf)
    assert all(40 <= walk.doors <= 60 for walk in walks)
    assert hands.one(select(func.sum(WalkStop.doors))) == made.doors
    assert hands.one(select(func.count(WalkStop.address_id.distinct()))) == hands.one(
        select(func.count()).select_from(Address)
    )
    view = hands.see(walk_view, walks[0].id)
    assert [stop.position for stop in view.stops] == list(range(1, len(view.stops) + 1))
