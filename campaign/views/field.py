"""What is shown of door to door: turf, walks, lists and their lines. Positions are ten-millionths of a degree."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from campaign.field.landings import say_part
from campaign.words import N_, Words

TURF_WORDS = {"draft": N_("draft"), "frozen": N_("issued"), "retired": N_("retired")}
LIST_WORDS = {
    "ready": N_("ready"),
    "issued": N_("issued"),
    "out": N_("out"),
    "returned": N_("brought back"),
    "entered": N_("entered"),
    "closed": N_("closed"),
    "expired": N_("expired"),
    "replaced": N_("cut anew"),
}
SIDE_WORDS = {"odd": N_("odd side"), "even": N_("even side"), "none": N_("no number")}


@dataclass(frozen=True, slots=True)
class StopView:
    """A stop of a walk, in walking order. ``part`` is the code of which doors of a building that several walks share.

    ``building`` is its label where the buildings of an address are stops of their own.
    """

    position: int
    address_id: uuid.UUID
    street: str
    number: int | None
    suffix: str
    hamlet: str
    side: str
    lat: int
    lon: int
    doors: int
    part: str = ""
    access: str = ""
    building: str = ""

    def said_part(self, w: Words) -> str:
        """Which building and which of its doors, in words; empty where the stop is the whole address."""
        return ", ".join(filter(None, (self.building, say_part(self.part, w))))

    @property
    def address(self) -> str:
        """“12 bis rue du Mail”; a place without a number is its street."""
        before = "" if self.number is None else f"{self.number}{' ' + self.suffix if self.suffix else ''} "
        return f"{before}{self.street}"


@dataclass(frozen=True, slots=True)
class WalkView:
    """A walk and its stops. ``state`` is that of its latest list, ``ready`` while it has none.

    ``replaced`` is one that never had a list before its turf was cut anew: it is no longer issued.
    """

    id: uuid.UUID
    turf_id: uuid.UUID
    turf: str
    committee_id: uuid.UUID
    number: int
    doors: int
    metres: int
    minutes: int
    state: str
    list_number: str
    pass_number: int
    stops: tuple[StopView, ...]


@dataclass(frozen=True, slots=True)
class WalkLine:
    """A walk in a list of walks, with the same states. ``streets`` are its first streets, in walking order."""

    id: uuid.UUID
    number: int
    doors: int
    stops: int
    metres: int
    minutes: int
    streets: str
    state: str
    list_number: str
    pass_number: int
    entered: int


@dataclass(frozen=True, slots=True)
class TurfLine:
    """A turf in a list: ``knocked`` doors at least once in its campaign, out of ``doors``."""

    id: uuid.UUID
    name: str
    cut: int
    state: str
    campaign: str
    place: str
    walks: int
    doors: int
    metres: int
    minutes: int
    issued: int
    knocked: int
    passes: int
    invented: bool


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A door on a list. ``outcome`` is empty until something was entered; ``mark`` is what stands on the door."""

    position: int
    stop: int
    door_id: uuid.UUID
    address: str
    street: str
    side: str
    stairwell: int
    floor: int
    place: int
    floors: int
    mark: str
    outcome: str
    leaflet: bool
    note: str
    visit_id: uuid.UUID | None
    do_not_contact: bool
    building_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class SheetView:
    """A list as it is entered, or printed: who, when, which doors. Times are UTC, shown in ``zone``."""

    id: uuid.UUID
    committee_id: uuid.UUID
    committee: str
    list_number: str
    turf: str
    campaign: str
    walk_id: uuid.UUID
    walk_number: int
    pass_number: int
    state: str
    issued_on: date
    expires_on: date
    expired: bool
    started_at: datetime | None
    ended_at: datetime | None
    zone: str
    team: tuple[str, ...]
    caller: str
    caller_phone: str
    meeting_place: str
    meeting_lat: int | None
    meeting_lon: int | None
    bring_back: str
    metres: int
    minutes: int
    cursor: int
    script: str
    lines: tuple[SheetLine, ...]
    invented: bool
    attribution: str

    @property
    def entered(self) -> int:
        return sum(1 for line in self.lines if line.outcome)
