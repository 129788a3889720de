"""Correcting what was declared of an election or of an account; what no longer fits among the gifts is said at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from textual.widget import Widget
from textual.widgets import Static

from campaign.views.money import ELECTION_WORDS, AccountView, ElectionView
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.money.form import FormScreen
from tui.widgets.pick import Pick
from tui.work import Reading

MANDATARY_KINDS = (("person", N_("a person")), ("association", N_("a financing association")))
FINANCED = ((False, N_("all committees")), (True, N_("recognised committees only")))
ROUNDS = ("round_1", "round_2")


class _Declared(FormScreen):
    """What both forms do: save, and ask what of the gifts does not fit any more."""

    def _declared(self, account_id: uuid.UUID | None) -> None:
        self.say(self.w(N_("Changed; u undoes it.")))
        app = self.app
        self.app.pop_screen()
        below = app.screen
        if account_id is None:
            return

        def fetch(reading: Reading) -> Any:
            from campaign.money.corrections import consequences

            return consequences(reading.session, account_id)

        def then(found: Any) -> None:
            from campaign.money.sentences import said

            if found:
                below.say(said(found[0], below.w), "warning")

        below.read("consequences", fetch, then)


class ElectionFormScreen(_Declared):
    """The numbers and days of an election."""

    TITLE_WORDS = N_("Election")
    HELP = N_(
        "An empty field is a number that nobody here knows: what leans on it is then said to be unchecked. The ceiling "
        "on spending comes from the decree of that election. Ctrl+S saves."
    )
    FIELDS = (
        ("label", N_("Name"), 120),
        ("round_1", N_("Day of the first round"), 40),
        ("round_2", N_("Day of the second round (optional)"), 40),
        ("population", N_("Inhabitants of the commune, for a municipal election"), 12),
        ("ceiling_first", N_("Ceiling on spending, first round only, in euros"), 16),
        ("ceiling", N_("Ceiling on spending, both rounds, in euros"), 16),
        ("from", N_("First day of the account; empty: by the rule"), 40),
        ("until", N_("Last day of the account: it is filed (optional)"), 40),
    )

    def __init__(self, change: ElectionView) -> None:
        super().__init__()
        self.change = change

    def below(self, field: str) -> Iterable[Widget]:
        """The kind of election stands under its name."""
        if field == "label":
            yield Static(text.plain(self.w(N_("Kind (← → to change)"))), classes="field-label")
            kinds = [(key, self.w(word)) for key, word in ELECTION_WORDS.items()]
            yield Pick(kinds, value=self.change.kind, id="kind")

    def first_value(self, field: str) -> str:
        """What is known."""
        old = self.change
        days: dict[str, date | None] = {"from": old.account_from if old.account_from_entered else None}
        days["until"] = old.account_until
        for number, name in enumerate(ROUNDS, 1):
            days[name] = next((day for n, territory, day, _ in old.rounds if n == number and not territory), None)
        if field in days:
            return self.shown_day(days[field])
        cents = {"ceiling_first": old.ceiling_first_cents, "ceiling": old.ceiling_cents}
        if field in cents:
            return _euros(cents[field])
        return old.label if field == "label" else str(old.population or "")

    def action_save(self) -> None:
        from campaign.errors import NameNeeded
        from campaign.money.accounts import ElectionForm, save_election
        from campaign.money.amounts import cents

        self.no_problems()
        old, w = self.change, self.w
        days: dict[str, date | None] = {}
        numbers: dict[str, int | None] = {}
        field = ""
        try:
            for field in (*ROUNDS, "from", "until"):
                days[field] = self.day(field)
            for field in ("ceiling_first", "ceiling"):
                numbers[field] = cents(self.line(field)) if self.line(field) else None
        except Refusal as refusal:
            self.problem(field, refusal)
            return
        people = self.line("population").replace(" ", "")
        if people and not (people.isascii() and people.isdigit()):
            self.problem("population", w(N_("Type a whole number of 0 or more.")))
            return
        zone = old.rounds[0][3] if old.rounds else "Europe/Paris"
        kept = tuple(one for one in old.rounds if one[1])  # territories that vote on a day of their own
        rounds = tuple((n, "", day, zone) for n, name in enumerate(ROUNDS, 1) if (day := days[name]) is not None)
        form = ElectionForm(
            self.line("label"), self.query_one("#kind", Pick).value, old.country, old.insee,
            population=int(people) if people else None, ceiling_first_cents=numbers["ceiling_first"],
            ceiling_cents=numbers["ceiling"], account_from=days["from"], account_until=days["until"],
            rounds=(*rounds, *kept), election_id=old.id, version=old.version,
        )  # fmt: skip

        def refused(refusal: Refusal) -> None:
            if isinstance(refusal, NameNeeded):
                self.problem("label", refusal)
            else:
                self.refused(refusal)

        self.write(lambda unit: save_election(unit, form), lambda _: self._declared(None), refused=refused, once=True)


class AccountFormScreen(_Declared):
    """The mandataire, the bank and the days of an account."""

    TITLE_WORDS = N_("Account of the mandataire")
    HELP = N_(
        "The mandataire is as declared to the préfecture; nothing is verified here, and no account number is kept. "
        "A day on which it was closed ends it: nothing is received any more. Ctrl+S saves."
    )
    FIELDS = (
        ("label", N_("Name of the account"), 120),
        ("mandatary", N_("The mandataire"), 120),
        ("bank", N_("Bank (optional)"), 80),
        ("opened", N_("Open since"), 40),
        ("closed", N_("Closed on; empty while it is open"), 40),
    )

    def __init__(self, change: AccountView) -> None:
        super().__init__()
        self.change = change

    def below(self, field: str) -> Iterable[Widget]:
        """Who the mandataire is, and which committees are financed."""
        w = self.w
        if field == "mandatary":
            yield Static(text.plain(w(N_("Who that is (← → to change)"))), classes="field-label")
            kinds = [(key, w(word)) for key, word in MANDATARY_KINDS]
            yield Pick(kinds, value=self.change.mandatary_kind, id="kind")
        elif field == "closed":
            yield Static(text.plain(w(N_("Who is financed (← → to change)"))), classes="field-label")
            financed = [(key, w(word)) for key, word in FINANCED]
            yield Pick(financed, value=self.change.recognised_only, id="financed")

    def first_value(self, field: str) -> str:
        """What is known."""
        old = self.change
        days = {"opened": old.opened_on, "closed": old.closed_on}
        if field in days:
            return self.shown_day(days[field])
        return str(getattr(old, field))

    def action_save(self) -> None:
        from campaign.errors import NameNeeded
        from campaign.money.accounts import AccountForm, save_account

        self.no_problems()
        old = self.change
        field = "opened"
        try:
            opened = self.day(field)
            field = "closed"
            closed = self.day(field)
        except Refusal as refusal:
            self.problem(field, refusal)
            return
        form = AccountForm(
            old.kind, self.line("label"), old.election.id if old.election else None, self.line("mandatary"),  # type: ignore[arg-type]
            self.query_one("#kind", Pick).value, self.line("bank"), old.zone, opened, closed,
            self.query_one("#financed", Pick).value, old.id, old.version,
        )  # fmt: skip

        def refused(refusal: Refusal) -> None:
            if isinstance(refusal, NameNeeded):
                self.problem("label", refusal)
            elif closed is not None and old.closed_on is None:
                self.problem("closed", refusal)
            else:
                self.refused(refusal)

        self.write(lambda unit: save_account(unit, form), lambda _: self._declared(old.id), refused=refused, once=True)


def _euros(cents: int | None) -> str:
    return f"{cents // 100},{cents % 100:02d}" if cents else ""
