"""The map of coverage laid out: circles, borders, names and furniture in a box, for every format that draws alike.

Black and white is enough to read it: a circle fills like a clock, from nobody knocked yet (hollow) to every door.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from campaign.field.drawing.frame import nice_length
from campaign.field.drawing.labels import Room
from campaign.reports.formats.shared import visible
from campaign.reports.views import Map
from campaign.views.field_coverage import Square, letters
from campaign.words import N_, Words

EDGE = 16.0  # around the ground: the letters and numbers of the squares
LARGEST = 30.0  # a square is not blown up to fill a page
FULL = 100  # doors from which circles grow no more
DOT = 1.5  # places nearer than this are one
SHADES, PLAIN_SHADES = "·░▒▓█", ".-+*#"  # none, up to a third, up to two thirds, more, all

TITLE_OF_KEY = N_("Hollow: nobody has knocked yet. Filled like a clock: the part of the doors knocked at.")
SQUARES_SAID = N_(
    "Each circle stands for a square of {side}, larger where there are more doors. No square has fewer than "
    "{least} doors, and no door is told from its neighbours. Dots are addresses."
)
SHADES_SAID = N_("One square is {side} wide, north is up: {none} nobody knocked, {some}, {all} every door.")
SOURCES = N_("Addresses: {sources}")
METRES, KILOMETRES = N_("{count} m"), N_("{count} km")


@dataclass(frozen=True, slots=True)
class Disc:
    """A square as it is drawn: its middle, how large, how much of it is filled (0 to 1)."""

    x: float
    y: float
    radius: float
    share: float
    code: str


@dataclass(frozen=True, slots=True)
class Laid:
    """A map in a box of ``wide`` by ``tall``, y downwards; ``bar`` is (metres, length in the box)."""

    wide: float
    tall: float
    step: float
    dots: tuple[tuple[float, float], ...]
    discs: tuple[Disc, ...]
    borders: tuple[tuple[float, float, float, float], ...]
    names: tuple[tuple[str, float, float], ...]
    across: tuple[tuple[str, float], ...]
    down: tuple[tuple[str, float], ...]
    bar: tuple[int, float]


def lay_out(one: Map, wide: float, tall: float, size: float, width: Callable[[str], float]) -> Laid:
    """The map in at most so much room; ``width`` measures a name written in letters of ``size``."""
    ground = one.ground
    step = min((wide - 2 * EDGE) / ground.columns, (tall - 2 * EDGE) / ground.rows, LARGEST)
    left, top = (wide - step * ground.columns) / 2, EDGE
    high = step * ground.rows + 2 * EDGE
    scale = step / ground.side
    seen: dict[tuple[int, int], tuple[float, float]] = {}
    for east, south in one.ground.places:
        x, y = left + east * scale, top + south * scale
        seen.setdefault((int(x / DOT), int(y / DOT)), (round(x, 1), round(y, 1)))
    discs = tuple(_disc(square, left, top, step) for square in ground.squares)
    metres = nice_length(wide / 5 / scale)
    return Laid(
        wide,
        high,
        step,
        tuple(seen[key] for key in sorted(seen)),
        discs,
        tuple(_borders(one, left, top, step)),
        tuple(_names(one, (wide, high), discs, (left, top, scale), (size, width))),
        tuple((letters(column), left + (column + 0.5) * step) for column in range(ground.columns)),
        tuple((str(row + 1), top + (row + 0.5) * step) for row in range(ground.rows)),
        (metres, metres * scale),
    )


def _disc(square: Square, left: float, top: float, step: float) -> Disc:
    grown = 0.4 + 0.52 * math.sqrt(min(square.doors, FULL) / FULL)
    x, y = left + (square.column + 0.5) * step, top + (square.row + 0.5) * step
    return Disc(round(x, 2), round(y, 2), round(step / 2 * grown, 2), square.share, square.code)


def _borders(one: Map, left: float, top: float, step: float) -> list[tuple[float, float, float, float]]:
    """Where a square of one turf touches one of another."""
    turf = {(s.column, s.row): s.turf for s in one.ground.squares}
    found = []
    for (column, row), name in sorted(turf.items()):
        x, y = left + column * step, top + row * step
        if turf.get((column + 1, row), name) != name:
            found.append((x + step, y, x + step, y + step))
        if turf.get((column, row + 1), name) != name:
            found.append((x, y + step, x + step, y + step))
    return found


def _names(
    one: Map,
    box: tuple[float, float],
    discs: tuple[Disc, ...],
    corner: tuple[float, float, float],
    measure: tuple[float, Callable[[str], float]],
) -> list[tuple[str, float, float]]:
    """The names of turf near their middles, beside the circles where there is room, over them where there is none."""
    left, top, scale = corner
    size, width = measure
    room = Room(*box)
    room.take((0, 0, box[0], EDGE - 2))  # the letters of the columns
    room.take((0, 0, left - 2, box[1]))  # the numbers of the rows
    for disc in discs:
        room.take((disc.x - disc.radius, disc.y - disc.radius, disc.x + disc.radius, disc.y + disc.radius))
    found: list[tuple[str, float, float]] = []
    if len(one.labels) < 2:  # the title of the report says whose ground it is
        return found
    steps = [i * size * 0.75 for i in range(-14, 15)]
    for name, east, south in one.labels:
        text = visible(name)
        x, y, half = left + east * scale, top + south * scale, width(text) / 2 + 1.5
        around = sorted(((dx * 1.6, dy) for dx in steps for dy in steps), key=lambda p: (p[0] ** 2 + p[1] ** 2, p))
        boxes = [(x + dx - half, y + dy - size / 2, x + dx + half, y + dy + size / 2) for dx, dy in around]
        taken = room.put(boxes)
        if taken is None:
            taken = (x - half, y - size / 2, x + half, y + size / 2)
            room.take(taken)
        found.append((text, (taken[0] + taken[2]) / 2, (taken[1] + taken[3]) / 2 + size * 0.36))
    return found


def metres(w: Words, length: int) -> str:
    """A length as it is said."""
    return w(KILOMETRES, count=w.number(length / 1000)) if length % 1000 == 0 else w(METRES, count=w.number(length))


def said(w: Words, one: Map, least: int) -> list[str]:
    """What stands under the drawing: how to read it, and whose addresses they are."""
    lines = [w(TITLE_OF_KEY), w(SQUARES_SAID, side=metres(w, one.ground.side), least=w.number(least))]
    return lines + ([sources] if (sources := sources_said(w, one)) else [])


def sources_said(w: Words, one: Map) -> str:
    """Whose addresses they are, where a licence asks for it."""
    texts = " · ".join(visible(text) for text in one.sources if text)
    return w(SOURCES, sources=texts) if texts else ""


def in_letters(w: Words, one: Map, room: int, *, plain: bool = False) -> list[str]:
    """The map in the cells of a terminal, at most ``room`` wide, and how to read it; nothing where it does not fit.

    A square is two cells wide, since a cell is twice as high as it is wide; one cell where there is little room.
    """
    ground, shades = one.ground, PLAIN_SHADES if plain else SHADES
    beside = len(str(ground.rows)) + 1
    wide = next((wide for wide in (2, 1) if beside + wide * ground.columns <= room), 0)
    if not wide or not ground.squares:
        return []
    signs = {(s.row, s.column): shades[_shade(s.share)] * wide for s in ground.squares}
    lines = [" " * beside + "".join(letters(column).ljust(wide)[:wide] for column in range(ground.columns)).rstrip()]
    for row in range(max(row for row, _ in signs) + 1):
        drawn = "".join(signs.get((row, column), " " * wide) for column in range(ground.columns))
        lines.append(f"{row + 1:>{beside - 1}} {drawn}".rstrip())
    some = " ".join(shades[1:4])
    key = w(SHADES_SAID, side=metres(w, ground.side), none=shades[0], some=some, all=shades[4])
    return [*lines, key]


def _shade(share: float) -> int:
    if share <= 0:
        return 0
    return 4 if share >= 0.995 else 1 + min(2, int(share * 3))
