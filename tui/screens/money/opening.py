"""Opening the account of a mandataire in a few questions, so that the first pledge has somewhere to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.views.money import ELECTION_WORDS, AccountView, ElectionView
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


def ask_account(screen: AppuiScreen, then: Then, label: str = "") -> None:
    """Ask whose account it is, its name and its mandataire; a candidate's needs its election.

    ``label``: its name as a file of the other laptop has it.
    """
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
            _ask_names(screen, None, then, label)
        elif kind == "candidate":
            _choose_election(screen, then, label)

    screen.app.push_screen(Menu(w(N_("Whose account?")), choices, about=about), chosen)


def _choose_election(screen: AppuiScreen, then: Then, label: str) -> None:
    """One of the elections that are known, since all its candidates share one cap (R-DON-04); or another one."""
    w = screen.w

    def fetch(reading: Reading) -> list[ElectionView]:
        from campaign.money.accounts import list_elections

        return list_elections(reading.session)

    def found(known: list[ElectionView]) -> None:
        if not known:
            _ask_election(screen, then, label)
            return

        def chosen(one: ElectionView | str | None) -> None:
            if isinstance(one, ElectionView):
                _ask_names(screen, one, then, label)
            elif one is not None:
                _ask_election(screen, then, label)

        choices: list[Choice] = [
            Choice(one, one.label, w.day(one.rounds[0][2], "numeric") if one.rounds else w(ELECTION_WORDS[one.kind]))
            for one in known
        ]
        choices.append(Choice("new", w(N_("Another election"))))
        about = w(N_("All candidates of one election share one cap on gifts: choose it if it is here."))
        screen.app.push_screen(Menu(w(N_("Which election?")), choices, about=about), chosen)

    screen.read("elections", fetch, found)


def _ask_election(screen: AppuiScreen, then: Then, known: str) -> None:
    """The kind of election, its first round and, of a municipal one, its commune."""
    from campaign.money.accounts import ElectionForm

    w = screen.w

    def day_of(line: str) -> str:
        from campaign.periods import read_day

        try:
            if line.strip():
                read_day(line, screen.appui.today())
        except Refusal as refusal:
            return w.refusal(refusal)
        return ""

    def kind_chosen(kind: str | None) -> None:
        if kind is None:
            return

        def dated(line: str | None) -> None:
            from campaign.periods import read_day

            if line is None:
                return
            day = read_day(line, screen.appui.today()) if line.strip() else None
            label = f"{w(ELECTION_WORDS[kind])} {day.year}" if day else w(ELECTION_WORDS[kind])
            form = ElectionForm(label, kind, rounds=((1, "", day, "Europe/Paris"),) if day else ())
            if kind == "municipal":
                _ask_commune(screen, form, then, known)
            else:
                _ask_names(screen, form, then, known)

        about = w(
            N_(
                "14/3/2027: funds may be collected from some months before it on. Empty: not known; then it cannot "
                "be checked."
            )
        )
        screen.app.push_screen(AskText(w(N_("Day of the first round")), about, check=day_of, limit=40), dated)

    kinds = [Choice(key, w(word)) for key, word in ELECTION_WORDS.items()]
    screen.app.push_screen(Menu(w(N_("Which election?")), kinds), kind_chosen)


def _ask_commune(
    screen: AppuiScreen, form: ElectionForm, then: Then, known: str, *, value: str = "", problem: str = ""
) -> None:
    """The commune, which tells this election from the others of that day, and under which rules it falls."""
    w = screen.w

    def typed(line: str | None) -> None:
        if line is None:
            return

        def fetch(reading: Reading) -> Refusal | None:
            from campaign.money.accounts import commune_of

            try:
                if line.strip():
                    commune_of(reading.session, line)
            except Refusal as refusal:
                return refusal
            return None

        def found(refusal: Refusal | None) -> None:
            if refusal is None:
                _ask_names(screen, replace(form, commune=line), then, known)
            else:
                _ask_commune(screen, form, then, known, value=line, problem=w.refusal(refusal))

        screen.read("commune", fetch, found)

    about = w(
        N_(
            "Name, postcode or INSEE code. Under 9,000 inhabitants other rules hold. Empty: not known; then it cannot "
            "be checked."
        )
    )
    screen.app.push_screen(AskText(w(N_("Which commune?")), about, value=value, problem=problem, limit=120), typed)


def _ask_names(screen: AppuiScreen, election: ElectionForm | ElectionView | None, then: Then, known: str) -> None:
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
    screen.app.push_screen(AskText(w(N_("Name of the account")), about, value=known, check=needed, limit=120), named)


def _save(screen: AppuiScreen, election: ElectionForm | ElectionView | None, form: AccountForm, then: Then) -> None:
    from campaign.money.accounts import open_account

    new = None if isinstance(election, ElectionView) else election
    if isinstance(election, ElectionView):
        form = replace(form, election_id=election.id)

    def opened(made: AccountView) -> None:
        screen.say(screen.w(N_("The account “{name}” is entered; u undoes it."), name=made.label))
        then(made)

    screen.write(lambda unit: open_account(unit, form, new), opened)
