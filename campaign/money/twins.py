"""One person under two entries: who may be the same is found by name and by ways to reach them, and shown.

Nobody is made one with another by this: a human confirms.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, and_, select, union
from sqlalchemy.orm import Session

from campaign.money.donors import MOST, DonorForm, address_key, called, digits, donor_row, identity_key
from campaign.views.money import DonorTwin
from campaign.words import N_
from db.folding import clean, fold
from db.merging import portions
from db.tables import Donor

CLOSE = 88  # of 100: two spellings of one name, at one address
HALF = 60  # of 100: one word of the name in common, with two ways to reach the person in common

SAME_NAME = N_("the same name")
NEAR_NAME = N_("nearly the same name")
SAME_ADDRESS = N_("the same address")
SAME_MAIL = N_("the same mail")
SAME_PHONE = N_("the same phone")

_CONTACTS: Final = (("address_key", SAME_ADDRESS), ("email", SAME_MAIL), ("phone", SAME_PHONE))
_WAYS: Final = ("identity_key", "address_key", "email", "phone")
Way = tuple[str, str]  # a column, and what it says


class Entry(NamedTuple):
    """What is compared of an entry, and what is shown of it."""

    id: uuid.UUID | None
    given_name: str
    family_name: str
    address: str
    postcode: str
    city: str
    identity_key: str
    address_key: str
    email: str
    phone: str
    merged_into_id: uuid.UUID | None


def entry_of(row: Donor) -> Entry:
    """A donor as compared, in the file or about to be."""
    return Entry(*(getattr(row, name) for name in Entry._fields))


_COLUMNS: Final = tuple(getattr(Donor, name) for name in Entry._fields)


def twins_of(session: Session, donor_id: uuid.UUID) -> list[DonorTwin]:
    """Other entries that may be the same person: shown, so that someone confirms; never made one by themselves."""
    return _twins(session, entry_of(donor_row(session, donor_id)))


def twins_of_new(session: Session, form: DonorForm) -> list[DonorTwin]:
    """Entries that may be the person of a form, which is not saved yet."""
    name = f"{form.given_name} {form.family_name}"
    if not fold(name):
        return []
    entry = Entry(
        None, "", "", "", clean(form.postcode)[:12], "", identity_key(name), address_key(form.address, form.postcode),
        clean(form.email).casefold()[:200], digits(form.phone), None,
    )  # fmt: skip
    return _twins(session, entry)


def _twins(session: Session, entry: Entry) -> list[DonorTwin]:
    # Each way has its own index; who was made one with another is told apart later, since that index finds nearly all.
    ways = union(*(select(Donor.id).where(_found_by(name, [value])) for name, value in ways_of(entry))).subquery()
    statement = select(*_COLUMNS).where(Donor.id.in_(select(ways.c.id))).order_by(Donor.id).limit(MOST)
    return likely(entry, map(Entry._make, session.execute(statement)))


def ways_of(entry: Entry) -> list[Way]:
    """By what others may be found who are the same person: the name always, the rest where it is known."""
    return [(name, getattr(entry, name)) for name in _WAYS if name == "identity_key" or getattr(entry, name)]


def _found_by(name: str, values: list[str]) -> ColumnElement[bool]:
    column = getattr(Donor, name)
    return and_(column.in_(values), column != "") if name in ("email", "phone") else column.in_(values)


def found_by(session: Session, ways: Iterable[Way]) -> dict[Way, list[Entry]]:
    """The entries that each of many ways leads to, by their ids, the first of them only."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for name, value in ways:
        wanted[name].add(value)
    found: dict[Way, list[Entry]] = defaultdict(list)
    for name, values in wanted.items():
        place = Entry._fields.index(name)
        for some in portions(sorted(values)):
            for row in session.execute(select(*_COLUMNS).where(_found_by(name, some)).order_by(Donor.id)):
                of = found[name, row[place]]
                if len(of) < MOST:
                    of.append(Entry._make(row))
    return found


def likely(entry: Entry, others: Iterable[Entry]) -> list[DonorTwin]:
    """Those of others who may be the same person, likelier ones first; ``others`` share a name or a way with it."""
    from rapidfuzz import fuzz

    found = []
    for other in others:
        if other.id == entry.id or other.merged_into_id is not None:
            continue
        ratio = fuzz.token_sort_ratio(entry.identity_key, other.identity_key)
        contacts = [
            reason
            for name, reason in _CONTACTS
            if getattr(entry, name) and getattr(entry, name) == getattr(other, name)
        ]
        near = ratio >= CLOSE
        alike = near and bool(contacts or entry.postcode == other.postcode)
        if not alike:
            # One name more, or a second family name.
            within = fuzz.token_set_ratio(entry.identity_key, other.identity_key) if contacts else 0
            alike = within >= CLOSE or (len(contacts) > 1 and within >= HALF)
        if alike:
            name = [SAME_NAME] if ratio == 100 else [NEAR_NAME] if near else []
            place = f"{other.address} {other.postcode} {other.city}".strip()
            assert other.id is not None  # they are in the file
            found.append(DonorTwin(other.id, called(other), place, (*name, *contacts)))
    return sorted(found, key=lambda twin: (-len(twin.reasons), twin.name))
