"""Correcting a person: name, numbers, addresses, commune; what was typed is kept beside another window's edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen

if TYPE_CHECKING:
    from campaign.views.people import PersonFile

FIELDS = (
    ("given", N_("First name")),
    ("family", N_("Family name")),
    ("phones", N_("Phones, with commas between them")),
    ("mails", N_("Mail addresses, with commas between them")),
    ("place", N_("Commune")),
)


class EditPersonScreen(AppuiScreen):
    """A form of five lines."""

    TITLE_WORDS = N_("Correct someone")
    CSS_PATH = "edit.tcss"
    HELP = N_("Enter goes on, and saves on the last line; Ctrl+S saves from anywhere. u takes it back.")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", id="person.save"),
        Binding("escape", "back", N_("Cancel"), id="person.cancel"),
    ]

    def __init__(self, file: PersonFile) -> None:
        super().__init__()
        self.file = file

    def where(self) -> str:
        return f"{self.file.person.name} · {self.w(self.TITLE_WORDS)}"

    def body(self) -> ComposeResult:
        values = self._values()
        with VerticalScroll(id="form", can_focus=False):
            for field, label in FIELDS:
                yield Static(text.plain(self.w(label)), classes="field-label")
                yield Input(value=text.visible(values[field]), id=field, max_length=300, select_on_focus=False)
            yield Static(text.plain(""), id="problem", classes="field-error")

    def _values(self) -> dict[str, str]:
        person = self.file.person
        return {
            "given": person.given_name,
            "family": person.family_name,
            "phones": ", ".join(person.phones),
            "mails": ", ".join(person.emails),
            "place": person.place,
        }

    def unsaved(self) -> bool:
        return any(
            self.query_one(f"#{field}", Input).value != text.visible(value) for field, value in self._values().items()
        )

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and saves on the last."""
        if event.input.id == FIELDS[-1][0]:
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        from campaign.people.details import PersonForm, edit_person

        typed = {field: self.query_one(f"#{field}", Input).value for field, _ in FIELDS}
        # A name that cannot be shown as it is was not retyped: it stays what it was.
        values = {k: was if typed[k] == text.visible(was) else typed[k] for k, was in self._values().items()}
        person = self.file.person
        form = PersonForm(
            person_id=person.id,
            committee_id=self.file.committee_id,
            given_name=values["given"],
            family_name=values["family"],
            phones=values["phones"],
            mails=values["mails"],
            place=values["place"],
            basis=person.basis,
            version=person.version,
        )

        def saved(_: None) -> None:
            self.say(self.w(N_("Saved; u undoes it.")))
            self.app.pop_screen()

        def refused(refusal: Refusal) -> None:
            problem = self.query_one("#problem", Static)
            problem.update(text.block(self.w.refusal(refusal)))
            problem.set_class(True, "-shown")

        self.write(lambda unit: edit_person(unit, form), saved, refused=refused, once=True)
