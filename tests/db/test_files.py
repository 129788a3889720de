"""The life of a file: whole or not at all, refused in words, untouched when it is not ours to touch."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from db import backup, disk, doctor, engine, files, version
from db.errors import (
    CannotOpen,
    DiskFull,
    FileExists,
    FileLocked,
    FileMissing,
    FileNewer,
    FileOlder,
    FileReadOnly,
    FolderGiven,
    NotADatabase,
)
from db.store import Store
from db.tables import Committee, CommitteeKind, Setting

NOBODY = 65534
posix = pytest.mark.skipif(os.name != "posix", reason="rights are POSIX modes")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fill(store: Store) -> None:
    with store.write() as unit:
        unit.name("seed")
        unit.load(
            CommitteeKind, ({"id": f"k{i}", "position": i, "label_fr": "x" * 50, "label_en": "y"} for i in range(500))
        )


def kinds(path: Path) -> int:
    with closing(engine.connect(path, "ro")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(connection.execute("SELECT count(*) FROM committee_kind").fetchone()[0])


# --- made whole or not at all


def test_a_new_file_is_one_whole_file_that_knows_who_made_it(tmp_path: Path) -> None:
    path = tmp_path / "new.appui"
    files.create_file(path, fill)
    assert [file.name for file in tmp_path.iterdir()] == ["new.appui"]
    assert files.inspect_file(path) == files.FileState("present", version.REVISIONS[-1], version.program_version())
    assert kinds(path) == 500


@pytest.mark.usefixtures("tables_once")
def test_a_fill_that_notes_the_program_itself_does_no_harm(tmp_path: Path) -> None:
    def noting(store: Store) -> None:
        with store.write() as unit:
            unit.name("seed")
            unit.add(Setting(key="written_by", value="0.0.1"))

    files.create_file(tmp_path / "new.appui", noting)
    assert files.inspect_file(tmp_path / "new.appui").written_by == version.program_version()


@pytest.mark.usefixtures("tables_once")
def test_a_fill_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def failing(store: Store) -> None:
        fill(store)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        files.create_file(tmp_path / "new.appui", failing)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("tables_once")
def test_a_fill_that_keeps_a_connection_open_is_a_defect_not_a_file_without_its_rows(tmp_path: Path) -> None:
    kept: list[sqlite3.Connection] = []

    def leaking(store: Store) -> None:
        assert store.path is not None
        kept.append(engine.connect(store.path))
        kept[0].execute("BEGIN")
        kept[0].execute("SELECT count(*) FROM setting").fetchone()
        fill(store)

    with pytest.raises((RuntimeError, FileLocked)), pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "BUSY_SECONDS", 0.05)
        files.create_file(tmp_path / "new.appui", leaking)
    kept[0].close()
    assert not (tmp_path / "new.appui").exists()


def test_an_existing_file_is_never_overwritten(path: Path) -> None:
    before = digest(path)
    with pytest.raises(FileExists, match="nothing was overwritten"):
        files.create_file(path, fill)
    assert digest(path) == before


@pytest.mark.usefixtures("tables_once")
def test_of_two_programs_that_make_the_same_file_the_second_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "new.appui"

    def overtaken(store: Store) -> None:
        path.write_bytes(b"someone was faster")

    with pytest.raises(FileExists):
        files.create_file(path, overtaken)
    assert path.read_bytes() == b"someone was faster"
    assert [file.name for file in tmp_path.iterdir()] == ["new.appui"]


@pytest.mark.usefixtures("tables_once")
def test_a_disk_without_links_still_never_overwrites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: Any) -> None:
        raise PermissionError(1, "not permitted")

    monkeypatch.setattr(os, "link", no_links)
    files.create_file(tmp_path / "new.appui", fill)
    assert kinds(tmp_path / "new.appui") == 500
    temporary = tmp_path / "other"
    temporary.write_bytes(b"other")
    with pytest.raises(FileExists):
        disk.place(temporary, tmp_path / "new.appui")


@pytest.mark.parametrize("cycles", [4, pytest.param(300, marks=pytest.mark.long)])
def test_a_program_killed_while_it_makes_a_file_leaves_it_whole_or_absent(
    cycles: int, tmp_path: Path, fork: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """One kill in each part of the work: the first cannot miss it, whatever else the machine does."""
    chance = random.Random(7)
    folder, path = tmp_path / "data", tmp_path / "data" / "new.appui"
    started = time.monotonic()
    files.create_file(path, fill)
    whole = time.monotonic() - started
    path.unlink()
    seen = {True: 0, False: 0}

    def make(say: Callable[[str], None]) -> None:
        say("go")
        files.create_file(path, fill)

    for cycle in range(cycles):
        child = fork(make)
        child.hear()
        time.sleep((cycle + chance.random()) / cycles * whole * 1.3)
        child.kill()
        seen[path.exists()] += 1
        if path.exists():
            assert kinds(path) == 500
            path.unlink()
        else:
            assert files.inspect_file(path).kind == "absent"
    assert seen[False], "no kill fell into the work: the test shows nothing"
    request.getfixturevalue("tables_once")
    files.create_file(path, fill)
    for leftover in disk.leftovers(path, older_than=-1):
        os.utime(leftover, (0, 0))
    path.unlink()
    files.create_file(path, fill)
    store = files.open_file(path)  # looking for reading only leaves an empty -wal; a writer takes it away
    store.change_counter()
    store.close()
    assert [file.name for file in folder.iterdir()] == ["new.appui"]


@pytest.mark.usefixtures("tables_once")
@pytest.mark.parametrize("make", ["create", "restore"])
def test_the_wal_of_a_file_that_was_deleted_is_not_poured_into_the_next_one(
    path: Path, tmp_path: Path, fork: Callable[..., Any], make: str
) -> None:
    source = backup.make(path, tmp_path / "source.appui")

    def crash(say: Callable[[str], None]) -> None:
        store = Store.on_file(path)
        fill(store)
        say("written")
        time.sleep(60)

    child = fork(crash)
    child.hear()
    child.kill()
    assert Path(f"{path}-wal").stat().st_size > 10_000
    path.unlink()
    if make == "create":
        files.create_file(path, lambda store: None)
    else:
        backup.restore(source, path)
    assert kinds(path) == (0 if make == "create" else 1)


@pytest.mark.usefixtures("tables_once")
def test_what_another_program_left_is_swept_only_when_it_is_old_and_ours(tmp_path: Path) -> None:
    path = tmp_path / "new.appui"
    old, fresh = tmp_path / ".new.appui.0123abcd.tmp", tmp_path / ".new.appui.0123abce.tmp"
    foreign = [tmp_path / ".other.appui.0123abcd.tmp", tmp_path / ".new.appui.tmp", tmp_path / "new.appui.0123abcd.tmp"]
    for file in (old, fresh, *foreign, Path(f"{old}-wal")):
        file.write_bytes(b"")
    for file in (old, *foreign, Path(f"{old}-wal")):
        os.utime(file, (0, 0))
    files.create_file(path, fill)
    assert sorted(tmp_path.iterdir()) == sorted([path, fresh, *foreign])


def test_a_folder_that_is_a_file_is_refused_by_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"")
    with pytest.raises((CannotOpen, FileMissing)):
        files.create_file(tmp_path / "data" / "new.appui", fill)
    with pytest.raises(FileMissing):
        files.open_file(tmp_path / "data" / "new.appui")


# --- refused in words


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", b"Nom;Adresse\n", b"SQLite format 3\x00", b"SQLite format 3\x00" + b"\xff" * 8176],
    ids=["empty", "one byte", "a table", "a header alone", "a header and noise"],
)
def test_a_file_that_is_no_database_is_refused_and_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "local.appui"
    path.write_bytes(content)
    with pytest.raises(NotADatabase, match="is not an Appui file"):
        files.open_file(path)
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["local.appui"]


def test_beside_an_empty_file_a_wal_is_left_alone(tmp_path: Path) -> None:
    """It may be all that is left of someone's work; SQLite would delete it."""
    path, wal = tmp_path / "local.appui", tmp_path / "local.appui-wal"
    path.touch()
    wal.write_bytes(b"x" * 5000)
    with pytest.raises(NotADatabase):
        files.open_file(path)
    assert wal.read_bytes() == b"x" * 5000


def test_another_program_s_database_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.commit()
    before = digest(path)
    with pytest.raises(NotADatabase):
        files.open_file(path)
    assert digest(path) == before


@posix
def test_a_pipe_or_a_device_is_refused_at_once(tmp_path: Path, fork: Callable[..., Any]) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        child = fork(lambda say, path=path: outcome(lambda: files.open_file(path), say))
        assert child.hear(5) == "NotADatabase"


def test_a_folder_and_a_missing_file_are_each_named_for_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(FolderGiven, match="is a folder"):
        files.open_file(tmp_path)
    with pytest.raises(FileMissing, match="There is no file"):
        files.open_file(tmp_path / "absent.appui")
    assert list(tmp_path.iterdir()) == []


def outcome(work: Callable[[], Any], say: Callable[[str], None]) -> None:
    try:
        say(f"{work()}")
    except Exception as error:  # noqa: BLE001 - the parent judges it
        say(type(error).__name__)


@pytest.fixture
def shared(path: Path) -> Path:
    """A file in folders that any account may enter."""
    folder = path.parent
    for parent in (folder, *folder.parents):
        if parent.owner() == "root" or os.getuid() == parent.stat().st_uid:
            with suppress(PermissionError):
                parent.chmod(parent.stat().st_mode | 0o055)
    return path


@posix
def test_a_file_that_may_not_be_read_is_refused(shared: Path, fork: Callable[..., Any]) -> None:
    shared.chmod(0o000)
    child = fork(lambda say: outcome(lambda: files.open_file(shared), say), uid=NOBODY)
    assert child.hear() == "CannotOpen"


@posix
def test_a_folder_that_may_not_be_entered_is_refused(shared: Path, fork: Callable[..., Any]) -> None:
    shared.parent.chmod(0o000)
    child = fork(lambda say: outcome(lambda: files.open_file(shared), say), uid=NOBODY)
    word = child.hear()
    shared.parent.chmod(0o700)
    assert word == "CannotOpen"


@posix
@pytest.mark.parametrize("folder_mode", [0o555, 0o777], ids=["folder read-only", "folder writable"])
@pytest.mark.parametrize("file_mode", [0o444, 0o666], ids=["file read-only", "file writable"])
def test_what_may_only_be_read_is_read_and_never_written(
    shared: Path, fork: Callable[..., Any], folder_mode: int, file_mode: int
) -> None:
    before = digest(shared)
    shared.chmod(file_mode)
    shared.parent.chmod(folder_mode)

    def work(say: Callable[[str], None]) -> None:
        store = files.open_file(shared)
        with store.read() as session:
            say(f"{session.scalar(select(func.count()).select_from(CommitteeKind))} {store.read_only}")

        def write() -> str:
            with store.write() as unit:
                unit.name("set")
                unit.add(Setting(key="me", value="x"))
            return "written"

        outcome(write, say)
        store.close()

    child = fork(work, uid=NOBODY)
    may_write = (folder_mode, file_mode) == (0o777, 0o666)
    assert child.hear() == f"1 {not may_write}"
    assert child.hear() == ("written" if may_write else "FileReadOnly")
    assert child.wait() == 0
    assert (digest(shared) == before) == (not may_write)


@posix
def test_rows_that_only_stand_in_the_wal_are_not_overlooked_in_a_sealed_folder(
    shared: Path, fork: Callable[..., Any]
) -> None:
    """There a file is read as if nobody wrote it, which must not be believed while a WAL lies beside it."""

    def crash(say: Callable[[str], None]) -> None:
        store = Store.on_file(shared)
        with store.write() as unit:
            unit.name("set")
            unit.add(Setting(key="me", value="only in the wal"))
        say("written")
        time.sleep(60)

    child = fork(crash)
    assert child.hear() == "written"
    child.kill()
    for file in shared.parent.iterdir():
        file.chmod(0o644)
    shared.parent.chmod(0o555)

    def work() -> str:
        with files.open_file(shared).read() as session:
            row = session.get(Setting, "me")
            return row.value if row else "overlooked"

    child = fork(lambda say: outcome(work, say), uid=NOBODY)
    assert child.hear() in ("only in the wal", "CannotOpen")


@posix
def test_a_new_file_in_a_read_only_folder_is_refused_by_a_sentence(tmp_path: Path, fork: Callable[..., Any]) -> None:
    folder = tmp_path / "sealed"
    folder.mkdir(mode=0o755)
    for parent in folder.parents:
        if os.getuid() == parent.stat().st_uid:
            parent.chmod(parent.stat().st_mode | 0o055)
    folder.chmod(0o555)
    child = fork(lambda say: outcome(lambda: files.create_file(folder / "new.appui", fill), say), uid=NOBODY)
    assert child.hear() == "FileReadOnly"
    child = fork(lambda say: outcome(lambda: files.write_whole(folder / "r.json", b"{}"), say), uid=NOBODY)
    assert child.hear() == "FileReadOnly"


def hold(path: Path, statement: str) -> Callable[[Callable[[str], None]], None]:
    def work(say: Callable[[str], None]) -> None:
        connection = engine.connect(path)
        if "EXCLUSIVE" in statement:
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        connection.execute(statement)
        say("held")
        time.sleep(60)

    return work


def test_a_file_that_another_program_writes_is_refused_in_time_and_written_later(
    path: Path, rows: Any, fork: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    child = fork(hold(path, "BEGIN IMMEDIATE"))
    assert child.hear() == "held"
    store = files.open_file(path)
    started = time.monotonic()
    with pytest.raises(FileLocked, match=r"more than 0\.2 seconds; nothing was changed"), store.write():
        raise AssertionError("the lock was not seen")
    assert 0.15 < time.monotonic() - started < 2
    with store.read() as session:
        assert session.scalars(select(Committee)).all() == []
    child.kill()
    with store.write() as unit:
        unit.name("committee.create")
        rows.committee(unit)
    store.close()


def test_a_file_that_another_program_keeps_to_itself_is_refused_as_locked_not_as_foreign(
    path: Path, fork: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    child = fork(hold(path, "BEGIN EXCLUSIVE"))
    assert child.hear() == "held"
    with pytest.raises(FileLocked):
        files.open_file(path)
    with pytest.raises(FileLocked):
        backup.make(path)


def test_a_full_disk_is_told_and_what_was_there_stays(path: Path, opened: Callable[..., Store], rows: Any) -> None:
    store = opened(path)

    def full(connection: sqlite3.Connection, _record: Any) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}").fetchall()

    event.listen(store.engine, "connect", full)
    with pytest.raises(DiskFull, match="The disk is full"):
        for number in range(2000):
            with store.write() as unit:
                unit.name("committee.create")
                rows.committee(unit, f"Lyon {number}", end_reason="x" * 2000)
    with store.read() as session:
        stored = session.scalar(select(func.count()).select_from(Committee))
        assert stored == number
    with store.write() as unit:
        unit.name("none")
    with closing(engine.connect(path, "ro")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM journal").fetchone() == (stored,)
        assert connection.execute("SELECT count(*) FROM audit WHERE action != 'seed'").fetchone() == (stored,)


def test_a_disk_that_fills_up_while_a_file_is_made_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SAFETY", (*engine.SAFETY, "PRAGMA max_page_count=40"))
    with pytest.raises(DiskFull):
        files.create_file(tmp_path / "new.appui", fill)
    assert list(tmp_path.iterdir()) == []


# --- from tomorrow, and from yesterday


@pytest.fixture
def newer(path: Path) -> Path:
    """A file of a version that this program has never heard of, with its newest rows still in the WAL."""
    with closing(engine.connect(path)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0").fetchall()
        connection.execute("UPDATE setting SET value = '9.9.9' WHERE key = 'written_by'")
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        kept = path.parent / "kept"
        kept.mkdir()
        for suffix in ("", "-wal"):  # as a crash would leave them: closing folds the WAL away
            shutil.copy(f"{path}{suffix}", kept / f"{path.name}{suffix}")
    moved = kept / path.name
    assert Path(f"{moved}-wal").stat().st_size > 0
    return moved


def test_a_newer_file_is_refused_with_exit_code_3_and_not_one_byte_changed(newer: Path) -> None:
    wal = Path(f"{newer}-wal")
    before = digest(newer), digest(wal)
    for refused in (
        lambda: files.open_file(newer),
        lambda: files.open_file(newer, read_only=True),
        lambda: backup.restore(newer, newer.parent / "restored.appui"),
    ):
        with pytest.raises(FileNewer, match=r"newer Appui \(9\.9\.9\).*Not one byte was changed") as caught:
            refused()
        assert caught.value.exit_code == 3
        assert version.program_version() in str(caught.value)
    assert (digest(newer), digest(wal)) == before


def test_a_newer_file_that_keeps_its_settings_elsewhere_is_still_known_as_newer(newer: Path) -> None:
    with closing(engine.connect(newer)) as connection:
        connection.execute("ALTER TABLE setting RENAME TO preference")
    with pytest.raises(FileNewer, match="9999"):
        files.open_file(newer)


def visitor(path: Path) -> str:
    """Another program opens the file, reads, and leaves. Not a fork: SQLite keeps its own list of a process's locks."""
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "print(c.execute(\"SELECT value FROM setting WHERE key = 'me'\").fetchone()[0]); c.close()"
    )
    done = subprocess.run([sys.executable, "-S", "-c", program, str(path)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


LOOKS: list[Callable[[Path, Path], object]] = [
    lambda path, copy: files.inspect_file(path),
    lambda path, copy: files.open_file(path, read_only=True).close(),
    lambda path, copy: backup.make(path),
    lambda path, copy: backup.restore(copy, path),
    lambda path, copy: doctor.examine(path, full=True),
]


@pytest.mark.parametrize("look", LOOKS, ids=["inspect", "open", "backup", "restore", "doctor"])
def test_nothing_that_looks_at_an_open_file_drops_its_locks(
    path: Path, store: Store, rows: Any, look: Callable[[Path, Path], object]
) -> None:
    """A second descriptor that is closed drops the locks of the first (POSIX). Another program then takes the file for
    abandoned, folds the WAL away when it leaves, and what we write afterwards goes nowhere."""
    rows.setting(store, "one")
    copy = backup.make(path)
    look(path, copy)
    assert visitor(path) == "one"
    assert Path(f"{path}-wal").exists(), "the visitor believed that nobody has the file open"
    rows.setting(store, "two")
    assert visitor(path) == "two"


def test_a_descriptor_of_our_own_would_drop_them(path: Path, store: Store, rows: Any) -> None:
    rows.setting(store, "one")
    path.open("rb").close()
    assert visitor(path) == "one"
    assert not Path(f"{path}-wal").exists()


NEWEST = version.REVISIONS[-1]


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program whose newest revision is one that no file has."""
    monkeypatch.setattr(version, "REVISIONS", (*version.REVISIONS, "9999"))


@pytest.mark.usefixtures("tomorrow")
def test_an_older_file_is_not_brought_up_to_date_by_someone_who_may_only_read(path: Path) -> None:
    before = digest(path)
    with pytest.raises(FileOlder, match="older Appui"):
        files.open_file(path, read_only=True)
    assert digest(path) == before
    assert backup.latest(path) is None


@pytest.mark.usefixtures("tomorrow")
def test_an_older_file_is_copied_before_it_is_brought_up_to_date(path: Path, tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "9999_more.py").write_text(
        f"from alembic import op\nrevision = '9999'\ndown_revision = '{NEWEST}'\n"
        "def upgrade():\n    op.execute('CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT')\n"
    )
    with closing(engine.connect(path)) as connection:
        connection.execute("UPDATE setting SET value = '0.0.1' WHERE key = 'written_by'")
    store = files.open_file(path, extra_versions=[versions])
    store.close()
    saved = backup.latest(path)
    assert saved is not None
    assert "before-upgrade" in saved.name
    assert backup.damage_of(saved) is None
    assert files.inspect_file(saved) == files.FileState("older", NEWEST, "0.0.1")
    assert files.inspect_file(path) == files.FileState("present", "9999", version.program_version())


@pytest.mark.usefixtures("tomorrow")
def test_without_a_backup_there_is_no_upgrade(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(path)
    monkeypatch.setattr(backup, "damage_of", lambda _: "row 3 missing")
    with pytest.raises(Exception, match="row 3 missing"):
        files.open_file(path)
    assert digest(path) == before


# --- other files, whole or not at all


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    files.write_whole(path, b"old\r\n")
    files.write_whole(path, b"new\n\r\n\x00")
    assert path.read_bytes() == b"new\n\r\n\x00"
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_as_long_as_a_disk_allows_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 120 + ".csv")
    files.write_whole(path, b"x")
    assert path.read_bytes() == b"x"


def test_writing_over_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderGiven):
        files.write_whole(tmp_path, b"x")


def test_writing_into_a_missing_folder_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="absent"):
        files.write_whole(tmp_path / "absent" / "report.csv", b"x")


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.csv"
    files.write_whole(path, b"old")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        files.write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("cycles", [12, pytest.param(500, marks=pytest.mark.long)])
def test_an_export_killed_at_any_point_is_the_old_one_or_the_new_one(
    cycles: int, tmp_path: Path, fork: Callable[..., Any]
) -> None:
    chance = random.Random(3)
    path = tmp_path / "report.csv"
    contents = {bytes([letter]) * 2_000_000 for letter in b"ab"}
    files.write_whole(path, b"a" * 2_000_000)

    def work(say: Callable[[str], None]) -> None:
        say("go")
        for letter in b"ba" * 1000:
            files.write_whole(path, bytes([letter]) * 2_000_000)

    for cycle in range(cycles):
        child = fork(work)
        child.hear()
        time.sleep((cycle + chance.random()) / cycles * 0.01)
        child.kill()
        assert path.read_bytes() in contents


def test_a_file_read_only_is_told_by_a_sentence_with_the_next_step(path: Path) -> None:
    store = files.open_file(path, read_only=True)
    with pytest.raises(FileReadOnly, match="Give yourself the right to write"), store.write():
        raise AssertionError("written")
    store.close()


@pytest.mark.usefixtures("tables_once")
def test_a_copy_made_while_the_file_is_open_takes_along_what_was_folded(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "a.appui"
    files.create_file(path, lambda store: None)
    store = files.open_file(path)
    try:
        with store.write() as unit:
            unit.name("test")
            unit.add(Setting(key="home", value="x"))
        store.fold()
        shutil.copy(path, tmp_path / "copy.appui")
    finally:
        store.close()
    with closing(sqlite3.connect(tmp_path / "copy.appui")) as connection:
        assert connection.execute("SELECT value FROM setting WHERE key = 'home'").fetchone() == ("x",)


@pytest.mark.usefixtures("tables_once")
def test_an_export_never_takes_the_place_of_a_database(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "a.appui"
    files.create_file(path, lambda store: None)
    before = path.read_bytes()
    for name in (path, Path(f"{path}-wal")):
        with pytest.raises(FileExists):
            disk.write_whole(name, b"{}")
    assert path.read_bytes() == before
