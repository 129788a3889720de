"""Files that went between a committee's laptop and the mandataire's."""

from __future__ import annotations

import uuid

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Dated, one_of
from db.types import Guid, Id, Number, Words


class MoneyFile(Dated, Base):
    """A file of pledges, of states or of online gifts that was taken in or given out: what it was, how much it told."""

    __tablename__ = "money_file"
    __table_args__ = (
        one_of("kind", ("pledges", "states", "online")),
        one_of("direction", ("in", "out")),
        UniqueConstraint("committee_id", "direction", "file_hash"),
        Index(None, "account_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    account_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("campaign_account.id"))
    kind: Mapped[Words]
    direction: Mapped[Words]
    file_hash: Mapped[Words] = mapped_column(Text, comment="SHA-256 of what it says")
    rows: Mapped[Number]
    head_seq: Mapped[Number] = mapped_column(default=0, comment="how far the sender's ledger went")
    head_seal: Mapped[Words] = mapped_column(Text, default="", comment="its seal: what was rewritten since is seen")
