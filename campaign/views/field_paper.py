"""What a sheet of paper is made from: a list, the ground around it, and where it stands among its walks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign.views.field import SheetView, StopView
from campaign.views.field_doors import QuestionView
from campaign.views.field_map import Ground


@dataclass(frozen=True, slots=True)
class PaperView:
    """A walk list ready to be printed.

    ``ground.rounds`` holds this walk alone; ``walks`` is how many there are in its turf. ``ends_at`` is when the date
    it goes out on is over, UTC; None where it goes out on none.
    """

    sheet: SheetView
    stops: tuple[StopView, ...]
    ground: Ground
    walks: int
    questions: tuple[QuestionView, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
