"""Money, watched while one types: the rules, what they ask of a gift, and what they say of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from campaign.labels import Label

Severity = Literal["block", "warn", "inform"]
Weight = Literal["block", "warn", "cannot_check", "inform"]


@dataclass(frozen=True, slots=True)
class MoneyRule:
    """A rule in force from one day to another; ``value`` None: nobody here knows the number.

    ``warn`` is where a warning begins, in basis points of the value. ``status``: read, older or to_confirm.
    """

    id: str
    unit: str
    value: int | None
    effective_from: date
    effective_to: date | None
    authority: str
    source: str
    checked_on: date
    severity: Severity
    about: Label
    status: str
    warn: int | None = None
    corrected_by: uuid.UUID | None = None  # the correction that stands in the place of the packaged rule
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SeenGift:
    """A gift of a donor in this file, as the guard counts it: only what still stands."""

    amount_cents: int
    day: date
    method: str
    kind: str = "gift"
    account_kind: str = "candidate"
    election_id: uuid.UUID | None = None
    elected: bool = False


@dataclass(frozen=True, slots=True)
class DonorFacts:
    """What the guard asks of a donor. ``texts``: where marks of a company may stand; ``adult`` None: not said."""

    given_name: str = ""
    family_name: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    nationality: str = ""
    residence: str = ""
    adult: bool | None = None
    honour: bool = False
    elected: bool = False


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the guard asks of an account and its election; None: unknown."""

    kind: Literal["candidate", "party"]
    country: str = "FR"
    election_id: uuid.UUID | None = None
    election_kind: str = ""
    population: int | None = None
    ceiling_cents: int | None = None
    account_from: date | None = None
    account_until: date | None = None  # closed, or filed
    filing_by: date | None = None  # the day to file by, where it is not said when it was
    cash_cents: int = 0  # already gathered in cash, promises included


@dataclass(frozen=True, slots=True)
class Gift:
    """The operation that is judged. ``stage``: at the promise some fields may be asked later, at reception none."""

    amount_cents: int
    day: date
    method: str
    kind: str = "gift"
    stage: Literal["promise", "reception"] = "promise"
    payer: str = ""
    estimate: str = ""
    people: int = 2  # present at a collection


@dataclass(frozen=True, slots=True)
class Judged:
    """One thing the guard says: the rule, how heavy it weighs here, a sentence and its facts, the article."""

    rule_id: str
    weight: Weight
    message: str
    article: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the guard found, heaviest first. ``total_cents`` is with this gift, and only what this file has seen.

    Below the cap nothing is ever "right": gifts made elsewhere are not known.
    """

    found: tuple[Judged, ...]
    total_cents: int
    cap_cents: int | None
    seen_cents: int

    @property
    def blocked(self) -> bool:
        """Whether it may not be saved."""
        return any(one.weight == "block" for one in self.found)

    @property
    def needs_reason(self) -> bool:
        """Whether it may be saved with a recorded reason only."""
        return any(
            one.weight == "warn" or (one.rule_id == "country" and one.weight == "cannot_check") for one in self.found
        )

    @property
    def to_record(self) -> tuple[str, ...]:
        """The rules that warned or could not be checked: kept beside the gift."""
        return tuple(sorted({one.rule_id for one in self.found if one.weight in ("warn", "cannot_check")}))

    @property
    def share(self) -> float | None:
        """Of the cap, with this gift; None when the cap is unknown."""
        return None if not self.cap_cents else self.total_cents / self.cap_cents

    @property
    def level(self) -> Literal["unknown", "near", "over"]:
        """How the bar is shown; below the warning it says nothing, since only this file was seen."""
        if any(one.rule_id.endswith(".cap") and one.weight == "block" for one in self.found):
            return "over"
        return "near" if any(one.rule_id.endswith(".cap") and one.weight == "warn" for one in self.found) else "unknown"


def heaviest_first(found: Sequence[Judged]) -> tuple[Judged, ...]:
    """Blocks before warnings, before what cannot be checked, before information."""
    order = ("block", "warn", "cannot_check", "inform")
    return tuple(sorted(found, key=lambda one: order.index(one.weight)))
