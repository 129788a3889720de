"""Files and rows for the storage tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db import files
from db.store import Store
from db.tables import Committee, CommitteeKind, Person
from db.unit import Unit

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that goes on by a second each time it is read, and as far as it is told."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


class Rows:
    """Rows as the program makes them, with as little said as possible."""

    def kind(self, unit: Unit, code: str = "city") -> CommitteeKind:
        return unit.add(CommitteeKind(id=code, position=1, label_fr="Ville", label_en="City"))

    def committee(self, unit: Unit, name: str = "Lyon", **values: Any) -> Committee:
        values = {
            "search_key": name.lower(),
            "sort_key": name.lower(),
            "kind_id": "city",
            "zone": "Europe/Paris",
        } | values
        return unit.add(Committee(name=name, **values))

    def person(self, unit: Unit, name: str = "Dupont", **values: Any) -> Person:
        values = {"given_name": "Élodie", "search_key": name.lower(), "sort_key": name.lower()} | values
        return unit.add(Person(family_name=name, **values))


@pytest.fixture
def rows() -> Rows:
    return Rows()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _fill(store: Store) -> None:
    with store.write() as unit:
        unit.name("seed")
        unit.without_journal()
        Rows().kind(unit)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.appui"
    files.create_file(path, _fill)
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    """A new file of the present version, with one kind of committee in it."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    shutil.copy(template, folder / "local.appui")
    os.chmod(folder / "local.appui", 0o600)
    return folder / "local.appui"


@pytest.fixture
def opened(clock: Clock) -> Iterator[Callable[[Path], Store]]:
    """Open files, and close them at the end."""
    stores: list[Store] = []

    def start(path: Path, **options: Any) -> Store:
        stores.append(Store.on_file(path, now=clock, **options))
        return stores[-1]

    yield start
    for store in stores:
        store.close()


@pytest.fixture
def store(path: Path, opened: Callable[[Path], Store]) -> Store:
    return opened(path)
