"""How screens reach the data: reads in threads whose stale answers are dropped, writes one at a time.

The screen never waits. A worker computes and posts a message; only the handler, on the loop, touches widgets. ORM
objects never cross: what comes back is frozen dataclasses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from textual.message import Message

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.store import Store
    from db.undo import Window
    from db.unit import Unit
    from tui.opening import Opening

T = TypeVar("T")


class Answer(Message):
    """What a read or a write came back with; ``generation`` tells a stale one, ``state`` which file a read saw."""

    def __init__(
        self,
        channel: str,
        generation: int,
        result: Any,
        error: BaseException | None,
        then: Any,
        *,
        state: Seen | None = None,
    ) -> None:
        super().__init__()
        self.channel = channel
        self.generation = generation
        self.result = result
        self.error = error
        self.then = then
        self.state = state


@dataclass(frozen=True, slots=True)
class Seen:
    """What a read saw: a file in the state that its change counter names, at a minute."""

    opening: Opening
    counter: int
    minute: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What a read function is given."""

    session: Session
    store: Store


class Writer:
    """One thread for all writes of the program, so that two keys never race each other to the file."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="appui-writer")
        self._pending = 0
        self._lock = threading.Lock()

    @property
    def busy(self) -> bool:
        """Whether a write is under way."""
        return self._pending > 0

    def submit(self, job: Callable[[], None]) -> None:
        """Run a job after those before it."""
        with self._lock:
            self._pending += 1

        def run() -> None:
            try:
                job()
            finally:
                with self._lock:
                    self._pending -= 1

        self._pool.submit(run)

    def close(self) -> None:
        """Wait for what is under way, then stop: nothing typed is lost by quitting."""
        self._pool.shutdown(wait=True)


def write_once(store: Store, actor: uuid.UUID | None, action: Callable[[Unit], T], window: Window) -> T:
    """One action, one transaction; the window knows afterwards that it was its own."""
    with store.write(actor) as unit:
        result = action(unit)
    window.did(unit)
    return result
