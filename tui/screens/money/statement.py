"""The mandataire's statement: what came in, what the account holds, donors against their cap, what was paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical
from textual.widgets import Static

from campaign.views.money import METHOD_WORDS, AccountView
from campaign.views.money_spending import EarmarkView
from campaign.views.money_totals import DonorTotal, Statement
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Menu
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

DONORS_SHOWN = 200
NEAR = 0.8  # of the share of cash that the law allows, from where it is shown as a warning


@dataclass(frozen=True, slots=True)
class _Found:
    """The statement, and the donors who gave most. ``cash_limit`` is the share of the ceiling that cash may reach."""

    statement: Statement
    donors: tuple[DonorTotal, ...]
    cash_limit: float | None


class StatementScreen(AppuiScreen):
    """One account over a period; every amount is derived from the ledger, none is kept."""

    TITLE_WORDS = N_("Statement")
    CSS_PATH = "statement.tcss"
    HELP = N_(
        "Tab goes from panel to panel; Enter opens the rows behind a line. Below a cap nothing is ever right: gifts "
        "made elsewhere are not known. e changes the period, x makes the files for the accountant and others."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "period", N_("Period"), id="statement.period"),
        Binding("x", "export", N_("Export"), id="statement.export"),
        Binding("escape", "back", N_("Back"), id="statement.back"),
    ]

    found: _Found | None = None

    def __init__(self, account: AccountView) -> None:
        super().__init__()
        self.account = account
        self.first: date | None = None
        self.last: date | None = None

    def where(self) -> str:
        return f"{self.w(self.TITLE_WORDS)} · {self.account.label}"

    def body(self) -> ComposeResult:
        came = [
            Col("", width=12, flex=1), Col("", width=4, align="right", rank=1), Col("", width=12, align="right"),
        ]  # fmt: skip
        stands = [Col("", width=14, flex=1), Col("", width=13, align="right")]
        donors = [
            Col("", width=10, flex=1), Col("", width=11, align="right"), Col("", width=6, align="right"),
        ]  # fmt: skip
        paid = [Col("", width=14, flex=1), Col("", width=12, align="right")]
        yield Static(text.plain("…"), id="head")
        with Grid(id="panels"):
            for panel, columns in (("came", came), ("stands", stands), ("paid", paid), ("donors", donors)):
                with Vertical(id=panel, classes="panel"):
                    yield Listing(columns, header=False, id=f"{panel}-list")
        yield Static(text.plain(""), classes="muted", id="whole")
        for panel, words in (
            ("#came", N_("Received, by month and way")),
            ("#stands", N_("What the account holds")),
            ("#donors", N_("Donors, against the cap")),
            ("#paid", N_("Paid, and what is set apart")),
        ):
            self.call_later(self.name_panel, panel, self.w(words))
        self.call_later(self._name_limit)

    def _name_limit(self) -> None:
        """No total of a donor stands without what it does not know."""
        self.query_one("#donors").border_subtitle = text.plain(self.w(N_("as far as this file knows")))

    def reload(self) -> None:
        account, today = self.account, self.appui.today()
        election = account.election
        start = account.opened_on or (election.account_from if election else None) or today.replace(month=1, day=1)
        self.last = self.last or today
        self.first = self.first or min(start, self.last)
        first, last = self.first, self.last

        def fetch(reading: Reading) -> _Found:
            from campaign.money.accounts import account_row
            from campaign.money.rules import rule_book
            from campaign.money.statement import donor_totals, statement

            session = reading.session
            totals = donor_totals(session, account_row(session, account.id), last, most=DONORS_SHOWN)
            limit = rule_book(session).value("don.cash.share", last)
            made = statement(session, account.id, first, last)
            return _Found(made, tuple(totals), None if limit is None else limit / 10_000)

        self.read("statement", fetch, self._show)

    def _show(self, found: _Found) -> None:
        w, shown = self.w, found.statement
        before = self.found
        self.found = found
        self.titles()
        parts = [
            w.period(shown.first, shown.last),
            w(N_("received {amount}"), amount=w.euros(shown.received_cents)),
            w.many(N_("{count} donor"), N_("{count} donors"), shown.donor_count),
        ]
        self.query_one("#head", Static).update(text.plain(" · ".join(parts), "bold"))
        for panel, rows in (
            ("came", self._came(shown)),
            ("stands", self._stands(found)),
            ("donors", self._donors(found)),
            ("paid", self._paid(shown)),
        ):
            self.query_one(f"#{panel}-list", Listing).fill(rows)
        if before is None:
            self.set_focus(self.query_one("#stands-list", Listing))

    def _came(self, shown: Statement) -> list[Row]:
        w = self.w
        if not shown.by_method:
            said = (N_("Nothing came in this period."), N_("e changes it."))
            return [Row((w(one),), None, tone="dim") for one in said]
        rows, month = [], None
        for one in shown.by_method:
            if one.month != month:
                month = one.month
                rows.append(Row((w.month(month),), None, tone="dim"))
            rows.append(Row(("  " + w(METHOD_WORDS[one.method]), str(one.count), w.euros(one.cents)), one))
        total = w(N_("All in money"))
        return [*rows, Row((total, "", w.euros(shown.received_cents)), None, tone="strong")]

    def _stands(self, found: _Found) -> list[Row]:
        w, shown = self.w, found.statement
        b = shown.balance
        if shown.told_on is not None:  # what the account holds is known on the mandataire's laptop only
            told = w(N_("as the mandataire told on {day}"), day=w.day(shown.told_on, "numeric"))
            return [
                Row((told,), None, tone="dim"),
                Row((w(N_("received of our gifts")), w.euros(b.gifts_cents)), "told"),
                Row((w(N_("earmarked")), w.euros(b.earmarked_cents)), "earmarked"),
                Row((w(N_("committed, to be paid")), w.euros(b.committed_cents)), "committed"),
                Row((w(N_("paid out")), w.euros(b.spent_cents)), "spent"),
                Row((w(N_("gifts in kind")), w.euros(b.in_kind_cents)), "in_kind"),
            ]
        rows = [
            Row((w(N_("in the bank")), w.euros(b.bank_cents)), "bank", tones={1: "strong"}),
            Row(
                (w(N_("to bring to the bank")), w.euros(b.to_deposit_cents)),
                "deposit",
                tones={1: "accent"} if b.to_deposit_cents else {},
            ),
            Row((w(N_("earmarked")), w.euros(b.earmarked_cents)), "earmarked"),
            Row((w(N_("committed, to be paid")), w.euros(b.committed_cents)), "committed"),
            Row(
                (w(N_("free to earmark")), _signed(w.euros(abs(b.unassigned_cents)), b.unassigned_cents)),
                "free",
                tones={1: "warn"} if b.unassigned_cents < 0 else {},
            ),
            Row((w(N_("gifts in kind")), w.euros(b.in_kind_cents)), "in_kind"),
        ]
        if shown.account.kind == "candidate":
            share = w.percent(shown.cash_share) if shown.ceiling_cents else w(N_("unchecked"))
            limit = found.cash_limit
            near = limit is not None and (shown.cash_share or 0) >= limit * NEAR
            label = w(N_("cash, of the ceiling"))
            if limit is not None and shown.ceiling_cents:
                share = f"{share} / {w.percent(limit, digits=0)}"
            rows.append(Row((label, share), "cash", tones={1: "warn"} if near else {}))
        return rows

    def _donors(self, found: _Found) -> list[Row]:
        w = self.w
        rows = []
        for one in found.donors:
            share = w.percent(one.total_cents / one.cap_cents, digits=0) if one.cap_cents else "–"
            name = f"{one.name} ({one.year})" if one.year else one.name
            mark = {"over": "‼ ", "near": "! "}.get(one.level, "")
            tone = {"over": "warn", "near": "accent"}.get(one.level, "")
            rows.append(
                Row((mark + name, w.euros(one.total_cents), share), one, tones={0: tone, 2: tone} if tone else {})
            )
        if not rows:
            return [Row((w(N_("Nobody gave yet.")),), None, tone="dim")]
        return rows

    def _paid(self, shown: Statement) -> list[Row]:
        from campaign.money.spending import categories

        w = self.w
        labels = {one.id: one.label.say(w) for one in categories()}
        # "Printing: leaflets, posters": what stands before the colon tells it from the others.
        short = {key: label.partition(":")[0].strip() for key, label in labels.items()}
        rows = [
            Row((short.get(key, key), w.euros(cents)), ("category", labels.get(key, key), cents))
            for key, cents in shown.by_category
        ]
        total = sum(cents for _, cents in shown.by_category)
        if rows:
            rows.append(Row((w(N_("In all")), w.euros(total)), None, tone="strong"))
        else:
            rows.append(Row((w(N_("Nothing paid in this period.")),), None, tone="dim"))
        if shown.earmarks:
            rows.append(Row((w(N_("set apart and free")),), None, tone="dim"))
        rows += [Row((f"  {one.committee}", w.euros(one.free_cents)), one) for one in shown.earmarks]
        return rows

    @on(Listing.Moved)
    def moved(self, event: Listing.Moved) -> None:
        """The line under the cursor, whole; of a donor, with what this file cannot know."""
        if event.listing.has_focus:
            self._say_whole(event.row)

    def on_descendant_focus(self) -> None:
        focused = self.focused
        if isinstance(focused, Listing) and focused.row is not None:
            self._say_whole(focused.row)

    def _say_whole(self, row: Row) -> None:
        w, key = self.w, row.key
        said = " ".join(cell.strip() for cell in row.cells if cell.strip())
        if isinstance(key, DonorTotal):
            cap = w.euros(key.cap_cents) if key.cap_cents else w(N_("unknown"))
            said = w(
                N_("{name}: {total}, of a cap of {cap}. Seen in this file; gifts made elsewhere are not known."),
                name=key.name, total=w.euros(key.total_cents), cap=cap,
            )  # fmt: skip
        elif isinstance(key, tuple):
            said = f"{key[1]} · {w.euros(key[2])}"
        elif isinstance(key, EarmarkView):
            said = w(
                N_("{committee}: {free} free, {committed} committed, {paid} paid"), committee=key.committee,
                free=w.euros(key.free_cents), committed=w.euros(key.committed_cents), paid=w.euros(key.paid_cents),
            )  # fmt: skip
        elif key == "cash":
            said = w(N_("cash, of the ceiling on spending")) + f" · {row.cells[1]}"
            if not (self.found and self.found.statement.ceiling_cents):
                said = w(N_("The ceiling on spending is not known: the share of cash cannot be checked."))
        self.query_one("#whole", Static).update(text.plain(said))

    @on(Listing.Chosen)
    def open(self, event: Listing.Chosen) -> None:
        """The rows behind a line: gifts of a donor or a way of payment, those to bring to the bank, requests."""
        from campaign.views.money_totals import MethodTotal
        from tui.screens.money.gifts import MoneyScreen
        from tui.screens.money.requests import SpendingScreen

        key = event.row.key
        if isinstance(key, DonorTotal):
            self.app.push_screen(MoneyScreen(None, donor_id=key.donor_id))
        elif isinstance(key, MethodTotal):
            self.app.push_screen(MoneyScreen(None, method=key.method))
        elif key == "deposit":
            self.app.push_screen(MoneyScreen(None, states=("received",)))
        elif isinstance(key, EarmarkView):
            self.app.push_screen(SpendingScreen(key.committee_id, key.committee))

    def action_period(self) -> None:
        """Ask for the first and the last day, in one line."""
        w = self.w
        assert self.first is not None and self.last is not None
        value = f"{w.day(self.first, 'numeric')} {w.day(self.last, 'numeric')}"
        self._ask_period(value, "", w(N_("First day and last day, both included.")))

    def _ask_period(self, value: str, problem: str, about: str) -> None:
        def typed(line: str | None) -> None:
            from campaign.periods import read_day

            if line is None:
                return
            words = line.split()
            try:
                if len(words) != 2:
                    self._ask_period(line, self.w(N_("Type two days.")), about)
                    return
                first, last = (read_day(word, self.appui.today()) for word in words)
            except Refusal as refusal:
                self._ask_period(line, self.w.refusal(refusal), about)
                return
            self.first, self.last = min(first, last), max(first, last)
            self.reload()

        dialog = AskText(self.w(N_("Period of the statement")), about, value=value, problem=problem, limit=60)
        self.app.push_screen(dialog, typed)

    def action_export(self) -> None:
        """What the accountant, the receipts service and the commission are given; each is named for what it is."""
        w = self.w
        choices = [
            Choice("accountant", w(N_("For the accountant")), w(N_("draft, in the layout of the FEC"))),
            Choice("receipts", w(N_("For the receipts service")), w(N_("draft, to be checked first"))),
            Choice("donors", w(N_("List of donors, CSV")), w(N_("by the mandataire"))),
            Choice("donors_xlsx", w(N_("List of donors, XLSX")), w(N_("by the mandataire"))),
        ]
        self.app.push_screen(Menu(w(N_("Export")), choices, about=self._span()), self._chosen)

    def _span(self) -> str:
        assert self.first is not None and self.last is not None
        return self.w.period(self.first, self.last)

    def _chosen(self, what: str | None) -> None:
        from tui.screens.actions.save import ask_where

        account, first, last = self.account.id, self.first, self.last
        if what is None or first is None or last is None:
            return
        if what != "accountant":
            self._name_donors(what)
            return

        def make(reading: Reading) -> bytes:
            from campaign.money.drafts import accountant_draft

            return accountant_draft(reading.session, account, first, last)

        ask_where(self, "accountant-draft.txt", make)

    def _name_donors(self, what: str) -> None:
        """Names and amounts leave the file: who declares the role is written down."""
        from tui.screens.actions.save import ask_where
        from tui.screens.dialogs import Confirm

        w, account, first, last, lang = self.w, self.account.id, self.first, self.last, self.appui.lang
        told = w(N_("It names who gave how much. By Enter you declare that you act as the mandataire."))

        def sure(yes: bool | None) -> None:
            from campaign.money.donor_list import Form, export_donors
            from campaign.money.drafts import export_receipts

            if not yes or first is None or last is None:
                return
            if what == "receipts":
                self.write(
                    lambda unit: export_receipts(unit, account, first, last, declares_mandatary=True),
                    lambda made: ask_where(self, "receipts-draft.tsv", lambda _: made),
                )
                return
            form: Form = "xlsx" if what == "donors_xlsx" else "csv"
            self.write(
                lambda unit: export_donors(
                    unit, account, first, last, form=form, lang=lang, declares_mandatary=True
                ),
                lambda made: ask_where(self, f"{w(N_('donors'))}.{form}", lambda _: made.content),
            )  # fmt: skip

        questions = {"receipts": N_("Make the draft for the receipts service?")}
        question = questions.get(what, N_("Make the list of donors?"))
        self.app.push_screen(Confirm(w(question), told), sure)


def _signed(amount: str, cents: int) -> str:
    return f"−{amount}" if cents < 0 else amount
