"""Places: real communes found as people write them, or a city and country abroad.

Communes come from INSEE's official geographic code (see seed/ATTRIBUTION.md); none is invented here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.resources import files as resource_files
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from campaign.errors import PlaceAmbiguous, PlaceNeeded, PlaceUnknown, ZoneUnknown
from db.folding import clean, fold
from db.tables import Commune

# Overseas departments and collectivities have their own days; metropolitan France and Corsica share Paris.
_OVERSEAS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A commune, ready to show. ``postcodes`` is empty for places that have none."""

    code: str
    name: str
    department: str
    postcodes: str
    population: int | None
    parent: str | None

    @property
    def label(self) -> str:
        """``Croix (59170)``: the postcode tells homonyms apart; the department does for a city of several postcodes."""
        codes = self.postcodes.split(" ")
        return f"{self.name} ({codes[0] if len(codes) == 1 and codes[0] else self.department})"


@dataclass(frozen=True, slots=True)
class Abroad:
    """A city outside France."""

    city: str
    country: str

    @property
    def label(self) -> str:
        """``Berlin (DE)``."""
        return f"{self.city} ({self.country})"


def search_places(session: Session, text: str, limit: int = 12) -> list[Place]:
    """Communes for completion, best first: exact name, then names that begin so, then by population.

    Digits are read as a postcode or an INSEE code. ``st`` and ``ste`` find ``saint`` and ``sainte``.
    """
    key = _key(text)
    if not key:
        return []
    rank: ColumnElement[int]
    compact = key.replace(" ", "")
    if re.fullmatch(r"\d[\dab]\d{0,3}|\d", compact, re.ASCII):
        wanted = or_(
            Commune.code.like(f"{compact.upper()}%"),
            Commune.postcodes.like(f"{compact}%"),
            Commune.postcodes.like(f"% {compact}%"),
        )
        # People type postcodes more often than INSEE codes, and an arrondissement is closer than its whole city.
        by_postcode = or_(Commune.postcodes.like(f"{compact}%"), Commune.postcodes.like(f"% {compact}%"))
        rank = case((and_(by_postcode, Commune.parent.is_not(None)), 0), (by_postcode, 1), else_=2)
    else:
        wanted = or_(Commune.search_key.like(f"{key}%"), Commune.search_key.like(f"% {key}%"))
        rank = case((Commune.search_key == key, 0), (Commune.search_key.like(f"{key}%"), 1), else_=2)
    order = (rank, func.coalesce(Commune.population, 0).desc(), Commune.code)
    return [_place(row) for row in session.scalars(select(Commune).where(wanted).order_by(*order).limit(limit))]


def resolve_place(session: Session, text: str) -> Place | Abroad:
    """The one place that someone means: INSEE code, name, ``name (postcode)``, postcode, or ``city, country`` abroad.

    Raises:
        PlaceNeeded, PlaceUnknown (with near names), PlaceAmbiguous (with the choices).
    """
    text = clean(text)
    if not text:
        raise PlaceNeeded
    code = text.upper()
    if re.fullmatch(r"\d[\dAB]\d{3}", code, re.ASCII) and (row := session.get(Commune, code)) is not None:
        return _place(row)
    found = _candidates(session, text)
    if not found:
        if (abroad := read_abroad(text)) is not None:
            return abroad
        raise PlaceUnknown(place=text[:60], near=", ".join(_near(session, text)) or "–")
    if len(found) > 1:
        shown = ", ".join(f"{p.name} ({p.department}): {p.code}" for p in found[:12])
        raise PlaceAmbiguous(place=text[:60], count=len(found), choices=shown + (", …" if len(found) > 12 else ""))
    return found[0]


def place_of_code(session: Session, code: str) -> Place:
    """The commune of an INSEE code.

    Raises:
        PlaceUnknown: there is none.
    """
    row = session.get(Commune, code)
    if row is None:
        raise PlaceUnknown(place=code, near="–")
    return _place(row)


def read_abroad(text: str) -> Abroad | None:
    """``Berlin, Allemagne``, ``Berlin (DE)`` or ``Bruxelles, Belgium`` as a place abroad; None for anything else."""
    match = re.fullmatch(r"(.+?)\s*(?:,\s*(.+)|\(([A-Za-z]{2})\))", clean(text))
    if match is None:
        return None
    country = _country_code(match[2] or match[3])
    return Abroad(match[1], country) if country and country != "FR" else None


def country_name(code: str, lang: str) -> str:
    """``DE`` → ``Allemagne``."""
    from babel import Locale

    return str(Locale(lang).territories.get(code, code))


def zone_of(place: Place | Abroad) -> str:
    """The time zone in which a committee there counts its days; editable afterwards."""
    if isinstance(place, Place):
        return _OVERSEAS.get(place.code[:3], "Europe/Paris")
    zones = _zones().get(place.country, ["Europe/Paris"])
    city = fold(place.city).replace(" ", "_")
    return next((z for z in zones if fold(z.rsplit("/", 1)[-1]).replace(" ", "_") == city), zones[0])


def check_zone(zone: str) -> str:
    """The zone itself, if it exists.

    Raises:
        ZoneUnknown: it does not.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneUnknown(zone=zone[:60]) from None
    return zone


def _candidates(session: Session, text: str) -> list[Place]:
    postcode = ""
    if match := re.fullmatch(r"(.+?)\s*\(?\b(\d{5})\)?", text, re.ASCII):
        text, postcode = match[1], match[2]
    elif re.fullmatch(r"\d{5}", text, re.ASCII):
        text, postcode = "", text
    statement = select(Commune)
    if text:
        statement = statement.where(Commune.search_key == _key(text))
    if postcode:
        padded = (literal(" ") + Commune.postcodes + " ")
        statement = statement.where(or_(padded.like(f"% {postcode} %"), Commune.code == postcode))
    rows = list(session.scalars(statement.order_by(Commune.code).limit(60)))
    if text and postcode and len(rows) == 1 and rows[0].code != postcode:
        # "Lyon (69004)": the arrondissement is meant, not the whole city.
        inside = select(Commune).where(Commune.parent == rows[0].code, (literal(" ") + Commune.postcodes + " ").like(f"% {postcode} %"))
        rows = list(session.scalars(inside)) or rows
    if postcode and len(rows) > 1:
        parents = {row.parent for row in rows}
        rows = [row for row in rows if row.code not in parents]
    return [_place(row) for row in rows]


def _near(session: Session, text: str) -> list[str]:
    key = _key(text)
    if not key:
        return []
    statement = select(Commune).where(or_(Commune.search_key.like(f"{key[:3]}%"), Commune.search_key.like(f"% {key[:4]}%")))
    rows = session.scalars(statement.order_by(func.coalesce(Commune.population, 0).desc()).limit(1500))
    scored = sorted(((SequenceMatcher(None, key, row.search_key).ratio(), row) for row in rows), key=lambda p: -p[0])
    return [f"{row.name} ({row.code})" for score, row in scored[:3] if score > 0.6]


def _key(text: str) -> str:
    swap = {"st": "saint", "ste": "sainte"}
    return " ".join(swap.get(word, word) for word in fold(text).split())


def _place(row: Commune) -> Place:
    return Place(row.code, row.name, row.department, row.postcodes, row.population, row.parent)


@lru_cache(maxsize=1)
def _zones() -> dict[str, list[str]]:
    """Country → its zones, the most used first, from the tz database's own table."""
    zones: dict[str, list[str]] = {}
    for line in resource_files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones.setdefault(country, []).append(zone)
    return zones


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    from babel import Locale

    table: dict[str, str] = {}
    for lang in ("en", "fr"):
        for code, name in Locale(lang).territories.items():
            if len(code) == 2 and code.isalpha():
                table[fold(cast(str, name))] = code
    return table


def _country_code(text: str) -> str | None:
    folded = fold(text)
    if folded in _countries():
        return _countries()[folded]
    code = text.strip().upper()
    return code if code in _countries().values() else None
