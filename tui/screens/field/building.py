"""A building, in one small form: how many homes and floors, and how one gets in. No resident is ever named."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from campaign.views.field_addresses import ACCESS_WORDS, BuildingLine
from campaign.words import N_
from tui import text
from tui.screens.base import AppuiDialog
from tui.screens.dialogs import PANEL, title_of
from tui.widgets.bars import KeyBar
from tui.widgets.pick import Pick

_NUMBERS = (
    ("homes", N_("Homes"), 5000),
    ("floors", N_("Floors above the ground floor"), 100),
    ("stairwells", N_("Stairwells"), 50),
)


class BuildingDialog(AppuiDialog[dict[str, object]]):
    """Dismissed with the values of the form, or None."""

    DEFAULT_CSS = (
        "BuildingDialog > #panel {"
        + PANEL
        + "} BuildingDialog .line { height: 1; margin-bottom: 1; } BuildingDialog .line Static { width: 32; }"
        + "BuildingDialog Input, BuildingDialog Pick { width: 1fr; } BuildingDialog .-roomy Input { height: 1; }"
        + "BuildingDialog #error { color: $text-error; height: auto; }"
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", id="field.save_building"),
        Binding("down", "app.focus_next", N_("Next field"), show=False, id="field.next"),
        Binding("up", "app.focus_previous", N_("Field before"), show=False, id="field.before"),
    ]

    def __init__(self, title: str, building: BuildingLine | None = None) -> None:
        super().__init__()
        self._title, self._was = title, building

    def compose(self) -> ComposeResult:
        w, was = self.w, self._was
        with Vertical(id="panel"):
            for name, label, _ in _NUMBERS:
                default = {"homes": 1, "floors": 0, "stairwells": 1}[name]
                with Horizontal(classes="line"):
                    yield Static(text.plain(w(label)))
                    value = str(getattr(was, name) if was else default)
                    yield Input(value=value, id=name, max_length=5, select_on_focus=True, compact=True)
            with Horizontal(classes="line"):
                yield Static(text.plain(w(N_("Way in"))))
                choices = [(key, w(label)) for key, label in ACCESS_WORDS.items()]
                yield Pick(choices, value=was.access if was else "", id="access")
            for name, label, value in (
                ("label", N_("Called"), was.label if was else ""),
                ("access_note", N_("Note on the way in, no names"), was.access_note if was else ""),
            ):
                with Horizontal(classes="line"):
                    yield Static(text.plain(w(label)))
                    yield Input(value=text.visible(value), id=name, max_length=200, select_on_focus=False, compact=True)
            yield Static(text.plain(w(N_("Enter or Ctrl+S writes it down.")), "$muted"), id="error")
        yield KeyBar()

    def on_mount(self) -> None:
        title_of(self.query_one("#panel"), self._title)
        self.query_one("#homes", Input).focus()

    def on_input_submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        values: dict[str, object] = {"access": self.query_one(Pick).value}
        for name, label, most in _NUMBERS:
            typed = self.query_one(f"#{name}", Input).value.strip()
            least = 1 if name == "stairwells" else 0
            if not (typed.isascii() and typed.isdigit() and least <= int(typed) <= most):
                said = self.w(N_("{label}: a whole number up to {most}."), label=self.w(label), most=most)
                self.query_one("#error", Static).update(text.plain(said, "$text-error"))
                self.query_one(f"#{name}", Input).focus()
                return
            values[name] = int(typed)
        for name in ("label", "access_note"):
            values[name] = self.query_one(f"#{name}", Input).value
        self.dismiss(values)
