"""Folded keys: how French text is searched and sorted on any database.

SQLite's LIKE and ORDER BY ignore accents only for ASCII, and its full-text tokenizer does not know œ: so
keys are computed here, once, stored in columns and indexed (see docs/decisions/0004-folded-keys.md).
"""

from __future__ import annotations

import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})


def clean(text: str) -> str:
    """Text as it is stored: NFC, one space between words, no control or NUL characters.

    PostgreSQL refuses NUL, terminals obey control characters: neither ever enters a row.
    """
    kept = "".join(" " if c in "\t\n\r" else c for c in unicodedata.normalize("NFC", text))
    kept = "".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cs"))
    return " ".join(kept.split())


def clean_lines(text: str) -> str:
    """As `clean`, for texts of several lines."""
    lines = [clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip()


def fold(text: str) -> str:
    """Lower case, no accents, ligatures opened, punctuation as single spaces: ``L'Haÿ-les-Roses`` → ``l hay les roses``.

    Idempotent: ``fold(fold(x)) == fold(x)``.
    """
    lowered = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES)).casefold().translate(_LIGATURES)
    letters = []
    for char in lowered:
        category = unicodedata.category(char)
        if category[0] == "M" or category == "Cf":
            continue
        letters.append(char if category[0] in "LN" else " ")
    return " ".join("".join(letters).split())


def words(text: str) -> list[str]:
    """The folded words of what someone typed in a search box."""
    return fold(text).split()
