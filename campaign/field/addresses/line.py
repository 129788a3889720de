"""One line of an address file, checked piece by piece: the door it says, or why it cannot be one.

Nothing here knows the database or the other lines; that is `merge`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from campaign.field.addresses.france import district_of, has_lambert93, insee_code, inside
from campaign.field.addresses.layouts import Columns
from campaign.field.addresses.naming import cleaned, mended, read_number, station_code, street_key, suffix_key
from campaign.field.earth import E7, from_lambert93
from campaign.words import N_
from db.folding import fold

NO_NUMBER = 99999  # in a BAL, a place that has a name and no number: never a door
LARGEST_NUMBER = 99998

# Codes that stand where a street has no FANTOIR code: keys made with them are no ids.
_NO_FANTOIR = frozenset({"", "xxxx", "0000", "9999"})


class Line(NamedTuple):
    """What one line says. Ids are empty where the file has none; positions are ten-millionths of a degree."""

    number_in_file: int
    insee: str
    street: str
    key: str
    fantoir: str
    number: int
    suffix: str
    hamlet: str
    ban_id: str
    interop: str
    uid: str
    lat: int
    lon: int
    position: str
    certified: bool
    station: str


class Refused(Exception):
    """A line that is not taken in. ``blocks``: it shows that the file is not what it should be."""

    def __init__(self, reason: str, *, blocks: bool = False, **facts: str) -> None:
        super().__init__(reason)
        self.reason, self.facts, self.blocks = reason, facts, blocks


class Elsewhere(Exception):
    """A line of another commune; the caller says of which."""

    def __init__(self, insee: str) -> None:
        super().__init__(insee)
        self.insee = insee


POSITIONS = (
    "entree", "entrance", "batiment", "building", "cage d escalier", "staircase identifier", "logement",
    "unit identifier", "delivrance postale", "postal delivery", "service technique", "utility service", "parcelle",
    "parcel", "interpolation", "segment",
)  # fmt: skip


@lru_cache(maxsize=1024)
def quality(position: str) -> int:
    """How good a position is, the smaller the better: the entrance first, a point on the street last but one."""
    key = fold(position)
    return POSITIONS.index(key) if key in POSITIONS else len(POSITIONS)


class LineReader:
    """Reads the lines of one file of addresses. ``takes`` says which communes are wanted."""

    def __init__(self, columns: Columns, takes: Callable[[str], bool], *, mend: bool = False) -> None:
        self.columns, self.takes, self.mend = columns, takes, mend
        self.family = columns.layout.family
        self.width = len(columns.titles)
        self.twice: dict[str, tuple[int, str]] = {}  # names encoded twice: their line, and what they should be
        self.wide = 0

    def read(self, line: int, cells: Sequence[str]) -> Line:
        """What a line says.

        Raises:
            Refused, Elsewhere.
        """
        if len(cells) != self.width:
            raise Refused(
                N_("{found} columns where line 1 has {wanted}"),
                blocks=True,
                found=str(len(cells)),
                wanted=str(self.width),
            )
        interop = self._cell(cells, "interop").lower()
        raw_insee = self._cell(cells, "insee") or interop[:5]
        insee = insee_code(raw_insee)
        if not insee:
            raise Refused(N_("“{code}” is no INSEE code"), blocks=True, code=raw_insee[:20])
        insee = district_of(insee, self._cell(cells, "postcode"))
        if not self.takes(insee):
            raise Elsewhere(insee)
        number, suffix = self._number(cells)
        street = self._name(line, self._cell(cells, "street"))
        key = street_key(street)
        if not key:
            raise Refused(N_("no street"))
        old = insee_code(self._cell(cells, "old_insee"))
        if old and old != insee:  # two villages of one new commune may each have their rue de l'Église
            key = f"{key} @{old}"
            if name := self._name(line, self._cell(cells, "old_name")):
                street = f"{street} ({name})"
        lat, lon = self._position(cells, insee)
        ban_id, interop, fantoir = self._ids(cells, insee, interop)
        return Line(
            line, insee, street, key, fantoir, number, suffix,
            self._name(line, self._cell(cells, "hamlet")),
            ban_id, interop, _uid(self._cell(cells, "uid")), lat, lon,
            cleaned(self._cell(cells, "position")), self._cell(cells, "certified") == "1",
            station_code(self._cell(cells, "station")),
        )  # fmt: skip

    def _cell(self, cells: Sequence[str], name: str) -> str:
        at = self.columns[name]
        return cells[at].strip() if at >= 0 else ""

    def _name(self, line: int, text: str) -> str:
        if not text:
            return ""
        better = mended(text)
        if better != text:
            self.twice.setdefault(cleaned(text), (line, cleaned(better)))
            if self.mend:
                text = better
        return cleaned(text)[:200]

    def _number(self, cells: Sequence[str]) -> tuple[int, str]:
        text = self._cell(cells, "number")
        if not text:
            raise Refused(N_("no number"))
        found = read_number(text)
        if found is None:
            raise Refused(N_("“{text}” is no house number"), text=text[:30])
        number, suffix = found
        if number == NO_NUMBER:
            raise Refused(N_("number 99999 marks a place without numbers"))
        if number > LARGEST_NUMBER:
            raise Refused(N_("“{text}” is no house number"), text=text[:30])
        return number, " ".join(filter(None, (suffix, suffix_key(self._cell(cells, "suffix")))))

    def _position(self, cells: Sequence[str], insee: str) -> tuple[int, int]:
        lon, lat = _degrees(self._cell(cells, "lon")), _degrees(self._cell(cells, "lat"))
        if lon is None or lat is None:
            x, y = _metres(self._cell(cells, "x")), _metres(self._cell(cells, "y"))
            if x is None or y is None:
                raise Refused(N_("no position"))
            if not has_lambert93(insee):
                raise Refused(N_("no longitude and latitude, and x, y of overseas are not read"))
            lat, lon = from_lambert93(x, y)
        if not inside(insee, lat, lon):
            facts = {"lat": f"{lat / E7:.5f}", "lon": f"{lon / E7:.5f}"}
            if inside(insee, lon, lat):
                raise Refused(N_("longitude and latitude are swapped ({lon}, {lat})"), blocks=True, **facts)
            raise Refused(
                N_("the position is not in France where {insee} is (latitude {lat}, longitude {lon})"),
                blocks=True,
                insee=insee,
                **facts,
            )
        return lat, lon

    def _ids(self, cells: Sequence[str], insee: str, interop: str) -> tuple[str, str, str]:
        """BAN id, key of interoperability, and FANTOIR code of the street; empty where there is none to rely on."""
        if self.family == "bal":
            parts = interop.split("_")
            real = len(parts) > 2 and parts[1] not in _NO_FANTOIR
            return "", interop if real else "", f"{parts[0]}_{parts[1]}" if real else ""
        ban_id = self._cell(cells, "id")
        parts = ban_id.lower().split("_")
        if (
            len(parts) > 2 and parts[0][:2].isalnum() and len(parts[0]) == 5
        ):  # 93010_7950_00012_bis: the same key as a BAL's
            real = parts[1] not in _NO_FANTOIR
            return (ban_id.lower() if real else ""), "", f"{parts[0]}_{parts[1]}" if real else ""
        fantoir = self._cell(cells, "fantoir").lower()
        if fantoir in _NO_FANTOIR:
            return ban_id, "", ""
        return ban_id, "", fantoir if "_" in fantoir else f"{insee.lower()}_{fantoir}"


def _uid(text: str) -> str:
    """The id of an address in a BAL: a bare uuid, or the one after ``@a:`` among those of commune and street."""
    if "@a:" in text:
        text = text.partition("@a:")[2].partition(" ")[0]
    return text.lower()[:60]


def _degrees(text: str) -> int | None:
    """Degrees as stored, from ``48.9`` or ``48,9``; None when nothing is there.

    Raises:
        Refused: it is no number of degrees.
    """
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = 1000.0
    if not -180 <= value <= 180:
        raise Refused(N_("“{text}” is no longitude or latitude"), blocks=True, text=text[:30])
    return round(value * E7)


def _metres(text: str) -> float | None:
    try:
        value = float(text.replace(",", ".")) if text else None
    except ValueError:
        raise Refused(N_("“{text}” is no coordinate"), blocks=True, text=text[:30]) from None
    return value if value is None or abs(value) < 1e8 else None
