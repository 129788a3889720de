"""A new gift of each month; what it comes to over the year, or to the end of collecting, stands above as one types."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual import on
from textual.widget import Widget
from textual.widgets import Input, Static

from campaign.views.money import METHOD_WORDS, AccountView
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.money.form import FormScreen
from tui.screens.money.verdict import verdict_lines
from tui.widgets.pick import Pick
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.money.recurring import RecurringForm
    from campaign.views.money import Projection
    from campaign.views.money_guard import Verdict

METHODS = ("transfer", "debit", "card")  # what can come by itself


class NewMonthlyScreen(FormScreen):
    """Who gives each month, how much, on which day, until when."""

    TITLE_WORDS = N_("New gift of each month")
    HELP = N_(
        "The donor is somebody who was entered with a pledge. What is still to come this year, or until the last "
        "day of collecting for a candidate, is added to what this file has seen: a plan that would pass the cap is "
        "refused. Ctrl+S saves."
    )
    FIELDS = (
        ("name", N_("Who gives: a donor of this file"), 120),
        ("amount", N_("Each month, in euros"), 16),
        ("month_day", N_("On which day of the month (1 to 28)"), 2),
        ("starts", N_("First day"), 40),
        ("ends", N_("Last day; empty: until it is stopped"), 40),
    )

    def __init__(self, committee_id: uuid.UUID, account: AccountView) -> None:
        super().__init__()
        self._typed: dict[str, Any] = {}
        self._judged: dict[str, Any] | None = None
        self.committee_id = committee_id
        self.account = account

    def where(self) -> str:
        return f"{self.w(self.TITLE_WORDS)} · {self.account.label}"

    def first_value(self, field: str) -> str:
        """On the fifth, since wages have come by then."""
        return "5" if field == "month_day" else ""

    def above(self) -> Iterable[Widget]:
        """What the year will come to."""
        yield Static(text.plain(""), id="verdict", classes="said")

    def below(self, field: str) -> Iterable[Widget]:
        """The way of payment stands under the amount."""
        if field == "amount":
            yield Static(text.plain(self.w(N_("How (← → to change)"))), classes="field-label")
            yield Pick([(key, self.w(METHOD_WORDS[key])) for key in METHODS], value="debit", id="method")

    def _form(self, session: Any) -> RecurringForm:
        """What was typed.

        Raises:
            DonorUnknown, DonorAmbiguous, AmountImpossible, DateImpossible.
        """
        from campaign.money.amounts import cents
        from campaign.money.donors import find_donor
        from campaign.money.recurring import RecurringForm

        typed = self._typed
        return RecurringForm(
            self.committee_id, self.account.id, find_donor(session, typed["name"]).id, typed["method"],
            cents(typed["amount"]), typed["starts"] or self.appui.today(), typed["ends"], typed["month_day"],
        )  # fmt: skip

    @on(Input.Changed)
    @on(Pick.Changed)
    def judge(self) -> None:
        """Say what it comes to, as it is typed; while something is missing, nothing is said."""
        self._judged = None
        if not self._read_fields():
            self.query_one("#verdict", Static).update(text.plain(""))
            return

        def fetch(reading: Reading) -> tuple[Verdict, tuple[Projection, ...]] | None:
            from campaign.money.recurring import check_recurring, project_form

            try:
                form = self._form(reading.session)
                return check_recurring(reading.session, form)[0], project_form(reading.session, form)
            except Refusal:
                return None

        judged = self._judged = self._typed

        def then(found: tuple[Verdict, tuple[Projection, ...]] | None) -> None:
            if self._judged is judged:  # else what is typed now cannot be read: nothing is said of what was
                self._show(found)

        self.read("verdict", fetch, then)

    def _read_fields(self) -> bool:
        """Keep what was typed, as days and numbers; whether all of it can be read."""
        day = self.line("month_day")
        try:
            self._typed = {
                "name": self.line("name"), "amount": self.line("amount"), "method": self.query_one(Pick).value,
                "starts": self.day("starts"), "ends": self.day("ends"),
                "month_day": int(day) if day.isascii() and day.isdigit() else 0,
            }  # fmt: skip
        except Refusal:
            return False
        return bool(self._typed["name"] and self._typed["amount"]) and 1 <= self._typed["month_day"] <= 28

    def _show(self, found: tuple[Verdict, tuple[Projection, ...]] | None) -> None:
        w = self.w
        lines = []
        if found is not None:
            verdict, projections = found
            for one in projections:
                span = str(one.year) if one.until is None else w(N_("until {day}"), day=w.day(one.until, "numeric"))
                total, cap = w.euros(one.projected_cents), w.euros(one.cap_cents or 0)
                said = w(N_("{span}: {total} in all, of {cap}"), span=span, total=total, cap=cap)
                lines.append(text.plain(said, "bold"))
            lines += verdict_lines(verdict, w, self.size.width)[1 if verdict.cap_cents else 0 :]
        self.query_one("#verdict", Static).update(text.lines(*lines) if lines else text.plain(""))

    def action_save(self) -> None:
        from campaign.errors.money import AmountImpossible, DayImpossible, DonorAmbiguous, DonorUnknown, GiftRefused
        from campaign.money.recurring import plan_recurring
        from db.unit import Unit

        self.no_problems()
        for field in ("starts", "ends"):
            try:
                self.day(field)
            except Refusal as refusal:
                self.problem(field, refusal)
                return
        self._read_fields()
        if not 1 <= self._typed["month_day"] <= 28:
            self.problem("month_day", self.w(N_("Type a day from 1 to 28: every month has it.")))
            return

        def plan(unit: Unit) -> uuid.UUID:
            return plan_recurring(unit, self._form(unit.session))

        def refused(refusal: Refusal) -> None:
            about = ((DonorUnknown, "name"), (DonorAmbiguous, "name"), (AmountImpossible, "amount"),
                     (GiftRefused, "amount"), (DayImpossible, "starts"))  # fmt: skip
            field = next((field for kind, field in about if isinstance(refusal, kind)), "")
            if field:
                self.problem(field, refusal)
            else:
                self.refused(refusal)

        def planned(_: uuid.UUID) -> None:
            self.say(self.w(N_("The monthly gift is noted; u undoes it.")))
            self.app.pop_screen()

        self.write(plan, planned, refused=refused, once=True)
