"""Interleaved rounds, the first discarded; medians, and ratios to a floor of the same run."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

ROUNDS = 9


def interleaved(jobs: Mapping[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Seconds of each job in each round but the first: A, B, C, A, B, C... so that all see the same machine."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds):
        for name, job in jobs.items():
            taken = job()
            if number:
                seconds[name].append(taken)
    return seconds


def timed(work: Callable[[], object]) -> Callable[[], float]:
    """A job out of work done in this process."""

    def job() -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    return job


def show(title: str, seconds: Mapping[str, Sequence[float]], floor: str) -> dict[str, float]:
    """Print a table and return the ratios of the medians to the floor's."""
    base = statistics.median(seconds[floor])
    ratios = {}
    print(f"\n{title} (n={len(seconds[floor])}, floor: {floor})")
    print(f"  {'':34} {'median':>10} {'min':>10} {'max':>10} {'ratio':>8}")
    for name, taken in seconds.items():
        middle = statistics.median(taken)
        ratios[name] = middle / base
        times = " ".join(f"{_in_words(value):>10}" for value in (middle, min(taken), max(taken)))
        print(f"  {name:34} {times} {ratios[name]:7.2f}x")
    return ratios


def _in_words(seconds: float) -> str:
    return f"{seconds:.3f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"


def target(name: str, ratio: float, limit: float) -> None:
    """Say whether a ratio is within its limit."""
    print(f"  {'within' if ratio <= limit else 'ABOVE '}  {name}: {ratio:.2f}x, limit {limit:g}x")


def machine() -> None:
    """Print what the figures were taken on."""
    versions = [f"{name} {metadata.version(name)}" for name in ("textual", "sqlalchemy", "reportlab")]
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {', '.join(versions)}")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load}")


def bytecode(*names: str) -> str:
    """Whether these modules are compiled for this Python: without, a start takes three to four times as long."""
    from importlib.util import cache_from_source, find_spec

    missing = []
    for name in names:
        spec = find_spec(name)
        if spec is None or spec.origin is None or not Path(cache_from_source(spec.origin)).exists():
            missing.append(name)
    return f"bytecode missing: {', '.join(missing)}" if missing else "bytecode present"


def fail(message: str) -> None:
    """End with a sentence."""
    sys.exit(message)
