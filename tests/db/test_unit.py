"""A unit of work: whole or not at all, told once in the journal and once in the audit."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from db import engine, unit
from db.errors import ChangedElsewhere, FileReadOnly
from db.store import Store
from db.tables import AuditEntry, Base, Committee, CommitteeKind, FactSource, JournalEntry, Person, Setting


def count(store: Store, table: type[Base]) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def audit(store: Store) -> list[AuditEntry]:
    with store.read() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))


def test_an_action_of_many_rows_is_told_once_in_the_journal_and_once_in_the_audit(
    kept: Store, rows: Any, actor: uuid.UUID
) -> None:
    before = count(kept, AuditEntry)
    with kept.write(actor) as work:
        first = rows.committee(work, "Lyon")
        rows.committee(work, "Bron")
        work.change(first, name="Lyon 4")
        work.name("committee.create", committee_id=first.id, name="Lyon")
    assert count(kept, AuditEntry) == before + 1
    entry = audit(kept)[-1]
    assert (entry.action, entry.rows, entry.object_table, entry.object_id, entry.actor_id, entry.committee_id) == (
        "committee.create", 3, "committee", first.id.hex, actor, first.id,
    )  # fmt: skip
    with kept.read() as session:
        (line,) = session.scalars(select(JournalEntry)).all()
        assert [(c["before"] is None, c["after"]["name"]) for c in line.changes] == [
            (True, "Lyon"),
            (True, "Bron"),
            (False, "Lyon 4"),
        ]
        assert (line.actor_id, line.at, line.facts) == (actor, entry.at, {"name": "Lyon"})


def test_rows_that_are_gathered_are_told_as_one_by_one(kept: Store, rows: Any, actor: uuid.UUID) -> None:
    told = []
    for gather in (False, True):
        with kept.write(actor) as work:
            work.name("committee.create")
            with work.gathered() if gather else nullcontext():
                first = rows.committee(work, "Lyon")
                work.change(first, name="Lyon 4")
                rows.committee(work, "Bron")
        with kept.read() as session:
            line = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc()).limit(1)).one()
            row = session.get_one(Committee, first.id)
            assert (row.name, row.version, row.state, audit(kept)[-1].object_id) == (
                "Lyon 4", 2, "active", first.id.hex,
            )  # fmt: skip
            drawn = ("id", "created_at", "updated_at")
            told.append(
                [
                    {
                        side: {k: v for k, v in (change[side] or {}).items() if k not in drawn}
                        for side in ("before", "after")
                    }
                    for change in line.changes
                ]
            )
    assert told[0] == told[1]


def test_a_batch_is_known_by_the_values_that_python_makes_of_its_rows(kept: Store, rows: Any) -> None:
    """Also in the journal of a file that was written before the engine's own values were taken."""
    table: Any = Committee.__table__
    with kept.write() as work:
        work.name("committee.create")
        ids = sorted(rows.committee(work, name).id for name in ("Lyon", "Bron"))
        work.change(work.session.get_one(Committee, ids[0]), state="closed", ended_at=work.now)
    with kept.read() as session:
        columns = [column for column in table.c if column.name not in unit.MOVING]
        expected = hashlib.sha256()
        for row in session.execute(select(*columns).order_by(table.c.id)):
            if row.id in ids:
                expected.update(json.dumps([unit.encode(value) for value in row], sort_keys=True).encode())
        assert unit.digest(session, table, ids) == expected.hexdigest()


def test_the_audit_tells_no_name(kept: Store, rows: Any) -> None:
    with kept.write() as work:
        work.name("person.add", name="Dupont-Secret")
        person = rows.person(work, "Dupont-Secret")
        work.change(person, given_name="Zoé-Secret")
    with kept.read() as session:
        told = session.execute(text("SELECT * FROM audit")).all()
    assert "Secret" not in str(told)


def test_an_action_that_changes_nothing_is_not_told(kept: Store, rows: Any) -> None:
    with kept.write() as work:
        work.name("committee.create")
        row = rows.committee(work)
    before = count(kept, AuditEntry), count(kept, JournalEntry)
    with kept.write() as work:
        work.name("committee.rename")
        same = work.session.get_one(Committee, row.id)
        work.change(same, name=row.name)
    assert (count(kept, AuditEntry), count(kept, JournalEntry)) == before
    assert same.version == 1


def test_an_action_without_a_name_is_a_defect(kept: Store, rows: Any) -> None:
    with pytest.raises(RuntimeError, match="must have a name"), kept.write() as work:
        rows.committee(work)
    assert count(kept, Committee) == 0


def test_an_action_that_fails_leaves_nothing(kept: Store, rows: Any) -> None:
    before = count(kept, AuditEntry)
    with pytest.raises(ZeroDivisionError), kept.write() as work:
        work.name("committee.create")
        rows.committee(work)
        raise ZeroDivisionError
    assert (count(kept, Committee), count(kept, JournalEntry), count(kept, AuditEntry)) == (0, 0, before)


def test_an_action_that_breaks_a_rule_of_the_tables_leaves_nothing(kept: Store, rows: Any) -> None:
    for values in ({"state": "waiting"}, {"state": "closed"}, {"size_min": 0}, {"kind_id": "absent"}, {"name": None}):
        with pytest.raises(DBAPIError), kept.write() as work:
            work.name("committee.create")
            rows.person(work)
            rows.committee(work, **values) if "name" not in values else work.change(rows.committee(work), **values)
    assert (count(kept, Committee), count(kept, Person), count(kept, JournalEntry)) == (0, 0, 0)


def test_what_is_empty_is_filled_in_and_what_is_given_is_kept(kept: Store, rows: Any, actor: uuid.UUID) -> None:
    past, other, given = datetime(2020, 1, 1, tzinfo=UTC), uuid.UUID(int=9), uuid.UUID(int=8)
    with kept.write(actor) as work:
        work.name("committee.create")
        plain = rows.committee(work)
        dated = rows.committee(work, "Bron", id=given, created_at=past, created_by=other)
    assert plain.id.version == 7
    assert (plain.created_at, plain.updated_at, plain.created_by, plain.version) == (work.now, work.now, actor, 1)
    with kept.read() as session:
        stored = session.get_one(Committee, given)
        assert (stored.created_at, stored.updated_at, stored.created_by) == (past, work.now, other)
    assert dated.id == given


def test_a_change_moves_version_and_date_and_keeps_the_author(kept: Store, rows: Any, actor: uuid.UUID) -> None:
    with kept.write(actor) as work:
        work.name("committee.create")
        row = rows.committee(work)
    with kept.write(uuid.UUID(int=2)) as later:
        later.name("committee.rename")
        changed = later.change(later.session.get_one(Committee, row.id), name="Bron", if_version=1)
    assert (changed.version, changed.updated_at, changed.created_at, changed.created_by) == (
        2, later.now, work.now, actor,
    )  # fmt: skip


def test_a_form_that_was_overtaken_is_refused_and_overwrites_nothing(reopen: Callable[[], Store], rows: Any) -> None:
    kept = reopen()
    with kept.write() as work:
        work.name("committee.create")
        row = rows.committee(work)
    form = row.version
    with kept.write() as work:
        work.name("committee.rename")
        work.change(work.session.get_one(Committee, row.id), name="by the other window", if_version=form)
    with pytest.raises(ChangedElsewhere, match="nothing was overwritten"), kept.write() as work:
        work.name("committee.rename")
        work.change(work.session.get_one(Committee, row.id), name="by the stale form", if_version=form)
    with kept.read() as session:
        assert session.get_one(Committee, row.id).name == "by the other window"
    assert count(kept, JournalEntry) == 2


def test_a_row_read_elsewhere_cannot_be_changed_in_silence(kept: Store, rows: Any) -> None:
    with kept.write() as work:
        work.name("committee.create")
        rows.committee(work)
    with kept.read() as session:
        stale = session.scalars(select(Committee)).one()
    with pytest.raises(RuntimeError, match="read outside"), kept.write() as work:
        work.name("committee.rename")
        work.change(stale, name="lost")
    with pytest.raises(RuntimeError, match="read outside"), kept.write() as work:
        work.name("committee.remove")
        work.remove(stale)
    assert count(kept, Committee) == 1


def test_a_change_that_goes_round_the_unit_is_a_defect(kept: Store, rows: Any) -> None:
    with kept.write() as work:
        work.name("committee.create")
        row = rows.committee(work)
    for stray in ("changed", "added", "removed"):
        with pytest.raises(RuntimeError, match="outside the unit"), kept.write() as work:
            work.name("stray")
            mine = work.session.get_one(Committee, row.id)
            if stray == "changed":
                mine.name = "unseen"
            elif stray == "added":
                work.session.add(Setting(key="me", value="unseen"))
            else:
                work.session.delete(mine)
    with kept.read() as session:
        assert session.get_one(Committee, row.id).name == "Lyon"


def test_a_load_is_audited_with_its_count_and_is_nobody_s_action_to_undo(kept: Store, actor: uuid.UUID) -> None:
    people = [
        {"given_name": "A", "family_name": f"N{i}", "search_key": f"n{i}", "sort_key": f"n{i}"} for i in range(1200)
    ]
    people[3]["gender"] = "f"  # rows may say more or less than their neighbours
    with kept.write(actor) as work:
        work.name("seed.people")
        assert work.load(Person, iter(people)) == 1200
        assert work.load(CommitteeKind, []) == 0
    assert (count(kept, Person), count(kept, JournalEntry)) == (1200, 0)
    entry = audit(kept)[-1]
    assert (entry.action, entry.rows, entry.object_table) == ("seed.people", 1200, "person")
    with kept.read() as session:
        stored = session.scalars(select(Person)).all()
        assert {p.id.version for p in stored} == {7}
        assert {(p.created_at, p.created_by, p.version, p.invented) for p in stored} == {(work.now, actor, 1, False)}
        assert [p.family_name for p in stored if p.gender] == ["N3"]


def test_a_load_keeps_the_dates_it_is_given(kept: Store) -> None:
    past = datetime(2020, 1, 1, tzinfo=UTC)
    with kept.write() as work:
        work.name("seed.people")
        row = {"given_name": "A", "family_name": "B", "search_key": "b", "sort_key": "b", "created_at": past}
        work.load(Person, [row])
    with kept.read() as session:
        assert session.scalars(select(Person.created_at)).one() == past


def test_a_load_that_breaks_a_rule_leaves_nothing(kept: Store) -> None:
    good = {"id": "one", "position": 1, "label_fr": "x", "label_en": "y"}
    with pytest.raises(DBAPIError), kept.write() as work:
        work.name("seed")
        work.load(CommitteeKind, [good, good])
    assert count(kept, CommitteeKind) == 1


def test_an_action_is_undone_whole_or_not_at_all_so_a_load_cannot_follow_a_change(kept: Store, rows: Any) -> None:
    with pytest.raises(RuntimeError, match="changes to undo already"), kept.write() as work:
        work.name("mixed")
        rows.committee(work)
        work.load(CommitteeKind, [])


def test_reference_rows_with_a_double_key_can_be_added_without_journal(kept: Store) -> None:
    from db.tables import Source, Structure, StructureFact

    with kept.write() as work:
        work.name("seed")
        work.without_journal()
        words = dict.fromkeys(
            ("name_fr", "name_en", "country", "period_from", "period_to", "summary_fr", "summary_en"), ""
        )
        work.add(Structure(id="s", position=1, can_start=False, start={"a": [1, "é"]}, **words))
        work.add(Source(id="q", **dict.fromkeys(("kind", "address", "published", "witness", "bias"), "")))
        told = {
            c.name: "" for c in StructureFact.__table__.c if c.name not in ("id", "structure_id", "position", "status")
        }
        work.add(StructureFact(id="f", structure_id="s", position=1, status="unknown", **told))
        work.add(FactSource(fact_id="f", source_id="q", position=1))
    assert audit(kept)[-1].rows == 4
    with kept.read() as session:
        assert session.get_one(Structure, "s").start == {"a": [1, "é"]}


def test_the_journal_forgets_what_is_older_than_its_last_actions(
    kept: Store, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unit.JOURNAL_KEPT == 3000
    monkeypatch.setattr(unit, "JOURNAL_KEPT", 5)
    for number in range(12):
        rows.setting(kept, str(number))
    with kept.read() as session:
        left = session.scalars(select(JournalEntry).order_by(JournalEntry.seq)).all()
        assert [entry.changes[0]["after"]["value"] for entry in left] == ["7", "8", "9", "10", "11"]
    assert len([entry for entry in audit(kept) if entry.action == "set"]) == 12


def test_the_counter_goes_up_at_each_write_and_only_then(kept: Store, rows: Any) -> None:
    seen = [kept.change_counter()]
    for number in range(3):
        rows.setting(kept, str(number))
        seen.append(kept.change_counter())
        assert kept.change_counter() == seen[-1]
    assert seen == sorted(set(seen))


def test_a_store_for_reading_refuses_to_write(path: Path, opened: Callable[..., Store]) -> None:
    with pytest.raises(FileReadOnly), opened(path, read_only=True).write():
        raise AssertionError("written")


# --- the audit is append-only


@pytest.fixture
def told(kept: Store, rows: Any, clock: Any) -> Store:
    clock.time = datetime.now(UTC) - timedelta(days=100)
    rows.setting(kept, "one")
    rows.setting(kept, "two")
    return kept


COLUMNS = "seq, at, actor_id, committee_id, action, object_table, object_id, rows"
FORGERIES = [
    "UPDATE audit SET action = 'forged'",
    "UPDATE audit SET seq = seq + 1000",
    "UPDATE audit SET at = '2001-01-01T00:00:00Z'",
    "DELETE FROM audit",
    "DELETE FROM audit WHERE action = 'set'",
    f"INSERT INTO audit ({COLUMNS}) SELECT seq, at, actor_id, committee_id, 'forged', object_table, object_id, rows"
    " FROM audit WHERE true ON CONFLICT (seq) DO UPDATE SET action = 'forged'",
]
SQLITE_FORGERIES = [
    "INSERT OR REPLACE INTO audit SELECT seq, at, actor_id, committee_id, 'forged', object_table, object_id, rows"
    " FROM audit",
    "REPLACE INTO audit SELECT seq, at, actor_id, committee_id, 'forged', object_table, object_id, rows FROM audit",
    "UPDATE OR REPLACE audit SET seq = 1",
    "UPDATE OR IGNORE audit SET action = 'forged'",
]


def test_what_the_audit_tells_cannot_be_untold(told: Store) -> None:
    with told.read() as session:
        before = session.execute(text("SELECT * FROM audit ORDER BY seq")).all()
    own = SQLITE_FORGERIES if told.engine.dialect.name == "sqlite" else ["TRUNCATE audit"]
    refused = []
    for statement in (*FORGERIES, *own):
        with suppress(DBAPIError), told.write() as work:
            try:
                work.session.execute(text(statement))
            except DBAPIError as error:
                refused += [statement] if "append-only" in str(error) else []
                raise
        with told.read() as session:
            assert session.execute(text("SELECT * FROM audit ORDER BY seq")).all() == before, statement
    assert refused == [*FORGERIES, *own]


def test_nor_by_a_program_that_knows_nothing_of_our_settings(path: Path, store: Store, rows: Any, clock: Any) -> None:
    clock.time = datetime.now(UTC) - timedelta(days=100)
    rows.setting(store, "one")
    rows.setting(store, "two")
    store.close()
    refused = []
    with closing(engine.connect(path)) as connection:
        connection.execute("PRAGMA recursive_triggers=OFF").fetchall()
        before = connection.execute("SELECT * FROM audit ORDER BY seq").fetchall()
        for statement in (*FORGERIES, *SQLITE_FORGERIES):
            try:
                connection.execute(statement)
            except sqlite3.Error as error:
                refused += [statement] if "append-only" in str(error) else []
            assert connection.execute("SELECT * FROM audit ORDER BY seq").fetchall() == before, statement
    assert refused == [*FORGERIES, *SQLITE_FORGERIES]


def test_rows_of_the_audit_past_their_time_may_go_and_their_numbers_never_return(
    reopen: Callable[[], Store], rows: Any, clock: Any
) -> None:
    now = datetime.now(UTC)
    clock.time = now - timedelta(days=184)
    kept = reopen()
    with kept.read() as session:
        last_of_seed = session.scalar(select(func.max(AuditEntry.seq)))
    rows.setting(kept, "old")
    highest = kept.change_counter()
    with kept.write() as work:
        work.session.execute(delete(AuditEntry).where(AuditEntry.seq > last_of_seed))
    clock.time = now - timedelta(days=182)
    rows.setting(kept, "young")
    assert audit(kept)[-1].seq > highest
    with pytest.raises(DBAPIError, match="append-only"), kept.write() as work:
        work.session.execute(delete(AuditEntry).where(AuditEntry.seq > last_of_seed))
    with pytest.raises(DBAPIError, match="append-only"), kept.write() as work:
        work.session.execute(update(AuditEntry).values(action="forged"))
