"""Every record of money is sealed as the program leaves it, so that a change behind its back is found.

The ledger seals amounts; this seals all the rest: who gives, what was declared of elections and accounts, corrected
rules, numbers of receipts, documents, hand-overs. Each action ends with one seal for each record that it touched, on
the seal before. All columns count, so a new one is sealed by being there; one that is NULL does not, so that a
revision may add such a column without sealing every record anew.

A record that was changed behind the program's back is never sealed anew as if it were right: its next seal says so.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, Select, Table, bindparam, inspect, select, text, type_coerce, update
from sqlalchemy.orm import Session
from sqlalchemy.types import NULLTYPE

from db.gathering import write_rows
from db.merging import portions
from db.tables import Base, RecordSeal
from db.types import instant_text

# All of `db.tables.money`, but for the ledger, which is its own chain, and these seals themselves.
TABLES: Final = frozenset(
    (
        "allocation", "campaign_account", "collection", "deposit_slip", "donation", "donation_event", "donor",
        "election", "election_round", "hand_over", "money_file", "recurring_gift", "rule_correction",
        "spending_document", "spending_event", "spending_request",
    )
)  # fmt: skip
ALTERED: Final = "?"  # instead of a digest: it was not as it was sealed when the program next wrote it
T = TypeVar("T")
Touched = Mapping[str, Mapping[uuid.UUID, Mapping[str, Any] | None]]  # table, id, and the row before; None: no row
_SEALS: Final = cast(Table, RecordSeal.__table__)
_AT_ONCE: Final = 400  # records in one statement


def digest_of(table: str, values: Mapping[str, Any], salt: str) -> str:
    """HMAC-SHA-256 of a row as it is kept, keyed by a salt: without the salt, no guess can be tried on it.

    What is digested is ``[table, {column: value, ...}]`` in JSON, columns in the order of their names.
    """
    names = in_order(tuple(values))
    return digest_of_row(heads_of(table, names), [values[name] for name in names], salt)


@cache
def in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    """Columns in the order in which `digest_of` tells them."""
    return tuple(sorted(names))


@cache
def heads_of(table: str, names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """What stands before a row's values in JSON, and before each value: made once for a table."""
    return f"[{_RECORD(table)},{{", tuple(f"{_RECORD(name)}:" for name in names)


def digest_of_row(heads: tuple[str, tuple[str, ...]], values: Iterable[Any], salt: str) -> str:
    """`digest_of` of values in the order of their columns' names: put together by hand, in half the time."""
    told = ",".join([
        head + (_WORDS(value) if type(value) is str else str(value) if type(value) is int
                else f'"{value.hex()}"' if type(value) is bytes else _RECORD(_plain(value)))
        for head, value in zip(heads[1], values, strict=True) if value is not None
    ])  # fmt: skip
    return hmac.digest(salt.encode(), f"{heads[0]}{told}}}]".encode(), "sha256").hex()


def chained(previous: str, seq: int, table: str, record: str, digest: str) -> str:
    """SHA-256 of one seal, on the one before; ``record`` in hexadecimal."""
    try:  # what JSON makes of five plain values, without its detours
        told = f"[{_TEXT(previous)},{seq:d},{_TEXT(table)},{_TEXT(record)},{_TEXT(digest)}]"
    except (TypeError, ValueError):  # of another type: only a seal that was tampered with
        told = json.dumps([previous, seq, table, record, digest], separators=(",", ":"), default=_as_text)
    return hashlib.sha256(told.encode()).hexdigest()


def seals_head(session: Session | Connection) -> tuple[int, str]:
    """The number and the seal of the latest one; (0, '') before the first."""
    row = session.execute(_head()).one_or_none()
    return (row.seq, row.seal) if row else (0, "")


def rows_now(session: Session | Connection, table: str, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Mapping[str, Any]]:
    """The rows with these ids as they are kept now."""
    found: dict[uuid.UUID, Mapping[str, Any]] = {}
    for portion in portions(ids, _AT_ONCE):
        rows = session.execute(_reading(table), {"records": portion})
        found |= {_identity(row["id"]): dict(row) for row in rows.mappings()}
    return found


def seal_records(
    session: Session | Connection, touched: Touched, random: Callable[[int], bytes] = secrets.token_bytes
) -> int:
    """Seal these records as they stand in the database now, or as taken out; return how many."""
    if not touched:
        return 0
    if isinstance(session, Session):  # its rows are written: the way of mapped classes would only be longer
        session.flush()
        session = session.connection()
    seq, seal = seals_head(session)
    first = seq
    records = [(name, record) for name in sorted(touched) for record in sorted(touched[name])]
    for some in portions(records, _AT_ONCE):
        ids = [record for _, record in some]
        known = {row.record_id: row for row in session.execute(_latest(), {"records": ids})}
        if known:
            session.execute(_forgetting(), {"records": list(known)})
        now = _read(session, some)
        new = []
        for seq, (name, record) in enumerate(some, seq + 1):  # noqa: B020 - it goes on from where it was
            values = now.get(record)
            salt = random(16).hex() if values is not None else ""
            digest = digest_of(name, values, salt) if values is not None else ""
            if not _as_sealed(name, touched[name][record], known.get(record)):
                salt, digest = "", ALTERED
            seal = chained(seal, seq, name, record.hex, digest)
            new.append({"seq": seq, "record_table": name, "record_id": record, "salt": salt, "digest": digest,
                        "seal": seal})  # fmt: skip
        write_rows(session, _SEALS, new)
    return seq - first


def _read(session: Session | Connection, records: Iterable[tuple[str, uuid.UUID]]) -> dict[uuid.UUID, Any]:
    found: dict[uuid.UUID, Any] = {}
    for name, own in groupby(records, key=itemgetter(0)):
        found |= rows_now(session, name, [record for _, record in own])
    return found


def _as_sealed(table: str, before: Mapping[str, Any] | None, seal: Any) -> bool:
    """Whether a record was, before this action, what its latest seal says; ``seal``: the row that has its salt."""
    if before is None or seal is None:
        return before is None and seal is None
    return digest_of(table, before, str(seal.salt)) == str(seal.digest)


def seal_all(connection: Connection) -> int:
    """Seal every record of a file that a version without seals wrote, as it stands on the day of the upgrade."""
    known = set(inspect(connection).get_table_names())
    found = {name: connection.execute(select(_table(name).c.id)).scalars().all() for name in TABLES & known}
    return seal_records(connection, {name: dict.fromkeys(ids) for name, ids in found.items()})


@cache
def _table(name: str) -> Table:
    return Base.metadata.tables[name]


@cache
def _reading(name: str) -> Any:
    """The rows of a table just as the engine keeps them."""
    table = _table(name)
    columns = (type_coerce(column, NULLTYPE).label(column.name) for column in table.c)
    return select(*columns).where(table.c.id.in_(bindparam("records", expanding=True)))


@cache
def _latest() -> Select[Any]:
    """The seals that have their salt: the latest one of each record that is there."""
    mine = _SEALS.c.record_id.in_(bindparam("records", expanding=True))
    return select(_SEALS.c.record_id, _SEALS.c.salt, _SEALS.c.digest).where(mine, text("salt <> ''"))


@cache
def _head() -> Select[Any]:
    return select(_SEALS.c.seq, _SEALS.c.seal).order_by(_SEALS.c.seq.desc()).limit(1)


@cache
def _forgetting() -> Any:
    """Take the salts of the seals that are superseded: what they sealed can no longer be guessed."""
    old = _SEALS.c.record_id.in_(bindparam("records", expanding=True))
    return update(_SEALS).where(old, text("salt <> ''")).values(salt="")


def _identity(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(bytes=bytes(value))


def _plain(value: Any) -> Any:
    """Flags and documents in the form in which a file keeps them."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return int(value) if isinstance(value, bool) else value


def _as_text(value: object) -> str:
    """Ids, moments and days as text: a file and a server give them in different types."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be sealed")


# Made once: a million seals are made again when the doctor looks at a whole movement's file.
_RECORD: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_as_text, check_circular=False
).encode
_TEXT: Final = json.encoder.encode_basestring_ascii
_WORDS: Final = json.encoder.encode_basestring
