"""The agenda, as a list, a week or a month: what was done and what comes; planning takes one line."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.actions.grid import DayGrid, Entry
from tui.screens.actions.save import save_agenda
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import Choice, Confirm, Menu
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from datetime import date

    from campaign.actions import ActionLine

View = Literal["list", "week", "month"]

SHOWN = 1000  # actions before now, and as many after
NEXT: dict[View, View] = {"list": "week", "week": "month", "month": "list"}


class AgendaScreen(AppuiScreen):
    """Actions of one committee, or of all."""

    CSS_PATH = "agenda.tcss"
    SHOWS_THE_FILE = True
    HELP = N_(
        "v shows a list, a week or a month; h goes to today. n plans an action; Enter opens one, to say who comes or "
        "what came of it. x writes the agenda for any calendar. Reports are due the day after."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "plan", N_("Plan"), id="agenda.plan"),
        Binding("v", "view", N_("View"), id="agenda.view"),
        Binding("d", "cancel", N_("Cancel it"), id="agenda.cancel"),
        Binding("t", "everyone", N_("This committee or all"), id="agenda.scope"),
        Binding("h", "today", N_("Today"), show=False, id="agenda.today"),
        Binding("x", "export", N_("For my calendar (.ics)"), show=False, id="agenda.export"),
    ]

    def __init__(self, committee_id: uuid.UUID | None, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name
        self._all = committee_id is None
        self.view: View = "list"
        self._found: list[ActionLine] = []

    def where(self) -> str:
        name = self.w(N_("All committees")) if self._all else self._committee_name
        return name + " · " + self.w(N_("Agenda"))

    def body(self) -> ComposeResult:
        yield Listing(self._columns(), id="list")
        yield Static(text.plain(""), id="span")
        yield DayGrid(id="grid")

    def on_mount(self) -> None:
        grid = self.query_one("#grid", DayGrid)
        if grid.cursor == grid.today:
            grid.today = grid.cursor = self.appui.today()
        self._arrange()
        super().on_mount()

    def spoken_again(self) -> None:
        self._arrange()
        super().spoken_again()

    def _arrange(self) -> None:
        """Show the view that was chosen, and nothing of the others."""
        grid = self.query_one("#grid", DayGrid)
        grid.today = self.appui.today()
        if grid.cursor.year == 1:
            grid.cursor = grid.today
        grid.month = self.view == "month"
        self.query_one("#list").display = self.view == "list"
        for name in ("#span", "#grid"):
            self.query_one(name).display = self.view != "list"

    def _columns(self) -> list[Col]:
        w = self.w
        return [
            Col(w(N_("Day")), width=14),
            Col(w(N_("Time")), width=5),
            Col(w(N_("Kind")), width=16),
            Col(w(N_("What")), width=14, flex=2),
            Col(w(N_("Committee")) if self._all else w(N_("Where")), width=14, flex=1, rank=3),
            Col(w(N_("State")), width=12),
            Col(w(N_("Present")), width=8, align="right", rank=2),
        ]

    def reload(self) -> None:
        scope = None if self._all else self.committee_id
        if self.view != "list":
            self._read_days(scope)
            return

        def fetch(reading: Reading) -> list[ActionLine]:
            from datetime import timedelta

            from campaign.actions import list_actions

            now = reading.store.now()
            past = list_actions(
                reading.session,
                committee_id=scope,
                co_held=True,
                since=now - timedelta(days=90),
                until=now,
                newest_first=True,
                limit=SHOWN,
            )
            ahead = list_actions(reading.session, committee_id=scope, co_held=True, since=now, limit=SHOWN)
            return [*reversed(past), *ahead]

        self.read("agenda", fetch, self._show)

    def _read_days(self, scope: uuid.UUID | None) -> None:
        """The days that are shown, and one more on each side, since another committee's day may begin elsewhere."""
        grid = self.query_one("#grid", DayGrid)
        first, days = grid.first, grid.days

        def fetch(reading: Reading) -> list[ActionLine]:
            from datetime import timedelta

            from campaign.actions import list_actions
            from campaign.periods import start_of

            since = start_of(first - timedelta(days=1), "UTC")
            until = start_of(first + timedelta(days=days + 1), "UTC")
            return list_actions(
                reading.session, committee_id=scope, co_held=True, since=since, until=until, limit=SHOWN
            )

        self.read("agenda", fetch, self._show_days)

    def _state(self, a: ActionLine) -> str:
        return "overdue" if a.overdue(self.appui.now()) else a.state

    def _count(self, a: ActionLine) -> str:
        if a.state == "held":
            return str(a.attended)
        if a.capacity:
            return f"{a.signed_up}/{a.capacity}"
        return f"{a.signed_up}" if a.signed_up else ""

    def _show_days(self, found: list[ActionLine]) -> None:
        from datetime import timedelta

        w = self.w
        grid = self.query_one("#grid", DayGrid)
        self._found = found
        grid.names = tuple(w.day(grid.first + timedelta(days=n), "tiny").split(" ")[0] for n in range(7))
        last = grid.first + timedelta(days=grid.days - 1)
        span = w.month(grid.cursor) if grid.month else w.period(grid.first, last)
        self.query_one("#span", Static).update(text.plain(span[:1].upper() + span[1:], "bold"))
        tones = {"overdue": "$text-warning", "cancelled": "$muted", "held": "$muted"}
        marks = {"overdue": "!", "cancelled": "×", "held": "✓"}
        grid.fill(
            [
                Entry(
                    a.id,
                    a.day,
                    w.time(a.starts_at, a.zone),
                    f"{marks.get(self._state(a), '')} {self._count(a)}".strip(),
                    a.kind.say(w),
                    a.committee if self._all else a.title or a.place,
                    tones.get(self._state(a), ""),
                )
                for a in found
            ]
        )
        self.set_focus(grid)

    def _show(self, found: list[ActionLine]) -> None:
        from campaign.actions import STATE_WORDS

        w = self.w
        self._found = found
        listing = self.query_one("#list", Listing)
        fresh = listing.total == 0
        now = self.appui.now()
        rows = []
        for a in found:
            state = self._state(a)
            tone = "dim" if state in ("held", "cancelled") else ""
            rows.append(
                Row(
                    (
                        w.day(a.day),
                        w.time(a.starts_at, a.zone),
                        a.kind.say(w),
                        a.title or a.place,
                        a.committee if self._all else a.place,
                        w(STATE_WORDS[state]),
                        self._count(a),
                    ),
                    a.id,
                    tone=tone,
                    tones={5: "warn"} if state == "overdue" else {},
                )
            )
        if not rows:
            listing.fill([Row((w(N_("Nothing is planned yet: n plans a first date.")),), None, tone="dim")])
            return
        listing.fill(rows)
        if fresh:
            self._centre(now)
        self.set_focus(listing)

    def _centre(self, now: object) -> None:
        """The next action under the cursor, in the middle."""
        listing = self.query_one("#list", Listing)
        ahead = (i for i, a in enumerate(self._found) if a.ends_at >= now)  # type: ignore[operator]
        listing.select(next(ahead, len(self._found) - 1))
        listing.centre()

    @on(Listing.Chosen)
    def open(self, event: Listing.Chosen) -> None:
        """Open an action."""
        if event.row.key is not None:
            self._open(event.row.key)
        else:
            self.action_plan()

    @on(DayGrid.Chosen)
    def open_day(self, event: DayGrid.Chosen) -> None:
        """Open the action of a day, choose among several, or plan one on a day that has none."""
        if not event.entries:
            self._plan(event.day)
        elif len(event.entries) == 1:
            self._open(event.entries[0].key)
        else:
            choices = [Choice(e.key, f"{e.time} {e.kind}", e.title) for e in event.entries]
            self.app.push_screen(
                Menu(self.w.day(event.day, "long"), choices), lambda key: self._open(key) if key else None
            )

    @on(DayGrid.Turned)
    def turned(self) -> None:
        """Read the days that are shown now."""
        self.reload()

    def _open(self, action_id: uuid.UUID) -> None:
        from tui.screens.actions.show import ActionScreen

        self.app.push_screen(ActionScreen(action_id))

    def action_plan(self) -> None:
        self._plan(self.query_one("#grid", DayGrid).cursor if self.view != "list" else None)

    def _plan(self, day: date | None) -> None:
        committee_id = self.committee_id or self.appui.home_id
        if committee_id is None:
            self.say(self.w(N_("Create a committee first.")), "warning")
            return
        from tui.screens.actions.plan import PlanScreen

        self.app.push_screen(PlanScreen(committee_id, self._committee_name, day))

    def action_view(self) -> None:
        self.view = NEXT[self.view]
        self._arrange()
        self.reload()

    def action_today(self) -> None:
        if self.view == "list":
            self._centre(self.appui.now())
        else:
            self.query_one("#grid", DayGrid).go(self.appui.today())

    def action_everyone(self) -> None:
        if self.committee_id is not None:
            self._all = not self._all
            self.query_one("#list", Listing).relabel(self._columns())
            self.titles()
            self.reload()

    def action_export(self) -> None:
        committee_id = self.committee_id or self.appui.home_id
        if committee_id is not None:
            save_agenda(self, committee_id)

    def _under_cursor(self) -> ActionLine | None:
        if self.view == "list":
            row = self.query_one("#list", Listing).row
            key = row.key if row else None
        else:
            entry = self.query_one("#grid", DayGrid).entry
            key = entry.key if entry else None
        return next((a for a in self._found if a.id == key), None)

    def action_cancel(self) -> None:
        """Cancel it; of a recurring one, it alone or all that follow."""
        chosen = self._under_cursor()
        if chosen is None:
            return
        w = self.w
        name = chosen.title or f"{chosen.kind.say(w)}, {w.day(chosen.day)}"
        if chosen.series_id is not None:
            choices = [Choice(False, w(N_("This date only"))), Choice(True, w(N_("This date and all that follow")))]
            self.app.push_screen(
                Menu(w(N_("Cancel this action?")), choices, about=name),
                lambda following: None if following is None else self._cancel(chosen.id, following=following),
            )
            return
        what = w(N_("“{name}” stays in the agenda, marked cancelled. u undoes it."), name=name)
        self.app.push_screen(
            Confirm(w(N_("Cancel this action?")), what), lambda yes: self._cancel(chosen.id) if yes else None
        )

    def _cancel(self, action_id: uuid.UUID, *, following: bool = False) -> None:
        from campaign.actions import cancel_action

        self.write(lambda unit: cancel_action(unit, action_id, following_too=following), lambda _: self.reload())
