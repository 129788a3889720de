"""The agenda: actions of a committee, who takes part, and what came of them."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
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
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    kind_id: Mapped[str] = mapped_column(Text, ForeignKey("action_kind.id"))
    title: Mapped[Words]
    place: Mapped[Words] = mapped_column(Text, default="")
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    state: Mapped[Words] = mapped_column(Text, default="planned")
    key_moment: Mapped[YesNo] = mapped_column(default=False)
    capacity: Mapped[int | None] = mapped_column(Whole)
    people_met: Mapped[Number] = mapped_column(default=0)
    leaflets: Mapped[Number] = mapped_column(default=0, comment="handed out")
    summary: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    reported_at: Mapped[datetime | None] = mapped_column(Instant)
    invented: Mapped[YesNo] = mapped_column(default=False)


class Signup(Versioned, Base):
    """A person at an action: one row each; attended and no-show exclude each other."""

    __tablename__ = "signup"
    __table_args__ = (
        UniqueConstraint("action_id", "person_id"),
        one_of("state", ("invited", "confirmed", "cancelled", "attended", "no_show")),
        CheckConstraint("minutes >= 0", name="minutes"),
        CheckConstraint("minutes = 0 OR state = 'attended'", name="minutes_attended"),
        Index(None, "committee_id"),
        Index(None, "person_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    action_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("action.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("person.id"))
    state: Mapped[Words]
    minutes: Mapped[Number] = mapped_column(default=0)
