"""A field with a few values: left and right change it, Enter opens the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from campaign.words import N_
from tui import text


class Pick(Widget, can_focus=True):
    """One of several values, shown with what it means."""

    DEFAULT_CSS = """
    Pick { height: 1; padding: 0 1; background: $panel; }
    Pick:focus { background: $primary 30%; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", N_("Value before"), show=False, id="pick.before"),
        Binding("right,space", "turn(1)", N_("Next value"), show=False, id="pick.next"),
        Binding("down", "screen.focus_next", N_("Next field"), show=False, id="pick.down"),
        Binding("up", "screen.focus_previous", N_("Field before"), show=False, id="pick.up"),
        Binding("enter", "open", N_("Choose"), show=False, id="pick.open"),
    ]

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, pick: Pick, key: Any) -> None:
            super().__init__()
            self.pick = pick
            self.key = key

        @property
        def control(self) -> Pick:
            return self.pick

    def __init__(self, choices: Sequence[tuple[Any, str]] = (), *, value: Any = None, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._choices = list(choices)
        self._index = 0
        self.wanted = value
        self.set_value(value)

    @property
    def value(self) -> Any:
        """The key of the chosen value."""
        return self._choices[self._index][0] if self._choices else None

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Change the values; the chosen one stays if it is still there."""
        kept = self.value if self._choices else self.wanted
        self._choices = list(choices)
        self._index = 0
        self.set_value(kept)

    def set_value(self, key: Any) -> None:
        """Choose a value by its key; before the values are known, it is kept for then."""
        self.wanted = key
        for index, (known, _) in enumerate(self._choices):
            if known == key:
                self._index = index
        self.refresh()

    def render(self) -> Content:
        if not self._choices:
            return text.plain("…")
        label = self._choices[self._index][1]
        position = f"{self._index + 1}/{len(self._choices)}"
        room = max(self.size.width - len(position) - 5, 4)
        return text.parts(("‹ ", "$muted"), text.fit(label, room), (" ›", "$muted"), (f" {position}", "$muted"))

    def action_turn(self, step: int) -> None:
        if self._choices:
            self._index = (self._index + step) % len(self._choices)
            self.refresh()
            self.post_message(self.Changed(self, self.value))

    def action_open(self) -> None:
        from tui.screens.dialogs import Choice, Menu

        # Wrapped, since a value may itself be None ("not said"), which is also how a menu says that it was left.
        def chosen(key: tuple[Any] | None) -> None:
            if key is not None:
                self.set_value(key[0])
                self.post_message(self.Changed(self, self.value))

        choices = [Choice((key,), label) for key, label in self._choices]
        self.app.push_screen(Menu("", choices, selected=(self.value,)), chosen)

    def on_click(self, event: events.Click) -> None:
        self.focus()
        self.action_turn(-1 if event.x < 3 else 1)
