"""Consent by channel: which text was read, when, how; what was withdrawn is never widened by a machine."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living, name_of
from campaign.errors import KindUnknown, PersonUnknown
from campaign.periods import local_day
from campaign.views.people import CHANNEL_WORDS, ConsentLine
from db.tables import Committee, Consent, Person
from db.unit import Unit

TEXT_VERSION = "consent-1"
# No rule sets a length: a consent is asked again after this long. The product's own choice, shown as such.
KEPT_DAYS = 3 * 365
ORIGINS = ("said", "paper", "message", "import")


def give_consent(
    unit: Unit,
    committee_id: uuid.UUID,
    person_id: uuid.UUID,
    channel: str,
    *,
    origin: str = "said",
    text_version: str = TEXT_VERSION,
    on: date | None = None,
) -> None:
    """Record that a person agreed to be reached by one channel; giving anew after a withdrawal is their right.

    Raises:
        KindUnknown: no such channel or origin; PersonUnknown, CommitteeEnded.
    """
    living(unit.session, committee_id)
    _check(unit.session, person_id, channel)
    if origin not in ORIGINS:
        raise KindUnknown(kind=origin[:40], choices=", ".join(ORIGINS))
    unit.name("consent.give", committee_id=committee_id, name=name_of(unit.session, person_id), channel=channel)
    given = unit.now
    expires = (on or given.date()) + timedelta(days=KEPT_DAYS)
    row = _row(unit.session, committee_id, person_id, channel)
    if row is None:
        unit.add(
            Consent(
                committee_id=committee_id, person_id=person_id, channel=channel, given_at=given, withdrawn_at=None,
                text_version=text_version, origin=origin, expires_on=expires,
            )
        )  # fmt: skip
    else:
        unit.change(
            row, given_at=given, withdrawn_at=None, text_version=text_version, origin=origin, expires_on=expires
        )


def withdraw_consent(
    unit: Unit, committee_id: uuid.UUID, person_id: uuid.UUID, channel: str, *, origin: str = "said"
) -> None:
    """Record that a person no longer wants to be reached by one channel, whether or not they once agreed.

    Raises:
        KindUnknown, PersonUnknown.
    """
    _check(unit.session, person_id, channel)
    unit.name("consent.withdraw", committee_id=committee_id, name=name_of(unit.session, person_id), channel=channel)
    row = _row(unit.session, committee_id, person_id, channel)
    if row is None:
        unit.add(
            Consent(
                committee_id=committee_id, person_id=person_id, channel=channel, given_at=None, withdrawn_at=unit.now,
                text_version=TEXT_VERSION, origin=origin, expires_on=None,
            )
        )  # fmt: skip
    elif row.withdrawn_at is None:
        unit.change(row, withdrawn_at=unit.now)


def consents_of(
    session: Session, committee_id: uuid.UUID, person_id: uuid.UUID, now: datetime
) -> tuple[ConsentLine, ...]:
    """Every channel, in a fixed order, with what was said about it."""
    zone = session.get_one(Committee, committee_id).zone
    statement = select(Consent).where(Consent.committee_id == committee_id, Consent.person_id == person_id)
    rows = {row.channel: row for row in session.scalars(statement)}
    objected = session.get_one(Person, person_id).do_not_contact
    found = []
    for channel in CHANNEL_WORDS:
        row = rows.get(channel)
        if row is None:
            found.append(ConsentLine(channel, None, None, "", "", None, holds=False))
            continue
        found.append(
            ConsentLine(
                channel,
                local_day(row.given_at, zone) if row.given_at else None,
                local_day(row.withdrawn_at, zone) if row.withdrawn_at else None,
                row.text_version,
                row.origin,
                row.expires_on,
                holds=holds(row, local_day(now, zone)) and not objected,
            )
        )
    return tuple(found)


def holds(row: Consent, today: date) -> bool:
    """Whether a consent may be used: given, not withdrawn since, not past its day."""
    if row.given_at is None or row.withdrawn_at is not None:
        return False
    return row.expires_on is None or today < row.expires_on


ASKED_AGAIN_DAYS = 30  # how long before its end a consent is asked for again


def expiring(session: Session, committee_id: uuid.UUID, today: date) -> int:
    """How many people have a consent that must be asked for again, or had until it ran out."""
    statement = select(func.count(func.distinct(Consent.person_id))).where(*runs_out(today))
    return session.scalar(statement.where(Consent.committee_id == committee_id)) or 0


def runs_out(today: date) -> list[ColumnElement[bool]]:
    """Conditions on a consent: it still stands, and its end is near or past."""
    return [
        Consent.given_at.is_not(None),
        Consent.withdrawn_at.is_(None),
        Consent.expires_on.is_not(None),
        Consent.expires_on <= today + timedelta(days=ASKED_AGAIN_DAYS),
    ]


def _row(session: Session, committee_id: uuid.UUID, person_id: uuid.UUID, channel: str) -> Consent | None:
    statement = select(Consent).where(
        Consent.committee_id == committee_id, Consent.person_id == person_id, Consent.channel == channel
    )
    return session.scalars(statement).one_or_none()


def _check(session: Session, person_id: uuid.UUID, channel: str) -> None:
    if channel not in CHANNEL_WORDS:
        raise KindUnknown(kind=channel[:40], choices=", ".join(CHANNEL_WORDS))
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        raise PersonUnknown(name=str(person_id))
