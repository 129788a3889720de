"""Choosing what to cut, by keys: what is searched for, what stays marked, and what is worth knowing before."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.campaign.field.builders import town

Opened = Callable[..., Any]


async def test_what_is_marked_and_not_in_the_list_shown_is_said_and_a_small_walk_too(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    other.do(town, committee)
    async with opened(file, "en", (120, 30)) as hand:
        await hand.press("p", "n", "slash", *"pierres", "enter", "space", "space")
        assert hand.shows("a walk of 16 doors: fewer than 40") and not hand.shows("not in the list")
        await hand.press("slash", *"mail", "enter")  # what was looked for before is not typed on
        assert hand.shows("/mail") and hand.shows("Rue du Mail")
        assert hand.shows("of which 2 are not in the list shown")
        await hand.press("ctrl+s")
        assert hand.screen == "WalksScreen" and "fewer than 40" in hand.toasts()[-1]
