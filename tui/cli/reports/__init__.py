"""``appui report``: the activity report, what was sent, what changed, and many reports made one."""

from __future__ import annotations

from typing import Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import group


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    from tui.cli.reports import activity, add_up, compare, sent, template

    sub = group(commands, "report", w(N_("reports that leave the machine")))
    for module in (activity, sent, compare, template, add_up):
        module.register(sub, w)
