"""The application: one file, one reader's language, one person at the keyboard; screens come and go on top of it.

Paints first, then imports: the database opens in a thread while the first screen is already there.
"""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message_pump import MessagePump
from textual.screen import Screen

from campaign.words import N_, Lang, Words, words
from db.errors import FileMissing, FileReadOnly, Refusal
from tui.text import visible, visible_lines
from tui.themes import DARK, LIGHT
from tui.user_settings import UserSettings
from tui.work import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.settings import Me
    from db.store import Store

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
SETTLE_SECONDS = 3.0  # a form opening on a slow laptop; in use it is a fraction of a millisecond


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are, and the ways to make them: handed in, so that screens never reach for the seed themselves."""

    path: Path
    exists: bool
    demo: bool
    demo_path: Path
    settings_path: Path
    log_path: Path
    exports_folder: Path
    open: Callable[[Path], Store]
    create_demo: Callable[[Path, date | None], None]
    demo_today: str | None = None
    acting_as: str | None = None


class AppuiApp(App[None]):
    """Appui on one file."""

    TITLE = "Appui"
    CSS_PATH = "appui.tcss"
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
        self.actor: uuid.UUID | None = None
        self.me_name = ""
        self.home_id: uuid.UUID | None = None
        self.is_demo = place.demo
        self.is_invented = place.demo
        self.read_only = False
        self._store: Store | None = None
        self._opened = threading.Event()
        self.has_file = False  # open, or being opened: until then nothing can be read, and nothing waits for it
        self._counter = -1
        self._clock: Callable[[], datetime] | None = None
        self._typed_ahead: deque[events.Key] = deque()
        self._settling: asyncio.Task[None] | None = None
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
        return words(self.lang)

    def today(self) -> date:
        """Today, here."""
        return (self._clock() if self._clock else datetime.now().astimezone()).date()

    def now(self) -> datetime:
        """The present moment, with its zone."""
        return self._clock() if self._clock else datetime.now().astimezone()

    def get_default_screen(self) -> Screen[Any]:
        """The screen under all others: empty, never shown."""
        return Screen(id="_default")

    def on_mount(self) -> None:
        self._show_first()
        self.set_interval(POLL_SECONDS, self._watch)
        if self.settings.problem:
            self.notify(self.settings.problem, severity="warning", markup=False)

    def _show_first(self) -> None:
        from tui.screens.home import HomeScreen

        if self.place.demo or self.place.exists:
            self.has_file = True
            self.push_screen(HomeScreen())
            # Paint first, then import: the database layer alone costs more than the whole first frame.
            self.call_after_refresh(self.call_after_refresh, self.open_file)
        else:
            from tui.screens.first_run import FirstRunScreen

            self.push_screen(FirstRunScreen())

    def show_demo(self) -> None:
        """Go to the demonstration, in a file of its own, made on first use; never the real one."""
        self._switch(self.place.demo_path, demo=True)

    def open_other(self, path: str) -> None:
        """Open a file that exists already."""
        chosen = Path(path.strip()).expanduser()
        if not chosen.is_file():
            from db.errors import FolderGiven

            refusal = FolderGiven(path=chosen) if chosen.is_dir() else FileMissing(path=chosen)
            self.notify(self.words.refusal(refusal), severity="warning", markup=False)
            return
        self._switch(chosen, demo=False)

    def _switch(self, path: Path, *, demo: bool) -> None:
        from tui.screens.home import HomeScreen

        old, self._store = self._store, None
        self._opened.clear()
        if old is not None:
            old.close()
        self.place = replace(self.place, path=path, demo=demo, exists=path.exists())
        self.is_demo = demo
        self.actor, self.me_name, self.home_id = None, "", None
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(HomeScreen())
        self.open_file()

    def open_file(self) -> None:
        """Open (or make) the file in a thread; a refusal ends the program with its sentence and exit code."""
        self.has_file = True
        self._open_in_thread()

    @work(thread=True, group="open")
    def _open_in_thread(self) -> None:
        if self._store is not None:
            return
        try:
            path = self.place.path
            if self.place.demo and not path.exists():
                from campaign.periods import read_day

                today = read_day(self.place.demo_today, date.today()) if self.place.demo_today else None
                self.place.create_demo(path, today)
            store = self.place.open(path)
            self._prepare(store)
        except Refusal as refusal:
            self.call_from_thread(self.give_up, refusal)
            return
        self.call_from_thread(self._file_is_open)

    def _prepare(self, store: Store) -> None:
        from campaign import settings
        from campaign.committees.directory import holds_invented
        from campaign.people import find_person, full_name

        with store.read() as session:
            if self.place.acting_as:
                person = find_person(session, self.place.acting_as)
                self.actor, self.me_name = person.id, visible(full_name(person))
            elif (me := settings.who_am_i(session)) is not None:
                self.actor, self.me_name = me.id, visible(me.name)
            self.home_id = settings.home_committee(session)
            self.is_invented = holds_invented(session)
        self.read_only = store.read_only
        self._counter = store.change_counter()
        self._store = store
        self._opened.set()

    def _file_is_open(self) -> None:
        if self.read_only:
            self.notify(
                self.words.refusal(FileReadOnly(path=self.place.path)), severity="warning", markup=False, timeout=8
            )
        screen = self.screen
        for name in ("titles", "reload"):
            if hasattr(screen, name):
                getattr(screen, name)()

    def wait_for_store(self) -> Store:
        """The open file; called from threads only, waits until it is open.

        Raises:
            what the file was refused for: the program is about to end with its sentence.
        """
        self._opened.wait()
        if self._store is None:
            raise self.refusal or FileMissing(path=self.place.path)
        return self._store

    @property
    def is_open(self) -> bool:
        """Whether the file is open."""
        return self._opened.is_set()

    def give_up(self, refusal: Refusal) -> None:
        """Leave with a sentence that is printed once the terminal has been given back."""
        self.refusal = refusal
        self._opened.set()
        self.exit(return_code=refusal.exit_code)

    def set_me(self, me: Me) -> None:
        """Someone else is at the keyboard."""
        self.actor, self.me_name = me.id, visible(me.name)
        self._refresh_titles()

    def learn_who_i_am(self) -> None:
        """After an action that may have declared who is at the keyboard."""
        if self.actor is None:
            self._learn()

    @work(thread=True, group="me")
    def _learn(self) -> None:
        from campaign.settings import who_am_i

        with self.wait_for_store().read() as session:
            me = who_am_i(session)
        if me is not None:
            self.call_from_thread(self.set_me, me)

    def settle_on(self, screen: Screen[Any]) -> None:
        """Show a screen with Home right under it, whatever was open before."""
        from tui.screens.home import HomeScreen

        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(HomeScreen())
        self.push_screen(screen)

    def set_home(self, committee_id: uuid.UUID) -> None:
        """Home shows this committee from now on."""
        self.home_id = committee_id

    def changed(self) -> None:
        """Something was written here: the screen shows it."""
        self._poll_now()

    def _watch(self) -> None:
        if self.is_open and self._store is not None:
            self._poll_now()

    @work(thread=True, group="poll", exclusive=False, exit_on_error=False)
    def _poll_now(self) -> None:
        store = self._store
        if store is None:
            return
        try:
            counter = store.change_counter()
        except Refusal:
            return
        if counter != self._counter:
            self._counter = counter
            self.call_from_thread(self._reload_screen)

    def _reload_screen(self) -> None:
        screen: Any = self.screen
        if hasattr(screen, "reload"):
            screen.reload()

    def _refresh_titles(self) -> None:
        for screen in self.screen_stack:
            if hasattr(screen, "titles"):
                screen.titles()

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

    async def on_event(self, event: events.Event) -> None:
        """A key waits for what the key before it set off, so that typing ahead never lands in the wrong field.

        Textual hands a key to whatever has the focus the moment it is read, while the action of the key before may
        still be on its way to open a screen: on a slow laptop the first letters of a name would be lost.
        """
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._settling is not None:
                self._typed_ahead.append(event)
                return
            await super().on_event(event)
            self._settling = asyncio.create_task(self._settle_keys())
            return
        if isinstance(event, events.Paste) and not event.is_forwarded:
            event.text = visible_lines(event.text)  # a field writes what it holds to the terminal as it is
        await super().on_event(event)

    async def _settle_keys(self) -> None:
        try:
            await self._settle()
            while self._typed_ahead:
                await super().on_event(self._typed_ahead.popleft())
                await self._settle()
        finally:
            self._settling = None

    async def _settle(self) -> None:
        """Until focused widget, ancestors, screen and application have handled all they were sent; never for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                for _ in range(3):  # an action may post a message, which may open a screen, which mounts
                    node: MessagePump | None = self.focused or self.screen
                    while node is not None:
                        done = asyncio.Event()
                        if not node.call_later(done.set):
                            break
                        await done.wait()
                        node = node._parent

    async def on_unmount(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.writer.close)
        if self._store is not None:
            self._store.close()

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
