"""Who gives time: active members, new ones, hours, and those who signed up and did not come."""

from __future__ import annotations

from campaign.figures import DEFINITIONS
from campaign.reports.asked import Asked, Sums, counted, rate
from campaign.reports.names import RATIOS
from campaign.reports.sections import done, field, members
from campaign.reports.views import Section
from campaign.words import N_

HEADLINE = ("members", "active_members", "actions_held", "participations", "minutes", "people_met", "leaflets")
FIRST = ("new_members", "participants")


def section(asked: Asked, title: str, sums: Sums) -> Section:
    """Volunteers and their hours; any figure of the one list that no other section shows stands here."""
    w = asked.w
    elsewhere = {*HEADLINE, *FIRST, *members.FIGURES, *done.FIGURES, *field.FIGURES}
    keys = (*FIRST, *(key for key in DEFINITIONS if key not in elsewhere))
    figures = (
        *(counted(w, key, sums) for key in keys),
        *(rate(w, key, sums) for key in RATIOS if key not in field.RATES),
    )
    return Section(
        "volunteers", title, figures, charts=(sums.chart("minutes", w(N_("Volunteer hours by week")), divided_by=60),)
    )
