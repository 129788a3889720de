"""The engine: each setting is set by us, not by the luck of a build; transactions keep what they promise."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text

from db import backup, engine, files
from db.errors import FileLocked, NewEngineNeeded
from db.store import Store
from db.tables import Committee, Setting

REAL_CONNECT = sqlite3.connect

# name, what a careless build might start with, what we need
SETTINGS = [
    ("journal_mode", "DELETE", "wal"),
    ("synchronous", "NORMAL", 2),
    ("fullfsync", "OFF", 1),
    ("checkpoint_fullfsync", "OFF", 1),
    ("foreign_keys", "OFF", 1),
    ("recursive_triggers", "OFF", 1),
    ("secure_delete", "OFF", 1),
    ("trusted_schema", "ON", 0),
    ("cell_size_check", "OFF", 1),
    ("busy_timeout", "0", 5000),
]


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A SQLite whose every default is the weak one: a setting that we leave out cannot be right by luck."""

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = REAL_CONNECT(*arguments, **options)
        for name, weak, _ in SETTINGS[1 if "mode=ro" in arguments[0] else 0 :]:
            connection.execute(f"PRAGMA {name}={weak}").fetchall()
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect)


def read_back(path: Path, name: str) -> Any:
    made = engine.sqlite_engine(path)
    try:
        with made.connect() as connection:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
    finally:
        made.dispose()


@pytest.mark.usefixtures("careless")
@pytest.mark.parametrize(("name", "weak", "wanted"), SETTINGS)
def test_a_connection_is_safe_whatever_the_build_starts_with(path: Path, name: str, weak: str, wanted: Any) -> None:
    assert read_back(path, name) == wanted


@pytest.mark.usefixtures("careless")
@pytest.mark.parametrize(("name", "weak", "wanted"), SETTINGS[:-1])
def test_a_setting_left_out_would_be_seen(
    path: Path, name: str, weak: str, wanted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(pragmas: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(pragma for pragma in pragmas if f" {name}=" not in pragma)

    kept = (*engine.DURABILITY, *engine.SAFETY)
    monkeypatch.setattr(engine, "DURABILITY", without(engine.DURABILITY))
    monkeypatch.setattr(engine, "SAFETY", without(engine.SAFETY))
    assert len(kept) == len(engine.DURABILITY) + len(engine.SAFETY) + 1
    assert read_back(path, name) != wanted


def test_every_setting_has_its_test() -> None:
    names = {pragma.split()[1].split("=")[0] for pragma in (*engine.DURABILITY, *engine.SAFETY)}
    assert names | {"busy_timeout"} == {name for name, _, _ in SETTINGS}


def test_the_patience_is_that_of_the_constant(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.25)
    assert read_back(path, "busy_timeout") == 250


@pytest.mark.usefixtures("careless")
def test_a_file_opened_for_reading_cannot_be_written(path: Path) -> None:
    made = engine.sqlite_engine(path, read_only=True)
    with made.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA query_only").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA trusted_schema").scalar_one() == 0
        assert connection.exec_driver_sql("PRAGMA cell_size_check").scalar_one() == 1
    made.dispose()


def test_replacing_a_row_runs_its_delete_trigger(path: Path) -> None:
    made = engine.sqlite_engine(path)
    with made.connect().execution_options(appui_write=True) as connection:
        connection.exec_driver_sql("CREATE TABLE kept (id INTEGER PRIMARY KEY, words TEXT) STRICT")
        connection.exec_driver_sql(
            "CREATE TRIGGER no_delete BEFORE DELETE ON kept BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )
        connection.exec_driver_sql("INSERT INTO kept VALUES (1, 'first')")
        with pytest.raises(Exception, match="append-only"):
            connection.exec_driver_sql("INSERT OR REPLACE INTO kept VALUES (1, 'second')")
    made.dispose()


def test_an_erased_name_leaves_the_file(path: Path, store: Store) -> None:
    canary = "Zyxwvutsrq-" * 20
    with store.write() as unit:
        unit.name("set")
        unit.without_journal()
        row = unit.add(Setting(key="me", value=canary))
    with store.write() as unit:
        unit.name("erase")
        unit.without_journal()
        unit.remove(unit.session.get_one(Setting, row.key))
    store.close()
    with closing(engine.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert canary.encode() not in path.read_bytes()


def test_two_connections_that_increment_never_lose_an_update(store: Store) -> None:
    with store.write() as unit:
        unit.name("set")
        unit.add(Setting(key="count", value="0"))

    def increment() -> None:
        for _ in range(25):
            with store.write() as unit:
                row = unit.session.get_one(Setting, "count")
                unit.name("count")
                unit.change(row, value=str(int(row.value) + 1))

    threads = [threading.Thread(target=increment) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as session:
        assert session.get_one(Setting, "count").value == "100"


def test_the_driver_s_own_transactions_would_lose_an_update(path: Path) -> None:
    """Why the driver begins nothing: as it comes, two connections read the same value and both write over it."""
    with closing(REAL_CONNECT(path)) as one, closing(REAL_CONNECT(path)) as two:
        one.execute("INSERT INTO setting VALUES ('count', '0')")
        one.commit()
        seen = [int(c.execute("SELECT value FROM setting WHERE key = 'count'").fetchone()[0]) for c in (one, two)]
        for connection, value in zip((one, two), seen, strict=True):
            connection.execute("UPDATE setting SET value = ? WHERE key = 'count'", (str(value + 1),))
            connection.commit()
        assert one.execute("SELECT value FROM setting WHERE key = 'count'").fetchone() == ("1",)


def test_a_table_made_in_a_transaction_that_fails_is_not_there(path: Path) -> None:
    made = engine.sqlite_engine(path)
    with made.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER) STRICT")
        connection.rollback()
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'half'").scalar_one() == 0
    made.dispose()


def test_a_reader_neither_blocks_a_writer_nor_sees_its_rows_halfway(
    store: Store, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.read() as session:
        assert session.scalars(select(Committee)).all() == []
        with store.write() as unit:  # a read that began IMMEDIATE would refuse this one after the busy timeout
            unit.name("committee.create")
            rows.committee(unit)
        assert session.scalars(select(Committee)).all() == []
    with store.read() as session:
        assert len(session.scalars(select(Committee)).all()) == 1


def test_a_reader_goes_on_while_someone_writes(store: Store, rows: Any) -> None:
    with store.write() as unit:
        unit.name("committee.create")
        rows.committee(unit)
        with store.read() as session:
            assert session.scalars(select(Committee)).all() == []


def test_a_second_writer_is_told_after_its_patience(
    path: Path, opened: Callable[[Path], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    one, two = opened(path), opened(path)
    with one.write(), pytest.raises(FileLocked) as refused, two.write():
        raise AssertionError("two writers at once")
    assert "0.05 seconds" in str(refused.value)


def test_more_threads_than_five_read_at_once_undisturbed(store: Store) -> None:
    together = threading.Barrier(12)
    failures: list[BaseException] = []

    def read() -> None:
        try:
            with store.read() as session:
                together.wait(20)
                session.execute(text("SELECT count(*) FROM commune")).scalar_one()
                together.wait(20)
                session.execute(text("SELECT count(*) FROM commune")).scalar_one()
        except BaseException as error:  # noqa: BLE001 - a thread's failure must fail the test
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_read_inside_a_write_of_the_same_thread_has_a_connection_of_its_own(store: Store) -> None:
    with store.write() as unit, store.read() as session:
        mine, other = unit.session.connection(), session.connection()
        assert mine.connection.dbapi_connection is not other.connection.dbapi_connection


def test_an_error_s_text_does_not_carry_the_row(store: Store) -> None:
    with pytest.raises(Exception, match="UNIQUE") as failed, store.write() as unit:
        unit.name("set")
        unit.add(Setting(key="me", value="Élodie Secret"))
        unit.session.expunge_all()
        unit.add(Setting(key="me", value="Élodie Secret"))
    assert "Secret" not in str(failed.value)


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX modes")
@pytest.mark.usefixtures("tables_once")
def test_files_are_for_this_account_only_whatever_the_umask(tmp_path: Path, rows: Any) -> None:
    path = tmp_path / "new" / "local.appui"
    before = os.umask(0)
    try:
        files.create_file(path, lambda store: None)
        store = Store.on_file(path)
        with store.write() as unit:
            unit.name("kind.add")
            rows.kind(unit)
        copy = backup.make(path)
        export = path.parent / "report.json"
        files.write_whole(export, b"{}")
        modes = {
            file.name: stat.S_IMODE(file.stat().st_mode)
            for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), copy, export)
        }
        store.close()
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}, modes
    assert len(modes) == 5
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


def test_a_sqlite_without_strict_tables_is_refused_by_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 9))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.36.9")
    with pytest.raises(NewEngineNeeded, match=r"comes with SQLite 3\.36\.9; Appui needs 3\.37 or newer"):
        engine.require_sqlite()


def test_the_oldest_sqlite_that_will_do_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 37, 0))
    engine.require_sqlite()


def test_a_sqlite_without_full_text_search_is_refused_by_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "has_full_text", lambda: False)
    with pytest.raises(NewEngineNeeded, match="full-text search"):
        engine.require_sqlite()


def test_full_text_search_is_really_asked_of_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine.has_full_text()

    class WithoutFts:
        def execute(self, statement: str) -> WithoutFts:
            assert "ENABLE_FTS5" in statement
            return self

        def fetchone(self) -> tuple[int]:
            return (0,)

        def close(self) -> None:
            return None

    monkeypatch.setattr(sqlite3, "connect", lambda *_: WithoutFts())
    assert not engine.has_full_text()


@pytest.mark.usefixtures("tables_once")
def test_a_path_with_signs_of_an_address_is_a_path(tmp_path: Path) -> None:
    path = tmp_path / "50% of ?mode=memory#é [x].appui"
    files.create_file(path, lambda store: None)
    assert path.exists()
    store = files.open_file(path)
    assert store.change_counter() == 0
    store.close()


def test_opening_a_missing_file_never_makes_one(tmp_path: Path) -> None:
    made = engine.sqlite_engine(tmp_path / "absent.appui")
    with pytest.raises(Exception, match="unable to open"):
        made.connect()
    assert list(tmp_path.iterdir()) == []


def test_the_pool_gives_back_clean_connections(store: Store) -> None:
    opened: list[Any] = []
    event.listen(store.engine, "connect", lambda connection, _: opened.append(connection))
    for _ in range(10):
        with pytest.raises(ZeroDivisionError), store.write() as unit:
            unit.name("set")
            unit.add(Setting(key="me", value="x"))
            raise ZeroDivisionError
        with store.read() as session:
            assert session.get(Setting, "me") is None
    assert len(opened) == 1
