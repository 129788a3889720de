"""Blocks: areas small enough that every leg inside can be looked at, cut apart where the map is longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STOPS_IN_BLOCK = 500  # a table of legs of 250,000 numbers, a second or two of work


@dataclass(frozen=True, slots=True)
class Band:
    """How much a walk may hold, in doors or in seconds."""

    low: int
    high: int

    @property
    def middle(self) -> int:
        return (self.low + self.high) // 2

    def walks(self, total: int) -> int:
        """How many walks a total makes: as near the middle of the band as can be, inside it where that is possible."""
        if total <= 0:
            return 0
        wanted = max(1, (total * 2 + (self.low + self.high) // 2) // (self.low + self.high))
        fewest, most = -(-total // self.high), total // self.low
        if fewest <= most:
            return min(max(wanted, fewest), most)
        # No number of walks fits: the one whose walks are least out of it.
        return min((most, fewest), key=lambda count: (self._out(total, count), count))

    def _out(self, total: int, count: int) -> int:
        if count < 1:
            return total + self.high
        return max(total - count * self.high, count * self.low - total, 0)

    def fits(self, total: int) -> bool:
        """Whether some number of walks, all inside the band, makes this total."""
        return total > 0 and -(-total // self.high) <= total // self.low


def bisect(
    members: Sequence[int],
    xs: Sequence[int],
    ys: Sequence[int],
    weight: Sequence[int],
    band: Band,
    *,
    size: int = STOPS_IN_BLOCK,
    share: tuple[int, int] = (1, 2),
) -> list[list[int]]:
    """Cut members in two along the longer way, until each block is small enough.

    The cut falls where a whole number of walks lies on one side, so that blocks do not add walks. ``share`` is where
    the first cuts fall: another share gives other seams.
    """
    waiting, found = [(list(members), share)], []
    while waiting:
        block, (part, whole) = waiting.pop()
        total = sum(weight[one] for one in block)
        if len(block) <= size or total < 4 * band.middle:
            found.append(block)
            continue
        wide = max(xs[one] for one in block) - min(xs[one] for one in block)
        tall = max(ys[one] for one in block) - min(ys[one] for one in block)
        if wide >= tall:
            block.sort(key=lambda one: (xs[one], ys[one], one))
        else:
            block.sort(key=lambda one: (ys[one], xs[one], one))
        at = _place(block, weight, band, total, share=(part, whole))
        if at is None:
            found.append(block)
            continue
        waiting.append((block[at:], share if part * 2 != whole and len(block) - at > 4 * size else (1, 2)))
        waiting.append((block[:at], (1, 2)))
    return found


def _place(
    block: Sequence[int], weight: Sequence[int], band: Band, total: int, *, share: tuple[int, int]
) -> int | None:
    """After how many members to cut: where the walks on one side are whole, near the share of the members."""
    wanted = len(block) * share[0] // share[1]
    before = 0
    best: tuple[int, int] | None = None
    for index, one in enumerate(block):
        if index and band.fits(before) and band.fits(total - before):
            off = before % band.middle
            odd = min(off, band.middle - off)
            score = abs(index - wanted) * 1000 // len(block) + odd * 100 // band.middle
            if best is None or score < best[0]:
                best = (score, index)
        before += weight[one]
    return best[1] if best else None
