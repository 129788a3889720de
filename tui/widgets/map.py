"""A map of turf in the terminal, in braille dots; half blocks and plain letters where a terminal has no braille.

It is drawn anew only when something on it changes: moving through a list of stops must feel like moving a cursor.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from campaign.words import N_

if TYPE_CHECKING:
    from campaign.field.drawing.chart import Shown
    from campaign.field.drawing.dots import Cells, Dots, Style
    from campaign.field.drawing.frame import Frame, Sketch
    from campaign.views.field_map import Ground

ZOOM = 1.5
MOST_ZOOM, LEAST_ZOOM = 60.0, 0.5

# The layers of `campaign.field.drawing.chart`, from the bottom up.
LAYERS = ("", "ground", "one", "two", "three", "barrier", "path", "stop", "label", "here", "furniture")


def style_for(environment: Mapping[str, str], setting: str = "") -> Style:
    """How maps are drawn: APPUI_MAP, else the setting ``map``, else what the terminal is known to show.

    The console of Linux has half blocks but no braille, and an encoding without Unicode has neither.
    """
    found: dict[str, Style] = {"braille": "braille", "blocks": "blocks", "ascii": "ascii"}
    for wanted in (environment.get("APPUI_MAP", ""), setting):
        if wanted in found:
            return found[wanted]
    term = environment.get("TERM", "")
    if term == "dumb":
        return "ascii"
    return "blocks" if term == "linux" else "braille"


class TurfMap(Widget, can_focus=True):
    """Walks, streets and barriers; one walk in hand, one stop of it under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"map--{layer}" for layer in LAYERS if layer}

    DEFAULT_CSS = """
    TurfMap {
        width: 1fr;
        height: 1fr;
        & > .map--ground { color: $panel-lighten-3; }
        & > .map--barrier { color: $text-error; }
        & > .map--one { color: $primary-darken-2; }
        & > .map--two { color: $success-darken-2; }
        & > .map--three { color: $warning-darken-3; }
        & > .map--path { color: $text-accent; }
        & > .map--stop { color: $foreground; text-style: bold; }
        & > .map--label { color: $foreground; text-style: bold; }
        & > .map--here { background: $row-cursor; color: $row-cursor-text; text-style: bold; }
        & > .map--furniture { color: $muted; }
    }
    TurfMap:focus > .map--furniture { color: $text-accent; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "pan(-1, 0)", N_("Map: west"), show=False, id="map.left"),
        Binding("right,l", "pan(1, 0)", N_("Map: east"), show=False, id="map.right"),
        Binding("up,k", "pan(0, -1)", N_("Map: up"), show=False, id="map.up"),
        Binding("down,j", "pan(0, 1)", N_("Map: down"), show=False, id="map.down"),
    ]

    def __init__(self, *, id: str | None = None, numbers: bool = True) -> None:  # noqa: A002 - as in all of Textual
        super().__init__(id=id)
        self._numbers = numbers
        self._sketch: Sketch | None = None
        self._fitted: Frame | None = None
        self._frame: Frame | None = None
        self._only: int | None = None
        self._current: int | None = None
        self._here: int | None = None
        self._strips: list[Strip] | None = None
        self._under: Dots | None = None  # all but the cursor: that alone moves with every key
        self.crosshair = False
        self.drawn = 0  # how often it was drawn: so that a test can tell that it is not at every frame

    @property
    def _style(self) -> Style:
        return style_for(os.environ, getattr(getattr(self.app, "settings", None), "map", ""))

    def show(self, ground: Ground, *, current: int | None = None, only: bool = False, keep: bool = False) -> None:
        """Show another ground; ``current`` is the walk in hand, ``only`` fits the map to it alone.

        ``keep`` leaves the map where it is: the same places, with something more on them.
        """
        from campaign.field.drawing.frame import sketch

        self._sketch = sketch(ground)
        self._current = current
        self._only = current if only else None
        self._here = None
        if not keep:
            self._fitted = self._frame = None
        self._again()

    def point(self, current: int | None, here: int | None = None) -> None:
        """Put another walk in hand, or the cursor on another of its stops; the map follows when it is out of sight."""
        if (current, here) == (self._current, self._here):
            return
        same = current == self._current
        self._current, self._here = current, here
        self._follow()
        self._again(under=not same)

    @property
    def middle(self) -> tuple[int, int] | None:
        """Where the middle of the map is on earth: latitude, longitude in ten-millionths of a degree."""
        if not self._ready() or self._sketch is None or self._frame is None:
            return None
        return self._sketch.plane.degrees(self._frame.east, self._frame.north)

    def action_pan(self, right: int, down: int) -> None:
        if self._ready() and self._frame is not None:
            self._frame = self._frame.moved(right * self._frame.wide / 8, down * self._frame.tall / 8)
            self._again()

    def zoom(self, factor: float) -> None:
        """Bigger or smaller; around the stop under the cursor, if there is one."""
        if not self._ready() or self._frame is None or self._fitted is None:
            return
        wanted = self._frame.scale * factor / self._fitted.scale
        if LEAST_ZOOM <= wanted <= MOST_ZOOM:
            place = self._stop()
            self._frame = self._frame.zoomed(factor)
            if place is not None and not self.has_focus:
                self._frame = self._frame.centred(*place)
            self._again()

    def fit(self) -> None:
        """All of it again."""
        self._fitted = self._frame = None
        self._again()

    def on_resize(self) -> None:
        self._fitted = self._frame = None
        self._again()

    def on_focus(self) -> None:
        self._again()

    def on_blur(self) -> None:
        self._again()

    def notify_style_update(self) -> None:
        """Other colours: the strips hold the old ones."""
        super().notify_style_update()
        self._strips = None

    def render_line(self, y: int) -> Strip:
        if self._strips is None or len(self._strips) != self.size.height:
            self._strips = self._draw()
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _stop(self) -> tuple[float, float] | None:
        """Where the stop under the cursor is, in metres."""
        if self._sketch is None or self._current is None or self._here is None:
            return None
        if self._current >= len(self._sketch.rounds):
            return None
        stops = self._sketch.rounds[self._current]
        return stops[self._here] if self._here < len(stops) else None

    def _follow(self) -> None:
        """Bring the stop under the cursor into sight."""
        place = self._stop()
        if place is None or self._frame is None:
            return
        x, y = self._frame.place(*place)
        if not (0 <= x < self._frame.wide and 0 <= y < self._frame.tall):
            self._frame = self._frame.centred(*place)
            self._under = None

    def _again(self, *, under: bool = True) -> None:
        """Draw anew when next painted; ``under`` says that more than the cursor has changed."""
        self._strips = None
        if under:
            self._under = None
        self.refresh()

    def _shown(self) -> Shown:
        from campaign.field.drawing.chart import Shown

        cross = (self._frame.east, self._frame.north) if self.crosshair and self._frame is not None else None
        return Shown(self._current, self._here, self._numbers, cross)

    def _ready(self) -> bool:
        """Whether there is something to draw and room for it; from then on there is a frame."""
        width, height = self.size
        if self._sketch is None or not self._sketch.points or width < 4 or height < 2:
            return False
        if self._fitted is None:
            from campaign.field.drawing.chart import frame_of

            self._fitted = frame_of(self._sketch, self._cells(), self._only)
        if self._frame is None:
            self._frame = self._fitted
        return True

    def _cells(self) -> Cells:
        from campaign.field.drawing.dots import Cells

        return Cells(self.size.width, self.size.height, self._style)

    def _draw(self) -> list[Strip]:
        from campaign.field.drawing.chart import chart, with_cursor

        width, height = self.size
        base = self.rich_style
        if not self._ready():
            return [Strip.blank(width, base)] * height
        assert self._sketch is not None and self._frame is not None
        cells = self._cells()
        self.drawn += 1
        if self._under is None:
            self._under = chart(self._sketch, self._frame, cells, self._shown())
        dots = with_cursor(self._under, self._sketch, self._frame, self._shown())
        styles = self._styles(base)
        alike = bytes(styles.index(style) for style in styles) + bytes(256 - len(styles))
        return [
            Strip([Segment(text, styles[layer]) for text, layer in dots.runs(row, alike)], width)
            for row in range(height)
        ]

    def _styles(self, base: RichStyle) -> list[RichStyle]:
        found = [base]
        for layer in LAYERS[1:]:
            found.append(base + self.get_component_rich_style(f"map--{layer}", partial=True))
        return found
