"""Asking for a file with columns, which a screen then shows before anything is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from db.errors import Refusal
from tui.screens.dialogs import AskText

if TYPE_CHECKING:
    from campaign.people.importing import Sheet
    from tui.screens.base import AppuiScreen


def ask_sheet(
    screen: AppuiScreen,
    title: str,
    about: str,
    shown: Callable[[Sheet], AppuiScreen],
    *,
    value: str = "",
    problem: str = "",
) -> None:
    """Ask for the path of a CSV, XLSX or ODS file, read it, and open the screen that shows it.

    What cannot be read is asked for again, with what was typed: one letter of a long path is often all that is wrong.
    """

    def read(path: str) -> Sheet | Refusal:
        from campaign.people.importing import read_sheet
        from tui.cli.paths import typed_path

        try:
            return read_sheet(typed_path(path))
        except Refusal as refusal:
            return refusal

    def typed(path: str | None) -> None:
        if not (path and path.strip()):
            return

        def found(sheet: Sheet | Refusal) -> None:
            if isinstance(sheet, Refusal):
                ask_sheet(screen, title, about, shown, value=path, problem=screen.w.refusal(sheet))
            else:
                screen.app.push_screen(shown(sheet))

        screen.read("sheet", lambda _: read(path), found)

    screen.app.push_screen(AskText(title, about, value=value, problem=problem, limit=1000), typed)
