"""A committee with a town cut into walks, and hands to issue and enter lists with."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from campaign.field import lists
from campaign.field.doors import DoorEntry, record
from campaign.field.lists import IssueForm
from tests.campaign.conftest import Clock, Hands
from tests.campaign.field.builders import Town, town, walk_of


@dataclass
class Field:
    """A committee with a town of 51 doors, cut into walks."""

    hands: Any
    committee: uuid.UUID
    town: Town
    turf: uuid.UUID
    walks: tuple[uuid.UUID, ...]

    def issue(self, *walks: uuid.UUID, **options: Any) -> tuple[uuid.UUID, ...]:
        made: tuple[uuid.UUID, ...] = self.hands.do(lists.issue, IssueForm(walks or self.walks[:1], **options))
        return made

    def sheet(self, list_id: uuid.UUID) -> Any:
        return self.hands.see(lists.sheet_view, list_id)

    def enter(self, list_id: uuid.UUID, position: int, outcome: str, **options: Any) -> uuid.UUID:
        made: uuid.UUID = self.hands.do(record, DoorEntry(list_id, position, outcome, **options))
        return made


@pytest.fixture(scope="session")
def field_file(first_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Field]:
    """The file in which each test begins, made once; to be copied."""
    path = tmp_path_factory.mktemp("field") / "field.appui"
    hands = Hands(path, Clock(), first_file)
    committee = hands.create()
    with hands.store.write() as unit:
        made = town(unit, committee)
    with hands.store.write() as unit:
        turf, walks = walk_of(unit, made, stops=12)
    hands.close()
    return path, Field(hands, committee, made, turf, walks)


@pytest.fixture
def field(field_file: tuple[Path, Field], tmp_path: Path, clock: Clock) -> Iterator[Field]:
    """A committee with an invented town, and nothing issued yet."""
    path, known = field_file
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    hands = Hands(folder / path.name, clock, path)
    yield replace(known, hands=hands)
    hands.close()
