"""Bars over time, with their numbers: above them, or in columns under them when there are too many."""

from __future__ import annotations

from campaign.reports.formats.pdf.page import ACCENT, FAINT, GUTTER, LEFT, ROOM, SOFT, Page
from campaign.reports.formats.shared import NOTHING, bar_value, number, visible
from campaign.reports.formats.typeface import face
from campaign.reports.views import Chart


class Charts(Page):
    """The charts of a section."""

    def chart(self, chart: Chart, *, first: bool) -> None:
        text = face("text")
        if not first:
            self.gap(20)
        if chart.share and chart.labels:
            self.shares(chart)
            return
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

    def shares(self, chart: Chart) -> None:
        """Shares, one bar under the other in two columns, each on a track with its name and its number above."""
        text = face("text")
        self.title(visible(chart.title).strip(), room=60)
        columns = 2 if len(chart.labels) > 3 else 1
        wide = (ROOM - GUTTER * (columns - 1)) / columns
        rows = -(-len(chart.labels) // columns)
        for row in range(rows):
            self.need(24)
            for column in range(columns):
                if (index := column * rows + row) >= len(chart.labels):
                    continue
                x, value = LEFT + column * (wide + GUTTER), chart.values[index]
                shown = text.spelled(bar_value(self.w, chart, value))
                label = text.cut(visible(chart.labels[index]), 8.5, wide - text.width(shown, 8.5) - 8)
                self.put(label, x, self.y + 9, 8.5)
                self.put(shown, x + wide, self.y + 9, 8.5, style="bold", align="right")
                self.box(x, self.y + 13, wide, 5, FAINT)
                if value > 0:
                    self.box(x, self.y + 13, wide * min(100, value) / 100, 5, ACCENT)
            self.y += 24
        self.gap(4)

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
