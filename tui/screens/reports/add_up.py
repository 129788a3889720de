"""Adding up on screen: a folder of committees' files, how far it is, and the sum, exported like any report."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message
from textual.widgets import Static

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.cli.paths import typed_path
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText
from tui.screens.reports.paper import PaperScreen

if TYPE_CHECKING:
    from campaign.reports.add_up import Sum

STEPS = 100  # how often the screen hears how far it is


def ask_folder(screen: AppuiScreen) -> None:
    """Ask where the files are, and against which list; then add them up."""
    w = screen.w

    def folder(path: str | None) -> None:
        if path:
            about = w(N_("Names or ids of the committees that should be there, one a line. Nothing: no list."))
            screen.app.push_screen(AskText(w(N_("List of committees")), about, limit=1000), partial(listed, path))

    def listed(path: str, expected: str | None) -> None:
        if expected is None:
            return
        try:
            start = AddUpScreen(typed_path(path), typed_path(expected) if expected.strip() else None)
        except Refusal as refusal:
            screen.refused(refusal)
            return
        screen.app.push_screen(start)

    about = w(N_("Folder of the JSON files that committees sent. They are read, never changed."))
    proposed = str(screen.appui.place.exports_folder)
    screen.app.push_screen(AskText(w(N_("Add up files")), about, value=proposed, limit=1000), folder)


class AddUpScreen(PaperScreen):
    """Many reports made one, file by file; Esc stops it."""

    TITLE_WORDS = N_("Reports added up")
    HELP = N_(
        "Each file is checked against its fingerprint; what was changed, is missing or overlaps is named first. Rates "
        "are divided again, never averaged. Esc stops while it counts; x exports the sum; F5 reads the folder again."
    )

    class Told(Message):
        """How many files are done, of how many; or what came of it."""

        def __init__(self, run: int, done: int = 0, files: int = 0, outcome: tuple[Sum, str] | Refusal | None = None):
            super().__init__()
            self.run, self.done, self.files, self.outcome = run, done, files, outcome

    def __init__(self, folder: Path, expected: Path | None = None) -> None:
        super().__init__()
        self.folder = folder
        self.expected = expected
        self._stop = threading.Event()
        self._run = 0
        self._busy = False

    def fit(self) -> None:
        pass  # the paper keeps its width: hundreds of files are not read again for it

    def come(self) -> None:
        if self._run == 0:
            self.reload()

    def reload(self) -> None:
        if not self.is_attached or self._busy:
            return
        self._busy = True
        self._run += 1
        self._stop = stop = threading.Event()
        run, lang, width = self._run, self.appui.lang, self.columns

        def told(done: int, files: int) -> bool:
            if done % max(1, files // STEPS) == 0:
                self.post_message(self.Told(run, done, files))
            return not stop.is_set()

        def work() -> None:
            from campaign.reports import formats
            from campaign.reports.add_up import add_up, read_expected

            outcome: tuple[Sum, str] | Refusal
            try:
                expected = read_expected(self.expected) if self.expected else []
                found = add_up(self.folder, lang, expected=expected, progress=told)
                outcome = found, formats.render(found.report, "txt", width=width).decode()
            except Refusal as refusal:
                outcome = refusal
            self.post_message(self.Told(run, outcome=outcome))

        self.run_worker(work, thread=True, group="add_up", exit_on_error=True)

    def on_add_up_screen_told(self, message: Told) -> None:
        """Said by the thread; by name, since the message is of this class."""
        message.stop()
        if message.run != self._run:
            return
        w, head = self.w, self.query_one("#head", Static)
        if message.outcome is None:
            share = message.done / message.files if message.files else 0
            said = w(N_("{done} of {files} files"), done=w.number(message.done), files=w.number(message.files))
            esc = w(N_("Esc stops"))
            head.update(text.parts((text.bar(share, 20), "$accent"), f" {said}   ", (esc, "$muted")))
            return
        self._busy = False
        if isinstance(message.outcome, Refusal):
            head.update(text.plain(""))
            self.refused(message.outcome)
            self._leave()
            return
        found, preview = message.outcome
        said = w.many(
            N_("{count} report added up, of {files} files."),
            N_("{count} reports added up, of {files} files."),
            found.added,
            files=w.number(found.files),
        )
        head.update(text.parts((said, "bold"), ("   " + w(N_("as it will be exported")), "$muted")))
        self.show_paper(found.report, preview)

    def action_back(self) -> None:
        if self._busy:
            self._stop.set()
        else:
            super().action_back()

    def action_leave(self) -> None:
        self._stop.set()
        super().action_leave()

    def on_unmount(self) -> None:
        self._stop.set()
