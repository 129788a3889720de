"""What is refused about turf and walks."""

from __future__ import annotations

from db.errors import N_, Refusal


class TurfUnknown(Refusal):
    code = "turf.unknown"
    why = N_("There is no turf “{name}”.")
    next_step = N_("List them: appui turf list.")


class TurfAmbiguous(Refusal):
    code = "turf.ambiguous"
    why = N_("“{name}” could be any of {count} turfs: {choices}.")
    next_step = N_("Give its id instead.")


class TurfFrozen(Refusal):
    code = "turf.frozen"
    why = N_("A walk of “{name}” has been issued: it stays as it is.")
    next_step = N_("Cut it anew: what was issued keeps its walks, the rest gets new ones.")


class TurfGone(Refusal):
    code = "turf.gone"
    why = N_("“{name}” was retired.")
    next_step = N_("Take its latest cutting, or cut a new turf.")


class TurfNameTaken(Refusal):
    code = "turf.name_taken"
    why = N_("This campaign has a turf “{name}” already.")
    next_step = N_("Cut that one anew (appui turf recut), or choose another name.")


class NothingToCut(Refusal):
    code = "turf.nothing"
    why = N_("No door is left to cut: {place} has none here that is not on a walk or left out.")
    next_step = N_("Take in the commune's address file (appui import addresses), or choose more.")


class StationsUnknown(Refusal):
    code = "turf.stations"
    why = N_("No address of {place} belongs to polling station {names}.")
    next_step = N_("Stations that are known there: {choices}.")


class SideUnknown(Refusal):
    code = "turf.sides"
    why = N_("No address was found on {name}.")
    next_step = N_("Choose streets and sides again.")


class SideWordUnknown(Refusal):
    code = "turf.side_word"
    why = N_("“{word}” is no side of a street, and no street is called “{name}”.")
    next_step = N_("After the colon write odd, even or none (or impair, pair, sans).")


class BandImpossible(Refusal):
    code = "turf.band"
    why = N_("Walks of {low} to {high} doors cannot be cut.")
    next_step = N_("The least is {fewest} doors, the most {most}, and the least is not above the most.")


class ShiftImpossible(Refusal):
    code = "turf.minutes"
    why = N_("A walk lasts {fewest} to {most} minutes.")
    next_step = N_("Choose a length in between.")


class MetricUnknown(Refusal):
    code = "turf.metric"
    why = N_("There is no metric “{name}”.")
    next_step = N_("Choose one of {choices}.")


class StreetsMissing(Refusal):
    code = "turf.streets"
    why = N_("No map of streets has been taken in, so walks cannot follow them.")
    next_step = N_("Take one in (appui import streets), or cut with tolls, which needs none.")


class GroundChanged(Refusal):
    code = "turf.changed"
    why = N_("Addresses, buildings or lists changed while this was being cut; nothing was kept.")
    next_step = N_("Cut again.")


class FigureOutside(Refusal):
    code = "turf.figure"
    why = N_("{name} lies between {fewest} and {most}.")
    next_step = N_("Choose a figure in between.")


class FigureUnknown(Refusal):
    code = "turf.figure_unknown"
    why = N_("“{text}” changes no figure.")
    next_step = N_("Write FIGURE=N, with one of {choices}.")


class CampaignUnknown(Refusal):
    code = "turf.campaign"
    why = N_("There is no such door-to-door campaign that is still running.")
    next_step = N_("Choose one that is running, or none: one is then made.")
