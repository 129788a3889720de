"""A store: one open file (or server), and the only two ways in, ``read`` and ``write``.

``read`` gives a session in one read transaction; ``write`` a `Unit` in one write transaction that is committed whole
or not at all. Driver errors leave here as `Refusal`, never as a stack trace that may hold a name.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db import engine as engines
from db.errors import FileReadOnly
from db.ids import Ids
from db.refusals import refusals
from db.unit import Unit

_WRITER_LOCK = 4159  # any number, the same in every Appui


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
        self._random = random
        self._writing = engine.execution_options(appui_write=True)
        # A file's read transaction is a snapshot already; a server's default would show a report rows that changed
        # while it was made.
        self._reading = engine if path else engine.execution_options(isolation_level="REPEATABLE READ")

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
    def on_server(
        cls,
        url: str,
        *,
        now: Callable[[], datetime] = utc_now,
        random: Callable[[int], bytes] = os.urandom,
    ) -> Store:
        """A store on PostgreSQL, for tests and for federations that outgrow one file."""
        engine = create_engine(url, hide_parameters=True)
        event.listen(engine, "begin", _take_turns)
        return cls(engine, engine.url.render_as_string(hide_password=True), now=now, random=random)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One read transaction; what it sees does not change while it lasts.

        Raises:
            CannotOpen, FileLocked, FileDamaged, DiskFailed: nothing could be read.
        """
        with refusals(self.label), Session(self._reading, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self, actor: uuid.UUID | None = None) -> Iterator[Unit]:
        """One write transaction: committed when the block ends, rolled back whole when it raises.

        It waits for its turn before the block begins, so that what the block reads is what it changes. Keep it short:
        other windows wait too.

        Raises:
            FileReadOnly, FileLocked, DiskFull, DiskFailed, FileDamaged: nothing was changed.
        """
        if self.read_only:
            raise FileReadOnly(path=self.label)
        with refusals(self.label), Session(self._writing, autoflush=True, expire_on_commit=False) as session:
            session.connection()
            unit = Unit(session, actor=actor, now=self.now(), new_id=self.new_id, random=self._random)
            yield unit
            unit.finish()
            session.commit()

    def change_counter(self) -> int:
        """A number that goes up whenever something was written: how a second window knows that it must refresh."""
        with self.read() as session:
            return self.counter_in(session)

    @staticmethod
    def counter_in(session: Session) -> int:
        """`change_counter`, as a transaction that is already under way sees it."""
        return int(session.execute(text("SELECT coalesce(max(seq), 0) FROM audit")).scalar_one())

    def fold(self) -> None:
        """Bring what was committed from the log into the file itself, without waiting for anybody.

        Someone who copies the file while it is open then takes everything along, and not the empty shell of it.
        """
        if self.path is not None and not self.read_only:
            with suppress(DBAPIError), self.engine.connect() as connection:
                raw = connection.connection.dbapi_connection
                if raw is not None:
                    raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def close(self) -> None:
        """Give all connections back; the last one on a file folds its WAL away."""
        self.engine.dispose()


def _take_turns(connection: Connection) -> None:
    # As on a file: one writer at a time, and the next one waits a while before it gives up. Each statement after the
    # lock sees what the writer before it committed (READ COMMITTED, the server's default).
    if connection.get_execution_options().get("appui_write", False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(engines.BUSY_SECONDS * 1000)}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
