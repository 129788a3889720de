"""The figures, one definition each.

`counting` asks for them, `movement`, `agenda` and `field` count, `window` is what they share; `doors` counts one turf,
walk or list, `quality` looks for what is improbable, `behind` gives the rows that a count stands on.
"""

from campaign.figures.behind import Behind, BehindRow, behind
from campaign.figures.counting import by_committee, figures, tally, totals, weekly
from campaign.figures.doors import door_counts
from campaign.figures.quality import flags, flags_of_list
from campaign.figures.window import Scope, scopes
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
    "door_counts",
    "figures",
    "flags",
    "flags_of_list",
    "scopes",
    "tally",
    "totals",
    "weekly",
]
