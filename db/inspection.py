"""Looking at a file without writing a byte to it: what it is, and which version wrote it."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from db import disk, version
from db.engine import APPLICATION_ID, connect
from db.errors import FileDamaged, FileNewer, FolderGiven, NotADatabase
from db.refusals import refusal_for


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file is, found out without writing a byte to it."""

    kind: Literal["absent", "present", "older"]
    revision: str = ""
    written_by: str = ""


def inspect_file(path: Path) -> FileState:
    """Say what ``path`` is before any connection that could write to it.

    Raises:
        FolderGiven, CannotOpen, NotADatabase, FileNewer (exit 3), FileLocked, FileDamaged: the file is as it was.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return FileState("absent")
    except (OSError, ValueError) as error:  # a folder that may not be entered; a name that no file can have
        raise disk.unseen(error, path) from None
    if stat.S_ISDIR(found.st_mode):
        raise FolderGiven(path=path)
    # A pipe would keep us waiting for ever; beside an empty file SQLite would delete the WAL, perhaps all that is left.
    if not stat.S_ISREG(found.st_mode) or found.st_size == 0:
        raise NotADatabase(path=path)
    revision, written_by = _read_version(path)
    if revision not in version.REVISIONS:
        raise FileNewer(
            path=path,
            file_version=written_by or revision,
            program_version=version.program_version(),
        )
    return FileState("present" if revision == version.REVISIONS[-1] else "older", revision, written_by)


def _read_version(path: Path) -> tuple[str, str]:
    # mode=ro and no pragma that writes: a file from tomorrow must keep its bytes, and so must a -wal beside it.
    try:
        with closing(connect(path, "ro")) as connection:
            (identity,) = connection.execute("PRAGMA application_id").fetchone()
            if identity != APPLICATION_ID:
                raise NotADatabase(path=path)
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            if row is None:
                raise NotADatabase(path=path)
            return str(row[0]), _written_by(connection)
    except sqlite3.Error as error:
        raise (refusal_for(error, str(path)) or NotADatabase(path=path)) from None
    except UnicodeDecodeError:  # the driver's own message quotes a name that a flipped bit made unreadable
        raise FileDamaged(path=path) from None


def _written_by(connection: sqlite3.Connection) -> str:
    try:
        row = connection.execute("SELECT value FROM setting WHERE key = 'written_by'").fetchone()
    except sqlite3.OperationalError:  # the version of tomorrow may keep its settings elsewhere
        return ""
    return str(row[0]) if row else ""
