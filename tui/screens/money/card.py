"""One gift or one request: what is known of it beside the steps that it took, and the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.widgets.listing import Col, Listing, Row

LABEL, DAY = 16, 10  # cells of what stands left of a value, and of a step


class Folding(Listing):
    """A list whose lines are folded to its width: it says when it has taken its place, or another."""

    class Placed(Message):
        """It has a width now: what was folded before, for none or for another, is folded anew."""

    def on_resize(self) -> None:
        """After the base's own handling, which Textual calls too."""
        self.post_message(self.Placed())


class CardScreen(AppuiScreen):
    """Facts on the left, history on the right; on a narrow screen one under the other."""

    CSS_PATH = "card.tcss"
    KNOWN: ClassVar[str] = N_("What is known")

    _filled = False
    _facts_shown: Sequence[Row] = ()
    _steps_shown: Sequence[Row] = ()
    _rooms: tuple[int, int] = (0, 0)

    def body(self) -> ComposeResult:
        with Horizontal(id="columns"):
            with Vertical(id="card", classes="panel"):
                yield Folding([Col("", width=LABEL), Col("", width=12, flex=1)], header=False, id="facts")
            with Vertical(id="past", classes="panel"):
                yield Folding([Col("", width=DAY), Col("", width=12, flex=1)], header=False, id="steps")
        self.call_later(self.name_panel, "#card", self.w(self.KNOWN))
        self.call_later(self.name_panel, "#past", self.w(N_("Its steps so far")))

    def fill(self, facts: Sequence[tuple[str, str] | Row], steps: Sequence[Row]) -> None:
        """Show what was read: facts as a label (a msgid) and its value, or as whole rows."""
        self.titles()
        self._facts_shown = [
            one if isinstance(one, Row) else Row((self.w(one[0]), one[1]), one[0], tones={0: "dim"}) for one in facts
        ]
        self._steps_shown = list(steps)
        self._fold()
        if not self._filled:
            self._filled = True
            self.set_focus(self.query_one("#facts", Listing))

    @on(Folding.Placed)
    def placed(self) -> None:
        """A list has its width only once it is laid out, which may be before or after its lines were read."""
        if self._filled and self._rooms_now() != self._rooms:
            self._fold()

    def _fold(self) -> None:
        """Addresses, reasons and notes are read whole: what is longer than its column goes on below."""
        self._rooms = self._rooms_now()
        shown = (("#facts", self._facts_shown), ("#steps", self._steps_shown))
        for (name, rows), room in zip(shown, self._rooms, strict=True):
            self.query_one(name, Listing).fill([folded for row in rows for folded in _folded(row, room)])

    def _rooms_now(self) -> tuple[int, int]:
        """The cells for a value, and for what is said of a step: less the mark, what stands between, and a bar."""
        return tuple(  # type: ignore[return-value]
            max(self.query_one(name, Listing).container_size.width - left - 5, 12)
            for name, left in (("#facts", LABEL), ("#steps", DAY))
        )

    def step(self, day: str, state: str, said: Sequence[str]) -> list[Row]:
        """A step: the day and what it became; under it who took it, as declared, and what was noted."""
        under = (self.w(N_("someone")) if place == 0 and not line else line for place, line in enumerate(said))
        return [
            Row((day, self.w(state)), state, tones={1: "strong"}),
            *(Row(("", line), None, tone="dim") for line in under if line),
        ]


def _folded(row: Row, room: int) -> list[Row]:
    """A row as one or more, so that no line of its value is wider than its column."""
    lines = text.wrap(row.cells[1], room) if len(row.cells) > 1 else []
    if len(lines) < 2:
        return [row]
    rest = [replace(row, cells=("", line), key=(row.key, place)) for place, line in enumerate(lines[1:])]
    return [replace(row, cells=(row.cells[0], lines[0])), *rest]
