"""The directory: every committee of this file, found in any spelling, opened by Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from campaign.words import N_
from tui import text
from tui.screens.searching import SearchedScreen
from tui.widgets.listing import PAGE, Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.committees.views import CommitteeLine, DirectoryPage


class CommitteesScreen(SearchedScreen):
    """One file is one laptop: what stands here is what this file holds."""

    TITLE_WORDS = N_("Committees")
    CSS_PATH = "directory.tcss"
    HELP = N_(
        "Type / and part of a name, a commune, an INSEE code or a department. Enter opens a committee; "
        "h puts it on Home. Closed and merged committees show with f."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", N_("Search"), key_display="/", id="committees.search"),
        Binding("n", "new", N_("New committee"), id="committees.new"),
        Binding("h", "to_home", N_("Show on Home"), id="committees.home"),
        Binding("r", "report_all", N_("Report of all"), id="committees.report"),
        Binding("f", "ended", N_("Ended ones too"), show=False, id="committees.ended"),
    ]

    ended = False

    def body(self) -> ComposeResult:
        with Vertical(id="directory"):
            yield Input(placeholder=self.w(N_("Search: name, commune, INSEE code, department")), id="search")
            yield Listing(self._columns(), id="list")
            yield Static(text.plain(""), classes="muted", id="count")

    def _columns(self) -> list[Col]:
        w = self.w
        return [
            Col(w(N_("Committee")), width=20, flex=3),
            Col(w(N_("Place")), width=14, flex=2),
            Col(w(N_("Kind")), width=11, rank=4),
            Col(w(N_("State")), width=9),
            Col(w(N_("Members")), width=9, align="right"),
            Col(w(N_("Last action")), width=13, rank=3),
            Col(w(N_("Next action")), width=13, rank=2),
        ]

    def reload(self) -> None:
        self._fetch(0)

    def _fetch(self, offset: int) -> None:
        search = self.query_one("#search", Input).value
        ended = self.ended

        def fetch(reading: Reading) -> DirectoryPage:
            from campaign.committees.directory import directory

            return directory(
                reading.session, reading.store.now(), search=search, ended=ended, offset=offset, limit=PAGE
            )

        def then(page: DirectoryPage) -> None:
            if (search, ended) == (self.query_one("#search", Input).value, self.ended):  # else of a search before
                self._show(page)

        self.read(f"directory-{offset}", fetch, then)

    def _show(self, page: DirectoryPage) -> None:
        w = self.w
        listing = self.query_one("#list", Listing)
        listing.put([self._row(line) for line in page.lines], page.offset, page.total)
        if page.total:
            said = w.many(N_("{count} committee"), N_("{count} committees"), page.total)
            if any(line.split_due for line in page.lines):
                said += " · " + w(N_("⇄ past its size: a split is proposed"))
        elif self.query_one("#search", Input).value:
            said = w(N_("No committee fits. Esc clears the search; n creates one."))
        else:
            said = w(N_("No committee yet. Press n: a committee is live as soon as it is created."))
        self.query_one("#count", Static).update(text.plain(said))

    def _row(self, line: CommitteeLine) -> Row:
        from campaign.committees.views import STATE_WORDS

        w = self.w
        cells = (
            line.name,
            line.place,
            line.kind.say(w),
            w(STATE_WORDS[line.state]),
            f"{line.members} {'⇄' if line.split_due else ' '}",
            w.day(line.last_action) if line.last_action else "–",
            w.day(line.next_action) if line.next_action else "–",
        )
        tone = "dim" if line.state in ("closed", "merged") else ""
        return Row(cells, line, tone=tone, tones={3: "warn"} if line.state == "dormant" else {})

    @on(Listing.Needed)
    def needed(self, event: Listing.Needed) -> None:
        """Fetch the page that came into view."""
        self._fetch(event.offset)

    @on(Listing.Chosen)
    def open(self, event: Listing.Chosen) -> None:
        """Open a committee."""
        from tui.screens.committees.show import CommitteeScreen

        self.app.push_screen(CommitteeScreen(event.row.key.id))

    @on(Input.Changed, "#search")
    def searching(self) -> None:
        """Search as one types."""
        self.query_one("#list", Listing).forget()
        self._fetch(0)

    def action_ended(self) -> None:
        self.ended = not self.ended
        self.query_one("#list", Listing).forget()
        self.reload()
        self.say(
            self.w(N_("Closed and merged committees are shown."))
            if self.ended
            else self.w(N_("Only active committees are shown."))
        )

    def action_new(self) -> None:
        from tui.screens.committees.create import NewCommitteeScreen

        self.app.push_screen(NewCommitteeScreen())

    def action_report_all(self) -> None:
        from tui.screens.reports import ReportScreen

        self.app.push_screen(ReportScreen(None))

    def action_to_home(self) -> None:
        row = self.query_one("#list", Listing).row
        if row is None:
            return
        line = row.key

        def then(_: None) -> None:
            self.say(self.w(N_("Home shows “{name}”."), name=line.name))

        from campaign.settings import choose_home

        self.write(lambda unit: choose_home(unit, line.id), then)
