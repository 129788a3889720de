"""All sheets of a turf in one print: a page that lists them, to be ticked off when they go out and come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from campaign.field.paper.page import FAINT, INK, LEFT, ROOM, SOFT, TALL, document
from campaign.field.paper.sheet import Sheet, sheet_pages
from campaign.field.paper.talk import Talk
from campaign.reports.formats.shared import visible
from campaign.reports.formats.typeface import face, lock
from campaign.views.field_paper import PaperView
from campaign.words import N_, Lang

ROW = 27.0
# Where each column begins: walk, list number, streets, doors, minutes, team, out, back.
WALK, LIST, STREETS, DOORS, TIME, TEAM, OUT, BACK = (LEFT + at for at in (0, 34, 92, 262, 302, 352, 447, 487))


def render_batch(views: Sequence[PaperView], lang: Lang = "fr", *, first_door: bool = True) -> bytes:
    """The PDF of several lists of one turf: the index, each sheet, and once the page for newcomers."""
    with lock:
        index = Index(lang, views=tuple(views))
        index.draw()
        sheets: list[Talk] = [sheet_pages(view, lang, first_door=False) for view in views]
        if first_door and views:
            last = Sheet(lang, view=views[0])
            last.first_door()
            sheets.append(last)
        turf = views[0].sheet.turf if views else ""
        title = f"{index.w(N_('Walk sheets'))} · {visible(turf)}"
        return document([index, *sheets], title=title, subject=turf, lang=lang)


@dataclass
class Index(Talk):
    """The first page of a print: which list is whose."""

    views: tuple[PaperView, ...] = field(kw_only=True)

    def next_page(self) -> None:
        self.page()

    def draw(self) -> None:
        """Every list on a line, with room to write who took it."""
        w, sheet = self.w, self.views[0].sheet
        self.page()
        self.put(w(N_("Walk sheets")).upper(), LEFT, self.y + 8, 8.5, style="bold", color=SOFT)
        self.y += 12
        self.lines(sheet.turf, LEFT, ROOM, 24, 28, style="bold", most=2)
        doors = sum(len(view.sheet.lines) for view in self.views)
        walks = w.many(N_("{count} walk"), N_("{count} walks"), len(self.views))
        said = [walks, w.many(N_("{count} door"), N_("{count} doors"), doors), visible(sheet.committee)]
        self.lines(" · ".join(said), LEFT, ROOM, 11, 16, color=SOFT)
        self.y += 8
        self._head()
        for view in self.views:
            if self.left_over < ROW:
                self.page()
                self._head()
            self._line(view)
        self._foot()

    def _head(self) -> None:
        w, y = self.w, self.y + 9
        for text, x, align in (
            (N_("Walk"), WALK, "left"), (N_("List"), LIST, "left"), (N_("Streets"), STREETS, "left"),
            (N_("Doors"), DOORS + 26, "right"), (N_("Duration"), TIME + 40, "right"), (N_("Team"), TEAM, "left"),
            (N_("out"), OUT + 12, "middle"), (N_("back"), BACK + 12, "middle"),
        ):  # fmt: skip
            self.put(w(text), x, y, 8, color=SOFT, align=align)
        self.y += 14
        self.rule(LEFT, self.y, LEFT + ROOM, self.y, thick=0.9)

    def _line(self, view: PaperView) -> None:
        w, sheet = self.w, view.sheet
        base = self.y + 17
        text, bold = face("text"), face("bold")
        self.put(str(sheet.walk_number), WALK, base, 11, style="bold")
        self.put(bold.cut(visible(sheet.list_number), 11, STREETS - LIST - 6), LIST, base, 11, style="bold")
        streets = ", ".join(street for street, _ in groupby(line.street for line in sheet.lines))
        self.put(text.cut(visible(streets), 9, DOORS - STREETS - 6), STREETS, base, 9)
        self.put(w.number(len(sheet.lines)), DOORS + 26, base, 10, align="right")
        self.put(w.hours(sheet.minutes), TIME + 40, base, 10, align="right")
        team = ", ".join(sheet.team)
        if team:
            self.put(text.cut(visible(team), 9, OUT - TEAM - 8), TEAM, base, 9)
        else:
            self.rule(TEAM, base + 3, OUT - 8, base + 3, color=FAINT)
        for x in (OUT, BACK):
            self.box(x + 5, self.y + 6, 14, 14, color=INK)
        self.y += ROW
        self.rule(LEFT, self.y, LEFT + ROOM, self.y, color=FAINT, thick=0.4)

    def _foot(self) -> None:
        """The number of each page of the index."""
        pages = self.pages
        for place in range(len(pages)):
            self.pages = [pages[place]]
            number = self.w(N_("page {page} of {pages}"), page=place + 1, pages=len(pages))
            self.put(number, LEFT + ROOM, TALL - 24, 8, align="right", color=SOFT)
        self.pages = pages
