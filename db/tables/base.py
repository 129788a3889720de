"""What all tables share: names of constraints, STRICT, dates, versions, and the mark on personal data."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.types import Guid, Instant, Whole

# All five keys: without "ix", create_all dies with a bare AssertionError on an indexed column.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

STRICT: dict[str, Any] = {"sqlite_strict": True}


class Base(DeclarativeBase):
    """The root of every table."""

    metadata = MetaData(naming_convention=NAMES)


class Dated:
    """When a row was made and last changed, and by whom (a person's id, never a name)."""

    created_at: Mapped[datetime] = mapped_column(Instant, sort_order=90)
    created_by: Mapped[uuid.UUID | None] = mapped_column(Guid, sort_order=91)
    updated_at: Mapped[datetime] = mapped_column(Instant, sort_order=92)


class Versioned(Dated):
    """A row that people edit: ``version`` goes up at each change, so that a stale form is refused."""

    version: Mapped[int] = mapped_column(Whole, default=1, server_default="1", sort_order=93)


def personal(kind: str) -> dict[str, str]:
    """Mark a column as personal data: access, export, erasure and purge are derived from this mark.

    ``kind``: identity, contact, place, gender, birth, free_text or snapshot (a copy inside the journal).
    """
    return {"personal": kind}


def one_of(column: str, values: Sequence[str | int]) -> CheckConstraint:
    """A CHECK for a state machine: the only values that the column may hold."""
    listed = ", ".join(str(v) if isinstance(v, int) else f"'{v}'" for v in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def flag(column: str) -> CheckConstraint:
    """A CHECK for a yes-or-no column."""
    return CheckConstraint(f"{column} IN (0, 1)", name=column)
