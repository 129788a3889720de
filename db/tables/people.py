"""People: little is kept, and every personal column is marked."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Versioned, flag, one_of, personal
from db.types import Folded, Guid, Id, Key, Number, Whole, Words, YesNo


class Person(Versioned, Base):
    """Someone a committee knows. ``basis`` is why the law lets us keep the name (R-RGPD-01 in docs/law)."""

    __tablename__ = "person"
    __table_args__ = (
        one_of("basis", ("member", "regular_contact", "explicit_consent")),
        CheckConstraint("gender IS NULL OR gender IN ('f', 'm', 'x')", name="gender"),
        flag("invented"),
        Index(None, "sort_key"),
        STRICT,
    )

    id: Mapped[Id]
    given_name: Mapped[Words] = mapped_column(Text, info=personal("identity"))
    family_name: Mapped[Words] = mapped_column(Text, info=personal("identity"))
    search_key: Mapped[Key] = mapped_column(Folded, info=personal("identity"))
    sort_key: Mapped[Key] = mapped_column(Folded, info=personal("identity"))
    gender: Mapped[str | None] = mapped_column(
        Text, info=personal("gender"), comment="only for leaders, if they say it"
    )
    adult: Mapped[int | None] = mapped_column(
        Whole, info=personal("birth"), comment="declared of age: 1, 0 or not said"
    )
    commune_code: Mapped[str | None] = mapped_column(Text, info=personal("place"))
    basis: Mapped[Words] = mapped_column(Text, default="member")
    basis_text: Mapped[Words] = mapped_column(Text, default="member-1", comment="version of the text that was read")
    invented: Mapped[YesNo] = mapped_column(default=False)


class ContactPoint(Versioned, Base):
    """A phone number or a mail address of a person."""

    __tablename__ = "contact_point"
    __table_args__ = (one_of("kind", ("phone", "email")), STRICT)

    id: Mapped[Id]
    person_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("person.id"), index=True)
    kind: Mapped[Words]
    value: Mapped[Words] = mapped_column(Text, info=personal("contact"))
    search_key: Mapped[Key] = mapped_column(Folded, info=personal("contact"))
    position: Mapped[Number]
