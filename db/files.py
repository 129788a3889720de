"""The life of a file: made whole or not at all, opened, brought up to date."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from db import backup, disk
from db.disk import private_folder, write_whole
from db.engine import APPLICATION_ID, connect, require_sqlite
from db.errors import FileExists, FileMissing, FileOlder, Refusal, UpgradeFailed
from db.inspection import FileState, inspect_file
from db.refusals import refusals
from db.store import Store, utc_now
from db.version import program_version

__all__ = [
    "FileState",
    "create_file",
    "inspect_file",
    "open_file",
    "private_folder",
    "upgrade_file",
    "writable",
    "write_whole",
]


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
        FileReadOnly, FileMissing, DiskFull, DiskFailed, NewEngineNeeded: there is no file.
    """
    from db.upgrade import migrate

    require_sqlite()
    disk.private_folder(path.parent)
    if disk.stands(path):
        raise FileExists(path=path)
    disk.sweep(path)
    temporary = disk.temporary_beside(path)
    try:
        os.close(disk.create_private(temporary))
        with refusals(path):
            _stamp(temporary)
            store = Store.on_file(temporary, now=now, random=random)
            try:
                migrate(store.engine)
                fill(store)
            finally:
                store.close()
            _finish(temporary)
        disk.sync(temporary)
        disk.place_database(temporary, path)
    except OSError as error:
        raise disk.os_refusal(error, path) from None
    finally:
        for suffix in ("", *disk.COMPANIONS):
            Path(f"{temporary}{suffix}").unlink(missing_ok=True)


def open_file(path: Path, *, read_only: bool = False, extra_versions: Sequence[Path] = ()) -> Store:
    """Open an existing file, brought up to date first (after a verified backup) when it is older.

    A file that this account may not write is opened for reading.

    Raises:
        FileMissing, FolderGiven, CannotOpen, NotADatabase, FileNewer, FileLocked, FileDamaged: nothing was changed.
        FileOlder: it needs an upgrade, and may only be read.
        UpgradeFailed: it is as it was before.
    """
    require_sqlite()
    state = inspect_file(path)
    if state.kind == "absent":
        raise FileMissing(path=path)
    read_only = read_only or not writable(path)
    if state.kind == "older":
        if read_only:
            raise FileOlder(path=path)
        upgrade_file(path, extra_versions=extra_versions)
    return Store.on_file(path, read_only=read_only)


def upgrade_file(path: Path, *, target: str = "head", extra_versions: Sequence[Path] = ()) -> Path:
    """Back up, then migrate in one transaction; return the backup's path.

    A kill at any point leaves the old revision or the new one, never something between: the next start goes on. Two
    windows that start at once wait for each other, and the second finds nothing left to do.

    Raises:
        FileLocked, DiskFull, FileReadOnly, FileDamaged, BackupUnusable: it was not begun.
        UpgradeFailed: the file is as it was before.
    """
    from db.upgrade import migrate_file

    saved = backup.make(path, reason="before-upgrade")
    try:
        with refusals(path):
            migrate_file(path, target, extra_versions)
    except Refusal:
        raise
    except Exception as error:
        # Whatever a revision raised, it was rolled back whole; the cause stays attached for `appui doctor`.
        raise UpgradeFailed(path=path, backup=saved) from error
    return saved


def writable(path: Path) -> bool:
    """Whether this account may change the file and make its companions beside it."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _stamp(path: Path) -> None:
    with closing(connect(path)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")


def _finish(path: Path) -> None:
    """Note which program made the file, and fold its WAL into it: from here on it is one file."""
    with closing(connect(path)) as connection:
        connection.execute(
            "INSERT INTO setting (key, value) VALUES ('written_by', ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (program_version(),),
        )
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy or Path(f"{path}-wal").exists():
        raise RuntimeError("filling a new file left a connection open")
