"""For which committee something is entered: the only one, the one that is chosen, or none, straight to the account."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from campaign.words import N_
from tui.screens.dialogs import Choice, Menu
from tui.screens.money.opening import with_account
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.money import AccountView
    from campaign.views.money_waiting import CommitteeLine
    from tui.screens.base import AppuiScreen

Then = Callable[[uuid.UUID, str], None]
STRAIGHT = N_("None: it came straight to the account")
ITSELF = N_("None: the campaign itself")


def with_committee(screen: AppuiScreen, given: uuid.UUID | None, name: str, then: Then, none: str = STRAIGHT) -> None:
    """With the committee that is shown; where none is, as on a mandataire's laptop, with the one that is chosen.

    ``none`` says what it is when no committee brought it; it is gathered under the name of the account.
    """
    if given is not None:
        then(given, name)
        return
    w = screen.w

    def fetch(reading: Reading) -> list[CommitteeLine]:
        from campaign.money.mandate import gathering

        return gathering(reading.session)

    def found(lines: list[CommitteeLine]) -> None:
        choices = [Choice("", w(none))]
        choices += [Choice(one, one.name) for one in lines if not one.direct]
        if len(choices) == 1:  # nothing to choose between
            chosen("")
        else:
            screen.app.push_screen(Menu(w(N_("Which committee?")), choices), chosen)

    def chosen(one: Any) -> None:
        if one == "":
            with_account(screen, straight)
        elif one is not None:
            then(one.id, one.name)

    def straight(account: AccountView) -> None:
        from campaign.money.mandate import straight_to

        screen.write(lambda unit: straight_to(unit, account.id), lambda made: then(made, account.label))

    screen.read("whose", fetch, found)
