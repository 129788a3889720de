"""A whole movement's money, invented: 300,000 gifts to one party, each with its history, its entries and its papers.

The same on every run. The rows are written by plain SQL, as the program would have written them: foreign keys, checks
and triggers are on, entries are sealed by the program's own recipe, and the doctor finds the file whole. Only what the
program does once for each action (journal, audit, the guard) is left out: it would take hours.
"""

from __future__ import annotations

import random
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

GIFTS, COMMITTEES = 300_000, 6_000
LAST = date(2026, 12, 20)
YEARS = 5  # over which the gifts came, more of them of late
EARMARKED, ASKED = COMMITTEES // 2, COMMITTEES // 3  # committees with money set apart; with a request
PARTS = ("ba", "ri", "mon", "te", "lu", "sar", "ne", "vol", "ge", "di", "cha", "poix")
GIVEN = (("ana", "Ana"), ("luc", "Luc"), ("zoe", "Zoé"), ("elodie", "Élodie"), ("jean baptiste", "Jean-Baptiste"))
CENTS = (1_000, 2_000, 5_000, 10_000, 14_050)
METHODS = ("cheque", "cash", "card", "transfer", "debit")
# The ways on which gifts stand, likelier ones first more than once; each is one of `campaign.money.steps`.
WAYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "cheque": (
        (), ("hand_over",), ("hand_over", "receive"), ("hand_over", "receive", "deposit"),
        ("hand_over", "receive", "deposit"), ("hand_over", "receive", "deposit", "bounce"), ("drop",),
    ),
    "cash": (
        (), ("hand_over",), ("hand_over", "receive"), ("hand_over", "receive", "deposit"), ("hand_over", "return"),
    ),
    "card": (("receive",), ("receive",), ("receive",), ("receive", "refund")),
    "transfer": ((), ("receive",), ("receive",)),
    "debit": (("receive",), ("receive", "bounce")),
}  # fmt: skip
REQUESTS = (
    (), ("ask",), ("ask", "approve"), ("ask", "approve", "approve"), ("ask", "approve", "approve", "commit"),
    ("ask", "approve", "approve", "commit", "pay"), ("ask", "approve", "approve", "commit", "pay"),
    ("ask", "approve", "approve", "commit", "refuse"), ("ask", "refuse"),
)  # fmt: skip
_AT_ONCE = 5_000

Row = dict[str, Any]


class _Told(dict[str, Any]):
    """A row of which each value is read as seals tell it: ids in hexadecimal."""

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        return value.hex() if isinstance(value, bytes) else value


Posting = tuple[str, int, str, str, int, bytes, bytes | None, str, str, bytes, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the benches ask for: an account, a committee that gathered much, a donor; and how many there are."""

    account: uuid.UUID
    committee: uuid.UUID
    donor: uuid.UUID
    gifts: int
    donors: int
    entries: int


@dataclass
class _World:
    """What has been made so far. Ids go up, as the program's own do; the first letters say of what."""

    account: bytes
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    made: int = 0
    donors: list[bytes] = field(default_factory=list)
    committees: list[bytes] = field(default_factory=list)
    carried: dict[tuple[bytes, str], bytes] = field(default_factory=dict)
    numbers: Counter[bytes] = field(default_factory=Counter)
    papers: list[Row] = field(default_factory=list)
    slips: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict)
    receipts: int = 0
    events: list[Row] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)

    def id(self) -> bytes:
        self.made += 1
        return ((1 << 120) + self.made).to_bytes(16, "big")


def make(path: Path, gifts: int = GIFTS, committees: int = COMMITTEES) -> Asked:
    """Fill an empty file of the program's, and return what to ask for."""
    from campaign.money.accounts import AccountForm, save_account
    from db import files

    store = files.open_file(path)
    with store.write() as unit:
        account = save_account(unit, AccountForm("party", "The Movement")).id
    store.close()
    world = _World(account.bytes)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode=DELETE", "synchronous=OFF", "foreign_keys=ON", "cache_size=-200000"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        indexes = _without_indexes(connection)
        connection.execute("BEGIN")
        _insert(connection, "committee", _committees(connection, world, committees))
        _insert(connection, "donor", _donors(world, gifts // 3))
        _insert(connection, "deposit_slip", _slips(world))
        made = _gifts(world, gifts)
        while batch := list(islice(made, _AT_ONCE)):
            _insert(connection, "hand_over", world.papers)
            world.papers.clear()
            _insert(connection, "donation", batch)
            _insert(connection, "donation_event", world.events)
            world.events.clear()
        _insert(connection, "allocation", _earmarks(world))
        documents: list[Row] = []
        _insert(connection, "spending_request", _requests(world, documents))
        _insert(connection, "spending_event", world.events)
        _insert(connection, "spending_document", documents)
        entries = len(world.postings)
        _insert(connection, "ledger_entry", _entries(world))
        _insert(connection, "record_seal", _seals(connection, world))
        for sql in indexes:
            connection.execute(sql)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL").fetchall()
    committee, donor = (uuid.UUID(bytes=of[7 % len(of)]) for of in (world.committees, world.donors))
    return Asked(account, committee, donor, gifts, len(world.donors), entries)


def _without_indexes(connection: sqlite3.Connection) -> list[str]:
    """Drop the indexes of what is filled, to be made again at the end; the one that a trigger asks stays."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND name NOT LIKE 'ix_ledger_entry_for_committee_id%'"
        " AND tbl_name IN ('donor', 'donation', 'donation_event', 'ledger_entry', 'record_seal')"
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    return [sql for _, sql in found]


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Rows by name of column; what they do not name is what the program fills in: its default, the moment of making."""
    from db.tables import Base

    columns = Base.metadata.tables[table].c
    usual = {c.key: c.default.arg if c.default is not None and c.default.is_scalar else None for c in columns}  # type: ignore[attr-defined]
    if "created_at" in usual:
        usual |= {"created_at": _moment(LAST.isoformat()), "updated_at": _moment(LAST.isoformat())}
    marks = ", ".join("?" * len(usual))
    whole = ({**usual, **row} for row in rows)
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(usual)}) VALUES ({marks})",
        (tuple(row.values()) for row in whole),
    )


def _moment(day: str, step: int = 0) -> str:
    """Noon of a day, so many minutes later, as the program keeps moments."""
    return f"{day}T12:{step:02d}:00.000000Z"


def _later(day: str, days: int) -> str:
    return min(LAST, date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _committees(connection: sqlite3.Connection, world: _World, many: int) -> Iterator[Row]:
    kind = connection.execute("SELECT id FROM committee_kind LIMIT 1").fetchone()[0]
    for number in range(many):
        world.committees.append(world.id())
        name = f"comite {number:04d}"
        yield {"id": world.committees[-1], "name": name.title(), "search_key": name, "sort_key": name, "kind_id": kind,
               "zone": "Europe/Paris", "invented": 1}  # fmt: skip


def _donors(world: _World, many: int) -> Iterator[Row]:
    """People with the six fields that the law asks for; of a hundred, one was made one with another."""
    chance = world.chance
    for number in range(many):
        key = world.id()
        world.donors.append(key)
        given, shown = chance.choice(GIVEN)
        family = "".join(chance.choice(PARTS) for _ in range(4))
        door, town = chance.randint(1, 200), f"{chance.randint(1, 95):02d}{chance.randint(0, 99) * 10:03d}"
        yield {
            "id": key, "given_name": shown, "family_name": family.title(), "search_key": f"{given} {family}",
            "sort_key": f"{family} {given}", "identity_key": " ".join(sorted(f"{given} {family}".split())),
            "address_key": f"{door} rue du mail {town}", "address": f"{door}, rue du Mail", "postcode": town,
            "city": "Ville", "residence": "FR", "nationality": "FR", "adult": 1,
            "email": f"{family}.{number}@example.org" if number % 2 else "",
            "honour_at": _moment("2021-01-01"), "honour_text": "honour-1", "invented": 1,
            "mandate": "" if number % 50 else "maire",
            "merged_into_id": world.donors[number - 1] if number % 100 == 1 else None,
        }  # fmt: skip


def _hand_over(world: _World, committee: bytes, day: str) -> bytes:
    """The slip with which a committee carried gifts on a day."""
    if (committee, day) not in world.carried:
        world.numbers[committee] += 1
        world.carried[committee, day] = key = world.id()
        world.papers.append({"id": key, "committee_id": committee, "account_id": world.account,
                             "number": world.numbers[committee], "day": day})  # fmt: skip
    return world.carried[committee, day]


def _slips(world: _World) -> Iterator[Row]:
    """One slip of cheques and one of cash a fortnight."""
    number = 0
    for back in range(26 * YEARS + 1, -1, -1):
        for method in ("cheque", "cash"):
            number += 1
            day, key = (LAST - timedelta(days=14 * back)).isoformat(), world.id()
            world.slips.setdefault(method, []).append((day, key))
            yield {"id": key, "account_id": world.account, "number": number, "method": method, "day": day,
                   "bank_ref": f"R{number}"}  # fmt: skip


def _gifts(world: _World, many: int) -> Iterator[Row]:
    """Gifts in the order of their days; half of them gathered by a tenth of the committees."""
    from bisect import bisect_left

    from campaign.money.steps import STEPS
    from db.ledger import source_seal

    steps = {(step.name, state, method): step for step in STEPS for state in step.sources for method in step.methods}
    chance, places = world.chance, len(world.committees)
    halves = [(LAST - timedelta(days=183 * back)).isoformat() for back in range(2 * YEARS + 1, -1, -1)]
    days = sorted(int(365 * YEARS * chance.random() ** 2) for _ in range(many))
    for number, back in enumerate(reversed(days)):
        method = METHODS[number % len(METHODS)]
        place = chance.randrange(places) if number % 2 else chance.randrange(places // 10 + 1)
        promised = (LAST - timedelta(days=back)).isoformat()
        gift: Row = {
            "id": world.id(), "committee_id": world.committees[place], "account_id": world.account,
            "donor_id": chance.choice(world.donors), "kind": "gift" if number % 25 else "dues", "method": method,
            "amount_cents": chance.choice(CENTS), "state": "promised", "promised_on": promised, "received_on": None,
            "ended_on": None, "hand_over_id": None, "deposit_id": None, "acknowledgement": None, "warnings": "[]",
            "source_ref": f"op-{number}" if method == "card" else "",
            "reference": str(1_000_000 + number) if method == "cheque" else "",
        }  # fmt: skip
        told, day = [("", "promised", promised, "")], promised
        moves = []
        for name in chance.choice(WAYS[method]):
            step = steps[name, gift["state"], method]
            day = _later(day, 3)
            if name == "hand_over":
                day = halves[bisect_left(halves, day)]
                gift["hand_over_id"] = _hand_over(world, gift["committee_id"], day)
            elif name == "receive":
                world.receipts += 1
                gift |= {"received_on": day, "acknowledgement": world.receipts}
            elif name == "deposit":
                slips = world.slips[method]
                day, gift["deposit_id"] = slips[bisect_left(slips, (day, b""))]
            else:
                gift["ended_on"] = day
            told.append((gift["state"], step.target, day, "mandatary" if step.mandatary else ""))
            gift["state"] = step.target
            if method in step.legs:
                moves.append((day, *step.legs[method]))
        world.events += (
            {"id": world.id(), "committee_id": gift["committee_id"], "donation_id": gift["id"], "at": _moment(on, at),
             "day": on, "from_state": before, "to_state": after, "role": role}
            for at, (before, after, on, role) in enumerate(told)
        )  # fmt: skip
        if moves:
            seal = source_seal("donation", _Told(gift))
            rest = gift["amount_cents"], gift["committee_id"], gift["donor_id"], "", "donation", gift["id"], seal
            world.postings += ((on, len(world.postings), debit, credit, *rest) for on, debit, credit in moves)
        yield gift


def _earmarks(world: _World) -> Iterator[Row]:
    from db.ledger import EARMARK, FREE, source_seal

    for committee in world.committees[:EARMARKED]:
        row: Row = {"id": world.id(), "committee_id": committee, "account_id": world.account, "donation_id": None,
                    "direction": "give", "amount_cents": 5_000, "day": "2026-06-01", "note": ""}  # fmt: skip
        seal = source_seal("allocation", _Told(row))
        world.postings.append(
            (
                "2026-06-01",
                len(world.postings),
                FREE,
                EARMARK,
                5_000,
                committee,
                None,
                "",
                "allocation",
                row["id"],
                seal,
            )
        )
        yield row


def _requests(world: _World, documents: list[Row]) -> Iterator[Row]:
    """A request each of some committees, in all states; what is paid has its invoice."""
    from campaign.money.spending import MOVES, categories
    from db.ledger import BANK, COMMITTED, EARMARK, EXPENSES, FREE, source_seal

    kinds = [one.id for one in categories()]
    moves = {"commit": ((EARMARK, COMMITTED),), "pay": ((COMMITTED, FREE), (EXPENSES, BANK)), "refuse": ()}
    for number, committee in enumerate(world.committees[:ASKED]):
        way = REQUESTS[number % len(REQUESTS)]
        category = kinds[number % len(kinds)]
        row: Row = {
            "id": world.id(), "committee_id": committee, "account_id": world.account, "title": f"Request {number}",
            "detail": "", "category": category, "campaign_expense": 1, "amount_cents": 1_000 + number,
            "day": "2026-06-10", "payee": "Printer", "iban": "", "state": "draft", "peer_id": None,
            "peer_paper": "PV 2026-06" if way.count("approve") else "", "paid_on": None, "asker_id": None,
        }  # fmt: skip
        told, entered = [("", "draft", "")], []
        for at, move in enumerate(way):
            before, on = row["state"], _later("2026-06-11", 7 * at)
            row["state"] = MOVES[before][move]
            role = "peer" if before == "peer_review" else "mandatary" if at > 1 else ""
            told.append((before, row["state"], role))
            legs = ((COMMITTED, EARMARK),) if (move, before) == ("refuse", "committed") else moves.get(move, ())
            entered += [(on, debit, credit) for debit, credit in legs]
            if move == "pay":
                row["paid_on"] = on
                documents.append({"id": world.id(), "committee_id": committee, "request_id": row["id"],
                                  "kind": "invoice", "reference": f"F {number}"})  # fmt: skip
        world.events += (
            {"id": world.id(), "committee_id": committee, "request_id": row["id"], "role": role,
             "at": _moment(_later("2026-06-10", 7 * at)), "from_state": before, "to_state": after}
            for at, (before, after, role) in enumerate(told)
        )  # fmt: skip
        # Sealed at each entry as it was then: the day of the payment is known by the last two only.
        for on, debit, credit in entered:
            then = row | {"paid_on": row["paid_on"] if credit in (FREE, BANK) else None}
            seal = source_seal("spending_request", _Told(then))
            world.postings.append(
                (on, len(world.postings), debit, credit, row["amount_cents"], committee, None,
                 category if debit == EXPENSES else "", "spending_request", row["id"], seal)
            )  # fmt: skip
        yield row


def _entries(world: _World) -> Iterator[Row]:
    """The ledger in the order of its days, one entry sealed on the other."""
    from db.ledger import COLUMNS, seal_of_told

    empty: Row = dict.fromkeys(COLUMNS)
    empty["account_id"] = world.account
    world.postings.sort()
    previous = ""
    for seq, posting in enumerate(world.postings, 1):
        day, _, debit, credit, cents, committee, donor, category, table, source, seal = posting
        entry = empty | {
            "id": world.id(), "seq": seq, "at": _moment(day), "day": day, "debit": debit, "credit": credit,
            "amount_cents": cents, "for_committee_id": committee, "donor_id": donor, "category": category,
            "source_table": table, "source_id": source, "source_seal": seal, "previous": previous,
        }  # fmt: skip
        previous = seal_of_told([value.hex() if isinstance(value, bytes) else value for value in entry.values()])
        entry["seal"] = previous
        yield entry


def _seals(connection: sqlite3.Connection, world: _World) -> Iterator[Row]:
    """A seal of every record of money that has none, as each action ends with."""
    from db.seals import TABLES, chained, digest_of

    seq, seal = connection.execute("SELECT seq, seal FROM record_seal ORDER BY seq DESC LIMIT 1").fetchone() or (0, "")
    known = {key for (key,) in connection.execute("SELECT record_id FROM record_seal")}
    for table in sorted(TABLES):
        rows = connection.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in rows.description]
        for row in rows:
            values = dict(zip(names, row, strict=True))
            key = values["id"]
            if key in known:
                continue
            seq += 1
            salt = world.chance.randbytes(16).hex()
            digest = digest_of(table, values, salt)
            seal = chained(seal, seq, table, key.hex(), digest)
            yield {"seq": seq, "record_table": table, "record_id": key, "salt": salt, "digest": digest, "seal": seal}


def main() -> None:
    """``python -m bench.movement FILE GIFTS``: make the file, and say as JSON what to ask it for."""
    import json
    import sys
    import time

    from db import files
    from seed import reference

    path, gifts = Path(sys.argv[1]), int(sys.argv[2])
    files.create_file(path, reference.fill)
    begun = time.process_time()
    asked = make(path, gifts)
    told = {name: getattr(asked, name) for name in Asked.__slots__}
    print(json.dumps(told | {"seconds": time.process_time() - begun}, default=str))


if __name__ == "__main__":
    main()
