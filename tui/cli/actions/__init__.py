"""``appui action``: `agenda` plans, lists and reports; `coming` is who comes, in what shift, and what is printed."""

from __future__ import annotations

from typing import Any

from campaign.words import N_, Words
from tui.cli.actions import agenda, coming
from tui.cli.parser import group


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    sub = group(commands, "action", w(N_("the agenda and its reports")))
    agenda.register(sub, w)
    coming.register(sub, w)
