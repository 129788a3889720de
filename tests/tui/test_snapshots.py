"""Each screen as a grid of characters, at three sizes and in both languages, compared with what was looked at and kept.

A change of a screen is seen here as a change of text. To look at and keep new grids:
``APPUI_KEEP_SNAPSHOTS=1 python -m pytest tests/tui/test_snapshots.py``, then read the difference before committing it.
Each day the French ones are looked at, and the English ones at the smallest size; the others are kept with them.
On the same way each screen must fit, speak the language, list its keys in its help, and open no socket: what takes time
is to open them all.
"""

from __future__ import annotations

import difflib
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, TextArea

from campaign.words import Words, words
from tests.screens import DIALOGS, SCREENS, Step, check_french, check_keys, check_title, check_width, english, walk
from tui.screens.help import keys_of

KEPT = Path(__file__).parent / "snapshots"
KEEPING = bool(os.environ.get("APPUI_KEEP_SNAPSHOTS"))
SIZES = ((80, 24), (100, 30), (140, 40))

# The name of the kept grids and the screen → the keys from Home. Settings show paths, which differ everywhere, and the
# rest is made of the same boxes: those are opened and looked at, not compared.
APPROVED: dict[tuple[str, str], list[Step]] = {
    ("home", "HomeScreen"): [],
    ("committees", "CommitteesScreen"): ["c"],
    ("committee", "CommitteeScreen"): ["w"],
    ("menu", "Menu"): ["w", "o"],
    ("people", "PeopleScreen"): ["b"],
    ("person", "PersonScreen"): ["b", "enter"],
    ("new_committee", "NewCommitteeScreen"): ["n"],
    ("agenda", "AgendaScreen"): ["a"],
    ("plan", "PlanScreen"): ["a", "n"],
    ("money", "MoneyHomeScreen"): ["f"],
    ("gifts", "MoneyScreen"): ["f", "f"],
    ("statement", "StatementScreen"): ["f", "t"],
    ("spending", "SpendingScreen"): ["f", "p"],
    ("slips", "ExchangeScreen"): ["f", "x"],
    ("report", "ReportScreen"): ["r"],
    ("export", "Menu"): ["r", "x"],
    ("logbook", "LogbookScreen"): ["w", "l"],
    ("structures", "StructuresScreen"): ["s", "end", "up", "up"],
    ("tutorials", "TutorialsScreen"): ["t"],
    ("help", "HelpScreen"): ["?"],
    ("doors", "FieldScreen"): ["p"],
    ("walks", "WalksScreen"): ["p", "enter"],
    ("addresses", "AddressesScreen"): ["p", "i"],
    ("lists", "ListsScreen"): ["p", "l"],
    ("sheet", "EntryScreen"): ["p", "l", "enter"],
}
APPROVED_SCREENS = {screen for _, screen in APPROVED}
OTHERS: dict[tuple[str, str], list[Step]] = {
    ("", screen): steps for screen, steps in {**SCREENS, **DIALOGS}.items() if screen not in APPROVED_SCREENS
}
PLACES = {**APPROVED, **OTHERS}
AS_OPENED = {"agenda", "committee", "sheet", "structures"}  # wrapped or scrolled for the size that they open at

TALK = ("connect", "bind", "getaddrinfo", "gethostbyname", "sendto", "sendmsg")


class Ear:
    """Hears every socket of this process that talks, while it is told to listen: a hook cannot be taken away again."""

    def __init__(self) -> None:
        self.listening = False
        self.heard: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, _: Any) -> None:
        if self.listening and event.startswith("socket.") and event[7:] in TALK:
            self.heard.append(event)


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear()


@pytest.fixture
def talk(ear: Ear) -> Iterator[list[str]]:
    """What sockets did during the test."""
    ear.heard.clear()
    ear.listening = True
    yield ear.heard
    ear.listening = False


@pytest.fixture
def untranslated(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every text that was asked for in French and that the catalogue does not hold."""
    missing: set[str] = set()
    known = getattr(words("fr")._catalogue, "_catalog", {})
    say = Words.__call__

    def listen(self: Words, msgid: str, /, **facts: Any) -> str:
        if self.lang == "fr" and msgid and known and msgid not in known:
            missing.add(msgid)
        return say(self, msgid, **facts)

    monkeypatch.setattr(Words, "__call__", listen)
    return missing


def differs(hand: Any, name: str) -> list[str]:
    """How the screen differs from the one that was kept under that name."""
    shown = "\n".join(line.rstrip() for line in hand.grid()) + "\n"
    kept = KEPT / f"{name}-{hand.app.words.lang}-{hand.app.size.width}x{hand.app.size.height}.txt"
    if KEEPING:
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(shown, "utf-8")
    known = kept.read_text("utf-8") if kept.exists() else ""
    if known == shown:
        return []
    return [f"--- {kept.name}", *difflib.unified_diff(known.splitlines(), shown.splitlines(), lineterm="")]


def check_styles(hand: Any) -> None:
    """Nothing on the screen waits for styles that it should have by now."""
    widgets = list(hand.app.screen.walk_children(with_self=True))
    before = [dict(widget.styles.base.get_rules()) for widget in widgets]
    hand.app.screen.update_node_styles(animate=False)
    for widget, rules in zip(widgets, before, strict=True):
        assert dict(widget.styles.base.get_rules()) == rules, (hand.screen, widget)


async def check_help(hand: Any, *, by_key: bool) -> None:
    """Help lists every key of the screen under it with its name, and its name for the settings.

    It is opened where a field has the cursor, since keys are letters there; elsewhere that is for the long run.
    """
    screen, name = hand.app.screen, hand.screen
    keys = screen.active_bindings
    expected = {
        (a.binding.description, a.binding.id)
        for a in keys.values()
        if a.binding.description and a.binding.id and not a.binding.system
    }
    assert len(expected) >= 6, name
    assert keys["f1"].binding.action == "help" and keys["f1"].enabled, name
    said = str(keys_of(screen))
    for description, key in expected:
        assert description[:30] in said, (name, description)
        assert key in said, (name, key)
    if by_key or isinstance(hand.app.focused, (Input, TextArea)):
        await hand.press("f1")
        assert hand.screen == "HelpScreen", name
        assert str(hand.app.screen.query_one("#keys").render()) == said, name
        await hand.press("escape")
        assert hand.app.screen is screen, name


@pytest.mark.parametrize(
    ("lang", "sizes", "places"),
    [
        ("fr", SIZES, PLACES),  # its words are the longer ones
        ("en", SIZES if KEEPING else SIZES[:1], APPROVED),
        pytest.param("en", SIZES, PLACES, marks=pytest.mark.long),
        *[pytest.param(lang, (size,), PLACES, marks=pytest.mark.long) for lang in ("fr", "en") for size in SIZES[1:]],
    ],
    ids=lambda value: (
        "-".join("x".join(map(str, size)) for size in value)
        if isinstance(value, tuple)
        else value
        if isinstance(value, str)
        else f"{len(value)}-places"
    ),
)
async def test_every_screen_looks_as_it_was_approved_fits_speaks_the_language_and_opens_no_socket(
    opened: Callable[..., Any],
    copy: Callable[[Path], Path],
    demo_file: Path,
    *,
    untranslated: set[str],
    talk: list[str],
    lang: str,
    sizes: tuple[tuple[int, int], ...],
    places: dict[tuple[str, str], list[Step]],
) -> None:
    """Opened at the first size, given the others and back: in the long run opened at each of these too."""
    texts = english()
    wrong: list[str] = []

    def look(kept: str, name: str) -> None:
        assert hand.screen == name
        if kept:
            wrong.extend(differs(hand, kept))
        if name in SCREENS:
            check_title(hand)
        check_keys(hand)
        check_width(hand)
        if lang == "fr":
            check_french(hand, texts)

    async with opened(copy(demo_file), lang, sizes[0]) as hand:
        async for kept, name in walk(hand, places):
            look(kept, name)
            if sizes != SIZES:
                check_styles(hand)
            if name in SCREENS and lang == "fr":
                await check_help(hand, by_key=sizes != SIZES)
            if kept and kept not in AS_OPENED and sizes[1:]:
                for size in (*sizes[1:], sizes[0]):
                    await hand.resize(*size)
                    look(kept, name)
        for size in sizes[1:]:
            await hand.resize(*size)
            async for kept, name in walk(
                hand, {place: steps for place, steps in APPROVED.items() if place[0] in AS_OPENED}
            ):
                look(kept, name)
    assert not talk
    assert not untranslated - {"⏎", "End"}  # names of keys
    assert not wrong, "\n".join(wrong)


def test_a_socket_that_talks_would_be_heard(talk: list[str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
    assert talk == ["socket.bind"]
