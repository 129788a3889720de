"""Streets as a graph: distances on foot between stops, where a map of streets was taken in.

Every point of a stretch is a crossing-place of the graph; stretches that share a point meet there. A stop stands on the
nearest stretch, of its own street's name if one is near. Dijkstra is stopped at a kilometre: what lies beyond, and what
stands on no stretch, keeps the leg that was reckoned without a map.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from math import isqrt

from campaign.field.routing.ground import CM, Ground, Rows

FARTHEST = 1000 * CM  # how far Dijkstra looks
NAMED_WITHIN = 80 * CM  # a stretch of the stop's own street is taken up to here, though another is nearer
SNAPPED_WITHIN = 120 * CM
CROSSING = 15 * CM  # what the other side of the same street costs
CELL = 100 * CM
KEPT = 4000  # tables of distances kept at a time: bounds the memory


@dataclass(frozen=True, slots=True)
class Foot:
    """Where a stop stands: on edge ``edge`` between two nodes, ``along`` from the first."""

    edge: int
    along: int


class Streets:
    """The walkable stretches of an area: (points in centimetres, folded street names)."""

    def __init__(self, stretches: Iterable[tuple[Sequence[tuple[int, int]], frozenset[str]]]) -> None:
        self.nodes: dict[tuple[int, int], int] = {}
        self.edges: list[tuple[int, int, int]] = []  # node, node, length
        self.shape: list[tuple[int, int, int, int]] = []
        self.names: list[frozenset[str]] = []
        self.links: list[list[tuple[int, int]]] = []
        self.cells: dict[tuple[int, int], list[int]] = {}
        self.known: dict[int, dict[int, int]] = {}
        self.feet: dict[tuple[int, int, str], Foot | None] = {}
        for points, names in stretches:
            for one, other in pairwise(points):
                self._edge(tuple(one), tuple(other), names)  # type: ignore[arg-type]

    def _edge(self, one: tuple[int, int], other: tuple[int, int], names: frozenset[str]) -> None:
        if one == other:
            return
        a, b = (self._node(place) for place in (one, other))
        length = max(1, isqrt((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2))
        index = len(self.edges)
        self.edges.append((a, b, length))
        self.shape.append((*one, *other))
        self.names.append(names)
        self.links[a].append((b, length))
        self.links[b].append((a, length))
        for x in range(min(one[0], other[0]) // CELL, max(one[0], other[0]) // CELL + 1):
            for y in range(min(one[1], other[1]) // CELL, max(one[1], other[1]) // CELL + 1):
                self.cells.setdefault((x, y), []).append(index)

    def _node(self, place: tuple[int, int]) -> int:
        if place not in self.nodes:
            self.nodes[place] = len(self.links)
            self.links.append([])
        return self.nodes[place]

    def foot(self, x: int, y: int, name: str) -> Foot | None:
        """Where a stop of a street stands on the graph; None where no stretch is near."""
        key = (x, y, name)
        if key not in self.feet:
            self.feet[key] = self._found(x, y, name)
        return self.feet[key]

    def _found(self, x: int, y: int, name: str) -> Foot | None:
        reach = SNAPPED_WITHIN // CELL + 1
        near = {
            edge
            for i in range(-reach, reach + 1)
            for j in range(-reach, reach + 1)
            for edge in self.cells.get((x // CELL + i, y // CELL + j), ())
        }
        best: tuple[bool, int, int, int] | None = None
        for edge in near:
            ax, ay, bx, by = self.shape[edge]
            dx, dy = bx - ax, by - ay
            square = dx * dx + dy * dy
            along = min(max((x - ax) * dx + (y - ay) * dy, 0), square)
            off = isqrt((x - ax - dx * along // square) ** 2 + (y - ay - dy * along // square) ** 2)
            if off > SNAPPED_WITHIN:
                continue
            other_name = not (name and name in self.names[edge] and off <= NAMED_WITHIN)
            found = (other_name, off, edge, along * self.edges[edge][2] // square)
            if best is None or found < best:
                best = found
        return Foot(best[2], best[3]) if best else None

    def _from(self, node: int) -> dict[int, int]:
        """Centimetres on foot from a node to all within reach."""
        if node in self.known:
            return self.known[node]
        far: dict[int, int] = {}
        waiting = [(0, node)]
        while waiting:
            length, one = heappop(waiting)
            if one in far:
                continue
            far[one] = length
            for other, step in self.links[one]:
                if other not in far and length + step <= FARTHEST:
                    heappush(waiting, (length + step, other))
        if len(self.known) >= KEPT:
            self.known.clear()
        self.known[node] = far
        return far

    def replace(self, ground: Ground, stops: Sequence[int], found: Rows) -> None:
        """Put the length on foot in place of each leg that the streets join, and a price for crossing."""
        on: dict[int, list[tuple[int, int]]] = {}
        sides = [ground.side[stop] for stop in stops]
        streets = [ground.street[stop] for stop in stops]
        for index, stop in enumerate(stops):
            foot = self.foot(
                ground.xs[stop], ground.ys[stop], ground.names[ground.street[stop]] if ground.names else ""
            )
            if foot is not None:
                on.setdefault(foot.edge, []).append((index, foot.along))
        edges = sorted(on)
        for at, one in enumerate(edges):
            a, b, length = self.edges[one]
            from_a, from_b = self._from(a), self._from(b)
            for other in edges[at:]:
                u, v, its = self.edges[other]
                au, av, bu, bv = (far.get(node, FARTHEST * 4) for far in (from_a, from_b) for node in (u, v))
                if min(au, av, bu, bv) >= FARTHEST * 4 and one != other:
                    continue
                for index, along in on[one]:
                    row, back = found[index], length - along
                    to_u, to_v = min(along + au, back + bu), min(along + av, back + bv)
                    for second, there in on[other]:
                        if second == index:
                            continue
                        leg = min(to_u + there, to_v + its - there)
                        if one == other:
                            leg = min(leg, abs(along - there))
                        if streets[index] == streets[second] and sides[index] != sides[second]:
                            leg += CROSSING
                        row[second] = found[second][index] = leg
