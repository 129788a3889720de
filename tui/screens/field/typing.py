"""What is being typed on a list: shown at once, written behind; the same for its lines and for the grid."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from campaign.field.doors.keyboard import Keyboard, Stroke, next_index
from campaign.field.outcomes import BY_CODE
from campaign.views.field import SheetLine
from campaign.words import N_, Words
from tui.text import Part

if TYPE_CHECKING:
    from campaign.field.doors import DoorEntry

# Whether each door gets a leaflet without a key: never, where nobody is home, always.
LEAFLETS = ("", "not_home", "all")
SCOPE_WORDS = {
    "floor": N_("the whole floor"),
    "column": N_("the whole column"),
    "stairs": N_("the whole stairwell"),
    "stop": N_("the whole building"),
}


class Typing:
    """The lines of a list while they are typed, and what the next key will do."""

    def __init__(self, list_id: uuid.UUID, lang: str, *, live: bool = False) -> None:
        self.list_id = list_id
        self.live = live
        self.board = Keyboard(lang)
        self.lines: list[SheetLine] = []
        self.recent: list[int] = []
        self.leaflets = ""
        self.pending = 0  # writes on their way: what is read meanwhile is older than what is shown
        self.turn = 0  # how many there have been

    def speak(self, lang: str) -> None:
        """Read keys in another language."""
        last = self.board.last
        self.board = Keyboard(lang)
        self.board.last = last

    def take(self, lines: Sequence[SheetLine]) -> None:
        """Show what was read from the file."""
        self.lines = list(lines)
        self.recent = [i for i in self.recent if i < len(self.lines)]

    @property
    def done(self) -> int:
        """How many lines have an outcome."""
        return sum(1 for line in self.lines if line.outcome)

    def fill(self, filled: list[int], stroke: Stroke) -> list[DoorEntry]:
        """Show an outcome on some lines, and give what is to be written; the last entry knows where the cursor goes."""
        from campaign.field.doors import DoorEntry

        code = stroke.outcome.code
        leaflet = True if self.leaflets in ("all", code) else None
        for i in filled:
            line = self.lines[i]
            self.lines[i] = replace(line, outcome=code, leaflet=bool(leaflet or line.leaflet))
        self.recent = filled
        cursor = self.lines[next_index(self.lines, filled)].position
        return [self._entry(DoorEntry, i, cursor, leaflet=leaflet) for i in filled]

    def flip_leaflet(self, index: int) -> list[DoorEntry]:
        """A leaflet was left, or was not after all: at the line of the cursor, else at those entered last."""
        from campaign.field.doors import DoorEntry

        meant = self.meant(index)
        if not meant:
            return []
        left = not self.lines[meant[0]].leaflet
        for i in meant:
            self.lines[i] = replace(self.lines[i], leaflet=left)
        return [self._entry(DoorEntry, i, self.lines[index].position, leaflet=left) for i in meant]

    def write_note(self, index: int, note: str) -> list[DoorEntry]:
        """A note for one line that has an outcome."""
        from campaign.field.doors import DoorEntry

        self.lines[index] = replace(self.lines[index], note=note)
        return [self._entry(DoorEntry, index, None, note=note)]

    def meant(self, index: int) -> list[int]:
        """The lines that a leaflet or a note belongs to: the one under the cursor, else those entered last."""
        if 0 <= index < len(self.lines) and self.lines[index].outcome:
            return [index]
        return [i for i in self.recent if self.lines[i].outcome]

    def turn_leaflets(self) -> None:
        """The next way of counting leaflets."""
        self.leaflets = LEAFLETS[(LEAFLETS.index(self.leaflets) + 1) % len(LEAFLETS)]

    def _entry(self, kind: type[DoorEntry], index: int, cursor: int | None, **values: Any) -> DoorEntry:
        line = self.lines[index]
        source = "live" if self.live else "paper"
        return kind(self.list_id, line.position, line.outcome, source=source, cursor=cursor, **values)


def held_words(typing: Typing, w: Words) -> list[Part]:
    """What was typed toward the next door, and what goes on by itself."""
    held = typing.board.held
    pieces: list[Part] = []
    if held.count:
        pieces.append((f" {held.count} × ", "bold reverse"))
    if held.scope:
        pieces.append((f" {w(SCOPE_WORDS[held.scope])} ", "bold reverse"))
    if held.sure:
        outcome = BY_CODE[held.sure]
        key = outcome.key_fr if w.lang == "fr" else outcome.key_en
        asked = w(N_("{label}? {key} again, any other key no"), label=w(outcome.label), key=key)
        pieces.append((f" {asked} ", "bold $text-warning reverse"))
    if typing.leaflets:
        said = w(N_("leaflet at every door")) if typing.leaflets == "all" else w(N_("leaflet where nobody is home"))
        pieces += [" ", (said, "$text-accent")]
    return pieces


def unsaid_words(typing: Typing, w: Words) -> str:
    """What the latest key took back instead of confirming it; empty if it took nothing back."""
    code = typing.board.unsaid
    return w(N_("“{label}” was not entered."), label=w(BY_CODE[code].label)) if code else ""


def legend(typing: Typing, w: Words, width: int) -> list[list[Part]]:
    """The letters and their outcomes, over as many lines as they need."""
    rows: list[list[Part]] = [[]]
    used = 0
    for key, outcome in typing.board.letters.items():
        label = w(outcome.label)
        size = len(key) + 1 + len(label) + 2
        if used + size > width and rows[-1]:
            rows.append([])
            used = 0
        rows[-1] += [(key, "bold $text-accent"), f" {label}  "]
        used += size
    return rows


def first_change(before: Sequence[SheetLine], after: Sequence[SheetLine]) -> int | None:
    """The first line that is not as it was."""
    if len(before) != len(after):
        return None
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        if (old.outcome, old.leaflet, old.note) != (new.outcome, new.leaflet, new.note):
            return index
    return None
