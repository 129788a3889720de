"""Keys wait for one another, so that typing ahead of a slow laptop never lands in the wrong field."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

from tui.text import visible_lines

SETTLE_SECONDS = 3.0  # a form opening on a slow laptop; in use it is a fraction of a millisecond


class TypeAhead(App[None]):
    """An application whose keys are taken one by one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._typed_ahead: deque[events.Key] = deque()
        self._settling: asyncio.Task[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        """A key waits for what the key before it set off, so that typing ahead never lands in the wrong field.

        Textual hands a key to whatever has the focus the moment it is read, while the action of the key before may
        still be on its way to open a screen: on a slow laptop the first letters of a name would be lost.
        """
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._settling is not None:
                self._typed_ahead.append(event)
                return
            await super().on_event(event)
            self._settling = asyncio.create_task(self._settle_keys())
            return
        if isinstance(event, events.Paste) and not event.is_forwarded:
            event.text = visible_lines(event.text)  # a field writes what it holds to the terminal as it is
        await super().on_event(event)

    async def _settle_keys(self) -> None:
        try:
            await self._settle()
            while self._typed_ahead:
                await super().on_event(self._typed_ahead.popleft())
                await self._settle()
        finally:
            self._settling = None

    async def _settle(self) -> None:
        """Until focused widget, ancestors, screen and application have handled all they were sent; never for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                for _ in range(3):  # an action may post a message, which may open a screen, which mounts
                    node: MessagePump | None = self.focused or self.screen
                    while node is not None:
                        done = asyncio.Event()
                        # As `call_later`, which wraps what is called, so that its signature is read anew each time.
                        if not node.post_message(events.Callback(done.set)):
                            break
                        await done.wait()
                        node = node._parent
