"""Split, merge and close by keys, from the menu of a committee; each taken back by one key."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

ACTIVE = "SELECT count(*) FROM committee WHERE state = 'active'"


async def test_a_committee_is_split_merged_and_closed_by_keys_and_u_takes_each_back(
    opened: Callable[..., Any], copy: Callable[[Path], Path], demo_file: Path
) -> None:
    from tui.screens.committees.show import CommitteeScreen

    async with opened(copy(demo_file)) as hand:
        largest = hand.one(
            "SELECT committee_id FROM membership WHERE level >= 10 GROUP BY committee_id ORDER BY count(*) DESC LIMIT 1"
        )

        async def choose(label: str) -> None:
            hand.app.push_screen(CommitteeScreen(uuid.UUID(bytes=largest)))
            await hand.settle()
            await hand.press("o")
            await hand.choose(label)

        before = hand.one(ACTIVE)
        await choose("split")
        assert hand.screen == "SplitScreen"
        await hand.press("ctrl+s")
        assert hand.one(ACTIVE) == before + 1
        await hand.press("u")
        assert hand.one(ACTIVE) == before
        for label in ("merge", "close"):
            await choose(label)
            await hand.press(*(["enter", "enter"] if label == "merge" else ["enter"]))
            assert hand.one(ACTIVE) == before - 1, label
            await hand.press("u")
            assert hand.one(ACTIVE) == before, label
