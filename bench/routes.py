"""Walks judged: against a bound that no walk can beat, on streets, and beside other engines.

``python -m bench routes`` measures everything; ``python -m bench.routes PART ...`` only some parts of it: a number of
doors, ``streets``, ``bondy``, ``nantes``, ``growth``. Other engines and the bound are run by the interpreter that
`BENCH_PEERS` names (it needs scipy; pyvrp, ortools and pyvroom where they are to be measured); ``bondy`` and ``nantes``
are real towns, read from the folder that `APPUI_TEST_DATA` names. What is missing is said. Other towns are invented and
seeded, the parts of them begin at three houses each: the median is what is quoted. Ratios of one run only.
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
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from bench import measure
from bench.towns import House, Town, town

OFFSETS = (0.2, 0.5, 0.8)
PEER_SECONDS = 100  # the longest that another engine is waited for
PLAIN_LIMITS = {2000: 1.22, 10_000: 1.25}


def main(rounds: int = measure.ROUNDS) -> None:
    """Measure and print everything; ``rounds`` below 3 leaves out the town of 100,000."""
    print("== routes: walks of 40 to 60 doors; metres / spanning forest bound")
    for name, part in PARTS.items():
        if name != "growth" or rounds >= 3:
            part()


def ground_of(houses: Sequence[House], streets: int = 0) -> Any:
    """Houses of one door each as the stops of a ground."""
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


def length_of(ground: Any, walks: Sequence[Sequence[int]]) -> int:
    """Centimetres of all walks as the crow flies."""
    from campaign.field.routing.metric import crow

    return sum(crow(ground, one, other) for walk in walks for one, other in pairwise(walk))


def _against_bound(doors: int) -> None:
    found: dict[str, list[tuple[float, int, list[int], float]]] = defaultdict(list)
    for seed, share in list(enumerate(OFFSETS, 1))[: 3 if doors < 10_000 else 1]:
        ground = ground_of(_part(town(doors * 2 if doors < 10_000 else doors + 1500, seed), doors, share))
        points = [[x, y] for x, y in zip(ground.xs, ground.ys, strict=True)]
        least, _ = peer("bound", points)
        for name, walks, seconds in _all(ground, points, with_peers=doors <= 2000):
            if walks is None:
                continue
            sizes = [len(walk) for walk in walks]
            ratio = length_of(ground, walks) / least if least else 0.0
            found[name].append((ratio, len(walks), sizes, seconds))
    towns, bound = len(next(iter(found.values()))), "scipy" if least else "not installed: skipped"
    print(f"\n{doors} doors, crow-fly, median of {towns} (bound: {bound})")
    for name, three in found.items():
        ratio, sizes = statistics.median(one[0] for one in three), [size for one in three for size in one[2]]
        each = " ".join(f"{one[0]:.3f}" for one in three)
        print(f"  {name:34} {ratio:7.3f}  ({each})  {three[0][1]} walks of {min(sizes)}-{max(sizes)}", end="")
        print(f" {statistics.median(one[3] for one in three):8.1f} s of processor")
        if name == "appui --metric plain" and doors in PLAIN_LIMITS and ratio:
            measure.target(f"metres / bound at {doors}", ratio, PLAIN_LIMITS[doors])


def _all(ground: Any, points: list[list[int]], *, with_peers: bool) -> list[tuple[str, Any, float]]:
    from campaign.field.routing.blocks import Band
    from campaign.field.routing.cutting import Wanted, cut

    rows = []
    begun = time.process_time()
    made = [[piece.stop for piece in one.pieces] for one in cut(ground, Wanted(Band(40, 60), "plain"))]
    rows.append(("appui --metric plain", made, time.process_time() - begun))
    assert sorted(stop for walk in made for stop in walk) == list(range(len(points)))
    begun = time.process_time()
    rows.append(("Hilbert order chopped, then ordered", _hilbert(ground), time.process_time() - begun))
    for name, shown in (("pyvrp", "PyVRP 10 s"), ("ortools", "OR-Tools 10 s"), ("vroom", "VROOM")):
        if with_peers and (name != "vroom" or len(points) <= 500):  # at 2,000 it needs minutes
            rows.append((shown, *peer(name, points)))
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


def peer(name: str, points: list[list[int]]) -> tuple[Any, float]:
    """What another interpreter answers, and its seconds; none where it lacks the package, or takes too long."""
    python = os.environ.get("BENCH_PEERS", sys.executable)
    script = Path(__file__).with_name("peers.py")
    try:
        done = subprocess.run(
            [python, script, name],
            input=json.dumps(points),
            capture_output=True,
            text=True,
            check=False,
            timeout=PEER_SECONDS,
        )
    except subprocess.TimeoutExpired:
        print(f"  {name} was stopped after {PEER_SECONDS} s")
        return None, 0.0
    if done.returncode:
        print(f"  {name} stopped: {done.stderr.strip().splitlines()[-1:]}")
        return None, 0.0
    found, seconds = json.loads(done.stdout)
    return found, seconds


def judged(ground: Any, streets: Any) -> tuple[dict[str, int], list[list[int]]]:
    """Centimetres on the streets, 15 m for each crossing, of walks built with each metric; and the walks of tolls."""
    from campaign.field.routing.blocks import Band
    from campaign.field.routing.cutting import Wanted, cut
    from campaign.field.routing.metric import rows

    lengths, kept = {}, []
    for metric in ("graph", "tolls", "plain"):
        wanted = Wanted(Band(40, 60), metric, streets=streets)
        walks = [[piece.stop for piece in one.pieces] for one in cut(ground, wanted)]
        legs = [rows(ground, walk, "graph", streets) for walk in walks]
        lengths[metric] = sum(table[i][i + 1] for table in legs for i in range(len(table) - 1))
        if metric == "tolls":
            kept = walks
    return lengths, kept


def _on_streets() -> None:
    """Walks built without and with the streets, judged on them, 15 m for each crossing."""
    from campaign.field.routing.graph import Streets

    ratios: dict[str, list[float]] = defaultdict(list)
    crossed, shared = [], []
    for seed in (21, 22, 23):
        made = town(2200, seed)
        ground = ground_of(_part(made, 1500, 0.5), max(section[0] for section in made.sections) + 1)
        streets = Streets(
            ([(round(x * 100), round(y * 100)) for x, y in ends], frozenset({f"rue {street}"}))
            for street, *ends in made.sections
        )
        lengths, walks = judged(ground, streets)
        for metric, length in lengths.items():
            ratios[metric].append(length / lengths["graph"])
        crossed.append(crossings(ground, walks))
        shared.append(pieces(ground, walks))
    print("\n1500 doors judged on the streets (graph + 15 m a crossing), three towns, median; walks built with")
    for metric, three in ratios.items():
        print(f"  {metric:34} {statistics.median(three):7.3f}  {' '.join(f'{one:.3f}' for one in three)}")
    measure.target("without a graph / with it", statistics.median(ratios["tolls"]), 1.40)
    measure.target("same-street crossings a walk", statistics.median(crossed), 4)
    measure.target("(street, side) pieces", statistics.median(shared), 1.5)


def crossings(ground: Any, walks: Sequence[Sequence[int]]) -> float:
    """How often a walk changes to the other side of the street it is in, on average."""
    legs = [pair for walk in walks for pair in pairwise(walk)]
    across = [1 for a, b in legs if ground.street[a] == ground.street[b] and ground.side[a] != ground.side[b]]
    return len(across) / len(walks)


def pieces(ground: Any, walks: Sequence[Sequence[int]]) -> float:
    """How many walks share one side of a street, on average."""
    return sum(len({ground.side[one] for one in walk}) for walk in walks) / len(set(ground.side))


def _growth() -> None:
    """Ten times the doors: the seconds of this processor, and the most memory that the process ever held."""
    from campaign.field.routing.blocks import Band
    from campaign.field.routing.cutting import Wanted, cut

    print("\ntime and memory, tolls")
    taken = {}
    for doors in (10_000, 100_000):
        ground = ground_of(town(doors, 31).houses[:doors])
        begun = time.process_time()
        walks = cut(ground, Wanted(Band(40, 60)))
        taken[doors] = time.process_time() - begun
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform != "darwin" else 1024**2)
        print(f"  {doors:>7} doors {len(walks):>5} walks {taken[doors]:8.1f} s of processor {held:>5} MB")
    measure.target("100,000 doors / 10,000", taken[100_000] / taken[10_000], 12)
    measure.target("memory / 400 MB", held / 400, 1)


def _real(name: str) -> Callable[[], None]:
    def part() -> None:
        from bench import real

        getattr(real, name)()

    return part


PARTS: dict[str, Callable[[], None]] = {
    **{str(doors): partial(_against_bound, doors) for doors in (500, 2000, 10_000)},
    "streets": _on_streets,
    "bondy": _real("bondy"),
    "nantes": _real("nantes"),
    "growth": _growth,
}

if __name__ == "__main__":
    measure.machine()
    for wanted_part in sys.argv[1:] or PARTS:
        PARTS[wanted_part]()
