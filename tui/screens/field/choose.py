"""Choosing what to cut, a whole commune, polling stations or sides of streets; then cutting it into walks."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical
from textual.widgets import Input, Static

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText
from tui.screens.field.cutting import Cutting
from tui.screens.field.parts import METRIC_WORDS, STATIONS, STREETS, WHOLE, Offer, band, rows_of, said_sum
from tui.widgets.listing import Col, Listing, Row
from tui.widgets.pick import Pick
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.field.turf import CutForm, CutPreview, SideLine


class ChooseScreen(AppuiScreen):
    """What to cut, and into walks of which size."""

    TITLE_WORDS = N_("New turf")
    CSS_PATH = "choose.tcss"
    HELP = N_(
        "Choose the whole commune, polling stations or sides of streets: Space marks a line, a marks all, / finds a "
        "street. The line at the foot says what it comes to. Walks hold so many doors, or last so many minutes when a "
        "length is given. The way between doors: with crossings is best without a map; along streets needs an imported "
        "one. Ctrl+S cuts; Esc stops a cutting, and nothing is kept."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", N_("Mark"), id="choose.mark"),
        Binding("v", "kind", N_("Commune, stations, streets"), id="choose.kind"),
        Binding("slash", "find", N_("Find"), key_display="/", id="choose.find"),
        Binding("ctrl+s", "cut", N_("Cut"), key_display="^s", id="choose.cut"),
        Binding("a", "all", N_("Mark all or none"), show=False, id="choose.all"),
    ]

    def __init__(self, committee_id: uuid.UUID, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name
        self._offer: Offer | None = None
        self._insee = ""
        self._kind = WHOLE
        self._stations: set[str] = set()
        self._sides: set[tuple[uuid.UUID, str]] = set()
        self._search = ""
        self._cutting: Cutting | None = None
        self._asked: CutForm | None = None  # what is being reckoned

    def where(self) -> str:
        return f"{self._committee_name} · {self.w(self.TITLE_WORDS)}".removeprefix(" · ")

    def body(self) -> ComposeResult:
        w = self.w
        kinds = [
            (WHOLE, w(N_("the whole commune"))),
            (STATIONS, w(N_("polling stations"))),
            (STREETS, w(N_("sides of streets"))),
        ]
        metrics = [(key, w(words)) for key, words in METRIC_WORDS.items()]
        with Grid(id="form"):
            for label, field in (
                (N_("What"), Pick(kinds, value=self._kind, id="kind")),
                (N_("Name"), Input(id="name", max_length=80, placeholder=w(N_("else that of the place")))),
                (N_("Way between doors"), Pick(metrics, value="tolls", id="metric")),
                (N_("Doors in a walk"), Input(id="doors", value="40-60", max_length=9, select_on_focus=True)),
                (N_("or minutes"), Input(id="minutes", max_length=3, placeholder="–")),
            ):
                with Vertical(classes="field"):
                    yield Static(text.plain(w(label)), classes="field-label")
                    yield field
        with Vertical(id="choice", classes="panel"):
            yield Listing(self._columns(), id="parts")
        yield Static(text.plain(""), id="sum")

    def _columns(self) -> list[Col]:
        w = self.w
        first = {WHOLE: N_("Commune"), STATIONS: N_("Polling station"), STREETS: N_("Street")}[self._kind]
        return [
            Col(w(first), width=20, flex=2),
            Col(w(N_("Side")) if self._kind == STREETS else "", width=10, flex=1),
            Col(w(N_("Numbers")) if self._kind == STREETS else "", width=9, rank=2),
            Col(w(N_("Addresses")), width=9, align="right", rank=1),
            Col(w(N_("Doors")), width=7, align="right"),
        ]

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one("#parts", Listing))

    def on_unmount(self) -> None:
        if self._cutting is not None:
            self._cutting.leave()

    def unsaved(self) -> bool:
        return bool(self._stations or self._sides)

    def reload(self) -> None:
        committee_id, insee = self.committee_id, self._insee

        def fetch(reading: Reading) -> Offer:
            from campaign.field.paper.ground import communes_of
            from campaign.field.turf import sides_of, stations_of

            session = reading.session
            communes = communes_of(session, committee_id)
            code = insee or (communes[0][0] if communes else "")
            return Offer(
                communes, code, stations_of(session, committee_id, code), sides_of(session, committee_id, code)
            )

        self.read("offer", fetch, self._show)

    def _show(self, offer: Offer) -> None:
        self._offer, self._insee = offer, offer.insee
        self._fill()
        self._reckon()

    def _fill(self) -> None:
        """The lines of what is chosen from, those that are marked with a dot."""
        w, offer = self.w, self._offer
        if offer is None:
            return
        listing = self.query_one("#parts", Listing)
        listing.relabel(self._columns())
        every: dict[str, Collection[Any]] = {
            WHOLE: (offer.insee,),
            STATIONS: self._stations,
            STREETS: self._sides,
        }
        rows = rows_of(w, offer, self._kind, self._found(), every[self._kind])
        empty = {
            STATIONS: N_("No polling station is known: i on the screen before takes in INSEE's table of them."),
            STREETS: N_("No street of that name."),
        }
        listing.fill(rows or [Row((w(empty.get(self._kind, N_("No address yet."))),), None, tone="dim")])
        panel = self.query_one("#choice")
        panel.border_subtitle = text.plain(f"/{self._search}" if self._search else "")

    def _found(self) -> list[SideLine]:
        """The sides of streets whose name holds what was looked for."""
        from db.folding import fold

        sides = self._offer.sides if self._offer else []
        wanted = fold(self._search).split()
        return [side for side in sides if all(word in fold(side.street) for word in wanted)] if wanted else sides

    @on(Pick.Changed, "#kind")
    def kind_changed(self, event: Pick.Changed) -> None:
        """Choose from something else."""
        self._kind = event.key
        self._fill()
        self._reckon()

    @on(Input.Changed)
    def typed(self) -> None:
        """Say what it comes to with another size."""
        self._reckon()

    @on(Input.Submitted)
    def next_field(self) -> None:
        """Enter goes on to the next field."""
        self.focus_next()

    @on(Listing.Chosen, "#parts")
    def chosen(self) -> None:
        """Enter marks as Space does."""
        self.action_mark()

    def action_kind(self) -> None:
        order = [WHOLE, STATIONS, STREETS]
        pick = self.query_one("#kind", Pick)
        pick.set_value(order[(order.index(self._kind) + 1) % len(order)])
        self._kind = pick.value
        self._fill()
        self._reckon()

    def action_mark(self) -> None:
        listing = self.query_one("#parts", Listing)
        key = listing.row.key if listing.row else None
        if key is None:
            return
        if self._kind == WHOLE:
            if key != self._insee:
                self._insee = key
                self._stations, self._sides = set(), set()
                self.reload()
            return
        if self._kind == STATIONS:
            self._stations ^= {key}
        else:
            self._sides ^= {key}
        self._fill()
        listing.action_move(1)
        self._reckon()

    def action_all(self) -> None:
        """Mark all that is listed, or none of it when all is marked."""
        offer = self._offer
        if offer is None or self._kind == WHOLE:
            return
        if self._kind == STATIONS:
            every = {station.code for station in offer.stations if station.code}
            self._stations = self._stations ^ every if every <= self._stations else self._stations | every
        else:
            sides = {(side.street_id, side.side) for side in self._found()}
            self._sides = self._sides - sides if sides <= self._sides else self._sides | sides
        self._fill()
        self._reckon()

    def action_find(self) -> None:
        w = self.w

        def found(line: str | None) -> None:
            if line is None:
                return
            self._search, self._kind = line.strip(), STREETS
            self.query_one("#kind", Pick).set_value(STREETS)
            self._fill()
            self._reckon()

        self.app.push_screen(AskText(w(N_("Find a street")), w(N_("Empty shows all of them.")), limit=60), found)

    def _form(self) -> CutForm | None:
        """What is asked for; None while nothing is chosen."""
        from campaign.field.turf import CutForm

        chosen: dict[str, Any] = {}
        if self._kind == STATIONS:
            chosen["stations"] = tuple(sorted(self._stations, key=lambda code: (len(code), code)))
        elif self._kind == STREETS:
            chosen["sides"] = tuple(sorted(self._sides, key=lambda side: (side[0].hex, side[1])))
        if not self._insee or (chosen and not any(chosen.values())):
            return None
        values = {field.id or "": field.value.strip() for field in self.query(Input)}
        low, high = band(values["doors"])
        minutes = values["minutes"]
        return CutForm(
            committee_id=self.committee_id,
            insee=self._insee,
            name=values["name"],
            metric=self.query_one("#metric", Pick).value or "tolls",
            doors_min=low,
            doors_max=high,
            minutes=int(minutes) if minutes.isascii() and minutes.isdigit() else None,
            **chosen,
        )

    def _reckon(self) -> None:
        """Say at the foot what the choice comes to."""
        if self._cutting is not None:
            return
        w = self.w
        form = self._form()
        if form is None:
            said = N_("Nothing is marked yet: Space marks a line.") if self._offer else "…"
            self._say_sum(w(said) if self._offer else said, "$muted")
            return
        try:
            form.check()
        except Refusal as refusal:
            self._say_sum(w.refusal(refusal), "$text-warning")
            return

        if self._asked is not None:  # one at a time: the answer that comes asks again if more was typed meanwhile
            return
        self._asked = form

        def fetch(reading: Reading) -> CutPreview | Refusal:
            from campaign.field.turf import preview

            try:
                return preview(reading.session, form)
            except Refusal as refusal:
                return refusal

        self.read("preview", fetch, self._reckoned)

    def _reckoned(self, found: CutPreview | Refusal) -> None:
        w = self.w
        asked, self._asked = self._asked, None
        if self._cutting is not None:
            return
        if self._form() != asked:
            self._reckon()
            return
        if isinstance(found, Refusal):
            self._say_sum(w.refusal(found), "$text-warning")
            return
        if not found.doors:
            self._say_sum(w(N_("No door is left to cut here.")), "$text-warning")
            return
        assert asked is not None
        worth_knowing = found.small or found.far_apart
        style = "$text-warning" if worth_knowing else "$text-success"
        self._say_sum(said_sum(w, found, asked.doors_min, self._hidden()), style)

    def _hidden(self) -> int:
        """How many marked sides the search leaves out of the list."""
        if self._kind != STREETS:
            return 0
        return len(self._sides - {(side.street_id, side.side) for side in self._found()})

    def _say_sum(self, said: str, style: str) -> None:
        self.query_one("#sum", Static).update(text.plain(said, style))

    def action_cut(self) -> None:
        """Cut what is marked into walks."""
        if self._cutting is not None:
            return
        form = self._form()
        if form is None:
            self.say(self.w(N_("Nothing is marked yet: Space marks a line.")), "warning")
            return
        self._cutting = Cutting(self, self.query_one("#sum", Static), self._not_cut)
        self._cutting.begin(form)

    def _not_cut(self, refusal: Refusal | None) -> None:
        """The cutting ended without a turf; None: someone stopped it."""
        self._cutting = None
        if refusal is None:
            self._say_sum(self.w(N_("Stopped; nothing was changed.")), "$text-warning")
            return
        self._reckon()
        self.refused(refusal)

    def action_back(self) -> None:
        if self._cutting is not None:
            self._cutting.stop()
            return
        super().action_back()
