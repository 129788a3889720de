"""Donors who are no people of the file use their rights like anyone: requests, access and erasure are of people."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from campaign.money.donors import donor_row, entries_of
from campaign.people.directory import enter_person
from db.tables import Donor, Person
from db.unit import Unit

BASIS = "regular_contact"  # what was given is kept by law; the entry itself, for as long as they write to us


def known_person(session: Session, donor_id: uuid.UUID) -> uuid.UUID | None:
    """The person of the file that a donor is, under any of their entries; None: they are no person here.

    Raises:
        DonorUnknown.
    """
    for entry in entries_of(session, donor_id):
        person_id = session.get_one(Donor, entry).person_id
        person = session.get(Person, person_id) if person_id else None
        if person is not None and person.erased_at is None:
            return person.id
    return None


def person_of_donor(unit: Unit, donor_id: uuid.UUID) -> uuid.UUID:
    """The person that a donor is, entered under the donor's name if there is none. One action.

    All entries of the donor are theirs from then on, so that access and erasure reach each.

    Raises:
        DonorUnknown.
    """
    root = donor_row(unit.session, donor_id)
    name = f"{root.given_name} {root.family_name}".strip() or "–"
    unit.name("donor.person", name=name)
    person_id = known_person(unit.session, root.id)
    if person_id is None:
        person_id = unit.change(enter_person(unit, name), basis=BASIS).id
    for entry in entries_of(unit.session, root.id):
        unit.change(unit.session.get_one(Donor, entry), person_id=person_id)
    return person_id
