"""GPX 1.1: each walk a route of its stops, as OsmAnd and Organic Maps follow them."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from campaign.field.paper.export.xml import add, degrees, document
from campaign.views.field import WalkView

SPACE = "http://www.topografix.com/GPX/1/1"


def render(name: str, walks: Sequence[WalkView], sources: Sequence[str]) -> bytes:
    """A GPX document. Elements stand in the order that its schema asks for."""
    root = Element("gpx", {"version": "1.1", "creator": "Appui", "xmlns": SPACE})
    about = SubElement(root, "metadata")
    add(about, "name", name)
    add(about, "desc", " · ".join(sources))
    for walk in walks:
        route = SubElement(root, "rte")
        add(route, "name", f"{walk.turf} {walk.number}")
        add(route, "desc", walk.list_number)
        add(route, "src", " · ".join(sources))
        add(route, "number", str(walk.number))
        for stop in walk.stops:
            point = SubElement(route, "rtept", {"lat": degrees(stop.lat), "lon": degrees(stop.lon)})
            add(point, "name", f"{stop.position}. {stop.address}")
            add(point, "desc", " · ".join(filter(None, (stop.part, stop.hamlet))))
    return document(root)
