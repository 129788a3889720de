"""Cutting: what was read becomes walks, in memory. It takes seconds, so no transaction is open meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from campaign.field.landings import part_code
from campaign.field.routing.blocks import Band
from campaign.field.routing.cutting import Wanted, cut
from campaign.field.routing.graph import Streets
from campaign.field.routing.ground import CM, Round
from campaign.field.turf.forms import CutForm
from campaign.field.turf.read import Reading, read
from campaign.field.turf.stops import Stop
from db.folding import fold

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """A stop of a walk, as it will be stored."""

    stop: Stop
    first_door: int
    doors: int
    part: str


@dataclass(frozen=True, slots=True)
class PlannedWalk:
    """A walk as it will be stored. ``metres`` from its first stop to its last, as the metric knows the way."""

    stops: tuple[PlannedStop, ...]
    doors: int
    metres: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CutPlan:
    """A cutting that nothing was kept of yet."""

    reading: Reading
    walks: tuple[PlannedWalk, ...]

    @property
    def doors(self) -> int:
        return sum(walk.doors for walk in self.walks)


@dataclass(frozen=True, slots=True)
class CutPreview:
    """What a choice comes to, before it is cut. ``minutes`` are of all walks together, walking included.

    ``small``: the doors of each walk that is sure to hold fewer than asked. ``far_apart``: a walk may well have to
    cross over half a kilometre without a door.
    """

    doors: int
    addresses: int
    walks_estimate: int
    minutes: int
    small: tuple[int, ...] = ()
    far_apart: bool = False


METRES_A_STOP = 25  # walked between two stops in a town; what a preview reckons with


def plan_cut(
    session: Session, form: CutForm, progress: Progress = lambda done, total: None, *, effort: int = 100
) -> CutPlan:
    """Cut, and keep nothing: read, then reckon. ``progress`` may raise, to stop it.

    ``effort`` is in hundredths of the usual; the demonstration, which is made while someone waits, asks for less.

    Raises:
        what `read` raises.
    """
    return cut_reading(read(session, form), progress, effort=effort)


def cut_reading(reading: Reading, progress: Progress = lambda done, total: None, *, effort: int = 100) -> CutPlan:
    """Cut what was read; needs no session."""
    wanted = replace(wanted_of(reading), effort=effort)
    rounds = cut(reading.ground, wanted, progress)
    return CutPlan(reading, tuple(_walk(reading, one) for one in rounds))


def wanted_of(reading: Reading) -> Wanted:
    """How the router is asked to cut."""
    form = reading.form
    seconds = form.minutes is not None
    band = Band(form.doors_min, form.doors_max)
    if form.minutes is not None:
        band = Band(form.minutes * 60 * 85 // 100, form.minutes * 60 * 115 // 100)
    return Wanted(
        band=band,
        metric=form.metric,
        seed=form.seed,
        figures=reading.figures,
        start=reading.start,
        by_seconds=seconds,
        apart=form.apart,
        streets=_streets(reading) if form.metric == "graph" else None,
    )


def _streets(reading: Reading) -> Streets:
    return Streets(
        (section.points, frozenset(fold(name) for name in (section.left, section.right) if name))
        for section in reading.sections
    )


def _walk(reading: Reading, one: Round) -> PlannedWalk:
    stops = []
    for piece in one.pieces:
        stop = reading.stops[piece.stop]
        first = stop.first + piece.first
        part = part_code(stop.homes, stop.floors, stop.stairwells, first, piece.doors)
        stops.append(PlannedStop(stop, first, piece.doors, part))
    return PlannedWalk(tuple(stops), one.doors, round(one.length / CM), max(1, round(one.seconds / 60)))


def preview(session: Session, form: CutForm) -> CutPreview:
    """What a choice comes to: quick enough to be asked at every key.

    Raises:
        what `read` raises, but that nothing is left to cut: that is a preview of no doors.
    """
    from campaign.errors.turf import NothingToCut
    from campaign.field.turf.notices import far_apart

    try:
        reading = read(session, form.model_copy(update={"metric": "plain"}))
    except NothingToCut:
        return CutPreview(0, 0, 0, 0)
    wanted = wanted_of(reading)
    ground = reading.ground
    doors = sum(ground.doors)
    seconds = sum(ground.seconds) + reading.figures.walking(len(ground) * METRES_A_STOP * CM)
    walks = wanted.band.walks(seconds if wanted.by_seconds else doors)
    addresses = len({stop.address_id for stop in reading.stops})
    small = () if wanted.by_seconds or doors >= form.doors_min else (doors,)
    apart = not wanted.by_seconds and not form.apart and far_apart(ground, wanted.band)
    return CutPreview(doors, addresses, walks, round(seconds / 60), small, apart)
