"""Opening the account of a mandataire in a few questions, so that the first pledge has somewhere to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from campaign.views.money import ELECTION_WORDS, AccountView, ElectionView
from campaign.words import N_
from db.errors import Refusal
from tui.screens.dialogs import AskText, Choice, Menu
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.money.accounts import ElectionForm
    from tui.screens.base import AppuiScreen

Then = Callable[[AccountView], None]
Back = Callable[[], None]


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

    Esc goes back one question, and what was answered to it is there. ``label``: its name as a file of the other laptop
    has it.
    """
    _Opening(screen, then, label).ask()


class _Opening:
    """The questions one after the other, each with its answer so far; Esc on the first leaves them all."""

    def __init__(self, screen: AppuiScreen, then: Then, label: str) -> None:
        self.screen, self.then, self.w = screen, then, screen.w
        self.label, self.mandatary, self.day, self.commune = label, "", "", ""
        self.whose: str | None = None
        self.kind: str | None = None
        self.election: ElectionForm | ElectionView | None = None

    def ask(self) -> None:
        """Whose account it is."""
        w = self.w
        about = w(
            N_(
                "Gifts go to one account, which a mandataire answers for: a financing association or a person, "
                "declared to the préfecture. It is named here once."
            )
        )
        choices = [
            Choice("candidate", w(N_("A candidate's")), w(N_("for one election"))),
            Choice("party", w(N_("A party's")), w(N_("its caps are by calendar year"))),
        ]

        def chosen(whose: str | None) -> None:
            self.whose = whose
            if whose == "party":
                self.election = None
                self._ask_label(self.ask)
            elif whose == "candidate":
                self._choose_election()

        menu = Menu(w(N_("Whose account?")), choices, about=about, selected=self.whose)
        self.screen.app.push_screen(menu, chosen)

    def _choose_election(self) -> None:
        """One of the elections that are known, since all its candidates share one cap (R-DON-04); or another one."""
        w = self.w

        def fetch(reading: Reading) -> list[ElectionView]:
            from campaign.money.accounts import list_elections

            return list_elections(reading.session)

        def found(known: list[ElectionView]) -> None:
            from campaign.money.sentences import election_said

            if not known:
                self._ask_kind(self.ask)
                return

            def chosen(one: ElectionView | str | None) -> None:
                if isinstance(one, ElectionView):
                    self.election = one
                    self._ask_label(self._choose_election)
                elif one is not None:
                    self._ask_kind(self._choose_election)
                else:
                    self.ask()

            choices: list[Choice] = [
                Choice(
                    one,
                    election_said(one.label, w),
                    w.day(one.rounds[0][2], "numeric") if one.rounds else w(ELECTION_WORDS[one.kind]),
                )
                for one in known
            ]
            choices.append(Choice("new", w(N_("Another election"))))
            about = w(N_("All candidates of one election share one cap on gifts: choose it if it is here."))
            self.screen.app.push_screen(Menu(w(N_("Which election?")), choices, about=about), chosen)

        self.screen.read("elections", fetch, found)

    def _ask_kind(self, back: Back) -> None:
        w = self.w

        def chosen(kind: str | None) -> None:
            if kind is None:
                back()
                return
            self.kind = kind
            self._ask_day(lambda: self._ask_kind(back))

        kinds = [Choice(key, w(word)) for key, word in ELECTION_WORDS.items()]
        self.screen.app.push_screen(Menu(w(N_("Which election?")), kinds, selected=self.kind), chosen)

    def _ask_day(self, back: Back) -> None:
        """The first round, from which the months of the account are counted."""
        from campaign.money.accounts import ElectionForm

        w, kind = self.w, self.kind or "other"

        def day_of(line: str) -> str:
            from campaign.periods import read_day

            try:
                if line.strip():
                    read_day(line, self.screen.appui.today())
            except Refusal as refusal:
                return w.refusal(refusal)
            return ""

        def dated(line: str | None) -> None:
            from campaign.periods import read_day

            if line is None:
                back()
                return
            self.day = line
            day = read_day(line, self.screen.appui.today()) if line.strip() else None
            label = f"{w(ELECTION_WORDS[kind])} {day.year}" if day else w(ELECTION_WORDS[kind])
            self.election = ElectionForm(label, kind, rounds=((1, "", day, "Europe/Paris"),) if day else ())
            again = partial(self._ask_day, back)
            if kind == "municipal":
                self._ask_commune(again)
            else:
                self._ask_label(again)

        about = w(
            N_(
                "14/3/2027: funds may be collected from some months before it on. Empty: not known; then it cannot "
                "be checked."
            )
        )
        dialog = AskText(w(N_("Day of the first round")), about, value=self.day, check=day_of, limit=40)
        self.screen.app.push_screen(dialog, dated)

    def _ask_commune(self, back: Back, problem: str = "") -> None:
        """The commune, which tells this election from the others of that day, and under which rules it falls."""
        from campaign.money.accounts import ElectionForm

        w = self.w

        def typed(line: str | None) -> None:
            if line is None:
                back()
                return
            self.commune = line

            def fetch(reading: Reading) -> Refusal | None:
                from campaign.money.accounts import commune_of

                try:
                    if line.strip():
                        commune_of(reading.session, line)
                except Refusal as refusal:
                    return refusal
                return None

            def found(refusal: Refusal | None) -> None:
                if refusal is not None:
                    self._ask_commune(back, w.refusal(refusal))
                    return
                assert isinstance(self.election, ElectionForm)
                self.election = replace(self.election, commune=line)
                self._ask_label(lambda: self._ask_commune(back))

            self.screen.read("commune", fetch, found)

        about = w(
            N_(
                "Name, postcode or INSEE code. Under 9,000 inhabitants other rules hold. Empty: not known; then it "
                "cannot be checked."
            )
        )
        dialog = AskText(w(N_("Which commune?")), about, value=self.commune, problem=problem, limit=120)
        self.screen.app.push_screen(dialog, typed)

    def _ask_label(self, back: Back) -> None:
        """The name of the account, as it stands on the cheques."""
        w = self.w

        def needed(line: str) -> str:
            return "" if line.strip() else w(N_("A name is needed."))

        def named(label: str | None) -> None:
            if label is None:
                back()
                return
            self.label = label
            self._ask_mandatary(lambda: self._ask_label(back))

        about = w(N_("As it stands on the cheques: who they are made out to."))
        dialog = AskText(w(N_("Name of the account")), about, value=self.label, check=needed, limit=120)
        self.screen.app.push_screen(dialog, named)

    def _ask_mandatary(self, back: Back, problem: str = "") -> None:
        """Who answers for it; then all of it is written."""
        w = self.w

        def held(mandatary: str | None) -> None:
            if mandatary is None:
                back()
                return
            self.mandatary = mandatary
            self._save(lambda refusal: self._ask_mandatary(back, w.refusal(refusal)))

        about = w(N_("The financing association, or the person. As you declare it: nothing is verified."))
        dialog = AskText(w(N_("The mandataire")), about, value=self.mandatary, problem=problem, limit=120)
        self.screen.app.push_screen(dialog, held)

    def _save(self, refused: Callable[[Refusal], None]) -> None:
        from campaign.money.accounts import AccountForm, open_account

        election = self.election
        kind: Literal["party", "candidate"] = "party" if election is None else "candidate"
        form = AccountForm(kind=kind, label=self.label, mandatary=self.mandatary)
        new = None if isinstance(election, ElectionView) else election
        if isinstance(election, ElectionView):
            form = replace(form, election_id=election.id)

        def opened(made: AccountView) -> None:
            self.screen.say(self.w(N_("The account “{name}” is entered; u undoes it."), name=made.label))
            self.then(made)

        self.screen.write(lambda unit: open_account(unit, form, new), opened, refused=refused)
