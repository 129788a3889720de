"""Finding the list that is to be typed: by its number, or among those that wait."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from campaign.words import N_
from db.errors import Refusal
from tui.screens.dialogs import AskText
from tui.work import Reading

if TYPE_CHECKING:
    from tui.screens.base import AppuiScreen


def ask_list(screen: AppuiScreen, committee_id: uuid.UUID | None, *, live: bool = False) -> None:
    """Ask for a list number, or offer the lists that were brought back, then open it for typing."""
    w = screen.w

    def opened(list_id: uuid.UUID) -> None:
        from tui.screens.field.entry import EntryScreen

        screen.app.push_screen(EntryScreen(list_id, live=live))

    def typed(number: str | None) -> None:
        if not number or not number.strip():
            return

        def fetch(reading: Reading) -> uuid.UUID | Refusal:
            from campaign.field.lists import find_list

            try:
                return find_list(reading.session, committee_id, number).id
            except Refusal as refusal:
                return refusal

        screen.read("list", fetch, lambda found: found_or_again(number, found))

    def found_or_again(number: str, found: uuid.UUID | Refusal) -> None:
        if isinstance(found, Refusal):
            ask(number, w.refusal(found))
        else:
            opened(found)

    def ask(value: str = "", problem: str = "") -> None:
        about = w(N_("Five characters, top right on the sheet; small letters will do. Empty shows all lists."))
        dialog = AskText(w(N_("List number")), about, value=value, problem=problem, limit=40)
        screen.app.push_screen(dialog, chosen)

    def chosen(number: str | None) -> None:
        from tui.screens.field.lists import ListsScreen

        if number is not None and not number.strip() and committee_id is not None:
            screen.app.push_screen(ListsScreen(committee_id))
        else:
            typed(number)

    ask()


def open_list(screen: AppuiScreen, number: str, committee_id: uuid.UUID | None = None, *, live: bool = False) -> None:
    """Open the list of a number for typing."""

    from tui.screens.field.entry import EntryScreen

    def fetch(reading: Reading) -> uuid.UUID:
        from campaign.field.lists import find_list

        return find_list(reading.session, committee_id, number).id

    screen.read("list", fetch, lambda list_id: screen.app.push_screen(EntryScreen(list_id, live=live)))
