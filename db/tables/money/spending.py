"""Spending: what was earmarked for a committee, what it asks for, who looked at it, what was paid."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Dated, Versioned, flag, one_of, personal
from db.types import Day, Guid, Id, Moment, Number, Whole, Words, YesNo

STATES = ("draft", "peer_review", "mandatary_review", "more_info", "approved", "committed", "paid", "refused")


class Allocation(Versioned, Base):
    """Received money earmarked for a committee, or taken back from it: it stays the mandataire's (R-DON-21)."""

    __tablename__ = "allocation"
    __table_args__ = (
        one_of("direction", ("give", "take_back")),
        CheckConstraint("amount_cents > 0", name="amount"),
        Index(None, "committee_id"),
        Index(None, "account_id"),
        Index(None, "donation_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"), comment="whose earmark it is")
    account_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("campaign_account.id"))
    donation_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("donation.id"), comment="if of one gift")
    direction: Mapped[Words] = mapped_column(Text, default="give")
    amount_cents: Mapped[Number]
    day: Mapped[date] = mapped_column(Day)
    note: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    file_id: Mapped[uuid.UUID | None] = mapped_column(Guid, comment="the file it came with; see MoneyFile")


class SpendingRequest(Versioned, Base):
    """What a committee asks the mandataire to pay out of its earmark."""

    __tablename__ = "spending_request"
    __table_args__ = (
        one_of("state", STATES),
        flag("campaign_expense"),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("meals IS NULL OR meals > 0", name="meals"),
        CheckConstraint("peer_id IS NULL OR asker_id IS NULL OR peer_id <> asker_id", name="two_people"),
        CheckConstraint("(state = 'paid') = (paid_on IS NOT NULL)", name="paid_on"),
        Index(None, "committee_id", "state"),
        Index(None, "account_id"),
        Index(None, "action_id"),
        Index(None, "asker_id"),
        Index(None, "peer_id"),
        {**STRICT, "info": {"sealed_as": "source_id", "kept_as": "refused"}},
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    account_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("campaign_account.id"))
    action_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("action.id"))
    title: Mapped[Words] = mapped_column(Text, info=personal("free_text"))
    detail: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    category: Mapped[Words] = mapped_column(Text, comment="see campaign/rules/spending.toml")
    campaign_expense: Mapped[YesNo] = mapped_column(default=True, comment="counts towards the ceiling")
    amount_cents: Mapped[Number]
    day: Mapped[date] = mapped_column(Day, comment="of the expense")
    payee: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    iban: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"), comment="of the payee only")
    meals: Mapped[int | None] = mapped_column(Whole, comment="how many volunteers ate, for a meal")
    state: Mapped[Words] = mapped_column(Text, default="draft")
    asker_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("person.id"))
    peer_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("person.id"), comment="second pair of eyes")
    peer_paper: Mapped[Words] = mapped_column(Text, default="", comment="or the reference of a signed paper")
    reason: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"), comment="given to a warning")
    paid_on: Mapped[date | None] = mapped_column(Day)
    payment_ref: Mapped[Words] = mapped_column(Text, default="")


class SpendingDocument(Versioned, Base):
    """A quote, an invoice, a signed paper: its reference and fingerprint; the file itself stays where it is."""

    __tablename__ = "spending_document"
    __table_args__ = (Index(None, "request_id"), Index(None, "committee_id"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    request_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("spending_request.id"))
    kind: Mapped[Words] = mapped_column(Text, comment="quote, invoice, receipt, paper")
    reference: Mapped[Words]
    day: Mapped[date | None] = mapped_column(Day)
    file_hash: Mapped[Words] = mapped_column(Text, default="", comment="SHA-256, if the file was at hand")


class SpendingEvent(Dated, Base):
    """One step of a spending request; only ever added."""

    __tablename__ = "spending_event"
    __table_args__ = (
        Index(None, "request_id"),
        Index(None, "committee_id"),
        {**STRICT, "info": {"history_of": "request_id"}},
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    request_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("spending_request.id"))
    at: Mapped[Moment]
    from_state: Mapped[Words]
    to_state: Mapped[Words]
    role: Mapped[Words] = mapped_column(Text, default="", comment="declared: peer, mandatary, or none")
    paper: Mapped[Words] = mapped_column(Text, default="", comment="reference of a signed paper")
    note: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    told_by: Mapped[str | None] = mapped_column(
        Text, info=personal("free_text"), comment="who took it on the other laptop, as it says; NULL: it was taken here"
    )
