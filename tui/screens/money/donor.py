"""Who gives: the fields that the law asks for, the declaration on honour, and other entries of the same person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from campaign.views.money import DonorTwin, DonorView
from campaign.words import N_
from tui import text
from tui.screens.dialogs import Choice, Confirm, Menu
from tui.screens.money.form import FormScreen
from tui.screens.money.giver import HINTS, IDENTITY, said_of, twin_said, typed_donor
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.money import CapPassed

FIELDS = (
    ("given_name", N_("First name"), 80),
    ("family_name", N_("Family name"), 80),
    *IDENTITY,
    ("email", N_("Mail"), 120),
    ("phone", N_("Phone"), 40),
)


class DonorScreen(FormScreen):
    """One donor's fields, to complete or correct."""

    TITLE_WORDS = N_("Who gives")
    CSS_PATH = "donor.tcss"
    FIELDS = FIELDS
    HELP = N_(
        "What the law asks of a donor before the mandataire may receive the gift. Ctrl+S saves. "
        "F3 shows entries that may be the same person: made one, they count as one for the caps. F4 is for their "
        "rights: a copy of what is held, a correction, an erasure that leaves what the law wants kept."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", id="donor.save"),
        Binding("f4", "rights", N_("Their rights"), key_display="F4", id="donor.rights"),
        Binding("f3", "twins", N_("The same person?"), key_display="F3", id="donor.twins"),
        Binding("escape", "back", N_("Cancel"), id="donor.cancel"),
    ]

    twins: tuple[DonorTwin, ...] = ()

    def __init__(self, donor: DonorView) -> None:
        super().__init__()
        self.donor = donor

    def where(self) -> str:
        return f"{self.w(self.TITLE_WORDS)} · {self.donor.name}"

    def above(self) -> Iterable[Widget]:
        """Entries that may be the same person."""
        yield Static(text.plain(""), id="twins")

    def below(self, field: str) -> Iterable[Widget]:
        """Age and honour stand under the nationality, with the rest of what the law asks for."""
        if field == "nationality":
            yield from said_of(self.w, adult=self.donor.adult, honour=self.donor.honour_at is not None)

    def first_value(self, field: str) -> str:
        """What is known; countries by their names, as they are typed."""
        from campaign.places import country_name

        known = str(getattr(self.donor, field))
        return country_name(known, self.w.lang) if known and field in HINTS else known

    def hint(self, field: str) -> str:
        """How a country may be written."""
        return self.w(HINTS[field]) if field in HINTS else ""

    def on_mount(self) -> None:
        super().on_mount()
        missing = [field for field in self.donor.missing if self.query(f"#{field}")]
        if missing:
            self.set_focus(self.query_one(f"#{missing[0]}"))

    def reload(self) -> None:
        donor = self.donor.id

        def fetch(reading: Reading) -> tuple[DonorTwin, ...]:
            from campaign.money.twins import twins_of

            return tuple(twins_of(reading.session, donor))

        def then(found: tuple[DonorTwin, ...]) -> None:
            w, self.twins = self.w, found
            said = [twin_said(twin, w) for twin in found[:3]]
            twins = self.query_one("#twins", Static)
            twins.update(text.plain(" ".join(said)))
            twins.display = bool(said)

        self.read("twins", fetch, then)

    def action_save(self) -> None:
        from campaign.money.donors import save_donor

        typed = {field: self.line(field) for field, *_ in FIELDS}
        form = typed_donor(
            self, typed["given_name"], typed["family_name"], typed, email=typed["email"], phone=typed["phone"],
            civility=self.donor.civility, mandate=self.donor.mandate, donor_id=self.donor.id,
            version=self.donor.version,
        )  # fmt: skip

        def saved(_: object) -> None:
            self.say(self.w(N_("Changed; u undoes it.")))
            self.app.pop_screen()

        self.write(lambda unit: save_donor(unit, form), saved, once=True)

    def action_twins(self) -> None:
        """Choose which entry is the same person; nothing is made one without being asked."""
        w = self.w
        if not self.twins:
            self.say(w(N_("No other entry looks like the same person.")))
            return
        choices = [Choice(twin, twin.name, twin.address) for twin in self.twins]
        self.app.push_screen(
            Menu(w(N_("Which is the same person?")), choices), lambda twin: None if twin is None else self._merge(twin)
        )

    def action_rights(self) -> None:
        """A donor uses their rights like anyone; who is no person of the file is entered among the people for it."""
        w, donor = self.w, self.donor

        def enter(yes: bool | None) -> None:
            from campaign.money.donor_rights import person_of_donor
            from tui.screens.people.rights import ask_rights

            if yes:
                self.write(
                    lambda unit: person_of_donor(unit, donor.id), lambda found: ask_rights(self, found, donor.name)
                )

        def fetch(reading: Reading) -> bool:
            from campaign.money.donor_rights import known_person

            return known_person(reading.session, donor.id) is not None

        def then(known: bool) -> None:
            if known:
                enter(True)
                return
            what = w(
                N_("Requests and their dates are kept with people. An entry is made under this name; u undoes it.")
            )
            self.app.push_screen(Confirm(w(N_("Enter {name} among the people?"), name=donor.name), what), enter)

        self.read("person", fetch, then)

    def _merge(self, twin: DonorTwin) -> None:
        w, kept = self.w, self.donor.id

        def merged(passed: list[CapPassed]) -> None:
            if passed:
                from campaign.money.sentences import authority

                said = w(
                    N_("Now one donor. Together {total}: above the cap of {cap} ({article}). Tell the mandataire."),
                    total=w.euros(passed[0].total_cents), cap=w.euros(passed[0].cap_cents),
                    article=authority(passed[0].article, w),
                )  # fmt: skip
                self.say(said, "warning")
            else:
                self.say(w(N_("Now one donor; u undoes it.")))
            self.app.pop_screen()

        def confirmed(yes: bool | None) -> None:
            from campaign.money.donors import merge_donors

            if yes:
                self.write(lambda unit: merge_donors(unit, kept, twin.id), merged, once=True)

        what = w(
            N_("“{name}” and “{other}” count as one person for the caps from now on. What was not saved here is lost."),
            name=self.donor.name, other=twin.name,
        )  # fmt: skip
        self.app.push_screen(Confirm(w(N_("Make them one?")), what), confirmed)
