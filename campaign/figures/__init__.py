"""The figures, one definition each: `counting` counts them, `behind` gives the rows that a count stands on."""

from campaign.figures.behind import Behind, BehindRow, behind
from campaign.figures.counting import (
    Scope,
    by_committee,
    figures,
    scopes,
    tally,
    totals,
    weekly,
)
from campaign.views.figures import ACTIVE_DAYS, DEFINITIONS, GOAL_KEYS, RATES, Definition, Figures, Rate

__all__ = [
    "ACTIVE_DAYS",
    "DEFINITIONS",
    "GOAL_KEYS",
    "RATES",
    "Behind",
    "BehindRow",
    "Definition",
    "Figures",
    "Rate",
    "Scope",
    "behind",
    "by_committee",
    "figures",
    "scopes",
    "tally",
    "totals",
    "weekly",
]
