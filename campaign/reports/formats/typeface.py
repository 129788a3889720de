"""The shipped typefaces: which one draws each letter, how wide a text is, where its lines break.

Roboto draws Latin, Greek and Cyrillic; DejaVu Sans what Roboto lacks (Arabic, Hebrew, Armenian, Georgian, symbols), run
by run; a letter that neither has is spelled ``U+XXXX``, never left as a hole. Licences are beside the files.
"""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from campaign.reports.formats import scripts

Style = Literal["text", "bold", "mono"]
Run = tuple[str, str]  # name of a font, what it draws

FOLDER = Path(__file__).parent.parent / "fonts"
FILES: dict[Style, tuple[str, ...]] = {
    "text": ("Roboto-Regular", "DejaVuSans"),
    "bold": ("Roboto-Medium", "DejaVuSans-Bold", "DejaVuSans"),
    "mono": ("DejaVuSansMono", "DejaVuSans"),
}
_SILENT = frozenset("\u200b\u200c\u200d\u2060\ufeff")

lock = threading.Lock()  # a typeface serves one document at a time


def _code(char: str) -> str:
    code = ord(char)
    if 0x2400 <= code <= 0x2421:  # the picture of a control character: its own number says more
        code = 0x7F if code == 0x2421 else code - 0x2400
    return f"U+{code:04X}"


@lru_cache(maxsize=8)
def _font(name: str) -> Any:
    font = TTFont(f"Appui-{name}", str(FOLDER / f"{name}.ttf"))
    pdfmetrics.registerFont(font)
    return font


class Face:
    """One style of text, with its fallbacks."""

    def __init__(self, style: Style) -> None:
        self._names = FILES[style]
        self._known: dict[str, tuple[str, float] | None] = {}

    def _find(self, char: str) -> tuple[str, float] | None:
        """The font that has a letter, and the letter's width in thousandths of the size."""
        if char not in self._known:
            self._known[char] = None
            code = 0x20 if char == "\N{NO-BREAK SPACE}" else ord(char)
            for name in self._names:
                font = _font(name)
                if code in font.face.charToGlyph:
                    self._known[char] = (font.fontName, font.face.charWidths.get(code, font.face.defaultWidth))
                    break
        return self._known[char]

    def spelled(self, text: str) -> str:
        """A text in which every character can be drawn, Arabic letters joined."""
        if text.isascii():
            return text
        out: list[str] = []
        spelt = False
        for char in scripts.joined(unicodedata.normalize("NFC", text)):
            if char in _SILENT or "\ufe00" <= char <= "\ufe0f":
                continue
            if char == "\n" or self._find(char):
                out.append((" " if spelt and char not in "\n .,;:!?)" else "") + char)
                spelt = False
            else:
                out.append((" " if out and not out[-1].endswith((" ", "\n", "(")) else "") + _code(char))
                spelt = True
        return "".join(out)

    def width(self, text: str, size: float) -> float:
        """How wide a spelled text is, in points."""
        total = 0.0
        for char in text:
            found = self._find(char)
            total += found[1] if found else 0.0
        return total * size / 1000

    def runs(self, line: str) -> list[Run]:
        """A spelled line in drawing order, cut where the font changes; an accent stays with its letter."""
        found: list[tuple[str, list[str]]] = []
        for char in scripts.in_order(line):
            known = self._find(char)
            if known is None:
                continue
            if found and found[-1][0] == known[0]:
                found[-1][1].append(char)
            else:
                found.append((known[0], [char]))
        return [(name, "".join(chars)) for name, chars in found]

    def wrap(self, text: str, size: float, room: float) -> list[str]:
        """The lines of a text; words break only at spaces, and a word longer than a line wherever it must."""
        lines: list[str] = []
        for paragraph in self.spelled(text).split("\n"):
            current = ""
            for word in paragraph.split(" "):
                longer = f"{current} {word}" if current else word
                if self.width(longer, size) <= room:
                    current = longer
                    continue
                if current:
                    lines.append(current)
                *whole, current = self._pieces(word, size, room)
                lines.extend(whole)
            lines.append(current)
        return lines

    def _pieces(self, word: str, size: float, room: float) -> list[str]:
        if self.width(word, size) <= room:
            return [word]
        pieces, current, used = [], "", 0.0
        for char in word:
            wide = self.width(char, size)
            if current and used + wide > room:
                hyphen = current.rfind("-") + 1
                kept = current[hyphen:] if 0 < hyphen < len(current) else ""
                pieces.append(current[: len(current) - len(kept)])
                current, used = kept, self.width(kept, size)
            current += char
            used += wide
        return [*pieces, current]

    def cut(self, text: str, size: float, room: float) -> str:
        """One spelled line, ending in an ellipsis when it is longer than the room."""
        text = self.spelled(text).replace("\n", " ")
        if self.width(text, size) <= room:
            return text
        room -= self.width("…", size)
        kept, used = [], 0.0
        for char in text:
            used += self.width(char, size)
            if used > room:
                break
            kept.append(char)
        return "".join(kept).rstrip() + "…"


@lru_cache(maxsize=3)
def face(style: Style) -> Face:
    """The face of a style; loaded when first used."""
    return Face(style)
