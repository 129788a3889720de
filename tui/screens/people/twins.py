"""Entries that may be one person: Enter makes them one, or tells them apart for good."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from campaign.words import N_
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import Choice, Menu
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.people import Twins


class TwinsScreen(AppuiScreen):
    """Pairs, the likeliest first."""

    TITLE_WORDS = N_("Entries that may be one person")
    HELP = N_(
        "Enter on a pair makes them one entry, or says that they are two people; a merge never widens a consent, and "
        "u takes it back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "apart", N_("Two people"), id="twins.apart"),
    ]

    def __init__(self, committee_id: uuid.UUID | None) -> None:
        super().__init__()
        self.committee_id = committee_id

    def body(self) -> ComposeResult:
        w = self.w
        yield Listing(
            [
                Col(w(N_("Kept")), width=18, flex=1),
                Col(w(N_("May be the same")), width=18, flex=1),
                Col(w(N_("Because of")), width=18, flex=1),
            ],
            id="list",
        )

    def reload(self) -> None:
        def fetch(reading: Reading) -> list[Twins]:
            from campaign.people.twins import twins

            return twins(reading.session, self.committee_id)

        self.read("twins", fetch, self._show)

    def _show(self, found: list[Twins]) -> None:
        w = self.w
        rows = [Row((t.first.name, t.second.name, ", ".join(w(r) for r in t.reasons)), t) for t in found]
        nobody = [Row((w(N_("No two entries look like one person.")),), None, tone="good")]
        listing = self.query_one("#list", Listing)
        listing.fill(rows or nobody)
        self.set_focus(listing)

    @on(Listing.Chosen)
    def chosen(self, event: Listing.Chosen) -> None:
        """One person, or two?"""
        pair: Twins | None = event.row.key
        if pair is None:
            return
        w = self.w
        menu = Menu(
            w(N_("One person, or two?")),
            [
                Choice(
                    (pair.first.id, pair.second.id), w(N_("One: keep “{name}”"), name=pair.first.name), pair.first.place
                ),
                Choice(
                    (pair.second.id, pair.first.id),
                    w(N_("One: keep “{name}”"), name=pair.second.name),
                    pair.second.place,
                ),
                Choice("apart", w(N_("Two people")), w(N_("not asked again"))),
            ],
            about=", ".join(w(reason) for reason in pair.reasons),
        )
        self.app.push_screen(menu, lambda key: self._decide(pair, key))

    def _decide(self, pair: Twins, key: Any) -> None:
        from campaign.people.merging import merge_people
        from campaign.people.twins import tell_apart

        if key == "apart":
            self.write(lambda unit: tell_apart(unit, pair.first.id, pair.second.id), lambda _: self.reload())
        elif key is not None:
            kept, gone = key
            said = self.w(N_("Now one entry; u undoes it."))
            self.write(lambda unit: merge_people(unit, kept, gone), lambda _: self.tell(said))

    def action_apart(self) -> None:
        row = self.query_one("#list", Listing).row
        if row is not None and row.key is not None:
            self._decide(row.key, "apart")
