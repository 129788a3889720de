"""Who does what in a committee, by keys: roles, the finance privilege, handing over, and each taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from campaign.committees.members import add_member

Opened = Callable[..., Any]
KARIM = (
    "SELECT m.level * 10 + m.finance FROM membership m JOIN person p ON p.id = m.person_id WHERE p.given_name = 'Karim'"
)
SAMIA = KARIM.replace("Karim", "Samia")


async def menu_of(hand: Any, committee: uuid.UUID, person: uuid.UUID) -> None:
    from tui.screens.committees.show import CommitteeScreen

    if hand.screen != "CommitteeScreen":
        hand.app.push_screen(CommitteeScreen(committee))
        await hand.settle()
    hand.app.screen.query_one("#members").focus()
    await hand.settle()
    await hand.choose(person)
    assert hand.screen == "Menu"


async def test_roles_and_the_finance_privilege_change_by_keys_and_u_takes_each_back(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    karim = other.do(add_member, committee, "Karim Morel")
    async with opened(file) as hand:
        await menu_of(hand, committee, karim)
        await hand.press("enter")  # the cursor stands on the present role
        assert hand.one(KARIM) == 100
        await menu_of(hand, committee, karim)
        await hand.choose(("finance", True))
        assert hand.one(KARIM) == 100
        assert any("managers and leaders only" in toast for toast in hand.toasts())
        await menu_of(hand, committee, karim)
        await hand.choose(("level", 50))
        await menu_of(hand, committee, karim)
        await hand.choose(("finance", True))
        assert hand.one(KARIM) == 501 and hand.shows("€")
        await menu_of(hand, committee, karim)
        await hand.choose(("level", 10))  # the privilege falls with the role
        assert hand.one(KARIM) == 100
        await hand.press("u")
        assert hand.one(KARIM) == 501
        await hand.press("u")
        assert hand.one(KARIM) == 500
        await hand.press("u")
        assert hand.one(KARIM) == 100


async def test_a_committee_is_handed_over_by_keys_in_one_step(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    karim = other.do(add_member, committee, "Karim Morel")
    async with opened(file) as hand:
        await menu_of(hand, committee, karim)
        await hand.choose(("hand", 0))
        assert (hand.one(KARIM), hand.one(SAMIA)) == (1000, 100)
        await hand.press("u")
        assert (hand.one(KARIM), hand.one(SAMIA)) == (100, 1000)
        await menu_of(hand, committee, other.actor)
        await hand.choose(("leave", 0))  # the only leader stays
        assert hand.one(SAMIA) == 1000
        assert any("Hand the committee over first" in toast for toast in hand.toasts())


async def test_who_is_named_on_the_command_line_acts_and_leads_what_they_create(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID
) -> None:
    async with opened(file, acting_as="Samia Benali") as hand:
        assert hand.shows("Samia Benali")
        await hand.press("n")
        await hand.put("Comité de Vaise")
        await hand.press("enter", *"69389", "enter", "enter")
        assert hand.screen == "CommitteeScreen"
        led = (
            "SELECT count(*) FROM membership m JOIN committee c ON c.id = m.committee_id"
            " WHERE c.name = 'Comité de Vaise' AND m.level = 100 AND m.person_id = :person"
        )
        assert hand.one(led, person=other.actor.bytes) == 1
        actor = "SELECT actor_id FROM journal ORDER BY seq DESC LIMIT 1"
        assert hand.one(actor) == other.actor.bytes
