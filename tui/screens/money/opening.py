"""Opening the account of a mandataire in a few questions, so that the first pledge has somewhere to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.views.money import ELECTION_WORDS, AccountView
from campaign.words import N_
from db.errors import Refusal
from tui.screens.dialogs import AskText, Choice, Menu
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.money.accounts import AccountForm, ElectionForm
    from tui.screens.base import AppuiScreen

Then = Callable[[AccountView], None]


def with_account(screen: AppuiScreen, then: Then) -> None:
    """With the account that is open; with the one that is chosen where there are several; else open one."""
    w = screen.w

    def fetch(reading: Reading) -> list[AccountView]:
        from campaign.money.accounts import list_accounts

        return [one for one in list_accounts(reading.session) if one.closed_on is None]

    def found(accounts: list[AccountView]) -> None:
        if not accounts:
            ask_account(screen, then)
        elif len(accounts) == 1:
            then(accounts[0])
        else:
            choices = [Choice(one, one.label, one.mandatary) for one in accounts]
            menu = Menu(w(N_("For which account?")), choices)
            screen.app.push_screen(menu, lambda one: None if one is None else then(one))

    screen.read("accounts", fetch, found)


def ask_account(screen: AppuiScreen, then: Then) -> None:
    """Ask whose account it is, its name and its mandataire; a candidate's needs its election."""
    w = screen.w
    about = w(
        N_(
            "Gifts go to one account, which a mandataire answers for: a financing association or a person, declared "
            "to the préfecture. It is named here once."
        )
    )
    choices = [
        Choice("candidate", w(N_("A candidate's")), w(N_("for one election"))),
        Choice("party", w(N_("A party's")), w(N_("its caps are by calendar year"))),
    ]

    def chosen(kind: str | None) -> None:
        if kind == "party":
            _ask_names(screen, None, then)
        elif kind == "candidate":
            _ask_election(screen, then)

    screen.app.push_screen(Menu(w(N_("Whose account?")), choices, about=about), chosen)


def _ask_election(screen: AppuiScreen, then: Then) -> None:
    """The kind of election, its name, its first round and, for a commune, how many live there."""
    from campaign.money.accounts import ElectionForm

    w = screen.w

    def day_of(line: str) -> str:
        from campaign.periods import read_day

        try:
            read_day(line, screen.appui.today())
        except Refusal as refusal:
            return w.refusal(refusal)
        return ""

    def number_of(line: str) -> str:
        bare = line.replace(" ", "")
        fits = not bare or (bare.isascii() and bare.isdigit() and len(bare) < 10)
        return "" if fits else w(N_("Type a whole number of 0 or more."))

    def kind_chosen(kind: str | None) -> None:
        if kind is None:
            return

        def dated(line: str | None) -> None:
            from campaign.periods import read_day

            if line is None:
                return
            day = read_day(line, screen.appui.today())
            form = ElectionForm(
                label=f"{w(ELECTION_WORDS[kind])} {day.year}", kind=kind, rounds=((1, "", day, "Europe/Paris"),)
            )
            if kind != "municipal":
                _ask_names(screen, form, then)
                return

            def peopled(count: str | None) -> None:
                if count is not None:
                    bare = count.replace(" ", "")
                    _ask_names(screen, replace(form, population=int(bare) if bare else None), then)

            people = w(N_("Under 9,000 other rules hold. Empty: not known; then it cannot be checked."))
            screen.app.push_screen(
                AskText(w(N_("Inhabitants of the commune")), people, check=number_of, limit=12), peopled
            )

        about = w(N_("Funds may be collected from some months before it on: 14/3/2027."))
        screen.app.push_screen(AskText(w(N_("Day of the first round")), about, check=day_of, limit=40), dated)

    kinds = [Choice(key, w(word)) for key, word in ELECTION_WORDS.items()]
    screen.app.push_screen(Menu(w(N_("Which election?")), kinds), kind_chosen)


def _ask_names(screen: AppuiScreen, election: ElectionForm | None, then: Then) -> None:
    """The names of the account and of its mandataire; then both are written."""
    from campaign.money.accounts import AccountForm

    w = screen.w

    def needed(line: str) -> str:
        return "" if line.strip() else w(N_("A name is needed."))

    def named(label: str | None) -> None:
        if label is None:
            return

        def held(mandatary: str | None) -> None:
            if mandatary is not None:
                kind = "party" if election is None else "candidate"
                _save(screen, election, AccountForm(kind=kind, label=label, mandatary=mandatary), then)  # type: ignore[arg-type]

        about = w(N_("The financing association, or the person. As you declare it: nothing is verified."))
        screen.app.push_screen(AskText(w(N_("The mandataire")), about, limit=120), held)

    about = w(N_("As it stands on the cheques: who they are made out to."))
    screen.app.push_screen(AskText(w(N_("Name of the account")), about, check=needed, limit=120), named)


def _save(screen: AppuiScreen, election: ElectionForm | None, form: AccountForm, then: Then) -> None:
    from campaign.money.accounts import open_account

    def opened(made: AccountView) -> None:
        screen.say(screen.w(N_("The account “{name}” is entered; u undoes it."), name=made.label))
        then(made)

    screen.write(lambda unit: open_account(unit, form, election), opened)
