"""A list is a window over the database: it asks for what is on screen, and for nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.screen import Screen

from tui.widgets.listing import PAGE, Col, Listing, Row

TOTAL = 100_000
COLUMNS = [
    Col("Name", width=20, flex=2),
    Col("Place", width=12, flex=1, rank=1),
    Col("Kind", width=10, rank=3),
    Col("Members", width=8, align="right", rank=2),
]


class Rows(Screen[None]):
    """A list of a hundred thousand rows that come when they are asked for."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self.all = total
        self.asked: list[int] = []
        self.chosen: list[Any] = []
        self.moved: list[Any] = []

    def compose(self) -> ComposeResult:
        yield Listing(COLUMNS)

    def on_mount(self) -> None:
        self.put(0)
        self.query_one(Listing).focus()

    def put(self, offset: int) -> None:
        self.asked.append(offset)
        rows = [Row((f"row {i}", "Lyon", "local", str(i)), i) for i in range(offset, min(offset + PAGE, self.all))]
        self.query_one(Listing).put(rows, offset, self.all)

    def on_listing_needed(self, event: Listing.Needed) -> None:
        self.put(event.offset)

    def on_listing_chosen(self, event: Listing.Chosen) -> None:
        self.chosen.append(event.row.key)

    def on_listing_moved(self, event: Listing.Moved) -> None:
        self.moved.append(event.row.key)


class Window(App[None]):
    """That list, alone."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self.total = total

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"muted": "grey", "row-cursor": "blue", "row-cursor-text": "white", "row-blurred": "black"}

    def on_mount(self) -> None:
        self.push_screen(Rows(self.total))


Start = Callable[..., Any]


@pytest.fixture
def window() -> Start:
    @asynccontextmanager
    async def start(size: tuple[int, int] = (80, 24), total: int = TOTAL) -> AsyncIterator[tuple[Rows, Listing, Any]]:
        app = Window(total)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield app.screen, app.screen.query_one(Listing), pilot

    return start


async def until(pilot: Any, there: Callable[[], bool]) -> None:
    """Wait for a page to come."""
    for _ in range(100):
        await pilot.pause()
        if there():
            return
    raise AssertionError("it never came")


def grid(rows: Screen[None]) -> list[str]:
    return ["".join(s.text for s in strip) for strip in rows._compositor.render_strips(rows.app.size)]


async def test_a_hundred_thousand_rows_cost_the_pages_on_screen_only(window: Start) -> None:
    async with window() as (app, listing, pilot):
        assert app.asked == [0]
        await pilot.press("end")
        await until(pilot, lambda: listing.row is not None)
        assert listing.cursor == TOTAL - 1 and listing.row.key == TOTAL - 1
        assert set(app.asked) == {0, TOTAL - PAGE}
        await pilot.press("home", "pagedown")
        await pilot.pause()
        assert set(app.asked) == {0, TOTAL - PAGE}
        listing.select(50_000)
        await until(pilot, lambda: listing.row is not None)
        assert len(app.asked) <= 4
        assert any("row 50000" in line for line in grid(app))


async def test_the_cursor_is_always_on_screen_and_the_header_stays(window: Start) -> None:
    async with window((80, 10)) as (app, listing, pilot):
        for keys in (
            ["down"] * 12,
            ["pagedown"] * 3,
            ["up"] * 20,
            ["end"],
            ["k"] * 3,
            ["home"],
            ["j"] * 9,
            ["G"],
            ["g"],
        ):
            await pilot.press(*keys)
            await until(pilot, lambda: listing.row is not None)
            shown = grid(app)
            assert shown[0].strip().startswith("Name")
            assert any(f"row {listing.cursor} " in line for line in shown), (keys, listing.cursor)
        assert listing.cursor == 0
        await pilot.press("up")
        assert listing.cursor == 0
        await pilot.press("end", "down")
        assert listing.cursor == TOTAL - 1


async def test_enter_chooses_the_row_under_the_cursor_and_a_click_on_it_too(window: Start) -> None:
    async with window() as (app, listing, pilot):
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert app.chosen == [2] and app.moved[-1] == 2
        await pilot.click(Listing, offset=(5, 6))
        await pilot.pause()
        assert listing.cursor == 5 and app.chosen == [2]
        await pilot.click(Listing, offset=(5, 6))
        await pilot.pause()
        assert app.chosen == [2, 5]


async def test_narrow_columns_go_by_rank_and_every_line_is_as_wide_as_the_list(window: Start) -> None:
    async with window((80, 12)) as (app, _listing, pilot):
        seen = []
        for width in (80, 60, 48, 36, 24, 12, 5, 2, 1):
            await pilot.resize_terminal(width, 12)
            await pilot.pause()
            lines = grid(app)
            assert all(cell_len(line) == width for line in lines)
            labels = [c.label for c in COLUMNS if c.label in lines[0]]
            seen.append((width, labels))
        shown = dict(seen)
        assert shown[80] == ["Name", "Place", "Kind", "Members"]
        assert shown[48] == ["Name", "Place", "Members"]
        assert shown[36] == ["Name", "Place"]
        assert shown[24] == ["Name"]


async def test_a_wider_screen_gives_its_room_to_the_columns_that_share_it(window: Start) -> None:
    async with window((120, 8)) as (_, listing, _pilot):
        sizes = dict(listing._widths(118))
        assert sizes[2] == 10 and sizes[3] == 8
        assert sizes[0] - 20 >= 2 * (sizes[1] - 12) - 1
        assert sum(sizes.values()) + 2 * 3 <= 118


async def test_the_cursor_stays_on_its_row_when_the_rows_change(window: Start) -> None:
    async with window(total=0) as (_, listing, pilot):
        rows = [Row((f"row {i}",), i) for i in range(10)]
        listing.fill(rows)
        listing.select(4)
        listing.fill([Row(("new",), "new"), *rows])
        assert listing.row is not None and listing.row.key == 4 and listing.cursor == 5
        listing.fill(rows[:3])
        assert listing.cursor == 2
        listing.fill([])
        assert listing.row is None and listing.total == 0
        await pilot.press("down", "end", "enter")
        listing.fill(rows, keep=7)
        assert listing.cursor == 7


async def test_a_new_search_forgets_every_page_and_starts_at_the_top(window: Start) -> None:
    async with window() as (app, listing, pilot):
        await pilot.press("end")
        await pilot.pause()
        listing.forget()
        app.all = 3
        app.put(0)
        await pilot.pause()
        assert listing.cursor == 0 and listing.total == 3 and listing.scroll_offset.y == 0
        assert [line for line in grid(app) if "row 99999" in line] == []


async def test_rows_that_changed_on_another_page_are_read_again(window: Start) -> None:
    async with window() as (app, listing, pilot):
        listing.select(500)
        await until(pilot, lambda: listing.row is not None)
        before = len(app.asked)
        app.put(0)  # what a screen does when something was written
        await until(pilot, lambda: 400 in app.asked[before:])
        await pilot.pause()
        assert listing.cursor == 500 and any("row 500 " in line for line in grid(app))
