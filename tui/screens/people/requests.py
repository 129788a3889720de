"""The register of requests: what was asked, when an answer is due, and whether it was given."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from campaign.views.rights import REQUEST_WORDS
from campaign.words import N_
from db.errors import Refusal
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Menu
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.rights import RequestLine


class RequestsScreen(AppuiScreen):
    """The requests of one person, or of everybody; those that wait first, late ones on top."""

    TITLE_WORDS = N_("Requests")
    HELP = N_(
        "The law gives a month to answer. n notes a request, Enter notes that it was answered, or takes that back. "
        "A copy, a correction, an objection or an erasure done from a person's own page answers it by itself."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", N_("Note a request"), id="requests.new"),
    ]

    def __init__(self, person_id: uuid.UUID | None = None, name: str = "") -> None:
        super().__init__()
        self.person_id = person_id
        self._name = name

    def where(self) -> str:
        title = self.w(self.TITLE_WORDS)
        return f"{self._name} · {title}" if self._name else title

    def body(self) -> ComposeResult:
        w = self.w
        columns = [
            Col(w(N_("Due")), width=12),
            Col(w(N_("State")), width=18),
            Col(w(N_("Asks to")), width=24, flex=1),
            Col(w(N_("Who")), width=16, flex=1, rank=1),
            Col(w(N_("Note")), width=12, flex=2, rank=2),
        ]
        yield Listing(columns, id="list")

    def reload(self) -> None:
        self.read("requests", self._fetch, self._show)

    def _fetch(self, reading: Reading) -> list[RequestLine]:
        from campaign.people.requests import list_requests

        return list_requests(reading.session, self.appui.today(), person_id=self.person_id)

    def _show(self, lines: list[RequestLine]) -> None:
        w = self.w
        rows = [
            Row(
                (
                    w.day(line.due_on, "numeric"),
                    self._state(line),
                    w(REQUEST_WORDS[line.kind]),
                    line.name or "–",
                    line.note,
                ),
                line,
                tone="dim" if line.answered_on else "warn" if line.late else "",
            )
            for line in lines
        ]
        nobody = w(N_("Nobody has asked anything yet. n notes a request."))
        listing = self.query_one("#list", Listing)
        listing.fill(rows or [Row((nobody,), None, tone="dim")])
        self.set_focus(listing)

    def _state(self, line: RequestLine) -> str:
        w = self.w
        if line.answered_on:
            return w(N_("answered on {day}"), day=w.day(line.answered_on, "chart"))
        if line.late:
            return w.many(N_("{count} day late"), N_("{count} days late"), -line.days_left)
        return w.many(N_("{count} day left"), N_("{count} days left"), line.days_left)

    @on(Listing.Chosen)
    def chosen(self, event: Listing.Chosen) -> None:
        """Note that a request was answered, or that it was not."""
        from campaign.people.requests import answer_request

        line: RequestLine | None = event.row.key
        if line is None:
            return
        day = None if line.answered_on else self.appui.today()
        said = self.w(N_("Answered. u undoes it.")) if day else self.w(N_("Waits for an answer again."))
        self.write(lambda unit: answer_request(unit, line.id, day), lambda _: self.tell(said))

    def action_new(self) -> None:
        w = self.w
        choices = [Choice(kind, w(words)) for kind, words in REQUEST_WORDS.items()]
        self.app.push_screen(Menu(w(N_("What is asked?")), choices), lambda kind: self._ask_day(kind) if kind else None)

    def _ask_day(self, kind: str) -> None:
        from campaign.periods import read_day

        w, today = self.w, self.appui.today()

        def check(line: str) -> str:
            try:
                read_day(line, today)
            except Refusal as refusal:
                return w.refusal(refusal)
            return ""

        def typed(line: str | None) -> None:
            if line is not None:
                self._ask_note(kind, read_day(line, today))

        about = w(N_("The day on which it reached you; the answer is due a month later."))
        dialog = AskText(w(N_("Received on")), about, value=w.day(today, "numeric"), check=check)
        self.app.push_screen(dialog, typed)

    def _ask_note(self, kind: str, day: date) -> None:
        from campaign.people.requests import receive_request

        w = self.w

        def typed(line: Any) -> None:
            if line is not None:
                self.write(
                    lambda unit: receive_request(unit, self.person_id, kind, day, line),
                    lambda _: self.tell(w(N_("Noted: an answer is due within a month."))),
                )

        about = w(N_("What is needed to answer it: how they asked, how to reach them. May stay empty."))
        self.app.push_screen(AskText(w(N_("Note")), about, limit=1000), typed)
