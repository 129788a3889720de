"""From an empty machine to a live committee, by keys only."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Opened = Callable[..., Any]
NAME = "Comité de la Croix-Rousse"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "appui.appui"


@pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.long)])
async def test_fewer_than_twelve_keys_and_a_name_make_a_committee_that_is_live(
    opened: Opened, path: Path, lang: str
) -> None:
    async with opened(path, lang, (80, 24)) as hand:
        assert hand.screen == "FirstRunScreen"
        assert not path.exists()
        await hand.press("enter")
        await (hand.type(NAME) if lang == "fr" else hand.put(NAME))  # the name is not counted
        await hand.press("enter", *"69384", "enter", "enter")
        assert hand.keys < 12, hand.keys
        assert hand.screen == "CommitteeScreen"
        assert any(NAME in toast for toast in hand.toasts())
        assert hand.shows(NAME)
        row = "SELECT state || ' ' || name FROM committee"
        assert hand.one(row) == f"active {NAME}"
        assert hand.one("SELECT code FROM committee_place") == "69384"
        # What comes next is its first week; Home stands right under it and shows the committee.
        assert hand.app.focused.id == "tasks"
        assert hand.app.focused.total >= 3
        await hand.press("escape")
        assert hand.screen == "HomeScreen"
        assert hand.app.screen.view.committee.name == NAME
        await hand.press("c")
        assert hand.shows(NAME)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT state FROM committee").fetchall() == [("active",)]
        states = {row[0] for row in connection.execute("SELECT DISTINCT action FROM audit")}
    assert "committee.create" in states


async def test_u_takes_the_new_committee_back_and_ctrl_r_makes_it_again(opened: Opened, path: Path) -> None:
    async with opened(path) as hand:
        await hand.press("enter")
        await hand.put(NAME)
        await hand.press("enter", *"69384", "enter", "enter", "escape", "u")
        assert hand.one("SELECT count(*) FROM committee") == 0
        assert any(NAME in toast for toast in hand.toasts()[1:])
        assert hand.shows("No committee yet")
        await hand.press("ctrl+r")
        assert hand.one("SELECT state FROM committee") == "active"
        assert hand.shows(NAME)


async def test_escape_never_quits_from_the_first_screen_on(opened: Opened, path: Path) -> None:
    async with opened(path) as hand:
        await hand.press("escape", "escape")
        assert hand.app.is_running and hand.screen == "FirstRunScreen"
        await hand.press("enter", "escape", "escape", "escape")
        assert hand.app.is_running and hand.screen == "FirstRunScreen"
        await hand.press("down", "down", "down", "enter", "escape", "escape")
        assert hand.app.is_running and hand.screen == "FirstRunScreen"
    async with opened(path) as hand:
        await hand.press("escape", "escape")
        assert hand.app.is_running and hand.screen in ("HomeScreen", "FirstRunScreen")
        await hand.press("q")
        assert hand.app._exit


async def test_the_demonstration_goes_to_a_file_of_its_own(opened: Opened, path: Path, tmp_path: Path) -> None:
    async with opened(path) as hand:
        await hand.press("down", "down", "enter")
        await hand.settle()
        assert hand.screen == "HomeScreen"
        assert hand.app.is_invented and hand.shows("invented data")
        assert hand.one("SELECT count(*) FROM committee") == 24
    assert (tmp_path / "demo" / "demo.appui").exists()
    assert not path.exists()


async def test_the_language_changes_at_once_and_is_kept(opened: Opened, path: Path, tmp_path: Path) -> None:
    async with opened(path, "en") as hand:
        assert hand.app.lang == "en"
        await hand.press("end", "enter")
        assert hand.app.lang == "fr" and hand.screen == "FirstRunScreen"
        assert 'lang = "fr"' in (tmp_path / "settings" / "settings.toml").read_text()
        await hand.press("end", "enter")
        assert hand.app.lang == "en"
        assert hand.shows("Create a committee")
        await hand.press("home", "enter")
        assert hand.screen == "NewCommitteeScreen"


async def test_a_file_from_elsewhere_is_opened_where_it_is(
    opened: Opened, path: Path, empty_file: Path, copy: Any
) -> None:
    other = copy(empty_file)
    async with opened(path) as hand:
        await hand.press("down", "down", "down", "enter")
        await hand.put(str(other.parent / "missing.appui"))
        await hand.press("enter")
        assert any("There is no file" in toast for toast in hand.toasts())
        await hand.press("enter")
        await hand.put(str(other))
        await hand.press("enter")
        await hand.settle()
        assert hand.app.place.path == other and hand.screen == "HomeScreen"
    assert not path.exists()


async def test_no_key_of_the_first_screen_waits_for_a_file_that_is_not_there(opened: Opened, path: Path) -> None:
    async with opened(path) as hand:
        for key in ("f2", "u", "ctrl+r", "m", "f5", "question_mark"):
            await hand.pilot.press(key)
            await hand.pilot.pause()
            if hand.screen == "AskText":
                hand.app.focused.value = "Samia"
                await hand.pilot.press("enter")
                await hand.pilot.pause()
            await asyncio.wait_for(hand.settle(), 20)
            assert hand.app.is_running, key
            await hand.press("escape")
            assert hand.screen == "FirstRunScreen", key
