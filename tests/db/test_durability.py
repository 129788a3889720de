"""What the screen says is saved stays saved: after kill -9, and after a power cut, again and again.

Kills cannot tell a lazy setting from a safe one, since the system's cache survives them. So the power cut is simulated:
the program's own statements, as its driver ran them, are played on a file system that remembers what was synced; then
the power goes at a random moment, and whatever was not synced is kept, lost or torn.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from db import engine, files
from db.errors import Refusal
from db.store import Store
from db.tables import Committee, CommitteePlace
from db.unit import Unit

GROUP = 3  # rows that belong together


def group(unit: Unit, number: int) -> None:
    """A committee and its places: they stand in the file together or not at all."""
    unit.name("committee.create")
    name = f"{number:06d}"
    row = unit.add(Committee(name=name, search_key=name, sort_key=name, kind_id="city", zone="UTC"))
    for position in range(GROUP):
        unit.add(
            CommitteePlace(committee_id=row.id, code=str(position), name="x" * 200, department="69", position=position)
        )


def verdict(connection: sqlite3.Connection) -> tuple[set[int], int]:
    """The numbers that stand in the file, and how many actions are torn."""
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    stored = {int(name): key for key, name in connection.execute("SELECT id, name FROM committee")}
    places = dict(connection.execute("SELECT committee_id, count(*) FROM committee_place GROUP BY 1").fetchall())
    torn = sum(places.pop(key, 0) != GROUP for key in stored.values()) + len(places)
    for table in ("journal", "audit"):
        told = connection.execute(f"SELECT count(*) FROM {table} WHERE action = 'committee.create'").fetchone()[0]
        torn += abs(told - len(stored))
    return set(stored), torn


# --- kill -9


@pytest.mark.parametrize("cycles", [10, pytest.param(2000, marks=pytest.mark.long)])
def test_a_program_killed_in_its_writes_loses_nothing_it_acknowledged(
    cycles: int, path: Path, fork: Callable[..., Any], template: Path
) -> None:
    chance = random.Random(1)
    acked: set[int] = set()
    landed = written = 0

    def work(say: Callable[[str], None], first: int, count: int = 10_000) -> None:
        store = Store.on_file(path)
        for number in range(first, first + count):
            with store.write() as unit:
                group(unit, number)
            say(str(number))
        store.close()

    work(lambda line: None, 0, 1)  # what SQLAlchemy prepares once is inherited by every child
    for cycle in range(cycles):
        if cycle % 50 == 0:  # a file that grows for ever makes each check longer
            shutil.copy(template, path)
            acked = set()
        child = fork(lambda say, first=cycle * 10_000: work(say, first))
        said = {int(child.hear())} if cycle % 5 else set()  # now and then the kill falls into the opening
        time.sleep(chance.random() * 0.03)
        child.kill()
        said |= {int(line) for line in child.lines()}
        child.close()
        written += len(said)
        acked |= said
        with closing(engine.connect(path)) as connection:
            stored, torn = verdict(connection)
        assert acked - stored == set(), "acknowledged and lost"
        assert torn == 0
        landed += len(stored - acked)  # legal: committed, and killed before it could say so
        acked = stored
    assert written > cycles / 2, "the kills fell before the work"


def test_a_program_that_says_saved_too_early_is_caught(path: Path, fork: Callable[..., Any]) -> None:
    """The bad twin: acknowledged inside the transaction."""

    def work(say: Callable[[str], None]) -> None:
        store = Store.on_file(path)
        for number in range(3):
            with store.write() as unit:
                group(unit, number)
                say(str(number))
                time.sleep(60 if number == 2 else 0)

    child = fork(work)
    said = {int(child.hear()) for _ in range(3)}
    child.kill()
    with closing(engine.connect(path)) as connection:
        stored, torn = verdict(connection)
    assert (said - stored, torn) == ({2}, 0)


# --- power cuts


@dataclass
class Tape:
    """Statements as the driver ran them, one list a connection, with the acknowledgements between."""

    lines: list[tuple[int, str]] = field(default_factory=list)


def record(path: Path, work: Callable[[Callable[[int], None]], None]) -> Tape:
    """Run ``work`` with the program's own engine and note every statement, pragmas first."""
    tape, real, made = Tape(), sqlite3.connect, [0]

    def note(number: int, statement: str) -> None:
        if tape.lines[-1] != (number, statement):  # the driver tells a statement again when it sets off a trigger
            tape.lines.append((number, statement))

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*arguments, **options)
        number = made[0] = made[0] + 1
        tape.lines.append((number, "open"))
        connection.set_trace_callback(lambda statement: note(number, statement))
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect)
        work(lambda ack: tape.lines.append((0, str(ack))))
    return tape


@dataclass
class Event:
    """One thing that SQLite asked of the file system."""

    kind: str
    file: str
    offset: int = 0
    data: bytes = b""


def play(tape: Tape, path: Path) -> list[Event]:
    """Play the statements on a file system that notes what is written, synced and deleted."""
    import apsw

    events: list[Event] = []

    class Noting(apsw.VFS):
        def __init__(self) -> None:
            super().__init__("noting", "")

        def xOpen(self, name: Any, flags: list[int]) -> Any:
            return NotingFile(name, flags)

        def xDelete(self, name: str, sync: bool) -> None:
            super().xDelete(name, sync)
            events.append(Event("delete", Path(name).name, int(sync)))

    class NotingFile(apsw.VFSFile):
        def __init__(self, name: Any, flags: list[int]) -> None:
            self.file = Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "temporary").name
            super().__init__("", name, flags)

        def xWrite(self, data: bytes, offset: int) -> None:
            super().xWrite(data, offset)
            events.append(Event("write", self.file, offset, bytes(data)))

        def xTruncate(self, size: int) -> None:
            super().xTruncate(size)
            events.append(Event("truncate", self.file, size))

        def xSync(self, flags: int) -> None:
            super().xSync(flags)
            events.append(Event("sync", self.file))

    noting = Noting()
    connections: dict[int, Any] = {}
    for number, statement in tape.lines:
        if number == 0:
            events.append(Event("ack", "", int(statement)))
        elif statement == "open":
            connections[number] = apsw.Connection(str(path), vfs="noting")
        else:
            for _ in connections[number].execute(statement):
                pass
    events.append(Event("end", ""))
    for connection in connections.values():
        connection.close()
    del noting
    return events


class Disk:
    """What a power cut leaves: what was synced, and of the rest anything."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.safe = {name: bytearray(data) for name, data in files.items()}
        self.waiting: dict[str, list[Event]] = {}
        self.acked: set[int] = set()

    def take(self, event: Event) -> None:
        if event.kind == "ack":
            self.acked.add(event.offset)
        elif event.kind == "sync":
            for waiting in self.waiting.pop(event.file, []):
                self.apply(self.safe, waiting)
            self.safe.setdefault(event.file, bytearray())
        elif event.kind == "delete" and event.offset:
            self.waiting.pop(event.file, None)
            self.safe.pop(event.file, None)
        elif event.kind != "end":
            self.waiting.setdefault(event.file, []).append(event)

    @staticmethod
    def apply(files: dict[str, bytearray], event: Event) -> None:
        if event.kind == "delete":
            files.pop(event.file, None)
            return
        data = files.setdefault(event.file, bytearray())
        if event.kind == "truncate":
            del data[event.offset :]
            return
        data.extend(b"\0" * (event.offset - len(data)))
        data[event.offset : event.offset + len(event.data)] = event.data

    def cut(self, chance: random.Random) -> dict[str, bytearray]:
        left = {name: bytearray(data) for name, data in self.safe.items()}
        for events in self.waiting.values():
            fate = chance.choice(["all kept", "all lost", "mixed"])
            for event in events:
                if fate == "all kept":
                    self.apply(left, event)
                elif fate == "mixed":
                    for piece in self.sectors(event, chance):
                        self.apply(left, piece)
        return left

    @staticmethod
    def sectors(event: Event, chance: random.Random) -> Iterator[Event]:
        if event.kind != "write":
            if chance.random() < 0.5:
                yield event
            return
        for start in range(0, len(event.data), 512):
            data = event.data[start : start + 512]
            luck = chance.random()
            if luck < 0.45:
                yield Event("write", event.file, event.offset + start, data)
            elif luck < 0.55:
                torn = data[: chance.randrange(len(data))]
                yield Event("write", event.file, event.offset + start, torn)
            elif luck < 0.6:
                yield Event("write", event.file, event.offset + start, chance.randbytes(len(data)))


@dataclass
class Losses:
    """How many power cuts lost acknowledged work, tore an action apart, or broke the file."""

    good: int = 0
    lost: int = 0
    torn: int = 0
    broken: int = 0


def cuts(events: list[Event], base: bytes, path: Path, number: int) -> Losses:
    """Cut the power ``number`` times, at random moments, and open what is left as the program would."""
    chance, losses = random.Random(number), Losses()
    moments = sorted(chance.randrange(len(events)) for _ in range(number))
    disk, taken = Disk({path.name: base}), 0
    for moment in moments:
        while taken < moment:
            disk.take(events[taken])
            taken += 1
        for file in path.parent.iterdir():
            file.unlink()
        for file_name, data in disk.cut(chance).items():
            path.with_name(file_name).write_bytes(data)
        try:
            assert files.inspect_file(path).kind == "present"
            with closing(engine.connect(path)) as connection:
                stored, torn = verdict(connection)
        except (sqlite3.Error, AssertionError, Refusal):
            losses.broken += 1
            continue
        if torn:
            losses.torn += 1
        elif disk.acked - stored:
            losses.lost += 1
        else:
            losses.good += 1
    return losses


@pytest.fixture(scope="module")
def base(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Tape, bytes]:
    """A tape of a session at work, and the file it began with."""
    pytest.importorskip("apsw", reason="apsw is not installed (pip install '.[dev]')")
    path = tmp_path_factory.mktemp("tape") / "local.appui"
    shutil.copy(template, path)
    before = path.read_bytes()

    def work(acknowledge: Callable[[int], None]) -> None:
        store = Store.on_file(path)
        for number in range(60):
            with store.write() as unit:
                group(unit, number)
            acknowledge(number)
            if number % 20 == 19:  # another window's reading, and the fold that a long session comes to
                store.change_counter()
                with closing(engine.connect(path)) as connection:
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        with pytest.raises(ZeroDivisionError), store.write() as unit:
            group(unit, 999)
            raise ZeroDivisionError
        store.close()

    return record(path, work), before


def run(base: tuple[Tape, bytes], folder: Path, number: int, change: Callable[[str], str] = str) -> Losses:
    tape = Tape([(connection, change(statement)) for connection, statement in base[0].lines])
    played, cut = folder / "played", folder / "cut"
    played.mkdir()
    cut.mkdir()
    (played / "local.appui").write_bytes(base[1])
    events = play(tape, played / "local.appui")
    return cuts(events, base[1], cut / "local.appui", number)


@pytest.mark.parametrize("number", [30, pytest.param(5000, marks=pytest.mark.long)])
def test_a_power_cut_at_any_moment_loses_nothing_acknowledged_and_tears_nothing(
    base: tuple[Tape, bytes], tmp_path: Path, number: int
) -> None:
    assert run(base, tmp_path, number) == Losses(good=number)


def weaken(name: str, value: str) -> Callable[[str], str]:
    def change(statement: str) -> str:
        return f"PRAGMA {name}={value}" if statement.startswith(f"PRAGMA {name}=") else statement

    return change


@pytest.mark.parametrize("number", [30, pytest.param(300, marks=pytest.mark.long)])
def test_the_same_power_cuts_find_a_commit_that_is_not_synced(
    base: tuple[Tape, bytes], tmp_path: Path, number: int
) -> None:
    """The bad twin: synchronous=NORMAL, which many programs recommend."""
    losses = run(base, tmp_path, number, weaken("synchronous", "NORMAL"))
    assert losses.lost > number / 3
    assert losses.torn == losses.broken == 0


@pytest.mark.parametrize("number", [10, pytest.param(100, marks=pytest.mark.long)])
def test_and_a_file_that_is_never_synced(base: tuple[Tape, bytes], tmp_path: Path, number: int) -> None:
    """The worst twin."""
    losses = run(base, tmp_path, number, weaken("synchronous", "OFF"))
    assert losses.broken + losses.torn + losses.lost > number / 2


def test_the_tape_is_the_program_s_own(base: tuple[Tape, bytes]) -> None:
    statements = [statement for connection, statement in base[0].lines if connection]
    for pragma in (*engine.DURABILITY, *engine.SAFETY):
        assert pragma in statements
    assert statements.count("BEGIN IMMEDIATE") == 61
    assert statements.count("COMMIT") == 60


@pytest.mark.usefixtures("tables_once")
def test_a_new_file_exists_only_once_its_bytes_are_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order of a creation: the bytes, then the name, then the folder that holds the name."""
    told: list[str] = []
    real_sync, real_link = os.fsync, os.link

    def fsync(descriptor: int) -> None:
        kind = "folder" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "file"
        told.append(f"sync {kind}")
        real_sync(descriptor)

    def link(*arguments: Any) -> None:
        told.append("name")
        real_link(*arguments)

    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("this system does not show what a descriptor is of")
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "link", link)
    files.create_file(tmp_path / "new.appui", lambda store: None)
    assert told == ["sync file", "name", "sync folder"]
    told.clear()
    real_replace = os.replace

    def replace(*arguments: Any) -> None:
        told.append("name")
        real_replace(*arguments)

    monkeypatch.setattr(os, "replace", replace)
    files.write_whole(tmp_path / "report.csv", b"x")
    assert told == ["sync file", "name", "sync folder"]
