"""Home where no committee is: the ways to begin, or what a mandataire's own file holds and what waits in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from campaign.words import N_, Words
from tui import text
from tui.widgets.listing import Row

if TYPE_CHECKING:
    from campaign.home import HomeView, Todo
    from tui.screens.base import AppuiScreen

NOT_KNOWN = {
    "first_round": N_("the day of the first round"),
    "ceiling": N_("the ceiling on spending"),
    "inhabitants": N_("the inhabitants of the commune"),
}


def not_known_said(missing: tuple[str, ...], w: Words) -> str:
    """What nobody entered, and what follows from that."""
    named = ", ".join(w(NOT_KNOWN[one]) for one in missing)
    return w(N_("Not known: {what}. What leans on it cannot be checked; a enters it."), what=named)


def waiting_said(view: HomeView, w: Words) -> Content:
    """The panel that stands where the week of a committee would."""
    if view.money.mandate is None:
        said = N_(
            "No committee yet.\n\nA committee is a few people in one place who act together.\n"
            "Press n to create one: it is live at once, nobody has to approve it."
        )
        return text.block(w(said))
    money = view.money
    name = w(N_("mandataire: {name}, as declared"), name=view.money.mandate.mandatary or "–")
    lines = [text.plain(view.money.mandate.label, "bold"), text.plain(name, "$muted"), text.plain("")]
    lines += [
        text.parts((w.euros(cents).rjust(12), "bold"), "  " + w(words))
        for words, cents in (
            (N_("received, in kind apart"), money.held.cents),
            *([(N_("in kind"), money.in_kind.cents)] if money.in_kind.count else []),
            (N_("on its way, or promised"), money.carried.cents + money.coming.cents + money.to_carry.cents),
            (N_("free to earmark"), money.unassigned_cents or 0),
        )
    ]
    return text.lines(*lines, text.plain(""), text.plain(w(N_("f is the way of the money, step by step.")), "$muted"))


def first_lines(view: HomeView, w: Words) -> list[Row]:
    """The two ways to begin in a file that holds nothing yet; none once there is a mandate."""
    if view.money.mandate is not None:
        return []
    return [
        Row((w(N_("Create a committee (n)")),), "new"),
        Row((w(N_("I answer for the money")),), "mandate"),
    ]


def open_for_mandate(screen: AppuiScreen, todo: Todo) -> None:
    """What each thing to do opens in a mandataire's file."""
    if todo.kind == "copy":
        from tui.screens.copying import ask_copy

        ask_copy(screen)
    elif todo.kind == "take_in":
        from tui.screens.money.exchange import ExchangeScreen

        screen.app.push_screen(ExchangeScreen(None, taking=True))
    elif todo.kind == "not_known":
        from tui.screens.money.accounts import AccountsScreen

        screen.app.push_screen(AccountsScreen())
    else:
        from tui.screens.money.home import MoneyHomeScreen

        screen.app.push_screen(MoneyHomeScreen(None))
