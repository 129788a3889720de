"""The line above every screen, which says where you are, and the line below, which says what you can do."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from tui import text


class TitleBar(Widget):
    """Where you are on the left, when and who on the right; the right gives way first."""

    DEFAULT_CSS = """
    TitleBar {
        dock: top;
        height: 1;
        background: $panel;
        color: $text;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._left = "Appui"
        self._right: list[str] = []

    def show(self, left: str, right: list[str]) -> None:
        """Change what is said."""
        self._left, self._right = left, right
        self.refresh()

    def render(self) -> Content:
        width = max(self.size.width - 2, 0)
        right = [text.visible(piece) for piece in self._right if piece]
        room = max(width - cell_len(text.visible(self._left)) - 2, width * 2 // 5)
        while right and cell_len(" · ".join(right)) > room:
            right.pop(0)
        tail = " · ".join(right)
        head = text.fit(self._left, max(width - cell_len(tail) - 1, 0))
        name, dot, rest = head.partition(" · ")
        return Content.assemble((f" {name}", "bold $text-accent"), dot, (rest, ""), " ", (tail, "$muted"), " ")


class KeyBar(Widget):
    """The keys that matter here, five at most, and ``?`` for the others. Each can be clicked."""

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        background: $panel;
        color: $muted;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._spots: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Content:
        pieces: list[str | tuple[str, str]] = []
        self._spots = []
        at = 0
        seen: set[str] = set()
        shown = sorted(self.screen.active_bindings.values(), key=lambda a: a.binding.action == "help")
        for active in shown:
            binding = active.binding
            if not binding.show or binding.action in seen or not active.enabled:
                continue
            seen.add(binding.action)
            key = f" {self.app.get_key_display(binding)} "
            label = f"{binding.description} "
            if at + cell_len(key) + cell_len(label) > self.size.width:
                break
            self._spots.append((at, at + cell_len(key) + cell_len(label), binding.action))
            pieces += [(key, "bold $text-accent"), (label, "")]
            at += cell_len(key) + cell_len(label)
        return Content.assemble(*pieces)

    async def on_click(self, event: events.Click) -> None:
        for start, end, action in self._spots:
            if start <= event.x < end:
                await self.screen.run_action(action)
