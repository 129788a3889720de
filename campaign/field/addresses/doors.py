"""A door as the database has it and as a file says it, and what the one learns from the other. Pure: no database."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass
from typing import Any

from campaign.field.addresses.line import Line, quality
from campaign.field.addresses.naming import SHORT_SUFFIXES
from campaign.field.earth import E7

SAME_POINT_METRES = 15


@dataclass(slots=True)
class Known:
    """An address as it is in the database."""

    id: uuid.UUID
    street_id: uuid.UUID
    number: int | None
    suffix: str
    source_key: str
    ban_id: str | None
    interop: str | None
    uid: str | None
    lat: int
    lon: int
    position: str
    hamlet: str
    certified: bool
    gone: bool
    station: str
    station_by: str

    @property
    def ids(self) -> set[str]:
        return {one for one in (self.source_key, self.ban_id, self.interop, self.uid) if one}


@dataclass(slots=True)
class KnownStreet:
    """A street as it is in the database."""

    id: uuid.UUID
    name: str
    key: str
    fantoir: str


@dataclass(slots=True)
class Group:
    """One door as a file says it, maybe on several lines; ``best`` is the line whose position is taken."""

    street: str
    best: Line
    lines: list[Line]

    @property
    def ids(self) -> list[str]:
        return [one for line in self.lines for one in (line.ban_id, line.interop, line.uid) if one]

    def first(self, name: str) -> str:
        """The smallest of the values that the lines have for an id: the same in whatever order they stand."""
        return min((value for line in self.lines if (value := str(getattr(line, name)))), default="")


def changes(family: str, address: Known, group: Group, street: str) -> dict[str, Any]:
    """What a file brings to a known address: ids, a better or newer position, what was empty.

    ``street`` is that of the file. A newer file puts right what files of its kind, or of a lesser one, said; a
    position is also bettered by any file that has a better kind of position.
    """
    best = group.best
    newer = _puts_right(family, address)
    found = _ids(address, group)
    better = newer or quality(best.position) < quality(address.position)
    if better and (best.lat, best.lon) != (address.lat, address.lon):
        found["lat"], found["lon"] = best.lat, best.lon
    if better and best.position != address.position:
        found["position"] = best.position
    if best.hamlet and best.hamlet != address.hamlet and (newer or not address.hamlet):
        found["hamlet"] = best.hamlet
    if best.certified and not address.certified:
        found["certified"] = True
    if _says_more(best.suffix, address.suffix, newer=newer):
        found["suffix"] = best.suffix
    if address.gone:
        found["gone"] = False
    if newer and street != address.street_id.hex:  # its street has a new name
        found["street"] = group.street
    station = group.first("station")
    if station and station != address.station and address.station_by != "hand":
        found["station"] = station
    return found


def _ids(address: Known, group: Group) -> dict[str, Any]:
    """The ids that a file adds; an id of the present BAN is never given up for one of before."""
    found = {}
    ban_id, interop, uid = group.first("ban_id"), group.first("interop"), group.first("uid")
    if ban_id and address.ban_id not in group.ids and is_modern(ban_id) >= is_modern(address.ban_id):
        found["ban_id"] = ban_id
    if interop and address.interop not in group.ids:
        found["interop_key"] = interop
    if uid and address.uid not in group.ids:
        found["uid"] = uid
    return found


def _says_more(suffix: str, known: str, *, newer: bool) -> bool:
    """Whether a suffix is taken over: bis says more than b, never the other way round."""
    if suffix == known or known == SHORT_SUFFIXES.get(suffix):
        return False
    return newer or suffix == SHORT_SUFFIXES.get(known)


def _puts_right(family: str, address: Known) -> bool:
    """Whether what is known of an address came from files of this kind, and of no better one."""
    known = families(address)
    return family in known and _RANKS[family] == max(_RANKS[one] for one in known)


_RANKS = {"": 0, "stations": 1, "ban_2019": 1, "ban": 2, "bal": 3}


def families(address: Known) -> set[str]:
    """Which kinds of file know an address, by the ids it bears."""
    found = set()
    if address.ban_id:
        found.add("ban" if is_modern(address.ban_id) else "ban_2019")
        if not is_modern(address.ban_id):
            found.add("stations")
    if address.interop or address.uid:
        found.add("bal")
    return found or {""}


def is_modern(ban_id: str | None) -> bool:
    """Whether an id is of the present BAN (``93010_7950_00012``), not of the one before (``ADRNIVX_…``)."""
    return bool(ban_id) and "_" in str(ban_id) and len(str(ban_id).split("_")[0]) == 5


def same_door(group: Group, line: Line) -> bool:
    """Whether a line says a door that the file has said: not where it has another street code and stands elsewhere."""
    first = group.best
    two_codes = bool(first.fantoir and line.fantoir) and first.fantoir != line.fantoir
    return not two_codes or apart(first.lat, first.lon, line.lat, line.lon) < SAME_POINT_METRES


def rank(line: Line) -> tuple[int, bool, int, int]:
    """Which of two lines of one door has the better position; the same whatever order they come in."""
    return (quality(line.position), not line.certified, line.lat, line.lon)


def apart(lat1: int, lon1: int, lat2: int, lon2: int) -> float:
    """Metres between two positions."""
    north = (lat1 - lat2) / E7 * 111_195
    east = (lon1 - lon2) / E7 * 111_195 * math.cos(math.radians(lat1 / E7))
    return math.hypot(north, east)
