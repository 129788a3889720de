"""What was done, newest first, and what u would undo next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from campaign.words import N_
from tui.screens.base import AppuiScreen
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from db.undo import Step


class HistoryScreen(AppuiScreen):
    """The journal; it survives a restart."""

    TITLE_WORDS = N_("What can be undone")
    HELP = N_("u undoes the first line that is not undone yet; Ctrl+R does it again.")

    def body(self) -> ComposeResult:
        w = self.w
        yield Listing([Col(w(N_("When")), width=18), Col(w(N_("What")), flex=1), Col("", width=10)], id="list")

    def reload(self) -> None:
        self.read("history", self._fetch, self._show)

    def _fetch(self, reading: Reading) -> list[Step]:
        from db.undo import steps

        return steps(reading.session, 200)

    def _show(self, found: list[Step]) -> None:
        from campaign.history import said

        w = self.w
        rows = []
        for step in found:
            local = step.at.astimezone()
            when = f"{w.day(local.date(), 'numeric')} {local:%H:%M}"
            undone = step.state == "undone"
            rows.append(
                Row((when, said(step, w), w(N_("undone")) if undone else ""), step.seq, tone="dim" if undone else "")
            )
        listing = self.query_one("#list", Listing)
        listing.fill(rows or [Row((w(N_("Nothing has been done in this file yet.")),), None, tone="dim")])
        self.set_focus(listing)
