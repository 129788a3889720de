"""Progress of long work: told by its thread to a screen that may be on its way out, and stopped from the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tui.progress import Progress, Stopped


async def test_progress_told_while_its_screen_goes_is_not_shown_there(
    opened: Callable[..., Any], tmp_path: Path
) -> None:
    shown: list[tuple[int, int]] = []
    async with opened(tmp_path / "a.appui") as hand:
        await hand.press("question_mark")
        screen = hand.app.screen
        progress = Progress(screen, lambda done, total: shown.append((done, total)))
        await asyncio.to_thread(progress, 1, 3)
        assert shown == [(1, 3)]
        hand.app.pop_screen()  # it loses its widgets now, and ends itself later
        await asyncio.to_thread(progress, 2, 3)
        assert shown == [(1, 3)]
        progress.stop()
        with pytest.raises(Stopped):
            await asyncio.to_thread(progress, 3, 3)
