"""Communes: a packaged, read-only table of real places (INSEE, Licence Ouverte)."""

from __future__ import annotations

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base
from db.types import Code, Key, Whole, Words


class Commune(Base):
    """A commune or a municipal arrondissement; ``parent`` is the city of an arrondissement."""

    __tablename__ = "commune"
    __table_args__ = (Index(None, "search_key"), STRICT)

    code: Mapped[Code]
    name: Mapped[Words]
    type: Mapped[Words]
    department: Mapped[Words]
    region: Mapped[Words]
    parent: Mapped[str | None] = mapped_column(Text)
    population: Mapped[int | None] = mapped_column(Whole, comment="unknown for six uninhabited territories")
    postcodes: Mapped[Words] = mapped_column(Text, comment="separated by spaces")
    search_key: Mapped[Key]
