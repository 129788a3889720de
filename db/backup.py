"""Backups: whole copies made while the file is in use, verified before they count, restored into place.

``VACUUM INTO`` writes a defragmented copy that holds no erased bytes; it is made under a temporary name and renamed.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from db.engine import APPLICATION_ID, sqlite_uri
from db.errors import BackupUnusable, FileExists, FileMissing, NotADatabase, Refusal
from db.store import refusal_for, utc_now

KEPT = 20  # automatic copies beside the file; the oldest go first


def folder_for(path: Path) -> Path:
    """Where automatic backups of ``path`` are kept: a folder beside it."""
    return path.parent / "backups"


def make(path: Path, output: Path | None = None, *, reason: str = "manual", now: datetime | None = None) -> Path:
    """Copy ``path`` whole and verify the copy; return where it is.

    Without ``output`` it goes to the backups folder under a dated name, and old automatic copies beyond `KEPT` are
    removed.

    Raises:
        FileMissing, FileExists, DiskFull, FileLocked, BackupUnusable.
    """
    from db import files

    if not path.exists():
        raise FileMissing(path=path)
    automatic = output is None
    if output is None:
        stamp = (now or utc_now()).strftime("%Y%m%dT%H%M%S")
        files.private_folder(folder_for(path))
        output = _free_name(folder_for(path), f"{path.stem}-{stamp}-{reason}")
    if output.exists():
        raise FileExists(path=output)
    temporary = output.with_name(f".{output.name}.{os.urandom(4).hex()}.tmp")
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(sqlite_uri(path), uri=True, isolation_level=None, timeout=5)) as connection:
            connection.execute("VACUUM INTO ?", (str(temporary),))
        if (damage := damage_of(temporary)) is not None:
            raise BackupUnusable(path=path, reason=damage)
        files.sync(temporary)
        os.replace(temporary, output)
        files.sync_folder(output.parent)
    except sqlite3.Error as error:
        raise (refusal_for(error, str(path)) or NotADatabase(path=path)) from None
    except OSError as error:
        raise files._os_refusal(error, output) from None
    finally:
        temporary.unlink(missing_ok=True)
    if automatic:
        _thin(path)
    return output


def restore(source: Path, path: Path) -> Path | None:
    """Put a backup in the place of ``path``; what was there is backed up first. Return that backup, if any.

    The copy goes through SQLite itself, so another window on the same file sees it and loses nothing silently.

    Raises:
        FileMissing, BackupUnusable, FileNewer, FileLocked: the present file is as it was.
    """
    from db import files

    state = files.inspect_file(source)
    if state.kind == "absent":
        raise FileMissing(path=source)
    if (damage := damage_of(source)) is not None:
        raise BackupUnusable(path=source, reason=damage)
    if path.exists() and path.samefile(source):
        raise BackupUnusable(path=source, reason="it is the file itself")
    saved = None
    if path.exists():
        try:
            saved = make(path, reason="before-restore")
        except Refusal:  # the present file is too damaged to copy: set it aside byte for byte
            saved = _free_name(folder_for(path), f"{path.stem}-damaged")
            files.private_folder(saved.parent)
            files.write_whole(saved, path.read_bytes())
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
    files.private_folder(path.parent)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with (
            closing(sqlite3.connect(sqlite_uri(source, "ro"), uri=True, timeout=5)) as old,
            closing(sqlite3.connect(sqlite_uri(path), uri=True, timeout=5, isolation_level=None)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode=WAL").fetchall()
            new.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as error:
        raise (refusal_for(error, str(path)) or NotADatabase(path=path)) from None
    files.sync(path)
    return saved


def latest(path: Path) -> Path | None:
    """The newest automatic backup of ``path``."""
    copies = sorted(folder_for(path).glob(f"{path.stem}-*.appui"))
    return copies[-1] if copies else None


def damage_of(path: Path) -> str | None:
    """What is wrong with a copy, or None: the whole integrity check, and foreign keys."""
    try:
        with closing(sqlite3.connect(sqlite_uri(path, "ro"), uri=True, timeout=5)) as connection:
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


def row_counts(path: Path) -> dict[str, int]:
    """How many rows each table holds; compared before and after an upgrade."""
    with closing(sqlite3.connect(sqlite_uri(path, "ro"), uri=True, timeout=5)) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        return {t: connection.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in tables}  # noqa: S608


def _free_name(folder: Path, stem: str) -> Path:
    for number in range(1000):
        candidate = folder / (f"{stem}.appui" if number == 0 else f"{stem}-{number}.appui")
        if not candidate.exists():
            return candidate
    raise FileExists(path=folder / stem)


def _thin(path: Path) -> None:
    copies = sorted(folder_for(path).glob(f"{path.stem}-*.appui"), key=lambda p: p.stat().st_mtime)
    for old in copies[:-KEPT]:
        old.unlink(missing_ok=True)
