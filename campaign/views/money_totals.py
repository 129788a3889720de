"""What money comes to: balances, the mandataire's statement, totals for reports. Free of the database."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Literal

from campaign.views.money import AccountView, GiftLine
from campaign.views.money_spending import EarmarkView


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """What an account holds; ``unassigned_cents`` falls below 0 when earmarked money had to be refunded."""

    bank_cents: int
    to_deposit_cents: int
    earmarked_cents: int
    committed_cents: int
    gifts_cents: int
    in_kind_cents: int
    spent_cents: int

    @property
    def unassigned_cents(self) -> int:
        """Held, and promised to no committee."""
        return self.bank_cents + self.to_deposit_cents - self.earmarked_cents - self.committed_cents


@dataclass(frozen=True, slots=True)
class MethodTotal:
    """What came in by one way of payment in one month, in cents; refunds and bounces are taken off."""

    month: date
    method: str
    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class DonorTotal:
    """What this file has seen of one donor against a cap; ``cap_cents`` None: unknown. ``share`` in basis points."""

    donor_id: uuid.UUID
    name: str
    year: int | None
    total_cents: int
    cap_cents: int | None
    level: Literal["unknown", "near", "over"]


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement of a mandataire's account over a period: all of it derived from gifts and ledger.

    ``told_on``: this is a committee's file, and the mandataire's told it last on that day. It says what is known of
    this committee's gifts and requests; what the account holds is known on the mandataire's laptop only.
    """

    account: AccountView
    first: date
    last: date
    by_method: tuple[MethodTotal, ...]
    donors: tuple[DonorTotal, ...]  # close to a cap or above it
    donor_count: int
    balance: AccountBalance
    to_deposit: tuple[GiftLine, ...]
    cash_cents: int
    ceiling_cents: int | None
    by_category: tuple[tuple[str, int], ...]
    earmarks: tuple[EarmarkView, ...]
    head: tuple[int, str]
    told_on: date | None = None

    @property
    def cash_share(self) -> float | None:
        """Cash against the ceiling on spending; None where the ceiling is not known."""
        return self.cash_cents / self.ceiling_cents if self.ceiling_cents else None

    @property
    def received_cents(self) -> int:
        """What came in over the period, in kind apart, refunds and bounces taken off."""
        return sum(line.cents for line in self.by_method if line.method != "in_kind")


@dataclass(frozen=True, slots=True)
class MoneyFigures:
    """Totals for an activity report: never a name. In cents, of gifts gathered by a committee or by all."""

    promised_cents: int
    waiting_cents: int  # handed over, not yet received
    received_cents: int
    gifts: int
    mean_cents: int | None
    median_cents: int | None
    donors: int
    refunded: int
    bounced: int
    earmarked_cents: int
    committed_cents: int
    paid_cents: int
    paid_by_category: tuple[tuple[str, int], ...]
