"""Reports that were sent, so that the next one can say what changed; and how a committee wants its own."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Versioned, personal
from db.types import Day, Document, Guid, Id, Moment, Words


class SentReport(Versioned, Base):
    """A report that was marked sent: its figures as they were, without persons, and their hash."""

    __tablename__ = "sent_report"
    __table_args__ = (
        CheckConstraint("period_to > period_from", name="period"),
        Index(None, "committee_id", "period_to"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID | None] = mapped_column(
        Guid, ForeignKey("committee.id"), comment="empty: the report of all committees"
    )
    period_from: Mapped[date] = mapped_column(Day)
    period_to: Mapped[date] = mapped_column(Day, comment="the last day excluded")
    hash: Mapped[Words]
    sent_at: Mapped[Moment]
    sent_to: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    figures: Mapped[Any] = mapped_column(Document, comment="key to value, numerator and denominator")


class ReportTemplate(Versioned, Base):
    """Which sections a committee's report has, in which order, and its own texts before and after."""

    __tablename__ = "report_template"
    __table_args__ = (UniqueConstraint("committee_id"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    sections: Mapped[Any] = mapped_column(Document, comment="keys, in order; what is not named is left out")
    opening: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    closing: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
