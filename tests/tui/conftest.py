"""What the tests of the screens share: a small file, and another window on it."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

A_MINUTE_AGO = datetime(2026, 11, 18, 13, 59, tzinfo=UTC)  # the clock of the tests stands at 15:00 in Paris


class Other:
    """The window beside the one that is tested: another store on the same file."""

    def __init__(self, path: Path) -> None:
        from db.store import Store

        self.store = Store.on_file(path)
        self.store.now = lambda: A_MINUTE_AGO
        self.actor: uuid.UUID | None = None

    def do(self, action: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """One action of that window."""
        with self.store.write(self.actor) as unit:
            return action(unit, *arguments, **options)


@pytest.fixture
def file(copy: Callable[[Path], Path], empty_file: Path) -> Path:
    """A file without a committee."""
    return copy(empty_file)


@pytest.fixture
def other(file: Path) -> Iterator[Other]:
    """Another window on it."""
    window = Other(file)
    yield window
    window.store.close()


def croix_rousse(window: Other) -> uuid.UUID:
    """The committee of the Croix-Rousse, led by Samia Benali, who acts in that window."""
    from campaign.committees.create import create_committee
    from campaign.committees.forms import NewCommittee
    from campaign.committees.members import add_member

    made: uuid.UUID = window.do(create_committee, NewCommittee(name="Croix-Rousse", places=("69384",))).id
    window.actor = window.do(add_member, made, "Samia Benali", level=100)
    return made


@pytest.fixture
def committee(other: Other) -> uuid.UUID:
    """The Croix-Rousse, led by Samia Benali, who acts in the other window."""
    return croix_rousse(other)


@pytest.fixture(scope="session")
def cut_town(once: Callable[..., Path], empty_file: Path) -> Callable[[int], Path]:
    """An invented town of the Croix-Rousse, cut into walks of so many stops; to be copied."""
    from tests.campaign.field.builders import town, walk_of

    def make(stops: int) -> Path:
        def fill(path: Path) -> None:
            shutil.copy(empty_file, path)
            path.chmod(0o600)
            window = Other(path)
            window.do(walk_of, window.do(town, croix_rousse(window), sections=True), stops=stops)
            window.store.close()

        return once(f"town-{stops}.appui", fill)

    return make
