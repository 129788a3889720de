"""Door to door on the command line, a module a part: `importing` of files (under ``import``), `addresses` by hand..."""

from __future__ import annotations

from typing import Any

from campaign.words import Words


def register(commands: Any, w: Words) -> None:
    """Add the commands of every part, in the order in which they stand in the help."""
    from tui.cli.field import addresses, answers, asking, doors, paper, promises, turf

    for part in (addresses, turf, doors, promises, asking, answers, paper):
        part.register(commands, w)
