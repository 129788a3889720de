"""Documented campaign structures: facts and their sources, read-only reference rows from the seed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, flag, one_of
from db.types import Code, Document, Number, Whole, Words, YesNo

STATUSES = ("documented", "disputed", "inferred", "invented", "unknown")


class Source(Base):
    """Where a fact was read. Sources of one ``witness`` repeat each other and count once."""

    __tablename__ = "source"
    __table_args__ = (STRICT,)

    id: Mapped[Code]
    kind: Mapped[Words]
    address: Mapped[Words]
    published: Mapped[Words]
    witness: Mapped[Words]
    bias: Mapped[Words]


class Structure(Base):
    """A campaign's way of organising, as documented; ``start`` is what a committee may copy from it."""

    __tablename__ = "structure"
    __table_args__ = (flag("can_start"), STRICT)

    id: Mapped[Code]
    position: Mapped[Number]
    name_fr: Mapped[Words]
    name_en: Mapped[Words]
    country: Mapped[Words]
    period_from: Mapped[Words]
    period_to: Mapped[Words]
    summary_fr: Mapped[Words]
    summary_en: Mapped[Words]
    can_start: Mapped[YesNo]
    start: Mapped[Any] = mapped_column(Document)


class StructureFact(Base):
    """One documented (or disputed, or unknown) fact. An unknown value is empty, never 0."""

    __tablename__ = "structure_fact"
    __table_args__ = (one_of("status", STATUSES), STRICT)

    id: Mapped[Code]
    structure_id: Mapped[str] = mapped_column(Text, ForeignKey("structure.id"), index=True)
    position: Mapped[Number]
    type: Mapped[Words]
    key: Mapped[Words]
    value: Mapped[Words]
    unit: Mapped[Words]
    as_of: Mapped[Words]
    status: Mapped[Words]
    label_fr: Mapped[Words]
    label_en: Mapped[Words]
    shown_fr: Mapped[Words] = mapped_column(Text, comment="value and unit in words")
    shown_en: Mapped[Words]
    note_fr: Mapped[Words]
    note_en: Mapped[Words]


class FactSource(Base):
    """Which source says a fact."""

    __tablename__ = "fact_source"
    __table_args__ = (STRICT,)

    fact_id: Mapped[str] = mapped_column(Text, ForeignKey("structure_fact.id"), primary_key=True)
    source_id: Mapped[str] = mapped_column(Text, ForeignKey("source.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Whole)
