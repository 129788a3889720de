"""Setting a goal: which figure, by when, how many."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from campaign.words import N_
from tui.screens.dialogs import AskText, Choice, Menu

if TYPE_CHECKING:
    from tui.screens.base import AppuiScreen


def ask_goal(screen: AppuiScreen, committee_id: uuid.UUID) -> None:
    """Ask for a goal of the current month, and keep it."""
    from campaign.figures import DEFINITIONS, GOAL_KEYS
    from campaign.periods import month_of, this_week

    w = screen.w
    today = screen.appui.today()

    def chosen(kpi: str | None) -> None:
        if kpi is None:
            return
        spans = [
            Choice(month_of(today), w(N_("This month")), w.period(month_of(today).first, month_of(today).last)),
            Choice(this_week(today), w(N_("This week")), w.period(this_week(today).first, this_week(today).last)),
        ]
        screen.app.push_screen(Menu(w(DEFINITIONS[kpi].label), spans), lambda span: how_many(kpi, span))

    def how_many(kpi: str, span: object) -> None:
        from campaign.periods import Period

        if not isinstance(span, Period):
            return

        def check(value: str) -> str:
            good = value.strip().isascii() and value.strip().isdigit() and 0 < int(value) < 10_000_000
            return "" if good else w(N_("Type a whole number above 0."))

        about = f"{w.period(span.first, span.last)}\n\n{w(DEFINITIONS[kpi].text)}"  # whole: a menu would cut it off
        dialog = AskText(w(DEFINITIONS[kpi].label), about, check=check, limit=9)
        screen.app.push_screen(dialog, lambda value: keep(kpi, span, value))

    def keep(kpi: str, span: object, value: str | None) -> None:
        from campaign.periods import Period
        from campaign.toolbox import set_goal

        if value and isinstance(span, Period):
            target = int(value)
            screen.write(lambda unit: set_goal(unit, committee_id, kpi, span, target), lambda _: screen.reload())

    choices = [Choice(key, w(DEFINITIONS[key].label)) for key in GOAL_KEYS]
    screen.app.push_screen(Menu(w(N_("A goal: which figure?")), choices), chosen)
