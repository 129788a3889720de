"""Turf and walks: what to cut is chosen, cut outside any transaction, kept whole, and never silently cut again.

`forms` what is asked · `choose` the streets and stations to choose from · `read` what it is cut from · `plan` cutting ·
`notices` what to know of it · `keep` storing it, cutting anew, renaming, retiring · `lookup` turf and walks as they are
shown · `figures` the time model of a committee.
"""

from campaign.field.turf.choose import SideLine, StationLine, sides_of, stations_of
from campaign.field.turf.figures import set_figures, time_figures
from campaign.field.turf.forms import CutForm
from campaign.field.turf.keep import cut_turf, keep_cut, recut, rename, retire
from campaign.field.turf.lookup import (
    find_turf,
    find_walk,
    sections_near,
    turf_lines,
    walk_lines,
    walk_view,
    walk_views,
)
from campaign.field.turf.notices import parts_to_separate, said_notices, said_small
from campaign.field.turf.plan import CutPlan, CutPreview, plan_cut, preview

__all__ = [
    "CutForm",
    "CutPlan",
    "CutPreview",
    "SideLine",
    "StationLine",
    "cut_turf",
    "find_turf",
    "find_walk",
    "keep_cut",
    "parts_to_separate",
    "plan_cut",
    "preview",
    "recut",
    "rename",
    "retire",
    "said_notices",
    "said_small",
    "sections_near",
    "set_figures",
    "sides_of",
    "stations_of",
    "time_figures",
    "turf_lines",
    "walk_lines",
    "walk_view",
    "walk_views",
]
