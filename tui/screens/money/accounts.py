"""Elections and accounts: what was declared, corrected, opened again, taken out where nothing leans on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from campaign.views.money import ELECTION_WORDS, AccountView, ElectionView
from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import Confirm
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading


@dataclass(frozen=True, slots=True)
class _Found:
    """All that was declared."""

    elections: tuple[ElectionView, ...]
    accounts: tuple[AccountView, ...]


class AccountsScreen(AppuiScreen):
    """Every election with its numbers, every account with its mandataire."""

    TITLE_WORDS = N_("Elections and accounts")
    CSS_PATH = "accounts.tcss"
    HELP = N_(
        "Enter corrects the line under the cursor. A number that nobody knows stays empty: then it is said that it "
        "cannot be checked. An account that holds gifts is closed, never taken out: the ledger is not rewritten."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", N_("New account"), id="accounts.new"),
        Binding("e", "edit", N_("Correct"), id="accounts.edit"),
        Binding("o", "reopen", N_("Open again"), id="accounts.reopen"),
        Binding("d", "remove", N_("Take out"), id="accounts.remove"),
        Binding("escape", "back", N_("Back"), id="accounts.back"),
    ]

    def body(self) -> ComposeResult:
        w = self.w
        columns = [
            Col("", width=9),
            Col(w(N_("Name")), width=18, flex=2),
            Col(w(N_("What is known of it")), width=30, flex=3),
        ]
        yield Static(text.plain(""), id="empty")
        yield Listing(columns, id="list")
        yield Static(text.plain(""), id="whole")

    def reload(self) -> None:
        def fetch(reading: Reading) -> _Found:
            from campaign.money.accounts import list_accounts, list_elections

            return _Found(tuple(list_elections(reading.session)), tuple(list_accounts(reading.session)))

        self.read("accounts", fetch, self._show)

    def _show(self, found: _Found) -> None:
        from campaign.money.sentences import election_said

        w = self.w
        nothing = not (found.elections or found.accounts)
        empty, listing = self.query_one("#empty", Static), self.query_one("#list", Listing)
        empty.display, listing.display = nothing, not nothing
        under = listing.row.key.id if listing.row is not None else None
        rows = [Row((w(N_("Account")), one.label, self._account(one)), one,
                    tone="dim" if one.closed_on else "") for one in found.accounts]  # fmt: skip
        rows += [
            Row((w(N_("Election")), election_said(one.label, w), self._election(one)), one) for one in found.elections
        ]
        listing.fill(rows, keep=next((row.key for row in rows if row.key.id == under), None))
        if nothing:
            empty.update(
                text.block(
                    w(
                        N_(
                            "No account yet.\n\n"
                            "Gifts go to the one account of a mandataire, declared to the préfecture: a candidate's "
                            "for an election, or a party's for its years. Nobody else may collect (L52-4).\n\n"
                            "Press n to name it."
                        )
                    )
                )
            )
        self.query_one("#whole").display = not nothing
        self._say_whole(self._under())
        self.set_focus(None if nothing else listing)

    def _account(self, one: AccountView) -> str:
        w = self.w
        known = [w(N_("mandataire: {name}"), name=one.mandatary or "–")]
        if one.bank:
            known.append(one.bank)
        if one.closed_on:
            known.append(w(N_("closed on {day}"), day=w.day(one.closed_on, "numeric")))
        elif one.opened_on:
            known.append(w(N_("open since {day}"), day=w.day(one.opened_on, "numeric")))
        if one.recognised_only:
            known.append(w(N_("for recognised committees only")))
        return " · ".join(known)

    def _election(self, one: ElectionView) -> str:
        w = self.w
        known = [w(ELECTION_WORDS[one.kind])]
        known += [w(N_("round {number}: {day}"), number=n, day=w.day(day, "numeric")) for n, _, day, _ in one.rounds]
        ceiling = one.ceiling_cents or one.ceiling_first_cents
        known.append(w(N_("ceiling {amount}"), amount=w.euros(ceiling)) if ceiling else w(N_("ceiling not known")))
        if one.account_from:
            known.append(w(N_("funds from {day}"), day=w.day(one.account_from, "numeric")))
        if one.small_commune:
            known.append(w(N_("under 9,000 inhabitants")))
        return " · ".join(known)

    @on(Listing.Moved, "#list")
    def moved(self, event: Listing.Moved) -> None:
        """What is known of the line under the cursor, whole, below the list."""
        self._say_whole(event.row.key)

    def _say_whole(self, one: Any) -> None:
        from campaign.money.sentences import election_said

        if one is None:
            return
        known = self._election(one) if isinstance(one, ElectionView) else self._account(one)
        name = election_said(one.label, self.w)
        self.query_one("#whole", Static).update(text.lines(text.plain(name, "bold"), text.block(known)))

    def _under(self) -> Any:
        row = self.query_one("#list", Listing).row
        return row.key if row is not None else None

    @on(Listing.Chosen, "#list")
    def open(self) -> None:
        """Correct it."""
        self.action_edit()

    def action_new(self) -> None:
        from tui.screens.money.opening import ask_account

        ask_account(self, lambda _: self.reload())

    def action_edit(self) -> None:
        from tui.screens.money.declaring import AccountFormScreen, ElectionFormScreen

        one = self._under()
        if isinstance(one, ElectionView):
            self.app.push_screen(ElectionFormScreen(one))
        elif isinstance(one, AccountView):
            self.app.push_screen(AccountFormScreen(one))

    def action_reopen(self) -> None:
        from campaign.money.corrections import reopen_account

        one, w = self._under(), self.w
        if isinstance(one, AccountView) and one.closed_on is not None:
            self.write(lambda unit: reopen_account(unit, one.id), lambda _: self.tell(w(N_("Open again."))))
        else:
            self.say(w(N_("Only an account that was closed is opened again.")))

    def action_remove(self) -> None:
        """Take out what was entered by mistake; refused once gifts or an account lean on it."""
        from campaign.money.corrections import remove_account, remove_election

        one, w = self._under(), self.w
        if one is None:
            return
        remove = remove_election if isinstance(one, ElectionView) else remove_account
        what = w(N_("Only what was entered by mistake can be taken out; u brings it back."))

        def sure(yes: bool | None) -> None:
            if yes:
                self.write(lambda unit: remove(unit, one.id), lambda _: self.tell(w(N_("Taken out; u undoes it."))))

        self.app.push_screen(Confirm(w(N_("Take out “{name}”?"), name=one.label), what), sure)
