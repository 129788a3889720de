"""The ledger: only ever added to; what is changed behind the program's back is refused, or found and located."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from db import doctor, engine, ledger, seals, undo, upgrade
from db.errors import UndoImpossible
from db.ledger import BANK, COMMITTED, EARMARK, FREE, GIFTS, Posting, head_of, post
from db.ledger_check import faults
from db.seals_check import record_faults
from db.store import Store
from db.tables import (
    Allocation,
    CampaignAccount,
    Committee,
    Donation,
    DonationEvent,
    Donor,
    LedgerEntry,
    RecordSeal,
    SpendingEvent,
    SpendingRequest,
)
from db.unit import Unit, encode
from tests.db.conftest import Clock, Rows

DAY = date(2027, 1, 5)


class Books:
    """One account, one committee, one donor, and movements on them: new ones, or those of a file that has them."""

    def __init__(self, store: Store, rows: Any = None) -> None:
        self.store = store
        if rows is not None:
            with store.write() as unit:
                unit.name("make")
                rows.committee(unit)
                unit.add(CampaignAccount(kind="party", label="Account"))
                names = {"given_name": "A", "family_name": "B", "search_key": "a b", "sort_key": "b a"}
                unit.add(Donor(**names, identity_key="a b", address_key=""))
        with store.read() as session:
            self.committee, self.account, self.donor = (
                session.execute(select(table.id)).scalar_one() for table in (Committee, CampaignAccount, Donor)
            )

    def receive(self, unit: Unit, cents: int = 10_000) -> Donation:
        gift = unit.add(
            Donation(
                committee_id=self.committee, account_id=self.account, donor_id=self.donor, method="transfer",
                amount_cents=cents, state="received", promised_on=DAY, received_on=DAY, warnings=[],
            )
        )  # fmt: skip
        told: dict[str, Any] = {"committee_id": self.committee, "donation_id": gift.id, "day": DAY, "at": unit.now}
        unit.add(DonationEvent(**told, from_state="", to_state="received"))
        post(unit, self.account, gift, [Posting(BANK, GIFTS, cents, DAY, self.committee, self.donor)])
        return gift

    def give(self, unit: Unit, cents: int = 6_000) -> Allocation:
        row = unit.add(Allocation(committee_id=self.committee, account_id=self.account, amount_cents=cents, day=DAY))
        post(unit, self.account, row, [Posting(FREE, EARMARK, cents, DAY, self.committee)])
        return row

    def ask(self, unit: Unit) -> SpendingRequest:
        more: dict[str, Any] = {"committee_id": self.committee, "account_id": self.account, "day": DAY}
        row = unit.add(SpendingRequest(title="Tracts", category="print", amount_cents=1_000, **more))
        unit.add(SpendingEvent(committee_id=self.committee, request_id=row.id, at=unit.now, from_state="",
                               to_state="draft"))  # fmt: skip
        return row

    def fill(self, times: int = 5) -> Books:
        for _ in range(times):
            with self.store.write() as unit:
                unit.name("gift")
                self.receive(unit)
        with self.store.write() as unit:
            unit.name("earmark")
            self.give(unit)
        return self

    def balances(self) -> dict[str, int]:
        with self.store.read() as session:
            found: dict[str, int] = {}
            for debit, credit, cents in session.execute(
                select(LedgerEntry.debit, LedgerEntry.credit, LedgerEntry.amount_cents)
            ):
                found[debit] = found.get(debit, 0) + cents
                found[credit] = found.get(credit, 0) - cents
            return found


@pytest.fixture(scope="module")
def filled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with five gifts and an earmark, made once: the tests take a copy."""
    path = tmp_path_factory.mktemp("books") / "books.appui"
    shutil.copy(template, path)
    store = Store.on_file(path, now=Clock())
    Books(store, Rows()).fill()
    store.close()
    return path


@pytest.fixture
def books(filled: Path, path: Path, opened: Callable[[Path], Store], clock: Clock) -> Books:
    shutil.copy(filled, path)
    clock.time += timedelta(hours=1)
    return Books(opened(path))


def found_in(path: Path) -> list[Any]:
    with closing(engine.connect(path, "ro")) as connection:
        return faults(connection)


def ledger_findings(path: Path) -> list[doctor.Finding]:
    return [f for f in doctor.examine(path) if f.code.startswith(("ledger", "damaged", "orphans", "schema"))]


def test_entries_follow_one_another_and_a_whole_ledger_has_no_fault(books: Books, path: Path) -> None:
    with books.store.read() as session:
        assert list(session.scalars(select(LedgerEntry.seq).order_by(LedgerEntry.seq))) == [1, 2, 3, 4, 5, 6]
        assert head_of(session, books.account)[0] == 6
    assert found_in(path) == []
    assert ledger_findings(path) == []
    assert sum(books.balances().values()) == 0


# --- twenty forms of tampering

REFUSED = [
    "UPDATE ledger_entry SET amount_cents = 1 WHERE seq = 2",
    "UPDATE ledger_entry SET debit = 'expenses'",
    "UPDATE OR REPLACE ledger_entry SET seq = 1 WHERE seq = 2",
    "UPDATE OR IGNORE ledger_entry SET day = '2020-01-01' WHERE seq = 2",
    "UPDATE ledger_entry SET seal = seal || 'x' WHERE seq = 6",
    "DELETE FROM ledger_entry",
    "DELETE FROM ledger_entry WHERE seq = 6",
    "REPLACE INTO ledger_entry SELECT * FROM ledger_entry WHERE seq = 2",
    "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry WHERE seq = 6",
    "INSERT INTO ledger_entry SELECT * FROM ledger_entry WHERE seq = 2 ON CONFLICT (id) DO UPDATE SET amount_cents = 1",
    "INSERT INTO ledger_entry SELECT * FROM ledger_entry WHERE seq = 2"
    " ON CONFLICT (account_id, seq) DO UPDATE SET amount_cents = 1",
    "INSERT INTO ledger_entry (id, account_id, seq, at, day, debit, credit, amount_cents, category, source_table,"
    " source_id, source_seal, previous, seal) SELECT randomblob(16), account_id, 9, at, day, debit, credit, 1, '',"
    " source_table, source_id, '', seal, 'x' FROM ledger_entry WHERE seq = 6",
    "INSERT INTO ledger_entry (id, account_id, seq, at, day, debit, credit, amount_cents, category, source_table,"
    " source_id, source_seal, previous, seal) SELECT randomblob(16), account_id, 7, at, day, debit, credit, 1, '',"
    " source_table, source_id, '', 'fork', 'x' FROM ledger_entry WHERE seq = 6",
    "UPDATE ledger_head SET seq = 5",
    "UPDATE ledger_head SET seal = 'x'",
    "DELETE FROM ledger_head",
    "DELETE FROM campaign_account",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_every_statement_that_would_rewrite_the_ledger_is_refused(filled: Path, path: Path, statement: str) -> None:
    shutil.copy(filled, path)
    before = dump(path)
    for opener in (engine.connect, sqlite3.connect):
        with closing(opener(path)) as connection:
            connection.execute("PRAGMA foreign_keys=ON")  # all that another program has of our settings
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
            connection.rollback()
        assert dump(path) == before, opener
    assert found_in(path) == []


def dump(path: Path) -> list[Any]:
    with closing(engine.connect(path, "ro")) as connection:
        rows = connection.execute("SELECT * FROM ledger_entry ORDER BY seq").fetchall()
        return rows + connection.execute("SELECT * FROM ledger_head").fetchall()


TRIGGERS = ("no_update", "no_delete", "no_replace", "in_order", "not_below_zero", "head_forward", "head_no_delete")

FOUND = [
    ("UPDATE ledger_entry SET amount_cents = 9999 WHERE seq = 2", {("seal", 2), ("source", 2)}),
    ("UPDATE ledger_entry SET day = '2026-01-01' WHERE seq = 3", {("seal", 3), ("source", 3)}),
    ("UPDATE ledger_entry SET donor_id = NULL WHERE seq = 3", {("seal", 3), ("source", 3)}),
    ("UPDATE ledger_entry SET previous = '' WHERE seq = 4", {("seal", 4), ("order", 4)}),
    ("UPDATE ledger_entry SET seal = '0' WHERE seq = 4", {("seal", 4), ("order", 5)}),
    ("DELETE FROM ledger_entry WHERE seq = 3", {("missing", 3), ("source", 0)}),
    ("DELETE FROM ledger_entry WHERE seq = 6", {("head", 6), ("source", 0)}),
    ("UPDATE ledger_head SET seq = 5", {("head", 6)}),
    ("DELETE FROM ledger_head", {("head", 6)}),
    ("UPDATE donation SET amount_cents = 1 WHERE rowid = 2", {("source", 2)}),
    ("UPDATE donation SET donor_id = NULL, kind = 'collection' WHERE rowid = 1", {("source", 1)}),
    ("UPDATE donation SET method = 'card' WHERE rowid = 1", {("source", 1)}),
    ("UPDATE donation SET received_on = '2026-12-31' WHERE rowid = 1", {("source", 1)}),
    ("UPDATE donation SET state = 'refunded' WHERE rowid = 5", {("source", 5), ("history", 0)}),
    ("UPDATE allocation SET amount_cents = 100", {("source", 6)}),
    ("DELETE FROM allocation", {("source", 6)}),
    ("INSERT INTO donation SELECT randomblob(16)" + "".join(
        f", {column.name}" for column in list(Donation.__table__.columns)[1:]
    ) + " FROM donation LIMIT 1", {("source", 0), ("history", 0)}),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "where"), FOUND)
def test_what_is_changed_with_the_triggers_gone_is_found_and_located(
    books: Books, path: Path, statement: str, where: set[tuple[str, int]]
) -> None:
    books.store.close()
    with closing(sqlite3.connect(path)) as connection:
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER ledger_{name}")
        connection.execute(statement)
        connection.commit()
    assert {(fault.kind, fault.seq) for fault in found_in(path)} == where
    codes = {finding.code for finding in ledger_findings(path)}
    assert {f"ledger_{kind}" for kind, _ in where} | {"schema"} <= codes  # the missing triggers are told, too


def test_a_dropped_trigger_alone_is_found(books: Books, path: Path) -> None:
    books.store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER ledger_no_update")
    assert [f.facts["detail"] for f in ledger_findings(path)] == ["missing ledger_no_update"]


def test_a_bank_that_rewrites_one_entry_and_all_its_seals_is_found_by_the_head_told_to_others(
    books: Books, path: Path
) -> None:
    """A whole new chain is consistent in itself: only the seal that others were given shows it."""
    with books.store.read() as session:
        told = head_of(session, books.account)
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.seq == 6)).one()
        values = {c: encode(getattr(entry, c)) for c in ledger.COLUMNS}
    assert ledger.seal_of(values) == told[1]
    assert ledger.seal_of({**values, "amount_cents": 1}) != told[1]


# --- raw bytes


def flip(path: Path, where: random.Random) -> None:
    """Change one bit inside the row of an entry: in one of its last two seals, or up to 120 bytes before them."""
    data = bytearray(path.read_bytes())
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as connection:
        # Side by side, they stand nowhere else in the file: not in the next row, nor in the head.
        ends = [a + b for a, b in connection.execute("SELECT previous, seal FROM ledger_entry WHERE seq > 1")]
    at = data.index(where.choice(ends).encode()) + where.randrange(-120, 128)
    data[at] ^= 1 << where.randrange(8)
    path.write_bytes(bytes(data))


def tampered(path: Path) -> bool:
    try:
        return bool(ledger_findings(path))
    except Exception:  # noqa: BLE001 - a file that no longer opens is found, too
        return True


@pytest.mark.parametrize("times", [20, pytest.param(1000, marks=pytest.mark.long)])
def test_raw_edits_of_the_file_are_all_found(books: Books, path: Path, tmp_path: Path, times: int) -> None:
    books.store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    whole, copy = path.read_bytes(), tmp_path / "copy.appui"
    where = random.Random(5)
    missed = []
    for number in range(times):
        copy.write_bytes(whole)
        os.chmod(copy, 0o600)
        flip(copy, where)
        if copy.read_bytes() != whole and not tampered(copy):
            missed.append(number)
    assert missed == []


# --- reversal by a new entry


def test_undo_of_money_is_a_new_entry_and_redo_another(books: Books, path: Path) -> None:
    before = books.balances()
    with books.store.write() as unit:
        unit.name("gift")
        books.receive(unit, 460_000)
    after = books.balances()
    for _ in range(2):
        with books.store.write() as unit:
            undo.undo(unit)
        assert {k: v for k, v in books.balances().items() if v} == {k: v for k, v in before.items() if v}
        with books.store.write() as unit:
            undo.redo(unit)
        assert books.balances() == after
    with books.store.read() as session:
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 11  # nothing was ever deleted
    assert found_in(path) == []


def test_an_earmark_that_was_spent_cannot_be_undone(books: Books) -> None:
    with books.store.write() as unit:
        unit.name("commit")
        unit.without_journal()
        row = unit.session.scalars(select(Allocation)).one()
        post(unit, books.account, row, [Posting(EARMARK, COMMITTED, 6_000, DAY, books.committee)])
    with pytest.raises(UndoImpossible), books.store.write() as unit:
        undo.undo(unit)


def test_a_committee_never_spends_more_than_its_earmark_by_any_path(books: Books) -> None:
    for book, other in ((EARMARK, COMMITTED), (EARMARK, FREE), (COMMITTED, FREE)):
        with pytest.raises(IntegrityError), books.store.write() as unit:
            unit.name("spend")
            row = unit.session.scalars(select(Allocation)).one()
            post(unit, books.account, row, [Posting(book, other, 6_001, DAY, books.committee)])
    with pytest.raises(IntegrityError), books.store.write() as unit:  # another committee has nothing
        unit.name("spend")
        row = unit.session.scalars(select(Allocation)).one()
        post(unit, books.account, row, [Posting(EARMARK, COMMITTED, 1, DAY, None)])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(ledger.BOOKS), st.sampled_from(ledger.BOOKS), st.integers(1, 10**13)), max_size=8
    )
)
def test_all_books_together_are_always_zero(books: Books, moves: list[tuple[str, str, int]]) -> None:
    with books.store.write() as unit:
        unit.name("moves")
        row = unit.session.scalars(select(Allocation)).one()
        for debit, credit, cents in moves:
            if debit != credit:
                try:
                    with unit.session.begin_nested():
                        post(unit, books.account, row, [Posting(debit, credit, cents, DAY, books.committee)])
                except IntegrityError:
                    unit.session.expire_all()
    balances = books.balances()
    assert sum(balances.values()) == 0
    assert balances.get(EARMARK, 0) <= 0 and balances.get(COMMITTED, 0) <= 0  # owed, never overdrawn


# --- files of the version before, which sealed no records


def test_a_file_of_the_version_before_is_in_order_and_sealed_as_it_stands_when_it_is_upgraded(
    tmp_path: Path, rows: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.appui"
    path.touch()
    upgrade.migrate_file(path, "0003")
    since = (("allocation", "file_id"), ("spending_event", "told_by"))  # the mapper fills what there is today

    def each(change: str) -> None:
        with closing(engine.connect(path)) as connection:
            for table, column in since:
                connection.execute(f"ALTER TABLE {table} {change.format(column)}")

    each("ADD COLUMN {} TEXT")
    with monkeypatch.context() as before:
        before.setattr(seals, "TABLES", frozenset())
        before.setattr(ledger, "seals_head", lambda session: (0, ""))
        store = Store.on_file(path, now=clock)
        with store.write() as unit:
            unit.name("seed")
            rows.kind(unit)
        Books(store, rows).fill(3)
        store.close()
    each("DROP COLUMN {}")

    def found() -> list[str]:
        with closing(engine.connect(path, "ro")) as connection:
            return [fault.kind for fault in (*faults(connection), *record_faults(connection))]

    assert found() == []
    upgrade.migrate_file(path)
    assert found() == []
    with closing(engine.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM record_seal").fetchone() == (9,)
        connection.execute("UPDATE donor SET city = 'X'")
    upgrade.migrate_file(path)  # only what was there on the day of the upgrade is taken as it stands
    assert found() == ["altered"]


# --- a server


REFUSED_TO_BOTH = (
    "UPDATE ledger_entry SET amount_cents = 1",
    "DELETE FROM ledger_entry",
    "DELETE FROM ledger_head",
    "UPDATE ledger_head SET seq = 9",
    "UPDATE donation_event SET to_state = 'refunded'",
    "UPDATE donation_event SET day = '2001-01-01', role = 'mandatary'",
    "DELETE FROM donation_event",
    "UPDATE spending_event SET paper = 'PV'",
    "UPDATE spending_event SET to_state = 'paid'",
    "DELETE FROM spending_event",
    "UPDATE record_seal SET digest = 'x'",
    "UPDATE record_seal SET salt = 'x'",
    "UPDATE record_seal SET salt = '', seal = 'x'",
    "DELETE FROM record_seal",
    "INSERT INTO record_seal SELECT seq + 900, record_table, record_id, salt, digest, seal FROM record_seal",
)
CHAINS = ("ledger_entry", "ledger_head", "donation_event", "spending_event", "record_seal")


def test_a_server_refuses_the_same(kept: Store, rows: Any) -> None:
    books = Books(kept, rows).fill(2)
    with kept.write() as unit:
        unit.name("commit")
        request = books.ask(unit)
        post(unit, books.account, request, [Posting(EARMARK, COMMITTED, 1_000, DAY, books.committee)])
    for statement in REFUSED_TO_BOTH:
        with pytest.raises(IntegrityError), kept.write() as unit:
            unit.session.execute(text(statement))
    if kept.path is None:  # a file has no such statement
        for table in CHAINS:
            with pytest.raises(IntegrityError), kept.write() as unit:
                unit.session.execute(text(f"TRUNCATE {table} CASCADE"))
    with kept.write() as unit:  # what an erasure does
        for note in ("[…]", ""):
            for table in ("donation_event", "spending_event"):
                unit.session.execute(text(f"UPDATE {table} SET note = :note"), {"note": note})
    with pytest.raises(IntegrityError), kept.write() as unit:
        unit.name("spend")
        row = unit.session.scalars(select(Allocation)).one()
        post(unit, books.account, row, [Posting(EARMARK, COMMITTED, 6_001, DAY, books.committee)])
    with kept.write() as unit:
        undo.undo(unit)
        undo.undo(unit)
    assert books.balances()[EARMARK] == 0


def test_a_history_that_the_ledger_never_knew_goes_with_what_it_is_of_on_a_server_too(kept: Store, rows: Any) -> None:
    books = Books(kept, rows)
    with kept.write() as unit:
        unit.name("ask")
        books.ask(unit)
    with kept.write() as unit:
        undo.undo(unit)
    with kept.read() as session:
        assert session.scalar(select(func.count()).select_from(SpendingEvent)) == 0


def test_a_server_seals_what_a_file_seals(kept: Store, rows: Any) -> None:
    """A record read anew gives the digest that was sealed, and the chain adds up, on both engines."""
    Books(kept, rows).fill(1)
    with kept.write() as unit:
        unit.name("back")
        undo.undo(unit)
    previous, latest = "", {}
    with kept.read() as session:
        for one in session.scalars(select(RecordSeal).order_by(RecordSeal.seq)):
            assert one.seal == seals.chained(previous, one.seq, one.record_table, one.record_id.hex, one.digest)
            previous = one.seal
            latest[one.record_table, one.record_id] = one
        for (table, record), one in latest.items():
            values = seals.rows_now(session, table, [record]).get(record)
            assert (values is None) == (table == "allocation")  # which was undone
            assert one.digest == (seals.digest_of(table, values, one.salt) if values else "")
    assert {table for table, _ in latest} == {"campaign_account", "donor", "donation", "donation_event", "allocation"}
