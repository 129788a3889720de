"""What papers on money say: hand-over slips, acknowledgements. Free of the database."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A gift on a slip, with what the mandataire has to record of who gives (R39-1); empty: still to be asked.

    ``place`` is that of a collection, which has no donor.
    """

    donation_id: uuid.UUID
    kind: str
    method: str
    amount_cents: int
    reference: str
    promised_on: date
    state: str
    donor: str
    address: str
    postcode: str
    city: str
    nationality: str
    residence: str
    place: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """A hand-over slip, whole. ``code`` is what the mandataire's file knows it by."""

    id: uuid.UUID
    code: str
    number: int
    day: date
    committee: str
    account: str
    election: str
    mandatary: str
    bearer: str
    invented: bool
    lines: tuple[SlipLine, ...]

    @property
    def total_cents(self) -> int:
        """What was carried."""
        return sum(line.amount_cents for line in self.lines)

    @property
    def by_method(self) -> tuple[tuple[str, int, int], ...]:
        """Way of payment, how many, what they come to."""
        found: dict[str, list[int]] = {}
        for line in self.lines:
            found.setdefault(line.method, []).append(line.amount_cents)
        return tuple((method, len(amounts), sum(amounts)) for method, amounts in sorted(found.items()))


@dataclass(frozen=True, slots=True)
class SlipFound:
    """What a code that was read on paper leads to. ``fits`` is false where paper and file tell different gifts."""

    hand_over_id: uuid.UUID
    number: int
    committee: str
    day: date
    total_cents: int
    donation_ids: tuple[uuid.UUID, ...]
    fits: bool


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """That a gift was received, or promised: to hand to who gave. It is no tax receipt."""

    donation_id: uuid.UUID
    number: int | None
    account: str
    election: str
    mandatary: str
    committee: str
    donor: str
    address: str
    amount_cents: int
    method: str
    kind: str
    day: date
    received: bool
    invented: bool
    receipt: bool  # whether the CNCCFP issues a receipt for such a gift
