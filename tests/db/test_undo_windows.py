"""Two windows on one file: the key for undo takes back what its own window did or saw, and nothing silently else."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from db import undo
from db.errors import DoneElsewhere, NothingToUndo, UndoneElsewhere
from db.store import Store
from db.undo import Window


@pytest.fixture
def say(kept: Store, rows: Any) -> Callable[..., None]:
    """One small action, of a window or of somebody else."""

    def act(text: str, window: Window | None = None, actor: uuid.UUID | None = None) -> None:
        with kept.write(actor) as unit:
            unit.name("committee.create", name=text)
            rows.committee(unit, text)
        if window is not None:
            window.did(unit)

    return act


def opened(store: Store) -> Window:
    with store.read() as session:
        return Window.at(session)


def press(store: Store, window: Window, *, again: bool = False) -> str:
    with store.write() as unit:
        step = (undo.redo if again else undo.undo)(unit, window)
    window.did(unit)
    return str(step.facts["name"])


def elsewhere(store: Store, *, again: bool = False) -> None:
    with store.write() as unit:
        (undo.redo if again else undo.undo)(unit)


def test_what_was_there_when_the_file_was_opened_is_undone_at_once(kept: Store, say: Callable[..., None]) -> None:
    say("Lyon")
    window = opened(kept)
    assert press(kept, window) == "Lyon"
    assert press(kept, window, again=True) == "Lyon"


def test_another_window_s_action_is_told_first_and_undone_only_when_asked_again(
    kept: Store, rows: Any, say: Callable[..., None]
) -> None:
    window = opened(kept)
    say("Lyon", window)
    with kept.write() as unit:
        unit.name("person.add")
        who = rows.person(unit, "Benali").id
    window.did(unit)
    say("Nantes", actor=who)
    with pytest.raises(DoneElsewhere) as told:
        press(kept, window)
    assert told.value.facts["facts"] == {"name": "Nantes"}
    assert "Benali" in str(told.value.facts["who"])
    with kept.read() as session:
        assert [step.state for step in undo.steps(session)] == ["done", "done", "done"]
    assert press(kept, window) == "Nantes"


def test_each_action_of_another_window_is_told_and_anything_new_is_told_again(
    kept: Store, say: Callable[..., None]
) -> None:
    window = opened(kept)
    say("Nantes")
    say("Rennes")
    with pytest.raises(DoneElsewhere):
        press(kept, window)
    say("Brest")  # meanwhile: what was told is no longer the last
    with pytest.raises(DoneElsewhere) as told:
        press(kept, window)
    assert told.value.facts["facts"] == {"name": "Brest"}
    assert press(kept, window) == "Brest"
    with pytest.raises(DoneElsewhere):
        press(kept, window)
    assert press(kept, window) == "Rennes"


def test_an_own_action_on_top_of_another_window_s_is_undone_at_once(kept: Store, say: Callable[..., None]) -> None:
    window = opened(kept)
    say("Nantes")
    say("Lyon", window)
    assert press(kept, window) == "Lyon"
    assert press(kept, window, again=True) == "Lyon"
    assert press(kept, window) == "Lyon"
    with pytest.raises(DoneElsewhere):
        press(kept, window)


def test_when_another_window_undid_something_the_next_step_back_is_not_a_surprise(
    kept: Store, say: Callable[..., None]
) -> None:
    window = opened(kept)
    say("Lyon", window)
    say("Nantes", window)
    elsewhere(kept)
    with pytest.raises(UndoneElsewhere) as told:
        press(kept, window)
    assert told.value.facts["facts"] == {"name": "Nantes"}
    assert press(kept, window) == "Lyon"
    with pytest.raises(NothingToUndo):
        press(kept, window)


def test_what_another_window_undid_is_not_redone_unasked(kept: Store, say: Callable[..., None]) -> None:
    window = opened(kept)
    say("Lyon", window)
    elsewhere(kept)
    with pytest.raises(UndoneElsewhere):
        press(kept, window, again=True)
    assert press(kept, window, again=True) == "Lyon"
    assert press(kept, window) == "Lyon"


def test_the_command_line_undoes_the_last_step_of_the_file(kept: Store, say: Callable[..., None]) -> None:
    say("Lyon", opened(kept))
    elsewhere(kept)
    with kept.read() as session:
        assert [step.state for step in undo.steps(session)] == ["undone"]
