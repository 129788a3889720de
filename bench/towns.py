"""Invented towns for measuring walks: bent grids of streets, houses on both sides, and the streets themselves."""

from __future__ import annotations

import math
import random
from typing import NamedTuple

Point = tuple[float, float]


class House(NamedTuple):
    """A house: metres east and north, the number of its street, its side (1 odd, 0 even), its number."""

    x: float
    y: float
    street: int
    odd: int
    number: int


class Town(NamedTuple):
    """``sections``: the number of a street, and the two ends of a stretch of it."""

    houses: list[House]
    sections: list[tuple[int, Point, Point]]


def town(houses: int, seed: int) -> Town:
    """A town of at least so many houses; the same for the same seed."""
    draw = random.Random(seed)
    cells = 3
    while True:
        made = _grid(cells, draw)
        if len(made.houses) >= houses:
            return made
        cells = max(cells + 1, math.ceil(cells * math.sqrt(houses / max(1, len(made.houses)))))


def _grid(cells: int, draw: random.Random) -> Town:
    phase = [draw.random() * math.tau for _ in range(6)]
    corners = {(i, j): _bent(i * 110.0, j * 95.0, phase, draw) for i in range(cells + 1) for j in range(cells + 1)}
    lanes: list[list[tuple[Point, Point]]] = []
    for line in range(cells + 1):
        for across in (False, True):
            lane: list[tuple[Point, Point]] = []
            for step in range(cells):
                one, other = ((step, line), (step + 1, line)) if across else ((line, step), (line, step + 1))
                gap = draw.random() < 0.14
                if not gap:
                    lane.append((corners[one], corners[other]))
                if lane and (gap or draw.random() < 0.25):
                    lanes.append(lane)
                    lane = []
            if lane:
                lanes.append(lane)
    made = Town([], [])
    for street, lane in enumerate(lanes):
        numbers = [2, 1]
        for one, other in lane:
            made.sections.append((street, one, other))
            for odd in (1, 0):
                if draw.random() >= 0.06:
                    numbers[odd] = _row(made.houses, one, other, draw, first=(street, odd, numbers[odd]))
    return made


def _bent(x: float, y: float, phase: list[float], draw: random.Random) -> Point:
    east = (
        35 * math.sin(y / 310 + phase[0]) + 22 * math.sin(x / 170 + phase[1]) + 60 * math.sin((x + y) / 900 + phase[2])
    )
    north = (
        35 * math.sin(x / 290 + phase[3]) + 22 * math.sin(y / 190 + phase[4]) + 60 * math.sin((x - y) / 800 + phase[5])
    )
    return x + east + draw.uniform(-12, 12), y + north + draw.uniform(-12, 12)


def _row(houses: list[House], one: Point, other: Point, draw: random.Random, *, first: tuple[int, int, int]) -> int:
    """The houses on one side of a stretch; return the next number."""
    street, odd, number = first
    length = math.dist(one, other)
    east, north = (other[0] - one[0]) / length, (other[1] - one[1]) / length
    dense = draw.choice((1.0, 1.0, 1.0, 1.3, 0.5))
    at = 8 + draw.random() * 6
    while at < length - 8:
        off = draw.uniform(6, 12) * (1 if odd else -1)
        houses.append(House(one[0] + east * at - north * off, one[1] + north * at + east * off, street, odd, number))
        number += 2
        at += draw.uniform(7, 16) / dense
    return number
