"""A unit of work: what one user action changes, recorded row by row so that it can be undone.

Functions in ``campaign`` change rows only through ``add``, ``change`` and ``remove``: each keeps the row's values before
and after. `finish` writes exactly one journal row and one audit row, in the same transaction as the change itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Column, Table, inspect
from sqlalchemy.orm import Session

from db.errors import ChangedElsewhere
from db.tables import AuditEntry, Base, JournalEntry
from db.types import instant_text

Row = TypeVar("Row", bound=Base)
Values = dict[str, Any]


@dataclass
class Unit:
    """One write transaction of one actor at one instant."""

    session: Session
    actor: uuid.UUID | None
    now: datetime
    new_id: Callable[[], uuid.UUID]
    action: str = ""
    facts: Values = field(default_factory=dict)
    committee_id: uuid.UUID | None = None
    batch_id: uuid.UUID | None = None
    subject: tuple[str, str] = ("", "")
    _changes: list[Values] = field(default_factory=list)
    _recorded: bool = True

    def name(self, action: str, *, committee_id: uuid.UUID | None = None, **facts: str | int) -> None:
        """Say what the action is: a stable code such as ``committee.create``, and what its label needs."""
        self.action, self.facts, self.committee_id = action, dict(facts), committee_id

    def add(self, row: Row) -> Row:
        """Insert a row; ids, dates and authors that are still empty are filled in."""
        table = cast(Table, row.__table__)
        if "id" in table.c and getattr(row, "id", None) is None:
            row.id = self.new_id()  # type: ignore[attr-defined]
        if "created_at" in table.c:
            row.created_at = row.updated_at = self.now  # type: ignore[attr-defined]
            row.created_by = self.actor  # type: ignore[attr-defined]
        self.session.add(row)
        self.session.flush()
        self._note(row, None, row_values(row))
        return row

    def change(self, row: Row, *, if_version: int | None = None, **values: Any) -> Row:
        """Change some values of a row; nothing happens when they already hold.

        Raises:
            ChangedElsewhere: ``if_version`` is given and the row has moved on since.
        """
        if if_version is not None and getattr(row, "version", if_version) != if_version:
            raise ChangedElsewhere
        before = row_values(row)
        for key, value in values.items():
            if getattr(row, key) != value:
                setattr(row, key, value)
        if row_values(row) == before:
            return row
        if "version" in row.__table__.c:
            row.version += 1  # type: ignore[attr-defined]
        if "updated_at" in row.__table__.c:
            row.updated_at = self.now  # type: ignore[attr-defined]
        self.session.flush()
        self._note(row, before, row_values(row))
        return row

    def remove(self, row: Base) -> None:
        """Delete a row."""
        before = row_values(row)
        self.session.delete(row)
        self.session.flush()
        self._note(row, before, None)

    def without_journal(self) -> None:
        """This unit loads reference or demo rows: it is audited, but is nobody's action to undo."""
        self._recorded = False

    def finish(self) -> None:
        """Write the journal and audit rows; called by the store just before commit."""
        if not self._changes:
            return
        if not self.action:
            raise RuntimeError("an action that changes rows must have a name")
        table, key = self.subject if self.subject[0] else (self._changes[0]["table"], self._changes[0]["key"])
        self.session.add(
            AuditEntry(
                at=self.now,
                actor_id=self.actor,
                committee_id=self.committee_id,
                action=self.action,
                object_table=table,
                object_id=key,
                rows=len(self._changes),
            )
        )
        if self._recorded:
            _drop_redo(self.session)
            self.session.add(
                JournalEntry(
                    at=self.now,
                    actor_id=self.actor,
                    committee_id=self.committee_id,
                    batch_id=self.batch_id,
                    action=self.action,
                    facts=self.facts,
                    changes=self._changes,
                    state="done",
                )
            )
        self.session.flush()

    def _note(self, row: Base, before: Values | None, after: Values | None) -> None:
        table = cast(Table, row.__table__)
        key = str(encode(getattr(row, key_column(table).key)))
        self._changes.append({"table": table.name, "key": key, "before": before, "after": after})


def _drop_redo(session: Session) -> None:
    # Something new was done: what had been undone before can no longer be redone on top of it.
    for entry in session.query(JournalEntry).filter_by(state="undone"):
        entry.state = "dropped"


def key_column(table: Table) -> Column[Any]:
    """The single primary key column of a table that the journal can hold."""
    (column,) = table.primary_key.columns
    return column


def row_values(row: Base) -> Values:
    """A row as JSON values, column by column."""
    return {attr.key: encode(getattr(row, attr.key)) for attr in inspect(type(row)).column_attrs}


def encode(value: Any) -> Any:
    """A Python value as JSON keeps it."""
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def decode(column: Column[Any], value: Any) -> Any:
    """The Python value of a column from what `encode` made of it."""
    if value is None:
        return None
    wanted = column.type.python_type
    if wanted is uuid.UUID:
        return uuid.UUID(hex=value)
    if wanted is datetime:
        return datetime.fromisoformat(value)
    if wanted is date:
        return date.fromisoformat(value)
    return value
