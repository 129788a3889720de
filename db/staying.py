"""Rows that stay though what added them is undone: the ledger, a history or somebody's step rests on them.

Marks of the tables say which: ``sealed_as``, ``stays_named``, ``history_of``, ``reversed_by``, ``append_only``; what
each means stands in `db.undo`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, cast

from sqlalchemy import Column, Table, or_, select
from sqlalchemy.orm import Session

from db.tables import Base, LedgerEntry
from db.unit import Unit, Values, decode, key_column


@cache
def kinds() -> dict[str, type[Base]]:
    """Each table that undo may meet in the journal, by its name."""
    return {cast(Table, mapper.local_table).name: mapper.class_ for mapper in Base.registry.mappers}


def sealed(unit: Unit, row: Base | None, table: Table) -> bool:
    """Whether the ledger knows a row by its number: then it stays, also when the action that added it is undone."""
    column = table.info.get("sealed_as")
    if row is None or not column:
        return False
    known = select(LedgerEntry.id).where(getattr(LedgerEntry, column) == row.id).limit(1)  # type: ignore[attr-defined]
    return unit.session.scalar(known) is not None


def named(unit: Unit, row: Base | None, table: Table) -> bool:
    """Whether rows that stay for good name this one, as who asked, looked or did it: then it stays beside them."""
    if row is None or not table.info.get("stays_named"):
        return False
    key = getattr(row, key_column(table).name)
    return any(
        unit.session.scalar(select(key_column(one)).where(or_(*(column == key for column in columns))).limit(1))
        for one, columns in _staying(table)
        if columns
    )


def rested_on(session: Session, change: Values) -> bool:
    """Whether what is only ever added rests on a row that an action added: that row cannot go."""
    if change.get("before") is not None or "keys" in change or change["table"] not in kinds():
        return False
    table = cast(Table, kinds()[change["table"]].__table__)
    key = decode(key_column(table), change["key"])
    return any(
        session.scalar(select(key_column(one)).where(column == key).limit(1))
        for one, columns in _staying(table)
        for column in columns
        if column.foreign_keys
    )


def _staying(table: Table) -> Iterator[tuple[Table, list[Column[Any]]]]:
    """Tables of which rows stay when their adding is undone, with the columns that lead to this one."""
    for kind in kinds().values():
        one = cast(Table, kind.__table__)
        if not any(one.info.get(mark) for mark in ("reversed_by", "sealed_as", "history_of", "append_only")):
            continue
        columns = [column for column in one.c if any(key.column.table is table for key in column.foreign_keys)]
        if table.info.get("stays_named") and one.info.get("history_of"):
            columns.append(one.c.created_by)
        yield one, columns
