"""Money at a glance: the way of a gift and of a request, what waits at each step, whose turn it is, what is next."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from campaign.views.money_waiting import MoneyWaiting, Standing
from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.home_mandate import not_known_said
from tui.screens.money.whose import ITSELF, STRAIGHT, with_committee
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

COMMITTEE, MANDATARY, SECOND = N_("committee"), N_("mandataire"), N_("second person")
# The step: its name, whose turn it is, and what is to be done there.
STEPS: dict[str, tuple[str, str, str]] = {
    "take_in": (N_("Take in a file"), MANDATARY, N_("what a committee promises")),
    "pledge": (N_("Pledge"), COMMITTEE, N_("note what somebody promises")),
    "carry": (N_("Hand over"), COMMITTEE, N_("carry cheques and cash, with a slip")),
    "receive": (N_("Receive"), MANDATARY, N_("say that it has come")),
    "deposit": (N_("To the bank"), MANDATARY, N_("bring cheques and cash there")),
    "came_back": (N_("Unpaid"), COMMITTEE, N_("speak with who gave, and note it again")),
    "given_back": (N_("Given back"), COMMITTEE, N_("speak with who gave")),
    "earmark": (N_("Earmark"), MANDATARY, N_("set apart for a committee")),
    "ask": (N_("Request"), COMMITTEE, N_("ask for a spending to be paid")),
    "check": (N_("Second look"), SECOND, N_("somebody who did not ask")),
    "decide": (N_("Decide"), MANDATARY, N_("agree, and commit the money")),
    "pay": (N_("Pay"), MANDATARY, N_("the invoice is noted, the bank pays")),
}
OF_COMMITTEE = ("pledge", "carry", "receive", "deposit", "earmark", "ask", "check", "decide", "pay")
# On the laptop of who answers for the money: committees note promises on theirs.
OF_MANDATE = ("take_in", "carry", "receive", "deposit", "earmark", "ask", "check", "decide", "pay")
# Under 9,000 inhabitants nobody carries anything to a mandataire: whoever keeps the money has it at once.
SMALL = ("pledge", "receive", "ask", "check", "decide", "pay")
KEEPER = N_("who keeps the money")


class MoneyHomeScreen(AppuiScreen):
    """Where `f` leads: one line a step, and the next one said in a sentence."""

    CSS_PATH = "home.tcss"
    HELP = N_(
        "The way of a gift, then of a request, from top to bottom. Enter on a line opens what waits there. Who acts is "
        "as declared: this program verifies nobody. a is for elections and accounts, c for a collection, y for gifts "
        "of each month, i for a file of online gifts, l for the rules, e for all committees."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", N_("Pledge"), id="money_home.new"),
        Binding("f", "gifts", N_("Gifts"), id="money_home.gifts"),
        Binding("p", "spending", N_("Spending"), id="money_home.spending"),
        Binding("t", "statement", N_("Statement"), id="money_home.statement"),
        Binding("x", "exchange", N_("Exchange"), id="money_home.exchange"),
        Binding("c", "collection", N_("Note a collection"), show=False, id="money_home.collection"),
        Binding("y", "monthly", N_("Gifts of each month"), show=False, id="money_home.monthly"),
        Binding("i", "online", N_("Take in online gifts"), show=False, id="money_home.online"),
        Binding("a", "accounts", N_("Elections and accounts"), show=False, id="money_home.accounts"),
        Binding("l", "rules", N_("Rules on money"), show=False, id="money_home.rules"),
        Binding("e", "everyone", N_("This committee or all"), show=False, id="money_home.scope"),
        Binding("escape", "back", N_("Back"), show=False, id="money_home.back"),
    ]

    found: MoneyWaiting | None = None
    next_step = ""

    def __init__(self, committee_id: uuid.UUID | None, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name
        self.everyone = committee_id is None

    def where(self) -> str:
        mandate = self.found.mandate if self.found is not None and self.committee_id is None else None
        name = self.w(N_("All committees")) if self.everyone else self._committee_name
        return (mandate.label if mandate else name) + " · " + self.w(N_("Money"))

    def body(self) -> ComposeResult:
        columns = [
            Col("", width=2),
            Col("", width=14, flex=1),
            Col("", width=18, flex=1),
            Col("", width=12, align="right"),
            Col("", width=14, align="right"),
            Col("", width=36, flex=2, rank=1),
        ]
        yield Static(text.plain("…"), id="next")
        with Vertical(id="way"):
            yield Listing(columns, header=False, id="steps")
        yield Static(text.plain(""), classes="muted", id="about")
        self.call_later(self.name_panel, "#way", self.w(N_("From the promise to the payment")))

    def reload(self) -> None:
        committee = None if self.everyone else self.committee_id

        def fetch(reading: Reading) -> tuple[MoneyWaiting, bool]:
            from campaign.money.waiting import only_others_gather, waiting

            # A mandataire's own committee gathers nothing: what others gather is what they came to see.
            all_of_them = not opened and committee is not None and only_others_gather(reading.session, committee)
            now = reading.store.now()
            return waiting(reading.session, None if all_of_them else committee, now, balances=True), all_of_them

        opened = self.found is not None
        self.read("money", fetch, self._show)

    def _show(self, read: tuple[MoneyWaiting, bool]) -> None:
        found, all_of_them = read
        self.everyone = self.everyone or all_of_them
        first = self.found is None
        self.found = found
        w = self.w
        self.titles()
        self.set_class(found.small, "-small")
        listing = self.query_one("#steps", Listing)
        shown = SMALL if found.small else OF_MANDATE if found.mandate else OF_COMMITTEE
        # Told by the mandataire's file: it comes before all else.
        ended = (("came_back", found.came_back), ("given_back", found.given_back))
        shown = (*(step for step, standing in ended if standing.count), *shown)
        next_step = self._next(found, shown)
        under = listing.row.key if listing.row is not None else None
        # A cursor that stood on what was next goes on with it: Enter, the work, Esc, Enter again.
        keep = next_step if under in (None, self.next_step) else under
        self.next_step = next_step
        listing.fill([self._row(step, found, next_step) for step in shown], keep=keep)
        self.query_one("#next", Static).update(self._next_said(found, next_step))
        about = [text.block(self._about(found))]
        if found.not_known:
            about.append(text.plain(not_known_said(found.not_known, w), "$text-warning"))
        self.query_one("#about", Static).update(text.lines(*about))
        if first:
            self.set_focus(listing)

    # --- what stands where

    def _standing(self, step: str, found: MoneyWaiting) -> Standing:
        """What waits at a step; money that may be earmarked waits for nobody."""
        add = found.small  # there, what is promised waits for nobody to carry it
        waits = {
            "came_back": (found.came_back,),
            "given_back": (found.given_back,),
            "carry": (found.to_carry,),
            "receive": (found.carried, found.coming, *((found.to_carry,) if add else ())),
            "deposit": (found.to_deposit,),
            "ask": (found.drafts, found.to_complete),
            "check": (found.to_check,),
            "decide": (found.to_decide, found.to_commit),
            "pay": (found.to_pay,),
        }.get(step, ())
        return Standing(sum(one.count for one in waits), sum(one.cents for one in waits))

    def _next(self, found: MoneyWaiting, shown: tuple[str, ...]) -> str:
        """The first step at which something waits for who is here; else a pledge, or a committee's file of them."""
        waits = [step for step in shown if self._standing(step, found).count]
        if found.mandate:  # what a committee still has to do is shown, and waits for nobody here
            waits = [step for step in waits if STEPS[step][1] != COMMITTEE]
        return next(iter(waits), shown[0])

    def _row(self, step: str, found: MoneyWaiting, next_step: str) -> Row:
        w = self.w
        name, who, what = STEPS[step]
        if found.small and who == MANDATARY:
            who = KEEPER
        standing = self._standing(step, found)
        count = w.number(standing.count) if standing.count else "–"
        amount = w.euros(standing.cents) if standing.count else ""
        if step == "earmark" and found.unassigned_cents and not found.told:
            count, amount = w(N_("free")), w.euros(found.unassigned_cents)
        elif step == "ask" and not standing.count and found.earmark_free_cents:
            count, amount = w(N_("may ask for")), w.euros(found.earmark_free_cents)
        waits = bool(standing.count)
        mark = "▸" if step == next_step else ""
        tones = {0: "accent", 2: "dim", 5: "dim"} | ({3: "strong", 4: "strong"} if waits else {3: "dim", 4: "dim"})
        return Row((mark, w(name), w(who), count, amount, w(what)), step, tones=tones)

    def _next_said(self, found: MoneyWaiting, step: str) -> Content:
        """The next step as a sentence."""
        w = self.w
        name, who, what = STEPS[step]
        if step == "take_in":
            said = w(N_("Nothing waits for you. Enter takes in the next file of a committee."))
            if not found.any:
                said = w(
                    N_(
                        "No gift yet. Enter takes in a committee's file of promises; n notes what came straight to "
                        "the account."
                    )
                )
            return text.plain(said, "bold")
        if step == "pledge":
            if not found.accounts:
                said = w(N_("No account yet: n opens it with the first pledge, a names the election and the account."))
            elif not found.any:
                said = w(N_("No gift yet. A committee may hold no money: n notes what somebody promises."))
            else:
                said = w(N_("Nothing waits. n notes the next pledge."))
            return text.plain(said, "bold")
        who = KEEPER if found.small and who == MANDATARY else who
        sentence = w(N_("Next: {step}, {what} ({who})."), step=w(name).lower(), what=w(what), who=w(who))
        return text.plain(sentence, "bold")

    def _about(self, found: MoneyWaiting) -> str:
        w = self.w
        lines = []
        if found.small:
            lines.append(
                w(
                    N_(
                        "Under 9,000 inhabitants: no mandataire, no campaign account, no tax reduction (L52-4). These "
                        "books are your own."
                    )
                )
            )
        for account in found.accounts[:2]:
            lines.append(
                w(
                    N_("{account} · mandataire: {name}, as declared"),
                    account=account.label,
                    name=account.mandatary or "–",
                )
                if not found.small
                else account.label
            )
        for due in found.due[:2]:
            said = {"day": w.day(due.day, "numeric"), "title": due.about.say(w), "days": w.number(-due.days_left)}
            lines.append(w(due.said, **said))
        return "\n".join(lines)

    # --- where the keys lead

    @on(Listing.Chosen, "#steps")
    def open(self, event: Listing.Chosen) -> None:
        """Open what waits at a step."""
        step = event.row.key
        small = self.found is not None and self.found.small
        states = {
            "carry": ("promised",),
            "came_back": ("bounced",),
            "given_back": ("returned", "refunded"),
            "receive": ("handed_over", "promised") if small or self._coming() else ("handed_over",),
            "deposit": ("received",),
        }
        if step == "take_in":
            self._exchange(taking=True)
        elif step == "pledge":
            self.action_new()
        elif step in states:
            self._gifts(states[step])
        else:
            self.action_spending()

    def _coming(self) -> bool:
        return self.found is not None and bool(self.found.coming.count)

    def _gifts(self, states: tuple[str, ...] = ()) -> None:
        from tui.screens.money.gifts import MoneyScreen

        committee = None if self.everyone else self.committee_id
        self.app.push_screen(MoneyScreen(committee, self._committee_name, states=states))

    def _with_committee(self, then: Callable[[uuid.UUID, str], None], none: str = STRAIGHT) -> None:
        """Nothing is entered for all committees at once: for the one that is shown, or the one that is chosen."""
        with_committee(self, self.committee_id, self._committee_name, then, none)

    def action_gifts(self) -> None:
        self._gifts()

    def action_new(self) -> None:
        from tui.screens.money.opening import with_account
        from tui.screens.money.pledge import PledgeScreen

        def chosen(committee: uuid.UUID, name: str) -> None:
            with_account(self, lambda account: self.app.push_screen(PledgeScreen(committee, account, name)))

        self._with_committee(chosen)

    def action_spending(self) -> None:
        from tui.screens.money.requests import SpendingScreen

        self.app.push_screen(SpendingScreen(self.committee_id, self._committee_name))

    def action_statement(self) -> None:
        from tui.screens.money.opening import with_account
        from tui.screens.money.statement import StatementScreen

        with_account(self, lambda account: self.app.push_screen(StatementScreen(account)))

    def action_exchange(self) -> None:
        self._exchange()

    def _exchange(self, *, taking: bool = False) -> None:
        from tui.screens.money.exchange import ExchangeScreen

        self.app.push_screen(
            ExchangeScreen(self.committee_id, self._committee_name, everyone=self.everyone, taking=taking)
        )

    def action_collection(self) -> None:
        from tui.screens.money.collecting import CollectingScreen
        from tui.screens.money.opening import with_account

        def chosen(committee: uuid.UUID, _: str) -> None:
            with_account(self, lambda account: self.app.push_screen(CollectingScreen(committee, account)))

        self._with_committee(chosen, ITSELF)

    def action_monthly(self) -> None:
        from tui.screens.money.monthly import MonthlyScreen

        self.app.push_screen(MonthlyScreen(self.committee_id, self._committee_name))

    def action_online(self) -> None:
        from tui.screens.money.online import ask_file
        from tui.screens.money.opening import with_account

        def chosen(committee: uuid.UUID, _: str) -> None:
            with_account(self, lambda account: ask_file(self, committee, account))

        self._with_committee(chosen)

    def action_accounts(self) -> None:
        from tui.screens.money.accounts import AccountsScreen

        self.app.push_screen(AccountsScreen())

    def action_rules(self) -> None:
        from tui.screens.money.rules import RulesScreen

        self.app.push_screen(RulesScreen())

    def action_everyone(self) -> None:
        if self.committee_id is not None:
            self.everyone = not self.everyone
            self.reload()
