"""People: one line is enough to enter someone, and as little as possible is kept."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from campaign.errors import NameNeeded, NameTooLong, PersonAmbiguous, PersonUnknown
from db.folding import clean, fold, words
from db.tables import ContactPoint, Membership, Person
from db.unit import Unit

NAME_LIMIT = 80


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list."""

    id: uuid.UUID
    name: str
    committees: int
    invented: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person with what is known of them."""

    id: uuid.UUID
    name: str
    given_name: str
    family_name: str
    basis: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    memberships: tuple[tuple[uuid.UUID, int], ...]
    invented: bool


def checked_name(text: str, limit: int = NAME_LIMIT) -> str:
    """A name as it is stored.

    Raises:
        NameNeeded: it holds no letter or digit once cleaned.
        NameTooLong: more than ``limit`` characters.
    """
    name = clean(text)
    if not name or not any(c.isprintable() and not c.isspace() for c in name):
        raise NameNeeded
    if len(name) > limit:
        raise NameTooLong(length=len(name), limit=limit)
    return name


def split_name(name: str) -> tuple[str, str]:
    """Given and family name out of one line: ``Samia BEN ALI`` keeps capitals as the family name, else the first word
    is the given name."""
    parts = name.split(" ")
    if len(parts) == 1:
        return name, ""
    capitals = [p for p in parts if len(p) > 1 and p == p.upper() and any(c.isalpha() for c in p)]
    if capitals and len(capitals) < len(parts):
        return " ".join(p for p in parts if p not in capitals), " ".join(capitals)
    return parts[0], " ".join(parts[1:])


def full_name(person: Person) -> str:
    """``Samia Benali``."""
    return f"{person.given_name} {person.family_name}".strip()


def enter_person(unit: Unit, name: str, *, invented: bool = False) -> Person:
    """Insert a person from one line, inside the caller's action."""
    given, family = split_name(checked_name(name))
    return unit.add(
        Person(
            given_name=given,
            family_name=family,
            search_key=fold(f"{given} {family}"),
            sort_key=fold(f"{family} {given}"),
            basis="member",
            basis_text="member-1",
            invented=invented,
        )
    )


_PHONE = re.compile(r"\+?[\d .()/-]{8,20}")


def add_person(unit: Unit, name: str, *, phone: str = "", email: str = "") -> PersonView:
    """Enter a person who belongs to no committee yet.

    Raises:
        NameNeeded, NameTooLong.
    """
    unit.name("person.add", name=clean(name)[:NAME_LIMIT])
    person = enter_person(unit, name)
    for kind, value in (("phone", phone), ("email", email)):
        if value := clean(value):
            key = re.sub(r"\D", "", value) if kind == "phone" else value.casefold()
            unit.add(ContactPoint(person_id=person.id, kind=kind, value=value, search_key=key, position=0))
    return show_person(unit.session, person.id)


def list_people(session: Session, search: str = "", limit: int = 200) -> list[PersonLine]:
    """People by name, in French order; every word of ``search`` must be in the name, in any order."""
    counted = (
        select(Membership.person_id, func.count().label("committees"))
        .where(Membership.level > 0)
        .group_by(Membership.person_id)
        .subquery()
    )
    statement = (
        select(Person, func.coalesce(counted.c.committees, 0))
        .outerjoin(counted, counted.c.person_id == Person.id)
        .where(and_(True, *_matching(search)))
        .order_by(Person.sort_key, Person.id)
        .limit(limit)
    )
    return [PersonLine(p.id, full_name(p), n, p.invented) for p, n in session.execute(statement).tuples()]


def show_person(session: Session, person_id: uuid.UUID) -> PersonView:
    """One person.

    Raises:
        PersonUnknown: no such id.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise PersonUnknown(name=str(person_id))
    points = list(session.scalars(select(ContactPoint).where(ContactPoint.person_id == person_id).order_by(ContactPoint.position)))
    memberships = session.execute(
        select(Membership.committee_id, Membership.level).where(Membership.person_id == person_id, Membership.level > 0)
    ).tuples()
    return PersonView(
        person.id,
        full_name(person),
        person.given_name,
        person.family_name,
        person.basis,
        tuple(p.value for p in points if p.kind == "phone"),
        tuple(p.value for p in points if p.kind == "email"),
        tuple(memberships),
        person.invented,
    )


def find_person(session: Session, text: str) -> Person:
    """The one person that an id or a name means.

    Raises:
        PersonUnknown, PersonAmbiguous.
    """
    try:
        person = session.get(Person, uuid.UUID(text.strip()))
    except ValueError:
        person = None
    if person is not None:
        return person
    key = fold(text)
    exact = list(session.scalars(select(Person).where(Person.search_key == key).limit(3))) if key else []
    found = exact or (list(session.scalars(select(Person).where(*_matching(text)).limit(3))) if key else [])
    if not found:
        raise PersonUnknown(name=clean(text)[:60])
    if len(found) > 1:
        raise PersonAmbiguous(name=clean(text)[:60], count=len(found))
    return found[0]


def _matching(search: str) -> Iterable[object]:
    # Folded words hold letters and digits only, so LIKE needs no escaping.
    return [Person.search_key.like(f"%{word}%") for word in words(search)]
