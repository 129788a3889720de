"""Asking for a file with columns, which a screen then shows before anything is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.screens.dialogs import AskText
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.people.importing import Sheet
    from tui.screens.base import AppuiScreen


def ask_sheet(screen: AppuiScreen, title: str, about: str, shown: Callable[[Sheet], AppuiScreen]) -> None:
    """Ask for the path of a CSV, XLSX or ODS file, read it, and open the screen that shows it."""

    def read(reading: Reading, path: str) -> Sheet:
        from campaign.people.importing import read_sheet
        from tui.cli.paths import typed_path

        return read_sheet(typed_path(path))

    def typed(path: str | None) -> None:
        if path and path.strip():
            screen.read(
                "sheet", lambda reading: read(reading, path), lambda sheet: screen.app.push_screen(shown(sheet))
            )

    screen.app.push_screen(AskText(title, about, limit=1000), typed)
