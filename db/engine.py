"""One engine a file: the pragmas and transactions that a fresh SQLite connection gets wrong by default.

Each setting has a test that goes red when the line is removed or weakened (tests/db/test_engine.py); the
measurements behind them are in docs/decisions/0002-storage.md.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from db.errors import NewEngineNeeded

APPLICATION_ID = 0x41505549  # "APUI", in the file's header: how Appui knows its own files
OLDEST_SQLITE = (3, 37, 0)  # STRICT tables
BUSY_SECONDS: float = 5  # how long to wait for another window that is writing

# For every connection. recursive_triggers, since INSERT OR REPLACE walks past append-only triggers without it.
# secure_delete, since an erased name would stay in the file. trusted_schema off, since a foreign file may carry
# functions in its schema. cell_size_check, since it finds a damaged page before its rows are believed.
SAFETY = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
)

# For connections that write. journal_mode comes first: it cannot change inside a transaction. FULL, since NORMAL loses
# committed work at a power cut. The two fullfsync, since on macOS an fsync stops at the drive's own cache without them.
DURABILITY = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=ON",
    "PRAGMA checkpoint_fullfsync=ON",
)


def require_sqlite() -> None:
    """Refuse a SQLite that cannot hold STRICT tables or search full text.

    Raises:
        NewEngineNeeded: older than 3.37, or built without FTS5.
    """
    found = sqlite3.sqlite_version_info
    needed = ".".join(map(str, OLDEST_SQLITE[:2]))
    if found < OLDEST_SQLITE or not has_full_text():
        raise NewEngineNeeded(found=sqlite3.sqlite_version, needed=needed)


def has_full_text() -> bool:
    """Whether this SQLite was built with FTS5."""
    connection = sqlite3.connect(":memory:")
    try:
        return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])
    finally:
        connection.close()


def sqlite_uri(path: Path, mode: str = "rw", *, immutable: bool = False) -> str:
    """A ``file:`` URI that never creates a file by accident (``mode=rw``, or ``ro``)."""
    return f"{path.absolute().as_uri()}?mode={mode}" + ("&immutable=1" if immutable else "")


def connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """A bare connection to an existing file, for upkeep: no transaction of the driver's own, the usual patience.

    Why not ``open``: closing a second descriptor of a file drops every lock that this process holds on it (POSIX), and
    SQLite, which knows that trap, is the only one who can avoid it. A database is never opened except through here.

    Raises:
        sqlite3.Error: see `db.refusals.refusal_for`.
    """
    return sqlite3.connect(
        sqlite_uri(path, mode, immutable=mode == "ro" and _is_sealed(path)),
        uri=True,
        isolation_level=None,  # the driver's own transactions lose updates silently and cannot roll back DDL
        check_same_thread=False,  # a pooled connection serves one thread at a time, not always the same one
        timeout=BUSY_SECONDS,
    )


def _is_sealed(path: Path) -> bool:
    # In a folder that cannot be written, SQLite cannot make its -shm file and gives up, unless it is told that nobody
    # writes. That is believed only where nobody has it open: a WAL beside it may hold what the file does not yet.
    wal = Path(f"{path}-wal")
    return not os.access(path.parent, os.W_OK) and not (wal.exists() and wal.stat().st_size)


def sqlite_engine(path: Path, *, read_only: bool = False) -> Engine:
    """An engine on an existing file. ``read_only`` opens it without the right to write, and without WAL upkeep.

    A queue of connections, not SQLAlchemy's choice for a URL without a path (one connection a thread, closed behind
    the back of the sixth): a screen's worker threads come and go.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, "ro" if read_only else "rw"),
        poolclass=QueuePool,
        max_overflow=-1,
        hide_parameters=True,  # an error's text must not carry the names that were in the row
    )
    event.listen(engine, "connect", _prepare_reading if read_only else _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    _run(connection, (*DURABILITY, *SAFETY))


def _prepare_reading(connection: sqlite3.Connection, _record: Any) -> None:
    _run(connection, (*SAFETY, "PRAGMA query_only=ON"))


def _run(connection: sqlite3.Connection, pragmas: tuple[str, ...]) -> None:
    connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}").fetchall()
    for pragma in pragmas:
        connection.execute(pragma).fetchall()


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another window wrote in between; IMMEDIATE
    # waits its turn. Reads stay deferred, so that they never block a writer.
    writing = connection.get_execution_options().get("appui_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
