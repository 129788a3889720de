"""The gifts of a committee: what is promised, what is on its way, what the mandataire holds. A committee holds none."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from campaign.views.money import GIFT_STATE_WORDS, GIFT_WORDS, METHOD_WORDS, AccountView, GiftLine, GiftPage, GiftQuery
from campaign.words import N_
from tui import text
from tui.screens.searching import SearchedScreen
from tui.widgets.listing import PAGE, Col, Listing, Row
from tui.work import Reading

TONES = {
    "handed_over": "accent", "bounced": "warn", "returned": "dim", "refunded": "dim", "dropped": "dim"
}  # fmt: skip
ENDED = ("bounced", "returned", "refunded", "dropped")
HELD = ("received", "deposited")


@dataclass(frozen=True, slots=True)
class _Found:
    """A page, and in cents what is promised, on its way, and with the mandataire."""

    page: GiftPage
    promised: int
    carried: int
    held: int


class MoneyScreen(SearchedScreen):
    """The gifts of one committee, or of all."""

    CSS_PATH = "gifts.tcss"
    HELP = N_(
        "A committee holds no money: a gift is promised to it, handed over, and received by the mandataire. "
        "n notes a pledge, and the law is checked as you type. Space marks gifts, s takes the next step with those "
        "that are marked. x makes the file for the mandataire. p is for what is spent, l for the rules."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", N_("Search"), key_display="/", id="money.search"),
        Binding("n", "new", N_("Pledge"), id="money.new"),
        Binding("space", "mark", N_("Mark"), id="money.mark"),
        Binding("s", "step", N_("Next step"), id="money.step"),
        Binding("x", "export", N_("Export"), id="money.export"),
        Binding("p", "spending", N_("Spending"), show=False, id="money.spending"),
        Binding("l", "rules", N_("Rules on money"), show=False, id="money.rules"),
        Binding("e", "everyone", N_("This committee or all"), show=False, id="money.scope"),
    ]

    def __init__(self, committee_id: uuid.UUID | None, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name
        self.query_asked = GiftQuery(committee_id=committee_id)
        self.marked: dict[uuid.UUID, GiftLine] = {}

    def where(self) -> str:
        name = self._committee_name if self.query_asked.committee_id else self.w(N_("All committees"))
        return name + " · " + self.w(N_("Money"))

    def body(self) -> ComposeResult:
        w = self.w
        columns = [
            Col(w(N_("State")), width=12),
            Col(w(N_("Donor")), width=14, flex=3),
            Col(w(N_("Amount")), width=13, align="right"),
            Col(w(N_("How")), width=12, rank=2),
            Col(w(N_("Day")), width=10, rank=1),
            Col(w(N_("Number")), width=6, align="right", rank=3),
        ]
        with Vertical(id="money"):
            yield Input(placeholder=w(N_("Search: words of the donor's name")), id="search")
            yield Static(text.plain(""), id="empty")
            yield Listing(columns, id="list")
            yield Static(text.plain(""), classes="muted", id="sums")

    def reload(self) -> None:
        self._fetch(0)

    def _fetch(self, offset: int) -> None:
        asked = self.query_asked

        def fetch(reading: Reading) -> _Found:
            from campaign.money.listing import list_gifts

            page = list_gifts(reading.session, asked, offset=offset, limit=PAGE)
            sums = [
                list_gifts(reading.session, replace(asked, states=states), limit=0).total_cents
                for states in (("promised",), ("handed_over",), HELD)
            ]
            return _Found(page, *sums)

        def then(found: _Found) -> None:
            if asked == self.query_asked:  # else of a search before
                self._show(found)

        self.read(f"gifts-{offset}", fetch, then)

    def _show(self, found: _Found) -> None:
        w, page = self.w, found.page
        nothing = not page.total
        empty, listing = self.query_one("#empty", Static), self.query_one("#list", Listing)
        empty.display, listing.display = nothing, not nothing
        listing.put([self._row(line) for line in page.lines], page.offset, page.total)
        if nothing:
            empty.update(text.block(self._teach()))
        if not self.query_one("#search", Input).display:  # else one is typing there
            self.set_focus(None if nothing else listing)
        sums = self.query_one("#sums", Static)
        sums.display = not nothing
        pieces = [
            w.many(N_("{count} gift"), N_("{count} gifts"), page.total),
            w(N_("promised {amount}"), amount=w.euros(found.promised)),
            w(N_("on its way {amount}"), amount=w.euros(found.carried)),
            w(N_("received {amount}"), amount=w.euros(found.held)),
        ]
        if self.marked:
            total = w.euros(sum(line.amount_cents for line in self.marked.values()))
            pieces.append(w(N_("marked: {count}, {amount}"), count=len(self.marked), amount=total))
        sums.update(text.plain(" · ".join(pieces)))

    def _teach(self) -> str:
        w = self.w
        if self.query_asked != GiftQuery(committee_id=self.query_asked.committee_id):
            return w(N_("No gift fits. Esc shows them all again."))
        return w(
            N_(
                "No gift yet.\n\n"
                "A committee may not hold money (L52-4, L52-6): a gift is promised to it, somebody carries it to the "
                "mandataire against a signed slip, and the mandataire receives it and answers for it.\n"
                "While a pledge is typed, the law is checked: caps, cash, who may give. Only the gifts in this file "
                "are known.\n\n"
                "Press n to note the first pledge."
            )
        )

    def _row(self, line: GiftLine) -> Row:
        w = self.w
        tone = TONES.get(line.state, "")
        cells = (
            w(GIFT_STATE_WORDS[line.state]),
            line.donor or w(GIFT_WORDS[line.kind]),
            w.euros(line.amount_cents),
            w(METHOD_WORDS[line.method]),
            w.day(line.received_on or line.promised_on, "numeric"),
            str(line.acknowledgement or ""),
        )
        return Row(
            cells,
            line,
            tone="dim" if line.state in ENDED else "",
            marked=line.id in self.marked,
            tones={0: tone} if tone else {},
        )

    @on(Listing.Needed)
    def needed(self, event: Listing.Needed) -> None:
        """Fetch the page that came into view."""
        self._fetch(event.offset)

    @on(Listing.Chosen)
    def open(self, event: Listing.Chosen) -> None:
        """Open a gift."""
        from tui.screens.money.show import GiftScreen

        self.app.push_screen(GiftScreen(event.row.key.id))

    def _ask(self, query: GiftQuery) -> None:
        self.query_asked = query
        self.query_one("#list", Listing).forget()
        self.titles()
        self._fetch(0)

    @on(Input.Changed, "#search")
    def searching(self, event: Input.Changed) -> None:
        """Search as one types."""
        self._ask(replace(self.query_asked, text=event.value))

    def back_from_list(self) -> None:
        if self.marked:
            self.marked.clear()
            self.reload()
        else:
            super().back_from_list()

    def action_mark(self) -> None:
        listing = self.query_one("#list", Listing)
        if listing.row is not None:
            line = listing.row.key
            if self.marked.pop(line.id, None) is None:
                self.marked[line.id] = line
            listing.action_move(1)
            self.reload()

    def action_step(self) -> None:
        """The next step of those that are marked, or of the one under the cursor."""
        from tui.screens.money.stepping import ask_step

        listing = self.query_one("#list", Listing)
        lines = list(self.marked.values()) or ([listing.row.key] if listing.row is not None else [])

        def taken() -> None:
            self.marked.clear()
            self.reload()

        if lines:
            ask_step(self, lines, taken)

    def action_everyone(self) -> None:
        if self.committee_id is not None:
            self.marked.clear()
            other = None if self.query_asked.committee_id else self.committee_id
            self._ask(replace(self.query_asked, committee_id=other))

    def action_new(self) -> None:
        committee = self.committee_id
        if committee is None:
            self.say(self.w(N_("Create a committee first.")), "warning")
            return

        from tui.screens.money.opening import with_account

        def chosen(account: AccountView) -> None:
            from tui.screens.money.pledge import PledgeScreen

            self.app.push_screen(PledgeScreen(committee, account, self._committee_name))

        with_account(self, chosen)

    def action_spending(self) -> None:
        from tui.screens.money.requests import SpendingScreen

        if self.committee_id is None:
            self.say(self.w(N_("Create a committee first.")), "warning")
        else:
            self.app.push_screen(SpendingScreen(self.committee_id, self._committee_name))

    def action_rules(self) -> None:
        from tui.screens.money.rules import RulesScreen

        self.app.push_screen(RulesScreen())

    def action_export(self) -> None:
        """The pledges of this committee, for the mandataire's laptop."""
        committee, w = self.committee_id, self.w
        if committee is None:
            self.say(w(N_("Create a committee first.")), "warning")
            return

        from tui.screens.money.opening import with_account

        def chosen(account: AccountView) -> None:
            from campaign.money.exchange import export_pledges
            from tui.screens.actions.save import ask_where

            name = w(N_("pledges")) + ".json"
            self.write(
                lambda unit: export_pledges(unit, committee, account.id),
                lambda made: ask_where(self, name, lambda _: made),
            )

        with_account(self, chosen)
