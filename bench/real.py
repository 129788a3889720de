"""Walks through real towns whose open data lies in the folder that `APPUI_TEST_DATA` names: Bondy and central Nantes.

Bondy is every address of a commune, one door each, and OpenStreetMap for its north; Nantes is dwellings by building and
the streets of BD TOPO. A building of Nantes stands on the side of the named street that is nearest.
"""

from __future__ import annotations

import csv
import gzip
import os
import time
from collections.abc import Iterator, Sequence
from math import dist
from pathlib import Path
from typing import Any

from bench import measure
from bench.routes import crossings, judged, length_of, peer, pieces

NORTH = (48.90676, 48.91278, 2.4779, 2.4911)  # south, north, west, east of the streets at hand
AROUND = (0.0, 0.1, 0.2, 0.25, 0.33, 0.5, 0.66, 0.75, 0.8, 0.9)  # of the list of addresses by street and number
BUILDINGS = 1500  # of Nantes, around the middle one
NAMED_WITHIN = 80.0  # metres from a building to its street
ON_LANDING = 4


def _folder() -> Path | None:
    if not (folder := os.environ.get("APPUI_TEST_DATA")):
        print("\nreal towns: APPUI_TEST_DATA is not set: skipped")
        return None
    return Path(folder)


def _cut(ground: Any, metric: str) -> tuple[list[list[int]], list[int], float]:
    """The stops of each walk, its doors, and the seconds of this processor."""
    from campaign.field.routing.blocks import Band
    from campaign.field.routing.cutting import Wanted, cut

    begun = time.process_time()
    made = cut(ground, Wanted(Band(40, 60), metric))
    taken = time.process_time() - begun
    return [[piece.stop for piece in one.pieces] for one in made], [one.doors for one in made], taken


def bondy() -> None:
    """Parts of the commune and the whole of it against the bound; its north on the streets."""
    if (folder := _folder()) is None:
        return
    with (folder / "ban_93010_bondy.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file, delimiter=";"), key=_by_name)
    print("\nBondy, crow-fly, metres / spanning forest bound")
    for share in (*AROUND, None):
        chosen = rows if share is None else _around(rows, rows[int(len(rows) * share)], 2000)
        ground = _addresses(chosen)
        walks, sizes, taken = _cut(ground, "plain")
        least, _ = peer("bound", [[x, y] for x, y in zip(ground.xs, ground.ys, strict=True)])
        ratio = length_of(ground, walks) / least if least else 0.0
        where = "whole commune" if share is None else f"around {share}"
        print(
            f"  {where:20} {len(ground):5} doors {ratio:7.3f}  {len(walks)} walks of {min(sizes)}-{max(sizes)}", end=""
        )
        print(f" {taken:6.1f} s of processor")
    walks, sizes, taken = _cut(ground, "tolls")
    print(f"  whole, tolls: {len(walks)} walks of {min(sizes)}-{max(sizes)}, {taken:.1f} s of processor")
    measure.target("same-street crossings a walk", crossings(ground, walks), 4)
    measure.target("(street, side) pieces", pieces(ground, walks), 1.5)
    _north(folder, rows)


def _by_name(row: dict[str, str]) -> tuple[str, int, str]:
    return row["nom_voie"], int(row["numero"]), row["id"]


def _around(rows: Sequence[dict[str, str]], middle: dict[str, str], count: int) -> list[dict[str, str]]:
    x, y = float(middle["x"]), float(middle["y"])
    near = sorted(rows, key=lambda row: ((float(row["x"]) - x) ** 2 + (float(row["y"]) - y) ** 2, row["id"]))
    return sorted(near[:count], key=_by_name)


def _addresses(rows: Sequence[dict[str, str]]) -> Any:
    """Addresses of one door each."""
    from campaign.field.routing.ground import Ground
    from db.folding import fold

    streets = {name: index for index, name in enumerate(sorted({row["nom_voie"] for row in rows}))}
    return Ground(
        xs=[round(float(row["x"]) * 100) for row in rows],
        ys=[round(float(row["y"]) * 100) for row in rows],
        street=[streets[row["nom_voie"]] for row in rows],
        side=[streets[row["nom_voie"]] * 2 + int(row["numero"]) % 2 for row in rows],
        doors=[1] * len(rows),
        seconds=[96] * len(rows),
        cuts=[()] * len(rows),
        area=[0] * len(rows),
        names=[fold(name) for name in streets],
    )


def _north(folder: Path, rows: Sequence[dict[str, str]]) -> None:
    from campaign.field.addresses.shapes import osm_places, osm_sections, osm_ways
    from campaign.field.addresses.source import OpenFile, quiet

    south, north, west, east = NORTH
    ground = _addresses(
        [row for row in rows if south <= float(row["lat"]) <= north and west <= float(row["lon"]) <= east]
    )
    path = folder / "osm_bondy-nord_voies.osm.gz"
    with OpenFile(path, quiet) as lines:
        ways = osm_ways(lines)
    with OpenFile(path, quiet) as lines:
        places = osm_places(lines, ways)
    _judge(f"north of Bondy, {len(ground)} addresses, OpenStreetMap", ground, _streets(osm_sections(ways, places)))


def _streets(sections: Iterator[Any]) -> Any:
    """Sections as the graph that walks are built on, in Lambert-93."""
    from campaign.field.earth import to_lambert93
    from campaign.field.routing.graph import Streets
    from db.folding import fold

    def points(section: Any) -> list[tuple[int, int]]:
        return [(round(x * 100), round(y * 100)) for x, y in (to_lambert93(*point) for point in section.points)]

    return Streets((points(one), frozenset(fold(name) for name in (one.left, one.right) if name)) for one in sections)


def _judge(title: str, ground: Any, streets: Any) -> None:
    lengths, walks = judged(ground, streets)
    print(f"\n{title}, on the streets + 15 m a crossing; walks built with")
    for metric, length in lengths.items():
        print(f"  {metric:34} {length / lengths['graph']:7.3f}")
    measure.target("without a graph / with it", lengths["tolls"] / lengths["graph"], 1.40)
    print(f"  tolls: {crossings(ground, walks):.2f} same-street crossings a walk")


def nantes() -> None:
    """Large buildings: every walk in the band, on the streets and over the whole centre."""
    if (folder := _folder()) is None:
        return
    sections = _bdtopo(folder / "bdtopo_44109_nantes-centre_voies.csv.gz")
    with (folder / "bdtopo_44109_nantes-centre_logements.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if int(row["nb_logements"] or 0) > 0]
    rows.sort(key=lambda row: row["id_bdtopo"])
    streets = _streets(iter(sections))
    ground = _buildings(rows, streets)
    walks, sizes, taken = _cut(ground, "tolls")
    print(f"\nNantes, {len(ground)} buildings, {sum(ground.doors)} dwellings, tolls: ", end="")
    print(f"{len(walks)} walks of {min(sizes)}-{max(sizes)}, {taken:.1f} s of processor")
    x, y = (sum(float(row[axis]) for row in rows) / len(rows) for axis in "xy")
    rows.sort(key=lambda row: (dist((float(row["x"]), float(row["y"])), (x, y)), row["id_bdtopo"]))
    ground = _buildings(sorted(rows[:BUILDINGS], key=lambda row: row["id_bdtopo"]), streets)
    _judge(f"middle of Nantes, {len(ground)} buildings, {sum(ground.doors)} dwellings, BD TOPO", ground, streets)


def _bdtopo(path: Path) -> list[Any]:
    from campaign.field.addresses.layouts import recognise
    from campaign.field.addresses.line import Refused
    from campaign.field.addresses.shapes import bdtopo_sections

    found = []
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        columns = recognise(path.name, file.readline().rstrip("\r\n"), ("streets",), "streets")
        for cells in csv.reader(file, delimiter=columns.layout.separator):
            try:
                found += bdtopo_sections(columns, cells)
            except Refused:
                continue
    return found


def _buildings(rows: Sequence[dict[str, str]], streets: Any) -> Any:
    """Buildings weighted with their dwellings, each on the side of the nearest street that has a name."""
    from campaign.field.routing.ground import Ground

    known: dict[str, int] = {}
    placed = []
    for row in rows:
        x, y = round(float(row["x"]) * 100), round(float(row["y"]) * 100)
        name, odd = _nearest(streets, x, y)
        placed.append((x, y, known.setdefault(name, len(known)), odd, int(row["nb_logements"])))
    return Ground(
        xs=[one[0] for one in placed],
        ys=[one[1] for one in placed],
        street=[one[2] for one in placed],
        side=[one[2] * 2 + one[3] for one in placed],
        doors=[one[4] for one in placed],
        seconds=[96 * one[4] for one in placed],
        cuts=[tuple(range(ON_LANDING, one[4], ON_LANDING)) for one in placed],
        area=[0] * len(placed),
        names=list(known),
    )


def _nearest(streets: Any, x: int, y: int) -> tuple[str, int]:
    """The name of the nearest named stretch within 80 m and on which side of it a place lies; else none."""
    best: tuple[float, str, int] = (NAMED_WITHIN * 100, "", 0)
    for i in range(-1, 2):
        for j in range(-1, 2):
            for edge in streets.cells.get((x // 10_000 + i, y // 10_000 + j), ()):
                if not streets.names[edge]:
                    continue
                ax, ay, bx, by = streets.shape[edge]
                dx, dy = bx - ax, by - ay
                share = min(max(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0.0), 1.0)
                off = dist((x, y), (ax + share * dx, ay + share * dy))
                # Stretches of one street are drawn either way: a side is told from its eastern, else northern, end.
                left = (dx * (y - ay) - dy * (x - ax) > 0) == ((dx, dy) > (0, 0))
                best = min(best, (off, min(streets.names[edge]), int(left)))
    return best[1], best[2]
