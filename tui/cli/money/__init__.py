"""Money by commands: `accounts` and their statement, `donations`, `spending`."""

from __future__ import annotations

from typing import Any

from campaign.words import Words
from tui.cli.money import accounts, donations, spending


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    donations.register(commands, w)
    spending.register(commands, w)
    accounts.register(commands, w)
