"""Turf and its walks: who goes where, in which order. What was cut is stored, and never silently cut again."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Versioned, one_of, personal
from db.types import Day, Document, Guid, Id, Instant, Moment, Number, Whole, Words, YesNo


class FieldCampaign(Versioned, Base):
    """A door-to-door campaign of a committee: two of them on one building never mix in any figure."""

    __tablename__ = "field_campaign"
    __table_args__ = (
        one_of("state", ("running", "closed")),
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="ends_on"),
        CheckConstraint("goal_doors IS NULL OR goal_doors > 0", name="goal_doors"),
        UniqueConstraint("committee_id", "name"),
        Index(None, "script_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    script_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("script.id"))
    name: Mapped[Words] = mapped_column(Text, info=personal("free_text"))
    state: Mapped[Words] = mapped_column(Text, default="running")
    goal_doors: Mapped[int | None] = mapped_column(Whole)
    starts_on: Mapped[date] = mapped_column(Day)
    ends_on: Mapped[date | None] = mapped_column(Day)
    invented: Mapped[YesNo] = mapped_column(default=False)


class Turf(Versioned, Base):
    """A part of a commune cut into walks (secteur). Frozen once a walk is issued; cutting it anew makes another row."""

    __tablename__ = "turf"
    __table_args__ = (
        one_of("state", ("draft", "frozen", "retired")),
        UniqueConstraint("committee_id", "campaign_id", "name", "cut"),
        CheckConstraint("cut >= 1", name="cut"),
        CheckConstraint("doors >= 0", name="doors"),
        CheckConstraint("doors_min >= 1 AND doors_min <= doors_max", name="doors_max"),
        Index(None, "campaign_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    campaign_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("field_campaign.id"))
    name: Mapped[Words] = mapped_column(Text, info=personal("free_text"))
    cut: Mapped[Number] = mapped_column(default=1, comment="which cutting of this name it is")
    state: Mapped[Words] = mapped_column(Text, default="draft")
    insee: Mapped[Words]
    chosen: Mapped[Any] = mapped_column(Document, comment="{}, {stations: [...]} or {sides: [[street, side]...]}")
    metric: Mapped[Words] = mapped_column(Text, default="tolls", comment="tolls, plain or graph")
    doors_min: Mapped[Number] = mapped_column(default=40)
    doors_max: Mapped[Number] = mapped_column(default=60)
    seed: Mapped[Number] = mapped_column(default=1)
    input_hash: Mapped[Words] = mapped_column(Text, default="", comment="of all that the cutting was made from")
    doors: Mapped[Number] = mapped_column(default=0)
    metres: Mapped[Number] = mapped_column(default=0)
    minutes: Mapped[Number] = mapped_column(default=0)
    start_lat: Mapped[int | None] = mapped_column(Whole)
    start_lon: Mapped[int | None] = mapped_column(Whole)
    start_place: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    invented: Mapped[YesNo] = mapped_column(default=False)


class Walk(Versioned, Base):
    """An ordered round of doors inside a turf; issued to a team as a `WalkList`."""

    __tablename__ = "walk"
    __table_args__ = (
        UniqueConstraint("committee_id", "turf_id", "number"),
        CheckConstraint("doors >= 0", name="doors"),
        Index(None, "turf_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    turf_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("turf.id"))
    number: Mapped[Number] = mapped_column(comment="1, 2, 3... inside the turf")
    doors: Mapped[Number]
    metres: Mapped[Number]
    minutes: Mapped[Number] = mapped_column(comment="planned, for one team that knocks together")


class WalkStop(Versioned, Base):
    """A stop of a walk: an address, or a stairwell and some floors of it where it is too large for one walk."""

    __tablename__ = "walk_stop"
    __table_args__ = (
        UniqueConstraint("committee_id", "walk_id", "position"),
        CheckConstraint("position >= 1", name="position"),
        CheckConstraint("doors >= 1", name="doors"),
        one_of("side", ("odd", "even", "none")),
        Index(None, "walk_id"),
        Index(None, "address_id"),
        Index(None, "building_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    walk_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("walk.id"))
    address_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("address.id"))
    building_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("building.id"))
    position: Mapped[Number] = mapped_column(comment="in walking order, from 1")
    side: Mapped[Words]
    doors: Mapped[Number]
    first_door: Mapped[Number] = mapped_column(default=0, comment="of the building's doors in order, where it is split")
    part: Mapped[Words] = mapped_column(Text, default="", comment="which part, in words: Esc. B, floors 5 to 8")


class TimeModel(Versioned, Base):
    """How long things take in a committee's field: its own figures in place of the default ones."""

    __tablename__ = "time_model"
    __table_args__ = (UniqueConstraint("committee_id"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    values: Mapped[Any] = mapped_column(Document)


class SilencePeriod(Versioned, Base):
    """A poll in the committee's territory, and the silence (réserve) that goes with it; entered by the user."""

    __tablename__ = "silence_period"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_at"),
        UniqueConstraint("committee_id", "poll_on"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    label: Mapped[Words] = mapped_column(Text, default="", comment="which poll, which round")
    poll_on: Mapped[date] = mapped_column(Day)
    starts_at: Mapped[Moment] = mapped_column(comment="midnight that begins the eve, in the territory's zone")
    ends_at: Mapped[datetime] = mapped_column(Instant, comment="when the last station closes")
