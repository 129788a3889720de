"""A step as it is taken: the line that goes with it, and the day on which it happened, today if none is typed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiDialog
from tui.screens.dialogs import PANEL, title_of
from tui.widgets.bars import KeyBar

Taken = tuple[str, date | None, str]  # the line, the day if one was typed, and how it was typed


def of_the_day(refusal: Refusal) -> bool:
    """Whether a refusal is about the day that was typed: the keyboard then stays in its field."""
    from campaign.errors import DateImpossible
    from campaign.errors.money import DayImpossible

    return isinstance(refusal, (DateImpossible, DayImpossible))


class AskStep(AppuiDialog[Taken]):
    """Say what a step does, and ask for its line and its day; dismissed with both, or None.

    ``wrong_day``: the problem is the day's, so that its field is where one types next.
    """

    DEFAULT_CSS = (
        "AskStep > #panel {"
        + PANEL
        + "} AskStep #about { color: $muted; padding-bottom: 1; } AskStep #day-label { color: $muted; padding-top: 1; }"
        " AskStep #error { color: $text-error; height: auto; }"
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("OK"), key_display="⏎", id="step.save"),  # Enter too, in both fields
    ]

    def __init__(
        self,
        title: str,
        about: str,
        *,
        dated: bool = True,
        value: str = "",
        day: str = "",
        problem: str = "",
        wrong_day: bool = False,
    ) -> None:
        super().__init__()
        self._wrong_day = wrong_day and dated
        self._title, self._about, self._dated = title, about, dated
        self._value, self._day, self._problem = value, day, problem

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield Static(text.block(self._about), id="about")
            yield Input(text.visible(self._value), id="line", select_on_focus=False, max_length=300)
            if self._dated:
                yield Static(text.plain(self.w(N_("On which day (Tab); empty: today"))), id="day-label")
                yield Input(
                    text.visible(self._day), id="day", max_length=40, placeholder=self.w(N_("today, or 12, 12/4"))
                )
            yield Static(text.plain(self._problem), id="error")
        yield KeyBar()

    def on_mount(self) -> None:
        title_of(self.query_one("#panel"), self._title)
        if self._wrong_day:
            self.set_focus(self.query_one("#day", Input))

    @on(Input.Submitted)
    def submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        from campaign.periods import read_day

        line, typed = self.query_one("#line", Input).value, ""
        day: date | None = None
        if self._dated:
            typed = self.query_one("#day", Input).value.strip()
            try:
                day = read_day(typed, self.appui.today()) if typed else None
            except Refusal as refusal:
                self.query_one("#error", Static).update(text.plain(self.w.refusal(refusal)))
                self.set_focus(self.query_one("#day", Input))
                return
        self.dismiss((line, day, typed))
