"""People: one line is enough to enter someone, and as little as possible is kept."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from campaign.errors import KindUnknown, NameNeeded, NameTooLong, PersonAmbiguous, PersonUnknown, PlaceUnknown
from campaign.people.contacts import Contact, read_mail, read_phone, split_several
from campaign.places import Abroad, resolve_place
from campaign.search import has_words
from campaign.views.people import BASIS_WORDS, PersonLine, PersonView
from db.folding import clean, fold, search_key
from db.tables import CommitteePlace, Commune, ContactPoint, Membership, Person
from db.unit import Unit

__all__ = [
    "PersonLine",
    "PersonView",
    "add_person",
    "checked_name",
    "enter_person",
    "find_person",
    "full_name",
    "known_person",
    "list_people",
    "show_person",
    "split_name",
]

NAME_LIMIT = 80


def checked_name(text: str, limit: int = NAME_LIMIT) -> str:
    """A name as it is stored.

    Raises:
        NameNeeded: nothing that can be seen is left once it is cleaned.
        NameTooLong: more than ``limit`` characters.
    """
    name = clean(text)
    if not any(c.isprintable() and not c.isspace() for c in name):
        raise NameNeeded
    if len(name) > limit:
        raise NameTooLong(length=len(name), limit=limit)
    return name


def split_name(name: str) -> tuple[str, str]:
    """Given and family name out of one line.

    ``Samia BEN ALI`` keeps capitals as the family name; else the first word is the given name.
    """
    parts = name.split(" ")
    if len(parts) == 1:
        return name, ""
    capitals = [p for p in parts if p == p.upper() and sum(c.isalpha() for c in p) > 1]
    if capitals and len(capitals) < len(parts):
        return " ".join(p for p in parts if p not in capitals), " ".join(capitals)
    return parts[0], " ".join(parts[1:])


def full_name(person: Person) -> str:
    """``Samia Benali``; a dash for someone who was erased, whose row only carries counts."""
    if person.erased_at is not None:
        return "–"
    return f"{person.given_name} {person.family_name}".strip()


def enter_person(unit: Unit, name: str, *, invented: bool = False) -> Person:
    """Insert a person from one line, inside the caller's action."""
    given, family = split_name(checked_name(name))
    return unit.add(
        Person(
            given_name=given,
            family_name=family,
            search_key=search_key(f"{given} {family}"),
            sort_key=fold(f"{family} {given}"),
            basis="member",
            basis_text="member-1",
            invented=invented,
        )
    )


def add_person(
    unit: Unit,
    name: str,
    *,
    phone: str = "",
    email: str = "",
    place: str = "",
    committee_id: uuid.UUID | None = None,
    basis: str = "",
) -> PersonView:
    """Enter a person: of no committee yet, or as someone that a committee is in regular contact with.

    Raises:
        NameNeeded, NameTooLong, PhoneImpossible, MailImpossible, PlaceUnknown, PlaceAmbiguous, KindUnknown.
    """
    unit.name("person.add", committee_id=committee_id, name=checked_name(name))
    commune, department = read_commune(unit.session, place, committee_id)
    found = [read_phone(text, department) for text in split_several(phone)]
    found += [read_mail(text) for text in split_several(email)]
    basis = checked_basis(basis or "member")
    person = enter_person(unit, name)
    unit.change(person, commune_code=commune, basis=basis)
    put_contacts(unit, person.id, found)
    return show_person(unit.session, person.id)


def checked_basis(basis: str) -> str:
    """Why the law lets a name be kept.

    Raises:
        KindUnknown.
    """
    if basis not in BASIS_WORDS:
        raise KindUnknown(kind=basis[:40], choices=", ".join(BASIS_WORDS))
    return basis


def read_commune(session: Session, place: str, committee_id: uuid.UUID | None) -> tuple[str | None, str]:
    """The code of a commune that was typed, and the department by which numbers are read: its own or the committee's.

    Raises:
        PlaceUnknown (also for a city abroad), PlaceAmbiguous.
    """
    if clean(place):
        found = resolve_place(session, place)
        if isinstance(found, Abroad):
            raise PlaceUnknown(place=found.city, near="–")
        return found.code, found.department
    statement = select(CommitteePlace.department).where(CommitteePlace.committee_id == committee_id)
    return None, session.scalars(statement.order_by(CommitteePlace.position).limit(1)).first() or ""


def put_contacts(unit: Unit, person_id: uuid.UUID, contacts: Sequence[Contact]) -> None:
    """Let a person have these numbers and addresses, in this order, inside the caller's action."""
    statement = select(ContactPoint).where(ContactPoint.person_id == person_id)
    had = {(row.kind, row.search_key): row for row in unit.session.scalars(statement).all()}
    wanted = {(c.kind, c.key): c for c in contacts}
    for key, row in had.items():
        if key not in wanted:
            unit.remove(row)
    for position, (key, contact) in enumerate(wanted.items()):
        if key in had:
            unit.change(had[key], value=contact.value, position=position)
        else:
            unit.add(
                ContactPoint(
                    person_id=person_id,
                    kind=contact.kind,
                    value=contact.value,
                    search_key=contact.key,
                    position=position,
                )
            )


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
        .where(Person.erased_at.is_(None), *has_words(Person.search_key, search))
        .order_by(Person.sort_key, Person.id)
        .limit(limit)
    )
    return [PersonLine(p.id, full_name(p), n, p.invented) for p, n in session.execute(statement)]


def show_person(session: Session, person_id: uuid.UUID) -> PersonView:
    """One person.

    Raises:
        PersonUnknown: no such id.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise PersonUnknown(name=str(person_id))
    points = list(
        session.scalars(select(ContactPoint).where(ContactPoint.person_id == person_id).order_by(ContactPoint.position))
    )
    memberships = session.execute(
        select(Membership.committee_id, Membership.level).where(Membership.person_id == person_id, Membership.level > 0)
    )
    commune = session.get(Commune, person.commune_code) if person.commune_code else None
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
        commune.name if commune else "",
        person.adult,
        person.do_not_contact,
        person.erased_at is not None,
        person.version,
    )


def find_person(session: Session, text: str) -> Person:
    """The one person that an id, a name or a part of a name means.

    Raises:
        PersonUnknown, PersonAmbiguous.
    """
    person = known_person(session, text)
    if person is not None:
        return person
    found: list[Person] = []
    if fold(text) and len(text) <= NAME_LIMIT:
        living = select(Person).where(Person.erased_at.is_(None), *has_words(Person.search_key, text))
        found = list(session.scalars(living.limit(3)))
    if not found:
        raise PersonUnknown(name=clean(text)[:60])
    if len(found) > 1:
        raise PersonAmbiguous(name=clean(text)[:60], count=len(found))
    return found[0]


def known_person(session: Session, text: str) -> Person | None:
    """The one person of this id or whole name; None if nobody has it.

    For entering someone: *Jean Martin* must not become the Jean Martineau who is already here.

    Raises:
        PersonAmbiguous: several people have this name. PersonUnknown: an id that nobody has.
    """
    try:
        wanted_id = uuid.UUID(text.strip())
    except ValueError:
        pass
    else:
        person = session.get(Person, wanted_id)
        if person is None or person.erased_at is not None:
            raise PersonUnknown(name=text.strip())
        return person
    name = clean(text)
    if not name or len(name) > NAME_LIMIT:
        return None
    key = fold(name)
    # Names are compared folded; those that fold to nothing (such as “[/]”) as they are. A key may go on with compounds.
    wanted = or_(Person.search_key == key, Person.search_key.like(f"{key} %")) if key else Person.search_key == ""
    living = select(Person).where(wanted, Person.erased_at.is_(None))
    same = [p for p in session.scalars(living) if key == fold(full_name(p))]
    found = same if key else [p for p in same if full_name(p) == name]
    if len(found) > 1:
        raise PersonAmbiguous(name=name[:60], count=len(found))
    return found[0] if found else None
