"""Door to door of a committee: its turf, how far each is, and what to do next."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from campaign.views.field import TURF_WORDS, TurfLine
from campaign.words import N_
from tui import text
from tui.screens.field.base import MapScreen
from tui.widgets.listing import Col, Listing, Row
from tui.widgets.map import TurfMap
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.field_map import Ground

BAR = 8


@dataclass(frozen=True, slots=True)
class _Home:
    """What the screen shows: turf, and how many addresses there are to cut."""

    turfs: tuple[TurfLine, ...]
    addresses: int
    ground: Ground | None


class FieldScreen(MapScreen):
    """All turf of one committee."""

    CSS_PATH = "turf.tcss"
    HELP = N_(
        "A turf is a part of a commune, cut into walks that a team does in one evening. Enter opens one. i takes in "
        "addresses, n cuts them, p prints the sheets, s types one back. Tab goes to the map: arrows move it, + and - "
        "change its size, 0 shows all of it."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "cut", N_("New turf"), id="field.cut"),
        Binding("p", "print", N_("Print"), id="field.print"),
        Binding("s", "enter", N_("Enter a sheet"), id="field.enter"),
        Binding("l", "lists", N_("Lists"), id="field.lists"),
        Binding("i", "addresses", N_("Addresses"), id="field.addresses"),
        Binding("x", "export", N_("For other programs"), show=False, id="field.export"),
        Binding("d", "retire", N_("Retire a turf"), show=False, id="field.retire"),
        Binding("w", "barriers", N_("Barriers"), show=False, id="field.barriers"),
        Binding("t", "scripts", N_("Scripts"), show=False, id="field.scripts"),
    ]

    def __init__(self, committee_id: uuid.UUID, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name
        self._grounds: dict[uuid.UUID, Ground] = {}
        self._home: _Home | None = None

    @property
    def map(self) -> TurfMap:
        """The map that is on the screen: of a turf, or of a commune that is not cut yet."""
        return self.query_one("#map" if self.query_one("#split").display else "#commune", TurfMap)

    def where(self) -> str:
        return f"{self._committee_name} · {self.w(N_('Door to door'))}".removeprefix(" · ")

    def body(self) -> ComposeResult:
        w = self.w
        yield Static(text.plain(""), id="empty")
        commune = TurfMap(id="commune", numbers=False)
        commune.can_focus = False  # there is nothing else to go to, and the keys below are all that matters
        yield commune
        with Horizontal(id="split"):
            yield Listing(
                [
                    Col(w(N_("Turf")), width=24, flex=1),
                    Col(w(N_("Walks")), width=8, align="right", rank=1),
                    Col(w(N_("Doors")), width=6, align="right"),
                    Col(w(N_("Knocked")), width=BAR + 8),
                    Col(w(N_("Passes")), width=8, align="right", rank=3),
                    Col(w(N_("State")), width=9, rank=2),
                ],
                id="turfs",
            )
            with Vertical(id="side", classes="panel"):
                yield TurfMap(id="map")

    def reload(self) -> None:
        committee_id = self.committee_id
        self._grounds.clear()

        def fetch(reading: Reading) -> _Home:
            from campaign.field.paper.ground import committee_ground, count_addresses
            from campaign.field.turf import turf_lines

            lines = turf_lines(reading.session, committee_id)
            count = count_addresses(reading.session, committee_id)
            # Before anything is cut, the commune itself is shown: that its file was read well is seen at a glance.
            whole = committee_ground(reading.session, committee_id) if count and not lines else None
            return _Home(tuple(lines), count, whole)

        self.read("turf", fetch, self._show)

    def _show(self, home: _Home) -> None:
        w = self.w
        self._home = home
        listing = self.query_one("#turfs", Listing)
        empty = not home.turfs
        self.query_one("#empty").display = empty
        self.query_one("#split").display = not empty
        commune = self.query_one("#commune", TurfMap)
        commune.display = home.ground is not None
        if home.ground is not None:
            commune.show(home.ground)
        if empty:
            self.query_one("#empty", Static).update(text.block(self._teach(home.addresses)))
            return
        rows = []
        for turf in home.turfs:
            share = turf.knocked / turf.doors if turf.doors else 0
            name = turf.name if turf.cut == 1 else w(N_("{name} (cut {count})"), name=turf.name, count=turf.cut)
            cells = (
                name,
                w.number(turf.walks),
                w.number(turf.doors),
                f"{text.bar(share, BAR)} {w.percent(share).rjust(7)}",
                w.number(turf.passes) if turf.passes else "–",
                w(TURF_WORDS[turf.state]),
            )
            tone = "dim" if turf.state == "retired" else ""
            rows.append(Row(cells, turf.id, tone=tone, tones={} if tone else {3: "accent", 4: "dim", 5: "dim"}))
        listing.fill(rows)
        if self.focused is None:
            self.set_focus(listing)

    def _teach(self, addresses: int) -> str:
        w = self.w
        if not addresses:
            return w(
                N_(
                    "No address yet.\n\n"
                    "Door to door begins with the addresses of your commune. Download its file, for free and without "
                    "an account, from\n\n    adresse.data.gouv.fr\n\n"
                    "(Base Adresse Nationale or Base Adresse Locale, CSV). Then press i and give the path of the "
                    "file: nothing leaves this machine.\n"
                    "Once they are here, n cuts them into walks of forty to sixty doors."
                )
            )
        return w(
            N_(
                "{count} addresses, no turf yet.\n\n"
                "A turf is a part of the commune that one group takes on: a polling station, a few streets, or all of "
                "it. It is cut into walks that two people finish in one evening, in an order that saves their feet.\n"
                "Press n to cut the first one."
            ),
            count=w.number(addresses),
        )

    @on(Listing.Moved, "#turfs")
    def look(self, event: Listing.Moved) -> None:
        """Show the turf under the cursor on the map."""
        turf_id = event.row.key
        if turf_id is None or not self.query_one("#side").display:
            return
        panel = self.query_one("#side")
        panel.border_title = text.plain(event.row.cells[0])
        if turf_id in self._grounds:
            self._draw(turf_id, self._grounds[turf_id])
            return

        def fetch(reading: Reading) -> Ground:
            from campaign.field.paper.ground import turf_ground

            return turf_ground(reading.session, turf_id)

        self.read("ground", fetch, lambda ground: self._draw(turf_id, ground))

    def _draw(self, turf_id: uuid.UUID, ground: Ground) -> None:
        self._grounds[turf_id] = ground
        self.query_one("#map", TurfMap).show(ground)

    @on(Listing.Chosen, "#turfs")
    def open(self, event: Listing.Chosen) -> None:
        """Open a turf: its walks."""
        from tui.screens.field.walks import WalksScreen

        if event.row.key is not None:
            self.app.push_screen(WalksScreen(event.row.key, event.row.cells[0]))

    def _turf(self) -> TurfLine | None:
        """The turf under the cursor."""
        row = self.query_one("#turfs", Listing).row
        turfs = self._home.turfs if self._home else ()
        return next((turf for turf in turfs if row is not None and turf.id == row.key), None)

    def action_cut(self) -> None:
        if self._home is not None and not self._home.addresses:
            self.say(self.w(N_("There are no addresses to cut yet: i takes in a file of them.")), "warning")
            return
        from tui.screens.field.choose import ChooseScreen

        self.app.push_screen(ChooseScreen(self.committee_id, self._committee_name))

    def action_print(self) -> None:
        from tui.screens.field.print import print_turf

        turf = self._turf()
        if turf is not None:
            print_turf(self, turf.id, turf.name)

    def action_export(self) -> None:
        from tui.screens.field.print import export_turf

        turf = self._turf()
        if turf is not None:
            export_turf(self, turf.id, turf.name)

    def action_barriers(self) -> None:
        from tui.screens.field.barriers import BarriersScreen

        self.app.push_screen(BarriersScreen(self.committee_id))

    def action_addresses(self) -> None:
        from tui.screens.field.addresses import AddressesScreen

        self.app.push_screen(AddressesScreen(self.committee_id, self._committee_name))

    def action_enter(self) -> None:
        from tui.screens.field.entry import ask_list

        ask_list(self, self.committee_id)

    def action_lists(self) -> None:
        from tui.screens.field.lists import ListsScreen

        self.app.push_screen(ListsScreen(self.committee_id, self._committee_name))

    def action_scripts(self) -> None:
        from tui.screens.field.scripts import ScriptsScreen

        self.app.push_screen(ScriptsScreen(self.committee_id))

    def action_retire(self) -> None:
        from campaign.field.turf import retire
        from tui.screens.dialogs import Confirm

        turf = self._turf()
        if turf is None:
            return
        w = self.w
        what = w(
            N_("“{name}” leaves the list; its lists, visits and figures stay. Its streets can be cut anew."),
            name=turf.name,
        )
        self.app.push_screen(
            Confirm(w(N_("Retire this turf?")), what),
            lambda yes: self.write(lambda unit: retire(unit, turf.id), lambda _: self.reload()) if yes else None,
        )
