"""A unit of work: what one user action changes, recorded row by row so that it can be undone.

Functions in ``campaign`` change rows only through ``add``, ``change`` and ``remove``: each keeps the row's values
before and after. `finish` writes exactly one journal row and one audit row, in the same transaction as the change.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial
from itertools import groupby
from typing import Any, TypeVar, cast

from sqlalchemy import Column, ColumnElement, Delete, Insert, Table, bindparam, delete, insert, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NULLTYPE

from db import seals
from db.errors import ChangedElsewhere
from db.gathering import Gathering, columns_of
from db.tables import AuditEntry, Base, JournalEntry
from db.types import Day, Guid, Instant, instant_text

Row = TypeVar("Row", bound=Base)
Known = TypeVar("Known")
Values = dict[str, Any]

JOURNAL_KEPT = 3000  # actions that can be undone, some forty sheets typed; what is older is forgotten: it holds names


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
    audited: int = 0  # the number of this unit's audit row, and of its journal row, once it is written
    journaled: int = 0
    _changes: list[Values] = field(default_factory=list)
    random: Callable[[int], bytes] = os.urandom  # salts of seals
    _touched: dict[str, dict[uuid.UUID, Any]] = field(default_factory=dict)  # records of money, sealed at the end
    _rows: int = 0
    _recorded: bool = True
    _gathering: Gathering | None = None

    def name(self, action: str, *, committee_id: uuid.UUID | None = None, **facts: str | int) -> None:
        """Say what the action is: a stable code such as ``committee.create``, and what its label needs."""
        self.action, self.facts, self.committee_id = action, dict(facts), committee_id

    def add(self, row: Row) -> Row:
        """Insert a row; ids, dates and authors that are still empty are filled in."""
        if self._gathering is not None:
            self._gathering.add(row, self._empty(_table(row)))
        else:
            for key, value in self._empty(_table(row)).items():
                if getattr(row, key) is None:
                    setattr(row, key, value() if callable(value) else value)
            self.session.add(row)
            self.session.flush()
        self._note(row, None, row_values(row))
        return row

    def enter(self, kind: type[Row], /, **values: Any) -> Row:
        """`add` a row with these values; while rows are gathered, the mapper never hears of it, which is quicker."""
        if self._gathering is None:
            return self.add(kind(**values))
        row = kind.__new__(kind)
        row.__dict__.update(values)
        return self.add(row)

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Rows that are added inside are written together at its end, past the mapper: many times as fast.

        The journal tells them one by one as ever. What is read inside does not see them yet: read before. Afterwards
        they are rows of the file like others: to change one, read it.
        """
        gathering = self._gathering = Gathering()
        try:
            with self.session.no_autoflush:
                yield
                gathering.write(self.session)
        finally:
            self._gathering = None
        self.session.flush()

    def recalled(self, key: Hashable, ask: Callable[[], Known]) -> Known:
        """What was asked once while rows are gathered, for what only this unit changes; asked anew at other times."""
        if self._gathering is None:
            return ask()
        if key not in self._gathering.known:
            self._gathering.known[key] = ask()
        return cast(Known, self._gathering.known[key])

    def recall(self, key: Hashable, value: object) -> None:
        """What `recalled` says from now on, while rows are gathered."""
        if self._gathering is not None:
            self._gathering.known[key] = value

    def load(self, table: type[Base], rows: Iterable[Mapping[str, Any]]) -> int:
        """Insert many rows at once (the seed, big reference tables); return how many.

        Some thirty times as fast as `add`. The unit is audited, but is nobody's action to undo: see `without_journal`.
        """
        self.without_journal()
        target = cast(Table, table.__table__)
        empty = self._empty(target)
        count = 0
        for keys, batch in groupby(rows, key=frozenset):
            fillers = {k: v for k, v in empty.items() if k not in keys}
            complete = [{**row, **{k: v() if callable(v) else v for k, v in fillers.items()}} for row in batch]
            self.session.execute(insert(target), complete)
            self._added(target.name, complete)
            count += len(complete)
        self._count(target.name, "", count)
        return count

    def add_many(self, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert many rows as a part of one action (an import); return how many.

        The journal keeps their ids only: undoing takes the rows back if nobody has touched them since, and what was
        taken back is imported again from its file, not redone. Rows carry their own ``id``.
        """
        target = cast(Table, table.__table__)
        fillers = {k: v for k, v in self._empty(target).items() if k != "id"}
        for keys, batch in groupby(rows, key=frozenset):
            missing = {k: v for k, v in fillers.items() if k not in keys}
            self.session.execute(insert(target), [{**row, **missing} for row in batch])
        if rows:
            ids = [row["id"] for row in rows]
            self._added(target.name, rows)
            note: Values = {"table": target.name, "keys": [encode(one) for one in ids]}
            self._changes.append({**note, "digest": digest(self.session, target, ids)})
            self._count(target.name, "", len(rows))
        return len(rows)

    def change(self, row: Row, *, if_version: int | None = None, **values: Any) -> Row:
        """Change some values of a row; nothing happens when they already hold.

        Raises:
            ChangedElsewhere: ``if_version`` is given and the row has moved on since.
        """
        self._own(row)
        if if_version is not None and getattr(row, "version", if_version) != if_version:
            raise ChangedElsewhere
        self.change_many([(row, values)])
        return row

    def change_many(self, changes: Iterable[tuple[Base, Mapping[str, Any]]]) -> None:
        """Change many rows, each as `change` does, with one trip to the file: an import that brings thousands."""
        changed: list[tuple[Base, Values]] = []
        for row, values in changes:
            self._own(row)
            before = row_values(row)
            aside = self._gathering is not None and row in self._gathering
            put = row.__dict__.__setitem__ if aside else partial(setattr, row)
            for key, value in values.items():
                if getattr(row, key) != value:
                    put(key, value)
            if row_values(row) == before:
                continue
            if "version" in _table(row).c:
                put("version", row.version + 1)  # type: ignore[attr-defined]
            if "updated_at" in _table(row).c:
                put("updated_at", self.now)
            changed.append((row, before))
        if changed and self._gathering is None:
            self.session.flush()
        for row, before in changed:
            self._note(row, before, row_values(row))

    def remove(self, row: Base) -> None:
        """Delete a row."""
        self._own(row)
        before = row_values(row)
        self.session.delete(row)
        self.session.flush()
        self._note(row, before, None)

    def purge(self, table: type[Base], which: ColumnElement[bool]) -> int:
        """Delete many rows that nobody will undo: what is old in the journal or the audit; return how many.

        Records of money are taken out one by one: each is sealed as gone.
        """
        self.without_journal()
        target = cast(Table, table.__table__)
        if target.name in seals.TABLES:
            raise RuntimeError(f"rows of {target.name} are sealed one by one")
        gone = self.session.execute(delete(table).where(which), execution_options={"synchronize_session": False})
        count = int(gone.rowcount)  # type: ignore[attr-defined]
        if count:
            self._count(target.name, "", count)
        return count

    def touch(self, table: str, keys: Iterable[Any]) -> None:
        """Say that rows will be written by other ways than those above (undo): what is sealed is sealed anew."""
        if table in seals.TABLES:
            mine = self._touched.setdefault(table, {})
            new = [key for key in keys if key not in mine]
            mine.update(dict.fromkeys(new) | seals.rows_now(self.session, table, new))

    def without_journal(self) -> None:
        """This unit loads reference or demo rows: it is audited, but is nobody's action to undo.

        To be called first: an action is undone whole or not at all.
        """
        if self._changes:
            raise RuntimeError("this unit has changes to undo already")
        self._recorded = False

    def finish(self) -> None:
        """Write the journal and audit rows; called by the store just before commit."""
        stray = [*self.session.new, *self.session.deleted, *filter(self.session.is_modified, self.session.dirty)]
        if stray:
            raise RuntimeError(f"a row of {_table(stray[0]).name} was changed outside the unit")
        seals.seal_records(self.session, self._touched, self.random)
        if not self._rows:
            return
        if not self.action:
            raise RuntimeError("an action that changes rows must have a name")
        self.attest(self.action, self.committee_id, self.subject, self._rows)
        if self._changes:
            self._remember()

    def attest(self, action: str, committee_id: uuid.UUID | None, subject: tuple[str, str], rows: int) -> None:
        """Write the audit row: who did what to which row, without names."""
        self.audited = self._write(
            AuditEntry,
            at=self.now,
            actor_id=self.actor,
            committee_id=committee_id,
            action=action,
            object_table=subject[0],
            object_id=subject[1],
            rows=rows,
        )

    def _remember(self) -> None:
        # Something new was done: what had been undone before can no longer be redone on top of it.
        connection = self.session.connection()
        connection.execute(_forgetting_undone())
        self.journaled = self._write(
            JournalEntry,
            at=self.now,
            actor_id=self.actor,
            committee_id=self.committee_id,
            batch_id=self.batch_id,
            action=self.action,
            facts=self.facts,
            changes=self._changes,
            state="done",
        )
        connection.execute(_forgetting_old(), {"younger": JOURNAL_KEPT - 1})

    def _write(self, table: type[Base], **values: Any) -> int:
        """Insert a row of bookkeeping and return its number: every action does, and nobody reads it as an object."""
        self.session.flush()
        done = self.session.connection().execute(_inserting(table), values)
        return int(done.inserted_primary_key[0])  # type: ignore[index]

    def _empty(self, table: Table) -> Values:
        """What is filled in where the caller left it empty; a callable gives a new value for each row."""
        fillers: Values = {"created_at": self.now, "updated_at": self.now, "created_by": self.actor, "id": self.new_id}
        return {key: fillers[key] for key in _filled(table)}

    def _own(self, row: Base) -> None:
        # A row that was read in another session would look changed here, and never reach the file.
        if (self._gathering is None or row not in self._gathering) and row not in self.session:
            raise RuntimeError(f"a row of {_table(row).name} was read outside this unit")

    def _added(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        if table in seals.TABLES:
            self._touched.setdefault(table, {}).update(dict.fromkeys(row["id"] for row in rows))

    def _note(self, row: Base, before: Values | None, after: Values | None) -> None:
        table = _table(row)
        if table.name in seals.TABLES:
            self._touched.setdefault(table.name, {}).setdefault(row.id, before)  # type: ignore[attr-defined]
        if self._recorded:
            key = encode(getattr(row, key_column(table).key))
            self._changes.append({"table": table.name, "key": key, "before": before, "after": after})
        if not self.subject[0]:
            identity = (getattr(row, column.key) for column in table.primary_key.columns)
            self.subject = (table.name, "/".join(str(encode(value)) for value in identity))
        self._rows += 1

    def _count(self, table: str, key: str, rows: int) -> None:
        if not self.subject[0]:
            self.subject = (table, key)
        self._rows += rows


def _table(row: Base) -> Table:
    return cast(Table, row.__table__)


@cache
def _inserting(table: type[Base]) -> Insert:
    return insert(cast(Table, table.__table__))


@cache
def _forgetting_undone() -> Delete:
    journal = cast(Table, JournalEntry.__table__)
    return delete(journal).where(journal.c.state == "undone")


@cache
def _forgetting_old() -> Delete:
    journal = cast(Table, JournalEntry.__table__)
    oldest = select(journal.c.seq).order_by(journal.c.seq.desc()).offset(bindparam("younger")).limit(1)
    return delete(journal).where(journal.c.seq < oldest.scalar_subquery())


@cache
def _filled(table: Table) -> tuple[str, ...]:
    """The columns of a table that are filled in where the caller left them empty."""
    own = ("id",) if "id" in table.c and table.c.id.type.python_type is uuid.UUID else ()
    return (*(key for key in ("created_at", "updated_at", "created_by") if key in table.c), *own)


def key_column(table: Table) -> Column[Any]:
    """The single primary key column of a table that the journal can hold."""
    (column,) = table.primary_key.columns
    return column


def row_values(row: Base) -> Values:
    """A row as JSON values, column by column."""
    kept, keys = row.__dict__, columns_of(type(row))
    try:  # what was read, or set: nearly always all of it
        return {key: encode(kept[key]) for key in keys}
    except KeyError:
        return {key: encode(getattr(row, key)) for key in keys}


# Bookkeeping that undo itself moves forward, so that a form opened before it is refused.
MOVING = ("version", "updated_at")
_AT_ONCE = 500  # ids in one statement
_AS_STORED = (
    Guid,
    Instant,
    Day,
)  # types of which what an engine stores reads the same in JSON as what Python makes of it


def digest(session: Session, table: Table, ids: Sequence[Any]) -> str:
    """A hash of many rows as they stand in the database, by which undo knows that nobody has touched them.

    Ids and moments are taken as the engine gives them: making Python values of tens of thousands of them, only to write
    them down again, is what a batch would mostly wait for.
    """
    found = hashlib.sha256()
    key = key_column(table)
    columns = [
        type_coerce(column, NULLTYPE) if isinstance(column.type, _AS_STORED) else column
        for column in table.c
        if column.name not in MOVING
    ]
    for first in range(0, len(ids), _AT_ONCE):
        statement = select(*columns).where(key.in_(ids[first : first + _AT_ONCE])).order_by(key)
        for row in session.execute(statement):
            found.update(json.dumps([encode(value) for value in row], sort_keys=True).encode())
    return found.hexdigest()


def encode(value: Any) -> Any:
    """A Python value as JSON keeps it."""
    kind = type(value)
    if kind is str or kind is int or value is None:  # nearly all of them
        return value
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, bytes):  # an id as SQLite stores it
        return value.hex()
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
