"""The doctor: a clean bill for a clean file, and each finding when, and only when, there is something to find."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from db import backup, doctor, engine, version
from db.errors import FileLocked, FileMissing, NotADatabase, Refusal
from db.inspection import inspect_file
from db.store import Store, utc_now
from db.tables import CommitteePlace, Setting
from tests.db.conftest import Clock, Rows


@pytest.fixture(scope="module")
def sound_folder(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose file is in order: rows, and a fresh backup; to be copied."""
    folder = tmp_path_factory.mktemp("sound")
    path = folder / "local.appui"
    shutil.copy(template, path)
    path.chmod(0o600)
    rows, store = Rows(), Store.on_file(path, now=Clock())
    with store.write() as unit:
        unit.name("committee.create")
        for number in range(200):
            row = rows.committee(unit, f"Comité {number}", end_reason="x" * 300)
            unit.add(CommitteePlace(committee_id=row.id, code="69123", name="Lyon", department="69", position=1))
    store.close()
    backup.make(path)
    return folder


@pytest.fixture
def sound(sound_folder: Path, tmp_path: Path) -> Path:
    """A file in order, with no window open."""
    return Path(shutil.copytree(sound_folder, tmp_path / "data")) / "local.appui"


def codes(path: Path, *, full: bool = False) -> list[str]:
    return [finding.code for finding in doctor.examine(path, full=full)]


def test_a_sound_file_gets_a_clean_bill(sound: Path) -> None:
    assert codes(sound) == []
    assert codes(sound, full=True) == []


def test_an_open_file_gets_one_too(sound: Path, opened: Callable[..., Store], rows: Any) -> None:
    rows.setting(opened(sound), "x")
    assert codes(sound) == []


def alter(path: Path, *statements: str) -> None:
    with closing(engine.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        ("DROP TRIGGER audit_no_update", "missing audit_no_update"),
        ("DROP INDEX ix_committee_sort_key", "missing ix_committee_sort_key"),
        ("CREATE TABLE stranger (id INTEGER)", "unknown stranger"),
        ("ALTER TABLE goal ADD COLUMN extra TEXT", "different goal"),
    ],
)
def test_tables_that_are_not_as_they_should_be_are_named(sound: Path, statement: str, detail: str) -> None:
    alter(sound, statement)
    (finding,) = doctor.examine(sound)
    assert (finding.code, finding.severity, finding.facts) == ("schema", "error", {"detail": detail})


def test_a_rule_or_a_strictness_that_was_taken_away_is_noticed(sound: Path) -> None:
    for before, after in (("STRICT", ""), ("CHECK (level IN (0, 5, 10, 50, 100))", "CHECK (1)")):
        copy = sound.with_name("altered.appui")
        shutil.copy(sound, copy)
        alter(
            copy,
            "PRAGMA writable_schema=ON",
            f"UPDATE sqlite_master SET sql = replace(sql, '{before}', '{after}') WHERE name = 'membership'",
        )
        assert [f.facts["detail"] for f in doctor.examine(copy) if f.code == "schema"] == ["different membership"]


def test_rows_that_lost_their_parent_are_counted(sound: Path) -> None:
    alter(sound, "DELETE FROM committee WHERE name LIKE 'Comité 1%'")
    (finding,) = doctor.examine(sound)
    assert (finding.code, finding.severity) == ("orphans", "error")
    assert finding.facts == {"count": 111, "table": "committee_place"}


def test_a_page_of_noise_is_seen_twenty_times_out_of_twenty(sound: Path) -> None:
    whole, chance, missed = sound.read_bytes(), random.Random(6), []
    pages = len(whole) // 4096
    with closing(engine.connect(sound, "ro")) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,), "a free page holds nothing to damage"
    for page in chance.sample(range(1, pages), 20):
        data = bytearray(whole)
        data[page * 4096 : (page + 1) * 4096] = chance.randbytes(4096)
        sound.write_bytes(data)
        if "damaged" not in codes(sound):
            missed.append(page)
    assert missed == []


def test_damage_of_the_first_page_is_named_as_damage_or_as_no_file_of_ours(sound: Path) -> None:
    data = bytearray(sound.read_bytes())
    data[100:4096] = random.Random(2).randbytes(3996)
    sound.write_bytes(data)
    assert "damaged" in codes(sound)
    data[:100] = bytes(100)
    sound.write_bytes(data)
    with pytest.raises(NotADatabase):
        doctor.examine(sound)


def test_flipped_bits_that_the_quick_look_misses_are_found_by_the_full_one(sound: Path) -> None:
    # In a text that an index repeats; not each copy in the file is one that is still read: look until one is found.
    whole, chance = sound.read_bytes(), random.Random(8)
    places = [found.start() for found in re.finditer("comité 1\\d\\d".encode(), whole)]
    for place in chance.sample(places, 40):
        data = bytearray(whole)
        data[place] ^= 1 << chance.randrange(3)
        sound.write_bytes(data)
        if "damaged" not in codes(sound) and "damaged" in codes(sound, full=True):
            return
    pytest.fail("the full look found nothing that the quick one had missed")


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX modes")
def test_files_and_folders_that_others_may_read_are_each_named(sound: Path) -> None:
    copy, folder = backup.latest(sound), backup.folder_for(sound)
    assert copy is not None
    wide = {sound: 0o640, copy: 0o604, folder: 0o755}
    for file, mode in wide.items():
        file.chmod(mode)
    found = doctor.examine(sound)
    assert {(f.code, f.severity) for f in found} == {("permissions", "warning")}
    assert {Path(f.facts["file"]) for f in found} - {Path(f"{sound}-{c}") for c in ("wal", "shm")} == wide.keys()
    for line in found:
        command = line.as_json()["mend"].removeprefix("Run: ")
        program, mode, file = command.split(" ", 2)
        assert (program, mode) == ("chmod", "go=")
        Path(file).chmod(Path(file).stat().st_mode & 0o700)
    assert codes(sound) == []


def test_what_an_interrupted_run_left_is_named_once_it_is_old(sound: Path) -> None:
    beside = sound.with_name(f".{sound.name}.0123abcd.tmp")
    among = backup.folder_for(sound) / ".local-20260302T090000-manual.appui.0123abcd.tmp"
    for file in (beside, among):
        file.write_bytes(b"")
        file.chmod(0o600)
    assert codes(sound) == []
    for file in (beside, among):
        os.utime(file, (0, 0))
    found = doctor.examine(sound)
    assert [(f.code, f.severity) for f in found] == [("leftover", "info")] * 2
    assert {f.facts["file"] for f in found} == {str(beside), str(among)}


def test_no_backup_and_an_old_backup_are_told(path: Path) -> None:
    assert codes(path) == ["no_backup"]
    copy = backup.make(path)
    days = doctor.STALE_BACKUP_DAYS
    os.utime(copy, (time.time() - (days + 0.9) * 86_400,) * 2)
    assert codes(path) == []
    os.utime(copy, (time.time() - (days + 1.1) * 86_400,) * 2)
    (finding,) = doctor.examine(path)
    assert (finding.code, finding.facts) == ("old_backup", {"days": days + 1})
    store = Store.on_file(path)
    with store.write() as unit:  # a copy put elsewhere counts: the file itself remembers it
        unit.name("settings.copied")
        unit.add(Setting(key="backed_up_on", value=utc_now().date().isoformat()))
    store.close()
    assert codes(path) == []


def test_an_older_file_is_told_as_such_not_as_a_broken_one(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "REVISIONS", (*version.REVISIONS, "9999"))
    assert codes(sound) == ["older"]


def test_the_worst_comes_first_and_each_says_what_to_do(sound: Path) -> None:
    alter(sound, "DROP TRIGGER audit_no_update")
    backup.folder_for(sound).chmod(0o755)
    leftover = sound.with_name(f".{sound.name}.0123abcd.tmp")
    leftover.write_bytes(b"")
    os.utime(leftover, (0, 0))
    found = doctor.examine(sound)
    assert [f.severity for f in found] == ["error", "warning", "info"]
    for line in json.loads(json.dumps([f.as_json() for f in found])):
        assert set(line) == {"code", "severity", "message", "mend"}
        assert "{" not in line["message"] + line["mend"]
        assert line["mend"]


def test_a_file_that_is_kept_shut_is_locked_not_damaged(
    sound: Path, fork: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)

    def hold(say: Callable[[str], None]) -> None:
        connection = engine.connect(sound)
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        connection.execute("BEGIN EXCLUSIVE")
        say("held")
        time.sleep(60)

    state = inspect_file(sound)
    assert fork(hold).hear() == "held"
    with pytest.raises(FileLocked):
        doctor.examine(sound)
    monkeypatch.setattr(doctor, "inspect_file", lambda _: state)  # or shut a moment later
    with pytest.raises(FileLocked):
        doctor.examine(sound)


def test_without_a_file_there_is_nothing_to_examine(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        doctor.examine(tmp_path / "absent.appui")


def test_an_examination_changes_nothing(sound: Path) -> None:
    before = sound.read_bytes(), sound.stat().st_mtime_ns
    doctor.examine(sound, full=True)
    assert (sound.read_bytes(), sound.stat().st_mtime_ns) == before


def test_a_name_made_unreadable_in_the_schema_is_damage_said_in_a_sentence(sound: Path) -> None:
    """The driver quotes the name in its own message, and cannot: that is no reason to crash."""
    whole = sound.read_bytes()
    seen = 0
    for name in (b"alembic_version", b"version_num", b"CREATE TABLE committee", b"membership"):
        for found in list(re.finditer(name, whole))[:3]:
            data = bytearray(whole)
            data[found.start() + len(name) // 2] ^= 0x80
            sound.write_bytes(data)
            with suppress(Refusal):
                assert codes(sound), name
            seen += 1
    assert seen > 4
