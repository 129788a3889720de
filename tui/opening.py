"""One file being opened, or open: who asked for it waits here, and is answered by this file and no other."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import FileMissing, Refusal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.store import Store
    from db.undo import Window


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


@dataclass(frozen=True, slots=True)
class Bearings:
    """What the file says of here and now: who acts, which committee Home shows, whether its data are invented."""

    actor: uuid.UUID | None = None
    name: str = ""
    home: uuid.UUID | None = None
    invented: bool = False
    counter: int = -1


class Opening:
    """A file on its way; ``run`` is called in a thread, ``wait`` in others."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.store: Store | None = None
        self.refusal: Refusal | None = None
        self.bearings = Bearings(invented=place.demo)
        self.window: Window | None = None
        self._done = threading.Event()

    @property
    def is_open(self) -> bool:
        """Whether the file can be read now."""
        return self.store is not None

    def run(self) -> None:
        """Open the file, or make it first; a refusal is kept, and whoever waits is let go whatever happens."""
        try:
            store = self._opened()
            try:
                self.bearings = self.look(store)
                self.window = self._window(store)
            except BaseException:
                store.close()
                raise
            self.store = store
        except Refusal as refusal:
            self.refusal = refusal
        finally:
            self._done.set()

    def wait(self) -> Store:
        """The open file; called from threads only.

        Raises:
            what the file was refused for.
        """
        self._done.wait()
        if self.store is None:
            raise self.refusal or FileMissing(path=self.place.path)
        return self.store

    def look(self, store: Store) -> Bearings:
        """Read the bearings again; one read transaction."""
        with store.read() as session:
            return self._read(session, store)

    def close(self) -> None:
        """Give the file back; whoever still waits for it is let go."""
        self._done.set()
        if self.store is not None:
            self.store.close()

    def _window(self, store: Store) -> Window:
        from db.undo import Window

        with store.read() as session:
            return Window.at(session)

    def _opened(self) -> Store:
        place = self.place
        from db.disk import stands

        if place.demo and not stands(place.path):
            from campaign.periods import read_day
            from db.errors import FileExists

            today = read_day(place.demo_today, date.today()) if place.demo_today else None
            with suppress(FileExists):  # another window was quicker
                place.create_demo(place.path, today)
        return place.open(place.path)

    def _read(self, session: Session, store: Store) -> Bearings:
        from campaign import settings
        from campaign.committees.directory import holds_invented
        from campaign.people import find_person, full_name

        actor: uuid.UUID | None
        if self.place.acting_as:
            person = find_person(session, self.place.acting_as)
            actor, name = person.id, full_name(person)
        else:
            me = settings.who_am_i(session)
            actor, name = (me.id, me.name) if me else (None, "")
        return Bearings(
            actor, name, settings.home_committee(session), holds_invented(session), store.counter_in(session)
        )
