"""A list with a search box that stays out of the way until / is pressed, and goes again with Esc."""

from __future__ import annotations

from textual import on
from textual.widgets import Input

from tui.screens.base import AppuiScreen
from tui.widgets.listing import Listing


class SearchedScreen(AppuiScreen):
    """A screen with an Input ``#search`` above a Listing ``#list``."""

    def on_mount(self) -> None:
        self.titles()
        self.query_one("#search", Input).display = False
        self.set_focus(self.query_one("#list", Listing))

    def action_search(self) -> None:
        box = self.query_one("#search", Input)
        box.display = True
        self.set_focus(box)

    @on(Input.Submitted, "#search")
    def searched(self) -> None:
        """Enter goes to the list."""
        self.set_focus(self.query_one("#list", Listing))

    def action_back(self) -> None:
        box = self.query_one("#search", Input)
        if box.display:
            box.value = ""
            box.display = False
            self.set_focus(self.query_one("#list", Listing))
        else:
            self.back_from_list()

    def back_from_list(self) -> None:
        """What Esc does once nothing is searched for."""
        super().action_back()
