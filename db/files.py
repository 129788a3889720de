"""The life of a file: look at it without touching it, make it whole or not at all, open it, bring it up to date."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from db import backup
from db.engine import APPLICATION_ID, require_sqlite, sqlite_uri
from db.errors import (
    CannotOpen,
    FileExists,
    FileMissing,
    FileNewer,
    FolderGiven,
    NotADatabase,
    Refusal,
    UpgradeFailed,
)
from db.store import Store, refusal_for, utc_now
from db.version import HEAD, REVISIONS, program_version

MAGIC = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file is, found out without writing a byte to it."""

    kind: Literal["absent", "present", "older"]
    revision: str = ""
    written_by: str = ""


def inspect_file(path: Path) -> FileState:
    """Say what ``path`` is before any connection that could write to it.

    Raises:
        FolderGiven, CannotOpen, NotADatabase, FileNewer (exit 3), FileLocked: the file is as it was.
    """
    if path.is_dir():
        raise FolderGiven(path=path)
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return FileState("absent")
    except OSError:
        raise CannotOpen(path=path) from None
    if not header.startswith(MAGIC) or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise NotADatabase(path=path)
    revision, written_by = _read_version(path)
    if revision not in REVISIONS:
        raise FileNewer(
            path=path,
            file_version=written_by or revision,
            program_version=program_version(),
        )
    return FileState("present" if revision == HEAD else "older", revision, written_by)


def _read_version(path: Path) -> tuple[str, str]:
    # mode=ro and no pragma: a file from tomorrow must keep its bytes, and so must a -wal that lies beside it.
    immutable = not Path(f"{path}-wal").exists() and not os.access(path.parent, os.W_OK)
    connection = None
    try:
        connection = sqlite3.connect(sqlite_uri(path, "ro", immutable=immutable), uri=True, timeout=5)
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        written = connection.execute("SELECT value FROM setting WHERE key = 'written_by'").fetchone()
    except sqlite3.Error as error:
        raise (refusal_for(error, str(path)) or NotADatabase(path=path)) from None
    finally:
        if connection is not None:
            connection.close()
    return str(revision), written[0] if written else ""


def create_file(
    path: Path,
    fill: Callable[[Store], None],
    *,
    now: Callable[[], datetime] = utc_now,
    random: Callable[[int], bytes] = os.urandom,
) -> None:
    """Make a new file: under a temporary name, filled, folded, synced, and only then given its name.

    A power cut leaves either no file or a whole one. The file and its folder are for this account only.

    Raises:
        FileExists: something is already there; it was not touched.
    """
    from db.upgrade import migrate

    require_sqlite()
    private_folder(path.parent)
    if path.exists():
        raise FileExists(path=path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise _os_refusal(error, path) from None
    store = None
    try:
        store = Store.on_file(temporary, now=now, random=random)
        with _sqlite_refusals(path):
            _stamp(temporary)
            migrate(store.engine)
            fill(store)
            store.close()
            _fold(temporary)
        sync(temporary)
        try:
            os.link(temporary, path)  # refuses to overwrite, where rename would not
        except FileExistsError:
            raise FileExists(path=path) from None
        except OSError:  # a file system without links
            if path.exists():
                raise FileExists(path=path) from None
            temporary.rename(path)
    finally:
        if store is not None:
            store.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{temporary}{suffix}").unlink(missing_ok=True)
    sync_folder(path.parent)


def open_file(path: Path, *, read_only: bool = False, extra_versions: Sequence[Path] = ()) -> Store:
    """Open an existing file, brought up to date first (after a verified backup) when it is older.

    Raises:
        FileMissing, FolderGiven, CannotOpen, NotADatabase, FileNewer, FileLocked, FileDamaged, UpgradeFailed.
    """
    require_sqlite()
    state = inspect_file(path)
    if state.kind == "absent":
        raise FileMissing(path=path)
    if not read_only and not writable(path):
        read_only = True
    if state.kind == "older":
        upgrade_file(path, extra_versions=extra_versions)
    return Store.on_file(path, read_only=read_only)


def upgrade_file(path: Path, *, target: str = "head", extra_versions: Sequence[Path] = ()) -> Path:
    """Back up, migrate, compare row counts; return the backup's path.

    A kill at any point leaves the old revision or the new one, never something between: the next start goes on.

    Raises:
        UpgradeFailed: the file is as it was before.
    """
    from db.upgrade import migrate_file

    saved = backup.make(path, reason="before-upgrade")
    before = backup.row_counts(path)
    try:
        with _sqlite_refusals(path):
            migrate_file(path, target, extra_versions)
        after = backup.row_counts(path)
        lost = [table for table, rows in before.items() if after.get(table, 0) < rows]
        if lost:
            backup.restore(saved, path)
            raise UpgradeFailed(path=path, backup=saved)
    except Refusal:
        raise
    except Exception as error:
        # Whatever a revision raised, it was rolled back whole; the cause stays attached for `appui doctor`.
        raise UpgradeFailed(path=path, backup=saved) from error
    _remember_program(path)
    return saved


def writable(path: Path) -> bool:
    """Whether this account may change the file and make its companions beside it."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def private_folder(folder: Path) -> None:
    """Make a folder that only this account can read.

    Raises:
        CannotOpen: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _os_refusal(error, folder) from None


def sync(path: Path) -> None:
    """Wait until a file's bytes are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until a folder's names are on the disk (not possible, nor needed, on Windows)."""
    with suppress(OSError):
        sync(folder)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file for this account only, whole or not at all (exports, settings).

    Raises:
        FolderGiven, CannotOpen, DiskFull: the old file, if any, is as it was.
    """
    if path.is_dir():
        raise FolderGiven(path=path)
    temporary = path.with_name(f".{path.name[:80]}.{os.urandom(4).hex()}.tmp")
    try:
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _os_refusal(error, path) from None
    sync_folder(path.parent)


def _stamp(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    finally:
        connection.close()


def _fold(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


def _remember_program(path: Path) -> None:
    connection = sqlite3.connect(sqlite_uri(path), uri=True, isolation_level=None, timeout=5)
    try:
        connection.execute("UPDATE setting SET value = ? WHERE key = 'written_by'", (program_version(),))
    finally:
        connection.close()


class _sqlite_refusals:  # noqa: N801 - reads as a statement
    """Turn bare SQLite errors of a block into refusals."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        cause = getattr(error, "orig", None) or error
        refusal = refusal_for(cause, str(self.path))
        if refusal is not None:
            raise refusal from None


def _os_refusal(error: OSError, path: Path) -> Refusal:
    import errno

    from db.errors import DiskFailed, DiskFull, FileReadOnly

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(path=path)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return FileReadOnly(path=path)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return FileMissing(path=path.parent)
    return DiskFailed(path=path)
