"""The sheet of sixty doors that most tests of typing begin with."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.campaign.field.builders import Lane, town, walk_of

MORNING = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)  # the clock of the tests stands at 15:00 in Paris
LANES = (
    Lane("Rue du Mail", 28, blocks={4: ((12, 3, 1),), 9: ((8, 3, 2),)}),
    Lane("Rue Invisible", 14),
)


def make(path: Path, empty: Path) -> None:
    """A committee with a script, and one list of sixty doors, walked this morning."""
    from sqlalchemy import select

    from campaign.committees.create import create_committee
    from campaign.committees.forms import NewCommittee
    from campaign.committees.members import add_member
    from campaign.field import lists
    from campaign.field.scripts import QuestionForm, ScriptForm, use_script, write_script
    from db.store import Store
    from db.tables import FieldCampaign

    shutil.copy(empty, path)
    path.chmod(0o600)
    store = Store.on_file(path)
    store.now = lambda: MORNING

    def do(action: Callable[..., Any], *arguments: Any) -> Any:
        with store.write() as unit:
            return action(unit, *arguments)

    committee = do(create_committee, NewCommittee(name="Croix-Rousse", places=("69384",))).id
    ana = do(add_member, committee, "Ana Diaz")
    with store.write() as unit:
        made = town(unit, committee, LANES)
    with store.write() as unit:
        _, walks = walk_of(unit, made, stops=100, name="Plateau")
    question = QuestionForm("Avec nous ?", "scale", defines_success=True)
    script = do(write_script, ScriptForm(committee, "Visite", "Bonjour !", (question,)))
    with store.read() as session:
        campaign = session.scalars(select(FieldCampaign.id)).one()
    do(use_script, campaign, script)
    (list_id,) = do(lists.issue, lists.IssueForm(walks, team=(ana,)))
    store.now = lambda: MORNING + timedelta(hours=3)
    do(lists.set_hours, lists.HoursForm(list_id, MORNING, MORNING + timedelta(hours=2)))
    store.close()


@pytest.fixture(scope="session")
def sheet_made(once: Any, empty_file: Path) -> Path:
    """The sheet; to be copied."""
    made: Path = once("sheet.appui", lambda path: make(path, empty_file))
    return made


@pytest.fixture
def sheet_file(sheet_made: Path, copy: Callable[[Path], Path]) -> Path:
    """A sheet of this test's own."""
    return copy(sheet_made)


@pytest.fixture(scope="session")
def filled(once: Any, sheet_made: Path) -> Callable[[str, Callable[[Path], object]], Path]:
    """A sheet to which something is added, once; to be copied."""

    def make_from(name: str, fill: Callable[[Path], object]) -> Path:
        def add(path: Path) -> None:
            shutil.copy(sheet_made, path)
            path.chmod(0o600)
            fill(path)

        made: Path = once(name, add)
        return made

    return make_from
