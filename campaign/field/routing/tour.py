"""One round through all the stops of a block: short legs first, then mended by 2-opt and Or-opt, and kicked.

Everything is counted in iterations, never in seconds: the same block gives the same round on a slow machine. Lin's
2-opt, Or's moves of up to three stops, neighbour lists and a queue of stops worth another look (Bentley 1992), then
double bridges inside a short stretch (Johnson and McGeoch 1997).
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from campaign.field.routing.ground import Rows

NEAR = 8  # neighbours looked at from each stop
STRETCH = 50  # stops that a kick may touch on each of its three legs


def tour(rows: Rows, near: Sequence[Sequence[int]], kicks: int, random: Random) -> list[int]:
    """A short round through every stop."""
    order = joined(rows, near)
    if len(order) < 5:
        return order
    mender = Mender(rows, near, order)
    mender.mend(list(reversed(order)))
    mender.kick(kicks, random)
    return mender.order


def joined(rows: Rows, near: Sequence[Sequence[int]]) -> list[int]:
    """All stops in one chain: the cheapest legs first, as long as no stop has three and no ring closes early."""
    count = len(rows)
    legs = sorted((rows[a][b], min(a, b), max(a, b)) for a in range(count) for b in near[a])
    group, links = list(range(count)), [[] for _ in range(count)]  # type: tuple[list[int], list[list[int]]]

    def top(one: int) -> int:
        while group[one] != one:
            group[one] = group[group[one]]
            one = group[one]
        return one

    for _, a, b in legs:
        if len(links[a]) < 2 and len(links[b]) < 2 and top(a) != top(b):
            group[top(a)] = top(b)
            links[a].append(b)
            links[b].append(a)
    ends = {one for one in range(count) if len(links[one]) < 2}
    order: list[int] = []
    here = min(ends, default=0)
    while len(order) < count:
        before, one = -1, here
        while True:
            order.append(one)
            onward = [other for other in links[one] if other != before]
            if not onward or (len(links[one]) == 1 and before >= 0):
                break
            before, one = one, onward[0]
        ends -= {here, one}
        if ends:
            row = rows[one]
            here = min(ends, key=lambda other: (row[other], other))
    return order


class Mender:
    """A round as a list and the place of each stop in it."""

    def __init__(self, rows: Rows, near: Sequence[Sequence[int]], order: list[int]) -> None:
        self.rows, self.near, self.order = rows, near, order
        self.place = [0] * len(order)
        for index, one in enumerate(order):
            self.place[one] = index

    def kick(self, kicks: int, random: Random) -> None:
        """Swap two neighbouring stretches, mend what is around, and keep it unless it became longer."""
        order, place, rows, draw = self.order, self.place, self.rows, random.random
        count = len(order)
        stretch = min(STRETCH, (count - 2) // 3)
        if stretch < 1:
            return
        for _ in range(kicks):
            first = int(draw() * (count - 3))
            second = first + 1 + int(draw() * stretch)
            third = second + 1 + int(draw() * stretch)
            if third + 1 >= count:
                continue
            kept, places = order[:], place[:]
            a, b, c = order[first], order[second], order[third]
            x, y, z = order[first + 1], order[second + 1], order[third + 1]
            gain = rows[a][x] + rows[b][y] + rows[c][z] - rows[a][y] - rows[c][x] - rows[b][z]
            swapped = order[second + 1 : third + 1] + order[first + 1 : second + 1]
            order[first + 1 : third + 1] = swapped
            for index, one in enumerate(swapped, first + 1):
                place[one] = index
            if gain + self.mend([a, x, b, y, c, z]) < 0:
                order[:], place[:] = kept, places

    def mend(self, queue: list[int]) -> int:
        """Better the round around these stops until nothing helps; return what was gained."""
        queued = bytearray(len(self.order))
        for one in queue:
            queued[one] = 1
        gained = 0
        while queue:
            one = queue.pop()
            queued[one] = 0
            while found := self._better(one):
                gain, touched = found
                gained += gain
                for other in touched:
                    if not queued[other]:
                        queued[other] = 1
                        queue.append(other)
        return gained

    def _better(self, a: int) -> tuple[int, tuple[int, ...]] | None:
        """The first move found that shortens a leg of a stop: (gain, stops to look at again)."""
        order, place, rows = self.order, self.place, self.rows
        count, at = len(order), place[a]
        after, before = order[at + 1 - count], order[at - 1]
        row = rows[a]
        to_after, to_before = row[after], row[before]
        longest = max(to_after, to_before)
        for c in self.near[a]:
            leg = row[c]
            if leg >= longest:
                return None
            there, its = place[c], rows[c]
            if leg < to_after:
                beyond = order[there + 1 - count]
                gain = to_after + its[beyond] - leg - rows[after][beyond]
                if gain > 0:
                    self._reverse(place[after], there)
                    return gain, (after, c, beyond)
            if leg < to_before:
                beyond = order[there - 1]
                gain = to_before + its[beyond] - leg - rows[before][beyond]
                if gain > 0:
                    self._reverse(there, place[before])
                    return gain, (before, c, beyond)
            for forward in (True, False):
                if leg < (to_before if forward else to_after) and (found := self._moved(a, c, forward=forward)):
                    return found
        return None

    def _moved(self, a: int, c: int, *, forward: bool) -> tuple[int, tuple[int, ...]] | None:
        """Put up to three stops from ``a`` on (away from the leg that goes) beside ``c``, ``a`` next to it."""
        order, place, rows = self.order, self.place, self.rows
        count, at, step = len(order), place[a], 1 if forward else -1
        left = order[(at - step) % count]
        leg, there = rows[a][c], place[c]
        for length in range(3):
            end = order[(at + step * length) % count]
            if end == c:
                return None
            onward = order[(at + step * (length + 1)) % count]
            if onward == left:
                return None
            spared = rows[a][left] + rows[end][onward] - rows[left][onward]
            if spared > leg:
                for beside in (order[there + 1 - count], order[there - 1]):
                    if (place[beside] - at) * step % count <= length or {c, beside} == {left, onward}:
                        continue
                    gain = spared + rows[c][beside] - leg - rows[end][beside]
                    if gain > 0:
                        self._move(a, length + 1, step, c, beside)
                        return gain, (left, onward, c, beside, end)
            if onward == c:
                return None
        return None

    def _reverse(self, first: int, last: int) -> None:
        """Turn round the stretch between two places; or all the rest, the same round, where that is shorter."""
        order, place, count = self.order, self.place, len(self.order)
        length = (last - first) % count + 1
        if length * 2 > count:
            first, last = (last + 1) % count, (first - 1) % count
            length = count - length
        if first <= last:
            part = order[first : last + 1]
            part.reverse()
            order[first : last + 1] = part
            for one in part:
                place[one] = first
                first += 1
            return
        for _ in range(length // 2):
            a, b = order[first], order[last]
            order[first], order[last] = b, a
            place[b], place[a] = first, last
            first = first + 1 if first + 1 < count else 0
            last = last - 1 if last else count - 1

    def _move(self, a: int, length: int, step: int, c: int, beside: int) -> None:
        """Take out a stretch that begins with ``a`` and put it between two neighbours, ``a`` next to ``c``."""
        order, place, count = self.order, self.place, len(self.order)
        begin = place[a] if step > 0 else (place[a] - length + 1) % count
        stretch = [order[(begin + index) % count] for index in range(length)]
        ahead = order[(place[c] + 1) % count] == beside  # c comes first in the direction of the round
        if (stretch[0] == a) != ahead:
            stretch.reverse()
        last, target = (begin + length - 1) % count, place[c] if ahead else place[beside]
        forth, back = (target - last) % count, (begin - target - 1) % count
        if forth <= back:
            self._shift(last, begin, forth, 1)
            start = begin + forth
        else:
            self._shift(begin, last, back, -1)
            start = begin - back
        for index, one in enumerate(stretch):
            at = (start + index) % count
            order[at] = one
            place[one] = at

    def _shift(self, source: int, target: int, steps: int, step: int) -> None:
        order, place, count = self.order, self.place, len(self.order)
        for _ in range(steps):
            source = (source + step) % count
            one = order[source]
            order[target] = one
            place[one] = target
            target = (target + step) % count
