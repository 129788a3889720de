"""Room for texts on a map: each goes where nothing stands yet, or nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass
class Room:
    """What is taken of a sheet of paper. First come, first served: what matters most is put first."""

    wide: float
    tall: float
    square: float = 24.0
    _taken: dict[tuple[int, int], list[Box]] = field(default_factory=dict)

    def put(self, candidates: Iterable[Box]) -> Box | None:
        """Take the first of these boxes that is free and on the paper; None when none is."""
        for box in candidates:
            if self.free(box):
                self.take(box)
                return box
        return None

    def free(self, box: Box) -> bool:
        """Whether a box is on the paper and nothing stands in it."""
        left, top, right, bottom = box
        if left < 0 or top < 0 or right > self.wide or bottom > self.tall:
            return False
        return not any(
            left < r and l_ < right and top < b and t < bottom
            for key in self._squares(box)
            for l_, t, r, b in self._taken.get(key, ())
        )

    def take(self, box: Box) -> None:
        """Something stands here."""
        for key in self._squares(box):
            self._taken.setdefault(key, []).append(box)

    def _squares(self, box: Box) -> Iterable[tuple[int, int]]:
        left, top, right, bottom = (int(side // self.square) for side in box)
        return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))


def beside(x: float, y: float, wide: float, tall: float, gap: float) -> list[Box]:
    """Where a text may stand beside a point: right, left, above, below, then the corners."""
    half_w, half_h = wide / 2, tall / 2
    middles = (
        (x + gap + half_w, y),
        (x - gap - half_w, y),
        (x, y - gap - half_h),
        (x, y + gap + half_h),
        (x + gap + half_w, y - gap - half_h),
        (x - gap - half_w, y - gap - half_h),
        (x + gap + half_w, y + gap + half_h),
        (x - gap - half_w, y + gap + half_h),
    )
    return [(cx - half_w, cy - half_h, cx + half_w, cy + half_h) for cx, cy in middles]


def numbered(count: int) -> list[int]:
    """Which of so many stops bear a number, the most telling first: the first, the last, the tens, then the fives.

    Of a walk far longer than any team does in one evening, only the tens or the fifties.
    """
    if count <= 0:
        return []
    step = 10 if count <= 150 else 50
    tens = list(range(step, count, step))
    fives = list(range(5, count, 10)) if count <= 80 else []
    return list(dict.fromkeys([1, count, *tens, *fives]))
