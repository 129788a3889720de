"""Rows that an action adds by the thousand: kept aside while it works, then written together, table by table.

The mapper writes some thousands of rows a second; plain statements of many rows write twenty times as many.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, insert, inspect
from sqlalchemy.orm import Session

from db.tables import Base

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
            rows, keys = list(self._rows.pop(kind).values()), columns_of(kind)
            statement = insert(cast(Table, kind.__table__))
            for first in range(0, len(rows), _AT_ONCE):
                some = [row.__dict__ for row in rows[first : first + _AT_ONCE]]
                connection.execute(statement, [{key: values[key] for key in keys} for values in some])


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
