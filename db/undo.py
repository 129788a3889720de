"""Undo and redo: replay the journal backwards or forwards, across restarts, and refuse when a row has moved on.

A table whose ``info`` says ``never_copied`` holds what must be able to go for good: its rows are not redone.
A table whose ``info`` names a column under ``append_only`` holds facts that are never deleted: undoing the adding of
such a row writes the present moment into that column, which voids it, and redoing takes it out again. Entries of the
ledger (``reversed_by``) are never touched at all: undoing adds one with its sides swapped, redoing another. A row that
the ledger knows by its number (``sealed_as``: the column there) stays when the action that added it is undone, in the
state that ``kept_as`` names, if any. Steps of a history (``history_of``: the row they are of) are never taken out:
undoing adds the step back, and only a row that the ledger never knew goes with its whole history. A row that such
rows name (``stays_named``: a person) stays too, or nobody would know any more whose hands they went through. A column
that is ``given_once`` keeps its value: a number that was given is not another's.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.errors import DoneElsewhere, NothingToRedo, NothingToUndo, Refusal, UndoHeld, UndoImpossible, UndoneElsewhere
from db.ledger import turn
from db.staying import kinds, named, rested_on, sealed
from db.tables import AuditEntry, Base, JournalEntry, Person
from db.unit import MOVING, Unit, Values, decode, digest, encode, key_column, row_values

_AT_ONCE = 500  # ids in one statement
KEPT_TO_REDO = 20_000  # rows of an undone batch that the journal keeps a copy of: a commune's walks, not a country


@dataclass(frozen=True, slots=True)
class Step:
    """One action of the journal, for a list on screen."""

    seq: int
    at: datetime
    action: str
    facts: dict[str, Any]
    state: str


@dataclass
class Window:
    """What one window knows of the journal, so that its key for undo never takes back what it never saw.

    ``journal`` and ``audit`` are how far both stood when the file was opened: all before is anybody's to undo, also
    after a restart. ``own`` is what was done from here since, by journal number, with its audit number.
    """

    journal: int = 0
    audit: int = 0
    own: dict[int, int] = field(default_factory=dict)
    turned: set[int] = field(default_factory=set)
    _told: tuple[int, int] | None = None

    @classmethod
    def at(cls, session: Session) -> Window:
        """A window that has just been opened."""
        return cls(session.scalar(select(func.max(JournalEntry.seq))) or 0, _latest_audit(session))

    def did(self, unit: Unit) -> None:
        """A unit of this window has been committed."""
        if unit.journaled:
            self.own[unit.journaled] = unit.audited
        elif unit.audited:
            self.turned.add(unit.audited)

    def look(self, session: Session, entry: JournalEntry, *, again: bool = False) -> None:
        """Refuse the first time when another window did something since; asked again, with nothing new, let it pass.

        Raises:
            DoneElsewhere: it did this very action; UndoneElsewhere: it undid or redid another.
        """
        refusal = None if again else self._done_elsewhere(session, entry)
        refusal = refusal or self._turned_elsewhere(session, entry)
        if refusal is None:
            return
        asked = (entry.seq, _latest_audit(session))
        if self._told != asked:
            self._told = asked
            raise refusal
        self.audit = self.own[entry.seq] = asked[1]

    def _done_elsewhere(self, session: Session, entry: JournalEntry) -> Refusal | None:
        if entry.seq <= self.journal or entry.seq in self.own:
            return None
        who = _name_of(session, entry.actor_id)
        return DoneElsewhere(who=who, label=entry.action, action=entry.action, facts=dict(entry.facts))

    def _turned_elsewhere(self, session: Session, entry: JournalEntry) -> Refusal | None:
        turns = select(AuditEntry.seq, AuditEntry.actor_id, AuditEntry.action).where(
            or_(AuditEntry.action.startswith("undo:"), AuditEntry.action.startswith("redo:")),
            AuditEntry.seq > max(self.audit, self.own.get(entry.seq, 0)),
        )
        foreign = [row for row in session.execute(turns.order_by(AuditEntry.seq)) if row.seq not in self.turned]
        if not foreign:
            return None
        latest = foreign[-1]
        back = latest.action.startswith("undo:")
        turned = select(JournalEntry).where(JournalEntry.state == ("undone" if back else "done"))
        order = JournalEntry.seq if back else JournalEntry.seq.desc()
        step = session.scalars(turned.order_by(order).limit(1)).first()
        if step is None:  # something new was done on top of it: nothing is left that could surprise
            return None
        who = _name_of(session, latest.actor_id)
        return UndoneElsewhere(who=who, label=step.action, action=step.action, facts=dict(step.facts))


def _name_of(session: Session, person_id: uuid.UUID | None) -> str:
    person = session.get(Person, person_id) if person_id else None
    return f"{person.given_name} {person.family_name}".strip() if person else ""


def _latest_audit(session: Session) -> int:
    return session.scalar(select(func.max(AuditEntry.seq))) or 0


def steps(session: Session, limit: int = 50) -> list[Step]:
    """The latest actions, newest first; what was undone is among them until something new is done."""
    journal = JournalEntry
    columns = (journal.seq, journal.at, journal.action, journal.facts, journal.state)
    rows = session.execute(select(*columns).order_by(journal.seq.desc()).limit(limit))
    return [Step(seq, at, action, dict(facts), state) for seq, at, action, facts, state in rows]


def undo(unit: Unit, window: Window | None = None) -> Step:
    """Undo the latest action that is still done; given a window, only if that window has seen it.

    Raises:
        NothingToUndo: the journal holds none.
        DoneElsewhere, UndoneElsewhere: another window did something since, and this one was not told yet.
        UndoImpossible: a row has changed since, nothing was touched; UndoHeld: what only grows rests on one.
    """
    statement = select(JournalEntry).where(JournalEntry.state == "done").order_by(JournalEntry.seq.desc()).limit(1)
    entry = unit.session.scalars(statement).first()
    if entry is None:
        raise NothingToUndo
    if window is not None:
        window.look(unit.session, entry)
    return _turn(unit, entry, "undone")


def redo(unit: Unit, window: Window | None = None) -> Step:
    """Redo the latest action that was undone; given a window, only if that window has seen it.

    Raises:
        NothingToRedo: nothing was undone, or something new was done since.
        DoneElsewhere, UndoneElsewhere: another window did something since, and this one was not told yet.
        UndoImpossible: a row has changed since; nothing was touched.
    """
    statement = select(JournalEntry).where(JournalEntry.state == "undone").order_by(JournalEntry.seq).limit(1)
    entry = unit.session.scalars(statement).first()
    if entry is None:
        raise NothingToRedo
    if window is not None:
        window.look(unit.session, entry, again=True)
    return _turn(unit, entry, "done")


def _turn(unit: Unit, entry: JournalEntry, state: str) -> Step:
    back = state == "undone"
    told = {"label": entry.action, "action": entry.action, "facts": dict(entry.facts)}
    changes: list[Values] = [dict(change) for change in entry.changes]
    try:
        for change in changes:
            key = key_column(cast(Table, kinds()[change["table"]].__table__))
            unit.touch(change["table"], (decode(key, text) for text in change.get("keys") or [change["key"]]))
        with unit.session.begin_nested():  # whole or not at all, even for a caller that goes on after the refusal
            for change in reversed(changes) if back else changes:
                if "keys" in change:
                    (_take_back if back else _bring_back)(unit, change)
                    continue
                expected, wanted = (change["after"], change["before"]) if back else (change["before"], change["after"])
                _replay(unit, change, expected, wanted)
    except (_MovedOn, IntegrityError, LookupError):
        # The row has other values; or another row leans on it, or has taken its place; or its table is no longer such.
        held = back and any(rested_on(unit.session, change) for change in changes)
        raise (UndoHeld if held else UndoImpossible)(**told) from None
    first = changes[0]
    step = Step(entry.seq, entry.at, entry.action, dict(entry.facts), state)
    if back and any("keys" in change and "rows" not in change for change in changes):
        unit.session.delete(entry)  # too many rows to keep a copy of: such a batch is imported again, not redone
        unit.session.flush()
    else:
        entry.changes = changes
        entry.state = state
    code = f"{'undo' if back else 'redo'}:{entry.action}"
    unit.attest(code, entry.committee_id, (first["table"], str(first.get("key", ""))), len(changes))
    return step


def _take_back(unit: Unit, change: Values) -> None:
    """Delete the rows of a batch, all of them as they came; unless it is too big a copy stays, to be redone."""
    kind = kinds()[change["table"]]
    table = cast(Table, kind.__table__)
    key = key_column(table)
    ids = [decode(key, text) for text in change["keys"]]
    if digest(unit.session, table, ids) != change["digest"]:
        raise _MovedOn
    if len(ids) <= KEPT_TO_REDO and not table.info.get("never_copied"):
        change["rows"] = list(_rows(unit.session, table, ids))
    for first in range(0, len(ids), _AT_ONCE):
        gone = delete(kind).where(key.in_(ids[first : first + _AT_ONCE]))
        unit.session.execute(gone, execution_options={"synchronize_session": False})


def _rows(session: Session, table: Table, ids: Sequence[Any]) -> Iterator[Values]:
    key = key_column(table)
    for first in range(0, len(ids), _AT_ONCE):
        found = session.execute(select(table).where(key.in_(ids[first : first + _AT_ONCE])).order_by(key))
        yield from ({name: encode(value) for name, value in row.items()} for row in found.mappings())


def _bring_back(unit: Unit, change: Values) -> None:
    """Put the rows of a batch back as they were; the journal keeps their ids only again."""
    table = cast(Table, kinds()[change["table"]].__table__)
    rows = [_decoded(table, values) for values in change.pop("rows")]
    for first in range(0, len(rows), _AT_ONCE):
        unit.session.execute(insert(table), rows[first : first + _AT_ONCE])


_WHEN = frozenset({"at", "created_at"})  # a step that came back came back then


class _MovedOn(Exception):
    """The row is not as the action left it."""


def _replay(unit: Unit, change: Values, expected: Values | None, wanted: Values | None) -> None:
    kind = kinds()[change["table"]]
    table = cast(Table, kind.__table__)
    row = unit.session.get(kind, decode(key_column(table), change["key"]))
    if (mark := table.info.get("append_only")) and (expected is None or wanted is None):
        _void(unit, row, mark, expected, wanted)
        return
    if table.info.get("reversed_by"):
        _reverse(unit, row, back=wanted is None)
        return
    if table.info.get("history_of") and (expected is None or wanted is None):
        _step_back(unit, row, table, expected, wanted)
        return
    added = change.get("before") is None  # what an action took out, as a merge does, may go again
    if (expected is None or wanted is None) and (sealed(unit, row, table) or (added and named(unit, row, table))):
        _keep(unit, cast(Base, row), table, expected, wanted)
        return
    once = frozenset(column.name for column in table.c if column.info.get("given_once"))
    if _settled(None if row is None else row_values(row), once) != _settled(expected, once):
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
            if name not in MOVING and not (name in once and value is None):
                setattr(row, name, value)
        _move(unit, row, table, getattr(row, "version", 0))
    unit.session.flush()


def _keep(unit: Unit, row: Any, table: Table, expected: Values | None, wanted: Values | None) -> None:
    """Undo the adding of a row that is known elsewhere: it stays, as one that came to nothing; redo it from there."""
    told = cast(Values, expected or wanted)
    free = {column.name for column in table.c if column.info.get("given_once")}
    state = table.info.get("kept_as")
    if state and wanted is not None:
        free.add("state")  # it came to nothing when it was undone
    if _settled(row_values(row), frozenset(free)) != _settled(told, frozenset(free)):
        raise _MovedOn
    if state:
        row.state = state if wanted is None else told["state"]
        _move(unit, row, table, row.version)
        unit.session.flush()


def _step_back(unit: Unit, row: Any, table: Table, expected: Values | None, wanted: Values | None) -> None:
    """Undo a step of a history by the step back, and redo it by the step again; both are added, on this moment.

    The first step of a row that the ledger never knew takes the whole history with it: the row itself goes next.
    """
    told = cast(Values, expected or wanted)
    kind = kinds()[table.name]
    column = table.c[table.info["history_of"]]
    owner = next(iter(column.foreign_keys)).column.table
    of = decode(column, told[column.name])
    if row is not None and _settled(row_values(row), _WHEN) != _settled(told, _WHEN):
        raise _MovedOn
    if wanted is not None and row is None:  # it went with the whole history: it comes back, after what is there
        unit.session.flush()
        latest = unit.session.scalar(select(func.max(table.c.at)).where(column == of))
        again = _decoded(table, told)
        if latest is not None and latest > again["at"]:
            again["at"] = unit.now
        unit.session.add(kind(**again))
    elif row is None:
        raise _MovedOn
    elif (
        wanted is None and not told["from_state"] and not sealed(unit, unit.session.get(kinds()[owner.name], of), owner)
    ):
        unit.session.flush()
        unit.touch(table.name, unit.session.scalars(select(table.c.id).where(column == of)).all())
        unit.session.execute(delete(kind).where(column == of))
    else:
        before = told["from_state"] or str(owner.info["kept_as"])
        steps = (told["to_state"], before) if wanted is None else (before, told["to_state"])
        new = {"id": unit.new_id(), "at": unit.now, "created_at": unit.now, "updated_at": unit.now,
               "created_by": unit.actor, "from_state": steps[0], "to_state": steps[1]}  # fmt: skip
        if told.get("told_by") is not None:  # who took it is on the other laptop: it is put back in order here
            new |= {"told_by": None, "role": "told"}
        if wanted is None and "note" in told:  # the reason of the step is not that of going back
            new["note"] = ""
        unit.touch(table.name, [new["id"]])
        unit.session.add(kind(**(_decoded(table, told) | new)))
    unit.session.flush()


def _reverse(unit: Unit, row: Any, *, back: bool) -> None:
    """Undo an entry of the ledger by one with its sides swapped; redo it by another."""
    if row is None or not turn(unit.session, row, back=back, at=unit.now, actor=unit.actor, new_id=unit.new_id):
        raise _MovedOn


def _void(unit: Unit, row: Any, mark: str, expected: Values | None, wanted: Values | None) -> None:
    """Undo the adding of a fact that is never deleted by marking it void; redo it by taking the mark away."""
    if row is None:
        raise _MovedOn
    now = _settled(row_values(row))
    known = _settled(expected if wanted is None else wanted)
    assert now is not None
    assert known is not None
    void = now.pop(mark, None) is not None
    if known.pop(mark, None) is not None or void is not (wanted is not None) or now != known:
        raise _MovedOn
    setattr(row, mark, unit.now if wanted is None else None)
    _move(unit, row, cast(Table, row.__table__), getattr(row, "version", 0))
    unit.session.flush()


def _move(unit: Unit, row: Any, table: Table, version: int) -> None:
    if "version" in table.c:
        row.version = version + 1
    if "updated_at" in table.c:
        row.updated_at = unit.now


def _settled(values: Values | None, free: frozenset[str] = frozenset()) -> Values | None:
    """What must be as it was. Nothing is the same as no such column: the journal may be older than the column."""
    if values is None:
        return None
    return {k: v for k, v in values.items() if k not in MOVING and k not in free and v is not None}


def _decoded(table: Table, values: Values) -> Values:
    return {name: decode(table.c[name], value) for name, value in values.items()}
