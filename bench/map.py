"""A map of 500 stops drawn anew, beside an empty screen of the same size: what moving the cursor through a walk costs.

Both are painted whole, down to the characters that go to the terminal.
"""

from __future__ import annotations

import asyncio
import math
import time
import uuid
from collections.abc import Callable

from bench import measure

LIMIT = 5.0  # times the empty screen
SIZES = ((80, 24), (140, 40))
STOPS = 500


def main(rounds: int = measure.ROUNDS) -> None:
    """Measure and print."""
    print("== map")
    for size in SIZES:
        seconds = asyncio.run(_measured(size, rounds))
        ratios = measure.show(f"{STOPS} stops, {size[0]}x{size[1]}", seconds, "empty screen")
        for name in list(seconds)[1:]:
            measure.target(f"map, {name}, {size[0]}x{size[1]}", ratios[name], LIMIT)


async def _measured(size: tuple[int, int], rounds: int) -> dict[str, list[float]]:
    from textual.app import App, ComposeResult
    from textual.screen import Screen
    from textual.widget import Widget

    from tui.widgets.map import TurfMap

    class Empty(Screen[None]):
        """A screen with nothing on it."""

        def compose(self) -> ComposeResult:
            nothing = Widget()
            nothing.styles.width = nothing.styles.height = "1fr"
            yield nothing

    class Map(Screen[None]):
        """A screen that is a map."""

        def compose(self) -> ComposeResult:
            yield TurfMap()

    class Bare(App[None]):
        """An application with our colours and nothing else of ours."""

        def get_theme_variable_defaults(self) -> dict[str, str]:
            return {"muted": "#8C97A6", "row-cursor": "#2C4666", "row-cursor-text": "#F4F7FA", "row-blurred": "#232C38"}

    jobs: dict[str, Callable[[], float]] = {}
    app = Bare()
    async with app.run_test(size=size):
        empty, one, ten = Empty(), Map(), Map()
        for screen in (empty, one, ten):
            await app.push_screen(screen)
        one.query_one(TurfMap).show(_ground(1), current=0, only=True)
        ten.query_one(TurfMap).show(_ground(10), current=4)
        jobs["empty screen"] = lambda: _painted(empty, lambda _: empty.query_one(Widget).refresh())
        jobs["one walk of 500, all anew"] = lambda: _painted(one, lambda _: one.query_one(TurfMap)._again())
        jobs["one walk of 500, cursor moved"] = lambda: _painted(one, lambda n: one.query_one(TurfMap).point(0, n))
        jobs["ten walks, another in hand"] = lambda: _painted(ten, lambda n: ten.query_one(TurfMap).point(n % 10))
        return measure.interleaved(jobs, rounds)


def _painted(screen: object, change: Callable[[int], None], times: int = 20) -> float:
    """Seconds of one painting, each after something has changed."""
    from textual.screen import Screen

    assert isinstance(screen, Screen)
    compositor, console = screen._compositor, screen.app.console
    begun = time.perf_counter()
    for number in range(times):
        change(number)
        compositor.render_full_update().render_segments(console)
    return (time.perf_counter() - begun) / times


def _ground(walks: int) -> object:
    """An invented turf of 500 doors along slanting streets, in so many walks, streets drawn beneath."""
    from campaign.field.earth import Plane
    from campaign.views.field_map import Ground, Line, Round

    plane, cos, sin = Plane(488_900_000, 24_800_000), math.cos(0.4), math.sin(0.4)

    def place(along: float, aside: float) -> tuple[int, int]:
        return plane.degrees(along * cos - aside * sin, along * sin + aside * cos)

    stops = []
    for lane in range(10):
        for house in range(50):
            odd = house < 25
            stops.append(place((house if odd else 49 - house) * 11.0, lane * 65.0 + (8 if odd else -8)))
    each = STOPS // walks
    rounds = tuple(Round(uuid.UUID(int=n), n + 1, tuple(stops[n * each : (n + 1) * each])) for n in range(walks))
    streets = tuple(Line(f"rue {n}", (place(-20, n * 65.0), place(300, n * 65.0))) for n in range(10))
    return Ground(rounds, streets)
