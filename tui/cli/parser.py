"""The grammar of the command line: one parser, whose commands live one module an activity.

Each module offers ``register(commands)`` and sets ``run`` on its parsers: a function of a `Call` that returns an exit
code. What it imports it imports when it runs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.words import Lang, Words, language_said, words
from db.errors import N_
from tui.cli.grammar import (
    Explain,
    NotEnough,
    Parser,
    Run,
    command,
    commands_of,
    group,
    is_hidden,
    parser_class,
    printable,
)

if TYPE_CHECKING:
    from db.store import Store

__all__ = ["Call", "build", "columns", "command", "group", "limits", "parse", "printable", "whole", "whole_within"]

EXAMPLES = """
  appui --demo
  appui committee create "Comité de la Croix-Rousse" --place 69384
  appui committee join "Croix-Rousse" "Samia Benali" --role leader
  appui action add "Croix-Rousse" --kind market --day +3 --at 9:00 --where "Place de la mairie"
  appui report activity --committee "Croix-Rousse" --format pdf --output report.pdf
"""


@dataclass
class Call:
    """One call of the program: its options, its language, and the way to its file."""

    options: argparse.Namespace
    lang: Lang
    _store: Store | None = field(default=None, init=False)

    @property
    def words(self) -> Words:
        """The words of the reader's language."""
        return words(self.lang)

    @property
    def path(self) -> Path:
        """The data file: ``--data``, else APPUI_DATA, else the demo's, else the user's own."""
        from tui.cli.paths import data_file

        return data_file(self.options.data, demo=self.options.demo)

    def run(self) -> int:
        """Do what was asked, and give the file back."""
        run: Run = self.options.run
        try:
            return run(self)
        finally:
            if self._store is not None:
                self._store.close()

    def existing(self) -> Store:
        """The open file, which must be there already: it is never created."""
        from db import files

        if self._store is None:
            self._store = files.open_file(self.path)
        return self._store

    def existing_or_new(self) -> Store:
        """The open file, made first if there is none yet."""
        from tui.cli.paths import open_or_create

        if self._store is None:
            self._store = open_or_create(self.path)
        return self._store

    def actor(self) -> uuid.UUID | None:
        """Who acts: ``--as NAME`` (declared, someone known here), else the profile of the file.

        Raises:
            PersonUnknown, PersonAmbiguous: ``--as`` names nobody, or several.
        """
        from campaign.people import find_person
        from campaign.settings import who_am_i

        assert self._store is not None
        with self._store.read() as session:
            if self.options.acting_as:
                return find_person(session, self.options.acting_as).id
            me = who_am_i(session)
            return me.id if me else None

    def show(self, data: Any, lines: Iterable[str]) -> int:
        """Print data as JSON with ``--json``, else as lines of text."""
        if getattr(self.options, "json", False):
            text = json.dumps(data, ensure_ascii=False, indent=2, default=_plain)
            # The same value for a program; nothing for a terminal to obey.
            print("".join(json.dumps(c)[1:-1] if c != "\n" and is_hidden(c) else c for c in text))
        else:
            for line in lines:
                self.print(line)
        return 0

    def deliver(self, content: bytes, name: str, *, binary: bool) -> int:
        """Write a file whole or not at all to ``--output``, in a folder under ``name``; or to the standard output.

        The standard output is meant by ``-``, and where nothing is said; what would garble a terminal goes to a file.
        """
        from db.files import write_whole
        from tui.cli.paths import typed_path

        output = self.options.output
        if output is None and binary and sys.stdout.isatty():
            output = name
        if output is None or output == "-":
            sys.stdout.flush()
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
            return 0
        path = typed_path(output)
        if os.path.isdir(path):
            path /= name
        write_whole(path, content)
        self.say(self.words(N_("Written: {path}"), path=path))
        return 0

    def print(self, line: str) -> None:
        """One line of data on the standard output."""
        print(printable(line))

    def say(self, message: str) -> None:
        """Tell the person something, beside the data."""
        print(printable(message), file=sys.stderr)


def parse(arguments: Sequence[str]) -> Call:
    """Read a command line.

    ``--data``, ``--lang``, ``--as`` and ``--json`` may stand before or after the command.
    """
    lang = _language(arguments)
    ordered = _options_first(arguments)
    # The screens need none of the commands, whose hundred options would cost a tenth of the first frame.
    options = _parsed(lang, ordered) if _names_a_command(ordered) else _general(lang).parse_args(ordered)
    if options.version:
        options.run = _say_version
    if not hasattr(options, "run"):
        from tui.cli import screens

        options.run = screens.open_screens
    return Call(options, lang)


def _parsed(lang: Lang, ordered: Sequence[str]) -> argparse.Namespace:
    """The options of a line that names a command; help and mistakes need all commands, since they name them."""
    try:
        options = build(lang, named=frozenset(ordered)).parse_args(ordered)
    except NotEnough:
        options = None
    if options is None or isinstance(getattr(options, "run", None), Explain):
        return build(lang).parse_args(ordered)
    return options


def build(lang: Lang, named: Collection[str] | None = None) -> Parser:
    """The whole parser, which is also what the documentation is checked against; or the commands ``named`` only."""
    from tui.cli import (
        actions,
        committees,
        completion,
        field,
        files,
        importing,
        money,
        people,
        reports,
        rights,
        seed,
        structures,
    )

    w = words(lang)
    parser = _general(lang, named)
    commands = commands_of(parser, w(N_("commands")))
    for module in (
        committees,
        people,
        rights,
        importing,
        actions,
        field,
        money,
        structures,
        reports,
        seed,
        files,
        completion,
    ):
        module.register(commands, w)
    return parser


def _general(lang: Lang, named: Collection[str] | None = None) -> Parser:
    """The options that stand before any command."""
    w = words(lang)
    parser = parser_class(w, named)(
        prog="appui",
        description=w(N_("Local support committees run their campaign from the keyboard.")),
        epilog=w(N_("Examples:")) + EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--data", metavar="FILE", type=Path, help=w(N_("the data file (else APPUI_DATA, else yours)")))
    parser.add_argument("--demo", action="store_true", help=w(N_("a demonstration file of its own, made on first use")))
    parser.add_argument(
        "--lang", choices=("fr", "en"), help=w(N_("language, else that of the environment, else the chosen one"))
    )
    parser.add_argument("--as", dest="acting_as", metavar="NAME", help=w(N_("who acts (declared, journalled)")))
    parser.add_argument("--today", metavar="DATE", help=w(N_("the day on which the demonstration is made")))
    parser.add_argument("--version", action="store_true", help=w(N_("say which version this is")))
    return parser


def _names_a_command(ordered: Sequence[str]) -> bool:
    """Whether anything is left besides the general options and their values: a command, ``--help``, a mistake."""
    waiting = False
    for argument in ordered:
        if waiting:
            waiting = False
        elif argument in _BEFORE:
            waiting = True
        elif not (argument in ("--demo", "--version") or argument.split("=", 1)[0] in _BEFORE):
            return True
    return False


def limits(parser: argparse.ArgumentParser, w: Words) -> None:
    """The two options that every list takes."""
    parser.add_argument("--limit", type=whole, default=200, metavar="N", help=w(N_("how many lines at the most")))
    parser.add_argument("--search", default="", metavar="TEXT", help=w(N_("only what holds these words")))


def whole(text: str) -> int:
    """A whole number of 0 or more.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def whole_within(text: str, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not text.isascii() or not text.isdigit() or len(text) > 15 or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a whole number from {low} to {high}")
    return int(text)


def columns(rows: Sequence[Sequence[object]]) -> list[str]:
    """Rows as aligned plain text: for people, pipes and screen readers."""
    cells = [["–" if c is None else printable(str(c)) for c in row] for row in rows]
    if not cells:
        return []
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _plain(value: object) -> object:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime):
        from db.types import instant_text

        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(type(value).__name__)


_BEFORE = {"--data", "--lang", "--as", "--today"}


def _options_first(arguments: Sequence[str]) -> list[str]:
    """Move the general options before the command, so that they may stand anywhere."""
    first: list[str] = []
    rest: list[str] = []
    index = 0
    while index < len(arguments):
        argument = arguments[index]
        name = argument.split("=", 1)[0]
        # `seed --today` is an option of the seed; argparse reads it there.
        if argument == "--":
            rest += arguments[index:]
            break
        if argument == "--demo":
            first.append(argument)
        elif name in _BEFORE and not (name == "--today" and "seed" in rest):
            first.append(argument)
            if "=" not in argument and index + 1 < len(arguments):
                index += 1
                first.append(arguments[index])
        else:
            rest.append(argument)
        index += 1
    return [*first, *rest]


def _language(arguments: Sequence[str]) -> Lang:
    for index, argument in enumerate(arguments):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else ""
        if argument == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in ("fr", "en"):
            return "fr" if value == "fr" else "en"
    return language_said(os.environ) or _chosen() or "fr"


def _chosen() -> Lang | None:
    """The language chosen on the screens; read only where neither the line nor the environment says one."""
    from tui import user_settings
    from tui.cli.paths import settings_file

    return user_settings.load(settings_file()).lang


def _say_version(_call: Call) -> int:
    from db.version import program_version  # importlib.metadata alone would cost a tenth of the first frame

    print(f"appui {program_version()}")
    return 0
