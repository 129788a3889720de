"""Reading what does not fit at once: two readings in the order of one key gone through side by side; portions.

What a doctor compares needs no room in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

Left = TypeVar("Left")
Right = TypeVar("Right")
T = TypeVar("T")


def order(key: Any) -> tuple[int, Any]:
    """Where a value stands in the order of SQLite: nothing, numbers, texts, bytes. Bytes changed by hand may be any."""
    if type(key) is bytes:  # nearly always
        return 3, key
    rank = 0 if key is None else 1 if isinstance(key, int | float) else 2 if isinstance(key, str) else 3
    return rank, b"" if key is None else key


def side_by_side(
    left: Iterable[tuple[Any, Left]], right: Iterable[tuple[Any, Right]]
) -> Iterator[tuple[Any, Left | None, Right | None]]:
    """Each key with what both have of it; None where one has nothing. Both are in SQLite's order of their keys.

    A key that comes twice on the left gets what the right has of it the first time, and then None.
    """
    others = iter(right)
    other = next(others, None)
    for key, mine in left:
        place = order(key)
        while other is not None and order(other[0]) < place:
            yield other[0], None, other[1]
            other = next(others, None)
        if other is not None and order(other[0]) == place:
            yield key, mine, other[1]
            other = next(others, None)
        else:
            yield key, mine, None
    while other is not None:
        yield other[0], None, other[1]
        other = next(others, None)


def portions(several: Iterable[T], at_once: int = 500) -> Iterator[list[T]]:
    """As many at one time as go into one statement, in their order."""
    left = iter(several)
    while some := list(islice(left, at_once)):
        yield some
