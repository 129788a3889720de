"""A report leaves by keys: in each format, where one says, and never over another file unasked."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

Opened = Callable[..., Any]


async def ask(hand: Any, committee: uuid.UUID, line: int) -> None:
    """To the question of where to, for the format on a line of the menu."""
    from tui.screens.reports import ReportScreen

    if hand.screen != "ReportScreen":
        hand.app.push_screen(ReportScreen(committee))
        await hand.settle()
    await hand.press("x", *["down"] * line, "enter")
    assert hand.screen == "AskText"


FORMS = (b"%PDF-", b"PK\x03\x04", b"PK\x03\x04", b"<!DOCTYPE html>", b"# ", b"\xef\xbb\xbf", b"", b"{", b"")


async def test_each_format_is_written_where_it_is_proposed(
    opened: Opened, file: Path, committee: uuid.UUID, tmp_path: Path
) -> None:
    async with opened(file) as hand:
        for line, begins in enumerate(FORMS):
            await ask(hand, committee, line)
            proposed = Path(hand.app.focused.value)
            assert proposed.parent == tmp_path and not proposed.exists(), line
            await hand.press("enter")
            assert proposed.read_bytes().lower().startswith(begins.lower()), line
            assert b"Croix-Rousse" in proposed.read_bytes() or line < 3, line  # compressed
            assert any(str(proposed) in toast for toast in hand.toasts()), line
            proposed.unlink()  # both kinds of CSV propose one name
            hand.app.clear_notifications()


async def test_a_file_is_replaced_only_when_one_says_so_a_folder_takes_the_proposed_name_a_missing_one_is_told(
    opened: Opened, file: Path, committee: uuid.UUID, tmp_path: Path
) -> None:
    target = tmp_path / "mine.txt"
    target.write_text("mine")
    folder = tmp_path / "folder"
    folder.mkdir()
    async with opened(file) as hand:
        await ask(hand, committee, 8)
        await hand.put(str(target))
        await hand.press("enter")
        assert hand.screen == "Confirm" and "exists already" in hand.app.screen._what
        await hand.press("escape")
        assert target.read_text() == "mine"
        assert hand.screen == "AskText"  # to type another name
        await hand.put(str(target))
        await hand.press("enter", "enter")
        assert "Croix-Rousse" in target.read_text()
        await ask(hand, committee, 8)
        await hand.put(str(folder))
        await hand.press("enter")
        assert [path.suffix for path in folder.iterdir()] == [".txt"]
        await ask(hand, committee, 8)
        await hand.put(str(tmp_path / "absent" / "week.txt"))
        await hand.press("enter")
        assert any("There is no folder" in toast for toast in hand.toasts())
