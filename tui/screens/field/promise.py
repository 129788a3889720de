"""What was promised at a door; and, after the text was read aloud and they said yes, who it was promised to."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from campaign.views.field_doors import FOLLOW_UP_WORDS, door_words
from campaign.views.people import CHANNEL_WORDS
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiDialog
from tui.screens.dialogs import PANEL, AskText, Choice, Menu, title_of
from tui.widgets.bars import KeyBar

if TYPE_CHECKING:
    from campaign.views.field import SheetLine
    from tui.screens.base import AppuiScreen

TO_A_PERSON = ("call", "join", "proxy", "question")
DUE_DAYS = {"come_back": 3, "call": 2, "join": 2, "proxy": 2, "question": 5}


def ask_promise(screen: AppuiScreen, list_id: uuid.UUID, line: SheetLine | None) -> None:
    """Ask what was promised, and until when; what needs someone's name asks for their consent first."""
    w = screen.w
    notes = {kind: w(N_("with their name, or without")) for kind in TO_A_PERSON}
    choices = [Choice(kind, w(words), notes.get(kind, "")) for kind, words in FOLLOW_UP_WORDS.items()]
    title = w(N_("What was promised?"))
    if line is not None:
        title = f"{line.address} {door_words(line, w)}".strip()

    def chosen(kind: str | None) -> None:
        if kind is None:
            return
        if kind in TO_A_PERSON:
            ask_who(kind)
        else:
            ask_day(kind)

    def ask_who(kind: str) -> None:
        ways = [
            Choice("name", w(N_("Write down who, after reading the text to them"))),
            Choice("door", w(N_("Note it for the door, without a name"))),
        ]

        def who(way: str | None) -> None:
            if way == "name":
                screen.app.push_screen(ConsentDialog(list_id, kind), told)
            elif way == "door":
                ask_day(kind)

        screen.app.push_screen(Menu(w(FOLLOW_UP_WORDS[kind]), ways), who)

    def ask_day(kind: str) -> None:
        from campaign.periods import read_day

        today = screen.appui.today()

        def check(typed: str) -> str:
            try:
                read_day(typed, today)
            except Refusal as refusal:
                return w.refusal(refusal)
            return ""

        def due(typed: str | None) -> None:
            if typed is not None:
                keep(kind, read_day(typed, today))

        proposed = (today + timedelta(days=DUE_DAYS[kind])).isoformat()
        about = w(N_("Until when? 12, 12/4, tomorrow, +3"))
        screen.app.push_screen(AskText(w(FOLLOW_UP_WORDS[kind]), about, value=proposed, check=check, limit=40), due)

    def keep(kind: str, due_on: date) -> None:
        from campaign.field.doors import FollowUpForm, add_follow_up

        form = FollowUpForm(list_id, line.position if line else None, kind, due_on)
        said = w(N_("Noted for {day}."), day=w.day(due_on))
        screen.write(lambda unit: add_follow_up(unit, form), lambda _: screen.tell(said))

    def told(name: str | None) -> None:
        if name:
            screen.tell(w(N_("{name} is written down; nothing joins them to the door."), name=name))

    screen.app.push_screen(Menu(title, choices, about=w(N_("What was promised, and to whom?"))), chosen)


class ConsentDialog(AppuiDialog[str]):
    """The text that is read aloud, then the name and how to reach them; dismissed with the name."""

    DEFAULT_CSS = (
        "ConsentDialog > #panel {"
        + PANEL
        + "} ConsentDialog #aloud { height: auto; padding-bottom: 1; text-style: bold; }"
        + " ConsentDialog #ask { color: $text-accent; height: auto; }"
        + " ConsentDialog #error { color: $text-error; height: auto; }"
        + " ConsentDialog #form { height: auto; display: none; } ConsentDialog.-agreed #form { display: block; }"
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", id="consent.save"),
        Binding("y,o", "agree", N_("Read, and yes"), key_display="y/o", id="consent.yes"),
        Binding("escape,n", "cancel", N_("No"), id="consent.no"),
    ]

    FIELDS = ("name", "phone", "email", "note")

    def __init__(self, list_id: uuid.UUID, kind: str) -> None:
        super().__init__()
        self.list_id = list_id
        self.kind = kind

    def compose(self) -> ComposeResult:
        w = self.w
        with Vertical(id="panel"):
            # The text of `TEXT_VERSION`, the same as on a person's own page.
            aloud = w(
                N_(
                    "Read to them: “Do you agree that our committee keeps your name and reaches you ({channel}) about "
                    "its actions? You may say no at any time, and ask to see or to erase what is kept.”"
                ),
                channel=", ".join(w(CHANNEL_WORDS[channel]) for channel in ("phone", "email")),
            )
            yield Static(text.block(aloud), id="aloud")
            with Vertical(id="form"):
                labels = {
                    "name": w(N_("Name")),
                    "phone": w(N_("Phone")),
                    "email": w(N_("Mail")),
                    "note": w(N_("What for, in a line; no opinion")),
                }
                for field in self.FIELDS:
                    yield Static(text.plain(labels[field]), classes="field-label")
                    yield Input(id=field, max_length=120)
            yield Static(
                text.plain(w(N_("y it was read to them, and they said yes · n no, and nothing is kept"))), id="ask"
            )
            yield Static(text.plain(""), id="error")
        yield KeyBar()

    def on_mount(self) -> None:
        title_of(self.query_one("#panel"), self.w(FOLLOW_UP_WORDS[self.kind]))
        self.query_one("#panel").can_focus = True
        self.query_one("#panel").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Yes is asked first; the form is saved only after it."""
        agreed = self.has_class("-agreed")
        return {"agree": not agreed, "save": agreed}.get(action, True)

    def action_agree(self) -> None:
        self.add_class("-agreed")
        self.query_one("#ask").display = False
        self.refresh_bindings()
        self.query_one("#name", Input).focus()

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and keeps all on the last."""
        if event.input.id == self.FIELDS[-1]:
            self.action_save()
        else:
            self.screen.focus_next()

    def action_save(self) -> None:
        from campaign.field.doors import ContactForm, keep_contact

        values = {field: self.query_one(f"#{field}", Input).value for field in self.FIELDS}
        due_on = self.appui.today() + timedelta(days=DUE_DAYS[self.kind])
        form = ContactForm(
            self.list_id,
            values["name"],
            phone=values["phone"],
            email=values["email"],
            kind=self.kind,
            due_on=due_on,
            note=values["note"],
            read_aloud=True,
        )

        def kept(_: uuid.UUID) -> None:
            self.dismiss(values["name"])

        self.write(
            lambda unit: keep_contact(unit, form),
            kept,
            refused=lambda refusal: self.query_one("#error", Static).update(text.plain(self.w.refusal(refusal))),
            once=True,
        )
