"""What the screens with a map share: zooming by keys that need no Shift on any keyboard, and a list beside the map."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from campaign.words import N_
from tui.screens.base import AppuiScreen
from tui.widgets.map import ZOOM, TurfMap


class MapScreen(AppuiScreen):
    """A screen with one map. Tab goes into it; there the arrows move it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign", "zoom(1)", N_("Map: bigger"), key_display="+", show=False, id="map.in"),
        Binding("minus", "zoom(-1)", N_("Map: smaller"), key_display="-", show=False, id="map.out"),
        Binding("0,à", "fit", N_("Map: all of it"), key_display="0", show=False, id="map.fit"),
    ]

    @property
    def map(self) -> TurfMap:
        """The map of this screen."""
        return self.query_one(TurfMap)

    def action_zoom(self, step: int) -> None:
        self.map.zoom(ZOOM if step > 0 else 1 / ZOOM)

    def action_fit(self) -> None:
        self.map.fit()
