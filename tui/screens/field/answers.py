"""What was answered in one conversation: a key an answer, Enter for none; opinions are never asked for here."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from campaign.field.doors.keyboard import DIGITS
from campaign.field.outcomes import BY_CODE
from campaign.views.field_doors import DoorAnswers, QuestionView, door_words
from campaign.words import N_, Words
from tui import text
from tui.screens.base import AppuiDialog
from tui.screens.dialogs import PANEL, title_of
from tui.text import Part
from tui.widgets.bars import KeyBar
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.field import SheetLine
    from tui.screens.base import AppuiScreen


def ask_answers(screen: AppuiScreen, list_id: uuid.UUID, line: SheetLine | None) -> None:
    """Ask what was answered in the conversation of a line; where nothing is to be asked of one, count opinions."""
    talked = line is not None and line.outcome in BY_CODE and BY_CODE[line.outcome].contact
    position = line.position if line is not None else 0

    def fetch(reading: Reading) -> DoorAnswers:
        from campaign.field.scripts import answers_of

        return answers_of(reading.session, list_id, position)

    def show(found: DoorAnswers) -> None:
        if line is None or not talked or not found.questions:
            count_opinions(screen, list_id)
            return
        title = f"{line.position} · {line.address} {door_words(line, screen.w)}".strip()
        screen.app.push_screen(AnswersDialog(screen, list_id, found, title), lambda kept: told(kept or 0))

    def told(kept: int) -> None:
        if kept < 0:
            count_opinions(screen, list_id)
        elif kept:
            screen.tell(screen.w.many(N_("{count} answer kept."), N_("{count} answers kept."), kept))

    screen.read("answers", fetch, show)


def count_opinions(screen: AppuiScreen, list_id: uuid.UUID) -> None:
    """The counters of the whole list."""
    from tui.screens.field.tally import TallyScreen

    screen.app.push_screen(TallyScreen(list_id))


def letters(question: QuestionView, w: Words) -> dict[str, str]:
    """The key of each answer: its number, or the letter of yes and no."""
    if question.kind == "yes_no":
        return {w(N_("yes"))[:1]: "yes", w(N_("no"))[:1]: "no"}
    return {str(number): value for number, (value, _) in enumerate(question.values, 1)}


class AnswersDialog(AppuiDialog[int]):
    """The questions of one conversation. Dismissed with how many were answered; -1 asks for the counters instead."""

    DEFAULT_CSS = (
        "AnswersDialog > #panel {"
        + PANEL
        + "} AnswersDialog #asked { height: auto; } AnswersDialog #words { display: none; margin-top: 1; }"
        + " AnswersDialog.-words #words { display: block; }"
        + " AnswersDialog #problem { color: $text-error; height: auto; }"
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go(1)", N_("No answer"), id="answers.skip"),
        Binding("up", "go(-1)", N_("Question before"), show=False, id="answers.before"),
        Binding("down", "go(1)", N_("Next question"), show=False, id="answers.next"),
        Binding("delete,backspace", "empty", N_("Take it back"), id="answers.empty"),
        Binding("q", "opinions", N_("Count opinions"), id="answers.opinions"),
        Binding("escape", "cancel", N_("Back"), id="answers.back"),
    ]

    def __init__(self, under: AppuiScreen, list_id: uuid.UUID, found: DoorAnswers, title: str) -> None:
        super().__init__()
        self.under = under  # it writes, since it stays when this is left
        self.list_id = list_id
        self.found = found
        self.given = dict(found.given)
        self._title = title
        self._at = next((i for i, q in enumerate(found.questions) if q.id not in self.given), 0)
        self._kept = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield Static(text.plain(""), id="asked")
            yield Input(id="words", max_length=200)
            yield Static(text.plain(""), id="problem")
        yield KeyBar()

    def on_mount(self) -> None:
        panel = self.query_one("#panel")
        title_of(panel, self._title)
        panel.can_focus = True
        self._show()

    @property
    def question(self) -> QuestionView:
        """The one that is asked now."""
        return self.found.questions[self._at]

    def _show(self) -> None:
        """Every question with its answer; below the one that is asked now, its keys."""
        rows: list[Content] = []
        for index, question in enumerate(self.found.questions):
            here = index == self._at
            value = self.given.get(question.id, "")
            pieces: list[Part] = [("▸ " if here else "  ", "$text-accent"), (question.text, "bold" if here else "")]
            if value:
                pieces += ["  ", (f"→ {question.said(value, self.w)}", "$text-success")]
            rows.append(text.parts(*pieces))
            if here and question.kind != "text":
                keys: list[Part] = ["    "]
                for key, kept in letters(question, self.w).items():
                    keys += [(key, "bold $text-accent"), f" {question.said(kept, self.w).removeprefix(f'{key} ')}   "]
                rows.append(text.parts(*keys))
        self.query_one("#asked", Static).update(text.lines(*rows))
        self.query_one("#problem", Static).update(text.plain(""))
        written = self.question.kind == "text"
        words_ = self.query_one("#words", Input)
        words_.value = text.visible(self.given.get(self.question.id, "")) if written else ""
        self.set_class(written, "-words")
        (words_ if written else self.query_one("#panel")).focus()

    def on_key(self, event: events.Key) -> None:
        """A key of an answer; digits without Shift on a French keyboard too."""
        if self.question.kind == "text" or not event.character:
            return
        keys = letters(self.question, self.w)
        char = event.character.lower()
        typed = str(DIGITS[char]) if char in DIGITS else char
        numbered = {str(number): value for number, value in enumerate(keys.values(), 1)}
        if value := keys.get(typed) or numbered.get(typed):
            event.stop()
            event.prevent_default()
            self._keep(value)

    @on(Input.Submitted, "#words")
    def written(self, event: Input.Submitted) -> None:
        """Enter keeps what is written; of nothing it is no answer."""
        from campaign.field.doors.notes import WARNINGS, sensitive

        words_ = event.value.strip()
        if words_ == self.given.get(self.question.id, ""):
            self.action_go(1)
        elif (found := sensitive(words_)) is not None:
            problem = self.w(WARNINGS[found[1]], word=found[0])
            self.query_one("#problem", Static).update(text.plain(problem))
        else:
            self._keep(words_)

    def _keep(self, value: str, *, stay: bool = False) -> None:
        """Show an answer at once, and write it behind: the next key belongs to the next question already."""
        from campaign.field.scripts import answer

        question, position, list_id = self.question, self.found.line, self.list_id
        self._kept += bool(value) and question.id not in self.given
        self.given.pop(question.id, None)
        if value:
            self.given[question.id] = value
        self.under.write(lambda unit: answer(unit, list_id, position, question.id, value), lambda _: None)
        if stay:
            self._show()
        else:
            self.action_go(1)

    def action_go(self, by: int) -> None:
        """To another question; past the last, done."""
        if self._at + by >= len(self.found.questions):
            self.dismiss(self._kept)
        else:
            self._at = max(self._at + by, 0)
            self._show()

    def action_empty(self) -> None:
        if self.question.id in self.given:
            self._keep("", stay=True)

    def action_opinions(self) -> None:
        self.dismiss(-1)

    def action_cancel(self) -> None:
        self.dismiss(self._kept)
