"""Taking in a file for door to door: what it is, what it would change, what stands in the way; then all or nothing."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.progress import Progress, Stopped
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Confirm
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.field.addresses.plan import AddressForm
    from campaign.field.addresses.report import FilePlan, Problem
    from db.unit import Unit

COUNTS = (
    ("read", N_("lines read")),
    ("added", N_("addresses added")),
    ("updated", N_("brought up to date")),
    ("unchanged", N_("known, unchanged")),
    ("merged", N_("the same once more")),
    ("refused", N_("not taken in")),
    ("elsewhere", N_("of other communes or left aside")),
    ("gone", N_("no longer in the file")),
)
LAYOUT_WORDS = {
    "ban": N_("Base Adresse Nationale"),
    "ban_2019": N_("Base Adresse Nationale, layout of before 2020"),
    "bal_1.3": N_("Base Adresse Locale 1.3"),
    "bal_1.4": N_("Base Adresse Locale 1.4"),
    "bal_1.5": N_("Base Adresse Locale 1.5"),
    "stations": N_("addresses with their polling station"),
    "reu": N_("INSEE's table of polling stations"),
    "bdtopo_buildings": N_("buildings, BD TOPO"),
    "bdtopo_sections": N_("streets, BD TOPO"),
    "osm": N_("streets, OpenStreetMap"),
    "results": N_("results by polling station"),
    "roll": N_("electoral roll"),
}


def ask_file(screen: AppuiScreen, committee_id: uuid.UUID) -> None:
    """Ask for the path of a file, and show what it would bring."""
    w = screen.w

    def typed(path: str | None) -> None:
        from tui.cli.paths import typed_path

        if path and path.strip():
            screen.app.push_screen(TakeInScreen(typed_path(path), committee_id))

    about = w(
        N_(
            "Path of a file: addresses (BAN or Base Adresse Locale, CSV or gz), polling stations, buildings, streets "
            "(.osm), results, or an electoral roll. Nothing is changed yet."
        )
    )
    screen.app.push_screen(AskText(w(N_("Take in a file")), about, limit=1000), typed)


class TakeInScreen(AppuiScreen):
    """The dry run of a file."""

    TITLE_WORDS = N_("Take in a file")
    CSS_PATH = "taking.tcss"
    HELP = N_(
        "Nothing is changed before Ctrl+S. Lines that show that the file is damaged stop all of it: mend the file, or "
        "leave them out with d. w mends names that were encoded twice, c takes other communes than the committee's. "
        "Esc stops a reading or a writing under way; u takes back a whole file."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take_in", N_("Take in"), key_display="^s", id="field.take_in"),
        Binding("d", "leave_out", N_("Leave bad lines out"), id="field.leave_out"),
        Binding("w", "mend", N_("Mend names"), id="field.mend"),
        Binding("c", "communes", N_("Communes"), id="field.communes"),
    ]

    def __init__(self, path: Path, committee_id: uuid.UUID) -> None:
        super().__init__()
        self.path, self.committee_id = path, committee_id
        self.plan: FilePlan | None = None
        self.communes: tuple[str, ...] = ()
        self.election = ""
        self.dates: tuple[date, date, date] | None = None
        self.leaves_out = self.mends = self.writing = False
        self._progress = Progress(self, self._show_progress)

    def where(self) -> str:
        return f"{self.path.name} · {self.w(self.TITLE_WORDS)}"

    def body(self) -> ComposeResult:
        with Vertical(id="outcome", classes="panel"):
            yield Static(text.plain("…"), id="counts")
        with Vertical(id="bad", classes="panel"):
            yield Listing(
                [Col(self.w(N_("Line")), width=9, align="right"), Col(self.w(N_("Reason")), flex=1)], id="problems"
            )
        self.call_later(self.name_panel, "#outcome", self.w(N_("What would happen")))
        self.call_later(self.name_panel, "#bad", self.w(N_("Lines to look at")))

    def come(self) -> None:
        """A question that was left again changes nothing: a file is not read anew for that."""
        if self.plan is None:
            self.reload()

    def reload(self) -> None:
        if self.writing:
            return
        self._progress.stop()
        progress = self._progress = Progress(self, self._show_progress)
        self.plan = None
        path, actor, communes, election, dates = self.path, self.appui.actor, self.communes, self.election, self.dates
        leave_out, mend_text = self.leaves_out, self.mends

        def fetch(reading: Reading) -> FilePlan | None:
            from campaign.field.addresses.files import plan_file
            from campaign.field.addresses.plan import AddressForm
            from campaign.field.addresses.roll import RollForm

            form = AddressForm(self.committee_id, communes, leave_out=leave_out, mend_text=mend_text)
            today = reading.store.now().date()
            roll = None
            if dates is not None:
                signed, poll, purge = dates
                roll = RollForm(
                    committee_id=form.committee_id,
                    requester_id=actor,
                    insee=_first_commune(reading, form),
                    signed_on=signed,
                    poll_on=poll,
                    purge_on=purge,
                )
            try:
                return plan_file(reading.session, path, form, today, election=election, roll=roll, progress=progress)
            except Stopped:
                return None

        self.read("plan", fetch, self._planned)

    def on_unmount(self) -> None:
        self._progress.stop()

    def _show_progress(self, done: int, total: int) -> None:
        w, share = self.w, done / total if total else 1.0
        doing = w(N_("Writing…")) if self.writing else w(N_("Reading…"))
        lines = (text.plain(f"{doing} {w.percent(share)}"), text.plain(text.bar(share, 30), "$text-accent"))
        self.query_one("#counts", Static).update(text.lines(*lines, text.plain(w(N_("Esc stops.")), "$muted")))

    def refused(self, refusal: Refusal) -> None:
        from campaign.errors.addresses import ElectionNeeded, UndertakingNeeded

        self.writing = False
        if not self.is_attached:
            return
        if isinstance(refusal, ElectionNeeded) and not self.election:
            self._ask_election()
        elif isinstance(refusal, UndertakingNeeded) and self.dates is None:
            self._ask_undertaking()
        self.query_one("#counts", Static).update(text.block(self.w.refusal(refusal)))
        self.query_one("#problems", Listing).fill([])

    def _ask_election(self) -> None:
        w = self.w

        def said(name: str | None) -> None:
            if name and name.strip():
                self.election = name
                self.reload()

        about = w(N_("Such as presidentielle-2022. Ministry files do not say it."))
        self.app.push_screen(AskText(w(N_("Which election is it?")), about, limit=60), said)

    def _ask_undertaking(self) -> None:
        """Ask for the three days of an undertaking, one after the other."""
        from campaign.periods import read_day

        w, today = self.w, self.appui.today()
        given: list[date] = []
        asked = (
            (
                N_("The day on which the undertaking was signed"),
                N_("A roll is lent for the campaign, never for commerce."),
            ),
            (N_("The day of the poll"), N_("Such as 11/04/2027.")),
            (
                N_("The day of the purge"),
                N_("From the day of the poll to thirty days later; the names are deleted then."),
            ),
        )

        def ask() -> None:
            title, about = asked[len(given)]
            self.app.push_screen(AskText(w(title), w(about), check=check, limit=20), answered)

        def check(value: str) -> str:
            try:
                read_day(value, today)
            except Refusal as refusal:
                return w.refusal(refusal)
            return ""

        def answered(value: str | None) -> None:
            if value is None:
                return
            given.append(read_day(value, today))
            if len(given) < len(asked):
                ask()
            else:
                self.dates = (given[0], given[1], given[2])
                self.reload()

        ask()

    def _planned(self, plan: FilePlan | None) -> None:
        if plan is None:
            return
        self.plan = plan
        self._counts(plan)
        w = self.w

        def row(p: Problem, tone: str) -> Row:
            line = w.number(p.line) if p.line else "–"
            return Row((line, w(p.reason, **p.facts)), p, tone=tone)

        rows = [
            Row((w.number(line), w(N_("“{before}” was meant to be “{after}”"), before=before, after=after)), before)
            for before, (line, after) in sorted(getattr(plan, "twice", {}).items(), key=lambda one: one[1])
        ]
        rows += [row(p, "" if p.blocks else "dim") for p in plan.problems] + [row(p, "dim") for p in plan.remarks]
        fine = [Row((w(N_("None: every line can be taken in.")),), None, tone="good")]
        listing = self.query_one("#problems", Listing)
        listing.fill(rows or fine)
        if self.focused is None:
            self.set_focus(listing)

    def _counts(self, plan: FilePlan) -> None:
        from campaign.field.addresses.files import refusal_of

        w, tally = self.w, plan.tally
        lines = [text.plain(w(LAYOUT_WORDS[plan.layout_code]), "bold")]
        for name, label in COUNTS:
            count = getattr(tally, name)
            if count or name in ("read", "added"):
                style = {"added": "$text-success", "refused": "$text-warning"}.get(name, "") if count else ""
                lines.append(text.parts((w.number(count).rjust(9), f"bold {style}"), f"  {w(label)}"))
        refusal = refusal_of(plan, w)
        if refusal is not None:
            said = w(refusal.why, **refusal.facts)
            lines.append(text.plain(said, "$text-warning"))
            next_step = (
                N_("w mends them.") if getattr(plan, "twice", {}) and not self.mends else N_("d leaves them out.")
            )
            lines.append(text.plain(w(next_step), "$text-warning"))
        elif tally.changes:
            lines.append(text.plain(w(N_("Ctrl+S takes them in.")), "$text-success"))
        else:
            lines.append(text.plain(w(N_("Nothing to take in: all of it is here already.")), "$muted"))
        if plan.attribution:
            lines.append(text.plain(plan.attribution, "$muted"))
        self.query_one("#counts", Static).update(text.lines(*lines))

    def action_leave_out(self) -> None:
        self.leaves_out = not self.leaves_out
        self.reload()

    def action_mend(self) -> None:
        self.mends = not self.mends
        self.reload()

    def action_communes(self) -> None:
        w = self.w

        def said(codes: str | None) -> None:
            if codes is not None:
                self.communes = tuple(codes.split())
                self.reload()

        about = w(N_("INSEE codes with a space between, a department, or all; empty: the committee's own."))
        self.app.push_screen(AskText(w(N_("Which communes?")), about, value=" ".join(self.communes), limit=400), said)

    def action_back(self) -> None:
        if self.writing:
            self._progress.stop()  # the writer gives up at its next word of progress, and nothing was changed
        else:
            super().action_back()

    def action_take_in(self) -> None:
        from campaign.field.addresses.files import refusal_of

        plan, w = self.plan, self.w
        if plan is None or self.writing or not plan.tally.changes:
            return
        if (refusal := refusal_of(plan, w)) is not None:
            self.say(w(refusal.why, **refusal.facts), "warning")
            return
        what = w(
            N_("{added} added and {updated} brought up to date, in one step that u takes back."),
            added=w.number(plan.tally.added),
            updated=w.number(plan.tally.updated),
        )
        self.app.push_screen(Confirm(w(N_("Take them in?")), what), lambda yes: self._write(plan) if yes else None)

    def _write(self, plan: FilePlan) -> None:
        from campaign.field.addresses.files import import_file

        w = self.w
        self.writing = True
        progress = self._progress = Progress(self, self._show_progress)
        self.query_one("#counts", Static).update(text.plain(w(N_("Writing…"))))

        def action(unit: Unit) -> uuid.UUID | None:
            return import_file(unit, plan, progress=progress)

        def done(_: uuid.UUID | None) -> None:
            self.writing = False
            self.say(w(N_("Taken in: {count}; u takes the whole file back."), count=w.number(plan.tally.added)))
            self.app.pop_screen()

        self.write(action, done, refused=self._gave_up, once=True)

    def _gave_up(self, refusal: Refusal) -> None:
        self.writing = False
        super().refused(refusal)
        self.reload()


def _first_commune(reading: Reading, form: AddressForm) -> str:
    from campaign.field.addresses.plan import wanted_list

    return wanted_list(reading.session, replace(form, communes=form.communes), "")[0]
