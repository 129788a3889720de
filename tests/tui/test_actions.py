"""The agenda by keys: three views, shifts that fill, who came besides, one date or all that follow, a figure opened."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from campaign.actions import (
    ActionReport,
    NewAction,
    NewShift,
    SignupStep,
    add_shift,
    plan_action,
    report_action,
    set_signup,
    sign_up,
)
from campaign.committees.members import add_member

Opened = Callable[..., Any]
FRIDAY = date(2026, 11, 20)  # today is Wednesday the 18th


@pytest.fixture
def lina(other: Any, committee: uuid.UUID) -> uuid.UUID:
    """A second member."""
    person: uuid.UUID = other.do(add_member, committee, "Lina Faure")
    return person


def plan(other: Any, committee: uuid.UUID, day: date = FRIDAY, **values: Any) -> uuid.UUID:
    form = NewAction(committee_id=committee, kind="market", day=day, at=time(9), **values)
    action: uuid.UUID = other.do(plan_action, form)
    return action


async def show(hand: Any, action: uuid.UUID) -> None:
    from tui.screens.actions.show import ActionScreen

    hand.app.push_screen(ActionScreen(action))
    await hand.settle()


@pytest.mark.parametrize("size", [(80, 24), pytest.param((140, 40), marks=pytest.mark.long)])
async def test_the_agenda_is_a_list_a_week_and_a_month_with_today_marked(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID, size: tuple[int, int]
) -> None:
    plan(other, committee)
    plan(other, committee, date(2026, 12, 2))
    async with opened(file, "en", size) as hand:
        await hand.press("a")
        assert hand.shows("Fri 20 Nov") and hand.shows("Wed 2 Dec")
        await hand.press("v")
        assert hand.shows("16 – 22 November 2026") and hand.shows("[18]") and hand.shows("09:00")
        await hand.press("right", "right", "enter")
        assert hand.screen == "ActionScreen"
        await hand.press("escape", "v")
        assert hand.shows("November 2026") and hand.shows("[18]")
        await hand.press("pagedown")
        assert hand.shows("December 2026") and not hand.shows("[18]")
        await hand.press("h")
        assert hand.shows("[18]")
        await hand.press("up", "enter")  # a day without anything: it is planned there
        assert hand.screen == "PlanScreen"
        assert hand.app.screen.query_one("#day").value == "2026-11-11"


async def test_the_last_day_of_a_long_month_leads_to_the_last_of_a_short_one(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    async with opened(file) as hand:
        await hand.press("a", "v", "v")
        grid = hand.app.screen.query_one("#grid")
        grid.go(date(2027, 1, 31))
        await hand.press("pagedown")
        assert grid.cursor == date(2027, 2, 28)


async def test_a_full_shift_asks_before_it_takes_one_more(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID, lina: uuid.UUID
) -> None:
    action = plan(other, committee)
    other.do(add_shift, NewShift(action_id=action, at=time(9), minutes=60, capacity=1))
    other.do(sign_up, action, lina)
    coming = "SELECT count(*) FROM signup WHERE state = 'confirmed'"
    async with opened(file) as hand:
        await show(hand, action)
        assert hand.shows("1 of 2")
        await hand.press("space")  # Samia, first of the list
        assert hand.screen == "Confirm" and hand.shows("1 is the most")
        await hand.press("escape")
        assert hand.one(coming) == 1
        await hand.press("space", "enter")
        assert hand.one(coming) == 2


async def test_who_is_invited_answers_and_is_reminded_with_a_key_each(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    action = plan(other, committee)
    async with opened(file) as hand:
        await show(hand, action)
        await hand.press("i")
        assert hand.shows("[?]") and hand.shows("1 have not answered")
        await hand.press("space", "r")
        assert hand.shows("comes, reminded")
        await hand.press("u")
        assert hand.one("SELECT state || (reminded_at IS NULL) FROM signup") == "confirmed1"


async def test_a_report_takes_who_came_besides_and_their_hours(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID, lina: uuid.UUID
) -> None:
    action = plan(other, committee, date(2026, 11, 17))
    async with opened(file, "en", (100, 40)) as hand:
        await show(hand, action)
        await hand.press("space", "h")
        await hand.put("45")
        await hand.press("enter", "a")
        await hand.put("Zoé Neuve")
        await hand.press("enter")
        assert hand.shows("came besides") and hand.shows("2 of 2")
        await hand.press("ctrl+s")
        assert hand.one("SELECT group_concat(minutes) FROM (SELECT minutes FROM signup ORDER BY minutes)") == "45,120"
        assert hand.one("SELECT count(*) FROM membership WHERE level = 5") == 1
        await hand.press("u")
        assert hand.one("SELECT count(*) FROM signup") == 0


async def test_a_recurring_action_is_planned_changed_and_cancelled_from_one_date_on(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    async with opened(file, "en", (100, 40)) as hand:
        await hand.press("a", "n")
        await hand.put("2026-11-20", "#day")
        hand.app.screen.query_one("#every").set_value("week")
        await hand.press("ctrl+s")
        assert hand.screen == "PlanScreen"  # it ends some day
        await hand.put("2026-12-11", "#until")
        await hand.press("ctrl+s")
        assert hand.one("SELECT count(*) FROM action") == 4
        await hand.press("enter")
        assert hand.shows("4 dates ahead")
        await hand.press("e")
        await hand.put("Place de la Croix-Rousse", "#place")
        await hand.press("ctrl+s")
        await hand.choose(True)
        assert hand.one("SELECT count(*) FROM action WHERE place <> ''") == 4
        await hand.press("escape", "down", "d")
        await hand.choose(True)
        assert hand.one("SELECT count(*) FROM action WHERE state = 'cancelled'") == 3


async def test_another_committee_is_named_and_has_it_in_its_agenda(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    from campaign.committees.create import create_committee
    from campaign.committees.forms import NewCommittee

    other.do(create_committee, NewCommittee(name="Vaise", places=("69389",)))
    action = plan(other, committee)
    async with opened(file) as hand:
        await show(hand, action)
        await hand.press("t")
        await hand.put("Vaise")
        await hand.press("enter")
        assert hand.shows("with Vaise")
        assert hand.one("SELECT count(*) FROM action_committee") == 1


async def test_a_figure_of_home_opens_its_definition_its_counts_and_its_rows(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID, lina: uuid.UUID
) -> None:
    action = plan(other, committee, date(2026, 11, 17))
    form = SignupStep(action_id=action, person_id=lina, to="attended")
    other.do(set_signup, form)
    other.do(report_action, ActionReport(action_id=action))
    async with opened(file, "en", (120, 30)) as hand:
        hand.app.screen.query_one("#figures").focus()
        await hand.press("down", "enter")
        assert hand.screen == "FigureScreen"
        assert hand.shows("Attendances at the actions held") and hand.shows("Lina Faure")
        assert hand.shows("← Week before")
        await hand.press("left")
        assert hand.shows("9 – 15 November 2026") and hand.shows("Nothing was counted in this week.")
        await hand.press("right", "enter")
        assert hand.screen == "ActionScreen"
        await hand.press("escape", "escape", "end", "enter")
        assert hand.shows("Flake rate") and hand.shows("– (0 / 0)")


async def test_a_sheet_and_a_calendar_are_written_and_replace_nothing_in_silence(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID, *, lina: uuid.UUID, tmp_path: Path
) -> None:
    action = plan(other, committee)
    other.do(sign_up, action, lina)
    async with opened(file) as hand:
        await show(hand, action)
        await hand.press("x")
        await hand.choose("sheet")
        await hand.put(str(tmp_path / "sheet.pdf"))
        await hand.press("enter")
        assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
        (tmp_path / "mine.ics").write_text("mine")
        await hand.press("escape", "a", "x")
        await hand.put(str(tmp_path / "mine.ics"))
        await hand.press("enter")
        assert hand.screen == "Confirm"
        await hand.press("escape")
        assert (tmp_path / "mine.ics").read_text() == "mine"
        await hand.press("x")
        await hand.put(str(tmp_path / "mine.ics"))
        await hand.press("enter", "enter")
        assert b"BEGIN:VEVENT" in (tmp_path / "mine.ics").read_bytes()
