"""PDF: an A4 page made to be printed and handed over.

The page is laid out first, as a list of things to draw; drawing comes last. No clock and no chance: the same report
gives the same bytes. `page` is the paper, `cards`, `charts` and `tables` what stands on it.
"""

from __future__ import annotations

from campaign.reports.formats.pdf.cards import Cards
from campaign.reports.formats.pdf.charts import Charts
from campaign.reports.formats.pdf.maps import Maps
from campaign.reports.formats.pdf.page import ACCENT, LEFT, RIGHT, ROOM, SOFT, TALL, WARN, WIDE
from campaign.reports.formats.pdf.tables import Tables
from campaign.reports.formats.shared import (
    DEFINITIONS,
    FINGERPRINT,
    INVENTED,
    NOTHING,
    SHORT_HASH,
    definitions,
    facts,
    paragraphs,
    tables,
    visible,
)
from campaign.reports.formats.typeface import face, lock
from campaign.reports.views import Report, Section
from campaign.words import N_


def render(report: Report) -> bytes:
    """The report as PDF."""
    with lock:
        sheet = Sheet(report)
        sheet.lay_out()
        return sheet.draw()


class Sheet(Cards, Charts, Maps, Tables):
    """A report laid out: its head, its sections, how its figures are counted, and what stands around each page."""

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
        for one in section.maps:
            self.map(one, first=self.y == fresh)
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
