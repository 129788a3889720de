"""A person at the keyboard of an application without a terminal, and what is painted for them."""

from __future__ import annotations

import asyncio
import threading
import unicodedata
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest


class Frames:
    """What is painted: the first frame of each screen as it comes, then one for all that a key brought about.

    Textual paints up to sixty times a second, and nobody sees what stood between a key and what came of it: more than a
    third of the time of these tests went there. Each widget that shows is rendered, so that none fails unseen; they get
    their borders and are put together line by line only where someone looks, and turned into what a terminal is sent in
    `test_terminal.py`.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from textual.screen import Screen

        self.number = 0
        self.waits = False  # whether the next one is for when nothing else is on its way
        self._begun: weakref.WeakSet[Any] = weakref.WeakSet()
        self._held: weakref.WeakSet[Any] = weakref.WeakSet()
        self.arrange = Screen._on_timer_update
        monkeypatch.setattr(Screen, "_compositor_refresh", self._refresh_of())
        monkeypatch.setattr(Screen, "_on_timer_update", self._tick_of())

    def _tick_of(self) -> Callable[[Any], None]:
        def tick(screen: Any) -> None:
            if self.waits:
                screen._update_timer.pause()  # sixty times a second a screen would be arranged for half of what comes
            else:
                self.arrange(screen)

        return tick

    def _refresh_of(self) -> Callable[[Any], None]:
        from textual.screen import Screen

        in_the_background: Callable[[Any], None] = Screen._compositor_refresh

        def refresh(screen: Any) -> None:
            self.number += 1
            if screen is not screen.app.screen:
                in_the_background(screen)
            elif screen not in self._begun:
                self._begun.add(screen)
                self._render(screen)
            else:
                self._held.add(screen)
                screen._dirty_widgets.clear()  # as painting does: the compositor knows their places by now
                screen.app._update_mouse_over(screen)

        return refresh

    def paint(self, screen: Any) -> bool:
        """Paint what was held back on this screen; whether anything was."""
        if screen not in self._held:
            return False
        self._held.discard(screen)
        self._render(screen)
        return True

    def _render(self, screen: Any) -> None:
        from textual._context import visible_screen_stack
        from textual.widget import Widget

        visible_screen_stack.set(screen.app._background_screens)
        for widget, (region, clip) in screen._compositor.visible_widgets.items():
            shown = region.intersection(clip)
            if not shown or widget.BLANK:
                continue
            if type(widget).render_line is Widget.render_line and type(widget).render_lines is Widget.render_lines:
                widget.render_line(0)  # all its lines are made at once
            else:
                widget.render_lines(shown.translate(-region.offset))
        screen._compositor._dirty_regions.clear()
        screen._dirty_widgets.clear()
        screen.app._update_mouse_over(screen)


RESTLESS = 5_000  # rounds of waiting, or frames, after which a screen will never come to rest; a dozen are usual


class Hand:
    """A person at the keyboard of an application without a terminal."""

    def __init__(self, app: Any, pilot: Any, frames: Frames) -> None:
        self.app = app
        self.pilot = pilot
        self.frames = frames
        self.keys = 0
        self._seen: tuple[Any, list[str]] = (None, [])

    async def settle(self, *, look: bool = True) -> None:
        """Wait until nothing is being written, read or painted any more; without a look nothing is painted."""
        frames = 0
        await self._quieten()
        while look and self.frames.paint(self.app.screen):
            await self._quieten()
            frames += 1
            assert frames < RESTLESS, self.app.screen

    async def _quieten(self) -> None:
        """Go on while anything is on its way."""
        loop: Any = asyncio.get_running_loop()
        quiet = 0
        rounds = 0
        self.frames.waits = True
        while quiet < 3:
            if self.app._exception is not None:
                raise self.app._exception
            if self.app._settling is not None:
                await self.app._settling
            while loop._ready:
                await asyncio.sleep(0)
            busy = await self._wait_for_threads() or self._pending()
            if not busy or self._is_closed() or rounds % 20 == 19:  # what is at work may wait for a frame itself
                busy = busy or self._unarranged()
                self.frames.arrange(self.app.screen)
            quiet = 0 if busy else quiet + 1
            await asyncio.sleep(0)
            rounds += 1
            assert rounds < RESTLESS, [work.__qualname__ for work in self._at_work()]
        self.frames.waits = False

    async def _wait_for_threads(self) -> bool:
        from textual.worker import WorkerCancelled

        busy = self.app.writer.busy or bool(len(self.app.workers))
        if self.app.writer.busy:
            written = threading.Event()
            self.app.writer.submit(written.set)
            await asyncio.get_running_loop().run_in_executor(None, written.wait)
        with suppress(WorkerCancelled):
            await self.app.workers.wait_for_complete()
        return busy

    def _at_work(self) -> list[Any]:
        """Whoever does not come to rest, to be named."""
        pumps = (self.app, *self.app.screen.walk_children(with_self=True))
        tasks = [pump._task.get_coro() for pump in pumps if self._works(pump) and pump._task is not None]
        return [*tasks, *(worker._work for worker in self.app.workers), self._pending]

    def _is_closed(self) -> bool:
        """Whether the file is not open yet: that begins after the first frames."""
        return bool(self.app.place.exists and not self.app.is_open and self.app.refusal is None)

    def _pending(self) -> bool:
        app = self.app
        if self._is_closed() or app._settling is not None:
            return True
        return any(map(self._works, (app, *app.screen.walk_children(with_self=True))))

    def _unarranged(self) -> bool:
        """Whether the screen, or who wants to be called after its next frame, waits for that."""
        screen = self.app.screen
        return bool(
            screen._layout_required
            or screen._scroll_required
            or screen._repaint_required
            or screen._recompose_required
            or screen._dirty_widgets
            or screen._callbacks
        )

    @staticmethod
    def _works(pump: Any) -> bool:
        """Whether a widget has a message, or is in the middle of one: else it waits for the next."""
        if not pump._running or pump._closing or pump._closed:
            return False
        return bool(pump._message_queue.values) or not pump._message_queue.ready_event._waiters

    async def press(self, *keys: str) -> None:
        """Press keys, each after what the one before it brought about."""
        for number, key in enumerate(keys, 1):
            self.keys += 1
            self._send(key)
            await self.settle(look=number == len(keys))

    def _send(self, key: str) -> None:
        from textual import events
        from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key

        if len(key) == 1 and not key.isalnum():
            key = _character_to_key(key)
        named = REPLACED_KEYS.get(key, key)
        try:
            char: str | None = unicodedata.lookup(_get_unicode_name_from_key(named))
        except KeyError:
            char = key if len(key) == 1 else None
        event = events.Key(key, char)
        event.set_sender(self.app)
        self.app.post_message(event)

    async def type(self, text: str) -> None:
        """Type a line, key by key."""
        for char in text:
            self._send("space" if char == " " else char)
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        from textual import events
        from textual.geometry import Size

        size = Size(width, height)
        self.app._driver._size = size
        self.app.post_message(events.Resize(size, size))
        await self.settle()
        self.app._check_resize()  # no need to wait for the sixtieth of a second in which others could follow
        await self.settle()

    async def put(self, text: str, widget: str = "") -> None:
        """Put a whole line into the field under the cursor, or into the one that is named."""
        from textual.widgets import Input, TextArea

        field = self.app.screen.query_one(widget) if widget else self.app.focused
        assert isinstance(field, (Input, TextArea)), field
        if widget:
            field.focus()
        if isinstance(field, Input):
            field.value = text
        else:
            field.text = text
        await self.settle()

    async def choose(self, key: Any) -> None:
        """Go to a line of the list under the cursor by its key, and press Enter."""
        listing = self.app.focused
        for index in range(listing.total):
            if listing._row(index).key == key:
                listing.select(index)
                break
        else:
            raise AssertionError(f"{key!r} is not in {[listing._row(i).key for i in range(listing.total)]}")
        await self.press("enter")

    @property
    def screen(self) -> str:
        """The name of the screen on top."""
        return type(self.app.screen).__name__

    def grid(self) -> list[str]:
        """What the terminal shows, line by line; put together once a frame."""
        screen, frame = self.app.screen, (self.app.screen, self.frames.number)
        if self._seen[0] != frame or screen._layout_required or screen._repaint_required or screen._dirty_widgets:
            strips = screen._compositor.render_strips(self.app.size)
            self._seen = (frame, ["".join(segment.text for segment in strip) for strip in strips])
        return list(self._seen[1])

    def shows(self, text: str) -> bool:
        """Whether a text is on the screen, on one line or wrapped inside a box."""
        grid = self.grid()
        flat = " ".join(" ".join(line.split()) for line in grid)
        return text in "\n".join(grid) or " ".join(text.split()) in flat

    def toasts(self) -> list[str]:
        """Every toast that stands on the screen."""
        return [notification.message for notification in self.app._notifications]

    def see(self, question: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Ask the file itself."""
        with self.app.opening.store.read() as session:
            return question(session, *arguments, **options)

    def one(self, statement: str, **values: Any) -> Any:
        """The first value of a statement of SQL on the file itself."""
        from sqlalchemy import text

        with self.app.opening.store.read() as session:
            row = session.execute(text(statement), values).first()
        return row[0] if row else None
