"""The cells of a terminal as fine paper: eight dots a cell in braille, two in half blocks, one in plain letters.

Each cell shows one layer, the highest that has drawn in it: a bright walk is not blurred by the street beneath it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from campaign.field.drawing.clip import clipped

Style = Literal["braille", "blocks", "ascii"]
STYLES: tuple[Style, ...] = ("braille", "blocks", "ascii")
SHAPES: dict[Style, tuple[int, int]] = {"braille": (2, 4), "blocks": (1, 2), "ascii": (1, 1)}  # dots across and down

# What a dot of a layer is in plain letters: there is no other way to tell layers apart without colour.
LETTERS = " .=ooo+OO##"

_BRAILLE = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
_BLOCKS = " ▀▄█"


class Cells(NamedTuple):
    """How much of a terminal there is to draw on, and with what."""

    columns: int
    rows: int
    style: Style = "braille"


class Dots:
    """A drawing of ``columns`` by ``rows`` cells. Places are in dots from the top left corner."""

    def __init__(self, cells: Cells) -> None:
        columns, rows, style = cells
        self.columns, self.rows, self.style = columns, rows, style
        self.across, self.down = SHAPES[style]
        self.wide, self.tall = columns * self.across, rows * self.down
        self._masks = [0] * (columns * rows)
        self._layers = bytearray(columns * rows)
        self._texts: dict[int, str] = {}
        self._bits = [
            [_BRAILLE[y][x] if style == "braille" else 1 << y for x in range(self.across)] for y in range(self.down)
        ]

    def dot(self, x: int, y: int, layer: int) -> None:
        """One dot; outside the drawing it is nowhere."""
        if 0 <= x < self.wide and 0 <= y < self.tall:
            cell = y // self.down * self.columns + x // self.across
            if layer > self._layers[cell]:
                self._layers[cell] = layer
                self._masks[cell] = self._bits[y % self.down][x % self.across]
            elif layer == self._layers[cell]:
                self._masks[cell] |= self._bits[y % self.down][x % self.across]

    def blob(self, x: int, y: int, layer: int) -> None:
        """A dot that stands out: four of the finest ones."""
        self.dot(x, y, layer)
        if self.style == "braille":
            self.dot(x + 1, y, layer)
            self.dot(x, y + 1, layer)
            self.dot(x + 1, y + 1, layer)

    def line(self, x0: float, y0: float, x1: float, y1: float, layer: int) -> None:
        """A straight line, clipped to the drawing."""
        part = clipped((x0, y0, x1, y1), self.wide - 1, self.tall - 1)
        if part is None:
            return
        ax, ay, bx, by = (round(value) for value in part)
        dx, dy = abs(bx - ax), -abs(by - ay)
        step_x, step_y = (1 if ax < bx else -1), (1 if ay < by else -1)
        error = dx + dy
        columns, across, down = self.columns, self.across, self.down
        masks, layers, bits = self._masks, self._layers, self._bits
        while True:
            cell = ay // down * columns + ax // across
            there = layers[cell]
            if layer > there:
                layers[cell] = layer
                masks[cell] = bits[ay % down][ax % across]
            elif layer == there:
                masks[cell] |= bits[ay % down][ax % across]
            if ax == bx and ay == by:
                return
            twice = 2 * error
            if twice >= dy:
                error += dy
                ax += step_x
            if twice <= dx:
                error += dx
                ay += step_y

    def write(self, column: int, row: int, text: str, layer: int) -> None:
        """Letters over whatever is drawn; each takes one cell."""
        for index, char in enumerate(text):
            if 0 <= column + index < self.columns and 0 <= row < self.rows:
                cell = row * self.columns + column + index
                self._texts[cell] = char
                self._layers[cell] = layer

    def free(self, column: int, row: int, wide: int) -> bool:
        """Whether no letters stand in these cells and no figure right beside them, and all are in the drawing."""
        if row < 0 or row >= self.rows or column < 0 or column + wide > self.columns:
            return False
        first = row * self.columns
        if any(first + at in self._texts for at in range(column, column + wide)):
            return False
        sides = [at for at in (column - 1, column + wide) if 0 <= at < self.columns]
        return not any(self._texts.get(first + at, "").isdigit() for at in sides)

    def busy(self, column: int, row: int, wide: int, layer: int) -> int:
        """How many of these cells hold something of this layer or a higher one."""
        first = row * self.columns + column
        return sum(1 for found in self._layers[first : first + wide] if found >= layer)

    def runs(self, row: int) -> list[tuple[str, int]]:
        """A row as texts of one layer each."""
        start = row * self.columns
        found: list[tuple[str, int]] = []
        chars: list[str] = []
        before = self._layers[start] if self.columns else 0
        texts, masks, layers = self._texts, self._masks, self._layers
        braille, blocks = self.style == "braille", self.style == "blocks"
        for cell in range(start, start + self.columns):
            layer = layers[cell]
            if layer != before:
                found.append(("".join(chars), before))
                chars, before = [], layer
            if cell in texts:
                chars.append(texts[cell])
            elif not layer:
                chars.append(" ")
            elif braille:
                chars.append(chr(0x2800 + masks[cell]))
            else:
                chars.append(_BLOCKS[masks[cell]] if blocks else LETTERS[layer])
        found.append(("".join(chars), before))
        return found

    def lines(self) -> list[str]:
        """The drawing without its colours."""
        return ["".join(text for text, _ in self.runs(row)) for row in range(self.rows)]
