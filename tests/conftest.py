"""What several floors share: how the tests are shared out, files to copy, children to kill, an open application."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.children import Child, Say
from tests.keyboard import Frames, Hand

gc.set_threshold(100_000, 20, 100)  # rounds of the collector were a sixth of the time, imports included


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
