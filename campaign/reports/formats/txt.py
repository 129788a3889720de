"""Plain text: the preview in the terminal, and what fits in a message. Aligned, whatever people are called."""

from __future__ import annotations

import unicodedata

from campaign.reports.formats import cells
from campaign.reports.formats.ground import in_letters, sources_said
from campaign.reports.formats.shared import (
    DEFINITIONS,
    FINGERPRINT,
    INVENTED,
    NOTHING,
    NUMERIC,
    PAIR,
    SINCE,
    TARGET,
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
from campaign.words import words

NARROWEST = 24
_EIGHTHS = "▏▎▍▌▋▊▉█"
_PLAIN = str.maketrans({
    "–": "-", "—": "-", "−": "-", "·": "-", "…": "...", "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "€": "EUR", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "×": "x", "→": "->",
    "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ",
})  # fmt: skip
_RULE, _HEAVY, _FULL, _EMPTY = "─━█░"


def render(report: Report, *, width: int = 80, ascii: bool = False) -> bytes:  # noqa: A002
    """The report as UTF-8 text of at most ``width`` columns, one line a line, never a control character.

    ``ascii`` keeps to ASCII: accents are dropped, what has no plain letter becomes ``?``.
    """
    return _Page(report, max(NARROWEST, width), ascii).text().encode()


class _Page:
    def __init__(self, report: Report, width: int, plain: bool) -> None:
        self.report = report
        self.w = words(report.lang)
        self.width = width
        self.plain = plain
        self.lines: list[str] = []
        self.fresh = False  # just under a heading, where no line is left blank

    def text(self) -> str:
        self.head()
        for section in self.report.sections:
            self.section(section)
        self.foot()
        return "\n".join(line.rstrip() for line in self.lines) + "\n"

    # What is said, harmless and, when asked, in ASCII; applied before anything is measured.

    def say(self, text: str) -> str:
        if not self.plain:
            return text
        text = unicodedata.normalize("NFKD", text.translate(_PLAIN))
        return "".join(
            char if char == "\n" or " " <= char <= "~" else "?"
            for char in text
            if not unicodedata.combining(char) and char not in "\u200d\ufe0f"
        )

    def put(self, text: str, indent: int = 0) -> None:
        for line in cells.wrap(text, self.width - indent):
            self.lines.append(" " * indent + line)

    def rule(self, sign: str, columns: int | None = None) -> None:
        sign = {_RULE: "-", _HEAVY: "="}[sign] if self.plain else sign
        self.lines.append(sign * (columns or self.width))

    def gap(self) -> None:
        if self.lines and self.lines[-1] and not self.fresh:
            self.lines.append("")
        self.fresh = False

    # The title block and what ends the page.

    def head(self) -> None:
        report, w = self.report, self.w
        period = self.say(w.period(report.first, report.last))
        title = self.say(visible(report.title)).upper()
        self.rule(_HEAVY)
        if cells.width(title) + cells.width(period) + 2 <= self.width:
            self.lines.append(cells.pad(title, self.width - cells.width(period)) + period)
        else:
            self.put(title)
            self.put(period)
        self.put(self.say(name(w, report.header)))
        about = facts(w, report.header)
        if about:
            self.put(self.say(" · ".join(about)))
        if report.header.invented:
            self.put(f"*** {self.say(w(INVENTED))} ***")
        self.rule(_HEAVY)

    def foot(self) -> None:
        report, w = self.report, self.w
        counted = [(self.say(label), self.say(text)) for label, text in definitions(report)]
        if counted:
            self.heading(self.say(w(DEFINITIONS)))
            self.fresh = False
            for label, text in counted:
                self.put(label)
                self.put(text, 4)
        self.gap()
        self.rule(_RULE)
        self.put(self.say(w(FINGERPRINT)))
        self.put(self.say(visible(report.hash)))
        self.put(self.say(visible(report.program)))

    # A section.

    def heading(self, text: str) -> None:
        self.gap()
        start = len(self.lines)
        self.put(text)
        self.rule(_RULE, min(self.width, max(map(cells.width, self.lines[start:]), default=1) or 1))
        self.fresh = True

    def section(self, section: Section) -> None:
        self.heading(self.say(visible(section.title)))
        if section.figures:
            self.figures(section.figures)
        for chart in section.charts:
            self.chart(chart)
        for one in section.maps:
            self.map(one)
        for table in tables(section):
            self.table(table)
        for text in section.text:
            for paragraph in paragraphs(text):
                self.gap()
                self.put(self.say(paragraph))
        if self.fresh:
            self.put(self.say(self.w(NOTHING)))
        self.fresh = False

    def figures(self, figures: tuple[Figure, ...]) -> None:
        self.gap()
        w, say = self.w, self.say
        aims = [goal(w, figure) for figure in figures]
        track = max((cells.width(say(aim.text)) for aim in aims if aim), default=0)
        track = min(30, self.width - cells.width(say(w(TARGET))) - track - 6)
        columns = [
            [say(number(w, figure.value, figure.unit)) for figure in figures],
            [say(counts(w, figure)) for figure in figures],
            [say(change(w, figure)) for figure in figures],
        ]
        sizes = [max(map(cells.width, column)) for column in columns]
        right = sum(2 + size for size in sizes if size)
        aside = max((cells.width(say(w(SINCE))) for changed in columns[2] if changed), default=0)
        if aside and aside + 2 <= self.width:
            self.lines.append(cells.pad(say(w(SINCE)), self.width, right=True))
        for figure, aim, *shown in zip(figures, aims, *columns, strict=True):
            values = "".join(
                "  " + cells.pad(text, size, right=True) for text, size in zip(shown, sizes, strict=True) if size
            )
            self.leaders(say(visible(figure.label)), values, right)
            if aim and aim.share is not None and track >= 6:
                self.lines.append(f"  {say(w(TARGET))}  {self.bar(aim.filled, track, track=True)}  {say(aim.text)}")
            elif aim:
                self.put(f"{say(w(TARGET))}  {say(aim.text)}", 2)

    def leaders(self, label: str, values: str, right: int) -> None:
        room = self.width - right
        if room < 12:
            self.put(label)
            self.put(" ".join(values.split(" ")).strip(), 2)
            return
        *first, last = cells.wrap(label, room - 4)
        self.lines.extend(first)
        dots = room - cells.width(last) - 1
        self.lines.append(f"{last} {'.' * dots if dots > 1 else ' ' * dots}{values}")

    def bar(self, share: float, columns: int, *, track: bool = False) -> str:
        if self.plain:
            full = round(share * columns)
            return cells.pad("#" * full, columns, fill="." if track else " ")
        full, eighths = divmod(round(share * columns * 8), 8)
        drawn = _FULL * full + (_EIGHTHS[eighths - 1] if eighths and not track else "")
        if track and eighths >= 4:
            drawn += _FULL
        return cells.pad(drawn, columns, fill=_EMPTY if track else " ")

    def chart(self, chart: Chart) -> None:
        self.gap()
        self.put(self.say(visible(chart.title)))
        labels = [self.say(visible(label)) for label in chart.labels]
        values = [self.say(bar_value(self.w, chart, value)) for value in chart.values]
        if not labels:
            self.put(self.say(self.w(NOTHING)), 2)
            return
        longest = min(max(map(cells.width, labels)), max(8, self.width // 3))
        widest = max(map(cells.width, values))
        room = min(60, self.width - longest - widest - 6)
        for label, text, value in zip(labels, values, chart.values, strict=True):
            *first, last = cells.wrap(label, longest)
            for line in first:
                self.put(line, 2)
            share = max(0.0, min(1.0, value / chart.top))
            if room < 4:
                self.put(last, 2)
                self.put(text, 4)
                continue
            drawn = self.bar(share, room, track=chart.share)
            if value > 0 and not drawn.strip():
                drawn = cells.pad("." if self.plain else _EIGHTHS[0], room)
            self.lines.append(f"  {cells.pad(last, longest)}  {drawn}  {cells.pad(text, widest, right=True)}")

    def map(self, one: Map) -> None:
        *drawn, key = in_letters(self.w, one, self.width - 2, plain=self.plain) or [""]
        if not drawn:
            return
        self.gap()
        self.put(self.say(visible(one.title)))
        self.lines += [f"  {line}" for line in drawn]
        for text in (key, sources_said(self.w, one)):
            if text:
                self.put(self.say(text), 2)

    # Tables: text columns shrink and wrap, numbers never do; where even that is too wide, one line a value.

    def table(self, table: Table) -> None:
        self.gap()
        if table.title.strip():
            self.put(self.say(visible(table.title)))
        if not table.rows:
            self.put(self.say(visible(table.empty) or self.w(NOTHING)), 2)
            return
        heads = [self.say(visible(column.label)) for column in table.columns]
        rows = [
            [
                self.say(cell(self.w, self.report, column, value, lines=True))
                for column, value in zip(table.columns, row, strict=True)
            ]
            for row in table.rows
        ]
        right = [column.kind in NUMERIC for column in table.columns]
        sizes = self.sizes(heads, rows, [column.kind == "text" for column in table.columns])
        if sizes is None:
            self.records(heads, rows)
            return
        self.row(heads, sizes, right)
        self.lines.append("  ".join(("-" if self.plain else _RULE) * size for size in sizes))
        for row in rows:
            self.row(row, sizes, right)

    def sizes(self, heads: list[str], rows: list[list[str]], shrinks: list[bool]) -> list[int] | None:
        def natural(column: int) -> int:
            return max(max(map(cells.width, row[column].split("\n"))) for row in rows)

        def longest_word(text: str) -> int:
            return max(map(cells.width, text.split(" ")))

        wanted = [max(natural(i), longest_word(heads[i]), 1) for i in range(len(heads))]
        whole = [max(wanted[i], cells.width(heads[i])) for i in range(len(heads))]
        room = self.width - 2 * (len(heads) - 1)
        if sum(whole) <= room:
            return whole
        words_in = [max(longest_word(row[i].replace("\n", " ")) for row in rows) for i in range(len(heads))]
        for least in (18, 10):  # whole words where they fit
            floors = [
                min(max(words_in[i], 8), least, wanted[i]) if shrinks[i] else wanted[i] for i in range(len(heads))
            ]
            if sum(floors) <= room:
                break
        else:
            return None
        while sum(wanted) > room:
            over = sum(wanted) - room
            able = [i for i in range(len(wanted)) if wanted[i] > floors[i]]
            largest = max(able, key=lambda i: wanted[i])
            second = max([wanted[i] for i in able if wanted[i] < wanted[largest]], default=0)
            equals = [i for i in able if wanted[i] == wanted[largest]]
            step = min(max(1, over // len(equals)), max(1, wanted[largest] - second))
            for i in equals:
                wanted[i] = max(floors[i], wanted[i] - step)
                if sum(wanted) <= room:
                    break
        spare = room - sum(wanted)
        for i in range(len(wanted)):
            extra = min(spare, max(0, cells.width(heads[i]) - wanted[i]))
            wanted[i] += extra
            spare -= extra
        return wanted

    def row(self, texts: list[str], sizes: list[int], right: list[bool]) -> None:
        wrapped = [cells.wrap(text, size) for text, size in zip(texts, sizes, strict=True)]
        for line in range(max(map(len, wrapped))):
            self.lines.append(
                "  ".join(
                    cells.pad(lines[line] if line < len(lines) else "", size, right=aligned)
                    for lines, size, aligned in zip(wrapped, sizes, right, strict=True)
                )
            )

    def records(self, heads: list[str], rows: list[list[str]]) -> None:
        for place, row in enumerate(rows):
            if place:
                self.gap()
            for index, (head, text) in enumerate(zip(heads, row, strict=True)):
                self.put(self.say(self.w(PAIR, label=head, value=text)), 2 if index else 0)
