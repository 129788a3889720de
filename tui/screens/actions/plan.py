"""Planning takes one line a field: kind, day, time, where."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.widgets.pick import Pick
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.actions import Kind


class PlanScreen(AppuiScreen):
    """Plan an action: kind, day, time, where."""

    TITLE_WORDS = N_("Plan an action")
    CSS_PATH = "plan.tcss"
    HELP = N_(
        "Days can be written 12, 12/4, today, tomorrow, +3. Times 19:00 or 19h. "
        "Enter goes on; Ctrl+S saves from anywhere."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", id="plan.save"),
        Binding("escape", "back", N_("Cancel"), id="plan.cancel"),
    ]

    def __init__(self, committee_id: uuid.UUID, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name

    def body(self) -> ComposeResult:
        w = self.w
        with VerticalScroll(id="form", can_focus=False):
            yield Static(text.plain(w(N_("Kind (← → to change)"))), classes="field-label")
            yield Pick(id="kind")
            for field, label, value, hint in (
                ("title", w(N_("What (optional)")), "", ""),
                ("day", w(N_("Day")), "", w(N_("12, 12/4, tomorrow, +3"))),
                ("at", w(N_("Time")), "19:00", ""),
                ("minutes", w(N_("How long, in minutes")), "120", ""),
                ("place", w(N_("Where")), "", ""),
            ):
                yield Static(text.plain(label), classes="field-label")
                yield Input(
                    value=value, placeholder=hint, id=field, max_length=120, select_on_focus=field in ("at", "minutes")
                )
                yield Static(text.plain(""), id=f"{field}-error", classes="field-error")

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one("#kind", Pick))

    def unsaved(self) -> bool:
        return any(self.query_one(f"#{field}", Input).value for field in ("title", "day", "place"))

    def reload(self) -> None:
        if self.query_one("#kind", Pick).value is None:
            self.read("kinds", self._fetch, self._show)

    def _fetch(self, reading: Reading) -> list[Kind]:
        from campaign.actions import kinds

        return kinds(reading.session)

    def _show(self, found: list[Kind]) -> None:
        self.query_one("#kind", Pick).set_choices([(k.id, k.label.say(self.w)) for k in found])

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and saves on the last."""
        if event.input.id == "place":
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        from campaign.actions import NewAction, plan_action
        from campaign.periods import read_day, read_time

        values = {i.id: i.value.strip() for i in self.query(Input)}
        for field in ("title", "day", "at", "minutes", "place"):
            self._problem(field, "")
        try:
            day: date = read_day(values["day"] or "?", self.appui.today())
        except Refusal as refusal:
            self._problem("day", self.w.refusal(refusal))
            return
        try:
            at = read_time(values["at"])
        except Refusal as refusal:
            self._problem("at", self.w.refusal(refusal))
            return
        if not (values["minutes"].isascii() and values["minutes"].isdigit() and 0 < int(values["minutes"]) <= 2880):
            self._problem("minutes", self.w(N_("Type a number of minutes, 1 to 2,880.")))
            return
        form = NewAction(
            committee_id=self.committee_id,
            kind=self.query_one("#kind", Pick).value or "meeting",
            title=values["title"],
            day=day,
            at=at,
            minutes=int(values["minutes"]),
            place=values["place"],
        )

        def saved(_: uuid.UUID) -> None:
            self.say(self.w(N_("Planned for {day}; u undoes it."), day=self.w.day(day)))
            self.app.pop_screen()

        self.write(lambda unit: plan_action(unit, form), saved, once=True)

    def _problem(self, field: str, sentence: str) -> None:
        label = self.query_one(f"#{field}-error", Static)
        label.update(text.plain(sentence))
        label.set_class(bool(sentence), "-shown")
        if sentence:
            self.set_focus(self.query_one(f"#{field}", Input))
