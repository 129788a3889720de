"""Amounts as people type them, in whole cents: no float ever holds money."""

from __future__ import annotations

import re

from campaign.errors.money import AmountImpossible

_AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,2}))?")


def cents(text: str) -> int:
    """``1 234,50 €`` → 123450; spaces of every kind and the euro sign may stand in it.

    Raises:
        AmountImpossible: no amount, zero, or more than two decimals.
    """
    bare = re.sub(r"[\s\u00a0\u202f€']", "", text)
    match = _AMOUNT.fullmatch(bare)
    if match is None:
        raise AmountImpossible(amount=text[:40])
    found = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    if not found:
        raise AmountImpossible(amount=text[:40])
    return found


def checked(amount_cents: int) -> int:
    """An amount that may be stored.

    Raises:
        AmountImpossible.
    """
    if type(amount_cents) is not int or not 0 < amount_cents < 10**14:
        raise AmountImpossible(amount=str(amount_cents)[:40])
    return amount_cents
