"""How many columns a text takes on a terminal, and how it is wrapped, cut and padded to a number of them.

`len` is wrong for what people are called: a kanji takes two columns, a combining accent none, a family emoji two in
all. Only the ordinary space is a place to break a line: no-break spaces keep a number and its unit together.
"""

from __future__ import annotations

import unicodedata

_ZERO = ("Mn", "Me", "Cf", "Cc")
_JOINER, _EMOJI_FORM = "\u200d", "\ufe0f"


def _char(char: str) -> int:
    code = ord(char)
    if 0x20 <= code < 0x7F:
        return 1
    if unicodedata.category(char) in _ZERO:
        return 0
    if 0x1160 <= code <= 0x11FF:  # vowels and finals of Korean, drawn over the consonant before them
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clusters(text: str) -> list[tuple[str, int]]:
    """The parts of a text that are drawn as one, each with its number of columns."""
    found: list[tuple[str, int]] = []
    joined = False
    flag = False
    for char in text:
        width = _char(char)
        regional = "\U0001f1e6" <= char <= "\U0001f1ff"
        skin = "\U0001f3fb" <= char <= "\U0001f3ff"
        if found and (joined or width == 0 or (flag and regional) or (skin and found[-1][1] == 2)):
            before, columns = found[-1]
            wide = char == _EMOJI_FORM or (flag and regional)
            found[-1] = (before + char, 2 if wide and columns else columns)
            flag = False
        else:
            found.append((char, width))
            flag = regional
        joined = char == _JOINER
    return found


def width(text: str) -> int:
    """The columns that a text takes."""
    return len(text) if text.isascii() and text.isprintable() else sum(columns for _, columns in clusters(text))


def pad(text: str, columns: int, *, right: bool = False, fill: str = " ") -> str:
    """A text made exactly that wide, at least; aligned left, or right for numbers."""
    missing = fill * max(0, columns - width(text))
    return missing + text if right else text + missing


def cut(text: str, columns: int, ellipsis: str = "…") -> str:
    """A text at most that wide, ending in an ellipsis when something was left out."""
    if width(text) <= columns:
        return text
    kept, used, room = [], 0, columns - len(ellipsis)
    for part, size in clusters(text):
        if used + size > room:
            break
        kept.append(part)
        used += size
    return "".join(kept) + ellipsis


def _pieces(word: str, columns: int) -> list[str]:
    """A word too long for a line, in parts that fit one."""
    if width(word) <= columns:
        return [word]
    pieces, current, used = [], "", 0
    for part, size in clusters(word):
        if current and used + size > columns:
            hyphen = current.rfind("-") + 1  # Porte-à-porte is better cut after a hyphen
            kept = current[hyphen:] if 0 < hyphen < len(current) else ""
            pieces.append(current[: len(current) - len(kept)])
            current, used = kept, width(kept)
        current += part
        used += size
    return [*pieces, current]


def wrap(text: str, columns: int) -> list[str]:
    """The lines of a text; at least one, possibly empty."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        current, used = "", 0
        for word in paragraph.split(" "):
            for number, piece in enumerate(_pieces(word, columns)):
                size = width(piece)
                if current and number == 0 and used + 1 + size <= columns:
                    current += " " + piece
                    used += 1 + size
                else:
                    if current:
                        lines.append(current)
                    current, used = piece, size
        lines.append(current)
    return lines
