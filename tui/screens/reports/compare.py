"""What changed: two reports that were sent, or one and its period as it is now."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import Choice, Menu
from tui.screens.reports.paper import PaperScreen
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.reports.sent import Sent
    from campaign.reports.views import Report

SHOWN = 200


def choose_sides(screen: AppuiScreen, scope: uuid.UUID | None) -> None:
    """Ask for the first report, then for what to hold beside it."""
    w = screen.w

    def fetch(reading: Reading) -> list[Sent]:
        from campaign.reports.sent import sent_reports

        return sent_reports(reading.session, scope, limit=SHOWN)

    def line(sent: Sent) -> Choice:
        note = " · ".join(part for part in (w.day(sent.day, "numeric"), sent.sent_to) if part)
        return Choice(sent, w.period(sent.period.first, sent.period.last), note)

    def first(found: list[Sent]) -> None:
        if not found:
            screen.say(w(N_("No report has been marked as sent yet: w marks this one.")), "warning")
            return

        def chosen(sent: Any) -> None:
            if sent is not None:
                second(sent, [other for other in found if other.id != sent.id])

        screen.app.push_screen(Menu(w(N_("What changed since…")), [line(sent) for sent in found]), chosen)

    def second(sent: Sent, others: list[Sent]) -> None:
        choices = [Choice("now", w(N_("The same period, as it is now")), ""), *map(line, others)]

        def chosen(other: Any) -> None:
            if other is not None:
                screen.app.push_screen(ComparisonScreen(sent, None if other == "now" else other))

        screen.app.push_screen(Menu(w(N_("…compared with")), choices), chosen)

    screen.read("sent", fetch, first)


class ComparisonScreen(PaperScreen):
    """What moved between two reports; exported like any."""

    TITLE_WORDS = N_("What changed")
    HELP = N_("Each figure that moved, as it was, as it is, and by how much. x exports it like any report.")

    def __init__(self, first: Sent, second: Sent | None) -> None:
        super().__init__()
        self._first, self._second = first, second

    def reload(self) -> None:
        first, second, lang, width = self._first, self._second, self.appui.lang, self.columns

        def fetch(reading: Reading) -> tuple[Report, str]:
            from campaign.reports import formats
            from campaign.reports.compare import comparison, now_of, side_of_sent

            if second is None:
                other = now_of(reading.session, first, reading.store.now(), lang)
            else:
                other = side_of_sent(second)
            report = comparison(side_of_sent(first), other, lang)
            return report, formats.render(report, "txt", width=width).decode()

        self.read("report", fetch, self._show)

    def _show(self, result: tuple[Report, str]) -> None:
        from textual.widgets import Static

        said = self.w(N_("as it will be exported"))
        self.query_one("#head", Static).update(text.plain(said, "$muted"))
        self.show_paper(*result)
