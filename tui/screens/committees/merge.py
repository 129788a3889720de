"""Merging: choose the committee that stays, read what will happen, confirm."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from campaign.words import N_
from tui.screens.dialogs import Choice, Confirm, Menu
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.committees.views import DirectoryPage
    from tui.screens.base import AppuiScreen


def choose_target(screen: AppuiScreen, committee_id: uuid.UUID, name: str) -> None:
    """Ask which committee stays, then merge into it."""
    w = screen.w

    def fetch(reading: Reading) -> DirectoryPage:
        from campaign.committees.directory import directory

        return directory(reading.session, reading.store.now(), limit=500)

    def show(page: DirectoryPage) -> None:
        choices = [Choice(line, line.name, line.place) for line in page.lines if line.id != committee_id]
        if not choices:
            screen.say(w(N_("There is no other active committee to merge into.")), "warning")
            return
        screen.app.push_screen(Menu(w(N_("Merge “{name}” into…"), name=name), choices), chosen)

    def chosen(line: object) -> None:
        from campaign.committees.views import CommitteeLine

        if not isinstance(line, CommitteeLine):
            return
        what = w(
            N_(
                "The members and the planned actions of “{name}” move to “{into}”. "
                "What it did stays in its own reports. u undoes it."
            ),
            name=name,
            into=line.name,
        )
        screen.app.push_screen(Confirm(w(N_("Merge?")), what), lambda yes: do(line) if yes else None)

    def do(line: object) -> None:
        from campaign.committees.changes import merge
        from campaign.committees.views import CommitteeLine
        from tui.screens.committees.show import CommitteeScreen

        assert isinstance(line, CommitteeLine)
        screen.write(
            lambda unit: merge(unit, committee_id, line.id), lambda _: screen.appui.settle_on(CommitteeScreen(line.id))
        )

    screen.read("merge", fetch, show)
