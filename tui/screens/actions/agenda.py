"""The agenda: what was done and what comes; planning takes one line, reporting a minute."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from campaign.words import N_
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import Confirm
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.actions import ActionLine


SHOWN = 1000  # actions before now, and as many after


class AgendaScreen(AppuiScreen):
    """Actions of one committee, or of all."""

    CSS_PATH = "agenda.tcss"
    HELP = N_("n plans an action; Enter opens one, to say who comes or what came of it. Reports are due the day after.")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "plan", N_("Plan"), id="agenda.plan"),
        Binding("d", "cancel", N_("Cancel it"), id="agenda.cancel"),
        Binding("t", "everyone", N_("This committee or all"), id="agenda.scope"),
    ]

    def __init__(self, committee_id: uuid.UUID | None, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name
        self._all = committee_id is None

    def where(self) -> str:
        name = self.w(N_("All committees")) if self._all else self._committee_name
        return name + " · " + self.w(N_("Agenda"))

    def body(self) -> ComposeResult:
        yield Listing(self._columns(), id="list")

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

        def fetch(reading: Reading) -> list[ActionLine]:
            from datetime import timedelta

            from campaign.actions import list_actions

            now = reading.store.now()
            past = list_actions(
                reading.session,
                committee_id=scope,
                since=now - timedelta(days=90),
                until=now,
                newest_first=True,
                limit=SHOWN,
            )
            ahead = list_actions(reading.session, committee_id=scope, since=now, limit=SHOWN)
            return [*reversed(past), *ahead]

        self.read("agenda", fetch, self._show)

    def _show(self, found: list[ActionLine]) -> None:
        from campaign.actions import STATE_WORDS

        w = self.w
        listing = self.query_one("#list", Listing)
        fresh = listing.total == 0
        now = self.appui.now()
        rows = []
        for a in found:
            state = "overdue" if a.overdue(now) else a.state
            tone = "dim" if a.state in ("held", "cancelled") and state != "overdue" else ""
            rows.append(
                Row(
                    (
                        w.day(a.day),
                        w.time(a.starts_at, a.zone),
                        a.kind.say(w),
                        a.title or a.place,
                        a.committee if self._all else a.place,
                        w(STATE_WORDS[state]),
                        str(a.attended) if a.state == "held" else (f"{a.signed_up}" if a.signed_up else ""),
                    ),
                    a.id,
                    tone=tone,
                    tones={5: "warn"} if state == "overdue" else {},
                )
            )
        if not rows:
            listing.fill(
                [
                    Row(
                        (w(N_("Nothing is planned yet: n plans a first date.")),),
                        None,
                        tone="dim",
                    )
                ]
            )
            return
        listing.fill(rows)
        if fresh:
            ahead = next((i for i, a in enumerate(found) if a.ends_at >= now), len(found) - 1)
            listing.select(ahead)
            listing.centre()
        self.set_focus(listing)

    @on(Listing.Chosen)
    def open(self, event: Listing.Chosen) -> None:
        """Open an action."""
        if event.row.key is not None:
            from tui.screens.actions.show import ActionScreen

            self.app.push_screen(ActionScreen(event.row.key))
        else:
            self.action_plan()

    def action_plan(self) -> None:
        committee_id = self.committee_id or self.appui.home_id
        if committee_id is None:
            self.say(self.w(N_("Create a committee first.")), "warning")
            return
        from tui.screens.actions.plan import PlanScreen

        self.app.push_screen(PlanScreen(committee_id, self._committee_name))

    def action_everyone(self) -> None:
        if self.committee_id is not None:
            self._all = not self._all
            self.query_one("#list", Listing).relabel(self._columns())
            self.titles()
            self.reload()

    def action_cancel(self) -> None:
        from campaign.actions import cancel_action

        row = self.query_one("#list", Listing).row
        if row is None or row.key is None:
            return
        w = self.w
        what = w(N_("“{name}” stays in the agenda, marked cancelled. u undoes it."), name=row.cells[3] or row.cells[2])

        def sure(yes: bool | None) -> None:
            if yes:
                self.write(lambda unit: cancel_action(unit, row.key), lambda _: self.reload())

        self.app.push_screen(Confirm(w(N_("Cancel this action?")), what), sure)
