"""Settings kept in the file: who is at the keyboard, and which committee Home shows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from campaign.people import find_person, full_name
from db.tables import Person, Setting
from db.unit import Unit


@dataclass(frozen=True, slots=True)
class Me:
    """Who acts here, as declared: one file cannot prove an identity."""

    id: uuid.UUID
    name: str


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
    """The committee that Home shows."""
    value = get(session, "home")
    return uuid.UUID(hex=value) if value else None


def declare_me(unit: Unit, name: str) -> Me:
    """Say who is at the keyboard: someone known here, or a new name.

    Raises:
        NameNeeded, NameTooLong, PersonAmbiguous.
    """
    from campaign.errors import PersonUnknown
    from campaign.people import enter_person

    unit.name("settings.me", name=name)
    try:
        person = find_person(unit.session, name)
    except PersonUnknown:
        person = enter_person(unit, name)
    put(unit, "me", person.id.hex)
    return Me(person.id, full_name(person))


def choose_home(unit: Unit, committee_id: uuid.UUID) -> None:
    """Show this committee on Home. A choice of view: audited, but nothing to undo."""
    unit.name("settings.home", committee_id=committee_id)
    unit.without_journal()
    put(unit, "home", committee_id.hex)
