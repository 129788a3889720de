"""Writes what the pages on commands and keys say of the code: ``python docs/refresh.py``, from the top of a checkout.

Only what stands between the two marks of a page is written; the rest is by hand. A test fails when a page is behind.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

DOCS = Path(__file__).parent
START, END = "<!-- from the code: python docs/refresh.py -->\n", "<!-- end -->\n"


def commands() -> str:
    """Every command and option, from the parser itself."""
    from tui.cli.parser import build

    lines: list[str] = []
    for name, parser in _walk("appui", build("en")):
        about = f"\n{_sentence(parser.description)}\n" if parser.description and name != "appui" else ""
        rows = [f"| {_shape(action)} | {_meaning(action)} |" for action in _own(parser)]
        table = ["| argument | what it is |", "|---|---|", *rows] if rows else ["No argument."]
        lines += [f"### `{name}`", about, *table, ""]
    return "\n".join(lines)


def _walk(name: str, parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if _own(parser) or not groups:
        yield name, parser
    for action in groups:
        for word, child in action.choices.items():
            yield from _walk(f"{name} {word}", child)


def _own(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """The arguments of a parser but ``--help``, which all have, and its sub-commands."""
    return [a for a in parser._actions if not isinstance(a, (argparse._HelpAction, argparse._SubParsersAction))]


def _shape(action: argparse.Action) -> str:
    value = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if action.choices is not None:
        value = "|".join(map(str, action.choices))
    if action.nargs == 0:
        value = ""
    if not action.option_strings:
        return f"`{(action.metavar or action.dest)}`".replace("|", "\\|")
    shape = f"`{' '.join([', '.join(action.option_strings), value]).strip()}`"
    return shape.replace("|", "\\|") + (" (required)" if action.required else "")


def _meaning(action: argparse.Action) -> str:
    said = "one JSON value on the standard output, and nothing else" if action.dest == "json" else action.help or ""
    if action.dest == "version":
        said = "the version of the program"
    default = action.default
    if isinstance(default, (int, str)) and not isinstance(default, bool) and default not in ("", argparse.SUPPRESS):
        said += f" (default: {default})"
    return _sentence(said).replace("|", "\\|").removesuffix(".")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "." if text else ""


def keys() -> str:
    """Every key of every screen: the class that declares it, its id for the settings file, what it does."""
    from textual.binding import Binding

    from campaign.words import words

    english, french = words("en"), words("fr")
    lines: list[str] = []
    for where, bindings in _bindings():
        lines += [f"### {where}", "", "| keys | id | in English | en français |", "|---|---|---|---|"]
        for binding in bindings:
            assert isinstance(binding, Binding)
            pressed = " or ".join(f"`{key}`" for key in binding.key.split(","))
            says = (english(binding.description), french(binding.description))
            lines.append(f"| {pressed} | `{binding.id}` | {says[0]} | {says[1]} |")
        lines.append("")
    return "\n".join(lines)


def _bindings() -> Iterator[tuple[str, list[object]]]:
    import tui.screens
    import tui.widgets

    modules = ["tui.app"]
    for package in (tui.widgets, tui.screens):
        modules += sorted(m.name for m in walk_packages(package.__path__, f"{package.__name__}."))
    for name in modules:
        module = import_module(name)
        for value in list(vars(module).values()):
            if isinstance(value, type) and value.__module__ == name and vars(value).get("BINDINGS"):
                title = (value.__doc__ or value.__name__).split("\n")[0].rstrip(".")
                yield f"{title} (`{value.__name__}`)", list(vars(value)["BINDINGS"])


PAGES = {"cli.md": commands, "keys.md": keys}


def page(name: str) -> str:
    """A page as it should be now."""
    before, _, rest = (DOCS / name).read_text("utf-8").partition(START)
    _, _, after = rest.partition(END)
    return before + START + "\n" + PAGES[name]().rstrip() + "\n\n" + END + after


if __name__ == "__main__":
    sys.path.insert(0, str(DOCS.parent))
    for each in PAGES:
        (DOCS / each).write_text(page(each), "utf-8")
