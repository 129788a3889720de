"""What of a line is inside a box: so that zooming in draws no more than is seen."""

from __future__ import annotations

Segment = tuple[float, float, float, float]


def clipped(segment: Segment, wide: float, tall: float) -> Segment | None:
    """The part of a segment within ``0..wide`` and ``0..tall``, ends included; None where there is none.

    Liang and Barsky's method: each border moves one end along the segment.
    """
    x0, y0, x1, y1 = segment
    if 0 <= x0 <= wide and 0 <= x1 <= wide and 0 <= y0 <= tall and 0 <= y1 <= tall:
        return segment
    dx, dy = x1 - x0, y1 - y0
    first, last = 0.0, 1.0
    for step, room in ((-dx, x0), (dx, wide - x0), (-dy, y0), (dy, tall - y0)):
        if step == 0:
            if room < 0:
                return None
            continue
        at = room / step
        if step < 0:
            first = max(first, at)
        else:
            last = min(last, at)
        if first > last:
            return None
    return x0 + first * dx, y0 + first * dy, x0 + last * dx, y0 + last * dy
