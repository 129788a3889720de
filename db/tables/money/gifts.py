"""Gifts, from the promise to the bank: what was promised, who carried it, when it was received, and every step."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Dated, Versioned, one_of, personal
from db.types import Day, Document, Guid, Id, Instant, Moment, Number, Whole, Words

STATES = ("promised", "handed_over", "received", "deposited", "bounced", "returned", "refunded", "dropped")
METHODS = ("cheque", "transfer", "debit", "card", "cash", "in_kind")
GIFT_KINDS = ("gift", "dues", "collection")


class Donation(Versioned, Base):
    """A gift. A committee promises and carries; only a declared mandataire receives (L52-4)."""

    __tablename__ = "donation"
    __table_args__ = (
        one_of("state", STATES),
        one_of("method", METHODS),
        one_of("kind", GIFT_KINDS),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("(kind = 'collection') = (donor_id IS NULL)", name="donor"),
        CheckConstraint("state NOT IN ('received', 'deposited') OR received_on IS NOT NULL", name="received_on"),
        CheckConstraint("state <> 'deposited' OR deposit_id IS NOT NULL", name="deposit"),
        Index(
            "uq_donation_source_ref",
            "account_id",
            "source_ref",
            unique=True,
            sqlite_where=text("source_ref <> ''"),
            postgresql_where=text("source_ref <> ''"),
        ),
        Index(None, "committee_id", "state"),
        # What is still to be done by a deadline, and figures of a period, are counted from the index alone.
        Index(
            "ix_donation_account_id_received", "account_id", "received_on", "state", "kind", "method",
            "official_receipt", "amount_cents",
        ),
        Index(None, "account_id", "acknowledgement"),  # the next number
        # The share of cash is added up while one types: from the index alone.
        Index(None, "account_id", "method", "state", "amount_cents"),
        # A page of a list is found from the index alone, however far down it is.
        Index("ix_donation_account_id_page", "account_id", "promised_on", "id", "state", "method"),
        Index("ix_donation_page", "promised_on", "id", "state", "method"),
        Index(None, "committee_id", "promised_on"),
        # What each donor gave, against the caps, is added up donor by donor from the index alone.
        Index(
            "ix_donation_donor_id_sums", "donor_id", "account_id", "received_on", "state", "kind", "amount_cents"
        ),
        Index(None, "hand_over_id"),
        Index(None, "deposit_id"),
        Index(None, "recurring_id"),
        {**STRICT, "info": {"sealed_as": "source_id", "kept_as": "dropped"}},
    )  # fmt: skip

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"), comment="that gathered it")
    account_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("campaign_account.id"))
    donor_id: Mapped[uuid.UUID | None] = mapped_column(
        Guid, ForeignKey("donor.id"), comment="as entered; see Donor.merged_into_id. NULL: a collection"
    )
    kind: Mapped[Words] = mapped_column(Text, default="gift")
    method: Mapped[Words]
    amount_cents: Mapped[Number]
    state: Mapped[Words] = mapped_column(Text, default="promised")
    promised_on: Mapped[date] = mapped_column(Day)
    received_on: Mapped[date | None] = mapped_column(Day, comment="day of the payment, in the account's zone")
    ended_on: Mapped[date | None] = mapped_column(Day, comment="bounced, returned, refunded or dropped")
    hand_over_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("hand_over.id"))
    deposit_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("deposit_slip.id"))
    recurring_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("recurring_gift.id"))
    acknowledgement: Mapped[int | None] = mapped_column(
        Whole, info={"given_once": True}, comment="our own number; never a tax receipt's"
    )
    official_receipt: Mapped[Words] = mapped_column(Text, default="", comment="number given by the CNCCFP; recorded")
    reference: Mapped[Words] = mapped_column(Text, default="", comment="number of the cheque, of the transfer...")
    payer: Mapped[Words] = mapped_column(
        Text, default="", info=personal("free_text"), comment="holder of the paying account if not the donor"
    )
    estimate: Mapped[Words] = mapped_column(
        Text, default="", info=personal("free_text"), comment="in kind: what it is and how it was valued"
    )
    warnings: Mapped[Any] = mapped_column(Document, comment="ids of the rules that warned")
    reason: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"), comment="given to a warning")
    source_ref: Mapped[Words] = mapped_column(Text, default="", comment="operation number of the online service")
    file_id: Mapped[uuid.UUID | None] = mapped_column(Guid, comment="the file it came with; see MoneyFile")


class DonationEvent(Dated, Base):
    """One step in the life of a gift; only ever added."""

    __tablename__ = "donation_event"
    __table_args__ = (
        Index(None, "donation_id"),
        Index(None, "committee_id"),
        {**STRICT, "info": {"history_of": "donation_id"}},
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    donation_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("donation.id"))
    at: Mapped[Moment]
    day: Mapped[date] = mapped_column(Day, comment="on which it happened, as declared")
    from_state: Mapped[Words]
    to_state: Mapped[Words]
    role: Mapped[Words] = mapped_column(Text, default="", comment="declared by who did it: mandatary, or none")
    note: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))


class HandOver(Versioned, Base):
    """Cheques and cash carried to the mandataire at one time: by whom, on which day, who signed for them."""

    __tablename__ = "hand_over"
    __table_args__ = (
        UniqueConstraint("committee_id", "number"),
        Index(None, "account_id"),
        Index(None, "bearer_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    account_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("campaign_account.id"))
    number: Mapped[Number] = mapped_column(comment="of the slip, in this committee")
    bearer_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("person.id"), comment="who carried it")
    day: Mapped[date] = mapped_column(Day)
    acknowledged_on: Mapped[date | None] = mapped_column(Day, comment="the mandataire's signature")


class DepositSlip(Versioned, Base):
    """Cheques or cash brought to the bank at one time. The mandataire's, so no committee's."""

    __tablename__ = "deposit_slip"
    __table_args__ = (
        UniqueConstraint("account_id", "number"),
        one_of("method", ("cheque", "cash")),
        STRICT,
    )

    id: Mapped[Id]
    account_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("campaign_account.id"))
    number: Mapped[Number]
    method: Mapped[Words]
    day: Mapped[date] = mapped_column(Day)
    bank_ref: Mapped[Words] = mapped_column(Text, default="", comment="reference on the bank's statement")


class Collection(Versioned, Base):
    """A collection at a meeting or market: no donor, no receipt; where, when, how, and the two who counted."""

    __tablename__ = "collection"
    __table_args__ = (
        UniqueConstraint("committee_id", "donation_id"),
        CheckConstraint("first_id IS NULL OR second_id IS NULL OR first_id <> second_id", name="two_people"),
        Index(None, "donation_id"),
        Index(None, "action_id"),
        Index(None, "first_id"),
        Index(None, "second_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    donation_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("donation.id"))
    action_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("action.id"))
    day: Mapped[date] = mapped_column(Day)
    place: Mapped[Words]
    way: Mapped[Words] = mapped_column(Text, comment="how it was collected: box, hat, stand...")
    counted_by: Mapped[Number] = mapped_column(comment="how many people; named here, or on the committee's paper")
    first_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("person.id"))
    second_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("person.id"))


class RecurringGift(Versioned, Base):
    """A gift that comes back every month until it is stopped."""

    __tablename__ = "recurring_gift"
    __table_args__ = (
        one_of("method", ("transfer", "debit", "card")),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("month_day BETWEEN 1 AND 28", name="month_day"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_on"),
        Index(None, "committee_id"),
        Index(None, "account_id"),
        Index(None, "donor_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    account_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("campaign_account.id"))
    donor_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("donor.id"))
    method: Mapped[Words]
    amount_cents: Mapped[Number]
    month_day: Mapped[Number] = mapped_column(default=1)
    starts_on: Mapped[date] = mapped_column(Day)
    ends_on: Mapped[date | None] = mapped_column(Day)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)
