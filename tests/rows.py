"""All that a file holds, as one word: two files that give the same hold the same rows."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path


def rows_hash(path: Path) -> str:
    """All rows of all tables, in order."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
        tables = file.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
        for (table,) in tables:
            for row in sorted(map(repr, file.execute(f"SELECT * FROM {table}"))):
                digest.update(f"{table} {row}".encode())
    return digest.hexdigest()
