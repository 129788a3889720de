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
from tui.screens.actions import signing
from tui.screens.actions.save import save_action
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText
from tui.text import Part
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.actions import ActionLine, ActionView, SignupLine
    from db.errors import Refusal

Seat = tuple[uuid.UUID, uuid.UUID | None]

BOXES = {"confirmed": "[x]", "reminded": "[x]", "invited": "[?]", "cancelled": "[-]"}


class ActionScreen(AppuiScreen):
    """One action: who comes, and once it has begun, what came of it."""

    CSS_PATH = "show.tcss"
    HELP = N_(
        "Before: space says who comes or no longer does, i who is invited, r who was reminded; f makes shifts. "
        "After: space marks who was there, a adds by name whoever came besides, h their hours, then people met, "
        "leaflets and a line of text; Ctrl+S saves the report, and saving again corrects it. x prints the sheet or "
        "writes a calendar. e changes day, time and place."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", N_("Was there / comes"), id="action.mark"),
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", id="action.save"),
        Binding("x", "export", N_("Sheet, calendar"), id="action.export"),
        Binding("escape", "back", N_("Back"), id="action.back"),
        Binding("i", "step('invited')", N_("Invited"), show=False, id="action.invite"),
        Binding("r", "step('reminded')", N_("Reminded"), show=False, id="action.remind"),
        Binding("a", "walk_in", N_("Someone else came"), show=False, id="action.walk_in"),
        Binding("h", "hours", N_("How long they were there"), show=False, id="action.hours"),
        Binding("f", "shifts", N_("Shifts"), show=False, id="action.shifts"),
        Binding("t", "partner", N_("With another committee"), show=False, id="action.partner"),
        Binding("e", "edit", N_("Change it"), show=False, id="action.edit"),
    ]

    def __init__(self, action_id: uuid.UUID) -> None:
        super().__init__()
        self.action_id = action_id
        self.view: ActionView | None = None
        self._present: set[Seat] = set()
        self._walk_ins: list[str] = []
        self._minutes: dict[Seat, int] = {}
        self._loaded: object = None
        self._version: int | None = None  # of what the form was filled with, however often the screen is read again

    @property
    def action(self) -> ActionLine | None:
        """The action itself, once it has been read."""
        return self.view.line if self.view else None

    def where(self) -> str:
        if self.action is None:
            return self.w(N_("Action"))
        return f"{self.action.kind.say(self.w)} · {self.action.committee}"

    def body(self) -> ComposeResult:
        w = self.w
        yield Static(text.plain(""), id="about")
        with Horizontal(id="both"):
            with Vertical(id="who", classes="panel"):
                columns = [
                    Col("", width=3),
                    Col("", width=16, flex=1),
                    Col("", width=15, rank=1),
                    Col("", width=11, rank=2),
                ]
                yield Listing(columns, header=False, id="members")
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

    def _fetch(self, reading: Reading) -> ActionView:
        from campaign.actions import view_action

        return view_action(reading.session, self.action_id)

    def unsaved(self) -> bool:
        return self._over() and self._loaded is not None and self._typed() != self._loaded

    def _typed(self) -> object:
        """What stands in the form."""
        met, leaflets = (self.query_one(f"#{field}", Input).value for field in ("people_met", "leaflets"))
        summary = self.query_one("#summary", TextArea).text
        return frozenset(self._present), tuple(self._walk_ins), dict(self._minutes), met, leaflets, summary

    def _over(self) -> bool:
        return self.action is not None and (self.action.state == "held" or self.action.starts_at <= self.appui.now())

    def _show(self, view: ActionView) -> None:
        first = self.view is None
        self.view = view
        a, w = view.line, self.w
        self.titles()
        over = self._over()
        self._about(view)
        self.query_one("#who").border_title = text.plain(
            w(N_("Who was there (space)")) if over else w(N_("Who comes (space)"))
        )
        self.query_one("#report").border_title = text.plain(w(N_("What came of it")))
        self.query_one("#report").display = over
        if first:
            self._version = a.version
            said = () if a.reported else ("confirmed", "reminded")
            # Who signed up and has left since is not ticked behind one's back.
            self._present = {p.seat for p in view.people if p.state == "attended" or (p.state in said and p.present)}
            if a.reported:
                self.query_one("#people_met", Input).value = str(a.people_met)
                self.query_one("#leaflets", Input).value = str(a.leaflets)
                self.query_one("#summary", TextArea).text = text.visible_lines(a.summary)
            self.set_focus(self.query_one("#members", Listing))
            self._loaded = self._typed()
        self._rows()

    def _about(self, view: ActionView) -> None:
        from campaign.actions import STATE_WORDS

        a, w = view.line, self.w
        state = "overdue" if a.overdue(self.appui.now()) else a.state
        dates = w.many(N_("{count} date ahead"), N_("{count} dates ahead"), view.dates) if a.series_id else ""
        partners = ", ".join(name for _, name in view.holders[1:])
        pieces: list[Part] = [
            (a.title or a.kind.say(w), "bold"),
            f" · {w.day(a.day, 'long')} {w.time(a.starts_at, a.zone)}–{w.time(a.ends_at, a.zone)}",
            f" · {a.place}" if a.place else "",
            (" · " + w(N_("with {names}"), names=partners) if partners else "", "$text-accent"),
            (f" · {dates}" if dates else "", "$muted"),
            (f" · {w(STATE_WORDS[state])}", "$text-warning" if state == "overdue" else "$muted"),
            (" · " + w(N_("invented")) if a.invented else "", "$muted"),
        ]
        self.query_one("#about", Static).update(text.parts(*pieces))

    def people(self) -> list[SignupLine]:
        """Who is listed: everybody who stands in some state, and the members who might come; none who has left."""
        return [p for p in self.view.people if p.present or p.state] if self.view else []

    def _rows(self) -> None:
        from campaign.actions import SIGNUP_WORDS
        from campaign.committees.views import LEVEL_WORDS

        if self.view is None:
            return
        w, over = self.w, self._over()
        labels = {s.id: s.label for s in self.view.shifts}
        rows = []
        for p in self.people():
            box = ("[x]" if p.seat in self._present else "[ ]") if over else BOXES.get(p.state, "[ ]")
            minutes = self._minutes.get(p.seat, p.minutes if p.state == "attended" else None)
            note = w.hours(minutes) if minutes is not None and p.seat in self._present else ""
            state = note or w(SIGNUP_WORDS.get(p.state, ""))
            about = labels.get(p.shift_id, "") if p.shift_id else w(LEVEL_WORDS.get(p.level, ""))
            rows.append(Row((box, p.name, state, about), p, tones={2: "dim", 3: "dim"}))
        rows += [Row(("[x]", name, w(N_("came besides")), ""), name, tones={2: "dim"}) for name in self._walk_ins]
        listing = self.query_one("#members", Listing)
        under = listing.row.key if listing.row else None
        kept = next((r.key for r in rows if _same(r.key, under)), None)
        listing.fill(rows or [Row((w(N_("Nobody is in this committee yet.")),), None, tone="dim")], keep=kept)
        self.query_one("#who").border_subtitle = text.plain(self._count(over=over))

    def _count(self, *, over: bool) -> str:
        """How many, of how many; before it begins, also how many of those who were invited have not answered."""
        assert self.view is not None
        w, people = self.w, self.people()
        total = len({p.person_id for p in people})
        if over:
            return w(
                N_("{count} of {total}"), count=len({s[0] for s in self._present}) + len(self._walk_ins), total=total
            )
        line = self.view.line
        coming = len({p.person_id for p in people if p.state in ("confirmed", "reminded")})
        parts = [w(N_("{count} of {total}"), count=coming, total=line.capacity or total)]
        if line.invited:
            parts.append(w(N_("{count} have not answered"), count=line.invited))
        return " · ".join(parts)

    def under_cursor(self) -> SignupLine | str | None:
        """The person under the cursor; a name for one who came besides."""
        row = self.query_one("#members", Listing).row
        return row.key if row else None

    @on(Listing.Chosen, "#members")
    def chosen(self) -> None:
        """Enter marks too."""
        self.action_mark()

    def action_mark(self) -> None:
        person = self.under_cursor()
        if person is None:
            return
        if isinstance(person, str):
            self._walk_ins.remove(person)
        elif not self._over():
            signing.toggle(self, person)
            return
        else:
            self._present ^= {person.seat}
        self._rows()

    def action_step(self, to: str) -> None:
        person = self.under_cursor()
        if self._over():
            self.say(self.w(N_("It has begun: space marks who was there.")), "warning")
        elif person is not None and not isinstance(person, str):
            signing.step(self, person, to)

    def action_walk_in(self) -> None:
        """Someone who came without having signed up; kept with the report."""
        w = self.w
        if not self._over():
            self.say(self.w(N_("Before it begins, add people to the committee: they can then sign up.")), "warning")
            return

        def named(name: str | None) -> None:
            if name and name.strip():
                self._walk_ins.append(name.strip())
                self._rows()

        about = w(N_("A name. Someone new follows the committee from now on: ask them first."))
        self.app.push_screen(AskText(w(N_("Someone else came")), about, limit=80), named)

    def action_hours(self) -> None:
        """How long the person under the cursor was there, if not all the time."""
        person = self.under_cursor()
        if person is None or isinstance(person, str) or person.seat not in self._present or not self._over():
            return
        w, seat = self.w, person.seat

        def check(line: str) -> str:
            good = line.strip().isascii() and line.strip().isdigit() and int(line) <= signing.LONGEST
            return "" if good else w(N_("Type a number of minutes."))

        def typed(line: str | None) -> None:
            if line is not None:
                self._minutes[seat] = int(line)
                self._rows()

        known = self._minutes.get(seat, person.minutes if person.state == "attended" else signing.whole(self, person))
        title = w(N_("How long was {name} there?"), name=person.name)
        self.app.push_screen(AskText(title, w(N_("In minutes.")), value=str(known), check=check), typed)

    def action_shifts(self) -> None:
        signing.shifts(self)

    def action_partner(self) -> None:
        signing.partner(self)

    def action_edit(self) -> None:
        from tui.screens.actions.plan import PlanScreen

        if self.view is not None:
            self.app.push_screen(PlanScreen(self.view.line.committee_id, self.view.line.committee, change=self.view))

    def action_export(self) -> None:
        save_action(self, self.action_id)

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
            seats=frozenset(self._present),
            walk_ins=tuple(self._walk_ins),
            minutes={seat: minutes for seat, minutes in self._minutes.items() if seat in self._present},
            summary=self.query_one("#summary", TextArea).text,
            **numbers,
        )

        count = len({person for person, _ in self._present}) + len(self._walk_ins)

        def saved(_: None) -> None:
            self.say(self.w(N_("Report saved: {count} people were there. Thank you."), count=count))
            self.app.pop_screen()

        self.write(lambda unit: report_action(unit, form), saved, refused=self._not_saved, once=True)

    def _not_saved(self, refusal: Refusal) -> None:
        """Say why; when another window reported meanwhile, show what it kept, and let the next save replace it."""
        from db.errors import ChangedElsewhere

        self.refused(refusal)
        if isinstance(refusal, ChangedElsewhere):
            self.read("action", self._fetch, self._compare)

    def _compare(self, view: ActionView) -> None:
        self._show(view)
        kept, w = view.line, self.w
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


def _same(one: object, other: object) -> bool:
    """Whether two rows stand for the same person, in whatever state."""
    return getattr(one, "seat", one) == getattr(other, "seat", other)
