"""Places on earth as plain arithmetic: stored positions, metres around a place, and Lambert-93.

Positions are stored as ten-millionths of a degree (WGS84). Within a commune the earth is flat enough: metres are
counted on a plane that touches it at one latitude, wrong by less than 0.1 % over 20 km.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

E7 = 10_000_000
RADIUS = 6_371_008.8  # metres, mean radius of the earth (IUGG)

# Lambert-93 on GRS80, as the decree of 26 December 2000 and IGN's note NTG_71 define it; metropolitan France only.
_E = 0.0818191910428158
_N = 0.7256077650532670
_C = 11754255.4261
_XS, _YS = 700000.0, 12655612.0499
_LON0 = math.radians(3.0)


@dataclass(frozen=True, slots=True)
class Plane:
    """Metres east and north of a place. Made once for a commune, so that everything in it shares one plane."""

    lat: int
    lon: int

    def metres(self, lat: int, lon: int) -> tuple[float, float]:
        """Metres east and north of the plane's origin."""
        north = math.radians((lat - self.lat) / E7) * RADIUS
        east = math.radians((lon - self.lon) / E7) * RADIUS * math.cos(math.radians(self.lat / E7))
        return east, north

    def degrees(self, east: float, north: float) -> tuple[int, int]:
        """The position (latitude, longitude in ten-millionths of a degree) that stands there."""
        lat = self.lat + math.degrees(north / RADIUS) * E7
        lon = self.lon + math.degrees(east / (RADIUS * math.cos(math.radians(self.lat / E7)))) * E7
        return round(lat), round(lon)


def from_lambert93(x: float, y: float) -> tuple[int, int]:
    """Latitude and longitude, in ten-millionths of a degree, of Lambert-93 metres."""
    dx, dy = x - _XS, y - _YS
    radius = math.hypot(dx, dy)
    gamma = math.atan2(dx, -dy)
    lon = _LON0 + gamma / _N
    iso = -math.log(radius / _C) / _N
    lat = 2 * math.atan(math.exp(iso)) - math.pi / 2
    for _ in range(12):
        sine = _E * math.sin(lat)
        lat = 2 * math.atan(((1 + sine) / (1 - sine)) ** (_E / 2) * math.exp(iso)) - math.pi / 2
    return round(math.degrees(lat) * E7), round(math.degrees(lon) * E7)


def to_lambert93(lat: int, lon: int) -> tuple[float, float]:
    """Lambert-93 metres of a position in ten-millionths of a degree."""
    phi, lam = math.radians(lat / E7), math.radians(lon / E7)
    sine = _E * math.sin(phi)
    iso = math.log(math.tan(math.pi / 4 + phi / 2) * ((1 - sine) / (1 + sine)) ** (_E / 2))
    radius = _C * math.exp(-_N * iso)
    gamma = _N * (lam - _LON0)
    return _XS + radius * math.sin(gamma), _YS - radius * math.cos(gamma)
