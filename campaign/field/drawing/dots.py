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
LETTERS = " .ooo=+OO##"

SOLID = 9  # the cursor

_BRAILLE = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
_BLOBS = [0x1B, 0x1B, 0x36, 0xE4]  # four dots at the top, in the middle or at the foot of a cell
_PATTERNS = [chr(0x2800 + mask) for mask in range(256)]
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
        self._masks = bytearray(columns * rows)
        self._layers = bytearray(columns * rows)
        self._texts: dict[int, str] = {}
        self._taken = bytearray(columns * rows)  # 1 where a letter stands, 2 where a figure does
        # Worked out once, since a map of a long walk sets ten thousand dots.
        self._column_of = [x // self.across for x in range(self.wide)]
        self._start_of = [y // self.down * columns for y in range(self.tall)]
        bits = [
            [_BRAILLE[y][x] if style == "braille" else 1 << y for x in range(self.across)] for y in range(self.down)
        ]
        self._bits = [[bits[y % self.down][x] for x in range(self.across)] for y in range(self.tall)]

    def copy(self) -> Dots:
        """The same drawing, to draw more on it."""
        other = object.__new__(Dots)
        other.__dict__.update(self.__dict__)
        other._masks, other._layers, other._taken = self._masks[:], self._layers[:], self._taken[:]
        other._texts = dict(self._texts)
        return other

    def dot(self, x: int, y: int, layer: int) -> None:
        """One dot; outside the drawing it is nowhere."""
        if 0 <= x < self.wide and 0 <= y < self.tall:
            cell = self._start_of[y] + self._column_of[x]
            there = self._layers[cell]
            if layer > there:
                self._layers[cell] = layer
                self._masks[cell] = self._bits[y][x % self.across]
            elif layer == there:
                self._masks[cell] |= self._bits[y][x % self.across]

    def blob(self, x: int, y: int, layer: int) -> None:
        """A dot that stands out: four of the finest ones, within one cell."""
        if not (0 <= x < self.wide and 0 <= y < self.tall):
            return
        if self.style != "braille":
            self.dot(x, y, layer)
            return
        cell = self._start_of[y] + self._column_of[x]
        mask = _BLOBS[y % 4]
        if layer > self._layers[cell]:
            self._layers[cell], self._masks[cell] = layer, mask
        elif layer == self._layers[cell]:
            self._masks[cell] |= mask

    def line(self, x0: float, y0: float, x1: float, y1: float, layer: int) -> None:
        """A straight line, clipped to the drawing: a dot for each step along its longer way."""
        part = clipped((x0, y0, x1, y1), self.wide - 1, self.tall - 1)
        if part is None:
            return
        x, y, dx, dy = part[0] + 0.5, part[1] + 0.5, part[2] - part[0], part[3] - part[1]
        steps = int(max(abs(dx), abs(dy))) + 1
        dx, dy = dx / steps, dy / steps
        masks, layers, bits = self._masks, self._layers, self._bits
        column_of, start_of, across = self._column_of, self._start_of, self.across
        for _ in range(steps + 1):
            row, column = int(y), int(x)
            cell = start_of[row] + column_of[column]
            there = layers[cell]
            if layer == there:
                masks[cell] |= bits[row][column % across]
            elif layer > there:
                layers[cell] = layer
                masks[cell] = bits[row][column % across]
            x += dx
            y += dy

    def write(self, column: int, row: int, text: str, layer: int) -> None:
        """Letters over whatever is drawn; each takes one cell."""
        for index, char in enumerate(text):
            if 0 <= column + index < self.columns and 0 <= row < self.rows:
                cell = row * self.columns + column + index
                self._texts[cell] = char
                self._layers[cell] = layer
                self._taken[cell] = 2 if char.isdigit() else 1

    def free(self, column: int, row: int, wide: int) -> bool:
        """Whether no letters stand in these cells and no figure right beside them, and all are in the drawing."""
        if row < 0 or row >= self.rows or column < 0 or column + wide > self.columns:
            return False
        first = row * self.columns + column
        taken = self._taken
        if any(taken[first : first + wide]):
            return False
        if column and taken[first - 1] == 2:
            return False
        return column + wide == self.columns or taken[first + wide] != 2

    def busy(self, column: int, row: int, wide: int, layer: int) -> int:
        """How many of these cells hold something of this layer or a higher one."""
        first = row * self.columns + column
        return sum(found >= layer for found in self._layers[first : first + wide])

    def runs(self, row: int, alike: bytes = bytes(range(256))) -> list[tuple[str, int]]:
        """A row as texts of one layer each; ``alike`` says which layers look the same.

        Cells with nothing in them go with what stands before them: a space has no colour. Only the layer `SOLID` has a
        background, and ends where it ends.
        """
        start = row * self.columns
        end = start + self.columns
        layers = self._layers[start:end].translate(alike)
        if not any(layers):
            return [(" " * self.columns, 0)]
        if self.style == "braille":
            chars = [_PATTERNS[mask] for mask in self._masks[start:end]]
        elif self.style == "blocks":
            chars = [_BLOCKS[mask] for mask in self._masks[start:end]]
        else:
            chars = [LETTERS[layer] for layer in self._layers[start:end]]
        blank = [not layer for layer in layers]
        if any(self._taken[start:end]):
            for at in range(self.columns):
                if self._taken[start + at]:
                    chars[at] = self._texts[start + at]
        found: list[tuple[str, int]] = []
        first, before = 0, layers[0] if layers else 0
        for at, layer in enumerate(layers):
            if blank[at]:
                chars[at] = " "
            if layer != before and (not blank[at] or before == SOLID):
                if at > first:
                    found.append(("".join(chars[first:at]), before))
                first, before = at, layer
        found.append(("".join(chars[first:]), before))
        return found

    def lines(self) -> list[str]:
        """The drawing without its colours."""
        return ["".join(text for text, _ in self.runs(row)) for row in range(self.rows)]
