"""What several floors share: a child process to kill, files to copy, and a person at the keyboard."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import os
import select
import shutil
import signal
import sqlite3
import sys
import threading
import time
import unicodedata
import warnings
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, contextmanager, suppress
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

Say = Callable[[str], None]

gc.set_threshold(100_000, 20, 100)  # rounds of the collector were a sixth of the time, imports included


class Child:
    """A forked process: no interpreter to start, so a thousand can be killed. It says lines through a pipe."""

    def __init__(self, work: Callable[[Say], None], uid: int | None = None) -> None:
        self.ear, mouth = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 warns of forks beside threads
            self.pid = os.fork()
        if self.pid == 0:
            code = 70
            with suppress(BaseException):
                gc.disable()  # nothing inherited may be closed here
                os.close(self.ear)
                if uid is not None and os.getuid() == 0:
                    os.setgroups([])
                    os.setresgid(uid, uid, uid)
                    os.setresuid(uid, uid, uid)
                try:
                    work(lambda line: (os.write(mouth, line.encode() + b"\n"), None)[1])
                    code = 0
                except BaseException as error:
                    os.write(mouth, f"!{type(error).__name__}: {error}\n".encode())
                    raise
            os._exit(code)
        os.close(mouth)
        self._heard = b""
        self._status: int | None = None

    def hear(self, seconds: float = 20) -> str:
        """The next line the child says."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._heard:
            ready, _, _ = select.select([self.ear], [], [], max(0, deadline - time.monotonic()))
            data = os.read(self.ear, 65536) if ready else b""
            if not data:
                raise AssertionError(f"the child said nothing more after {self._heard!r}")
            self._heard += data
        line, _, self._heard = self._heard.partition(b"\n")
        return line.decode()

    def lines(self) -> list[str]:
        """All that the child said and was not heard yet, once it has ended; a line cut short does not count."""
        while data := os.read(self.ear, 65536):
            self._heard += data
        self.wait()
        return self._heard.decode().split("\n")[:-1]

    def kill(self) -> None:
        """Kill it as a power button does: no handler, no farewell."""
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()

    def wait(self) -> int:
        """Its exit code; minus the signal if it was killed."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._status

    def close(self) -> None:
        """Leave nothing behind."""
        self.kill()
        with suppress(OSError):
            os.close(self.ear)


@pytest.fixture
def fork() -> Iterator[Callable[..., Child]]:
    """Start a function in a child process; ``uid`` makes it an unprivileged one when the tests run as root."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    children: list[Child] = []

    def start(work: Callable[[Say], None], uid: int | None = None) -> Child:
        children.append(Child(work, uid))
        return children[-1]

    yield start
    for child in children:
        child.close()


NOW = datetime(2026, 11, 18, 15, 0, tzinfo=ZoneInfo("Europe/Paris"))  # a Wednesday: the base day of the demonstration


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each process a stretch of the tests, and what others have left once it is done.

    Neighbours share what was made for them: a wheel, a server, a demonstration are made by one process, not by all.
    """
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config) -> None:
    """Let Hypothesis read the whole program for constants to try before the long runs only.

    In a fresh checkout it takes each process seconds, before the first test.
    """
    if "hypothesis" in sys.modules and config.getoption("markexpr") == "not long":
        from hypothesis.internal.conjecture import providers

        providers.is_local_module_file = lambda path: False


def pytest_collection_finish() -> None:
    """Leave what was imported out of the garbage rounds of the collector."""
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Wait for the disk in the tests of the storage only: elsewhere nobody cuts the power, and a kill loses nothing."""
    from db import engine as engines

    waiting, not_waiting = _durability()
    storage = "db" in item.path.relative_to(Path(__file__).parent).parts
    engines.DURABILITY = waiting if storage else not_waiting


@cache
def _durability() -> tuple[tuple[str, ...], tuple[str, ...]]:
    from db import engine as engines

    return engines.DURABILITY, tuple(pragma.replace("=FULL", "=OFF") for pragma in engines.DURABILITY)


@pytest.fixture(scope="session", autouse=True)
def compile_once() -> Iterator[None]:
    """Compile each statement once a process, not once a file: a person opens one file, the tests thousands.

    SQLAlchemy keeps what it has compiled with its engine, under the engine's dialect; here all share one of each.
    """
    from sqlalchemy import Engine, create_engine

    from db import engine as engines

    model = create_engine("sqlite://", query_cache_size=2000)
    model.connect().close()  # what a dialect asks of the first connection

    def create(*arguments: Any, **options: Any) -> Engine:
        made = create_engine(*arguments, **options)
        made.dialect, made._compiled_cache = model.dialect, model._compiled_cache
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", create)
        yield
    model.dispose()


@pytest.fixture(scope="session")
def parse_once() -> Iterator[None]:
    """Parse each style sheet once a process and theme, not once an application: the rules are the same each time."""
    from textual.css.model import RuleSet
    from textual.css.stylesheet import Stylesheet

    parse = Stylesheet._parse_rules
    parsed: dict[Any, list[RuleSet]] = {}

    def look_up(sheet: Stylesheet, *arguments: Any, **options: Any) -> list[RuleSet]:
        key = (tuple(sheet._variables.items()), arguments, tuple(options.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, *arguments, **options)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", look_up)
        patch.setattr(RuleSet, "__hash__", object.__hash__)  # by identity, as its own, which is not written in C
        yield


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


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """A file that the first process to need it makes, and that all the processes of one run copy from."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once"

    def make(name: str, fill: Callable[[Path], object]) -> Path:
        folder.mkdir(mode=0o700, exist_ok=True)
        made = folder / name
        with (folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                unfinished = folder / f"unfinished-{name}"
                unfinished.unlink(missing_ok=True)  # of a process that failed at it
                fill(unfinished)
                unfinished.rename(made)
        return made

    return make


@pytest.fixture(scope="session")
def bare_file(once: Once) -> Path:
    """A new file as the revisions leave it, without a row of ours; to be copied."""
    from db import engine, files

    def make(path: Path) -> None:
        files.create_file(path, lambda store: None)
        with closing(engine.connect(path)) as connection:
            connection.execute("DELETE FROM setting")  # which program made the file: it is noted at the end

    return once("bare.appui", make)


@contextmanager
def poured(bare: Path) -> Iterator[None]:
    """Pour the tables into each new file instead of going through every revision again, which is most of making one."""
    from db import upgrade

    def pour(engine: Any) -> None:
        with closing(sqlite3.connect(bare)) as source, engine.connect() as connection:
            source.backup(connection.connection.dbapi_connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upgrade, "migrate", pour)
        yield


@pytest.fixture
def tables_once(bare_file: Path) -> Iterator[None]:
    """New files get tables that were made once: for tests of what comes before and after them."""
    with poured(bare_file):
        yield


@pytest.fixture(scope="session")
def empty_file(once: Once, bare_file: Path) -> Path:
    """A new file with its reference rows and no committee; to be copied."""
    from db import files
    from seed import reference

    with poured(bare_file):
        return once("empty.appui", lambda path: files.create_file(path, reference.fill))


@pytest.fixture(scope="session")
def demo_file(once: Once, bare_file: Path) -> Path:
    """The demonstration as it stands on the day of `NOW`; to be copied."""
    from seed import demo

    with poured(bare_file):
        return once("demo.appui", lambda path: demo.make(path, today=NOW.date()))


@pytest.fixture
def copy(tmp_path: Path) -> Callable[[Path], Path]:
    """A copy of a file in a folder of this test's own."""

    def make(path: Path) -> Path:
        folder = tmp_path / "data"
        folder.mkdir(mode=0o700, exist_ok=True)
        target = folder / path.name
        shutil.copy(path, target)
        os.chmod(target, 0o600)
        return target

    return make


@pytest.fixture
def opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parse_once: None, request: pytest.FixtureRequest
) -> Callable[..., AbstractAsyncContextManager[Hand]]:
    """Open the application on a file, with a clock that stands still, and toasts that crash as they do outside.

    A file that is not there yet is a copy of one that was made once: making one takes longer than most of these tests.
    """
    for name in ("NO_COLOR", "TEXTUAL_THEME", "APPUI_DATA", "TEXTUAL_ANIMATIONS", "COLORFGBG"):
        monkeypatch.delenv(name, raising=False)

    frames = Frames(monkeypatch)

    @asynccontextmanager
    async def start(
        path: Path,
        lang: str = "en",
        size: tuple[int, int] = (100, 30),
        *,
        demo: bool = False,
        acting_as: str | None = None,
        now: datetime = NOW,
        settings: Any = None,
    ) -> AsyncIterator[Hand]:
        from db import files
        from db.store import Store
        from seed import demo as seed_demo
        from tui.app import AppuiApp, Place
        from tui.user_settings import UserSettings

        empty = None if path.exists() else request.getfixturevalue("empty_file")

        def create(wanted: Path, made: Path) -> None:
            files.private_folder(wanted.parent)
            shutil.copy(made, wanted)
            wanted.chmod(0o600)

        def open_or_create(wanted: Path) -> Store:
            if empty is not None and not wanted.exists():
                create(wanted, empty)
            store = files.open_file(wanted)
            store.now = lambda: now.astimezone(UTC)
            return store

        def create_demo(wanted: Path, today: date | None) -> None:
            if today is None and now == NOW:
                create(wanted, request.getfixturevalue("demo_file"))
            else:
                seed_demo.make(wanted, today=today or now.date())

        place = Place(
            path=path,
            exists=path.exists(),
            demo=demo,
            demo_path=tmp_path / "demo" / "demo.appui",
            settings_path=tmp_path / "settings" / "settings.toml",
            log_path=tmp_path / "state" / "appui.log",
            exports_folder=tmp_path,
            open=open_or_create,
            create_demo=create_demo,
            acting_as=acting_as,
        )
        app = AppuiApp(place, lang, settings or UserSettings())  # type: ignore[arg-type]
        app._clock = lambda: now
        async with app.run_test(size=size, notifications=True) as pilot:
            hand = Hand(app, pilot, frames)
            await hand.settle()
            yield hand

    return start
