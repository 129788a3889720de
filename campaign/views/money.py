"""What is shown of money: accounts, donors, gifts, collections, monthly gifts. Free of the database."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from campaign.labels import Label
from campaign.views.money_guard import Judged
from campaign.words import N_

METHOD_WORDS = {
    "cheque": N_("cheque"),
    "transfer": N_("transfer"),
    "debit": N_("direct debit"),
    "card": N_("card"),
    "cash": N_("cash"),
    "in_kind": N_("in kind"),
}
GIFT_WORDS = {"gift": N_("gift"), "dues": N_("dues"), "collection": N_("collection")}
GIFT_STATE_WORDS = {
    "promised": N_("promised"),
    "handed_over": N_("handed over"),
    "received": N_("received"),
    "deposited": N_("deposited"),
    "bounced": N_("bounced"),
    "returned": N_("returned"),
    "refunded": N_("refunded"),
    "dropped": N_("dropped"),
}
ELECTION_WORDS = {
    "presidential": N_("presidential"),
    "legislative": N_("legislative"),
    "municipal": N_("municipal"),
    "departmental": N_("departmental"),
    "regional": N_("regional"),
    "european": N_("European"),
    "senatorial": N_("senatorial"),
    "other": N_("other"),
}


BY, LATE_ONE, LATE = (
    N_("By {day}: {title}"),
    N_("A day late, due on {day}: {title}"),
    N_("{days} days late, due on {day}: {title}"),
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something due on a day for an account; ``days_left`` is below 0 once it is late, ``left`` 0 once it is done."""

    rule_id: str
    about: Label
    day: date
    days_left: int
    article: str
    account_id: uuid.UUID
    account: str
    left: int

    @property
    def said(self) -> str:
        """The sentence (a msgid) that tells of it, and how late it is; with ``{day}``, ``{days}`` and ``{title}``."""
        return BY if self.days_left >= 0 else LATE_ONE if self.days_left == -1 else LATE


@dataclass(frozen=True, slots=True)
class Stamped:
    """When something was done, and by whom as declared."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ElectionView:
    """An election, its rounds and what is known of its ceiling; None: not known."""

    id: uuid.UUID
    label: str
    kind: str
    country: str
    population: int | None
    ceiling_first_cents: int | None
    ceiling_cents: int | None
    account_from: date | None
    account_until: date | None
    rounds: tuple[tuple[int, str, date, str], ...]  # number, territory, day, zone
    insee: str
    account_from_entered: bool  # else it was worked out from the rule
    small_commune: bool | None
    version: int


@dataclass(frozen=True, slots=True)
class AccountView:
    """The single account of a mandataire. ``mandatary`` is as declared, never verified."""

    id: uuid.UUID
    kind: str
    label: str
    mandatary: str
    mandatary_kind: str
    bank: str
    zone: str
    opened_on: date | None
    closed_on: date | None
    recognised_only: bool
    election: ElectionView | None
    version: int


@dataclass(frozen=True, slots=True)
class DonorView:
    """A donor, with what the law still wants asked. ``twins``: entries that may be the same person."""

    id: uuid.UUID
    name: str
    given_name: str
    family_name: str
    civility: str
    address: str
    postcode: str
    city: str
    residence: str
    nationality: str
    adult: bool | None
    email: str
    phone: str
    mandate: str
    honour_at: datetime | None
    missing: tuple[str, ...]
    merged_into: uuid.UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class DonorTwin:
    """Another entry that may be the same person, and why."""

    id: uuid.UUID
    name: str
    address: str
    reasons: tuple[str, ...]  # msgids


@dataclass(frozen=True, slots=True)
class CapPassed:
    """A cap that two entries made one pass together: told, never hidden."""

    total_cents: int
    cap_cents: int
    article: str
    rule_id: str
    year: int | None


@dataclass(frozen=True, slots=True)
class GiftLine:
    """A gift in a list."""

    id: uuid.UUID
    donor_id: uuid.UUID | None
    donor: str
    amount_cents: int
    method: str
    kind: str
    state: str
    promised_on: date
    received_on: date | None
    committee_id: uuid.UUID
    committee: str
    account_id: uuid.UUID
    acknowledgement: int | None
    official_receipt: str
    reference: str
    payer: str
    estimate: str
    warnings: tuple[str, ...]
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class GiftStep:
    """One step in the life of a gift; ``by`` and ``role`` are declared."""

    at: datetime
    day: date
    from_state: str
    to_state: str
    by: str
    role: str
    note: str


@dataclass(frozen=True, slots=True)
class GiftPage:
    """A stretch of a list of gifts, and what all of them come to.

    ``counted`` is false where a searched word is borne by very many donors: ``total`` is then how far the list is known
    to go (one more than this page, if there is more), ``total_cents`` what this page comes to.
    """

    lines: tuple[GiftLine, ...]
    total: int
    total_cents: int
    offset: int = 0
    counted: bool = True


@dataclass(frozen=True, slots=True)
class GiftQuery:
    """Which gifts; empty fields ask for all."""

    committee_id: uuid.UUID | None = None
    account_id: uuid.UUID | None = None
    donor_id: uuid.UUID | None = None
    states: tuple[str, ...] = ()
    method: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CollectionView:
    """A collection at a meeting or market: where, how, and the two who counted it. It has no donor and no receipt."""

    gift: GiftLine
    day: date
    place: str
    way: str
    first: str
    second: str
    counted_by: int
    action_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Projection:
    """What a donor's gifts of this file come to against a cap, monthly instalments to come among them.

    ``year`` is None for an election, whose cap is one for all of it; ``until`` is the day up to which instalments are
    added up then: the last on which funds may be collected, or the end of the next year where nobody knows it.
    """

    year: int | None
    seen_cents: int
    projected_cents: int
    cap_cents: int | None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RecurringView:
    """A monthly gift. ``due``: the days that have come and are not entered; ``entered``: how many are."""

    id: uuid.UUID
    donor_id: uuid.UUID
    donor: str
    committee_id: uuid.UUID
    committee: str
    account_id: uuid.UUID
    account: str
    method: str
    amount_cents: int
    month_day: int
    starts_on: date
    ends_on: date | None
    stopped_at: datetime | None
    entered: int
    due: tuple[date, ...]
    next_on: date | None
    projections: tuple[Projection, ...]
    version: int


@dataclass(frozen=True, slots=True)
class HeldInstalment:
    """An instalment that was not entered: the law is against it, or warns and no reason is written."""

    recurring_id: uuid.UUID
    donor: str
    day: date
    amount_cents: int
    found: Judged


@dataclass(frozen=True, slots=True)
class HandOverView:
    """What was carried to the mandataire at one time: enough to print a slip with two signatures."""

    id: uuid.UUID
    number: int
    day: date
    committee: str
    account: str
    mandatary: str
    bearer: str
    acknowledged_on: date | None
    lines: tuple[GiftLine, ...]
    code: str  # on the paper: the mandataire's file knows the slip by it

    @property
    def received(self) -> int:
        """How many of its gifts the mandataire has received, whatever became of them since."""
        return sum(line.received_on is not None for line in self.lines)

    @property
    def total_cents(self) -> int:
        """What the slip comes to."""
        return sum(line.amount_cents for line in self.lines)
