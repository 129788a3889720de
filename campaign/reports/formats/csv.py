"""CSV: one rectangle that a filter, a pivot table and a script read alike, one line a value.

Columns: ``part, section, table, row, key, label, value, unit, numerator, denominator, before, target, definition``.

- ``part`` is ``report`` (what it is about, one line a fact), ``figure``, ``table`` (one line a cell: ``table`` is the
  table's key, ``row`` counts from 1, ``key`` and ``label`` are the column's), ``chart`` (one line a bar) or ``text``
  (one line a paragraph).
- Numbers are plain: no grouping, no sign of unit; ``unit`` says ``count``, ``ratio``, ``minutes``, ``cents``,
  ``per_hour`` or, of bars, ``percent``. Ratios have six digits at most beside their two counts (per hour, the second is
  minutes). A missing value is empty, never 0. Days are ISO dates; moments are ``2026-11-05 14:00`` on the clock of the
  zone named in the ``report`` part.
- ``decimal=","`` is for spreadsheets in French, which take ``0.5`` for a text.
- Text that a spreadsheet would run as a formula starts with an apostrophe: so do phone numbers that start with +. To
  read the exact text back, remove one leading apostrophe when what follows it, spaces apart, is one of ``= + - @``, a
  tab, a line end, or their full-width forms; the JSON form needs no such rule.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from campaign.reports.formats.shared import key, known, local, visible
from campaign.reports.views import RATES, SCHEMA, Amount, Cell, CellKind, Report, Section

COLUMNS = (
    "part", "section", "table", "row", "key", "label", "value", "unit",
    "numerator", "denominator", "before", "target", "definition",
)  # fmt: skip
LIVE = frozenset("=+-@|\t\r\n＝＋－＠−﹢﹣﹦﹫｜")

Value = str | int | float | None


def render(
    report: Report,
    *,
    separator: Literal[";", ",", "\t"] = ";",
    bom: bool = True,
    decimal: Literal[".", ","] = ".",
) -> bytes:
    """The report as CSV in UTF-8, ``\\r\\n`` at line ends; ``bom`` and ``;`` are what French spreadsheets expect."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in _lines(report):
        writer.writerow([_field(line.get(column), decimal) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _lines(report: Report) -> Iterator[dict[str, Value]]:
    header = report.header
    about: tuple[tuple[str, Value], ...] = (
        ("schema", SCHEMA),
        ("definitions", report.definitions),
        ("program", report.program),
        ("title", report.title),
        ("lang", report.lang),
        ("from", report.first.isoformat()),
        ("to", report.last.isoformat()),
        ("committee.id", header.id),
        ("committee.name", header.name),
        ("committee.kind", header.kind),
        ("committee.place", header.place),
        ("committee.state", header.state),
        ("committee.zone", header.zone),
        ("committee.invented", "true" if header.invented else "false"),
        ("committees", header.committees),
        ("hash", report.hash),
    )
    for fact, value in about:
        yield {"part": "report", "key": fact, "value": value}
    for section in report.sections:
        yield from _section(section, header.zone)


def _section(section: Section, zone: str) -> Iterator[dict[str, Value]]:
    for figure in section.figures:
        yield {
            "part": "figure",
            "section": section.key,
            "key": key(figure.key, figure.unit),
            "label": figure.label,
            "value": _number(figure.value, figure.unit),
            "unit": figure.unit,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "before": _number(figure.before, figure.unit),
            "target": figure.target,
            "definition": figure.definition,
        }
    for table in section.data:
        for number, row in enumerate(table.rows, 1):
            for column, value in zip(table.columns, row, strict=True):
                yield {
                    "part": "table",
                    "section": section.key,
                    "table": table.key,
                    "row": number,
                    "key": key(column.key, column.kind),
                    "label": column.label,
                    "value": _cell(value, column.kind, zone),
                    "unit": value.unit if isinstance(value, Amount) else column.kind,
                }
    for chart in section.charts:
        for number, (label, bar) in enumerate(zip(chart.labels, chart.values, strict=True), 1):
            yield {
                "part": "chart",
                "section": section.key,
                "table": chart.key,
                "row": number,
                "label": label,
                "value": bar,
                "unit": "percent" if chart.share else "count",
            }
    for number, text in enumerate(section.text, 1):
        yield {"part": "text", "section": section.key, "row": number, "label": section.title, "value": text}


def _number(value: float | None, kind: CellKind) -> Value:
    value = known(value)
    return round(float(value), 6) if value is not None and kind in RATES else value


def _cell(value: Cell, kind: CellKind, zone: str) -> Value:
    if isinstance(value, Amount):
        return _number(value.value, value.unit)
    if isinstance(value, datetime):
        return f"{local(value, zone):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return _number(value, kind) if isinstance(value, int | float) else value


def _field(value: Value, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    text = f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return text.replace(".", decimal)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula, with its control characters made visible."""
    if text.isprintable():  # a plain space is the only one that is: nothing else is to be passed over
        first = text.lstrip(" ")[:1]
    else:
        first = next((char for char in text if char in "\t\r\n" or not (char.isspace() or char == "\ufeff")), "")
    shown = visible(text, lines=True)
    return f"'{shown}" if first in LIVE else shown
