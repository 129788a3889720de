"""One action: who comes, and afterwards what came of it, in a minute."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static, TextArea

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.text import Part
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.actions import ActionLine
    from campaign.committees.views import MemberLine
    from db.errors import Refusal


class ActionScreen(AppuiScreen):
    """One action: who comes, and once it is over, what came of it."""

    CSS_PATH = "show.tcss"
    HELP = N_(
        "Before: space says who comes. After: space marks who was there, then people met, leaflets and a line of text; "
        "Ctrl+S saves the report. Saving again corrects it."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", N_("Was there / comes"), id="action.mark"),
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", id="action.save"),
        Binding("escape", "back", N_("Back"), id="action.back"),
    ]

    def __init__(self, action_id: uuid.UUID) -> None:
        super().__init__()
        self.action_id = action_id
        self.action: ActionLine | None = None
        self._members: list[MemberLine] = []
        self._present: set[uuid.UUID] = set()
        self._loaded: tuple[frozenset[uuid.UUID], str, str, str] | None = None
        self._version: int | None = None  # of what the form was filled with, however often the screen is read again

    def where(self) -> str:
        if self.action is None:
            return self.w(N_("Action"))
        return f"{self.action.kind.say(self.w)} · {self.action.committee}"

    def body(self) -> ComposeResult:
        w = self.w
        yield Static(text.plain(""), id="about")
        with Horizontal(id="both"):
            with Vertical(id="who", classes="panel"):
                yield Listing(
                    [Col("", width=3), Col("", flex=1), Col("", width=10, rank=1)], header=False, id="members"
                )
            with VerticalScroll(id="report", classes="panel", can_focus=False):
                yield Static(text.plain(w(N_("People met"))), classes="field-label")
                yield Input(value="0", id="people_met", max_length=6, restrict=r"[0-9]*")
                yield Static(text.plain(w(N_("Leaflets handed out"))), classes="field-label")
                yield Input(value="0", id="leaflets", max_length=6, restrict=r"[0-9]*")
                yield Static(
                    text.plain(w(N_("In a line or two, no named opinions"))),
                    classes="field-label",
                )
                yield TextArea(id="summary", tab_behavior="focus")
                yield Static(text.plain(""), id="report-error", classes="field-error")

    def reload(self) -> None:
        self.read("action", self._fetch, self._show)

    def _fetch(self, reading: Reading) -> tuple[ActionLine, dict[uuid.UUID, str], list[MemberLine]]:
        from campaign.actions import show_action
        from campaign.committees.directory import member_lines
        from campaign.committees.lookup import committee_row

        line, signups = show_action(reading.session, self.action_id)
        members = member_lines(reading.session, committee_row(reading.session, line.committee_id), reading.store.now())
        return line, signups, members

    def unsaved(self) -> bool:
        return self._over() and self._loaded is not None and self._typed() != self._loaded

    def _typed(self) -> tuple[frozenset[uuid.UUID], str, str, str]:
        """What stands in the form."""
        met, leaflets = (self.query_one(f"#{field}", Input).value for field in ("people_met", "leaflets"))
        return frozenset(self._present), met, leaflets, self.query_one("#summary", TextArea).text

    def _over(self) -> bool:
        return self.action is not None and (self.action.state == "held" or self.action.starts_at <= self.appui.now())

    def _show(self, result: tuple[ActionLine, dict[uuid.UUID, str], list[MemberLine]]) -> None:
        from campaign.actions import STATE_WORDS

        first = self.action is None
        self.action, signups, self._members = result
        a, w = self.action, self.w
        self.titles()
        over = self._over()
        state = "overdue" if a.overdue(self.appui.now()) else a.state
        pieces: list[Part] = [
            (a.title or a.kind.say(w), "bold"),
            f" · {w.day(a.day, 'long')} {w.time(a.starts_at, a.zone)}–{w.time(a.ends_at, a.zone)}",
            f" · {a.place}" if a.place else "",
            (f" · {w(STATE_WORDS[state])}", "$text-warning" if state == "overdue" else "$muted"),
            (" · " + w(N_("invented")) if a.invented else "", "$muted"),
        ]
        self.query_one("#about", Static).update(text.parts(*pieces))
        self.query_one("#who").border_title = text.plain(
            w(N_("Who was there (space)")) if over else w(N_("Who comes (space)"))
        )
        self.query_one("#report").border_title = text.plain(w(N_("What came of it")))
        self.query_one("#report").display = over
        if first:
            self._version = a.version
            wanted = ("attended",) if a.reported else ("attended", "confirmed")
            here = {m.person_id for m in self._members}
            # Who signed up and has left since is not on the list, so is not ticked behind one's back.
            self._present = {p for p, s in signups.items() if s in wanted and (s == "attended" or p in here)}
            if a.reported:
                self.query_one("#people_met", Input).value = str(a.people_met)
                self.query_one("#leaflets", Input).value = str(a.leaflets)
                self.query_one("#summary", TextArea).text = text.visible_lines(a.summary)
            self.set_focus(self.query_one("#members", Listing))
            self._loaded = self._typed()
        self._rows()

    def _rows(self) -> None:
        from campaign.committees.views import LEVEL_WORDS

        w = self.w
        rows = [
            Row(
                ("[x]" if m.person_id in self._present else "[ ]", m.name, w(LEVEL_WORDS[m.level])),
                m.person_id,
                tones={2: "dim"},
            )
            for m in self._members
        ]
        listing = self.query_one("#members", Listing)
        listing.fill(rows or [Row((w(N_("Nobody is in this committee yet.")),), None, tone="dim")])
        count = len(self._present & {m.person_id for m in self._members})
        self.query_one("#who").border_subtitle = text.plain(
            w(N_("{count} of {total}"), count=count, total=len(self._members))
        )

    @on(Listing.Chosen, "#members")
    def chosen(self) -> None:
        """Enter marks too."""
        self.action_mark()

    def action_mark(self) -> None:
        from campaign.actions import sign_up

        row = self.query_one("#members", Listing).row
        if row is None or row.key is None or self.action is None:
            return
        self._present ^= {row.key}
        self._rows()
        if not self._over():
            coming = row.key in self._present
            self.write(lambda unit: sign_up(unit, self.action_id, row.key, coming=coming))

    def action_save(self) -> None:
        from campaign.actions import ActionReport, report_action

        if not self._over():
            self.app.pop_screen()
            return
        numbers = {}
        for field in ("people_met", "leaflets"):
            value = self.query_one(f"#{field}", Input).value.strip() or "0"
            if not (value.isascii() and value.isdigit()):
                error = self.query_one("#report-error", Static)
                error.update(text.plain(self.w(N_("Type a whole number of 0 or more."))))
                error.add_class("-shown")
                self.set_focus(self.query_one(f"#{field}", Input))
                return
            numbers[field] = int(value)
        form = ActionReport(
            action_id=self.action_id,
            version=self._version,
            attended=frozenset(self._present),
            summary=self.query_one("#summary", TextArea).text,
            **numbers,
        )

        def saved(_: None) -> None:
            self.say(self.w(N_("Report saved: {count} people were there. Thank you."), count=len(self._present)))
            self.app.pop_screen()

        self.write(lambda unit: report_action(unit, form), saved, refused=self._not_saved, once=True)

    def _not_saved(self, refusal: Refusal) -> None:
        """Say why; when another window reported meanwhile, show what it kept, and let the next save replace it."""
        from db.errors import ChangedElsewhere

        self.refused(refusal)
        if isinstance(refusal, ChangedElsewhere):
            self.read("action", self._fetch, self._compare)

    def _compare(self, result: tuple[ActionLine, dict[uuid.UUID, str], list[MemberLine]]) -> None:
        self._show(result)
        kept, w = result[0], self.w
        self._version = kept.version
        said = w(
            N_("Kept by the other window: {met} met, {leaflets} leaflets. {summary}\nSave again to replace it."),
            met=w.number(kept.people_met),
            leaflets=w.number(kept.leaflets),
            summary=kept.summary,
        )
        error = self.query_one("#report-error", Static)
        error.update(text.block(said))
        error.add_class("-shown")
