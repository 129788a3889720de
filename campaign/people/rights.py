"""A person corrects their name, or no longer wants to be contacted. Both can be undone; erasing is in `erasure`."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from campaign.people.directory import checked_name, full_name
from campaign.people.held import person_row
from campaign.people.requests import answer_open
from db.folding import clean, fold, search_key
from db.tables import Consent
from db.unit import Unit


def rectify(unit: Unit, person_id: uuid.UUID, given: str, family: str, *, version: int | None = None) -> None:
    """Correct someone's name; the requests that asked for it are answered.

    ``version`` is the one that the form was opened on.

    Raises:
        PersonUnknown, NameNeeded, NameTooLong, ChangedElsewhere: nothing was changed.
    """
    row = person_row(unit.session, person_id)
    checked_name(f"{clean(given)} {clean(family)}")
    given, family = clean(given), clean(family)
    if not given:
        given, family = family, ""
    unit.name("person.rectify", name=f"{given} {family}".strip())
    unit.change(
        row,
        if_version=version,
        given_name=given,
        family_name=family,
        search_key=search_key(f"{given} {family}"),
        sort_key=fold(f"{family} {given}"),
    )
    answer_open(unit, person_id, ("rectify",))


def object_to_contact(unit: Unit, person_id: uuid.UUID, *, objects: bool = True) -> int:
    """Someone no longer wants to be contacted: they stand in no contact list, and every consent is withdrawn.

    ``objects=False`` takes the objection back; consents stay withdrawn until they are given anew. Return how many
    consents were withdrawn. The requests that asked for it are answered.

    Raises:
        PersonUnknown.
    """
    row = person_row(unit.session, person_id)
    unit.name("person.object" if objects else "person.object_no_more", name=full_name(row))
    unit.change(row, do_not_contact=objects)
    withdrawn = 0
    if objects:
        for consent in unit.session.scalars(select(Consent).where(Consent.person_id == person_id)).all():
            if consent.withdrawn_at is None:
                unit.change(consent, withdrawn_at=unit.now)
                withdrawn += 1
        answer_open(unit, person_id, ("object",))
    return withdrawn
