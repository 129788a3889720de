"""A4 for a pencil: a list of things to draw, in points from the top left corner, black and greys only.

Drawn when all pages are laid out, since each says how many there are. The same things give the same bytes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from campaign.reports.formats.shared import visible
from campaign.reports.formats.typeface import Style, face
from campaign.words import Lang, words

WIDE, TALL = 595.28, 841.89  # A4
LEFT, TOP, FOOT = 36.0, 36.0, 46.0  # printers of a committee leave less than a centimetre
ROOM = WIDE - 2 * LEFT

INK, SOFT, FAINT, PALE = (HexColor(c) for c in (0x000000, 0x555555, 0xAAAAAA, 0xE2E2E2))
PAPER = HexColor(0xFFFFFF)

Draw = Callable[[Canvas], None]
Place = tuple[float, float]


@dataclass
class Paper:
    """Pages in the making; ``y`` is how far down the last one is filled."""

    lang: Lang
    pages: list[list[Draw]] = field(default_factory=list)
    y: float = 0.0

    def __post_init__(self) -> None:
        self.w = words(self.lang)

    def page(self) -> None:
        """Begin a page."""
        self.pages.append([])
        self.y = TOP

    @property
    def left_over(self) -> float:
        """The height that is left above the foot of the page."""
        return TALL - FOOT - self.y

    def draw_on(self, step: Draw) -> None:
        """Something to draw on the last page."""
        self.pages[-1].append(step)

    def put(self, text: str, x: float, y: float, size: float, *, style: Style = "text", color: Color = INK,
            align: str = "left", spread: float = 0.0, halo: float = 0.0, turn: float = 0.0) -> float:  # fmt: skip
        """One line of anybody's text, its base at ``y``; return how wide it is.

        ``halo`` clears so many points of paper around it; ``turn`` is in degrees against the clock, about (x, y).
        """
        font = face(style)
        text = font.spelled(visible(text))
        runs = font.runs(text)
        wide = font.width(text, size) + spread * max(0, len(text) - 1)
        start = -(wide if align == "right" else wide / 2 if align == "middle" else 0.0)

        def draw(canvas: Canvas) -> None:
            for mode, ink in ((1, PAPER), (0, color)) if halo else ((0, color),):
                canvas.saveState()
                canvas.translate(x, TALL - y)
                if turn:
                    canvas.rotate(turn)
                canvas.setFillColor(ink)
                canvas.setStrokeColor(ink)
                canvas.setLineWidth(2 * halo)
                canvas.setLineJoin(1)
                at = canvas.beginText(start, 0)
                at.setTextRenderMode(mode)
                if spread:
                    at.setCharSpace(spread)
                for name, part in runs:
                    at.setFont(name, size)
                    at.textOut(part)
                canvas.drawText(at)
                canvas.restoreState()

        self.draw_on(draw)
        return wide

    def lines(self, text: str, x: float, room: float, size: float, leading: float, *, style: Style = "text",
              color: Color = INK, most: int = 0) -> None:  # fmt: skip
        """A text wrapped into a column, from ``y`` down; ``most`` lines at the most."""
        found = face(style).wrap(visible(text, lines=True), size, room)
        for line in found[:most] if most else found:
            self.put(line, x, self.y + size, size, style=style, color=color)
            self.y += leading

    def rule(self, x0: float, y0: float, x1: float, y1: float, *, color: Color = INK, thick: float = 0.6,
             dash: Sequence[float] = ()) -> None:  # fmt: skip
        """A straight line."""

        def draw(canvas: Canvas) -> None:
            canvas.setStrokeColor(color)
            canvas.setLineWidth(thick)
            canvas.setDash(list(dash))
            canvas.line(x0, TALL - y0, x1, TALL - y1)
            canvas.setDash([])

        self.draw_on(draw)

    def box(self, x: float, y: float, wide: float, tall: float, *, fill: Color | None = None,
            color: Color | None = INK, thick: float = 0.8, round_: float = 0.0) -> None:  # fmt: skip
        """A rectangle, outlined unless ``color`` is None."""

        def draw(canvas: Canvas) -> None:
            canvas.setLineWidth(thick)
            if color is not None:
                canvas.setStrokeColor(color)
            if fill is not None:
                canvas.setFillColor(fill)
            drawn = {"stroke": int(color is not None), "fill": int(fill is not None)}
            if round_:
                canvas.roundRect(x, TALL - y - tall, wide, tall, round_, **drawn)
            else:
                canvas.rect(x, TALL - y - tall, wide, tall, **drawn)

        self.draw_on(draw)

    def path(self, places: Sequence[Place], *, color: Color = INK, thick: float = 0.8, dash: Sequence[float] = (),
             fill: bool = False) -> None:  # fmt: skip
        """A line through many places; filled, it is a shape without outline."""
        if len(places) < 2:
            return

        def draw(canvas: Canvas) -> None:
            canvas.setStrokeColor(color)
            canvas.setFillColor(color)
            canvas.setLineWidth(thick)
            canvas.setLineJoin(1)
            canvas.setLineCap(1)
            canvas.setDash(list(dash))
            path = canvas.beginPath()
            path.moveTo(places[0][0], TALL - places[0][1])
            for x, y in places[1:]:
                path.lineTo(x, TALL - y)
            canvas.drawPath(path, stroke=int(not fill), fill=int(fill))
            canvas.setDash([])

        self.draw_on(draw)

    def disc(self, x: float, y: float, radius: float, *, fill: Color = INK, color: Color | None = None) -> None:
        """A filled circle."""

        def draw(canvas: Canvas) -> None:
            canvas.setFillColor(fill)
            canvas.setLineWidth(0.8)
            if color is not None:
                canvas.setStrokeColor(color)
            canvas.circle(x, TALL - y, radius, stroke=int(color is not None), fill=1)

        self.draw_on(draw)

    def arrow(self, x: float, y: float, angle: float, size: float, *, color: Color = INK) -> None:
        """The head of an arrow, its point at a place, pointing along ``angle`` (radians, clockwise from right)."""
        back = [(x - size * math.cos(angle + turn), y - size * math.sin(angle + turn)) for turn in (0.45, -0.45)]
        self.path([(x, y), *back, (x, y)], color=color, fill=True)

    def clip(self, x: float, y: float, wide: float, tall: float) -> None:
        """Draw only inside a rectangle, until `unclip`."""

        def draw(canvas: Canvas) -> None:
            canvas.saveState()
            path = canvas.beginPath()
            path.rect(x, TALL - y - tall, wide, tall)
            canvas.clipPath(path, stroke=0, fill=0)

        self.draw_on(draw)

    def unclip(self) -> None:
        """Draw everywhere again."""
        self.draw_on(lambda canvas: canvas.restoreState())

    def squares(self, rows: Iterable[Sequence[int]], x: float, y: float, size: float) -> None:
        """A matrix of black squares (a QR code), ``size`` points each way."""
        matrix = [list(row) for row in rows]
        step = size / len(matrix)

        def draw(canvas: Canvas) -> None:
            canvas.setFillColor(INK)
            for down, row in enumerate(matrix):
                for across, dark in enumerate(row):
                    if dark:
                        canvas.rect(x + across * step, TALL - y - (down + 1) * step, step, step, stroke=0, fill=1)

        self.draw_on(draw)


def document(papers: Sequence[Paper], *, title: str, subject: str, lang: Lang) -> bytes:
    """The PDF of one document after the other; no clock and no chance in it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDE, TALL), invariant=1, pageCompression=1, lang=lang)
    canvas.setTitle(visible(title))
    canvas.setAuthor("Appui")
    canvas.setCreator("Appui")
    canvas.setSubject(visible(subject))
    for paper in papers:
        for page in paper.pages:
            for step in page:
                step(canvas)
            canvas.showPage()
    canvas.save()
    return out.getvalue()
