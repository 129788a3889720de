"""Barriers: a river, a railway, a ring road that walks do not cross; marked on the map, or typed as places."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from campaign.views.field_map import BarrierLine, Ground, Line, Point
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.dialogs import AskText, Confirm
from tui.screens.field.base import MapScreen
from tui.widgets.listing import Col, Listing, Row
from tui.widgets.map import TurfMap
from tui.work import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class _Barriers:
    lines: list[BarrierLine]
    ground: Ground


class BarriersScreen(MapScreen):
    """The barriers of one committee."""

    TITLE_WORDS = N_("Barriers")
    CSS_PATH = "barriers.tcss"
    AUTO_FOCUS = "#map"
    HELP = N_(
        "Walks are cut so that none crosses a barrier. Tab goes to the map: move its cross with the arrows, Space "
        "marks a bend, Backspace takes the last one back, n names the line and keeps it. Or type latitudes and "
        "longitudes with e."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "bend", N_("Mark"), id="barriers.bend"),
        Binding("backspace", "unbend", N_("One back"), show=False, id="barriers.unbend"),
        Binding("n", "keep", N_("Keep"), id="barriers.keep"),
        Binding("e", "type", N_("Type"), id="barriers.type"),
        Binding("d", "remove", N_("Take away"), id="barriers.remove"),
    ]

    def __init__(self, committee_id: uuid.UUID) -> None:
        super().__init__()
        self.committee_id = committee_id
        self._found: _Barriers | None = None
        self._bends: list[Point] = []

    def body(self) -> ComposeResult:
        with Horizontal(id="split"):
            with Vertical(id="left"):
                yield Listing([Col(self.w(N_("Barrier")), flex=1)], id="lines")
                yield Static(text.plain(""), id="marked")
            with Vertical(id="side", classes="panel"):
                yield TurfMap(id="map", numbers=False)

    def reload(self) -> None:
        committee_id = self.committee_id

        def fetch(reading: Reading) -> _Barriers:
            from campaign.field.barriers import list_barriers
            from campaign.field.paper.ground import committee_ground

            return _Barriers(
                list_barriers(reading.session, committee_id), committee_ground(reading.session, committee_id)
            )

        self.read("barriers", fetch, self._show)

    def _show(self, found: _Barriers) -> None:
        self._found = found
        w = self.w
        rows = [Row((line.name,), line.id) for line in found.lines]
        listing = self.query_one("#lines", Listing)
        listing.fill(rows or [Row((w(N_("None yet.")),), None, tone="dim")])
        self._draw(keep=False)

    def _draw(self, *, keep: bool) -> None:
        """The barriers that are kept and the one in the making."""
        w, found = self.w, self._found
        if found is None:
            return
        making = (Line("", tuple(self._bends)),) if len(self._bends) > 1 else ()
        ground = Ground(places=found.ground.places, barriers=(*found.ground.barriers, *making))
        self.map.crosshair = True
        self.map.show(ground, keep=keep)
        said = w.many(N_("{count} bend marked"), N_("{count} bends marked"), len(self._bends)) if self._bends else ""
        self.query_one("#marked", Static).update(text.plain(said, "$muted"))

    def action_bend(self) -> None:
        if (place := self.map.middle) is not None:
            self._bends.append(place)
            self._draw(keep=True)

    def action_unbend(self) -> None:
        if self._bends:
            self._bends.pop()
            self._draw(keep=True)

    def unsaved(self) -> bool:
        return bool(self._bends)

    def action_keep(self) -> None:
        from campaign.errors.paper import BarrierTooShort

        if len(self._bends) < 2:
            self.refused(BarrierTooShort())
            return
        self._ask_name(tuple(self._bends))

    def _ask_name(self, points: Sequence[Point]) -> None:
        w = self.w

        def named(name: str | None) -> None:
            if name:
                from campaign.field.barriers import add_barrier

                self.write(lambda unit: add_barrier(unit, self.committee_id, name, points), self._kept)

        about = w(N_("What it is: a river, a railway, a ring road."))
        self.app.push_screen(AskText(w(N_("Name the barrier")), about, limit=60), named)

    def _kept(self, _: uuid.UUID) -> None:
        self._bends = []
        self.tell(self.w(N_("Turf cut from now on does not cross it; u takes it back.")))

    def action_type(self) -> None:
        w = self.w

        def check(typed: str) -> str:
            from campaign.errors.paper import BarrierTooShort
            from campaign.field.barriers import read_points

            try:
                return "" if len(read_points(typed)) > 1 else w.refusal(BarrierTooShort())
            except Refusal as refusal:
                return w.refusal(refusal)

        def typed(line: str | None) -> None:
            if line:
                from campaign.field.barriers import read_points

                self._ask_name(read_points(line))

        about = w(N_("Latitude and longitude of each bend, in degrees: 48.9021 2.4833, 48.9040 2.4851"))
        self.app.push_screen(AskText(w(N_("Where it runs")), about, check=check, limit=2000), typed)

    def action_remove(self) -> None:
        row = self.query_one("#lines", Listing).row
        if row is None or row.key is None:
            return
        from campaign.field.barriers import remove_barrier

        w, barrier_id = self.w, row.key
        what = w(N_("Walks that are cut already stay as they are."))
        self.app.push_screen(
            Confirm(w(N_("Take “{name}” away?"), name=row.cells[0]), what),
            lambda yes: (
                self.write(lambda unit: remove_barrier(unit, barrier_id), lambda _: self.reload()) if yes else None
            ),
        )
