"""Undo and redo: replay the journal backwards or forwards, across restarts, and refuse when a row has moved on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Mapper, Session

from db.errors import NothingToRedo, NothingToUndo, UndoImpossible
from db.tables import AuditEntry, Base, JournalEntry
from db.unit import Unit, Values, decode, key_column, row_values

# Bookkeeping that undo itself moves forward, so that a form opened before it is refused.
_MOVING = ("version", "updated_at")


@dataclass(frozen=True, slots=True)
class Step:
    """One action of the journal, for a list on screen."""

    seq: int
    at: datetime
    action: str
    facts: dict[str, Any]
    state: str


def steps(session: Session, limit: int = 50) -> list[Step]:
    """The latest actions, newest first."""
    statement = select(JournalEntry).where(JournalEntry.state != "dropped").order_by(JournalEntry.seq.desc())
    return [_step(entry) for entry in session.scalars(statement.limit(limit))]


def undo(unit: Unit) -> Step:
    """Undo the latest action that is still done.

    Raises:
        NothingToUndo: the journal holds none.
        UndoImpossible: a row has changed since; nothing was touched.
    """
    statement = select(JournalEntry).where(JournalEntry.state == "done").order_by(JournalEntry.seq.desc()).limit(1)
    entry = unit.session.scalars(statement).first()
    if entry is None:
        raise NothingToUndo
    for change in reversed(entry.changes):
        _replay(unit, entry, change, expected=change["after"], wanted=change["before"])
    return _close(unit, entry, "undone", "undo")


def redo(unit: Unit) -> Step:
    """Redo the latest action that was undone.

    Raises:
        NothingToRedo: nothing was undone, or something new was done since.
        UndoImpossible: a row has changed since; nothing was touched.
    """
    statement = select(JournalEntry).where(JournalEntry.state == "undone").order_by(JournalEntry.seq).limit(1)
    entry = unit.session.scalars(statement).first()
    if entry is None:
        raise NothingToRedo
    for change in entry.changes:
        _replay(unit, entry, change, expected=change["before"], wanted=change["after"])
    return _close(unit, entry, "done", "redo")


def _replay(unit: Unit, entry: JournalEntry, change: Values, *, expected: Values | None, wanted: Values | None) -> None:
    mapper = _mapper(change["table"])
    table = mapper.local_table
    assert isinstance(table, Table)
    key = decode(key_column(table), change["key"])
    row = unit.session.get(mapper.class_, key)
    current = None if row is None else row_values(row)
    if _settled(current) != _settled(expected):
        raise UndoImpossible(label=entry.action, action=entry.action, facts=entry.facts)
    if wanted is None:
        unit.session.delete(row)
    elif row is None:
        unit.session.add(mapper.class_(**_decoded(table, wanted)))
    else:
        for name, value in _decoded(table, wanted).items():
            if name not in _MOVING:
                setattr(row, name, value)
        if "version" in table.c:
            row.version += 1
        if "updated_at" in table.c:
            row.updated_at = unit.now
    unit.session.flush()


def _close(unit: Unit, entry: JournalEntry, state: str, word: str) -> Step:
    entry.state = state
    first = entry.changes[0]
    unit.session.add(
        AuditEntry(
            at=unit.now,
            actor_id=unit.actor,
            committee_id=entry.committee_id,
            action=f"{word}:{entry.action}",
            object_table=first["table"],
            object_id=first["key"],
            rows=len(entry.changes),
        )
    )
    unit.session.flush()
    return _step(entry)


def _settled(values: Values | None) -> Values | None:
    return None if values is None else {k: v for k, v in values.items() if k not in _MOVING}


def _decoded(table: Table, values: Values) -> Values:
    return {name: decode(table.c[name], value) for name, value in values.items()}


def _mapper(table: str) -> Mapper[Any]:
    for mapper in Base.registry.mappers:
        if getattr(mapper.local_table, "name", "") == table:
            return mapper
    raise LookupError(table)


def _step(entry: JournalEntry) -> Step:
    return Step(entry.seq, entry.at, entry.action, dict(entry.facts), entry.state)
