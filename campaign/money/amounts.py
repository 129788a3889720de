"""Amounts as people type them, in whole cents: no float ever holds money, and none is guessed at."""

from __future__ import annotations

import re

from campaign.errors.money import AmountAmbiguous, AmountImpossible

_SPACE = " '\u2019\u00a0\u2009\u202f"  # what stands between thousands, in France and Switzerland
_BARE = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,2}))?")
_GROUPED = re.compile(
    r"([1-9][0-9]{0,2}(?:(?P<space>[" + _SPACE + r"])[0-9]{3}(?:(?P=space)[0-9]{3}){0,2}))(?:[.,]([0-9]{1,2}))?"
)
# A point or comma between thousands: only beside the other one before the cents, or more than once.
_MARKED = re.compile(
    r"([1-9][0-9]{0,2}(?:,[0-9]{3}){1,3})\.([0-9]{1,2})|([1-9][0-9]{0,2}(?:\.[0-9]{3}){1,3}),([0-9]{1,2})"
)
_TWICE = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){2,3}|(?:\.[0-9]{3}){2,3})")
_EITHER = re.compile(r"([1-9][0-9]{0,2})[.,]([0-9]{3})")


def cents(text: str) -> int:
    """``1 234,50 €`` → 123450. A space stands between thousands only, so that a forgotten comma is not read over.

    ``4,600.00`` and ``4.600,00`` are read as those who write them mean it, in either language.

    Raises:
        AmountImpossible: no amount, zero, more than two decimals, or digits that are grouped by nothing known;
        AmountAmbiguous: ``1,234`` is a thousand and more to some, one and a bit to others.
    """
    bare = re.sub(r"^(?:€|EUR)[" + _SPACE + r"]?|[" + _SPACE + r"]?(?:€|EUR)$", "", text.strip())
    if match := _EITHER.fullmatch(bare):
        raise AmountAmbiguous(amount=text.strip()[:40], whole=f"{match[1]}{match[2]}")
    if match := _BARE.fullmatch(bare):
        whole, part = match[1], match[2]
    elif match := _GROUPED.fullmatch(bare):
        whole, part = match[1], match[3]
    elif match := _MARKED.fullmatch(bare):
        whole, part = match[1] or match[3], match[2] or match[4]
    elif match := _TWICE.fullmatch(bare):
        whole, part = match[0], ""
    else:
        raise AmountImpossible(amount=text.strip()[:40])
    found = int(re.sub(r"\D", "", whole)) * 100 + int((part or "").ljust(2, "0"))
    if not found:
        raise AmountImpossible(amount=text.strip()[:40])
    return found


def checked(amount_cents: int) -> int:
    """An amount that may be stored.

    Raises:
        AmountImpossible.
    """
    if type(amount_cents) is not int or not 0 < amount_cents < 10**14:
        raise AmountImpossible(amount=str(amount_cents)[:40])
    return amount_cents
