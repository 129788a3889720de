"""Does every gift, earmark and request say what its entries say? Line by line: a balance that fits is not enough.

An entry that another reverses is out of force with it; both must be mirror images. What stays in force must be just
the moves that led the source to its state: of its account, committee, donor, day, category and amount, once each.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from db.ledger import (
    BANK,
    COMMITTED,
    EARMARK,
    EXPENSES,
    FREE,
    GIFTS,
    IN_KIND,
    SEALED,
    SEALED_AS_THERE,
    SEALED_TOO,
    TO_DEPOSIT,
    USED,
    seal_fits,
)
from db.merging import side_by_side

Misfit = tuple[str, int, str, str]  # account, entry, table and row
Move = tuple[str, str, str | None]  # debit, credit, and the day if the source keeps it

_MORE = {"donation": ("state", "ended_on", "deposit_id"), "allocation": (), "spending_request": ("state",)}
_HISTORIES = {"donation": ("donation_event", "donation_id"), "spending_request": ("spending_event", "request_id")}


class _Entry(NamedTuple):
    """An entry as it is kept; what its reversal must share with it stands between ``account`` and ``category``."""

    id: bytes
    reverses: bytes | None
    seq: int
    seal: str
    debit: str
    credit: str
    account: bytes
    committee: bytes | None
    donor: bytes | None
    cents: int
    day: str
    category: str

    def shared(self) -> tuple[object, ...]:
        return self[6:]


def misfits(connection: sqlite3.Connection) -> Iterator[Misfit]:
    """Each source that its entries do not bear out, and each entry in force that rests on nothing.

    Sources and entries are read side by side in the order of their ids, so that a whole movement's need no memory.
    """
    slips = dict(connection.execute("SELECT id, day FROM deposit_slip NOT INDEXED"))
    for table, sealed in SEALED.items():
        columns = ("id", *sealed, *SEALED_TOO.get(table, ()), *SEALED_AS_THERE.get(table, ()), *_MORE[table])
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table} NOT INDEXED ORDER BY id")  # noqa: S608
        for source, row, own in side_by_side(((row[0], row) for row in rows), _entries(connection, table)):
            if row is None:
                yield from _resting_on_nothing(table, source, own or [])
                continue
            values = dict(zip(columns, row, strict=True))
            if not _fits(table, values, own or [], slips):
                seq = own[-1].seq if own else 0
                yield (own[-1].account if own else values["account_id"]).hex(), seq, table, values["id"].hex()
    for (table,) in connection.execute("SELECT DISTINCT source_table FROM ledger_entry NOT INDEXED").fetchall():
        if table not in SEALED:
            for source, own in _entries(connection, table):
                yield from _resting_on_nothing(table, source, own)


def _entries(connection: sqlite3.Connection, table: str) -> Iterator[tuple[bytes, list[_Entry]]]:
    """The entries that rest on each row of a table, by its id; in the order of their accounts and numbers."""
    statement = (
        "SELECT source_id, id, reverses_id, seq, source_seal, debit, credit, account_id, for_committee_id, donor_id,"
        " amount_cents, day, category FROM ledger_entry NOT INDEXED WHERE source_table = ?"
        " ORDER BY source_id, account_id, seq"
    )
    for source, rows in groupby(connection.execute(statement, (table,)), key=itemgetter(0)):
        yield source, [_Entry._make(row[1:]) for row in rows]


def _resting_on_nothing(table: str, source: bytes, own: list[_Entry]) -> Iterator[Misfit]:
    if _in_force(own) != []:  # its gift or request is gone; what was undone whole leaves nothing behind
        yield own[-1].account.hex(), own[-1].seq, table, source.hex()


def _in_force(own: list[_Entry]) -> list[_Entry] | None:
    """The entries that no other reverses; None if a reversal is not the mirror of what it reverses."""
    known: dict[bytes, _Entry] = {}
    forward: dict[bytes, bool] = {}  # those not reversed: whether they enter, or take back
    for one in own:
        known[one.id] = one
        if one.reverses is None:
            forward[one.id] = True
            continue
        target = known.get(one.reverses)
        if target is None or target.id not in forward or target.shared() != one.shared():
            return None
        if (target.debit, target.credit) != (one.credit, one.debit):
            return None
        forward[one.id] = not forward.pop(target.id)
    return [known[key] for key, enters in forward.items() if enters]


def _fits(table: str, values: dict[str, Any], own: list[_Entry], slips: dict[bytes, str]) -> bool:
    standing = _in_force(own)
    if standing is None:
        return False
    found = {(one.debit, one.credit): one for one in standing}
    if len(found) != len(standing):
        return False
    due = _due(table, values, slips)
    if not standing:
        return not due or values.get("state") == "refused"
    if {move[:2] for move in due} != found.keys():
        return False
    donor = values.get("donor_id") if table == "donation" else None
    for debit, credit, day in due:
        one = found[debit, credit]
        category = values["category"] if debit == EXPENSES else ""
        named = (values["account_id"], values["committee_id"], donor, values["amount_cents"])
        if one[6:10] != named or one.category != category or one.day != (day or one.day):
            return False
    plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in values.items()}
    return seal_fits(max(standing, key=lambda one: one.seq).seal, table, plain)


def _due(table: str, values: dict[str, Any], slips: dict[bytes, str]) -> list[Move]:
    """The moves that led a row to its state, in order. A request that was refused may have been committed before."""
    state = values.get("state")
    if table == "allocation":
        # An earmark taken back that was undone, and one that was given and undone, leave nothing and have no row.
        legs = (FREE, EARMARK) if values["direction"] == "give" else (EARMARK, FREE)
        return [(*legs, values["day"])]
    if table == "donation":
        return _due_of_gift(values, slips)
    if state == "paid":
        paid = values["paid_on"]
        return [(EARMARK, COMMITTED, None), (COMMITTED, FREE, paid), (EXPENSES, BANK, paid)]
    if state == "refused":
        return [(EARMARK, COMMITTED, None), (COMMITTED, EARMARK, None)]
    return [(EARMARK, COMMITTED, None)] if state == "committed" else []


def _due_of_gift(values: dict[str, Any], slips: dict[bytes, str]) -> list[Move]:
    state, method = values["state"], values["method"]
    received, ended = values["received_on"], values["ended_on"]
    if received is None or state in ("promised", "handed_over", "dropped"):
        return []
    if method == "in_kind":
        given = [(USED, IN_KIND, received)]
        return [*given, (IN_KIND, USED, ended)] if state == "returned" else given
    carried = method in ("cheque", "cash")
    moves = [(TO_DEPOSIT if carried else BANK, GIFTS, received)]
    if state == "returned":
        return [*moves, (GIFTS, TO_DEPOSIT, ended)]
    if carried and state != "received":
        moves.append((BANK, TO_DEPOSIT, slips.get(values["deposit_id"])))
    return [*moves, (GIFTS, BANK, ended)] if state in ("bounced", "refunded") else moves


def histories(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Each gift or request whose history does not lead, step by step, to the state in which it is.

    In whichever order they were written down: a laptop's clock may have gone back between two steps.
    """
    for table, (events, parent) in _HISTORIES.items():
        steps = connection.execute(f"SELECT {parent}, from_state, to_state FROM {events} NOT INDEXED ORDER BY {parent}")  # noqa: S608
        last = {row: led_to([(step[1], step[2]) for step in mine]) for row, mine in groupby(steps, key=itemgetter(0))}
        for row, account, state in connection.execute(f"SELECT id, account_id, state FROM {table} NOT INDEXED"):  # noqa: S608
            if last.get(row) != state:
                yield account.hex(), table, row.hex()


def led_to(steps: Sequence[tuple[str, str]]) -> str | None:
    """The state to which all of these steps lead from the beginning, once each; None if they do not hang together.

    There is such a way where each state is left as often as it is come to, but for the first and the last (Euler).
    """
    reached_last = ""
    for before, after in steps:
        if before != reached_last:
            break
        reached_last = after
    else:  # written down one after the other, as nearly always
        return reached_last or None
    surplus = Counter(before for before, _ in steps)
    surplus.subtract(after for _, after in steps)
    ends = {state: count for state, count in surplus.items() if count}
    reached, grown = {""}, True
    while grown:
        more = {after for before, after in steps if before in reached}
        grown = not more <= reached
        reached |= more
    if sorted(ends.values()) != [-1, 1] or ends.get("") != 1 or not {before for before, _ in steps} <= reached:
        return None
    return next(state for state, count in ends.items() if count < 0)
