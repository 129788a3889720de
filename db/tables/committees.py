"""Committees, their places, members, posts and goals. No approval state exists here, nor anywhere."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Versioned, flag, one_of, personal
from db.types import Code, Day, Guid, Id, Instant, Key, Moment, Number, Whole, Words, YesNo

STATES = ("active", "closed", "merged")
LEVELS = (5, 10, 50, 100)


class CommitteeKind(Base):
    """What a committee is built around (a place, a campus...). Reference rows: a new kind needs no migration."""

    __tablename__ = "committee_kind"
    __table_args__ = (STRICT,)

    id: Mapped[Code]
    position: Mapped[Number]
    label_fr: Mapped[Words]
    label_en: Mapped[Words]


class Committee(Versioned, Base):
    """A support committee: active and visible from the instant it is created."""

    __tablename__ = "committee"
    __table_args__ = (
        one_of("state", STATES),
        flag("had_leader"),
        flag("invented"),
        CheckConstraint("size_min IS NULL OR size_min > 0", name="size_min"),
        CheckConstraint("size_max IS NULL OR size_min IS NULL OR size_max >= size_min", name="size_max"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into"),
        CheckConstraint("(state = 'active') = (ended_at IS NULL)", name="ended_at"),
        Index(None, "sort_key"),
        Index(None, "state"),
        STRICT,
    )

    id: Mapped[Id]
    name: Mapped[Words]
    search_key: Mapped[Key]
    sort_key: Mapped[Key]
    kind_id: Mapped[str] = mapped_column(Text, ForeignKey("committee_kind.id"))
    state: Mapped[Words] = mapped_column(Text, default="active")
    structure_id: Mapped[str | None] = mapped_column(Text, ForeignKey("structure.id"))
    zone: Mapped[Words] = mapped_column(Text, comment="IANA time zone in which its days begin and end")
    country: Mapped[Words] = mapped_column(Text, default="FR", comment="ISO 3166 code")
    city_abroad: Mapped[str | None] = mapped_column(Text)
    size_min: Mapped[int | None] = mapped_column(Whole)
    size_max: Mapped[int | None] = mapped_column(Whole, comment="past it, a split is proposed; never imposed")
    split_grace_days: Mapped[int | None] = mapped_column(Whole)
    meeting_every_days: Mapped[int | None] = mapped_column(Whole)
    had_leader: Mapped[YesNo] = mapped_column(default=False, comment="once led, a committee keeps a leader")
    split_from_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("committee.id"))
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("committee.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    end_reason: Mapped[str | None] = mapped_column(Text, info=personal("free_text"))
    invented: Mapped[YesNo] = mapped_column(
        default=False, comment="made up by the demo; said so on screen and in exports"
    )


class CommitteePlace(Base):
    """A commune of a committee: code and name are copied, so that the row outlives the packaged table."""

    __tablename__ = "committee_place"
    __table_args__ = (UniqueConstraint("committee_id", "code"), Index(None, "code"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    code: Mapped[Words] = mapped_column(Text, comment="INSEE code of the commune")
    name: Mapped[Words]
    department: Mapped[Words]
    position: Mapped[Number]


class Membership(Versioned, Base):
    """A person in a committee; level 5 follower, 10 member, 50 manager, 100 leader; 0 once they have left."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("committee_id", "person_id"),
        one_of("level", (0, *LEVELS)),
        flag("finance"),
        flag("share_identity"),
        CheckConstraint("finance = 0 OR level >= 50", name="finance_level"),
        Index(None, "person_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("person.id"))
    level: Mapped[Number]
    finance: Mapped[YesNo] = mapped_column(default=False, comment="may handle pledges and spending requests")
    share_identity: Mapped[YesNo] = mapped_column(default=False, comment="consents to be named to other members")
    joined_at: Mapped[Moment]
    left_at: Mapped[datetime | None] = mapped_column(Instant)


class MembershipEvent(Base):
    """What happened to a membership, in order: the members of any past day are derived from these rows."""

    __tablename__ = "membership_event"
    __table_args__ = (
        one_of("kind", ("joined", "level", "left", "removed", "moved_in", "moved_out")),
        one_of("level_after", (0, *LEVELS)),
        Index(None, "committee_id", "at"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("person.id"), index=True)
    at: Mapped[Moment]
    kind: Mapped[Words]
    level_after: Mapped[Number]


class Post(Versioned, Base):
    """A role to hold in a committee, copied from a structure or added; ``people`` is how many it takes."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("committee_id", "key"), one_of("status", ("documented", "invented")), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    key: Mapped[Words]
    title_fr: Mapped[Words]
    title_en: Mapped[Words]
    people: Mapped[int | None] = mapped_column(Whole)
    status: Mapped[Words]
    person_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("person.id"))
    position: Mapped[Number]


class Goal(Versioned, Base):
    """What a committee aims at: a target of one figure over a period of days, the last day excluded."""

    __tablename__ = "goal"
    __table_args__ = (
        UniqueConstraint("committee_id", "kpi", "period_from", "period_to"),
        CheckConstraint("target > 0", name="target"),
        CheckConstraint("period_to > period_from", name="period"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    kpi: Mapped[Words] = mapped_column(Text, comment="key of a figure; money figures are in cents")
    period_from: Mapped[date] = mapped_column(Day)
    period_to: Mapped[date] = mapped_column(Day)
    target: Mapped[Number]
