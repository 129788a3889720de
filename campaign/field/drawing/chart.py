"""A map in the cells of a terminal: streets dim, neighbours in a few hues, the walk in hand bright and numbered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from campaign.field.drawing.dots import SHAPES, SOLID, Cells, Dots, Style
from campaign.field.drawing.frame import Frame, Sketch, fit, nice_length
from campaign.field.drawing.hues import Metres
from campaign.field.drawing.labels import numbered

# Layers from the bottom up; `dots.LETTERS` says how each looks in plain letters.
# A barrier stands above the walks that it keeps apart: under their doors it could not be seen.
NOTHING, GROUND, HUE, BARRIER, PATH, STOP, LABEL, HERE, FURNITURE = 0, 1, 2, 5, 6, 7, 8, SOLID, 10

MARKS: dict[Style, tuple[str, str]] = {"braille": ("▶", "■"), "blocks": ("►", "■"), "ascii": (">", "#")}
ARROWS = ("↑", "↗", "→", "↘", "↓", "↙", "←", "↖")
PLAIN_ARROWS = ("^", "/", ">", "\\", "v", "/", "<", "\\")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is in hand. ``current`` is an index of a round, ``here`` one of its stops, from 0; None for none."""

    current: int | None = None
    here: int | None = None
    numbers: bool = True
    cross: Metres | None = None


def frame_of(sketch: Sketch, cells: Cells, only: int | None = None) -> Frame:
    """The frame in which all walks fill so many cells, or one of them."""
    columns, rows, style = cells
    across, down = SHAPES[style]
    points = sketch.points if only is None else list(sketch.rounds[only])
    squeeze = down / across / 2  # a cell is twice as high as it is wide
    return fit(points, columns * across, rows * down, margin=3.0 * across, squeeze=squeeze)


def chart(sketch: Sketch, frame: Frame, cells: Cells, shown: Shown) -> Dots:
    """The drawing without its cursor, ready to be printed row by row."""
    dots, style = Dots(cells), cells.style
    for line in sketch.streets or sketch.sides:
        _path(dots, frame.places(line.points), GROUND)
    for line in sketch.barriers:
        _path(dots, frame.places(line.points), BARRIER)
    for x, y in frame.places(sketch.places):
        dots.dot(round(x), round(y), HUE)
    starts: list[tuple[int, float, float]] = []
    for index, stops in enumerate(sketch.rounds):
        if index != shown.current and stops:
            there = frame.places(stops)
            for x, y in there:
                dots.dot(round(x), round(y), HUE + sketch.tones[index])
            starts.append((index, *_middle(there)))
    _furniture(dots, frame, style)
    if shown.current is not None and shown.current < len(sketch.rounds):
        _walk(dots, frame.places(sketch.rounds[shown.current]), shown)
    if shown.current is None or not shown.numbers:
        _names(dots, starts, shown)
    if shown.cross is not None:
        x, y = frame.place(*shown.cross)
        dots.write(int(x) // dots.across, int(y) // dots.down, "+" if style == "ascii" else "✛", HERE)
    return dots


def with_cursor(under: Dots, sketch: Sketch, frame: Frame, shown: Shown) -> Dots:
    """The same drawing with the stop under the cursor marked and numbered; itself when no stop is."""
    if shown.current is None or shown.here is None or shown.current >= len(sketch.rounds):
        return under
    stops = sketch.rounds[shown.current]
    if shown.here >= len(stops):
        return under
    dots = under.copy()
    column, row = _cell(dots, *frame.place(*stops[shown.here]))
    if 0 <= column < dots.columns and 0 <= row < dots.rows:
        dots.write(column, row, "@" if dots.style == "ascii" else "●", HERE)
        _beside(dots, column, row, str(shown.here + 1), HERE, over=True)
    return dots


def _middle(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The stop nearest to the middle of a walk: a number there is among its own doors."""
    x = sum(p[0] for p in places) / len(places)
    y = sum(p[1] for p in places) / len(places)
    return min(places, key=lambda p: (p[0] - x) ** 2 + (p[1] - y) ** 2)


def _path(dots: Dots, places: Sequence[tuple[float, float]], layer: int) -> None:
    for (x0, y0), (x1, y1) in pairwise(places):
        dots.line(x0, y0, x1, y1, layer)


def _walk(dots: Dots, places: Sequence[tuple[float, float]], shown: Shown) -> None:
    """The walk in hand: its way, its stops, its start and end, and the numbers of some of them."""
    if not places:
        return
    _path(dots, places, PATH)
    for x, y in places:
        dots.blob(round(x), round(y), STOP)
    start, end = MARKS[dots.style]
    _mark(dots, places[-1], end, LABEL)
    _mark(dots, places[0], start, LABEL)
    if shown.numbers:
        for number in numbered(len(places)):
            column, row = _cell(dots, *places[number - 1])
            if 0 <= column < dots.columns and 0 <= row < dots.rows:
                _beside(dots, column, row, str(number), LABEL)


def _names(dots: Dots, starts: Sequence[tuple[int, float, float]], shown: Shown) -> None:
    """The number of each walk, among its doors."""
    if not shown.numbers:
        return
    for index, x, y in starts:
        column, row = _cell(dots, x, y)
        text = str(index + 1)
        if dots.free(column, row, len(text)):
            dots.write(column, row, text, LABEL)


def _mark(dots: Dots, place: tuple[float, float], mark: str, layer: int) -> None:
    column, row = _cell(dots, *place)
    dots.write(column, row, mark, layer)


def _cell(dots: Dots, x: float, y: float) -> tuple[int, int]:
    return int(x // dots.across), int(y // dots.down)


def _beside(dots: Dots, column: int, row: int, text: str, layer: int, *, over: bool = False) -> None:
    """A number beside its stop, where it hides least of the walk; ``over`` hides another number rather than nothing."""
    wide = len(text)
    places = [
        (column + 1, row), (column - wide, row), (column, row - 1), (column, row + 1),
        (column + 1, row - 1), (column + 1, row + 1), (column - wide, row - 1), (column - wide, row + 1),
    ]  # fmt: skip
    best, least = None, wide + 1
    for at in places:
        if dots.free(*at, wide):
            hidden = dots.busy(*at, wide, PATH)
            if hidden < least:
                best, least = at, hidden
            if not hidden:
                break
    if best is None and over:
        best = next(((c, r) for c, r in places if 0 <= c <= dots.columns - wide and 0 <= r < dots.rows), None)
    if best is not None:
        dots.write(*best, text, layer)


def _furniture(dots: Dots, frame: Frame, style: Style) -> None:
    """North in the upper right corner, the scale in the lower left one."""
    if dots.columns < 24 or dots.rows < 6:
        return
    right, down = frame.up
    eighth = round(math.atan2(right, -down) / (math.pi / 4)) % 8
    arrow = (PLAIN_ARROWS if style == "ascii" else ARROWS)[eighth]
    dots.write(dots.columns - 4, 0, f"N {arrow}", FURNITURE)
    cells_a_metre = frame.scale / dots.across
    length = nice_length(min(dots.columns / 3, 24) / cells_a_metre)
    cells = max(round(length * cells_a_metre), 2)
    said = f"{length // 1000} km" if length >= 1000 else f"{length} m"
    bar = f"|{'-' * (cells - 2)}|" if style == "ascii" else f"├{'─' * (cells - 2)}┤"
    dots.write(1, dots.rows - 1, f"{bar} {said}", FURNITURE)
