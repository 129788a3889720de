"""Turf by keys: from addresses to walks beside a map, their sheets as PDF, barriers; and how a map is drawn."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.campaign.field.builders import STREETS, town

Opened = Callable[..., Any]


async def field(hand: Any) -> None:
    from tui.screens.field.turf import FieldScreen

    hand.app.push_screen(FieldScreen(uuid.UUID(bytes=hand.one("SELECT id FROM committee")), "Croix-Rousse"))
    await hand.settle()


@pytest.fixture
def walks(cut_town: Callable[[int], Path], copy: Callable[[Path], Path]) -> Path:
    """A file with a town that is cut into walks already."""
    return copy(cut_town(10))


async def test_without_addresses_the_screen_says_where_to_get_them_and_which_key_comes_next(
    opened: Opened, file: Path, committee: uuid.UUID
) -> None:
    async with opened(file, "en") as hand:
        await hand.press("p")
        assert hand.screen == "FieldScreen"
        assert hand.shows("adresse.data.gouv.fr") and hand.shows("press i")
        await hand.press("n")
        assert hand.screen == "FieldScreen" and "i takes in" in hand.toasts()[-1]


async def test_a_commune_is_cut_by_keys_into_walks_that_hold_every_door_once_their_size_is_one_that_walks_can_have(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    made = other.do(town, committee)
    async with opened(file, "en") as hand:
        await field(hand)
        assert hand.shows("38 addresses, no turf yet")
        await hand.press("n")
        assert hand.screen == "ChooseScreen" and hand.shows("72 doors") and hand.shows("about")
        for typed in ("", "60-40", "1-2", "quarante"):
            await hand.put("30-80", "#doors")
            hand.app.clear_notifications()
            await hand.settle()
            assert not hand.shows("The least is 5 doors")
            await hand.put(typed, "#doors")
            assert hand.shows("The least is 5 doors"), typed
            await hand.press("ctrl+s")
            assert hand.screen == "ChooseScreen" and hand.one("SELECT count(*) FROM turf") == 0, typed
        await hand.put("30-80", "#doors")
        await hand.press("ctrl+s")
        assert hand.screen == "WalksScreen"
        assert hand.one("SELECT sum(doors) FROM walk") == made.doors == 72
        await hand.press("escape", "u")
        assert hand.one("SELECT count(*) FROM walk") == 0


async def test_a_map_moves_by_keys_that_need_no_shift_is_drawn_once_for_many_frames_and_has_the_cursor_of_the_list(
    opened: Opened, walks: Path
) -> None:
    async with opened(walks, "en", (100, 30)) as hand:
        await field(hand)
        await hand.press("enter")
        turf_map = hand.app.screen.query_one("#map")
        drawn, fitted = turf_map.drawn, turf_map._frame
        for _ in range(3):
            hand.app.screen.refresh()
            await hand.settle()
        assert turf_map.drawn == drawn
        assert len(STREETS) == len(turf_map._sketch.streets)
        await hand.press("=")
        assert turf_map._frame.scale > fitted.scale
        await hand.press("-", "-")
        assert turf_map._frame.scale < fitted.scale
        await hand.press("à")
        assert turf_map._frame == fitted
        await hand.press("tab", "l", "j")
        assert turf_map.has_focus and turf_map._frame.east != fitted.east
        await hand.press("0")
        assert turf_map._frame == fitted
        await hand.press("tab", "enter")
        assert hand.screen == "WalkScreen"
        screen = hand.app.screen
        assert screen.query_one("#map")._here == 0
        await hand.press("down")
        assert screen.query_one("#map")._here == 1
        await hand.press("end")
        assert screen.query_one("#map")._here == 9
        await hand.press("home")
        assert screen.query_one("#map")._here == 0 and screen.query_one("#stops").row.key == 1


async def test_a_turf_is_written_for_other_programs_and_its_marked_walks_get_their_numbers_and_one_pdf(
    opened: Opened, walks: Path, tmp_path: Path
) -> None:
    target, route = tmp_path / "sheets.pdf", tmp_path / "turf.gpx"
    async with opened(walks, "en") as hand:
        await field(hand)
        await hand.press("x")
        await hand.choose("gpx")
        await hand.put(str(route))
        await hand.press("enter")
        assert route.read_text("utf-8").count("<rte>") == 4
        await hand.press("enter", "space", "space", "p")
        assert hand.screen == "IssueScreen" and hand.shows("2 walks get a list number")
        await hand.put("Zoé Inventée, Samai Benali", "#team")
        await hand.press("ctrl+s")
        assert hand.screen == "Menu" and not hand.shows("appui person")
        assert hand.one("SELECT count(*) FROM walk_list") == 0
        await hand.choose(uuid.UUID(int=0))
        assert hand.one("SELECT count(*) FROM membership") == 2
        await hand.press("ctrl+s")
        await hand.choose("Samia Benali")
        assert hand.screen == "IssueScreen" and hand.app.focused.id == "team"
        assert hand.app.focused.value == "Zoé Inventée, Samia Benali"
        await hand.put("Samia Benali", "#team")
        await hand.press("ctrl+s")
        assert hand.screen == "AskText"
        await hand.put(str(target))
        await hand.press("enter")
        assert target.read_bytes().startswith(b"%PDF")
        assert hand.one("SELECT count(*) FROM walk_list") == 2
        assert hand.one("SELECT count(*) FROM list_member") == 2
        await hand.press("p")  # both have a list now: no question but where to
        assert hand.screen == "AskText"


async def test_a_barrier_is_marked_on_the_map_typed_and_taken_away(opened: Opened, walks: Path) -> None:
    count = "SELECT count(*) FROM barrier"
    async with opened(walks, "en") as hand:
        await field(hand)
        await hand.press("w", "space", "right", "right", "space", "n")
        await hand.put("The canal")
        await hand.press("enter")
        assert hand.one(count) == 1
        await hand.press("e")
        await hand.put("48.9 2.4")
        await hand.press("enter")
        assert hand.screen == "AskText" and hand.shows("at least two points")
        await hand.put("48.9 2.4, 48.91 2.41")
        await hand.press("enter")
        await hand.put("The railway")
        await hand.press("enter")
        assert hand.one(count) == 2
        hand.app.screen.query_one("#lines").focus()
        await hand.press("d", "enter")
        assert hand.one(count) == 1


def test_maps_are_drawn_with_what_the_terminal_has() -> None:
    from tui.widgets.map import style_for

    assert style_for({"TERM": "xterm-256color"}) == "braille"
    assert style_for({"TERM": "linux"}) == "blocks"
    assert style_for({"TERM": "dumb"}) == "ascii"
    assert style_for({"TERM": "linux"}, "braille") == "braille"
    assert style_for({"TERM": "xterm", "APPUI_MAP": "ascii"}, "blocks") == "ascii"
    assert style_for({"APPUI_MAP": "tiles"}) == "braille"
