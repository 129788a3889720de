"""Settings of this file: who is at the keyboard, which committee Home shows, what was loaded."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, personal
from db.types import Code


class Setting(Base):
    """One setting. ``me`` holds a person's id, ``home`` a committee's id, ``written_by`` the program's version."""

    __tablename__ = "setting"
    __table_args__ = (STRICT,)

    key: Mapped[Code]
    value: Mapped[str] = mapped_column(Text, info=personal("identity"))
