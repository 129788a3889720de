"""Undo and redo: replay the journal backwards or forwards, across restarts, and refuse when a row has moved on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

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
    """The latest actions, newest first; what was undone is among them until something new is done."""
    journal = JournalEntry
    columns = (journal.seq, journal.at, journal.action, journal.facts, journal.state)
    rows = session.execute(select(*columns).order_by(journal.seq.desc()).limit(limit))
    return [Step(seq, at, action, dict(facts), state) for seq, at, action, facts, state in rows]


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
    return _turn(unit, entry, "undone")


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
    return _turn(unit, entry, "done")


def _turn(unit: Unit, entry: JournalEntry, state: str) -> Step:
    back = state == "undone"
    refusal = UndoImpossible(label=entry.action, action=entry.action, facts=dict(entry.facts))
    changes: list[Values] = [dict(change) for change in entry.changes]
    try:
        with unit.session.begin_nested():  # whole or not at all, even for a caller that goes on after the refusal
            for change in reversed(changes) if back else changes:
                expected, wanted = (change["after"], change["before"]) if back else (change["before"], change["after"])
                _replay(unit, change, expected, wanted)
    except (_MovedOn, IntegrityError, LookupError):
        # The row has other values; or another row leans on it, or has taken its place; or its table is no longer such.
        raise refusal from None
    entry.changes = changes
    entry.state = state
    first = changes[0]
    unit.session.add(
        AuditEntry(
            at=unit.now,
            actor_id=unit.actor,
            committee_id=entry.committee_id,
            action=f"{'undo' if back else 'redo'}:{entry.action}",
            object_table=first["table"],
            object_id=str(first["key"]),
            rows=len(changes),
        )
    )
    unit.session.flush()
    return Step(entry.seq, entry.at, entry.action, dict(entry.facts), entry.state)


class _MovedOn(Exception):
    """The row is not as the action left it."""


def _replay(unit: Unit, change: Values, expected: Values | None, wanted: Values | None) -> None:
    kind = _kinds()[change["table"]]
    table = cast(Table, kind.__table__)
    row = unit.session.get(kind, decode(key_column(table), change["key"]))
    if _settled(None if row is None else row_values(row)) != _settled(expected):
        raise _MovedOn
    if wanted is None:
        # A row that comes back must not come back under a version that a form may still hold.
        change["last_version"] = getattr(row, "version", 0)
        unit.session.delete(row)
    elif row is None:
        row = kind(**_decoded(table, wanted))
        _move(unit, row, table, max(change.get("last_version", 0), wanted.get("version", 0)))
        unit.session.add(row)
    else:
        for name, value in _decoded(table, wanted).items():
            if name not in _MOVING:
                setattr(row, name, value)
        _move(unit, row, table, getattr(row, "version", 0))
    unit.session.flush()


def _move(unit: Unit, row: Any, table: Table, version: int) -> None:
    if "version" in table.c:
        row.version = version + 1
    if "updated_at" in table.c:
        row.updated_at = unit.now


def _settled(values: Values | None) -> Values | None:
    return None if values is None else {k: v for k, v in values.items() if k not in _MOVING}


def _decoded(table: Table, values: Values) -> Values:
    return {name: decode(table.c[name], value) for name, value in values.items()}


@cache
def _kinds() -> dict[str, type[Base]]:
    return {cast(Table, mapper.local_table).name: mapper.class_ for mapper in Base.registry.mappers}
