"""The gifts of a committee: what is promised, what is on its way, what the mandataire holds. A committee holds none."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Resize
from textual.widgets import Input, Static

from campaign.money.steps import ENDED, HELD
from campaign.views.money import GIFT_STATE_WORDS, GIFT_WORDS, METHOD_WORDS, GiftLine, GiftPage, GiftQuery
from campaign.words import N_
from tui import text
from tui.screens.dialogs import Choice, Menu
from tui.screens.searching import PagedScreen
from tui.widgets.listing import PAGE, Col, Listing, Row
from tui.work import Reading

TONES = {
    "handed_over": "accent", "bounced": "warn", "returned": "dim", "refunded": "dim", "dropped": "dim"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """A page, and in cents what is promised, on its way, and with the mandataire: money, and in kind."""

    page: GiftPage
    promised: int
    carried: int
    held: int
    in_kind: int
    small: bool = False  # all accounts are of communes of under 9,000 inhabitants


class MoneyScreen(PagedScreen):
    """The gifts of one committee, or of all."""

    CSS_PATH = "gifts.tcss"
    HELP = N_(
        "A committee holds no money: a gift is promised to it, handed over, and received by the mandataire. "
        "n notes a pledge, and the law is checked as you type. Space marks gifts, s takes the next step with those "
        "that are marked. f shows those of one state only, x the slips and the files that go to the mandataire."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", N_("Search"), key_display="/", id="money.search"),
        Binding("n", "new", N_("Pledge"), id="money.new"),
        Binding("space", "mark", N_("Mark"), id="money.mark"),
        Binding("s", "step", N_("Next step"), id="money.step"),
        Binding("f", "narrow", N_("Narrow"), id="money.narrow"),
        Binding("x", "export", N_("Slips and files"), show=False, id="money.export"),
        Binding("p", "spending", N_("Spending"), show=False, id="money.spending"),
        Binding("l", "rules", N_("Rules on money"), show=False, id="money.rules"),
        Binding("e", "everyone", N_("This committee or all"), show=False, id="money.scope"),
    ]

    small = False

    def __init__(
        self,
        committee_id: uuid.UUID | None,
        name: str = "",
        *,
        states: tuple[str, ...] = (),
        method: str = "",
        donor_id: uuid.UUID | None = None,
    ) -> None:
        asked = GiftQuery(committee_id=committee_id, states=states, method=method, donor_id=donor_id)
        super().__init__(committee_id, name, asked)
        self._sums: list[str] = []

    def where(self) -> str:
        w, asked = self.w, self.query_asked
        narrow = [*(w(GIFT_STATE_WORDS[state]) for state in asked.states), w(METHOD_WORDS.get(asked.method, ""))]
        said = ", ".join(word for word in narrow if word)
        return f"{self.whose} · {w(N_('Gifts'))}" + (f" ({said})" if said else "")

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

    def page(self, reading: Reading, asked: GiftQuery, offset: int) -> _Found:
        from campaign.money.accounts import list_accounts
        from campaign.money.listing import list_gifts

        page = list_gifts(reading.session, asked, offset=offset, limit=PAGE)
        sums = [
            list_gifts(reading.session, replace(asked, states=states), limit=0).total_cents
            for states in (("promised",), ("handed_over",), HELD)
        ]
        elections = [one.election for one in list_accounts(reading.session) if one.closed_on is None]
        small = bool(elections) and all(one is not None and one.small_commune for one in elections)
        promised, carried, held = sums
        in_kind = 0
        if asked.method in ("", "in_kind"):
            given = replace(asked, states=HELD, method="in_kind")
            in_kind = list_gifts(reading.session, given, limit=0).total_cents
        return _Found(page, promised, carried, held - in_kind, in_kind, small)

    def show_page(self, found: _Found) -> None:
        w, page = self.w, found.page
        self.small = found.small
        nothing = not page.total
        empty, listing = self.query_one("#empty", Static), self.query_one("#list", Listing)
        search = self.query_one("#search", Input)
        # While something is searched for, an empty list stays: hidden, it would leave the cursor in the search box.
        empty.display, listing.display = nothing, not nothing or search.display
        listing.put([self._row(line) for line in page.lines], page.offset, page.total)
        if nothing:
            empty.update(text.block(self._teach()))
        if not (search.display and self.focused is search):  # else one is typing there
            self.set_focus(listing if listing.display else None)
        sums = self.query_one("#sums", Static)
        sums.display = not nothing
        pieces = [
            w.many(N_("{count} gift"), N_("{count} gifts"), page.total),
            w(N_("promised {amount}"), amount=w.euros(found.promised)),
            w(N_("on its way {amount}"), amount=w.euros(found.carried)),
            w(N_("received {amount}"), amount=w.euros(found.held)),
        ]
        if found.in_kind:  # as in the statement: no money came with it
            pieces.append(w(N_("in kind {amount}"), amount=w.euros(found.in_kind)))
        if self.marked:
            total = w.euros(sum(line.amount_cents for line in self.marked.values()))
            pieces.append(w(N_("marked: {count}, {amount}"), count=len(self.marked), amount=total))
        self._sums = pieces
        self._fit_sums(self.size.width)

    def on_resize(self, event: Resize) -> None:
        """Break the sums for the new width."""
        self._fit_sums(event.size.width)

    def _fit_sums(self, width: int) -> None:
        lines = _in_lines(self._sums, width - 6)
        self.query_one("#sums", Static).update(text.lines(*(text.plain(line) for line in lines)))

    def _teach(self) -> str:
        w = self.w
        if self.query_asked != GiftQuery(committee_id=self.query_asked.committee_id):
            return w(N_("No gift fits. Esc goes back."))
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

    @on(Listing.Chosen)
    def open(self, event: Listing.Chosen) -> None:
        """Open a gift."""
        from tui.screens.money.show import GiftScreen

        self.app.push_screen(GiftScreen(event.row.key.id))

    def action_step(self) -> None:
        """The next step of those that are marked, or of the one under the cursor."""
        from tui.screens.money.stepping import ask_step

        listing = self.query_one("#list", Listing)
        lines = list(self.marked.values()) or ([listing.row.key] if listing.row is not None else [])

        def taken() -> None:
            self.marked.clear()
            self.reload()

        def leave_out(ids: set[uuid.UUID]) -> None:
            self.marked = {key: line for key, line in self.marked.items() if key not in ids}
            self.reload()

        if lines:
            ask_step(self, lines, taken, small=self.small, leave_out=leave_out)

    def action_narrow(self) -> None:
        """Show those of one state or one way of payment only; the same line again shows all."""
        w, asked = self.w, self.query_asked
        choices = [
            Choice(("states", (key,)), w(word), "✓" if asked.states == (key,) else "")
            for key, word in GIFT_STATE_WORDS.items()
        ]
        choices += [
            Choice(("method", key), w(word), "✓" if asked.method == key else "") for key, word in METHOD_WORDS.items()
        ]

        def chosen(key: tuple[str, Any] | None) -> None:
            if key is not None:
                what, value = key
                off = getattr(GiftQuery(), what)
                self.ask(replace(asked, **{what: off if getattr(asked, what) == value else value}))

        self.app.push_screen(Menu(w(N_("Which gifts?")), choices), chosen)

    def action_new(self) -> None:
        from tui.screens.money.opening import with_account
        from tui.screens.money.whose import with_committee

        def chosen(committee: uuid.UUID, name: str) -> None:
            from tui.screens.money.pledge import PledgeScreen

            with_account(self, lambda account: self.app.push_screen(PledgeScreen(committee, account, name)))

        with_committee(self, self.committee_id, self._committee_name, chosen)

    def action_spending(self) -> None:
        from tui.screens.money.requests import SpendingScreen

        self.app.push_screen(SpendingScreen(self.committee_id, self._committee_name))

    def action_rules(self) -> None:
        from tui.screens.money.rules import RulesScreen

        self.app.push_screen(RulesScreen())

    def action_export(self) -> None:
        """Slips, and the file for the mandataire's laptop."""
        from tui.screens.money.exchange import ExchangeScreen

        self.app.push_screen(ExchangeScreen(self.committee_id, self._committee_name))


def _in_lines(pieces: list[str], width: int) -> list[str]:
    """Pieces beside each other, and below where they have no room; none is broken."""
    found: list[str] = []
    for piece in pieces:
        if found and cell_len(found[-1]) + cell_len(piece) + 3 <= width:
            found[-1] = f"{found[-1]} · {piece}"
        else:
            found.append(piece)
    return found
