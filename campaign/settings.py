"""Settings kept in the file: who is at the keyboard, and which committee Home shows."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors.people import PersonUnknown
from campaign.people import checked_name, enter_person, full_name, known_person
from campaign.views.settings import Me
from db.tables import Committee, Person, Setting
from db.unit import Unit

__all__ = [
    "Me",
    "choose_home",
    "copied_on",
    "declare_me",
    "get",
    "has_own_committee",
    "home_committee",
    "note_copy",
    "put",
    "show_first",
    "who_am_i",
]

# Two keys for Home. ``home`` is the latest committee created here: part of that creation, undone and redone with it.
# ``home_choice`` is where someone went since, which nobody undoes: it holds as long as ``home`` is what it was then.
_BORN, _CHOSEN = "home", "home_choice"


def get(session: Session, key: str) -> str | None:
    """A setting's value."""
    row = session.get(Setting, key)
    return row.value if row else None


def put(unit: Unit, key: str, value: str) -> None:
    """Set a value inside the caller's action."""
    row = unit.session.get(Setting, key)
    if row is None:
        unit.add(Setting(key=key, value=value))
    else:
        unit.change(row, value=value)


def who_am_i(session: Session) -> Me | None:
    """The person at the keyboard, if one was declared."""
    value = get(session, "me")
    person = session.get(Person, uuid.UUID(hex=value)) if value else None
    return Me(person.id, full_name(person)) if person else None


def home_committee(session: Session) -> uuid.UUID | None:
    """The committee that Home shows: the one chosen, else the latest created; a merged one gives way to its heir."""
    born = get(session, _BORN) or ""
    chosen, _, since = (get(session, _CHOSEN) or "").partition(" ")
    for value in (chosen if since == born else "", born):
        row = session.get(Committee, uuid.UUID(hex=value)) if value else None
        while row is not None and row.merged_into_id is not None:
            row = session.get(Committee, row.merged_into_id)
        if row is not None:
            return row.id
    return None


def has_own_committee(session: Session) -> bool:
    """Whether a committee was created in this file, and not only taken in with a file of another laptop."""
    value = get(session, _BORN)
    return bool(value) and session.get(Committee, uuid.UUID(hex=value)) is not None


def declare_me(unit: Unit, name: str, *, only_known: bool = False) -> Me:
    """Say who is at the keyboard: someone known here by that whole name or id, or a new person.

    ``only_known``: a name that is new among others is asked about first, as it may be mistyped.

    Raises:
        NameNeeded, NameTooLong, PersonAmbiguous; PersonUnknown: only those who are known were meant.
    """
    name = checked_name(name)
    person = known_person(unit.session, name)
    if person is None and only_known and unit.session.scalar(select(Person.id).limit(1)) is not None:
        raise PersonUnknown(name=name)
    unit.name("settings.me", name=full_name(person) if person else name)
    if person is None:
        person = enter_person(unit, name)
    put(unit, "me", person.id.hex)
    return Me(person.id, full_name(person))


def copied_on(session: Session) -> date | None:
    """The day on which this file was last copied to another disk, if ever."""
    value = get(session, "copied_on")
    return date.fromisoformat(value) if value else None


def note_copy(unit: Unit, day: date, *, off_disk: bool = True) -> None:
    """Remember that a copy was made elsewhere, on another disk or on this one. Audited, but nothing to undo.

    The doctor counts it as a backup (`db.doctor`); only one on another disk quietens Home.
    """
    unit.name("settings.copied")
    unit.without_journal()
    put(unit, "backed_up_on", day.isoformat())
    if off_disk:
        put(unit, "copied_on", day.isoformat())


def show_first(unit: Unit, committee_id: uuid.UUID) -> None:
    """Let Home show a committee that the caller's action creates."""
    put(unit, _BORN, committee_id.hex)


def choose_home(unit: Unit, committee_id: uuid.UUID) -> None:
    """Show this committee on Home. A choice of view: audited, but nothing to undo."""
    unit.name("settings.home", committee_id=committee_id)
    unit.without_journal()
    put(unit, _CHOSEN, f"{committee_id.hex} {get(unit.session, _BORN) or ''}")
