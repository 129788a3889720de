"""A new committee: name, place, Enter. It exists, is active and visible; no pending state exists anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.widgets.listing import Col, Listing, Row
from tui.widgets.pick import Pick
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.committees.views import CommitteeCard

SUGGESTIONS = 6


class NewCommitteeScreen(AppuiScreen):
    """One form, live at once."""

    TITLE_WORDS = N_("New committee")
    CSS_PATH = "create.tcss"
    HELP = N_(
        "A name and a place are enough. Enter chooses the commune under the cursor, and on an empty line creates the "
        "committee. Several communes can be added one after the other. For a city abroad type: Berlin, Germany."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "create", N_("Create"), key_display="^s", id="new.create"),
        Binding("escape", "back", N_("Cancel"), id="new.cancel"),
    ]

    def __init__(self, structure: str | None = None) -> None:
        super().__init__()
        self._structure = structure
        self._places: list[tuple[str, str]] = []
        self._suggested_for = ""
        self._entered = 0  # how often Enter came before the suggestions did
        self._left = False  # the field was left before they did

    def body(self) -> ComposeResult:
        w = self.w
        with VerticalScroll(id="form", can_focus=False):
            yield Static(text.plain(w(N_("Name"))), classes="field-label")
            yield Input(id="name", max_length=160, select_on_focus=False, placeholder=w(N_("Committee of…")))
            yield Static(text.plain(""), id="name-error", classes="field-error")
            yield Static(text.plain(w(N_("Place: commune, postcode or INSEE code"))), classes="field-label")
            yield Static(text.plain(""), id="places")
            yield Input(
                id="place", max_length=80, select_on_focus=False, placeholder=w(N_("Lyon, 69004, Saint-Denis (93200)…"))
            )
            yield Listing([Col("", flex=1), Col("", width=20, rank=1)], header=False, id="suggestions")
            yield Static(text.plain(""), id="place-error", classes="field-error")
            yield Static(
                text.plain(w(N_("Who leads it? (optional; a committee may start without a leader)"))),
                classes="field-label",
            )
            yield Input(
                id="leader",
                max_length=80,
                select_on_focus=False,
                value=self.appui.me_name,
                placeholder=w(N_("Your name, if it is you")),
            )
            yield Static(text.plain(""), id="leader-error", classes="field-error")
            yield Static(text.plain(w(N_("Kind"))), classes="field-label")
            yield Pick(id="kind")
            yield Static(
                text.plain(w(N_("Start from a documented structure (sizes, roles, first tasks; never a gate)"))),
                classes="field-label",
            )
            yield Pick(id="structure")
            yield Static(text.plain(w(N_("The leader is of age (asked once; blocks nothing)"))), classes="field-label")
            yield Pick([(None, w(N_("not said"))), (True, w(N_("yes"))), (False, w(N_("no")))], id="adult")

    def on_mount(self) -> None:
        super().on_mount()
        suggestions = self.query_one("#suggestions", Listing)
        suggestions.display = False
        suggestions.can_focus = False  # the arrows of the field move it; Tab goes on to the next field
        self.query_one("#places").display = False
        self.set_focus(self.query_one("#name", Input))

    def spoken_again(self) -> None:
        self._structure = self.query_one("#structure", Pick).wanted
        self.query_one("#suggestions").display = False
        self._show_places()
        self.reload()

    def unsaved(self) -> bool:
        return bool(self._places) or any(self.query_one(f"#{field}", Input).value for field in ("name", "place"))

    def reload(self) -> None:
        if not self.query_one("#kind", Pick).value:
            self.read("choices", self._choices, self._show_choices)

    def _choices(self, reading: Reading) -> tuple[list[tuple[str, str]], list[tuple[str | None, str]]]:
        from campaign.committees.directory import kinds
        from campaign.structures import list_structures

        w = self.w
        found: list[tuple[str | None, str]] = [(None, w(N_("none")))]
        found += [(s.id, s.name.say(w)) for s in list_structures(reading.session) if s.can_start]
        return [(k, label.say(w)) for k, label in kinds(reading.session)], found

    def _show_choices(self, choices: tuple[list[tuple[str, str]], list[tuple[str | None, str]]]) -> None:
        self.query_one("#kind", Pick).set_choices(choices[0])
        structure = self.query_one("#structure", Pick)
        structure.set_choices(choices[1])
        structure.set_value(self._structure)

    @on(Input.Changed, "#place")
    def complete(self, event: Input.Changed) -> None:
        """Propose real communes as one types."""
        typed = event.value
        self._entered, self._left = 0, False
        self._problem("place", "")
        if not typed.strip():
            self.query_one("#suggestions").display = False
            return

        def fetch(reading: Reading) -> list[tuple[str, str, str]]:
            from campaign.places import country_name, read_abroad, search_places

            abroad = read_abroad(typed)
            if abroad is not None:
                country = country_name(abroad.country, self.w.lang)
                return [(f"{abroad.city}, {abroad.country}", f"{abroad.city} ({country})", self.w(N_("abroad")))]
            return [
                (p.code, p.label, f"{p.code} · {self._inhabitants(p.population)}")
                for p in search_places(reading.session, typed, SUGGESTIONS)
            ]

        self.read("places", fetch, lambda found: self._suggest(typed, found))

    def _inhabitants(self, population: int | None) -> str:
        return "–" if population is None else self.w(N_("{count} inh."), count=self.w.number(population))

    def _suggest(self, asked: str, found: list[tuple[str, str, str]]) -> None:
        listing = self.query_one("#suggestions", Listing)
        self._suggested_for = asked
        typed = self.query_one("#place", Input).value.strip()
        listing.display = bool(found) and bool(typed)
        listing.styles.height = max(len(found), 1)
        listing.fill([Row((label, note), (code, label), tones={1: "dim"}) for code, label, note in found])
        listing.select(0)
        if typed and not found and len(typed) > 2:
            self._problem(
                "place", self.w(N_("No commune begins like this. Try its postcode; abroad: Berlin, Germany."))
            )
        entered, self._entered = self._entered, 0
        if (entered or self._left) and found:
            self._add_place(*found[0][:2], stay=not self._left)
            if entered > 1:
                self.action_create()

    def on_key(self, event: object) -> None:
        from textual import events

        assert isinstance(event, events.Key)
        listing = self.query_one("#suggestions", Listing)
        box = self.query_one("#place", Input)
        if not box.has_focus:
            return
        if listing.display and event.key in ("down", "up"):
            listing.action_move(1 if event.key == "down" else -1)
            event.stop()
        elif event.key == "backspace" and not box.value and self._places:
            self._places.pop()
            self._show_places()

    @on(Listing.Chosen, "#suggestions")
    def pick(self, event: Listing.Chosen) -> None:
        """Add a commune."""
        self._add_place(*event.row.key)

    @on(Input.Blurred, "#place")
    def passed(self, event: Input.Blurred) -> None:
        """Going on to the next field takes the commune under the cursor, as Enter does: nothing typed is lost."""
        listing = self.query_one("#suggestions", Listing)
        if not event.value.strip() or self.focused is None:  # another window came to the front: they go on typing here
            return
        if self._suggested_for != event.value:
            self._left = True
        elif listing.display and listing.row is not None:
            self._add_place(*listing.row.key, stay=False)

    def _add_place(self, code: str, label: str, *, stay: bool = True) -> None:
        if code not in [c for c, _ in self._places]:
            self._places.append((code, label))
        box = self.query_one("#place", Input)
        box.value = ""
        if stay:
            self.set_focus(box)
        self.query_one("#suggestions").display = False
        self._show_places()

    def _show_places(self) -> None:
        shown = self.query_one("#places", Static)
        shown.display = bool(self._places)
        names = ", ".join(label for _, label in self._places)
        hint = self.w(N_("Enter creates the committee"))
        shown.update(text.parts(("✓ ", "$text-success"), (names, "bold"), (f"   ⏎ {hint}", "$muted")))

    @on(Input.Submitted, "#name")
    def named(self) -> None:
        """Enter on the name goes on, or creates when all is there."""
        if self._places:
            self.action_create()
        else:
            self.set_focus(self.query_one("#place", Input))

    @on(Input.Submitted, "#place")
    def placed(self, event: Input.Submitted) -> None:
        """Enter chooses the commune under the cursor; on an empty line it creates."""
        listing = self.query_one("#suggestions", Listing)
        if not event.value.strip():
            self.action_create()
        elif self._suggested_for != event.value:
            self._entered += 1  # typed faster than read: chosen when the suggestions come
        elif listing.display and listing.row is not None:
            self._add_place(*listing.row.key)

    @on(Input.Submitted, "#leader")
    def led(self) -> None:
        """Enter creates."""
        self.action_create()

    def action_create(self) -> None:
        """Create; the first field that will not do is told so, and focused."""
        from campaign.committees.create import create_committee
        from campaign.committees.forms import NewCommittee

        box = self.query_one("#place", Input)
        listing = self.query_one("#suggestions", Listing)
        if box.value.strip() and listing.display and listing.row is not None:
            self._add_place(*listing.row.key)
        name = self.query_one("#name", Input).value
        for field in ("name", "place", "leader"):
            self._problem(field, "")
        if not name.strip():
            self._focus_problem("name", self.w(N_("A name is needed.")))
            return
        if not self._places:
            self._focus_problem(
                "place", self.w(N_("A place is needed: type a few letters and press Enter on the commune."))
            )
            return
        leader = self.query_one("#leader", Input).value.strip()
        form = NewCommittee(
            name=name,
            places=tuple(code for code, _ in self._places),
            kind=self.query_one("#kind", Pick).value or "local",
            structure=self.query_one("#structure", Pick).value,
            leader=leader or None,
            i_lead=bool(leader) and (not self.appui.me_name or leader == self.appui.me_name),
            adult=self.query_one("#adult", Pick).value,
            lang=self.appui.lang,
        )
        self.write(lambda unit: create_committee(unit, form), self._created, refused=self._refused_here, once=True)

    def _refused_here(self, refusal: Refusal) -> None:
        field = refusal.code.split(".")[0]
        field = {"name": "name", "place": "place", "person": "leader"}.get(field, "")
        if field:
            self._focus_problem(field, self.w.refusal(refusal))
        else:
            self.refused(refusal)

    def _created(self, card: CommitteeCard) -> None:
        from tui.screens.committees.show import CommitteeScreen

        app = self.appui
        self.say(self.w(N_("“{name}” is live: active and visible. Here is its first week."), name=card.name))
        app.settle_on(CommitteeScreen(card.id))

    def _problem(self, field: str, sentence: str) -> None:
        label = self.query_one(f"#{field}-error", Static)
        label.update(text.plain(sentence))
        label.set_class(bool(sentence), "-shown")

    def _focus_problem(self, field: str, sentence: str) -> None:
        self._problem(field, sentence)
        self.set_focus(self.query_one(f"#{field}", Input))
