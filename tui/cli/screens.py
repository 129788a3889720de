"""``appui`` alone: the screens. Checks the terminal first, so that nothing ever hangs without one."""

from __future__ import annotations

import sys

from db.errors import N_
from tui.cli.parser import Call


def open_screens(call: Call) -> int:
    """Run the TUI; end with 2 and one line where there is no terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        call.say(call.words(N_("appui needs a terminal. Without one, use its commands: appui --help")))
        return 2
    from tui.launch import launch

    return launch(call)
