"""The agenda: actions of a committee, who takes part, and what came of them."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Versioned, flag, one_of, personal
from db.types import Code, Guid, Id, Instant, Moment, Number, Whole, Words, YesNo


class ActionKind(Base):
    """Meeting, door-to-door, leaflets... ``field`` says whether it counts as a field action."""

    __tablename__ = "action_kind"
    __table_args__ = (flag("field"), STRICT)

    id: Mapped[Code]
    position: Mapped[Number]
    field: Mapped[YesNo]
    label_fr: Mapped[Words]
    label_en: Mapped[Words]


class Action(Versioned, Base):
    """Something a committee does at a time and a place; ``reported_at`` is when its report was entered."""

    __tablename__ = "action"
    __table_args__ = (
        one_of("state", ("planned", "held", "cancelled")),
        flag("key_moment"),
        flag("invented"),
        CheckConstraint("ends_at > starts_at", name="ends_at"),
        CheckConstraint("people_met >= 0", name="people_met"),
        CheckConstraint("leaflets >= 0", name="leaflets"),
        CheckConstraint("reported_at IS NULL OR state = 'held'", name="reported_at"),
        Index(None, "committee_id", "starts_at"),
        Index(None, "starts_at"),
        Index(None, "series_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    kind_id: Mapped[str] = mapped_column(Text, ForeignKey("action_kind.id"))
    title: Mapped[Words] = mapped_column(Text, info=personal("free_text"))
    place: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    state: Mapped[Words] = mapped_column(Text, default="planned")
    key_moment: Mapped[YesNo] = mapped_column(default=False)
    capacity: Mapped[int | None] = mapped_column(Whole)
    series_id: Mapped[uuid.UUID | None] = mapped_column(Guid, comment="the same in every date of a recurring action")
    people_met: Mapped[Number] = mapped_column(default=0)
    leaflets: Mapped[Number] = mapped_column(default=0, comment="handed out")
    summary: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    reported_at: Mapped[datetime | None] = mapped_column(Instant)
    invented: Mapped[YesNo] = mapped_column(default=False)


class ActionCommittee(Versioned, Base):
    """Another committee that holds an action together with its host: its members may sign up too."""

    __tablename__ = "action_committee"
    __table_args__ = (UniqueConstraint("action_id", "committee_id"), Index(None, "committee_id"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    action_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("action.id"))


class Shift(Versioned, Base):
    """A part of an action that people sign up for by itself; ``capacity`` is how many it takes."""

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_at"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        Index(None, "action_id"),
        Index(None, "committee_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    action_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("action.id"))
    label: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    capacity: Mapped[int | None] = mapped_column(Whole)


class Signup(Versioned, Base):
    """A person at an action, or at one shift of it; attended and no-show exclude each other.

    ``committee_id`` is the committee with which they come. Confirmed at the start: ``confirmed_at`` is not after it and
    ``cancelled_at``, if any, is not before it; the flake rate stands on that.
    """

    __tablename__ = "signup"
    __table_args__ = (
        # A person stands once in an action, or once in each of its shifts (two NULLs are never equal).
        Index(
            "uq_signup_action_id_person_id",
            "action_id",
            "person_id",
            unique=True,
            sqlite_where=text("shift_id IS NULL"),
            postgresql_where=text("shift_id IS NULL"),
        ),
        UniqueConstraint("action_id", "shift_id", "person_id"),
        one_of("state", ("invited", "confirmed", "cancelled", "attended", "no_show")),
        flag("walk_in"),
        CheckConstraint("minutes >= 0", name="minutes"),
        CheckConstraint("minutes = 0 OR state = 'attended'", name="minutes_attended"),
        Index(None, "shift_id"),
        Index(None, "committee_id"),
        Index(None, "person_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    action_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("action.id"))
    shift_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("shift.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("person.id"))
    state: Mapped[Words]
    minutes: Mapped[Number] = mapped_column(default=0)
    walk_in: Mapped[YesNo] = mapped_column(default=False, comment="came without having signed up")
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
