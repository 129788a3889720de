"""The layouts of the files that people have, each known by the titles of its columns, never by their order.

Columns as published: BAN (adresse.data.gouv.fr, schema adresses-csv), Base Adresse Locale 1.1 to 1.5 (validateur-bal),
INSEE's table of stations and addresses (REU), and tables made from them (see docs/decisions).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaign.errors.addresses import ColumnsMissing, LayoutElsewhere, LayoutUnknown, SeparatorWrong
from db.folding import fold

SEPARATORS = ";,\t|"


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file is. ``columns`` gives our names of its columns their titles, the first that is there wins.

    ``command`` is which ``import`` takes it; ``family`` tells whose ids it carries (ban, bal, stations).
    """

    code: str
    command: str
    family: str
    signs: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    attribution: str
    separator: str = ";"


_BAN = {
    "id": ("id",),
    "fantoir": ("id fantoir",),
    "uid": ("id ban adresse",),
    "number": ("numero",),
    "suffix": ("rep",),
    "street": ("nom voie",),
    "postcode": ("code postal", "code post"),
    "insee": ("code insee",),
    "old_insee": ("code insee ancienne commune",),
    "old_name": ("nom ancienne commune",),
    "x": ("x",),
    "y": ("y",),
    "lon": ("lon", "long"),
    "lat": ("lat",),
    "position": ("type position",),
    "hamlet": ("nom ld",),
    "certified": ("certification commune",),
}
_BAL = {
    "uid": ("id ban adresse", "uid adresse"),
    "interop": ("cle interop",),
    "insee": ("commune insee",),
    "street": ("toponyme", "voie nom"),
    "number": ("numero",),
    "suffix": ("suffixe",),
    "hamlet": ("lieudit complement nom",),
    "old_insee": ("commune deleguee insee",),
    "old_name": ("commune deleguee nom",),
    "position": ("position",),
    "x": ("x",),
    "y": ("y",),
    "lon": ("long", "lon"),
    "lat": ("lat",),
    "certified": ("certification commune",),
}
_STATIONS = {**_BAN, "station": ("bureau", "bureau de vote", "code bureau de vote", "code bv")}
_BUILDINGS = {
    "id": ("id bdtopo", "cleabs"),
    "rnb": ("id rnb",),
    "usage": ("usage", "usage1"),
    "homes": ("nb logements", "nb logts", "nombre de logements"),
    "floors": ("nb etages", "nombre d etages"),
    "x": ("x",),
    "y": ("y",),
}
_REU = {
    "insee": ("code commune ref",),
    "insee_too": ("reconstitution code commune",),
    "station": ("id brut bv reu",),
    "id": ("id",),
    "text": ("geo adresse",),
    "kind": ("geo type",),
    "score": ("geo score",),
    "lon": ("longitude",),
    "lat": ("latitude",),
    "line": ("api line",),
    "stations": ("nb bv commune",),
    "addresses": ("nb adresses",),
}
_SECTIONS = {
    "id": ("id", "cleabs"),
    "kind": ("nature",),
    "left": ("nom coll g", "nom collaboratif gauche", "nom 1 gauche"),
    "right": ("nom coll d", "nom collaboratif droite", "nom 1 droite"),
    "access": ("acces ped", "acces pieton"),
    "geometry": ("geometry", "geometrie", "wkt"),
}
_PLACE = ("insee", "street", "number")
_OPEN = "Licence Ouverte 2.0"
_INTERIOR = f"Ministère de l'Intérieur, {_OPEN}"

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "stations", "stations", "stations", ("numero", "nom voie", "code insee", "bureau"), _STATIONS,
        (*_PLACE, "station"), f"Base Adresse Nationale, {_OPEN}",
    ),
    Layout("ban", "addresses", "ban", ("nom voie", "code insee", "code postal"), _BAN, ("id", *_PLACE),
           f"Base Adresse Nationale, {_OPEN}"),
    Layout("ban_2019", "addresses", "ban_2019", ("nom voie", "code insee", "code post"), _BAN, ("id", *_PLACE),
           f"Base Adresse Nationale, {_OPEN}"),
    Layout("bal_1.5", "addresses", "bal", ("cle interop", "toponyme"), _BAL, ("number", "interop", "street"),
           f"Base Adresse Locale, {_OPEN}"),
    Layout("bal_1.4", "addresses", "bal", ("cle interop", "voie nom", "id ban adresse"), _BAL,
           ("number", "interop", "street"), f"Base Adresse Locale, {_OPEN}"),
    Layout("bal_1.3", "addresses", "bal", ("cle interop", "voie nom"), _BAL, ("number", "interop", "street"),
           f"Base Adresse Locale, {_OPEN}"),
    Layout("reu", "stations", "reu", ("id brut bv reu", "geo type"), _REU, ("insee", "station", "id"),
           f"INSEE, Répertoire électoral unique, {_OPEN}", ","),
    Layout("bdtopo_buildings", "buildings", "bdtopo", ("id bdtopo", "nb logements"), _BUILDINGS,
           ("id", "homes", "x", "y"), f"IGN BD TOPO, {_OPEN}"),
    Layout("bdtopo_sections", "streets", "bdtopo", ("nature", "geometry"), _SECTIONS, ("id", "kind", "geometry"),
           f"IGN BD TOPO, {_OPEN}"),
    Layout("results", "results", "results", ("code du b vote", "inscrits"), {}, (), _INTERIOR),
    Layout("results", "results", "results", ("code bv", "inscrits"), {}, (), _INTERIOR),
    Layout("roll", "roll", "roll", ("nom de naissance", "code du bureau de vote"), {}, (), ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each column of a file stands; -1 for those it does not have."""

    layout: Layout
    titles: tuple[str, ...]
    at: dict[str, int]

    def __getitem__(self, name: str) -> int:
        return self.at.get(name, -1)


def recognise(path: str, first: str, asked: Sequence[str], command: str) -> Columns:
    """What a file is, by its first line.

    ``asked`` are the kinds of file that this ``command`` takes.

    Raises:
        LayoutUnknown, SeparatorWrong, ColumnsMissing, LayoutElsewhere: each in one sentence.
    """
    first = first.rstrip("\r\n")
    for separator in SEPARATORS:
        titles = tuple(cell.strip() for cell in next(csv.reader([first], delimiter=separator), []))
        keys = [fold(title) for title in titles]
        layout = next((one for one in LAYOUTS if set(one.signs) <= set(keys)), None)
        if layout is None:
            continue
        if layout.command not in asked:
            raise LayoutElsewhere(path=path, asked=command, command=layout.command)
        if separator != layout.separator and layout.code != "roll":
            raise SeparatorWrong(path=path, separator=_shown(separator), wanted=layout.separator)
        return _columns(path, layout, titles, keys)
    raise LayoutUnknown(path=path, titles=_titles(first))


def _columns(path: str, layout: Layout, titles: tuple[str, ...], keys: list[str]) -> Columns:
    at = {}
    for name, choices in layout.columns.items():
        found = next((keys.index(choice) for choice in choices if choice in keys), None)
        if found is not None:
            at[name] = found
    missing = [layout.columns[name][0].replace(" ", "_") for name in layout.needed if name not in at]
    if {"lon", "x"} <= layout.columns.keys() and not ({"lon", "lat"} <= at.keys() or {"x", "y"} <= at.keys()):
        missing.append("lon, lat")
    if missing:
        raise ColumnsMissing(path=path, missing=", ".join(missing))
    return Columns(layout, titles, at)


def _shown(separator: str) -> str:
    return {"\t": "tab"}.get(separator, separator)


def _titles(first: str) -> str:
    """The first titles of a line, for a sentence."""
    cells = [cell.strip(' "') for cell in first.replace("\t", ";").replace(",", ";").split(";")][:6]
    shown = ", ".join("".join(c for c in cell if c.isprintable())[:30] for cell in cells if cell)
    return shown[:120] or "–"
