"""The form of a committee's report: its sections, their order, and its own words before and after."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.reports.template import Template


class FormScreen(AppuiScreen):
    """Choose what a committee's report holds; its figures stay whole whatever is left out."""

    CSS_PATH = "form.tcss"
    TITLE_WORDS = N_("Sections and words of the report")
    HELP = N_(
        "Space takes a section in or leaves it out; < and > move it up and down, as do Shift with the arrows. Tab goes "
        "to the words before and after. Ctrl+S saves, r goes back to the whole report. JSON and CSV are always whole."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "take", N_("In or out"), id="report_form.toggle"),
        Binding("less_than_sign,shift+up", "shift(-1)", N_("Move up"), key_display="<", id="report_form.up"),
        Binding("greater_than_sign,shift+down", "shift(1)", N_("Move down"), key_display=">", id="report_form.down"),
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", priority=True, id="report_form.save"),
        Binding("r", "reset", N_("Whole report"), show=False, id="report_form.reset"),
    ]

    def __init__(self, committee_id: uuid.UUID) -> None:
        super().__init__()
        self.committee_id = committee_id
        self._template: Template | None = None
        self._order: list[str] = []
        self._taken: set[str] = set()

    def body(self) -> ComposeResult:
        yield Listing([Col("", width=4), Col("", flex=1)], header=False, id="sections")
        with Vertical(id="words"):
            yield Static(text.plain(self.w(N_("Foreword"))), classes="label")
            yield TextArea(id="opening", tab_behavior="focus")
            yield Static(text.plain(self.w(N_("In closing"))), classes="label")
            yield TextArea(id="closing", tab_behavior="focus")

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one(Listing))

    def reload(self) -> None:
        if self._template is not None:  # what is being edited stays
            self._fill()
            return
        committee_id = self.committee_id

        def fetch(reading: Reading) -> Template:
            from campaign.reports.template import template_of

            return template_of(reading.session, committee_id)

        self.read("template", fetch, self._show)

    def _show(self, template: Template) -> None:
        from campaign.reports.template import SECTIONS

        self._template = template
        self._order = [*template.sections, *(key for key in SECTIONS if key not in template.sections)]
        self._taken = set(template.sections)
        self.query_one("#opening", TextArea).text = template.opening
        self.query_one("#closing", TextArea).text = template.closing
        self._fill()

    def _fill(self, keep: str | None = None) -> None:
        from campaign.reports.views import SECTION_WORDS

        w, listing = self.w, self.query_one(Listing)
        now = keep or (listing.row.key if listing.row else None)
        rows = [
            Row(("[x]", w(SECTION_WORDS[key])), key)
            if key in self._taken
            else Row(("[ ]", w(SECTION_WORDS[key])), key, tones={1: "dim"})
            for key in self._order
        ]
        listing.fill(rows, keep=now)

    def _typed(self) -> tuple[list[str], str, str]:
        sections = [key for key in self._order if key in self._taken]
        opening, closing = (self.query_one(f"#{name}", TextArea).text for name in ("opening", "closing"))
        return sections, opening, closing

    def unsaved(self) -> bool:
        known = self._template
        return known is not None and self._typed() != (list(known.sections), known.opening, known.closing)

    @on(Listing.Chosen)
    def chosen(self, event: Listing.Chosen) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        if (row := self.query_one(Listing).row) is not None:
            self._taken ^= {row.key}
            self._fill(row.key)

    def action_shift(self, step: int) -> None:
        if (row := self.query_one(Listing).row) is None:
            return
        place = self._order.index(row.key)
        other = min(max(place + step, 0), len(self._order) - 1)
        self._order.insert(other, self._order.pop(place))
        self._fill(row.key)

    def action_save(self) -> None:
        if self._template is None:
            return
        sections, opening, closing = self._typed()
        committee_id, version = self.committee_id, self._template.version

        def saved(template: Template) -> None:
            self._show(template)
            self.say(self.w(N_("Saved; u undoes it.")))
            self._leave()

        from campaign.reports.template import set_template

        self.write(
            lambda unit: set_template(
                unit, committee_id, sections=sections, opening=opening, closing=closing, if_version=version or None
            ),
            saved,
            once=True,
        )

    def action_reset(self) -> None:
        from campaign.reports.template import reset_template

        committee_id = self.committee_id
        self._template = None
        self.write(lambda unit: reset_template(unit, committee_id), lambda _: self.reload(), once=True)
