"""What the screens share: keys, themes, languages, the palette; each screen by itself is in test_snapshots.py."""

# ruff: noqa: E501 - programs and lists of keys, one a line

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.command import CommandPalette
from textual.screen import Screen

import tui.screens
import tui.widgets
from campaign.words import words
from tests.conftest import NOW
from tests.screens import SCREENS, check_french, check_title, english, go_home, open_by
from tui.app import AppuiApp
from tui.screens.speaking import Speaking
from tui.user_settings import UserSettings

Opened = Callable[..., Any]


@pytest.fixture
def data(demo_file: Path, copy: Callable[[Path], Path]) -> Path:
    return copy(demo_file)


async def test_the_palette_offers_the_actions_of_the_screen_in_the_reader_s_language(
    opened: Opened, data: Path
) -> None:
    async with opened(data, "fr", (100, 30)) as hand:
        texts = english()
        w = words("fr")
        titles = [command.title for command in hand.app.get_system_commands(hand.app.screen)]
        assert {w("Committees"), w("Agenda"), w("Report"), w("Settings"), w("Undo"), w("Quit")} <= set(titles)
        assert len(titles) == len(set(titles))
        await hand.press("ctrl+p")
        assert isinstance(hand.app.screen, CommandPalette)
        await hand.settle()
        check_french(hand, texts)
        await hand.type(w("Committees").lower())
        await hand.settle()
        await hand.press("enter")
        await hand.settle()
        assert hand.screen == "CommitteesScreen"


def classes() -> list[type[Any]]:
    found: list[type[Any]] = [AppuiApp]
    for package in (tui.screens, tui.widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            loaded = importlib.import_module(module.name)
            found += [c for _, c in inspect.getmembers(loaded, inspect.isclass) if c.__module__ == loaded.__name__]
    return [c for c in found if "BINDINGS" in vars(c)]


OUT_OF_REACH = {
    *"0123456789~#{[|`\\^@]}", "tilde", "number_sign", "left_curly_bracket", "left_square_bracket", "vertical_line", "grave_accent",
    "backslash", "circumflex_accent", "at", "right_square_bracket", "right_curly_bracket",
}  # fmt: skip


def test_every_binding_has_an_id_and_a_name_and_a_key_that_azerty_can_press() -> None:
    seen: dict[str, tuple[str, str]] = {}
    assert len(classes()) > 12
    for cls in classes():
        ids, keys = [], []
        for binding in vars(cls)["BINDINGS"]:
            assert isinstance(binding, Binding), (cls, binding)
            assert binding.id and binding.description, (cls, binding)
            ids.append(binding.id)
            mine = [key.strip() for key in binding.key.split(",")]
            keys += mine
            assert [key for key in mine if key.rpartition("+")[2] not in OUT_OF_REACH or key == "@"], (cls, binding.key)
            assert not [key for key in mine if key.startswith("shift+") and key[-1].isdigit()]
            known = seen.setdefault(binding.id, (binding.action, cls.__name__))
            assert known[0] == binding.action, (binding.id, known, cls)
        assert len(ids) == len(set(ids)), cls
        assert len(keys) == len(set(keys)), cls


@pytest.mark.parametrize(
    "theme",
    ["ansi-dark", *[pytest.param(t, marks=pytest.mark.long) for t in ("appui-light", "appui-dark", "ansi-light")]],
)
async def test_themes_and_no_colour_show_the_same_words(
    opened: Opened, data: Path, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(data, "en", (80, 24), settings=UserSettings(theme=theme)) as hand:
        assert hand.app.theme == theme
        first = hand.grid()
        await hand.press("c", "down")
        second = hand.grid()
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(data, "en", (80, 24), settings=UserSettings(theme=theme)) as hand:
        assert hand.app.no_color
        assert hand.grid() == first
        await hand.press("c", "down")
        assert hand.grid() == second


async def test_an_unknown_theme_or_key_in_the_settings_does_no_harm(opened: Opened, data: Path) -> None:
    settings = UserSettings(
        theme="nowhere", keys={"no.such": "x", "home.committees": "f6"}, problem="[/] settings.toml: [x"
    )
    async with opened(data, "fr", (80, 24), settings=settings) as hand:
        assert hand.app.theme == "appui-dark"
        assert any("[/] settings.toml: [x" in toast for toast in hand.toasts())


async def test_a_key_changed_in_the_settings_file_takes_the_place_of_its_own(opened: Opened, data: Path) -> None:
    keys = {"home.committees": "f6", "list.down": "f8,down"}
    async with opened(data, "en", (100, 30), settings=UserSettings(keys=keys)) as hand:
        assert "f6 Committees" in " ".join(hand.grid()[-1].split())
        await hand.press("c")
        assert hand.screen == "HomeScreen"
        await hand.press("f6")
        assert hand.screen == "CommitteesScreen"
        await hand.press("f8")
        assert hand.app.focused.cursor == 1
        await hand.press("escape", "f1")
        said = str(hand.app.screen.query_one("#keys").render())
        assert "f6" in said


@pytest.mark.parametrize(
    "names",
    [
        ("HomeScreen", "AgendaScreen", "SettingsScreen"),
        pytest.param(tuple(SCREENS), marks=pytest.mark.long),
    ],
    ids=["some", "all"],
)
async def test_the_language_changes_under_every_screen_at_once(
    opened: Opened, data: Path, names: tuple[str, ...]
) -> None:
    texts = english()
    async with opened(data, "en", (100, 30)) as hand:
        for name in names:
            await open_by(hand, SCREENS[name])
            before = hand.grid()
            hand.app.speak("fr")
            for _ in range(50):  # the screen is made anew in its own turn
                await hand.settle()
                if hand.grid()[0].startswith(" Appui"):
                    break
            assert hand.screen == name
            check_title(hand)
            check_french(hand, texts)
            assert hand.grid() != before
            filled = sum(1 for line in hand.grid() if line.strip())
            assert filled >= sum(1 for line in before if line.strip()) - 3, (name, hand.grid())
            hand.app.speak("en")
            await hand.settle()
            await go_home(hand)
            assert hand.shows("This week")


async def test_a_screen_that_opens_reads_what_it_shows_once(
    opened: Opened, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Counter[str] = Counter()
    read = Speaking.read

    def count(self: Speaking, channel: str, *arguments: Any) -> None:
        asked[f"{type(self).__name__} {channel}"] += 1
        read(self, channel, *arguments)

    monkeypatch.setattr(Speaking, "read", count)
    async with opened(data, "en", (100, 30)) as hand:
        for name in ("CommitteeScreen", "AgendaScreen", "ReportScreen", "SettingsScreen"):
            asked.clear()
            await open_by(hand, SCREENS[name])
            assert hand.screen == name
            assert asked and not {what: times for what, times in asked.items() if times > 1}, (name, asked)
            await go_home(hand)


async def test_a_screen_is_read_again_only_once_something_was_written_and_once_for_each_writing(
    opened: Opened, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from campaign.committees.changes import rename
    from db.store import Store

    asked: list[str] = []
    read = Speaking.read

    def count(self: Speaking, channel: str, *arguments: Any) -> None:
        asked.append(channel)
        read(self, channel, *arguments)

    monkeypatch.setattr(Speaking, "read", count)
    async with opened(data, "en", (100, 30)) as hand:
        home = hand.app.screen
        committee = home.view.committee.id
        await hand.press("f1", "escape")
        asked.clear()
        await hand.press("f1", "escape")
        assert hand.app.screen is home and asked == []
        await hand.press("f1")
        other = Store.on_file(data)  # another window, while help stands over Home
        with other.write() as unit:
            rename(unit, committee, "Comité voisin")
        other.close()
        await hand.press("escape")
        assert hand.shows("Comité voisin") and asked == ["home"]
        asked.clear()
        await hand.press("m")
        await hand.put("Samia")
        await hand.press("enter", "enter")
        assert hand.shows("Samia") and asked == ["home"]
        hand.app._clock = lambda: NOW + timedelta(minutes=2)
        await hand.press("f1", "escape")
        assert asked == ["home", "home"]  # what is due depends on the time
        await hand.press("f5")
        assert asked == ["home"] * 3
        await hand.press("r")
        asked.clear()
        await hand.press("x", "escape", "p", "escape")
        assert hand.screen == "ReportScreen" and asked == []
        await hand.press("left")
        assert asked == ["report"]
        report = hand.app.screen.whole
        await hand.resize(140, 40)
        assert hand.app.screen.whole is report  # only written anew, as wide as the paper is now
        other = Store.on_file(data)
        with other.write() as unit:
            rename(unit, committee, "Comité d'en face")
        other.close()
        await hand.resize(100, 30)
        assert hand.app.screen.whole is not report and hand.shows("Comité d'en face")
        for changed in (
            lambda: setattr(hand.app, "_clock", lambda: NOW + timedelta(minutes=3)),
            lambda: hand.app.speak("fr"),
        ):
            report = hand.app.screen.whole
            changed()
            await hand.resize(90 if hand.app.size.width == 100 else 100, 30)
            assert hand.app.screen.whole is not report  # of another minute, or in other words
        assert hand.shows("Comité d'en face") and hand.app.screen.whole.lang == "fr"


async def test_a_half_typed_form_survives_a_change_of_language(opened: Opened, data: Path) -> None:
    async with opened(data, "en", (100, 40)) as hand:
        await hand.press("n")
        await hand.put("Half a name", "#name")
        await hand.put("69384", "#place")
        await hand.press("enter")
        hand.app.speak("fr")
        await hand.settle()
        screen: Screen[Any] = hand.app.screen
        assert screen.query_one("#name").value == "Half a name"  # type: ignore[attr-defined]
        await hand.press("ctrl+s")
        assert hand.screen == "CommitteeScreen" and hand.shows("Half a name")
