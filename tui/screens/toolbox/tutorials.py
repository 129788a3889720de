"""Tutorials: short texts, read in a few minutes; finishing one ticks its task."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Markdown

from campaign.words import N_
from tui.screens.base import AppuiScreen
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.toolbox import TutorialView


class TutorialsScreen(AppuiScreen):
    """Lessons of Appui's own, written for those who begin."""

    TITLE_WORDS = N_("Tutorials")
    CSS_PATH = "tutorials.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "done", N_("Read: tick the task"), id="tutorials.done"),
        Binding("tab", "app.focus_next", N_("Text"), key_display="Tab", id="tutorials.text"),
    ]

    def __init__(self, tutorial_id: str | None = None, task_id: uuid.UUID | None = None) -> None:
        super().__init__()
        self._wanted = tutorial_id
        self._ticks = task_id

    def body(self) -> ComposeResult:
        with Horizontal(id="both"):
            with Vertical(id="left", classes="panel"):
                yield Listing([Col("", flex=1)], header=False, id="list")
            with VerticalScroll(id="facts", classes="panel"):
                yield Markdown(id="text")

    def reload(self) -> None:
        if not self.query_one("#list", Listing).total:
            self.read("tutorials", self._fetch, self._show)

    def _fetch(self, reading: Reading) -> list[TutorialView]:
        from campaign.toolbox import tutorials

        return tutorials(reading.session)

    def _show(self, found: list[TutorialView]) -> None:
        listing = self.query_one("#list", Listing)
        listing.fill([Row((f"{t.title.say(self.w)} ({t.minutes} min)",), t) for t in found])
        listing.select(next((i for i, t in enumerate(found) if t.id == self._wanted), 0))
        self.set_focus(self.query_one("#facts") if self._wanted else listing)

    @on(Listing.Moved, "#list")
    async def moved(self, event: Listing.Moved) -> None:
        """Show the lesson under the cursor; its text is ours, so Markdown is safe here."""
        lesson: TutorialView = event.row.key
        await self.query_one("#text", Markdown).update(f"# {lesson.title.say(self.w)}\n\n{lesson.body.say(self.w)}")
        self.query_one("#facts", VerticalScroll).scroll_home(animate=False)

    @on(Listing.Chosen, "#list")
    def chosen(self) -> None:
        """Enter goes to the text."""
        self.set_focus(self.query_one("#facts"))

    def action_done(self) -> None:
        from campaign.toolbox import finish_tutorial

        row = self.query_one("#list", Listing).row
        committee_id = self.appui.home_id
        if row is None or committee_id is None:
            self.action_back()
            return

        def read(ticked: bool) -> None:
            self.say(self.w(N_("Well read: the task is ticked.")) if ticked else self.w(N_("Well read.")))
            self.action_back()

        self.write(lambda unit: finish_tutorial(unit, committee_id, row.key.id, self._ticks), read)
