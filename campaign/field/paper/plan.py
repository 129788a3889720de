"""The plan on paper: streets or the chains of their houses, the way with its arrows, numbers as in the list.

No tiles: nothing is fetched, nothing is somebody else's picture, and thin lines print well on any printer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from campaign.field.drawing.clip import clipped
from campaign.field.drawing.frame import Drawn, Frame, Sketch, fit, nice_length, sketch
from campaign.field.drawing.hues import Metres
from campaign.field.drawing.labels import Room, beside, numbered
from campaign.field.paper.page import FAINT, INK, PALE, PAPER, SOFT, Paper, Place
from campaign.reports.formats.shared import visible
from campaign.reports.formats.typeface import face
from campaign.views.field_map import Ground
from campaign.words import N_

MARGIN = 30.0
LEAST = 160.0  # metres: a walk in one block still shows which streets lead to it
NAME_SIZE, NUMBER_SIZE = 7.5, 8.5
ARROW_EVERY = 62.0  # points between two arrows


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop on the plan: its number in the list, and whether its number should be the last to give way."""

    number: int
    first: bool


def draw_plan(paper: Paper, ground: Ground, stops: Sequence[Stop], *, frame: tuple[float, float, float, float]) -> None:
    """The plan of one walk. ``frame`` is left, top, width and height; ``stops`` is what stands at each."""
    x, y, wide, tall = frame
    drawing = _Plan(paper, sketch(ground), stops, frame)
    paper.clip(x, y, wide, tall)
    drawing.streets()
    drawing.way()
    drawing.texts()
    paper.unclip()
    drawing.furniture()
    paper.box(x, y, wide, tall, color=INK, thick=0.8)


class _Plan:
    def __init__(
        self, paper: Paper, drawn: Sketch, stops: Sequence[Stop], frame: tuple[float, float, float, float]
    ) -> None:
        x, y, wide, tall = frame
        self.paper, self.sketch, self.stops = paper, drawn, stops
        self.wide, self.tall, self.x, self.y = wide, tall, x, y
        round_: Sequence[Metres] = drawn.rounds[0] if drawn.rounds else ()
        self.frame: Frame = fit(round_ or drawn.points, wide, tall, margin=MARGIN, least=LEAST)
        self.places = self.frame.places(round_)
        self.room = Room(wide, tall)
        # North, the scale and the stops themselves keep their places.
        self.room.take((wide - 34, 4, wide - 4, 40))
        self.room.take((4, tall - 24, 160, tall - 4))
        for px, py in self.places:
            self.room.take((px - 2.6, py - 2.6, px + 2.6, py + 2.6))

    def there(self, place: Place) -> Place:
        return self.x + place[0], self.y + place[1]

    def line(self, points: Sequence[Metres]) -> list[Place]:
        """A line on the page, in pieces that are near the frame."""
        return [self.there(place) for place in self.frame.places(points)]

    def streets(self) -> None:
        paper, frame = self.paper, self.frame
        for line in self.sketch.streets:
            paper.path(self.line(line.points), color=PALE, thick=max(3.0, min(9.0 * frame.scale, 12.0)))
        for line in () if self.sketch.streets else self.sketch.sides:
            paper.path(self.line(line.points), color=PALE, thick=2.6)
        for point in frame.places(self.sketch.places):
            if 0 <= point[0] <= self.wide and 0 <= point[1] <= self.tall:
                paper.disc(*self.there(point), 0.9, fill=FAINT)
        for line in self.sketch.barriers:
            paper.path(self.line(line.points), color=SOFT, thick=1.6, dash=(5, 2, 1, 2))

    def way(self) -> None:
        """The way from door to door, an arrow every two centimetres or so."""
        self.paper.path([self.there(place) for place in self.places], color=INK, thick=1.0)
        since = ARROW_EVERY * 0.6
        for (x0, y0), (x1, y1) in pairwise(self.places):
            length = math.hypot(x1 - x0, y1 - y0)
            since += length
            if since >= ARROW_EVERY and length >= 9:
                middle = (x0 + (x1 - x0) * 0.5, y0 + (y1 - y0) * 0.5)
                angle = math.atan2(y1 - y0, x1 - x0)
                tip = (middle[0] + 3 * math.cos(angle), middle[1] + 3 * math.sin(angle))
                self.paper.arrow(*self.there(tip), angle, 7.0)
                since = 0.0

    def texts(self) -> None:
        """Start and end, then numbers, then the names of streets, each where room is left."""
        paper = self.paper
        for place in self.places:
            paper.disc(*self.there(place), 2.0, fill=INK)
        if self.places:
            self._end(self.places[-1])
            self._start(self.places[0])
        order = [n - 1 for n in numbered(len(self.places))]
        firsts = [i for i, stop in enumerate(self.stops) if stop.first]
        for index in dict.fromkeys([*order, *firsts, *range(len(self.places))]):
            self._number(index, bold=index in order or index in firsts)
        named: dict[str, list[tuple[float, Drawn]]] = {}
        for line in self.sketch.streets or self.sketch.sides:
            if line.name:
                named.setdefault(line.name, []).append((self._seen(line), line))
        for name in sorted(named, key=lambda n: (-max(seen for seen, _ in named[n]), n)):
            self._name(name, [line for seen, line in sorted(named[name], key=lambda f: -f[0]) if seen > 20])

    def _start(self, place: Place) -> None:
        x, y = self.there(place)
        self.paper.disc(x, y, 6.2, fill=INK)
        self.paper.path([(x - 2, y - 3.2), (x - 2, y + 3.2), (x + 3.6, y), (x - 2, y - 3.2)], color=PAPER, fill=True)
        self.room.take((place[0] - 6.2, place[1] - 6.2, place[0] + 6.2, place[1] + 6.2))

    def _end(self, place: Place) -> None:
        x, y = self.there(place)
        self.paper.box(x - 5.4, y - 5.4, 10.8, 10.8, fill=PAPER, color=INK, thick=1.4)
        self.paper.box(x - 2.4, y - 2.4, 4.8, 4.8, fill=INK)
        self.room.take((place[0] - 5.4, place[1] - 5.4, place[0] + 5.4, place[1] + 5.4))

    def _number(self, index: int, *, bold: bool) -> None:
        if index >= len(self.stops):
            return
        text = str(self.stops[index].number)
        size = NUMBER_SIZE if bold else 7.0
        style = "bold" if bold else "text"
        wide = face("bold" if bold else "text").width(text, size)
        x, y = self.places[index]
        gap = 7.0 if index in (0, len(self.places) - 1) else 3.0
        found = self.room.put(beside(x, y, wide + 1, size * 0.78, gap))
        if found is not None:
            at = self.there((found[0] + 0.5, found[3]))
            self.paper.put(text, *at, size, style="bold" if style == "bold" else "text", halo=1.0)

    def _seen(self, line: Drawn) -> float:
        """How much of a line is in the frame, in points."""
        places = self.frame.places(line.points)
        seen = 0.0
        for start, end in pairwise(places):
            part = clipped((*start, *end), self.wide, self.tall)
            if part is not None:
                seen += math.hypot(part[2] - part[0], part[3] - part[1])
        return seen

    def _name(self, name: str, lines: Sequence[Drawn]) -> None:
        """A street's name along its longest straight piece that has room, upright enough to be read."""
        text = face("text").cut(visible(name), NAME_SIZE, 150)
        wide = face("text").width(text, NAME_SIZE)
        for line in lines[:4]:
            for middle, angle in self._straights(line, wide):
                if self._along(text, wide, middle, angle):
                    return

    def _straights(self, line: Drawn, wide: float) -> list[tuple[Place, float]]:
        """Where along a line a text of this width could stand: middles of its pieces, the longest first."""
        places = self.frame.places(line.points)
        found: list[tuple[float, Place, float]] = []
        # A chain of houses is straight only roughly: its ends stand for it when nothing strays from between them.
        if len(places) > 2 and _straight(places):
            places = [places[0], places[-1]]
        for start, end in pairwise(places):
            part = clipped((*start, *end), self.wide, self.tall)
            if part is None:
                continue
            x0, y0, x1, y1 = part
            length = math.hypot(x1 - x0, y1 - y0)
            if length >= wide * 0.6:
                angle = math.atan2(y1 - y0, x1 - x0)
                spots = (0.5, 0.25, 0.75) if length > wide * 1.8 else (0.5,)
                found += [(length, (x0 + (x1 - x0) * s, y0 + (y1 - y0) * s), angle) for s in spots]
        return [(middle, angle) for _, middle, angle in sorted(found, key=lambda f: -f[0])]

    def _along(self, text: str, wide: float, middle: Place, angle: float) -> bool:
        if math.cos(angle) < -1e-6 or (abs(math.cos(angle)) <= 1e-6 and math.sin(angle) > 0):
            angle += math.pi
        # Small boxes along the text stand for it: one box around a slanting text would take half the plan.
        steps = max(int(wide // 6), 2)
        for aside in (0.0, -7.5, 7.5):
            cx, cy = middle[0] - aside * math.sin(angle), middle[1] + aside * math.cos(angle)
            boxes = []
            for step in range(steps + 1):
                along = wide * (step / steps - 0.5)
                px, py = cx + along * math.cos(angle), cy + along * math.sin(angle)
                boxes.append((px - 3.8, py - 3.8, px + 3.8, py + 3.8))
            if all(self.room.free(box) for box in boxes):
                for box in boxes:
                    self.room.take(box)
                base = (cx - 2.6 * math.sin(angle), cy + 2.6 * math.cos(angle))
                self.paper.put(text, *self.there(base), NAME_SIZE, color=SOFT, align="middle", halo=1.1,
                               turn=-math.degrees(angle))  # fmt: skip
                return True
        return False

    def furniture(self) -> None:
        """North, the scale, and what the marks mean."""
        paper, frame = self.paper, self.frame
        right, down = frame.up
        cx, cy = self.x + self.wide - 19, self.y + 22
        paper.disc(cx, cy, 14, fill=PAPER, color=INK)
        angle = math.atan2(down, right)
        tip = (cx + 11 * right, cy + 11 * down)
        paper.path([(cx - 9 * right, cy - 9 * down), tip], thick=1.2)
        paper.arrow(*tip, angle, 7)
        paper.put("N", cx - 7.5 * down, cy + 7.5 * right + 2.5, 7, style="bold", align="middle")
        length = nice_length(110 / frame.scale)
        size = length * frame.scale
        x, y = self.x + 8, self.y + self.tall - 9
        paper.box(x - 4, y - 14, size + 48, 19, fill=PAPER, color=None)
        paper.path([(x, y - 4), (x, y), (x + size, y), (x + size, y - 4)], thick=1.1)
        said = paper.w(N_("{count} km"), count=length // 1000) if length >= 1000 else paper.w(
            N_("{count} m"), count=length
        )  # fmt: skip
        paper.put(said, x + size + 5, y + 1.5, 8)


def _straight(places: Sequence[Place]) -> bool:
    (x0, y0), (x1, y1) = places[0], places[-1]
    length = math.hypot(x1 - x0, y1 - y0)
    if length < 1:
        return False
    return all(abs((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)) / length < 9 for x, y in places)
