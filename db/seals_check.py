"""Is every record of money as the program left it? Each is compared with its latest seal, each seal with the chain.

Works on the plain connection of the doctor, without triggers or mapped classes: it believes nothing but the bytes.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from typing import Any, NamedTuple

from db.merging import order, side_by_side
from db.seals import ALTERED, TABLES, chained, digest_of_row, heads_of, in_order

MOST = 20  # faults told of one kind; the first ones are where to look


@dataclass(frozen=True, slots=True)
class RecordFault:
    """One record, or one seal, that is not as the program left it.

    ``kind``: altered, missing, or unknown, of a record; chain, of a seal; anchor, of an entry of the ledger that was
    written on other seals than those that stand here.
    """

    kind: str
    table: str = ""
    row: str = ""
    seq: int = 0  # of the seal, or of the entry
    account: str = ""


_Row = tuple[str, tuple[str, tuple[str, ...]], tuple[Any, ...]]  # its table, what stands before its values, these


class _Seal(NamedTuple):
    """The latest seal of a record."""

    table: str
    salt: str
    digest: str


def record_faults(connection: sqlite3.Connection) -> list[RecordFault]:
    """Every fault, at most twenty of each kind. A file of a version without seals has none."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "record_seal" not in names:
        return [*_without_seals(connection, names)]
    told: Counter[str] = Counter()
    found = []
    for fault in _all(connection, names):
        told[fault.kind] += 1
        if told[fault.kind] <= MOST:
            found.append(fault)
    return found


def _without_seals(connection: sqlite3.Connection, names: set[str]) -> Iterator[RecordFault]:
    """What entries of the ledger say of seals that are no longer there; a version without seals wrote none of them."""
    if "ledger_entry" in names:
        yield from _anchors(connection, gone=True)


def _all(connection: sqlite3.Connection, names: set[str]) -> Iterator[RecordFault]:
    """Records and seals are read side by side in the order of their ids: a whole movement's need no memory."""
    yield from _chain(connection)
    yield from _anchors(connection)
    superseded: list[RecordFault] = []
    rows = merge(*(_rows(connection, table) for table in sorted(TABLES & names)), key=lambda one: order(one[0]))
    for record, row, seal in side_by_side(rows, _latest(connection, superseded)):
        yield from superseded
        superseded.clear()
        if row is None:
            if seal is not None and seal.digest not in ("", ALTERED):  # nothing of the program's took it out
                yield RecordFault("missing", seal.table, _hex(record))
        elif seal is None or not seal.digest:
            yield RecordFault("unknown", row[0], _hex(record))
        elif seal.digest != ALTERED:
            table, heads, values = row
            if seal.table != table or digest_of_row(heads, values, str(seal.salt)) != seal.digest:
                yield RecordFault("altered", table, _hex(record))
    yield from superseded


def _chain(connection: sqlite3.Connection) -> Iterator[RecordFault]:
    before, previous = 0, ""
    # NOT INDEXED: the table itself is read, an index may tell otherwise.
    statement = "SELECT seq, record_table, record_id, digest, seal FROM record_seal NOT INDEXED ORDER BY seq"
    for seq, table, record, digest, seal in connection.execute(statement):
        told = record.hex() if type(record) is bytes else str(record)
        if seq != before + 1 or chained(previous, seq, table, told, digest) != seal:
            yield RecordFault("chain", seq=seq)
        before, previous = seq, seal


def _anchors(connection: sqlite3.Connection, *, gone: bool = False) -> Iterator[RecordFault]:
    """Entries seal the latest seal of records that they were written on: heads told to others hold the records too.

    ``gone``: the table of seals is no longer there.
    """
    entries = "SELECT account_id, seq, source_seal FROM ledger_entry NOT INDEXED ORDER BY account_id, seq"
    at = "SELECT seal FROM record_seal WHERE seq = ?"  # a seal's number is its place in the table: no index is asked
    for account, number, source in connection.execute(entries):
        _, mark, anchor = str(source).partition("@")
        if not mark:
            continue
        seq, _, seal = anchor.partition(".")
        number_of = int(seq) if seq.isdecimal() and len(seq) < 19 else 0
        found = None if gone else connection.execute(at, (number_of,)).fetchone()
        if found is None or found[0] != seal:
            yield RecordFault("anchor", seq=number, account=_hex(account))


def _latest(connection: sqlite3.Connection, told: list[RecordFault]) -> Iterator[tuple[Any, _Seal]]:
    """The latest seal of each record, by its id; into ``told``: what is wrong with those before it."""
    statement = "SELECT record_id, seq, record_table, salt, digest FROM record_seal NOT INDEXED ORDER BY record_id, seq"
    last: tuple[Any, ...] | None = None
    for row in connection.execute(statement):
        record, _, table, _, digest = row
        same = last is not None and last[0] == record
        if last is not None and not same:
            yield last[0], _Seal._make(last[2:])
        if digest == ALTERED and not (same and last is not None and last[4] == ALTERED):
            told.append(RecordFault("altered", table, _hex(record)))  # told for good, whatever became of it since
        if same and last is not None and last[3]:  # only the latest one keeps its salt
            told.append(RecordFault("chain", seq=last[1]))
        last = row
    if last is not None:
        yield last[0], _Seal._make(last[2:])


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Any, _Row]]:
    """The rows of one table, by their ids."""
    found = connection.execute(f"SELECT * FROM {table} NOT INDEXED LIMIT 0").description  # noqa: S608 - a name of our own
    columns = in_order(tuple(column[0] for column in found))
    heads, place = heads_of(table, columns), columns.index("id")
    quoted = ", ".join(f'"{column}"' for column in columns)
    for row in connection.execute(f"SELECT {quoted} FROM {table} NOT INDEXED ORDER BY id"):  # noqa: S608
        yield row[place], (table, heads, row)


def _hex(value: object) -> str:
    """An id for people to look up; bytes that were overwritten may have made it anything."""
    return value.hex() if isinstance(value, bytes) else str(value)
