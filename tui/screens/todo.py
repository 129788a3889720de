"""What each thing to do on Home opens."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from campaign.words import N_

if TYPE_CHECKING:
    from campaign.committees.views import CommitteeView
    from campaign.home import Todo
    from tui.screens.base import AppuiScreen


AT_DOORS = ("enter", "follow_ups", "expired", "silence", "cut", "roll")
OF_MONEY = ("came_back", "given_back", "carry", "second", "mandatary", "deadline")


def open_todo(screen: AppuiScreen, committee: CommitteeView, todo: Todo) -> bool:
    """Open what a line of the list stands for; false where only the committee itself will do."""
    if todo.kind in ("report", "confirm") and isinstance(todo.target, uuid.UUID):
        from tui.screens.actions.show import ActionScreen

        screen.app.push_screen(ActionScreen(todo.target))
    elif todo.kind == "tutorial":
        from tui.screens.toolbox.tutorials import TutorialsScreen

        screen.app.push_screen(TutorialsScreen(str(todo.target)))
    elif todo.kind == "plan":
        from tui.screens.actions.plan import PlanScreen

        screen.app.push_screen(PlanScreen(committee.id, committee.name))
    elif todo.kind == "split":
        from tui.screens.committees.split import SplitScreen

        screen.app.push_screen(SplitScreen(committee.id))
    elif todo.kind == "request":
        from tui.screens.people.requests import RequestsScreen

        screen.app.push_screen(RequestsScreen())
    elif todo.kind == "consents":
        from tui.screens.people.directory import PeopleScreen

        screen.app.push_screen(PeopleScreen(committee.id, committee.name, expiring=True))
    elif todo.kind == "copy":
        from tui.screens.copying import ask_copy

        ask_copy(screen)
    elif todo.kind in OF_MONEY:
        from tui.screens.money.home import MoneyHomeScreen

        screen.app.push_screen(MoneyHomeScreen(committee.id, committee.name))
    elif todo.kind in AT_DOORS:
        _open_doors(screen, committee, todo)
    elif todo.kind in ("goal", "set_goal"):
        from tui.screens.toolbox.goals import ask_goal

        ask_goal(screen, committee.id)
    else:
        return False
    return True


def _open_doors(screen: AppuiScreen, committee: CommitteeView, todo: Todo) -> None:
    """What waits at doors: a list to type back, promises, lists that are late, the silence, the first turf."""
    if todo.kind == "enter" and isinstance(todo.target, uuid.UUID) and todo.facts.get("count") == 1:
        from tui.screens.field.entry import EntryScreen

        screen.app.push_screen(EntryScreen(todo.target))
    elif todo.kind in ("enter", "expired"):
        from tui.screens.field.lists import ListsScreen

        one = todo.kind == "expired" and todo.facts.get("count") == 1
        screen.app.push_screen(ListsScreen(committee.id, committee.name, str(todo.facts["numbers"]) if one else ""))
    elif todo.kind == "follow_ups":
        from tui.screens.field.promises import PromisesScreen

        screen.app.push_screen(PromisesScreen(committee.id, committee.name))
    elif todo.kind == "roll" and isinstance(todo.target, uuid.UUID):
        _ask_purge(screen, todo.target, str(todo.facts["place"]))
    elif todo.kind == "silence":
        from tui.screens.field.silence import SilenceScreen

        screen.app.push_screen(SilenceScreen(committee.id, committee.name))
    else:
        from tui.screens.field.turf import FieldScreen

        screen.app.push_screen(FieldScreen(committee.id, committee.name))


def _ask_purge(screen: AppuiScreen, roll_id: uuid.UUID, place: str) -> None:
    """Ask before a roll is deleted: no undo brings electors back."""
    from tui.screens.dialogs import Confirm

    w = screen.w

    def gone(count: int) -> None:
        screen.tell(w.many(N_("{count} elector deleted"), N_("{count} electors deleted"), count))
        screen.reload()

    def confirmed(yes: bool | None) -> None:
        from campaign.field.addresses.roll import purge_roll

        if yes:
            screen.write(lambda unit: purge_roll(unit, roll_id), gone, once=True)

    what = w(
        N_("All electors of {place} are deleted from this file for good; u does not bring them back. Stations stay."),
        place=place,
    )
    screen.app.push_screen(Confirm(w(N_("Delete an electoral roll")), what), confirmed)
