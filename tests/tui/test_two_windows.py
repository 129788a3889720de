"""Two windows on one file: each sees what the other did, and neither overwrites or takes back the other's work."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from campaign.committees.members import add_member

Opened = Callable[..., Any]


async def show(hand: Any, committee: uuid.UUID) -> None:
    from tui.screens.committees.show import CommitteeScreen

    hand.app.push_screen(CommitteeScreen(committee))
    await hand.settle()


async def test_what_another_window_wrote_comes_to_the_open_screen_by_itself(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    async with opened(file) as hand:
        await show(hand, committee)
        other.do(add_member, committee, "Karim Morel")
        assert not hand.shows("Karim Morel")
        hand.app._poll_now()  # as its clock does every moment
        await hand.settle()
        assert hand.shows("Karim Morel")


async def test_u_says_what_another_window_did_and_takes_it_back_only_when_pressed_again(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    async with opened(file) as hand:
        await show(hand, committee)
        await hand.press("b")
        await hand.put("Lina Faure")
        await hand.press("enter")
        other.do(add_member, committee, "Karim Morel")
        people = "SELECT count(*) FROM membership WHERE level > 0"
        assert hand.one(people) == 3
        await hand.press("u")
        assert hand.one(people) == 3
        told = hand.toasts()[-1]
        assert "Samia Benali" in told and "add Karim Morel" in told, told
        await hand.press("u")
        assert hand.one(people) == 2
        await hand.press("u")  # its own: at once
        assert hand.one(people) == 1


async def test_a_name_changed_meanwhile_is_told_and_what_was_typed_is_still_there(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    from campaign.committees.changes import rename

    async with opened(file) as hand:
        await show(hand, committee)
        await hand.press("e")
        await hand.put("Comité des Pentes")
        other.do(rename, committee, "Comité du Plateau")
        await hand.press("enter")
        assert hand.one("SELECT name FROM committee") == "Comité du Plateau"
        assert any("another window" in toast for toast in hand.toasts())
        assert hand.app.focused.value == "Comité des Pentes"  # asked again, with what was typed
        await hand.press("enter")
        assert hand.one("SELECT name FROM committee") == "Comité des Pentes"


async def test_a_report_made_meanwhile_is_told_and_what_was_typed_is_still_there(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    from campaign.actions import ActionReport, NewAction, plan_action, report_action
    from tui.screens.actions.show import ActionScreen

    plan = NewAction(committee_id=committee, kind="market", day=date(2026, 11, 17))
    action = other.do(plan_action, plan)
    async with opened(file) as hand:
        hand.app.push_screen(ActionScreen(action))
        await hand.settle()
        await hand.put("12", "#people_met")
        other.do(report_action, ActionReport(action_id=action, people_met=30, summary="Bon accueil"))
        hand.app._poll_now()  # read again, the form stays that of before
        await hand.settle()
        await hand.press("ctrl+s")
        assert hand.one("SELECT people_met FROM action") == 30
        assert any("another window" in toast for toast in hand.toasts())
        assert hand.shows("30 met") and hand.shows("Bon accueil")
        assert hand.app.screen.query_one("#people_met").value == "12"
        await hand.press("ctrl+s")  # seen, and meant
        assert hand.one("SELECT people_met FROM action") == 12
