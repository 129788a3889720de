"""The code of a hand-over slip: printed on the paper, by which the mandataire's file knows what was carried."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from campaign.field.lists.numbers import ALPHABET
from campaign.views.money import GiftLine
from db.tables import Donation, HandOver

HALF = 4  # signs that say which slip; as many say what is on it, and one more checks them all


def code_of(slip: HandOver, gifts: Iterable[Donation | GiftLine]) -> str:
    """The code of a slip: ``BCDF-GHJK-M``. The same rows give it on the committee's laptop and the mandataire's.

    Four signs are made from the slip, four from its number, day and gifts (which, how much, how paid); the last checks
    the others: a sign misread, or two that were swapped, do not lead to another slip.
    """
    told = sorted((gift.id.hex, gift.amount_cents, gift.method) for gift in gifts)
    said = json.dumps([slip.id.hex, slip.number, slip.day.isoformat(), told], separators=(",", ":"))
    body = signs(slip.id.bytes) + signs(said.encode())
    return f"{body[:HALF]}-{body[HALF:]}-{check_of(body)}"


def signs(content: bytes) -> str:
    """Four signs made from a content; nothing can be read back from them."""
    drawn = int.from_bytes(hashlib.sha256(b"slip " + content).digest()[:8], "big")
    signs = []
    for _ in range(HALF):
        drawn, value = divmod(drawn, len(ALPHABET))
        signs.append(ALPHABET[value])
    return "".join(signs)


def check_of(body: str) -> str:
    """The sign that checks a body: the sum of all, each with a weight of its own, is a multiple of 23."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(reversed(body), 2))
    return ALPHABET[-total % len(ALPHABET)]
