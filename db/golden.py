"""The schema as a fresh file has it, to compare a real one with: autogenerate sees no trigger, CHECK or STRICT."""

from __future__ import annotations

import re
import sqlite3
from functools import lru_cache
from typing import cast

from sqlalchemy import create_engine

from db import triggers
from db.tables import Base


@lru_cache(maxsize=1)
def expected() -> dict[str, str]:
    """Name of each table, index and trigger of the present version → its normalised SQL."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        Base.metadata.create_all(connection)
        triggers.install(connection)
        schema = read(cast(sqlite3.Connection, connection.connection.dbapi_connection))
    engine.dispose()
    return schema


def read(connection: sqlite3.Connection) -> dict[str, str]:
    """The schema of an open file, normalised."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: _normal(sql) for name, sql in rows if name != "alembic_version" and not name.startswith("sqlite_")}


def differences(connection: sqlite3.Connection) -> list[str]:
    """How an open file's schema differs from a fresh one's; empty when it does not."""
    wanted, found = expected(), read(connection)
    lines = [f"missing {name}" for name in sorted(wanted.keys() - found.keys())]
    lines += [f"unknown {name}" for name in sorted(found.keys() - wanted.keys())]
    lines += [f"different {name}" for name in sorted(wanted.keys() & found.keys()) if wanted[name] != found[name]]
    return lines


@lru_cache(maxsize=1000)  # a folder's files have their tables in common
def _normal(sql: str) -> str:
    """One form for what SQLAlchemy, Alembic and batch mode each write: no quotes, spaces or order of constraints."""
    text = re.sub(r"\s+", " ", sql.replace('"', "").replace("`", "")).strip()
    text = re.sub(r"\s*([(),])\s*", r"\1", text)
    match = re.fullmatch(r"(CREATE TABLE \S+?)\((.*)\)( ?STRICT)?", text)
    if match is None:
        return text
    return f"{match[1]}({','.join(sorted(_split(match[2])))}){match[3] or ''}".replace(" STRICT", "STRICT")


def _split(body: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, char in enumerate(body):
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            parts.append(body[start:index])
            start = index + 1
    return [*parts, body[start:]]
