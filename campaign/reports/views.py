"""What a report holds: plain frozen values, already in the reader's language, that every format renders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from campaign.views.field_coverage import Coverage
from campaign.words import N_, Lang

Unit = Literal["count", "ratio", "minutes", "cents", "per_hour"]
CellKind = Literal["text", "count", "ratio", "minutes", "cents", "per_hour", "day", "moment", "amount"]
RATES: frozenset[str] = frozenset({"ratio", "per_hour"})  # units of what is divided; per_hour, by minutes

SCHEMA = 1  # version of the JSON form; raised when a key changes its meaning


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its own unit, for columns whose rows differ in it; ``change`` is shown with its sign."""

    value: int | float | None
    unit: Unit
    change: bool = False


Cell = str | int | float | date | Amount | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its definition. ``value`` is None when there is nothing to divide: shown as a dash, never 0.

    ``numerator`` and ``denominator`` are given for ratios, so that totals are recomputed and never averaged; of a
    figure per hour, the denominator is in minutes.
    """

    key: str
    label: str
    value: int | float | None
    unit: Unit
    definition: str
    numerator: int | None = None
    denominator: int | None = None
    before: int | float | None = None
    target: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers are right-aligned by their kind."""

    key: str
    label: str
    kind: CellKind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; ``empty`` is what is said when there are none."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over time, one a label; always shown with its numbers too.

    ``share``: no time, but names, each with whole percents of a bar that lies across.
    """

    key: str
    title: str
    labels: tuple[str, ...]
    values: tuple[int, ...]
    share: bool = False

    @property
    def top(self) -> int:
        """What the longest bar could stand for; at least 1."""
        return 100 if self.share else max((1, *self.values))


@dataclass(frozen=True, slots=True)
class Map:
    """Ground in squares, drawn where there is room for a drawing; its figures, square by square, are ``table``.

    ``labels`` are the names of turf with the middle of each, in metres from the north-west corner; ``sources`` what
    the licences of the addresses ask to be said.
    """

    title: str
    ground: Coverage
    table: Table
    labels: tuple[tuple[str, float, float], ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report. ``text`` are paragraphs typed by people: never parsed as markup by any format."""

    key: str
    title: str
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    text: tuple[str, ...] = ()
    maps: tuple[Map, ...] = ()

    @property
    def data(self) -> tuple[Table, ...]:
        """All tables, those that a reader sees as a map too: what formats for programs hold."""
        return (*self.tables, *(one.table for one in self.maps))


@dataclass(frozen=True, slots=True)
class Header:
    """Whom the report is about: one committee, or all (``id`` is then empty).

    ``kind`` and ``state`` are words for a reader; ``kind_id`` and ``state_id`` are the codes that programs read.
    """

    id: str
    name: str
    kind: str
    place: str
    state: str
    zone: str
    invented: bool
    committees: int = 1
    kind_id: str = ""
    state_id: str = ""
    created_on: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """An activity report. ``hash`` is the SHA-256 of its figures: two reports with one hash say the same.

    ``definitions`` is the version of the figures' definitions: reports of one version count alike.
    """

    title: str
    lang: Lang
    header: Header
    first: date
    last: date
    sections: tuple[Section, ...]
    hash: str
    program: str
    definitions: str = ""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in reading order."""
        return tuple(figure for section in self.sections for figure in section.figures)


SECTION_WORDS: dict[str, str] = {
    "key_figures": N_("Key figures"),
    "since_last": N_("Since the last report sent"),
    "committees": N_("Committees"),
    "goals": N_("Goals"),
    "lines": N_("Stocks and flows"),
    "members": N_("Members and their movement"),
    "volunteers": N_("Volunteers"),
    "done": N_("What was done"),
    "field": N_("Door to door"),
    "money": N_("Money"),
    "quality": N_("Results to look at again"),
    "ahead": N_("The next fourteen days"),
    "difficulties": N_("Difficulties and requests"),
}
