"""A server instead of a file: the same rows, the same order, the same turns; the rest of the suite runs on it too."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from db import engine, upgrade, version
from db.errors import FileLocked
from db.folding import fold
from db.store import Store
from db.tables import Committee, Setting


@pytest.fixture
def shared(server: Any, server_template: str, clock: Any) -> Iterator[tuple[Store, Store]]:
    """Two programs on one server."""
    name = server.lend(server_template)
    stores = Store.on_server(server.url(name), now=clock), Store.on_server(server.url(name), now=clock)
    yield stores
    for store in stores:
        store.close()
    server.idle.append(name)


def test_a_migrated_server_has_every_table_and_its_revision(shared: tuple[Store, Store]) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from db import version
    from db.tables import Base

    with shared[0].engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == version.REVISIONS[-1]
        assert compare_metadata(context, Base.metadata) == []


def test_two_programs_that_start_at_once_migrate_once(server: Any) -> None:
    url = server.url(server.new_database())
    stores = Store.on_server(url), Store.on_server(url)
    failures: list[Exception] = []

    def start(store: Store) -> None:
        try:
            upgrade.migrate(store.engine)
        except Exception as error:  # noqa: BLE001 - judged below
            failures.append(error)

    threads = [threading.Thread(target=start, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with stores[0].read() as session:
        assert session.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
    for store in stores:
        store.close()


def test_a_migration_that_fails_is_rolled_back_whole(server: Any, tmp_path: Any) -> None:
    store = Store.on_server(server.url(server.new_database()))
    (tmp_path / "9999.py").write_text(
        f"from alembic import op\nrevision, down_revision = '9999', '{version.REVISIONS[-1]}'\n"
        "def upgrade():\n    op.execute('CREATE TABLE half (id bigint)')\n    raise RuntimeError('a defect')\n"
    )
    with pytest.raises(RuntimeError, match="a defect"):
        upgrade.migrate(store.engine, "head", [tmp_path])
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar_one() == 0
    store.close()


def test_names_stand_in_the_same_order_on_both_engines(shared: tuple[Store, Store], store: Store, rows: Any) -> None:
    """By code point of the folded key; a server's own language would put spaces and digits elsewhere."""
    names = [
        "Lyon 10",
        "Lyon-2",
        "L'Haÿ",
        "Le Mans",
        "lyon",
        "Œuvre",
        "Oz",
        "oe",
        "Élan",
        "Zoé",
        "élan b",
        "Ελένη",
        "1er",
        "ß",
    ]
    found = []
    for kept in (shared[0], store):
        with kept.write() as unit:
            unit.name("seed")
            for name in names:
                rows.committee(unit, name, sort_key=fold(name) or name)
        with kept.read() as session:
            found.append(session.scalars(select(Committee.name).order_by(Committee.sort_key)).all())
    assert found[0] == found[1]
    assert found[0] == sorted(names, key=lambda name: fold(name).encode())
    with shared[0].read() as session:
        keys = [fold(name) for name in names]
        own = (
            session.execute(text("SELECT k FROM unnest(CAST(:keys AS text[])) AS k ORDER BY k"), {"keys": keys})
            .scalars()
            .all()
        )
    assert own != sorted(keys), "this server sorts by code point anyway: the test shows nothing"


def test_two_programs_that_increment_never_lose_an_update(shared: tuple[Store, Store]) -> None:
    with shared[0].write() as unit:
        unit.name("set")
        unit.add(Setting(key="count", value="0"))

    def increment(store: Store) -> None:
        for _ in range(25):
            with store.write() as unit:
                row = unit.session.get_one(Setting, "count")
                unit.name("count")
                unit.change(row, value=str(int(row.value) + 1))

    threads = [threading.Thread(target=increment, args=(store,)) for store in shared]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with shared[0].read() as session:
        assert session.get_one(Setting, "count").value == "50"


def test_a_report_does_not_change_while_it_is_made(shared: tuple[Store, Store], rows: Any) -> None:
    with shared[0].read() as session:
        assert session.scalars(select(Committee)).all() == []
        with shared[1].write() as unit:
            unit.name("committee.create")
            rows.committee(unit)
        assert session.scalars(select(Committee)).all() == []


def test_a_second_writer_waits_its_turn_and_is_then_told(
    shared: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    started = time.monotonic()
    with shared[0].write(), pytest.raises(FileLocked), shared[1].write():
        raise AssertionError("two writers at once")
    assert 0.15 < time.monotonic() - started < 3


def test_an_error_s_text_does_not_carry_the_parameters(shared: tuple[Store, Store]) -> None:
    with pytest.raises(DBAPIError) as failed, shared[0].write() as unit:
        unit.name("set")
        unit.session.execute(text("SELECT nonsense FROM setting WHERE value = :value"), {"value": "Élodie Secret"})
    assert "Secret" not in str(failed.value)


def test_a_password_is_in_no_label(server: Any) -> None:
    store = Store.on_server("postgresql+psycopg://appui:secret@/x")
    assert "secret" not in store.label
    store.close()
