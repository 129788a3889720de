"""What is shown of lists that are out, of doors, follow-ups, scripts and the silence before a poll."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from campaign.views.field import SheetLine
from campaign.words import N_, Words

FOLLOW_UP_WORDS = {
    "come_back": N_("come back"),
    "call": N_("call them"),
    "join": N_("wants to join"),
    "proxy": N_("needs a proxy"),
    "question": N_("asked a question"),
}
FOLLOW_UP_STATES = {"open": N_("to do"), "done": N_("done"), "dropped": N_("dropped")}
QUESTION_WORDS = {
    "yes_no": N_("yes or no"),
    "scale": N_("scale of 1 to 5"),
    "choice": N_("one of several"),
    "text": N_("free text"),
}
# 1 to 5, as the field counts support; the first two make a success.
SCALE_WORDS = {
    "1": N_("with us"),
    "2": N_("rather with us"),
    "3": N_("undecided"),
    "4": N_("rather not"),
    "5": N_("against"),
}
YES_NO_WORDS = {"yes": N_("yes"), "no": N_("no")}


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list among others. ``state`` is `expired` for one that is out past its day; ``due`` if it waits for entry."""

    id: uuid.UUID
    committee_id: uuid.UUID
    committee: str
    list_number: str
    turf: str
    campaign: str
    walk_id: uuid.UUID
    walk_number: int
    pass_number: int
    state: str
    team: tuple[str, ...]
    issued_on: date
    expires_on: date
    started_at: datetime | None
    ended_at: datetime | None
    zone: str
    doors: int
    entered: int


@dataclass(frozen=True, slots=True)
class Evening:
    """What one list brought, for those who walked it: theirs alone, beside nobody else's."""

    list_number: str
    turf: str
    team: tuple[str, ...]
    lines: int
    entered: int
    knocked: int
    opened: int
    conversations: int
    leaflets: int
    contacts_kept: int
    follow_ups: int
    answers: int
    minutes: int | None
    state: str
    campaign_knocked: int
    campaign_doors: int


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """Something promised at a door. ``person`` is empty unless someone agreed to be written down."""

    id: uuid.UUID
    committee_id: uuid.UUID
    kind: str
    due_on: date | None
    owner_id: uuid.UUID | None
    owner: str
    person_id: uuid.UUID | None
    person: str
    address: str
    door: SheetLine | None
    list_number: str
    state: str
    note: str
    version: int

    def late(self, today: date) -> bool:
        """Its day is past and it is still open."""
        return self.state == "open" and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question. ``values`` are all its answers, with their words; none for a free text."""

    id: uuid.UUID
    position: int
    kind: str
    text: str
    choices: tuple[str, ...]
    defines_success: bool
    opinion: bool

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """Each answer that can be counted: how it is kept, and a msgid or the script's own word for it."""
        if self.kind == "yes_no":
            return tuple(YES_NO_WORDS.items())
        if self.kind == "scale":
            return tuple(SCALE_WORDS.items())
        return tuple((choice, choice) for choice in self.choices)

    def said(self, value: str, w: Words) -> str:
        """An answer in the reader's language; what people wrote themselves is not translated."""
        if self.kind == "yes_no":
            return w(YES_NO_WORDS.get(value, value))
        return f"{value} {w(SCALE_WORDS[value])}" if self.kind == "scale" and value in SCALE_WORDS else value


@dataclass(frozen=True, slots=True)
class DoorAnswers:
    """What may be asked in the conversation of one line: the questions that show no opinion, and what was answered.

    ``talked``: the line has a conversation; without one nothing can be kept.
    """

    line: int
    talked: bool
    questions: tuple[QuestionView, ...]
    given: Mapping[uuid.UUID, str]


@dataclass(frozen=True, slots=True)
class ScriptView:
    """An edition of a script; ``locked`` once an answer to it exists; ``campaigns`` use it now."""

    id: uuid.UUID
    committee_id: uuid.UUID
    name: str
    edition: int
    body: str
    locked: bool
    questions: tuple[QuestionView, ...]
    campaigns: tuple[str, ...]
    invented: bool
    version: int


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The answers to one question; a count is None where it is hidden. ``answers`` is None while all are hidden."""

    question: QuestionView
    counts: tuple[tuple[str, int | None], ...]
    answers: int | None
    success: int | None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """What a script brought in a campaign; ``conversations`` are those of the lists that were printed with it."""

    script: ScriptView
    conversations: int
    surveyed: int
    questions: tuple[QuestionResult, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The counters of one list, and how many conversations they come out of.

    ``counts`` is for adding to; ``shown`` is what may be looked at, None where it is too few.
    """

    list_id: uuid.UUID
    conversations: int
    questions: tuple[QuestionView, ...]
    counts: dict[tuple[uuid.UUID, str], int]
    shown: dict[tuple[uuid.UUID, str], int | None]

    def answered(self, question_id: uuid.UUID) -> int:
        """How many answers to a question were counted, whatever they are."""
        return sum(count for (asked, _), count in self.counts.items() if asked == question_id)


@dataclass(frozen=True, slots=True)
class SilenceLine:
    """A poll and the silence that goes with it; moments are UTC, shown in ``zone``."""

    id: uuid.UUID
    committee_id: uuid.UUID
    label: str
    poll_on: date
    starts_at: datetime
    ends_at: datetime
    zone: str
    version: int


@dataclass(frozen=True, slots=True)
class Courtesy:
    """Between which hours one knocks, and from which on a Sunday: a choice of this product, and of nobody's law."""

    first: time
    last: time
    sunday: time


def door_words(line: SheetLine, w: Words) -> str:
    """Where a door is in its building: “Stair B · 3rd floor · 2”, or what stands on it. Empty for a lone house."""
    if line.mark:
        return line.mark
    parts = []
    if line.stairwell:
        parts.append(w(N_("Stairs {letter}"), letter=letter_of(line.stairwell)))
    if line.floors or line.floor:
        parts.append(floor_words(line.floor, w))
    if line.floors or line.floor or line.place > 1:
        parts.append(str(line.place))
    return " · ".join(parts)


def floor_words(floor: int, w: Words) -> str:
    """A floor in two or three characters: RDC, 1er, 2e; ground, 1st, 2nd."""
    if floor == 0:
        return w(N_("ground"))
    if w.lang == "fr":
        return "1er" if floor == 1 else f"{floor}e"
    last = "th" if floor % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(floor % 10, "th")
    return f"{floor}{last}"


def letter_of(stairwell: int) -> str:
    """A, B, C... of a stairwell counted from 1; beyond the alphabet its number."""
    return chr(64 + stairwell) if 1 <= stairwell <= 26 else str(stairwell)
