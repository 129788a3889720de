"""The French catalogue: whole, up to date, well typeset, and short enough for the line of keys."""

from __future__ import annotations

import ast
import gettext
import importlib
import pkgutil
import re
import string
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.binding import Binding

import tui.screens
from campaign.locale import refresh
from campaign.words import LANGS, Lang
from tui.app import AppuiApp, Place
from tui.screens.base import AppuiDialog, AppuiScreen
from tui.user_settings import UserSettings

NARROW = 80
MOST_KEYS = 5  # and the key of help
FRENCH = refresh.translations()
BEFORE_HIGH_MARKS = re.compile(r"[ \t](?=[:;?!»])|(?<=«)[ \t]|(?<!\N{NO-BREAK SPACE})»|«(?!\N{NO-BREAK SPACE})")
SINGLE_MARK = re.compile(r"(?<=\w)[;?!]")  # a colon may stand in a time or an address


# A call that may say a text of its own, wherever in it that stands.
SPEAKING = re.compile(r"\b(?:w|words|many|Binding)\s*\(")


def placeholders(text: str) -> list[tuple[str, str | None, str | None]]:
    return sorted((name, spec, how) for _, name, spec, how in string.Formatter().parse(text) if name is not None)


def screens() -> list[type[Any]]:
    """Every screen and dialog that exists."""
    for module in pkgutil.walk_packages(tui.screens.__path__, "tui.screens."):
        importlib.import_module(module.name)
    found: list[type[Any]] = []
    waiting: list[type[Any]] = [AppuiScreen, AppuiDialog]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return sorted(found, key=lambda kind: kind.__name__)


def keys_shown(screen: type[Any]) -> list[Binding]:
    """What the line of keys shows, help last: a key of the class goes before the same one of the classes below."""
    taken: dict[str, Binding] = {}
    for owner in screen.__mro__:
        for binding in Binding.make_bindings(owner.__dict__.get("BINDINGS", [])):
            taken.setdefault(binding.key, binding)
    once: dict[str, Binding] = {}
    for binding in taken.values():
        if binding.show:
            once.setdefault(binding.action, binding)
    return sorted(once.values(), key=lambda binding: binding.action == "help")


def app_in(lang: Lang, folder: Path) -> AppuiApp:
    def nothing(*_: object) -> Any:
        raise AssertionError("no file is opened here")

    path = folder / "local.appui"
    place = Place(path, False, False, path, folder / "s", folder / "l", folder, open=nothing, create_demo=nothing)
    return AppuiApp(place, lang, UserSettings())


def test_every_text_of_the_code_is_said_in_french_by_a_catalogue_that_is_up_to_date_and_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = refresh.msgids()
    assert len(texts) > 500
    monkeypatch.setattr(refresh, "msgids", lambda: texts)  # reading all the code takes a while
    assert refresh.refresh(check=True) == []
    catalogue = gettext.translation("appui", refresh.PO.parents[2], languages=["fr"])
    missing = [text for text in texts if not FRENCH.get(text) or catalogue.gettext(text) != FRENCH[text]]
    assert missing == []
    assert set(FRENCH) == texts


def test_a_missing_translation_or_a_stale_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "ROOT", tmp_path)
    monkeypatch.setattr(refresh, "PO", tmp_path / "appui.po")
    monkeypatch.setattr(refresh, "MO", tmp_path / "appui.mo")
    code = tmp_path / "tui" / "screen.py"
    code.parent.mkdir()
    code.write_text("def f(w):\n    return f\"{w(N_('Said ' 'here'))} {w(N_('Gone'))}\"\n")

    refresh.PO.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Gone"\nmsgstr "Parti"\n'
    )
    assert refresh.refresh(check=True) == [
        "not translated: 'Said here'", "not up to date: appui.po", "not up to date: appui.mo",
    ]  # fmt: skip
    assert refresh.main([]) == 1  # both files are written; what is missing is still missing
    assert refresh.refresh(check=True) == ["not translated: 'Said here'"]

    refresh.PO.write_text(refresh.PO.read_text().replace('"Said here"\nmsgstr ""', '"Said here"\nmsgstr "Dit ici"'))
    assert refresh.main(["--check"]) == 1  # the .mo is older than the .po
    assert refresh.main([]) == 0
    first = refresh.PO.read_bytes(), refresh.MO.read_bytes()
    assert refresh.main(["--check"]) == 0

    code.write_text("N_('Said here')\n")
    assert refresh.main([]) == 0
    assert refresh.translations() == {"Said here": "Dit ici"}
    code.write_text("N_('Gone')\nN_('Said here')\n")
    refresh.PO.write_bytes(first[0])
    assert refresh.main([]) == 0
    assert (refresh.PO.read_bytes(), refresh.MO.read_bytes()) == first


def test_the_files_say_nothing_of_who_wrote_them_when_or_where() -> None:
    head = {"language": "fr", "mime-version": "1.0", "content-type": "text/plain; charset=utf-8"}
    with refresh.MO.open("rb") as file:
        assert gettext.GNUTranslations(file).info() == {**head, "content-transfer-encoding": "8bit"}
    assert not re.search(
        r"(?<!samia)@|Date:|Translator|Generated|\.py\b|^#:|/home|/work", refresh.PO.read_text("utf-8"), re.M
    )


def faults(text: str, french: str) -> list[str]:
    """What is wrong with a translation."""
    checks = {
        "facts": placeholders(french) == placeholders(text),
        "spaces": not BEFORE_HIGH_MARKS.search(french) and not SINGLE_MARK.search(french),
        "quotes": not set("“”’") & set(french),
        "lines": french.count("\n") == text.count("\n"),
        "ends": [french.endswith(end) for end in (".", "…", "?")] == [text.endswith(end) for end in (".", "…", "?")],
        "edges": french.strip() == french or text.strip() != text,
    }
    return [name for name, good in checks.items() if not good]


def test_french_keeps_the_facts_and_the_typography() -> None:
    assert {text: found for text, french in FRENCH.items() if (found := faults(text, french))} == {}


@pytest.mark.parametrize(
    ("text", "french", "fault"),
    [
        ("{count} members", "{nombre} membres", "facts"),
        ("Read: {title}", "Lire : {title}", "spaces"),
        ("Merge?", "Fusionner?", "spaces"),
        ("“{name}”", "«{name}»", "spaces"),
        ("“{name}”", "“{name}”", "quotes"),
        ("one\ntwo", "un deux", "lines"),
        ("Choose one.", "Choisissez", "ends"),
        ("Name", "Nom ", "edges"),
    ],
)
def test_a_translation_with_a_fault_is_found(text: str, french: str, fault: str) -> None:
    assert faults(text, french) == [fault]


def test_nothing_is_said_that_was_not_marked() -> None:
    """A text handed to ``w``, or a key's description, that carries no N_ would stay English for ever."""
    unmarked = []
    for file in sorted((refresh.ROOT / "tui").rglob("*.py")) + sorted((refresh.ROOT / "campaign").rglob("*.py")):
        text = file.read_text("utf-8")
        if not SPEAKING.search(text):  # no call that could be one
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            spoken = {"w": node.args[:1], "words": node.args[:1], "many": node.args[:2], "Binding": node.args[2:3]}
            for argument in spoken.get(name, []):
                literal = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                if (literal or isinstance(argument, ast.JoinedStr)) and ast.unparse(argument) not in ("'fr'", "'en'"):
                    unmarked.append(f"{file.name}:{node.lineno}: {ast.unparse(argument)}")
    assert unmarked == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_keys_of_every_screen_fit_a_narrow_terminal(lang: Lang, tmp_path: Path) -> None:
    app = app_in(lang, tmp_path)
    found = screens()
    assert len(found) > 15
    too_wide = []
    for screen in found:
        keys = keys_shown(screen)
        line = "".join(f" {app.get_key_display(key)} {app.words(key.description)} " for key in keys)
        if cell_len(line) > NARROW or len(keys) > MOST_KEYS + 1:
            too_wide.append((screen.__name__, cell_len(line), line))
    assert too_wide == []


def test_the_keys_that_are_measured_are_those_that_are_shown() -> None:
    from tui.screens.home import HomeScreen

    assert [key.description for key in keys_shown(HomeScreen)] == [
        "Committees", "People", "Agenda", "Doors", "Report", "Help",
    ]  # fmt: skip
