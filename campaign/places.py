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

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, true
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
    "984": "Indian/Kerguelen",
    "988": "Pacific/Noumea",
}

# Territories that have a country code of their own, and are France: their communes are in the table.
FRENCH_TERRITORIES = {
    "GP": "971", "MQ": "972", "GF": "973", "RE": "974", "PM": "975", "YT": "976", "BL": "977", "MF": "978",
    "TF": "984", "WF": "986", "PF": "987", "NC": "988",
}  # fmt: skip

# Where the tz database lists first a zone in which hardly anybody lives.
_MAIN_ZONES = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}

# What people say beside the official names of countries.
_ALSO_CALLED = {
    "usa": "US", "etats unis d amerique": "US", "uk": "GB", "grande bretagne": "GB", "great britain": "GB",
    "angleterre": "GB", "england": "GB", "ecosse": "GB", "scotland": "GB", "hollande": "NL", "holland": "NL",
    "reunion": "RE", "la reunion": "RE", "nouvelle caledonie": "NC", "tahiti": "PF",
}  # fmt: skip

# Codes that Unicode has and that are no country.
_NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})

LONGEST_PLACE = 120  # characters; the longest name of a commune has 45

_CODE = re.compile(r"\d[\dAB]\d{3}", re.ASCII)  # an INSEE code, or a postcode


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
        one = self.postcodes and " " not in self.postcodes
        return f"{self.name} ({self.postcodes if one else self.department})"


@dataclass(frozen=True, slots=True)
class Abroad:
    """A city outside France."""

    city: str
    country: str

    @property
    def label(self) -> str:
        """``Berlin (DE)``; nothing where no city is known, as of a committee that came in a file of gifts."""
        return f"{self.city} ({self.country})" if self.city else ""


def search_places(session: Session, text: str, limit: int = 12) -> list[Place]:
    """Communes for completion, best first: exact name, then names that begin so, then by population.

    Digits are read as a postcode or an INSEE code. ``st`` and ``ste`` find ``saint`` and ``sainte``.
    """
    key = _key(text[:LONGEST_PLACE])
    if not key:
        return []
    rank: ColumnElement[int]
    compact = key.replace(" ", "")
    if re.fullmatch(r"\d[\dab]\d{0,3}|\d", compact, re.ASCII):
        by_postcode = or_(Commune.postcodes.like(f"{compact}%"), Commune.postcodes.like(f"% {compact}%"))
        wanted = or_(Commune.code.like(f"{compact.upper()}%"), by_postcode)
        # People type postcodes more often than INSEE codes, and an arrondissement is closer than its whole city.
        rank = case((and_(by_postcode, Commune.parent.is_not(None)), 0), (by_postcode, 1), else_=2)
    else:
        wanted = or_(Commune.search_key.like(f"{key}%"), Commune.search_key.like(f"% {key}%"))
        rank = case((Commune.search_key == key, 0), (Commune.search_key.like(f"{key}%"), 1), else_=2)
    order = (rank, func.coalesce(Commune.population, 0).desc(), Commune.code)
    return [_place(row) for row in session.scalars(select(Commune).where(wanted).order_by(*order).limit(limit))]


def resolve_place(session: Session, text: str) -> Place | Abroad:
    """The one place that someone means.

    A commune by its INSEE code (which wins over an equal postcode), its name, its postcode, or its name with a
    postcode, a department or its code: ``Croix (59170)``, ``Croix, 59``, ``Lyon 4e``. Else ``city, country`` abroad.

    Raises:
        PlaceNeeded, PlaceUnknown (with near names), PlaceAmbiguous (with the choices).
    """
    text = clean(text)
    if not text:
        raise PlaceNeeded
    if len(text) > LONGEST_PLACE:
        raise PlaceUnknown(place=text[:60], near="–")
    code = text.upper()
    if _CODE.fullmatch(code) and (row := session.get(Commune, code)) is not None:
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
        raise PlaceUnknown(place=code[:60], near="–")
    return _place(row)


def read_abroad(text: str) -> Abroad | None:
    """``Berlin, Allemagne``, ``Berlin (DE)`` or ``Bruxelles, Belgium`` as a place abroad; None for anything else."""
    city, country = _city_and_country(text)
    return Abroad(city, country) if country and country != "FR" and country not in FRENCH_TERRITORIES else None


def place_abroad(abroad: Abroad, lang: str) -> str:
    """``Berlin (Allemagne)``."""
    return f"{abroad.city} ({country_name(abroad.country, lang)})"


def country_name(code: str, lang: str) -> str:
    """``DE`` → ``Allemagne``."""
    from babel import Locale

    return str(Locale(lang).territories.get(code, code))


def zone_of(place: Place | Abroad) -> str:
    """The time zone in which a committee there counts its days; another can be given."""
    if isinstance(place, Place):
        return _OVERSEAS.get(place.code[:3], "Europe/Paris")
    zones = _zones().get(place.country, ["Europe/Paris"])
    city = fold(place.city)
    named = (zone for zone in zones if fold(zone.rsplit("/", 1)[-1]) == city)
    return next(named, _MAIN_ZONES.get(place.country, zones[0]))


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
    """Every commune that the text can mean."""
    name, detail = _name_and_detail(text)
    statement = select(Commune)
    if name:
        statement = statement.where(Commune.search_key.in_({_key(name), _district(_key(name))}))
    rows = list(session.scalars(statement.where(_fits(detail)).order_by(Commune.code).limit(60)))
    if _CODE.fullmatch(detail):
        if name and len(rows) == 1 and rows[0].code != detail:
            # "Lyon (69004)": the arrondissement is meant, not the whole city.
            inside = session.scalars(select(Commune).where(Commune.parent == rows[0].code, _fits(detail))).all()
            rows = list(inside) or rows
        if len(rows) > 1:
            parents = {row.parent for row in rows}
            rows = [row for row in rows if row.code not in parents]
    return [_place(row) for row in rows]


def _name_and_detail(text: str) -> tuple[str, str]:
    """``Croix (59170)`` → ``Croix`` and ``59170``. The detail is a postcode, an INSEE code, a department or nothing."""
    if _CODE.fullmatch(text.upper()):
        return "", text.upper()
    if match := re.fullmatch(r"(.+?),? *\(?\b(\d[\dAB]\d{3})\)?", text, re.ASCII | re.IGNORECASE):
        return match[1], match[2].upper()
    if match := re.fullmatch(r"(.+?) *(?:\((\d[\dAB]|\d{3})\)|, *(\d[\dAB]|\d{3}))", text, re.ASCII | re.IGNORECASE):
        return match[1], (match[2] or match[3]).upper()
    city, country = _city_and_country(text)
    if city and country in FRENCH_TERRITORIES:
        return city, FRENCH_TERRITORIES[country]
    return (city, "") if city and country == "FR" else (text, "")


def _fits(detail: str) -> ColumnElement[bool]:
    if not detail:
        return true()
    if _CODE.fullmatch(detail):
        padded = literal(" ") + Commune.postcodes + " "
        return or_(padded.like(f"% {detail} %"), Commune.code == detail)
    return Commune.department == detail


def _district(key: str) -> str:
    """``lyon 4``, ``lyon 4eme`` → ``lyon 4e arrondissement``; anything else as it is."""
    match = re.fullmatch(r"(paris|lyon|marseille) (\d{1,2})(?:er?|eme|nd)?(?: arr(?:ondissement)?)?", key)
    if match is None:
        return key
    number = int(match[2])
    return f"{match[1]} {number}{'er' if number == 1 else 'e'} arrondissement"


def _city_and_country(text: str) -> tuple[str, str | None]:
    """``Berlin, Allemagne`` or ``Berlin (DE)`` → ``Berlin`` and ``DE``; no country, no city."""
    match = re.fullmatch(r"([^,(]+?) *(?:, *([^,]+)|\(([^()]+)\))", clean(text))
    country = country_code(match[2] or match[3]) if match else None
    return (match[1], country) if match and country else ("", None)


def _near(session: Session, text: str) -> list[str]:
    key = _key(text)
    if not key:
        return []
    wanted = or_(Commune.search_key.like(f"{key[:3]}%"), Commune.search_key.like(f"% {key[:4]}%"))
    by_size = (func.coalesce(Commune.population, 0).desc(), Commune.code)
    rows = session.scalars(select(Commune).where(wanted).order_by(*by_size).limit(1500))
    scored = sorted(((SequenceMatcher(None, key, row.search_key).ratio(), row) for row in rows), key=lambda p: -p[0])
    return [f"{row.name} ({row.code})" for score, row in scored[:3] if score > 0.6]


def _key(text: str) -> str:
    swap = {"st": "saint", "ste": "sainte"}
    return " ".join(swap.get(word, word) for word in fold(text).split())


def _place(row: Commune) -> Place:
    return Place(row.code, row.name, row.department, row.postcodes, row.population, row.parent)


@lru_cache(maxsize=1)
def _zones() -> dict[str, list[str]]:
    """Country → its zones, from the tz database's own table."""
    zones: dict[str, list[str]] = {}
    for line in resource_files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones.setdefault(country, []).append(zone)
    return zones


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Folded names in English and French, and codes, → the ISO 3166 code."""
    from babel import Locale

    table: dict[str, str] = dict(_ALSO_CALLED)
    for lang in ("en", "fr"):
        for code, name in Locale(lang).territories.items():
            if re.fullmatch("[A-Z]{2}", code) and code not in _NOT_COUNTRIES:
                table[fold(cast(str, name))] = code
                table.setdefault(code.lower(), code)
    return table


def country_code(text: str) -> str | None:
    """The ISO 3166 code of a country written as its code or its name in English or French; None: not known."""
    return _countries().get(fold(text))
