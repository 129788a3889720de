"""``appui import`` for door to door: addresses, stations, buildings, streets, results, the roll."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_, Refusal
from tui.cli.parser import Call, columns, command

if TYPE_CHECKING:
    from campaign.field.addresses.plan import AddressForm
    from campaign.field.addresses.report import FilePlan

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
    _communes(addresses, w)
    _texts(addresses, w)
    stations = _file(commands, w, "stations", N_("polling stations of addresses: INSEE's table, or one of addresses"))
    stations.set_defaults(asked=("stations",))
    _communes(stations, w)
    _texts(stations, w)
    buildings = _file(commands, w, "buildings", N_("buildings with dwellings and floors, out of BD TOPO"))
    buildings.set_defaults(run=_buildings)
    _communes(buildings, w)
    streets = _file(commands, w, "streets", N_("streets to walk along: .osm, .osm.gz, or sections of BD TOPO"))
    streets.set_defaults(run=_streets)
    results = _file(commands, w, "results", N_("results by polling station, as the Interior Ministry publishes them"))
    results.set_defaults(run=_results)
    _communes(results, w)
    results.add_argument("--election", default="", metavar="NAME", help=w(N_("such as presidentielle-2022")))
    results.add_argument(
        "--round", default="0", choices=("0", "1", "2"), help=w(N_("1 or 2; else as the file's name says"))
    )
    roll = _file(commands, w, "roll", N_("an electoral roll, under an undertaking, until the poll is over"))
    roll.set_defaults(run=_roll)
    roll.add_argument("--commune", metavar="INSEE", help=w(N_("the commune whose roll it is")))
    roll.add_argument("--signed", metavar="DATE", help=w(N_("the day on which the undertaking was signed")))
    roll.add_argument("--poll", metavar="DATE", help=w(N_("the day of the poll")))
    roll.add_argument(
        "--purge", metavar="DATE", help=w(N_("when it is purged: thirty days after the poll at the latest"))
    )
    roll.add_argument("--encoding", default="utf-8", metavar="E", help=w(N_("utf-8 or latin-1")))


def _file(commands: Any, w: Words, name: str, about: str) -> Any:
    parser = command(commands, name, w(about), _addresses, json_output=True)
    parser.add_argument("file", type=Path, metavar="FILE", help=w(N_("the file as it was downloaded, plain or gz")))
    parser.add_argument("--committee", metavar="C", help=w(N_("id or name of a committee; else the one on Home")))
    parser.add_argument("--dry-run", action="store_true", help=w(N_("say what would happen and change nothing")))
    parser.add_argument("--leave-out", action="store_true", help=w(N_("leave out the lines that cannot be taken in")))
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


def _texts(parser: Any, w: Words) -> None:
    parser.add_argument("--mend-text", action="store_true", help=w(N_("mend names that were encoded twice")))
    parser.add_argument(
        "--keep-text", action="store_true", help=w(N_("take names that were encoded twice as they are"))
    )


def _addresses(call: Call) -> int:
    from campaign.field.addresses.apply import import_addresses
    from campaign.field.addresses.kinds import layout_of
    from campaign.field.addresses.plan import plan_addresses

    o = call.options
    layout = layout_of(o.file)
    if layout is not None and layout.code == "reu":
        return _reu(call)
    if not hasattr(o, "asked"):  # what is called addresses may bring buildings, too
        if layout is not None and layout.command == "buildings":
            return _buildings(call)
        o.asked = ("addresses", "stations")
    store = call.existing()
    with store.read() as session:
        form = _form(call, session)
        plan = plan_addresses(
            session, o.file, form, asked=o.asked, command=o.asked[0], progress=progress(call, N_("reading"))
        )
    refusal = plan.refusal(call.words)
    if not o.dry_run and refusal is None:
        with store.write(call.actor()) as unit:
            import_addresses(unit, plan, progress=progress(call, N_("writing")))
    more = {
        "communes": list(plan.communes),
        "twice": [
            {"line": line, "before": before, "after": after}
            for before, (line, after) in sorted(plan.twice.items(), key=lambda one: one[1])
        ],
    }
    return _end(call, plan, refusal, more)


def _reu(call: Call) -> int:
    from campaign.field.addresses.stations import import_reu, plan_reu

    store = call.existing()
    with store.read() as session:
        plan = plan_reu(session, call.options.file, _form(call, session), progress=progress(call, N_("reading")))
    refusal = plan.bad_lines(call.words, leave_out=call.options.leave_out)
    if not call.options.dry_run and refusal is None:
        with store.write(call.actor()) as unit:
            import_reu(unit, plan)
    return _end(call, plan, refusal, {})


def _results(call: Call) -> int:
    from campaign.field.addresses.results import import_results, plan_results

    o = call.options
    store = call.existing()
    with store.read() as session:
        plan = plan_results(
            session,
            o.file,
            _form(call, session),
            election=o.election,
            round_=int(o.round),
            progress=progress(call, N_("reading")),
        )
    refusal = plan.bad_lines(call.words, leave_out=o.leave_out)
    if not o.dry_run and refusal is None:
        with store.write(call.actor()) as unit:
            import_results(unit, plan)
    return _end(call, plan, refusal, {"election": plan.election, "round": plan.round})


def _roll(call: Call) -> int:
    from campaign.committees.lookup import today_of
    from campaign.errors import NobodyAtKeyboard
    from campaign.field.addresses.roll import RollForm, import_roll, plan_roll
    from tui.cli.importing import committee_meant

    o = call.options
    store = call.existing()
    if (who := call.actor()) is None:
        raise NobodyAtKeyboard
    with store.read() as session:
        committee = committee_meant(call, session)
        today = today_of(session, committee, store.now())
        form = RollForm(
            committee_id=committee,
            requester_id=who,
            insee=o.commune or "",
            signed_on=_day(o.signed, today),
            poll_on=_day(o.poll, today),
            purge_on=_day(o.purge, today),
            encoding=o.encoding,
        )
        plan = plan_roll(session, o.file, form, today, progress=progress(call, N_("reading")))
    refusal = plan.bad_lines(call.words, leave_out=False)
    if not o.dry_run and refusal is None:
        with store.write(who) as unit:
            import_roll(unit, plan)
    more = {"commune": form.insee, "poll_on": form.poll_on, "purge_on": form.purge_on}
    return _end(call, plan, refusal, more)


def _day(text: str | None, today: date) -> date | None:
    """A day as typed, ISO or ``7/11/2026``; None when nothing was.

    Raises:
        DateImpossible.
    """
    from campaign.periods import read_day

    return read_day(text, today) if text else None


def _buildings(call: Call) -> int:
    from campaign.field.addresses.buildings import import_buildings, plan_buildings

    store = call.existing()
    with store.read() as session:
        plan = plan_buildings(session, call.options.file, _form(call, session), progress=progress(call, N_("reading")))
    refusal = plan.bad_lines(call.words, leave_out=call.options.leave_out)
    if not call.options.dry_run and refusal is None:
        with store.write(call.actor()) as unit:
            import_buildings(unit, plan, progress=progress(call, N_("writing")))
    return _end(call, plan, refusal, {"homes": plan.homes, "without_number": plan.without_number})


def _streets(call: Call) -> int:
    from campaign.field.addresses.sections import import_sections, plan_sections
    from tui.cli.importing import committee_meant

    o = call.options
    store = call.existing()
    with store.read() as session:
        committee_id = committee_meant(call, session)
        plan = plan_sections(
            session, o.file, committee_id, leave_out=o.leave_out, progress=progress(call, N_("reading"))
        )
    refusal = plan.bad_lines(call.words, leave_out=o.leave_out)
    if not o.dry_run and refusal is None:
        with store.write(call.actor()) as unit:
            import_sections(unit, plan, progress=progress(call, N_("writing")))
    return _end(call, plan, refusal, {"attribution": plan.attribution})


def _form(call: Call, session: Any) -> AddressForm:
    from campaign.field.addresses.plan import AddressForm
    from tui.cli.importing import committee_meant

    o = call.options
    return AddressForm(
        committee_id=committee_meant(call, session),
        communes=tuple(o.commune),
        encoding=o.encoding,
        mend_text=getattr(o, "mend_text", False),
        keep_text=getattr(o, "keep_text", False),
        leave_out=o.leave_out,
    )


def _end(call: Call, plan: FilePlan, refusal: Refusal | None, more: dict[str, Any]) -> int:
    """Show what came of a file; then refuse, if it was refused."""
    _show(call, plan, more, done=not call.options.dry_run and refusal is None, stopped=refusal is not None)
    if refusal is not None:
        raise refusal
    return 0


def _show(call: Call, plan: FilePlan, more: dict[str, Any], *, done: bool, stopped: bool) -> None:
    w, tally = call.words, plan.tally
    counts = {name: getattr(tally, name) for name in COUNTS}
    if stopped:
        counts |= {"added": 0, "updated": 0, "gone": 0}
    data = {
        **counts,
        "done": done,
        "layout": plan.layout_code,
        **more,
        "reasons": [{"reason": _bare(w, reason), "count": count} for reason, count in plan.reasons.most_common()],
        "problems": [{"line": p.line, "reason": w(p.reason, **p.facts)} for p in plan.problems],
        "remarks": [{"line": p.line, "reason": w(p.reason, **p.facts)} for p in plan.remarks],
    }
    shown = [(w(text), counts[name]) for name, text in COUNTS.items() if counts[name] or name in ("read", "added")]
    call.show(data, columns(shown))
    if call.options.json:
        return
    for p in [*plan.problems[:PROBLEMS_SHOWN], *plan.remarks[:PROBLEMS_SHOWN]]:
        call.say(w(N_("line {line}: {reason}"), line=p.line, reason=w(p.reason, **p.facts)))
    for one in more.get("twice", ())[:PROBLEMS_SHOWN]:
        said = w(N_("“{before}” was meant to be “{after}”"), before=one["before"], after=one["after"])
        call.say(w(N_("line {line}: {reason}"), line=one["line"], reason=said))
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
