"""Walks judged: against a bound that no walk can beat, on streets, and beside other engines, on invented towns.

Other engines and the bound are run by the interpreter that `BENCH_PEERS` names (it needs scipy; pyvrp, ortools and
pyvroom where they are to be measured); without it they are said to be missing. The towns are invented and seeded, the
parts of them begin at three houses each: the median is what is quoted. Ratios of one run only.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from bench import measure
from bench.towns import House, Town, town

OFFSETS = (0.2, 0.5, 0.8)
PLAIN_LIMITS = {2000: 1.22, 10_000: 1.25}


def main(rounds: int = measure.ROUNDS) -> None:
    """Measure and print; ``rounds`` below 3 leaves out the town of 100,000."""
    print("== routes: walks of 40 to 60 doors on invented towns; metres / spanning forest bound")
    for doors in (500, 2000, 10_000):
        _against_bound(doors)
    _on_streets()
    if rounds >= 3:
        _growth()


def _ground(houses: Sequence[House], streets: int = 0) -> Any:
    from campaign.field.routing.ground import Ground

    houses = sorted(houses, key=lambda house: (house.street, house.odd, house.number))
    return Ground(
        xs=[round(house.x * 100) for house in houses],
        ys=[round(house.y * 100) for house in houses],
        street=[house.street for house in houses],
        side=[house.street * 2 + house.odd for house in houses],
        doors=[1] * len(houses),
        seconds=[96] * len(houses),
        cuts=[()] * len(houses),
        area=[0] * len(houses),
        names=[f"rue {number}" for number in range(streets)],
    )


def _part(made: Town, doors: int, share: float) -> list[House]:
    centre = made.houses[int(len(made.houses) * share)]
    return sorted(made.houses, key=lambda h: ((h.x - centre.x) ** 2 + (h.y - centre.y) ** 2, h.street, h.number))[
        :doors
    ]


def _length(ground: Any, walks: Sequence[Sequence[int]]) -> int:
    from campaign.field.routing.metric import crow

    return sum(crow(ground, one, other) for walk in walks for one, other in pairwise(walk))


def _against_bound(doors: int) -> None:
    found: dict[str, list[tuple[float, str, float]]] = defaultdict(list)
    for seed, share in enumerate(OFFSETS, 1):
        ground = _ground(_part(town(doors * 2 if doors < 10_000 else doors + 1500, seed), doors, share))
        points = [[x, y] for x, y in zip(ground.xs, ground.ys, strict=True)]
        least, _ = _peer("bound", points)
        for name, walks, seconds in _all(ground, points, with_peers=doors <= 2000):
            if walks is None:
                found[name].append((0.0, "", 0.0))
                continue
            sizes = [len(walk) for walk in walks]
            ratio = _length(ground, walks) / least if least else 0.0
            found[name].append((ratio, f"{len(walks)} walks of {min(sizes)}-{max(sizes)}", seconds))
    print(f"\n{doors} doors, crow-fly, three offsets, median (bound: {'scipy' if least else 'not installed: skipped'})")
    for name, three in found.items():
        ratio = statistics.median(one[0] for one in three)
        if not three[0][1]:
            print(f"  {name:34} not installed: skipped")
            continue
        print(f"  {name:34} {ratio:7.3f}  {three[-1][1]:24} {statistics.median(one[2] for one in three):8.1f} s")
        if name == "appui --metric plain" and doors in PLAIN_LIMITS and ratio:
            measure.target(f"metres / bound at {doors}", ratio, PLAIN_LIMITS[doors])


def _all(ground: Any, points: list[list[int]], *, with_peers: bool) -> list[tuple[str, Any, float]]:
    from campaign.field.routing.blocks import Band
    from campaign.field.routing.cutting import Wanted, cut

    rows = []
    begun = time.perf_counter()
    made = [[piece.stop for piece in one.pieces] for one in cut(ground, Wanted(Band(40, 60), "plain"))]
    rows.append(("appui --metric plain", made, time.perf_counter() - begun))
    assert sorted(stop for walk in made for stop in walk) == list(range(len(points)))
    begun = time.perf_counter()
    rows.append(("Hilbert order chopped, then ordered", _hilbert(ground), time.perf_counter() - begun))
    for name, shown in (("pyvrp", "PyVRP 30 s"), ("ortools", "OR-Tools 30 s"), ("vroom", "VROOM exploration 3")):
        if with_peers:
            rows.append((shown, *_peer(name, points)))
    return rows


def _hilbert(ground: Any) -> list[list[int]]:
    from campaign.field.routing.cutting import hilbert
    from campaign.field.routing.metric import rows
    from campaign.field.routing.order import ordered

    left, low = min(ground.xs), min(ground.ys)
    span = max(max(ground.xs) - left, max(ground.ys) - low)
    places = [
        ((x - left) * 65_535 // span, (y - low) * 65_535 // span) for x, y in zip(ground.xs, ground.ys, strict=True)
    ]
    curve = sorted(range(len(ground)), key=lambda one: (hilbert(*places[one], 16), one))
    walks = []
    for first in range(0, len(curve), 50):
        chunk = curve[first : first + 50]
        order = ordered(rows(ground, chunk, "plain"), range(len(chunk)), Random(1))
        walks.append([chunk[index] for index in order])
    return walks


def _peer(name: str, points: list[list[int]]) -> tuple[Any, float]:
    python = os.environ.get("BENCH_PEERS", sys.executable)
    script = Path(__file__).with_name("peers.py")
    done = subprocess.run([python, script, name], input=json.dumps(points), capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  {name} stopped: {done.stderr.strip().splitlines()[-1:]}")
        return None, 0.0
    found, seconds = json.loads(done.stdout)
    return found, seconds


def _on_streets() -> None:
    """Walks built without and with the streets, judged on them, 15 m for each crossing."""
    from campaign.field.routing.blocks import Band
    from campaign.field.routing.cutting import Wanted, cut
    from campaign.field.routing.graph import Streets
    from campaign.field.routing.metric import rows

    ratios: dict[str, list[float]] = defaultdict(list)
    crossings, pieces = [], []
    for seed in (21, 22, 23):
        made = town(2200, seed)
        ground = _ground(_part(made, 1500, 0.5), max(section[0] for section in made.sections) + 1)
        streets = Streets(
            ([(round(x * 100), round(y * 100)) for x, y in ends], frozenset({f"rue {street}"}))
            for street, *ends in made.sections
        )
        lengths = {}
        for metric in ("graph", "tolls", "plain"):
            wanted = Wanted(Band(40, 60), metric, streets=streets)
            walks = [[piece.stop for piece in one.pieces] for one in cut(ground, wanted)]
            legs = [rows(ground, walk, "graph", streets) for walk in walks]
            lengths[metric] = sum(table[i][i + 1] for table in legs for i in range(len(table) - 1))
            ratios[metric].append(lengths[metric] / lengths["graph"])
            if metric == "tolls":
                crossings.append(_crossings(ground, walks))
                pieces.append(_pieces(ground, walks))
    print("\n1500 doors judged on the streets (graph + 15 m a crossing), three towns, median; walks built with")
    for metric, three in ratios.items():
        print(f"  {metric:34} {statistics.median(three):7.3f}")
    measure.target("without a graph / with it", statistics.median(ratios["tolls"]), 1.40)
    measure.target("same-street crossings a walk", statistics.median(crossings), 4)
    measure.target("(street, side) pieces", statistics.median(pieces), 1.5)


def _crossings(ground: Any, walks: Sequence[Sequence[int]]) -> float:
    legs = [pair for walk in walks for pair in pairwise(walk)]
    across = [1 for a, b in legs if ground.street[a] == ground.street[b] and ground.side[a] != ground.side[b]]
    return len(across) / len(walks)


def _pieces(ground: Any, walks: Sequence[Sequence[int]]) -> float:
    return sum(len({ground.side[one] for one in walk}) for walk in walks) / len(set(ground.side))


def _growth() -> None:
    """Ten times the doors: the seconds of this processor, and the most memory that the process ever held."""
    from campaign.field.routing.blocks import Band
    from campaign.field.routing.cutting import Wanted, cut

    print("\ntime and memory, tolls")
    taken = {}
    for doors in (10_000, 100_000):
        ground = _ground(town(doors, 31).houses[:doors])
        begun = time.process_time()
        walks = cut(ground, Wanted(Band(40, 60)))
        taken[doors] = time.process_time() - begun
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform != "darwin" else 1024**2)
        print(f"  {doors:>7} doors {len(walks):>5} walks {taken[doors]:8.1f} s of processor {held:>5} MB")
    measure.target("100,000 doors / 10,000", taken[100_000] / taken[10_000], 12)
    measure.target("memory, MB", held, 400)
