"""Is every record of money as the program left it? Each is compared with its latest seal, each seal with the chain.

Works on the plain connection of the doctor, without triggers or mapped classes: it believes nothing but the bytes.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from db.seals import ALTERED, TABLES, chained, digest_of

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


class _Seal(NamedTuple):
    seq: int
    table: str
    salt: str
    digest: str


def record_faults(connection: sqlite3.Connection) -> list[RecordFault]:
    """Every fault, at most twenty of each kind. A file of a version without seals has none."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "record_seal" not in names:
        return []
    told: Counter[str] = Counter()
    found = []
    for fault in _all(connection, names):
        told[fault.kind] += 1
        if told[fault.kind] <= MOST:
            found.append(fault)
    return found


def _all(connection: sqlite3.Connection, names: set[str]) -> Iterator[RecordFault]:
    latest: dict[bytes, _Seal] = {}
    seals: dict[int, str] = {}
    yield from _chain(connection, latest, seals)
    yield from _anchors(connection, seals)
    for table in sorted(TABLES & names):
        yield from _records(connection, table, latest)
    for record, seal in latest.items():
        if seal.digest not in ("", ALTERED):  # it was there, and nothing of the program's took it out
            yield RecordFault("missing", seal.table, _hex(record))


def _chain(connection: sqlite3.Connection, latest: dict[bytes, _Seal], seals: dict[int, str]) -> Iterator[RecordFault]:
    before, previous = 0, ""
    # NOT INDEXED: the table itself is read, an index may tell otherwise.
    statement = "SELECT seq, record_table, record_id, salt, digest, seal FROM record_seal NOT INDEXED ORDER BY seq"
    for seq, table, record, salt, digest, seal in connection.execute(statement):
        if seq != before + 1 or chained(previous, seq, table, _hex(record), digest) != seal:
            yield RecordFault("chain", seq=seq)
        old = latest.get(record)
        if digest == ALTERED and (old is None or old.digest != ALTERED):  # told for good, whatever became of it since
            yield RecordFault("altered", table, _hex(record))
        if old is not None and old.salt:  # only the latest one keeps its salt
            yield RecordFault("chain", seq=old.seq)
        latest[record] = _Seal(seq, table, salt, digest)
        seals[seq] = seal
        before, previous = seq, seal


def _anchors(connection: sqlite3.Connection, seals: dict[int, str]) -> Iterator[RecordFault]:
    """Entries seal the latest seal of records that they were written on: heads told to others hold the records too."""
    entries = "SELECT account_id, seq, source_seal FROM ledger_entry NOT INDEXED ORDER BY account_id, seq"
    for account, number, source in connection.execute(entries):
        _, mark, anchor = str(source).partition("@")
        seq, _, seal = anchor.partition(".")
        if mark and seals.get(int(seq) if seq.isdecimal() else 0) != seal:
            yield RecordFault("anchor", seq=number, account=_hex(account))


def _records(connection: sqlite3.Connection, table: str, latest: dict[bytes, _Seal]) -> Iterator[RecordFault]:
    """The rows of one table; those that are found leave ``latest``."""
    cursor = connection.execute(f"SELECT * FROM {table} NOT INDEXED")  # noqa: S608 - a name of our own
    columns = [column[0] for column in cursor.description]
    place = columns.index("id")
    for row in cursor:
        seal = latest.pop(row[place], None)
        if seal is None or not seal.digest:
            yield RecordFault("unknown", table, _hex(row[place]))
        elif seal.digest != ALTERED:
            values = dict(zip(columns, row, strict=True))
            if seal.table != table or digest_of(table, values, str(seal.salt)) != seal.digest:
                yield RecordFault("altered", table, _hex(row[place]))


def _hex(value: object) -> str:
    """An id for people to look up; bytes that were overwritten may have made it anything."""
    return value.hex() if isinstance(value, bytes) else str(value)
