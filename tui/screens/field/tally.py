"""Counting answers over a list: one key each, with no link to any door."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.field_doors import Tally


class TallyScreen(AppuiScreen):
    """The answers of one list, counted."""

    TITLE_WORDS = N_("Count answers")
    CSS_PATH = "tally.tcss"
    HELP = N_(
        "Answers that show an opinion are counted over the whole list and never kept with a door: nobody can tell who "
        "said what. Enter or space counts one more, - one less. They are shown from ten conversations on."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "count(1)", N_("One more"), id="tally.more"),
        Binding("minus,backspace,6", "count(-1)", N_("One less"), key_display="-", id="tally.less"),
        Binding("escape", "back", N_("Back"), id="tally.back"),
    ]

    def __init__(self, list_id: uuid.UUID) -> None:
        super().__init__()
        self.list_id = list_id
        self.tally: Tally | None = None
        self._counted: dict[tuple[uuid.UUID, str], int] = {}  # here and now; what was counted before may stay hidden

    def body(self) -> ComposeResult:
        yield Static(text.plain(""), id="about")
        yield Listing(
            [Col("", width=20, flex=2), Col("", width=7, align="right"), Col("", width=7, align="right")],
            header=False,
            id="answers",
        )

    def reload(self) -> None:
        list_id = self.list_id

        def fetch(reading: Reading) -> Tally:
            from campaign.field.scripts import tally

            return tally(reading.session, list_id)

        self.read("tally", fetch, self._show)

    def _show(self, found: Tally) -> None:
        w = self.w
        self.tally = found
        rows = []
        for question in found.questions:
            if not question.opinion:
                continue
            total = found.answered(question.id)
            rows.append(Row((question.text, "", f"{total}/{found.conversations}"), None, tone="strong"))
            for value, _words in question.values:
                key = (question.id, value)
                count, now = found.shown.get(key), self._counted.get(key, 0)
                shown = "" if count is None else w.number(count)
                rows.append(Row((f"   {question.said(value, w)}", f"{now:+d}" if now else "", shown), key))
        about = w.many(
            N_("{count} conversation on this list."), N_("{count} conversations on this list."), found.conversations
        )
        if not rows:
            said = w(N_("No question to count here: the script of this list asks none."))
            if found.questions:
                said = w(
                    N_("No opinion to count here. What else is asked is kept with its conversation: q on its line.")
                )
            rows = [Row((said,), None, tone="dim")]
        self.query_one("#about", Static).update(text.plain(about, "$muted"))
        listing = self.query_one("#answers", Listing)
        first = listing.total == 0
        listing.fill(rows)
        if first:
            listing.select(1)
        self.set_focus(listing)

    @on(Listing.Chosen, "#answers")
    def chosen(self) -> None:
        """Enter counts too."""
        self.action_count(1)

    def action_count(self, by: int) -> None:
        from campaign.field.scripts import count_answer

        row = self.query_one("#answers", Listing).row
        if row is not None and row.key is not None:
            key = row.key

            def counted(_: None) -> None:
                self._counted[key] = self._counted.get(key, 0) + by
                self.reload()

            self.write(lambda unit: count_answer(unit, self.list_id, key[0], key[1], by), counted)
