"""Walks that pass stops to each other: strings are taken out around a place and put back where they cost least.

The method is Slack Induction by String Removals (Christiaens and Vanden Berghe 2020), on open walks whose number is
fixed, with a least as well as a most that each holds. What is accepted for a while though it is longer (simulated
annealing) falls from a few dozen metres to one. A cut of a round can only cut it; this also moves what the round got
wrong, and is worth 4 to 7 % of the metres.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log
from random import Random

from campaign.field.routing.blocks import Band
from campaign.field.routing.ground import CM, Rows

TAKEN_OUT = 20  # stops a step takes out on average
STRING = 40  # the longest string that one walk gives up
LOOK = 10  # neighbours beside which a stop may be put back
BLINK = 0.01  # how often a place is overlooked, so that not the same is done again and again
HOT, COLD = 10 * CM, 1 * CM
# -log(u) in thousandths for 4,096 values of u: whole numbers, so that no processor rounds otherwise.
_CHANCE = [int(-1000 * log((index + 0.5) / 4096)) for index in range(4096)]


def exchange(
    rows: Rows,
    near: Sequence[Sequence[int]],
    walks: list[list[int]],
    *,
    weight: Sequence[int],
    side: Sequence[int],
    band: Band,
    steps: int,
    random: Random,
    side_price: int = 0,
) -> list[list[int]]:
    """Shorter walks of the same stops; ``side_price`` is what each further walk on one side of a street costs.

    No walk that was in the band leaves it.
    """
    if len(walks) < 2 or steps < 1:
        return walks
    state = _State(rows, walks, weight=weight, side=side, band=band, side_price=side_price)
    state.search(near, steps, random)
    return state.walks()


class _State:
    """Walks as rings: stop ``n + w`` is where walk ``w`` begins and ends, at no cost."""

    def __init__(
        self,
        rows: Rows,
        walks: Sequence[Sequence[int]],
        *,
        weight: Sequence[int],
        side: Sequence[int],
        band: Band,
        side_price: int,
    ) -> None:
        count, rings = len(rows), len(walks)
        self.count, self.rings = count, rings
        self.rows = [row + [0] * rings for row in rows] + [[0] * (count + rings)] * rings
        self.weight, self.band, self.side_price = weight, band, side_price
        known = {one: index for index, one in enumerate(sorted(set(side)))}
        self.sides = len(known)
        self.side = [known[one] for one in side]
        self.after = [0] * (count + rings)
        self.before = [0] * (count + rings)
        self.walk = [-1] * (count + rings)  # a building that was split leaves its number to nobody
        self.load = [0] * rings
        self.on_side = [0] * (rings * self.sides)  # how many stops a walk has on each side of a street
        for ring, stops in enumerate(walks):
            last = count + ring
            self.walk[last] = ring
            for one in stops:
                self.after[last], self.before[one] = one, last
                self.walk[one] = ring
                self.load[ring] += weight[one]
                self.on_side[ring * self.sides + self.side[one]] += 1
                last = one
            self.after[last], self.before[count + ring] = count + ring, last
        self.best = self.after[:]

    def walks(self) -> list[list[int]]:
        """The best walks found."""
        found = []
        for ring in range(self.rings):
            one, stops = self.best[self.count + ring], []
            while one < self.count:
                stops.append(one)
                one = self.best[one]
            found.append(stops)
        return found

    def search(self, near: Sequence[Sequence[int]], steps: int, random: Random) -> None:  # noqa: PLR0912, PLR0915
        """Take out and put back, so many times."""
        # One long function: names looked up on the object at each of a million steps would double its time.
        rows, weight, side, sides = self.rows, self.weight, self.side, self.sides
        after, before, walk, load, on_side = self.after, self.before, self.walk, self.load, self.on_side
        count, low, high, price = self.count, self.band.low, self.band.high, self.side_price
        looked = [[(other, row[other], rows[other]) for other in others[:LOOK]] for row, others in zip(rows, near)]  # noqa: B905
        draw = random.random
        cost = lowest = 0
        heat = HOT
        for step in range(steps):
            if not step & 31:
                rest = steps - step
                heat = COLD + (HOT - COLD) * rest * rest // (steps * steps)
            change, short = 0, 0
            centre = int(draw() * count)
            many = 1 + int(draw() * (2 * TAKEN_OUT - 1))
            out: list[int] = []
            done: list[tuple[int, int, int]] = []
            touched: list[int] = []
            for one in (centre, *near[centre]):
                ring = walk[one]
                if ring < 0 or ring in touched:
                    continue
                touched.append(ring)
                if load[ring] < low:
                    short += low - load[ring]
                length = 1 + int(draw() * min(STRING, many - len(out)))
                back, at = int(draw() * length), one
                while back and before[at] < count:
                    at = before[at]
                    back -= 1
                while length and at < count:
                    left, right, row = before[at], after[at], rows[at]
                    change += rows[left][right] - row[left] - row[right]
                    after[left], before[right] = right, left
                    walk[at] = -1
                    load[ring] -= weight[at]
                    index = ring * sides + side[at]
                    on_side[index] -= 1
                    if not on_side[index]:
                        change -= price
                    out.append(at)
                    done.append((at, left, ring))
                    at = right
                    length -= 1
                if len(out) >= many:
                    break
            taken = len(done)
            self._sort(out, centre, draw)
            whole = True
            for one in out:
                row, heavy, its = rows[one], weight[one], side[one]
                least, place = 10**12, -1
                room = high - heavy
                for other, leg, there in looked[one]:
                    ring = walk[other]
                    if ring < 0 or load[ring] > room:
                        continue
                    dear = leg if on_side[ring * sides + its] else leg + price
                    right, left = after[other], before[other]
                    new = dear + row[right] - there[right]
                    if new < least and draw() > BLINK:
                        least, place = new, other
                    new = dear + row[left] - there[left]
                    if new < least and draw() > BLINK:
                        least, place = new, left
                if place < 0:
                    whole = False
                    break
                ring = walk[place]
                right = after[place]
                after[place] = before[right] = one
                after[one], before[one] = right, place
                walk[one] = ring
                load[ring] += heavy
                on_side[ring * sides + its] += 1
                change += least
                done.append((one, place, ring))
            if whole:
                for ring in touched:
                    if load[ring] < low:
                        short -= low - load[ring]
                whole = short >= 0
            if whole and change * 1000 < heat * _CHANCE[int(draw() * 4096)]:
                cost += change
                if cost < lowest:
                    lowest = cost
                    self.best = after[:]
                continue
            for one, place, ring in reversed(done[taken:]):
                right = after[one]
                after[place], before[right] = right, place
                load[ring] -= weight[one]
                on_side[ring * sides + side[one]] -= 1
            for one, place, ring in reversed(done[:taken]):
                right = after[place]
                after[place] = before[right] = one
                after[one], before[one] = right, place
                walk[one] = ring
                load[ring] += weight[one]
                on_side[ring * sides + side[one]] += 1

    def _sort(self, out: list[int], centre: int, draw: Callable[[], float]) -> None:
        """In which order stops are put back: by chance, heavy ones first, or those near or far first."""
        chance = draw()
        if chance < 0.4:
            for index in range(len(out) - 1, 0, -1):
                other = int(draw() * (index + 1))
                out[index], out[other] = out[other], out[index]
        elif chance < 0.6:
            out.sort(key=self.weight.__getitem__, reverse=True)
        else:
            out.sort(key=self.rows[centre].__getitem__, reverse=chance < 0.8)
