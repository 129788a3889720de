"""Markdown, as GitHub reads it: headings, tables, bars of blocks. What people typed stays text, whatever it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from campaign.reports.formats.ground import in_letters, sources_said
from campaign.reports.formats.shared import (
    BEFORE,
    COUNTS,
    DEFINITIONS,
    FIGURE,
    FINGERPRINT,
    INVENTED,
    NOTHING,
    NUMERIC,
    SINCE,
    TARGET,
    VALUE,
    bar_value,
    cell,
    change,
    counts,
    definitions,
    facts,
    goal,
    name,
    number,
    paragraphs,
    tables,
    visible,
)
from campaign.reports.views import Chart, Figure, Map, Report, Section, Table
from campaign.words import Words, words

_SIGNS = re.compile(r"[\\`*_\[\]<#|~$@]|&(?=[#a-z])|:(?=//|[\w+-]+:)", re.IGNORECASE)
_OPENING = re.compile(r"^([-+=>]|\d{1,9}[.)])")
_SITE = re.compile(r"(?<=\w)\.(?=[^\W\d])")
_BAR = 20


def render(report: Report) -> bytes:
    """The report as GitHub Markdown in UTF-8."""
    w = words(report.lang)
    blocks = [f"# {_line(report.title)}", f"## {_line(name(w, report.header))}"]
    about = facts(w, report.header)
    period = f"**{_line(w.period(report.first, report.last))}**"
    blocks.append("\\\n".join([*([_alone(" · ".join(about))] if about else []), period]))
    if report.header.invented:
        blocks.append(f"> **{_line(w(INVENTED))}**")
    for section in report.sections:
        blocks += _section(w, report, section)
    counted = list(definitions(report))
    if counted:
        blocks.append(f"## {_line(w(DEFINITIONS))}")
        blocks.append("\n".join(f"- **{_line(label) or '–'}** – {_line(text)}" for label, text in counted))
    blocks.append("---")
    blocks.append(f"{_alone(w(FINGERPRINT))}\\\n{_alone(report.hash)}\\\n{_alone(report.program)}")
    return ("\n\n".join(blocks) + "\n").encode()


def _line(text: str) -> str:
    """A typed text inside a line, in which no sign means anything."""
    return _escape(visible(text).strip())


def _escape(text: str) -> str:
    # A mail address is linked whatever is escaped in it: the empty comment after @ is what keeps it a text.
    text = _SIGNS.sub(lambda match: "\\@<!-- -->" if match[0] == "@" else "\\" + match[0], text)
    return _SITE.sub(r"\\.", text)


def _alone(text: str) -> str:
    """A typed text that begins a line, where -, +, =, > and 1. would begin something else."""
    return _OPENING.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", _line(text))


def _typed(text: str) -> str:
    """A typed paragraph: its line ends are kept, its leading spaces are not."""
    return "\\\n".join(_alone(line) for line in text.split("\n") if line.strip())


def _in_table(text: str) -> str:
    return "<br>".join(_escape(line.strip()) for line in text.split("\n") if line.strip())


def _grid(heads: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[bool]) -> str:
    rule = "|".join(" ---: " if aligned else " --- " for aligned in right)
    lines = [f"| {' | '.join(heads)} |", f"|{rule}|", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)


def _section(w: Words, report: Report, section: Section) -> list[str]:
    blocks = [f"## {_line(section.title)}"]
    if section.figures:
        blocks.append(_figures(w, section.figures))
    for chart in section.charts:
        blocks += _chart(w, chart)
    for one in section.maps:
        blocks += _map(w, one)
    for table in tables(section):
        blocks += _table(w, report, table)
    blocks += [_typed(paragraph) for text in section.text for paragraph in paragraphs(text)]
    return blocks if len(blocks) > 1 else [*blocks, _alone(w(NOTHING))]


def _figures(w: Words, figures: tuple[Figure, ...]) -> str:
    goals = [goal(w, figure) for figure in figures]
    columns = [
        (w(FIGURE), [figure.label for figure in figures]),
        (w(VALUE), [number(w, figure.value, figure.unit) for figure in figures]),
        (w(COUNTS), [counts(w, figure) for figure in figures]),
        (w(BEFORE), ["" if figure.before is None else number(w, figure.before, figure.unit) for figure in figures]),
        (w(SINCE), [change(w, figure) for figure in figures]),
        (w(TARGET), [aim.text if aim else "" for aim in goals]),
    ]
    shown = [column for place, column in enumerate(columns) if place < 2 or any(column[1])]
    heads = [_line(head) for head, _ in shown]
    rows = zip(*([_line(text) for text in texts] for _, texts in shown), strict=True)
    return _grid(heads, rows, [place > 0 for place in range(len(shown))])


def _chart(w: Words, chart: Chart) -> list[str]:
    title = _line(chart.title)
    blocks = [f"### {title}"] if title else []
    if not chart.labels:
        return [*blocks, _alone(w(NOTHING))]
    rows = [
        ("█" * max(round(max(0, value) * _BAR / chart.top), 1 if value > 0 else 0), _line(bar_value(w, chart, value)))
        for value in chart.values
    ]
    body = [(_line(label), bar, text) for label, (bar, text) in zip(chart.labels, rows, strict=True)]
    return [*blocks, _grid(("", "", _line(w(VALUE))), body, (False, False, True))]


def _map(w: Words, one: Map) -> list[str]:
    *drawn, key = in_letters(w, one, 100) or [""]
    sources = sources_said(w, one)
    if not drawn:
        return []
    told = [_alone(key), *([_alone(sources)] if sources else [])]
    return [f"### {_line(one.title)}", "\n".join(["```text", *drawn, "```"]), "\\\n".join(told)]


def _table(w: Words, report: Report, table: Table) -> list[str]:
    title = _line(table.title)
    blocks = [f"### {title}"] if title else []
    if not table.rows:
        return [*blocks, _alone(table.empty) or _alone(w(NOTHING))]
    heads = [_line(column.label) for column in table.columns]
    rows = (
        [
            _in_table(cell(w, report, column, value, lines=True))
            for column, value in zip(table.columns, row, strict=True)
        ]
        for row in table.rows
    )
    return [*blocks, _grid(heads, rows, [column.kind in NUMERIC for column in table.columns])]
