"""The silence before a poll and the hours at which one knocks: entered here, each labelled with where it comes from."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Confirm, Menu
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from datetime import date

    from campaign.views.field_doors import Courtesy, SilenceLine


@dataclass(frozen=True, slots=True)
class _Seen:
    polls: list[SilenceLine]
    hours: Courtesy
    zone: str


class SilenceScreen(AppuiScreen):
    """When one does not knock."""

    TITLE_WORDS = N_("Silence and hours")
    CSS_PATH = "silence.tcss"
    HELP = N_(
        "n enters a poll: from midnight before its eve until its stations close, no new round of doors starts here. "
        "What was done before can always be entered. h changes the hours at which one knocks, which only warn."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", N_("New poll"), id="silence.new"),
        Binding("d", "delete", N_("Delete"), id="silence.delete"),
        Binding("h", "hours", N_("Hours"), id="silence.hours"),
        Binding("escape", "back", N_("Back"), id="silence.back"),
    ]

    def __init__(self, committee_id: uuid.UUID, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name
        self._seen: _Seen | None = None

    def where(self) -> str:
        return f"{self._committee_name} · {self.w(self.TITLE_WORDS)}".removeprefix(" · ")

    def body(self) -> ComposeResult:
        w = self.w
        yield Static(text.plain(""), id="about")
        yield Listing(
            [
                Col(w(N_("Poll")), width=16),
                Col(w(N_("Which")), width=14, flex=1),
                Col(w(N_("Silence from")), width=20, flex=1),
                Col(w(N_("until")), width=20, flex=1),
            ],
            id="polls",
        )

    def reload(self) -> None:
        committee_id = self.committee_id

        def fetch(reading: Reading) -> _Seen:
            from campaign.committees.lookup import committee_row
            from campaign.field import silence

            session = reading.session
            zone = committee_row(session, committee_id).zone
            return _Seen(silence.silences(session, committee_id), silence.courtesy(session), zone)

        self.read("silence", fetch, self._show)

    def _show(self, seen: _Seen) -> None:
        from campaign.field import silence

        w = self.w
        self._seen = seen
        hours = seen.hours
        knock = w(
            N_("One knocks from {first} to {last}, on Sundays from {sunday}."),
            first=f"{hours.first:%H:%M}",
            last=f"{hours.last:%H:%M}",
            sunday=f"{hours.sunday:%H:%M}",
        )
        about = [
            text.parts((knock, "bold")),
            text.plain(silence.choice().say(w), "$muted"),
            text.plain(""),
            text.parts((w(N_("In the silence before a poll, no new round of doors starts.")), "bold")),
            text.plain(silence.reading().say(w), "$muted"),
        ]
        self.query_one("#about", Static).update(text.lines(*about))
        rows = []
        for line in seen.polls:
            cells = (
                w.day(line.poll_on),
                line.label,
                self._moment(line.starts_at, line.zone),
                self._moment(line.ends_at, line.zone),
            )
            rows.append(Row(cells, line))
        empty = w(N_("No poll is entered: n enters the next one, whose day you know."))
        listing = self.query_one("#polls", Listing)
        listing.fill(rows or [Row((empty,), None, tone="dim")])
        if self.focused is None:
            self.set_focus(listing)

    def _moment(self, moment: Any, zone: str) -> str:
        from campaign.periods import local_day

        return f"{self.w.day(local_day(moment, zone))} {self.w.time(moment, zone)}"

    def action_new(self) -> None:
        """Ask for the day, then where, then which poll it is."""
        from campaign.periods import read_day

        w, today = self.w, self.appui.today()

        def check(typed: str) -> str:
            try:
                read_day(typed, today)
            except Refusal as refusal:
                return w.refusal(refusal)
            return ""

        def day(typed: str | None) -> None:
            if typed is not None:
                self._territory(read_day(typed, today))

        about = w(N_("The day of the vote, where you are: a Saturday in some overseas territories."))
        self.app.push_screen(AskText(w(N_("Day of the poll")), about, check=check, limit=40), day)

    def _territory(self, poll_on: date) -> None:
        from campaign.field import silence

        w = self.w
        zone = self._seen.zone if self._seen else ""
        saturday = w(N_("votes on a Saturday"))
        choices = [Choice(t.zone, t.name.say(w), saturday if t.saturday else "") for t in silence.territories()]
        if zone and zone not in {c.key for c in choices}:
            choices.insert(0, Choice(zone, zone))

        def chosen(picked: str | None) -> None:
            if picked is not None:
                self._label(poll_on, picked)

        self.app.push_screen(Menu(w(N_("Where is the vote?")), choices, selected=zone), chosen)

    def _label(self, poll_on: date, zone: str) -> None:
        from campaign.field import silence
        from campaign.field.silence import SilenceForm, set_silence
        from campaign.periods import read_time

        w = self.w

        def closes(typed: str | None) -> None:
            if typed is None:
                return
            label, _, hour = typed.rpartition(" ")
            try:
                at = read_time(hour)
            except Refusal as refusal:
                self.refused(refusal)
                return
            form = SilenceForm(self.committee_id, poll_on, label, zone, at)
            said = w(N_("Entered; u undoes it."))
            if poll_on.isoweekday() != (6 if silence.saturday_there(zone) else 7):
                said = w(N_("Entered. That day is not the usual one for a poll there: look again."))
            self.write(lambda unit: set_silence(unit, form), lambda _: self.tell(said))

        about = w(N_("Which poll it is, and when the last stations close."))
        value = w(N_("first round")) + f" {silence.closing():%H:%M}"
        self.app.push_screen(AskText(w.day(poll_on, "long"), about, value=value, limit=90), closes)

    def action_delete(self) -> None:
        from campaign.field.silence import remove_silence

        row = self.query_one("#polls", Listing).row
        if row is None or row.key is None:
            return
        poll_on, w = row.key.poll_on, self.w
        what = w(N_("The poll of {day} is taken out; rounds of doors may start then."), day=w.day(poll_on))
        self.app.push_screen(
            Confirm(w(N_("Delete this poll?")), what),
            lambda yes: (
                self.write(lambda unit: remove_silence(unit, self.committee_id, poll_on), lambda _: self.reload())
                if yes
                else None
            ),
        )

    def action_hours(self) -> None:
        from campaign.field.silence import set_courtesy
        from campaign.periods import read_time
        from campaign.views.field_doors import Courtesy

        w = self.w

        def read(typed: str) -> list[time]:
            return [read_time(piece) for piece in typed.split()]

        def check(typed: str) -> str:
            try:
                return "" if len(read(typed)) == 3 else w(N_("Type three times, such as 10:00 20:00 12:00."))
            except Refusal as refusal:
                return w.refusal(refusal)

        def keep(typed: str | None) -> None:
            if typed is not None:
                hours = Courtesy(*read(typed))
                said = w(N_("Changed; u undoes it."))
                self.write(lambda unit: set_courtesy(unit, hours), lambda _: self.tell(said))

        hours = self._seen.hours if self._seen else None
        value = f"{hours.first:%H:%M} {hours.last:%H:%M} {hours.sunday:%H:%M}" if hours else ""
        about = w(N_("From, until, and from when on Sundays. A warning outside them, never a refusal."))
        self.app.push_screen(
            AskText(w(N_("Hours at which one knocks")), about, value=value, check=check, limit=30), keep
        )
