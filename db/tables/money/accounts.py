"""Elections, the one account of each mandataire, and what a mandataire corrected in the packaged rules.

No committee owns them: only the declared mandataire collects and pays (code électoral, L52-4, L52-6).
"""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Versioned, flag, one_of, personal
from db.types import Day, Guid, Id, Number, Whole, Words, YesNo


class Election(Versioned, Base):
    """An election: the cap on gifts is one for all its candidates and rounds. A number that nobody knows is NULL."""

    __tablename__ = "election"
    __table_args__ = (
        CheckConstraint("population IS NULL OR population >= 0", name="population"),
        CheckConstraint("ceiling_first_cents IS NULL OR ceiling_first_cents > 0", name="ceiling_first"),
        CheckConstraint("ceiling_cents IS NULL OR ceiling_cents > 0", name="ceiling"),
        CheckConstraint("account_until >= account_from", name="account"),  # NULL, unknown, passes
        flag("invented"),
        STRICT,
    )

    id: Mapped[Id]
    label: Mapped[Words]
    kind: Mapped[Words] = mapped_column(Text, comment="presidential, legislative, municipal...: see campaign/rules")
    country: Mapped[Words] = mapped_column(Text, default="FR", comment="ISO 3166 code: whose law applies")
    insee: Mapped[Words] = mapped_column(Text, default="", comment="commune of a municipal election")
    population: Mapped[int | None] = mapped_column(Whole, comment="of the commune; under 9,000 other rules apply")
    ceiling_first_cents: Mapped[int | None] = mapped_column(Whole, comment="authorised spending, first round only")
    ceiling_cents: Mapped[int | None] = mapped_column(Whole, comment="authorised spending, both rounds")
    account_from: Mapped[date | None] = mapped_column(Day, comment="first day on which funds may be collected")
    account_until: Mapped[date | None] = mapped_column(Day, comment="last day: the account is filed")
    invented: Mapped[YesNo] = mapped_column(default=False)


class ElectionRound(Versioned, Base):
    """The poll of one round in one territory, on its own day and in its own time zone."""

    __tablename__ = "election_round"
    __table_args__ = (
        UniqueConstraint("election_id", "round", "territory"),
        CheckConstraint("round >= 1", name="round"),
        STRICT,
    )

    id: Mapped[Id]
    election_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("election.id"))
    round: Mapped[Number]
    territory: Mapped[Words] = mapped_column(Text, default="")
    day: Mapped[date] = mapped_column(Day)
    zone: Mapped[Words] = mapped_column(Text, default="Europe/Paris")


class CampaignAccount(Versioned, Base):
    """The single account of a mandataire: a candidate's for an election, or a party's for its years."""

    __tablename__ = "campaign_account"
    __table_args__ = (
        one_of("kind", ("candidate", "party")),
        one_of("mandatary_kind", ("person", "association")),
        CheckConstraint("(kind = 'candidate') = (election_id IS NOT NULL)", name="election"),
        CheckConstraint("closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on", name="closed_on"),
        flag("recognised_only"),
        flag("invented"),
        Index(None, "election_id"),
        STRICT,
    )

    id: Mapped[Id]
    kind: Mapped[Words]
    election_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("election.id"))
    label: Mapped[Words] = mapped_column(Text, info=personal("free_text"), comment="the candidate, or the party")
    mandatary: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"), comment="as declared")
    mandatary_kind: Mapped[Words] = mapped_column(Text, default="person", comment="or a financing association")
    bank: Mapped[Words] = mapped_column(Text, default="", comment="name of the bank; no account number is kept")
    zone: Mapped[Words] = mapped_column(Text, default="Europe/Paris", comment="its days and years begin in this zone")
    opened_on: Mapped[date | None] = mapped_column(Day)
    closed_on: Mapped[date | None] = mapped_column(Day)
    recognised_only: Mapped[YesNo] = mapped_column(default=False, comment="earmark to recognised committees only")
    invented: Mapped[YesNo] = mapped_column(default=False)


class RuleCorrection(Versioned, Base):
    """What a mandataire put in the place of a packaged rule, with the authority for it; the newest wins."""

    __tablename__ = "rule_correction"
    __table_args__ = (
        one_of("severity", ("block", "warn", "inform")),
        CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name="effective_to"),
        Index(None, "rule_id"),
        STRICT,
    )

    id: Mapped[Id]
    rule_id: Mapped[Words] = mapped_column(Text, comment="as in campaign/rules/fr_money.toml")
    value: Mapped[int | None] = mapped_column(Whole, comment="in the unit of the rule; NULL: nobody knows")
    effective_from: Mapped[date] = mapped_column(Day)
    effective_to: Mapped[date | None] = mapped_column(Day, comment="last day on which it holds")
    severity: Mapped[Words]
    authority: Mapped[Words] = mapped_column(Text, comment="article that says so")
    source: Mapped[Words] = mapped_column(Text, default="", comment="where it was read")
    checked_on: Mapped[date] = mapped_column(Day)
    reason: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
