"""What the drivers say, in words for a person: the one place that knows their error codes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from db import engine as engines
from db.errors import CannotOpen, DiskFailed, DiskFull, FileDamaged, FileLocked, FileReadOnly, NotADatabase, Refusal

_SQLITE: tuple[tuple[str, type[Refusal]], ...] = (
    ("SQLITE_BUSY", FileLocked),
    ("SQLITE_LOCKED", FileLocked),
    ("SQLITE_PROTOCOL", FileLocked),
    ("SQLITE_FULL", DiskFull),
    ("SQLITE_READONLY", FileReadOnly),
    ("SQLITE_CANTOPEN", CannotOpen),
    ("SQLITE_PERM", CannotOpen),
    ("SQLITE_AUTH", CannotOpen),
    ("SQLITE_NOTADB", NotADatabase),
    ("SQLITE_CORRUPT", FileDamaged),
    ("SQLITE_IOERR", DiskFailed),
)

_POSTGRESQL: tuple[tuple[str, type[Refusal]], ...] = (
    ("55P03", FileLocked),  # lock_not_available: waited for the other writer in vain
    ("53100", DiskFull),
    ("25006", FileReadOnly),
    ("42501", FileReadOnly),
)


def refusal_for(error: BaseException | None, label: str) -> Refusal | None:
    """The refusal that tells a person what a driver's error means; None when it is a defect of ours."""
    if isinstance(error, sqlite3.Error):
        code, table = getattr(error, "sqlite_errorname", "") or "", _SQLITE
    else:
        code, table = getattr(error, "sqlstate", "") or "", _POSTGRESQL
    for prefix, refusal in table:
        if code.startswith(prefix):
            return refusal(path=label, seconds=f"{engines.BUSY_SECONDS:g}")
    return None


@contextmanager
def refusals(label: Path | str) -> Iterator[None]:
    """Turn driver errors of a block into refusals; let everything else through."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        refusal = refusal_for(cause, str(label))
        if refusal is None:
            raise
        raise refusal from None
