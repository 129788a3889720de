"""Taking in gifts made online: what each line would bring, what the law is against, then all of it once."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from campaign.views.money import METHOD_WORDS, AccountView
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.progress import Progress, Stopped
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText
from tui.screens.sheets import ask_sheet
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.money.online import OnlinePlan
    from campaign.people.importing import Sheet

SHOWN = 1000


def ask_file(screen: AppuiScreen, committee_id: uuid.UUID, account: AccountView) -> None:
    """Ask for the path of a file, read it, and show what it would bring."""
    w = screen.w

    about = w(N_("Path of the CSV file of the payment service. Nothing is changed yet."))
    ask_sheet(screen, w(N_("Take in online gifts")), about, lambda sheet: OnlineScreen(sheet, committee_id, account))


class OnlineScreen(AppuiScreen):
    """The dry run of a file of online gifts."""

    TITLE_WORDS = N_("Take in online gifts")
    CSS_PATH = "online.tcss"
    HELP = N_(
        "Each line is one gift, known by the number of its operation: a file taken in twice adds nothing. What the law "
        "is against stays out and is named: the mandataire refunds it at the service. Ctrl+S takes in the rest."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take_in", N_("Take in"), key_display="^s", id="online.take_in"),
        Binding("escape", "back", N_("Back"), id="online.back"),
    ]

    plan: OnlinePlan | None = None
    writing = False

    def __init__(self, sheet: Sheet, committee_id: uuid.UUID, account: AccountView) -> None:
        super().__init__()
        self.sheet = sheet
        self.committee_id = committee_id
        self.account = account
        self._progress = Progress(self, self._show_progress)

    def where(self) -> str:
        return f"{self.sheet.name} · {self.w(self.TITLE_WORDS)}"

    def body(self) -> ComposeResult:
        w = self.w
        with Vertical(id="outcome", classes="panel"):
            yield Static(text.plain("…"), id="counts")
        with Vertical(id="lines", classes="panel"):
            columns = [
                Col(w(N_("Line")), width=6, align="right"),
                Col(w(N_("Donor")), width=14, flex=1),
                Col(w(N_("Amount")), width=12, align="right"),
                Col(w(N_("How")), width=12, rank=2),
                Col(w(N_("What becomes of it")), width=16, flex=3),
            ]
            yield Listing(columns, id="list")
        yield Static(text.plain(""), classes="muted", id="whole")
        self.call_later(self.name_panel, "#outcome", w(N_("What would happen")))
        self.call_later(self.name_panel, "#lines", w(N_("Line by line")))

    def reload(self) -> None:
        sheet, committee, account, today = self.sheet, self.committee_id, self.account.id, self.appui.today()

        def fetch(reading: Reading) -> OnlinePlan:
            from campaign.money.online import plan_online

            return plan_online(reading.session, sheet, committee, account, today)

        self.read("plan", fetch, self._planned)

    def refused(self, refusal: Refusal) -> None:
        self.plan = None
        self.query_one("#counts", Static).update(text.block(self.w.refusal(refusal)))

    def _planned(self, plan: OnlinePlan) -> None:
        from campaign.money.sentences import said

        self.plan = plan
        w = self.w
        rows = [
            Row((w(N_("line {line}: {reason}"), line=w.number(p.line), reason=said(p.judged, w)),), p, tone="warn")
            for p in plan.problems[:SHOWN]
        ]
        for gift in plan.gifts[:SHOWN]:
            name = f"{gift.donor.given_name} {gift.donor.family_name}".strip()
            outcome = said(gift.warns[0], w) if gift.warns else w(N_("added")) if gift.donor_id else w(N_("new donor"))
            cells = (w.number(gift.line), name, w.euros(gift.amount_cents), w(METHOD_WORDS[gift.method]), outcome)
            rows.append(Row(cells, gift, tones={4: "accent" if gift.warns else "dim"}))
        nothing = Row(("", w(N_("No line brings anything new.")), "", "", ""), None, tone="dim")
        listing = self.query_one("#list", Listing)
        listing.fill(rows or [nothing])
        self.set_focus(listing)
        total = sum(gift.amount_cents for gift in plan.gifts)
        counted = (
            (N_("lines read"), w.number(plan.read), ""),
            (N_("gifts added"), f"{w.number(len(plan.gifts))} · {w.euros(total)}", "$text-success"),
            (N_("known, unchanged"), w.number(plan.unchanged), ""),
            (N_("not taken in"), w.number(len(plan.problems)), "$text-warning" if plan.problems else ""),
        )
        lines = [text.parts((value.rjust(20), f"bold {style}"), "  " + w(label)) for label, value, style in counted]
        if plan.gifts:
            lines.append(text.plain(w(N_("Ctrl+S takes them in, as the mandataire; u takes the whole file back."))))
        else:
            lines.append(text.plain(w(N_("Nothing to take in: all of it is here already.")), "$muted"))
        self.query_one("#counts", Static).update(text.lines(*lines))

    def _show_progress(self, done: int, total: int) -> None:
        w, share = self.w, done / total if total else 1.0
        said = text.plain(f"{w(N_('Taking them in…'))} {w.percent(share)}")
        bar, stop = text.plain(text.bar(share, 30), "$text-accent"), text.plain(w(N_("Esc stops.")), "$muted")
        self.query_one("#counts", Static).update(text.lines(said, bar, stop))

    def action_back(self) -> None:
        """Leave; while the file is being taken in, have that given up first: nothing is changed then."""
        if self.writing:
            self._progress.stop()
        else:
            super().action_back()

    def on_unmount(self) -> None:
        """Nobody waits for the file any more."""
        self._progress.stop()

    @on(Listing.Moved, "#list")
    def moved(self, event: Listing.Moved) -> None:
        """What the law says of the line under the cursor stands whole below the list."""
        from campaign.money.sentences import said

        one = event.row.key
        found = (one.judged,) if hasattr(one, "judged") else getattr(one, "warns", ())
        self.query_one("#whole", Static).update(text.block("\n".join(said(judged, self.w) for judged in found)))

    def action_take_in(self, problem: str = "", value: str = "") -> None:
        """Take the file in; lines that the law warns of need a reason, which is asked with the declaration."""
        plan, w = self.plan, self.w
        if plan is None or not plan.gifts or self.writing:
            return
        warned = sum(1 for gift in plan.gifts if gift.warns)
        about = [w(N_("By Enter you declare that you act as the mandataire: it is written down, never verified."))]
        if warned:
            about.append(
                w.many(
                    N_("{count} line warns: write why it is right all the same."),
                    N_("{count} lines warn: write why they are right all the same."),
                    warned,
                )
            )

        def typed(reason: str | None) -> None:
            from campaign.money.online import import_online

            if reason is None:
                return

            def done(count: int) -> None:
                self.writing = False
                self.say(w.many(N_("{count} gift is here now."), N_("{count} gifts are here now."), count))
                self.app.pop_screen()

            def refused(refusal: Refusal) -> None:
                self.writing = False
                self._planned(plan)
                if isinstance(refusal, Stopped):
                    self.say(w.refusal(refusal))
                else:
                    self.action_take_in(w.refusal(refusal), reason)

            self.writing = True
            progress = self._progress = Progress(self, self._show_progress)
            self._show_progress(0, len(plan.gifts))
            self.write(
                lambda unit: import_online(unit, plan, declares_mandatary=True, reason=reason, progress=progress),
                done,
                refused=refused,
                once=True,
            )

        title = w(N_("Take them in?"))
        self.app.push_screen(AskText(title, "\n".join(about), value=value, problem=problem, limit=300), typed)
