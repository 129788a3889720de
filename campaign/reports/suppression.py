"""Small counts of opinion are hidden: a cell under five in a street or a meeting names its people.

Kept apart from the report so that it is a rule, tested by itself, and not a habit of each table.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def suppress_small(counts: Mapping[K, int], floor: int = 5) -> dict[K, int | None]:
    """The counts of one question, with None where one must not be shown; keys and their order are kept.

    Cells under ``floor`` are hidden. A reader who knows the total finds a lone hidden cell by subtraction, and the sum
    of several: so while the hidden ones are fewer than two or together still under ``floor``, the smallest shown cell
    is hidden too (the first of equals). A two-way table needs this in both directions, or its totals left out.
    """
    hidden = {key for key, count in counts.items() if count < floor}
    if hidden:
        shown = sorted((count, place, key) for place, (key, count) in enumerate(counts.items()) if key not in hidden)
        for _count, _place, key in shown:
            if len(hidden) >= 2 and sum(counts[one] for one in hidden) >= floor:
                break
            hidden.add(key)
    return {key: None if key in hidden else count for key, count in counts.items()}
