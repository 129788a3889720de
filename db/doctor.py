"""The doctor: looks at a file from every side, names each finding with a code and a way to mend it.

It is also the oracle of the tests: run after each fault.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from db import backup, disk
from db.engine import connect
from db.errors import N_, FileDamaged, FileMissing, NotADatabase
from db.inspection import FileState, inspect_file
from db.refusals import refusal_for
from db.store import utc_now

if TYPE_CHECKING:
    from db.ledger_check import Fault
    from db.seals_check import RecordFault

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
        FileMissing, FolderGiven, CannotOpen, NotADatabase, FileNewer, FileLocked: there is nothing to examine.
    """
    found: list[Finding] = []
    elsewhere: date | None = None
    try:
        state = inspect_file(path)
        if state.kind == "absent":
            raise FileMissing(path=path)
        with closing(connect(path, "ro")) as connection:
            elsewhere = _copied_elsewhere(connection)
            found += _integrity(connection, full=full)
            found += _schema(connection, state)
            found += _money(connection)
    except FileDamaged:
        found.append(_damaged("its first pages cannot be read"))
    except sqlite3.Error as error:
        refusal = refusal_for(error, str(path))
        if refusal is not None and not isinstance(refusal, FileDamaged | NotADatabase):
            raise refusal from None
        found.append(_damaged(str(error)))
    except UnicodeDecodeError:  # the driver quotes a name that a flipped bit made unreadable
        found.append(_damaged("a name in its schema cannot be read"))
    found += _permissions(path)
    found += _leftovers(path)
    found += _backups(path, elsewhere)
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda f: order[f.severity])


_RESTORE = N_("Restore the last backup: appui restore FILE.")


def _damaged(detail: str) -> Finding:
    return _finding("damaged", "error", N_("The file is damaged: {detail}"), _RESTORE, detail=detail)


def _finding(code: str, severity: Severity, message: str, mend: str, **facts: Any) -> Finding:
    return Finding(code, severity, message, mend, facts)


def _integrity(connection: sqlite3.Connection, *, full: bool) -> list[Finding]:
    check = "integrity_check" if full else "quick_check"
    rows = [r[0] for r in connection.execute(f"PRAGMA {check}(5)").fetchall()]
    found = []
    if rows != ["ok"]:
        found.append(_damaged("; ".join(map(str, rows))))
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        message = N_("{count} rows have lost their parent, first in table {table}.")
        found.append(_finding("orphans", "error", message, _RESTORE, count=len(orphans), table=orphans[0][0]))
    return found


def _schema(connection: sqlite3.Connection, state: FileState) -> list[Finding]:
    from db.golden import differences

    if state.kind == "older":
        message = N_("The file is of an older version of Appui ({revision}).")
        return [
            _finding("older", "info", message, N_("Open it: it is then brought up to date."), revision=state.revision)
        ]
    found = []
    for difference in differences(connection):
        message = N_("The tables are not as this version makes them: {detail}")
        found.append(_finding("schema", "error", message, _RESTORE, detail=difference))
    return found


_PROOFS: Final = {
    "ledger_seal": N_("Ledger {account}, entry {seq}: it is not as it was written."),
    "ledger_order": N_("Ledger {account}, entry {seq}: it does not follow the one before."),
    "ledger_missing": N_("Ledger {account}, entry {seq}: it is missing."),
    "ledger_head": N_("Ledger {account}: its end was cut off or changed, at entry {seq}."),
    "ledger_told": N_("Ledger {account}, entry {seq}: it is not the one that a file told to others."),
    "ledger_source": N_("Ledger {account}, entry {seq}: {table} {row} does not say the same."),
    "ledger_history": N_("Ledger {account}: the steps of {table} {row} do not lead to where it stands."),
    "record_altered": N_("{table} {row} was changed by something else than Appui."),
    "record_missing": N_("{table} {row} was taken out by something else than Appui."),
    "record_unknown": N_("{table} {row} was put in by something else than Appui."),
    "record_chain": N_("Seals of records: number {seq} is not as it was written."),
    "record_anchor": N_("Ledger {account}, entry {seq}: it was written on other seals of records than those here."),
}


def _money(connection: sqlite3.Connection) -> list[Finding]:
    """Money is proven by its chains: what was changed behind the program's back is found, and where.

    The entries of the ledger first; then what they rest on: donors, accounts, rules, papers.
    """
    from db.ledger_check import faults
    from db.seals_check import record_faults

    mend = N_("Restore the last backup that is whole (appui restore FILE), and tell the mandataire.")
    found: list[tuple[str, Fault | RecordFault]] = [("ledger", fault) for fault in faults(connection)]
    found += [("record", fault) for fault in record_faults(connection)]
    return [
        _finding(
            code := f"{proof}_{fault.kind}", "error", _PROOFS[code], mend,
            account=fault.account, seq=fault.seq, table=fault.table, row=fault.row,
        )
        for proof, fault in found
    ]  # fmt: skip


def _permissions(path: Path) -> list[Finding]:
    found = []
    if os.name == "posix":
        folder = backup.folder_for(path)
        companions = [Path(f"{path}{suffix}") for suffix in disk.COMPANIONS]
        for file in (path, *companions, folder, *sorted(folder.glob("*.appui"))):
            if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
                message = N_("Other accounts of this computer can read {file}.")
                mend = N_("Run: chmod go= {file}")
                found.append(_finding("permissions", "warning", message, mend, file=str(file)))
    return found


def _leftovers(path: Path) -> list[Finding]:
    message, mend = N_("{file} was left by an interrupted run."), N_("It can be deleted.")
    files = [*disk.leftovers(path), *disk.leftovers_in(backup.folder_for(path))]
    return [_finding("leftover", "info", message, mend, file=str(file)) for file in files]


def _copied_elsewhere(connection: sqlite3.Connection) -> date | None:
    """The latest day on which a copy was made somewhere else than among the backups: the file itself remembers it."""
    try:
        known = connection.execute("SELECT value FROM setting WHERE key IN ('backed_up_on', 'copied_on')").fetchall()
        return max((date.fromisoformat(value) for (value,) in known), default=None)
    except (sqlite3.Error, TypeError, ValueError):  # what is wrong with the file is told by the others
        return None


def _backups(path: Path, elsewhere: date | None) -> list[Finding]:
    newest = backup.latest(path)
    ages = [] if newest is None else [int((utc_now().timestamp() - newest.stat().st_mtime) // 86_400)]
    if elsewhere is not None:
        ages.append((utc_now().date() - elsewhere).days)
    if not ages:
        message = N_("There is no backup of this file yet.")
        return [_finding("no_backup", "warning", message, N_("Run: appui backup"))]
    days = min(ages)
    if days > STALE_BACKUP_DAYS:
        message = N_("The last backup is {days} days old.")
        return [_finding("old_backup", "warning", message, N_("Run: appui backup"), days=days)]
    return []
