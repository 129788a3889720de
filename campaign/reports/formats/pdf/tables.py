"""Tables: hairlines, numbers on the right, heads again on each page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import Color

from campaign.reports.formats.pdf.page import BOTTOM, GUTTER, INK, LEFT, ROOM, SOFT, TALL, TOP, Page
from campaign.reports.formats.shared import NOTHING, NUMERIC, cell, visible
from campaign.reports.formats.typeface import Style, face
from campaign.reports.views import Table

HEADING = 84.0  # the width up to which a heading grows before it is broken


class Tables(Page):
    """The tables of a section."""

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
            for i in range(count):  # a heading of a few words is read on one line where there is room
                more = min(bold.width(bold.spelled(heads[i]), 8), HEADING) - wanted[i]
                wanted[i] += max(0.0, min(more, room - sum(wanted)))
            spare = (room - sum(wanted)) / len(grow)
            if count < 3:  # a number is read with its label: they stay near each other
                spare = min(spare, 90.0)
            return [size + (spare if i in grow else 0) for i, size in enumerate(wanted)]
        if sum(least) > room:
            return [size * room / sum(least) for size in least]
        give = [max(0.0, wanted[i] - least[i]) for i in range(count)]
        share = (room - sum(least)) / sum(give)
        return [least[i] + give[i] * share for i in range(count)]
