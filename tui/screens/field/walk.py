"""One walk: its stops in walking order beside the map, the stop under the cursor marked on it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from campaign.views.field import LIST_WORDS, SIDE_WORDS, WalkView
from campaign.views.field_addresses import ACCESS_WORDS
from campaign.words import N_
from tui import text
from tui.screens.field.base import MapScreen
from tui.widgets.listing import Col, Listing, Row
from tui.widgets.map import TurfMap
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.field_map import Ground


@dataclass(frozen=True, slots=True)
class _Walk:
    view: WalkView
    ground: Ground


class WalkScreen(MapScreen):
    """The stops of one walk."""

    CSS_PATH = "walk.tcss"
    HELP = N_(
        "The stops in the order in which they are walked, grouped by side of street; the one under the cursor is "
        "marked on the map. p gives the walk a list number and prints its sheet, s types it back, x writes it for "
        "other programs. + and - change the size of the map, 0 shows all of it, Tab goes into it."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "print", N_("Print"), id="walk.print"),
        Binding("s", "enter", N_("Enter a sheet"), id="walk.enter"),
        Binding("x", "export", N_("For other programs"), id="walk.export"),
    ]

    def __init__(self, walk_id: uuid.UUID) -> None:
        super().__init__()
        self.walk_id = walk_id
        self._walk: _Walk | None = None
        self._row = 0

    def where(self) -> str:
        if self._walk is None:
            return self.w(N_("Walk"))
        view = self._walk.view
        return f"{view.turf} · {self.w(N_('walk {number}'), number=view.number)}"

    def body(self) -> ComposeResult:
        w = self.w
        with Horizontal(id="split"):
            with Vertical(id="left"):
                yield Static(text.plain(""), id="facts")
                yield Listing(
                    [
                        Col("", width=3, align="right"),
                        Col(w(N_("Stop")), width=16, flex=1),
                        Col(w(N_("Doors")), width=6, align="right"),
                    ],
                    id="stops",
                )
            with Vertical(id="side", classes="panel"):
                yield TurfMap(id="map")

    def reload(self) -> None:
        walk_id = self.walk_id

        def fetch(reading: Reading) -> _Walk:
            from campaign.field.paper.ground import walk_ground
            from campaign.field.turf import walk_view

            return _Walk(walk_view(reading.session, walk_id), walk_ground(reading.session, walk_id))

        self.read("walk", fetch, self._show)

    def _show(self, found: _Walk) -> None:
        w, view = self.w, found.view
        before, self._walk = self._walk, found
        self.titles()
        facts = [
            w.many(N_("{count} door"), N_("{count} doors"), view.doors),
            w(N_("{count} m"), count=w.number(view.metres)),
            w.hours(view.minutes),
            " ".join(filter(None, (view.list_number, w(LIST_WORDS[view.state])))),
        ]
        self.query_one("#facts", Static).update(text.plain(" · ".join(facts), "$muted"))
        if before is None or before.ground != found.ground:
            self.map.show(found.ground, current=0, only=True)
        rows = []
        for (street, side), stops in groupby(view.stops, key=lambda stop: (stop.street, stop.side)):
            rows.append(Row((f"{street} · {w(SIDE_WORDS[side])}",), None, tone="accent"))
            for stop in stops:
                number = "–" if stop.number is None else f"{stop.number} {stop.suffix}".strip()
                access = w(ACCESS_WORDS[stop.access]) if stop.access else ""
                about = " · ".join(filter(None, (number, stop.hamlet, stop.said_part(w), access)))
                doors = w.number(stop.doors) if stop.doors > 1 else ""
                rows.append(Row((str(stop.position), about, doors), stop.position, tones={0: "dim"}))
        listing = self.query_one("#stops", Listing)
        listing.fill(rows)
        if before is None and len(rows) > 1:
            listing.select(1)
        if self.focused is None:
            self.set_focus(listing)

    @on(Listing.Moved, "#stops")
    def look(self, event: Listing.Moved) -> None:
        """Mark the stop under the cursor on the map; headings are stepped over."""
        before, self._row = self._row, event.listing.cursor
        if self._walk is None or event.listing.row is not event.row:  # the cursor has gone on meanwhile
            return
        if event.row.key is None:
            event.listing.action_move(-1 if event.listing.cursor < before and event.listing.cursor else 1)
            return
        here = next((i for i, s in enumerate(self._walk.view.stops) if s.position == event.row.key), None)
        self.map.point(0, here)

    @on(Listing.Chosen, "#stops")
    def closer(self) -> None:
        """Look at the stop more closely."""
        self.action_zoom(1)

    def action_print(self) -> None:
        from tui.screens.field.print import print_walks

        if self._walk is not None:
            print_walks(self, [self.walk_id], self._walk.view.turf)

    def action_export(self) -> None:
        from tui.screens.field.print import export_walks

        if self._walk is not None:
            export_walks(self, [self.walk_id], self._walk.view.turf)

    def action_enter(self) -> None:
        from tui.screens.field.entry import open_list

        if self._walk is None or not self._walk.view.list_number:
            self.say(self.w(N_("This walk has no list yet: p prints one.")), "warning")
            return
        open_list(self, self._walk.view.list_number)
