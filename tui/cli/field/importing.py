"""``appui import`` for door to door: addresses, stations, buildings, streets, results, the roll."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command

if TYPE_CHECKING:
    from campaign.field.addresses.plan import AddressPlan

PROBLEMS_SHOWN = 20  # on a terminal; JSON has up to a thousand

COUNTS = {
    "read": N_("lines read"),
    "added": N_("addresses added"),
    "updated": N_("brought up to date"),
    "unchanged": N_("known, unchanged"),
    "merged": N_("the same door once more"),
    "refused": N_("not taken in"),
    "elsewhere": N_("of other communes"),
    "gone": N_("no longer in the file"),
}


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    addresses = _file(commands, w, "addresses", N_("addresses: BAN, Base Adresse Locale, with stations or dwellings"))
    addresses.set_defaults(run=_addresses)
    _communes(addresses, w)
    stations = _file(commands, w, "stations", N_("polling stations of addresses: INSEE's table, or one of addresses"))
    stations.set_defaults(run=_addresses)
    _communes(stations, w)


def _file(commands: Any, w: Words, name: str, about: str) -> Any:
    parser = command(commands, name, w(about), _addresses, json_output=True)
    parser.add_argument("file", type=Path, metavar="FILE", help=w(N_("the file as it was downloaded, plain or gz")))
    parser.add_argument("--committee", metavar="C", help=w(N_("id or name of a committee; else the one on Home")))
    parser.add_argument("--dry-run", action="store_true", help=w(N_("say what would happen and change nothing")))
    return parser


def _communes(parser: Any, w: Words) -> None:
    parser.add_argument(
        "--commune",
        action="append",
        default=[],
        metavar="INSEE",
        help=w(N_("which commune, department or all of the file; else those of the committee")),
    )
    parser.add_argument("--encoding", default="utf-8", metavar="E", help=w(N_("utf-8 or latin-1")))
    parser.add_argument("--mend-text", action="store_true", help=w(N_("mend names that were encoded twice")))
    parser.add_argument(
        "--keep-text", action="store_true", help=w(N_("take names that were encoded twice as they are"))
    )
    parser.add_argument("--leave-out", action="store_true", help=w(N_("leave out the lines that cannot be taken in")))


def _addresses(call: Call) -> int:
    from campaign.field.addresses.apply import import_addresses
    from campaign.field.addresses.plan import AddressForm, plan_addresses
    from tui.cli.importing import committee_meant

    o = call.options
    store = call.existing()
    with store.read() as session:
        form = AddressForm(
            committee_id=committee_meant(call, session),
            communes=tuple(o.commune),
            encoding=o.encoding,
            mend_text=o.mend_text,
            keep_text=o.keep_text,
            leave_out=o.leave_out,
        )
        plan = plan_addresses(session, o.file, form, progress=progress(call, N_("reading")))
    refusal = plan.refusal
    if not o.dry_run and refusal is None:
        with store.write(call.actor()) as unit:
            import_addresses(unit, plan, progress=progress(call, N_("writing")))
    _show(call, plan, done=not o.dry_run and refusal is None, stopped=refusal is not None)
    if refusal is not None:
        raise refusal
    return 0


def _show(call: Call, plan: AddressPlan, *, done: bool, stopped: bool) -> None:
    w, tally = call.words, plan.tally
    counts = {name: getattr(tally, name) for name in COUNTS}
    if stopped:
        counts |= {"added": 0, "updated": 0, "gone": 0}
    data = {
        **counts,
        "done": done,
        "layout": plan.layout.code,
        "communes": list(plan.communes),
        "reasons": [{"reason": _bare(w, reason), "count": count} for reason, count in plan.reasons.most_common()],
        "twice": [
            {"line": line, "before": before, "after": after}
            for before, (line, after) in sorted(plan.twice.items(), key=lambda one: one[1])
        ],
        "problems": [{"line": p.line, "reason": w(p.reason, **p.facts)} for p in plan.problems],
        "remarks": [{"line": p.line, "reason": w(p.reason, **p.facts)} for p in plan.remarks],
    }
    shown = [(w(text), counts[name]) for name, text in COUNTS.items() if counts[name] or name in ("read", "added")]
    call.show(data, columns(shown))
    if call.options.json:
        return
    for p in [*plan.problems[:PROBLEMS_SHOWN], *plan.remarks[:PROBLEMS_SHOWN]]:
        call.say(w(N_("line {line}: {reason}"), line=p.line, reason=w(p.reason, **p.facts)))
    for before, (line, after) in sorted(plan.twice.items(), key=lambda one: one[1])[:PROBLEMS_SHOWN]:
        said = w(N_("“{before}” was meant to be “{after}”"), before=before, after=after)
        call.say(w(N_("line {line}: {reason}"), line=line, reason=said))
    left = sum(plan.reasons.values()) - min(len(plan.problems), PROBLEMS_SHOWN) - min(len(plan.remarks), PROBLEMS_SHOWN)
    if left > 0:
        call.say(w.many(N_("and {count} more line, see --json"), N_("and {count} more lines, see --json"), left))


def _bare(w: Words, reason: str) -> str:
    """A reason without the facts of one line, for a count of many."""

    class Dots(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return "…"

    return w(reason).format_map(Dots())


def progress(call: Call, doing: str) -> Callable[[int, int], None]:
    """A line on the terminal that says how far a long import is; nothing where nobody reads it."""
    w = call.words
    last = [time.monotonic()]

    def tell(done: int, total: int) -> None:
        now = time.monotonic()
        if sys.stderr.isatty() and now - last[0] > 0.2:
            last[0] = now
            ended = "\n" if done >= total else ""
            print(f"\r{w(doing)} {w.percent(done / total if total else 1)}  ", end=ended, file=sys.stderr, flush=True)

    return tell
