"""The lists of a committee: which are out, which were brought back and wait to be typed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from campaign.views.field import LIST_WORDS
from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Menu
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.field_doors import ListLine

TONES = {"returned": "accent", "expired": "warn", "entered": "good", "closed": "dim"}
SHOWN = 500


class ListsScreen(AppuiScreen):
    """All lists of one committee."""

    TITLE_WORDS = N_("Lists")
    CSS_PATH = "lists.tcss"
    HELP = N_(
        "A list is a walk that was printed for a team, under a number. Enter types one back; / finds one by number, "
        "turf or name; r says that it was brought back; p prints it again; o has what is rarer, such as typing at the "
        "door, now. What waits comes first."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", N_("Find"), key_display="/", id="lists.search"),
        Binding("r", "returned", N_("Brought back"), id="lists.returned"),
        Binding("f", "promises", N_("Promises"), id="lists.promises"),
        Binding("o", "more", N_("More"), id="lists.more"),
        Binding("escape", "back", N_("Back"), id="lists.back"),
        Binding("p", "print", N_("Print"), show=False, id="lists.print"),
        Binding("s", "enter", N_("Enter a sheet"), show=False, id="lists.enter"),
        Binding("y", "evening", N_("What it brought"), show=False, id="lists.evening"),
        Binding("h", "silence", N_("Silence and hours"), show=False, id="lists.silence"),
    ]

    def __init__(self, committee_id: uuid.UUID, name: str = "", search: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name
        self._search = search

    def where(self) -> str:
        return f"{self._committee_name} · {self.w(self.TITLE_WORDS)}".removeprefix(" · ")

    def body(self) -> ComposeResult:
        w = self.w
        yield Static(text.plain(""), id="empty")
        yield Listing(
            [
                Col(w(N_("List")), width=7),
                Col(w(N_("Turf")), width=14, flex=2),
                Col(w(N_("Walk")), width=8, align="right", rank=2),
                Col(w(N_("Pass")), width=7, align="right", rank=4),
                Col(w(N_("Entered")), width=8, align="right"),
                Col(w(N_("State")), width=11),
                Col(w(N_("Team")), width=14, flex=2, rank=1),
                Col(w(N_("Good until")), width=12, rank=3),
            ],
            id="lists",
        )
        yield Static(text.plain(""), id="cut")

    def reload(self) -> None:
        committee_id, search, today = self.committee_id, self._search, self.appui.today()

        def fetch(reading: Reading) -> tuple[list[ListLine], int]:
            from campaign.field.lists import count_lists, list_lines

            found = list_lines(reading.session, committee_id, today, search=search, limit=SHOWN)
            cut = len(found) == SHOWN
            return found, count_lists(reading.session, committee_id, today, search=search) if cut else len(found)

        self.read("lists", fetch, self._show)

    def _show(self, read: tuple[list[ListLine], int]) -> None:
        w = self.w
        found, total = read
        cut = self.query_one("#cut", Static)
        cut.display = total > len(found)
        said = N_("The first {count} of {total} lists are shown; / finds any of them.")
        cut.update(text.plain(w(said, count=w.number(len(found)), total=w.number(total))))
        empty, listing = self.query_one("#empty", Static), self.query_one("#lists", Listing)
        empty.display = not found
        listing.display = bool(found)
        if not found:
            empty.update(text.block(self._teach()))
            return
        rows = []
        for line in found:
            cells = (
                line.list_number,
                line.turf,
                str(line.walk_number),
                str(line.pass_number),
                f"{line.entered}/{line.doors}",
                w(LIST_WORDS[line.state]),
                " + ".join(line.team),
                w.day(line.expires_on),
            )
            tone = TONES.get(line.state, "")
            rows.append(Row(cells, line, tone="dim" if tone == "dim" else "", tones={5: tone} if tone else {}))
        under = listing.row.key.id if listing.row is not None else None
        kept = next((row.key for row in rows if row.key.id == under), None)
        listing.fill(rows, keep=kept)
        self.set_focus(listing)

    def _teach(self) -> str:
        w = self.w
        if self._search:
            return w(N_("No list holds “{text}”.\nEsc shows them all again."), text=self._search)
        return w(
            N_(
                "No list yet.\n\n"
                "A walk becomes a list when it is printed for a team: it gets a number, a day until which it is good, "
                "and a line for every door. When the team comes back, its number opens it here, and each door takes "
                "one key.\n"
                "Open a turf, mark walks and press p to print the first ones."
            )
        )

    def _line(self) -> ListLine | None:
        row = self.query_one("#lists", Listing).row
        return row.key if row is not None else None

    @on(Listing.Chosen, "#lists")
    def chosen(self) -> None:
        """Enter types it back."""
        self._open(live=False)

    def _open(self, *, live: bool) -> None:
        from tui.screens.field.entry import EntryScreen

        if (line := self._line()) is not None:
            self.app.push_screen(EntryScreen(line.id, live=live))

    def action_live(self) -> None:
        self._open(live=True)

    def action_search(self) -> None:
        w = self.w

        def typed(line: str | None) -> None:
            if line is not None:
                self._search = line.strip()
                self.reload()

        about = w(N_("A list number, a turf, someone of the team. Empty shows all."))
        self.app.push_screen(AskText(w(N_("Find")), about, value=self._search, limit=60), typed)

    def action_back(self) -> None:
        if self._search:
            self._search = ""
            self.reload()
        else:
            super().action_back()

    def action_returned(self) -> None:
        from campaign.field.lists import return_list

        if (line := self._line()) is not None:
            said = self.w(N_("List {number} was brought back: Enter types it."), number=line.list_number)
            self.write(lambda unit: return_list(unit, line.id), lambda _: self.tell(said))

    def action_evening(self) -> None:
        from tui.screens.field.evening import EveningScreen

        if (line := self._line()) is not None:
            self.app.push_screen(EveningScreen(line.id))

    def action_enter(self) -> None:
        """By its number, as on the other screens of doors."""
        from tui.screens.field.finding import ask_list

        ask_list(self, self.committee_id)

    def action_print(self) -> None:
        """The sheet of this list once more, whatever has become of it."""
        from tui.screens.field.print import print_list

        if (line := self._line()) is not None:
            print_list(self, line.id, f"{line.turf} {line.walk_number}")

    def action_promises(self) -> None:
        from tui.screens.field.promises import PromisesScreen

        self.app.push_screen(PromisesScreen(self.committee_id, self._committee_name))

    def action_silence(self) -> None:
        from tui.screens.field.silence import SilenceScreen

        self.app.push_screen(SilenceScreen(self.committee_id, self._committee_name))

    def action_more(self) -> None:
        """What is rarer: live entry, the evening, putting away, more time, silence, scripts."""
        w, line = self.w, self._line()
        choices = []
        if line is not None:
            choices = [
                Choice("live", w(N_("Type at the door, now"))),
                Choice("evening", w(N_("What it brought")), "y"),
                Choice("close", w(N_("Put it away")))
                if line.state != "closed"
                else Choice("reopen", w(N_("Take it out again"))),
                Choice("extend", w(N_("Another last day"))),
            ]
        choices += [
            Choice("silence", w(N_("Silence and hours")), "h"),
            Choice("scripts", w(N_("Scripts"))),
        ]

        def chosen(key: str | None) -> None:
            if key in ("live", "evening", "silence"):
                getattr(self, f"action_{key}")()
            elif key == "scripts":
                from tui.screens.field.scripts import ScriptsScreen

                self.app.push_screen(ScriptsScreen(self.committee_id))
            elif key is not None and line is not None:
                self._change(key, line)

        self.app.push_screen(Menu(line.list_number if line else "", choices), chosen)

    def _change(self, key: str, line: ListLine) -> None:
        from campaign.field.lists import close_list, extend_list, reopen_list
        from campaign.periods import read_day

        w = self.w
        if key != "extend":
            action = close_list if key == "close" else reopen_list
            self.write(lambda unit: action(unit, line.id), lambda _: self.tell(w(N_("Changed; u undoes it."))))
            return

        def typed(text_: str | None) -> None:
            if text_ is not None:
                today = self.appui.today()
                self.write(lambda unit: extend_list(unit, line.id, read_day(text_, today)), lambda _: self.reload())

        about = w(N_("Until when? 12, 12/4, tomorrow, +3"))
        dialog = AskText(w(N_("Another last day")), about, value=line.expires_on.isoformat(), limit=40)
        self.app.push_screen(dialog, typed)
