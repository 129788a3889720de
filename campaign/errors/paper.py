"""What is refused about sheets and files of walks."""

from __future__ import annotations

from db.errors import N_, Refusal


class NothingToPrint(Refusal):
    code = "paper.nothing"
    why = N_("{name} has no walk to print.")
    next_step = N_("Cut it into walks first.")


class WalkNeeded(Refusal):
    code = "paper.walk_needed"
    why = N_("Which walk is meant was not said.")
    next_step = N_("Name one walk (its id, or the number of its list), or all of a turf: --turf NAME.")


class MapFormatUnknown(Refusal):
    code = "paper.format"
    why = N_("“{name}” is not a format for walks.")
    next_step = N_("Choose one of: {formats}.")


class BarrierTooShort(Refusal):
    code = "paper.barrier_short"
    why = N_("A barrier is a line: it needs at least two points, within 50 km of each other.")
    next_step = N_("Mark its bends on the map, or type latitudes and longitudes: 48.9021 2.4833, 48.9040 2.4851.")


class BarrierUnknown(Refusal):
    code = "paper.barrier_unknown"
    why = N_("That barrier is no longer there.")
    next_step = N_("Look at the list of barriers again.")


class PointUnreadable(Refusal):
    code = "paper.point"
    why = N_("“{text}” is not a place: a latitude and a longitude were expected.")
    next_step = N_("Type them in degrees, latitude first: 48.9021 2.4833.")
