"""From one revision to the next: a verified backup first, one transaction a revision, nothing half done.

Foreign keys are off before BEGIN (with them on, Alembic's copy-and-drop deletes child rows silently; inside a
transaction the pragma does nothing) and checked before the commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from db import triggers
from db.engine import sqlite_engine


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
    """Bring the tables of ``engine`` to ``target``; each revision is kept whole or not at all."""
    from alembic import command

    with engine.connect().execution_options(appui_write=True) as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _driver(connection, "PRAGMA foreign_keys=OFF")
        else:
            connection.exec_driver_sql("SELECT pg_advisory_lock(4158)")
            connection.commit()
        try:
            command.upgrade(alembic_config(connection, extra_versions), target)
            with connection.begin():
                triggers.install(connection)
        finally:
            if sqlite:
                _driver(connection, "PRAGMA foreign_keys=ON")
            else:
                connection.exec_driver_sql("SELECT pg_advisory_unlock(4158)")
                connection.commit()


def migrate_file(path: Path, target: str = "head", extra_versions: Sequence[Path] = ()) -> None:
    """`migrate` on a SQLite file."""
    engine = sqlite_engine(path)
    try:
        migrate(engine, target, extra_versions)
    finally:
        engine.dispose()


def _driver(connection: Connection, statement: str) -> None:
    # Straight to the driver: through SQLAlchemy a transaction would begin first, in which the pragma does nothing.
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.cursor().execute(statement)
