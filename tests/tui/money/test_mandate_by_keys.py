"""The mandataire's week by keys: declared on the first screen, a committee's file taken in, received, answered."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest

from campaign.money.exchange import export_pledges
from campaign.money.gifts import hand_over

Opened = Callable[..., Any]
STATES = "SELECT group_concat(state) FROM (SELECT state FROM donation ORDER BY id)"


@pytest.fixture
def brought(
    other: Any, committee: uuid.UUID, account: uuid.UUID, pledge: Callable[..., uuid.UUID], tmp_path: Path
) -> Path:
    """A committee's file: a cheque that is carried, and a transfer."""
    other.do(hand_over, [pledge(15_000)], None)
    pledge(4_000, "transfer", "Ana Byron")
    path = tmp_path / "brought.json"
    path.write_bytes(other.do(export_pledges, committee, account))
    return path


async def test_a_mandataire_begins_without_a_committee_takes_a_file_in_receives_and_answers(
    opened: Opened, tmp_path: Path, brought: Path
) -> None:
    own = tmp_path / "own" / "appui.appui"
    async with opened(own, "en", (80, 24)) as hand:
        await hand.press("down", "enter")
        assert hand.screen == "MandateScreen" and hand.shows("you declare that you act as the mandataire")
        await hand.press("ctrl+s")
        assert hand.shows("A name is needed") and hand.app.focused.id == "name"
        await hand.put("Zoe Machin")
        await hand.put("AFC Association", "#label")
        await hand.put("12 nix", "#round_1")
        await hand.press("ctrl+s")
        assert hand.screen == "MandateScreen" and hand.app.focused.id == "round_1"
        await hand.put("", "#round_1")
        await hand.put("", "#ceiling")
        await hand.press("enter")  # the last field: declared
        assert hand.screen == "MoneyHomeScreen" and hand.shows("AFC Association · Money")
        assert hand.shows("Not known: the day of the first round, the ceiling on spending")
        assert hand.shows("No gift yet. Enter takes in a committee's file")
        assert hand.one("SELECT count(*) FROM committee") == 0
        await hand.press("enter")
        await hand.put(str(brought.parent / "nothing.json"))
        await hand.press("enter")
        assert hand.screen == "AskText" and hand.shows("no such file")  # one letter may be wrong: it is all there
        assert hand.app.focused.value.endswith("nothing.json")
        await hand.put(str(brought))
        await hand.press("enter")
        assert hand.screen == "Menu" and hand.shows("“Croix-Rousse” names") and hand.shows("AFC Association")
        await hand.press("enter")
        assert hand.screen == "ToldDialog" and hand.shows("2 gifts read: 2 added")
        await hand.press("enter")
        assert hand.one(STATES) == "handed_over,promised"
        assert hand.screen == "MoneyHomeScreen" and hand.shows("Next: receive")
        await hand.press("enter", "space", "space", "s")
        await hand.choose("receive")
        await hand.put("seen")
        await hand.press("enter")
        assert hand.one(STATES) == "received,received"
        await hand.press("escape", "x", "r")
        await hand.put(str(tmp_path / "back.json"))
        await hand.press("enter")
        assert (tmp_path / "back.json").exists()
        # Home of this file is the account's, not that of the committee whose gifts came.
        hand.app.clear_notifications()  # they would stand over it
        await hand.press("escape", "escape")
        assert hand.screen == "HomeScreen" and hand.shows("€150.00: bring a gift to the bank")
        assert hand.shows("€190.00") and not hand.shows("This week")
        await hand.press("f", "n")
        await hand.choose("")
        assert hand.screen == "PledgeScreen"
        assert hand.one("SELECT group_concat(name, '|') FROM committee") == "Croix-Rousse|AFC Association"
    async with opened(own, "en", (80, 24)) as hand:
        assert hand.screen == "MoneyHomeScreen"  # where their work is
        await hand.press("escape")
        assert hand.screen == "HomeScreen"


async def test_one_faulty_gift_among_several_is_named_and_left_out_by_one_key(
    opened: Opened, file: Path, other: Any, *, committee: uuid.UUID, pledge: Callable[..., uuid.UUID]
) -> None:
    from campaign.money.gifts import receive

    first, second = pledge(15_000, "transfer"), pledge(4_000, "transfer", "Ana Byron")
    late = pledge(2_000, "transfer", "Zoe Blum")
    other.do(receive, [late], declares_mandatary=True, reason="seen")
    async with opened(file, size=(80, 24)) as hand:
        await hand.press("f", "f", "space", "space", "space")
        assert hand.shows("marked: 3")
        await hand.press("enter")
        card = hand.app.screen
        for narrow in (False, True):  # the lists take their places when they do, whatever was read by then
            card.set_class(narrow, "-narrow")
            await hand.settle()
            assert hand.shows("Lyon") and hand.shows("3 rue du Mail, 69004 Lyon") is narrow
        await hand.press("escape", "s")
        assert any("together. Zoe Blum (received, transfer) goes on alone" in toast for toast in hand.toasts())
        await hand.press("escape", "f")
        await hand.choose(("states", ("promised",)))
        await hand.press("space", "space", "s")
        await hand.choose("receive")
        # A day that fits none of them is the form's: said once, where it is typed, and nothing is let go of.
        await hand.put("+3", "#day")
        await hand.press("enter")
        assert hand.screen == "AskStep" and hand.shows("nor later than today")
        assert (hand.app.focused.id, hand.app.focused.value) == ("day", "+3")
        await hand.put("", "#day")
        other.do(receive, [second], declares_mandatary=True, reason="seen")  # in the other window, meanwhile
        await hand.put("seen", "#line")
        await hand.press("enter")
        assert hand.screen == "RefusedDialog" and hand.shows("Ana Byron · €40.00") and not hand.shows("Luc Roy")
        assert hand.shows("This gift is received") and hand.shows("goes on with the other one")
        await hand.press("escape")
        assert hand.screen == "AskStep" and hand.app.focused.value == "seen"
        await hand.press("enter", "enter")
        assert (
            hand.screen == "AskStep" and hand.one(f"SELECT state FROM donation WHERE id = x'{first.hex}'") == "promised"
        )
        await hand.press("enter")
        assert hand.one(STATES) == "received,received,received"


async def test_the_first_election_is_asked_for_in_a_menu_and_a_commune_is_found_by_its_name(
    opened: Opened, file: Path, committee: uuid.UUID
) -> None:
    async with opened(file, size=(80, 24)) as hand:
        await hand.press("f", "n")
        await hand.choose("candidate")
        await hand.choose("municipal")
        await hand.press("enter")  # the day of the first round is not known
        assert hand.shows("Which commune?")
        await hand.put("Nullepart")
        await hand.press("enter")
        assert hand.shows("No commune is called") and hand.shows("Nullepart")
        await hand.put("69384")
        await hand.press("enter")
        await hand.put("Liste du 4e")
        await hand.press("enter", "enter")
        assert hand.screen == "PledgeScreen"
        assert hand.one("SELECT insee || ' ' || (population > 9000) FROM election") == "69384 1"
        assert hand.one("SELECT count(*) FROM election_round") == 0
        await hand.put("100", "#amount")
        assert hand.shows("Cannot check") or hand.shows("cannot be checked")


@pytest.mark.parametrize(
    "places",
    [
        (0, 1, 5),
        pytest.param(range(6), marks=pytest.mark.long),  # those beside it are looked at each day in test_snapshots.py
    ],
    ids=["own", "all"],
)
async def test_the_screens_of_a_mandataire_fit_speak_french_and_name_their_keys(
    opened: Opened, tmp_path: Path, brought: Path, places: Collection[int]
) -> None:
    from tests.screens import check_french, check_keys, check_title, check_width, english

    texts = english()
    async with opened(tmp_path / "own" / "appui.appui", "fr", (80, 24)) as hand:
        await hand.press("down", "enter")
        for place in places:
            if place == 1:
                await hand.put("Zoé Machin", "#name")
                await hand.put("Association Machin", "#label")
                await hand.press("ctrl+s")
            elif place in (2, 3, 4):
                await hand.press(("x", "p", "y")[place - 2])
            elif place == 5:
                await hand.press("escape")
            check_title(hand)
            check_keys(hand)
            check_width(hand)
            check_french(hand, texts)
            if place in (2, 3, 4):
                await hand.press("escape")
        assert hand.screen == "HomeScreen" and hand.shows("Importer le fichier de promesses")
        # A thing to do that is longer than its line is said whole below the list.
        todo = hand.app.screen.query_one("#todo-list")
        todo.focus()
        await hand.press("end")
        assert hand.app.screen.query_one("#todo-whole").display == (len(todo.row.cells[0]) > todo.size.width - 2)
        # A party's account asks for no election; an association names itself.
        await hand.press("u", "u")
        assert hand.shows("Je réponds de l'argent")
        await hand.choose("mandate")
        hand.app.screen.query_one("#whose").set_value("party")
        hand.app.screen.query_one("#answering").set_value("association")
        hand.app.screen.picked()
        await hand.settle()
        assert not hand.shows("plafond") and hand.shows("Nom de l'association")
