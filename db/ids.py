"""Identifiers: UUIDv7, so that rows made on two laptops never collide and stay roughly in time order.

The standard library has uuid7 only from Python 3.14. Clock and randomness are passed in, so that a seeded file
is the same on every run. Never the order of money: that is a per-committee sequence.
"""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable
from datetime import datetime


def uuid7(milliseconds: int, random_bytes: bytes) -> uuid.UUID:
    """RFC 9562 version 7 from a Unix time in milliseconds and ten random bytes."""
    if len(random_bytes) != 10:
        raise ValueError("ten random bytes are needed")
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(random_bytes, "big")
    value = value & ~(0xF << 76) | (7 << 76)
    value = value & ~(0x3 << 62) | (2 << 62)
    return uuid.UUID(int=value)


_TAIL_BITS = 74  # what a version 7 identifier holds beside its time: 12 bits, then 62


class Ids:
    """Hands out identifiers that always go up within one process, even if the clock goes back.

    RFC 9562, 6.2, method 2: within one millisecond the random part is counted up by a random step.
    """

    def __init__(self, now: Callable[[], datetime], random: Callable[[int], bytes] = os.urandom) -> None:
        self._now = now
        self._random = random
        self._milliseconds = 0
        self._tail = 0
        self._lock = threading.Lock()

    def __call__(self) -> uuid.UUID:
        with self._lock:
            milliseconds = int(self._now().timestamp() * 1000)
            drawn = int.from_bytes(self._random(10), "big")
            if milliseconds > self._milliseconds:
                self._milliseconds = milliseconds
                self._tail = drawn >> (80 - _TAIL_BITS + 1)  # the top bit stays free: room to count
            else:
                self._tail += 1 + (drawn & 0xFFFFFFFF)
                if self._tail >> _TAIL_BITS:
                    self._milliseconds += 1
                    self._tail &= (1 << _TAIL_BITS) - 1
            high, low = self._tail >> 62, self._tail & ((1 << 62) - 1)
            return uuid7(self._milliseconds, ((high << 64) | low).to_bytes(10, "big"))
