"""The way in for who answers for the money: one form, no committee; what nobody knows yet may stay empty."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from campaign.views.money import ELECTION_WORDS
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.money.form import FormScreen
from tui.widgets.pick import Pick

if TYPE_CHECKING:
    from campaign.money.mandate import MandateForm
    from campaign.views.money import AccountView

ANSWERING = (("person", N_("mandataire, in my own name")), ("association", N_("for a financing association")))
WHOSE = (("candidate", N_("a candidate's, for one election")), ("party", N_("a party's, by calendar year")))
OF_A_COMMUNE = N_("Commune: name, postcode or INSEE code; empty: not known")
OF_ANOTHER = N_("Constituency or region (optional)")


class MandateScreen(FormScreen):
    """Who you are, which account, which election; Enter on the last field declares it."""

    TITLE_WORDS = N_("I answer for the money")
    HELP = N_(
        "Only a mandataire collects and pays: a person, or a financing association (L52-4). Say here for which "
        "account. A field that stays empty is a number that nobody here knows: what leans on it is then said to be "
        "unchecked, and a on the money screen enters it later. Ctrl+S saves from anywhere."
    )
    FIELDS = (
        ("name", N_("Your name"), 80),
        ("association", N_("Name of the association"), 120),
        ("label", N_("Who the cheques are made out to"), 120),
        ("where", OF_ANOTHER, 120),
        ("round_1", N_("Day of the first round; empty: not known"), 40),
        ("ceiling", N_("Ceiling on spending, in euros; empty: not known"), 16),
    )

    def below(self, field: str) -> Iterable[Widget]:
        """What is chosen stands under what it is about."""
        w = self.w
        if field == "name":
            yield Static(text.plain(w(N_("You answer (← → to change)"))), classes="field-label")
            yield Pick([(key, w(word)) for key, word in ANSWERING], value="person", id="answering")
        elif field == "label":
            yield Static(text.plain(w(N_("The account is (← → to change)"))), classes="field-label")
            yield Pick([(key, w(word)) for key, word in WHOSE], value="candidate", id="whose")
            yield Static(text.plain(w(N_("Election (← → to change)"))), id="kind-label", classes="field-label")
            yield Pick([(key, w(word)) for key, word in ELECTION_WORDS.items()], value="legislative", id="kind")
        elif field == "ceiling":
            said = w(N_("By Enter you declare that you act as the mandataire: it is written down, never verified."))
            yield Static(text.plain(said), classes="said")

    def first_value(self, field: str) -> str:
        """Who is at the keyboard, if that was said before."""
        return self.appui.me_name if field == "name" else ""

    def hint(self, field: str) -> str:
        """What an empty field shows."""
        hints = {"label": N_("As on the cheques: “Financing association of…”"), "round_1": N_("for example: 14/3/2027")}
        return self.w(hints[field]) if field in hints else ""

    def on_mount(self) -> None:
        super().on_mount()
        self.picked()

    def spoken_again(self) -> None:
        self.picked()

    @on(Pick.Changed)
    def picked(self) -> None:
        """Show only the fields that mean something for what was chosen."""
        candidate = self._of("whose") == "candidate"
        self.show_field("association", shown=self._of("answering") == "association")
        self.show_field("kind", shown=candidate)
        for field in ("where", "round_1", "ceiling"):
            self.show_field(field, shown=candidate)
        words = OF_A_COMMUNE if self._of("kind") == "municipal" else OF_ANOTHER
        self.query_one("#where-label", Static).update(text.plain(self.w(words)))

    def _of(self, pick: str) -> Any:
        return self.query_one(f"#{pick}", Pick).value

    def action_save(self) -> None:
        from campaign.errors import NameNeeded, PersonAmbiguous
        from campaign.errors.money import ElectionTwice
        from campaign.money.mandate import answer_for

        self.no_problems()
        association = ("association",) if self._of("answering") == "association" else ()
        for field in ("name", *association, "label"):
            if not self.line(field):
                self.problem(field, NameNeeded())
                return
        field = "round_1"
        try:
            first_round = self.day(field) if self._of("whose") == "candidate" else None
            field = "ceiling"
            form = self._form(first_round)
        except Refusal as refusal:
            self.problem(field, refusal)
            return

        def refused(refusal: Refusal) -> None:
            if refusal.code.startswith("place."):
                self.problem("where", refusal)
            elif isinstance(refusal, PersonAmbiguous):
                self.problem("name", refusal)
            elif isinstance(refusal, ElectionTwice):
                self.problem("round_1", refusal)
            else:
                self.problem("label", refusal)

        self.write(lambda unit: answer_for(unit, form), self._declared, refused=refused, once=True)

    def _form(self, first_round: date | None) -> MandateForm:
        """What was typed.

        Raises:
            AmountImpossible.
        """
        from campaign.money.accounts import AccountForm, ElectionForm
        from campaign.money.amounts import cents
        from campaign.money.mandate import MandateForm

        answering, whose, kind = self._of("answering"), self._of("whose"), self._of("kind")
        holder = self.line("association") if answering == "association" else self.line("name")
        account = AccountForm(whose, self.line("label"), None, mandatary=holder, mandatary_kind=answering)
        if whose == "party":
            return MandateForm(self.line("name"), account)
        named = [self.w(ELECTION_WORDS[kind]), str(first_round.year) if first_round else ""]
        label = " ".join(part for part in named if part)
        where, commune = self.line("where"), ""
        if kind == "municipal":
            commune = where
        elif where:
            label = f"{label}, {where}"
        ceiling = cents(self.line("ceiling")) if self.line("ceiling") else None
        rounds = ((1, "", first_round, "Europe/Paris"),) if first_round else ()
        election = ElectionForm(label, kind, ceiling_cents=ceiling, rounds=rounds, commune=commune)
        return MandateForm(self.line("name"), account, election)

    def _declared(self, account: AccountView) -> None:
        from tui.screens.money.home import MoneyHomeScreen

        app = self.appui
        app.led_to = app.place.path
        self.say(self.w(N_("“{name}” is entered; u undoes it."), name=account.label))
        app.settle_on(MoneyHomeScreen(None))
