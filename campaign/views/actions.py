"""What is shown of the agenda."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from campaign.labels import Label
from campaign.periods import local_day
from campaign.words import N_

STATE_WORDS = {
    "planned": N_("planned"),
    "held": N_("held"),
    "cancelled": N_("cancelled"),
    "overdue": N_("report due"),
}


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action in a list, its times in the committee's own zone."""

    id: uuid.UUID
    committee_id: uuid.UUID
    committee: str
    kind: Label
    field: bool
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    state: str
    signed_up: int
    attended: int
    minutes: int
    people_met: int
    leaflets: int
    summary: str
    reported: bool
    key_moment: bool
    invented: bool
    version: int

    @property
    def day(self) -> date:
        """The day it begins on, there."""
        return local_day(self.starts_at, self.zone)

    def overdue(self, now: datetime) -> bool:
        """Its report is due the next day; nobody has made one."""
        return self.state != "cancelled" and not self.reported and self.ends_at < now


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of action."""

    id: str
    label: Label
    field: bool
