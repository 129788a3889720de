"""An agenda or an attendance sheet as a file: whole or not at all, never over another one in silence."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.words import N_
from db.errors import Refusal
from tui.cli.paths import typed_path
from tui.screens.dialogs import AskText, Choice, Confirm, Menu
from tui.work import Reading

if TYPE_CHECKING:
    from tui.screens.base import AppuiScreen

Make = Callable[[Reading], bytes]


def save_agenda(screen: AppuiScreen, committee_id: uuid.UUID) -> None:
    """A committee's agenda, for any calendar."""
    lang = screen.appui.words.lang

    def make(reading: Reading) -> bytes:
        from campaign.actions.calendar import agenda_ics

        return agenda_ics(reading.session, committee_id, lang)

    ask_where(screen, "agenda.ics", make)


def save_action(screen: AppuiScreen, action_id: uuid.UUID) -> None:
    """One action: its attendance sheet to print, or for any calendar."""
    lang, w = screen.appui.words.lang, screen.w

    def sheet(reading: Reading) -> bytes:
        from campaign.actions.sheet import sheet_pdf

        return sheet_pdf(reading.session, action_id, lang)

    def calendar(reading: Reading) -> bytes:
        from campaign.actions.calendar import one_ics

        return one_ics(reading.session, action_id, lang)

    kinds: dict[str, tuple[str, Make]] = {
        "sheet": (w(N_("attendance")) + ".pdf", sheet),
        "ics": ("action.ics", calendar),
    }
    choices = [
        Choice("sheet", w(N_("Attendance sheet")), w(N_("PDF, to print"))),
        Choice("ics", w(N_("For my calendar (.ics)")), w(N_("without anybody in it"))),
    ]
    screen.app.push_screen(
        Menu(w(N_("Take along")), choices), lambda key: ask_where(screen, *kinds[key]) if key else None
    )


def ask_where(screen: AppuiScreen, name: str, make: Make) -> None:
    """Ask for a path, and before replacing a file."""
    w = screen.w

    def typed(line: str | None) -> None:
        if not line:
            return
        try:
            path = typed_path(line)
        except Refusal as refusal:
            screen.refused(refusal)
            return
        target = path / name if os.path.isdir(path) else path
        if not os.path.exists(target):
            _write(screen, target, make)
            return
        what = w(N_("{path} exists already; what it holds now would be lost."), path=target)
        screen.app.push_screen(
            Confirm(w(N_("Replace this file?")), what), lambda yes: _write(screen, target, make) if yes else None
        )

    about = w(N_("A file of that name is replaced only if you say so."))
    proposed = str(screen.appui.place.exports_folder / name)
    screen.app.push_screen(AskText(w(N_("Export to")), about, value=proposed, limit=1000), typed)


def _write(screen: AppuiScreen, target: Path, make: Make) -> None:
    def fetch(reading: Reading) -> Path:
        from db.files import write_whole

        write_whole(target, make(reading))
        return target

    screen.read("save", fetch, lambda done: screen.say(screen.w(N_("Written: {path}"), path=done)))
