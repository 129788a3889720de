"""How far long work has come: told by its thread, shown by a screen which may be gone by then, and stopped by it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from campaign.words import N_
from db.errors import Refusal

if TYPE_CHECKING:
    from tui.screens.speaking import Speaking


class Stopped(Refusal):
    """Somebody stopped the work, or left the screen that asked for it."""

    code = "work.stopped"
    why = N_("Stopped; nothing was changed.")


class Progress:
    """The progress of one piece of work, called in its thread with what is done of how much.

    Calling it raises Stopped once ``stop`` was called, or when the program is ending; ``show`` is called on the loop,
    and only while the screen is there to show it.
    """

    def __init__(self, screen: Speaking, show: Callable[[int, int], None]) -> None:
        self._screen = screen
        self._show = show
        self._stopped = threading.Event()

    @property
    def stopped(self) -> bool:
        """Whether nobody waits for this work any more."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Have the work give up at its next word of progress."""
        self._stopped.set()

    def __call__(self, done: int, total: int) -> None:
        if self.stopped:
            raise Stopped
        try:
            self._screen.app.call_from_thread(self._tell, done, total)
        except RuntimeError as ending:  # the loop is gone, or about to be
            raise Stopped from ending

    def _tell(self, done: int, total: int) -> None:
        if not self.stopped and self._screen.is_here:
            self._show(done, total)
