"""The application: one file, one reader's language, one person at the keyboard; screens come and go on top of it.

Paints first, then imports: the database opens in a thread while the first screen is already there.
"""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from campaign.words import N_, Lang, Words, words
from db.errors import FileMissing, FileReadOnly, Refusal
from tui.cli.paths import typed_path
from tui.opening import Bearings, Opening, Place
from tui.text import visible
from tui.themes import DARK, LIGHT
from tui.typing_ahead import TypeAhead
from tui.user_settings import UserSettings
from tui.work import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import App

POLL_SECONDS = 1.5
KEY_NAMES = {
    "space": N_("Space"),
    "enter": "⏎",
    "escape": N_("Esc"),
    "tab": "Tab",
    "home": "Home",  # not a msgid: the keys bear pictures on French keyboards
    "end": "End",
    "pageup": N_("PgUp"),
    "pagedown": N_("PgDn"),
}


__all__ = ["AppuiApp", "Place"]


class AppuiApp(TypeAhead):
    """Appui on one file."""

    TITLE = "Appui"
    # The two screens that may be the lowest one are never pushed, so Textual would not read their styles by itself.
    CSS_PATH: ClassVar[list[str | PurePath]] = ["appui.tcss", "screens/home.tcss", "screens/first_run.tcss"]
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    HORIZONTAL_BREAKPOINTS: ClassVar[list[tuple[int, str]]] = [(0, "-narrow"), (100, "-wide"), (140, "-very-wide")]  # type: ignore[misc]
    VERTICAL_BREAKPOINTS: ClassVar[list[tuple[int, str]]] = [(0, "-low"), (28, "-tall"), (38, "-roomy")]  # type: ignore[misc]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "ask_quit", N_("Quit"), show=False, priority=True, id="quit"),
        Binding("ctrl+c", "ask_quit", N_("Quit"), show=False, id="interrupt"),
    ]

    def __init__(self, place: Place, lang: Lang, settings: UserSettings) -> None:
        super().__init__()
        self.place = place
        self.lang: Lang = lang
        self.settings = settings
        self.writer = Writer()
        self.refusal: Refusal | None = None
        self.opening: Opening | None = None  # None until there is a file: nothing can be read, and nothing waits
        self.bearings = Bearings(invented=place.demo)
        self.hours_asked: set[uuid.UUID] = set()  # lists of which someone was asked when they were walked
        self.led_to: Path | None = None  # a mandataire's file whose money was shown first already
        self._switching = False
        self._clock: Callable[[], datetime] | None = None
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = settings.theme if settings.theme in self.available_themes else DARK.name
        if not settings.animations:
            self.animation_level = "none"
        if settings.keys:
            self.set_keymap(settings.keys)

    def get_key_display(self, binding: Binding) -> str:
        """A key as it stands on the reader's keyboard."""
        if binding.key_display:
            return binding.key_display
        known = KEY_NAMES.get(binding.key)
        return self.words(known) if known else super().get_key_display(binding)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of our own that every theme gets, so that no widget needs transparency (rows blend badly with it)."""
        theme = self.current_theme
        if theme.ansi:
            return {
                "muted": "ansi_bright_black",
                "row-cursor": "ansi_blue",
                "row-cursor-text": "ansi_bright_white",
                "row-blurred": "ansi_default",
            }
        if theme.dark:
            return {"muted": "#8C97A6", "row-cursor": "#2C4666", "row-cursor-text": "#F4F7FA", "row-blurred": "#232C38"}
        return {"muted": "#626B76", "row-cursor": "#C9DBF2", "row-cursor-text": "#10161D", "row-blurred": "#E9E5DB"}

    @property
    def words(self) -> Words:
        """The reader's words."""
        return words(self.lang, keys=True)

    def today(self) -> date:
        """Today, here."""
        return (self._clock() if self._clock else datetime.now().astimezone()).date()

    def now(self) -> datetime:
        """The present moment, with its zone."""
        return self._clock() if self._clock else datetime.now().astimezone()

    def get_default_screen(self) -> Screen[Any]:
        """The screen under all others: Home, or the first choice where there is no file yet.

        Given here, and not pushed on an empty one, since two screens would be styled and painted for the first frame.
        """
        if self.place.demo or self.place.exists:
            from tui.screens.home import HomeScreen

            return HomeScreen()
        from tui.screens.first_run import FirstRunScreen

        return FirstRunScreen()

    def on_mount(self) -> None:
        if self.place.demo or self.place.exists:
            # Paint first, then import: the database layer alone costs more than the whole first frame. What is asked
            # of the file meanwhile waits for it.
            self.opening = Opening(self.place)
            self.call_after_refresh(self.call_after_refresh, self._run, self.opening)
        self.set_interval(POLL_SECONDS, self._poll_now)
        if self.settings.problem:
            self.notify(self.settings.problem, severity="warning", markup=False)

    def open_file(self) -> None:
        """Open the file, or make it, if there was none; a refusal ends the program with its sentence and exit code."""
        if self.opening is None:
            self.opening = Opening(self.place)
            self._run(self.opening)

    def show_demo(self) -> None:
        """Go to the demonstration, in a file of its own, made on first use; never the real one."""
        if not os.path.exists(self.place.demo_path):
            said = self.words(N_("Making the demonstration: an invented town, eight weeks of life…"))
            self.notify(said, markup=False)
        self._switch(self.place.demo_path, demo=True)

    def open_other(self, text: str) -> None:
        """Open a file that exists already; one that will not do is said, and what was open stays open."""
        try:
            path = typed_path(text)
        except Refusal as refused:
            self.notify(visible(self.words.refusal(refused)), severity="warning", markup=False)
            return
        if not os.path.isfile(path):
            from db.errors import FolderGiven

            refusal = FolderGiven(path=path) if os.path.isdir(path) else FileMissing(path=path)
            self.notify(visible(self.words.refusal(refusal)), severity="warning", markup=False)
            return
        self._switch(path, demo=False)

    def _switch(self, path: Path, *, demo: bool) -> None:
        if not self._switching:
            self._switching = True
            self._run(Opening(replace(self.place, path=path, demo=demo, exists=path.exists())))

    @work(thread=True, group="open")
    def _run(self, opening: Opening) -> None:
        opening.run()
        try:
            self.call_from_thread(self._came, opening)
        except RuntimeError:  # the program has ended meanwhile
            opening.close()

    def _came(self, opening: Opening) -> None:
        """A file is open, or was refused: take it up, or say why not."""
        first = opening is self.opening
        if not first:
            self._switching = False
        if opening.refusal is not None:
            if first:
                self.give_up(opening.refusal)
            else:
                self.notify(visible(self.words.refusal(opening.refusal)), severity="warning", markup=False, timeout=8)
            return
        if not first:
            self._take_up(opening)
        self.bearings = opening.bearings
        if opening.store is not None and opening.store.read_only:
            said = self.words.refusal(FileReadOnly(path=opening.place.path))
            self.notify(visible(said), severity="warning", markup=False, timeout=8)
        self._refresh()

    def _take_up(self, opening: Opening) -> None:
        old, self.opening, self.place = self.opening, opening, opening.place
        self._go_home()
        if old is not None:
            self._close(old)

    @work(thread=True, group="close")
    def _close(self, opening: Opening) -> None:
        opening.close()  # the last connection folds the file's log away, which waits for the disk

    @property
    def is_open(self) -> bool:
        """Whether the file can be read now."""
        return self.opening is not None and self.opening.is_open

    @property
    def is_demo(self) -> bool:
        """Whether this is the demonstration's own file."""
        return self.place.demo

    @property
    def is_invented(self) -> bool:
        """Whether what is shown was made up."""
        return self.bearings.invented

    @property
    def actor(self) -> uuid.UUID | None:
        """Who acts, as declared."""
        return self.bearings.actor

    @property
    def me_name(self) -> str:
        """The name of who acts, ready to show."""
        return visible(self.bearings.name)

    @property
    def home_id(self) -> uuid.UUID | None:
        """The committee that Home shows."""
        return self.bearings.home

    def give_up(self, refusal: Refusal) -> None:
        """Leave with a sentence that is printed once the terminal has been given back."""
        self.refusal = refusal
        self.exit(return_code=refusal.exit_code)

    def outlived(self, error: BaseException) -> None:
        """An answer to a screen that was left meanwhile: what was refused is said all the same."""
        if not isinstance(error, Refusal):
            raise error
        self.notify(visible(self.words.refusal(error)), severity="warning", markup=False, timeout=10)

    def settle_on(self, screen: Screen[Any]) -> None:
        """Show a screen with Home right under it, whatever was open before."""
        self._go_home()
        self.push_screen(screen)

    def _go_home(self) -> None:
        from tui.screens.home import HomeScreen

        while len(self.screen_stack) > 1:
            self.pop_screen()
        if not isinstance(self.screen, HomeScreen):
            self.push_screen(HomeScreen())

    @property
    def floor(self) -> int:
        """How many screens stay whatever is left: Home, on top of the first choice if that was made here."""
        from tui.screens.home import HomeScreen

        return 2 if any(isinstance(screen, HomeScreen) for screen in self.screen_stack[1:2]) else 1

    def changed(self) -> None:
        """Something was written here: the screen shows it."""
        self._poll_now()

    @work(thread=True, group="poll", exclusive=False, exit_on_error=False)
    def _poll_now(self) -> None:
        """Whether anything was written, here or in another window; if so, who acts and what Home shows may differ."""
        opening = self.opening
        if opening is None or opening.store is None:
            return
        try:
            if opening.store.change_counter() == self.bearings.counter:
                return
            bearings = opening.look(opening.store)
        except Refusal:
            return
        if opening is self.opening:
            self.call_from_thread(self._moved, bearings)

    def _moved(self, bearings: Bearings) -> None:
        if bearings != self.bearings:
            self.bearings = bearings
            self._refresh()

    def _refresh(self) -> None:
        """Titles everywhere, data on top; a screen that is not there yet reads when it comes."""
        stack: list[Any] = list(self.screen_stack)
        for screen in stack:
            if screen.is_mounted and hasattr(screen, "titles"):
                screen.call_later(screen.titles)
        if stack[-1].is_mounted and hasattr(stack[-1], "catch_up"):
            stack[-1].call_later(stack[-1].catch_up)

    def speak(self, lang: Lang) -> None:
        """Change the language of every screen at once."""
        self.lang = lang
        self.save_settings(lang=lang)
        stack: list[Any] = list(self.screen_stack)
        for screen in stack:
            if hasattr(screen, "speak_again"):
                # In the screen's own turn: what it was sent before must not meet a screen without its widgets.
                screen.call_later(screen.speak_again)

    def save_settings(self, **changes: Any) -> None:
        """Keep a user setting; what cannot be written is said, and lost at the end only."""
        from tui import user_settings

        self.settings = self.settings.with_changes(**changes)
        try:
            user_settings.save(self.place.settings_path, self.settings)
        except Refusal as refusal:
            self.notify(self.words.refusal(refusal), severity="warning", markup=False)

    def action_ask_quit(self) -> None:
        """Quit; what is being written is finished first."""
        self.exit()

    def stop_from_signal(self, number: int) -> None:
        """End properly with 128 + the signal's number; called from a signal handler."""
        loop = self._loop
        if loop is None:
            raise SystemExit(128 + number)  # nothing has been painted yet
        loop.call_soon_threadsafe(lambda: self.exit(return_code=128 + number))

    async def on_unmount(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.writer.close)
        if self.opening is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.opening.close)

    def action_command_palette(self) -> None:
        """Open the palette, which Textual would introduce in English."""
        from textual.command import CommandPalette

        if not CommandPalette.is_open(cast("App[object]", self)):
            placeholder = self.words(N_("Every action by its name"))
            self.push_screen(CommandPalette(placeholder=placeholder, id="--command-palette"))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: every action of the present screen by its name, then the settings."""
        w = self.words
        seen = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            # Those without an id are Textual's own, in English: scrolling, copying.
            if binding.description and binding.id and binding.action not in seen and not binding.system:
                seen.add(binding.action)
                key = self.get_key_display(binding)
                action = binding.action
                yield SystemCommand(binding.description, key, partial(self._run_on, screen, action))
        if "ask_quit" not in seen:
            yield SystemCommand(w(N_("Quit")), "ctrl+q", self.action_ask_quit)

    def _run_on(self, screen: Screen[Any], action: str) -> None:
        self.run_worker(screen.run_action(action))

    def _fatal_error(self) -> None:
        """A crash: no local variables on screen (they hold names); a redacted log, and a sentence."""
        from tui.crash import record

        self.bell()
        sentence = record(self._exception, self.place.log_path, self.words)
        self._exit_renderables.append(sentence)
        self._close_messages_no_wait()
