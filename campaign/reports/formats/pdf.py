"""PDF: an A4 page made to be printed and handed over.

The page is laid out first, in points from its top left corner, as a list of things to draw; drawing comes last, when
the number of pages is known. No clock and no chance: the same report gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from campaign.reports.formats.shared import (
    DEFINITIONS,
    FINGERPRINT,
    INVENTED,
    NOTHING,
    NUMERIC,
    SHORT_HASH,
    TARGET,
    WAS,
    Goal,
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
from campaign.reports.formats.typeface import Style, face, lock
from campaign.reports.views import Chart, Figure, Report, Section, Table
from campaign.words import N_, words

WIDE, TALL = 595.28, 841.89  # A4
LEFT, RIGHT, TOP, BOTTOM = 54.0, 54.0, 62.0, 60.0
ROOM = WIDE - LEFT - RIGHT
COLUMNS, GUTTER = 4, 18.0

INK, SOFT, FAINT = HexColor(0x1B2527), HexColor(0x56666A), HexColor(0xD5DCDD)
ACCENT, WARN = HexColor(0x17617A), HexColor(0x8A4B00)

Draw = Callable[[Canvas], None]


def render(report: Report) -> bytes:
    """The report as PDF."""
    with lock:
        sheet = _Sheet(report)
        sheet.lay_out()
        return sheet.draw()


@dataclass
class _Card:
    label: list[str]
    value: str
    counts: str
    moved: str
    before: str
    aim: Goal | None
    target: list[str]


@dataclass
class _Sheet:
    report: Report
    pages: list[list[Draw]] = field(default_factory=list)
    outline: list[tuple[str, int, float]] = field(default_factory=list)
    y: float = 0.0
    columns: int = COLUMNS

    def __post_init__(self) -> None:
        self.w = words(self.report.lang)
        self.who = name(self.w, self.report.header)
        self.period = self.w.period(self.report.first, self.report.last)

    # The page: what is on it, and how far down it is filled.

    def page(self) -> None:
        self.pages.append([])
        self.y = TOP

    @property
    def left_over(self) -> float:
        return TALL - BOTTOM - self.y

    def need(self, height: float) -> None:
        """A new page when less than this is left, unless this page is still empty."""
        if height > self.left_over and self.y > TOP:
            self.page()

    def gap(self, height: float) -> None:
        if self.y > TOP:
            self.y += height

    def put(self, text: str, x: float, y: float, size: float, *, style: Style = "text", color: Color = INK,
            align: str = "left", spread: float = 0.0) -> None:  # fmt: skip
        """One spelled line, its base at ``y`` from the top of the page."""
        font = face(style)
        runs = font.runs(text)
        wide = font.width(text, size) + spread * max(0, len(text) - 1)
        start = x - (wide if align == "right" else wide / 2 if align == "middle" else 0)

        def draw(canvas: Canvas) -> None:
            canvas.setFillColor(color)
            at = canvas.beginText(start, TALL - y)
            if spread:
                at.setCharSpace(spread)
            for font_name, part in runs:
                at.setFont(font_name, size)
                at.textOut(part)
            if spread:
                at.setCharSpace(0)  # it would outlive this text
            canvas.drawText(at)

        self.pages[-1].append(draw)

    def lines(self, lines: Sequence[str], size: float, leading: float, *, x: float = LEFT, style: Style = "text",
              color: Color = INK) -> None:  # fmt: skip
        """Lines one under the other, over as many pages as they take."""
        for line in lines:
            self.need(leading)
            self.put(line, x, self.y + size, size, style=style, color=color)
            self.y += leading

    def rule(self, x: float, y: float, wide: float, *, color: Color = FAINT, thick: float = 0.6) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.setStrokeColor(color)
            canvas.setLineWidth(thick)
            canvas.line(x, TALL - y, x + wide, TALL - y)

        self.pages[-1].append(draw)

    def box(self, x: float, y: float, wide: float, tall: float, color: Color, *, round_: float = 0.0,
            outline: bool = False) -> None:  # fmt: skip
        def draw(canvas: Canvas) -> None:
            canvas.setFillColor(color)
            canvas.setStrokeColor(color)
            canvas.setLineWidth(0.8)
            drawn = {"stroke": int(outline), "fill": int(not outline)}
            if round_:
                canvas.roundRect(x, TALL - y - tall, wide, tall, round_, **drawn)
            else:
                canvas.rect(x, TALL - y - tall, wide, tall, **drawn)

        self.pages[-1].append(draw)

    # What is laid out.

    def lay_out(self) -> None:
        self.page()
        self.head()
        for section in self.report.sections:
            self.section(section)
        self.colophon()
        for place in range(len(self.pages)):
            self.margins(place)

    def head(self) -> None:
        report, text, bold = self.report, face("text"), face("bold")
        self.y = 56.0
        kicker = bold.wrap(visible(report.title).upper(), 8.5, ROOM * 0.62)
        for line in kicker:
            self.put(line, LEFT, self.y + 8.5, 8.5, style="bold", color=ACCENT, spread=0.9)
            self.y += 12
        self.y += 3
        size = next((s for s in (26.0, 21.0, 16.0) if len(bold.wrap(self.who, s, ROOM)) <= 2), 11.0)
        self.lines(bold.wrap(self.who, size, ROOM), size, size * 1.2, style="bold")
        self.y += 3
        about = facts(self.w, report.header)
        if about:
            self.lines(text.wrap(" · ".join(about), 10.5, ROOM), 10.5, 15, color=SOFT)
        self.lines(bold.wrap(self.period, 10.5, ROOM), 10.5, 15, style="bold")
        self.y += 8
        self.rule(LEFT, self.y, ROOM, color=ACCENT, thick=1.4)
        self.y += 4

    def margins(self, place: int) -> None:
        """What stands around a page: the mark of invented data, whom it is about, its number, the fingerprint."""
        report, text, bold = self.report, face("text"), face("bold")
        pages, self.pages = self.pages, [self.pages[place]]
        right = WIDE - RIGHT
        room = ROOM
        if report.header.invented:
            mark = bold.cut(self.w(INVENTED), 7.5, ROOM)
            wide = bold.width(mark, 7.5) + 14
            self.box(right - wide, 30, wide, 15, WARN, round_=2.5, outline=True)
            self.put(mark, right - wide / 2, 40.2, 7.5, style="bold", color=WARN, align="middle")
            room -= wide + 12
        if place:
            period = text.cut(self.period, 8, room)
            who = text.cut(self.who, 8, room - text.width(period, 8) - 10)
            self.put(who, LEFT, 40, 8, style="bold", color=SOFT)
            self.put(period, LEFT + bold.width(who, 8) + 8, 40, 8, color=SOFT)
        foot = TALL - 38
        self.rule(LEFT, foot - 14, ROOM)
        number_ = self.w(N_("page {page} of {pages}"), page=place + 1, pages=len(pages))
        self.put(text.spelled(number_), right, foot, 8, color=SOFT, align="right")
        program = text.cut(visible(report.program), 8, ROOM / 3)
        self.put(program, LEFT, foot, 8, color=SOFT)
        mono = face("mono")
        short = mono.cut(visible(report.hash[:SHORT_HASH]), 7.5, ROOM / 3)
        self.put(short, LEFT + text.width(program, 8) + 10, foot, 7.5, style="mono", color=SOFT)
        self.pages = pages

    def colophon(self) -> None:
        report, text, bold, mono = self.report, face("text"), face("bold"), face("mono")
        counted = list(definitions(report))
        if counted:
            self.heading(self.w(DEFINITIONS), room=60)
            wide = ROOM * 0.3
            for label, meaning in counted:
                first = bold.wrap(label, 8, wide - 14)
                second = text.wrap(meaning, 8, ROOM - wide)
                self.pair(first, second, wide)
        said, size = text.spelled(self.w(FINGERPRINT)), 7.5
        at = text.width(said, 8) + 8
        end = mono.wrap(visible(report.hash), size, ROOM)
        beside = len(end) == 1 and at + mono.width(end[0], size) <= ROOM
        self.need(12 + (12 if beside else 12 + 11 * len(end)))
        self.gap(12)
        if beside:
            self.put(end[0], LEFT + at, self.y + 8, size, style="mono", color=SOFT)
        self.lines([said], 8, 12, color=SOFT)
        if not beside:
            self.lines(end, size, 11, style="mono", color=SOFT)

    def pair(self, first: list[str], second: list[str], wide: float) -> None:
        for line in range(max(len(first), len(second))):
            self.need(10.5)
            if line < len(first):
                self.put(first[line], LEFT, self.y + 8, 8, style="bold")
            if line < len(second):
                self.put(second[line], LEFT + wide, self.y + 8, 8, color=SOFT)
            self.y += 10.5
        self.y += 2.5

    def heading(self, text: str, room: float) -> None:
        """The title of a section, never alone at the foot of a page."""
        lines = face("bold").wrap(text, 14, ROOM)
        self.need(22 + 18 * len(lines) + room)
        self.gap(22)
        self.outline.append((" ".join(lines)[:200], len(self.pages) - 1, self.y))
        self.lines(lines, 14, 18, style="bold")
        self.y += 6

    def title(self, text: str, room: float) -> None:
        """The title of a chart or a table."""
        lines = face("bold").wrap(text, 10, ROOM)
        self.need(14 * len(lines) + 4 + room)
        self.lines(lines, 10, 14, style="bold")
        self.y += 4

    def section(self, section: Section) -> None:
        cards = self.grid(section.figures)
        first = self.card_height(cards[: self.columns]) if cards else 150 if section.charts else 60
        self.heading(visible(section.title), room=min(first, 250))
        fresh = self.y
        for start in range(0, len(cards), self.columns):
            if start:
                self.gap(12)
            self.cards(cards[start : start + self.columns])
        for chart in section.charts:
            self.chart(chart, first=self.y == fresh)
        for table in tables(section):
            if self.y != fresh:
                self.gap(18)
            self.table(table)
        for text in section.text:
            for paragraph in paragraphs(text):
                if self.y != fresh:
                    self.gap(7)
                self.lines(face("text").wrap(paragraph, 10, ROOM * 0.88), 10, 14.5)
        if self.y == fresh:
            self.lines(face("text").wrap(self.w(NOTHING), 10, ROOM), 10, 14.5, color=SOFT)

    # Key figures: cards on the grid, their numerals on one line.

    def grid(self, figures: Sequence[Figure]) -> list[_Card]:
        """The cards of a section: four a line, or five when that leaves no card alone and every numeral fits."""
        self.columns = COLUMNS + 1
        if len(figures) in (5, 9, 10):
            cards = [self.card(figure) for figure in figures]
            if all(self.value_size(card) > 20 and (not card.counts or self.beside(card)) for card in cards):
                return cards
        self.columns = COLUMNS
        return [self.card(figure) for figure in figures]

    @property
    def card_width(self) -> float:
        return (ROOM - GUTTER * (self.columns - 1)) / self.columns

    def card(self, figure: Figure) -> _Card:
        w, text, wide = self.w, face("text"), self.card_width
        aim = goal(w, figure)
        moved = change(w, figure)
        before = "" if figure.before is None else w(WAS, value=number(w, figure.before, figure.unit))
        return _Card(
            label=text.wrap(visible(figure.label), 8.5, wide),
            value=text.spelled(number(w, figure.value, figure.unit)),
            counts=text.spelled(counts(w, figure)),
            moved=text.spelled(moved),
            before=text.spelled(before),
            aim=aim,
            target=text.wrap(f"{w(TARGET)} {aim.text}", 8, wide) if aim else [],
        )

    def card_height(self, cards: Sequence[_Card]) -> float:
        label, value, moved, target = self.card_parts(cards)
        return 6 + label + value + moved + target

    def card_parts(self, cards: Sequence[_Card]) -> tuple[float, float, float, float]:
        label = 11.0 * max(len(card.label) for card in cards)
        value = 28.0 + (11 if any(self.beside(card) is None and card.counts for card in cards) else 0)
        moved = max(11.0 * len(self.moved_lines(card)) for card in cards)
        target = max((13 + 10.5 * len(card.target) for card in cards if card.aim), default=0.0)
        return label, value, moved, target

    def value_size(self, card: _Card) -> float:
        room = self.card_width
        return next((s for s in (22.0, 18.0, 14.0, 11.0) if face("bold").width(card.value, s) <= room), 8.0)

    def beside(self, card: _Card) -> float | None:
        """Where the counts stand beside the numeral, or None when they go under it."""
        at = face("bold").width(card.value, self.value_size(card)) + 5
        return at if card.counts and at + face("text").width(card.counts, 8.5) <= self.card_width else None

    def moved_lines(self, card: _Card) -> list[tuple[str, str]]:
        """The change and the value before it: on one line when they fit."""
        if not (card.moved or card.before):
            return []
        both = face("bold").width(card.moved, 8.5) + face("text").width(f"  {card.before}", 8.5)
        return (
            [(card.moved, card.before)]
            if not card.moved or both <= self.card_width
            else [(card.moved, ""), ("", card.before)]
        )

    def cards(self, cards: Sequence[_Card]) -> None:
        wide = self.card_width
        self.need(min(self.card_height(cards), TALL - TOP - BOTTOM))
        label, value, moved, target = self.card_parts(cards)
        top = self.y
        tallest = TALL - BOTTOM - top - value - moved - target - 6
        for place, card in enumerate(cards):
            x = LEFT + place * (wide + GUTTER)
            self.rule(x, top, wide, color=SOFT, thick=0.5)
            y = top + 5
            for line in card.label[: max(1, int(min(label, tallest) // 11))]:
                self.put(line, x, y + 8.5, 8.5, color=SOFT)
                y += 11
            y = top + 5 + min(label, tallest)
            self.put(card.value, x, y + 22, self.value_size(card), style="bold")
            at = self.beside(card)
            if at is not None:
                self.put(card.counts, x + at, y + 22, 8.5, color=SOFT)
            elif card.counts:
                self.put(card.counts, x, y + 34, 8.5, color=SOFT)
            y += value
            for change_, before in self.moved_lines(card):
                self.put(change_, x, y + 8.5, 8.5, style="bold")
                start = x + (face("bold").width(change_, 8.5) + face("text").width("  ", 8.5) if change_ else 0)
                self.put(before, start, y + 8.5, 8.5, color=SOFT)
                y += 11
            y = top + 5 + min(label, tallest) + value + moved
            if card.aim:
                self.bar(x, y + 4, wide, card.aim)
                y += 13
                for line in card.target:
                    self.put(line, x, y + 8, 8, color=SOFT)
                    y += 10.5
        self.y = top + min(self.card_height(cards), TALL - BOTTOM - top)

    def bar(self, x: float, y: float, wide: float, aim: Goal) -> None:
        if aim.share is not None:
            self.box(x, y, wide, 4, FAINT)
            if aim.filled > 0:
                self.box(x, y, max(0.5, wide * aim.filled), 4, ACCENT)

    # Bars over time, with their numbers: above them, or in columns under them when there are too many.

    def chart(self, chart: Chart, *, first: bool) -> None:
        text = face("text")
        if not first:
            self.gap(20)
        tall = 118.0 if any(value > 0 for value in chart.values) else 30.0
        title = visible(chart.title).strip()
        if title:
            self.title(title, room=tall + 18 if chart.labels else 15)
        if not chart.labels:
            self.lines(text.wrap(self.w(NOTHING), 10, ROOM), 10, 14.5, color=SOFT)
            return
        self.need(tall + 18)
        labels = [text.spelled(visible(label)) for label in chart.labels]
        values = [text.spelled(number(self.w, value, "count")) for value in chart.values]
        step = ROOM / len(labels)
        fits = max(text.width(value, 8) for value in values) + 3 <= step
        whole = max(text.width(label, 8) for label in labels)
        every = max(1, -int(-(whole + 6) // step)) if whole <= ROOM / 3 else 0
        ceiling, floor = self.y + (14 if fits else 2), self.y + tall
        top = max(1, *chart.values, 1)
        wide = min(step * 0.62, 46)
        for place, (label, shown, value) in enumerate(zip(labels, values, chart.values, strict=True)):
            middle = LEFT + step * (place + 0.5)
            height = max(0, value) / top * (floor - ceiling)
            if height:
                self.box(middle - wide / 2, floor - height, wide, height, ACCENT)
            if fits:
                self.put(shown, middle, floor - height - 4, 8, style="bold", align="middle")
            if every and place % every == 0:
                half = text.width(label, 8) / 2
                at = min(LEFT + ROOM - half, max(LEFT + half, middle))
                self.put(label, at, floor + 12, 8, color=SOFT, align="middle")
        self.rule(LEFT, floor, ROOM, color=SOFT, thick=0.5)
        self.y = floor + 18
        if not (fits and every == 1):
            self.numbers(labels, values)

    def numbers(self, labels: list[str], values: list[str]) -> None:
        text = face("text")
        widest = max(text.width(label, 8) for label in labels) + max(text.width(value, 8) for value in values) + 10
        columns = max(1, min(6, int((ROOM + GUTTER) // (widest + GUTTER))))
        wide = (ROOM - GUTTER * (columns - 1)) / columns
        rows = -(-len(labels) // columns)
        self.y += 4
        for row in range(rows):
            shown = [
                (column, text.wrap(labels[index], 8, wide - text.width(values[index], 8) - 6), values[index])
                for column in range(columns)
                if (index := column * rows + row) < len(labels)
            ]
            for line in range(max(len(label) for _, label, _ in shown)):
                self.need(11)
                for column, label, value in shown:
                    x = LEFT + column * (wide + GUTTER)
                    if line < len(label):
                        self.put(label[line], x, self.y + 8, 8, color=SOFT)
                    if line == 0:
                        self.put(value, x + wide, self.y + 8, 8, align="right")
                self.y += 11

    # Tables: hairlines, numbers on the right, heads again on each page.

    def table(self, table: Table) -> None:
        text = face("text")
        title = visible(table.title).strip()
        if title:
            self.title(title, room=60 if table.rows else 15)
        if not table.rows:
            empty = visible(table.empty).strip() or self.w(NOTHING)
            self.lines(text.wrap(empty, 10, ROOM), 10, 14.5, color=SOFT)
            return
        right = [column.kind in NUMERIC for column in table.columns]
        rows = [
            [
                text.spelled(cell(self.w, self.report, column, value, lines=True))
                for column, value in zip(table.columns, row, strict=True)
            ]
            for row in table.rows
        ]
        heads = [visible(column.label) for column in table.columns]
        shrinks = [column.kind == "text" for column in table.columns]
        sizes = self.sizes(heads, rows, shrinks)
        head = [face("bold").wrap(label, 8, size) for label, size in zip(heads, sizes, strict=True)]
        self.table_head(head, sizes, right)
        for row in rows:
            wrapped = [text.wrap(value, 9, size) for value, size in zip(row, sizes, strict=True)]
            done, count = 0, max(map(len, wrapped))
            whole = count * 12 + 4
            if whole > self.left_over and (whole <= TALL - TOP - BOTTOM - 40 or self.left_over < 30):
                self.page()
                self.table_head(head, sizes, right)
            while done < count:
                part = max(1, min(count - done, int((self.left_over - 4) // 12)))
                self.y += 2
                for line in range(done, done + part):
                    self.row([lines[line] if line < len(lines) else "" for lines in wrapped], sizes, right, 9)
                    self.y += 12
                self.y += 2
                self.rule(LEFT, self.y, self.across(sizes), thick=0.5)
                done += part
                if done < count:
                    self.page()
                    self.table_head(head, sizes, right)

    def table_head(self, head: list[list[str]], sizes: list[float], right: list[bool]) -> None:
        tall = max(map(len, head))
        self.need(min(tall * 10.5 + 24, TALL - TOP - BOTTOM))
        for line in range(tall):
            texts = [lines[line - tall + len(lines)] if line >= tall - len(lines) else "" for lines in head]
            self.row(texts, sizes, right, 8, style="bold", color=SOFT)
            self.y += 10.5
        self.y += 2
        self.rule(LEFT, self.y, self.across(sizes), color=SOFT, thick=0.7)

    @staticmethod
    def across(sizes: list[float]) -> float:
        return sum(sizes) + GUTTER * 0.7 * (len(sizes) - 1)

    def row(self, texts: Sequence[str], sizes: list[float], right: list[bool], size: float, *,
            style: Style = "text", color: Color = INK) -> None:  # fmt: skip
        x = LEFT
        for text, wide, aligned in zip(texts, sizes, right, strict=True):
            if text:
                at = x + wide if aligned else x
                self.put(text, at, self.y + size, size, style=style, color=color, align="right" if aligned else "left")
            x += wide + GUTTER * 0.7

    def sizes(self, heads: list[str], rows: list[list[str]], shrinks: list[bool]) -> list[float]:
        """Widths of columns: what they need when it fits; else texts give way, then everything in proportion."""
        text, bold = face("text"), face("bold")
        count = len(heads)
        room = ROOM - GUTTER * 0.7 * (count - 1)

        def words_of(value: str, font: Any, size: float) -> float:
            return max(float(font.width(word, size)) for word in value.replace("\n", " ").split(" "))

        wanted = [0.0] * count
        least = [0.0] * count
        for i in range(count):
            cells = {row[i] for row in rows}
            natural = max(text.width(line, 9) for value in cells for line in value.split("\n"))
            head = bold.spelled(heads[i])
            wanted[i] = max(natural, min(bold.width(head, 8), 90.0))
            longest = max(words_of(value, text, 9) for value in cells)
            least[i] = min(wanted[i], max(words_of(head, bold, 8), longest, 24.0))
            if shrinks[i]:
                least[i] = min(least[i], 110.0)
            else:
                # A number never gives way, nor does a word of its heading: "Mem-bres" is no heading.
                wanted[i] = least[i] = max(natural, words_of(head, bold, 8))
        if sum(wanted) <= room:
            grow = [i for i in range(count) if shrinks[i]] or list(range(count))
            spare = (room - sum(wanted)) / len(grow)
            if count < 3:  # a number is read with its label: they stay near each other
                spare = min(spare, 90.0)
            return [size + (spare if i in grow else 0) for i, size in enumerate(wanted)]
        if sum(least) > room:
            return [size * room / sum(least) for size in least]
        give = [max(0.0, wanted[i] - least[i]) for i in range(count)]
        share = (room - sum(least)) / sum(give)
        return [least[i] + give[i] * share for i in range(count)]

    # Drawing.

    def draw(self) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(WIDE, TALL), invariant=1, pageCompression=1, lang=self.report.lang)
        canvas.setTitle(f"{visible(self.report.title)} · {self.who} · {self.period}")
        canvas.setAuthor("Appui")
        canvas.setCreator(visible(self.report.program))
        canvas.setSubject(self.period)
        for place, page in enumerate(self.pages):
            for step in page:
                step(canvas)
            for number_, (text, on, y) in enumerate(self.outline):
                if on == place:
                    canvas.bookmarkHorizontal(f"s{number_}", 0, TALL - y + 20)
                    canvas.addOutlineEntry(text, f"s{number_}", level=0)
            canvas.showPage()
        canvas.save()
        return out.getvalue()
