"""The walk sheet (feuille de route): a plan and the facts on the first page, then doors, script, and the first door.

Printed at home in black and white, folded, written on while standing, and typed back: large numbers, large boxes, the
list's number on every page, and no name of anybody who lives there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

import segno

from campaign.field.earth import E7
from campaign.field.paper.page import FAINT, FOOT, INK, LEFT, PAPER, ROOM, SOFT, TALL, document
from campaign.field.paper.plan import Stop, draw_plan
from campaign.field.paper.talk import RULE, Talk
from campaign.reports.formats.shared import INVENTED, visible
from campaign.reports.formats.typeface import face, lock
from campaign.views.field_map import Ground
from campaign.views.field_paper import PaperView
from campaign.words import N_, Lang, Words

ORDINAL = N_("pass {count}")


def render_sheet(view: PaperView, lang: Lang = "fr", *, first_door: bool = True) -> bytes:
    """The PDF of one list; ``first_door`` adds the page for newcomers."""
    with lock:
        paper = sheet_pages(view, lang, first_door=first_door)
        title = f"{paper.w(N_('Walk sheet'))} {view.sheet.list_number}"
        return document([paper], title=title, subject=view.sheet.turf, lang=lang)


def sheet_pages(view: PaperView, lang: Lang, *, first_door: bool) -> Sheet:
    """The pages of one list. To be called with the typeface's lock held."""
    paper = Sheet(lang, view=view)
    paper.cover()
    paper.next_page()
    paper.doors(view.sheet.lines, view.stops)
    paper.script(view.sheet.script, view.questions)
    if first_door:
        paper.first_door()
    paper.margins()
    return paper


def geo_code(lat: int, lon: int) -> list[Sequence[int]]:
    """The QR code of a place, ``geo:lat,lon`` (RFC 5870) with five digits, and nothing else: a metre is enough."""
    return [list(row) for row in segno.make(f"geo:{lat / E7:.5f},{lon / E7:.5f}", error="m", micro=False).matrix]


@dataclass
class Sheet(Talk):
    """The pages of one walk list."""

    view: PaperView = field(kw_only=True)

    def next_page(self) -> None:
        """A page with its head: which list this is, should the pages come apart."""
        self.page()
        sheet = self.view.sheet
        wide = self._number(LEFT, self.y, 15)
        where = f"{visible(sheet.turf)} · {self._place(self.w)}"
        self.put(face("text").cut(where, 10, ROOM - wide - 80), LEFT + wide + 12, self.y + 15, 10)
        self.y += 28
        self.letters()

    def _place(self, w: Words) -> str:
        """``walk 3 of 12 · pass 2``."""
        sheet = self.view.sheet
        walk = w(
            N_("walk {number} of {count}"), number=sheet.walk_number, count=max(self.view.walks, sheet.walk_number)
        )
        return f"{walk} · {w(ORDINAL, count=sheet.pass_number)}"

    def _number(self, x: float, y: float, size: float) -> float:
        """The list number, its last character set apart: it checks the others. Returns its width."""
        bold, text = face("bold"), self.view.sheet.list_number
        body, check = visible(text[:-1]), visible(text[-1:])
        spread = size * 0.08
        tall, pad = size * 1.45, size * 0.42
        body_wide = bold.width(body, size) + spread * len(body) + 2 * pad
        check_wide = bold.width(check, size) + 2 * pad
        base = y + tall / 2 + size * 0.36
        self.box(x, y, body_wide, tall, fill=INK, color=INK, thick=1.2)
        self.put(body, x + pad, base, size, style="bold", color=PAPER, spread=spread)
        self.box(x + body_wide, y, check_wide, tall, fill=PAPER, color=INK, thick=1.2)
        self.put(check, x + body_wide + pad, base, size, style="bold")
        return body_wide + check_wide

    def cover(self) -> None:
        """The first page: whose, where, when, with whom, and the plan."""
        w, sheet = self.w, self.view.sheet
        self.page()
        number_wide = self._width_of_number(27)
        right = LEFT + ROOM - number_wide
        self._number(right, self.y, 27)
        until = w(N_("walk it by {day}"), day=w.day(sheet.expires_on))
        self.put(until, LEFT + ROOM, self.y + 53, 9.5, style="bold", align="right")
        room = ROOM - number_wide - 20
        kicker = " · ".join(filter(None, (w(N_("Walk sheet")).upper(), visible(sheet.campaign))))
        self.put(face("bold").cut(kicker, 8.5, room), LEFT, self.y + 8, 8.5, style="bold", color=SOFT)
        y = self.y
        self.y += 14
        size = 24.0 if len(face("bold").wrap(visible(sheet.turf), 24, room)) == 1 else 18.0
        self.lines(sheet.turf, LEFT, room, size, size * 1.15, style="bold", most=2)
        self.y += 2
        self.lines(self._place(w), LEFT, room, 12, 16)
        self.lines(sheet.committee, LEFT, room, 10, 14, color=SOFT, most=1)
        self.y = max(self.y, y + 58) + 8
        self.rule(LEFT, self.y, LEFT + ROOM, self.y, thick=1.2)
        self._facts()
        self._plan()

    def _width_of_number(self, size: float) -> float:
        kept, self.pages = self.pages, [[]]
        wide = self._number(0, 0, size)
        self.pages = kept
        return wide

    def _facts(self) -> None:
        """Who, where, until when, whom to call: what is looked for in the street stands here and nowhere else."""
        w, view, sheet = self.w, self.view, self.view.sheet
        coded = self._meeting()
        qr = 66.0 if coded else 0.0
        wide = (ROOM - (qr + 16 if qr else 0)) / 2
        top = self.y + 6
        zone = sheet.zone
        begins, ends = sheet.started_at or view.starts_at, sheet.ended_at or view.ends_at
        starts = w.time(begins, zone) if begins else ""
        stops = w.time(ends, zone) if ends else ""
        # A sheet that tells newcomers to call a number has one, or room for it.
        phone = " · ".join((sheet.caller, sheet.caller_phone or w(N_("phone: …………………………")))) if sheet.caller else ""
        team = ", ".join(sheet.team)
        left: list[tuple[str, str | None]] = [
            (N_("Team"), team),
            (N_("With"), "" if len(sheet.team) < 2 else None),
            (N_("Meet at"), sheet.meeting_place),
            (N_("Start"), starts),
        ]
        right: list[tuple[str, str | None]] = [
            (N_("To do"), self._expected()),
            (N_("End"), stops),
            (N_("Bring it back to"), sheet.bring_back),
            (N_("If anything is wrong, call"), phone),
        ]
        heights = []
        for column, facts in enumerate((left, right)):
            self.y = top
            for label, value in facts:
                if value is not None:
                    self._fact(label, value, LEFT + column * wide, wide - 16)
            heights.append(self.y)
        if coded is not None:
            x = LEFT + ROOM - qr
            self.squares(geo_code(*coded), x, top + 8, qr)
            said = N_("first door") if sheet.meeting_lat is None else N_("meeting point")
            self.put(w(said), x + qr / 2, top + qr + 18, 7.5, align="middle", color=SOFT)
            heights.append(top + qr + 20)
        self.y = max(heights) + 4

    def _fact(self, label: str, value: str, x: float, room: float) -> None:
        """A label over its value; a line to write on where nothing is known yet."""
        self.put(self.w(label), x, self.y + 9, 7.5, color=SOFT)
        self.y += 10
        if value:
            self.lines(value, x, room, 11, 14, style="bold", most=2)
        else:
            self.rule(x, self.y + 13, x + room, self.y + 13, color=FAINT)
            self.y += 15
        self.y += 2

    def _expected(self) -> str:
        w, sheet = self.w, self.view.sheet
        # A later pass leaves doors out: it takes that much less time, and nearly as many metres.
        planned = sum(stop.doors for stop in self.view.stops)
        minutes = round(sheet.minutes * min(len(sheet.lines) / planned, 1)) if planned else sheet.minutes
        doors = w.many(N_("{count} door"), N_("{count} doors"), len(sheet.lines))
        metres = w(N_("{count} m"), count=w.number(sheet.metres))
        return f"{doors} · {metres} · {w(N_('about {time}'), time=w.hours(minutes))}"

    def _meeting(self) -> tuple[int, int] | None:
        """Where the team meets; where nobody said, at the first door."""
        sheet = self.view.sheet
        if sheet.meeting_lat is not None and sheet.meeting_lon is not None:
            return sheet.meeting_lat, sheet.meeting_lon
        kept = self._kept()
        return (self.view.stops[kept[0]].lat, self.view.stops[kept[0]].lon) if kept else None

    def _plan(self) -> None:
        """The plan, as large as the page allows, and under it the letters and the rule."""
        w = self.w
        rule = face("bold").wrap(w(RULE), 8.5, ROOM)
        under = 15.5 * 3 + 14 + 11.5 * len(rule) + 8
        tall = TALL - FOOT - self.y - under - 6
        draw_plan(self, self._ground(), self._stops(), frame=(LEFT, self.y, ROOM, tall))
        self.y += tall + 10
        self.y += self.legend(LEFT, self.y, ROOM, columns=4) + 4
        for line in rule:
            self.put(line, LEFT, self.y + 8.5, 8.5, style="bold")
            self.y += 11.5

    def _firsts(self) -> dict[int, int]:
        """The first line at each stop."""
        return {stop: next(run).position for stop, run in groupby(self.view.sheet.lines, key=lambda line: line.stop)}

    def _kept(self) -> list[int]:
        """The stops, by index, at which this list has doors: a later pass leaves some out."""
        firsts = self._firsts()
        kept = [index for index, stop in enumerate(self.view.stops) if stop.position in firsts]
        return kept or list(range(len(self.view.stops)))

    def _ground(self) -> Ground:
        """The ground with the way of this list only; the other stops of the walk are places beside it."""
        ground, kept = self.view.ground, self._kept()
        if not ground.rounds or len(kept) == len(ground.rounds[0].stops):
            return ground
        way = ground.rounds[0]
        others = tuple(point for index, point in enumerate(way.stops) if index not in kept)
        stops = tuple(way.stops[index] for index in kept if index < len(way.stops))
        return replace(ground, rounds=(replace(way, stops=stops),), places=ground.places + others)

    def _stops(self) -> list[Stop]:
        """The number of the first door at each stop, and which begin a side of a street."""
        firsts = self._firsts()
        found: list[Stop] = []
        before = None
        for stop in (self.view.stops[index] for index in self._kept()):
            side = (stop.street, stop.side)
            found.append(Stop(firsts.get(stop.position, stop.position), side != before))
            before = side
        return found

    def margins(self) -> None:
        """The foot of every page: what it was made from, the rare letters, and its number."""
        w, sheet = self.w, self.view.sheet
        pages = self.pages
        named = self.view.ground.attribution or (sheet.attribution,)
        sources = " · ".join(visible(w(text)) for text in named if text)
        for place in range(len(pages)):
            self.pages = [pages[place]]
            y = TALL - 24
            number = w(N_("page {page} of {pages}"), page=place + 1, pages=len(pages))
            wide = face("text").width(number, 8)
            self.put(number, LEFT + ROOM, y, 8, align="right", color=SOFT)
            marks = [visible(sheet.list_number)]
            if sheet.invented:
                marks.append(w(INVENTED))
            used = self.put(" · ".join(marks), LEFT, y, 8, style="bold", color=SOFT)
            room = ROOM - wide - used - 24
            # What licences ask to be printed is printed whole, on two lines where one is too short.
            lines = face("text").wrap(sources, 6.5, room)
            for number_, line in enumerate(lines):
                self.put(line, LEFT + used + 12, y - 8 * (len(lines) - 1 - number_), 6.5, color=SOFT)
        self.pages = pages
