"""The agenda by keys: planned with a day in any writing, signed up for, reported, cancelled, and taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Opened = Callable[..., Any]
COUNT = "SELECT count(*) FROM action"


async def agenda(hand: Any, committee: uuid.UUID) -> None:
    from tui.screens.actions.agenda import AgendaScreen

    hand.app.push_screen(AgendaScreen(committee, "Croix-Rousse"))
    await hand.settle()


@pytest.mark.parametrize(
    "written",
    [
        (("21/11", "9h30", "2026-11-21T08:30"), ("demain", "19", "2026-11-19T18:00")),
        pytest.param(  # how a day is written is tried without keys each day
            (
                ("+3", "9h", "2026-11-21T08:00"),
                ("2026-11-21", "09:00", "2026-11-21T08:00"),
                ("21 nov.", "19:05", "2026-11-21T18:05"),
            ),
            marks=pytest.mark.long,
        ),
    ],
    ids=len,
)
async def test_an_action_is_planned_with_its_day_and_time_as_people_write_them(
    opened: Opened, file: Path, committee: uuid.UUID, written: tuple[tuple[str, str, str], ...]
) -> None:
    async with opened(file) as hand:
        await agenda(hand, committee)
        for day, at, starts in written:
            await hand.press("n")
            await hand.put(day, "#day")
            await hand.put(at, "#at")
            await hand.press("ctrl+s")
            assert hand.one("SELECT starts_at FROM action")[:16].replace(" ", "T") == starts, day
            assert hand.screen == "AgendaScreen" and hand.shows("planned"), day
            await hand.press("u")
            assert hand.one(COUNT) == 0
            hand.app.clear_notifications()
            await hand.settle()


async def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_planned(
    opened: Opened, file: Path, committee: uuid.UUID
) -> None:
    async with opened(file) as hand:
        await agenda(hand, committee)
        for field, typed in (("day", "31/2"), ("day", ""), ("at", "25:00"), ("minutes", "0")):
            await hand.press("n")
            await hand.put("+3", "#day")
            await hand.put("Marché", "#title")
            await hand.put(typed, f"#{field}")
            error = hand.app.screen.query_one(f"#{field}-error")
            assert not error.display, (field, typed)
            await hand.press("ctrl+s")
            assert hand.screen == "PlanScreen" and hand.one(COUNT) == 0, (field, typed)
            assert hand.app.focused.id == field, (field, typed)
            assert error.display, (field, typed)
            await hand.press("escape", "enter")
            assert hand.screen == "AgendaScreen"


async def test_enter_pressed_twice_plans_once(opened: Opened, file: Path, committee: uuid.UUID) -> None:
    async with opened(file) as hand:
        await agenda(hand, committee)
        await hand.press("n")
        await hand.put("+3", "#day")
        hand.app.screen.query_one("#place").focus()
        await hand.settle()
        screen = hand.app.screen
        screen.action_save()  # as two presses do that come before the first has been written
        screen.action_save()
        await hand.settle()
        assert hand.one(COUNT) == 1
        assert hand.screen == "AgendaScreen"


async def test_leaving_a_form_with_something_typed_asks_and_an_empty_one_does_not(
    opened: Opened, file: Path, committee: uuid.UUID
) -> None:
    async with opened(file) as hand:
        await agenda(hand, committee)
        await hand.press("n", "escape")
        assert hand.screen == "AgendaScreen"
        await hand.press("n")
        await hand.put("Marché", "#title")
        await hand.press("escape")
        assert hand.screen == "Confirm"
        await hand.press("escape")
        assert hand.screen == "PlanScreen" and hand.app.screen.query_one("#title").value == "Marché"
        await hand.press("escape", "enter")
        assert hand.screen == "AgendaScreen" and hand.one(COUNT) == 0


async def test_someone_signs_up_comes_and_is_reported_by_keys(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    from datetime import date

    from campaign.actions import NewAction, plan_action
    from tui.screens.actions.show import ActionScreen

    ahead = other.do(plan_action, NewAction(committee_id=committee, kind="market", day=date(2026, 11, 20)))
    past = other.do(plan_action, NewAction(committee_id=committee, kind="leaflets", day=date(2026, 11, 17)))
    signed = "SELECT state FROM signup WHERE action_id = :action"
    async with opened(file) as hand:
        hand.app.push_screen(ActionScreen(ahead))
        await hand.settle()
        await hand.press("space")
        assert hand.one(signed, action=ahead.bytes) == "confirmed"
        await hand.press("space")
        assert hand.one(signed, action=ahead.bytes) == "cancelled"
        await hand.press("escape")
        hand.app.push_screen(ActionScreen(past))
        await hand.settle()
        await hand.press("space", "tab")
        await hand.put("30")
        await hand.press("tab")
        await hand.put("200")
        await hand.press("ctrl+s")
        assert hand.one(signed, action=past.bytes) == "attended"
        kept = "SELECT state || ' ' || people_met || ' ' || leaflets FROM action WHERE id = :action"
        assert hand.one(kept, action=past.bytes) == "held 30 200"
        await hand.press("u")
        assert hand.one(kept, action=past.bytes) == "planned 0 0"


async def test_an_action_is_cancelled_after_a_question_and_comes_back_with_u_even_at_the_next_start(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    from datetime import date

    from campaign.actions import NewAction, plan_action

    other.do(plan_action, NewAction(committee_id=committee, kind="market", day=date(2026, 11, 20)))
    state = "SELECT state FROM action"
    async with opened(file) as hand:
        await agenda(hand, committee)
        await hand.press("d", "escape")
        assert hand.one(state) == "planned"
        await hand.press("d", "enter")
        assert hand.one(state) == "cancelled"
    async with opened(file) as hand:
        await hand.press("u")
        assert hand.one(state) == "planned"
        await hand.press("ctrl+r")
        assert hand.one(state) == "cancelled"
