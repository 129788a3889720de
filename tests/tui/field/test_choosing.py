"""Choosing what to cut, by keys: what is searched for, what stays marked, and what is worth knowing before."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.campaign.field.builders import Lane, town

Opened = Callable[..., Any]


async def test_sides_of_streets_are_found_marked_and_cut_and_what_is_not_in_the_list_shown_is_said_and_a_small_walk_too(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    other.do(town, committee)
    async with opened(file, "en", (120, 30)) as hand:
        await hand.press("p", "n", "slash", *"pierres", "enter")
        assert hand.shows("Nothing is marked yet") and not hand.shows("Rue du Mail")
        await hand.press("space", "space")
        assert hand.shows("16 doors") and hand.shows("a walk of 16 doors: fewer than 40")
        assert not hand.shows("not in the list")
        await hand.press("slash", *"mail", "enter")  # what was looked for before is not typed on
        assert hand.shows("/mail") and hand.shows("Rue du Mail")
        assert hand.shows("of which 2 are not in the list shown")
        await hand.press("ctrl+s")
        assert hand.screen == "WalksScreen" and "fewer than 40" in hand.toasts()[-1]
        assert hand.one("SELECT sum(doors) FROM walk") == 16
        assert "sides" in hand.one("SELECT chosen FROM turf")


async def test_parts_far_from_each_other_are_asked_about_before_they_share_a_walk(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    other.do(town, committee, (Lane("Rue Proche", 20), Lane("Rue Lointaine", 25, 1300)))
    async with opened(file, "en", (80, 24)) as hand:
        await hand.press("p", "n", "ctrl+s")
        assert hand.screen == "Menu" and hand.shows("2 parts lie over 500 m apart")
        await hand.press("escape")
        assert hand.screen == "ChooseScreen" and hand.one("SELECT count(*) FROM walk") == 0
        await hand.press("ctrl+s")
        await hand.choose("apart")
        assert hand.screen == "WalksScreen"
        assert hand.one("SELECT group_concat(doors) FROM (SELECT doors FROM walk ORDER BY doors)") == "20,25"
