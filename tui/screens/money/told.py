"""What a file of the other laptop tells before it is taken in, and which corrections of donors are taken over."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiDialog
from tui.screens.dialogs import PANEL, title_of
from tui.widgets.bars import KeyBar
from tui.widgets.listing import Col, Listing, Row

if TYPE_CHECKING:
    from campaign.views.money_exchange import DonorApart, TakenIn

DECLARES = N_("By Enter you declare that you act as the mandataire: it is written down, never verified.")


class ToldDialog(AppuiDialog[bool]):
    """Dismissed with True to take the file in; None leaves everything as it is."""

    DEFAULT_CSS = (
        "ToldDialog > #panel {" + PANEL + " width: 100; } ToldDialog #told { height: auto; max-height: 60vh; }"
        " ToldDialog #declares { padding-top: 1; color: $muted; }"
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y,o", "confirm", N_("Take it in"), key_display="⏎", id="told.confirm"),
        Binding("escape,n", "cancel", N_("Cancel"), id="told.back"),
    ]

    def __init__(self, title: str, found: TakenIn, before: list[str], *, pledges: bool) -> None:
        super().__init__()
        self._title, self._found, self._before, self._pledges = title, found, before, pledges

    def compose(self) -> ComposeResult:
        from campaign.money.exchange.words import apart_lines, sections

        w = self.w
        lines = [text.block(line) for line in self._before]
        for title, several in sections(self._found, w):
            lines += [text.plain(""), text.parts((title, "bold")), *(text.block(f"  {one}") for one in several)]
        apart = apart_lines(self._found, w)
        if apart:
            lines += [text.plain(""), text.parts((w(N_("What does not fit, and is left as it is:")), "$text-warning"))]
            lines += [text.block(f"  {one}") for one in apart]
        with Vertical(id="panel"):
            with VerticalScroll(id="told"):
                yield Static(text.lines(*lines))
            if self._pledges:
                yield Static(text.block(w(DECLARES)), id="declares")
        yield KeyBar()

    def on_mount(self) -> None:
        title_of(self.query_one("#panel"), self._title)

    def action_confirm(self) -> None:
        self.dismiss(True)


class CorrectionsDialog(AppuiDialog[frozenset[uuid.UUID]]):
    """The donors whom both files tell otherwise; dismissed with those whose fields are taken over, or None."""

    DEFAULT_CSS = (
        "CorrectionsDialog > #panel {" + PANEL + " width: 100; }"
        " CorrectionsDialog #about { padding-bottom: 1; }"
        " CorrectionsDialog #list { height: auto; max-height: 50vh; }"
        " CorrectionsDialog #whole { padding-top: 1; }"
        " CorrectionsDialog #warns { padding-top: 1; color: $text-warning; }"
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", N_("Take over"), id="corrections.mark"),
        Binding("a", "all", N_("All or none"), id="corrections.all"),
        Binding("ctrl+s", "confirm", N_("Go on"), key_display="⏎", id="corrections.confirm"),  # Enter too, in the list
        Binding("escape", "cancel", N_("Cancel"), id="corrections.back"),
    ]

    def __init__(self, title: str, found: TakenIn) -> None:
        super().__init__()
        self._title, self._found = title, found
        self._marked: set[uuid.UUID] = set()

    def compose(self) -> ComposeResult:
        w = self.w
        columns = [
            Col("", width=2),
            Col(w(N_("Donor")), width=14, flex=2),
            Col(w(N_("Field")), width=14),
            Col(w(N_("Here")), width=14, flex=2),
            Col(w(N_("In the file")), width=14, flex=2),
        ]
        said = w.many(
            N_("The committee tells a donor otherwise. What you do not mark stays as it is here."),
            N_("The committee tells {count} donors otherwise. What you do not mark stays as it is here."),
            len(self._found.donors),
        )
        with Vertical(id="panel"):
            yield Static(text.block(said), id="about")
            yield Listing(columns, id="list")
            yield Static(text.plain(""), id="whole")
            yield Static(text.plain(""), id="warns")
        yield KeyBar()

    def on_mount(self) -> None:
        title_of(self.query_one("#panel"), self._title)
        self._fill()
        self._whole(self._found.donors[0], 0)
        self.set_focus(self.query_one(Listing))

    def _fill(self) -> None:
        from campaign.money.exchange.words import differing, donor_warnings

        w, listing = self.w, self.query_one(Listing)
        rows = []
        for one in self._found.donors:
            mark = "●" if one.donor in self._marked else "○"
            for place, field in enumerate(one.fields):
                name, here, there = differing(field, w)
                tones = {0: "accent", 4: "strong"} if one.donor in self._marked else {0: "dim"}
                cells = ("" if place else mark, "" if place else one.name, name, here, there)
                rows.append(Row(cells, (one.donor, place), tones=tones))
        listing.styles.height = min(len(rows) + 1, 14)
        listing.fill(rows, keep=listing.row.key if listing.row else None)
        warned = [one for one in self._found.donors if one.donor in self._marked or one.stood_until is not None]
        warns = [line for one in warned for line in donor_warnings(one, w)]
        about = self.query_one("#warns", Static)
        about.display = bool(warns)
        about.update(text.lines(*(text.plain(line) for line in warns[:4])))

    def action_mark(self) -> None:
        row = self.query_one(Listing).row
        if row is not None:
            self._marked ^= {row.key[0]}
            self._fill()

    def action_all(self) -> None:
        every = {one.donor for one in self._found.donors if one.stood_until is None}
        self._marked = set() if self._marked == every else every
        self._fill()

    def on_listing_moved(self, event: Listing.Moved) -> None:
        """The field under the cursor, whole: an address is longer than its column."""
        found = next(one for one in self._found.donors if one.donor == event.row.key[0])
        self._whole(found, event.row.key[1])

    def _whole(self, one: DonorApart, place: int) -> None:
        from campaign.money.exchange.words import differing

        _, here, there = differing(one.fields[place], self.w)
        self.query_one("#whole", Static).update(
            text.lines(
                text.parts((self.w(N_("Here")) + "  ", "$muted"), here),
                text.parts((self.w(N_("In the file")) + "  ", "$muted"), there),
            )
        )

    def on_listing_chosen(self, event: Listing.Chosen) -> None:
        """Enter goes on with what is marked."""
        event.stop()
        self.action_confirm()

    def action_confirm(self) -> None:
        self.dismiss(frozenset(self._marked))
