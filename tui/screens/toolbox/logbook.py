"""The cahier of a committee: what was said, decided, or stands in the way. No chat: one file, one laptop."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.toolbox import Entry


class LogbookScreen(AppuiScreen):
    """Lines by day; difficulties and requests go into the report."""

    CSS_PATH = "logbook.tcss"
    HELP = N_(
        "n writes a note, d a decision, f a difficulty, p a request. "
        "Difficulties and requests appear in the activity report."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "write_line('note')", N_("Note"), id="logbook.note"),
        Binding("d", "write_line('decision')", N_("Decision"), id="logbook.decision"),
        Binding("f", "write_line('difficulty')", N_("Difficulty"), id="logbook.difficulty"),
        Binding("p", "write_line('request')", N_("Request"), id="logbook.request"),
    ]

    def __init__(self, committee_id: uuid.UUID, name: str) -> None:
        super().__init__()
        self.committee_id = committee_id
        self._name_of_committee = name

    def where(self) -> str:
        return self._name_of_committee + " · " + self.w(N_("Logbook"))

    def body(self) -> ComposeResult:
        with VerticalScroll(id="scroll"), Vertical(id="lines"):
            yield Static(text.plain(""), id="entries")

    def reload(self) -> None:
        def fetch(reading: Reading) -> list[Entry]:
            from campaign.toolbox import entries

            return entries(reading.session, self.committee_id)

        self.read("logbook", fetch, self._show)

    def _show(self, found: list[Entry]) -> None:
        from campaign.toolbox import ENTRY_WORDS

        w = self.w
        if not found:
            said = w(
                N_(
                    "Nothing written yet.\n\nThe logbook keeps what was said and decided at a meeting, "
                    "and what stands in the way:\n"
                    "difficulties (f) and requests (p) go into the activity report."
                )
            )
            self.query_one("#entries", Static).update(text.block(said))
            return
        rows: list[Content] = []
        day = None
        for entry in found:
            if entry.day != day:
                day = entry.day
                rows += [text.plain("")] if rows else []
                rows.append(text.plain(w.day(entry.day, "long"), "bold $text-accent"))
            tone = "$text-warning" if entry.kind in ("difficulty", "request") else "$muted"
            rows.append(text.parts((f"  {text.fit(w(ENTRY_WORDS[entry.kind]), 11)} ", tone), entry.text))
        self.query_one("#entries", Static).update(text.lines(*rows))

    def action_write_line(self, kind: str) -> None:
        from campaign.toolbox import ENTRY_WORDS, write_entry

        def typed(line: Any) -> None:
            if line and line.strip():
                self.write(lambda unit: write_entry(unit, self.committee_id, line, kind), lambda _: self.reload())

        about = self.w(N_("Facts of the committee, no opinions of named people."))
        self.app.push_screen(AskText(self.w(ENTRY_WORDS[kind]).capitalize(), about, limit=2000), typed)
