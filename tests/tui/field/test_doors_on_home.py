"""Doors on Home by keys: the turf panel, what waits, and a figure opened down to the door."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.campaign.field.builders import town, walk_of

Opened = Callable[..., Any]
STARTED = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@pytest.fixture
def walked(other: Any, committee: uuid.UUID) -> uuid.UUID:
    """A list that came back with three lines typed; return it."""
    from campaign.field.doors import DoorEntry, record
    from campaign.field.lists import HoursForm, IssueForm, issue, set_hours

    _, walks = other.do(walk_of, other.do(town, committee), stops=12)
    (made,) = other.do(issue, IssueForm(walks[:1]))
    other.do(set_hours, HoursForm(made, STARTED, STARTED + timedelta(hours=1)))
    for position, outcome in ((1, "conversation"), (2, "not_home"), (5, "not_home")):
        other.do(record, DoorEntry(made, position, outcome))
    return made  # type: ignore[no-any-return]


async def test_home_opens_its_turf_the_list_that_waits_and_a_figure_of_doors_down_to_addresses_and_outcomes(
    opened: Opened, file: Path, other: Any, walked: uuid.UUID
) -> None:
    async with opened(file, "en", (140, 30)) as hand:
        number = hand.one("SELECT list_number FROM walk_list")
        assert hand.shows(f"Enter the list brought back: {number}")
        assert hand.shows("Plateau inventé") and hand.shows("1 pass")
        await hand.press("home", "enter")
        assert hand.screen == "EntryScreen"
        await hand.press("escape")
        hand.app.screen.query_one("#turf-list").focus()
        await hand.press("enter")
        assert hand.screen == "WalksScreen"
        await hand.press("escape")
        hand.app.screen.query_one("#figures").focus()
        await hand.press("home", "enter")
        assert hand.screen == "FigureScreen"
        assert hand.shows("Doors at which someone knocked") and hand.shows("1 Rue du Mail")
        assert hand.shows("not home") and hand.shows("4 Rue du Mail, floor 4, door 2")
        assert not hand.shows("Samia")
        await hand.press("enter")
        assert hand.screen == "EntryScreen"
        await hand.press("escape", "left")
        assert hand.shows("Nothing was counted in this week.")
        await hand.press("escape")
        hand.app.screen.query_one("#figures").focus()
        await hand.choose("contact_rate")
        assert hand.shows("33.3% (1 / 3)")


async def test_a_roll_that_must_go_is_first_on_home_and_goes_after_a_question(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    from campaign.people import add_person
    from db.tables import RollEntry, RollUndertaking

    who = other.do(add_person, "Samia Inventée").id
    with other.store.write() as unit:
        unit.name("roll.import")
        own: dict[str, Any] = {"committee_id": committee}
        days = {"signed_on": date(2026, 10, 1), "poll_on": date(2026, 10, 18), "purge_on": date(2026, 11, 17)}
        asked = unit.add(RollUndertaking(**own, requester_id=who, insee="69384", entries=2, **days))
        for name in ("AAA", "BBB"):
            unit.add(RollEntry(**own, undertaking_id=asked.id, names=name))
    async with opened(file, "en", (120, 30)) as hand:
        assert hand.shows("Delete the electoral roll of Lyon 4e")
        await hand.press("home", "enter")
        assert hand.screen == "Confirm"
        await hand.press("escape")
        assert hand.one("SELECT count(*) FROM roll_entry") == 2
        await hand.press("enter", "y")
        assert hand.one("SELECT count(*) FROM roll_entry") == 0
        assert not hand.shows("electoral roll of")
