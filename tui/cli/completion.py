"""``appui completion SHELL``: a script that completes commands and options in bash, zsh or tcsh."""

from __future__ import annotations

from typing import Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, command

SHELLS = ("bash", "zsh", "tcsh")


def register(commands: Any, w: Words) -> None:
    """Add the command."""
    parser = command(commands, "completion", w(N_("a script that completes commands in your shell")), run)
    parser.add_argument("shell", choices=SHELLS, help=w(N_("your shell")))


def run(call: Call) -> int:
    import shtab

    from tui.cli.parser import build

    print(shtab.complete(build(call.lang), call.options.shell))
    return 0
