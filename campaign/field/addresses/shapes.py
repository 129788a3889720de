"""Streets as other files draw them: sections out of OpenStreetMap or BD TOPO, cut where they meet. No database.

Only what one may walk along is kept. Points are ten-millionths of a degree, so that ends that meet are equal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import inf
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

from campaign.errors.addresses import LayoutUnknown, PbfDamaged, PbfNotRead
from campaign.field.addresses.layouts import Columns
from campaign.field.addresses.line import Refused
from campaign.field.addresses.naming import cleaned
from campaign.field.addresses.source import Lines
from campaign.field.earth import E7, from_lambert93
from campaign.words import N_

Point = tuple[int, int]

# Ways on which nobody walks to a door (OpenStreetMap, key highway; BD TOPO, attribute NATURE).
_NO_HIGHWAYS = frozenset(
    {"motorway", "motorway_link", "trunk_link", "construction", "proposed", "raceway", "bus_guideway", "escape",
     "busway", "abandoned", "razed", "planned", "platform", "rest_area", "services", "elevator", "bridleway"}
)  # fmt: skip
_FOOT = frozenset({"yes", "designated", "permissive", "destination"})
_NO_NATURES = ("bac", "type autoroutier", "bretelle", "autoroute", "piste cyclable")
_NO_ACCESS = ("restreint", "péage", "a péage", "interdit", "physiquement impossible")


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of street. The sides are seen in the direction of its points."""

    source_key: str
    kind: str
    left: str
    right: str
    points: tuple[Point, ...]


def walkable(tags: dict[str, str]) -> bool:
    """Whether one may walk along a way of OpenStreetMap, as its tags say."""
    highway, foot = tags.get("highway", ""), tags.get("foot", "")
    if not highway or highway in _NO_HIGHWAYS or foot in ("no", "private", "use_sidepath"):
        return False
    if foot in _FOOT:
        return True
    if highway == "trunk" or tags.get("motorroad") == "yes":
        return tags.get("sidewalk", "no") not in ("no", "none", "")
    return tags.get("access", "yes") not in ("no", "private", "military", "agricultural", "forestry")


@dataclass(slots=True)
class _Way:
    id: str
    kind: str
    name: str
    nodes: list[int]


def osm_ways(lines: Lines) -> list[_Way]:
    """The walkable ways of an OpenStreetMap XML file, with the numbers of their nodes.

    Raises:
        LayoutUnknown: it is no such file.
    """
    found = []
    for element in _elements(lines, "way"):
        tags = {tag.get("k", ""): tag.get("v", "") for tag in element.iter("tag")}
        nodes = [_whole(lines, node.get("ref", "")) for node in element.iter("nd")]
        if walkable(tags) and len(nodes) > 1:
            found.append(_Way(element.get("id", ""), tags["highway"], cleaned(tags.get("name", ""))[:200], nodes))
    return found


def osm_places(lines: Lines, ways: Sequence[_Way]) -> dict[int, Point]:
    """Where the nodes of these ways are, read from the same file again."""
    wanted = {node for way in ways for node in way.nodes}
    places: dict[int, Point] = {}
    for element in _elements(lines, "node"):
        number = _whole(lines, element.get("id", ""))
        if number in wanted:
            places[number] = _degrees(lines, element.get("lat", ""), 90), _degrees(lines, element.get("lon", ""), 180)
    return places


def _whole(lines: Lines, text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise LayoutUnknown(path=lines.path.name, titles=f"id=“{text[:40]}”")
    return int(text)


def _degrees(lines: Lines, text: str, most: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{0,30})?", text) or abs(float(text)) > most:
        raise LayoutUnknown(path=lines.path.name, titles=f"lat, lon=“{text[:40]}”")
    return round(float(text) * E7)


def pbf_ways(path: Path) -> tuple[list[_Way], dict[int, Point]]:
    """The walkable ways of a ``.osm.pbf`` file and where their nodes are.

    Raises:
        PbfNotRead: osmium, which reads this format, is not installed.
        PbfDamaged: it cannot be read to its end.
    """
    try:
        osmium = import_module("osmium")
    except ImportError:
        raise PbfNotRead(path=path.name) from None
    ways: list[_Way] = []
    places: dict[int, Point] = {}
    try:
        for one in osmium.FileProcessor(str(path)).with_locations():
            if not one.is_way():
                continue
            tags = {tag.k: tag.v for tag in one.tags}
            nodes = [node for node in one.nodes if node.location.valid()]
            if walkable(tags) and len(nodes) > 1:
                name = cleaned(tags.get("name", ""))[:200]
                ways.append(_Way(str(one.id), tags["highway"], name, [node.ref for node in nodes]))
                # Seven digits, as OpenStreetMap keeps them: ends that meet stay equal.
                places.update({node.ref: (round(node.lat * E7), round(node.lon * E7)) for node in nodes})
    except RuntimeError:  # what osmium raises of any file that it cannot read on
        raise PbfDamaged(path=path.name) from None
    return ways, places


def osm_sections(ways: Sequence[_Way], places: dict[int, Point]) -> Iterator[Section]:
    """The sections of these ways.

    A way is cut at each node that another way, or it itself once more, goes through: there one can turn.
    """
    uses = Counter(node for way in ways for node in way.nodes)
    for way in sorted(ways, key=lambda one: one.id):
        part: list[int] = []
        count = 0
        for index, node in enumerate(way.nodes):
            if node not in places:  # an extract may cut a way off at its border
                continue
            part.append(node)
            if len(part) > 1 and (uses[node] > 1 or index == len(way.nodes) - 1):
                count += 1
                key = f"osm:way/{way.id}/{count}"
                yield Section(key, way.kind, way.name, way.name, tuple(places[one] for one in part))
                part = [node]
        if len(part) > 1:
            key = f"osm:way/{way.id}/{count + 1}"
            yield Section(key, way.kind, way.name, way.name, tuple(places[one] for one in part))


def _elements(lines: Lines, name: str) -> Iterator[ElementTree.Element]:
    """The elements of a name, one at a time; what was read is let go."""
    parser: ElementTree.XMLPullParser[Any] = ElementTree.XMLPullParser(["start", "end"])
    root: ElementTree.Element | None = None
    try:
        for line in lines:
            parser.feed(line)
            for event, element in cast(Iterator[tuple[str, ElementTree.Element]], parser.read_events()):
                if event == "start":
                    root = element if root is None else root
                    continue
                if element.tag == name:
                    yield element
                if element.tag in ("node", "way", "relation") and root is not None:
                    root.clear()
    except ElementTree.ParseError:
        raise LayoutUnknown(path=lines.path.name, titles="XML") from None
    if root is None or root.tag != "osm":
        raise LayoutUnknown(path=lines.path.name, titles="–" if root is None else root.tag[:40])


_PAIRS = re.compile(r"(-?[\d.]+)\s+(-?[\d.]+)")
_EAST, _NORTH = (-1_000_000, 2_000_000), (5_000_000, 8_000_000)  # metres of Lambert 93, France well inside


def bdtopo_sections(columns: Columns, cells: Sequence[str]) -> list[Section]:
    """The sections of one line of BD TOPO; none where nobody walks.

    Raises:
        Refused: its geometry cannot be read.
    """

    def cell(name: str) -> str:
        at = columns[name]
        return cells[at].strip() if at >= 0 else ""

    if len(cells) != len(columns.titles):
        facts = {"found": str(len(cells)), "wanted": str(len(columns.titles))}
        raise Refused(N_("{found} columns where line 1 has {wanted}"), blocks=True, **facts)
    kind, access = cell("kind"), cell("access").lower()
    if kind.lower().startswith(_NO_NATURES) or any(word in access for word in _NO_ACCESS):
        return []
    geometry = cell("geometry")
    word = geometry.partition("(")[0].strip().upper().removesuffix(" Z").removesuffix(" M").removesuffix("ZM").strip()
    if word not in ("LINESTRING", "MULTILINESTRING"):
        raise Refused(N_("“{text}” is no line of points"), blocks=True, text=geometry[:30])
    parts = re.findall(r"\(([^()]+)\)", geometry)
    found = []
    for index, part in enumerate(parts):
        points = _points(part)
        if len(points) > 1:
            key = cell("id") if len(parts) == 1 else f"{cell('id')}/{index + 1}"
            found.append(Section(key, kind, spoken(cell("left")), spoken(cell("right")), points))
    return found


def _points(text: str) -> tuple[Point, ...]:
    """Pairs of metres as degrees.

    Raises:
        Refused: one is no number, or lies outside France.
    """
    try:
        pairs = [(float(x), float(y)) for x, y in _PAIRS.findall(text)]
    except ValueError:
        pairs = [(inf, inf)]
    if not all(_EAST[0] < x < _EAST[1] and _NORTH[0] < y < _NORTH[1] for x, y in pairs):
        raise Refused(N_("“{text}” is no line of points"), blocks=True, text=text[:30])
    return tuple(from_lambert93(x, y) for x, y in pairs)


_SHORT_KINDS = {
    "R": "Rue", "AV": "Avenue", "BD": "Boulevard", "ALL": "Allée", "IMP": "Impasse", "PL": "Place", "CHE": "Chemin",
    "SQ": "Square", "RTE": "Route", "CRS": "Cours", "PAS": "Passage", "RES": "Résidence", "LOT": "Lotissement",
    "QU": "Quai", "QUAI": "Quai", "VLA": "Villa", "SEN": "Sentier", "RPT": "Rond-point", "RLE": "Ruelle",
    "PTE": "Porte", "MTE": "Montée", "ESP": "Esplanade", "CAR": "Carrefour", "CHS": "Chaussée", "PROM": "Promenade",
    "VEN": "Venelle", "PRV": "Parvis", "GAL": "Galerie", "COUR": "Cour", "PONT": "Pont", "PT": "Pont",
}  # fmt: skip
_SMALL = {"DE", "DU", "DES", "LA", "LE", "LES", "AU", "AUX", "ET", "EN", "SUR", "SOUS"}


def spoken(name: str) -> str:
    """A name that a file shouts, as one writes it: ``R DE L'HERONNIERE`` → ``Rue de l'Heronniere``."""
    name = cleaned(name)
    if name != name.upper() or not name:
        return name[:200]
    words = name.split()
    shown = []
    for index, word in enumerate(words):
        if index == 0:
            shown.append(_SHORT_KINDS.get(word, word.capitalize()))
        elif word in _SMALL:
            shown.append(word.lower())
        elif word[:2] in ("D'", "L'"):
            shown.append(word[:2].lower() + word[2:].capitalize())
        else:
            shown.append("-".join(piece.capitalize() for piece in word.split("-")))
    return " ".join(shown)[:200]
