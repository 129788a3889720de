"""The doors on paper, in walking order: a line a house, a grid of floors for a block, boxes with the keys' letters.

Six outcomes make nearly every visit and have a box each; the rare ones are written as a letter into the wide box.
Every number is the one under which the door is entered afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from campaign.field import outcomes
from campaign.field.landings import say_part
from campaign.field.paper.page import FAINT, INK, LEFT, PALE, ROOM, SOFT, TOP, Paper
from campaign.reports.formats.shared import visible
from campaign.reports.formats.typeface import face
from campaign.views.field import SIDE_WORDS, SheetLine, StopView
from campaign.views.field_addresses import ACCESS_WORDS
from campaign.words import N_, Words

COMMON = outcomes.ALL[:6]
RARE = outcomes.ALL[6:]

ROW, HEAD = 23.0, 27.0
BOX, GAP, OTHER = 17.0, 3.0, 27.0
A_FLOOR = 4  # doors side by side on a line of the grid: more would leave no room for a pencil
CELL = 37.0
GRID_FROM = 3  # doors at one address that are worth a grid of their own

NUMBER_AT, HOUSE_AT, DOOR_AT = LEFT, LEFT + 25.0, LEFT + 72.0
LEAFLET = N_("leaflet")
LEAFLET_KEY = "T"  # the key that notes one when the sheet is typed back, in both languages


@dataclass(frozen=True, slots=True)
class Group:
    """Doors that are printed under one heading. ``stop`` is given for a block, which becomes a grid."""

    street: str
    side: str
    lines: tuple[SheetLine, ...]
    stop: StopView | None = None


def groups(lines: Sequence[SheetLine], stops: Sequence[StopView]) -> list[Group]:
    """The doors of a list in the order in which they are walked: houses by street and side, blocks one by one."""
    known = {stop.position: stop for stop in stops}
    found: list[Group] = []
    for (stop, _), run in groupby(lines, key=lambda line: (line.stop, line.building_id)):
        here = tuple(run)
        if len(here) >= GRID_FROM or any(line.floor for line in here):
            found.append(Group(here[0].street, here[0].side, here, known.get(stop) or _stop_of(here[0])))
        elif found and found[-1].stop is None and (found[-1].street, found[-1].side) == (here[0].street, here[0].side):
            found[-1] = replace(found[-1], lines=found[-1].lines + here)
        else:
            found.append(Group(here[0].street, here[0].side, here))
    return found


def _stop_of(line: SheetLine) -> StopView:
    return StopView(line.stop, line.door_id, line.address, None, "", "", line.side, 0, 0, 1)


def floor_name(w: Words, floor: int) -> str:
    """``RDC``, ``1er``, ``2e`` or ``ground``, ``1st``, ``2nd``."""
    if floor == 0:
        return w(N_("ground"))
    if w.lang == "fr":
        return "1er" if floor == 1 else f"{floor}e"
    ending = "th" if 10 < floor % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(floor % 10, "th")
    return f"{floor}{ending}"


def letter(outcome: outcomes.Outcome, w: Words) -> str:
    """The key of an outcome, as the sheet bears it."""
    return (outcome.key_fr if w.lang == "fr" else outcome.key_en).upper()


@dataclass
class Doors(Paper):
    """Pages of doors. ``boxes`` is where the boxes of a house begin: further left where no door needs words."""

    boxes: float = LEFT + 152.0
    named_on: int = 0

    def doors(self, lines: Sequence[SheetLine], stops: Sequence[StopView]) -> None:
        """All doors of a list, over as many pages as they take."""
        known = {stop.position: stop for stop in stops}
        found = groups(lines, stops)
        houses = [line for group in found if group.stop is None for line in group.lines]
        if not any(self._about(line, known.get(line.stop)) for line in houses):
            self.boxes = LEFT + 96.0
        for group in found:
            if group.stop is None:
                self._houses(group, known)
            else:
                self._block(group)

    def next_page(self) -> None:
        """Begin a page of doors; `sheet` puts its head on it."""
        raise NotImplementedError

    def _room_for(self, height: float) -> bool:
        """Begin a page when less than this is left; say whether that was needed."""
        if height <= self.left_over:
            return False
        self.next_page()
        return True

    def _columns(self) -> None:
        """What stands in the columns of houses, once a page."""
        if self.named_on == len(self.pages):
            return
        self.named_on = len(self.pages)
        self.y += 2
        w, y = self.w, self.y + 8
        self.put(w(N_("#")), NUMBER_AT, y, 7.5, color=SOFT)
        self.put(w(N_("house")), HOUSE_AT, y, 7.5, color=SOFT)
        x = self.boxes
        self.put(w(N_("what happened")), x, y, 7.5, color=SOFT)
        self.put(w(N_("other")), x + 6 * (BOX + GAP), y, 7.5, color=SOFT)
        self.put(w(LEAFLET), x + 6 * (BOX + GAP) + OTHER + 5, y, 7.5, color=SOFT)
        self.put(w(N_("note")), self._note_at(), y, 7.5, color=SOFT)
        self.y += 11
        self.rule(LEFT, self.y, LEFT + ROOM, self.y, color=INK, thick=0.8)

    def _note_at(self) -> float:
        return self.boxes + 6 * (BOX + GAP) + OTHER + 5 + BOX + 12

    def _heading(self, group: Group, *, again: bool = False) -> None:
        """The street and the side, and which way its numbers run."""
        self.y += 17
        street = face("bold").cut(group.street, 11.5, ROOM * 0.6)
        wide = self.put(street, LEFT, self.y, 11.5, style="bold")
        side = self.w(SIDE_WORDS[group.side])
        if again:
            side += " · " + self.w(N_("continued"))
        self.put(side, LEFT + wide + 8, self.y, 9.5, color=SOFT)
        self.y += HEAD - 17 - 4
        self.rule(LEFT, self.y, LEFT + ROOM, self.y, color=FAINT, thick=0.7)
        self.y += 2

    def _houses(self, group: Group, known: dict[int, StopView]) -> None:
        self._room_for(HEAD + 2 * ROW + 14)
        self._columns()
        self._heading(group)
        for line in group.lines:
            if self._room_for(ROW):
                self._columns()
                self._heading(group, again=True)
            self._house(line, known.get(line.stop))

    def _house(self, line: SheetLine, stop: StopView | None) -> None:
        base = self.y + ROW - 7
        self.put(str(line.position), NUMBER_AT, base, 9, color=SOFT)
        if stop and stop.number is not None:
            wide = self.put(str(stop.number), HOUSE_AT, base, 13, style="bold")
            if stop.suffix:
                self.put(face("text").cut(stop.suffix, 9, 22), HOUSE_AT + wide + 2, base, 9)
        else:
            self._on_plan(line, HOUSE_AT, base)
        about = self._about(line, stop)
        if about:
            self.put(face("text").cut(about, 9, self.boxes - DOOR_AT - 6), DOOR_AT, base, 9)
        x = self.boxes
        if line.do_not_contact:
            self.put(self.w(N_("do not knock here, for good")), x, base, 9, style="bold")
        else:
            self._outcomes(x, base - BOX + 4.5, BOX, GAP, OTHER)
            self._leaflet(x + 6 * (BOX + GAP) + OTHER + 5, base - BOX + 4.5, BOX)
            self.rule(self._note_at(), base + 3, LEFT + ROOM, base + 3, color=FAINT, thick=0.6)
        self.y += ROW

    def _on_plan(self, line: SheetLine, x: float, base: float) -> float:
        """Where no house number tells doors apart: the number that stands on the plan, large, framed as it is no
        house number. Returns how wide it is."""
        wide = face("bold").width(str(line.position), 13)
        self.box(x - 1, base - 12, wide + 8, 16, thick=0.8, round_=3)
        self.put(str(line.position), x + 3, base, 13, style="bold")
        return wide + 14

    @staticmethod
    def _about(line: SheetLine, stop: StopView | None) -> str:
        """What tells a door from its neighbours where the house number does not."""
        return " · ".join(visible(text) for text in (line.mark, stop.hamlet if stop else "") if text)

    def _outcomes(self, x: float, y: float, size: float, gap: float, other: float) -> None:
        """A box for each usual outcome with its letter, and a wide one to write a rare letter into."""
        text = min(size * 0.6, 9.5)
        for outcome in COMMON:
            self.box(x, y, size, size, thick=0.8)
            self.put(letter(outcome, self.w), x + size / 2, y + size / 2 + text * 0.36, text, align="middle")
            x += size + gap
        self.box(x, y, other, size, color=FAINT, thick=0.8)

    def _leaflet(self, x: float, y: float, size: float) -> None:
        """A box with a folded corner: it is ticked beside an outcome, never instead of one."""
        fold = size * 0.34
        self.path([(x, y), (x + size - fold, y), (x + size, y + fold), (x + size, y + size), (x, y + size), (x, y)])
        self.path([(x + size - fold, y), (x + size - fold, y + fold), (x + size, y + fold)])
        text = min(size * 0.55, 9.0)
        self.put(LEAFLET_KEY, x + size * 0.45, y + size * 0.55 + text * 0.36, text, align="middle")

    def _block(self, group: Group) -> None:
        """A block: its floors as they are walked, the doors of a landing side by side."""
        assert group.stop is not None
        floors = list(self._floors(group.lines))
        whole = HEAD + 14 + sum(14 * named + CELL * rows for named, rows in self._heights(floors))
        if whole > self.left_over and (whole < TOP + 640 or self.left_over < HEAD + 3 * CELL):
            self.next_page()
        self._block_head(group)
        before = None
        for stairwell, floor, lines in floors:
            new_stairs = stairwell != before and bool(stairwell)
            rows = [lines[i : i + A_FLOOR] for i in range(0, len(lines), A_FLOOR)]
            for index, row in enumerate(rows):
                if self._room_for(CELL + (14 if new_stairs and not index else 0)):
                    self._block_head(group, again=True)
                    new_stairs = bool(stairwell)
                if new_stairs and not index:
                    self.y += 11
                    self.put(self.w(N_("Stairwell {letter}"), letter=_stairs(stairwell)), LEFT, self.y, 9, style="bold")
                    self.y += 3
                self._landing(floor_name(self.w, floor) if not index else "", row)
            before = stairwell
        self._notes()

    def _block_head(self, group: Group, *, again: bool = False) -> None:
        stop, w = group.stop, self.w
        assert stop is not None
        self.y += 18
        name = face("bold").cut(visible(group.lines[0].address), 12.5, ROOM * 0.6)
        # A stop of which nothing is known but its line may have a number in its address.
        nameless = stop.number is None and stop.address == group.lines[0].address == stop.street
        before = self._on_plan(group.lines[0], LEFT + 1, self.y) if nameless else 0.0
        wide = before + self.put(name, LEFT + before, self.y, 12.5, style="bold")
        count = w.many(N_("{count} door"), N_("{count} doors"), len(group.lines))
        access = w(ACCESS_WORDS[stop.access]) if stop.access in ACCESS_WORDS and stop.access else stop.access
        about = [w(N_("continued"))] if again else [count, say_part(stop.part, w), access]
        said = face("text").cut(" · ".join(visible(text) for text in about if text), 9.5, ROOM - wide - 10)
        self.put(said, LEFT + wide + 8, self.y, 9.5, color=SOFT)
        self.y += 5
        self.rule(LEFT, self.y, LEFT + ROOM, self.y, color=INK, thick=0.8)

    @staticmethod
    def _floors(lines: Sequence[SheetLine]) -> Iterator[tuple[int, int, tuple[SheetLine, ...]]]:
        for (stairwell, floor), run in groupby(lines, key=lambda line: (line.stairwell, line.floor)):
            yield stairwell, floor, tuple(run)

    @staticmethod
    def _heights(floors: Sequence[tuple[int, int, tuple[SheetLine, ...]]]) -> Iterator[tuple[int, int]]:
        before = 0
        for stairwell, _, lines in floors:
            yield int(stairwell != before), -(-len(lines) // A_FLOOR)
            before = stairwell

    def _landing(self, floor: str, lines: Sequence[SheetLine]) -> None:
        """Doors of one landing, from left to right as they are numbered."""
        first = 34.0
        wide = (ROOM - first) / A_FLOOR
        if floor:
            size = min(11.0, 11.0 * 30 / max(face("bold").width(floor, 11), 1))
            self.put(floor, LEFT, self.y + 15, size, style="bold")
        for index, line in enumerate(lines):
            x = LEFT + first + index * wide
            self.box(x, self.y + 2, wide - 3, CELL - 3, color=FAINT, thick=0.6)
            self.put(str(line.position), x + 4, self.y + 12, 9, style="bold")
            mark = face("text").cut(visible(line.mark) or self.w(N_("door {number}"), number=line.place), 8, wide - 46)
            self.put(mark, x + 23, self.y + 12, 8, color=SOFT)
            if line.do_not_contact:
                self.put(
                    face("bold").cut(self.w(N_("do not knock")), 9, wide - 10), x + 4, self.y + 27, 9, style="bold"
                )
                continue
            self._leaflet(x + wide - 17, self.y + 4, 10)
            size = 13.6
            self._outcomes(x + 4, self.y + 16.5, size, 1.4, wide - 3 - 4 - 6 * (size + 1.4) - 4)
        self.rule(LEFT, self.y + CELL, LEFT + ROOM, self.y + CELL, color=PALE, thick=0.5)
        self.y += CELL

    def _notes(self) -> None:
        """Room for notes under a block, since its cells have none."""
        if self.left_over < 40:
            self.y += 4
            return
        self.y += 14
        said = self.w(N_("Notes, with the number of the door:"))
        wide = self.put(said, LEFT, self.y, 8, color=SOFT)
        self.rule(LEFT + wide + 6, self.y + 2, LEFT + ROOM, self.y + 2, color=FAINT)
        self.y += 17
        self.rule(LEFT, self.y + 2, LEFT + ROOM, self.y + 2, color=FAINT)
        self.y += 6


def _stairs(number: int) -> str:
    return chr(64 + number) if 1 <= number <= 26 else str(number)
