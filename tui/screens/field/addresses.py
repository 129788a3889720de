"""The addresses of a committee: its streets side by side, with their doors and polling stations."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from campaign.views.field import SIDE_WORDS
from campaign.views.field_addresses import CommuneLine, StreetLine
from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Menu
from tui.screens.field.taking import ask_file
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading


@dataclass(frozen=True, slots=True)
class _Streets:
    """What the screen shows."""

    communes: tuple[CommuneLine, ...]
    insee: str
    streets: tuple[StreetLine, ...]


class AddressesScreen(AppuiScreen):
    """The streets of a commune, a line for each side."""

    CSS_PATH = "addresses.tcss"
    HELP = N_(
        "Each line is one side of a street. Enter opens its addresses and buildings. n takes in a file. b says by hand "
        "to which polling station a side belongs; v ranks the stations by what may be won there. c shows another "
        "commune."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,i", "take_in", N_("Take in a file"), key_display="n", id="field.take"),
        Binding("b", "station", N_("Polling station"), id="field.station"),
        Binding("v", "targets", N_("Where to go first"), id="field.targets"),
        Binding("slash", "search", N_("Search"), key_display="/", id="field.search"),
        Binding("c", "commune", N_("Another commune"), show=False, id="field.commune"),
    ]

    def __init__(self, committee_id: uuid.UUID, name: str = "") -> None:
        super().__init__()
        self.committee_id, self._title_name = committee_id, name
        self._insee = self._searched = ""
        self._streets = _Streets((), "", ())

    def where(self) -> str:
        return f"{self._title_name} · {self.w(N_('Addresses'))}".removeprefix(" · ")

    def body(self) -> ComposeResult:
        w = self.w
        yield Static(text.plain(""), id="about")
        yield Listing(
            [
                Col(w(N_("Street")), width=30, flex=1),
                Col(w(N_("Side")), width=11),
                Col(w(N_("Numbers")), width=10, align="right", rank=2),
                Col(w(N_("Addresses")), width=9, align="right", rank=1),
                Col(w(N_("Doors")), width=7, align="right"),
                Col(w(N_("Stations")), width=9, rank=3),
            ],
            id="streets",
        )

    def reload(self) -> None:
        committee_id, insee, searched = self.committee_id, self._insee, self._searched

        def fetch(reading: Reading) -> _Streets:
            from campaign.field.addresses.lookup import communes_with_addresses, streets_of

            communes = communes_with_addresses(reading.session, committee_id)
            codes = [one.insee for one in communes]
            wanted = insee if insee in codes else next(iter(codes), "")
            return _Streets(communes, wanted, streets_of(reading.session, committee_id, wanted, searched))

        self.read("streets", fetch, self._show)

    def _show(self, found: _Streets) -> None:
        w = self.w
        self._streets, self._insee = found, found.insee
        listing = self.query_one("#streets", Listing)
        listing.display = bool(found.communes)
        self.query_one("#about", Static).update(self._about(found))
        rows = []
        for one in found.streets:
            numbers = "–" if one.first is None else f"{one.first}–{one.last}"
            cells = (
                one.name,
                w(SIDE_WORDS[one.side]),
                numbers,
                w.number(one.addresses),
                w.number(one.doors),
                " ".join(one.stations) or "–",
            )
            rows.append(Row(cells, (one.street_id, one.side), tones={1: "dim", 2: "dim", 5: "dim"}))
        listing.fill(rows or [Row((w(N_("No street here is called so.")),), None, tone="dim")])
        if self.focused is None and listing.display:
            self.set_focus(listing)

    def _about(self, found: _Streets) -> Content:
        w = self.w
        if not found.communes:
            return text.block(
                w(
                    N_(
                        "No address yet.\n\n"
                        "Door to door begins with the addresses of your commune. Download its file, for free and "
                        "without an account, from\n\n    adresse.data.gouv.fr\n\n"
                        "(Base Adresse Nationale or Base Adresse Locale, CSV, plain or gz). Press n and give the path "
                        "of the file: nothing leaves this machine, and you see what it brings before it is taken in."
                    )
                )
            )
        one = next(line for line in found.communes if line.insee == found.insee)
        said = w(
            N_("{name}: {streets} streets, {addresses} addresses, {doors} doors, {stations} stations"),
            name=one.name,
            streets=w.number(one.streets),
            addresses=w.number(one.addresses),
            doors=w.number(one.doors),
            stations=w.number(one.stations),
        )
        more = w(N_("searched: {text}"), text=self._searched) if self._searched else ""
        others = len(found.communes) - 1
        if others:
            more += " " + w.many(N_("c: {count} other commune"), N_("c: {count} other communes"), others)
        rows = [text.plain(said, "bold"), *([text.plain(more.strip(), "$muted")] if more.strip() else [])]
        return text.lines(*rows)

    @on(Listing.Chosen, "#streets")
    def open(self, event: Listing.Chosen) -> None:
        """Open the addresses of a side."""
        from tui.screens.field.street import StreetScreen

        if event.row.key is not None:
            street_id, side = event.row.key
            self.app.push_screen(StreetScreen(self.committee_id, street_id, side, event.row.cells[0]))

    def action_take_in(self) -> None:
        ask_file(self, self.committee_id)

    def action_targets(self) -> None:
        from tui.screens.field.stations import StationsScreen

        self.app.push_screen(StationsScreen(self.committee_id, self._title_name))

    def action_station(self) -> None:
        row = self.query_one("#streets", Listing).row
        if row is None or row.key is None:
            return
        street_id, side = row.key
        ask_station(self, self.committee_id, street_id=street_id, side=side, name=f"{row.cells[0]}, {row.cells[1]}")

    def action_search(self) -> None:
        def typed(value: str | None) -> None:
            if value is not None:
                self._searched = value.strip()
                self.reload()

        self.app.push_screen(AskText(self.w(N_("Search a street")), value=self._searched, limit=60), typed)

    def action_commune(self) -> None:
        w = self.w
        choices = [Choice(one.insee, one.name, w.number(one.addresses)) for one in self._streets.communes]

        def chosen(insee: str | None) -> None:
            if insee:
                self._insee = insee
                self.reload()

        if choices:
            self.app.push_screen(Menu(w(N_("Which commune?")), choices, selected=self._insee), chosen)


def ask_station(
    screen: AppuiScreen,
    committee_id: uuid.UUID,
    *,
    name: str,
    addresses: tuple[uuid.UUID, ...] = (),
    street_id: uuid.UUID | None = None,
    side: str = "",
) -> None:
    """Ask to which polling station some addresses belong, and keep it."""
    w = screen.w

    def typed(code: str | None) -> None:
        if code is None:
            return
        from campaign.field.addresses.editing import set_station

        screen.write(
            lambda unit: set_station(unit, committee_id, code, addresses=addresses, street_id=street_id, side=side),
            lambda count: screen.tell(w.many(N_("{count} address changed"), N_("{count} addresses changed"), count)),
        )

    about = w(N_("Its number, as on an elector's card; empty: no station. Files do not change what was set by hand."))
    screen.app.push_screen(AskText(w(N_("Polling station of {name}"), name=name), about, limit=12), typed)
