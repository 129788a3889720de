"""One side of a street: its addresses, what stands at each, and putting it right by hand."""

from __future__ import annotations

import uuid
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from campaign.views.field import SIDE_WORDS
from campaign.views.field_addresses import ACCESS_WORDS, BUILDING_WORDS, AddressLine, BuildingLine
from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Menu
from tui.screens.field.addresses import ask_station
from tui.screens.field.building import BuildingDialog
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading


class StreetScreen(AppuiScreen):
    """The addresses of one side; below, the buildings of the one under the cursor."""

    CSS_PATH = "street.tcss"
    HELP = N_(
        "Enter puts a building right: homes, floors, stairwells, and how one gets in. n adds a building, e says how "
        "many homes an address has that has no building here. d marks an address as one without homes. Space marks "
        "several for b, their polling station."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", N_("New building"), id="field.add_building"),
        Binding("e", "homes", N_("Homes"), id="field.homes"),
        Binding("b", "station", N_("Station"), id="field.set_station"),
        Binding("d", "skip", N_("No homes"), id="field.skip"),
        Binding("space", "mark", N_("Mark"), key_display="␣", id="field.mark"),
    ]

    def __init__(self, committee_id: uuid.UUID, street_id: uuid.UUID, side: str, name: str) -> None:
        super().__init__()
        self.committee_id, self.street_id, self.side, self._title_name = committee_id, street_id, side, name
        self._lines: dict[uuid.UUID, AddressLine] = {}
        self._buildings: tuple[BuildingLine, ...] = ()
        self._marked: set[uuid.UUID] = set()

    def where(self) -> str:
        return f"{self._title_name}, {self.w(SIDE_WORDS[self.side])}"

    def body(self) -> ComposeResult:
        w = self.w
        yield Listing(
            [
                Col(w(N_("Address")), width=20, flex=1),
                Col(w(N_("Doors")), width=6, align="right"),
                Col(w(N_("Buildings")), width=9, align="right", rank=1),
                Col(w(N_("Station")), width=8, rank=2),
                Col("", width=22, rank=3),
            ],
            id="addresses",
        )
        with Vertical(id="at", classes="panel"):
            yield Static(text.plain(""), id="buildings")
        self.call_later(self.name_panel, "#at", w(N_("What stands there")))

    def reload(self) -> None:
        committee_id, street_id, side = self.committee_id, self.street_id, self.side

        def fetch(reading: Reading) -> tuple[AddressLine, ...]:
            from campaign.field.addresses.lookup import addresses_of

            return addresses_of(reading.session, committee_id, street_id=street_id, side=side)

        self.read("addresses", fetch, self._show)

    def _show(self, found: tuple[AddressLine, ...]) -> None:
        w = self.w
        self._lines = {one.id: one for one in found}
        rows = []
        for one in found:
            note = w(N_("no longer in its file")) if one.gone else w(N_("no homes")) if one.do_not_visit else one.hamlet
            station = f"{one.station}{' ✎' if one.station_by == 'hand' else ''}" if one.station else "–"
            cells = (one.address, w.number(one.doors), w.number(one.buildings) if one.buildings else "–", station, note)
            tone = "dim" if one.gone or one.do_not_visit else ""
            rows.append(Row(cells, one.id, tone=tone, marked=one.id in self._marked, tones={3: "dim", 4: "dim"}))
        listing = self.query_one("#addresses", Listing)
        listing.fill(rows)
        if self.focused is None:
            self.set_focus(listing)

    def _here(self) -> AddressLine | None:
        row = self.query_one("#addresses", Listing).row
        return self._lines.get(row.key) if row is not None else None

    @on(Listing.Moved, "#addresses")
    def look(self, event: Listing.Moved) -> None:
        """Show the buildings of the address under the cursor."""
        address_id = event.row.key

        def fetch(reading: Reading) -> tuple[BuildingLine, ...]:
            from campaign.field.addresses.lookup import buildings_of

            return buildings_of(reading.session, address_id)

        self.read("buildings", fetch, self._show_buildings)

    def _show_buildings(self, found: tuple[BuildingLine, ...]) -> None:
        self._buildings = found
        lines = [text.plain(self._described(one)) for one in found[:6]]
        none = self.w(N_("No building is known here: n adds one, e says how many homes there are."))
        self.query_one("#buildings", Static).update(text.lines(*lines) if lines else text.plain(none, "$muted"))

    def _described(self, one: BuildingLine) -> str:
        w = self.w
        pieces = [
            one.label or w(BUILDING_WORDS[one.kind]),
            w.many(N_("{count} home"), N_("{count} homes"), one.homes),
            w.many(N_("{count} floor"), N_("{count} floors"), one.floors) if one.floors else "",
            w.many(N_("{count} stairwell"), N_("{count} stairwells"), one.stairwells) if one.stairwells > 1 else "",
            w(ACCESS_WORDS[one.access]) if one.access else "",
            one.access_note,
            w(N_("counted on the spot")) if one.counted else w(N_("estimate")),
        ]
        return " · ".join(piece for piece in pieces if piece)

    @on(Listing.Chosen, "#addresses")
    def change(self, event: Listing.Chosen) -> None:
        """Put right the building of an address; choose it first where there are several, add it where there is none."""
        here, found = self._here(), self._buildings
        if here is None:
            return
        if not found:
            self.action_add()
        elif len(found) == 1:
            self._edit(found[0])
        else:
            choices = [Choice(one, self._described(one)) for one in found]
            title = self.w(N_("Which building?"))
            self.app.push_screen(Menu(title, choices), lambda one: self._edit(one) if one else None)

    def _edit(self, building: BuildingLine) -> None:
        from campaign.field.addresses.editing import BuildingForm, edit_building

        def said(values: dict[str, object] | None) -> None:
            if values is not None:
                form = BuildingForm.model_validate(values)
                self.write(
                    lambda unit: edit_building(unit, building.id, form, if_version=building.version),
                    lambda _: self.tell(self.w(N_("Written down."))),
                )

        self.app.push_screen(BuildingDialog(self.where(), building), said)

    def action_add(self) -> None:
        from campaign.field.addresses.editing import BuildingForm, add_building

        here = self._here()
        if here is None:
            return

        def said(values: dict[str, object] | None) -> None:
            if values is not None:
                form = BuildingForm.model_validate(values)
                self.write(
                    lambda unit: add_building(unit, here.id, form), lambda _: self.tell(self.w(N_("Written down.")))
                )

        self.app.push_screen(BuildingDialog(here.address), said)

    def action_homes(self) -> None:
        from campaign.field.addresses.editing import set_homes

        here, w = self._here(), self.w
        if here is None:
            return
        if here.buildings:
            self.say(w(N_("Its buildings say how many: Enter puts them right.")), "warning")
            return

        def check(value: str) -> str:
            good = value.strip().isascii() and value.strip().isdigit() and int(value) <= 5000
            return "" if good else w(N_("Type a whole number."))

        def typed(value: str | None) -> None:
            if value is not None:
                self.write(lambda unit: set_homes(unit, here.id, int(value)), lambda _: self.reload())

        dialog = AskText(w(N_("How many homes?")), here.address, value=str(here.doors), check=check, limit=5)
        self.app.push_screen(dialog, typed)

    def action_skip(self) -> None:
        from campaign.field.addresses.editing import set_do_not_visit

        here = self._here()
        if here is not None:
            self.write(
                lambda unit: set_do_not_visit(unit, here.id, value=not here.do_not_visit), lambda _: self.reload()
            )

    def action_mark(self) -> None:
        here = self._here()
        if here is not None:
            self._marked ^= {here.id}
            self._show(tuple(self._lines.values()))
            self.query_one("#addresses", Listing).action_move(1)

    def action_station(self) -> None:
        here = self._here()
        if here is None:
            return
        chosen = tuple(sorted(self._marked & self._lines.keys())) or (here.id,)
        name = (
            here.address
            if len(chosen) == 1
            else self.w.many(N_("{count} address"), N_("{count} addresses"), len(chosen))
        )
        self._marked = set()
        ask_station(self, self.committee_id, name=name, addresses=chosen)
