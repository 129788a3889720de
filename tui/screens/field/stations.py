"""Which polling station to go to first: abstention and potential by the latest results, with the formula."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from campaign.views.field_addresses import StationLine, TargetLine
from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Menu
from tui.screens.field.taking import ask_file
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

BAR = 8


@dataclass(frozen=True, slots=True)
class _Stations:
    """What the screen shows: stations as they are, and ranked where results are here."""

    stations: tuple[StationLine, ...]
    targets: tuple[TargetLine, ...]
    elections: tuple[tuple[str, int], ...]
    lists: tuple[tuple[str, int], ...]


class StationsScreen(AppuiScreen):
    """The polling stations of a committee, the most promising first."""

    CSS_PATH = "stations.tcss"
    HELP = N_(
        "Stations are ranked by the votes that may be won among those who did not vote. c chooses the candidates or "
        "lists that are near to yours, v the election. n takes in a file of results from the Interior Ministry. Enter "
        "names a station."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "take_in", N_("Take in results"), id="field.results"),
        Binding("v", "election", N_("Election"), id="field.election"),
        Binding("c", "lists", N_("Candidate or list"), id="field.list"),
    ]

    def __init__(self, committee_id: uuid.UUID, name: str = "") -> None:
        super().__init__()
        self.committee_id, self._title_name = committee_id, name
        self._election: tuple[str, int] | None = None
        self._chosen: tuple[str, ...] = ()
        self._found = _Stations((), (), (), ())

    def where(self) -> str:
        return f"{self._title_name} · {self.w(N_('Polling stations'))}".removeprefix(" · ")

    def body(self) -> ComposeResult:
        w = self.w
        yield Static(text.plain(""), id="about")
        yield Listing(
            [
                Col(w(N_("Station")), width=8),
                Col(w(N_("Called")), width=10, flex=1, rank=4),
                Col(w(N_("Potential")), width=BAR + 7),
                Col(w(N_("Abstention")), width=10, align="right"),
                Col(w(N_("Share")), width=8, align="right", rank=1),
                Col(w(N_("Registered")), width=10, align="right", rank=3),
                Col(w(N_("Doors")), width=7, align="right", rank=2),
            ],
            id="stations",
        )

    def reload(self) -> None:
        committee_id, election, chosen = self.committee_id, self._election, self._chosen

        def fetch(reading: Reading) -> _Stations:
            from campaign.field.addresses.lookup import stations_of_committee
            from campaign.field.addresses.targeting import elections, lists_of, rank_stations

            session = reading.session
            stations = stations_of_committee(session, committee_id)
            there = elections(session, committee_id)
            if not there:
                return _Stations(stations, (), (), ())
            name, turn = election if election in there else there[0]
            targets = rank_stations(session, committee_id, election=name, round_=turn, chosen=chosen)
            first = ((name, turn), *(one for one in there if one != (name, turn)))
            return _Stations(stations, targets, first, lists_of(session, committee_id, name, turn))

        self.read("stations", fetch, self._show)

    def _show(self, found: _Stations) -> None:
        w = self.w
        self._found = found
        listing = self.query_one("#stations", Listing)
        listing.display = bool(found.stations)
        self.query_one("#about", Static).update(self._about(found))
        rows = []
        most = max((one.potential for one in found.targets), default=0)
        for one in found.targets:
            share = one.potential / most if most else 0
            cells = (
                one.code,
                one.name or "–",
                f"{text.bar(share, BAR)} {w.number(one.potential).rjust(6)}",
                w.percent(one.abstention_rate),
                w.percent(one.share) if self._chosen else "–",
                w.number(one.registered),
                w.number(one.doors),
            )
            rows.append(Row(cells, one.id, tones={2: "accent"}))
        ranked = {one.id for one in found.targets}
        for station in found.stations:
            if station.id not in ranked:
                cells = (station.code, station.name or "–", "–", "–", "–", "–", w.number(station.doors))
                rows.append(Row(cells, station.id, tone="dim" if found.targets else ""))
        listing.fill(rows)
        if self.focused is None and listing.display:
            self.set_focus(listing)

    def _about(self, found: _Stations) -> Content:
        from campaign.field.addresses.targeting import FORMULA

        w = self.w
        if not found.targets:
            return text.block(
                w(
                    N_(
                        "No result by polling station is here.\n\n"
                        "They say where people stayed at home, and so which station to go to first. Download the file "
                        "“résultats par bureau de vote” of an election from data.gouv.fr, then press n and give its "
                        "path."
                    )
                )
            )
        name, turn = found.elections[0]
        said = w(N_("{election}, round {round}"), election=name, round=turn)
        chosen = " + ".join(self._chosen) if self._chosen else w(N_("nobody chosen: by abstentions alone"))
        return text.lines(text.plain(f"{said} · {chosen}", "bold"), text.plain(w(FORMULA), "$muted"))

    @on(Listing.Chosen, "#stations")
    def name_it(self, event: Listing.Chosen) -> None:
        """Write down what a station is called."""
        from campaign.field.addresses.editing import name_station

        station_id, called = event.row.key, event.row.cells[1].removeprefix("–")
        title = self.w(N_("What is polling station {code} called?"), code=event.row.cells[0])

        def typed(name: str | None) -> None:
            if name is not None:
                self.write(lambda unit: name_station(unit, station_id, name), lambda _: self.reload())

        self.app.push_screen(AskText(title, value=called, limit=120), typed)

    def action_take_in(self) -> None:
        ask_file(self, self.committee_id)

    def action_election(self) -> None:
        w = self.w
        choices = [
            Choice(one, w(N_("{election}, round {round}"), election=one[0], round=one[1]))
            for one in self._found.elections
        ]

        def chosen(key: tuple[str, int] | None) -> None:
            if key is not None:
                self._election, self._chosen = key, ()
                self.reload()

        if choices:
            self.app.push_screen(Menu(w(N_("Which election is it?")), choices), chosen)

    def action_lists(self) -> None:
        w = self.w
        choices = [
            Choice(label, f"{'✓' if label in self._chosen else ' '} {label}", w.number(count))
            for label, count in self._found.lists
        ]

        def chosen(label: str | None) -> None:
            if label is not None:
                kept = [one for one in self._chosen if one != label]
                self._chosen = tuple(kept if label in self._chosen else [*kept, label])
                self.reload()

        if choices:
            about = w(N_("Choose one; again takes it away. Several are added up."))
            self.app.push_screen(Menu(w(N_("Whose votes are near to yours?")), choices, about=about), chosen)
