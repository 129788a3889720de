"""Typing a sheet back: one key a door, from its list number; nothing typed is lost, and the cursor comes back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from campaign.errors.doors import CountTooHigh
from campaign.field.doors.keyboard import next_index, targets
from campaign.views.field import SheetView
from campaign.views.field_doors import door_words
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText
from tui.screens.field.finding import ask_list, open_list
from tui.screens.field.sheet import about_sheet, greeting, sheet_rows
from tui.screens.field.typing import Typing, first_change, held_words, legend, unsaid_words
from tui.widgets.listing import Col, Listing
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.field.doors import DoorEntry

__all__ = ["EntryScreen", "ask_list", "open_list"]

WIDE = 88  # cells under which notes have no column of their own


class DoorSheet(Listing):
    """The lines of a list. Letters and digits go to what is being typed before any other key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("Note"), id="entry.note"),
    ]

    def __init__(self, columns: list[Col], press: Callable[[str], bool], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(columns, id=id)
        self._press = press

    def on_key(self, event: events.Key) -> None:
        """Outcome keys win over the general ones here; any other key but Esc forgets what was typed before it."""
        if event.key == "escape":
            return
        if self._press(event.character if event.character and event.is_printable else ""):
            event.stop()
            event.prevent_default()


class EntryScreen(AppuiScreen):
    """A list being typed back."""

    CSS_PATH = "entry.tcss"
    HELP = N_(
        "One key a door; the letters stand below and on the sheet. A number before a letter fills several doors: 3a, "
        "on a French keyboard also without Shift. Space enters the same again. e before a letter fills the whole "
        "floor, ee the column, eee the stairwell, eeee the building; b shows the building as a grid. t says that a "
        "leaflet was left at the door just entered, T at all of them from here. Enter writes a note, s what was "
        "promised, q what was answered, h hours and team. To correct, go up and type again; u takes back the last "
        "entry. What is typed is kept at once."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "press(' ')", N_("Again"), id="entry.repeat"),
        Binding("e,f", "press('e')", N_("Floor"), id="entry.floor"),
        Binding("b", "grid", N_("Grid"), id="entry.grid"),
        Binding("t,plus", "leaflet", N_("Leaflet"), id="entry.leaflet"),
        Binding("T", "leaflets", N_("Leaflets by themselves"), show=False, id="entry.leaflets"),
        Binding("s", "promise", N_("What was promised"), show=False, id="entry.promise"),
        Binding("q", "answers", N_("What was answered"), show=False, id="entry.answers"),
        Binding("h", "hours", N_("Hours, team, leaflets"), show=False, id="entry.hours"),
        Binding("delete,backspace", "empty", N_("Take this line back"), show=False, id="entry.empty"),
        Binding("y", "evening", N_("Your evening, and put the list away"), show=False, id="entry.evening"),
    ]

    def __init__(self, list_id: uuid.UUID, *, live: bool = False) -> None:
        super().__init__()
        self.list_id = list_id
        self.live = live
        self.sheet: SheetView | None = None
        self.typing: Typing | None = None
        self._remark = ""
        self._whole = False  # all lines were entered when it was last looked at
        self._undone = False
        self._asks = False  # whether the script asks what is kept with a conversation

    def where(self) -> str:
        if self.sheet is None:
            return self.w(N_("Type a sheet back"))
        where = self.w(N_("List {number}"), number=self.sheet.list_number)
        return f"{where} · {self.sheet.turf}"

    def body(self) -> ComposeResult:
        w = self.w
        yield Static(text.plain(""), id="about")
        columns = [
            Col(w(N_("#")), width=3, align="right"),
            Col(w(N_("Address")), width=16, flex=2),
            Col(w(N_("Door")), width=13),
            Col(w(N_("Result")), width=19),
            Col(w(N_("Leaflet")), width=7, rank=1),
            Col(w(N_("Note")), width=12, flex=2, rank=2),
        ]
        yield DoorSheet(columns, self.press, id="doors")
        yield Static(text.plain(""), id="held")
        yield Static(text.plain(""), id="legend")

    def spoken_again(self) -> None:
        if self.typing is not None:
            self.typing.speak(self.appui.lang)
        if self.sheet is not None and self._remark:  # it was said in the other language
            self._remark = greeting(self.sheet, self.w)
        self.reload()

    def reload(self) -> None:
        today, list_id, typing = self.appui.today(), self.list_id, self.typing
        turn = typing.turn if typing else 0

        def fetch(reading: Reading) -> tuple[SheetView, str, bool]:
            from campaign.field import silence
            from campaign.field.lists import sheet_view
            from campaign.field.scripts import asks_at_doors

            sheet = sheet_view(reading.session, list_id, today)
            said = silence.discourtesy(reading.session, sheet.committee_id, reading.store.now()) if self.live else ""
            if said:
                hours = silence.courtesy(reading.session)
                facts = {key: f"{getattr(hours, key):%H:%M}" for key in ("first", "last", "sunday")}
                said = self.w(said, **facts)
            return sheet, said, asks_at_doors(reading.session, list_id)

        def show(found: tuple[SheetView, str, bool]) -> None:
            # What was read before the latest entry is older than what is shown; that entry brings another reading.
            if typing is None or (typing.turn == turn and not typing.pending):
                self._show(found)

        self.read("sheet", fetch, show)

    @property
    def doors(self) -> DoorSheet:
        """The lines."""
        return self.query_one("#doors", DoorSheet)

    def _show(self, found: tuple[SheetView, str, bool]) -> None:
        sheet, warning, self._asks = found
        first = self.sheet is None
        if self.typing is None:
            self.typing = Typing(self.list_id, self.appui.lang, live=self.live)
        self.sheet = sheet
        before = self.typing.lines
        self.typing.take(sheet.lines)
        changed = first_change(before, self.typing.lines) if self._undone else None
        self._fill(changed)
        self._undone = False
        if self.app.screen is not self and hasattr(self.app.screen, "read_again"):
            self.app.screen.read_again(changed)
        self.titles()
        if first:
            self._remark = warning or greeting(sheet, self.w)
            self._whole = self.typing.done == len(self.typing.lines)
            self.doors.select(min(sheet.cursor, len(sheet.lines)) - 1)
            self.doors.centre()
            self.set_focus(self.doors)
            if not self.live and sheet.started_at is None and not sheet.entered:
                self._ask_hours(sheet)
        self._status()

    def _ask_hours(self, sheet: SheetView) -> None:
        """Once: who does not know them types on, and the line above the doors goes on saying that they lack (h)."""
        if sheet.id not in self.appui.hours_asked:
            self.appui.hours_asked.add(sheet.id)
            self.action_hours()

    def _fill(self, select: int | None = None) -> None:
        """Write every line anew; the cursor stays unless it is told where to go."""
        assert self.typing is not None
        rows = sheet_rows(self.typing, self.w, marks_note=self.size.width < WIDE)
        doors = self.doors
        under = doors.cursor
        doors.fill(rows)
        doors.select(under if select is None else select)

    def _status(self) -> None:
        """The two lines above and below: how far it is, who walked it, what the next key will do."""
        sheet, typing, w = self.sheet, self.typing, self.w
        if sheet is None or typing is None:
            return
        self.query_one("#about", Static).update(text.parts(*about_sheet(sheet, typing, w, live=self.live)))
        held = held_words(typing, w)
        if not typing.board.held and self._remark:
            held = [*held, " ", (self._remark, "$text-warning")]
        self.query_one("#held", Static).update(text.parts(*held))
        rows = legend(typing, w, max(self.size.width - 4, 40))
        self.query_one("#legend", Static).update(text.lines(*[text.parts(*row) for row in rows]))

    def on_resize(self) -> None:
        self._status()

    def press(self, char: str) -> bool:
        """Take a key; whether it meant something here."""
        typing = self.typing
        if typing is None or not typing.lines or not typing.board.knows(char):
            if typing is not None:
                typing.board.drop()  # a count does not outlive another key
                self._remark = unsaid_words(typing, self.w) or self._remark
                self._status()
            return False
        stroke = typing.board.press(char)
        self._remark = unsaid_words(typing, self.w)
        filled = targets(typing.lines, self.doors.cursor, stroke) if stroke is not None else []
        if stroke is not None and len(filled) < stroke.count:
            self._remark = self.w.refusal(CountTooHigh(count=stroke.count, left=len(filled)))
        elif stroke is not None:
            self.enter(typing.fill(filled, stroke))
            self._fill(next_index(typing.lines, filled))
            if stroke.outcome.code == "later":
                self._remark = self.w(N_("s: say when to come back"))
            elif stroke.outcome.contact and self._asks:
                self._remark = self.w(N_("q: what was answered"))
        self._status()
        return True

    def action_press(self, char: str) -> None:
        self.press(char)

    def enter(self, entries: list[DoorEntry]) -> None:
        """Write entries behind what is shown already."""
        from campaign.field.doors import record_many

        typing = self.typing
        if typing is None or not entries:
            return
        typing.pending += 1
        typing.turn += 1

        def written(_: object) -> None:
            typing.pending -= 1
            if typing.done == len(typing.lines) and not self._whole and not typing.pending:
                self._whole = True
                self.action_evening()

        def refused(refusal: Refusal) -> None:
            typing.pending -= 1
            self.refused(refusal)
            self.reload()

        self.write(lambda unit: record_many(unit, entries), written, refused=refused)

    def tell(self, message: str) -> None:
        """Say something below the lines: a toast would stand in front of them."""
        self._remark = message
        self._status()

    @on(Listing.Chosen, "#doors")
    def chosen(self) -> None:
        """Enter writes a note."""
        self.action_note()

    def action_note(self) -> None:
        """A note for the line under the cursor, else for the door just entered; some words are refused."""
        typing, w = self.typing, self.w
        meant = typing.meant(self.doors.cursor) if typing else []
        if typing is None or not meant:
            self.tell(w(N_("Type what happened there first; then a note.")))
            return
        index = meant[-1]
        line = typing.lines[index]

        def check(note: str) -> str:
            from campaign.field.doors.notes import WARNINGS, sensitive

            if note.strip() == line.note or (found := sensitive(note)) is None:
                return ""
            return w(WARNINGS[found[1]], word=found[0]) + " " + w(N_("Remove the word; Esc keeps no note."))

        def typed(note: str | None) -> None:
            if note is not None and note.strip() != line.note:
                self.enter(typing.write_note(index, note.strip()))
                self._fill()

        about = w(N_("What the next team needs at this door. Never what someone thinks, believes or suffers from."))
        title = f"{line.position} · {line.address} {door_words(line, w)}".strip()
        self.app.push_screen(AskText(title, about, value=line.note, check=check, limit=200), typed)

    def action_leaflet(self) -> None:
        if self.typing is not None:
            entries = self.typing.flip_leaflet(self.doors.cursor)
            if not entries:
                self.tell(self.w(N_("Type what happened there first; then the leaflet.")))
            self.enter(entries)
            self._fill()
            self._status()

    def action_leaflets(self) -> None:
        if self.typing is not None:
            self.typing.turn_leaflets()
            self._status()

    def action_empty(self) -> None:
        """Take back what stands on the line under the cursor; its visit stays in the file, marked."""
        from dataclasses import replace

        from campaign.field.doors import void

        typing, index = self.typing, self.doors.cursor
        if typing is None or not typing.lines or not typing.lines[index].outcome:
            return
        line = typing.lines[index]
        typing.lines[index] = replace(line, outcome="", leaflet=False, note="", visit_id=None)
        typing.pending += 1
        typing.turn += 1
        self._whole = False

        def over(_: object) -> None:
            typing.pending -= 1

        def refused(refusal: Refusal) -> None:
            over(None)
            self.refused(refusal)
            self.reload()

        self.write(lambda unit: void(unit, self.list_id, line.position), over, refused=refused)
        self._fill()
        self._status()

    def action_undo(self) -> None:
        """Take back the last entry of this list, and nothing that was done elsewhere."""
        from campaign.field.doors.undoing import undo_entry

        window = self._window()

        def undone(step: Any) -> None:
            from campaign.history import said

            self._whole, self._undone = False, True
            self.tell(self.w(N_("Undone: {label}"), label=said(step, self.w)))
            self.reload()

        self.write(lambda unit: undo_entry(unit, self.list_id, window()), undone, refused=self._undo_refused)

    def action_grid(self) -> None:
        from tui.screens.field.grid import GridScreen

        typing = self.typing
        if typing is None or not typing.lines:
            return
        line = typing.lines[self.doors.cursor]
        if line.building_id is None and sum(x.stop == line.stop for x in typing.lines) == 1:
            self.tell(self.w(N_("A house has one door: type its letter.")))
            return
        typing.board.drop()
        self.app.push_screen(GridScreen(self, self.doors.cursor))

    def come_back(self, index: int) -> None:
        """The grid was left on this line."""
        self._fill(index)
        self._status()

    def action_hours(self) -> None:
        from tui.screens.field.hours import HoursDialog

        if self.sheet is not None:
            self.app.push_screen(HoursDialog(self.sheet), lambda done: self.reload() if done else None)

    def action_promise(self) -> None:
        from tui.screens.field.promise import ask_promise

        typing = self.typing
        if typing is not None:
            meant = typing.meant(self.doors.cursor)
            ask_promise(self, self.list_id, typing.lines[meant[-1]] if meant else None)

    def action_answers(self) -> None:
        from tui.screens.field.answers import ask_answers

        typing = self.typing
        if typing is not None:
            typing.board.drop()
            meant = typing.meant(self.doors.cursor)
            ask_answers(self, self.list_id, typing.lines[meant[-1]] if meant else None)

    def action_evening(self) -> None:
        from tui.screens.field.evening import EveningScreen

        self.app.push_screen(EveningScreen(self.list_id))

    def action_back(self) -> None:
        if self.typing is not None and self.typing.board.held:
            self.typing.board.drop()
            self._status()
        else:
            super().action_back()
