"""When a list was walked, and by whom: asked on the way in, since visits from paper stand at that hour."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiDialog
from tui.screens.dialogs import PANEL, title_of
from tui.widgets.bars import KeyBar

if TYPE_CHECKING:
    from campaign.views.field import SheetView
    from db.unit import Unit

FIELDS = ("day", "from", "to", "team", "out", "back")


class HoursDialog(AppuiDialog[bool]):
    """Hours, team and leaflets of a list; dismissed with True when they were kept."""

    DEFAULT_CSS = "HoursDialog > #panel {" + PANEL + "} HoursDialog #about { color: $muted; height: auto; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", id="hours.save"),
        Binding("escape", "cancel", N_("Later"), id="hours.later"),
        Binding("up", "app.focus_previous", N_("Field before"), show=False, id="hours.before"),
        Binding("down", "app.focus_next", N_("Next field"), show=False, id="hours.next"),
    ]

    def __init__(self, sheet: SheetView) -> None:
        super().__init__()
        self.sheet = sheet

    def compose(self) -> ComposeResult:
        w, sheet = self.w, self.sheet
        day = sheet.started_at or self.appui.now()
        labels = {
            "day": (w(N_("Day")), f"{day.astimezone(ZoneInfo(sheet.zone)):%d/%m/%Y}"),
            "from": (w(N_("Left at")), w.time(sheet.started_at, sheet.zone) if sheet.started_at else ""),
            "to": (w(N_("Back at")), w.time(sheet.ended_at, sheet.zone) if sheet.ended_at else ""),
            "team": (w(N_("Team, with commas between them")), ", ".join(sheet.team)),
            "out": (w(N_("Leaflets taken out")), ""),
            "back": (w(N_("Leaflets brought back")), ""),
        }
        with Vertical(id="panel"):
            about = w(N_("Visits stand at these hours in every figure. Esc types first and says it later (h)."))
            yield Static(text.plain(about), id="about")
            for field in FIELDS:
                label, value = labels[field]
                yield Static(text.plain(label), classes="field-label")
                yield Input(value=text.visible(value), id=field, max_length=200, select_on_focus=True)
                yield Static(text.plain(""), id=f"{field}-error", classes="field-error")
        yield KeyBar()

    def on_mount(self) -> None:
        title_of(self.query_one("#panel"), self.w(N_("List {number}: when, and who?"), number=self.sheet.list_number))
        self.query_one("#from", Input).focus()

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and keeps all on the last."""
        if event.input.id == FIELDS[-1]:
            self.action_save()
        else:
            self.screen.focus_next()

    def action_save(self) -> None:
        from campaign.actions.planning import moment
        from campaign.periods import read_day, read_time

        values = {field: self.query_one(f"#{field}", Input).value.strip() for field in FIELDS}
        today = self.appui.today()
        started: datetime | None = None
        ended: datetime | None = None
        field = "day"
        try:
            day = read_day(values["day"] or "0", today)
            if values[field := "from"]:
                started = moment(day, read_time(values["from"]), self.sheet.zone)
            if values[field := "to"]:
                ended = moment(day, read_time(values["to"]), self.sheet.zone)
        except Refusal as refusal:
            self._problem(field, self.w.refusal(refusal))
            return
        counts = {}
        for field in ("out", "back"):
            if values[field] and not (values[field].isascii() and values[field].isdigit()):
                self._problem(field, self.w(N_("Type a whole number of 0 or more.")))
                return
            counts[field] = int(values[field]) if values[field] else None
        names = [name.strip() for name in values["team"].split(",") if name.strip()]
        list_id = self.sheet.id

        def keep(unit: Unit) -> None:
            from campaign.field.lists import HoursForm, set_hours
            from campaign.people import find_person

            team: tuple[uuid.UUID, ...] = tuple(find_person(unit.session, name).id for name in names)
            form = HoursForm(
                list_id, started, ended, team=team, leaflets_out=counts["out"], leaflets_back=counts["back"]
            )
            set_hours(unit, form)

        def kept(_: None) -> None:
            self.dismiss(True)

        self.write(
            keep,
            kept,
            refused=self._not_kept,
            once=True,
        )

    def _not_kept(self, refusal: Refusal) -> None:
        """Say it below the field that it is about; ask whom a name means that was not understood."""
        from campaign.errors.doors import HoursAhead, LeafletsImpossible, VisitOutside
        from tui.screens.field.naming import ask_name, meant_by, put_name

        team = self.query_one("#team", Input)
        part = meant_by(refusal, team.value)
        if part is not None:

            def put(name: str) -> None:
                team.value = put_name(team.value, part, name)
                self._problem("team", "")

            self._problem("team", self.w(refusal.why).format(**refusal.facts))
            ask_name(self, self.sheet.committee_id, part.strip(), refusal, put)
        elif isinstance(refusal, LeafletsImpossible):
            self._problem("back", self.w.refusal(refusal))
        elif isinstance(refusal, (HoursAhead, VisitOutside)):
            self._problem("day", self.w.refusal(refusal))
        else:
            self._problem("to", self.w.refusal(refusal))

    def _problem(self, field: str, sentence: str) -> None:
        """Show a sentence below a field, none below any other, and put the cursor there."""
        for each in FIELDS:
            label = self.query_one(f"#{each}-error", Static)
            label.update(text.plain(sentence if each == field else ""))
            label.set_class(each == field, "-shown")
        self.query_one(f"#{field}", Input).focus()
