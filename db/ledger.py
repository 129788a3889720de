"""The ledger of a mandataire's account: entries sealed one on the other, only ever added, reversed by new ones.

An entry moves an amount from one account of the books (credit) to another (debit), so all of them always sum to zero.
What it rests on (the gift, the earmark, the request) is sealed with it: both must tell the same ever after.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.seals import seals_head
from db.tables import Base, LedgerEntry, LedgerHead
from db.unit import Unit, Values, encode, row_values

# The books. Held: what the mandataire has. Owed to nobody: where it came from and went. Earmarks: what is promised
# inside, which never touches the bank.
BANK: Final = "bank"
TO_DEPOSIT: Final = "to_deposit"  # cheques and cash received and not yet brought to the bank
GIFTS: Final = "gifts"
IN_KIND: Final = "in_kind"
USED: Final = "in_kind_used"
EXPENSES: Final = "expenses"
FREE: Final = "free"
EARMARK: Final = "earmark"
COMMITTED: Final = "committed"
BOOKS: Final = (BANK, TO_DEPOSIT, GIFTS, IN_KIND, USED, EXPENSES, FREE, EARMARK, COMMITTED)

# What a source may no longer change once an entry rests on it. No name among it: erasure leaves the chain as it was.
SEALED: Final[Mapping[str, tuple[str, ...]]] = {
    "donation": ("account_id", "committee_id", "donor_id", "kind", "method", "amount_cents", "received_on"),
    "allocation": ("account_id", "committee_id", "donation_id", "direction", "amount_cents", "day"),
    "spending_request": ("account_id", "committee_id", "category", "campaign_expense", "amount_cents"),
}
# Sealed too since revision 0004: when it was paid and who looked, by its being there, since a merged person has another
# number. The mark tells such seals from those written before. Who was paid is a name, so it is sealed with a salt, by
# `db.seals`: the seals of entries stay for good.
SEALED_TOO: Final[Mapping[str, tuple[str, ...]]] = {"spending_request": ("paid_on", "peer_paper")}
SEALED_AS_THERE: Final[Mapping[str, tuple[str, ...]]] = {"spending_request": ("peer_id",)}
_MARK: Final = "2:"
_ANCHOR: Final = "@"  # after it: the number and the seal of the latest record that was sealed by then
COLUMNS: Final = tuple(column.key for column in LedgerEntry.__table__.columns if column.key != "seal")


@dataclass(frozen=True, slots=True)
class Posting:
    """What is to be entered: ``amount_cents`` goes to ``debit`` from ``credit`` on a day of the account's zone."""

    debit: str
    credit: str
    amount_cents: int
    day: date
    for_committee_id: uuid.UUID | None = None
    donor_id: uuid.UUID | None = None
    category: str = ""
    reverses_id: uuid.UUID | None = None  # what it takes back; of the same amount, day and owners: see `reversal`


def reversal(entry: LedgerEntry) -> Posting:
    """What takes an entry back: the same with its sides swapped. No other reverses it, as the caller made sure."""
    return Posting(
        entry.credit, entry.debit, entry.amount_cents, entry.day, entry.for_committee_id, entry.donor_id,
        entry.category, entry.id,
    )  # fmt: skip


def post(unit: Unit, account_id: uuid.UUID, source: Base, postings: Iterable[Posting]) -> list[LedgerEntry]:
    """Enter one movement or several, in the caller's action. They rest on ``source``, which is sealed with them.

    Raises:
        sqlalchemy.exc.IntegrityError: a committee would have spent more than its earmark (a trigger refuses).
    """
    table = str(source.__table__.name)  # type: ignore[attr-defined]
    values = row_values(source)
    seal = source_seal(table, values) + unit.recalled("anchor", lambda: _anchor(unit.session))
    entries = []
    for posting in postings:
        entry = {
            "id": unit.new_id(),
            "account_id": account_id,
            "at": unit.now,
            "day": posting.day,
            "debit": posting.debit,
            "credit": posting.credit,
            "amount_cents": posting.amount_cents,
            "for_committee_id": posting.for_committee_id,
            "donor_id": posting.donor_id,
            "category": posting.category,
            "source_table": table,
            "source_id": uuid.UUID(hex=values["id"]),
            "source_seal": seal,
            "reverses_id": posting.reverses_id,
            "actor_id": unit.actor,
        }
        head = unit.recalled(account_id, lambda: _head(unit.session, account_id))
        entries.append(unit.enter(LedgerEntry, **_chained(head, entry)))
        unit.recall(account_id, (entry["seq"], entry["seal"]))
    return entries


def turn(session: Session, entry: LedgerEntry, *, back: bool, at: datetime, actor: uuid.UUID | None,
         new_id: Callable[[], uuid.UUID]) -> bool:  # fmt: skip
    """Take an entry back (or put it in force again) by a new one with its sides swapped; undo and redo do this.

    Return False when it already is so: it was taken back by another way since.
    """
    tip, in_force = entry, True
    while (child := session.scalars(select(LedgerEntry).where(LedgerEntry.reverses_id == tip.id)).first()) is not None:
        tip, in_force = child, not in_force
    if in_force is not back:
        return False
    reversal = {
        "id": new_id(),
        "account_id": tip.account_id,
        "at": at,
        "day": tip.day,
        "debit": tip.credit,
        "credit": tip.debit,
        "amount_cents": tip.amount_cents,
        "for_committee_id": tip.for_committee_id,
        "donor_id": tip.donor_id,
        "category": tip.category,
        "source_table": tip.source_table,
        "source_id": tip.source_id,
        "source_seal": tip.source_seal,
        "reverses_id": tip.id,
        "actor_id": actor,
    }
    session.add(LedgerEntry(**_chained(_head(session, tip.account_id), reversal)))
    session.flush()
    return True


def head_of(session: Session, account_id: uuid.UUID) -> tuple[int, str]:
    """How far an account's ledger goes: the number and the seal of its last entry; (0, '') before the first.

    Told to others in exports and backups, it shows them a ledger that was rewritten as a whole.
    """
    row = session.execute(
        select(LedgerHead.seq, LedgerHead.seal).where(LedgerHead.account_id == account_id)
    ).one_or_none()
    return (row.seq, row.seal) if row else (0, "")


def _head(session: Session, account_id: uuid.UUID) -> tuple[int, str]:
    if any(isinstance(row, LedgerEntry) for row in session.new):  # the head is that of what is written
        session.flush()
    return head_of(session, account_id)


def _chained(head: tuple[int, str], entry: Values) -> Values:
    """The entry that says this, on the last one before it."""
    entry |= {"seq": head[0] + 1, "previous": head[1]}
    entry["seal"] = seal_of({column: encode(entry[column]) for column in COLUMNS})
    return entry


def seal_of(values: Mapping[str, Any]) -> str:
    """SHA-256 of an entry: all its columns but the seal itself, the seal of the one before among them."""
    return seal_of_told([values[column] for column in COLUMNS])


def seal_of_told(values: list[Any]) -> str:
    """`seal_of` of the values of `COLUMNS`, in their order."""
    return _hash(values)


def source_seal(table: str, values: Mapping[str, Any]) -> str:
    """SHA-256 of what a source may never change once an entry rests on it."""
    if table not in SEALED_TOO:
        return _first_seal(table, values)
    there = [values[column] is not None for column in SEALED_AS_THERE[table]]
    return _MARK + _hash([_first_seal(table, values), *(values[column] for column in SEALED_TOO[table]), *there])


def seal_fits(seal: str, table: str, values: Mapping[str, Any]) -> bool:
    """Whether a source says what it said when it was sealed, by the recipe of that day."""
    told = seal.partition(_ANCHOR)[0]
    return told == (source_seal(table, values) if told.startswith(_MARK) else _first_seal(table, values))


def _anchor(session: Session) -> str:
    """How far the seals of records went when an entry was written: who is told of the entry is told of them."""
    seq, seal = seals_head(session)
    return f"{_ANCHOR}{seq}.{seal}" if seq else ""


def _first_seal(table: str, values: Mapping[str, Any]) -> str:
    return _hash([table, values["id"], *(encoded(values[column]) for column in SEALED[table])])


def encoded(value: Any) -> Any:
    """Yes and no as SQLite keeps them."""
    return int(value) if isinstance(value, bool) else value


def _hash(values: list[Any]) -> str:
    return hashlib.sha256(_TOLD(values).encode()).hexdigest()


# Made once: the doctor makes all seals of a whole movement's ledger again.
_TOLD: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
