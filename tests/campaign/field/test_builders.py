"""The invented town that door-to-door tests start from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from db.tables.field import Address, Building, StreetSection, WalkStop
from tests.campaign.field.builders import town, walk_of


def test_an_invented_town_and_its_walks_hold_every_door_once(hands: Any) -> None:
    made = hands.do(town, hands.create(), sections=True)
    _, walks = hands.do(walk_of, made, stops=10)
    assert len(walks) == 4
    assert hands.one(select(func.count()).select_from(Address)) == len(made.addresses) == 38
    assert hands.one(select(func.sum(Building.homes))) == 36
    assert hands.one(select(func.sum(WalkStop.doors))) == made.doors == 72
    assert hands.one(select(func.count()).select_from(StreetSection)) == 3
