"""Printing walks: who takes them, where to meet and bring them back; then one PDF. And walks for other programs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.actions.save import ask_where
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import Choice, Menu
from tui.widgets.pick import Pick
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.actions import ActionLine
    from db.unit import Unit

FIELDS = (
    ("team", N_("Who walks (names, separated by commas; may stay empty)"), 200),
    ("caller", N_("Whom to call if anything is wrong"), 120),
    ("meet", N_("Meet at"), 200),
    ("back", N_("Bring it back to"), 200),
    ("until", N_("Walk it by"), 40),
)

EXPORTS = (
    ("geojson", "GeoJSON", N_("for maps: uMap, QGIS")),
    ("gpx", "GPX", N_("for a phone on foot: OsmAnd, Organic Maps")),
    ("kml", "KML", N_("for Google Earth and older phones")),
    ("csv", "CSV", N_("for a spreadsheet")),
)


def print_turf(screen: AppuiScreen, turf_id: uuid.UUID, name: str) -> None:
    """Print all walks of a turf."""

    def fetch(reading: Reading) -> tuple[uuid.UUID, ...]:
        from campaign.field.paper.printing import walks_of

        return walks_of(reading.session, turf_id)

    screen.read("print", fetch, lambda walk_ids: print_walks(screen, walk_ids, name))


def print_walks(screen: AppuiScreen, walk_ids: Sequence[uuid.UUID], name: str) -> None:
    """Print the sheets of these walks: at once where all have a list, else after asking who takes them."""

    def fetch(reading: Reading) -> list[uuid.UUID | None]:
        from campaign.field.paper.printing import standing_list

        return [standing_list(reading.session, walk_id) for walk_id in walk_ids]

    def found(lists: list[uuid.UUID | None]) -> None:
        standing = [one for one in lists if one is not None]
        if len(standing) == len(lists):
            _save(screen, standing, name)
        else:
            screen.app.push_screen(IssueScreen(tuple(walk_ids), name, len(lists) - len(standing)))

    screen.read("print", fetch, found)


def print_list(screen: AppuiScreen, list_id: uuid.UUID, name: str) -> None:
    """Print the sheet of one list again."""
    _save(screen, [list_id], name)


def _save(screen: AppuiScreen, list_ids: Sequence[uuid.UUID], name: str) -> None:
    lang = screen.appui.words.lang

    def make(reading: Reading) -> bytes:
        from campaign.field.paper.printing import print_lists

        return print_lists(reading.session, list_ids, lang)

    ask_where(screen, f"{_named(name)}.pdf", make)


def export_turf(screen: AppuiScreen, turf_id: uuid.UUID, name: str) -> None:
    """Write all walks of a turf for other programs."""
    lang = screen.appui.words.lang

    def make(reading: Reading, form: str) -> bytes:
        from campaign.field.paper.export import export_turf as export

        return export(reading.session, turf_id, form, lang=lang)

    _choose_format(screen, name, make)


def export_walks(screen: AppuiScreen, walk_ids: Sequence[uuid.UUID], name: str) -> None:
    """Write some walks for other programs."""
    lang = screen.appui.words.lang

    def make(reading: Reading, form: str) -> bytes:
        from campaign.field.paper.export import export_walks as export

        return export(reading.session, walk_ids, form, lang=lang)

    _choose_format(screen, name, make)


def _choose_format(screen: AppuiScreen, name: str, make: Any) -> None:
    w = screen.w
    choices = [Choice(key, label, w(note)) for key, label, note in EXPORTS]
    about = w(N_("Addresses and their order; nobody, and nothing that was said."))

    def chosen(form: str | None) -> None:
        if form is not None:
            ask_where(screen, f"{_named(name)}.{form}", lambda reading: make(reading, form))

    screen.app.push_screen(Menu(w(N_("For other programs")), choices, about=about), chosen)


def _named(name: str) -> str:
    from campaign.field.paper.names import file_name

    return file_name(name)


class IssueScreen(AppuiScreen):
    """Give walks their list numbers, then print them."""

    TITLE_WORDS = N_("Print walk sheets")
    CSS_PATH = "print.tcss"
    HELP = N_(
        "Each walk gets a list number, which is printed on its sheet and by which it is typed back. What is left empty "
        "here is a line to write on. Ctrl+S gives the numbers and asks where to write the PDF; u takes them back."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Number and print"), key_display="^s", id="print.save"),
        Binding("escape", "back", N_("Cancel"), id="print.cancel"),
    ]

    def __init__(self, walk_ids: tuple[uuid.UUID, ...], name: str, fresh: int) -> None:
        super().__init__()
        self.walk_ids = walk_ids
        self._turf_name = name
        self._fresh = fresh
        self._committee_id: uuid.UUID | None = None

    def where(self) -> str:
        return f"{self._turf_name} · {self.w(self.TITLE_WORDS)}"

    def body(self) -> ComposeResult:
        w = self.w
        with VerticalScroll(id="form", can_focus=False):
            said = w.many(N_("{count} walk gets a list number."), N_("{count} walks get a list number."), self._fresh)
            yield Static(text.plain(said), id="about")
            yield Static(text.plain(w(N_("Goes out on (← → to change)"))), classes="field-label")
            yield Pick(id="date")
            for field, label, limit in FIELDS:
                yield Static(text.plain(w(label)), classes="field-label")
                hint = w(N_("12, 12/4, +30; else in thirty days")) if field == "until" else ""
                yield Input(id=field, max_length=limit, placeholder=hint)
                yield Static(text.plain(""), id=f"{field}-error", classes="field-error")

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one("#date", Pick))

    def unsaved(self) -> bool:
        return any(field.value for field in self.query(Input))

    def reload(self) -> None:
        if self.query_one("#date", Pick).value is not None:
            return
        walk_id = self.walk_ids[0]

        def fetch(reading: Reading) -> tuple[uuid.UUID, list[ActionLine]]:
            from datetime import timedelta

            from campaign.actions import list_actions
            from campaign.field.turf import walk_view

            now = reading.store.now()
            committee_id = walk_view(reading.session, walk_id).committee_id
            coming = list_actions(reading.session, committee_id=committee_id, since=now - timedelta(hours=12), limit=30)
            return committee_id, [action for action in coming if action.state == "planned"]

        self.read("dates", fetch, self._show)

    def _show(self, found: tuple[uuid.UUID, list[ActionLine]]) -> None:
        w = self.w
        self._committee_id, coming = found
        choices: list[tuple[Any, str]] = [("", w(N_("no date of the agenda")))]
        for action in coming:
            what = action.title or action.kind.say(w)
            choices.append((action.id, f"{w.day(action.day)} {w.time(action.starts_at, action.zone)} · {what}"))
        self.query_one("#date", Pick).set_choices(choices)

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and prints on the last."""
        if event.input.id == FIELDS[-1][0]:
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        from campaign.periods import read_day

        values = {field: self.query_one(f"#{field}", Input).value.strip() for field, _, _ in FIELDS}
        for field in values:
            self._problem(field, "")
        try:
            until = read_day(values["until"], self.appui.today()) if values["until"] else None
        except Refusal as refusal:
            self._problem("until", self.w.refusal(refusal))
            return
        date_id = self.query_one("#date", Pick).value or None
        walk_ids = self.walk_ids

        def give(unit: Unit) -> tuple[uuid.UUID, ...]:
            from campaign.field.lists import IssueForm
            from campaign.field.paper.printing import lists_to_print
            from campaign.people import find_person

            named = [part.strip() for part in values["team"].split(",") if part.strip()]
            form = IssueForm(
                walk_ids=walk_ids,
                expires_on=until,
                team=tuple(find_person(unit.session, part).id for part in named),
                caller_id=find_person(unit.session, values["caller"]).id if values["caller"] else None,
                meeting_place=values["meet"],
                bring_back=values["back"],
                action_id=date_id,
            )
            return lists_to_print(unit, form)

        def given(list_ids: tuple[uuid.UUID, ...]) -> None:
            self.app.pop_screen()
            below = self.app.screen
            if isinstance(below, AppuiScreen):
                # In the name of the screen below: what is asked of one that has gone is never answered.
                below.call_later(_save, below, list_ids, self._turf_name)

        self.write(give, given, refused=self._not_given, once=True)

    def _not_given(self, refusal: Refusal) -> None:
        """Ask whom a name means that was not understood; say anything else."""
        from tui.screens.field.naming import ask_name, meant_by

        for field in ("team", "caller"):
            part = meant_by(refusal, self.query_one(f"#{field}", Input).value)
            if part is not None and self._committee_id is not None:
                self._problem(field, self.w(refusal.why).format(**refusal.facts))
                ask_name(self, self._committee_id, part.strip(), refusal, self._replacing(field, part))
                return
        self.refused(refusal)

    def _replacing(self, field: str, part: str) -> Callable[[str], None]:
        """Puts a name in the place of what was typed."""
        from tui.screens.field.naming import put_name

        def put(name: str) -> None:
            shown = self.query_one(f"#{field}", Input)
            shown.value = put_name(shown.value, part, name)
            self._problem(field, "")
            self.set_focus(shown)

        return put

    def _problem(self, field: str, sentence: str) -> None:
        label = self.query_one(f"#{field}-error", Static)
        label.update(text.plain(sentence))
        label.set_class(bool(sentence), "-shown")
        if sentence:
            self.set_focus(self.query_one(f"#{field}", Input))
