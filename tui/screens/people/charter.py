"""The data charter, read once by who is at the keyboard before phones and mails are shown."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiDialog, AppuiScreen
from tui.screens.dialogs import PANEL, AskText, title_of
from tui.widgets.bars import KeyBar
from tui.work import Reading


class CharterDialog(AppuiDialog[bool]):
    """The text, and one key to say that it was read."""

    DEFAULT_CSS = (
        "CharterDialog > #panel {"
        + PANEL
        + "width: 84; } CharterDialog VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }"
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", N_("I have read it and accept it"), id="charter.accept"),
        Binding("escape", "cancel", N_("Not now"), id="dialog.cancel"),
    ]

    def compose(self) -> ComposeResult:
        from campaign.people.charter import charter

        with Vertical(id="panel"), VerticalScroll():
            yield Static(text.block(charter().text.say(self.w)))
        yield KeyBar()

    def on_mount(self) -> None:
        from campaign.people.charter import charter

        title_of(self.query_one("#panel"), charter().title.say(self.w))
        self.set_focus(self.query_one(VerticalScroll))

    def action_accept(self) -> None:
        self.dismiss(True)


def with_contacts(screen: AppuiScreen, then: Callable[[], None]) -> None:
    """Go on once who is at the keyboard has read the charter: at once if they have, else after they accept it now."""
    actor = screen.appui.actor

    def fetch(reading: Reading) -> bool:
        from campaign.people.charter import may_see_contacts

        return may_see_contacts(reading.session, actor)

    def known(has_read: bool) -> None:
        if has_read:
            then()
        else:
            screen.app.push_screen(CharterDialog(), lambda yes: _accepted(screen, actor, then) if yes else None)

    screen.read("charter", fetch, known)


def show_charter(screen: AppuiScreen) -> None:
    """Read the charter, again if one likes."""
    actor = screen.appui.actor
    accepted = screen.w(N_("Accepted: phones and mails are shown to you from now on."))
    screen.app.push_screen(
        CharterDialog(), lambda yes: _accepted(screen, actor, lambda: screen.tell(accepted)) if yes else None
    )


def _accepted(screen: AppuiScreen, actor: uuid.UUID | None, then: Callable[[], None]) -> None:
    """Keep that it was read by this person; who that is must be said first."""
    from campaign.people.charter import read_charter

    def keep(person_id: uuid.UUID) -> None:
        screen.write(lambda unit: read_charter(unit, person_id), lambda _: then())

    def declared(name: str | None) -> None:
        if not name:
            screen.say(screen.w(N_("Not kept: say who you are (m), then read the charter again.")), "warning")
        else:
            from campaign.settings import declare_me

            screen.write(lambda unit: declare_me(unit, name).id, keep)

    if actor is not None:
        keep(actor)
        return
    w = screen.w
    about = w(N_("Your name, as declared: it is written beside what you do in this file."))
    screen.app.push_screen(AskText(w(N_("Who is at the keyboard?")), about), declared)
