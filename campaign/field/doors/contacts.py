"""Someone at a door agrees to be written down: read aloud first, and then a person, a consent, something to do.

The person is entered as anyone else is. Nothing joins them to the door or to what was said there: the list only counts
how many people agreed (R-RGPD-02).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from campaign.committees.lookup import living
from campaign.errors.doors import ConsentNeeded, ContactNeeded
from campaign.field.doors.follow_ups import checked_kind, put_follow_up
from campaign.field.doors.notes import check_note
from campaign.field.lists.lookup import list_row, name_list
from campaign.people import add_person
from campaign.people.consents import TEXT_VERSION, give_consent
from db.folding import clean
from db.tables import Person
from db.unit import Unit


@dataclass(frozen=True, slots=True)
class ContactForm:
    """Who agreed to be written down. ``read_aloud``: the text of this version was read to them, and they said yes."""

    list_id: uuid.UUID
    name: str
    phone: str = ""
    email: str = ""
    kind: str = "call"
    due_on: date | None = None
    owner_id: uuid.UUID | None = None
    note: str = ""
    read_aloud: bool = False
    text_version: str = TEXT_VERSION


def keep_contact(unit: Unit, form: ContactForm) -> uuid.UUID:
    """Write down someone who agreed, what they agreed to, and what was promised to them, in one action.

    Return the id of the person.

    Raises:
        ListUnknown, ConsentNeeded, ContactNeeded, NoteSensitive, KindUnknown, NameNeeded, NameTooLong, PhoneImpossible,
        MailImpossible, CommitteeEnded.
    """
    row = list_row(unit.session, form.list_id)
    if not form.read_aloud:
        raise ConsentNeeded
    living(unit.session, row.committee_id)
    if not clean(form.phone) and not clean(form.email):
        raise ContactNeeded
    kind = checked_kind(form.kind)
    check_note(form.note)  # with a name beside it, an opinion would be worse than at a door
    person = add_person(
        unit,
        form.name,
        phone=form.phone,
        email=form.email,
        committee_id=row.committee_id,
        basis="explicit_consent",
    )
    unit.change(unit.session.get_one(Person, person.id), basis_text=form.text_version)
    for channel, given in (("phone", form.phone), ("email", form.email)):
        if clean(given):
            give_consent(unit, row.committee_id, person.id, channel, origin="said", text_version=form.text_version)
    put_follow_up(unit, row, kind, due_on=form.due_on, owner_id=form.owner_id, note=form.note, person_id=person.id)
    unit.change(row, contacts_kept=row.contacts_kept + 1)
    name_list(unit, "contact.keep", row)
    return person.id
