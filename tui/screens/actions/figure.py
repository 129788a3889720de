"""A figure opened: what it means, its counts, and the rows it stands on."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.figures import Behind, BehindRow
    from campaign.periods import Period
    from campaign.views.field_figures import DoorRow
    from campaign.words import Words


class FigureScreen(AppuiScreen):
    """One figure of one committee over a week: its definition, its counts, its rows."""

    CSS_PATH = "figure.tcss"
    HELP = N_(
        "What the figure means stands above; below, each row that it counts. Enter opens the action of a row, or its "
        "list."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Week before"), key_display="←", priority=True, id="figure.before"),
        Binding("right", "step(1)", N_("Week after"), key_display="→", priority=True, id="figure.after"),
    ]

    def __init__(self, committee_id: uuid.UUID, name: str, key: str, period: Period) -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name
        self.key = key
        self.period = period

    def where(self) -> str:
        return f"{self._committee_name} · {self._label()}"

    def _label(self) -> str:
        from campaign.views.figures import DEFINITIONS, RATES

        return self.w(RATES[self.key].label if self.key in RATES else DEFINITIONS[self.key].label)

    def body(self) -> ComposeResult:
        from campaign.views.field_figures import DEFINED

        w = self.w
        yield Static(text.plain(""), id="meaning")
        if self._counted() in {key for key, _, _ in DEFINED}:
            columns = [
                Col(w(N_("Day")), width=14),
                Col(w(N_("List")), width=7, rank=2),
                Col(w(N_("Where")), width=38, flex=2),
                Col(w(N_("Turf")), width=12, flex=1, rank=3),
                Col(w(N_("Outcome")), width=14, rank=1),
                Col(w(N_("Counts")), width=8, align="right"),
            ]
        else:
            columns = [
                Col(w(N_("Day")), width=14),
                Col(w(N_("Kind")), width=14, rank=2),
                Col(w(N_("What")), width=12, flex=2, rank=1),
                Col(w(N_("Who")), width=14, flex=1),
                Col(w(N_("State")), width=14, rank=3),
                Col(w(N_("Counts")), width=8, align="right"),
            ]
        yield Listing(columns, id="rows")

    def _counted(self) -> str:
        """The figure whose rows are shown: of a rate, the one below."""
        from campaign.views.figures import RATES

        return RATES[self.key].denominator if self.key in RATES else self.key

    def reload(self) -> None:
        def fetch(reading: Reading) -> Behind:
            from campaign.figures import behind

            return behind(reading.session, self.committee_id, self.key, self.period, reading.store.now())

        self.read("figure", fetch, self._show)

    def _show(self, found: Behind) -> None:
        from campaign.views.figures import DEFINITIONS, RATES

        w = self.w
        rate = RATES.get(self.key)
        meaning = rate.text if rate else DEFINITIONS[self.key].text
        self.query_one("#meaning", Static).update(
            text.parts(
                (self._label(), "bold"),
                f" · {w.period(self.period.first, self.period.last)}\n",
                (self._value(found), "bold $text-accent"),
                f"\n{w(meaning)}",
            )
        )
        rows = [self._row(row) for row in found.rows]
        listing = self.query_one("#rows", Listing)
        listing.fill(rows or [Row((w(N_("Nothing was counted in this week.")),), None, tone="dim")])
        self.set_focus(listing)

    def _value(self, found: Behind) -> str:
        w = self.w
        if found.numerator is not None and found.denominator is not None and found.unit == "per_hour":
            pace = "–" if found.rate is None else w.number(found.rate, 1)
            return f"{pace} ({w.number(found.numerator)} / {w.hours(found.denominator)})"
        if found.numerator is not None and found.denominator is not None:
            return f"{w.percent(found.rate)} ({w.number(found.numerator)} / {w.number(found.denominator)})"
        return self._count(found.value)

    def _count(self, value: int) -> str:
        from campaign.views.figures import DEFINITIONS

        return self.w.hours(value) if DEFINITIONS[self._counted()].unit == "minutes" else self.w.number(value)

    def _row(self, row: BehindRow | DoorRow) -> Row:
        from campaign.views.actions import SIGNUP_WORDS, STATE_WORDS
        from campaign.views.field_figures import DoorRow

        if isinstance(row, DoorRow):
            return self._door(row)

        w = self.w
        state = w(SIGNUP_WORDS.get(row.state) or STATE_WORDS.get(row.state) or "")
        kind = row.kind.say(w)
        return Row(
            (w.day(row.day), kind, row.title or kind, row.person, state, self._count(row.count)),
            row.action_id,
            tones={4: "dim"},
        )

    def _door(self, row: DoorRow) -> Row:
        """A door, a list or a walk: where, and what came of it. Who lives there is kept nowhere."""
        from campaign.periods import local_day

        w = self.w
        what = door_in_words(w, row) if row.where else w(N_("Walk {number}, {turf}"), number=row.place, turf=row.turf)
        state = w(row.state) if row.state else ""
        cells = (w.day(local_day(row.at, row.zone)), row.list_number, what, row.turf if row.where else "", state)
        return Row((*cells, self._count(row.count)), row, tones={3: "dim"})

    def action_step(self, weeks: int) -> None:
        from datetime import timedelta

        from campaign.periods import Period

        step = timedelta(weeks=weeks)
        self.period = Period(self.period.first + step, self.period.last + step)
        self.reload()

    @on(Listing.Chosen)
    def open(self, event: Listing.Chosen) -> None:
        """Open the action of a row."""
        from tui.screens.actions.show import ActionScreen

        if isinstance(event.row.key, uuid.UUID):
            self.app.push_screen(ActionScreen(event.row.key))
        elif event.row.key is not None and event.row.key.list_id is not None:
            from tui.screens.field.entry import EntryScreen

            self.app.push_screen(EntryScreen(event.row.key.list_id))


def door_in_words(w: Words, row: DoorRow) -> str:
    """An address and which of its doors: “14 rue du Mail, stairwell 2, floor 3, door 1”."""
    from campaign.field.landings import say_part

    parts = [row.where]
    if row.floor is not None:
        landing = f"{row.stairwell}.{row.floor}"
        parts.append(say_part(f"{landing}-{landing}", w))
        parts.append(w(N_("door {number}"), number=row.place))
    if row.mark:
        parts.append(f"({row.mark})")
    return ", ".join(parts)
