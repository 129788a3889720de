"""Days side by side: a week, whose days hold their actions, or a month, whose weeks stand below one another.

The cursor stands on a day, and in a week on one of its actions; both are marked by a sign as well as by a colour, and
so is today.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from campaign.words import N_
from tui import text
from tui.text import Part

ROOMY = 14  # cells of a day that hold the minutes of an hour and a word
LINES = 3  # of one action in a week: when, what, where


@dataclass(frozen=True, slots=True)
class Entry:
    """An action in a day: when, how many come, what kind, its title and where."""

    key: uuid.UUID
    day: date
    time: str
    count: str
    kind: str
    title: str
    tone: str = ""


class DayGrid(Widget, can_focus=True):
    """A week or a month of days with their actions."""

    DEFAULT_CSS = """
    DayGrid { height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "day(-1)", N_("Day before"), show=False, id="grid.left"),
        Binding("right", "day(1)", N_("Day after"), show=False, id="grid.right"),
        Binding("up,k", "row(-1)", N_("Up"), show=False, id="grid.up"),
        Binding("down,j", "row(1)", N_("Down"), show=False, id="grid.down"),
        Binding("pageup", "page(-1)", N_("Week or month before"), show=False, id="grid.page_up"),
        Binding("pagedown", "page(1)", N_("Week or month after"), show=False, id="grid.page_down"),
        Binding("enter", "choose", N_("Open"), show=False, id="grid.open"),
    ]

    class Chosen(Message):
        """Enter, on a day that has these actions (perhaps none)."""

        def __init__(self, grid: DayGrid, day: date, entries: list[Entry]) -> None:
            super().__init__()
            self.grid = grid
            self.day = day
            self.entries = entries

        @property
        def control(self) -> DayGrid:
            return self.grid

    class Turned(Message):
        """Other days are shown: their actions are wanted."""

        def __init__(self, grid: DayGrid) -> None:
            super().__init__()
            self.grid = grid

        @property
        def control(self) -> DayGrid:
            return self.grid

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - as in all of Textual
        super().__init__(id=id)
        self.month = False
        self.today = date.min
        self.cursor = date.min
        self.names: tuple[str, ...] = ("",) * 7
        self._entry = 0
        self._entries: dict[date, list[Entry]] = {}

    @property
    def first(self) -> date:
        """The Monday of the first week that is shown."""
        start = self.cursor.replace(day=1) if self.month else self.cursor
        return start - timedelta(days=start.weekday())

    @property
    def days(self) -> int:
        """How many days are shown: whole weeks."""
        if not self.month:
            return 7
        following = (self.cursor.replace(day=1) + timedelta(days=32)).replace(day=1)
        return -(-(following - self.first).days // 7) * 7

    @property
    def entry(self) -> Entry | None:
        """The action under the cursor, if there is one."""
        here = self._entries.get(self.cursor, [])
        return here[min(self._entry, len(here) - 1)] if here else None

    def fill(self, entries: list[Entry]) -> None:
        """Show these actions."""
        self._entries = {}
        for entry in entries:
            self._entries.setdefault(entry.day, []).append(entry)
        self.refresh()

    def go(self, day: date) -> None:
        """Put the cursor on a day; what is then shown may have to be read."""
        shown = self.first, self.days
        self.cursor = day
        self._entry = 0
        self.refresh()
        if (self.first, self.days) != shown:
            self.post_message(self.Turned(self))

    def action_day(self, step: int) -> None:
        self.go(self.cursor + timedelta(days=step))

    def action_row(self, step: int) -> None:
        if self.month:
            self.go(self.cursor + timedelta(weeks=step))
            return
        last = max(len(self._entries.get(self.cursor, [])) - 1, 0)
        self._entry = min(max(self._entry + step, 0), last)
        self.refresh()

    def action_page(self, step: int) -> None:
        if not self.month:
            self.go(self.cursor + timedelta(weeks=step))
            return
        number = self.cursor.year * 12 + self.cursor.month - 1 + step
        first = date(number // 12, number % 12 + 1, 1)
        longest = ((first + timedelta(days=32)).replace(day=1) - first).days
        self.go(first.replace(day=min(self.cursor.day, longest)))

    def action_choose(self) -> None:
        here = self._entries.get(self.cursor, [])
        chosen = self.entry
        self.post_message(self.Chosen(self, self.cursor, here if self.month or chosen is None else [chosen]))

    def on_click(self, event: events.Click) -> None:
        column = next((n for n in range(6, 0, -1) if event.x >= self._left(n)), 0)
        row = (event.y - 1) // self._tall() if self.month else 0
        if 0 <= row * 7 + column < self.days:
            day = self.first + timedelta(days=row * 7 + column)
            if day == self.cursor:
                self.action_choose()
            else:
                self.go(day)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render(self) -> Content:
        widths = [self._left(n + 1) - self._left(n) - 1 for n in range(7)]
        names = [text.fit(name, width) for name, width in zip(self.names, widths, strict=True)]
        lines = [text.plain(" ".join(names), "$muted bold")]
        tall = self._tall()
        for start in range(0, self.days, 7):
            cells = [self._cell(self.first + timedelta(days=start + n), widths[n], tall) for n in range(7)]
            for line in range(tall):
                pieces: list[Part] = []
                for cell in cells:
                    pieces += [cell[line], " "]
                lines.append(text.parts(*pieces))
        return text.lines(*lines)

    def _left(self, column: int) -> int:
        """Where a column begins; the seven share what width there is."""
        return column * max(self.size.width, 28) // 7

    def _tall(self) -> int:
        return max((self.size.height - 1) // (self.days // 7), 2)

    def _cell(self, day: date, width: int, tall: int) -> list[tuple[str, str]]:
        """The lines of one day: its number, then its actions; what does not fit is counted."""
        here = self._entries.get(day, [])
        sign = "▸" if day == self.cursor else " "
        number = f"[{day.day}]" if day == self.today else f" {day.day} "
        style = "$muted" if self.month and day.month != self.cursor.month else "bold"
        if day == self.today:
            style = "bold $text-accent"
        if day == self.cursor and self.has_focus:
            style += " reverse"
        lines = [(text.fit(f"{sign}{number}", width), style)]
        each = 1 if self.month else LINES if len(here) * LINES < tall else 2 if len(here) * 2 < tall else 1
        room = (tall - 1) // each
        shown = here if len(here) <= room else here[: max(room - 1, 0)]
        if not self.month and len(shown) < len(here):  # the one under the cursor is always among them
            start = max(0, min(self._entry, len(here) - 1) - len(shown) + 1) if day == self.cursor else 0
            shown = here[start : start + len(shown)]
        for entry in shown:
            lines += self._lines(
                entry, width, each, chosen=not self.month and day == self.cursor and entry == self.entry
            )
        if len(shown) < len(here):
            lines.append((text.fit(f"  +{len(here) - len(shown)}", width), "$muted"))
        blank = (" " * width, "")
        return (lines + [blank] * tall)[:tall]

    def _lines(self, entry: Entry, width: int, each: int, *, chosen: bool) -> list[tuple[str, str]]:
        style = entry.tone
        if chosen and self.has_focus:
            style = f"{style} reverse".strip()
        sign = "›" if chosen else " "
        if each == 1:
            whole = width < ROOMY and entry.time.endswith(":00")
            short = f"{entry.time.removesuffix(':00')}h" if whole else entry.time  # an hour, not a day of the month
            return [(text.fit(f"{sign}{short} {entry.kind}", width), style)]
        head = text.fit(f"{sign}{entry.time} {entry.count}", width)
        found = [(head, style), (text.fit(f" {entry.kind}", width), style)]
        if each == LINES:
            found.append((text.fit(f" {entry.title}", width), "$muted"))
        return found
