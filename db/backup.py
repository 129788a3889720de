"""Backups: whole copies made while the file is in use, verified before they count, restored into place.

``VACUUM INTO`` writes a defragmented copy that holds no erased bytes; it is made under a temporary name and renamed.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from db import disk, engine
from db.engine import APPLICATION_ID, connect, sqlite_uri
from db.errors import BackupUnusable, FileDamaged, FileExists, FileLocked, FileMissing, FileNewer, NotADatabase
from db.inspection import inspect_file
from db.refusals import refusals
from db.store import utc_now

KEPT = 20  # automatic copies of one file; the oldest go first
_STAMP = "%Y%m%dT%H%M%S"

folder_for = disk.backups_of


def make(path: Path, output: Path | None = None, *, reason: str = "manual", now: datetime | None = None) -> Path:
    """Copy ``path`` whole and verify the copy; return where it is.

    Without ``output`` it goes to the backups folder under a dated name, and old automatic copies beyond `KEPT` are
    removed. Other windows may go on writing: the copy is of one instant.

    Raises:
        FileMissing, FileExists, FileReadOnly, DiskFull, FileLocked, FileDamaged, BackupUnusable: nothing stands under
            the final name.
    """
    if not disk.stands(path):
        raise FileMissing(path=path)
    if output is not None:
        if disk.stands(output):
            raise FileExists(path=output)
        disk.sweep(output)
        _copy(path, output)
        return output
    folder = folder_for(path)
    disk.private_folder(folder)
    for file in disk.leftovers_in(folder):
        with suppress(OSError):
            file.unlink()
    stem = f"{path.stem}-{(now or utc_now()).strftime(_STAMP)}-{reason}"
    for _ in range(100):
        output = _free_name(folder, stem)
        with suppress(FileExists):  # another window took that name meanwhile
            _copy(path, output)
            _thin(path)
            return output
    raise FileExists(path=folder / stem)


def _copy(path: Path, output: Path) -> None:
    temporary = disk.temporary_beside(output)
    try:
        os.close(disk.create_private(temporary))
        with refusals(path):
            _vacuum_into(path, temporary)
        if (damage := damage_of(temporary)) is not None:
            raise BackupUnusable(path=path, reason=damage)
        disk.sync(temporary)
        disk.place_database(temporary, output)
    except OSError as error:
        raise disk.os_refusal(error, output) from None
    finally:
        temporary.unlink(missing_ok=True)


def _vacuum_into(path: Path, output: Path) -> None:
    readable_only = not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    with closing(connect(path, "ro" if readable_only else "rw")) as connection:
        connection.execute("VACUUM INTO ?", (sqlite_uri(output),))


def leaves_the_disk(path: Path, output: Path) -> bool:
    """Whether a copy at ``output`` would survive the disk that ``path`` is on."""
    try:
        return os.stat(output.parent).st_dev != os.stat(path).st_dev
    except OSError:
        return False


def restore(source: Path, path: Path) -> Path | None:
    """Put a backup in the place of ``path``; what was there is backed up first. Return that backup, if any.

    Over an existing file the copy goes through SQLite in one transaction, so another window on the same file sees it
    and loses nothing silently; a new file is made whole under a temporary name first.

    Raises:
        FileMissing, BackupUnusable, FileNewer, NotADatabase, FileReadOnly, FileLocked, DiskFull: the present file is
            as it was.
    """
    if inspect_file(source).kind == "absent":
        raise FileMissing(path=source)
    if (damage := damage_of(source)) is not None:
        raise BackupUnusable(path=source, reason=damage)
    there = disk.stands(path)
    if there and path.samefile(source):
        raise BackupUnusable(path=source, reason="it is the file itself")
    saved = _save_present(path) if there else None
    if disk.stands(path):
        _overwrite(source, path)
    else:
        disk.private_folder(path.parent)
        disk.sweep(path)
        _copy(source, path)
    return saved


def _save_present(path: Path) -> Path:
    try:
        with suppress(FileNewer):
            inspect_file(path)
        return make(path, reason="before-restore")
    except (NotADatabase, FileDamaged, BackupUnusable):  # too damaged to copy, or not ours: set aside byte for byte
        return _set_aside(path)


def _set_aside(path: Path) -> Path:
    # Renamed, not copied: no descriptor is opened on it (see `db.engine.connect`). The WAL goes first, since a WAL that
    # stayed behind would be replayed into the restored file.
    folder = folder_for(path)
    disk.private_folder(folder)
    saved = _free_name(folder, f"{path.stem}-damaged")
    try:
        for companion in ("-wal", "-journal"):
            if Path(f"{path}{companion}").exists():
                os.replace(f"{path}{companion}", f"{saved}{companion}")
        Path(f"{path}-shm").unlink(missing_ok=True)
        os.replace(path, saved)
        disk.sync_folder(folder)
        disk.sync_folder(path.parent)
    except OSError as error:
        raise disk.os_refusal(error, path) from None
    return saved


def _overwrite(source: Path, path: Path) -> None:
    # Python's backup() retries for ever while another window writes; the deadline is ours.
    deadline = time.monotonic() + engine.BUSY_SECONDS

    def patience(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise FileLocked(path=path, seconds=f"{engine.BUSY_SECONDS:g}")

    with refusals(path), closing(connect(source, "ro")) as old, closing(connect(path)) as new:
        for pragma in engine.DURABILITY:
            new.execute(pragma).fetchall()
        old.backup(new, progress=patience, sleep=0.05)


def latest(path: Path) -> Path | None:
    """The newest automatic backup of ``path``."""
    found = copies(path)
    return found[-1] if found else None


def delete(path: Path) -> int:
    """Delete every automatic backup of ``path``, since they hold people who were erased since; return how many.

    What was set aside as damaged goes too: it holds the same people.
    """
    gone = 0
    for file in [*copies(path), *_set_aside_copies(path)]:
        try:
            file.unlink()
            gone += 1
        except OSError as error:
            raise disk.os_refusal(error, file) from None
        for companion in disk.COMPANIONS:
            Path(f"{file}{companion}").unlink(missing_ok=True)
    return gone


def damage_of(path: Path) -> str | None:
    """What is wrong with a copy, or None: the whole integrity check, and foreign keys."""
    try:
        with closing(connect(path, "ro")) as connection:
            (identity,) = connection.execute("PRAGMA application_id").fetchone()
            if identity != APPLICATION_ID:
                return "it was not made by Appui"
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok":
                return str(verdict)
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                return "rows without their parent"
    except sqlite3.Error as error:
        return str(error)
    return None


def _free_name(folder: Path, stem: str) -> Path:
    # One more than the highest, never the first hole: a hole is a copy that was older than those still there.
    pattern = re.compile(rf"{re.escape(stem)}(?:-(\d+))?\.appui")
    taken = [int(match[1] or 0) for file in folder.iterdir() if (match := pattern.fullmatch(file.name))]
    return folder / (f"{stem}-{max(taken) + 1}.appui" if taken else f"{stem}.appui")


def _set_aside_copies(path: Path) -> list[Path]:
    pattern = re.compile(rf"{re.escape(path.stem)}-damaged(?:-\d+)?\.appui")
    with suppress(OSError):
        return sorted(file for file in folder_for(path).iterdir() if pattern.fullmatch(file.name))
    return []


def copies(path: Path) -> list[Path]:
    """The automatic copies of this file and of no other, oldest first: by the date in the name, then by number."""
    pattern = re.compile(rf"{re.escape(path.stem)}-(\d{{8}}T\d{{6}})-([a-z-]+?)(?:-(\d+))?\.appui")
    found = []
    with suppress(OSError):
        for file in folder_for(path).iterdir():
            match = pattern.fullmatch(file.name)
            if match:
                found.append((match[1], int(match[3] or 0), match[2], file))
    return [file for *_, file in sorted(found)]


def _thin(path: Path) -> None:
    for old in copies(path)[:-KEPT]:
        with suppress(OSError):
            old.unlink()
