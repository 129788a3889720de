"""Journal and audit are two things: the journal undoes, the audit tells who did what, without names."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger

from db.tables.base import STRICT, Base, one_of, personal
from db.types import Document, Guid, Moment, Number, Words

# AUTOINCREMENT: the number of a row that was purged is never given again (PostgreSQL's sequences do so anyway).
NUMBERED = {**STRICT, "sqlite_autoincrement": True}
SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")


class JournalEntry(Base):
    """One user action: what rows were before and after, so that it can be undone and redone. Purgeable."""

    __tablename__ = "journal"
    __table_args__ = (
        one_of("state", ("done", "undone")),
        Index(None, "state", "seq"),
        NUMBERED,
    )

    seq: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    at: Mapped[Moment]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(Guid)
    committee_id: Mapped[uuid.UUID | None] = mapped_column(Guid)
    batch_id: Mapped[uuid.UUID | None] = mapped_column(Guid)
    action: Mapped[Words] = mapped_column(Text, comment="stable code, such as committee.create")
    facts: Mapped[Any] = mapped_column(Document, info=personal("snapshot"), comment="what the label needs")
    changes: Mapped[Any] = mapped_column(Document, info=personal("snapshot"))
    state: Mapped[Words] = mapped_column(Text, default="done")


class AuditEntry(Base):
    """Who did what to which row and when. Append-only (by trigger); no names; purged after a year, never before 183
    days."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "at"), NUMBERED)

    seq: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    at: Mapped[Moment]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(Guid)
    committee_id: Mapped[uuid.UUID | None] = mapped_column(Guid)
    action: Mapped[Words]
    object_table: Mapped[Words]
    object_id: Mapped[Words]
    rows: Mapped[Number] = mapped_column(comment="how many rows the action touched")
