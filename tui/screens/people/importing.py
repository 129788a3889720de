"""Taking in a file of people: what each column is, what would happen, what stands in the way; then all or nothing."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from campaign.people.importing.columns import FIELD_WORDS, never_taken
from campaign.views.people import BASIS_WORDS
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.progress import Progress, Stopped
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Confirm, Menu
from tui.screens.sheets import ask_sheet
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.people.importing import ImportForm, ImportPlan, Sheet

PROBLEMS_SHOWN = 1000


def ask_file(screen: AppuiScreen, committee_id: uuid.UUID) -> None:
    """Ask for the path of a file, read it, and show what it would bring."""
    w = screen.w

    about = w(N_("Path of a CSV, XLSX or ODS file whose first line names the columns. Nothing is changed yet."))
    ask_sheet(screen, w(N_("Take in a file of people")), about, lambda sheet: ImportScreen(sheet, committee_id))


class ImportScreen(AppuiScreen):
    """The dry run of an import."""

    TITLE_WORDS = N_("Take in a file of people")
    CSS_PATH = "importing.tcss"
    HELP = N_(
        "Enter on a column says what it is. Below stand the lines that cannot be taken in, and why: mend them in the "
        "file, or leave them out with x. Ctrl+S takes in all the rest in one step, which u takes back."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take_in", N_("Take in"), key_display="^s", id="import.take_in"),
        Binding("x", "leave_out", N_("Leave bad lines out"), id="import.leave_out"),
        Binding("o", "how", N_("Origin, basis, role, tag"), id="import.how"),
    ]

    plan: ImportPlan | None = None
    leave_out = False

    def __init__(self, sheet: Sheet, committee_id: uuid.UUID) -> None:
        super().__init__()
        from campaign.people.importing import ImportForm

        self.sheet = sheet
        self.form: ImportForm = ImportForm(committee_id=committee_id)
        self._progress = Progress(self, self._show_progress)

    def where(self) -> str:
        return f"{self.sheet.name} · {self.w(self.TITLE_WORDS)}"

    def body(self) -> ComposeResult:
        w = self.w
        with Horizontal(id="top"):
            with Vertical(id="columns", classes="panel"):
                yield Listing(
                    [
                        Col(w(N_("Column")), width=12, flex=1),
                        Col(w(N_("For example")), width=12, flex=1, rank=1),
                        Col(w(N_("Taken as")), width=14, flex=1),
                    ],
                    id="fields",
                )
            with Vertical(id="outcome", classes="panel"):
                yield Static(text.plain("…"), id="counts")
        with Vertical(id="bad", classes="panel"):
            yield Listing([Col(w(N_("Line")), width=7, align="right"), Col(w(N_("Reason")), flex=1)], id="problems")
        for panel, words in (
            ("#columns", N_("Columns")),
            ("#outcome", N_("What would happen")),
            ("#bad", N_("Lines to look at")),
        ):
            self.call_later(self.name_panel, panel, w(words))

    def reload(self) -> None:
        self._progress.stop()
        progress = self._progress = Progress(self, self._show_progress)
        form, sheet = self.form, self.sheet
        self.plan = None

        def fetch(reading: Reading) -> ImportPlan | None:
            from campaign.people.importing import plan_import

            try:
                return plan_import(reading.session, sheet, form, reading.store.now().date(), progress=progress)
            except Stopped:
                return None

        self.read("plan", fetch, self._planned)

    def on_unmount(self) -> None:
        self._progress.stop()

    def refused(self, refusal: Refusal) -> None:
        self.plan = None
        self._columns([""] * len(self.sheet.header))
        self.query_one("#counts", Static).update(text.block(self.w.refusal(refusal)))

    def _show_progress(self, done: int, total: int) -> None:
        w = self.w
        said = w(N_("Looking at line {done} of {total}…"), done=w.number(done), total=w.number(total))
        bar = text.bar(done / total if total else 1, 24)
        self.query_one("#counts", Static).update(text.lines(text.plain(said), text.plain(bar, "$text-accent")))

    def _planned(self, plan: ImportPlan | None) -> None:
        if plan is None:
            return
        self.plan = plan
        self._columns(list(plan.columns))
        self._counts(plan)
        w = self.w
        rows = [
            Row((w.number(p.line), w(p.reason, **p.facts)), p, tone="" if p.blocks else "dim")
            for p in plan.problems[:PROBLEMS_SHOWN]
        ]
        rows += [Row((w.number(p.line), w(p.reason, **p.facts)), p, tone="dim") for p in plan.remarks[:PROBLEMS_SHOWN]]
        fine = [Row((w(N_("None: every line can be taken in.")),), None, tone="good")]
        self.query_one("#problems", Listing).fill(rows or fine)

    def _columns(self, taken: list[str]) -> None:
        w = self.w
        rows = []
        for index, title in enumerate(self.sheet.header):
            example = next((cells[index] for _, cells in self.sheet.rows if cells[index]), "")
            field = taken[index]
            shown = w(FIELD_WORDS[field]) if title not in never_taken([title]) else w(N_("(never taken)"))
            rows.append(Row((title or "–", example, shown), index, tones={2: "accent" if field else "dim"}))
        listing = self.query_one("#fields", Listing)
        listing.fill(rows, keep=listing.row.key if listing.row else 0)
        if self.focused is None:
            self.set_focus(listing)

    def _counts(self, plan: ImportPlan) -> None:
        w = self.w
        counted = (
            (N_("lines read"), plan.read, ""),
            (N_("people added"), plan.added, "$text-success"),
            (N_("completed"), plan.updated, ""),
            (N_("known, unchanged"), plan.unchanged, ""),
            (N_("not taken in"), plan.refused, "$text-warning" if plan.refused else ""),
        )
        lines = [
            text.parts((w.number(count).rjust(7), f"bold {style}"), "  " + w(label)) for label, count, style in counted
        ]
        from campaign.committees.views import LEVEL_KEYS, LEVEL_WORDS
        from campaign.people.importing.plan import ORIGINS

        form = self.form
        lines += [
            text.plain(""),
            text.plain(w(ORIGINS[form.origin]), "$muted"),
            text.plain(f"{w(BASIS_WORDS[form.basis])} · {w(LEVEL_WORDS[LEVEL_KEYS[form.role]])} {form.tag}", "$muted"),
            text.plain(""),
        ]
        if plan.blocking and not self.leave_out:
            lines.append(
                text.plain(w(N_("Nothing is taken in while lines are bad: x leaves them out.")), "$text-warning")
            )
        elif plan.added or plan.updated:
            lines.append(text.plain(w(N_("Ctrl+S takes them in.")), "$text-success"))
        else:
            lines.append(text.plain(w(N_("Nothing to take in: all of it is here already.")), "$muted"))
        self.query_one("#counts", Static).update(text.lines(*lines))

    @on(Listing.Chosen, "#fields")
    def map_column(self, event: Listing.Chosen) -> None:
        """Say what a column is."""
        index = event.row.key
        w = self.w
        choices = [Choice(key, w(words), "") for key, words in FIELD_WORDS.items()]
        now = self.plan.columns[index] if self.plan else ""

        def chosen(key: str | None) -> None:
            if key is not None:
                self.form = self.form.model_copy(update={"mapping": {**self.form.mapping, index: key}})
                self.reload()

        self.app.push_screen(Menu(self.sheet.header[index] or "–", choices, selected=now), chosen)

    def action_leave_out(self) -> None:
        self.leave_out = not self.leave_out
        if self.plan is not None:
            self._counts(self.plan)

    def action_how(self) -> None:
        from campaign.committees.views import LEVEL_KEYS, LEVEL_WORDS
        from campaign.people.importing.plan import ORIGINS

        w = self.w
        form = self.form

        def now(what: str, key: str, label: str) -> str:
            return f"{'✓' if getattr(form, what) == key else ' '} {w(label)}"

        choices = [
            Choice(("origin", key), w(words), now("origin", key, N_("origin"))) for key, words in ORIGINS.items()
        ]
        choices += [
            Choice(("basis", key), w(words), now("basis", key, N_("kept as"))) for key, words in BASIS_WORDS.items()
        ]
        choices += [
            Choice(("role", key), w(LEVEL_WORDS[level]), now("role", key, N_("role")))
            for key, level in LEVEL_KEYS.items()
        ]
        choices.append(Choice(("tag", None), w(N_("A tag for all of them…")), self.form.tag))
        about = w(N_("Lists of a town hall, an employer or another association may not be used."))
        self.app.push_screen(Menu(w(N_("Where it comes from, and how it is taken")), choices, about=about), self._how)

    def _how(self, key: Any) -> None:
        if key is None:
            return
        what, value = key
        if what == "tag":
            self.app.push_screen(AskText(self.w(N_("A tag for all of them")), limit=40), self._tag)
        else:
            self.form = self.form.model_copy(update={what: value})
            self.reload()

    def _tag(self, word: str | None) -> None:
        if word is not None:
            self.form = self.form.model_copy(update={"tag": word.strip()})
            self.reload()

    def action_take_in(self) -> None:
        plan, w = self.plan, self.w
        if plan is None or not (plan.added or plan.updated):
            return
        if plan.blocking and not self.leave_out:
            self.say(w(N_("Nothing is taken in while lines are bad: x leaves them out.")), "warning")
            return
        what = w(
            N_("{added} people are added and {updated} completed, in one step that u takes back."),
            added=w.number(plan.added),
            updated=w.number(plan.updated),
        )
        self.app.push_screen(Confirm(w(N_("Take them in?")), what), lambda yes: self._write(plan) if yes else None)

    def _write(self, plan: ImportPlan) -> None:
        from campaign.people.importing import import_people

        w, leave_out = self.w, self.leave_out
        self.query_one("#counts", Static).update(text.plain(w(N_("Taking them in…"))))

        def done(_: uuid.UUID | None) -> None:
            self.say(w(N_("{count} people are here now; u takes the whole file back."), count=w.number(plan.added)))
            self.app.pop_screen()

        self.write(lambda unit: import_people(unit, plan, leave_out=leave_out), done, once=True)
