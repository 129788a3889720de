"""People: found in any spelling, several marked at once, one key from whatever is done with them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from campaign.views.people import CHANNEL_WORDS, WEEKDAY_WORDS, PeopleQuery
from campaign.words import N_
from tui import text
from tui.screens.dialogs import AskText, Menu
from tui.screens.searching import PagedScreen
from tui.widgets.listing import PAGE, Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.labels import Label
    from campaign.views.people import PeoplePage, PersonLine, PersonView


class PeopleScreen(PagedScreen):
    """The people of one committee, or of the whole file."""

    CSS_PATH = "directory.tcss"
    HELP = N_(
        "n enters someone in one line: name, phone, mail, commune. / searches, with one typo forgiven. Space marks, "
        "t puts those who are marked under a tag, f narrows the list, i takes in a file, d shows entries that may be "
        "one person."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", N_("Search"), key_display="/", id="people.search"),
        Binding("n", "new", N_("Enter someone"), id="people.new"),
        Binding("f", "narrow", N_("Narrow"), id="people.filter"),
        Binding("space", "mark", N_("Mark"), id="people.mark"),
        Binding("i", "import_file", N_("Take in a file"), id="people.import"),
        Binding("t", "tag", N_("Tag those marked"), show=False, id="people.tag"),
        Binding("A", "mark_all", N_("Mark all"), show=False, id="people.mark_all"),
        Binding("d", "twins", N_("Entries that may be one person"), show=False, id="people.twins"),
        Binding("e", "everyone", N_("This committee or all"), show=False, id="people.scope"),
    ]

    def __init__(self, committee_id: uuid.UUID | None, name: str = "", *, expiring: bool = False) -> None:
        super().__init__(committee_id, name, PeopleQuery(committee_id=committee_id))
        self.query_asked = PeopleQuery(committee_id=committee_id, expiring=expiring)

    def where(self) -> str:
        return self.whose + " · " + self.w(N_("People"))

    def body(self) -> ComposeResult:
        with Vertical(id="people"):
            yield Input(placeholder=self.w(N_("Search: name, phone or mail; one typo is forgiven")), id="search")
            yield Listing(self._columns(), id="list")
            yield Static(text.plain(""), classes="muted", id="count")

    def _columns(self) -> list[Col]:
        w = self.w
        return [
            Col(w(N_("Name")), width=20, flex=3),
            Col(w(N_("Role")), width=10),
            Col(w(N_("Commune")), width=18, flex=1, rank=3),
            Col(w(N_("Tags")), width=12, flex=2, rank=2),
            Col(w(N_("Last seen")), width=12, rank=1),
        ]

    def page(self, reading: Reading, asked: PeopleQuery, offset: int) -> PeoplePage:
        from campaign.people.finding import people_page

        return people_page(reading.session, asked, reading.store.now(), offset=offset, limit=PAGE)

    def show_page(self, found: PeoplePage) -> None:
        page = found
        w = self.w
        self.query_one("#list", Listing).put([self._row(line) for line in page.lines], page.offset, page.total)
        if page.total:
            said = w.many(N_("{count} person"), N_("{count} people"), page.total)
            if page.near:
                said = w(N_("Nobody has exactly these words. Nearly: ")) + said
        elif self.narrowed:
            said = w(N_("Nobody fits. Esc shows everyone again; n enters someone."))
        else:
            said = w(N_("Nobody yet. n enters someone in one line; i takes in a file of people."))
        pieces = [said, *self._narrowings()]
        if self.marked:
            pieces.append(
                w.many(N_("{count} marked: t tags them"), N_("{count} marked: t tags them"), len(self.marked))
            )
        self.query_one("#count", Static).update(text.plain(" · ".join(pieces)))

    def _narrowings(self) -> list[str]:
        w, q = self.w, self.query_asked
        found = []
        if q.tag:
            found.append(w(N_("tag “{name}”"), name=q.tag))
        if q.channel:
            found.append(w(N_("agrees to {channel}"), channel=w(CHANNEL_WORDS[q.channel])))
        if q.weekday is not None:
            found.append(w(N_("free on {day}"), day=w(WEEKDAY_WORDS[q.weekday])))
        if q.skill:
            found.append(w(N_("offers: {skill}"), skill=self._skill_words.get(q.skill, q.skill)))
        if q.active:
            found.append(w(N_("seen in 28 days")) if q.active == "active" else w(N_("not seen in 28 days")))
        if q.expiring:
            found.append(w(N_("consent to be asked again")))
        if q.level_min:
            found.append(w(N_("members and more")))
        return found

    _skill_words: ClassVar[dict[str, str]] = {}

    def _row(self, line: PersonLine) -> Row:
        from campaign.committees.views import LEVEL_WORDS

        w = self.w
        role = w(LEVEL_WORDS[line.level]) if line.level else "–"
        if line.do_not_contact:
            role = w(N_("no contact"))
        seen = w.day(line.last_seen.date(), "numeric") if line.last_seen else "–"
        cells = (line.name, role, line.place, ", ".join(line.tags), seen)
        return Row(
            cells,
            line,
            tone="dim" if line.level < 10 else "",
            marked=line.id in self.marked,
            tones={1: "warn"} if line.do_not_contact else {1: "accent"} if line.level == 100 else {},
        )

    @on(Listing.Chosen)
    def open(self, event: Listing.Chosen) -> None:
        """Open a person."""
        from tui.screens.people.show import PersonScreen

        self.app.push_screen(PersonScreen(event.row.key.id, self.query_asked.committee_id))

    def action_mark_all(self) -> None:
        asked = self.query_asked

        def fetch(reading: Reading) -> list[uuid.UUID]:
            from campaign.people.finding import ids_of

            return ids_of(reading.session, asked, reading.store.now())

        def then(found: list[uuid.UUID]) -> None:
            self.marked = {} if self.marked.keys() >= set(found) else dict.fromkeys(found)
            self.reload()

        self.read("marks", fetch, then)

    def action_tag(self) -> None:
        committee = self.query_asked.committee_id
        listing = self.query_one("#list", Listing)
        people = sorted(self.marked) or ([listing.row.key.id] if listing.row and listing.row.key else [])
        if committee is None:
            self.say(self.w(N_("Tags belong to a committee: e shows one committee only.")), "warning")
            return
        if not people:
            return
        w = self.w

        def named(word: str | None) -> None:
            from campaign.people.details import tag_people

            if word and word.strip():
                taken, present = (word.strip()[1:], False) if word.strip().startswith("-") else (word, True)

                def then(count: int) -> None:
                    self.marked.clear()
                    self.tell(w(N_("{count} changed; u undoes it."), count=count))

                self.write(lambda unit: tag_people(unit, committee, people, taken, present=present), then)

        about = w(N_("A word of your own, such as market or driver; -market takes it away. Never an opinion."))
        title = w.many(N_("Tag {count} person"), N_("Tag {count} people"), len(people))
        self.app.push_screen(AskText(title, about, limit=40), named)

    def action_new(self) -> None:
        """One line is enough."""
        w = self.w
        committee = self.query_asked.committee_id

        def typed(line: str | None) -> None:
            from tui.screens.people.entering import enter

            if not (line and line.strip()):
                return
            enter(self, committee, line, ask, entered)

        def entered(view: PersonView, namesake: bool) -> None:
            said = N_("{name} is entered; u undoes it.")
            if namesake:
                said = N_("{name} is entered, beside someone of that name: d shows both, u undoes it.")
            self.tell(w(said, name=view.name))

        def ask(value: str = "", problem: str = "") -> None:
            about = w(N_("Name, phone, mail, commune; only the name is needed. Samia Benali, 06 39 98 12 34, Lyon 4e"))
            self.app.push_screen(AskText(w(N_("Enter someone")), about, value=value, problem=problem, limit=300), typed)

        ask()

    def action_narrow(self) -> None:
        committee = self.query_asked.committee_id

        def fetch(reading: Reading) -> tuple[list[str], list[tuple[str, PeopleQuery]], list[tuple[str, Label]]]:
            from campaign.people.details import filters, skills, tags

            if committee is None:
                return [], [], skills(reading.session)
            return tags(reading.session, committee), filters(reading.session, committee), skills(reading.session)

        def then(found: tuple[list[str], list[tuple[str, PeopleQuery]], list[tuple[str, Label]]]) -> None:
            from tui.screens.people.narrow import choices

            words, kept, known = found
            type(self)._skill_words.update({key: label.say(self.w) for key, label in known})
            menu = Menu(self.w(N_("Whom to show")), choices(self.w, words, kept, known, self.query_asked))
            self.app.push_screen(menu, self._narrowed)

        self.read("filters", fetch, then)

    def _narrowed(self, key: Any) -> None:
        if key is None:
            return
        what, value = key
        if what == "query":
            self.ask(value)
        elif what == "keep":
            self._keep()
        else:
            now = self.query_asked
            off = getattr(PeopleQuery(), what)  # the same line again takes it back
            self.ask(replace(now, **{what: off if getattr(now, what) == value else value}))

    def _keep(self) -> None:
        asked, committee, w = self.query_asked, self.query_asked.committee_id, self.w
        if committee is None:
            return

        def named(name: str | None) -> None:
            from campaign.people.details import save_filter

            if name and name.strip():
                self.write(
                    lambda unit: save_filter(unit, committee, name, asked),
                    lambda _: self.say(w(N_("Kept as “{name}”: f shows it again."), name=name.strip())),
                )

        self.app.push_screen(AskText(w(N_("Keep this search as")), limit=40), named)

    def action_import_file(self) -> None:
        committee = self.committee_id or self.appui.home_id
        if committee is None:
            self.say(self.w(N_("Create a committee first.")), "warning")
            return
        from tui.screens.people.importing import ask_file

        ask_file(self, committee)

    def action_twins(self) -> None:
        from tui.screens.people.twins import TwinsScreen

        self.app.push_screen(TwinsScreen(self.query_asked.committee_id))
