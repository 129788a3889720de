"""Writing a script: its name, what is said, and its questions; a locked one is written anew as its next edition."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static, TextArea

from campaign.views.field_doors import QUESTION_WORDS
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Menu
from tui.widgets.listing import Col, Listing, Row

if TYPE_CHECKING:
    from campaign.field.scripts import QuestionForm
    from campaign.views.field_doors import ScriptView


class ScriptScreen(AppuiScreen):
    """One script being written."""

    CSS_PATH = "script.tcss"
    HELP = N_(
        "The name, then what is said, then up to five questions. On the questions: n adds one, Enter changes it, d "
        "takes it out, space says that its answer tells whether the conversation was a success (exactly one does). "
        "Ctrl+S saves from anywhere."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", id="script.save"),
        Binding("n", "add", N_("New question"), id="script.add"),
        Binding("space", "success", N_("Success"), id="script.success"),
        Binding("d", "drop", N_("Delete"), show=False, id="script.drop"),
        Binding("escape", "back", N_("Back"), id="script.back"),
    ]

    def __init__(self, committee_id: uuid.UUID, script: ScriptView | None = None) -> None:
        super().__init__()
        from campaign.field.scripts import QuestionForm

        self.committee_id = committee_id
        self.script = script
        self._questions: list[QuestionForm] = [
            QuestionForm(q.text, q.kind, q.choices, q.defines_success, q.opinion)
            for q in (script.questions if script else ())
        ]
        self._loaded = list(self._questions)

    def where(self) -> str:
        if self.script is None:
            return self.w(N_("New script"))
        return self.w(N_("Script {name}, edition {edition}"), name=self.script.name, edition=self.script.edition)

    def body(self) -> ComposeResult:
        w, script = self.w, self.script
        locked = script is not None and script.locked
        note = w(N_("It has answers: what you write becomes the next edition.")) if locked else ""
        yield Static(text.plain(note, "$text-warning"), id="locked")
        yield Static(text.plain(w(N_("Name"))), classes="field-label")
        yield Input(value=text.visible(script.name if script else ""), id="name", max_length=60)
        yield Static(text.plain(w(N_("What is said when the door opens"))), classes="field-label")
        yield TextArea(text.visible_lines(script.body if script else ""), id="said", tab_behavior="focus")
        with Vertical(id="asked", classes="panel"):
            yield Listing(
                [
                    Col(w(N_("#")), width=3, align="right"),
                    Col(w(N_("Question")), width=20, flex=3),
                    Col(w(N_("Answers")), width=18, flex=2),
                    Col(w(N_("Kept")), width=18, rank=1),
                    Col(w(N_("Success")), width=8),
                ],
                id="questions",
            )
        yield Static(text.plain(""), id="problem", classes="field-error")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#locked").display = self.script is not None and self.script.locked
        self.name_panel("#asked", self.w(N_("Questions (n adds one)")))
        self._rows()
        self.set_focus(self.query_one("#name", Input))

    def spoken_again(self) -> None:
        self.name_panel("#asked", self.w(N_("Questions (n adds one)")))
        self._rows()

    def reload(self) -> None:
        """What is being typed is never read over."""

    def unsaved(self) -> bool:
        said = (self.script.name, self.script.body) if self.script else ("", "")
        now = (self.query_one("#name", Input).value, self.query_one("#said", TextArea).text)
        return now != (text.visible(said[0]), text.visible_lines(said[1])) or self._questions != self._loaded

    def _rows(self) -> None:
        w = self.w
        rows = []
        for number, question in enumerate(self._questions, 1):
            answers = ", ".join(question.choices) if question.kind == "choice" else w(QUESTION_WORDS[question.kind])
            kept = w(N_("counted only")) if question.opinion else w(N_("with the door"))
            star = "★" if question.defines_success else ""
            rows.append(
                Row((str(number), question.text, answers, kept, star), number - 1, tones={3: "dim", 4: "accent"})
            )
        empty = w(N_("None. One is enough: “Will you vote with us?”, on a scale."))
        self.query_one("#questions", Listing).fill(rows or [Row((empty,), None, tone="dim")])

    def _under(self) -> int | None:
        row = self.query_one("#questions", Listing).row
        return row.key if row is not None else None

    @on(Input.Submitted, "#name")
    def go_on(self) -> None:
        """Enter goes to what is said."""
        self.query_one("#said").focus()

    @on(Listing.Chosen, "#questions")
    def chosen(self) -> None:
        """Change a question, or add the first one."""
        self._ask(self._under())

    def action_add(self) -> None:
        self._ask(None)

    def action_drop(self) -> None:
        if (index := self._under()) is not None:
            del self._questions[index]
            self._rows()

    def action_success(self) -> None:
        if (index := self._under()) is not None:
            self._questions = [replace(q, defines_success=i == index) for i, q in enumerate(self._questions)]
            self._rows()

    def _ask(self, index: int | None) -> None:
        """A question in three steps: its words, its kind, whether it shows an opinion."""
        from campaign.field.scripts import QuestionForm

        w = self.w
        old = self._questions[index] if index is not None else QuestionForm("", "scale")

        def worded(line: str | None) -> None:
            if line and line.strip():
                kinds = [Choice(kind, w(words)) for kind, words in QUESTION_WORDS.items()]
                menu = Menu(line.strip(), kinds, selected=old.kind)
                self.app.push_screen(menu, lambda kind: self._kind(index, old, line.strip(), kind))

        self.app.push_screen(AskText(w(N_("Question")), w(N_("As it is asked.")), value=old.text, limit=160), worded)

    def _kind(self, index: int | None, old: QuestionForm, line: str, kind: str | None) -> None:
        w = self.w
        if kind is None:
            return
        if kind == "text":
            self._put(index, replace(old, text=line, kind=kind, choices=(), opinion=False, defines_success=False))
            return

        def opinion(choices: tuple[str, ...]) -> None:
            ways = [
                Choice((True,), w(N_("It shows an opinion: counted over the list only"))),
                Choice((False,), w(N_("It shows none: kept with the conversation"))),
            ]

            def kept(way: Any) -> None:
                if way is not None:
                    made = replace(old, text=line, kind=kind, choices=choices, opinion=way[0])
                    self._put(index, made)

            self.app.push_screen(Menu(line, ways, selected=(old.opinion,)), kept)

        if kind != "choice":
            opinion(())
            return

        def listed(typed: str | None) -> None:
            if typed is not None:
                opinion(tuple(piece.strip() for piece in typed.split(",") if piece.strip()))

        about = w(N_("Two to six answers, with commas between them."))
        self.app.push_screen(AskText(line, about, value=", ".join(old.choices), limit=250), listed)

    def _put(self, index: int | None, question: QuestionForm) -> None:
        if index is None:
            first = not any(q.defines_success for q in self._questions) and question.kind != "text"
            self._questions.append(replace(question, defines_success=first))
        else:
            self._questions[index] = question
        self._rows()
        self.set_focus(self.query_one("#questions", Listing))

    def action_save(self) -> None:
        from campaign.field.scripts import ScriptForm, write_script

        form = ScriptForm(
            self.committee_id,
            self.query_one("#name", Input).value,
            self.query_one("#said", TextArea).text,
            tuple(self._questions),
            self.script.id if self.script else None,
            self.script.version if self.script else None,
        )

        def saved(_: uuid.UUID) -> None:
            self.say(self.w(N_("Kept; u undoes it.")))
            self.app.pop_screen()

        self.write(lambda unit: write_script(unit, form), saved, refused=self._problem, once=True)

    def _problem(self, refusal: Refusal) -> None:
        problem = self.query_one("#problem", Static)
        problem.update(text.plain(self.w.refusal(refusal)))
        problem.add_class("-shown")
