"""What is shown of people."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from campaign.labels import Label
from campaign.words import N_

CHANNEL_WORDS = {
    "email": N_("mail"),
    "sms": N_("text messages"),
    "phone": N_("phone calls"),
    "post": N_("letters"),
    "visit": N_("visits"),
}
BASIS_WORDS = {
    "member": N_("member of the committee"),
    "regular_contact": N_("regular contact"),
    "explicit_consent": N_("explicit consent"),
}
WEEKDAY_WORDS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """Whom to list. Empty fields ask nothing; the fields that are given must all hold."""

    text: str = ""
    committee_id: uuid.UUID | None = None
    level_min: int = 0
    tag: str = ""
    skill: str = ""
    channel: str = ""
    weekday: int | None = None
    active: str = ""
    expiring: bool = False

    def as_document(self) -> dict[str, object]:
        """What a saved filter keeps: not the committee, which owns it."""
        asked = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "committee_id"}
        return {name: value for name, value in asked.items() if value != getattr(PeopleQuery(), name)}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list; ``level`` is that in the committee that was asked about, else the highest."""

    id: uuid.UUID
    name: str
    committees: int
    invented: bool
    level: int = 0
    phone: str = ""
    mail: str = ""
    tags: tuple[str, ...] = ()
    place: str = ""
    last_seen: datetime | None = None
    do_not_contact: bool = False


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A stretch of a list of people; ``near`` says that the search was read with one typo."""

    lines: tuple[PersonLine, ...]
    offset: int
    total: int
    near: bool = False


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
    place: str = ""
    adult: int | None = None
    do_not_contact: bool = False
    erased: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """Whether a person may be reached by one channel, and since when."""

    channel: str
    given_on: date | None
    withdrawn_on: date | None
    text_version: str
    origin: str
    expires_on: date | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """When someone is usually free; minutes from midnight."""

    weekday: int
    from_minute: int
    to_minute: int


@dataclass(frozen=True, slots=True)
class Event:
    """A line of what someone did: ``what`` is a msgid, filled with ``facts``."""

    at: datetime
    what: str
    facts: dict[str, str | int] = field(default_factory=dict)
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A person, whole, as one committee knows them."""

    person: PersonView
    committee_id: uuid.UUID | None
    level: int
    zone: str
    consents: tuple[ConsentLine, ...]
    skills: tuple[tuple[str, Label], ...]
    slots: tuple[Slot, ...]
    tags: tuple[str, ...]
    events: tuple[Event, ...]
    committees: tuple[tuple[uuid.UUID, str, int], ...]


@dataclass(frozen=True, slots=True)
class Twins:
    """Two entries that may be one person, and why."""

    first: PersonLine
    second: PersonLine
    reasons: tuple[str, ...]
    score: int
