"""One engine a file: the pragmas and transactions that a fresh SQLite connection gets wrong by default.

Each setting has a test that goes red when the line is removed or weakened (tests/db/test_engine.py); the
measurements behind them are in docs/decisions/0002-storage.md.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event

from db.errors import NewEngineNeeded

APPLICATION_ID = 0x41505549  # "APUI", in the file's header: how Appui knows its own files
OLDEST_SQLITE = (3, 37, 0)  # STRICT tables
BUSY_SECONDS = 5

# journal_mode comes first: it cannot change inside a transaction. FULL, since NORMAL loses committed work at a power
# cut. recursive_triggers, since INSERT OR REPLACE walks past append-only triggers without it. secure_delete, since an
# erased name would stay in the file. trusted_schema off, since a foreign file may carry functions in its schema.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
)


def require_sqlite() -> None:
    """Refuse a SQLite that cannot hold STRICT tables or search full text.

    Raises:
        NewEngineNeeded: older than 3.37, or built without FTS5.
    """
    found = sqlite3.sqlite_version_info
    needed = ".".join(map(str, OLDEST_SQLITE[:2]))
    if found < OLDEST_SQLITE or not _has_fts5():
        raise NewEngineNeeded(found=sqlite3.sqlite_version, needed=needed)


def _has_fts5() -> bool:
    connection = sqlite3.connect(":memory:")
    try:
        return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])
    finally:
        connection.close()


def sqlite_uri(path: Path, mode: str = "rw", *, immutable: bool = False) -> str:
    """A ``file:`` URI that never creates a file by accident (``mode=rw``, or ``ro``)."""
    return f"file:{quote(str(path.absolute()))}?mode={mode}" + ("&immutable=1" if immutable else "")


def sqlite_engine(path: Path, *, read_only: bool = False) -> Engine:
    """An engine on an existing file. ``read_only`` opens it without the right to write, and without WAL upkeep."""
    mode = "ro" if read_only else "rw"
    # On a medium that cannot be written at all, SQLite cannot make its -shm file; without a WAL nothing is missed.
    immutable = read_only and not Path(f"{path}-wal").exists()

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            sqlite_uri(path, mode, immutable=immutable),
            uri=True,
            isolation_level=None,  # the driver's own transactions lose updates silently and cannot roll back DDL
            check_same_thread=False,
            timeout=BUSY_SECONDS,
        )

    engine = create_engine("sqlite://", creator=connect, poolclass=None)
    event.listen(engine, "connect", _read_only_pragmas if read_only else _pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in PRAGMAS:
        connection.execute(pragma).fetchall()


def _read_only_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in PRAGMAS[2:]:
        connection.execute(pragma).fetchall()


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another window wrote in between; IMMEDIATE
    # waits its turn. Reads stay deferred, so that they never block a writer.
    writing = connection.get_execution_options().get("appui_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
