"""Writing a spending request, or correcting one that was not sent yet."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from campaign.views.money_spending import SpendingView
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.money.form import FormScreen
from tui.widgets.pick import Pick
from tui.work import Reading

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


HERSELF = N_(
    "You answer for this account: who asks neither looks at the request nor approves it. To decide on it yourself, "
    "take in the committee's file, or let somebody else type it: Esc, and m on Home says who is at the keyboard."
)


class AskingScreen(FormScreen):
    """A request as it is typed."""

    TITLE_WORDS = N_("Spending request")
    FIELDS = FIELDS
    HELP = N_("Enter goes on; Ctrl+S saves a draft from anywhere. A draft is sent from its own page, with s.")

    def __init__(self, committee_id: uuid.UUID, account_id: uuid.UUID, change: SpendingView | None = None) -> None:
        super().__init__()
        self.committee_id = committee_id
        self.account_id = account_id
        self._change = change

    def above(self) -> Iterable[Widget]:
        """Who answers for the account is told before the first field that somebody else is to ask."""
        who = Static(text.plain(""), id="who")
        who.display = False
        yield who

    def reload(self) -> None:
        """Look who types: the mandataire does not approve what she asks for herself."""
        account, actor = self.account_id, self.appui.actor

        def fetch(reading: Reading) -> bool:
            from campaign.money.mandate import answers_for

            return answers_for(reading.session, account, actor)

        self.read("who", fetch, self._who)

    def _who(self, herself: bool) -> None:
        said = self.query_one("#who", Static)
        said.display = herself
        said.update(text.parts((self.w(HERSELF), "$text-warning")) if herself else text.plain(""))

    def below(self, field: str) -> Iterable[Widget]:
        """The category stands under what it is for."""
        from campaign.money.spending import categories

        if field == "title":
            yield Static(text.plain(self.w(N_("Category (← → to change)"))), classes="field-label")
            known = [(one.id, one.label.say(self.w)) for one in categories()]
            yield Pick(known, value=self._change.category if self._change else None, id="category")

    def first_value(self, field: str) -> str:
        """What a field holds at first."""
        old = self._change
        if old is None:
            return ""
        if field == "amount":
            return f"{old.amount_cents // 100},{old.amount_cents % 100:02d}"
        if field == "day":
            return self.shown_day(old.day)
        if field == "meals":
            return str(old.meals or "")
        return str(getattr(old, field))

    def action_save(self) -> None:
        from campaign.errors import NameNeeded
        from campaign.errors.money_spending import IbanImpossible, MealReasonNeeded
        from campaign.money.amounts import cents
        from campaign.money.spending import RequestForm, save_request

        w = self.w
        typed = {field: self.line(field) for field, *_ in FIELDS}
        self.no_problems()
        field = "amount"
        try:
            amount = cents(typed["amount"])
            field = "day"
            day = self.day("day")
        except Refusal as refusal:
            self.problem(field, refusal)
            return
        meals = typed["meals"] or "0"
        if not (meals.isascii() and meals.isdigit()):
            self.problem("meals", w(N_("Type a whole number of 0 or more.")))
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
                self.problem("title", refusal)
            elif isinstance(refusal, MealReasonNeeded):
                self.problem("reason", refusal)
            elif isinstance(refusal, IbanImpossible):
                self.problem("iban", refusal)
            else:
                self.refused(refusal)

        self.write(lambda unit: save_request(unit, form), saved, refused=refused, once=True)
