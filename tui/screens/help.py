"""Help: made from the bindings themselves, so that it is never out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiDialog
from tui.screens.dialogs import PANEL, title_of
from tui.widgets.bars import KeyBar

if TYPE_CHECKING:
    from tui.screens.base import AppuiScreen


class HelpScreen(AppuiDialog[None]):
    """The keys that work on the screen below, each with its name for the settings file."""

    DEFAULT_CSS = "HelpScreen > #panel {" + PANEL + "width: 90; height: 90%; } HelpScreen #keys { height: auto; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,enter", "cancel", N_("Close"), id="help.close"),
    ]

    def __init__(self, below: AppuiScreen) -> None:
        super().__init__()
        self._below = below

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="panel"):
            yield Static(self._text(), id="keys")
        yield KeyBar()

    def on_mount(self) -> None:
        title_of(self.query_one("#panel"), self.w(N_("Help")) + " · " + self._below.where())
        self.set_focus(self.query_one("#panel"))

    def _text(self) -> Content:
        return keys_of(self._below)


def keys_of(screen: AppuiScreen) -> Content:
    """What a screen is for, and its keys."""
    w = screen.w
    rows: list[Content] = []
    if screen.HELP:
        rows += [text.block(w(screen.HELP)), text.plain("")]
    keys: dict[str, tuple[list[str], str, str]] = {}
    # The screen's own keys first, then those of every screen, then those of any list.
    for active in sorted(screen.active_bindings.values(), key=lambda a: (not a.binding.show, _general(a.binding.id))):
        binding = active.binding
        if not binding.id or not binding.description or binding.system:  # no id: Textual's own, for scrolling
            continue
        known = keys.setdefault(binding.action, ([], binding.description, binding.id or ""))
        shown = screen.app.get_key_display(binding)
        if shown not in known[0]:
            known[0].append(shown)
    for names, description, name in keys.values():
        pieces: list[str | tuple[str, str]] = [
            (text.fit(" ".join(names), 16), "bold $text-accent"),
            text.fit(description, 36),
        ]
        pieces.append((name, "$muted"))
        rows.append(text.parts(*pieces))
    rows += [
        text.plain(""),
        text.parts((text.fit("Tab", 16), "bold $text-accent"), w(N_("Next panel or field; Shift+Tab goes back"))),
        text.parts((text.fit("Ctrl+P", 16), "bold $text-accent"), w(N_("Every action by its name"))),
        text.plain(""),
        text.plain(
            w(N_("The names on the right are those of the settings file, where each key can be changed.")), "$muted"
        ),
    ]
    return text.lines(*rows)


def _general(name: str | None) -> int:
    """How little a binding says about its screen."""
    if name is None or name.startswith(("list.", "pick.")):
        return 2
    return 0 if "." in name else 1
