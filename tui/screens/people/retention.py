"""How long personal data are kept, what expires soon, and the purge that lets go of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Confirm
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.rights import Expiring, Purged, RetentionRule


class RetentionScreen(AppuiScreen):
    """Each rule: how long, who says so, and how much is past its day."""

    TITLE_WORDS = N_("How long data are kept")
    HELP = N_(
        "Enter changes a length within the limits of its rule. p lets go of all that is past its day, after asking."
    )

    CSS_PATH = "retention.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "purge", N_("Let go of what is past its day"), id="retention.purge"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Expiring] = []

    def body(self) -> ComposeResult:
        w = self.w
        columns = [
            Col(w(N_("What")), width=20, flex=1),
            Col(w(N_("Kept")), width=10),
            Col(w(N_("Past")), width=8, align="right"),
            Col(w(N_("7 days")), width=8, align="right"),
            Col(w(N_("30 days")), width=8, align="right", rank=1),
        ]
        with Vertical():
            yield Listing(columns, id="rules")
            yield Static(text.plain(""), classes="muted", id="about")

    def reload(self) -> None:
        self.read("retention", self._fetch, self._show)

    def _fetch(self, reading: Reading) -> list[Expiring]:
        from campaign.people.retention import expiring

        return expiring(reading.session, self.appui.today())

    def _show(self, found: list[Expiring]) -> None:
        w = self.w
        self.found = found
        rows = [
            Row(
                (
                    e.rule.about.say(w),
                    self._length(e.rule, e.rule.kept),
                    w.number(len(e.now)),
                    w.number(len(e.in_7)),
                    w.number(len(e.in_30)),
                ),
                e.rule.purpose,
                tones={2: "warn"} if e.now else {},
            )
            for e in found
        ]
        listing = self.query_one("#rules", Listing)
        listing.styles.height = len(rows) + 1
        listing.fill(rows)
        self.set_focus(listing)

    def _length(self, rule: RetentionRule, count: int) -> str:
        w = self.w
        if rule.unit == "months":
            return w.many(N_("{count} month"), N_("{count} months"), count)
        return w.many(N_("{count} day"), N_("{count} days"), count)

    def _rule(self, purpose: str) -> RetentionRule:
        return next(e.rule for e in self.found if e.rule.purpose == purpose)

    @on(Listing.Moved)
    def moved(self, event: Listing.Moved) -> None:
        """Say who set the length under the cursor."""
        w, rule = self.w, self._rule(event.row.key)
        said = w(
            N_("{authority} [{source}, read on {day}]. Between {least} and {most}."),
            authority=rule.authority.say(w),
            source=rule.source,
            day=w.day(rule.checked_on, "numeric"),
            least=self._length(rule, rule.least),
            most=self._length(rule, rule.most),
        )
        self.query_one("#about", Static).update(text.block(f"{rule.about.say(w)}\n{said}"))

    @on(Listing.Chosen)
    def chosen(self, event: Listing.Chosen) -> None:
        """Change a length."""
        w, rule = self.w, self._rule(event.row.key)

        def fits(line: str) -> bool:
            return line.isascii() and line.isdigit() and len(line) < 6 and rule.least <= int(line) <= rule.most

        def check(line: str) -> str:
            wrong = N_("A whole number between {least} and {most}.")
            return "" if fits(line.strip()) else w(wrong, least=rule.least, most=rule.most)

        def typed(line: str | None) -> None:
            from campaign.people.retention import keep

            if line is not None:
                self.write(lambda unit: keep(unit, rule.purpose, int(line)), lambda _: self.reload())

        unit = w(N_("In months.")) if rule.unit == "months" else w(N_("In days."))
        about = f"{rule.about.say(w)}\n{unit}"
        self.app.push_screen(AskText(w(N_("Kept for how long?")), about, value=str(rule.kept), check=check), typed)

    def action_purge(self) -> None:
        w = self.w
        if not any(e.now for e in self.found):
            self.say(w(N_("Nothing is past its day.")))
            return
        lines = [f"{w.number(len(e.now))}: {e.rule.about.say(w)}" for e in self.found if e.now]
        what = "\n".join([*lines, w(N_("People are erased, copies and records deleted. This cannot be undone."))])

        def confirmed(yes: bool | None) -> None:
            from campaign.people.retention import purge

            if yes:
                today = self.appui.today()
                self.write(lambda unit: purge(unit, today), self._purged)

        self.app.push_screen(Confirm(w(N_("Let go of what is past its day?")), what), confirmed)

    def _purged(self, done: Purged) -> None:
        """The rows are gone; now their bytes, in a thread."""
        from db.scrub import scrub

        def scrubbed(clean: bool) -> None:
            w = self.w
            busy = N_("Another window is reading the file: close it, then run this again.")
            self.tell(w(N_("Let go of.")) if clean else w(busy))

        self.tend("scrub", scrub, scrubbed)
