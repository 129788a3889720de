"""Backups: of one instant, verified, whole or absent, and put back in place of anything."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db import backup, disk, engine, files
from db.errors import BackupUnusable, DiskFull, FileExists, FileLocked, FileMissing, NotADatabase, Refusal
from db.store import Store
from db.tables import Committee, CommitteePlace, Setting


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(engine.connect(path, "ro")) as connection:
        connection.execute("BEGIN")
        names = [n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        return {n: sorted(connection.execute(f'SELECT * FROM "{n}"').fetchall(), key=repr) for n in names}


def write_group(store: Store, rows: Any, number: int) -> None:
    with store.write() as unit:
        unit.name("committee.create")
        row = rows.committee(unit, f"{number:05d}")
        for position in range(3):
            unit.add(
                CommitteePlace(committee_id=row.id, code=str(position), name="x", department="69", position=position)
            )


def test_a_copy_is_equal_row_by_row(path: Path, store: Store, rows: Any) -> None:
    for number in range(20):
        write_group(store, rows, number)
    copy = backup.make(path)
    assert contents(copy) == contents(path)
    assert copy.parent == backup.folder_for(path)
    assert backup.latest(path) == copy


@pytest.mark.parametrize("copies", [3, pytest.param(200, marks=pytest.mark.long)])
def test_copies_made_while_someone_writes_are_each_of_one_instant(
    path: Path, rows: Any, fork: Callable[..., Any], tmp_path: Path, copies: int
) -> None:
    def work(say: Callable[[str], None]) -> None:
        store = Store.on_file(path)
        for number in range(100_000):
            write_group(store, rows, number)
            say(str(number))

    child = fork(work)
    child.hear()
    sizes = []
    for number in range(copies):
        last_said = int(child.hear())
        copy = backup.make(path, tmp_path / f"{number}.appui")
        with closing(engine.connect(copy, "ro")) as connection:
            names = [int(n) for (n,) in connection.execute("SELECT name FROM committee ORDER BY name")]
            places = connection.execute("SELECT count(*) FROM committee_place GROUP BY committee_id").fetchall()
            told = connection.execute("SELECT count(*) FROM audit WHERE action = 'committee.create'").fetchone()
        assert names == list(range(len(names))), "a copy has the later one and lacks the earlier one"
        assert names[-1] >= last_said, "what was acknowledged before the copy is not in it"
        assert places == [(3,)] * len(names)
        assert told == (len(names),)
        sizes.append(len(names))
        restored = tmp_path / "restored.appui"
        backup.restore(copy, restored)
        assert contents(restored) == contents(copy)
        restored.unlink()
    child.kill()
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1], "nobody wrote meanwhile: the test shows nothing"


def test_what_was_erased_is_in_no_byte_of_a_copy(path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if the file itself still holds it, as one made by a careless program would."""
    canary = b"Zyxwvutsrq" * 30
    store.close()
    with closing(engine.connect(path)) as connection:
        connection.execute("PRAGMA secure_delete=OFF").fetchall()
        connection.execute("INSERT INTO setting VALUES ('me', ?)", (canary.decode(),))
        connection.execute("DELETE FROM setting WHERE key = 'me'")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert canary in path.read_bytes()
    assert canary not in backup.make(path).read_bytes()


# --- put back


def test_a_restored_file_is_as_the_copy_and_the_one_before_is_kept(path: Path, store: Store, rows: Any) -> None:
    write_group(store, rows, 1)
    copy = backup.make(path)
    then = contents(path)
    write_group(store, rows, 2)
    later = contents(path)
    store.close()
    saved = backup.restore(copy, path)
    assert contents(path) == then
    assert saved is not None
    assert contents(saved) == later
    backup.restore(saved, path)
    assert contents(path) == later
    assert files.inspect_file(path).kind == "present"


def test_a_window_that_stays_open_sees_the_restored_rows_and_goes_on(
    path: Path, opened: Callable[..., Store], rows: Any
) -> None:
    store, reading = opened(path), opened(path)
    write_group(store, rows, 1)
    copy = backup.make(path)
    write_group(store, rows, 2)
    with reading.read() as session:
        assert session.query(Committee).count() == 2
        backup.restore(copy, path)
        assert session.query(Committee).count() == 2, "a report in the making changed under the reader"
    with reading.read() as session:
        assert session.query(Committee).count() == 1
    write_group(store, rows, 3)
    with reading.read() as session:
        assert [row.name for row in session.query(Committee).order_by(Committee.name)] == ["00001", "00003"]
    assert backup.damage_of(path) is None


def test_a_restore_waits_for_a_writer_and_then_says_so(
    path: Path, store: Store, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = backup.make(path)
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    started = time.monotonic()
    with pytest.raises(FileLocked), store.write() as unit:
        unit.name("set")
        unit.add(Setting(key="me", value="mine"))
        backup.restore(copy, path)
    assert time.monotonic() - started < 5, "the driver's copy tries for ever"
    rows.setting(store, "mine")
    assert store.change_counter() > 0


def test_a_writer_that_ends_in_time_lets_the_restore_through(path: Path, store: Store, rows: Any) -> None:
    copy = backup.make(path)
    inside, out = threading.Event(), threading.Event()

    def write() -> None:
        with store.write() as unit:
            unit.name("set")
            unit.add(Setting(key="me", value="mine"))
            inside.set()
            out.wait(0.4)

    thread = threading.Thread(target=write)
    thread.start()
    inside.wait(5)
    saved = backup.restore(copy, path)
    thread.join()
    assert saved is not None
    with store.read() as session:
        assert session.get(Setting, "me") is None


def test_a_missing_file_is_restored_whole_under_its_name(path: Path, store: Store, rows: Any) -> None:
    write_group(store, rows, 1)
    copy = backup.make(path)
    then = contents(path)
    store.close()
    path.unlink()
    assert backup.restore(copy, path) is None
    assert contents(path) == then
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_too_damaged_to_copy_is_set_aside_byte_for_byte(path: Path, store: Store, rows: Any) -> None:
    write_group(store, rows, 1)
    copy = backup.make(path)
    then = contents(path)
    store.close()
    for broken in (b"no database at all", path.read_bytes()[:5000], b""):
        path.write_bytes(broken)
        Path(f"{path}-wal").write_bytes(b"a wal of the damaged file")
        saved = backup.restore(copy, path)
        assert saved is not None
        assert saved.read_bytes() == broken
        assert Path(f"{saved}-wal").read_bytes() == b"a wal of the damaged file"
        assert contents(path) == then
        assert backup.latest(path) == copy, "a damaged file passes for the newest copy"
    assert len(list(backup.folder_for(path).glob("*damaged*.appui"))) == 3


@pytest.mark.parametrize("cycles", [4, pytest.param(200, marks=pytest.mark.long)])
@pytest.mark.parametrize("present", [True, False], ids=["over a file", "where none is"])
def test_a_restore_killed_at_any_point_leaves_the_one_before_or_the_one_after(
    path: Path, store: Store, fork: Callable[..., Any], cycles: int, present: bool
) -> None:
    with store.write() as unit:
        unit.name("load")
        unit.load(Setting, [{"key": f"k{i}", "value": "x" * 500} for i in range(2000)])
    copy = backup.make(path)
    after = contents(path)
    with store.write() as unit:
        unit.name("load")
        unit.load(Setting, [{"key": f"l{i}", "value": "x" * 500} for i in range(2000)])
    store.close()
    before, original = contents(path), path.read_bytes()
    chance, seen = random.Random(4), [0, 0, 0]
    for cycle in range(cycles):
        path.write_bytes(original)
        if not present:
            path.unlink()
        child = fork(lambda say: (say("go"), backup.restore(copy, path)))
        child.hear()
        time.sleep((cycle + chance.random()) / cycles * 0.12)
        child.kill()
        found = contents(path) if path.exists() else {}
        assert found in ([before, after] if present else [{}, after])
        seen[[before, after, {}].index(found)] += 1
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        for file in backup.folder_for(path).iterdir():
            if file != copy:
                file.unlink()
    assert seen[1] < cycles, "no kill fell into the work: the test shows nothing"


# --- refused


def damaged(copy: Path, how: str) -> None:
    data = bytearray(copy.read_bytes())
    if how == "cut short":
        data = data[: len(data) // 2]
    elif how == "a page of noise":
        data[3 * 4096 : 4 * 4096] = random.Random(1).randbytes(4096)
    elif how == "not ours":
        data[68:72] = b"\0\0\0\0"
    elif how == "empty":
        data = bytearray()
    copy.write_bytes(data)
    if how == "orphans":
        with closing(engine.connect(copy)) as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("DELETE FROM committee")


@pytest.mark.parametrize("how", ["cut short", "a page of noise", "not ours", "empty", "orphans"])
def test_a_damaged_copy_is_refused_and_the_present_file_stays(path: Path, store: Store, rows: Any, how: str) -> None:
    write_group(store, rows, 1)
    copy = backup.make(path)
    write_group(store, rows, 2)
    now = contents(path)
    damaged(copy, how)
    with pytest.raises((BackupUnusable, NotADatabase, Refusal)) as refused:
        backup.restore(copy, path)
    assert str(copy) in str(refused.value)
    assert contents(path) == now
    assert list(backup.folder_for(path).glob("*before-restore*")) == []


def test_a_copy_that_turns_out_damaged_never_gets_its_name(path: Path, store: Store, rows: Any, tmp_path: Path) -> None:
    write_group(store, rows, 1)
    store.close()
    with closing(engine.connect(path)) as connection:
        connection.execute("DELETE FROM committee")  # a bare connection knows no foreign keys
    with pytest.raises(BackupUnusable, match="rows without their parent"):
        backup.make(path)
    assert list(backup.folder_for(path).iterdir()) == []


def test_a_file_is_not_its_own_backup_and_a_missing_one_is_said_to_be(path: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupUnusable, match="it is the file itself"):
        backup.restore(path, path)
    with pytest.raises(FileMissing):
        backup.restore(tmp_path / "absent.appui", path)
    with pytest.raises(FileMissing):
        backup.make(tmp_path / "absent.appui")
    assert not (tmp_path / "backups").exists()


def test_a_copy_never_overwrites(path: Path, tmp_path: Path) -> None:
    output = tmp_path / "copy.appui"
    output.write_bytes(b"something else")
    with pytest.raises(FileExists):
        backup.make(path, output)
    assert output.read_bytes() == b"something else"


def test_a_copy_whose_name_is_taken_meanwhile_takes_the_next(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = backup.damage_of
    told: list[Path] = []

    def overtaken(copy: Path) -> str | None:
        if not told:
            told.append(copy)
            stamp = backup.folder_for(path) / "local-20260302T090000-manual.appui"
            stamp.write_bytes(b"another window's")
        return real(copy)

    monkeypatch.setattr(backup, "damage_of", overtaken)
    copy = backup.make(path, now=datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert copy.name == "local-20260302T090000-manual-1.appui"
    assert copy.with_name("local-20260302T090000-manual.appui").read_bytes() == b"another window's"


@pytest.mark.parametrize("cycles", [4, pytest.param(200, marks=pytest.mark.long)])
def test_a_copy_killed_at_any_point_leaves_nothing_under_its_name(
    path: Path, store: Store, fork: Callable[..., Any], cycles: int
) -> None:
    with store.write() as unit:
        unit.name("load")
        unit.load(Setting, [{"key": f"k{i}", "value": "x" * 500} for i in range(4000)])
    store.close()
    chance, seen = random.Random(9), {True: 0, False: 0}
    output = path.parent / "copy.appui"
    for cycle in range(cycles):
        child = fork(lambda say: (say("go"), backup.make(path, output)))
        child.hear()
        time.sleep((cycle + chance.random()) / cycles * 0.1)
        child.kill()
        seen[output.exists()] += 1
        if output.exists():
            assert backup.damage_of(output) is None
            assert contents(output) == contents(path)
            output.unlink()
    assert seen[False], "no kill fell into the work: the test shows nothing"
    for file in disk.leftovers(output, older_than=-1):
        os.utime(file, (0, 0))
    backup.make(path, output)
    assert disk.leftovers(output, older_than=-1) == [], "what the kills left is not swept"


def test_a_full_disk_leaves_no_half_copy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        backup.make(path)
    assert list(backup.folder_for(path).iterdir()) == []


# --- kept


def test_old_copies_go_first_and_those_of_other_files_stay(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "KEPT", 3)
    other = path.with_name("local-lyon.appui")
    shutil.copy(path, other)
    start = datetime(2026, 3, 2, tzinfo=UTC)
    kept_for_other = backup.make(other, now=start - timedelta(days=400))
    stray = backup.folder_for(path) / "local-notes.appui"
    stray.write_bytes(b"a person's own")
    made = [backup.make(path, now=start + timedelta(days=day)) for day in (3, 0, 1, 4, 2)]
    left = {file.name for file in backup.folder_for(path).iterdir()}
    newest = {made[0].name, made[3].name, made[4].name}
    assert left == newest | {kept_for_other.name, stray.name}
    assert backup.latest(path) == made[3]
    assert backup.latest(other) == kept_for_other


def test_copies_of_one_second_are_told_apart_and_thinned_in_their_order(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "KEPT", 11)
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    made = [backup.make(path, now=moment) for _ in range(13)]
    assert backup.latest(path) == made[12]
    assert [file.exists() for file in made] == [False, False, *[True] * 11]


def test_a_file_that_may_only_be_read_can_still_be_copied(path: Path, tmp_path: Path, fork: Callable[..., Any]) -> None:
    output = tmp_path / "out"
    output.mkdir()
    for folder in (path.parent, *path.parents):
        with suppress(PermissionError):
            folder.chmod(folder.stat().st_mode | 0o055)
    output.chmod(0o777)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    child = fork(lambda say: say(backup.make(path, output / "copy.appui").name), uid=65534)
    assert child.hear() == "copy.appui"
    with closing(sqlite3.connect(output / "copy.appui")) as connection:
        assert connection.execute("SELECT count(*) FROM committee_kind").fetchone() == (1,)


def test_a_sound_database_of_another_program_is_no_backup_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (id INTEGER)")
    assert backup.damage_of(path) == "it was not made by Appui"
