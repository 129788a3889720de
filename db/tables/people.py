"""People: little is kept, and every personal column is marked."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Versioned, flag, one_of, personal
from db.types import Code, Day, Document, Folded, Guid, Id, Instant, Key, Moment, Number, Whole, Words, YesNo

CHANNELS = ("email", "sms", "phone", "post", "visit")
REQUESTS = ("access", "rectify", "object", "erase", "portability")


class Person(Versioned, Base):
    """Someone a committee knows. ``basis`` is why the law lets us keep the name (GDPR, article 9.2)."""

    __tablename__ = "person"
    __table_args__ = (
        one_of("basis", ("member", "regular_contact", "explicit_consent")),
        CheckConstraint("gender IS NULL OR gender IN ('f', 'm', 'x')", name="gender"),
        flag("invented"),
        flag("do_not_contact"),
        Index(None, "sort_key"),
        Index(None, "batch_id"),
        {**STRICT, "info": {"stays_named": True}},
    )

    id: Mapped[Id]
    given_name: Mapped[Words] = mapped_column(Text, info=personal("identity"))
    family_name: Mapped[Words] = mapped_column(Text, info=personal("identity"))
    search_key: Mapped[Key] = mapped_column(Folded, info=personal("identity"))
    sort_key: Mapped[Key] = mapped_column(Folded, info=personal("identity"))
    gender: Mapped[str | None] = mapped_column(
        Text, info=personal("gender"), comment="only for leaders, if they say it"
    )
    adult: Mapped[int | None] = mapped_column(
        Whole, info=personal("birth"), comment="declared of age: 1, 0 or not said"
    )
    commune_code: Mapped[str | None] = mapped_column(Text, info=personal("place"))
    basis: Mapped[Words] = mapped_column(Text, default="member")
    basis_text: Mapped[Words] = mapped_column(Text, default="member-1", comment="version of the text that was read")
    do_not_contact: Mapped[YesNo] = mapped_column(default=False, comment="has objected: stands in no contact list")
    batch_id: Mapped[uuid.UUID | None] = mapped_column(
        Guid, ForeignKey("import_batch.id"), comment="where it came from"
    )
    erased_at: Mapped[datetime | None] = mapped_column(Instant, comment="identity gone; what was done stays counted")
    invented: Mapped[YesNo] = mapped_column(default=False)


class ContactPoint(Versioned, Base):
    """A phone number or a mail address of a person."""

    __tablename__ = "contact_point"
    __table_args__ = (one_of("kind", ("phone", "email")), Index(None, "search_key"), STRICT)

    id: Mapped[Id]
    person_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("person.id"), index=True)
    kind: Mapped[Words]
    value: Mapped[Words] = mapped_column(Text, info=personal("contact"))
    search_key: Mapped[Key] = mapped_column(Folded, info=personal("contact"))
    position: Mapped[Number]


class ImportBatch(Versioned, Base):
    """A file of people that was taken in: what it was and where it came from (people must be able to ask)."""

    __tablename__ = "import_batch"
    __table_args__ = (Index(None, "committee_id"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    origin: Mapped[Words] = mapped_column(
        Text, info=personal("free_text"), comment="as declared: sign-up sheets, our own list..."
    )
    file_hash: Mapped[Words] = mapped_column(Text, comment="SHA-256 of the file")
    added: Mapped[Number] = mapped_column(default=0)
    updated: Mapped[Number] = mapped_column(default=0)


class Consent(Versioned, Base):
    """A person's yes to one channel, from one committee: which text, when, how; a withdrawal stays and wins."""

    __tablename__ = "consent"
    __table_args__ = (
        UniqueConstraint("committee_id", "person_id", "channel"),
        one_of("channel", CHANNELS),
        CheckConstraint("given_at IS NOT NULL OR withdrawn_at IS NOT NULL", name="given_or_withdrawn"),
        Index(None, "person_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("person.id"))
    channel: Mapped[Words]
    given_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    text_version: Mapped[Words] = mapped_column(Text, comment="version of the text that was read")
    origin: Mapped[Words] = mapped_column(Text, comment="said, paper, import or message")
    expires_on: Mapped[date | None] = mapped_column(Day)


class Skill(Base):
    """What someone can do for a committee. Reference rows."""

    __tablename__ = "skill"
    __table_args__ = (STRICT,)

    id: Mapped[Code]
    position: Mapped[Number]
    label_fr: Mapped[Words]
    label_en: Mapped[Words]


class PersonSkill(Versioned, Base):
    """A skill that a person offers to a committee."""

    __tablename__ = "person_skill"
    __table_args__ = (UniqueConstraint("committee_id", "person_id", "skill_id"), Index(None, "person_id"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("person.id"))
    skill_id: Mapped[str] = mapped_column(Text, ForeignKey("skill.id"))


class Availability(Versioned, Base):
    """When someone is usually free: a weekday (0 is Monday) and minutes from midnight, local time."""

    __tablename__ = "availability"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("from_minute >= 0 AND from_minute < to_minute AND to_minute <= 1440", name="minutes"),
        Index(None, "committee_id"),
        Index(None, "person_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("person.id"))
    weekday: Mapped[Number]
    from_minute: Mapped[Number]
    to_minute: Mapped[Number]


class Tag(Versioned, Base):
    """A word of the committee's own to gather people by; never an opinion."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("committee_id", "search_key"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    name: Mapped[Words]
    search_key: Mapped[Key]


class PersonTag(Versioned, Base):
    """A person under a tag."""

    __tablename__ = "person_tag"
    __table_args__ = (
        UniqueConstraint("committee_id", "tag_id", "person_id"),
        Index(None, "tag_id"),
        Index(None, "person_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    tag_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("tag.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("person.id"))


class SavedFilter(Versioned, Base):
    """A search of people that a committee keeps under a name."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("committee_id", "name"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    name: Mapped[Words] = mapped_column(Text, info=personal("free_text"))
    query: Mapped[Any] = mapped_column(Document, info=personal("free_text"))


class Suppression(Base):
    """A keyed hash of someone who was erased or has objected, so that an import does not bring them back."""

    __tablename__ = "suppression"
    __table_args__ = (UniqueConstraint("digest"), STRICT)

    id: Mapped[Id]
    digest: Mapped[Words] = mapped_column(Text, comment="HMAC-SHA-256 under the file's own key")
    kind: Mapped[Words] = mapped_column(Text, comment="what was hashed: email, phone or name")
    created_at: Mapped[Moment]


class RightsRequest(Versioned, Base):
    """Someone used a right: what was asked, when an answer is due, and when it was given."""

    __tablename__ = "rights_request"
    __table_args__ = (one_of("kind", REQUESTS), Index(None, "due_on"), Index(None, "person_id"), STRICT)

    id: Mapped[Id]
    person_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("person.id"))
    kind: Mapped[Words]
    received_on: Mapped[date] = mapped_column(Day)
    due_on: Mapped[date] = mapped_column(Day)
    answered_on: Mapped[date | None] = mapped_column(Day)
    note: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))


class CharterReading(Versioned, Base):
    """Someone has read the data charter once; until then contacts are not shown to them."""

    __tablename__ = "charter_reading"
    __table_args__ = (UniqueConstraint("person_id", "charter_version"), STRICT)

    id: Mapped[Id]
    person_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("person.id"))
    charter_version: Mapped[Words]
    read_at: Mapped[Moment]
