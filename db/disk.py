"""Bytes on the disk: private folders and files, written whole or not at all, and waited for.

Nothing here opens a database: see `db.engine.connect` for why.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import time
from contextlib import suppress
from pathlib import Path

from db.errors import (
    CannotOpen,
    DiskFailed,
    DiskFull,
    FileExists,
    FileNameTooLong,
    FileReadOnly,
    FolderGiven,
    FolderMissing,
    Refusal,
)

LEFTOVER_SECONDS = 86_400  # past this age a temporary file belongs to a run that was interrupted
COMPANIONS = ("-wal", "-shm", "-journal")

MAGIC = b"SQLite format 3\x00"  # how a database begins
_BINARY = getattr(os, "O_BINARY", 0)  # Windows would turn \n into \r\n


def backups_of(path: Path) -> Path:
    """Where automatic backups of ``path`` are kept: a folder beside it."""
    return path.parent / "backups"


def stands(path: Path) -> bool:
    """Whether something has this name. Asked here, since Path.exists() raises what the system says of other cases.

    Raises:
        CannotOpen: in a folder that this account may not enter; FileNameTooLong.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:  # a name that no file can have
        raise unseen(error, path) from None
    return True


def unseen(error: OSError | ValueError, path: Path) -> Refusal:
    """The refusal for a path that cannot even be looked at."""
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return FileNameTooLong(name=path.name[:40])
    return CannotOpen(path=path)


def private_folder(folder: Path) -> None:
    """Make a folder that only this account can read; one that is there already keeps its rights.

    Raises:
        FileReadOnly, FolderMissing, CannotOpen, FileNameTooLong, DiskFull: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except FileExistsError:
        raise CannotOpen(path=folder) from None
    except OSError as error:
        raise os_refusal(error, folder) from None


def temporary_beside(path: Path) -> Path:
    """A hidden name that nobody uses, in the same folder (so that a rename is one step of the file system)."""
    return path.with_name(f".{_short(path.name)}.{os.urandom(4).hex()}.tmp")


def create_private(path: Path) -> int:
    """Create a file that only this account can read and return its descriptor; fails if the name is taken."""
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | _BINARY, 0o600)


def place(temporary: Path, path: Path) -> None:
    """Give a finished file its name, and wait until the folder knows it.

    Raises:
        FileExists: the name was taken; whoever took it keeps it.
    """
    try:
        os.link(temporary, path)  # refuses to overwrite, where rename would not
    except FileExistsError:
        raise FileExists(path=path) from None
    except OSError:  # a file system without links
        if stands(path):
            raise FileExists(path=path) from None
        temporary.rename(path)
    else:
        temporary.unlink()
    sync_folder(path.parent)


def place_database(temporary: Path, path: Path) -> None:
    """As `place`, for a database: what the WAL of a deleted file of that name still holds must not be poured into it.

    Raises:
        FileExists: the name was taken; whoever took it keeps it.
    """
    if stands(path):
        raise FileExists(path=path)
    orphan = temporary_beside(path)
    for suffix in COMPANIONS:
        with suppress(FileNotFoundError):
            os.replace(f"{path}{suffix}", f"{orphan}{suffix}")  # swept with the leftovers, in a day
    place(temporary, path)


def sync(path: Path) -> None:
    """Wait until a file's bytes are on the disk. Never on a database that may be open: see `db.engine.connect`."""
    descriptor = os.open(path, os.O_RDWR | _BINARY)
    try:
        _flush(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until a folder's names are on the disk (Windows does it by itself, some network disks cannot)."""
    if os.name == "nt":
        return
    with suppress(PermissionError):  # a folder that one may write to, but not list
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            _flush(descriptor)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
                raise
        finally:
            os.close(descriptor)


def _flush(descriptor: int) -> None:
    # On macOS an fsync stops at the drive's own cache.
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # a disk that does not know it
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def holds_people(path: Path) -> bool:
    """Whether a file, or the one that a companion (-wal, -shm) stands beside, is a database: never to be replaced."""
    for name in (str(path), str(path).removesuffix("-wal").removesuffix("-shm")):
        with suppress(OSError), open(name, "rb") as file:
            if file.read(len(MAGIC)) == MAGIC:
                return True
    return False


def write_whole(path: Path, content: bytes) -> None:
    """Write a file for this account only, whole or not at all (exports, settings).

    Raises:
        FileExists: a database stands there; an export never replaces one.
        FolderGiven, FileReadOnly, FolderMissing, FileNameTooLong, DiskFull, DiskFailed: the old file, if any, is as it
            was.
    """
    if os.path.isdir(path):
        raise FolderGiven(path=path)
    if holds_people(path):
        raise FileExists(path=path)
    sweep(path)
    temporary = temporary_beside(path)
    try:
        descriptor = create_private(temporary)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                _flush(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise os_refusal(error, path) from None


def leftovers(path: Path, *, older_than: float = LEFTOVER_SECONDS) -> list[Path]:
    """Temporary files that an interrupted run left beside ``path``."""
    pattern = re.compile(rf"\.{re.escape(_short(path.name))}\.[0-9a-f]{{8}}\.tmp({'|'.join(COMPANIONS)})?")
    return _old(path.parent, pattern, older_than)


def leftovers_in(folder: Path, *, older_than: float = LEFTOVER_SECONDS) -> list[Path]:
    """Temporary files that an interrupted run left in a folder of our own."""
    return _old(folder, re.compile(rf"\..*\.[0-9a-f]{{8}}\.tmp({'|'.join(COMPANIONS)})?"), older_than)


def sweep(path: Path) -> None:
    """Remove what an interrupted run left beside ``path``; what cannot be removed is harmless and stays."""
    for file in leftovers(path):
        with suppress(OSError):
            file.unlink()


def _old(folder: Path, pattern: re.Pattern[str], older_than: float) -> list[Path]:
    found = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if pattern.fullmatch(entry.name):
                with suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > older_than:
                        found.append(Path(entry.path))
    return sorted(found)


def _short(name: str) -> str:
    # A file name holds 255 bytes; a letter takes up to four.
    return name[:48]


def os_refusal(error: OSError, path: Path) -> Refusal:
    """The refusal that tells a person what an error of the system means."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return DiskFull(path=path)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return FileReadOnly(path=path)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return FolderMissing(path=path.parent)
    if error.errno == errno.ENAMETOOLONG:
        return FileNameTooLong(name=path.name[:40])
    return DiskFailed(path=path)
