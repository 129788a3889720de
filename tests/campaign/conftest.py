"""A file as a person has it after the first run, a clock that the test sets, and hands to do things with."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import uuid
from collections.abc import Callable, Iterator
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

    def __init__(self, path: Path, clock: Clock, model: Path | None = None) -> None:
        self.clock = clock
        self._path, self._model = path, model
        self._store: Store | None = None
        self.lived: Callable[[Hands, str, Callable[[Hands], Any]], Any] | None = None

    @property
    def path(self) -> Path:
        """The file; a copy of the model as soon as somebody asks for it."""
        if self._model is not None:
            self._copy(self._model)
        return self._path

    @property
    def store(self) -> Store:
        if self._store is None:
            self._store = Store.on_file(self.path, now=self.clock)
        return self._store

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def _copy(self, path: Path) -> None:
        self._model = None
        shutil.copy(path, self._path)
        os.chmod(self._path, 0o600)

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
        self.close()

    def take(self, path: Path) -> None:
        """Go on with a copy of another file."""
        self.close()
        self._copy(path)

    def create(self, name: str = "Comité de Lyon", *places: str, **options: Any) -> uuid.UUID:
        form = NewCommittee(name=name, places=places or ("Lyon",), **options)
        if self.lived and self._model and form == NewCommittee(name="Comité de Lyon", places=("Lyon",)):
            # The first thing that is done in most tests: done once a run.
            begun = f"newborn-{self._model.stem}-{self.clock.now:%Y-%m-%dT%H-%M}"
            return self.lived(self, begun, lambda hands: hands.do(create_committee, form).id)
        return self.do(create_committee, form).id

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
        with self.store.engine.connect() as connection:
            kept: Any = connection.connection.dbapi_connection  # the values as they are kept, and nothing to compile
            for name, statement in every_row():
                if rows := kept.execute(statement).fetchall():
                    digest.update(f"{name}{sorted(rows, key=repr)}".encode())
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
            hands.close()

        return once(f"{name}.appui", fill)

    return make


@pytest.fixture(scope="session")
def lived(once: Callable[[str, Callable[[Path], object]], Path]) -> Callable[[Hands, str, Callable[[Hands], Any]], Any]:
    """Do things to a file once a run, go on from there in each test, and hand out what that gave: ids, above all.

    What is done may lean on nothing but on the file that the hands hold, and that is the same in each test.
    """

    def go_on(hands: Hands, name: str, do: Callable[[Hands], Any]) -> Any:
        def fill(path: Path) -> None:
            given = do(hands)
            hands.close()
            shutil.copy(hands.path, path.with_name(f"{name}.lived.appui"))
            path.write_bytes(pickle.dumps((hands.clock.now, given)))

        known = once(f"lived-{name}", fill)
        hands.take(known.with_name(f"{name}.lived.appui"))
        stopped, given = pickle.loads(known.read_bytes())
        hands.clock.now = stopped + timedelta(milliseconds=1)  # ids go up by their time only, in a file opened anew
        return given

    return go_on


@pytest.fixture
def beginning(first_file: Path) -> Path:
    """The file of which the hands hold a copy."""
    return first_file


@pytest.fixture
def hands(beginning: Path, tmp_path: Path, clock: Clock, lived: Any) -> Iterator[Hands]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    hands = Hands(folder / "local.appui", clock, beginning)
    hands.lived = lived
    yield hands
    hands.close()


@pytest.fixture(scope="session")
def reference_rows(first_file: Path) -> Iterator[Store]:
    """The first file itself, for reading only."""
    store = Store.on_file(first_file, read_only=True)
    yield store
    store.close()
