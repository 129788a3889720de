"""The doctor: looks at a file from every side, names each finding with a code and a way to mend it.

It is also the oracle of the tests: run after each fault.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from db import backup
from db.engine import sqlite_uri
from db.errors import N_
from db.files import inspect_file
from db.store import utc_now

STALE_BACKUP_DAYS = 7

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``message`` and ``mend`` are msgids filled with ``facts``."""

    code: str
    severity: Severity
    message: str
    mend: str
    facts: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """For ``doctor --json``."""
        data = asdict(self)
        facts = data.pop("facts")
        data["message"] = self.message.format(**facts)
        data["mend"] = self.mend.format(**facts)
        return data


def examine(path: Path, *, full: bool = False) -> list[Finding]:
    """Everything that is wrong or worth knowing about a file, worst first; an empty list is a clean bill.

    ``full`` runs the whole integrity check, which finds single flipped bits that the quick one misses.

    Raises:
        FolderGiven, CannotOpen, NotADatabase, FileNewer, FileLocked: there is nothing to examine.
    """
    inspect_file(path)
    found: list[Finding] = []
    try:
        with closing(sqlite3.connect(sqlite_uri(path, "ro"), uri=True, timeout=5)) as connection:
            found += _integrity(connection, full=full)
            found += _schema(connection)
            found += _journal(connection)
    except sqlite3.DatabaseError as error:
        found.append(_finding("damaged", "error", N_("The file is damaged: {detail}"), _RESTORE, detail=str(error)))
    found += _permissions(path)
    found += _leftovers(path)
    found += _backups(path)
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda f: order[f.severity])


_RESTORE = N_("Restore the last backup: appui restore FILE.")


def _finding(code: str, severity: Severity, message: str, mend: str, **facts: Any) -> Finding:
    return Finding(code, severity, message, mend, facts)


def _integrity(connection: sqlite3.Connection, *, full: bool) -> list[Finding]:
    check = "integrity_check" if full else "quick_check"
    rows = [r[0] for r in connection.execute(f"PRAGMA {check}(5)").fetchall()]
    found = []
    if rows != ["ok"]:
        message = N_("The file is damaged: {detail}")
        found.append(_finding("damaged", "error", message, _RESTORE, detail="; ".join(map(str, rows))))
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        message = N_("{count} rows have lost their parent, first in table {table}.")
        found.append(_finding("orphans", "error", message, _RESTORE, count=len(orphans), table=orphans[0][0]))
    return found


def _schema(connection: sqlite3.Connection) -> list[Finding]:
    from db.golden import differences

    found = []
    for difference in differences(connection):
        message = N_("The tables are not as this version makes them: {detail}")
        found.append(_finding("schema", "error", message, _RESTORE, detail=difference))
    return found


def _journal(connection: sqlite3.Connection) -> list[Finding]:
    (waiting,) = connection.execute("SELECT count(*) FROM journal").fetchone()
    if waiting > 5000:
        message = N_("The undo journal holds {count} actions.")
        return [_finding("journal", "info", message, N_("It is trimmed by itself; nothing to do."), count=waiting)]
    return []


def _permissions(path: Path) -> list[Finding]:
    found = []
    if os.name == "posix":
        for file in (path, Path(f"{path}-wal"), *backup.folder_for(path).glob("*.appui")):
            if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
                message = N_("Other accounts of this computer can read {file}.")
                mend = N_("Run: chmod 600 {file}")
                found.append(_finding("permissions", "warning", message, mend, file=str(file)))
    return found


def _leftovers(path: Path) -> list[Finding]:
    found = []
    for file in sorted(path.parent.glob(f".{path.name}.*.tmp")):
        age = utc_now().timestamp() - file.stat().st_mtime
        if age > 86_400:
            message = N_("{file} was left by an interrupted run.")
            mend = N_("It can be deleted.")
            found.append(_finding("leftover", "info", message, mend, file=file.name))
    return found


def _backups(path: Path) -> list[Finding]:
    newest = backup.latest(path)
    if newest is None:
        message = N_("There is no backup of this file yet.")
        return [_finding("no_backup", "warning", message, N_("Run: appui backup"))]
    days = int((utc_now().timestamp() - newest.stat().st_mtime) // 86_400)
    if days > STALE_BACKUP_DAYS:
        message = N_("The last backup is {days} days old.")
        return [_finding("old_backup", "warning", message, N_("Run: appui backup"), days=days)]
    return []
