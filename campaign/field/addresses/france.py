"""Where France is: INSEE codes put right, arrondissements and their cities, and boxes that positions must lie in.

Boxes are of INSEE's territories, half a degree wide around: they catch swapped and foreign positions, not small errors.
"""

from __future__ import annotations

import re
from functools import lru_cache

from campaign.field.earth import E7

# The three cities whose addresses carry codes of arrondissements, and whose rolls and results carry the city's.
CITIES: dict[str, tuple[str, ...]] = {
    "75056": tuple(f"751{n:02d}" for n in range(1, 21)),
    "69123": tuple(f"6938{n}" for n in range(1, 10)),
    "13055": tuple(f"132{n:02d}" for n in range(1, 17)),
}
CITY_OF = {district: city for city, districts in CITIES.items() for district in districts}

_METROPOLIS = (41.0, 51.6, -5.7, 10.1)
_BOXES: dict[str, tuple[float, float, float, float]] = {  # lowest and highest latitude, then longitude
    "971": (15.5, 17.0, -62.3, -60.5),
    "972": (14.0, 15.3, -61.7, -60.4),
    "973": (1.8, 6.3, -55.1, -51.2),
    "974": (-21.9, -20.4, 54.7, 56.3),
    "975": (46.2, 47.6, -56.9, -55.6),
    "976": (-13.5, -12.1, 44.5, 45.8),
    "977": (17.6, 18.3, -63.3, -62.4),
    "978": (17.7, 18.4, -63.5, -62.7),
    "986": (-15.0, -12.7, -178.8, -175.6),
    "987": (-28.5, -7.3, -155.5, -133.9),
    "988": (-23.4, -17.5, 157.9, 173.0),
}
_INSEE = re.compile(r"(?:\d{2}|2[AB])\d{3}", re.ASCII)
OVERSEAS = ("97", "98")


@lru_cache(maxsize=4096)
def insee_code(text: str) -> str:
    """An INSEE code as it should be: ``1004`` → ``01004`` (a leading zero that a spreadsheet lost), ``2a004`` →
    ``2A004``; empty when it is none.
    """
    code = text.strip().strip('"').upper().removesuffix(".0")
    if len(code) == 4 and code.isdigit():
        code = f"0{code}"
    return code if _INSEE.fullmatch(code) else ""


def district_of(code: str, postcode: str) -> str:
    """The arrondissement of an address that carries its city's code, by its postcode; else the code as it is.

    ``75056`` and 75011 → ``75111``; ``69123`` and 69004 → ``69384``. The 16th of Paris has two postcodes.
    """
    if code not in CITIES or len(postcode) != 5 or not postcode.isdigit():
        return code
    number = int(postcode[2:])
    found = {
        "75056": f"751{number % 100:02d}",
        "69123": f"6938{number}",
        "13055": f"132{number:02d}",
    }[code]
    return found if found in CITY_OF else code


def district_of_station(code: str, station: str) -> str:
    """The arrondissement of a polling station that carries its city's code: its number begins the station's.

    ``75056`` and ``1804`` → ``75118``; any other commune as it is.
    """
    if code not in CITIES or not station.isdigit() or len(station) < 3:
        return code
    number = int(station[:-2])
    found = {"75056": f"751{number:02d}", "69123": f"6938{number}", "13055": f"132{number:02d}"}[code]
    return found if found in CITY_OF else code


def wanted_codes(codes: tuple[str, ...]) -> tuple[str, ...]:
    """What to take of a file for these communes: a city takes its arrondissements along."""
    found: list[str] = []
    for code in codes:
        for one in (code, *CITIES.get(code, ())):
            if one not in found:
                found.append(one)
    return tuple(found)


def inside(code: str, lat: int, lon: int) -> bool:
    """Whether a position (ten-millionths of a degree) can be in the commune of this INSEE code."""
    south, north, west, east = _BOXES.get(code[:3], _METROPOLIS)
    return south * E7 <= lat <= north * E7 and west * E7 <= lon <= east * E7


def has_lambert93(code: str) -> bool:
    """Whether x and y of this commune's files are Lambert-93: in metropolitan France only."""
    return not code.startswith(OVERSEAS)
