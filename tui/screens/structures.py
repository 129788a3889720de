"""Documented structures: facts, how sure, when, and who says so. Reading only; n starts a committee after one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.text import Part
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.structures import FactView, StructureLine, StructureView

TYPE_WORDS = {
    "policy": N_("Creation"),
    "level": N_("Levels"),
    "role": N_("Roles"),
    "rule": N_("Rules"),
    "activity": N_("Activities"),
    "tool": N_("Tools"),
    "figure": N_("Figures"),
}


class StructuresScreen(AppuiScreen):
    """The campaigns that Appui is modelled on."""

    TITLE_WORDS = N_("Structures")
    CSS_PATH = "structures.tcss"
    HELP = N_(
        "Each fact carries how sure it is, its date and its sources. What is not documented is said to be so, never 0. "
        "Tab goes to the facts; n starts a committee after the structure, where a size, level or role is documented."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "start", N_("Start a committee from it"), id="structures.start"),
        Binding("tab", "app.focus_next", N_("Facts"), key_display="Tab", id="structures.facts"),
    ]

    def body(self) -> ComposeResult:
        with Horizontal(id="both"):
            with Vertical(id="left", classes="panel"):
                yield Listing([Col("", flex=1)], header=False, id="list")
            with VerticalScroll(id="facts", classes="panel"):
                yield Static(text.plain(""), id="text")

    def reload(self) -> None:
        if not self.query_one("#list", Listing).total:
            self.read("structures", self._fetch, self._show_list)

    def _fetch(self, reading: Reading) -> list[StructureLine]:
        from campaign.structures import list_structures

        return list_structures(reading.session)

    def _show_list(self, lines: list[StructureLine]) -> None:
        listing = self.query_one("#list", Listing)
        listing.fill([Row((line.name.say(self.w),), line) for line in lines])
        self.set_focus(listing)

    @on(Listing.Moved, "#list")
    def moved(self, event: Listing.Moved) -> None:
        """Show the structure under the cursor."""
        structure_id = event.row.key.id

        def fetch(reading: Reading) -> StructureView:
            from campaign.structures import show_structure

            return show_structure(reading.session, structure_id)

        self.read("structure", fetch, self._show)

    @on(Listing.Chosen, "#list")
    def chosen(self) -> None:
        """Enter goes to the facts."""
        self.set_focus(self.query_one("#facts"))

    def _show(self, view: StructureView) -> None:
        w = self.w
        rows: list[Content] = [
            text.parts((view.name.say(w), "bold $text-accent"), f"  {view.country} · {view.period}"),
            text.plain(""),
            *[
                text.plain(line)
                for line in text.wrap(view.summary.say(w), max(self.query_one("#facts").content_size.width - 3, 30))
            ],
        ]
        kind = ""
        for fact in view.facts:
            if fact.type != kind:
                kind = fact.type
                rows += [text.plain(""), text.plain(w(TYPE_WORDS.get(kind, kind)), "bold $text-accent")]
            rows += self._fact(fact)
        if view.tasks:
            rows += [text.plain(""), text.plain(w(N_("First tasks it lends")), "bold $text-accent")]
            rows += [text.plain(f"  ○ {task.say(w)}") for task in view.tasks]
        if not view.can_start:
            said = w(N_("No size, level or role is documented: a committee cannot be started from it."))
            rows += [text.plain(""), text.plain(said, "italic $muted")]
        self.query_one("#text", Static).update(text.lines(*rows))
        self.query_one("#facts", VerticalScroll).scroll_home(animate=False)

    def _fact(self, fact: FactView) -> list[Content]:
        from campaign.structures import STATUS_WORDS

        w = self.w
        styles = {"documented": "$text-success", "disputed": "$text-warning", "unknown": "$muted"}
        room = max(self.query_one("#facts").content_size.width - 3, 30)
        rows = [text.parts("  ", line) for line in text.wrap(fact.label.say(w), room - 2)]
        pieces: list[Part] = ["    ", (fact.said(w), "bold")]
        if fact.status != "unknown":
            pieces += [f"  {fact.as_of}  ", (w(STATUS_WORDS[fact.status]), styles.get(fact.status, ""))]
        rows.append(text.parts(*pieces))
        if note := fact.note.say(w):
            rows += [text.plain(f"    {line}", "italic $muted") for line in text.wrap(note, room - 4)]
        for source in fact.sources:
            said = f"{source.id} · {source.published} · {source.address}"
            rows += [text.plain(f"    {line}", "$muted") for line in text.wrap(said, room - 4)]
        if len(fact.sources) > fact.witnesses:
            said = w.many(
                N_("in all {count} independent witness"), N_("in all {count} independent witnesses"), fact.witnesses
            )
            rows.append(text.plain(f"    {said}", "italic $muted"))
        return rows

    def action_start(self) -> None:
        from tui.screens.committees.create import NewCommitteeScreen

        row = self.query_one("#list", Listing).row
        if row is None:
            return
        if not row.key.can_start:
            self.say(
                self.w(N_("No size, level or role is documented: a committee cannot be started from it.")), "warning"
            )
            return
        self.app.push_screen(NewCommitteeScreen(row.key.id))
