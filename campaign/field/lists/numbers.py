"""List numbers: five characters printed on a sheet, typed back from it, of which the last checks the others.

The alphabet has 23 signs, a prime, none of which is mistaken for another in capitals: no vowel (no number reads as a
word), no L, and of the digits only those that look like no letter. With a weight for each place, distinct and none of
them zero modulo 23, the weighted sum shows every single wrong sign and every swap of two neighbours. (The idea of
ISBN-10, on another prime.)
"""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from collections.abc import Iterable

ALPHABET = "BCDFGHJKMNPQRSTVWXZ3479"
LENGTH = 5
_WEIGHTS = (5, 4, 3, 2, 1)
_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}

# Digits that are not in the alphabet are read as the letter they look like; a row of digits typed without Shift on a
# French keyboard is read as the digits it bears.
_READ = str.maketrans(
    {"8": "B", "5": "S", "2": "Z", "6": "G", '"': "3", "'": "4", "’": "4", "É": "Z", "(": "S", "È": "7", "Ç": "9"}
)


def made_from(source: uuid.UUID) -> str:
    """A number out of an identifier: the same one from the same identifier, and nothing can be read back from it."""
    drawn = int.from_bytes(hashlib.sha256(source.bytes).digest()[:8], "big") % len(ALPHABET) ** (LENGTH - 1)
    signs = []
    for _ in range(LENGTH - 1):
        drawn, value = divmod(drawn, len(ALPHABET))
        signs.append(ALPHABET[value])
    body = "".join(signs)
    return body + check_of(body)


def check_of(body: str) -> str:
    """The last character of a number whose others are these."""
    total = sum(weight * _VALUE[sign] for weight, sign in zip(_WEIGHTS, body, strict=False))
    return ALPHABET[-total % len(ALPHABET)]


def normal(text: str) -> str:
    """What was typed as a number is written: capitals, without spaces, dashes and dots."""
    bare = "".join(c for c in unicodedata.normalize("NFC", text).upper() if not c.isspace() and c not in "-–.·_")
    return bare.translate(_READ)


def holds(number: str) -> bool:
    """Whether a normal number is one: of this length and alphabet, its check right."""
    if len(number) != LENGTH or any(sign not in _VALUE for sign in number):
        return False
    return sum(weight * _VALUE[sign] for weight, sign in zip(_WEIGHTS, number, strict=True)) % len(ALPHABET) == 0


def near(number: str, existing: Iterable[str], most: int = 4) -> list[str]:
    """The numbers that exist which a slip or two would turn into this one, the likeliest first."""
    ranked = sorted((distance(number, other), other) for other in existing)
    return [other for steps, other in ranked if steps <= 2][:most]


def distance(one: str, other: str) -> int:
    """How many slips lie between two texts: a sign wrong, missing or too many, or two neighbours swapped."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
