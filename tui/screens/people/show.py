"""One person: how to reach them, what they agreed to, what they offer, what they did; Enter changes a line."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from campaign.views.people import BASIS_WORDS, CHANNEL_WORDS
from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Menu
from tui.screens.people.charter import with_contacts
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.labels import Label
    from campaign.views.people import Event, PersonFile


class PersonScreen(AppuiScreen):
    """A person, as one committee knows them."""

    CSS_PATH = "show.tcss"
    SHOWS_THE_FILE = True
    HELP = N_(
        "Enter on a line changes it: a name, a number, what they offer, when they are free, what they agreed to. "
        "x is for their rights: a copy of all that is held, an objection, erasure."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "tags", N_("Tags"), id="person.tags"),
        Binding("s", "skills", N_("Offers"), id="person.skills"),
        Binding("d", "slots", N_("Free on"), id="person.slots"),
        Binding("x", "rights", N_("Their rights"), id="person.rights"),
    ]

    file: PersonFile | None = None
    may_see = False  # whether who is at the keyboard has read the data charter

    def __init__(self, person_id: uuid.UUID, committee_id: uuid.UUID | None = None) -> None:
        super().__init__()
        self.person_id = person_id
        self.committee_id = committee_id

    def where(self) -> str:
        return self.file.person.name if self.file else self.w(N_("Person"))

    def body(self) -> ComposeResult:
        with Horizontal(id="columns"):
            with Vertical(id="card", classes="panel"):
                yield Listing([Col("", width=14), Col("", width=12, flex=1)], header=False, id="facts")
            with Vertical(id="past", classes="panel"):
                yield Listing([Col("", width=10), Col("", flex=1)], header=False, id="events")
        for panel, words in (("#card", N_("What is known")), ("#past", N_("What they did"))):
            self.call_later(self.name_panel, panel, self.w(words))

    def reload(self) -> None:
        actor = self.appui.actor

        def fetch(reading: Reading) -> tuple[PersonFile, bool]:
            from campaign.people.charter import may_see_contacts
            from campaign.people.whole import person_file

            file = person_file(reading.session, self.person_id, self.committee_id, reading.store.now())
            return file, may_see_contacts(reading.session, actor)

        def then(found: tuple[PersonFile, bool]) -> None:
            file, self.may_see = found
            self.show(file)

        self.read("person", fetch, then)

    def show(self, file: PersonFile) -> None:
        """Paint what was read."""
        first = self.file is None
        self.file = file
        self.titles()
        w = self.w
        facts = self.query_one("#facts", Listing)
        keep = facts.row.key if facts.row else None
        facts.fill(self._facts(file), keep=keep)
        rows = [Row((w.day(e.at.date(), "numeric"), self._event(e)), e) for e in file.events]
        nothing = [Row((w(N_("Nothing yet.")),), None, tone="dim")]
        self.query_one("#events", Listing).fill(rows or nothing)
        here = [name for key, name, _ in file.committees if key == file.committee_id]
        if here:
            self.query_one("#card").border_subtitle = text.plain(here[0])
        if first:
            self.set_focus(facts)

    def _facts(self, file: PersonFile) -> list[Row]:
        from campaign.committees.views import LEVEL_WORDS
        from campaign.people.hours import say_slots

        w, person = self.w, file.person
        role = w(LEVEL_WORDS[file.level]) if file.level else w(N_("not in a committee"))
        rows = [
            self._fact(N_("Name"), person.name, "edit"),
            self._contact(N_("Phone"), person.phones, person.invented),
            self._contact(N_("Mail"), person.emails, person.invented),
            self._fact(N_("Commune"), person.place, "edit"),
            self._fact(N_("Kept as"), w(BASIS_WORDS[person.basis]), "basis"),
            self._fact(N_("Role"), role, "role"),
            self._fact(N_("Tags"), ", ".join(file.tags), "tags"),
            self._fact(N_("Offers"), ", ".join(label.say(w) for _, label in file.skills), "skills"),
            self._fact(N_("Free on"), say_slots(w, file.slots), "slots"),
        ]
        if person.do_not_contact:
            rows.append(Row((w(N_("Objected")), w(N_("is in no list of contacts"))), "rights", tone="warn"))
        if file.consents:
            rows.append(Row((w(N_("Agrees to")),), None, tone="accent"))
        for consent in file.consents:
            if consent.holds and consent.given_on:
                said, tone = "✓ " + w.day(consent.given_on, "numeric"), "good"
            elif consent.withdrawn_on:
                said, tone = "✗ " + w.day(consent.withdrawn_on, "numeric"), "warn"
            elif consent.given_on:
                said, tone = "✗ " + w(N_("to be asked again")), "warn"
            else:
                said, tone = w(N_("not asked")), "dim"
            label = w(CHANNEL_WORDS[consent.channel])
            rows.append(Row((label[:1].upper() + label[1:], said), ("consent", consent), tones={0: "dim", 1: tone}))
        return rows

    def _contact(self, label: str, values: tuple[str, ...], invented: bool) -> Row:
        """Shown to those who have read the charter; of invented people there is nothing to protect."""
        if self.may_see or invented or not values:
            return self._fact(label, ", ".join(values), "edit")
        return Row((self.w(label), self.w(N_("read the data charter (Enter)"))), "charter", tones={0: "dim", 1: "warn"})

    def _fact(self, label: str, value: str, key: str) -> Row:
        return Row((self.w(label), value or "–"), key, tones={0: "dim"})

    def _event(self, event: Event) -> str:
        from campaign.committees.views import LEVEL_WORDS

        w = self.w
        facts: dict[str, object] = dict(event.facts)
        if event.label is not None:
            facts["kind"] = event.label.say(w)
        if "level" in facts:
            facts["level"] = w(LEVEL_WORDS.get(int(str(facts["level"])), "member"))
        if "channel" in facts:
            facts["channel"] = w(CHANNEL_WORDS[str(facts["channel"])])
        return w(event.what, **facts)

    @on(Listing.Chosen, "#facts")
    def change(self, event: Listing.Chosen) -> None:
        """Change what the line says."""
        key: Any = event.row.key
        if key is None:
            return
        if isinstance(key, tuple):
            self._consent(key[1])
        elif key == "charter":
            with_contacts(self, self.reload)
        elif key == "edit":
            if self.file is not None and not self.file.person.invented:
                with_contacts(self, self._edit)
            else:
                self._edit()
        elif key == "basis":
            self._basis()
        elif key == "role":
            self._role()
        else:
            getattr(self, f"action_{key}")()

    def _edit(self) -> None:
        from tui.screens.people.edit import EditPersonScreen

        if self.file is not None:
            self.app.push_screen(EditPersonScreen(self.file))

    def _here(self) -> uuid.UUID | None:
        committee = self.file.committee_id if self.file else None
        if self.file is not None and committee is None:
            self.say(self.w(N_("Let them join a committee first: c, Enter, b.")), "warning")
        return committee

    def _consent(self, consent: Any) -> None:
        from campaign.people.consents import give_consent, withdraw_consent

        committee = self._here()
        if committee is None:
            return
        w, person, channel = self.w, self.person_id, consent.channel
        choices = [
            Choice("said", w(N_("Agrees, said to us")), w(N_("the text was read to them"))),
            Choice("paper", w(N_("Agrees, signed a sheet")), ""),
            Choice("message", w(N_("Agrees, wrote to us")), ""),
            Choice("no", w(N_("Does not agree any more")), w(N_("holds at once; no import brings it back"))),
        ]

        def chosen(key: str | None) -> None:
            if key == "no":
                self.write(lambda unit: withdraw_consent(unit, committee, person, channel), lambda _: self.reload())
            elif key is not None:
                self.write(
                    lambda unit: give_consent(unit, committee, person, channel, origin=key), lambda _: self.reload()
                )

        name = self.file.person.name if self.file else ""
        # What is read aloud, word for word: its version is kept with the consent.
        about = w(
            N_(
                "Read to them: “Do you agree that our committee keeps your name and reaches you ({channel}) about its "
                "actions? You may say no at any time, and ask to see or to erase what is kept.”"
            ),
            channel=w(CHANNEL_WORDS[channel]),
        )
        self.app.push_screen(Menu(f"{name} · {w(CHANNEL_WORDS[channel])}", choices, about=about), chosen)

    def _basis(self) -> None:
        from campaign.people.details import set_basis

        w = self.w
        now = self.file.person.basis if self.file else "member"
        choices = [Choice(key, w(words), "") for key, words in BASIS_WORDS.items()]

        def chosen(key: str | None) -> None:
            if key is not None:
                self.write(lambda unit: set_basis(unit, self.person_id, key), lambda _: self.reload())

        about = w(N_("Why the law lets their name be kept."))
        self.app.push_screen(Menu(w(N_("Kept as")), choices, about=about, selected=now), chosen)

    def _role(self) -> None:
        from tui.screens.committees.show import CommitteeScreen

        committee = self._here()
        if committee is not None:
            self.app.push_screen(CommitteeScreen(committee))

    def action_tags(self) -> None:
        committee = self._here()
        if committee is None or self.file is None:
            return
        had = self.file.tags
        w = self.w

        def typed(line: str | None) -> None:
            from campaign.people.details import set_tags

            if line is not None:
                words = [word for word in line.split(",") if word.strip()]
                self.write(lambda unit: set_tags(unit, committee, self.person_id, words), lambda _: self.reload())

        about = w(N_("Words of your own, with commas between them. Never an opinion."))
        self.app.push_screen(AskText(w(N_("Tags")), about, value=", ".join(had), limit=300), typed)

    def action_skills(self) -> None:
        committee = self._here()
        if committee is None or self.file is None:
            return
        had = {key for key, _ in self.file.skills}

        def fetch(reading: Reading) -> list[tuple[str, Label]]:
            from campaign.people.details import skills

            return skills(reading.session)

        def then(known: list[tuple[str, Label]]) -> None:
            choices = [Choice(key, label.say(self.w), "✓" if key in had else "") for key, label in known]
            self.app.push_screen(Menu(self.w(N_("Offers")), choices), chosen)

        def chosen(key: str | None) -> None:
            from campaign.people.details import set_skills

            if key is not None:
                self.write(
                    lambda unit: set_skills(unit, committee, self.person_id, had ^ {key}), lambda _: self.reload()
                )

        self.read("skills", fetch, then)

    def action_slots(self) -> None:
        from campaign.people.hours import read_slots, say_slots
        from db.errors import Refusal

        committee = self._here()
        if committee is None or self.file is None:
            return
        w = self.w

        def check(line: str) -> str:
            try:
                read_slots(line)
            except Refusal as refusal:
                return w.refusal(refusal)
            return ""

        def typed(line: str | None) -> None:
            from campaign.people.details import set_slots

            if line is not None:
                slots = read_slots(line)
                self.write(lambda unit: set_slots(unit, committee, self.person_id, slots), lambda _: self.reload())

        about = w(N_("Days and hours, with commas between them: sat 9-12, mon 18:30-21."))
        said = say_slots(w, self.file.slots)
        self.app.push_screen(AskText(w(N_("Free on")), about, value=said, check=check, limit=300), typed)

    def action_rights(self) -> None:
        from tui.screens.people.rights import ask_rights

        if self.file is not None:
            ask_rights(self, self.person_id, self.file.person.name)
