"""argparse as Appui speaks it: wrong usage in one sentence of the reader's language, and commands made when named.

All commands together have several hundred options; making them costs more than most commands take to answer. So a line
that is read gets a parser of the commands whose names stand in it, and everything else only when that does not do.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, NoReturn

from campaign.words import Words, words
from db.errors import N_

if TYPE_CHECKING:
    from tui.cli.parser import Call

Run = Callable[["Call"], int]

# What argparse says of wrong usage, in its own English, and the same as a text that can be translated.
_MISTAKES = (
    (r"the following arguments are required: (?P<names>.+)", N_("the following arguments are required: {names}")),
    (r"unrecognized arguments: (?P<names>.+)", N_("unrecognized arguments: {names}")),
    (
        r"(?:argument (?P<name>.*?): )?invalid choice: (?P<value>.+?) \(choose from (?P<choices>.+)\)",
        N_("{name}: invalid choice: {value} (choose from {choices})"),
    ),
    (r"argument (?P<name>.*?): expected one argument", N_("{name}: expected one argument")),
    (r"argument (?P<name>.*?): ignored explicit argument (?P<value>.+)", N_("{name}: takes no value, not {value}")),
    (r"argument (?P<name>.*?): (?P<value>.+) is not a whole number", N_("{name}: {value} is not a whole number")),
    (
        r"argument (?P<name>.*?): (?P<value>.+) is not a whole number from (?P<low>\d+) to (?P<high>\d+)",
        N_("{name}: {value} is not a whole number from {low} to {high}"),
    ),
)


class Parser(argparse.ArgumentParser):
    """argparse, ending with 2 and one sentence, in any of its sub-commands, in the reader's language."""

    words: Words = words("en")
    named: Collection[str] | None = None  # what stands in the line, where only that is made; None: all commands
    commands: Any = None  # those of a group

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False)
        w = self.words
        self._positionals.title, self._optionals.title = w(N_("arguments")), w(N_("options"))
        self.add_argument("-h", "--help", action="help", help=w(N_("show this help and end")))

    def error(self, message: str) -> NoReturn:
        if self.named is not None:
            raise NotEnough
        self.exit(2, f"{self.prog}: {printable(self._said(message))}. {self.prog} --help\n")

    def format_help(self) -> str:
        if self.named is not None:
            raise NotEnough
        return self._spoken(super().format_help())

    def format_usage(self) -> str:
        return self._spoken(super().format_usage())

    def _spoken(self, text: str) -> str:
        return text.replace("usage: ", self.words(N_("usage: ")), 1)

    def _said(self, message: str) -> str:
        for pattern, msgid in _MISTAKES:
            if match := re.fullmatch(pattern, message, re.DOTALL):
                facts = match.groupdict()
                if "name" in facts and not facts["name"]:  # argparse has no word for a command
                    facts["name"] = self.words(N_("command"))
                return self.words(msgid, **facts)
        return message


class NotEnough(Exception):
    """The commands named in the line are not enough to say what is wrong with it: all must be made."""


class _Commands(argparse._SubParsersAction):  # type: ignore[type-arg]
    """The commands of a parser; those that the line does not name are not made."""

    def add_parser(self, name: str, **options: Any) -> Any:
        named = self._parser_class.named
        return super().add_parser(name, **options) if named is None or name in named else _Unmade()


class _Unmade:
    """Stands for a command that the line does not name: takes its arguments and commands, keeps none."""

    choices: Collection[str] = ()

    def _nothing(self, *_values: Any, **_options: Any) -> _Unmade:
        return self

    add_argument = add_argument_group = add_mutually_exclusive_group = _nothing
    add_parser = add_subparsers = set_defaults = _nothing


def parser_class(w: Words, named: Collection[str] | None = None) -> type[Parser]:
    """The parser of one reader; with ``named``, of these commands only, and `NotEnough` if more is needed."""
    return type("Parser", (Parser,), {"words": w, "named": named})


def commands_of(parser: Parser, title: str) -> Any:
    """Where a parser's commands are added."""
    return parser.add_subparsers(title=title, metavar="", action=_Commands)


def command(
    commands: Any, name: str, help_text: str, run: Run, *, json_output: bool = False
) -> argparse.ArgumentParser:
    """Add one command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=help_text, description=help_text, allow_abbrev=False
    )
    parser.set_defaults(run=run)
    if json_output:
        parser.add_argument("--json", action="store_true", help="JSON")
    return parser


class Explain:
    """What a group of commands does alone: it explains itself and ends with 2."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser

    def __call__(self, _call: Call) -> int:
        self.parser.print_help(sys.stderr)
        return 2


def group(commands: Any, name: str, help_text: str) -> Any:
    """Add a command that has sub-commands, or find the one that another module has added."""
    if name in commands.choices:
        return commands.choices[name].commands
    parser = commands.add_parser(name, help=help_text, description=help_text, allow_abbrev=False)
    if isinstance(parser, _Unmade):
        return parser
    parser.set_defaults(run=Explain(parser))
    parser.commands = commands_of(parser, name)
    return parser.commands


def printable(text: str) -> str:
    """One line for a terminal: what came from people holds no control character and no change of writing direction."""
    return "".join("\N{REPLACEMENT CHARACTER}" if is_hidden(char) else char for char in text)


def is_hidden(char: str) -> bool:
    """Whether a character shows nothing, or changes how others show."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char != "\u200d"  # joins emoji
