"""What every record of money said when the program last wrote it: a chain of seals that is only ever added to.

Seals name nobody and hold no value: a digest keyed by a salt of its own. The salt goes as soon as the record is sealed
anew, so that after an erasure nobody can try names on what was sealed before. `db.seals` makes and verifies them.
"""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base
from db.types import Guid, Whole, Words


class RecordSeal(Base):
    """A record of money as it stood at the end of one action; the latest of a record is the one that counts."""

    __tablename__ = "record_seal"
    __table_args__ = (
        CheckConstraint("seq > 0", name="seq"),
        Index(
            "ix_record_seal_latest",
            "record_id",
            sqlite_where=text("salt <> ''"),
            postgresql_where=text("salt <> ''"),
        ),
        STRICT,
    )

    seq: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False, comment="from 1, without a gap")
    record_table: Mapped[Words]
    record_id: Mapped[uuid.UUID] = mapped_column(Guid)
    salt: Mapped[Words] = mapped_column(Text, comment="random; empty once the record is sealed anew, or taken out")
    digest: Mapped[Words] = mapped_column(Text, comment="HMAC-SHA-256 of all columns; empty: it was taken out")
    seal: Mapped[Words] = mapped_column(
        Text, comment="SHA-256 of the seal before, and of all of the above but the salt"
    )
