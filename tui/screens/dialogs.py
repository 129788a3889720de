"""Small questions: choose from a menu, type a line, confirm. Each names what will happen, and Esc always leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiDialog
from tui.widgets.bars import KeyBar
from tui.widgets.listing import Col, Listing, Row

WIDTH, WIDEST = 64, 92  # cells of a panel; of one whose lines are long, never more than the screen
PANEL = """
    width: 64;
    max-width: 95%;
    height: auto;
    max-height: 90%;
    border: round $primary;
    border-title-color: $text-accent;
    border-title-style: bold;
    background: $surface;
    padding: 1 2;
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of a menu."""

    key: Any
    label: str
    note: str = ""


class Menu(AppuiDialog[Any]):
    """Choose one line; dismissed with its key, or None."""

    DEFAULT_CSS = (
        "Menu > #panel {"
        + PANEL
        + "} Menu Listing { height: auto; max-height: 20; } Menu #about { padding-bottom: 1; color: $muted; }"
    )

    # Enter is the list's own key, which shows nothing: the footer names it by another one that does the same.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "choose", N_("Choose"), key_display="⏎", id="menu.choose"),
    ]

    def __init__(self, title: str, choices: Sequence[Choice], *, about: str = "", selected: Any = None) -> None:
        super().__init__()
        self._title = title
        self._choices = list(choices)
        self._about = about
        self._selected = selected

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            if self._about:
                yield Static(text.block(self._about), id="about")
            # What each line is comes whole; what is said of it takes the rest.
            widest = min(max((cell_len(text.visible(c.label)) for c in self._choices), default=8), 40)
            noted = any(c.note for c in self._choices)
            yield Listing([Col("", widest), Col("", flex=1, rank=1)] if noted else [Col("", flex=1)], header=False)
        yield KeyBar()

    def on_mount(self) -> None:
        panel = self.query_one("#panel")
        title_of(panel, self._title)
        # A note that is longer than usual is still read whole, where the screen has room for it.
        widest = [max((cell_len(text.visible(one)) for one in side), default=0)
                  for side in zip(*((c.label, c.note) for c in self._choices), strict=True)]  # fmt: skip
        panel.styles.width = min(max(WIDTH, sum(widest) + 12), WIDEST)
        rows = [Row((c.label, c.note), c.key, tones={1: "dim"}) for c in self._choices]
        listing = self.query_one(Listing)
        listing.styles.height = max(1, min(len(rows), 18))
        listing.fill(rows, keep=self._selected)
        self.set_focus(listing)

    @on(Listing.Chosen)
    def chosen(self, event: Listing.Chosen) -> None:
        self.dismiss(event.row.key)

    def action_choose(self) -> None:
        self.query_one(Listing).action_choose()


class AskText(AppuiDialog[str]):
    """Type one line; dismissed with it, or None. ``check`` returns a sentence when the line will not do."""

    DEFAULT_CSS = (
        "AskText > #panel {"
        + PANEL
        + "} AskText #about { color: $muted; padding-bottom: 1; } AskText #error { color: $text-error; height: auto; }"
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("OK"), key_display="⏎", id="ask.save"),  # Enter too, in the field
    ]

    def __init__(
        self,
        title: str,
        about: str = "",
        *,
        value: str = "",
        problem: str = "",
        check: Callable[[str], str] | None = None,
        limit: int = 200,
    ) -> None:
        super().__init__()
        self._title = title
        self._about = about
        self._value = value
        self._problem = problem
        self._check = check
        self._limit = limit

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            if self._about:
                yield Static(text.block(self._about), id="about")
            yield Input(value=text.visible(self._value), select_on_focus=False, max_length=self._limit)
            yield Static(text.plain(self._problem), id="error")
        yield KeyBar()

    def on_mount(self) -> None:
        title_of(self.query_one("#panel"), self._title)

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        self._take(event.value)

    def action_save(self) -> None:
        self._take(self.query_one(Input).value)

    def _take(self, line: str) -> None:
        problem = self._check(line) if self._check else ""
        if problem:
            self.query_one("#error", Static).update(text.plain(problem))
        else:
            self.dismiss(line)


class Confirm(AppuiDialog[bool]):
    """Say what will happen and ask; the key that confirms is never the one that asked."""

    DEFAULT_CSS = "Confirm > #panel {" + PANEL + "} Confirm #what { padding-bottom: 1; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y,o", "confirm", N_("Do it"), key_display="⏎", id="dialog.confirm"),
        Binding("escape,n", "cancel", N_("Cancel"), id="dialog.cancel"),
    ]

    def __init__(self, title: str, what: str) -> None:
        super().__init__()
        self._title = title
        self._what = what

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield Static(text.block(self._what), id="what")
            yield Static(
                text.parts(
                    (" ⏎ ", "bold $text-accent"),
                    self.w(N_("Do it")),
                    "   ",
                    (f" {self.w(N_('Esc'))} ", "bold $text-accent"),
                    self.w(N_("Cancel")),
                )
            )
        yield KeyBar()

    def on_mount(self) -> None:
        title_of(self.query_one("#panel"), self._title)

    def action_confirm(self) -> None:
        self.dismiss(True)


def title_of(widget: Any, title: str) -> None:
    """Give a panel its title, shown as typed (a border title is markup unless it is Content)."""
    widget.border_title = text.plain(title)
