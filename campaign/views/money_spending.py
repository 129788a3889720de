"""What is shown of spending: earmarks, requests, their documents and history. Free of the database."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from campaign.labels import Label
from campaign.words import N_

SPENDING_STATE_WORDS = {
    "draft": N_("draft"),
    "peer_review": N_("to be looked at"),
    "mandatary_review": N_("before the mandataire"),
    "more_info": N_("wants information"),
    "approved": N_("approved"),
    "committed": N_("committed"),
    "paid": N_("paid"),
    "refused": N_("refused"),
}


@dataclass(frozen=True, slots=True)
class Category:
    """What money is spent on; ``number`` is the account that a draft for the accountant proposes."""

    id: str
    number: str
    label: Label


@dataclass(frozen=True, slots=True)
class EarmarkView:
    """A committee's earmark in an account: what it may still ask for, what is committed, what was paid. Derived."""

    committee_id: uuid.UUID
    committee: str
    free_cents: int
    committed_cents: int
    paid_cents: int


@dataclass(frozen=True, slots=True)
class SpendingDocumentView:
    """A document of a request, by its reference."""

    id: uuid.UUID
    kind: str
    reference: str
    day: date | None
    file_hash: str


@dataclass(frozen=True, slots=True)
class SpendingStep:
    """One step of a request; ``by`` and ``role`` are declared, ``paper`` the reference of a signed paper.

    ``told``: it was taken on the other laptop, and came in its file.
    """

    at: datetime
    from_state: str
    to_state: str
    by: str
    role: str
    paper: str
    note: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class SpendingView:
    """A spending request, whole; ``checked`` says how a second person looked at it, ``told`` that it came in a file."""

    id: uuid.UUID
    committee_id: uuid.UUID
    committee: str
    account_id: uuid.UUID
    title: str
    detail: str
    category: str
    campaign_expense: bool
    amount_cents: int
    day: date
    payee: str
    iban: str
    meals: int | None
    state: str
    asker: str
    peer: str
    peer_paper: str
    reason: str
    paid_on: date | None
    payment_ref: str
    documents: tuple[SpendingDocumentView, ...]
    steps: tuple[SpendingStep, ...]
    version: int
    told: bool = False
    elsewhere: Literal["written", "decided", ""] = ""  # what is open now is done on the other laptop, and which of both

    @property
    def checked(self) -> Literal["here", "told", "paper", ""]:
        """How a second person looked at it."""
        return ("told" if self.told else "here") if self.peer else "paper" if self.peer_paper else ""
