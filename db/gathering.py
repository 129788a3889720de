"""Rows that an action adds by the thousand: kept aside while it works, then written together, table by table.

The mapper writes some thousands of rows a second; plain statements of many rows write twenty times as many.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Table, insert, inspect
from sqlalchemy.orm import Session

from db.merging import portions
from db.tables import Base
from db.types import kept

_AT_ONCE = 1000  # rows in one statement's trip


class Gathering:
    """Rows that are added and not written yet; ``known``: what was asked of the file once, and holds until then."""

    def __init__(self) -> None:
        self.known: dict[Hashable, object] = {}
        self._rows: dict[type[Base], dict[int, Base]] = {}

    def add(self, row: Base, fillers: Mapping[str, Any]) -> None:
        """Keep a row aside, complete. It is no row of the session: what the session reads does not hold it.

        ``fillers``: what is put where the row says nothing; of a function, what it gives.
        """
        kept = row.__dict__  # past the mapper, which would note each value as a change
        for key, value in fillers.items():
            if kept.get(key) is None:
                kept[key] = value() if callable(value) else value
        for key, usual in _usual_of(type(row)):
            if kept.get(key) is None:
                kept[key] = usual
        self._rows.setdefault(type(row), {})[id(row)] = row

    def __contains__(self, row: Base) -> bool:
        return id(row) in self._rows.get(type(row), ())

    def write(self, session: Session) -> None:
        """Write all that is kept aside as it stands now, rows that others point at first."""
        connection = session.connection()
        for kind in sorted(self._rows, key=lambda kind: _order()[kind.__tablename__]):
            rows = self._rows.pop(kind).values()
            write_rows(connection, cast(Table, kind.__table__), [row.__dict__ for row in rows])


def write_rows(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that say something of every column, at most some hundreds in one statement's trip.

    A file is given what it keeps (`db.types.kept`): by way of each column's type it would take twice as long.
    """
    keys = [column.key for column in table.c]
    for some in portions(rows, _AT_ONCE):
        if connection.dialect.name == "sqlite":
            told = [tuple([kept(values[key]) for key in keys]) for values in some]
            connection.exec_driver_sql(_plain_insert(table), told)
        else:
            connection.execute(insert(table), [{key: values[key] for key in keys} for values in some])


@cache
def _plain_insert(table: Table) -> str:
    columns = ", ".join(column.name for column in table.c)
    return f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' * len(table.c))})"  # noqa: S608 - names of ours


@cache
def columns_of(kind: type[Base]) -> tuple[str, ...]:
    """The names of the columns of a table."""
    return tuple(attr.key for attr in inspect(kind).column_attrs)


@cache
def _usual_of(kind: type[Base]) -> tuple[tuple[str, Any], ...]:
    """What each column holds where a row leaves it empty: its usual value, or nothing."""
    columns = cast(Table, kind.__table__).c
    return tuple(
        (key, cast(Any, default).arg if (default := columns[key].default) is not None and default.is_scalar else None)
        for key in columns_of(kind)
    )


@cache
def _order() -> dict[str, int]:
    return {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
