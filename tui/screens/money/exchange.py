"""Two laptops: what this one sends to the other, what it takes in from there, and the slips that go by hand."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from campaign.views.money import AccountView, HandOverView
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Confirm, Menu
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.money.exchange import TakenIn


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the other laptop, read and not taken in yet; ``kind``: pledges, states, or nothing known."""

    name: str
    data: bytes
    kind: str


class ExchangeScreen(AppuiScreen):
    """The slips of one committee, and the files that go between it and its mandataire."""

    TITLE_WORDS = N_("Exchange with the mandataire")
    CSS_PATH = "exchange.tcss"
    HELP = N_(
        "The committee and the mandataire often have a laptop each. x makes the committee's file; the mandataire takes "
        "it in with i, receives, and sends back a file of states with r, which the committee takes in with i. A file "
        "taken in twice changes nothing. Enter prints a slip again, to be signed by both."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "pledges", N_("File of pledges"), id="exchange.pledges"),
        Binding("r", "states", N_("File of states"), id="exchange.states"),
        Binding("i", "take_in", N_("Take in a file"), id="exchange.take_in"),
        Binding("enter", "print", N_("Print the slip"), show=False, id="exchange.print"),
        Binding("c", "code", N_("Find a slip by its code"), show=False, id="exchange.code"),
        Binding("escape", "back", N_("Back"), show=False, id="exchange.back"),
    ]

    def __init__(self, committee_id: uuid.UUID, name: str = "", *, everyone: bool = False) -> None:
        super().__init__()
        self.committee_id = committee_id
        self.everyone = everyone
        self._committee_name = name

    def where(self) -> str:
        name = self.w(N_("All committees")) if self.everyone else self._committee_name
        return f"{name} · {self.w(self.TITLE_WORDS)}".removeprefix(" · ")

    def body(self) -> ComposeResult:
        w = self.w
        columns = [
            Col(w(N_("Slip")), width=9, align="right"),
            Col(w(N_("Day")), width=10),
            Col(w(N_("Gifts")), width=6, align="right"),
            Col(w(N_("Amount")), width=13, align="right"),
            Col(w(N_("Code on the paper")), width=17, rank=2),
            Col(w(N_("Carried by")), width=10, flex=1, rank=1),
            Col(w(N_("Mandataire")), width=18),
        ]
        with Vertical(id="slips", classes="panel"):
            yield Static(text.plain(""), id="empty")
            yield Listing(columns, id="list")
        yield Static(text.plain(""), classes="muted", id="how")
        self.call_later(self.name_panel, "#slips", w(N_("Slips of what was carried")))

    def reload(self) -> None:
        committee = None if self.everyone else self.committee_id

        def fetch(reading: Reading) -> list[HandOverView]:
            from campaign.money.listing import list_hand_overs

            return list_hand_overs(reading.session, committee)

        self.read("slips", fetch, self._show)

    def _show(self, slips: list[HandOverView]) -> None:
        w = self.w
        empty, listing = self.query_one("#empty", Static), self.query_one("#list", Listing)
        empty.display, listing.display = not slips, bool(slips)
        rows = []
        for slip in slips:
            came, waits = slip.received, sum(line.state == "handed_over" for line in slip.lines)
            signed = w(N_("on its way"))
            if slip.acknowledged_on is not None:
                signed = w(N_("received {day}"), day=w.day(slip.acknowledged_on, "tiny"))
            if came and waits:  # a part of it: the rest is still to be received, or was refused
                signed = w(N_("received {count}/{all}"), count=came, all=len(slip.lines))
            cells = (
                str(slip.number), w.day(slip.day, "numeric"), str(len(slip.lines)), w.euros(slip.total_cents),
                slip.code, slip.bearer or "–", signed,
            )  # fmt: skip
            rows.append(Row(cells, slip.id, tones={6: "good" if slip.acknowledged_on and not waits else "accent"}))
        listing.fill(rows, keep=listing.row.key if listing.row else None)
        if not slips:
            empty.update(
                text.block(
                    w(
                        N_(
                            "No slip yet.\n\n"
                            "A slip goes with cheques and cash to the mandataire; both sign it, so that nobody has to "
                            "be believed. It is made when gifts are handed over: mark them in the list of gifts, then "
                            "s.\n\n"
                            "With two laptops, x makes the file that goes with it."
                        )
                    )
                )
            )
        self.set_focus(listing if slips else None)
        said = N_(
            "Two laptops: the committee's file (x) → taken in at the mandataire's (i) → the file of states (r) → taken "
            "in here (i)."
        )
        self.query_one("#how", Static).update(text.block(w(said)))

    @on(Listing.Chosen, "#list")
    def chosen(self, event: Listing.Chosen) -> None:
        """Print a slip."""
        self._print(event.row.key)

    def action_print(self) -> None:
        row = self.query_one("#list", Listing).row
        if row is not None:
            self._print(row.key)

    def _print(self, slip_id: uuid.UUID) -> None:
        """The PDF of a slip, for two signatures."""
        print_slip_of(self, slip_id)

    def action_pledges(self) -> None:
        """What was gathered, for the mandataire's laptop."""
        self._send("pledges")

    def action_states(self) -> None:
        """What became of it, for the committee's laptop."""
        self._send("states")

    def _send(self, what: str) -> None:
        from tui.screens.money.opening import with_account

        w = self.w

        def write(committee: uuid.UUID, account: AccountView) -> None:
            from campaign.money.exchange import export_pledges, export_states
            from tui.screens.actions.save import ask_where

            export = export_pledges if what == "pledges" else export_states
            name = f"{w(N_('pledges') if what == 'pledges' else N_('states'))}.json"
            self.write(
                lambda unit: export(unit, committee, account.id), lambda made: ask_where(self, name, lambda _: made)
            )

        def chosen(account: AccountView) -> None:
            def known(committees: list[tuple[uuid.UUID, str]]) -> None:
                of = [one for one, _ in committees]
                if what == "pledges" or of in ([], [self.committee_id]):
                    write(self.committee_id, account)
                elif len(of) == 1:
                    write(of[0], account)  # the only one that there is anything to tell
                else:
                    choices = [Choice(str(one), name) for one, name in committees]
                    about = w(N_("Each committee is told what became of its own gifts."))
                    menu = Menu(w(N_("File of states for which committee?")), choices, about=about)
                    self.app.push_screen(menu, lambda one: write(uuid.UUID(one), account) if one else None)

            def fetch(reading: Reading) -> list[tuple[uuid.UUID, str]]:
                from campaign.money.listing import committees_of

                return committees_of(reading.session, account.id)

            self.read("committees", fetch, known)

        with_account(self, chosen)

    # --- taking in

    def action_take_in(self) -> None:
        """Ask for a file of the other laptop, and say what it is before anything is changed."""
        w = self.w

        def read(reading: Reading, path: str) -> _File:
            from campaign.errors.money import MoneyFileUnreadable
            from campaign.money.exchange import kind_of
            from tui.cli.paths import typed_path

            target = typed_path(path)
            try:
                data = target.read_bytes()
            except OSError:
                raise MoneyFileUnreadable(name=target.name) from None
            kind = kind_of(data)
            if not kind:
                raise MoneyFileUnreadable(name=target.name)
            return _File(target.name, data, kind)

        def typed(path: str | None) -> None:
            if path and path.strip():
                self.read("file", lambda reading: read(reading, path), self._looked_at)

        about = w(N_("Path of the file from the other laptop. What it would change is said first."))
        self.app.push_screen(AskText(w(N_("Take in a file")), about, limit=1000), typed)

    def _looked_at(self, file: _File) -> None:
        from tui.screens.money.opening import with_account

        if file.kind == "pledges":
            with_account(self, lambda account: self._dry(file, account.id))
        else:
            self._dry(file, None)

    def _dry(self, file: _File, account_id: uuid.UUID | None, *, same: bool = False) -> None:
        """Say what would change: the file is taken in, looked at, and put back in one transaction that is dropped."""
        w = self.w

        def fetch(reading: Reading) -> TakenIn | Refusal:
            from campaign.errors.money import MoneyFileOfOtherAccount
            from campaign.money.exchange_plan import plan_taken_in

            try:
                return plan_taken_in(reading.store, file.data, account_id, file.name, same_account=same)
            except MoneyFileOfOtherAccount as refusal:
                if account_id is None or same:
                    raise
                return refusal

        def planned(found: TakenIn | Refusal) -> None:
            from campaign.money.exchange_words import lines

            if isinstance(found, Refusal):
                asked = w(N_("Are both one account, under two names? It is remembered."))
                self.app.push_screen(
                    Confirm(w(N_("Take in {name}?"), name=file.name), f"{w(found.why, **found.facts)}\n{asked}"),
                    lambda yes: self._dry(file, account_id, same=True) if yes else None,
                )
                return
            more = lines(found, w)
            if not (found.added or found.updated or found.conflicts):
                self.say("\n".join(more) or w(N_("Nothing to take in: all of it is here already.")))
                return
            said = [
                w(
                    N_("{read} gifts read: {added} added, {updated} brought up to date, {unchanged} as they were."),
                    read=found.read,
                    added=found.added,
                    updated=found.updated,
                    unchanged=found.unchanged,
                )
            ]
            if found.found:
                from campaign.money.sentences import said as sentence

                said.append(
                    w.many(
                        N_("The law has something to say of {count} of them:"),
                        N_("The law has something to say of {count} of them:"),
                        len({gift for gift, _ in found.found}),
                    )
                )
                said += [sentence(one, w) for _, one in found.found[:3]]
            said += more[:4]
            if account_id is not None:
                said.append(
                    w(N_("By Enter you declare that you act as the mandataire: it is written down, never verified."))
                )
            self.app.push_screen(
                Confirm(w(N_("Take in {name}?"), name=file.name), "\n".join(said)),
                lambda yes: self._write(file, account_id, same=same) if yes else None,
            )

        self.read("dry", fetch, planned)

    def _write(self, file: _File, account_id: uuid.UUID | None, *, same: bool) -> None:
        from campaign.money.exchange import import_pledges, import_states
        from db.unit import Unit

        w = self.w

        def take(unit: Unit) -> TakenIn:
            if account_id is not None:
                return import_pledges(unit, file.data, account_id, file.name, same_account=same)
            return import_states(unit, file.data, file.name)

        def taken(found: TakenIn) -> None:
            said = N_("{added} gifts added, {updated} brought up to date; u takes the whole file back.")
            self.tell(w(said, added=found.added, updated=found.updated))
            if account_id is not None:
                self.everyone = True  # what came in is another committee's
                self.titles()
                self.reload()

        self.write(take, taken, once=True)

    def action_code(self, value: str = "", problem: str = "") -> None:
        """The mandataire types the code of a paper: the slip, and whether paper and file tell the same."""
        w = self.w

        def typed(code: str | None) -> None:
            from campaign.money.slips import find_slip
            from campaign.views.money_paper import SlipFound

            if not code or not code.strip():
                return

            def found(slip: SlipFound) -> None:
                said = N_("Slip {number} of {committee}: {amount}. Paper and file tell the same.")
                if not slip.fits:
                    said = N_("Slip {number} of {committee}: the file tells other gifts than the paper. Compare them.")
                self.say(
                    w(said, number=slip.number, committee=slip.committee, amount=w.euros(slip.total_cents)),
                    "information" if slip.fits else "warning",
                )

            def fetch(reading: Reading) -> SlipFound | Refusal:
                try:
                    return find_slip(reading.session, code)
                except Refusal as refusal:
                    return refusal

            def then(outcome: SlipFound | Refusal) -> None:
                if isinstance(outcome, Refusal):
                    self.action_code(code, w.refusal(outcome))
                else:
                    found(outcome)

            self.read("code", fetch, then)

        about = w(N_("As it stands on the paper, at the top: BCDF-GHJK-M."))
        title = w(N_("Find a slip by its code"))
        self.app.push_screen(AskText(title, about, value=value, problem=problem, limit=20), typed)


def print_slip_of(screen: AppuiScreen, slip_id: uuid.UUID) -> None:
    """Ask where the PDF of a slip goes."""
    from tui.screens.actions.save import ask_where

    lang, w = screen.appui.lang, screen.w

    def make(reading: Reading) -> bytes:
        from campaign.money.paper.slip import print_slip

        return print_slip(reading.session, slip_id, lang)

    ask_where(screen, f"{w(N_('slip'))}.pdf", make)
