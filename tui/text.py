"""The one door through which text reaches a widget: what people typed is never markup, and never a control code.

A volunteer named ``[/]`` crashes most widgets, ``[@click=app.quit]x[/]`` becomes a clickable action, and escaping is no
cure (Textual's own ``escape`` still crashes on some). So widgets are given `Content`, made here, and nothing else;
a test forbids anything else.
"""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len
from textual.content import Content

Part = str | tuple[str, str]

_BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_KEPT_FORMAT = "\u200d"  # joins emoji; harmless on its own


def visible(text: str) -> str:
    """One line, NFC; control and direction characters become visible, so that a name cannot hide or reorder text."""
    shown = []
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if char in "\n\t\r":
            shown.append(" ")
        elif category in ("Cc", "Cs") or char in _BIDI:
            shown.append("\N{REPLACEMENT CHARACTER}")
        elif category == "Cf" and char not in _KEPT_FORMAT:
            shown.append("\N{REPLACEMENT CHARACTER}" if char != "\u00ad" else "")
        elif category in ("Zl", "Zp"):
            shown.append(" ")
        else:
            shown.append(char)
    return "".join(shown)


def visible_lines(text: str) -> str:
    """As `visible`, for several lines."""
    return "\n".join(visible(line) for line in text.split("\n"))


def plain(text: str, style: str = "") -> Content:
    """One line of anybody's text, shown as typed."""
    return Content.styled(visible(text), style) if style else Content(visible(text))


def block(text: str) -> Content:
    """Several lines of anybody's text, shown as typed."""
    return Content(visible_lines(text))


def parts(*pieces: Part) -> Content:
    """A line out of pieces, each plain or with a style of ours: ``("Lyon", "bold")``."""
    return Content.assemble(
        *[(visible_lines(p[0]), p[1]) if isinstance(p, tuple) else visible_lines(p) for p in pieces]
    )


def lines(*rows: Content) -> Content:
    """Several contents below one another."""
    return Content("\n").join(rows)


def fit(text: str, width: int, align: str = "left") -> str:
    """Text cut or padded to exactly ``width`` terminal cells; a cut is marked by an ellipsis."""
    text = visible(text)
    size = cell_len(text)
    if size > width:
        kept, used = [], 0
        for char in text:
            cells = cell_len(char)
            if used + cells > width - 1:
                break
            kept.append(char)
            used += cells
        text = "".join(kept) + "…" if width > 0 else ""
        size = cell_len(text)
    space = " " * max(width - size, 0)
    return space + text if align == "right" else text + space


def wrap(text: str, width: int) -> list[str]:
    """Words of a text over lines of at most ``width`` cells; at least one line."""
    lines, line = [], ""
    for word in (piece for long in visible(text).split(" ") for piece in _pieces(long, width)):
        if line and cell_len(line) + 1 + cell_len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _pieces(word: str, width: int) -> list[str]:
    """A word cut where it alone is wider than a line (an address, mostly)."""
    if cell_len(word) <= width or width < 2:
        return [word]
    found, piece = [], ""
    for char in word:
        if cell_len(piece) + cell_len(char) > width:
            found.append(piece)
            piece = ""
        piece += char
    return [*found, piece]


def bar(share: float, width: int) -> str:
    """A bar of ``width`` cells; the number stands beside it, since a bar alone says nothing to a screen reader."""
    full = min(max(share, 0.0), 1.0) * width
    whole = int(full)
    eighth = int((full - whole) * 8)
    drawn = "█" * whole + ("▏▎▍▌▋▊▉"[eighth - 1] if eighth else "")
    return drawn + "░" * (width - len(drawn))


def spark(values: list[int]) -> str:
    """A small chart of a few numbers, one cell each."""
    top = max(values, default=0)
    if top <= 0:
        return "▁" * len(values)
    return "".join("▁▂▃▄▅▆▇█"[min(7, round(v / top * 7))] if v > 0 else "▁" for v in values)
