"""The first week by keys: tasks ticked by hand, by a lesson read and by what was done; goals set and corrected."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

Opened = Callable[..., Any]
TASK = "SELECT state FROM task WHERE template_id = :id"


async def show(hand: Any, committee: uuid.UUID) -> None:
    from tui.screens.committees.show import CommitteeScreen

    hand.app.push_screen(CommitteeScreen(committee))
    await hand.settle()


def tasks(hand: Any) -> Any:
    listing = hand.app.screen.query_one("#tasks")
    listing.focus()
    return listing


async def test_enter_ticks_a_task_opens_it_again_and_u_takes_that_back(
    opened: Opened, file: Path, committee: uuid.UUID
) -> None:
    async with opened(file) as hand:
        await show(hand, committee)
        listing = tasks(hand)
        await hand.settle()
        first = listing._row(0).key
        done = "SELECT state FROM task WHERE id = :id"
        await hand.press("home", "enter")
        assert hand.one(done, id=first.id.bytes) == "done"
        assert any("Ticked" in toast for toast in hand.toasts())
        rows = [listing._row(i).key.id for i in range(listing.total)]
        await hand.press("home", *["down"] * rows.index(first.id), "enter")
        assert hand.one(done, id=first.id.bytes) == "open"
        await hand.press("u")
        assert hand.one(done, id=first.id.bytes) == "done"


async def test_a_lesson_that_was_read_ticks_its_task(opened: Opened, file: Path, committee: uuid.UUID) -> None:
    lesson = "SELECT state FROM task WHERE tutorial_id IS NOT NULL"
    async with opened(file) as hand:
        await show(hand, committee)
        listing = tasks(hand)
        await hand.settle()
        rows = [listing._row(i).key for i in range(listing.total)]
        at = next(i for i, task in enumerate(rows) if task.tutorial_id)
        await hand.press("home", *["down"] * at, "enter")
        assert hand.screen == "TutorialsScreen"
        assert hand.one(lesson) == "open"
        await hand.press("d")
        assert hand.screen == "CommitteeScreen" and hand.one(lesson) == "done"
        await hand.press("u")
        assert hand.one(lesson) == "open"


async def test_a_second_member_and_a_first_meeting_tick_their_tasks(
    opened: Opened, file: Path, committee: uuid.UUID
) -> None:
    async with opened(file) as hand:
        await show(hand, committee)
        await hand.press("b")
        await hand.put("Karim Morel")
        await hand.press("enter")
        assert hand.one(TASK, id="default.invite") == "done"
        await hand.press("a", "n")
        await hand.put("+3", "#day")
        await hand.press("ctrl+s")
        assert hand.one(TASK, id="default.meeting") == "done"
        await hand.press("u")
        assert hand.one(TASK, id="default.meeting") == "open"
        await hand.press("u")
        assert hand.one(TASK, id="default.invite") == "open"


async def test_a_goal_is_set_corrected_and_taken_back_by_keys(opened: Opened, file: Path, committee: uuid.UUID) -> None:
    target = "SELECT target FROM goal"
    async with opened(file) as hand:
        await show(hand, committee)
        for wanted, kept in (("0", None), ("30", 30), ("45", 45)):
            await hand.press("v")
            await hand.choose("people_met")
            await hand.press("enter")  # this month
            await hand.put(wanted)
            await hand.press("enter")
            if kept is None:
                assert hand.screen == "AskText" and hand.shows("above 0")
                await hand.press("escape")
            assert hand.one(target) == kept
        assert hand.one("SELECT count(*) FROM goal") == 1
        await hand.press("u")
        assert hand.one(target) == 30
        await hand.press("escape")
        assert hand.screen == "HomeScreen" and hand.shows("/ 30")


async def test_doors_are_the_same_key_in_a_committee_as_on_home(
    opened: Opened, file: Path, committee: uuid.UUID
) -> None:
    async with opened(file) as hand:
        await show(hand, committee)
        await hand.press("p")
        assert hand.screen == "FieldScreen"
        await hand.press("i")
        assert hand.screen == "AddressesScreen"
