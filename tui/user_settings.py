"""The user's own settings: language, theme, keys. A small TOML file, read before the first frame.

It holds nothing personal; a broken one is set aside with a sentence, never a crash.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from campaign.words import Lang

MAPS = ("braille", "blocks", "ascii")


@dataclass(frozen=True, slots=True)
class UserSettings:
    """What the user chose. ``keys`` maps a binding's id to the key that replaces its own (several: comma).

    ``map`` is how maps are drawn: braille, blocks or ascii; empty: what the terminal is known to show.
    """

    lang: Lang | None = None
    theme: str = "appui-dark"
    animations: bool = True
    map: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    def with_changes(self, **changes: Any) -> UserSettings:
        """A copy with other values."""
        return replace(self, **changes)


def load(path: Path) -> UserSettings:
    """Read the settings; what cannot be understood keeps its default and is named in ``problem``."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return UserSettings()
    except (OSError, UnicodeDecodeError) as error:
        return UserSettings(problem=f"{path}: {error}")
    import tomllib  # only where there is something to read: it costs a hundredth of the first frame

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return UserSettings(problem=f"{path}: {error}")
    problems = []
    values: dict[str, Any] = {}
    for name, choices in (("lang", ("fr", "en")), ("map", MAPS)):
        if data.get(name) in choices:
            values[name] = data[name]
        elif name in data:
            problems.append(f"{name}: {', '.join(choices)}")
    for name, kind, example in (("theme", str, '"appui-dark"'), ("animations", bool, "true, false")):
        if isinstance(data.get(name), kind):
            values[name] = data[name]
        elif name in data:
            problems.append(f"{name}: {example}")
    keys = data.get("keys", {})
    if isinstance(keys, dict) and all(isinstance(v, str) for v in keys.values()):
        values["keys"] = keys
    else:
        problems.append('[keys]: id = "key"')
    return UserSettings(**values, problem=f"{path}: {'; '.join(problems)}" if problems else "")


def save(path: Path, settings: UserSettings) -> None:
    """Write the settings, whole or not at all.

    Raises:
        FileReadOnly, DiskFull: the old settings stay.
    """
    from db.files import private_folder, write_whole

    lines = ["# Appui: language (fr, en), theme, animations, map (braille, blocks, ascii), keys by the ids of ?."]
    if settings.lang:
        lines.append(f"lang = {json.dumps(settings.lang)}")
    lines.append(f"theme = {json.dumps(settings.theme)}")
    lines.append(f"animations = {'true' if settings.animations else 'false'}")
    if settings.map:
        lines.append(f"map = {json.dumps(settings.map)}")
    lines += ["", "[keys]", *(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in sorted(settings.keys.items()))]
    private_folder(path.parent)
    write_whole(path, ("\n".join(lines) + "\n").encode())
