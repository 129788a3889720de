"""Lists with a search box that stays out of the way until / is pressed, and goes again with Esc."""

from __future__ import annotations

import uuid
from abc import abstractmethod
from dataclasses import replace
from typing import Any

from textual import on
from textual.widgets import Input

from campaign.words import N_
from tui.screens.base import AppuiScreen
from tui.widgets.listing import Listing
from tui.work import Reading


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


class PagedScreen(SearchedScreen):
    """A searched list that is read page by page, of one committee or of all, with lines that can be marked.

    What is asked for is a frozen dataclass with ``committee_id`` and ``text``; Esc goes back to ``first_asked``.
    """

    def __init__(self, committee_id: uuid.UUID | None, name: str, asked: Any) -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name
        self.query_asked = asked
        self.first_asked = asked
        self.marked: dict[uuid.UUID, Any] = {}

    @property
    def whose(self) -> str:
        """The committee that is shown, or all of them."""
        return self._committee_name if self.query_asked.committee_id else self.w(N_("All committees"))

    @property
    def narrowed(self) -> bool:
        """Whether Esc brings more lines back."""
        return bool(self.query_asked != replace(self.first_asked, committee_id=self.query_asked.committee_id))

    @abstractmethod
    def page(self, reading: Reading, asked: Any, offset: int) -> Any:
        """Read a stretch of what is asked for; in a thread."""

    @abstractmethod
    def show_page(self, found: Any) -> None:
        """Show what was read."""

    def reload(self) -> None:
        self._fetch(0)

    def _fetch(self, offset: int) -> None:
        asked = self.query_asked

        def then(found: Any) -> None:
            if asked == self.query_asked:  # else of a search before
                self.show_page(found)

        self.read(f"page-{offset}", lambda reading: self.page(reading, asked, offset), then)

    @on(Listing.Needed)
    def needed(self, event: Listing.Needed) -> None:
        """Fetch the page that came into view."""
        self._fetch(event.offset)

    def ask(self, query: Any) -> None:
        """Show something else."""
        self.query_asked = query
        self.query_one("#list", Listing).forget()
        self.titles()
        self._fetch(0)

    @on(Input.Changed, "#search")
    def searching(self, event: Input.Changed) -> None:
        """Search as one types."""
        self.ask(replace(self.query_asked, text=event.value))

    def back_from_list(self) -> None:
        if self.marked:
            self.marked.clear()
            self.reload()
        elif self.narrowed:
            self.ask(replace(self.first_asked, committee_id=self.query_asked.committee_id))
        else:
            super().back_from_list()

    def action_mark(self) -> None:
        """Mark the line under the cursor, or take the mark away, and go on to the next."""
        listing = self.query_one("#list", Listing)
        line = listing.row.key if listing.row is not None else None
        if line is not None:
            if self.marked.pop(line.id, None) is None:
                self.marked[line.id] = line
            listing.action_move(1)
            self.reload()

    def action_everyone(self) -> None:
        """One committee, or all."""
        if self.committee_id is not None:
            self.marked.clear()
            other = None if self.query_asked.committee_id else self.committee_id
            self.ask(replace(self.query_asked, committee_id=other))
