"""What is asked of a cutting, checked before anything is read."""

from __future__ import annotations

import uuid

from pydantic import BaseModel, ConfigDict

from campaign.errors.turf import BandImpossible, MetricUnknown, ShiftImpossible
from campaign.field.routing.ground import METRICS

FEWEST, MOST = 5, 500  # doors in a walk
SHORTEST, LONGEST = 20, 480  # minutes
NAME_LIMIT = 80


class CutForm(BaseModel):
    """A turf to cut: a whole commune, or ``stations`` of it (codes), or ``sides``: (street id, odd|even|none|all).

    Walks hold ``doors_min`` to ``doors_max`` doors, or last ``minutes`` give or take 15 %. ``turf_id``: the turf that
    is cut anew; what has been issued of it stays. Positions are ten-millionths of a degree. ``apart``: no walk crosses
    from one part of the ground to another that is over half a kilometre away, even where one has too few doors.
    """

    model_config = ConfigDict(frozen=True)

    committee_id: uuid.UUID
    insee: str
    name: str = ""
    campaign_id: uuid.UUID | None = None
    stations: tuple[str, ...] = ()
    sides: tuple[tuple[uuid.UUID, str], ...] = ()
    metric: str = "tolls"
    doors_min: int = 40
    doors_max: int = 60
    minutes: int | None = None
    seed: int = 1
    start_lat: int | None = None
    start_lon: int | None = None
    start_place: str = ""
    turf_id: uuid.UUID | None = None
    apart: bool = False

    def check(self) -> None:
        """Refuse what cannot be cut.

        Raises:
            BandImpossible, ShiftImpossible, MetricUnknown.
        """
        if not FEWEST <= self.doors_min <= self.doors_max <= MOST:
            raise BandImpossible(low=self.doors_min, high=self.doors_max, fewest=FEWEST, most=MOST)
        if self.minutes is not None and not SHORTEST <= self.minutes <= LONGEST:
            raise ShiftImpossible(fewest=SHORTEST, most=LONGEST)
        if self.metric not in METRICS:
            raise MetricUnknown(name=self.metric[:20], choices=", ".join(METRICS))
