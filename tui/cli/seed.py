"""``appui seed``: fill a new file with invented people and committees, marked so."""

from __future__ import annotations

from typing import Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, command, whole


def register(commands: Any, w: Words) -> None:
    """Add the command."""
    parser = command(commands, "seed", w(N_("fill a new file with demonstration data")), run)
    parser.add_argument("--scale", choices=("small", "city", "national"), default="small", help=w(N_("how large")))
    parser.add_argument(
        "--random-seed", type=whole, default=2017, metavar="N", help=w(N_("the same number gives the same data"))
    )
    parser.add_argument(
        "--today", dest="seed_today", metavar="DATE", help=w(N_("base day of the demonstration, else today"))
    )


def run(call: Call) -> int:
    from datetime import date

    from campaign.periods import read_day
    from db.disk import stands
    from db.errors import HoldsData
    from seed import demo

    path = call.path
    o = call.options
    if stands(path):
        raise HoldsData(path=path)
    text = o.seed_today or o.today
    today = read_day(text, date.today()) if text else None
    summary = demo.make(path, scale=o.scale, random_seed=o.random_seed, today=today)
    w = call.words
    call.say(
        w(
            N_("{committees} committees and {people} people, all invented, are in {path}."),
            committees=w.number(summary.committees),
            people=w.number(summary.people),
            path=path,
        )
    )
    return 0
