"""A page in points from its top left corner: a list of things to draw, drawn when the number of pages is known."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from campaign.reports.formats.shared import name, visible
from campaign.reports.formats.typeface import Style, face
from campaign.reports.views import Report
from campaign.words import words

WIDE, TALL = 595.28, 841.89  # A4
LEFT, RIGHT, TOP, BOTTOM = 54.0, 54.0, 62.0, 60.0
ROOM = WIDE - LEFT - RIGHT
COLUMNS, GUTTER = 4, 18.0

INK, SOFT, FAINT = HexColor(0x1B2527), HexColor(0x56666A), HexColor(0xD5DCDD)
ACCENT, WARN = HexColor(0x17617A), HexColor(0x8A4B00)

Draw = Callable[[Canvas], None]


@dataclass
class Page:
    """What is drawn, page by page, and how far down the last one is filled."""

    report: Report
    pages: list[list[Draw]] = field(default_factory=list)
    outline: list[tuple[str, int, float]] = field(default_factory=list)
    y: float = 0.0
    columns: int = COLUMNS

    def __post_init__(self) -> None:
        self.w = words(self.report.lang)
        self.who = name(self.w, self.report.header)
        self.period = self.w.period(self.report.first, self.report.last)

    def page(self) -> None:
        """Begin a page."""
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
