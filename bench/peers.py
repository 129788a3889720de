"""What other engines make of the same houses, in an interpreter of their own; and the bound that walks are judged by.

Run by `bench.routes` as ``PYTHON bench/peers.py NAME`` with one JSON value on the standard input; none of these
packages belongs to the program. `BENCH_PEERS` names the interpreter that has them.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

CAPACITY, LEAST = 60, 40
SECONDS = 10  # of this processor, not of the clock: other work on the machine takes nothing from an engine


class Spent:
    """True once the seconds are used up; what PyVRP asks after each of its iterations."""

    def __init__(self) -> None:
        self.until = time.process_time() + SECONDS

    def __call__(self, _cost: object = None) -> bool:
        return time.process_time() > self.until


def bound(points: list[list[int]]) -> float:
    """Centimetres that any floor(n / 40) open walks need: the minimum spanning tree without its longest legs."""
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import minimum_spanning_tree
    from scipy.spatial import Delaunay

    places = np.unique(np.array(points, dtype=float), axis=0)
    corners = Delaunay(places).simplices
    legs = np.unique(np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0)
    weight = np.hypot(*(places[legs[:, 0]] - places[legs[:, 1]]).T)
    tree = minimum_spanning_tree(coo_matrix((weight, (legs[:, 0], legs[:, 1])), shape=(len(places),) * 2)).data
    tree.sort()
    return float(tree[: len(places) - max(len(points) // LEAST, 1)].sum())


def table(points: list[list[int]]) -> Any:
    """Every leg in centimetres."""
    import numpy as np

    places = np.array(points, dtype=float)
    return np.rint(np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))).astype(int)


def pyvrp(points: list[list[int]]) -> list[list[int]]:
    """Open walks by PyVRP: a depot that costs nothing to reach."""
    import numpy as np
    from pyvrp import Client, Depot, Location, ProblemData, VehicleType, solve

    count = len(points)
    legs = np.zeros((count + 1, count + 1), dtype=int)
    legs[1:, 1:] = table(points)
    data = ProblemData(
        locations=[Location(0, 0), *(Location(x, y) for x, y in points)],
        clients=[Client(index, delivery=[1]) for index in range(1, count + 1)],
        depots=[Depot(0)],
        vehicle_types=[VehicleType(count // 50, capacity=[CAPACITY])],
        distance_matrices=[legs],
        duration_matrices=[legs * 0],
    )
    found = solve(data, stop=Spent(), seed=1, display=False)
    return [[stop.idx for stop in route.schedule() if stop.is_client()] for route in found.best.routes()]


def ortools(points: list[list[int]]) -> list[list[int]]:
    """Open walks by OR-Tools' routing library, guided local search."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    legs = table(points).tolist()
    count = len(points)
    manager = pywrapcp.RoutingIndexManager(count + 1, count // 50, count)
    routing = pywrapcp.RoutingModel(manager)

    free = [[*row, 0] for row in legs] + [[0] * (count + 1)]
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(free))
    load = routing.RegisterUnaryTransitVector([1] * count + [0])
    routing.AddDimension(load, 0, CAPACITY, True, "doors")
    wanted = pywrapcp.DefaultRoutingSearchParameters()
    wanted.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.SAVINGS
    wanted.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    wanted.time_limit.seconds = SECONDS * 10
    routing.AddSearchMonitor(routing.solver().CustomLimit(Spent()))
    found = routing.SolveWithParameters(wanted)
    if found is None:
        sys.exit(f"no walks within {SECONDS} s")
    walks = []
    for vehicle in range(count // 50):
        at, walk = routing.Start(vehicle), []
        while not routing.IsEnd(at):
            if manager.IndexToNode(at) != count:
                walk.append(manager.IndexToNode(at))
            at = found.Value(routing.NextVar(at))
        walks.append(walk)
    return walks


def vroom(points: list[list[int]]) -> list[list[int]]:
    """Open walks by VROOM through its Python package."""
    import numpy as np
    import vroom as engine

    count = len(points)
    legs = np.zeros((count + 1, count + 1), dtype=np.uint32)
    legs[1:, 1:] = table(points)
    problem = engine.Input()
    problem.set_durations_matrix("car", legs)
    problem.add_vehicle([engine.Vehicle(n, start=0, end=0, capacity=[CAPACITY]) for n in range(count // 50)])
    problem.add_job([engine.Job(n + 1, location=n + 1, delivery=[1]) for n in range(count)])
    found = problem.solve(exploration_level=3, nb_threads=1)
    rows = found.routes[found.routes["type"] == "job"]
    return [[int(stop) - 1 for stop in rows[rows.vehicle_id == n].location_index] for n in range(count // 50)]


def main() -> None:
    """Answer one question."""
    name, points = sys.argv[1], json.load(sys.stdin)
    begun = time.process_time()
    try:
        found: Any = {"bound": bound, "pyvrp": pyvrp, "ortools": ortools, "vroom": vroom}[name](points)
    except ImportError:
        found = None
    json.dump([found, time.process_time() - begun], sys.stdout)


if __name__ == "__main__":
    main()
