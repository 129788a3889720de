"""The ledger of a mandataire's account: double entry, only ever added to, each entry sealed with the one before.

It names nobody: a donor is a number, so that erasing a person leaves the chain as it was. Triggers (`db.triggers`)
refuse every change and keep the sequence and the head; `db.ledger` makes the seals and verifies them.
"""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base
from db.types import Day, Guid, Id, Moment, Number, Words


class LedgerEntry(Base):
    """An amount from one account of the books (credit) to another (debit)."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("account_id", "seq"),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint("debit <> credit", name="two_legs"),
        # What each book holds is added up from the index alone.
        Index("ix_ledger_entry_account_id_books", "account_id", "debit", "credit", "amount_cents"),
        Index(None, "for_committee_id"),
        Index(None, "source_id"),
        Index(None, "donor_id"),
        Index(None, "reverses_id"),
        {**STRICT, "info": {"reversed_by": "ledger"}},
    )

    id: Mapped[Id]
    account_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("campaign_account.id"))
    seq: Mapped[Number] = mapped_column(comment="from 1, without a gap, in each account")
    at: Mapped[Moment]
    day: Mapped[date] = mapped_column(Day, comment="of the operation, in the account's zone")
    debit: Mapped[Words] = mapped_column(Text, comment="see campaign/money/books.py")
    credit: Mapped[Words]
    amount_cents: Mapped[Number]
    for_committee_id: Mapped[uuid.UUID | None] = mapped_column(
        Guid, ForeignKey("committee.id"), comment="whose earmark it moves, or which gathered the gift"
    )
    donor_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("donor.id"), comment="a number, never a name")
    category: Mapped[Words] = mapped_column(Text, default="", comment="of a spending")
    source_table: Mapped[Words]
    source_id: Mapped[uuid.UUID] = mapped_column(Guid)
    source_seal: Mapped[Words] = mapped_column(Text, default="", comment="SHA-256 of what the source may never change")
    reverses_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("ledger_entry.id"))
    actor_id: Mapped[uuid.UUID | None] = mapped_column(Guid)
    previous: Mapped[Words] = mapped_column(Text, comment="seal of the entry before; empty for the first")
    seal: Mapped[Words] = mapped_column(Text, comment="SHA-256 of all of the above")


class LedgerHead(Base):
    """How far each account's ledger goes, kept by a trigger: entries cut off at the end are missed."""

    __tablename__ = "ledger_head"
    __table_args__ = (STRICT,)

    account_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("campaign_account.id"), primary_key=True)
    seq: Mapped[Number]
    seal: Mapped[Words]
