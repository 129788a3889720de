"""Cutting a whole turf: large buildings, then blocks, in each a round cut into walks, then the seams between blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from random import Random

from campaign.field.routing.barriers import reached
from campaign.field.routing.blocks import Band, bisect
from campaign.field.routing.exchange import exchange
from campaign.field.routing.graph import Streets
from campaign.field.routing.ground import CM, Ground, Piece, Progress, Round, Rows, nothing
from campaign.field.routing.large import portions
from campaign.field.routing.metric import crow, neighbours, rows, toll
from campaign.field.routing.model import TimeFigures
from campaign.field.routing.order import ordered
from campaign.field.routing.parts import parts
from campaign.field.routing.split import INSIDE_BUILDING, Atom, split
from campaign.field.routing.tour import NEAR, tour

LOOKED = 40  # neighbours around which an exchange takes out
KICKS_A_STOP = 60  # hundredths
STEPS_A_STOP = 7
SIDE_PRICE = 30 * CM  # what sharing one side of a street between two walks counts as


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to cut. ``band`` is in doors, or in seconds with ``by_seconds``; ``start`` is where people meet (cm).

    ``apart``: parts of the ground that lie far from each other share no walk, however few doors one has.
    """

    band: Band
    metric: str = "tolls"
    seed: int = 1
    figures: TimeFigures = field(default_factory=TimeFigures)
    by_seconds: bool = False
    start: tuple[int, int] | None = None
    streets: Streets | None = None
    effort: int = 100  # hundredths of the usual number of iterations
    apart: bool = False


@dataclass(slots=True)
class _Units:
    """What is put into walks: whole stops and what is left of large buildings."""

    piece: list[Piece]
    xs: list[int]
    ys: list[int]
    weight: list[int]
    side: list[int]

    def part(self, one: int, first: int, doors: int, weight: int) -> int:
        """A new unit: some doors of another one."""
        piece = self.piece[one]
        self.piece.append(Piece(piece.stop, piece.first + first, doors))
        self.xs.append(self.xs[one])
        self.ys.append(self.ys[one])
        self.weight.append(weight)
        self.side.append(self.side[one])
        return len(self.piece) - 1


def cut(ground: Ground, wanted: Wanted, progress: Progress = nothing) -> list[Round]:
    """Walks over every door of the ground, each in the band where their number allows it.

    Time grows with the number of stops, memory with the size of one block. ``progress`` may raise, to stop it.
    """
    if not len(ground):
        return []
    own, units = _pieces(ground, wanted)
    walks: list[list[int]] = []
    total = len(units.piece) * 2
    done = 0
    for members in _areas(ground, units, wanted):
        found: list[list[int]] = []
        for block in bisect(members, units.xs, units.ys, units.weight, wanted.band):
            progress(done, total)
            found += _walk_block(ground, units, block, wanted, len(walks) + len(found))
            done += len(block)
        for group in _groups(units, found, wanted.band):
            progress(done, total)
            _mend_seam(ground, units, found, group, wanted)
            done += sum(len(found[index]) for index in group)
        walks += found
    rounds = [_round(ground, [units.piece[one] for one in walk], wanted) for walk in walks]
    rounds += [_round(ground, [piece], wanted) for piece in own]
    progress(total, total)
    return _numbered(ground, rounds, wanted)


def _pieces(ground: Ground, wanted: Wanted) -> tuple[list[Piece], _Units]:
    """Walks that large buildings fill alone, and everything else."""
    own: list[Piece] = []
    units = _Units([], [], [], [], [])
    for stop, doors in enumerate(ground.doors):
        weight = ground.seconds[stop] if wanted.by_seconds else doors
        left: tuple[int, int] | None = (0, doors)
        if weight > wanted.band.high and doors > 1:
            band = Band(-(-wanted.band.low * doors // weight), max(1, wanted.band.high * doors // weight))
            full, left = portions(doors, ground.cuts[stop], band)
            own += [Piece(stop, first, count) for first, count in full]
        if left is not None:
            _put(ground, units, Piece(stop, *left), wanted)
    return _given_back(ground, own, units, wanted), units


def _put(ground: Ground, units: _Units, piece: Piece, wanted: Wanted) -> None:
    """One more unit; or a larger one, where the last is the rest of the same building."""
    stop = piece.stop
    if units.piece and units.piece[-1].stop == stop and piece.first + piece.doors == units.piece[-1].first:
        piece = Piece(stop, piece.first, piece.doors + units.piece[-1].doors)
        for values in (units.piece, units.xs, units.ys, units.weight, units.side):
            values.pop()
    units.piece.append(piece)
    units.xs.append(ground.xs[stop])
    units.ys.append(ground.ys[stop])
    units.weight.append(_weight(ground, piece, wanted))
    units.side.append(ground.side[stop])


def _weight(ground: Ground, piece: Piece, wanted: Wanted) -> int:
    doors = ground.doors[piece.stop]
    return (ground.seconds[piece.stop] if wanted.by_seconds else doors) * piece.doors // doors


def _given_back(ground: Ground, own: list[Piece], units: _Units, wanted: Wanted) -> list[Piece]:
    """The walks that large buildings keep alone: as few fewer as leave their neighbours enough for the band."""
    rest = sum(units.weight)
    kept = list(own)
    while rest and kept and not wanted.band.fits(rest):
        rest += _weight(ground, kept.pop(), wanted)
    if not wanted.band.fits(rest):
        return own
    for piece in reversed(own[len(kept) :]):
        _put(ground, units, piece, wanted)
    return kept


def _areas(ground: Ground, units: _Units, wanted: Wanted) -> list[list[int]]:
    """Units that may share walks: polling stations, and within them what barriers leave together.

    What is too little for walks of its own goes with the nearest area that makes the band possible, but never to
    another part of the ground where parts are to stay apart.
    """
    if not wanted.apart:
        return _areas_of(ground, units, wanted, range(len(units.piece)))
    of = {stop: number for number, part in enumerate(parts(ground)) for stop in part}
    members: dict[int, list[int]] = {}
    for index, piece in enumerate(units.piece):
        members.setdefault(of[piece.stop], []).append(index)
    return [area for number in sorted(members) for area in _areas_of(ground, units, wanted, members[number])]


def _areas_of(ground: Ground, units: _Units, wanted: Wanted, members: Sequence[int]) -> list[list[int]]:
    """The areas of some units."""
    apart = [ground.area[piece.stop] for piece in units.piece]
    if ground.barriers:
        behind = reached(ground.barriers, units.xs, units.ys)
        apart = [area * len(units.piece) + part for area, part in zip(apart, behind, strict=True)]
    found: dict[int, list[int]] = {}
    for index in members:
        found.setdefault(apart[index], []).append(index)
    areas = [found[area] for area in sorted(found)]

    def total(area: Sequence[int]) -> int:
        return sum(units.weight[one] for one in area)

    def middle(area: Sequence[int]) -> tuple[int, int]:
        return sum(units.xs[one] for one in area) // len(area), sum(units.ys[one] for one in area) // len(area)

    while len(areas) > 1:
        small = min((area for area in areas if not wanted.band.fits(total(area))), key=total, default=None)
        if small is None:
            break
        areas.remove(small)
        x, y = middle(small)
        nearest = min(areas, key=lambda area: (middle(area)[0] - x) ** 2 + (middle(area)[1] - y) ** 2)
        nearest += small
        nearest.sort()
    return areas


def _walk_block(ground: Ground, units: _Units, block: list[int], wanted: Wanted, number: int) -> list[list[int]]:
    """The walks of one block, as lists of units."""
    random = Random(wanted.seed * 1_000_003 + number)
    legs = _rows(ground, units, block, wanted)
    way = tour(legs, neighbours(legs, NEAR), len(block) * wanted.effort * KICKS_A_STOP // 10_000, random)
    # A way is opened where its longest leg was.
    start = max(range(len(way)), key=lambda index: (legs[way[index - 1]][way[index]], -index))
    way = way[start:] + way[:start]
    steps = [legs[way[index - 1]][one] if index else 0 for index, one in enumerate(way)]
    if wanted.by_seconds:
        # Half of the way to each stop and half of the way from it are its own; what a walk loses at its ends is slack.
        for index, one in enumerate(way):
            half = (steps[index] + steps[(index + 1) % len(way)]) // 2
            units.weight[block[one]] += wanted.figures.walking(half)
    atoms = [
        atom
        for index, one in enumerate(way)
        for atom in _atoms(ground, units.piece[block[one]], one, steps[index], units.weight[block[one]])
    ]
    cuts = split(atoms, wanted.band.walks(sum(atom.weight for atom in atoms)), wanted.band)
    known = len(block)
    walks = [_joined(units, block, atoms[first:last]) for first, last in cuts]
    if len(block) > known:
        legs = _rows(ground, units, block, wanted)
    return _exchanged(units, block, legs, walks, wanted=wanted, number=number)


def _joined(units: _Units, block: list[int], atoms: Sequence[Atom]) -> list[int]:
    """A walk out of atoms, by their index in the block; a part of a building becomes a unit at the block's end."""
    walk: list[int] = []
    for index, group in groupby(atoms, key=lambda atom: atom.stop):
        here = list(group)
        doors, one = sum(atom.doors for atom in here), block[index]
        if doors == units.piece[one].doors:
            walk.append(index)
            continue
        block.append(units.part(one, here[0].first, doors, sum(atom.weight for atom in here)))
        walk.append(len(block) - 1)
    return walk


def _rows(ground: Ground, units: _Units, block: Sequence[int], wanted: Wanted) -> Rows:
    return rows(ground, [units.piece[one].stop for one in block], wanted.metric, wanted.streets)


def _atoms(ground: Ground, piece: Piece, index: int, leg: int, weight: int) -> list[Atom]:
    edges = [cut - piece.first for cut in ground.cuts[piece.stop] if piece.first < cut < piece.first + piece.doors]
    found, before = [], 0
    for edge in (*edges, piece.doors):
        share = weight * edge // piece.doors - weight * before // piece.doors
        first = before == 0
        found.append(Atom(index, before, edge - before, share, leg if first else 0, 0 if first else INSIDE_BUILDING))
        before = edge
    return found


def _exchanged(
    units: _Units,
    block: Sequence[int],
    legs: Rows,
    walks: list[list[int]],
    *,
    wanted: Wanted,
    number: int,
) -> list[list[int]]:
    """Walks of a block (by index in it), bettered and each put in order; as lists of units."""
    better = exchange(
        legs,
        neighbours(legs, LOOKED),
        walks,
        weight=[units.weight[one] for one in block],
        side=[units.side[one] for one in block],
        band=wanted.band,
        steps=len(block) * STEPS_A_STOP * wanted.effort // 100,
        random=Random(wanted.seed * 7_000_003 + number),
        side_price=0 if wanted.metric == "plain" else SIDE_PRICE,
    )
    random = Random(wanted.seed)
    return [[block[index] for index in ordered(legs, walk, random)] for walk in better]


def _groups(units: _Units, walks: Sequence[Sequence[int]], band: Band) -> list[list[int]]:
    """Walks beside each other across the seams between blocks."""
    if len(walks) < 3:
        return []
    xs = [sum(units.xs[one] for one in walk) // len(walk) for walk in walks]
    ys = [sum(units.ys[one] for one in walk) // len(walk) for walk in walks]
    mean = max(1, sum(len(walk) for walk in walks) // len(walks))
    size = max(2, 500 // mean)
    return [
        group
        for group in bisect(range(len(walks)), xs, ys, [band.middle] * len(walks), band, size=size, share=(1, 3))
        if len(group) > 1
    ]


def _mend_seam(ground: Ground, units: _Units, walks: list[list[int]], group: Sequence[int], wanted: Wanted) -> None:
    block = [one for index in group for one in walks[index]]
    legs = _rows(ground, units, block, wanted)
    places = iter(range(len(block)))
    local = [[next(places) for _ in walks[index]] for index in group]
    better = _exchanged(units, block, legs, local, wanted=wanted, number=500_000 + group[0])
    for index, walk in zip(group, better, strict=True):
        walks[index] = walk


def _round(ground: Ground, pieces: list[Piece], wanted: Wanted) -> Round:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].stop == piece.stop and joined[-1].first + joined[-1].doors == piece.first:
            joined[-1] = Piece(piece.stop, joined[-1].first, joined[-1].doors + piece.doors)
        else:
            joined.append(piece)
    length = way = 0
    legs = rows(ground, [piece.stop for piece in joined], "graph", wanted.streets) if wanted.metric == "graph" else []
    for index, (one, other) in enumerate(pairwise(joined)):
        leg = legs[index][index + 1] if legs else crow(ground, one.stop, other.stop)
        length += leg
        way += leg if legs else leg + toll(ground, one.stop, other.stop, wanted.figures)
    seconds = sum(ground.seconds[piece.stop] * piece.doors // ground.doors[piece.stop] for piece in joined)
    return Round(joined, length, seconds + wanted.figures.walking(way))


def _numbered(ground: Ground, rounds: list[Round], wanted: Wanted) -> list[Round]:
    """Walks in the order of a curve over the map, so that the next number is next door; begun nearer the start."""
    here = wanted.start or (min(ground.xs), max(ground.ys))
    middles = [one.pieces[len(one.pieces) // 2].stop for one in rounds]
    left, low = min(ground.xs), min(ground.ys)
    span = max(max(ground.xs) - left, max(ground.ys) - low, 1)

    def along(index: int) -> tuple[int, int]:
        stop = middles[index]
        return hilbert((ground.xs[stop] - left) * 1023 // span, (ground.ys[stop] - low) * 1023 // span), index

    for one in rounds:
        first, last = one.pieces[0].stop, one.pieces[-1].stop
        if _off(ground, last, here) < _off(ground, first, here):
            one.pieces.reverse()
    return [rounds[index] for index in sorted(range(len(rounds)), key=along)]


def _off(ground: Ground, stop: int, here: tuple[int, int]) -> int:
    return (ground.xs[stop] - here[0]) ** 2 + (ground.ys[stop] - here[1]) ** 2


def hilbert(x: int, y: int, order: int = 10) -> int:
    """How far along Hilbert's curve a cell of a square of ``2 ** order`` cells a side lies."""
    distance, size = 0, 1 << (order - 1)
    while size:
        right, up = int(x & size > 0), int(y & size > 0)
        distance += size * size * ((3 * right) ^ up)
        if not up:
            if right:
                x, y = size - 1 - (x & (size - 1)), size - 1 - (y & (size - 1))
            x, y = y, x
        size >>= 1
    return distance
