"""The evening of those who walked a list: what they did, told to them; then the list is put away."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.work import Reading

if TYPE_CHECKING:
    from textual.content import Content

    from campaign.views.field_doors import Evening
    from campaign.views.field_figures import Flag


class EveningScreen(AppuiScreen):
    """What one list brought, for the team that walked it."""

    TITLE_WORDS = N_("Your evening")
    CSS_PATH = "evening.tcss"
    HELP = N_(
        "What this list brought: yours, and nobody else's beside it. Enter puts the list away; it can be taken out "
        "again, and what is on it stays. Esc goes back to its lines."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "close", N_("Put the list away"), id="evening.close"),
        Binding("q", "answers", N_("Count answers"), id="evening.answers"),
        Binding("escape", "back", N_("Back to the list"), id="evening.back"),
    ]

    def __init__(self, list_id: uuid.UUID) -> None:
        super().__init__()
        self.list_id = list_id

    def body(self) -> ComposeResult:
        with VerticalScroll(id="told", classes="panel"):
            yield Static(text.plain(""), id="figures")

    def reload(self) -> None:
        list_id = self.list_id

        def fetch(reading: Reading) -> tuple[Evening, list[Flag]]:
            from campaign.field.doors import evening
            from campaign.figures.quality import flags_of_list

            return evening(reading.session, list_id), flags_of_list(reading.session, list_id)

        self.read("evening", fetch, self._show)

    def _show(self, read: tuple[Evening, list[Flag]]) -> None:
        w = self.w
        found, flags = read
        self.query_one("#told").border_title = text.plain(
            w(N_("List {number}"), number=found.list_number) + f" · {found.turf}"
        )
        self.query_one("#figures", Static).update(text.lines(*self._lines(found), *self._flags(flags)))
        self.query_one("#told").focus()

    def _lines(self, found: Evening) -> list[Content]:
        w = self.w
        head = w.many(N_("Your {count} door"), N_("Your {count} doors"), found.entered)
        rows = [text.plain(head, "bold $text-accent"), text.plain(" + ".join(found.team), "$muted"), text.plain("")]
        rate = found.conversations / found.knocked if found.knocked else None
        counted: list[tuple[int, str, str]] = [
            (found.knocked, N_("doors knocked"), ""),
            (found.opened, N_("doors opened"), ""),
            (found.conversations, N_("conversations"), w.percent(rate) if rate is not None else ""),
            (found.leaflets, N_("leaflets left"), ""),
            (found.follow_ups, N_("promises to keep"), ""),
            (found.contacts_kept, N_("people who agreed to be written down"), ""),
            (found.answers, N_("answers counted"), ""),
        ]
        for count, label, note in counted:
            if count or label in (N_("doors knocked"), N_("conversations")):
                rows.append(text.parts((w.number(count).rjust(6), "bold"), "  " + w(label), (f"  {note}", "$muted")))
        if found.minutes:
            said = w(N_("in {time}, which is {count} doors an hour"), time=w.hours(found.minutes), count=_hourly(found))
            rows += [text.plain(""), text.plain(said, "$muted")]
        rows += [text.plain(""), text.plain(self._thanks(found))]
        left = found.lines - found.entered
        if left:
            said = w.many(N_("{count} line is empty."), N_("{count} lines are empty."), left)
            rows.append(text.plain(said, "$text-warning"))
        return rows

    def _flags(self, flags: list[Flag]) -> list[Content]:
        """What is improbable in what was typed: a slip of the keyboard most often, and nobody's fault."""
        if not flags:
            return []
        rows = [text.plain(""), text.plain(self.w(N_("Worth a second look, before the list is put away:")), "$muted")]
        return rows + [text.parts(("  ! ", "$text-warning"), flag.said(self.w)) for flag in flags]

    def _thanks(self, found: Evening) -> str:
        w = self.w
        if found.campaign_doors:
            return w(
                N_("Together we have knocked at {count} doors of {total}. Thank you."),
                count=w.number(found.campaign_knocked),
                total=w.number(found.campaign_doors),
            )
        return w(N_("Thank you."))

    def action_answers(self) -> None:
        from tui.screens.field.tally import TallyScreen

        self.app.push_screen(TallyScreen(self.list_id))

    def action_close(self) -> None:
        """Put the list away and leave its lines too."""
        from campaign.field.lists import close_list
        from tui.screens.field.entry import EntryScreen

        def closed(_: None) -> None:
            self.say(self.w(N_("Put away; u takes it out again.")))
            while len(self.app.screen_stack) > self.appui.floor and (
                self.app.screen is self or isinstance(self.app.screen, EntryScreen)
            ):
                self.app.pop_screen()

        self.write(lambda unit: close_list(unit, self.list_id), closed, once=True)


def _hourly(found: Evening) -> int:
    return round(found.knocked * 60 / found.minutes) if found.minutes else 0
