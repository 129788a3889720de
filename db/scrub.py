"""Making deleted bytes leave the disk: the log is folded and emptied, and the file is written anew.

Why both: the log keeps old pages until it is emptied, and what another program left in free pages before
``secure_delete`` goes only when the file is rewritten. A deletion is not an erasure until this has been done.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

from db.engine import DURABILITY, SAFETY, connect
from db.refusals import refusals
from db.store import Store


def scrub(store: Store) -> bool:
    """Leave no byte of deleted rows in a file and its log; whether that could be done now.

    False when another window is reading or writing at this moment: the rows are gone, their bytes go at the next call.
    A server looks after its own files: true.

    Raises:
        DiskFull, FileReadOnly, FileDamaged: the rows are gone, their bytes are not.
    """
    if store.path is None:
        return True
    with refusals(store.label), closing(connect(store.path)) as connection:
        for pragma in (*DURABILITY, *SAFETY):
            connection.execute(pragma).fetchall()
        try:
            connection.execute("VACUUM")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            return False
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
