"""What is known of a person beside their name: how to reach them, what they offer, and the committee's own words."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import join, living, name_of
from campaign.committees.views import MEMBER
from campaign.errors import HoursImpossible, KindUnknown, NameNeeded, NameTooLong, PersonAmbiguous, PersonUnknown
from campaign.labels import Label
from campaign.people.contacts import read_mail, read_phone, split_several
from campaign.people.directory import (
    add_person,
    checked_basis,
    checked_name,
    full_name,
    known_person,
    put_contacts,
    read_commune,
    show_person,
)
from campaign.views.people import PeopleQuery, PersonView, Slot
from db.errors import ChangedElsewhere
from db.folding import clean, fold, search_key
from db.tables import Availability, Person, PersonSkill, PersonTag, SavedFilter, Skill, Tag
from db.unit import Unit

TAG_LIMIT = 40

Mine = TypeVar("Mine", PersonSkill, Availability)  # both say whose they are in the same two columns


class PersonForm(BaseModel):
    """A person as edited. ``version`` is the one that the form was opened on."""

    model_config = ConfigDict(frozen=True)

    person_id: uuid.UUID
    committee_id: uuid.UUID | None = None
    given_name: str
    family_name: str = ""
    phones: str = ""
    mails: str = ""
    place: str = ""
    basis: str = "member"
    version: int | None = None


def enter_line(
    unit: Unit, name: str, *, committee_id: uuid.UUID | None = None, level: int = MEMBER, **contact: str
) -> PersonView:
    """Enter a person and let them join a committee, in one action; ``contact`` is as for `add_person`.

    Raises:
        what `add_person` raises; CommitteeUnknown, CommitteeEnded.
    """
    if committee_id is not None:
        living(unit.session, committee_id)
    view = add_person(unit, name, committee_id=committee_id, **contact)
    if committee_id is not None:
        join(unit, committee_id, view.id, level)
    return show_person(unit.session, view.id)


def has_namesake(session: Session, name: str) -> bool:
    """Whether someone here has this whole name, in any spelling."""
    try:
        return known_person(session, name) is not None
    except PersonAmbiguous:
        return True


def edit_person(unit: Unit, form: PersonForm) -> None:
    """Correct a person's name, numbers, addresses, commune and legal basis, in one action.

    Raises:
        PersonUnknown, NameNeeded, NameTooLong, PhoneImpossible, MailImpossible, PlaceUnknown, PlaceAmbiguous,
        KindUnknown, ChangedElsewhere: nothing was changed.
    """
    row = _person(unit.session, form.person_id)
    whole = checked_name(f"{clean(form.given_name)} {clean(form.family_name)}")
    given, family = clean(form.given_name), clean(form.family_name)
    if not given:
        given, family = family, ""
    if form.version is not None and row.version != form.version:
        raise ChangedElsewhere
    commune, department = read_commune(unit.session, form.place, form.committee_id)
    contacts = [read_phone(text, department) for text in split_several(form.phones)]
    contacts += [read_mail(text) for text in split_several(form.mails)]
    unit.name("person.edit", committee_id=form.committee_id, name=whole)
    unit.change(
        row,
        given_name=given,
        family_name=family,
        search_key=search_key(f"{given} {family}"),
        sort_key=fold(f"{family} {given}"),
        commune_code=commune,
        basis=checked_basis(form.basis),
    )
    put_contacts(unit, row.id, contacts)


def skills(session: Session) -> list[tuple[str, Label]]:
    """Every skill this file knows."""
    rows = session.scalars(select(Skill).order_by(Skill.position))
    return [(row.id, Label(row.label_fr, row.label_en)) for row in rows]


def set_skills(unit: Unit, committee_id: uuid.UUID, person_id: uuid.UUID, wanted: Collection[str]) -> None:
    """What a person offers to a committee, all of it.

    Raises:
        PersonUnknown, CommitteeEnded, KindUnknown: no such skill.
    """
    living(unit.session, committee_id)
    person = _person(unit.session, person_id)
    known = {key for key, _ in skills(unit.session)}
    for skill in wanted:
        if skill not in known:
            raise KindUnknown(kind=skill[:40], choices=", ".join(sorted(known)))
    unit.name("person.skills", committee_id=committee_id, name=full_name(person))
    had = _mine(unit.session, PersonSkill, committee_id, person_id)
    for row in had:
        if row.skill_id not in wanted:
            unit.remove(row)
    for skill in sorted(set(wanted) - {row.skill_id for row in had}):
        unit.add(PersonSkill(committee_id=committee_id, person_id=person_id, skill_id=skill))


def set_slots(unit: Unit, committee_id: uuid.UUID, person_id: uuid.UUID, slots: Iterable[Slot]) -> None:
    """When a person is usually free, all of it.

    Raises:
        PersonUnknown, CommitteeEnded, HoursImpossible: a slot ends before it begins, or is not in a day.
    """
    living(unit.session, committee_id)
    person = _person(unit.session, person_id)
    wanted = set(slots)
    for slot in wanted:
        if not (0 <= slot.weekday <= 6 and 0 <= slot.from_minute < slot.to_minute <= 24 * 60):
            raise HoursImpossible
    unit.name("person.slots", committee_id=committee_id, name=full_name(person))
    had = _mine(unit.session, Availability, committee_id, person_id)
    kept = set()
    for row in had:
        slot = Slot(row.weekday, row.from_minute, row.to_minute)
        if slot in wanted:
            kept.add(slot)
        else:
            unit.remove(row)
    for slot in sorted(wanted - kept, key=lambda s: (s.weekday, s.from_minute)):
        unit.add(
            Availability(
                committee_id=committee_id,
                person_id=person_id,
                weekday=slot.weekday,
                from_minute=slot.from_minute,
                to_minute=slot.to_minute,
            )
        )


def tags(session: Session, committee_id: uuid.UUID) -> list[str]:
    """The committee's own words, in order."""
    return list(session.scalars(select(Tag.name).where(Tag.committee_id == committee_id).order_by(Tag.search_key)))


def tag_people(
    unit: Unit, committee_id: uuid.UUID, people: Sequence[uuid.UUID], name: str, *, present: bool = True
) -> int:
    """Put people under a tag, made if it is new, or take them from under it; return how many changed. One action.

    Raises:
        NameNeeded, NameTooLong, PersonUnknown, CommitteeEnded.
    """
    living(unit.session, committee_id)
    name = clean(name)
    if not fold(name):
        raise NameNeeded
    if len(name) > TAG_LIMIT:
        raise NameTooLong(length=len(name), limit=TAG_LIMIT)
    unit.name("person.tag" if present else "person.untag", committee_id=committee_id, name=name, count=len(people))
    statement = select(Tag).where(Tag.committee_id == committee_id, Tag.search_key == fold(name))
    tag = unit.session.scalars(statement).one_or_none()
    if tag is None:
        if not present:
            return 0
        tag = unit.add(Tag(committee_id=committee_id, name=name, search_key=fold(name)))
    had = {
        row.person_id: row for row in unit.session.scalars(select(PersonTag).where(PersonTag.tag_id == tag.id)).all()
    }
    changed = 0
    for person_id in people:
        if present and person_id not in had:
            _person(unit.session, person_id)
            unit.add(PersonTag(committee_id=committee_id, tag_id=tag.id, person_id=person_id))
            changed += 1
        elif not present and person_id in had:
            unit.remove(had.pop(person_id))
            changed += 1
    if not present and not had:
        unit.remove(tag)  # nobody stands under it any more
    return changed


def set_tags(unit: Unit, committee_id: uuid.UUID, person_id: uuid.UUID, words: Iterable[str]) -> None:
    """The committee's words that a person stands under, all of them, in one action.

    Raises:
        NameTooLong, PersonUnknown, CommitteeEnded.
    """
    person = _person(unit.session, person_id)
    wanted = {fold(word): clean(word) for word in words if fold(word)}
    mine = select(Tag).join(PersonTag, PersonTag.tag_id == Tag.id)
    mine = mine.where(PersonTag.person_id == person_id, Tag.committee_id == committee_id)
    had = {tag.search_key: tag.name for tag in unit.session.scalars(mine)}
    for key in had.keys() - wanted.keys():
        tag_people(unit, committee_id, [person_id], had[key], present=False)
    for key in sorted(wanted.keys() - had.keys()):
        tag_people(unit, committee_id, [person_id], wanted[key])
    unit.name("person.tags", committee_id=committee_id, name=full_name(person))


def set_basis(unit: Unit, person_id: uuid.UUID, basis: str) -> None:
    """Say why the law lets a person's name be kept.

    Raises:
        PersonUnknown, KindUnknown.
    """
    person = _person(unit.session, person_id)
    unit.name("person.edit", name=full_name(person))
    unit.change(person, basis=checked_basis(basis))


def filters(session: Session, committee_id: uuid.UUID) -> list[tuple[str, PeopleQuery]]:
    """The searches that a committee keeps."""
    rows = session.scalars(
        select(SavedFilter).where(SavedFilter.committee_id == committee_id).order_by(SavedFilter.name)
    )
    return [(row.name, PeopleQuery(committee_id=committee_id, **row.query)) for row in rows]


def save_filter(unit: Unit, committee_id: uuid.UUID, name: str, query: PeopleQuery) -> None:
    """Keep a search under a name; the same name takes the new search.

    Raises:
        NameNeeded, NameTooLong, CommitteeEnded.
    """
    living(unit.session, committee_id)
    name = checked_name(name, TAG_LIMIT)
    unit.name("filter.save", committee_id=committee_id, name=name)
    row = _filter(unit.session, committee_id, name)
    if row is None:
        unit.add(SavedFilter(committee_id=committee_id, name=name, query=query.as_document()))
    else:
        unit.change(row, query=query.as_document())


def drop_filter(unit: Unit, committee_id: uuid.UUID, name: str) -> None:
    """Forget a search; nothing happens if it is not there."""
    row = _filter(unit.session, committee_id, name)
    if row is not None:
        unit.name("filter.drop", committee_id=committee_id, name=name)
        unit.remove(row)


def _filter(session: Session, committee_id: uuid.UUID, name: str) -> SavedFilter | None:
    statement = select(SavedFilter).where(SavedFilter.committee_id == committee_id, SavedFilter.name == name)
    return session.scalars(statement).one_or_none()


def _person(session: Session, person_id: uuid.UUID) -> Person:
    row = session.get(Person, person_id)
    if row is None or row.erased_at is not None:
        raise PersonUnknown(name=name_of(session, person_id))
    return row


def _mine(session: Session, table: type[Mine], committee_id: uuid.UUID, person_id: uuid.UUID) -> list[Mine]:
    found = select(table).where(table.committee_id == committee_id, table.person_id == person_id)
    return list(session.scalars(found).all())
