"""Writing a spending request, or correcting one that was not sent yet."""

from __future__ import annotations

import uuid
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from campaign.views.money_spending import SpendingView
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.widgets.pick import Pick

# Field, label, longest text; the category stands between the first two.
FIELDS = (
    ("title", N_("What for"), 120),
    ("amount", N_("Amount in euros"), 16),
    ("payee", N_("Who is paid"), 120),
    ("iban", N_("IBAN (optional)"), 42),
    ("day", N_("Day"), 40),
    ("meals", N_("How many meals, for a meal of volunteers"), 5),
    ("detail", N_("What the mandataire should know (optional)"), 500),
    ("reason", N_("Why it is right all the same, where a rule warns"), 300),
)


class AskingScreen(AppuiScreen):
    """A request as it is typed."""

    TITLE_WORDS = N_("Spending request")
    CSS_PATH = "asking.tcss"
    HELP = N_("Enter goes on; Ctrl+S saves a draft from anywhere. A draft is sent from its own page, with s.")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", id="asking.save"),
        Binding("escape", "back", N_("Cancel"), id="asking.cancel"),
    ]

    def __init__(self, committee_id: uuid.UUID, account_id: uuid.UUID, change: SpendingView | None = None) -> None:
        super().__init__()
        self.committee_id = committee_id
        self.account_id = account_id
        self._change = change

    def body(self) -> ComposeResult:
        from campaign.money.spending import categories

        w = self.w
        with VerticalScroll(id="form", can_focus=False):
            for field, label, limit in FIELDS:
                yield Static(text.plain(w(label)), classes="field-label")
                yield Input(
                    text.visible(self._value(field)),
                    id=field,
                    max_length=limit,
                    placeholder=w(N_("today, or 12, 12/4")) if field == "day" else "",
                )
                yield Static(text.plain(""), id=f"{field}-error", classes="field-error")
                if field == "title":
                    yield Static(text.plain(w(N_("Category (← → to change)"))), classes="field-label")
                    known = [(one.id, one.label.say(w)) for one in categories()]
                    yield Pick(known, value=self._change.category if self._change else None, id="category")

    def _value(self, field: str) -> str:
        """What a field holds at first."""
        old = self._change
        if old is None:
            return ""
        if field == "amount":
            return f"{old.amount_cents // 100},{old.amount_cents % 100:02d}"
        if field == "day":
            return old.day.isoformat()
        if field == "meals":
            return str(old.meals or "")
        return str(getattr(old, field))

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one("#title", Input))

    def unsaved(self) -> bool:
        return any(self.query_one(f"#{f}", Input).value != text.visible(self._value(f)) for f, *_ in FIELDS)

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and saves on the last."""
        if event.input.id == FIELDS[-1][0]:
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        from campaign.errors import NameNeeded
        from campaign.errors.money import MealReasonNeeded
        from campaign.money.amounts import cents
        from campaign.money.spending import RequestForm, save_request
        from campaign.periods import read_day

        w = self.w
        typed = {field: self.query_one(f"#{field}", Input).value.strip() for field, *_ in FIELDS}
        for field in typed:
            self._problem(field, "")
        field = "amount"
        try:
            amount = cents(typed["amount"])
            field = "day"
            day = read_day(typed["day"], self.appui.today()) if typed["day"] else None
        except Refusal as refusal:
            self._problem(field, w.refusal(refusal))
            return
        meals = typed["meals"] or "0"
        if not (meals.isascii() and meals.isdigit()):
            self._problem("meals", w(N_("Type a whole number of 0 or more.")))
            return
        old = self._change
        form = RequestForm(
            self.committee_id, self.account_id, typed["title"], self.query_one("#category", Pick).value, amount,
            day=day, detail=typed["detail"], payee=typed["payee"], iban=typed["iban"], meals=int(meals) or None,
            campaign_expense=old.campaign_expense if old else True, reason=typed["reason"],
            request_id=old.id if old else None, version=old.version if old else None,
        )  # fmt: skip

        def saved(request: uuid.UUID) -> None:
            self.say(w(N_("Saved as a draft; u undoes it.")) if old is None else w(N_("Changed; u undoes it.")))
            self.app.pop_screen()
            if old is None:
                from tui.screens.money.request import RequestScreen

                self.app.push_screen(RequestScreen(request))

        def refused(refusal: Refusal) -> None:
            if isinstance(refusal, NameNeeded):
                self._problem("title", w.refusal(refusal))
            elif isinstance(refusal, MealReasonNeeded):
                self._problem("reason", w.refusal(refusal))
            else:
                self.refused(refusal)

        self.write(lambda unit: save_request(unit, form), saved, refused=refused, once=True)

    def _problem(self, field: str, sentence: str) -> None:
        label = self.query_one(f"#{field}-error", Static)
        label.update(text.plain(sentence))
        label.set_class(bool(sentence), "-shown")
        if sentence:
            self.set_focus(self.query_one(f"#{field}", Input))
