"""What gives a person away in a text that others wrote: their whole name in either order, a number, an address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from db.folding import fold, opened

GONE = "[…]"  # what stands where a name was
SHORTEST_NUMBER = 6
_SHAPELESS = re.compile(r"[^\x00-\x7f\w]+")  # accents and what has no shape, which folding drops; and some signs
_BETWEEN = re.compile(r"[\s.()/\u00a0\u202f-]")
AROUND = 80  # characters of a text shown on each side of what was found


class Traces:
    """The ways in which one person may be named.

    Their whole name, a number or an address are certain. One word of a name alone is not: a *Rose* may be a flower, so
    such a text is only pointed out. Neither is a whole name that somebody else bears, nor one of a single word.
    """

    def __init__(
        self, names: Iterable[tuple[str, str]], contacts: Iterable[tuple[str, str]] = (), *, namesakes: bool = False
    ) -> None:
        sure: set[str] = set()
        self._names: set[str] = set()
        words: set[str] = set()
        for given, family in names:
            forms = {fold(f"{given} {family}"), fold(f"{family} {given}")} - {""}
            self._names |= forms
            words |= {word for form in forms for word in form.split() if len(word) > 2}
            if not namesakes:
                sure |= {form for form in forms if " " in form}
        patterns = []
        self._digits: set[str] = set()
        for kind, key in contacts:
            if kind == "phone" and len(digits := re.sub(r"\D", "", key)) >= SHORTEST_NUMBER:
                patterns.append(_phone(digits[-9:]))
                self._digits.add(digits[-9:])
            elif kind != "phone":
                sure.add(fold(key))
        self._sure = sorted(sure - {""}, key=len, reverse=True)
        self._phones = [re.compile(pattern) for pattern in patterns]
        self._words = words
        # One word of each form, the longest: where none of them is, nobody is named, and nothing need be folded.
        self._telling = {max(form.split(), key=len) for form in (*self._sure, *self._names) if form}

    def may_be_in(self, document: str) -> bool:
        """Whether it is worth looking closer at a long text: quick, and never wrong when it says no."""
        plain = opened(unicodedata.normalize("NFKD", opened(document)))
        if not plain.isascii():
            plain = _SHAPELESS.sub("", plain)
        if any(word in plain for word in self._telling):
            return True
        squeezed = _BETWEEN.sub("", document) if self._digits else ""
        return any(digits in squeezed for digits in self._digits)

    def name_them(self, text: str) -> bool:
        """Whether a text names them for certain."""
        folded = f" {fold(text)} "
        return any(f" {form} " in folded for form in self._sure) or any(p.search(text) for p in self._phones)

    def may_name_them(self, text: str) -> bool:
        """Whether a word of their name is in a text."""
        return not self._words.isdisjoint(fold(text).split())

    def are(self, text: str) -> bool:
        """Whether a text is their name and nothing else."""
        return fold(text) in self._names

    def without(self, text: str) -> str:
        """A text in which nothing names them for certain any more."""
        for start, end in reversed(self._spans(text)):
            text = text[:start] + GONE + text[end:]
        return text

    def excerpt(self, text: str) -> str:
        """The stretch of a text that names them, with a little of what stands around it."""
        spans = self._spans(text)
        if not spans:
            return text[: 2 * AROUND]
        start, end = max(spans[0][0] - AROUND, 0), spans[-1][1] + AROUND
        return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")

    def inside(self, value: Any) -> bool:
        """Whether anything in a JSON value names them for certain, or is their name."""
        if isinstance(value, str):
            return self.are(value) or self.name_them(value)
        if isinstance(value, dict):
            return any(self.inside(part) for part in value.values())
        return isinstance(value, list) and any(self.inside(part) for part in value)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where they are named, in order, without overlaps."""
        found = [match.span() for pattern in self._phones for match in pattern.finditer(text)]
        if any(f" {form} " in f" {fold(text)} " for form in self._sure):
            folded, origin = _folded_with_origin(text)
            for form in self._sure:
                words = " +".join(map(re.escape, form.split()))
                for match in re.finditer(rf"(?<!\w){words}(?!\w)", folded):
                    found.append((origin[match.start()], _end_of(text, origin[match.end() - 1])))
        merged: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged


def _folded_with_origin(text: str) -> tuple[str, list[int]]:
    """The folded text, letter by letter, and from which character of the text each letter came."""
    letters: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        piece = fold(char) or ("" if unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf") else " ")
        letters.append(piece)
        origin += [index] * len(piece)
    return "".join(letters), origin


def _end_of(text: str, index: int) -> int:
    """The end of a letter, with the accents that follow it."""
    index += 1
    while index < len(text) and unicodedata.category(text[index])[0] == "M":
        index += 1
    return index


def _phone(digits: str) -> str:
    """A pattern for a number however it is spaced, with or without its country."""
    between = f"{_BETWEEN.pattern}*"
    return rf"(?<!\d)(?:\+?\d{{0,4}}{between})?(?:0{between})?{between.join(digits)}(?!\d)"
