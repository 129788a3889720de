"""Every screen and dialog: the keys that lead there from Home, and what holds for any of them whatever it shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from rich.cells import cell_len
from textual.widget import Widget

from campaign.words import words

Step = str | tuple[str, str]

# The keys from Home; ("choose", key) goes to that line of the menu and presses Enter.
SCREENS: dict[str, list[Step]] = {
    "HomeScreen": [],
    "CommitteesScreen": ["c"],
    "CommitteeScreen": ["w"],
    "AgendaScreen": ["a"],
    "ActionScreen": ["a", "enter"],
    "PlanScreen": ["a", "n"],
    "ReportScreen": ["r"],
    "FormScreen": ["r", "e"],
    "NewCommitteeScreen": ["n"],
    "PeopleScreen": ["b"],
    "PersonScreen": ["b", "enter"],
    "EditPersonScreen": ["b", "enter", "enter"],
    "TwinsScreen": ["b", "d"],
    "RequestsScreen": ["b", "enter", "x", ("choose", "requests")],
    "StructuresScreen": ["s"],
    "TutorialsScreen": ["t"],
    "FigureScreen": ["shift+tab", "enter"],
    "MoneyHomeScreen": ["f"],
    "MoneyScreen": ["f", "f"],
    "GiftScreen": ["f", "f", "enter"],
    "DonorScreen": ["f", "f", "end", "enter", "e"],
    "PledgeScreen": ["f", "n"],
    "SpendingScreen": ["f", "p"],
    "AskingScreen": ["f", "p", "n"],
    "RequestScreen": ["f", "p", "enter"],
    "StatementScreen": ["f", "t"],
    "ExchangeScreen": ["f", "x"],
    "CollectingScreen": ["f", "c"],
    "MonthlyScreen": ["f", "y"],
    "NewMonthlyScreen": ["f", "y", "n"],
    "AccountsScreen": ["f", "a"],
    "AccountFormScreen": ["f", "a", "home", "enter"],
    "ElectionFormScreen": ["f", "a", "end", "enter"],
    "RulesScreen": ["f", "l"],
    "SettingsScreen": ["f2"],
    "LogbookScreen": ["w", "l"],
    "SplitScreen": ["w", "o", ("choose", "split")],
    "HistoryScreen": ["f2", ("choose", "history")],
    "FieldScreen": ["p"],
    "ChooseScreen": ["p", "n"],
    "BarriersScreen": ["p", "w"],
    "WalksScreen": ["p", "enter"],
    "WalkScreen": ["p", "enter", "enter"],
    "IssueScreen": ["p", "enter", "end", "p"],
    "AddressesScreen": ["p", "i"],
    "StreetScreen": ["p", "i", "enter"],
    "StationsScreen": ["p", "i", "v"],
    "ListsScreen": ["p", "l"],
    "EntryScreen": ["p", "l", "enter"],
    "TallyScreen": ["p", "l", "enter", "q"],
    "EveningScreen": ["p", "l", "y"],
    "PromisesScreen": ["p", "l", "f"],
    "SilenceScreen": ["p", "l", "h"],
    "ScriptsScreen": ["p", "t"],
    "ScriptScreen": ["p", "t", "n"],
}
DIALOGS: dict[str, list[Step]] = {
    "HelpScreen": ["w", "f1"],
    "AskText": ["w", "e"],
    "Menu": ["w", "o"],
    "Confirm": ["w", "o", ("choose", "close")],
}

# What Textual says in English of its own accord.
BUILT_IN = (
    "Search for commands",
    "Quit the application",
    "Show help",
    "Maximize",
    "Screenshot",
    "Change theme",
    "palette",
    "Save screenshot",
)


async def open_by(hand: Any, steps: list[Step]) -> None:
    """Press the keys that lead somewhere."""
    for step in steps:
        await (hand.press(step) if isinstance(step, str) else hand.choose(step[1]))


async def walk(hand: Any, places: dict[Any, list[Step]]) -> AsyncIterator[Any]:
    """Be at each place in turn: Esc only as far back as the two ways part, then the keys; at the end, Esc to Home.

    Ways that begin alike stand beside each other, so that a screen is opened once for all that is reached from it.
    """
    home = hand.app.screen
    passed: list[tuple[list[Step], Any]] = [([], home)]
    for place, steps in sorted(places.items(), key=lambda p: [str(step) for step in p[1]]):
        while steps[: len(passed[-1][0])] != passed[-1][0] or passed[-1][1] not in hand.app.screen_stack:
            passed.pop()
        way, screen = passed[-1]
        await back(hand, screen)
        for count in range(len(way), len(steps)):
            await open_by(hand, [steps[count]])
            if hand.app.screen is not passed[-1][1]:
                passed.append((steps[: count + 1], hand.app.screen))
        yield place
    await back(hand, home)


async def back(hand: Any, screen: Any) -> None:
    """Esc, until a screen is on top that was left open."""
    for _ in range(6):
        if hand.app.screen is screen:
            return
        await hand.press("escape")
    raise AssertionError(f"Esc does not lead back to {screen} from {hand.screen}")


async def go_home(hand: Any) -> None:
    """Esc, until Home is on top."""
    for _ in range(6):
        if hand.screen == "HomeScreen":
            return
        await hand.press("escape")
    raise AssertionError(f"Esc does not lead back from {hand.screen}")


def english() -> list[str]:
    """Texts of ours whose French is another, long enough not to stand in a French one by chance."""
    catalogue = getattr(words("fr")._catalogue, "_catalog", {})
    return [
        m
        for m, t in catalogue.items()
        if isinstance(m, str) and len(m) > 7 and "{" not in m and m not in t and " " in m
    ]


def check_title(hand: Any) -> None:
    """The first line says where one is."""
    where = hand.app.screen.where()
    shown = hand.grid()[0]
    assert shown.startswith(" Appui"), (hand.screen, hand.grid())
    assert where[:12] in shown, (where, shown)


def check_keys(hand: Any) -> None:
    """The last line has at most five keys beside help, each with its whole name."""
    screen = hand.app.screen
    shown: dict[str, str] = {}
    for active in screen.active_bindings.values():
        if active.binding.show and active.enabled:
            shown.setdefault(
                active.binding.action, f"{hand.app.get_key_display(active.binding)} {active.binding.description}"
            )
    others = [a for a in shown if a != "help"]
    assert len(others) <= 5, (hand.screen, shown)
    footer = " ".join(hand.grid()[-1].split())
    for label in shown.values():
        assert " ".join(label.split()) in footer, (hand.screen, label, footer)


def check_width(hand: Any) -> None:
    """Nothing is wider or higher than the terminal."""
    width, height = hand.app.size
    for line in hand.grid():
        assert cell_len(line) == width
    assert len(hand.grid()) == height
    for widget in hand.app.screen.query(Widget):
        if widget.display and widget.region.area and all(a.display for a in widget.ancestors if isinstance(a, Widget)):
            assert widget.region.right <= width, (hand.screen, widget, widget.region)
            assert widget.max_scroll_x == 0 or widget.is_container is False, (hand.screen, widget, widget.virtual_size)


def check_french(hand: Any, texts: list[str]) -> None:
    """Nothing on the screen is English."""
    shown = "\n".join(hand.grid())
    begun = {shown[at : at + 8] for at in range(len(shown))}  # thousands of texts, of which hardly any begins anywhere
    assert not [text for text in texts if text[:8] in begun and text in shown], hand.screen
    assert not [text for text in BUILT_IN if text in shown], hand.screen
