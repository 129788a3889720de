"""What is shown of addresses: communes, streets by side, doors, buildings, stations and their results."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from campaign.words import N_

ACCESS_WORDS = {
    "": N_("not known"),
    "open": N_("open"),
    "code": N_("door code"),
    "intercom": N_("intercom"),
    "concierge": N_("caretaker"),
    "none": N_("no way in"),
}
BUILDING_WORDS = {"house": N_("house"), "block": N_("block of flats")}
SIDES = ("odd", "even", "none")


@dataclass(frozen=True, slots=True)
class CommuneLine:
    """A commune with addresses: how many streets, addresses and doors, and what is known beside."""

    insee: str
    name: str
    streets: int
    addresses: int
    doors: int
    buildings: int
    stations: int
    with_station: int


@dataclass(frozen=True, slots=True)
class StreetLine:
    """One side of one street: the codes of its polling stations, its first and last number."""

    street_id: uuid.UUID
    name: str
    side: str
    addresses: int
    doors: int
    stations: tuple[str, ...]
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class AddressLine:
    """An address in a list of them."""

    id: uuid.UUID
    street_id: uuid.UUID
    street: str
    insee: str
    number: int | None
    suffix: str
    hamlet: str
    side: str
    doors: int
    buildings: int
    station: str
    station_by: str
    position: str
    lat: int
    lon: int
    gone: bool
    do_not_visit: bool
    version: int

    @property
    def address(self) -> str:
        """“12 bis rue du Mail”; a place without a number is its street."""
        before = "" if self.number is None else f"{self.number}{' ' + self.suffix if self.suffix else ''} "
        return f"{before}{self.street}"


@dataclass(frozen=True, slots=True)
class BuildingLine:
    """A building at an address."""

    id: uuid.UUID
    address_id: uuid.UUID
    label: str
    kind: str
    homes: int
    floors: int
    stairwells: int
    counted: bool
    access: str
    access_note: str
    version: int


@dataclass(frozen=True, slots=True)
class StationLine:
    """A polling station: what stands in its reach, and its latest result, if any is here."""

    id: uuid.UUID
    insee: str
    code: str
    name: str
    addresses: int
    doors: int
    election: str = ""
    round: int = 0
    registered: int | None = None
    abstentions: int | None = None


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A polling station ranked for a campaign; see `campaign.field.addresses.targeting` for the formula."""

    id: uuid.UUID
    insee: str
    code: str
    name: str
    registered: int
    abstentions: int
    expressed: int
    chosen: int
    potential: int
    doors: int

    @property
    def abstention_rate(self) -> float | None:
        """Abstentions out of those registered."""
        return self.abstentions / self.registered if self.registered else None

    @property
    def share(self) -> float | None:
        """Votes for the chosen lists out of those expressed."""
        return self.chosen / self.expressed if self.expressed else None


@dataclass(frozen=True, slots=True)
class RollLine:
    """An electoral roll that was taken in, and until when; nobody of it is named here."""

    id: uuid.UUID
    insee: str
    requester: str
    signed_on: date
    poll_on: date
    purge_on: date
    entries: int
    purged_on: date | None
