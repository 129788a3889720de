"""The walks of a turf beside its map: who has which, how much is left, and where each runs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from campaign.views.field import LIST_WORDS, WalkLine
from campaign.words import N_
from tui import text
from tui.screens.field.base import MapScreen
from tui.widgets.listing import Col, Listing, Row
from tui.widgets.map import TurfMap
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.field_map import Ground


@dataclass(frozen=True, slots=True)
class _Walks:
    name: str
    lines: tuple[WalkLine, ...]
    ground: Ground


class WalksScreen(MapScreen):
    """The walks of one turf."""

    CSS_PATH = "walks.tcss"
    HELP = N_(
        "Each walk is one evening for two people. Space marks some; p gives those, or the one under the cursor, a list "
        "number and prints their sheets. Enter opens a walk stop by stop. + and - change the size of the map, 0 shows "
        "all of it, Tab goes into it."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", N_("Mark"), id="walks.mark"),
        Binding("p", "print", N_("Print"), id="walks.print"),
        Binding("s", "enter", N_("Enter a sheet"), id="walks.enter"),
        Binding("x", "export", N_("For other programs"), id="walks.export"),
        Binding("a", "all", N_("Mark all or none"), show=False, id="walks.all"),
    ]

    def __init__(self, turf_id: uuid.UUID, name: str = "") -> None:
        super().__init__()
        self.turf_id = turf_id
        self._turf_name = name
        self._walks: _Walks | None = None
        self._marked: set[uuid.UUID] = set()

    def where(self) -> str:
        return f"{self._turf_name} · {self.w(N_('Walks'))}".removeprefix(" · ")

    def body(self) -> ComposeResult:
        w = self.w
        with Horizontal(id="split"):
            with Vertical(id="left"):
                yield Listing(
                    [
                        Col(w(N_("#")), width=3, align="right"),
                        Col(w(N_("Doors")), width=6, align="right"),
                        Col(w(N_("Duration")), width=8, align="right"),
                        Col(w(N_("List")), width=7),
                        Col(w(N_("State")), width=12, rank=1),
                        Col(w(N_("Metres")), width=7, align="right", rank=3),
                        Col(w(N_("Streets")), width=12, flex=1, rank=2),
                    ],
                    id="walks",
                )
                yield Static(text.plain(""), id="sum")
            with Vertical(id="side", classes="panel"):
                yield TurfMap(id="map")

    def reload(self) -> None:
        turf_id = self.turf_id

        def fetch(reading: Reading) -> _Walks:
            from campaign.field.paper.ground import turf_ground
            from campaign.field.turf import find_turf, walk_lines

            session = reading.session
            name = find_turf(session, str(turf_id)).name
            return _Walks(name, tuple(walk_lines(session, turf_id)), turf_ground(session, turf_id))

        self.read("walks", fetch, self._show)

    def _show(self, found: _Walks) -> None:
        before, self._walks = self._walks, found
        self._turf_name = found.name
        self.titles()
        listing = self.query_one("#walks", Listing)
        if before is None or before.ground != found.ground:
            self.map.show(found.ground, current=listing.cursor)
        self._fill()
        if self.focused is None:
            self.set_focus(listing)

    def _fill(self) -> None:
        w, found = self.w, self._walks
        if found is None:
            return
        rows = []
        for walk in found.lines:
            state = w(LIST_WORDS[walk.state])
            if walk.state in ("out", "returned", "entered") and walk.entered:
                state = f"{state} {walk.entered}"
            cells = (
                str(walk.number),
                w.number(walk.doors),
                w.hours(walk.minutes),
                walk.list_number or "–",
                state,
                w.number(walk.metres),
                walk.streets,
            )
            tones = {4: {"expired": "warn", "entered": "good"}.get(walk.state, "dim"), 6: "dim"}
            rows.append(Row(cells, walk.id, marked=walk.id in self._marked, tones=tones))
        listing = self.query_one("#walks", Listing)
        listing.fill(rows or [Row((w(N_("No walk here: the turf holds no door.")),), None, tone="dim")])
        self._sum()

    def _sum(self) -> None:
        """What is marked, else all of it."""
        assert self._walks is not None
        w = self.w
        some = [walk for walk in self._walks.lines if walk.id in self._marked]
        counted = some or self._walks.lines
        said = [
            w.many(N_("{count} walk"), N_("{count} walks"), len(counted)),
            w.many(N_("{count} door"), N_("{count} doors"), sum(walk.doors for walk in counted)),
            w.hours(sum(walk.minutes for walk in counted)),
        ]
        lead = w(N_("marked")) + " · " if some else ""
        self.query_one("#sum", Static).update(text.plain(lead + " · ".join(said), "$muted"))

    @on(Listing.Moved, "#walks")
    def look(self, event: Listing.Moved) -> None:
        """Put the walk under the cursor in hand on the map."""
        walks = self._walks
        if walks is None:
            return
        index = next((i for i, one in enumerate(walks.ground.rounds) if one.id == event.row.key), None)
        self.map.point(index)
        title = self.w(N_("walk {number}"), number=event.row.cells[0]) if event.row.key else ""
        self.query_one("#side").border_title = text.plain(title)

    @on(Listing.Chosen, "#walks")
    def open(self, event: Listing.Chosen) -> None:
        """Open a walk."""
        from tui.screens.field.walk import WalkScreen

        if event.row.key is not None:
            self.app.push_screen(WalkScreen(event.row.key))

    def _chosen(self) -> list[WalkLine]:
        """The marked walks in their order, else the one under the cursor."""
        lines = self._walks.lines if self._walks else ()
        row = self.query_one("#walks", Listing).row
        wanted = self._marked or ({row.key} if row is not None else set())
        return [walk for walk in lines if walk.id in wanted]

    def action_mark(self) -> None:
        listing = self.query_one("#walks", Listing)
        if listing.row is not None and listing.row.key is not None:
            self._marked ^= {listing.row.key}
            self._fill()
            listing.action_move(1)

    def action_all(self) -> None:
        every = {walk.id for walk in self._walks.lines} if self._walks else set()
        self._marked = set() if self._marked == every else every
        self._fill()

    def action_print(self) -> None:
        from tui.screens.field.print import print_walks

        chosen = self._chosen()
        if chosen:
            print_walks(self, [walk.id for walk in chosen], self._turf_name)

    def action_export(self) -> None:
        from tui.screens.field.print import export_walks

        chosen = self._chosen()
        if chosen:
            export_walks(self, [walk.id for walk in chosen], self._turf_name)

    def action_enter(self) -> None:
        from tui.screens.field.entry import open_list

        chosen = self._chosen()
        if not chosen or not chosen[0].list_number:
            self.say(self.w(N_("This walk has no list yet: p prints one.")), "warning")
            return
        open_list(self, chosen[0].list_number)
