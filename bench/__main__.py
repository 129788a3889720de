"""``python -m bench [NAME ...] [--rounds N]``: what is named, else all of them."""

from __future__ import annotations

import argparse

from bench import addresses, directory, measure, money, people, reports, routes, startup
from bench import map as turf_map

BENCHES = {
    "startup": startup.main,
    "reports": reports.main,
    "directory": directory.main,
    "people": people.main,
    "map": turf_map.main,
    "addresses": addresses.main,
    "routes": routes.main,
    "money": money.main,
}


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ratios to floors measured in the same run.")
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help="which; else all")
    parser.add_argument("--rounds", type=int, default=measure.ROUNDS, help="rounds, of which the first is discarded")
    options = parser.parse_args()
    measure.machine()
    for name in options.names or BENCHES:
        BENCHES[name](max(options.rounds, 2))


if __name__ == "__main__":
    main()
