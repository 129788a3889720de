"""Copying the file to another disk: a whole, verified copy, made in the writer's thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from campaign.words import N_
from tui.screens.dialogs import AskText

if TYPE_CHECKING:
    from db.unit import Unit
    from tui.screens.base import AppuiScreen


def ask_copy(screen: AppuiScreen) -> None:
    """Ask where to, copy, and say whether that place would survive this disk."""
    w = screen.w
    path = screen.appui.place.path

    def typed(line: str | None) -> None:
        if not (line and line.strip()):
            return
        from db.errors import Refusal
        from tui.cli.paths import typed_path

        try:
            wanted = typed_path(line)
        except Refusal as refusal:
            screen.refused(refusal)
            return
        output = wanted / f"{path.stem}-{screen.appui.today().isoformat()}.appui" if wanted.is_dir() else wanted
        screen.say(w(N_("Copying…")))
        # In a transaction of its own, after the copy: the copy holds what was there before it.
        screen.read("copy", lambda _: _copied(path, output), done)

    def done(answer: tuple[Path, bool]) -> None:
        from campaign.settings import note_copy

        made, elsewhere = answer
        today = screen.appui.today()

        def note(unit: Unit) -> None:
            note_copy(unit, today, off_disk=elsewhere)

        def noted(_: object) -> None:
            if elsewhere:
                screen.tell(w(N_("Copied to {path}, and verified."), path=made))
                return
            same = N_("Copied to {path}, which is on the same disk: it would be lost with it.")
            screen.say(w(same, path=made), "warning")

        screen.write(note, noted)

    about = w(
        N_(
            "A folder on a key or another disk. The copy is whole and verified; like the file, it is not encrypted: "
            "keep it as you keep your papers."
        )
    )
    screen.app.push_screen(AskText(w(N_("Copy this file to another disk")), about, limit=1000), typed)


def _copied(path: Path, output: Path) -> tuple[Path, bool]:
    from db import backup

    made = backup.make(path, output)
    return made, backup.leaves_the_disk(path, made)
