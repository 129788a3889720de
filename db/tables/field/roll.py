"""The electoral roll, under the undertaking that the law asks: names, address and station, until the poll is over."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Dated, Versioned, personal
from db.types import Day, Guid, Id, Number, Words


class RollUndertaking(Versioned, Base):
    """Who asked for the roll of a commune, on which day, undertaking what (L37), and when it is purged (R-RGPD-05)."""

    __tablename__ = "roll_undertaking"
    __table_args__ = (
        CheckConstraint("purge_on > signed_on", name="purge_on"),
        Index(None, "committee_id"),
        Index(None, "requester_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    requester_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("person.id"))
    insee: Mapped[Words]
    signed_on: Mapped[date] = mapped_column(Day)
    poll_on: Mapped[date] = mapped_column(Day)
    purge_on: Mapped[date] = mapped_column(Day)
    file_hash: Mapped[Words] = mapped_column(Text, default="")
    entries: Mapped[Number] = mapped_column(default=0, comment="how many were taken in; stays after the purge")
    purged_on: Mapped[date | None] = mapped_column(Day)


class RollEntry(Dated, Base):
    """An elector: names and address, nothing else of the file (no birth, no origin: R-RGPD-03)."""

    __tablename__ = "roll_entry"
    __table_args__ = (
        Index(None, "committee_id"),
        Index(None, "undertaking_id"),
        Index(None, "address_id"),
        Index(None, "station_id"),
        {**STRICT, "info": {"never_copied": True}},
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    undertaking_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("roll_undertaking.id"))
    address_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("address.id"))
    station_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("polling_station.id"))
    names: Mapped[Words] = mapped_column(Text, info=personal("identity"))
    address_text: Mapped[Words] = mapped_column(Text, default="", info=personal("place"))
