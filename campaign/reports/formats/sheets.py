"""The report as sheets of typed cells: what XLSX and ODS write alike, each in its own way.

A number is a number, a day a day, a share a number between 0 and 1 shown as a percentage. Hours are hours and decimals
of them, so that a loss can be negative; euros are euros. A missing value is an empty cell, never 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from campaign.reports.formats import cells
from campaign.reports.formats.shared import (
    ALL,
    BEFORE,
    FIGURE,
    FINGERPRINT,
    INVENTED,
    SINCE,
    TARGET,
    VALUE,
    known,
    local,
    number,
    signed,
    visible,
)
from campaign.reports.views import Amount, Cell, CellKind, Chart, Column, Figure, Report, Section, Table, Unit
from campaign.words import N_, Words, words

Look = Literal[
    "text", "count", "decimal", "ratio", "hours", "euros", "day", "moment",
    "count_change", "points", "hours_change", "euros_change", "decimal_change",
]  # fmt: skip
Value = str | int | float | date | datetime | None

LONGEST_TEXT = 32_767  # of a cell, in every spreadsheet program
NARROWEST, WIDEST = 8, 60  # columns, in characters
_LOOKS: dict[Unit, tuple[Look, Look]] = {
    "count": ("count", "count_change"),
    "ratio": ("ratio", "points"),
    "minutes": ("hours", "hours_change"),
    "cents": ("euros", "euros_change"),
    "per_hour": ("decimal", "decimal_change"),
}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell: its value, how it looks, and how wide it is shown."""

    value: Value
    look: Look = "text"
    width: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under one row of headings. ``chart`` says that the second column is to be drawn over the first.

    ``across``: lying, as shares of a whole.
    """

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Typed, ...], ...]
    chart: bool = False
    across: bool = False

    @property
    def widths(self) -> tuple[int, ...]:
        """How wide each column is, in characters: what its cells need, between two bounds."""
        needed = [max((row[i].width for row in self.rows), default=0) for i in range(len(self.heads))]
        heads = [min(cells.width(head), 20) for head in self.heads]
        return tuple(min(WIDEST, max(NARROWEST, need, head) + 2) for need, head in zip(needed, heads, strict=True))

    @property
    def right(self) -> tuple[bool, ...]:
        """Whether a column is aligned right: numbers and days are, unless texts stand among them."""
        columns = [[row[i] for row in self.rows if row[i].value is not None] for i in range(len(self.heads))]
        return tuple(bool(column) and all(cell.look != "text" for cell in column) for column in columns)

    def lines(self, row: Sequence[Typed]) -> int:
        """How many lines a row needs."""
        room = zip(row, self.widths, strict=True)
        return max(sum(-(-max(1, cells.width(line)) // width) for line in _lines(cell)) for cell, width in room)


def _lines(cell: Typed) -> list[str]:
    return cell.value.split("\n") if isinstance(cell.value, str) else [""]


def sheets(report: Report) -> list[Sheet]:
    """Every sheet of a report, under names that a spreadsheet takes, no two alike."""
    made = [_about(report), _figures(report)]
    for section in report.sections:
        made += [_table(report, section, table) for table in section.data if table.rows]
        made += [_chart(chart, words(report.lang)) for chart in section.charts if chart.labels]
    made += _texts(report)
    return list(_named(sheet for sheet in made if sheet.rows))


def _about(report: Report) -> Sheet:
    w, header = words(report.lang), report.header
    facts: list[tuple[str, Typed]] = [
        (w(N_("Report")), _text(report.title)),
        (w(N_("Committee")), _text(header.name or w(ALL))),
        (w(N_("Place")), _text(header.place)),
        (w(N_("Kind")), _text(header.kind)),
        (w(N_("State")), _text(header.state)),
        (w(N_("Committees")), _typed(w, report, header.committees, "count")),
        (w(N_("First day")), _typed(w, report, report.first, "day")),
        (w(N_("Last day")), _typed(w, report, report.last, "day")),
        (w(N_("Note")), _text(w(INVENTED) if header.invented else "")),
        (w(N_("Program")), _text(report.program)),
        (w(FINGERPRINT), _text(report.hash)),
    ]
    rows = tuple((_text(label), value) for label, value in facts if value.value not in ("", None))
    return Sheet(w(N_("Report")), (w(N_("Fact")), w(VALUE)), rows)


def _figures(report: Report) -> Sheet:
    w = words(report.lang)
    heads = (
        w(N_("Section")), w(FIGURE), w(VALUE), w(N_("Numerator")), w(N_("Denominator")), w(BEFORE), w(SINCE),
        w(TARGET), w(N_("Definition")),
    )  # fmt: skip
    rows = tuple(_figure(w, report, section, figure) for section in report.sections for figure in section.figures)
    return Sheet(w(N_("Figures")), heads, rows)


def _figure(w: Words, report: Report, section: Section, figure: Figure) -> tuple[Typed, ...]:
    def amount(value: float | None, *, change: bool = False) -> Typed:
        return _typed(w, report, Amount(value, figure.unit, change), "amount")

    value, before = known(figure.value), known(figure.before)
    moved = None if value is None or before is None else value - before
    target = figure.target
    return (
        _text(section.title),
        _text(figure.label),
        amount(value),
        _typed(w, report, figure.numerator, "count"),
        _typed(w, report, figure.denominator, "minutes" if figure.unit == "per_hour" else "count"),
        amount(before),
        amount(moved, change=True),
        amount(target / 100 if target is not None and figure.unit == "ratio" else target),
        _text(figure.definition),
    )


def _table(report: Report, section: Section, table: Table) -> Sheet:
    w = words(report.lang)
    rows = tuple(
        tuple(_typed(w, report, value, column.kind) for column, value in zip(table.columns, row, strict=True))
        for row in table.rows
    )
    return Sheet(table.title.strip() or section.title, _heads(table.columns), rows)


def _heads(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(_shown(column.label) for column in columns)


def _chart(chart: Chart, w: Words) -> Sheet:
    bars = zip(chart.labels, chart.values, strict=True)
    if chart.share:
        rows = tuple((_text(label), Typed(value / 100, "ratio", 8)) for label, value in bars)
        return Sheet(chart.title, (w(N_("Turf")), w(VALUE)), rows, chart=True, across=True)
    rows = tuple((_text(label), Typed(value, "count", len(w.number(value)))) for label, value in bars)
    return Sheet(chart.title, (w(N_("Week")), w(VALUE)), rows, chart=True)


def _texts(report: Report) -> Iterator[Sheet]:
    w = words(report.lang)
    rows = tuple((_text(section.title), _text(text)) for section in report.sections for text in section.text)
    yield Sheet(w(N_("Texts")), (w(N_("Section")), w(N_("Text"))), rows)


def _text(text: str) -> Typed:
    shown = _shown(text)
    return Typed(shown, "text", max(map(cells.width, shown.split("\n"))))


def _shown(text: str) -> str:
    return visible(text, lines=True)[:LONGEST_TEXT]


def _typed(w: Words, report: Report, value: Cell, kind: CellKind) -> Typed:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime):
        return Typed(local(value, report.header.zone).replace(tzinfo=None), "moment", 16)
    if isinstance(value, date):
        return Typed(value, "day", 10)
    if isinstance(value, Amount):
        return _amount(w, value)
    unit: Unit = kind if kind in ("ratio", "minutes", "cents", "per_hour") else "count"
    return _amount(w, Amount(value, unit))


def _amount(w: Words, amount: Amount) -> Typed:
    value = known(amount.value)
    if value is None:
        return Typed(None)
    look = _LOOKS[amount.unit][amount.change]
    width = cells.width((signed if amount.change else number)(w, value, amount.unit)) + 1
    if look == "points":
        return Typed(value * 100, look, width)
    if amount.unit == "minutes":
        return Typed(value / 60, look, width)
    if amount.unit == "cents":
        return Typed(value / 100, look, width)
    whole = float(value).is_integer()
    if amount.unit == "count" and not amount.change:
        look = "count" if whole else "decimal"
    return Typed(int(value) if whole and amount.unit == "count" else value, look, width)


def _named(made: Iterable[Sheet]) -> Iterator[Sheet]:
    """Names of at most 31 characters, without the signs that spreadsheets forbid, no two alike in any case."""
    taken: set[str] = set()
    for sheet in made:
        base = _FORBIDDEN.sub(" ", visible(sheet.name)).strip(" '") or "–"
        number_, name = 1, base[:31].strip(" '") or "–"
        while name.casefold() in taken:
            number_ += 1
            name = f"{base[: 28 - len(str(number_))].rstrip()} ({number_})"
        taken.add(name.casefold())
        yield replace(sheet, name=name)
