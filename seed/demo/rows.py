"""Rows that wait to be written together, table by table."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from db.tables import (
    Action,
    ActionCommittee,
    Availability,
    Base,
    Committee,
    CommitteePlace,
    Consent,
    ContactPoint,
    Goal,
    LogbookEntry,
    Membership,
    MembershipEvent,
    Person,
    PersonSkill,
    PersonTag,
    Post,
    Setting,
    Shift,
    Signup,
    Tag,
    Task,
)
from db.tables import field as doors
from db.unit import Unit

Row = dict[str, Any]

# In this order, since rows point to those of the tables before.
TABLES: tuple[type[Base], ...] = (
    Committee,
    CommitteePlace,
    Person,
    ContactPoint,
    Membership,
    MembershipEvent,
    Consent,
    Tag,
    PersonTag,
    PersonSkill,
    Availability,
    Post,
    Action,
    ActionCommittee,
    Shift,
    Signup,
    Goal,
    Task,
    LogbookEntry,
    doors.AddressImport,
    doors.PollingStation,
    doors.Street,
    doors.StreetSection,
    doors.Address,
    doors.Building,
    doors.Script,
    doors.Question,
    doors.FieldCampaign,
    doors.Turf,
    doors.Walk,
    doors.WalkStop,
    doors.Door,
    doors.WalkList,
    doors.ListMember,
    doors.ListDoor,
    doors.Visit,
    doors.Answer,
    doors.AnswerCount,
    doors.FollowUp,
    Setting,
)
ENOUGH = 20_000  # rows that wait before they are written


class Rows:
    """Rows that wait to be written together."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._waiting: dict[type[Base], list[Row]] = {table: [] for table in TABLES}
        self._count = 0

    def put(self, table: type[Base], **values: Any) -> None:
        """One more row; it gets an id now, so that ids go up in the order in which rows were thought of."""
        if "id" not in values and table is not Setting:
            values = {"id": self._unit.new_id(), **values}
        self._waiting[table].append(values)
        self._count += 1

    def rest(self) -> None:
        """Write what waits if that is enough."""
        if self._count >= ENOUGH:
            self.write()

    def write(self) -> None:
        """Write what waits."""
        for table, rows in self._waiting.items():
            if rows:
                self._unit.load(table, rows)
                rows.clear()
        self._count = 0


def dated(at: datetime, by: uuid.UUID | None, changed: datetime | None = None, version: int = 1) -> Row:
    """The dates, author and version of a row."""
    return {"created_at": at, "created_by": by, "updated_at": changed or at, "version": version}
