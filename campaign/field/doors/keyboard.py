"""What keys mean while a sheet is typed, one key a door; plain rules, the same on the screen and on the command line.

A French keyboard gives digits only with Shift: its row of digits counts without it too, ``& é " '`` being 1 2 3 4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from campaign.errors.doors import CountTooHigh, LetterUnknown, SecondLetterNeeded
from campaign.field.outcomes import BY_CODE, Outcome, keys
from campaign.views.field import SheetLine

AZERTY = {"&": 1, "é": 2, '"': 3, "'": 4, "(": 5, "-": 6, "è": 7, "_": 8, "ç": 9, "à": 0}
DIGITS = {**{str(n): n for n in range(10)}, **AZERTY}
REPEAT = (" ", ".")
SCOPE = ("e", "f")  # étage, floor: no outcome has either letter, in either language
MOST = 99_999  # a count is read no further; no list has so many doors

# Pressed again, the key widens what the next outcome fills.
SCOPES = ("", "floor", "column", "stairs", "stop")


@dataclass(frozen=True, slots=True)
class Stroke:
    """An outcome for some doors: ``count`` from the cursor on, or all that are empty in ``scope``."""

    outcome: Outcome
    count: int = 1
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What was typed toward the next door: a count, a scope, an outcome that waits for its second key."""

    count: int = 0
    scope: str = ""
    sure: str = ""

    def __bool__(self) -> bool:
        return bool(self.count or self.scope or self.sure)


class Keyboard:
    """Reads keys in a language. ``held`` is what has been typed toward the next door."""

    def __init__(self, language: str) -> None:
        self.letters = keys(language)
        self.held = Held()
        self.last: Outcome | None = None
        self.unsaid = ""  # the outcome that the latest key took back, instead of being its second key

    def knows(self, char: str) -> bool:
        """Whether a key has a meaning here."""
        return char.lower() in self.letters or char in DIGITS or char in REPEAT or char in SCOPE

    def press(self, char: str) -> Stroke | None:
        """Take one key; an outcome for some doors if that completes one, else None (see ``held``).

        After the first key of an outcome that needs two, any other key only takes it back and enters nothing.
        """
        held, self.unsaid = self.held, ""
        if held.sure and self.letters.get(char.lower()) != BY_CODE[held.sure]:
            self.held, self.unsaid = Held(), held.sure
        elif char in DIGITS:
            self.held = Held(count=min(held.count * 10 + DIGITS[char], MOST))
        elif char in SCOPE:
            self.held = Held(scope=SCOPES[(SCOPES.index(held.scope) + 1) % len(SCOPES)])
        else:
            return self._outcome(self.last if char in REPEAT else self.letters.get(char.lower()))
        return None

    def _outcome(self, outcome: Outcome | None) -> Stroke | None:
        """The key of an outcome, or of none."""
        held, self.held = self.held, Held()
        if outcome is None:
            return None
        if outcome.sure:
            if held.sure:
                return Stroke(outcome)  # never remembered: what a slip would make harmful is not repeated
            self.held = Held(sure=outcome.code)
            return None
        self.last = outcome
        return Stroke(outcome, max(held.count, 1), held.scope)

    def drop(self) -> None:
        """Forget what was typed toward the next door."""
        self.unsaid = self.held.sure
        self.held = Held()


def targets(lines: Sequence[SheetLine], index: int, stroke: Stroke) -> list[int]:
    """Which lines an outcome fills, by index: the one under the cursor, and then empty ones only."""
    here = lines[index]
    if stroke.scope:
        alike = _ALIKE[stroke.scope]
        return [i for i, line in enumerate(lines) if i == index or (alike(here, line) and not line.outcome)]
    found = [index]
    for i in range(index + 1, len(lines)):
        if len(found) == stroke.count:
            break
        if not lines[i].outcome:
            found.append(i)
    return found


def _same_stop(one: SheetLine, other: SheetLine) -> bool:
    return (one.stop, one.building_id) == (other.stop, other.building_id)


def _same_stairs(one: SheetLine, other: SheetLine) -> bool:
    return _same_stop(one, other) and one.stairwell == other.stairwell


def _same_floor(one: SheetLine, other: SheetLine) -> bool:
    return _same_stairs(one, other) and one.floor == other.floor


def _same_column(one: SheetLine, other: SheetLine) -> bool:
    return _same_stairs(one, other) and one.place == other.place


_ALIKE: dict[str, Callable[[SheetLine, SheetLine], bool]] = {
    "floor": _same_floor,
    "column": _same_column,
    "stairs": _same_stairs,
    "stop": _same_stop,
}


def next_index(lines: Sequence[SheetLine], filled: Sequence[int]) -> int:
    """Where the cursor goes: the first empty line after what was filled, else the line after it."""
    last = max(filled)
    empty = (i for i in range(last + 1, len(lines)) if not lines[i].outcome)
    return next(empty, min(last + 1, len(lines) - 1))


def typed(
    lines: Sequence[SheetLine], index: int, text: str, language: str, say: Callable[[str], str] = str
) -> list[tuple[list[int], Stroke]]:
    """What a whole line of keys enters, from a line of the list on: the command line's way to type a sheet.

    Spaces only separate here; a full stop enters the same again. ``say`` puts an outcome into the reader's words.

    Raises:
        LetterUnknown: a letter that stands for nothing; SecondLetterNeeded: one that is typed twice stands alone;
        CountTooHigh: more doors than are left. Nothing is entered then.
    """
    board, now = Keyboard(language), list(lines)
    found = []
    for char in text:
        if char.isspace():
            continue
        if not board.knows(char):
            choices = ", ".join(f"{key} {say(outcome.label)}" for key, outcome in board.letters.items())
            raise LetterUnknown(letter=char, choices=choices)
        stroke = board.press(char)
        if board.unsaid:
            raise _alone(board, board.unsaid)
        if stroke is None:
            continue
        filled = targets(now, index, stroke)
        if len(filled) < stroke.count:
            raise CountTooHigh(count=stroke.count, left=len(filled))
        for i in filled:
            now[i] = replace(now[i], outcome=stroke.outcome.code)
        found.append((filled, stroke))
        index = next_index(now, filled)
    if board.held.sure:
        raise _alone(board, board.held.sure)
    return found


def _alone(board: Keyboard, code: str) -> SecondLetterNeeded:
    """The refusal of an outcome whose second letter is missing."""
    letter = next(key for key, outcome in board.letters.items() if outcome.code == code)
    return SecondLetterNeeded(letter=letter, label=BY_CODE[code].label)
