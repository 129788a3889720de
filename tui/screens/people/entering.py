"""Entering someone from one line: a line that will not do is asked again, with what is wrong beside it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.views.people import PersonView
    from db.errors import Refusal
    from db.unit import Unit
    from tui.screens.base import AppuiScreen


def enter(
    screen: AppuiScreen,
    committee_id: uuid.UUID | None,
    line: str,
    again: Callable[[str, str], None],
    then: Callable[[PersonView, bool], None],
) -> None:
    """Enter the person of a line; ``then`` is told whether someone of that name was here already.

    A line that is refused goes back to ``again`` with the sentence that says why: nothing of what was typed is lost.
    """
    from campaign.people.contacts import read_line
    from campaign.people.details import enter_line, has_namesake

    said = read_line(line)

    def action(unit: Unit) -> tuple[PersonView, bool]:
        namesake = has_namesake(unit.session, said.name)
        view = enter_line(
            unit,
            said.name,
            phone=", ".join(said.phones),
            email=", ".join(said.mails),
            place=said.place,
            committee_id=committee_id,
        )
        return view, namesake

    def refused(refusal: Refusal) -> None:
        again(line, screen.w.refusal(refusal))

    screen.write(action, lambda found: then(*found), refused=refused)
