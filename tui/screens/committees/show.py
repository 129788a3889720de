"""One committee: its people, its first week, its checklist; every change is one key away and undoable."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.committees.member import ask_member
from tui.screens.dialogs import AskText, Choice, Confirm, Menu
from tui.text import Part
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.committees.views import CommitteeView, MemberLine
    from db.errors import Refusal


class CommitteeScreen(AppuiScreen):
    """A committee, whole."""

    CSS_PATH = "show.tcss"
    SHOWS_THE_FILE = True
    HELP = N_(
        "People on the left: b adds someone, Enter on a name changes the role. On the right the tasks of the first "
        "week (Enter ticks one, or opens the tutorial) and the recognition checklist, which blocks nothing. "
        "o lists what can happen to a committee: rename, split, merge, hand over, close."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "add_member", N_("Add someone"), id="committee.add"),
        Binding("a", "agenda", N_("Agenda"), id="committee.agenda"),
        Binding("r", "report", N_("Report"), id="committee.report"),
        Binding("l", "logbook", N_("Logbook"), id="committee.logbook"),
        Binding("o", "more", N_("More"), id="committee.more"),
        Binding("e", "rename", N_("Rename"), show=False, id="committee.rename"),
        Binding("p", "field", N_("Doors"), show=False, id="committee.field"),
        Binding("f", "money", N_("Money"), show=False, id="committee.money"),
        Binding("v", "goal", N_("Set a goal"), show=False, id="committee.goal"),
        Binding("c", "people", N_("People"), show=False, id="committee.people"),
        Binding("h", "to_home", N_("Show on Home"), show=False, id="committee.home"),
    ]

    view: CommitteeView | None = None

    def __init__(self, committee_id: uuid.UUID) -> None:
        super().__init__()
        self.committee_id = committee_id

    def body(self) -> ComposeResult:
        w = self.w
        yield Static(text.plain(""), id="about")
        with Horizontal(id="columns"):
            with Vertical(id="people", classes="panel"):
                yield Listing(
                    [
                        Col(w(N_("Name")), width=14, flex=1),
                        Col(w(N_("Role")), width=10),
                        Col(w(N_("Since")), width=11, rank=2),
                    ],
                    id="members",
                )
            with Vertical(id="side"):
                with Vertical(id="box", classes="panel"):
                    yield Listing(
                        [Col("", width=1), Col("", flex=1), Col("", width=8, rank=1, align="right")],
                        header=False,
                        id="tasks",
                    )
                with Vertical(id="checklist", classes="panel"):
                    yield Static(text.plain(""), id="criteria")
        for panel, words in (
            ("#people", N_("People")),
            ("#box", N_("First week and tasks")),
            ("#checklist", N_("Recognition")),
        ):
            self.call_later(self.name_panel, panel, w(words))

    def where(self) -> str:
        return self.view.name if self.view else self.w(N_("Committee"))

    def reload(self) -> None:
        self.read("committee", self._fetch, self.show)

    def _fetch(self, reading: Reading) -> CommitteeView:
        from campaign.committees.directory import show_committee

        return show_committee(reading.session, self.committee_id, reading.store.now(), lang=self.appui.lang)

    def show(self, view: CommitteeView) -> None:
        """Paint what was read."""
        from campaign.committees.views import LEVEL_WORDS, STATE_WORDS

        first = self.view is None
        self.view = view
        self.titles()
        w = self.w
        state = "dormant" if view.dormant else view.state
        pieces: list[Part] = [
            ("● ", "$text-success" if state == "active" else "$text-warning"),
            (w(STATE_WORDS[state]), "bold"),
            (" · " + w(N_("invented")) if view.invented else "", "$warning"),
            f" · {view.place} · {view.kind.say(w)} · ",
            w(N_("since {day}"), day=w.day(view.created_on, "numeric")),
        ]
        if view.structure is not None:
            pieces.append(" · " + w(N_("after {structure}"), structure=view.structure.say(w)))
        if view.split_from:
            pieces.append(" · " + w(N_("split from {name}"), name=view.split_from))
        if view.merged_into:
            pieces.append((" · " + w(N_("merged into {name}"), name=view.merged_into), "$text-warning"))
        if view.ended_on is not None:
            pieces.append((f" · {w.day(view.ended_on, 'numeric')} {view.end_reason}", "$text-warning"))
        self.query_one("#about", Static).update(text.parts(*pieces))
        members = self.query_one("#members", Listing)
        rows = [
            Row(
                (m.name, w(LEVEL_WORDS[m.level]) + (" €" if m.finance else ""), w.day(m.joined_on, "numeric")),
                m.person_id,
                tone="dim" if m.level < 10 else "",
                tones={1: "accent"} if m.level == 100 else {},
            )
            for m in view.members
        ]
        members.fill(rows or [Row((w(N_("Nobody yet: b adds someone.")),), None, tone="dim")])
        people = self.query_one("#people")
        counted = len(view.at_least(10))
        subtitle = w.many(N_("{count} member"), N_("{count} members"), counted)
        if view.split_due:
            subtitle += " · " + w(N_("a split is proposed (o)"))
        people.border_subtitle = text.plain(subtitle)
        self._tasks(view)
        self._criteria(view)
        if first:
            self.set_focus(self.query_one("#tasks", Listing) if counted <= 1 else members)

    def _tasks(self, view: CommitteeView) -> None:
        w = self.w
        rows = []
        for task in view.tasks:
            mark = "✓" if task.state == "done" else "○"
            title = w(N_("Read: {title}"), title=task.title.say(w)) if task.tutorial_id else task.title.say(w)
            if task.invented:
                title = w(N_("{title} (Appui's own)"), title=title)
            due = w.day(task.due_on, "tiny") if task.due_on and task.state == "open" else ""
            rows.append(
                Row((mark, title, due), task, tone="dim" if task.state == "done" else "warn" if task.late else "")
            )
        self.query_one("#tasks", Listing).fill(rows or [Row((w(N_("Nothing to do.")),), None, tone="dim")])

    def _criteria(self, view: CommitteeView) -> None:
        from campaign.committees.recognition import SOURCE, YEAR

        w = self.w
        marks = {
            "satisfied": ("✓", "$text-success"),
            "missing": ("○", "$text-warning"),
            "unknown": ("?", "$muted"),
            "not_applicable": ("–", "$muted"),
        }
        lines = []
        room = max(self.query_one("#criteria").size.width, 30)
        for c in view.recognition:
            mark, style = marks[c.state]
            count = (
                f" {w.number(c.value or 0)}/{w.number(c.threshold)}"
                if c.threshold and c.state != "not_applicable"
                else ""
            )
            label = text.wrap(w(c.label), room - 2 - len(count))
            lines.append(text.parts((f"{mark} ", style), label[0], (count if len(label) == 1 else "", "$muted")))
            lines += [text.parts(f"  {line}") for line in label[1:]]
            if c.state in ("missing", "unknown") and not self.has_class("-low"):
                lines += [text.plain(f"  {line}", "$muted") for line in text.wrap(w(c.hint), room - 2)]
        about = w(
            N_("Criteria of {year} (source {source}), computed here; they block nothing."), year=YEAR, source=SOURCE
        )
        self.query_one("#criteria", Static).update(text.lines(*lines, text.plain(about, "italic $muted")))

    @on(Listing.Chosen, "#tasks")
    def tick(self, event: Listing.Chosen) -> None:
        """Tick a task, or open its tutorial."""
        from campaign.toolbox import set_task

        task = event.row.key
        if task is None:
            return
        if task.tutorial_id and task.state == "open":
            from tui.screens.toolbox.tutorials import TutorialsScreen

            self.app.push_screen(TutorialsScreen(task.tutorial_id, task.id))
            return
        state = "open" if task.state == "done" else "done"
        w = self.w
        ticked = N_("Ticked: {title}; u undoes it.") if state == "done" else N_("Open again: {title}; u undoes it.")
        said = w(ticked, title=task.title.say(w))
        self.write(lambda unit: set_task(unit, task.id, state), lambda _: self.tell(said))

    @on(Listing.Chosen, "#members")
    def member(self, event: Listing.Chosen) -> None:
        """What can be done with someone."""
        member = self._member(event.row.key)
        if member is None or self.view is None:
            self.action_add_member()
        else:
            ask_member(self, self.view, member)

    def _member(self, person_id: uuid.UUID | None) -> MemberLine | None:
        return next((m for m in (self.view.members if self.view else ()) if m.person_id == person_id), None)

    def action_add_member(self) -> None:
        """One line is enough; someone known here is found by name."""
        from campaign.committees.members import add_member

        w = self.w

        def named(line: str | None) -> None:
            from campaign.people.contacts import read_line

            if not (line and line.strip()):
                return
            said = read_line(line)
            if said.phones or said.mails:
                from tui.screens.people.entering import enter

                enter(self, self.committee_id, line, ask, lambda view, _: self._joined(view.name))
            else:  # someone known here may be meant
                self.write(lambda unit: add_member(unit, self.committee_id, line), lambda _: self._joined(line.strip()))

        def ask(value: str = "", problem: str = "") -> None:
            about = w(
                N_("First name and name, then phone and mail if you have them. The role can be changed afterwards.")
            )
            title = w(N_("Add someone"))
            self.app.push_screen(AskText(title, about, value=value, problem=problem, limit=300), named)

        ask()

    def _joined(self, name: str) -> None:
        self.set_focus(self.query_one("#members", Listing))
        self.tell(self.w(N_("{name} is a member; u undoes it."), name=name))

    def action_people(self) -> None:
        from tui.screens.people.directory import PeopleScreen

        self.app.push_screen(PeopleScreen(self.committee_id, self.where()))

    def action_rename(self) -> None:
        if self.view is None:
            return
        self._ask_name(self.view.name, self.view.version)

    def _ask_name(self, value: str, version: int) -> None:
        from campaign.committees.changes import rename

        def named(name: str | None) -> None:
            if name and name.strip():
                self.write(
                    lambda unit: rename(unit, self.committee_id, name, version=version),
                    lambda _: self.reload(),
                    refused=lambda refusal: self._not_renamed(refusal, name),
                )

        self.app.push_screen(AskText(self.w(N_("New name")), value=value), named)

    def _not_renamed(self, refusal: Refusal, typed: str) -> None:
        """Say why, and ask again with what was typed, beside the name of now."""
        self.refused(refusal)

        def again(view: CommitteeView) -> None:
            self.show(view)
            if view.state == "active":
                self._ask_name(typed, view.version)

        self.read("committee", self._fetch, again)

    def action_more(self) -> None:
        w = self.w
        choices = [
            Choice("rename", w(N_("Rename")), "e"),
            Choice("field", w(N_("Doors")), "p"),
            Choice("money", w(N_("Money")), "f"),
            Choice("people", w(N_("People")), "c"),
            Choice("split", w(N_("Split in two")), w(N_("who goes where is proposed"))),
            Choice("merge", w(N_("Merge into another")), w(N_("members and plans move"))),
            Choice("goal", w(N_("Set a goal")), "v"),
            Choice("task", w(N_("Add a task")), ""),
            Choice("home", w(N_("Show on Home")), "h"),
            Choice("reopen", w(N_("Open again")), "")
            if self.view and self.view.state == "closed"
            else Choice("close", w(N_("Close")), w(N_("its history stays"))),
            Choice("history", w(N_("What can be undone")), "u"),
        ]
        self.app.push_screen(Menu(self.where(), choices), self._more)

    def _more(self, key: Any) -> None:
        from tui.screens.toolbox.goals import ask_goal

        if key in ("rename", "field", "money", "people"):
            getattr(self, f"action_{key}")()
        elif key == "split":
            from tui.screens.committees.split import SplitScreen

            self.app.push_screen(SplitScreen(self.committee_id))
        elif key == "merge":
            from tui.screens.committees.merge import choose_target

            choose_target(self, self.committee_id, self.where())
        elif key == "goal":
            ask_goal(self, self.committee_id)
        elif key == "task":
            self._ask_task()
        elif key == "home":
            self.action_to_home()
        elif key == "close":
            self._ask_close()
        elif key == "reopen":
            from campaign.committees.changes import reopen

            self.write(lambda unit: reopen(unit, self.committee_id), lambda _: self.reload())
        elif key == "history":
            from tui.screens.history import HistoryScreen

            self.app.push_screen(HistoryScreen())

    def _ask_task(self) -> None:
        from campaign.toolbox import add_task

        def typed(title: str | None) -> None:
            if title and title.strip():
                self.write(lambda unit: add_task(unit, self.committee_id, title), lambda _: self.reload())

        self.app.push_screen(AskText(self.w(N_("Add a task"))), typed)

    def _ask_close(self) -> None:
        from campaign.committees.changes import close

        w = self.w
        what = w(
            N_(
                "“{name}” leaves the directory and its planned actions are cancelled. "
                "Its history stays in the reports, and u undoes it."
            ),
            name=self.where(),
        )

        def sure(yes: bool | None) -> None:
            if yes:
                self.write(
                    lambda unit: close(unit, self.committee_id),
                    lambda _: self.tell(w(N_("Closed; u undoes it."))),
                )

        self.app.push_screen(Confirm(w(N_("Close this committee?")), what), sure)

    def action_to_home(self) -> None:
        from campaign.settings import choose_home

        def then(_: None) -> None:
            self.say(self.w(N_("Home shows “{name}”."), name=self.where()))

        self.write(lambda unit: choose_home(unit, self.committee_id), then)

    def action_field(self) -> None:
        from tui.screens.field.turf import FieldScreen

        self.app.push_screen(FieldScreen(self.committee_id, self.where()))

    def action_money(self) -> None:
        from tui.screens.money.home import MoneyHomeScreen

        self.app.push_screen(MoneyHomeScreen(self.committee_id, self.where()))

    def action_goal(self) -> None:
        from tui.screens.toolbox.goals import ask_goal

        ask_goal(self, self.committee_id)

    def action_agenda(self) -> None:
        from tui.screens.actions.agenda import AgendaScreen

        self.app.push_screen(AgendaScreen(self.committee_id, self.where()))

    def action_report(self) -> None:
        from tui.screens.reports import ReportScreen

        self.app.push_screen(ReportScreen(self.committee_id))

    def action_logbook(self) -> None:
        from tui.screens.toolbox.logbook import LogbookScreen

        self.app.push_screen(LogbookScreen(self.committee_id, self.where()))
