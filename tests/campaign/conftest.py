"""A file as a person has it after the first run, a clock that the test sets, and hands to do things with."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select

from campaign import actions
from campaign.committees import members
from campaign.committees.create import create_committee
from campaign.committees.forms import NewCommittee
from campaign.committees.views import MEMBER
from db import undo
from db.store import Store
from db.tables import AuditEntry, Base, JournalEntry

T = TypeVar("T")

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def to(self, year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> None:
        self.now = datetime(year, month, day, hour, minute, tzinfo=UTC)

    def on(self, **span: int) -> None:
        self.now += timedelta(**span)


class Hands:
    """A file and what a person does with it: each call is one action, in a transaction of its own."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self.store = Store.on_file(path, now=clock)

    def do(self, action: Callable[..., T], *args: Any, **options: Any) -> T:
        with self.store.write() as unit:
            return action(unit, *args, **options)

    def see(self, question: Callable[..., T], *args: Any, **options: Any) -> T:
        with self.store.read() as session:
            return question(session, *args, **options)

    def all(self, statement: Any) -> list[Any]:
        with self.store.read() as session:
            return list(session.execute(statement))

    def one(self, statement: Any) -> Any:
        with self.store.read() as session:
            return session.execute(statement).scalar_one()

    def reopen(self) -> None:
        """As after a restart."""
        self.store.close()
        self.store = Store.on_file(self.path, now=self.clock)

    def take(self, path: Path) -> None:
        """Go on with a copy of another file."""
        self.store.close()
        shutil.copy(path, self.path)
        self.store = Store.on_file(self.path, now=self.clock)

    def create(self, name: str = "Comité de Lyon", *places: str, **options: Any) -> uuid.UUID:
        return self.do(create_committee, NewCommittee(name=name, places=places or ("Lyon",), **options)).id

    def join(self, committee: uuid.UUID, name: str, level: int = MEMBER) -> uuid.UUID:
        return self.do(members.add_member, committee, name, level=level)

    def plan(
        self,
        committee: uuid.UUID,
        day: date,
        kind: str = "market",
        at: time = time(10),
        minutes: int = 120,
        **options: Any,
    ) -> uuid.UUID:
        form = actions.NewAction(committee_id=committee, kind=kind, day=day, at=at, minutes=minutes, **options)
        return self.do(actions.plan_action, form)

    def report(self, action: uuid.UUID, *attended: uuid.UUID, people_met: int = 0, leaflets: int = 0) -> None:
        form = actions.ActionReport(
            action_id=action, attended=frozenset(attended), people_met=people_met, leaflets=leaflets
        )
        self.do(actions.report_action, form)

    def hold(
        self, committee: uuid.UUID, day: date, *attended: uuid.UUID, kind: str = "market", **counts: int
    ) -> uuid.UUID:
        """An action that took place and was reported."""
        action = self.plan(committee, day, kind)
        self.report(action, *attended, **counts)
        return action

    def undo(self) -> None:
        self.do(undo.undo)

    def redo(self) -> None:
        self.do(undo.redo)

    def state(self) -> str:
        """A hash of every row but the journal's, the audit's, the seals' and what undo itself moves forward."""
        digest = hashlib.sha256()
        with closing(sqlite3.connect(self.path)) as connection:  # the values as they are kept, and nothing to compile
            for name, statement in every_row():
                digest.update(f"{name}{sorted(connection.execute(statement), key=repr)}".encode())
        return digest.hexdigest()

    def counts(self) -> tuple[int, int]:
        """Rows of the journal and of the audit."""
        journal = select(func.count()).select_from(JournalEntry)
        audit = select(func.count()).select_from(AuditEntry)
        return self.one(journal), self.one(audit)


@cache
def every_row() -> list[tuple[str, str]]:
    """Each table that undo brings back, and the statement that reads it."""
    found = []
    for table in Base.metadata.sorted_tables:
        if table.name not in ("journal", "audit", "record_seal", "commune"):
            columns = ", ".join(f'"{c.name}"' for c in table.c if c.name not in ("version", "updated_at"))
            found.append((table.name, f'SELECT {columns} FROM "{table.name}"'))
    return found


@pytest.fixture(scope="session")
def first_file(empty_file: Path) -> Path:
    """A new file with its communes, structures, kinds and tutorials; made once, to be copied."""
    return empty_file


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def new_hands() -> Callable[[Path], Hands]:
    """Hands on a file that many tests copy."""
    return lambda path: Hands(path, Clock())


@pytest.fixture(scope="session")
def prepared(
    first_file: Path, new_hands: Callable[[Path], Hands], once: Callable[[str, Callable[[Path], object]], Path]
) -> Callable[[str, Callable[[Hands], object]], Path]:
    """A file in which things were done already, made once a run; `Hands.take` goes on from there."""

    def make(name: str, do: Callable[[Hands], object]) -> Path:
        def fill(path: Path) -> None:
            shutil.copy(first_file, path)
            hands = new_hands(path)
            do(hands)
            hands.store.close()

        return once(f"{name}.appui", fill)

    return make


@pytest.fixture
def hands(first_file: Path, tmp_path: Path, clock: Clock) -> Iterator[Hands]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    path = folder / "local.appui"
    shutil.copy(first_file, path)
    os.chmod(path, 0o600)
    hands = Hands(path, clock)
    yield hands
    hands.store.close()


@pytest.fixture(scope="session")
def reference_rows(first_file: Path) -> Iterator[Store]:
    """The first file itself, for reading only."""
    store = Store.on_file(first_file, read_only=True)
    yield store
    store.close()
