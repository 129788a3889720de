"""From positions on earth to places in a box: one plane, turned so that the place fills the box, north kept in mind.

A walk along one street would fill a seventh of a screen drawn north up; turned to its long axis, it fills it. North
stays up unless turning makes things clearly bigger, since people know their town that way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from campaign.field.drawing.hues import Metres, hues
from campaign.field.earth import Plane
from campaign.views.field_map import Ground, Line, Point

TURN_GAIN = 1.25  # how much bigger a turned map must be to give up north at the top
LEAST = 40.0  # metres: a single house is not blown up to fill a screen


@dataclass(frozen=True, slots=True)
class Frame:
    """How metres on a plane become places in a box of ``wide`` by ``tall``; y counts downwards.

    ``angle`` is by how much the map is turned, in radians against the clock; ``scale`` is in units of the box a metre;
    ``squeeze`` is how much shorter a unit of height is than one of width (the cells of a terminal are not square).
    """

    wide: float
    tall: float
    east: float
    north: float
    scale: float
    angle: float = 0.0
    squeeze: float = 1.0

    def place(self, east: float, north: float) -> tuple[float, float]:
        """Where something stands in the box, or outside of it."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        e, n = east - self.east, north - self.north
        x = (e * cos - n * sin) * self.scale
        y = (e * sin + n * cos) * self.scale * self.squeeze
        return self.wide / 2 + x, self.tall / 2 - y

    def places(self, points: Iterable[Metres]) -> list[tuple[float, float]]:
        """As `place`, for many: a map is drawn anew at each key."""
        cos, sin = math.cos(self.angle) * self.scale, math.sin(self.angle) * self.scale
        squeeze = self.squeeze
        x0 = self.wide / 2 - self.east * cos + self.north * sin
        y0 = self.tall / 2 + (self.east * sin + self.north * cos) * squeeze
        down_e, down_n = sin * squeeze, cos * squeeze
        return [(x0 + e * cos - n * sin, y0 - e * down_e - n * down_n) for e, n in points]

    def metres(self, x: float, y: float) -> Metres:
        """What stands at a place of the box: the way back from `place`."""
        across = (x - self.wide / 2) / self.scale
        up = (self.tall / 2 - y) / self.scale / self.squeeze
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        return self.east + across * cos + up * sin, self.north - across * sin + up * cos

    @property
    def up(self) -> tuple[float, float]:
        """The direction of north in the box, as a vector of length one: (0, -1) is straight up."""
        x, y = -math.sin(self.angle), -math.cos(self.angle)
        return x, y

    def zoomed(self, factor: float) -> Frame:
        """The same middle, bigger or smaller."""
        return replace(self, scale=self.scale * factor)

    def centred(self, east: float, north: float) -> Frame:
        """The same size, around another place."""
        return replace(self, east=east, north=north)

    def moved(self, right: float, down: float) -> Frame:
        """Around what stands so many units to the right and below the middle."""
        return self.centred(*self.metres(self.wide / 2 + right, self.tall / 2 + down))


def fit(
    points: Sequence[Metres],
    wide: float,
    tall: float,
    *,
    margin: float = 0.0,
    squeeze: float = 1.0,
    least: float = LEAST,
) -> Frame:
    """The frame in which these points fill a box, less ``margin`` units on each side.

    It shows ``least`` metres each way at the least, and is turned to the points' principal axis when that makes them
    bigger by a quarter, by a quarter turn at the most.
    Without points it shows 40 metres around the plane's origin.
    """
    straight = _turned(points, wide, tall, room=(margin, squeeze, least), angle=0.0)
    if len(points) < 2:
        return straight
    axis = principal_axis(points)
    best = straight
    for angle in (-axis, math.pi / 2 - axis, -math.pi / 2 - axis):
        # A map upside down is worse than a small one: north keeps to the upper half.
        turned = math.atan2(math.sin(angle), math.cos(angle))
        if abs(turned) <= math.pi / 2 + 1e-9:
            other = _turned(points, wide, tall, room=(margin, squeeze, least), angle=turned)
            if other.scale > best.scale * 1.001 or (best is not straight and _less_turned(other, best)):
                best = other
    return best if best.scale > straight.scale * TURN_GAIN else straight


def _less_turned(one: Frame, other: Frame) -> bool:
    return abs(one.scale / other.scale - 1) < 0.001 and abs(one.angle) < abs(other.angle) - 1e-9


def _turned(
    points: Sequence[Metres], wide: float, tall: float, *, room: tuple[float, float, float], angle: float
) -> Frame:
    margin, squeeze, least = room
    cos, sin = math.cos(angle), math.sin(angle)
    across = [e * cos - n * sin for e, n in points] or [0.0]
    up = [e * sin + n * cos for e, n in points] or [0.0]
    room_x, room_y = max(wide - 2 * margin, 1.0), max(tall - 2 * margin * squeeze, 1.0) / squeeze
    size_x, size_y = max(max(across) - min(across), least), max(max(up) - min(up), least)
    x, y = (max(across) + min(across)) / 2, (max(up) + min(up)) / 2
    return Frame(
        wide=wide,
        tall=tall,
        east=x * cos + y * sin,
        north=y * cos - x * sin,
        scale=min(room_x / size_x, room_y / size_y),
        angle=angle,
        squeeze=squeeze,
    )


def principal_axis(points: Sequence[Metres]) -> float:
    """The direction along which points spread most, in radians from east, between minus and plus a quarter turn."""
    count = len(points)
    east = math.fsum(e for e, _ in points) / count
    north = math.fsum(n for _, n in points) / count
    ee = math.fsum((e - east) ** 2 for e, _ in points)
    nn = math.fsum((n - north) ** 2 for _, n in points)
    en = math.fsum((e - east) * (n - north) for e, n in points)
    return 0.5 * math.atan2(2 * en, ee - nn)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A named line in metres."""

    name: str
    points: tuple[Metres, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """A `Ground` in metres of one plane: made once, drawn many times. ``tones`` is the hue of each walk."""

    plane: Plane
    rounds: tuple[tuple[Metres, ...], ...]
    streets: tuple[Drawn, ...]
    sides: tuple[Drawn, ...]
    barriers: tuple[Drawn, ...]
    places: tuple[Metres, ...]
    tones: tuple[int, ...] = ()

    @property
    def points(self) -> list[Metres]:
        """What the whole map is fitted to: the doors; where there are none yet, the streets."""
        doors = [point for stops in self.rounds for point in stops] or list(self.places)
        return doors or [point for line in (*self.sides, *self.streets) for point in line.points]


def sketch(ground: Ground) -> Sketch:
    """The ground on a plane that touches the earth in the middle of it."""
    seen = [point for one in ground.rounds for point in one.stops]
    seen += ground.places
    seen += [point for line in (*ground.sides, *ground.streets) for point in line.points[:1]] if not seen else []
    plane = (
        Plane(
            (min(p[0] for p in seen) + max(p[0] for p in seen)) // 2,
            (min(p[1] for p in seen) + max(p[1] for p in seen)) // 2,
        )
        if seen
        else Plane(0, 0)
    )

    def metres(points: Iterable[Point]) -> tuple[Metres, ...]:
        return tuple(plane.metres(lat, lon) for lat, lon in points)

    def drawn(lines: Iterable[Line]) -> tuple[Drawn, ...]:
        return tuple(Drawn(line.name, metres(line.points)) for line in lines)

    rounds = tuple(metres(one.stops) for one in ground.rounds)
    return Sketch(
        plane,
        rounds,
        drawn(ground.streets),
        drawn(ground.sides),
        drawn(ground.barriers),
        metres(ground.places),
        tuple(hues(rounds)),
    )


def nice_length(metres: float) -> int:
    """The longest of 1, 2, 5, 10, 20, 50... metres that is no longer than this; at least 1."""
    if metres < 1:
        return 1
    ten = 10 ** math.floor(math.log10(metres))
    return int(ten * max(step for step in (1, 2, 5) if step * ten <= metres * 1.000001))
