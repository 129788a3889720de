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


class Ids:
    """Hands out identifiers that never go back within one process, even if the clock does."""

    def __init__(self, now: Callable[[], datetime], random: Callable[[int], bytes] = os.urandom) -> None:
        self._now = now
        self._random = random
        self._last = 0
        self._lock = threading.Lock()

    def __call__(self) -> uuid.UUID:
        with self._lock:
            milliseconds = max(int(self._now().timestamp() * 1000), self._last)
            self._last = milliseconds
            return uuid7(milliseconds, self._random(10))
