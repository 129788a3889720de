"""What every screen shares: title and key bars, the keys of everywhere, undo; see `speaking` for reads and writes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Container
from textual.screen import ModalScreen, Screen

from campaign.words import N_, Words
from db.errors import Refusal
from tui import text
from tui.screens.speaking import Speaking
from tui.widgets.bars import KeyBar, TitleBar

if TYPE_CHECKING:
    from db.undo import Window

T = TypeVar("T")


class AppuiScreen(Speaking, Screen[None]):
    """A full screen: title above, keys below, a body between."""

    TITLE_WORDS: ClassVar[str] = ""
    SHOWS_THE_FILE: ClassVar[bool] = False  # and nothing else: what is chosen here reads again by itself

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", N_("Help"), key_display="?", id="help"),
        # In a field "?" is a letter like any other: there F1 is the way, and the key bar says so.
        Binding("f1", "help", N_("Help"), key_display="F1", id="help.f1"),
        Binding("escape", "back", N_("Back"), show=False, id="back"),
        Binding("q", "leave", N_("Back or quit"), show=False, id="leave"),
        Binding("u", "undo", N_("Undo"), show=False, id="undo"),
        Binding("ctrl+r", "redo", N_("Redo"), show=False, id="redo"),
        Binding("f5", "reload", N_("Refresh"), show=False, id="refresh"),
        Binding("m", "who", N_("Who is at the keyboard"), show=False, id="me"),
        Binding("f2", "settings", N_("Settings"), show=False, id="settings"),
    ]

    HELP: ClassVar[str] = ""

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Container(id="body"):
            yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """The widgets between the two bars."""
        yield from ()

    def on_mount(self) -> None:
        self.titles()

    def on_screen_resume(self) -> None:
        self.titles()
        self.come()

    def come(self) -> None:
        """On entry and on each return; differing here, since Textual calls a handler in every class that has one.

        What only shows the file is the same after a look elsewhere, unless something was written: that is asked.
        """
        if self.SHOWS_THE_FILE and self.is_up_to_date():
            self.appui.changed()
        elif self.SHOWS_THE_FILE:
            self.catch_up()
        else:
            self.reload()

    def where(self) -> str:
        """Where you are."""
        return self.w(self.TITLE_WORDS)

    def titles(self) -> None:
        """Write the title bar."""
        app = self.appui
        # Before the file is open no date is written: Babel would be imported before the first frame.
        day = self.w.day(app.today()) if app.is_open or not app.place.exists else ""
        # The first gives way first on a narrow screen; that data are invented is said to the last.
        right = [app.me_name, day, self.w(N_("invented data")) if app.is_invented else ""]
        self.query_one(TitleBar).show(f"Appui · {self.where()}", right)

    async def speak_again(self) -> None:
        """Say everything anew, in another language; what was typed stays, and the cursor where it was."""
        from textual.widgets import Input, TextArea

        from tui.widgets.pick import Pick

        typed = {field.id: field.value for field in self.query(Input)}
        texts = {field.id: field.text for field in self.query(TextArea)}
        picked = {field.id: field.value for field in self.query(Pick)}
        focused = self.focused.id if self.focused is not None else None
        await self.recompose()
        for field in self.query(Input):
            with field.prevent(Input.Changed):
                field.value = typed.get(field.id, field.value)
        for area in self.query(TextArea):
            area.text = texts.get(area.id, area.text)
        for pick in self.query(Pick):
            pick.set_value(picked.get(pick.id))
        self.titles()
        self.spoken_again()
        self.refresh_bindings()
        if focused is not None:
            for widget in self.query(f"#{focused}"):
                widget.focus()

    def spoken_again(self) -> None:
        """Fill the screen after a change of language."""
        self.reload()

    def name_panel(self, panel: str, words: str) -> None:
        """Write a panel's title on its border."""
        self.query_one(panel).border_title = text.plain(words)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The bindings, described in the reader's language (their texts are msgids)."""
        found = super().active_bindings
        return {key: active._replace(binding=_translated(active.binding, self.w)) for key, active in found.items()}

    def unsaved(self) -> bool:
        """Whether leaving now would lose what was typed here."""
        return False

    def action_back(self) -> None:
        from tui.screens.dialogs import Confirm

        if not self.unsaved():
            self._leave()
            return
        w = self.w
        what = w(N_("What you typed here has not been saved."))
        self.app.push_screen(Confirm(w(N_("Leave without saving?")), what), lambda yes: self._leave() if yes else None)

    def _leave(self) -> None:
        if len(self.app.screen_stack) > self.appui.floor:
            self.app.pop_screen()

    def action_leave(self) -> None:
        if len(self.app.screen_stack) > self.appui.floor:
            self.app.pop_screen()
        else:
            self.appui.action_ask_quit()

    def action_reload(self) -> None:
        self.reload()

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self))

    def action_settings(self) -> None:
        from tui.screens.settings import SettingsScreen

        self.app.push_screen(SettingsScreen())

    def action_who(self) -> None:
        self._ask_who(self.appui.me_name)

    def _ask_who(self, value: str) -> None:
        """Ask for the name; one that nobody here has is asked about: it may be mistyped."""
        from tui.screens.dialogs import AskText, Confirm

        w = self.w

        def declared(name: str | None) -> None:
            if name:
                declare(name, only_known=True)

        def declare(name: str, *, only_known: bool) -> None:
            from campaign.errors.people import PersonUnknown
            from campaign.settings import declare_me

            def unknown(refusal: Refusal) -> None:
                if not isinstance(refusal, PersonUnknown):
                    self.refused(refusal)
                    return
                what = w(N_("Do it notes a new person of that name, who is then at the keyboard. Esc goes back to it."))
                self.app.push_screen(
                    Confirm(w(N_("Nobody here is called “{name}”"), name=name), what),
                    lambda new: declare(name, only_known=False) if new else self._ask_who(name),
                )

            self.write(lambda unit: declare_me(unit, name, only_known=only_known), refused=unknown)

        about = w(N_("Your name, as declared: it is written beside what you do in this file."))
        self.app.push_screen(AskText(w(N_("Who is at the keyboard?")), about, value=value), declared)

    def action_undo(self) -> None:
        from db import undo

        window = self._window()
        then = partial(self._said, N_("Undone: {label}"))
        self.write(lambda unit: undo.undo(unit, window()), then, refused=self._undo_refused)

    def action_redo(self) -> None:
        from db import undo

        window = self._window()
        then = partial(self._said, N_("Done again: {label}"))
        self.write(lambda unit: undo.redo(unit, window()), then, refused=self._undo_refused)

    def _window(self) -> Callable[[], Window | None]:
        """What this window knows of the file that is open now; asked in the writer's thread, where the file is open."""
        opening = self.appui.opening
        return lambda: opening.window if opening else None

    def _said(self, message: str, step: Any) -> None:
        from campaign.history import said

        self.say(self.w(message, label=said(step, self.w)))
        self.reload()

    def _undo_refused(self, refusal: Refusal) -> None:
        if "action" in refusal.facts:
            from campaign.history import label

            facts = refusal.facts.get("facts")
            named = label(str(refusal.facts["action"]), facts if isinstance(facts, dict) else {}, self.w)
            refusal.facts["label"] = named
        if refusal.facts.get("who") == "":
            refusal.facts["who"] = self.w(N_("someone"))
        self.refused(refusal)


class AppuiDialog(Speaking, ModalScreen[T]):
    """A small question over the screen; Esc leaves it without an answer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", N_("Cancel"), id="dialog.cancel")]

    DEFAULT_CSS = """
    AppuiDialog {
        align: center middle;
        background: $background 60%;
    }
    """

    def action_cancel(self) -> None:
        self.dismiss(None)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The bindings, described in the reader's language."""
        found = super().active_bindings
        return {key: active._replace(binding=_translated(active.binding, self.w)) for key, active in found.items()}


def _translated(binding: Binding, w: Words) -> Binding:
    from dataclasses import replace

    if not binding.id:
        return binding  # Textual's own, shown nowhere
    return replace(binding, description=w(binding.description), tooltip=w(binding.tooltip))
