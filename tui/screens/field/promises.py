"""What was promised at doors and is still to be done, the most pressing first."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from campaign.views.field_doors import FOLLOW_UP_WORDS, door_words
from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.field_doors import FollowUpLine


class PromisesScreen(AppuiScreen):
    """The follow-ups of one committee."""

    TITLE_WORDS = N_("Promises to keep")
    CSS_PATH = "promises.tcss"
    HELP = N_(
        "Space says that something is done, d that it is dropped; u takes that back. Enter opens who it was promised "
        "to, if they agreed to be written down."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "settle('done')", N_("Done"), id="promises.done"),
        Binding("d", "settle('dropped')", N_("Dropped"), id="promises.dropped"),
        Binding("u", "undo", N_("Undo"), id="promises.undo"),
        Binding("escape", "back", N_("Back"), id="promises.back"),
    ]

    def __init__(self, committee_id: uuid.UUID, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name

    def where(self) -> str:
        return f"{self._committee_name} · {self.w(self.TITLE_WORDS)}".removeprefix(" · ")

    def body(self) -> ComposeResult:
        w = self.w
        yield Static(text.plain(""), id="empty")
        yield Listing(
            [
                Col(w(N_("Until")), width=12),
                Col(w(N_("What")), width=21),
                Col(w(N_("Where or who")), width=20, flex=2),
                Col(w(N_("Note")), width=12, flex=2, rank=1),
                Col(w(N_("List")), width=7, rank=2),
            ],
            id="promises",
        )

    def reload(self) -> None:
        committee_id = self.committee_id

        def fetch(reading: Reading) -> list[FollowUpLine]:
            from campaign.field.doors import list_follow_ups

            return list_follow_ups(reading.session, committee_id)

        self.read("promises", fetch, self._show)

    def _show(self, found: list[FollowUpLine]) -> None:
        w, today = self.w, self.appui.today()
        empty, listing = self.query_one("#empty", Static), self.query_one("#promises", Listing)
        empty.display = not found
        listing.display = bool(found)
        empty.update(
            text.block(
                w(
                    N_(
                        "Nothing is promised.\n\nWhen someone at a door asks to be called back, for a proxy form or an "
                        "answer, s notes it while the list is typed; it waits here until it is done."
                    )
                )
            )
        )
        rows = []
        for line in found:
            where = line.person or f"{line.address} {door_words(line.door, w) if line.door else ''}".strip()
            cells = (
                w.day(line.due_on) if line.due_on else "–",
                w(FOLLOW_UP_WORDS[line.kind]),
                where,
                line.note,
                line.list_number,
            )
            rows.append(Row(cells, line, tones={0: "warn"} if line.late(today) else {3: "dim", 4: "dim"}))
        listing.fill(rows)
        if found:
            self.set_focus(listing)

    @on(Listing.Chosen, "#promises")
    def chosen(self, event: Listing.Chosen) -> None:
        """Open the person, if there is one."""
        line: FollowUpLine = event.row.key
        if line.person_id is not None:
            from tui.screens.people.show import PersonScreen

            self.app.push_screen(PersonScreen(line.person_id, self.committee_id))

    def action_settle(self, state: str) -> None:
        from campaign.field.doors import settle_follow_up

        row = self.query_one("#promises", Listing).row
        if row is not None:
            line: FollowUpLine = row.key
            said = (
                self.w(N_("Done; u takes that back.")) if state == "done" else self.w(N_("Dropped; u takes that back."))
            )
            self.write(lambda unit: settle_follow_up(unit, line.id, state), lambda _: self.tell(said))
