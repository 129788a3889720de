"""Doors, the lists on which teams take them out, and what happened at each: visits are only ever added."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Dated, Versioned, flag, one_of, personal
from db.types import Day, Guid, Id, Instant, Moment, Number, Words, YesNo


class Door(Versioned, Base):
    """One door. Made when a walk that holds it is first issued; its place is its columns, never a joined text."""

    __tablename__ = "door"
    __table_args__ = (
        UniqueConstraint("committee_id", "address_id", "building_id", "stairwell", "floor", "place"),
        # Two NULLs are never equal: where no building is known, the address stands for it.
        Index(
            "uq_door_without_building",
            "address_id",
            "stairwell",
            "floor",
            "place",
            unique=True,
            sqlite_where=text("building_id IS NULL"),
            postgresql_where=text("building_id IS NULL"),
        ),
        flag("do_not_contact"),
        Index(None, "address_id"),
        Index(None, "building_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    address_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("address.id"))
    building_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("building.id"))
    stairwell: Mapped[Number] = mapped_column(default=0, comment="from 1; 0 where there is but one")
    floor: Mapped[Number] = mapped_column(default=0, comment="0 is the ground floor")
    place: Mapped[Number] = mapped_column(default=1, comment="on its landing, clockwise from the stairs, from 1")
    label: Mapped[Words] = mapped_column(Text, default="", comment="what stands on it where it has a number; no name")
    do_not_contact: Mapped[YesNo] = mapped_column(default=False, comment="asked not to be called on again, for good")


class WalkList(Versioned, Base):
    """A walk issued for one pass (feuille de route): its number, its team, its hours, until when it holds."""

    __tablename__ = "walk_list"
    __table_args__ = (
        one_of("state", ("issued", "out", "returned", "entered", "closed")),
        UniqueConstraint("committee_id", "list_number"),
        UniqueConstraint("committee_id", "walk_id", "pass_number"),
        CheckConstraint("pass_number >= 1", name="pass_number"),
        CheckConstraint("ended_at IS NULL OR started_at IS NULL OR ended_at > started_at", name="ended_at"),
        CheckConstraint("contacts_kept >= 0", name="contacts_kept"),
        CheckConstraint("leaflets_out >= 0 AND leaflets_back >= 0", name="leaflets"),
        Index(None, "walk_id"),
        Index(None, "action_id"),
        Index(None, "caller_id"),
        Index(None, "script_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    walk_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("walk.id"))
    action_id: Mapped[uuid.UUID | None] = mapped_column(
        Guid, ForeignKey("action.id"), comment="the date it goes out on"
    )
    script_id: Mapped[uuid.UUID | None] = mapped_column(
        Guid, ForeignKey("script.id"), comment="the edition that was printed on it"
    )
    list_number: Mapped[Words] = mapped_column(Text, comment="printed on the sheet; its last character checks it")
    pass_number: Mapped[Number] = mapped_column(default=1)
    state: Mapped[Words] = mapped_column(Text, default="issued")
    issued_at: Mapped[Moment]
    expires_on: Mapped[date] = mapped_column(Day, comment="last day on which it should be walked")
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    returned_at: Mapped[datetime | None] = mapped_column(Instant)
    meeting_place: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    bring_back: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    caller_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("person.id"), comment="whom to call")
    team_factor: Mapped[Number] = mapped_column(default=100, comment="hundredths: 100 knock together, 180 split sides")
    cursor: Mapped[Number] = mapped_column(default=1, comment="where entry was left: a position in the list")
    leaflets_out: Mapped[Number] = mapped_column(default=0)
    leaflets_back: Mapped[Number] = mapped_column(default=0)
    contacts_kept: Mapped[Number] = mapped_column(default=0, comment="people who agreed to be written down; a count")


class ListDoor(Base):
    """A line of a list: which door, in walking order. What was printed stays what it was."""

    __tablename__ = "list_door"
    __table_args__ = (
        UniqueConstraint("committee_id", "list_id", "position"),
        Index(None, "list_id", "door_id", unique=True),
        Index(None, "door_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    list_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("walk_list.id"))
    door_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("door.id"))
    position: Mapped[Number] = mapped_column(comment="from 1, over the whole list")
    stop: Mapped[Number] = mapped_column(comment="position of its stop in the walk")


class ListMember(Versioned, Base):
    """Who walks a list."""

    __tablename__ = "list_member"
    __table_args__ = (
        UniqueConstraint("committee_id", "list_id", "person_id"),
        Index(None, "list_id"),
        Index(None, "person_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    list_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("walk_list.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("person.id"))


class Visit(Dated, Base):
    """One passage at one door (passage): never changed, never deleted; a correction is a new row that voids the old.

    What people think is never here, only what happened: see `AnswerCount` for opinions.
    """

    __tablename__ = "visit"
    __table_args__ = (
        one_of("source", ("paper", "live")),
        flag("leaflet"),
        CheckConstraint("pass_number >= 1", name="pass_number"),
        Index(None, "committee_id", "at"),
        Index(None, "campaign_id", "door_id"),
        Index(None, "list_id", "door_id"),
        Index(None, "door_id"),
        Index(None, "replaces_id"),
        Index(None, "canvasser_id"),
        {**STRICT, "info": {"append_only": "voided_at"}},
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    campaign_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("field_campaign.id"))
    list_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("walk_list.id"))
    door_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("door.id"))
    pass_number: Mapped[Number]
    at: Mapped[Moment]
    canvasser_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("person.id"))
    outcome: Mapped[Words] = mapped_column(Text, comment="see campaign/field/outcomes.py")
    leaflet: Mapped[YesNo] = mapped_column(default=False, comment="left at the door")
    note: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    source: Mapped[Words] = mapped_column(Text, default="paper")
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("visit.id"))
    voided_at: Mapped[datetime | None] = mapped_column(Instant, comment="never counted since")


class FollowUp(Versioned, Base):
    """Something promised at a door (à recontacter): call back, bring a proxy form, answer a question."""

    __tablename__ = "follow_up"
    __table_args__ = (
        one_of("state", ("open", "done", "dropped")),
        Index(None, "committee_id", "state", "due_on"),
        Index(None, "list_id"),
        Index(None, "door_id"),
        Index(None, "person_id"),
        Index(None, "owner_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    list_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("walk_list.id"))
    door_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("door.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(
        Guid, ForeignKey("person.id"), comment="only someone who agreed to be written down"
    )
    kind: Mapped[Words] = mapped_column(Text, comment="come_back, call, join, proxy, question")
    due_on: Mapped[date | None] = mapped_column(Day)
    owner_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("person.id"))
    state: Mapped[Words] = mapped_column(Text, default="open")
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    note: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
