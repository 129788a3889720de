"""A list that is a window over the database: any number of rows, drawn one line at a time, fetched page by page.

Textual's DataTable takes minutes to paint 230,000 rows and parses what people typed as markup; this one draws only
what is on screen and shows text as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from campaign.words import N_
from tui import text

PAGE = 200


@dataclass(frozen=True, slots=True)
class Col:
    """A column: fixed ``width``, or a share of what is left by ``flex``. The highest ``rank`` goes first."""

    label: str
    width: int = 0
    flex: int = 0
    align: str = "left"
    rank: int = 0
    style: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line: one text a column, and what it stands for; a single text goes across all columns.

    ``tone`` is dim, warn, good or strong.
    """

    cells: tuple[str, ...]
    key: Any = None
    tone: str = ""
    marked: bool = False
    tones: dict[int, str] = field(default_factory=dict)


class Listing(ScrollView, can_focus=True):
    """Rows under a header that stays; a cursor; Enter chooses."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "listing--header", "listing--cursor", "listing--cursor-blurred", "listing--dim", "listing--warn",
        "listing--good", "listing--strong", "listing--accent",
    }  # fmt: skip

    DEFAULT_CSS = """
    Listing {
        background: transparent;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-color: $panel-lighten-2;
        overflow-x: hidden;
        & > .listing--header { color: $muted; text-style: bold; }
        & > .listing--cursor { background: $row-cursor; color: $row-cursor-text; text-style: bold; }
        & > .listing--cursor-blurred { background: $row-blurred; }
        & > .listing--dim { color: $muted; }
        & > .listing--warn { color: $text-warning; }
        & > .listing--good { color: $text-success; }
        & > .listing--strong { text-style: bold; }
        & > .listing--accent { color: $text-accent; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", N_("Up"), show=False, id="list.up"),
        Binding("down,j", "move(1)", N_("Down"), show=False, id="list.down"),
        Binding("pageup", "leap(-1)", N_("Page up"), show=False, id="list.page_up"),
        Binding("pagedown", "leap(1)", N_("Page down"), show=False, id="list.page_down"),
        Binding("home,g", "edge(-1)", N_("First"), show=False, id="list.first"),
        Binding("end,G", "edge(1)", N_("Last"), show=False, id="list.last"),
        Binding("enter", "choose", N_("Open"), show=False, id="list.open"),
    ]

    class Chosen(Message):
        """Enter, or a click on the cursor's row."""

        def __init__(self, listing: Listing, row: Row) -> None:
            super().__init__()
            self.listing = listing
            self.row = row

        @property
        def control(self) -> Listing:
            return self.listing

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, listing: Listing, row: Row) -> None:
            super().__init__()
            self.listing = listing
            self.row = row

        @property
        def control(self) -> Listing:
            return self.listing

    class Needed(Message):
        """Rows from ``offset`` on are wanted: the screen reads them and calls `Listing.put`."""

        def __init__(self, listing: Listing, offset: int) -> None:
            super().__init__()
            self.listing = listing
            self.offset = offset

        @property
        def control(self) -> Listing:
            return self.listing

    def __init__(
        self,
        columns: Sequence[Col] = (),
        *,
        header: bool = True,
        id: str | None = None,  # noqa: A002 - as in all of Textual
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = list(columns)
        self._header = header
        self._pages: dict[int, list[Row]] = {}
        self._asked: set[int] = set()
        self._total = 0
        self._cursor = 0
        self._clean = True
        self._base: Style | None = None

    @property
    def total(self) -> int:
        """How many rows there are, shown or not."""
        return self._total

    @property
    def cursor(self) -> int:
        """The index of the row under the cursor."""
        return self._cursor

    @property
    def row(self) -> Row | None:
        """The row under the cursor, if it has been fetched."""
        return self._row(self._cursor) if self._total else None

    def relabel(self, columns: Sequence[Col]) -> None:
        """Change the columns (another language, another view)."""
        self._columns = list(columns)
        self.refresh()

    def fill(self, rows: Sequence[Row], *, keep: Any = None) -> None:
        """Show these rows and no others; the cursor stays on the row whose key is ``keep`` (else on its own key)."""
        wanted = keep if keep is not None else (self.row.key if self.row else None)
        self._pages = {start: list(rows[start : start + PAGE]) for start in range(0, len(rows), PAGE)}
        self._asked = set(self._pages)
        self._total = len(rows)
        found = next((i for i, row in enumerate(rows) if wanted is not None and row.key == wanted), None)
        self._cursor = min(self._cursor if found is None else found, max(self._total - 1, 0))
        self._resize_content()
        self._show_cursor()
        self._tell_moved()

    def put(self, rows: Sequence[Row], offset: int, total: int) -> None:
        """Add a page that was asked for."""
        if offset == 0:  # read anew: the other pages may have changed too, and are asked for when they are on screen
            self._asked.clear()
            if total != self._total:
                self._pages.clear()
        self._total = total
        self._pages[offset] = list(rows)
        self._asked.add(offset)
        self._cursor = min(self._cursor, max(total - 1, 0))
        self._resize_content()
        self._tell_moved()

    def forget(self) -> None:
        """Drop every page, for a new search; the cursor goes to the first row."""
        self._pages.clear()
        self._asked.clear()
        self._cursor = 0
        self.scroll_to(y=0, animate=False)

    def select(self, index: int) -> None:
        """Put the cursor on a row."""
        if not self._total:
            return
        self._cursor = min(max(index, 0), self._total - 1)
        self._show_cursor()
        self.refresh()
        self._tell_moved()

    def centre(self) -> None:
        """Bring the cursor's row to the middle, once the list has its size."""
        self.call_after_refresh(self._scroll_to_middle)

    def _scroll_to_middle(self) -> None:
        middle = max(self._cursor - (self.size.height - self._top) // 2, 0)
        self.scroll_to(y=middle, animate=False, force=True)

    def action_move(self, step: int) -> None:
        self.select(self._cursor + step)

    def action_leap(self, pages: int) -> None:
        self.select(self._cursor + pages * max(self.size.height - 2, 1))

    def action_edge(self, side: int) -> None:
        self.select(0 if side < 0 else self._total - 1)

    def action_choose(self) -> None:
        if (row := self.row) is not None:
            self.post_message(self.Chosen(self, row))

    def on_click(self, event: events.Click) -> None:
        index = self.scroll_offset.y + event.y - self._top
        if event.y >= self._top and 0 <= index < self._total:
            same = index == self._cursor
            self.select(index)
            if same:
                self.action_choose()

    def on_resize(self) -> None:
        self._resize_content()
        self._show_cursor()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """All lines of a frame have one style below theirs: putting it together goes up to the application."""
        self._base = self.rich_style
        try:
            return super().render_lines(crop)
        finally:
            self._base = None

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if self._header and y == 0:
            style = self.get_component_rich_style("listing--header")
            return self._strip([c.label for c in self._columns], width, style, {})
        index = self.scroll_offset.y + y - self._top
        base = self._base or self.rich_style
        if not 0 <= index < self._total:
            return Strip.blank(width, base)
        self._ask(index)
        row = self._row(index)
        if row is None:
            return Strip([Segment(text.fit("  …", width), base)], width)
        style = base
        if row.tone:
            style += self.get_component_rich_style(f"listing--{row.tone}", partial=True)
        tones = {
            i: style + self.get_component_rich_style(f"listing--{tone}", partial=True) for i, tone in row.tones.items()
        }
        if index == self._cursor:
            name = "listing--cursor" if self.has_focus else "listing--cursor-blurred"
            over = self.get_component_rich_style(name, partial=True)
            style += over
            tones = {i: s + over for i, s in tones.items()}
        return self._strip(row.cells, width, style, tones, marked=row.marked)

    @property
    def _top(self) -> int:
        return 1 if self._header else 0

    def _strip(
        self, cells: Sequence[str], width: int, style: Style, tones: dict[int, Style], *, marked: bool = False
    ) -> Strip:
        segments = [Segment("●" if marked else " ", style)]
        if len(cells) == 1 < len(self._columns):
            segments.append(Segment(text.fit(cells[0], width - 2), style))
            return Strip(segments).adjust_cell_length(width, style)
        for index, size in self._widths(width - 2):
            column = self._columns[index]
            value = cells[index] if index < len(cells) else ""
            segments.append(Segment(text.fit(value, size, column.align), tones.get(index, style)))
            segments.append(Segment("  ", style))
        strip = Strip(segments)
        return strip.adjust_cell_length(width, style)

    def _widths(self, width: int) -> list[tuple[int, int]]:
        """Which columns fit and how wide: the least important go first when the screen is narrow."""
        shown = list(range(len(self._columns)))
        while True:
            fixed = sum(self._columns[i].width or 8 for i in shown) + 2 * (len(shown) - 1)
            if fixed <= width or len(shown) <= 1:
                break
            shown.remove(max(shown, key=lambda i: (self._columns[i].rank, i)))
        left = max(width - fixed, 0)
        shares = sum(self._columns[i].flex for i in shown) or 1
        sizes = []
        for i in shown:
            column = self._columns[i]
            sizes.append((i, max((column.width or 8) + left * column.flex // shares, 1)))
        return sizes

    def _row(self, index: int) -> Row | None:
        start = index // PAGE * PAGE
        page = self._pages.get(start)
        return page[index - start] if page is not None and index - start < len(page) else None

    def _ask(self, index: int) -> None:
        start = index // PAGE * PAGE
        if start not in self._asked:
            self._asked.add(start)
            self.post_message(self.Needed(self, start))

    def _resize_content(self) -> None:
        self.virtual_size = Size(self.size.width, self._total + self._top)
        self.refresh()

    def _show_cursor(self) -> None:
        if not self.size.height:
            return
        region = Region(0, self._cursor, 1, 1 + self._top)
        self.scroll_to_region(region, animate=False, force=True)

    def _tell_moved(self) -> None:
        if (row := self.row) is not None:
            self.post_message(self.Moved(self, row))
