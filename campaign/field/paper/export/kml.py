"""KML 2.2: a folder a walk, a line and its numbered stops; for globes and older phones."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from campaign.field.paper.export.xml import add, degrees, document
from campaign.views.field import StopView, WalkView

SPACE = "http://www.opengis.net/kml/2.2"


def render(name: str, walks: Sequence[WalkView], sources: Sequence[str]) -> bytes:
    """A KML document: longitude, comma, latitude."""
    root = Element("kml", {"xmlns": SPACE})
    body = SubElement(root, "Document")
    add(body, "name", name)
    add(body, "description", " · ".join(sources))
    for walk in walks:
        folder = SubElement(body, "Folder")
        add(folder, "name", f"{walk.turf} {walk.number}")
        add(folder, "description", walk.list_number)
        if len(walk.stops) > 1:
            way = SubElement(folder, "Placemark")
            add(way, "name", f"{walk.turf} {walk.number}")
            line = SubElement(way, "LineString")
            add(line, "tessellate", "1")
            add(line, "coordinates", " ".join(_place(stop) for stop in walk.stops))
        for stop in walk.stops:
            mark = SubElement(folder, "Placemark")
            add(mark, "name", f"{stop.position}. {stop.address}")
            add(mark, "description", " · ".join(filter(None, (stop.part, stop.hamlet))))
            add(SubElement(mark, "Point"), "coordinates", _place(stop))
    return document(root)


def _place(stop: StopView) -> str:
    return f"{degrees(stop.lon)},{degrees(stop.lat)}"
