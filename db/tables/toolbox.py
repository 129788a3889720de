"""The committee in a box: first tasks and tutorials (reference rows), and what a committee did with them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Versioned, one_of, personal
from db.types import Code, Day, Document, Guid, Id, Instant, Number, Words


class TaskTemplate(Base):
    """A first task that a structure (or Appui itself) proposes; invented ones are marked."""

    __tablename__ = "task_template"
    __table_args__ = (one_of("status", ("documented", "invented")), STRICT)

    id: Mapped[Code]
    structure_id: Mapped[str | None] = mapped_column(Text, ForeignKey("structure.id"), index=True)
    position: Mapped[Number]
    day: Mapped[Number]
    status: Mapped[Words]
    sources: Mapped[Any] = mapped_column(Document)
    title_fr: Mapped[Words]
    title_en: Mapped[Words]
    why_fr: Mapped[Words]
    why_en: Mapped[Words]


class Tutorial(Base):
    """A short text that teaches one thing."""

    __tablename__ = "tutorial"
    __table_args__ = (STRICT,)

    id: Mapped[Code]
    position: Mapped[Number]
    minutes: Mapped[Number]
    level: Mapped[Words]
    title_fr: Mapped[Words]
    title_en: Mapped[Words]
    body_fr: Mapped[Words]
    body_en: Mapped[Words]


class Task(Versioned, Base):
    """Something to do in a committee: from a template, a tutorial to read, or written by hand."""

    __tablename__ = "task"
    __table_args__ = (
        one_of("state", ("open", "done", "dropped")),
        Index(None, "committee_id", "state"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    template_id: Mapped[str | None] = mapped_column(Text, ForeignKey("task_template.id"))
    tutorial_id: Mapped[str | None] = mapped_column(Text, ForeignKey("tutorial.id"))
    title: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    due_on: Mapped[date | None] = mapped_column(Day)
    state: Mapped[Words] = mapped_column(Text, default="open")
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    position: Mapped[Number] = mapped_column(default=0)


class LogbookEntry(Versioned, Base):
    """A line of the committee's cahier: what was said, decided, or stands in the way."""

    __tablename__ = "logbook_entry"
    __table_args__ = (
        one_of("kind", ("note", "decision", "difficulty", "request")),
        Index(None, "committee_id", "day"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    day: Mapped[date] = mapped_column(Day)
    kind: Mapped[Words]
    text: Mapped[Words] = mapped_column(Text, info=personal("free_text"))
