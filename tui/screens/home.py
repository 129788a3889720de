"""Home: this week, what to do now, goals, agenda. Everything here opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical
from textual.message import Message
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.home_bars import TURF_COLUMNS, goal_lines, turf_row
from tui.screens.home_lines import agenda_rows, people_line, rate_row, safety_words, todo_words, trend_row
from tui.widgets.listing import Col, Listing, Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.home import HomeView, Todo


class Measured(Vertical):
    """A panel whose width is that of the lines in it."""

    class Changed(Message):
        """It has another width."""

    def on_resize(self) -> None:
        self.post_message(self.Changed())


class HomeScreen(AppuiScreen):
    """What is happening, and what to do next."""

    CSS_PATH = "home.tcss"
    SHOWS_THE_FILE = True
    HELP = N_(
        "Home shows one committee: its week, what is to be done now, its goals and its agenda. "
        "Enter opens the line under the cursor; Tab goes to the next panel."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "committees", N_("Committees"), id="home.committees"),
        Binding("b", "people", N_("People"), id="home.people"),
        Binding("a", "agenda", N_("Agenda"), id="home.agenda"),
        Binding("p", "field", N_("Doors"), id="home.field"),
        Binding("r", "reports", N_("Report"), id="home.reports"),
        Binding("f", "money", N_("Money"), show=False, id="home.money"),
        Binding("n", "new", N_("New committee"), show=False, id="home.new"),
        Binding("s", "structures", N_("Structures"), show=False, id="home.structures"),
        Binding("t", "tutorials", N_("Tutorials"), show=False, id="home.tutorials"),
        Binding("w", "whole", N_("This committee, whole"), show=False, id="home.committee"),
    ]

    view: HomeView | None = None
    painted = False
    asked: Callable[[], None] | None = None

    def body(self) -> ComposeResult:
        # The first frame is the two bars; the panels, empty until the file is open, come in the frame after it.
        if self.painted or self.appui.is_open:
            yield self._panels()

    def on_mount(self) -> None:
        super().on_mount()
        if not self.appui.is_open:
            self.call_after_refresh(self._paint_panels)
        self.painted = True

    async def _paint_panels(self) -> None:
        await self.query_one("#body").mount(self._panels())
        if self.view is not None:
            self.show(self.view)

    def _panels(self) -> Grid:
        w = self.w
        figures = [
            Col("", width=8, flex=1),
            Col("", width=7, align="right"),
            Col("", width=8, rank=2),
            Col("", width=5, rank=1),
        ]
        agenda = [
            Col("", width=8),
            Col("", width=5),
            Col("", width=12, flex=1),
            Col("", width=11, align="right", rank=2),
        ]
        panels = (
            Measured(
                Static(text.plain(self._waiting()), id="waiting"),
                Listing(figures, header=False, id="figures"),
                Static(text.plain(""), id="people"),
                id="week",
                classes="panel",
            ),
            Vertical(
                Listing([Col("", flex=1)], header=False, id="todo-list"),
                Static(text.plain(""), id="todo-whole"),
                id="todo",
                classes="panel",
            ),
            Vertical(Listing(TURF_COLUMNS, header=False, id="turf-list"), id="turf", classes="panel"),
            Vertical(Static(text.plain(""), id="goal-lines"), id="goals", classes="panel"),
            Vertical(Listing(agenda, header=False, id="agenda-list"), id="agenda", classes="panel"),
        )
        titles = (N_("This week"), N_("To do now"), N_("Turf under way"), N_("Goals"), N_("Agenda"))
        for panel, title in zip(panels, titles, strict=True):
            panel.border_title = text.plain(w(title))
        week, todo, turf, goals, ahead = panels
        return Grid(week, todo, Vertical(turf, goals, id="aims"), ahead, id="panels")

    def _waiting(self) -> str:
        if self.appui.is_open:
            return ""
        if self.appui.is_demo and not self.appui.place.exists:
            return self.w(N_("Making the demonstration: an invented town, eight weeks of life…"))
        return "…"

    def where(self) -> str:
        committee = self.view.committee if self.view else None
        if committee is None:
            mandate = self.view.money.mandate if self.view else None
            return mandate.label if mandate else self.w(N_("Home"))
        return f"{committee.name}, {committee.place}" if committee.place else committee.name

    @on(Measured.Changed)
    def fit(self) -> None:
        """Fill the panels for their width, which they may get after what was read has come."""
        if self.view is not None:
            self.show(self.view)

    def _answer(self) -> None:
        """Put the cursor where the work is, once, and do what was asked before there was anything to do it with."""
        if self.focused is None:
            self.set_focus(self.query_one("#todo-list", Listing))
        asked, self.asked = self.asked, None
        if asked is not None:
            asked()

    def on_screen_suspend(self) -> None:
        self.asked = None

    def _once_read(self, action: Callable[[], None]) -> None:
        """Do it with what is shown; a key pressed before there is anything is kept until there is."""
        if self.view is None:
            self.asked = action
        else:
            action()

    def reload(self) -> None:
        app = self.appui
        if not app.is_open:
            return

        def fetch(reading: object) -> HomeView:
            from campaign.home import home
            from tui.work import Reading

            assert isinstance(reading, Reading)
            return home(reading.session, reading.store.now(), None, app.today(), app.lang)

        self.read("home", fetch, self.show)

    def show(self, view: HomeView) -> None:
        """Paint what was read."""
        self.view = view
        self.titles()
        if self.query("#panels"):  # else still in the first frame: painted with the panels
            self._fill(view)
            self._answer()

    def _fill(self, view: HomeView) -> None:
        w = self.w
        committee = view.committee
        self.set_class(committee is None, "-empty")
        self.query_one("#waiting").display = committee is None
        if committee is None:
            self._fill_without_committee(view)
            return
        week = self.query_one("#week")
        week.border_subtitle = text.plain(w(N_("8 weeks, change on last week")))
        dates = " · " + w.period(view.week.first, view.week.last) if self._room() >= 40 else ""
        week.border_title = text.plain(w(N_("This week")) + dates)
        lines = [trend_row(w, t) for t in view.trends] + [rate_row(w, r) for r in view.rates]
        self.query_one("#figures", Listing).fill(lines)
        self.query_one("#people", Static).update(text.plain(people_line(w, view, self._room()), "$muted"))
        todo = self.query_one("#todo-list", Listing)
        rows = [Row((todo_words(w, t),), t, tone="warn" if t.late else "") for t in view.todo]
        todo.fill(rows or [Row((w(N_("Nothing is waiting. Well done.")),), None, tone="good")])
        self.query_one("#agenda").border_subtitle = text.plain(safety_words(w, view))
        turf = self.query_one("#turf-list", Listing)
        self.query_one("#turf").display = bool(view.turf)
        turf.fill([turf_row(w, one) for one in view.turf])
        self.query_one("#goal-lines", Static).update(text.lines(goal_lines(w, view.goals, self._room())))
        rows = agenda_rows(w, view)
        nothing = Row((w(N_("Nothing in the next fourteen days: a plans something.")),), None, tone="dim")
        self.query_one("#agenda-list", Listing).fill(rows or [nothing])

    def _fill_without_committee(self, view: HomeView) -> None:
        """A file that holds nothing yet, or a mandataire's own, which opens on the way of the money."""
        from tui.screens.home_mandate import first_lines, waiting_said

        w, mandate = self.w, view.money.mandate
        self.set_class(mandate is not None, "-mandate")
        self.query_one("#waiting", Static).update(text.lines(waiting_said(view, w)))
        self.query_one("#week").border_title = text.plain(w(N_("The account")) if mandate else w(N_("This week")))
        rows = first_lines(view, w) + [Row((todo_words(w, t),), t, tone="warn" if t.late else "") for t in view.todo]
        self.query_one("#todo-list", Listing).fill(rows)
        if mandate and self.is_current and self.appui.led_to != self.appui.place.path:
            self.appui.led_to = self.appui.place.path
            self.action_money()

    def _room(self) -> int:
        """How wide the lines of the left panels may be."""
        return max(self.query_one("#week").size.width, 30)

    @on(Listing.Chosen, "#figures")
    def open_figure(self, event: Listing.Chosen) -> None:
        """Open a figure: its definition, and the rows that it stands on."""
        from tui.screens.actions.figure import FigureScreen

        if self.view is not None and self.view.committee is not None:
            committee = self.view.committee
            self.app.push_screen(FigureScreen(committee.id, committee.name, event.row.key, self.view.week))

    @on(Listing.Chosen, "#turf-list")
    def open_turf(self, event: Listing.Chosen) -> None:
        """Open a turf: its walks and its map."""
        from tui.screens.field.walks import WalksScreen

        if event.row.key is not None:
            self.app.push_screen(WalksScreen(event.row.key.id, event.row.key.name))

    @on(Listing.Chosen, "#todo-list")
    def do(self, event: Listing.Chosen) -> None:
        """Open the thing to do."""
        todo = event.row.key
        if todo == "new":
            self.action_new()
        elif todo == "mandate":
            from tui.screens.money.mandate import MandateScreen

            self.app.push_screen(MandateScreen())
        elif todo is not None:
            self._open(todo)

    def _open(self, todo: Todo) -> None:
        from tui.screens.home_mandate import open_for_mandate
        from tui.screens.todo import open_todo

        if self.view is not None and self.view.money.mandate is not None:
            open_for_mandate(self, todo)
        elif (
            self.view is not None and self.view.committee is not None and not open_todo(self, self.view.committee, todo)
        ):
            self.action_whole()

    @on(Listing.Moved, "#todo-list")
    def say_whole(self) -> None:
        """A thing to do that is longer than its line is said whole below, once the list has its width."""
        self.call_after_refresh(self._say_whole)

    def _say_whole(self) -> None:
        listing, whole = self.query_one("#todo-list", Listing), self.query_one("#todo-whole", Static)
        said = listing.row.cells[0] if listing.row is not None else ""
        whole.display = cell_len(said) > listing.size.width - 2
        whole.update(text.plain(said))

    @on(Listing.Chosen, "#agenda-list")
    def open_action(self, event: Listing.Chosen) -> None:
        """Open an action of the agenda."""
        from tui.screens.actions.show import ActionScreen

        if event.row.key is not None:
            self.app.push_screen(ActionScreen(event.row.key.id))

    def action_whole(self) -> None:
        from tui.screens.committees.show import CommitteeScreen

        def whole() -> None:
            if self.view and self.view.committee:
                self.app.push_screen(CommitteeScreen(self.view.committee.id))

        self._once_read(whole)

    def action_committees(self) -> None:
        from tui.screens.committees.directory import CommitteesScreen

        self.app.push_screen(CommitteesScreen())

    def action_people(self) -> None:
        from tui.screens.people.directory import PeopleScreen

        def people() -> None:
            committee = self.view.committee if self.view else None
            self.app.push_screen(PeopleScreen(committee.id if committee else None, committee.name if committee else ""))

        self._once_read(people)

    def action_agenda(self) -> None:
        from tui.screens.actions.agenda import AgendaScreen

        def agenda() -> None:
            committee = self.view.committee if self.view else None
            self.app.push_screen(AgendaScreen(committee.id if committee else None, committee.name if committee else ""))

        self._once_read(agenda)

    def action_field(self) -> None:
        from tui.screens.field.turf import FieldScreen

        def field() -> None:
            committee = self.view.committee if self.view else None
            if committee is None:
                self.say(self.w(N_("Create a committee first.")), "warning")
            else:
                self.app.push_screen(FieldScreen(committee.id, committee.name))

        self._once_read(field)

    def action_money(self) -> None:
        from tui.screens.money.home import MoneyHomeScreen

        def money() -> None:
            committee = self.view.committee if self.view else None
            self.app.push_screen(
                MoneyHomeScreen(committee.id if committee else None, committee.name if committee else "")
            )

        self._once_read(money)

    def action_reports(self) -> None:
        from tui.screens.reports import ReportScreen

        def report() -> None:
            committee = self.view.committee if self.view else None
            self.app.push_screen(ReportScreen(committee.id if committee else None))

        self._once_read(report)

    def action_new(self) -> None:
        from tui.screens.committees.create import NewCommitteeScreen

        self.app.push_screen(NewCommitteeScreen())

    def action_structures(self) -> None:
        from tui.screens.structures import StructuresScreen

        self.app.push_screen(StructuresScreen())

    def action_tutorials(self) -> None:
        from tui.screens.toolbox.tutorials import TutorialsScreen

        self.app.push_screen(TutorialsScreen())
