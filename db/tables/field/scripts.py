"""What is said and asked at the door: versions of a script, its questions, and the answers, opinions as counts only."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Dated, Versioned, flag, one_of, personal
from db.types import Document, Guid, Id, Instant, Number, Words, YesNo


class Script(Versioned, Base):
    """A version of what is said at the door (argumentaire); locked once one answer to it exists."""

    __tablename__ = "script"
    __table_args__ = (UniqueConstraint("committee_id", "name", "edition"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    name: Mapped[Words] = mapped_column(Text, info=personal("free_text"))
    edition: Mapped[Number] = mapped_column(default=1)
    body: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    locked_at: Mapped[datetime | None] = mapped_column(Instant)
    invented: Mapped[YesNo] = mapped_column(default=False)


class Question(Versioned, Base):
    """A question of a script. ``opinion``: answers are only ever counted, see `AnswerCount`."""

    __tablename__ = "question"
    __table_args__ = (
        one_of("kind", ("yes_no", "scale", "choice", "text")),
        flag("defines_success"),
        flag("opinion"),
        # A free text cannot be counted: such a question cannot be one of opinion.
        CheckConstraint("kind <> 'text' OR opinion = 0", name="text_is_no_opinion"),
        UniqueConstraint("committee_id", "script_id", "position"),
        Index(None, "script_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    script_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("script.id"))
    position: Mapped[Number]
    kind: Mapped[Words]
    text: Mapped[Words] = mapped_column(Text, info=personal("free_text"))
    choices: Mapped[Any] = mapped_column(Document, comment="the words to choose from; empty for other kinds")
    defines_success: Mapped[YesNo] = mapped_column(default=False)
    opinion: Mapped[YesNo] = mapped_column(default=True)


class Answer(Dated, Base):
    """An answer to a question that shows no opinion, given in one conversation."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("committee_id", "visit_id", "question_id"),
        Index(None, "visit_id"),
        Index(None, "question_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    visit_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("visit.id"))
    question_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("question.id"))
    value: Mapped[Words] = mapped_column(Text, info=personal("free_text"))


class AnswerCount(Versioned, Base):
    """How often a value was answered on one list: all that is kept of an opinion (R-RGPD-02)."""

    __tablename__ = "answer_count"
    __table_args__ = (
        UniqueConstraint("committee_id", "list_id", "question_id", "value"),
        CheckConstraint("count >= 0", name="count"),
        Index(None, "list_id"),
        Index(None, "question_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    list_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("walk_list.id"))
    question_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("question.id"))
    value: Mapped[Words]
    count: Mapped[Number] = mapped_column(default=0)
