"""What a committee asks the mandataire to pay, and what is earmarked for it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from campaign.views.money import AccountView
from campaign.views.money_spending import SPENDING_STATE_WORDS, EarmarkView, SpendingView
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText
from tui.screens.money.whose import ITSELF, with_committee
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

TONES = {"peer_review": "accent", "more_info": "warn", "paid": "good"}
SHOWN = 500


@dataclass(frozen=True, slots=True)
class _Found:
    """The requests, and what each account keeps for the committee."""

    lines: tuple[SpendingView, ...]
    earmarks: tuple[EarmarkView, ...]


class SpendingScreen(AppuiScreen):
    """The spending requests of one committee; of all of them on a mandataire's laptop."""

    TITLE_WORDS = N_("Spending")
    CSS_PATH = "requests.tcss"
    HELP = N_(
        "A committee asks, a second person looks at it, the mandataire decides and pays: no step is skipped. "
        "n writes a request, Enter opens one with the steps that are open. a is the mandataire's: it earmarks money "
        "that was received for this committee."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", N_("New request"), id="spending.new"),
        Binding("a", "earmark", N_("Earmark"), id="spending.earmark"),
        Binding("escape", "back", N_("Back"), id="spending.back"),
    ]

    def __init__(self, committee_id: uuid.UUID | None, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name

    def where(self) -> str:
        name = self._committee_name if self.committee_id else self.w(N_("All committees"))
        return f"{name} · {self.w(self.TITLE_WORDS)}".removeprefix(" · ")

    def body(self) -> ComposeResult:
        w = self.w
        columns = [
            Col(w(N_("State")), width=22),
            Col(w(N_("What")), width=30, flex=3),
            Col(w(N_("Amount")), width=13, align="right"),
            Col(w(N_("Category")), width=14, flex=2, rank=2),
            Col(w(N_("Day")), width=10, rank=1),
        ]
        yield Static(text.plain(""), id="empty")
        yield Listing(columns, id="list")
        yield Static(text.plain(""), classes="muted", id="sums")

    def reload(self) -> None:
        committee = self.committee_id

        def fetch(reading: Reading) -> _Found:
            from campaign.money.accounts import list_accounts
            from campaign.money.balances import earmark_of
            from campaign.money.mandate import gathering
            from campaign.money.spending import list_requests

            session = reading.session
            whose = [committee] if committee else [one.id for one in gathering(session)]
            open_now = [one.id for one in list_accounts(session) if one.closed_on is None]
            return _Found(
                tuple(list_requests(session, committee_id=committee, limit=SHOWN)),
                tuple(earmark_of(session, account, one) for account in open_now for one in whose),
            )

        self.read("requests", fetch, self._show)

    def _show(self, found: _Found) -> None:
        from campaign.money.spending import categories

        w = self.w
        labels = {one.id: one.label for one in categories()}
        empty, listing = self.query_one("#empty", Static), self.query_one("#list", Listing)
        empty.display, listing.display = not found.lines, bool(found.lines)
        rows = []
        for line in found.lines:
            label = labels.get(line.category)
            tone = TONES.get(line.state, "")
            cells = (
                w(SPENDING_STATE_WORDS[line.state]),
                line.title,
                w.euros(line.amount_cents),
                label.say(w).partition(":")[0].strip() if label else line.category,  # “Printing: leaflets, posters”
                w.day(line.day, "numeric"),
            )
            rows.append(
                Row(cells, line.id, tone="dim" if line.state == "refused" else "", tones={0: tone} if tone else {})
            )
        listing.fill(rows)
        if not found.lines:
            empty.update(text.block(self._teach()))
        self.set_focus(listing if found.lines else None)
        sums = [
            w(N_("earmarked and free {amount}"), amount=w.euros(sum(one.free_cents for one in found.earmarks))),
            w(N_("committed {amount}"), amount=w.euros(sum(one.committed_cents for one in found.earmarks))),
            w(N_("paid {amount}"), amount=w.euros(sum(one.paid_cents for one in found.earmarks))),
        ]
        self.query_one("#sums", Static).update(text.plain(" · ".join(sums)))

    def _teach(self) -> str:
        return self.w(
            N_(
                "No request yet.\n\n"
                "A committee pays nothing itself. It asks; a second person looks at the request; the mandataire "
                "approves it, commits the money and pays the invoice. Every step stays readable, with who took it.\n"
                "What may be asked for is what the mandataire earmarked for this committee (a).\n\n"
                "Press n to write the first request."
            )
        )

    @on(Listing.Chosen, "#list")
    def open(self, event: Listing.Chosen) -> None:
        """Open a request."""
        from tui.screens.money.request import RequestScreen

        self.app.push_screen(RequestScreen(event.row.key))

    def action_new(self) -> None:
        from tui.screens.money.asking import AskingScreen
        from tui.screens.money.opening import with_account

        def chosen(committee: uuid.UUID, _: str) -> None:
            with_account(self, lambda account: self.app.push_screen(AskingScreen(committee, account.id)))

        with_committee(self, self.committee_id, self._committee_name, chosen, ITSELF)

    def action_earmark(self) -> None:
        """Set money apart for this committee; a minus takes it back."""
        from tui.screens.money.opening import with_account

        def chosen(committee: uuid.UUID, _: str) -> None:
            with_account(self, lambda account: self._ask_earmark(account, committee))

        with_committee(self, self.committee_id, self._committee_name, chosen, ITSELF)

    def _ask_earmark(self, account: AccountView, committee: uuid.UUID, value: str = "", problem: str = "") -> None:
        w = self.w

        def typed(line: str | None) -> None:
            from campaign.money.amounts import cents
            from campaign.money.earmarks import earmark

            if line is None:
                return
            back = line.strip().startswith(("-", "−"))
            try:
                amount = cents(line.strip().lstrip("-−"))
            except Refusal as refusal:
                self._ask_earmark(account, committee, line, w.refusal(refusal))
                return
            said = w(N_("Earmarked: {amount}; u undoes it."), amount=w.euros(-amount if back else amount))
            self.write(
                lambda unit: earmark(
                    unit, account.id, committee, amount, declares_mandatary=True,
                    direction="take_back" if back else "give",
                ),
                lambda _: self.tell(said),
                refused=lambda refusal: self._ask_earmark(account, committee, line, w.refusal(refusal)),
            )  # fmt: skip

        about = [
            w(N_("Received money that this committee may ask for; it stays the mandataire's. -50 takes it back.")),
            w(N_("By Enter you declare that you act as the mandataire: it is written down, never verified.")),
        ]
        dialog = AskText(w(N_("Earmark, in euros")), "\n".join(about), value=value, problem=problem, limit=20)
        self.app.push_screen(dialog, typed)
