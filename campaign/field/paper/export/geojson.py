"""GeoJSON (RFC 7946): each stop a point, each walk a line; longitude first, six digits, WGS84 by definition."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from campaign.field.earth import E7
from campaign.reports.formats.shared import visible
from campaign.views.field import StopView, WalkView


def render(name: str, walks: Sequence[WalkView], sources: Sequence[str]) -> bytes:
    """A FeatureCollection; ``name`` and ``attribution`` are members of our own, which the standard lets stand."""
    features: list[dict[str, Any]] = []
    for walk in walks:
        line = [_place(stop) for stop in walk.stops]
        shared = {"turf": visible(walk.turf), "walk": walk.number, "list_number": walk.list_number or None}
        if len(line) > 1:
            properties = {**shared, "kind": "walk", "doors": walk.doors, "metres": walk.metres, "minutes": walk.minutes}
            features.append(_feature({"type": "LineString", "coordinates": line}, properties))
        for stop, place in zip(walk.stops, line, strict=True):
            features.append(_feature({"type": "Point", "coordinates": place}, {**shared, **_properties(stop)}))
    found: dict[str, Any] = {"type": "FeatureCollection", "name": visible(name)}
    if sources:
        found["attribution"] = [visible(text) for text in sources]
    found["features"] = features
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _feature(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _place(stop: StopView) -> list[float]:
    return [round(stop.lon / E7, 6), round(stop.lat / E7, 6)]


def _properties(stop: StopView) -> dict[str, Any]:
    return {
        "kind": "stop",
        "position": stop.position,
        "address": visible(stop.address),
        "street": visible(stop.street),
        "number": stop.number,
        "suffix": visible(stop.suffix),
        "hamlet": visible(stop.hamlet),
        "side": stop.side,
        "doors": stop.doors,
        "part": visible(stop.part),
    }
