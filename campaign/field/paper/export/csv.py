"""CSV of stops: one line a stop, in walking order; texts that a spreadsheet would run start with an apostrophe."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from campaign.field.paper.export.xml import degrees
from campaign.reports.formats.csv import harmless
from campaign.views.field import WalkView

COLUMNS = (
    "turf", "walk", "list_number", "position", "address", "number", "suffix", "street", "hamlet", "side", "part",
    "doors", "lat", "lon", "attribution",
)  # fmt: skip


def render(name: str, walks: Sequence[WalkView], sources: Sequence[str]) -> bytes:
    """UTF-8 with its mark, ``;`` between cells: what French spreadsheets open on a double click."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    said = " · ".join(sources)
    for walk in walks:
        for stop in walk.stops:
            number = "" if stop.number is None else str(stop.number)
            cells = (
                walk.turf, str(walk.number), walk.list_number, str(stop.position), stop.address, number, stop.suffix,
                stop.street, stop.hamlet, stop.side, stop.part, str(stop.doors),
            )  # fmt: skip
            writer.writerow([*map(harmless, cells), degrees(stop.lat), degrees(stop.lon), harmless(said)])
    return out.getvalue().encode("utf-8-sig")
