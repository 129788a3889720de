"""Two laptops: what this one sends to the other, what it takes in from there, and the slips that go by hand."""

from __future__ import annotations

import uuid
from typing import ClassVar

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
from tui.screens.dialogs import AskText, Choice, Menu
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading


class ExchangeScreen(AppuiScreen):
    """The slips of one committee, or of all, and the files that go between committees and their mandataire."""

    TITLE_WORDS = N_("Exchange with the mandataire")
    CSS_PATH = "exchange.tcss"
    HELP = N_(
        "The committee and the mandataire often have a laptop each. x makes the committee's file, with its promises "
        "and its spending requests; the mandataire takes it in with i, receives and decides, and sends back a file of "
        "states with r, which the committee takes in with i. A file taken in twice changes nothing. Enter prints a "
        "slip again, to be signed by both."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "pledges", N_("File of pledges"), id="exchange.pledges"),
        Binding("r", "states", N_("File of states"), id="exchange.states"),
        Binding("i", "take_in", N_("Take in a file"), id="exchange.take_in"),
        Binding("enter", "print", N_("Print the slip"), show=False, id="exchange.print"),
        Binding("c", "code", N_("Find a slip by its code"), show=False, id="exchange.code"),
        Binding("escape", "back", N_("Back"), show=False, id="exchange.back"),
    ]

    def __init__(
        self, committee_id: uuid.UUID | None, name: str = "", *, everyone: bool = False, taking: bool = False
    ) -> None:
        super().__init__()
        self.committee_id = committee_id  # None: the mandataire's own file
        self.everyone = everyone or committee_id is None
        self._taking = taking  # a file is asked for at once
        self._straight = False
        self._committee_name = name

    def where(self) -> str:
        if self.committee_id is None:
            return self.w(N_("Exchange with committees"))
        name = self.w(N_("All committees")) if self.everyone else self._committee_name
        return f"{name} · {self.w(self.TITLE_WORDS)}".removeprefix(" · ")

    def body(self) -> ComposeResult:
        with Vertical(id="slips", classes="panel"):
            yield Static(text.plain(""), id="empty")
            yield Listing(self._columns(), id="list")
        yield Static(text.plain(""), classes="muted", id="how")
        self.call_later(self.name_panel, "#slips", self.w(N_("Slips of what was carried")))

    def _columns(self) -> list[Col]:
        """Of all committees, whose slip it is stands first; of one, who carried it."""
        w = self.w
        of_all = [Col(w(N_("Committee")), width=10, flex=2)] if self.everyone else []
        return [
            *of_all,
            Col(w(N_("Slip")), width=9, align="right"),
            Col(w(N_("Day")), width=10),
            Col(w(N_("Gifts")), width=6, align="right", rank=1 if self.everyone else 0),
            Col(w(N_("Amount")), width=13, align="right"),
            Col(w(N_("Code on the paper")), width=18, rank=3),
            Col(w(N_("Carried by")), width=10, flex=1, rank=2),
            Col(w(N_("Mandataire")), width=20),
        ]

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
                signed = w(N_("received {day}"), day=w.day(slip.acknowledged_on, "numeric"))
            if came and waits:  # a part of it: the rest is still to be received, or was refused
                signed = w(N_("received {count}/{all}"), count=came, all=len(slip.lines))
            of_all = (slip.committee,) if self.everyone else ()
            cells = (
                *of_all, str(slip.number), w.day(slip.day, "numeric"), str(len(slip.lines)), w.euros(slip.total_cents),
                slip.code, slip.bearer or "–", signed,
            )  # fmt: skip
            rows.append(
                Row(cells, slip.id, tones={len(cells) - 1: "good" if slip.acknowledged_on and not waits else "accent"})
            )
        listing.relabel(self._columns())
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
        if self._taking:
            self._taking, self._straight = False, True
            self.action_take_in()
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
                if self.committee_id is not None and (what == "pledges" or of in ([], [self.committee_id])):
                    write(self.committee_id, account)
                elif not of:
                    self.say(w(N_("No committee brought anything yet: i takes in its file of promises first.")))
                elif len(of) == 1:
                    write(of[0], account)  # the only one that there is anything to tell
                else:
                    choices = [Choice(str(one), name) for one, name in committees]
                    about = w(N_("Each committee is told what became of its own gifts."))
                    menu = Menu(w(N_("File of states for which committee?")), choices, about=about)
                    self.app.push_screen(menu, lambda one: write(uuid.UUID(one), account) if one else None)

            def fetch(reading: Reading) -> list[tuple[uuid.UUID, str]]:
                from campaign.money.listing import committees_of
                from campaign.money.mandate import gathered_directly

                direct = gathered_directly(reading.session, account.id)  # no laptop waits for word of these
                return [one for one in committees_of(reading.session, account.id) if one[0] != direct]

            self.read("committees", fetch, known)

        with_account(self, chosen)

    def action_take_in(self) -> None:
        """Ask for a file of the other laptop, and say what it is before anything is changed."""
        from tui.screens.money.taking import ask_file

        straight, self._straight = self._straight, False

        def taken(pledges: bool) -> None:
            if straight:  # asked for on the screen below, which says what comes next
                self.app.pop_screen()
                return
            if pledges:
                self.everyone = True  # what came in is another committee's
                self.titles()
            self.reload()

        ask_file(self, taken)

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
