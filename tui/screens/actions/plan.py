"""Planning takes one line a field: kind, day, time, where."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from campaign.views.actions import RHYTHM_WORDS
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import Choice, Menu
from tui.widgets.pick import Pick
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.actions import ActionView, Kind


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

    def __init__(
        self, committee_id: uuid.UUID, name: str = "", day: date | None = None, *, change: ActionView | None = None
    ) -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name
        self._day = day
        self._change = change

    def body(self) -> ComposeResult:
        w = self.w
        with VerticalScroll(id="form", can_focus=False):
            yield Static(text.plain(w(N_("Kind (← → to change)"))), classes="field-label")
            yield Pick(id="kind")
            for field, label, hint in (
                ("title", w(N_("What (optional)")), ""),
                ("day", w(N_("Day")), w(N_("12, 12/4, tomorrow, +3"))),
                ("at", w(N_("Time")), ""),
                ("minutes", w(N_("How long, in minutes")), ""),
                ("place", w(N_("Where")), ""),
                ("capacity", w(N_("How many people it takes (optional)")), ""),
            ):
                yield Static(text.plain(label), classes="field-label")
                yield Input(
                    value=text.visible(self._value(field)),
                    placeholder=hint,
                    id=field,
                    max_length=120,
                    select_on_focus=field in ("at", "minutes"),
                )
                yield Static(text.plain(""), id=f"{field}-error", classes="field-error")
            if self._change is None:
                yield Static(text.plain(w(N_("Again (← → to change)"))), classes="field-label")
                yield Pick([(key, w(words)) for key, words in RHYTHM_WORDS.items()], value="", id="every")
                yield Static(text.plain(w(N_("Until (last day, included)"))), classes="field-label")
                yield Input(id="until", max_length=40, placeholder=w(N_("only for what comes again")))
                yield Static(text.plain(""), id="until-error", classes="field-error")

    def where(self) -> str:
        return self.w(self.TITLE_WORDS if self._change is None else N_("Change an action"))

    def _value(self, field: str) -> str:
        """What a field holds at first: what was planned, or what is usual."""
        if self._change is None:
            day = self._day.isoformat() if self._day else ""
            return {"day": day, "at": "19:00", "minutes": "120"}.get(field, "")
        line = self._change.line
        values = {
            "title": line.title,
            "day": line.day.isoformat(),
            "at": self.w.time(line.starts_at, line.zone),
            "minutes": str(int((line.ends_at - line.starts_at).total_seconds() // 60)),
            "place": line.place,
            "capacity": str(line.capacity or ""),
        }
        return values[field]

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one("#kind", Pick))

    def unsaved(self) -> bool:
        fields = ("title", "day", "at", "minutes", "place", "capacity") if self._change else ("title", "day", "place")
        return any(self.query_one(f"#{field}", Input).value != text.visible(self._value(field)) for field in fields)

    def reload(self) -> None:
        if self.query_one("#kind", Pick).value is None:
            self.read("kinds", self._fetch, self._show)

    def _fetch(self, reading: Reading) -> list[Kind]:
        from campaign.actions import kinds

        return kinds(reading.session)

    def _show(self, found: list[Kind]) -> None:
        pick = self.query_one("#kind", Pick)
        if self._change is not None:
            pick.wanted = self._change.line.kind_id
        pick.set_choices([(k.id, k.label.say(self.w)) for k in found])

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and saves on the last."""
        last = "until" if self._change is None and self.query_one("#every", Pick).value else "capacity"
        if event.input.id == last:
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        from campaign.periods import read_day, read_time

        values = {i.id or "": i.value.strip() for i in self.query(Input)}
        for field in values:
            self._problem(field, "")
        today = self.appui.today()
        try:
            field = "day"
            day: date = read_day(values["day"] or "?", today)
            field = "at"
            at = read_time(values["at"])
            field = "until"
            until = read_day(values["until"], day) if values.get("until") else None
        except Refusal as refusal:
            self._problem(field, self.w.refusal(refusal))
            return
        if not (values["minutes"].isascii() and values["minutes"].isdigit() and 0 < int(values["minutes"]) <= 2880):
            self._problem("minutes", self.w(N_("Type a number of minutes, 1 to 2,880.")))
            return
        capacity = values["capacity"] or "0"
        if not (capacity.isascii() and capacity.isdigit() and int(capacity) <= 100_000):
            self._problem("capacity", self.w(N_("Type a whole number of 0 or more.")))
            return
        common = {
            "title": values["title"],
            "day": day,
            "at": at,
            "minutes": int(values["minutes"]),
            "place": values["place"],
            "capacity": int(capacity),
        }
        if self._change is not None:
            self._save_change(self._change, common)
        else:
            self._save_new(common, until)

    def _save_new(self, common: dict[str, Any], until: date | None) -> None:
        from campaign.actions import NewAction, plan_action

        kind, every = self.query_one("#kind", Pick).value or "meeting", self.query_one("#every", Pick).value or ""
        if every and until is None:
            self._problem("until", self.w(N_("Say until which day, or how many times.")))
            return
        form = NewAction(committee_id=self.committee_id, kind=kind, every=every, until=until, **common)

        def saved(_: uuid.UUID) -> None:
            self.say(self.w(N_("Planned for {day}; u undoes it."), day=self.w.day(form.day)))
            self.app.pop_screen()

        self.write(lambda unit: plan_action(unit, form), saved, once=True)

    def _save_change(self, view: ActionView, common: dict[str, Any]) -> None:
        """Of a recurring action, this date alone or all that follow."""
        if view.line.series_id is None or view.dates < 2:
            self._write_change(view, common, following=False)
            return
        w = self.w
        choices = [Choice(False, w(N_("This date only"))), Choice(True, w(N_("This date and all that follow")))]
        self.app.push_screen(
            Menu(w(N_("Change which?")), choices),
            lambda key: None if key is None else self._write_change(view, common, following=key),
        )

    def _write_change(self, view: ActionView, common: dict[str, Any], *, following: bool) -> None:
        from campaign.actions import ActionChange, change_action

        kind = self.query_one("#kind", Pick).value
        form = ActionChange(action_id=view.line.id, following=following, kind=kind, version=view.line.version, **common)

        def saved(_: None) -> None:
            self.say(self.w(N_("Changed; u undoes it.")))
            self.app.pop_screen()

        self.write(lambda unit: change_action(unit, form), saved, once=True)

    def _problem(self, field: str, sentence: str) -> None:
        label = self.query_one(f"#{field}-error", Static)
        label.update(text.plain(sentence))
        label.set_class(bool(sentence), "-shown")
        if sentence:
            self.set_focus(self.query_one(f"#{field}", Input))
