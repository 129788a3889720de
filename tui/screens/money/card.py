"""One gift or one request: what is known of it beside the steps that it took, and the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from campaign.words import N_
from tui.screens.base import AppuiScreen
from tui.widgets.listing import Col, Listing, Row


class CardScreen(AppuiScreen):
    """Facts on the left, history on the right; on a narrow screen one under the other."""

    CSS_PATH = "card.tcss"
    KNOWN: ClassVar[str] = N_("What is known")

    _filled = False

    def body(self) -> ComposeResult:
        with Horizontal(id="columns"):
            with Vertical(id="card", classes="panel"):
                yield Listing([Col("", width=16), Col("", width=12, flex=1)], header=False, id="facts")
            with Vertical(id="past", classes="panel"):
                yield Listing([Col("", width=10), Col("", width=12, flex=1)], header=False, id="steps")
        self.call_later(self.name_panel, "#card", self.w(self.KNOWN))
        self.call_later(self.name_panel, "#past", self.w(N_("Its steps so far")))

    def fill(self, facts: Sequence[tuple[str, str] | Row], steps: Sequence[Row]) -> None:
        """Show what was read: facts as a label (a msgid) and its value, or as whole rows."""
        self.titles()
        listing = self.query_one("#facts", Listing)
        listing.fill(
            [one if isinstance(one, Row) else Row((self.w(one[0]), one[1]), one[0], tones={0: "dim"}) for one in facts]
        )
        self.query_one("#steps", Listing).fill(list(steps))
        if not self._filled:
            self._filled = True
            self.set_focus(listing)

    def step(self, day: str, state: str, said: Sequence[str]) -> list[Row]:
        """A step: the day and what it became; under it who took it, as declared, and what was noted."""
        under = (self.w(N_("someone")) if place == 0 and not line else line for place, line in enumerate(said))
        return [
            Row((day, self.w(state)), state, tones={1: "strong"}),
            *(Row(("", line), None, tone="dim") for line in under if line),
        ]
