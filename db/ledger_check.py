"""Is the ledger as it was written? Every seal is made again, and every gift and spending is compared with its entries.

Works on the plain connection of the doctor, without triggers or mapped classes: it believes nothing but the bytes.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from db.ledger import (
    BANK,
    COLUMNS,
    COMMITTED,
    EARMARK,
    EXPENSES,
    FREE,
    GIFTS,
    IN_KIND,
    SEALED,
    TO_DEPOSIT,
    USED,
    seal_of,
    source_seal,
)

MOST = 20  # faults told of one kind; the first ones are where to look


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the ledger is not as it was written. ``kind``: seal, order, missing, head or source."""

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
    yield from _sources(connection)


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def _chains(connection: sqlite3.Connection, ends: dict[str, tuple[int, str]]) -> Iterator[Fault]:
    columns = (*COLUMNS, "seal")
    # NOT INDEXED: the table itself is read, an index may tell otherwise.
    statement = f"SELECT {', '.join(columns)} FROM ledger_entry NOT INDEXED ORDER BY account_id, seq"  # noqa: S608
    account, seq, previous = "", 0, ""
    for row in connection.execute(statement):
        values = {name: _plain(value) for name, value in zip(columns, row, strict=True)}
        if values["account_id"] != account:
            account, seq, previous = values["account_id"], 0, ""
        number = values["seq"]
        for missing in range(seq + 1, min(number, seq + 1 + MOST)):
            yield Fault("missing", account, missing)
        if number <= seq:
            yield Fault("order", account, number)
        if number == seq + 1 and values["previous"] != previous:
            yield Fault("order", account, number)
        if seal_of(values) != values["seal"]:
            yield Fault("seal", account, number)
        seq, previous = number, values["seal"]
        ends[account] = (seq, previous)


def _heads(connection: sqlite3.Connection, ends: dict[str, tuple[int, str]]) -> Iterator[Fault]:
    known = {}
    for account, seq, seal in connection.execute("SELECT account_id, seq, seal FROM ledger_head NOT INDEXED"):
        known[_plain(account)] = (seq, seal)
    for account in sorted(known.keys() | ends.keys()):
        last, head = ends.get(account, (0, "")), known.get(account, (0, ""))
        if last != head:
            yield Fault("head", account, last[0] + 1 if head[0] > last[0] else last[0])


def _sources(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Gifts, earmarks and requests against what their entries leave: amounts, and the facts that were sealed."""
    nets: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    latest: dict[tuple[str, str], tuple[str, int, str]] = {}
    statement = (
        "SELECT source_table, source_id, account_id, seq, debit, credit, amount_cents, source_seal"
        " FROM ledger_entry NOT INDEXED ORDER BY account_id, seq"
    )
    for table, source, account, seq, debit, credit, cents, seal in connection.execute(statement):
        key = (table, _plain(source))
        nets[key][debit] += cents
        nets[key][credit] -= cents
        latest[key] = (_plain(account), seq, seal)
    for table, sealed in SEALED.items():
        extra = {"donation": "state", "allocation": "''", "spending_request": "state"}[table]
        rows = connection.execute(f"SELECT id, {', '.join(sealed)}, {extra} FROM {table} NOT INDEXED")  # noqa: S608
        for one, *facts, state in rows:
            values = {"id": _plain(one), **{n: _plain(v) for n, v in zip(sealed, facts, strict=True)}}
            key = (table, values["id"])
            left = {book: cents for book, cents in nets.pop(key, {}).items() if cents}
            account, seq, seal = latest.get(key, (values["account_id"], 0, ""))
            if left != _due(table, values, state) or (left and seal != source_seal(table, values)):
                yield Fault("source", account, seq, table, values["id"])
    for key, books in nets.items():
        if any(books.values()):  # its gift or request is gone; what was undone whole leaves nothing behind
            account, seq, _ = latest[key]
            yield Fault("source", account, seq, *key)


def _due(table: str, values: dict[str, Any], state: str) -> dict[str, int]:
    """What the entries of a row must leave in each book while it is in its state."""
    cents = values["amount_cents"]
    if table == "donation" and state in ("received", "deposited"):
        if values["method"] == "in_kind":
            return {USED: cents, IN_KIND: -cents}
        waits = state == "received" and values["method"] in ("cheque", "cash")
        return {TO_DEPOSIT if waits else BANK: cents, GIFTS: -cents}
    if table == "allocation":
        # An earmark taken back that was undone, and one that was given and undone, leave nothing and have no row.
        return {FREE: cents, EARMARK: -cents} if values["direction"] == "give" else {EARMARK: cents, FREE: -cents}
    if table == "spending_request" and state == "committed":
        return {EARMARK: cents, COMMITTED: -cents}
    if table == "spending_request" and state == "paid":
        return {EARMARK: cents, FREE: -cents, EXPENSES: cents, BANK: -cents}
    return {}
