"""Money by commands: `accounts` and their statement, `donations`, `spending`."""

from __future__ import annotations

from typing import Any

from campaign.words import Words
from tui.cli.money import accounts, corrections, donations, exchange, monthly, papers, spending
from tui.cli.parser import group


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    donations.register(commands, w)
    sub = group(commands, "donation", w(donations.ABOUT))
    papers.register(sub, w)
    monthly.register(sub, w)
    spending.register(commands, w)
    accounts.register(commands, w)
    exchange.register(group(commands, "money", w(accounts.ABOUT)), w)
    corrections.register(group(commands, "money", w(accounts.ABOUT)), w)
