"""Every record of money is sealed as the program leaves it: what is changed behind its back is found, and where."""

from __future__ import annotations

import os
import random
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select, text

from campaign.money import gifts
from campaign.money.collecting import CollectionForm, collect
from campaign.money.donors import merge_donors
from campaign.money.earmarks import earmark
from campaign.money.exchange import export_states
from campaign.money.forgetting import forget_donor
from campaign.money.recurring import RecurringForm, enter_due, plan_recurring
from campaign.money.rules import RuleForm, correct_rule
from campaign.money.spending import RequestForm, add_document, move_request, save_request
from db import doctor, engine, seals
from db.ledger import COLUMNS
from db.ledger_check import faults
from db.seals_check import RecordFault, record_faults
from db.tables import Donor, RecordSeal
from db.tables import money as money_tables
from db.types import Day, Document, Flag, Guid, Instant, Whole

YES: dict[str, Any] = {"declares_mandatary": True}
CHAINED = {"ledger_entry", "ledger_head", "record_seal"}
TABLES: dict[str, Table] = {
    cls.__tablename__: cls.__table__ for cls in (getattr(money_tables, name) for name in money_tables.__all__)
}

# Columns of money that may change without a seal, each with its reason. There is none: a new column is sealed by being
# there, and one that could not be would have to be named here.
FREE: dict[str, str] = {}

IBAN = "FR4699999999999999999999999"  # of no bank


@pytest.fixture
def lively(till: Any, lived: Any) -> Any:
    """A file with something in every table of money."""
    lived(till.hands, "seals", lambda _: live(till))
    return till


def live(till: Any) -> None:
    do = till.do
    ada, luc = till.donor(email="ada@example.org", civility="f"), till.donor("Luc Roy")
    ana, eve = till.hands.join(till.committee, "Ana Diaz"), till.hands.join(till.committee, "Eve Roy")
    gift = till.receive(ada, 20_000, "cheque")
    do(gifts.deposit, [gift], **YES)
    do(gifts.record_receipt, gift, "27-1")
    till.receive(luc, 50_000)
    do(collect, CollectionForm(till.committee, till.account, 5_000, "Marché", "Urne", ana, eve))
    do(plan_recurring, RecurringForm(till.committee, till.account, luc, "debit", 2_000, date(2027, 2, 1)))
    do(enter_due)
    do(merge_donors, luc, till.donor("Luc Roi"))
    do(correct_rule, RuleForm("don.candidate.cap", 460_000, date(2027, 1, 1), "L52-8", date(2027, 2, 1), **YES))
    do(earmark, till.account, till.committee, 9_000, **YES)
    form = RequestForm(till.committee, till.account, "Tracts", "print", 3_000, payee="Imprimerie Roy", iban=IBAN)
    with till.hands.store.write(ana) as unit:
        request = save_request(unit, form)
    do(add_document, request, "invoice", "F 1")
    for actor, move in ((ana, "ask"), (eve, "approve"), (None, "approve"), (None, "commit"), (None, "pay")):
        with till.hands.store.write(actor) as unit:
            move_request(unit, request, move, **YES)
    do(export_states, till.committee, till.account)


def found(path: Path) -> list[Any]:
    with closing(engine.connect(path, "ro")) as connection:
        return [*faults(connection), *record_faults(connection)]


def where(fault: Any) -> tuple[str, str]:
    return (fault.table, fault.row) if isinstance(fault, RecordFault) else ("ledger", "")


class Editor:
    """Somebody with a copy of SQLite: no trigger, no rule and no reference holds them; each edit is taken back."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.chance = random.Random(7)
        for pragma in ("foreign_keys=OFF", "ignore_check_constraints=ON"):
            self.connection.execute(f"PRAGMA {pragma}")
        for (name,) in self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            self.connection.execute(f"DROP TRIGGER {name}")

    def rows(self, table: Table) -> list[tuple[Any, ...]]:
        named = ", ".join(table.c.keys())  # a column that came later stands last in the file
        return self.connection.execute(f"SELECT rowid, {named} FROM {table.name} ORDER BY rowid").fetchall()

    def seen_after(self, statement: str, *values: Any) -> list[Any]:
        self.connection.execute("BEGIN")
        changed = self.connection.execute(statement, values).rowcount
        seen = [*faults(self.connection), *record_faults(self.connection)]
        self.connection.execute("ROLLBACK")
        assert changed, statement
        return seen

    def other(self, column: Any, value: Any) -> Any:
        """Another value that the column could hold."""
        if value is not None and column.nullable and self.chance.random() < 0.3:
            return None
        others = {
            Guid: lambda: self.chance.randbytes(16),
            Flag: lambda: 1 - value,
            Whole: lambda: (value or 0) + self.chance.choice((1_000, 2_000, 70_000)),
            Day: lambda: "2027-01-04" if value != "2027-01-04" else "2027-01-05",
            Instant: lambda: "2026-01-01T00:00:00.000000Z",
            Document: lambda: '["x"]',
        }
        return others.get(type(column.type), lambda: self.chance.choice(("x", " ", "É")) + (value or ""))()

    def edit(self, table: Table, column: Any, row: tuple[Any, ...]) -> list[Any]:
        value = row[1 + list(table.c.keys()).index(column.name)]
        statement = f"UPDATE {table.name} SET {column.name} = ? WHERE rowid = ?"
        return self.seen_after(statement, self.other(column, value), row[0])


@pytest.fixture
def editor(lively: Any) -> Iterator[Editor]:
    """Somebody who edits that file with plain SQL."""
    editor = Editor(lively.hands.path)
    yield editor
    editor.connection.close()


def test_an_edit_of_any_column_of_any_record_of_money_is_found_and_located(lively: Any, editor: Editor) -> None:
    assert found(lively.hands.path) == []
    assert set(TABLES) == CHAINED | seals.TABLES  # a new table must be sealed, or be a chain of its own
    assert {*COLUMNS, "seal"} == set(TABLES["ledger_entry"].c.keys())
    missed = []
    for table in TABLES.values():
        rows = editor.rows(table)
        assert rows, f"nothing is tried on {table.name}"
        for column in table.c:
            row = editor.chance.choice(rows)
            seen = editor.edit(table, column, row)
            own = (table.name, row[1].hex()) if table.name in seals.TABLES else None
            if not seen or (own is not None and column.name != "id" and own not in map(where, seen)):
                missed.append(f"{table.name}.{column.name}")
    assert missed == sorted(FREE)


def test_records_put_in_or_taken_out_are_found(editor: Editor) -> None:
    for table in TABLES.values():
        row = editor.rows(table)[0]
        assert editor.seen_after(f"DELETE FROM {table.name} WHERE rowid = ?", row[0]), table.name
        if table.name in CHAINED:
            continue
        columns = [column.name for column in table.c]
        unique = ["id", *(name for name in ("number", "round", "file_hash", "acknowledgement") if name in columns)]
        copied = ", ".join(
            {"id": "randomblob(16)", "file_hash": "'x'", "source_ref": "''", "donation_id": "randomblob(16)"}.get(
                name, f"{name} + 90" if name in unique else name
            )
            for name in columns
        )
        into = f"{table.name} ({', '.join(columns)})"
        seen = editor.seen_after(f"INSERT INTO {into} SELECT {copied} FROM {table.name} WHERE rowid = ?", row[0])
        assert "unknown" in {fault.kind for fault in seen}, table.name


@pytest.mark.parametrize("times", [150, pytest.param(1000, marks=pytest.mark.long)])
def test_random_edits_by_plain_sql_of_all_records_of_money_are_all_found(editor: Editor, times: int) -> None:
    cells = [(table, column) for table in TABLES.values() for column in table.c]
    missed = []
    for _ in range(times):
        table, column = editor.chance.choice(cells)
        if not editor.edit(table, column, editor.chance.choice(editor.rows(table))):
            missed.append(f"{table.name}.{column.name}")
    assert missed == []


def payloads(path: Path, tables: set[str]) -> list[tuple[int, int]]:
    """Where the bytes of each row of these tables are in a file: start and length; rows that overflow are left out."""
    data = path.read_bytes()
    size = int.from_bytes(data[16:18], "big")

    def number(at: int) -> tuple[int, int]:
        value = 0
        for length in range(1, 10):
            byte = data[at + length - 1]
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                break
        return value, at + length

    def walk(page: int) -> Iterator[tuple[int, int]]:
        start = (page - 1) * size
        head = start + (100 if page == 1 else 0)
        kind, cells = data[head], int.from_bytes(data[head + 3 : head + 5], "big")
        first = head + (12 if kind == 5 else 8)
        for place in range(first, first + 2 * cells, 2):
            cell = start + int.from_bytes(data[place : place + 2], "big")
            if kind == 5:
                yield from walk(int.from_bytes(data[cell : cell + 4], "big"))
                continue
            length, at = number(cell)
            _, at = number(at)
            if length <= size - 35:
                yield at, length
        if kind == 5:
            yield from walk(int.from_bytes(data[head + 8 : head + 12], "big"))

    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as connection:
        roots = connection.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'").fetchall()
    return [place for name, root in roots if name in tables for place in walk(root)]


@pytest.mark.parametrize("times", [12, pytest.param(1000, marks=pytest.mark.long)])
def test_flipped_bits_in_any_record_of_money_are_all_found(lively: Any, tmp_path: Path, times: int) -> None:
    lively.hands.store.close()
    path = lively.hands.path
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    whole, copy, chance = path.read_bytes(), tmp_path / "copy.appui", random.Random(11)
    places = payloads(path, set(TABLES))
    assert len(places) > 80
    told = {(finding.code, finding.message) for finding in doctor.examine(path)}
    missed = []
    for _ in range(times):
        at, length = chance.choice(places)
        at += chance.randrange(length)
        changed = bytearray(whole)
        changed[at] ^= 1 << chance.randrange(8)
        copy.write_bytes(bytes(changed))
        os.chmod(copy, 0o600)
        findings = {(f.code, f.message) for f in doctor.examine(copy) if f.severity == "error"}
        if not findings - told:
            missed.append((at, changed[at]))
    assert missed == []


def test_the_doctor_names_what_was_changed_by_plain_sql(lively: Any) -> None:
    """What the ledger does not know: who gives, what was declared of accounts and elections, rules, numbers, papers."""
    for statement in (
        "UPDATE donor SET address = '1 rue X'", "UPDATE rule_correction SET value = 9",
        "UPDATE election SET ceiling_cents = 1", "UPDATE election_round SET zone = 'UTC'",
        "UPDATE campaign_account SET mandatary = 'X', bank = 'Y', zone = 'UTC'",
        "UPDATE donation SET official_receipt = '27-2' WHERE official_receipt <> ''",
        "UPDATE spending_document SET reference = 'F 2'",
        "UPDATE spending_request SET peer_id = asker_id, asker_id = peer_id", "UPDATE hand_over SET day = '2027-01-01'",
    ):  # fmt: skip
        with closing(sqlite3.connect(lively.hands.path)) as connection:
            connection.execute(statement)
            connection.commit()
    findings = [f for f in doctor.examine(lively.hands.path) if f.code.startswith("record_")]
    assert {f.code for f in findings} == {"record_altered"}
    assert {f.facts["table"] for f in findings} == {
        "donor", "rule_correction", "election", "election_round", "campaign_account", "donation", "spending_document",
        "spending_request", "hand_over",
    }  # fmt: skip
    assert len([f for f in findings if f.facts["table"] == "donor"]) == 3


def test_what_was_changed_behind_the_programs_back_is_not_made_right_by_an_ordinary_change(till: Any) -> None:
    ada = till.donor()
    with till.hands.store.engine.begin() as connection:
        connection.execute(text("UPDATE donor SET address = '1 rue X'"))
    told = [("altered", "donor", ada.hex)]
    assert [(f.kind, f.table, f.row) for f in found(till.hands.path)] == told
    till.donor(donor_id=ada, email="ada@example.org")
    assert [(f.kind, f.table, f.row) for f in found(till.hands.path)] == told
    till.undo()
    assert [(f.kind, f.table, f.row) for f in found(till.hands.path)] == told
    with till.hands.store.write() as unit:
        unit.name("donor.remove")
        unit.remove(unit.session.get_one(Donor, ada))
    assert [(f.kind, f.table, f.row) for f in found(till.hands.path)] == told


def test_seals_sewn_anew_by_their_public_recipe_do_not_fit_what_the_ledger_was_written_on(till: Any) -> None:
    """Who owns the file can seal a whole new chain; entries hold the old one, and heads told to others hold entries."""
    ada = till.donor()
    till.receive(ada)
    editor = Editor(till.hands.path)
    editor.connection.execute("UPDATE donor SET address = '1 rue X'")
    rows = editor.connection.execute(
        "SELECT seq, record_table, record_id, salt, digest FROM record_seal ORDER BY seq"
    ).fetchall()
    previous = ""
    for seq, table, record, salt, kept in rows:
        digest = kept
        if record == ada.bytes and salt:
            cursor = editor.connection.execute("SELECT * FROM donor")
            values = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
            digest = seals.digest_of("donor", values, salt)
        previous = seals.chained(previous, seq, table, record.hex(), digest)
        editor.connection.execute("UPDATE record_seal SET digest = ?, seal = ? WHERE seq = ?", (digest, previous, seq))
    editor.connection.close()
    assert {fault.kind for fault in found(till.hands.path)} == {"anchor"}


def test_seals_are_refused_to_plain_sql(lively: Any) -> None:
    refused = [
        "UPDATE record_seal SET digest = 'x'", "UPDATE record_seal SET salt = 'x'", "UPDATE record_seal SET seq = 900",
        "UPDATE record_seal SET salt = '', seal = 'x'", "DELETE FROM record_seal",
        "DELETE FROM record_seal WHERE seq = 1", "REPLACE INTO record_seal SELECT * FROM record_seal WHERE seq = 1",
        "INSERT INTO record_seal SELECT seq + 900, record_table, record_id, salt, digest, seal FROM record_seal",
    ]  # fmt: skip
    with closing(sqlite3.connect(lively.hands.path)) as connection:
        for statement in refused:
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
            connection.rollback()


def test_after_an_erasure_no_guess_can_be_tried_on_what_was_sealed(till: Any) -> None:
    """The key of a digest goes as soon as the record is sealed anew: a name, guessed right, cannot be confirmed."""
    ada = till.donor()
    till.donor(donor_id=ada, email="ada@example.org")
    with till.hands.store.read() as session:
        [held] = session.scalars(select(RecordSeal).where(RecordSeal.record_id == ada, RecordSeal.salt != "")).all()
        right = seals.rows_now(session, "donor", [ada])[ada]
        assert seals.digest_of("donor", right, held.salt) == held.digest  # until then one who has it all could
    with till.hands.store.write() as unit:
        unit.name("erase")
        unit.without_journal()
        forget_donor(unit, unit.session.get_one(Donor, ada))
    with till.hands.store.read() as session:
        mine = session.scalars(select(RecordSeal).where(RecordSeal.record_id == ada).order_by(RecordSeal.seq)).all()
        assert [bool(seal.salt) for seal in mine] == [False, False, True]
        assert len({seal.digest for seal in mine}) == 3
    assert found(till.hands.path) == []


def test_a_whole_life_undone_and_done_again_leaves_no_false_alarm(lively: Any) -> None:
    for _ in range(7):
        lively.undo()
        assert found(lively.hands.path) == []
    for _ in range(7):
        lively.redo()
        assert found(lively.hands.path) == []


def test_a_table_of_seals_that_is_gone_is_missed_by_the_ledger_that_was_written_on_it(till: Any) -> None:
    till.receive(till.donor(), 20_000)
    assert found(till.hands.path) == []
    till.hands.store.close()
    with closing(sqlite3.connect(till.hands.path)) as file:
        file.execute("DROP TABLE record_seal")
        file.commit()
    assert {fault.kind for fault in found(till.hands.path)} == {"anchor"}


def test_a_record_that_is_gone_by_undo_is_sealed_as_gone(till: Any) -> None:
    ada = till.donor()
    till.undo()
    assert found(till.hands.path) == []
    with till.hands.store.read() as session:
        last = session.scalars(select(RecordSeal).order_by(RecordSeal.seq.desc()).limit(1)).one()
    assert (last.record_id, last.salt, last.digest) == (ada, "", "")


def test_records_of_money_are_neither_loaded_nor_purged_without_their_seals(till: Any) -> None:
    row = {"given_name": "A", "family_name": "B", "search_key": "a", "sort_key": "a", "identity_key": "a",
           "address_key": ""}  # fmt: skip
    for many in ("load", "add_many"):
        with till.hands.store.write() as unit:
            unit.name("load")
            getattr(unit, many)(Donor, [{**row, "id": uuid.uuid4()}])
    assert found(till.hands.path) == []
    with pytest.raises(RuntimeError, match="sealed"), till.hands.store.write() as unit:
        unit.purge(Donor, Donor.family_name == "B")
