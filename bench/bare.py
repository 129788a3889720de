"""The floor of start-up: a Textual app that shows one word, and another one over it when ``?`` is pressed."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Static


class Answer(ModalScreen[None]):
    """What the key shows."""

    def compose(self) -> ComposeResult:
        yield Static("answered")


class Bare(App[None]):
    """One word."""

    BINDINGS: ClassVar[list[BindingType]] = [("question_mark", "answer", "Answer")]

    def compose(self) -> ComposeResult:
        yield Static("bare")

    def action_answer(self) -> None:
        self.push_screen(Answer())


if __name__ == "__main__":
    Bare().run()
