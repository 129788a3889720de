"""Which of several gifts cannot go on, and why each; the others go on without them by one key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiDialog
from tui.screens.dialogs import PANEL, title_of
from tui.widgets.bars import KeyBar

LEAVE_OUT, WRITE_WHY = "leave_out", "write_why"


class RefusedDialog(AppuiDialog[str]):
    """Dismissed with what is to be done: leave them out, and go on with the others if there are any."""

    DEFAULT_CSS = (
        "RefusedDialog > #panel {" + PANEL + " width: 76; } RefusedDialog #gifts { height: auto; max-height: 14; }"
        " RefusedDialog #rest { padding-top: 1; }"
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,x", "leave_out", N_("Leave them out"), key_display="⏎", id="refused.leave_out"),
        Binding("escape", "cancel", N_("Back"), id="refused.back"),
    ]

    def __init__(self, title: str, refused: Sequence[tuple[str, str]], rest: int) -> None:
        super().__init__()
        self._title, self._refused, self._rest = title, refused, rest

    def compose(self) -> ComposeResult:
        w = self.w
        with Vertical(id="panel"):
            said = N_("Gifts that cannot go on: {count} of {all}. Nothing was changed.")
            count = len(self._refused)
            yield Static(text.plain(w(said, count=count, all=count + self._rest), "bold"))
            with VerticalScroll(id="gifts"):
                lines = []
                for gift, why in self._refused:
                    lines += [text.plain(""), text.plain(gift, "$text-warning"), text.block(why)]
                yield Static(text.lines(*lines))
            rest = w.many(
                N_("Enter leaves them out and goes on with the other one."),
                N_("Enter leaves them out and goes on with the other {count}."),
                self._rest,
            )
            left = rest if self._rest else w(N_("Enter takes the marks away."))
            yield Static(text.plain(self.next_said(left)), id="rest")
        yield KeyBar()

    def next_said(self, rest: str) -> str:
        """What Enter does."""
        return rest

    def on_mount(self) -> None:
        title_of(self.query_one("#panel"), self._title)

    def action_leave_out(self) -> None:
        self.dismiss(LEAVE_OUT)


class ReasonDialog(RefusedDialog):
    """All that is missing is why these gifts are right all the same: Enter goes on to write it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "write_why", N_("Write why"), key_display="⏎", id="refused.why"),
        Binding("x", "leave_out", N_("Leave them out"), id="refused.without"),
    ]

    def next_said(self, rest: str) -> str:
        """What Enter does here."""
        return self.w(N_("Enter goes on to write why they are right all the same; x leaves them out."))

    def action_write_why(self) -> None:
        self.dismiss(WRITE_WHY)
