"""The word lists beside this module, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any


@cache
def word_list(name: str) -> dict[str, Any]:
    """One of the lists: ``names``, ``places``, ``rhythms``, ``texts`` or ``town``."""
    return tomllib.loads(files("seed.demo").joinpath(f"{name}.toml").read_text("utf-8"))


class Bag:
    """Hands out the texts of a list in a drawn order; none comes back before all were used."""

    def __init__(self, chance: Random, texts: list[str]) -> None:
        self._chance = chance
        self._texts = texts
        self._left: list[str] = []
        self._recent: list[str] = []

    def take(self) -> str:
        """The next one."""
        if not self._left:
            drawn = self._chance.sample(self._texts, len(self._texts))
            # What was said last waits longest.
            self._left = [*(t for t in drawn if t in self._recent), *(t for t in drawn if t not in self._recent)]
        text = self._left.pop()
        self._recent = [*self._recent, text][-(len(self._texts) // 2) :] if len(self._texts) > 1 else []
        return text


class Bags:
    """One bag a list, for one committee: its reports do not repeat themselves."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._bags: dict[tuple[str, str, str], Bag] = {}

    def take(self, source: str, group: str, key: str) -> str:
        """A text of ``word_list(source)[group][key]``."""
        name = (source, group, key)
        if name not in self._bags:
            self._bags[name] = Bag(self._chance, word_list(source)[group][key])
        return self._bags[name].take()
