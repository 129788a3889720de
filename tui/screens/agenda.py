"""The agenda: what was done and what comes; planning takes one line, reporting a minute."""

from __future__ import annotations

import uuid
from datetime import date, time
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static, TextArea

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import Confirm
from tui.text import Part
from tui.widgets.listing import Col, Listing, Row
from tui.widgets.pick import Pick
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.actions import ActionLine, Kind
    from campaign.committees.views import MemberLine


class AgendaScreen(AppuiScreen):
    """Actions of one committee, or of all."""

    CSS_PATH = "agenda.tcss"
    HELP = N_("n plans an action; Enter opens one, to say who comes or what came of it. Reports are due the day after.")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "plan", N_("Plan"), id="agenda.plan"),
        Binding("d", "cancel", N_("Cancel it"), id="agenda.cancel"),
        Binding("t", "everyone", N_("This committee or all"), id="agenda.scope"),
    ]

    def __init__(self, committee_id: uuid.UUID | None, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name
        self._all = committee_id is None

    def where(self) -> str:
        name = self.w(N_("All committees")) if self._all else self._committee_name
        return name + " · " + self.w(N_("Agenda"))

    def body(self) -> ComposeResult:
        yield Listing(self._columns(), id="list")

    def _columns(self) -> list[Col]:
        w = self.w
        return [
            Col(w(N_("Day")), width=14),
            Col(w(N_("Time")), width=5),
            Col(w(N_("Kind")), width=16),
            Col(w(N_("What")), width=14, flex=2),
            Col(w(N_("Committee")) if self._all else w(N_("Where")), width=14, flex=1, rank=3),
            Col(w(N_("State")), width=12),
            Col(w(N_("Present")), width=8, align="right", rank=2),
        ]

    def reload(self) -> None:
        scope = None if self._all else self.committee_id

        def fetch(reading: Reading) -> tuple[list[ActionLine], bool]:
            from datetime import timedelta

            from campaign.actions import list_actions

            now = reading.store.now()
            found = list_actions(reading.session, committee_id=scope, since=now - timedelta(days=90), limit=2000)
            return found, True

        self.read("agenda", fetch, self._show)

    def _show(self, result: tuple[list[ActionLine], bool]) -> None:
        from campaign.actions import STATE_WORDS

        found, _ = result
        w = self.w
        listing = self.query_one("#list", Listing)
        fresh = listing.total == 0
        now = self.appui.now()
        rows = []
        for a in found:
            state = "overdue" if a.overdue(now) else a.state
            tone = "dim" if a.state in ("held", "cancelled") and state != "overdue" else ""
            rows.append(
                Row(
                    (
                        w.day(a.day),
                        w.time(a.starts_at, a.zone),
                        a.kind.say(w),
                        a.title or a.place,
                        a.committee if self._all else a.place,
                        w(STATE_WORDS[state]),
                        str(a.attended) if a.state == "held" else (f"{a.signed_up}" if a.signed_up else ""),
                    ),
                    a.id,
                    tone=tone,
                    tones={5: "warn"} if state == "overdue" else {},
                )
            )
        if not rows:
            listing.fill(
                [
                    Row(
                        (w(N_("Nothing is planned yet: n plans a first date.")),),
                        None,
                        tone="dim",
                    )
                ]
            )
            return
        listing.fill(rows)
        if fresh:
            ahead = next((i for i, a in enumerate(found) if a.ends_at >= now), len(found) - 1)
            listing.select(ahead)
        self.set_focus(listing)

    @on(Listing.Chosen)
    def open(self, event: Listing.Chosen) -> None:
        """Open an action."""
        if event.row.key is not None:
            self.app.push_screen(ActionScreen(event.row.key))
        else:
            self.action_plan()

    def action_plan(self) -> None:
        committee_id = self.committee_id or self.appui.home_id
        if committee_id is None:
            self.say(self.w(N_("Create a committee first.")), "warning")
            return
        self.app.push_screen(PlanScreen(committee_id, self._committee_name))

    def action_everyone(self) -> None:
        if self.committee_id is not None:
            self._all = not self._all
            self.query_one("#list", Listing).relabel(self._columns())
            self.titles()
            self.reload()

    def action_cancel(self) -> None:
        from campaign.actions import cancel_action

        row = self.query_one("#list", Listing).row
        if row is None or row.key is None:
            return
        w = self.w
        what = w(N_("“{name}” stays in the agenda, marked cancelled. u undoes it."), name=row.cells[3] or row.cells[2])

        def sure(yes: bool | None) -> None:
            if yes:
                self.write(lambda unit: cancel_action(unit, row.key), lambda _: self.reload())

        self.app.push_screen(Confirm(w(N_("Cancel this action?")), what), sure)


class PlanScreen(AppuiScreen):
    """Plan an action: kind, day, time, where."""

    TITLE_WORDS = N_("Plan an action")
    CSS_PATH = "agenda.tcss"
    HELP = N_(
        "Days can be written 12, 12/4, today, tomorrow, +3. Times 19:00 or 19h. "
        "Enter goes on; Ctrl+S saves from anywhere."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", id="plan.save"),
        Binding("escape", "back", N_("Cancel"), id="plan.cancel"),
    ]

    def __init__(self, committee_id: uuid.UUID, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name

    def body(self) -> ComposeResult:
        w = self.w
        with VerticalScroll(id="form"):
            yield Static(text.plain(w(N_("Kind (← → to change)"))), classes="field-label")
            yield Pick(id="kind")
            for field, label, value, hint in (
                ("title", w(N_("What (optional)")), "", ""),
                ("day", w(N_("Day")), "", w(N_("12, 12/4, tomorrow, +3"))),
                ("at", w(N_("Time")), "19:00", ""),
                ("minutes", w(N_("How long, in minutes")), "120", ""),
                ("place", w(N_("Where")), "", ""),
            ):
                yield Static(text.plain(label), classes="field-label")
                yield Input(
                    value=value, placeholder=hint, id=field, max_length=120, select_on_focus=field in ("at", "minutes")
                )
                yield Static(text.plain(""), id=f"{field}-error", classes="field-error")

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one("#kind", Pick))

    def reload(self) -> None:
        if self.query_one("#kind", Pick).value is None:
            self.read("kinds", self._fetch, self._show)

    def _fetch(self, reading: Reading) -> list[Kind]:
        from campaign.actions import kinds

        return kinds(reading.session)

    def _show(self, found: list[Kind]) -> None:
        self.query_one("#kind", Pick).set_choices([(k.id, k.label.say(self.w)) for k in found])

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and saves on the last."""
        if event.input.id == "place":
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        from campaign.actions import NewAction, plan_action
        from campaign.periods import read_day

        values = {i.id: i.value.strip() for i in self.query(Input)}
        for field in ("title", "day", "at", "minutes", "place"):
            self._problem(field, "")
        try:
            day: date = read_day(values["day"] or "?", self.appui.today())
        except Refusal as refusal:
            self._problem("day", self.w.refusal(refusal))
            return
        try:
            clock = values["at"].lower().replace("h", ":")
            at = time.fromisoformat(clock + "00" if clock.endswith(":") else clock.rjust(5, "0"))
        except ValueError:
            self._problem("at", self.w(N_("Write a time such as 19:00 or 19h.")))
            return
        if not (values["minutes"].isascii() and values["minutes"].isdigit() and 0 < int(values["minutes"]) <= 2880):
            self._problem("minutes", self.w(N_("Type a number of minutes, 1 to 2,880.")))
            return
        form = NewAction(
            committee_id=self.committee_id,
            kind=self.query_one("#kind", Pick).value or "meeting",
            title=values["title"],
            day=day,
            at=at,
            minutes=int(values["minutes"]),
            place=values["place"],
        )

        def saved(_: uuid.UUID) -> None:
            self.say(self.w(N_("Planned for {day}; u undoes it."), day=self.w.day(day)))
            self.app.pop_screen()

        self.write(lambda unit: plan_action(unit, form), saved)

    def _problem(self, field: str, sentence: str) -> None:
        label = self.query_one(f"#{field}-error", Static)
        label.update(text.plain(sentence))
        label.set_class(bool(sentence), "-shown")
        if sentence:
            self.set_focus(self.query_one(f"#{field}", Input))


class ActionScreen(AppuiScreen):
    """One action: who comes, and once it is over, what came of it."""

    CSS_PATH = "agenda.tcss"
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
            with VerticalScroll(id="report", classes="panel"):
                yield Static(text.plain(w(N_("People met"))), classes="field-label")
                yield Input(value="0", id="people_met", max_length=6)
                yield Static(text.plain(w(N_("Leaflets handed out"))), classes="field-label")
                yield Input(value="0", id="leaflets", max_length=6)
                yield Static(
                    text.plain(w(N_("In a line or two, no named opinions"))),
                    classes="field-label",
                )
                yield TextArea(id="summary", tab_behavior="focus")
                yield Static(text.plain(""), id="report-error", classes="field-error")

    def reload(self) -> None:
        def fetch(reading: Reading) -> tuple[ActionLine, dict[uuid.UUID, str], list[MemberLine]]:
            from campaign.actions import show_action
            from campaign.committees.directory import member_lines
            from campaign.committees.lookup import committee_row

            line, signups = show_action(reading.session, self.action_id)
            members = member_lines(
                reading.session, committee_row(reading.session, line.committee_id), reading.store.now()
            )
            return line, signups, members

        self.read("action", fetch, self._show)

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
            wanted = ("attended",) if a.reported else ("attended", "confirmed")
            self._present = {p for p, s in signups.items() if s in wanted}
            if a.reported:
                self.query_one("#people_met", Input).value = str(a.people_met)
                self.query_one("#leaflets", Input).value = str(a.leaflets)
                self.query_one("#summary", TextArea).text = a.summary
            self.set_focus(self.query_one("#members", Listing))
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
            attended=frozenset(self._present),
            summary=self.query_one("#summary", TextArea).text,
            **numbers,
        )

        def saved(_: None) -> None:
            self.say(self.w(N_("Report saved: {count} people were there. Thank you."), count=len(self._present)))
            self.app.pop_screen()

        self.write(lambda unit: report_action(unit, form), saved)
