"""Each screen as a grid of characters, at three sizes and in both languages, compared with what was looked at and kept.

A change of a screen is seen here as a change of text. To look at and keep new grids:
``APPUI_KEEP_SNAPSHOTS=1 python -m pytest tests/tui/test_snapshots.py``, then read the difference before committing it.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

KEPT = Path(__file__).parent / "snapshots"
SIZES = ((80, 24), (100, 30), (140, 40))

# Screen → the keys that lead to it from Home. Settings are left out: they show paths, which differ everywhere.
SCREENS: dict[str, tuple[str, ...]] = {
    "home": (),
    "committees": ("c",),
    "committee": ("w",),
    "menu": ("w", "o"),
    "new_committee": ("n",),
    "agenda": ("a",),
    "plan": ("a", "n"),
    "report": ("r",),
    "export": ("r", "x"),
    "logbook": ("w", "l"),
    "structures": ("s", "end", "up", "up"),
    "tutorials": ("t",),
    "help": ("?",),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_every_screen_looks_as_it_was_approved(
    opened: Callable[..., Any], copy: Callable[[Path], Path], demo_file: Path, lang: str, size: tuple[int, int]
) -> None:
    wrong: list[str] = []
    async with opened(copy(demo_file), lang, size) as hand:
        for name, keys in SCREENS.items():
            await hand.press(*keys)
            shown = "\n".join(line.rstrip() for line in hand.grid()) + "\n"
            kept = KEPT / f"{name}-{lang}-{size[0]}x{size[1]}.txt"
            if os.environ.get("APPUI_KEEP_SNAPSHOTS"):
                kept.parent.mkdir(exist_ok=True)
                kept.write_text(shown, "utf-8")
            known = kept.read_text("utf-8") if kept.exists() else ""
            if known != shown:
                wrong += [
                    f"--- {kept.name}",
                    *difflib.unified_diff(known.splitlines(), shown.splitlines(), lineterm=""),
                ]
            while len(hand.app.screen_stack) > hand.app.floor:
                await hand.press("escape")
    assert not wrong, "\n".join(wrong)
