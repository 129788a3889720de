"""Arabic letters joined and right-to-left words turned, for a typesetter that draws glyphs from left to right.

A small part of Unicode's rules: enough for a name, a street or a sentence inside a French or English page; numbers and
Latin words keep their direction inside it. Nothing here runs for a text without right-to-left letters.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_FORMS = ("<isolated>", "<final>", "<initial>", "<medial>")
_LAM = "\u0644"
_MIRRORS = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


def turned(text: str) -> bool:
    """Whether a text holds right-to-left letters."""
    return not text.isascii() and any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


@lru_cache(maxsize=1)
def _forms() -> dict[str, dict[str, str]]:
    """For each Arabic letter, its forms alone, at the end, at the start and inside a word, as Unicode lists them."""
    forms: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEFD)):
        parts = unicodedata.decomposition(chr(code)).split()
        if parts and parts[0] in _FORMS and " " not in "".join(parts[1:]):
            letters = "".join(chr(int(part, 16)) for part in parts[1:])
            forms.setdefault(letters, {}).setdefault(parts[0], chr(code))
    return forms


def joined(text: str) -> str:
    """Arabic letters replaced by the forms they take beside each other, still in reading order."""
    if not any("\u0600" <= char <= "\u06ff" for char in text):
        return text
    forms = _forms()
    letters: list[str] = []
    marks: list[str] = []
    for char in text:
        if letters and unicodedata.category(char) == "Mn":
            marks[-1] += char
        elif letters and letters[-1] == _LAM and letters[-1] + char in forms:
            letters[-1] += char
        else:
            letters.append(char)
            marks.append("")

    def onward(place: int) -> bool:  # this letter reaches for the next one
        return 0 <= place < len(letters) and (letters[place] == "ـ" or "<initial>" in forms.get(letters[place], {}))

    def back(place: int) -> bool:  # this letter can be reached from the one before
        return 0 <= place < len(letters) and (letters[place] == "ـ" or "<final>" in forms.get(letters[place], {}))

    drawn = []
    for place, letter in enumerate(letters):
        before = back(place) and onward(place - 1)
        after = onward(place) and back(place + 1)
        form = _FORMS[(1 if before else 0) + (2 if after else 0)]
        drawn.append(forms.get(letter, {}).get(form, letter) + marks[place])
    return "".join(drawn)


def in_order(line: str) -> str:
    """A line as it is drawn from left to right."""
    if not turned(line):
        return line
    chars: list[str] = []
    for char in line:
        if chars and unicodedata.combining(char):
            chars[-1] += char
        else:
            chars.append(char)
    kinds = [unicodedata.bidirectional(char[0]) for char in chars]
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    base = 0 if first == "L" else 1
    levels = _levels(kinds, base)
    out = [_MIRRORS.get(char, char) if level % 2 else char for char, level in zip(chars, levels, strict=True)]
    for level in range(max(levels), 0, -1):
        start = 0
        while start < len(out):
            end = start
            while end < len(out) and levels[end] >= level:
                end += 1
            if end > start:
                out[start:end] = out[start:end][::-1]
            start = end + 1
    return "".join(out)


def _levels(kinds: list[str], base: int) -> list[int]:
    """How deep each part is turned: even from left to right, odd from right to left."""
    last = "L" if base == 0 else "R"
    sides: list[str | None] = []
    for place, kind in enumerate(kinds):
        if kind in ("L", "R", "AL"):
            last = "L" if kind == "L" else "R"
            sides.append(last)
        elif kind in ("EN", "AN"):
            sides.append("L" if last == "L" else "N")
        elif kind in ("CS", "ES") and place and {"EN", "AN"}.issuperset((kinds[place - 1], *kinds[place + 1 :][:1])):
            sides.append(sides[-1])
        else:
            sides.append(None)
    place = 0
    while place < len(sides):
        if sides[place] is None:
            end = place
            while end < len(sides) and sides[end] is None:
                end += 1
            before = sides[place - 1] if place else None
            after = sides[end] if end < len(sides) else None
            pair = {"R" if side == "N" else side for side in (before, after)}
            side = "L" if pair == {"L"} else "R" if pair == {"R"} else ("L", "R")[base]
            sides[place:end] = [side] * (end - place)
            place = end
        else:
            place += 1
    deep = {"L": 0 if base == 0 else 2, "R": 1, "N": 2}
    return [deep[side or "L"] for side in sides]
