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

SIGNUP_WORDS = {
    "invited": N_("invited"),
    "confirmed": N_("comes"),
    "reminded": N_("comes, reminded"),
    "cancelled": N_("does not come"),
    "attended": N_("was there"),
    "no_show": N_("did not come"),
}

RHYTHM_WORDS = {
    "": N_("once"),
    "week": N_("every week"),
    "two_weeks": N_("every two weeks"),
    "month": N_("every month"),
}


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action in a list, its times in the committee's own zone.

    ``signed_up``, ``invited`` and ``attended`` count people; ``partners`` the other committees that hold it too.
    """

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
    invited: int = 0
    capacity: int | None = None
    partners: int = 0
    shifts: int = 0
    series_id: uuid.UUID | None = None
    kind_id: str = ""

    @property
    def day(self) -> date:
        """The day it begins on, there."""
        return local_day(self.starts_at, self.zone)

    def overdue(self, now: datetime) -> bool:
        """Its report is due the next day; nobody has made one."""
        return self.state != "cancelled" and not self.reported and self.ends_at < now


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """A part of an action that people sign up for; ``taken`` is how many have."""

    id: uuid.UUID
    label: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    taken: int
    version: int

    @property
    def state(self) -> str:
        """Open or full."""
        return "full" if self.capacity is not None and self.taken >= self.capacity else "open"


@dataclass(frozen=True, slots=True)
class SignupLine:
    """A person at an action: signed up in some state, or a member who might come (``state`` is empty).

    ``name`` tells homonyms apart; ``named`` is the consent to be named to the members; ``present``: still a member.
    """

    person_id: uuid.UUID
    name: str
    committee_id: uuid.UUID
    committee: str
    level: int
    shift_id: uuid.UUID | None
    state: str
    minutes: int
    walk_in: bool
    named: bool
    present: bool

    @property
    def seat(self) -> tuple[uuid.UUID, uuid.UUID | None]:
        """The person, and the shift or none."""
        return self.person_id, self.shift_id


@dataclass(frozen=True, slots=True)
class ActionView:
    """One action with its shifts and its people; ``holders`` are the committees that hold it, the host first.

    ``dates`` is how many planned dates of its series begin with it or later.
    """

    line: ActionLine
    holders: tuple[tuple[uuid.UUID, str], ...]
    shifts: tuple[ShiftLine, ...]
    people: tuple[SignupLine, ...]
    dates: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of action."""

    id: str
    label: Label
    field: bool
