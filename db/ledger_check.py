"""Is the ledger as it was written? Every seal is made again, and every gift and spending is compared with its entries.

Works on the plain connection of the doctor, without triggers or mapped classes: it believes nothing but the bytes.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from db.ledger import COLUMNS, seal_of_told
from db.ledger_sources import histories, misfits

MOST = 20  # faults told of one kind; the first ones are where to look


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the ledger is not as it was written.

    ``kind``: seal, order, missing, head, told, source, or history.
    """

    kind: str
    account: str  # its id
    seq: int  # of the entry; 0 where no entry is meant
    table: str = ""
    row: str = ""


def faults(connection: sqlite3.Connection) -> list[Fault]:
    """Every fault, at most twenty of each kind; empty when the ledger is whole. A file without one is whole."""
    found: dict[str, list[Fault]] = defaultdict(list)
    for fault in _all(connection):
        if len(found[fault.kind]) < MOST:
            found[fault.kind].append(fault)
    return [fault for kind in found.values() for fault in kind]


def _all(connection: sqlite3.Connection) -> Iterator[Fault]:
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "ledger_entry" not in names:
        return
    ends: dict[str, tuple[int, str]] = {}
    yield from _chains(connection, ends)
    yield from _heads(connection, ends)
    yield from _told(connection)
    for account, seq, table, row in misfits(connection):
        yield Fault("source", account, seq, table, row)
    for account, table, row in histories(connection):
        yield Fault("history", account, 0, table, row)


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def _chains(connection: sqlite3.Connection, ends: dict[str, tuple[int, str]]) -> Iterator[Fault]:
    columns = (*COLUMNS, "seal")
    # NOT INDEXED: the table itself is read, an index may tell otherwise.
    statement = f"SELECT {', '.join(columns)} FROM ledger_entry NOT INDEXED ORDER BY account_id, seq"  # noqa: S608
    at_account, at_seq, at_previous = (COLUMNS.index(name) for name in ("account_id", "seq", "previous"))
    account, seq, previous = "", 0, ""
    for row in connection.execute(statement):
        values: list[Any]
        *values, seal = [value.hex() if type(value) is bytes else value for value in row]
        if values[at_account] != account:
            account, seq, previous = values[at_account], 0, ""
        number = values[at_seq]
        for missing in range(seq + 1, min(number, seq + 1 + MOST)):
            yield Fault("missing", account, missing)
        if number <= seq:
            yield Fault("order", account, number)
        if number == seq + 1 and values[at_previous] != previous:
            yield Fault("order", account, number)
        if seal_of_told(values) != seal:
            yield Fault("seal", account, number)
        seq, previous = number, seal
        ends[account] = (seq, previous)


def _heads(connection: sqlite3.Connection, ends: dict[str, tuple[int, str]]) -> Iterator[Fault]:
    known = {}
    for account, seq, seal in connection.execute("SELECT account_id, seq, seal FROM ledger_head NOT INDEXED"):
        known[_plain(account)] = (seq, seal)
    for account in sorted(known.keys() | ends.keys()):
        last, head = ends.get(account, (0, "")), known.get(account, (0, ""))
        if last != head:
            yield Fault("head", account, last[0] + 1 if head[0] > last[0] else last[0])


def _told(connection: sqlite3.Connection) -> Iterator[Fault]:
    """The seals that files of states told others: a tail cut off with its head, and a new chain, are seen by them."""
    statement = (
        "SELECT DISTINCT f.account_id, f.head_seq FROM money_file f NOT INDEXED LEFT JOIN ledger_entry e"
        " ON e.account_id = f.account_id AND e.seq = f.head_seq"
        " WHERE f.direction = 'out' AND f.head_seq > 0 AND f.head_seal IS NOT e.seal ORDER BY 1, 2"
    )
    for account, seq in connection.execute(statement):
        yield Fault("told", _plain(account), seq)
