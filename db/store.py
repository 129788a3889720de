"""A store: one open file (or server), and the only two ways in, ``read`` and ``write``.

``read`` gives a session in one read transaction; ``write`` a `Unit` in one write transaction that is committed whole
or not at all. Driver errors leave here as `Refusal`, never as a stack trace that may hold a name.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db import engine as engines
from db.errors import (
    CannotOpen,
    DiskFailed,
    DiskFull,
    FileDamaged,
    FileLocked,
    FileReadOnly,
    NotADatabase,
    Refusal,
)
from db.ids import Ids
from db.unit import Unit


def utc_now() -> datetime:
    """The clock of the real world."""
    return datetime.now(UTC)


class Store:
    """One open database. Threads may share it: each ``read`` or ``write`` takes a connection of its own."""

    def __init__(
        self,
        engine: Engine,
        label: str,
        *,
        path: Path | None = None,
        read_only: bool = False,
        now: Callable[[], datetime] = utc_now,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.engine = engine
        self.label = label
        self.path = path
        self.read_only = read_only
        self.now = now
        self.new_id = Ids(now, random)
        self._writing = engine.execution_options(appui_write=True)

    @classmethod
    def on_file(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        now: Callable[[], datetime] = utc_now,
        random: Callable[[int], bytes] = os.urandom,
    ) -> Store:
        """A store on an existing file of the present version; use `db.files.open_file` to check it first."""
        engine = engines.sqlite_engine(path, read_only=read_only)
        return cls(engine, str(path), path=path, read_only=read_only, now=now, random=random)

    @classmethod
    def on_server(cls, url: str, *, now: Callable[[], datetime] = utc_now) -> Store:
        """A store on PostgreSQL, for tests and for federations that outgrow one file."""
        engine = create_engine(url)
        return cls(engine, engine.url.render_as_string(hide_password=True), now=now)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One read transaction; what it sees does not change while it lasts."""
        with self._refusals(), Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self, actor: uuid.UUID | None = None) -> Iterator[Unit]:
        """One write transaction: committed when the block ends, rolled back whole when it raises.

        Raises:
            FileReadOnly, FileLocked, DiskFull, DiskFailed, FileDamaged: nothing was changed.
        """
        if self.read_only:
            raise FileReadOnly(path=self.label)
        with self._refusals(), Session(self._writing, autoflush=True, expire_on_commit=False) as session:
            unit = Unit(session, actor=actor, now=self.now(), new_id=self.new_id)
            yield unit
            unit.finish()
            session.commit()

    def change_counter(self) -> int:
        """A number that goes up whenever something was written: how a second window knows that it must refresh."""
        with self.read() as session:
            return int(session.execute(text("SELECT coalesce(max(seq), 0) FROM audit")).scalar_one())

    def close(self) -> None:
        """Give all connections back; the last one on a file folds its WAL away."""
        self.engine.dispose()

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            refusal = refusal_for(error.orig, self.label)
            if refusal is None:
                raise
            raise refusal from None


def refusal_for(error: BaseException | None, label: str) -> Refusal | None:
    """The refusal that tells a person what a SQLite error means; None when it is a defect of ours."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if not isinstance(error, sqlite3.Error):
        return None
    table: tuple[tuple[str, type[Refusal]], ...] = (
        ("SQLITE_BUSY", FileLocked),
        ("SQLITE_LOCKED", FileLocked),
        ("SQLITE_FULL", DiskFull),
        ("SQLITE_READONLY", FileReadOnly),
        ("SQLITE_CANTOPEN", CannotOpen),
        ("SQLITE_PERM", CannotOpen),
        ("SQLITE_NOTADB", NotADatabase),
        ("SQLITE_CORRUPT", FileDamaged),
        ("SQLITE_IOERR", DiskFailed),
    )
    for prefix, refusal in table:
        if name.startswith(prefix):
            return refusal(path=label, seconds=engines.BUSY_SECONDS)
    return None
