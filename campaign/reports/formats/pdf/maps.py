"""The map of coverage on paper: greys and shapes only, so that any printer prints it."""

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from campaign.field.coverage import LEAST
from campaign.reports.formats.ground import Disc, lay_out, metres, said
from campaign.reports.formats.pdf.page import BOTTOM, INK, LEFT, ROOM, SOFT, TALL, TOP, Page
from campaign.reports.formats.shared import visible
from campaign.reports.formats.typeface import face
from campaign.reports.views import Map

HIGHEST = 430.0  # a map and the table of its turf share a page
PAPER, HOUSES = HexColor(0xFFFFFF), HexColor(0xA3AEB0)
NAME = 7.5


class Maps(Page):
    """The maps of a section."""

    def map(self, one: Map, *, first: bool) -> None:
        if not first:
            self.gap(20)
        bold, text = face("bold"), face("text")
        laid = lay_out(one, ROOM, HIGHEST, NAME, lambda name: bold.width(bold.spelled(name), NAME))
        lines = [line for part in said(self.w, one, LEAST) for line in text.wrap(part, 8, ROOM)]
        self.title(visible(one.title), room=min(laid.tall + 22 + 10.5 * len(lines), TALL - TOP - BOTTOM - 30))
        top = self.y
        self.rule(LEFT, top, ROOM, thick=0.5)
        for sign, x in laid.across:
            self.put(sign, LEFT + x, top + 11, 6.5, color=SOFT, align="middle")
        beside = laid.across[0][1] - laid.step / 2 - 4
        for sign, y in laid.down:
            self.put(sign, LEFT + beside, top + y + 2.3, 6.5, color=SOFT, align="right")

        def dots(canvas: Canvas) -> None:
            canvas.setFillColor(HOUSES)
            path = canvas.beginPath()
            for x, y in laid.dots:
                path.rect(round(LEFT + x - 0.5, 1), round(TALL - top - y - 0.5, 1), 1, 1)
            canvas.drawPath(path, stroke=0, fill=1)

        def borders(canvas: Canvas) -> None:
            canvas.setStrokeColor(SOFT)
            canvas.setLineWidth(0.7)
            canvas.setDash([2.5, 2])
            for x0, y0, x1, y1 in laid.borders:
                canvas.line(LEFT + x0, TALL - top - y0, LEFT + x1, TALL - top - y1)
            canvas.setDash([])

        def discs(canvas: Canvas) -> None:
            for disc in laid.discs:
                _disc(canvas, disc, LEFT, TALL - top)

        self.pages[-1] += [dots, borders, discs]
        for name, x, y in laid.names:
            shown = bold.cut(name, NAME, 120)
            self.cleared(shown, LEFT + x, top + y, bold.width(shown, NAME))
        self.y = top + laid.tall
        self.furniture(laid.bar)
        self.lines(lines, 8, 10.5, color=SOFT)

    def cleared(self, name: str, x: float, y: float, wide: float) -> None:
        """A name on a strip of paper."""
        self.box(x - wide / 2 - 1.2, y - NAME * 0.82, wide + 2.4, NAME * 1.1, PAPER, round_=1.5)
        self.put(name, x, y, NAME, style="bold", align="middle")

    def furniture(self, bar: tuple[int, float]) -> None:
        """The scale on the left, north on the right."""
        length, size = bar
        y = self.y + 6
        for x0, high in ((LEFT, 4.0), (LEFT + size, 4.0)):
            self.box(x0 - 0.4, y - high, 0.8, high, INK)
        self.rule(LEFT, y, size, color=INK, thick=0.9)
        self.put(metres(self.w, length), LEFT + size + 6, y + 1, 8)
        x = LEFT + ROOM - 8

        def north(canvas: Canvas) -> None:
            canvas.setFillColor(INK)
            path = canvas.beginPath()
            path.moveTo(x, TALL - y + 10)
            path.lineTo(x - 4, TALL - y - 1)
            path.lineTo(x, TALL - y + 1.5)
            path.lineTo(x + 4, TALL - y - 1)
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)

        self.pages[-1].append(north)
        self.put("N", x - 7, y + 1, 8, style="bold", align="right")
        self.y += 16


def _disc(canvas: Canvas, disc: Disc, left: float, top: float) -> None:
    x, y, radius = left + disc.x, top - disc.y, disc.radius
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.8)
    canvas.setFillColor(INK if disc.share >= 0.995 else PAPER)
    canvas.circle(x, y, radius, stroke=1, fill=1)
    if 0 < disc.share < 0.995:
        canvas.setFillColor(INK)
        canvas.wedge(x - radius, y - radius, x + radius, y + radius, 90, -max(12.0, 360 * disc.share), stroke=0, fill=1)
