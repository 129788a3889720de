"""Who gives: the six fields that the law asks for, apart from gifts and ledger, which know a donor by number only."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Versioned, flag, personal
from db.types import Folded, Guid, Id, Instant, Key, Whole, Words, YesNo


class Donor(Versioned, Base):
    """A natural person who gives (L52-8, R39-1). Two entries of one person: one points at the other, none is lost."""

    __tablename__ = "donor"
    __table_args__ = (
        CheckConstraint("adult IS NULL OR adult IN (0, 1)", name="adult"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into"),
        CheckConstraint("(honour_at IS NULL) = (honour_text = '')", name="honour"),
        flag("invented"),
        Index(None, "sort_key"),
        Index(None, "identity_key"),
        Index(None, "address_key"),
        Index(None, "person_id"),
        Index(None, "merged_into_id"),
        Index("ix_donor_search_key_merged", "search_key", "merged_into_id", "id"),
        *(
            Index(
                f"ix_donor_{column}",
                column,
                sqlite_where=text(f"{column} <> ''"),
                postgresql_where=text(f"{column} <> ''"),
            )
            for column in ("email", "phone")
        ),
        {**STRICT, "info": {"sealed_as": "donor_id"}},
    )

    id: Mapped[Id]
    person_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("person.id"), comment="if known otherwise")
    civility: Mapped[Words] = mapped_column(Text, default="", info=personal("gender"), comment="m, f or empty")
    given_name: Mapped[Words] = mapped_column(Text, info=personal("identity"))
    family_name: Mapped[Words] = mapped_column(Text, info=personal("identity"))
    address: Mapped[Words] = mapped_column(Text, default="", info=personal("place"), comment="fiscal address")
    postcode: Mapped[Words] = mapped_column(Text, default="", info=personal("place"))
    city: Mapped[Words] = mapped_column(Text, default="", info=personal("place"))
    residence: Mapped[Words] = mapped_column(Text, default="", info=personal("place"), comment="ISO 3166 code")
    nationality: Mapped[Words] = mapped_column(Text, default="", info=personal("identity"), comment="ISO 3166 code")
    adult: Mapped[int | None] = mapped_column(Whole, info=personal("birth"), comment="declared of age: 1, 0, not said")
    email: Mapped[Words] = mapped_column(Text, default="", info=personal("contact"))
    phone: Mapped[Words] = mapped_column(Text, default="", info=personal("contact"))
    mandate: Mapped[Words] = mapped_column(Text, default="", info=personal("identity"), comment="if elected")
    search_key: Mapped[Key] = mapped_column(Folded, info=personal("identity"))
    sort_key: Mapped[Key] = mapped_column(Folded, info=personal("identity"))
    identity_key: Mapped[Key] = mapped_column(Folded, info=personal("identity"), comment="names in any order")
    address_key: Mapped[Key] = mapped_column(Folded, info=personal("place"), comment="address and postcode, folded")
    honour_at: Mapped[datetime | None] = mapped_column(Instant, comment="declared on honour: own money, natural person")
    honour_text: Mapped[Words] = mapped_column(Text, default="", comment="version of the text that was read")
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(
        Guid, ForeignKey("donor.id"), comment="the same person, under the entry that stays; never a chain of two"
    )
    erased_at: Mapped[datetime | None] = mapped_column(Instant)
    invented: Mapped[YesNo] = mapped_column(default=False)
