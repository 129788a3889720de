"""A building as a grid of floors and doors: its shape as one stands before it, filled by cell, floor or column."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from campaign.errors.doors import CountTooHigh
from campaign.field.doors.keyboard import Stroke, targets
from campaign.field.outcomes import BY_CODE
from campaign.views.field import SheetLine
from campaign.views.field_doors import floor_words, letter_of
from campaign.words import N_, Words
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.field.typing import Typing, held_words, legend, unsaid_words
from tui.text import Part

if TYPE_CHECKING:
    from tui.screens.field.entry import EntryScreen

CELL = 5  # cells of the terminal: two brackets, a letter, a sign for a leaflet, a space
WORDY = 14  # cells of a door that hold a word beside its letter
LABEL = 8

Column = tuple[int, int]  # stairwell, place on the landing


class Building(Widget, can_focus=True):
    """Floors below one another, the top one first; stairwells beside one another."""

    DEFAULT_CSS = """
    Building { height: auto; width: auto; padding: 0 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1,0)", N_("Floor above"), show=False, id="building.up"),
        Binding("down", "move(1,0)", N_("Floor below"), show=False, id="building.down"),
        Binding("left", "move(0,-1)", N_("Door before"), show=False, id="building.left"),
        Binding("right", "move(0,1)", N_("Next door"), show=False, id="building.right"),
        Binding("home", "edge(-1)", N_("First"), show=False, id="building.first"),
        Binding("end", "edge(1)", N_("Last"), show=False, id="building.last"),
    ]

    def __init__(self, typing: Typing, index: int, words: Words, press: Callable[[str], bool]) -> None:
        super().__init__(id="building")
        self._press = press
        self.typing = typing
        self.words = words
        here = typing.lines[index]
        self.mine = [i for i, x in enumerate(typing.lines) if (x.stop, x.building_id) == (here.stop, here.building_id)]
        lines = [typing.lines[i] for i in self.mine]
        self.floors = sorted({x.floor for x in lines}, reverse=True)
        self.columns: list[Column] = sorted({(x.stairwell, x.place) for x in lines})
        self.spots = {(x.floor, (x.stairwell, x.place)): i for i, x in zip(self.mine, lines, strict=True)}
        self.index = index

    @property
    def line(self) -> SheetLine:
        """The door under the cursor."""
        return self.typing.lines[self.index]

    def go(self, index: int) -> None:
        """Put the cursor on a door."""
        self.index = index
        self.refresh(layout=True)

    def action_move(self, down: int, right: int) -> None:
        row = self.floors.index(self.line.floor)
        column = self.columns.index((self.line.stairwell, self.line.place))
        row, column = row + down, column + right
        while 0 <= row < len(self.floors) and 0 <= column < len(self.columns):
            found = self.spots.get((self.floors[row], self.columns[column]))
            if found is not None:
                self.go(found)
                return
            row, column = row + down, column + right  # no door there: the next one that way

    def action_edge(self, side: int) -> None:
        self.go(self.mine[0 if side < 0 else -1])

    def targets(self, stroke: Stroke) -> list[int]:
        """Which doors an outcome fills: this one; or what is empty around it, as in the list."""
        if stroke.scope:
            return targets(self.typing.lines, self.index, stroke)
        after = [i for i in self.mine if i > self.index and not self.typing.lines[i].outcome]
        return [self.index, *after[: stroke.count - 1]]

    def after(self, filled: list[int]) -> int:
        """The first empty door after those, else the first empty one of all, else where it is."""
        empty = [i for i in self.mine if not self.typing.lines[i].outcome]
        later = [i for i in empty if i > max(filled)]
        return (later or empty or [self.index])[0]

    @property
    def cell(self) -> int:
        """How wide a door is drawn: with its word where there is room for all of them."""
        room = self.app.size.width - LABEL - 8 - 2 * len({s for s, _ in self.columns})
        return max(CELL, min(room // max(len(self.columns), 1), WORDY + 4))

    def get_content_width(self, *_: object) -> int:
        return LABEL + len(self.columns) * self.cell + 2 * len({s for s, _ in self.columns})

    def get_content_height(self, *_: object) -> int:
        return len(self.floors) * self._tall() + 1

    def _tall(self) -> int:
        """Lines of a floor: an empty one between floors, where the terminal is high enough."""
        return 2 if len(self.floors) * 2 + 12 <= self.app.size.height else 1

    def render(self) -> Content:
        letters = {outcome.code: key for key, outcome in self.typing.board.letters.items()}
        rows = [text.parts((" " * LABEL, ""), *self._heads())]
        for floor in self.floors:
            pieces: list[Part] = [(text.fit(floor_words(floor, self.words), LABEL - 1, "right") + " ", "$muted")]
            before = None
            for column in self.columns:
                if before not in (None, column[0]):
                    pieces.append("  ")
                before = column[0]
                index = self.spots.get((floor, column))
                pieces += [(text.fit(" ·", self.cell), "$muted")] if index is None else self._cell(index, letters)
            rows.append(text.parts(*pieces))
            rows += [text.plain("")] * (self._tall() - 1)
        return text.lines(*rows)

    def _heads(self) -> list[Part]:
        """Above each column: the stairwell where there are several, and the place on the landing."""
        pieces: list[Part] = []
        before = None
        for stairwell, place in self.columns:
            if before not in (None, stairwell):
                pieces.append("  ")
            before = stairwell
            name = f"{letter_of(stairwell)}{place}" if stairwell else str(place)
            pieces.append((text.fit(f" {name}", self.cell), "$muted bold"))
        return pieces

    def _cell(self, index: int, letters: dict[str, str]) -> list[Part]:
        line = self.typing.lines[index]
        sign = letters.get(line.outcome, "_" if not line.outcome else "?")
        outcome = BY_CODE.get(line.outcome)
        style = "$text-accent bold" if outcome and outcome.contact else "bold" if outcome else "$muted"
        word = f"{self.words(outcome.label)} " if outcome and self.cell >= WORDY else ""
        rest = text.fit(word + ("+" if line.leaflet else ""), self.cell - 4) + " "
        if index == self.index:  # brackets as well as colour
            return [(f"[{sign}]", f"{style} reverse"), (rest, style)]
        return [(f" {sign} {rest}", style)]

    def on_key(self, event: events.Key) -> None:
        """Outcome keys win over the general ones here; any other key but Esc forgets what was typed before it."""
        if event.key == "escape":
            return
        if self._press(event.character if event.character and event.is_printable else ""):
            event.stop()
            event.prevent_default()

    def on_click(self) -> None:
        self.focus()


class GridScreen(AppuiScreen):
    """One building of a list, as a grid of floors and doors."""

    CSS_PATH = "grid.tcss"
    HELP = N_(
        "Floors stand below one another, doors of a landing beside one another, clockwise from the stairs. A letter "
        "fills the door under the cursor and goes on to the next empty one. e before a letter fills what is empty of "
        "the landing, ee of the column, eee of the stairwell, eeee of the building, as in the list. Esc goes "
        "back to the list."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "press(' ')", N_("Again"), id="building.repeat"),
        Binding("e,f", "press('e')", N_("Floor"), id="building.floor"),
        Binding("t,plus", "leaflet", N_("Leaflet"), id="building.leaflet"),
        Binding("escape,b", "back", N_("Back to the list"), id="building.back"),
    ]

    def __init__(self, entry: EntryScreen, index: int) -> None:
        super().__init__()
        assert entry.typing is not None
        self.entry = entry
        self.typing = entry.typing
        self._index = index
        self._remark = ""

    def where(self) -> str:
        return f"{self.entry.where()} · {self.typing.lines[self._index].address}"

    def body(self) -> ComposeResult:
        yield Static(text.plain(""), id="about")
        with ScrollableContainer(id="frame", can_focus=False):
            yield Building(self.typing, self._index, self.w, self.press)
        yield Static(text.plain(""), id="held")
        yield Static(text.plain(""), id="legend")

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.building)
        self._status()

    def spoken_again(self) -> None:
        self.typing.speak(self.appui.lang)
        self.set_focus(self.building)
        self._status()

    @property
    def building(self) -> Building:
        """The grid."""
        return self.query_one(Building)

    def press(self, char: str) -> bool:
        """Take a key; whether it meant something here."""
        typing, building = self.typing, self.building
        if not typing.board.knows(char):
            typing.board.drop()
            self._remark = unsaid_words(typing, self.w) or self._remark
            self._status()
            return False
        stroke = typing.board.press(char)
        self._remark = unsaid_words(typing, self.w)
        filled = building.targets(stroke) if stroke is not None else []
        if stroke is not None and len(filled) < stroke.count:
            self._remark = self.w.refusal(CountTooHigh(count=stroke.count, left=len(filled)))
        elif stroke is not None:
            self.entry.enter(typing.fill(filled, stroke))
            building.go(building.after(filled))
        self._status()
        return True

    def action_press(self, char: str) -> None:
        self.press(char)

    def action_leaflet(self) -> None:
        self.entry.enter(self.typing.flip_leaflet(self.building.index))
        self.building.refresh()

    def action_undo(self) -> None:
        self.entry.action_undo()

    def read_again(self, changed: int | None) -> None:
        """The lines were read anew; show what was taken back."""
        building = self.building
        building.go(changed if changed in building.mine else building.index)
        self._status()

    def action_back(self) -> None:
        if self.typing.board.held:
            self.typing.board.drop()
            self._status()
            return
        self.entry.come_back(self.building.index)
        super().action_back()

    def _status(self) -> None:
        w, lines = self.w, [self.typing.lines[i] for i in self.building.mine]
        done = sum(1 for line in lines if line.outcome)
        about = w(N_("{done} of {total} doors of this building"), done=done, total=len(lines))
        self.query_one("#about", Static).update(text.parts((about, "bold")))
        held = held_words(self.typing, w)
        if not self.typing.board.held and self._remark:
            held = [*held, " ", (self._remark, "$text-warning")]
        self.query_one("#held", Static).update(text.parts(*held))
        rows = legend(self.typing, w, max(self.size.width - 4, 40))
        self.query_one("#legend", Static).update(text.lines(*[text.parts(*row) for row in rows]))

    def on_resize(self) -> None:
        self._status()
