"""What the short forms of money share: fields one under the other, a refusal said below the field that it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen

DAYS = ("day", "opened", "closed", "until", "from", "round_1", "round_2", "starts", "ends")  # fields that hold a day
Field = tuple[str, str, int]  # its name, its label, its longest text


class FormScreen(AppuiScreen):
    """A form: Enter goes on, Ctrl+S saves from anywhere, Esc asks before it throws away what was typed."""

    CSS_PATH = "form.tcss"
    FIELDS: ClassVar[tuple[Field, ...]] = ()

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", id="form.save"),
        Binding("escape", "back", N_("Cancel"), id="form.cancel"),
    ]

    def body(self) -> ComposeResult:
        with VerticalScroll(id="form", can_focus=False):
            yield from self.above()
            for field, label, limit in self.FIELDS:
                yield Static(text.plain(self.w(label)), id=f"{field}-label", classes="field-label")
                first, hint = text.visible(self.first_value(field)), self.hint(field)
                yield Input(first, id=field, max_length=limit, placeholder=hint)
                yield Static(text.plain(""), id=f"{field}-error", classes="field-error")
                yield from self.below(field)

    def above(self) -> Iterable[Widget]:
        """What stands over the first field."""
        return ()

    def below(self, _field: str) -> Iterable[Widget]:
        """What stands under a field."""
        return ()

    def first_value(self, _field: str) -> str:
        """What a field holds at first."""
        return ""

    def hint(self, field: str) -> str:
        """What an empty field shows."""
        return self.w(N_("today, or 12, 12/4")) if field in DAYS else ""

    def show_field(self, field: str, *, shown: bool) -> None:
        """Show a field with its label, or hide both where they mean nothing."""
        for widget in (f"#{field}", f"#{field}-label"):
            self.query_one(widget).display = shown

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one(f"#{self.FIELDS[0][0]}", Input))
        self.call_after_refresh(self._show_top)

    def _show_top(self) -> None:
        """The label of the first field stands above it, and what stands over both."""
        if self.focused is self.query_one(f"#{self.FIELDS[0][0]}"):
            self.query_one("#form").scroll_home(animate=False)

    def shown_day(self, day: date | None) -> str:
        """A day as the reader writes it; empty for none."""
        return self.w.day(day, "numeric") if day else ""

    def unsaved(self) -> bool:
        return any(self.line(f) != text.visible(self.first_value(f)).strip() for f, *_ in self.FIELDS)

    def line(self, field: str) -> str:
        """What was typed into a field."""
        return self.query_one(f"#{field}", Input).value.strip()

    def day(self, field: str) -> date | None:
        """The day that was typed; None for an empty field.

        Raises:
            DateImpossible.
        """
        from campaign.periods import read_day

        return read_day(self.line(field), self.appui.today()) if self.line(field) else None

    @on(Input.Changed)
    def changed(self, event: Input.Changed) -> None:
        """What was wrong with a field is said no more once another text stands in it."""
        for label in self.query(f"#{event.input.id}-error").results(Static):
            label.update(text.plain(""))
            label.set_class(False, "-shown")

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and saves on the last."""
        if event.input.id == self.FIELDS[-1][0]:
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        """Save what was typed."""
        raise NotImplementedError

    def no_problems(self) -> None:
        """Take away what was said below the fields."""
        for field, *_ in self.FIELDS:
            self.problem(field, "")

    def problem(self, field: str, said: str | Refusal) -> None:
        """Say what is wrong with a field, below it; and go there."""
        sentence = self.w.refusal(said) if isinstance(said, Refusal) else said
        label = self.query_one(f"#{field}-error", Static)
        label.update(text.plain(sentence))
        label.set_class(bool(sentence), "-shown")
        if sentence:
            self.set_focus(self.query_one(f"#{field}", Input))
