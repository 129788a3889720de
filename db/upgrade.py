"""From one revision to the next: one transaction for the whole way, so that nothing is ever half done.

Foreign keys are off before BEGIN (with them on, Alembic's copy-and-drop deletes child rows silently; inside a
transaction the pragma does nothing) and checked before the commit. So is the number of rows of each table. Triggers,
which copy-and-drop forgets, are made again in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from db import seals, triggers
from db.engine import sqlite_engine
from db.version import program_version


class RowsLost(Exception):
    """A revision would have left fewer rows than there were, or rows without their parent. Rolled back whole."""


def migrations_folder() -> Path:
    """Where the revisions are, in a checkout and in an installed wheel alike; found as a resource, never by import."""
    from importlib.util import find_spec

    spec = find_spec("migrations")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package 'migrations' is not installed")
    return Path(next(iter(spec.submodule_search_locations)))


def alembic_config(connection: Connection | None = None, extra_versions: Sequence[Path] = ()) -> Any:
    """Alembic's configuration, built in code: there is no ini file to lose. ``extra_versions`` serve tests."""
    from alembic.config import Config

    folder = migrations_folder()
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    versions = [folder / "versions", *extra_versions]
    config.set_main_option("version_locations", "\n".join(str(v).replace("%", "%%") for v in versions))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, target: str = "head", extra_versions: Sequence[Path] = ()) -> None:
    """Bring the tables of ``engine`` to ``target``, whole or not at all.

    What is due is found out inside the write transaction: two programs that start at once take turns.

    Raises:
        RowsLost, or whatever a revision raised: everything was rolled back.
    """
    from alembic import command

    with (
        engine.connect().execution_options(appui_write=True) as connection,
        _foreign_keys_off(connection),
        connection.begin(),
    ):
        before = row_counts(connection)
        sealed = inspect(connection).has_table("record_seal")
        command.upgrade(alembic_config(connection, extra_versions), target)
        triggers.install(connection)
        if not sealed and inspect(connection).has_table("record_seal"):
            seals.seal_all(connection)  # what has no seal after today was written by something else
        note_program = text("UPDATE setting SET value = :program WHERE key = 'written_by'")
        connection.execute(note_program, {"program": program_version()})
        _check(connection, before)


def migrate_file(path: Path, target: str = "head", extra_versions: Sequence[Path] = ()) -> None:
    """`migrate` on a SQLite file."""
    engine = sqlite_engine(path)
    try:
        migrate(engine, target, extra_versions)
    finally:
        engine.dispose()


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table holds (SQLite; a server's tables may be too big to count)."""
    if connection.dialect.name != "sqlite":
        return {}
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).scalars()
    return {
        name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()  # noqa: S608
        for name in names.all()
    }


def _check(connection: Connection, before: dict[str, int]) -> None:
    if connection.dialect.name != "sqlite":
        return
    after = row_counts(connection)
    lost = sorted(table for table, rows in before.items() if after.get(table, 0) < rows)
    if lost:
        raise RowsLost(f"fewer rows in {', '.join(lost)}")
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise RowsLost(f"{len(orphans)} rows without their parent, first in {orphans[0][0]}")


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    if connection.dialect.name != "sqlite":
        yield
        return
    _switch_foreign_keys(connection, on=False)
    try:
        yield
    finally:
        _switch_foreign_keys(connection, on=True)


def _switch_foreign_keys(connection: Connection, *, on: bool) -> None:
    # Straight to the driver: through SQLAlchemy a transaction would begin first, in which the pragma does nothing.
    raw = connection.connection.dbapi_connection
    assert raw is not None
    cursor = raw.cursor()
    cursor.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
    cursor.execute("PRAGMA foreign_keys")
    if cursor.fetchone() != (int(on),):
        raise RuntimeError("foreign keys can only be switched outside a transaction")
