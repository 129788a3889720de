"""The form of a new committee: communes of the same name, a place abroad, one that is typed too fast, and no loss."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Opened = Callable[..., Any]


async def form(hand: Any, name: str) -> None:
    if hand.screen != "HomeScreen":
        await hand.press("enter")
    else:
        await hand.press("n")
    assert hand.screen == "NewCommitteeScreen"
    await hand.put(name)
    await hand.press("enter")


async def test_communes_of_the_same_name_are_told_apart_and_chosen_by_keys(opened: Opened, file: Path) -> None:
    async with opened(file) as hand:
        await form(hand, "Comité de Saint-Denis")
        await hand.put("Saint-Denis")
        listing = hand.app.screen.query_one("#suggestions")
        codes = [listing._row(i).key[0] for i in range(listing.total)]
        assert {"93066", "97411"} <= set(codes)
        labels = [listing._row(i).cells[0] for i in range(listing.total)]
        assert len(set(labels)) == len(labels), labels
        await hand.press(*["down"] * codes.index("97411"), "enter", "enter")
        assert hand.screen == "CommitteeScreen"
        assert hand.one("SELECT code FROM committee_place") == "97411"
        assert hand.one("SELECT zone FROM committee") == "Indian/Reunion"


async def test_a_committee_abroad_is_created_with_its_own_time(opened: Opened, file: Path) -> None:
    async with opened(file, "fr") as hand:
        await form(hand, "Comité de Montréal")
        await hand.put("Montréal, Canada")
        await hand.press("enter", "enter")
        assert hand.screen == "CommitteeScreen"
        assert hand.one("SELECT country || ' ' || city_abroad || ' ' || zone FROM committee") == (
            "CA Montréal America/Toronto"
        )
        assert hand.shows("Montréal (Canada)")


async def test_a_village_committee_takes_several_communes_and_backspace_takes_the_last_one_off(
    opened: Opened, file: Path
) -> None:
    async with opened(file) as hand:
        await form(hand, "Comité des villages")
        for code in ("69384", "69266", "69029"):
            await hand.put(code)
            await hand.press("enter")
        await hand.press("backspace", "enter")
        inside = "SELECT code FROM committee_place WHERE position = :position"
        assert [hand.one(inside, position=position) for position in (0, 1, 2)] == ["69384", "69266", None]


async def test_tab_takes_the_commune_under_the_cursor_and_what_is_typed_next_goes_into_the_next_field(
    opened: Opened, file: Path
) -> None:
    async with opened(file) as hand:
        await form(hand, "Comité de la place")
        await hand.put("Villeurbanne")
        await hand.press("tab")
        assert hand.app.screen.focused.id == "leader"
        await hand.put("Samia Benali")
        await hand.press("enter")
        assert hand.screen == "CommitteeScreen"
        assert hand.one("SELECT code FROM committee_place") == "69266"
        assert hand.one("SELECT given_name || ' ' || family_name FROM person") == "Samia Benali"


async def test_a_form_left_half_typed_asks_and_a_missing_place_is_told_beside_its_field(
    opened: Opened, file: Path
) -> None:
    async with opened(file) as hand:
        await form(hand, "Comité")
        await hand.press("enter")
        assert hand.screen == "NewCommitteeScreen" and hand.shows("A place is needed")
        await hand.press("escape")
        assert hand.screen == "Confirm"
        await hand.press("escape")
        assert hand.app.screen.query_one("#name").value == "Comité"
        await hand.press("escape", "enter")
        assert hand.screen == "HomeScreen" and hand.one("SELECT count(*) FROM committee") == 0


async def test_enter_pressed_twice_creates_one_committee(opened: Opened, file: Path) -> None:
    async with opened(file) as hand:
        await form(hand, "Comité")
        await hand.put("69384")
        await hand.press("enter")
        hand._send("enter")
        hand._send("enter")
        await hand.settle()
        assert hand.one("SELECT count(*) FROM committee") == 1
