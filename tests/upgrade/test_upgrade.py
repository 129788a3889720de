"""From one revision to the next: every row, every trigger, every rule; killed anywhere, it goes on."""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db import backup, engine, files, golden, upgrade, version
from db.errors import DiskFull, FileLocked, UpgradeFailed
from db.store import Store
from db.tables import ActionKind, Committee, CommitteeKind, CommitteePlace, Membership, Person
from tests.conftest import poured

NEWEST = version.REVISIONS[-1]
VERSIONS = [Path(__file__).parent / "versions"]


@pytest.fixture(autouse=True)
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next version of the program: it knows one revision more."""
    monkeypatch.setattr(version, "REVISIONS", (*version.REVISIONS, "9999"))
    monkeypatch.setattr(version, "program_version", lambda: "99.0")
    for module in (files, upgrade):
        monkeypatch.setattr(module, "program_version", lambda: "99.0")


def fill(store: Store) -> None:
    """A file in use: parents, children, undo and audit."""
    with store.write() as unit:
        unit.name("seed")
        unit.load(CommitteeKind, [{"id": "city", "position": 1, "label_fr": "Ville", "label_en": "City"}])
        unit.load(ActionKind, [{"id": "door", "position": 1, "field": True, "label_fr": "Porte", "label_en": "Door"}])
        keys = [unit.new_id() for _ in range(300)]
        people = [unit.new_id() for _ in range(300)]
        named = [(key, f"Comité n°{number} — Œuvre") for number, key in enumerate(keys)]
        unit.load(
            Committee,
            [
                {"id": key, "name": name, "search_key": "x", "sort_key": "x", "kind_id": "city", "zone": "UTC"}
                for key, name in named
            ],
        )
        unit.load(
            Person,
            [
                {"id": key, "given_name": "É", "family_name": "N'G", "search_key": "x", "sort_key": "x"}
                for key in people
            ],
        )
        now = unit.now
        unit.load(
            Membership,
            [
                {"committee_id": where, "person_id": who, "level": 10, "joined_at": now}
                for where in keys[:20]
                for who in people[:50]
            ],
        )
        unit.load(
            CommitteePlace,
            [{"committee_id": key, "code": "69123", "name": "Lyon", "department": "69", "position": 1} for key in keys],
        )
    for number, key in enumerate(keys[:10]):
        with store.write(actor=people[0]) as unit:
            unit.name("committee.rename", committee_id=key)
            unit.change(unit.session.get_one(Committee, key), name=f"Nouveau {number}")


@pytest.fixture(scope="session")
def yesterday(bare_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("yesterday") / "local.appui"
    with poured(bare_file):
        files.create_file(path, fill)
    with closing(engine.connect(path)) as connection:
        connection.execute("UPDATE setting SET value = '0.1.0' WHERE key = 'written_by'")
    return path


@pytest.fixture
def path(yesterday: Path, tmp_path: Path) -> Path:
    """A file of the version before."""
    shutil.copy(yesterday, tmp_path / "local.appui")
    return tmp_path / "local.appui"


def sums(path: Path) -> dict[str, str]:
    """A checksum of each table's rows, of the columns that the first revision has, in any order."""
    with closing(sqlite3.connect(path)) as connection:
        found = {}
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if name.startswith("sqlite_") or name in ("alembic_version", "badge"):
                continue
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
            shared = sorted(set(columns) - {"motto", "note"})
            listed = ", ".join(f'"{column}"' for column in shared)
            where = " WHERE key != 'written_by'" if name == "setting" else ""
            lines = sorted(repr(row) for row in connection.execute(f'SELECT {listed} FROM "{name}"{where}'))
            found[name] = f"{len(lines)} {hashlib.sha256(repr(lines).encode()).hexdigest()}"
    return found


@pytest.fixture(scope="session")
def before(yesterday: Path) -> dict[str, str]:
    """The sums of a file of the version before."""
    return sums(yesterday)


def schema(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as connection:
        return golden.read(connection)


def check(path: Path, before: dict[str, str]) -> None:
    """The file is of the new version, whole, with every row it had."""
    assert files.inspect_file(path) == files.FileState("present", "9999", "99.0")
    assert sums(path) == before
    assert backup.damage_of(path) is None
    found, fresh = schema(path), golden.expected()
    assert found.keys() - fresh.keys() == {"badge"}
    assert fresh.keys() - found.keys() == set()
    assert {name for name in fresh if found[name] != fresh[name]} == {"committee", "audit"}
    assert "AUTOINCREMENT" in found["audit"], "copy-and-drop forgets it unless it is told"
    for name, column in (("committee", "motto"), ("audit", "note")):
        assert "STRICT" in found[name]
        assert fresh[name].count("CONSTRAINT") == found[name].count("CONSTRAINT")
        assert column in found[name]


def test_an_upgrade_keeps_every_row_trigger_index_and_rule(path: Path, before: dict[str, str]) -> None:
    assert before["membership"].startswith("1000 ")
    files.open_file(path, extra_versions=VERSIONS).close()
    check(path, before)
    with closing(engine.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("UPDATE audit SET action = 'forged'")


def test_before_an_upgrade_stands_a_verified_copy_of_the_file_as_it_was(path: Path, before: dict[str, str]) -> None:
    files.open_file(path, extra_versions=VERSIONS).close()
    saved = backup.latest(path)
    assert saved is not None
    assert sums(saved) == before
    assert files.inspect_file(saved).revision == NEWEST
    backup.restore(saved, path)
    assert files.inspect_file(path).kind == "older"
    files.open_file(path, extra_versions=VERSIONS).close()
    check(path, before)


def test_a_file_of_the_present_version_is_opened_without_a_copy(path: Path) -> None:
    files.open_file(path, extra_versions=VERSIONS).close()
    copies = sorted(backup.folder_for(path).iterdir())
    files.open_file(path, extra_versions=VERSIONS).close()
    assert sorted(backup.folder_for(path).iterdir()) == copies


def start(path: Path, say: Callable[[str], None]) -> None:
    say("go")
    files.open_file(path, extra_versions=VERSIONS).close()


@pytest.mark.parametrize("kills", [4, pytest.param(150, marks=pytest.mark.long)])
def test_an_upgrade_killed_anywhere_is_taken_up_by_the_next_start(
    kills: int, yesterday: Path, before: dict[str, str], tmp_path: Path, fork: Callable[..., Any]
) -> None:
    """One kill in each part of the work: the first cannot miss it, whatever else the machine does."""
    chance = random.Random(5)
    timed = tmp_path / "timed" / "local.appui"
    timed.parent.mkdir()
    shutil.copy(yesterday, timed)
    started = time.monotonic()
    files.open_file(timed, extra_versions=VERSIONS).close()
    whole = time.monotonic() - started
    seen = {"older": 0, "present": 0}
    for number in range(kills):
        path = tmp_path / str(number) / "local.appui"
        path.parent.mkdir()
        shutil.copy(yesterday, path)
        child = fork(lambda say, path=path: start(path, say))
        child.hear()
        time.sleep((number + chance.random()) / kills * whole * 1.2)
        child.kill()
        seen[files.inspect_file(path).kind] += 1
        files.open_file(path, extra_versions=VERSIONS).close()
        check(path, before)
        shutil.rmtree(path.parent)
    assert seen["older"], "no kill fell into the work: the test shows nothing"


def broken(folder: Path, body: str, name: str = "9999") -> list[Path]:
    folder.mkdir()
    (folder / f"{name}.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = '{name}', '{NEWEST}'\n\ndef upgrade():\n{body}"
    )
    return [folder]


ADD_AND_FAIL = (
    "    op.execute('CREATE TABLE half (id INTEGER) STRICT')\n    op.execute('DELETE FROM committee_place')\n"
)


@pytest.mark.parametrize(
    "body",
    [
        ADD_AND_FAIL + "    raise RuntimeError('a defect')\n",
        ADD_AND_FAIL + "    op.execute('SELECT nonsense')\n",
        ADD_AND_FAIL,
        "    op.execute('DELETE FROM committee')\n    op.execute('INSERT INTO committee SELECT * FROM committee')\n",
        "    op.execute(\"UPDATE committee_place SET committee_id = x'00' WHERE rowid = 7\")\n",
    ],
    ids=["raises", "bad SQL", "loses rows in silence", "loses parents", "orphans rows"],
)
def test_a_revision_that_fails_or_loses_rows_is_rolled_back_whole(
    path: Path, before: dict[str, str], tmp_path: Path, body: str
) -> None:
    tables = schema(path)
    with pytest.raises(UpgradeFailed, match="it is as it was, and a copy is at") as refused:
        files.open_file(path, extra_versions=broken(tmp_path / "bad", body))
    assert refused.value.__cause__ is not None
    assert Path(str(refused.value.facts["backup"])).exists()
    assert (sums(path), schema(path)) == (before, tables)
    assert files.inspect_file(path) == files.FileState("older", NEWEST, "0.1.0")


def test_after_a_failed_upgrade_the_old_program_opens_the_file_as_ever(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UpgradeFailed):
        files.open_file(path, extra_versions=broken(tmp_path / "bad", "    raise RuntimeError\n"))
    monkeypatch.setattr(version, "REVISIONS", version.REVISIONS[:-1])
    store = files.open_file(path)
    with store.write() as unit:
        unit.name("set")
        unit.change(unit.session.get_one(CommitteeKind, "city"), position=2)
    store.close()


def test_two_windows_that_start_at_once_upgrade_once(path: Path, before: dict[str, str]) -> None:
    """Both find work to do before either may write: what is due must be asked again once it is one's turn."""
    failures: list[Exception] = []

    def one() -> None:
        try:
            upgrade.migrate_file(path, "head", VERSIONS)
        except Exception as error:  # noqa: BLE001 - judged below
            failures.append(error)

    threads = [threading.Thread(target=one) for _ in range(2)]
    with closing(engine.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        other.execute("ROLLBACK")
    for thread in threads:
        thread.join()
    assert failures == []
    check(path, before)


def test_two_programs_that_start_at_once_both_open_the_file(
    path: Path, before: dict[str, str], fork: Callable[..., Any]
) -> None:

    def both(say: Callable[[str], None]) -> None:
        files.open_file(path, extra_versions=VERSIONS).close()
        say("open")

    children = [fork(both) for _ in range(2)]
    assert [child.hear() for child in children] == ["open"] * 2
    check(path, before)


def test_an_upgrade_waits_for_a_writer_and_then_says_so(
    path: Path, before: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    with closing(engine.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(FileLocked):
            files.open_file(path, extra_versions=VERSIONS)
    assert sums(path) == before
    assert files.inspect_file(path).kind == "older"


def test_a_disk_that_fills_up_during_an_upgrade_leaves_the_file_as_it_was(
    path: Path, before: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(engine.connect(path)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    monkeypatch.setattr(engine, "SAFETY", (*engine.SAFETY, f"PRAGMA max_page_count={pages}"))
    with pytest.raises(DiskFull):
        files.open_file(path, extra_versions=VERSIONS)
    assert sums(path) == before
    assert files.inspect_file(path).kind == "older"


def test_with_foreign_keys_on_the_same_revision_would_lose_or_refuse(
    path: Path, before: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why they are off before BEGIN: dropping a parent deletes, or is refused for, its children."""
    from contextlib import nullcontext

    monkeypatch.setattr(upgrade, "_foreign_keys_off", lambda connection: nullcontext())
    with pytest.raises(UpgradeFailed):
        files.open_file(path, extra_versions=VERSIONS)
    assert sums(path) == before


def test_children_that_go_with_their_parent_would_be_deleted_in_silence(path: Path) -> None:
    """The bare trap: with foreign keys on, copy-and-drop of a parent empties a table that cascades."""

    def rebuild(*, on: bool) -> int:
        copy = path.with_name(f"copy-{on}.appui")
        shutil.copy(path, copy)
        with closing(engine.connect(copy)) as connection:
            connection.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
            connection.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT")
            connection.execute(
                "CREATE TABLE child (id INTEGER, up INTEGER REFERENCES parent (id) ON DELETE CASCADE) STRICT"
            )
            connection.execute("INSERT INTO parent VALUES (1)")
            connection.execute("INSERT INTO child VALUES (1, 1), (2, 1)")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("CREATE TABLE new_parent (id INTEGER PRIMARY KEY) STRICT")
            connection.execute("INSERT INTO new_parent SELECT id FROM parent")
            connection.execute("DROP TABLE parent")
            connection.execute("ALTER TABLE new_parent RENAME TO parent")
            connection.execute("COMMIT")
            return int(connection.execute("SELECT count(*) FROM child").fetchone()[0])

    assert (rebuild(on=False), rebuild(on=True)) == (2, 0)


def test_after_a_failed_upgrade_the_corrected_program_brings_all_over_and_foreign_keys_are_on_each_time(
    path: Path, before: dict[str, str], tmp_path: Path
) -> None:
    made = engine.sqlite_engine(path)
    for versions, fails in ((broken(tmp_path / "bad", "    raise RuntimeError\n"), True), (VERSIONS, False)):
        try:
            upgrade.migrate(made, "head", versions)
            assert not fails
        except RuntimeError:
            assert fails
        with made.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    made.dispose()
    check(path, before)


def test_a_file_of_the_first_version_is_as_full_as_before_and_as_a_fresh_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real way, without the revision of tomorrow: from what people have to what this program writes."""
    monkeypatch.undo()
    path, whole_way = tmp_path / "local.appui", upgrade.migrate
    with monkeypatch.context() as then:
        then.setattr(version, "REVISIONS", ("0001",))
        then.setattr(upgrade, "migrate", lambda made: whole_way(made, "0001"))
        files.create_file(path, fill)
    before = sums(path)
    assert files.inspect_file(path).kind == "older"
    files.open_file(path).close()
    after = sums(path)
    assert {name: after[name] for name in before} == before
    assert all(after[name].startswith("0 ") for name in after.keys() - before.keys())
    with closing(engine.connect(path)) as connection:
        assert golden.differences(connection) == []
