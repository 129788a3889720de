"""What screens and dialogs have in common: the reader's words, reads and writes that never block, refusals said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from campaign.words import N_, Words
from db.errors import Refusal
from tui import text
from tui.work import Answer, Reading, Seen, write_once

if TYPE_CHECKING:
    from db.store import Store
    from db.unit import Unit
    from tui.app import AppuiApp
    from tui.opening import Opening

T = TypeVar("T")


class Speaking:
    """What screens and dialogs have in common: words, reads, writes, and sentences for what is refused."""

    if TYPE_CHECKING:
        app: Any
        is_attached: bool
        post_message: Callable[[Any], bool]
        run_worker: Callable[..., Any]
        _generations: dict[str, int]
        _compositor: Any

    def _on_screen_resume(self, event: Any) -> None:
        """Be styled once as it opens: each of its widgets was as it came, and only its own sheet was read after it."""
        if event.refresh_styles and not self.__dict__.get("_is_styled"):
            self.__dict__["_is_styled"] = True
            event.refresh_styles = False
            self.app.stylesheet.apply(self)

    def _screen_resized(self, size: Any) -> None:
        """Be laid out for another size; Textual asks for the same one again each time that a screen has been."""
        if size != self._compositor.size:
            super()._screen_resized(size)  # type: ignore[misc]

    @property
    def appui(self) -> AppuiApp:
        """The application, with its own type."""
        return cast("AppuiApp", self.app)

    @property
    def w(self) -> Words:
        """The reader's words."""
        return self.appui.words

    @property
    def is_here(self) -> bool:
        """Whether this can still be shown: what is on its way out has lost its widgets before it goes itself."""
        return bool(self.is_attached and self in self.app.screen_stack)

    def read(self, channel: str, fetch: Callable[[Reading], T], then: Callable[[T], None]) -> None:
        """Fetch in a thread, then call ``then`` here; an answer that a newer question has overtaken is dropped."""

        def look(store: Store, opening: Opening) -> tuple[T, Seen]:
            with store.read() as session:
                state = Seen(opening, store.counter_in(session), minute)
                return fetch(Reading(session, store)), state

        minute = self.appui.now().replace(second=0, microsecond=0)
        self._in_thread(channel, look, then)

    def tend(self, channel: str, work: Callable[[Store], T], then: Callable[[T], None]) -> None:
        """Do something to the file as a whole in a thread, then call ``then`` here.

        Nothing is read meanwhile by who asks: an open read of ours would keep in place the old bytes that are to go.
        """

        def look(store: Store, opening: Opening) -> tuple[T, None]:
            from db.refusals import refusals

            with refusals(store.label):
                return work(store), None

        self._in_thread(channel, look, then)

    def _in_thread(
        self, channel: str, look: Callable[[Store, Opening], tuple[T, Seen | None]], then: Callable[[T], None]
    ) -> None:
        if not self._has_file():
            return
        generations = self.__dict__.setdefault("_generations", {})
        generation = generations[channel] = generations.get(channel, 0) + 1

        opening = self.appui.opening  # the file of this moment: another may be open when the thread runs
        assert opening is not None
        self._states()[channel] = None

        def work() -> None:
            result, error, state = None, None, None
            try:
                result, state = look(opening.wait(), opening)
            except Refusal as refusal:
                error = refusal
            self.post_message(Answer(channel, generation, result, error, then, state=state))

        self.run_worker(work, thread=True, group=channel, exit_on_error=True)

    def write(
        self,
        action: Callable[[Unit], T],
        then: Callable[[T], None] | None = None,
        *,
        refused: Callable[[Refusal], None] | None = None,
        once: bool = False,
    ) -> None:
        """Do one action in the writer's thread, then call ``then`` here; what is refused is said in a sentence.

        ``once`` is for forms: a second Enter while the first is being written does nothing.
        """
        if not self._has_file() or (once and self.__dict__.get("_saving")):
            return
        self.__dict__["_saving"] = once
        opening, actor = self.appui.opening, self.appui.actor
        assert opening is not None

        def job() -> None:
            result: Any = None
            error: Exception | None = None
            try:
                store = opening.wait()
                assert opening.window is not None
                result = write_once(store, actor, action, opening.window)
                store.fold()
            except Refusal as refusal:
                error = refusal
            except Exception as defect:  # noqa: BLE001 - handed to the loop, which reports it as a crash
                error = defect
            if not self.post_message(Answer("", 0, result, error, (then, refused))) and error is not None:
                try:
                    self.app.call_from_thread(self.appui.outlived, error)
                except RuntimeError:  # the program is ending: said once the terminal has been given back
                    if isinstance(error, Refusal):
                        self.appui.refusal = error

        self.appui.writer.submit(job)

    def on_answer(self, message: Answer) -> None:
        """What a read or write came back with; by name, since @on is not seen in a class that is no widget."""
        message.stop()
        if message.channel:
            if message.generation != self.__dict__["_generations"].get(message.channel) or not self.is_here:
                return
            del self._states()[message.channel]
            if message.state is not None:
                self._states()[message.channel] = message.state
            if isinstance(message.error, Refusal):
                self.refused(message.error)
            elif message.then is not None:
                message.then(message.result)
            if self.__dict__.get("_behind") and not self._is_reading():
                self.__dict__["_behind"] = False
                self.catch_up()
            return
        then, refused = message.then
        self.__dict__["_saving"] = False
        if isinstance(message.error, Refusal):
            (refused or self.refused)(message.error)
        elif message.error is not None:
            raise message.error
        else:
            self.appui.changed()
            if then is not None:
                then(message.result)

    def is_up_to_date(self) -> bool:
        """Whether all that was read here was read in this minute from the file as it is now."""
        app, seen = self.appui, self._states().values()
        minute = app.now().replace(second=0, microsecond=0)
        return bool(seen) and all(
            s is not None and s.opening is app.opening and s.counter >= app.bearings.counter and s.minute == minute
            for s in seen
        )

    def catch_up(self) -> None:
        """Read again what the file no longer holds; what is being read may turn out to be enough."""
        if self._is_reading():
            self.__dict__["_behind"] = True
        elif not self.is_up_to_date():
            self.reload()

    def _states(self) -> dict[str, Seen | None]:
        """What each channel saw of the file; None while it reads."""
        seen: dict[str, Seen | None] = self.__dict__.setdefault("_seen_by", {})
        return seen

    def _is_reading(self) -> bool:
        return None in self._states().values()

    def _has_file(self) -> bool:
        """Whether there is a file to read or write; before the first choice there is none, and a thread would wait."""
        if self.appui.opening is None:
            self.say(self.w(N_("Create a committee first.")), "warning")
        return self.appui.opening is not None

    def refused(self, refusal: Refusal) -> None:
        """Say what was refused and the next step."""
        self.say(self.w.refusal(refusal), "warning")

    def tell(self, message: str) -> None:
        """Say that something was done, and show it."""
        self.say(message)
        self.reload()

    def reload(self) -> None:
        """Read again what is shown; called on entry, after each change and when another window wrote."""

    def say(self, message: str, severity: str = "information") -> None:
        """A toast. Names in it are shown as typed."""
        self.appui.notify(text.visible(message), severity=severity, markup=False, timeout=6)  # type: ignore[arg-type]
