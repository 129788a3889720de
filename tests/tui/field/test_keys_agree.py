"""One letter means one thing on every screen of doors; only typing a sheet, where letters are outcomes, is a mode."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from tui.screens import field

# What a letter means, wherever it has a meaning; the words are those of the bindings.
MEANINGS: dict[str, set[str]] = {
    "a": {"Mark all or none"},
    "b": {"Polling station", "Station"},
    "c": {"Another commune", "Communes", "Candidate or list", "Use it"},  # choose which
    "d": {"Delete", "Take away", "Dropped", "Retire a turf", "No homes", "Leave bad lines out"},  # out with it
    "e": {"Type", "Homes"},  # change what is there
    "f": {"Promises"},
    "h": {"Hours", "Silence and hours", "Hours, team, leaflets"},
    "i": {"Addresses", "Take in a file"},
    "l": {"Lists"},
    "n": {"New turf", "New poll", "New script", "New question", "New building", "Take in a file", "Take in results",
          "Keep"},
    "o": {"More"},
    "p": {"Print"},
    "q": {"Count answers", "Count opinions", "What was answered"},
    "r": {"Brought back"},
    "s": {"Enter a sheet"},
    "t": {"Scripts"},
    "u": {"Undo"},
    "v": {"Commune, stations, streets", "Election", "Where to go first"},  # another view
    "w": {"Barriers", "Mend names"},
    "x": {"For other programs"},
    "y": {"Your evening, and put the list away", "What it brought"},
}  # fmt: skip
MODES = {"EntryScreen", "GridScreen", "DoorSheet", "Building", "ConsentDialog"}  # y and n are yes and no, d an outcome


def bindings() -> list[tuple[str, str, str]]:
    """Screen, key, description."""
    found = []
    for module in pkgutil.iter_modules(field.__path__):
        for name, kind in vars(importlib.import_module(f"{field.__name__}.{module.name}")).items():
            declared: list[Any] = vars(kind).get("BINDINGS", []) if isinstance(kind, type) else []
            if name in MODES or getattr(kind, "__module__", "") != f"{field.__name__}.{module.name}":
                continue
            found += [(name, key, binding.description) for binding in declared for key in binding.key.split(",")]
    return found


def test_a_letter_means_the_same_on_every_screen_of_doors() -> None:
    letters = [one for one in bindings() if len(one[1]) == 1 and one[1].isascii() and one[1].isalpha()]
    assert len(letters) > 40
    odd = [one for one in letters if one[2] not in MEANINGS.get(one[1], set())]
    assert not odd
    meant = {(key, said) for _, key, said in letters}
    assert meant == {(key, said) for key, words in MEANINGS.items() for said in words} - {
        ("h", "Hours, team, leaflets"),
        ("q", "What was answered"),
        ("y", "Your evening, and put the list away"),
    }  # these three stand on the sheet being typed
