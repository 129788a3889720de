"""``appui turf cut|recut|list|show|rename|retire|time`` and ``appui walk list|show``: a commune cut into walks."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command, group, limits, whole, whole_within

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from campaign.field.turf import CutForm
    from campaign.views.field import TurfLine, WalkLine


SCREENFUL = 200  # walks in a table that nobody limited
# What is typed for a side of a street, in either language whatever the screen speaks: scripts are passed on.
SIDES = {
    "odd": "odd", "impair": "odd", "impairs": "odd", "even": "even", "pair": "even", "pairs": "even",
    "none": "none", "sans": "none",
}  # fmt: skip


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    turf = group(commands, "turf", w(N_("turf: parts of a commune, cut into walks")))
    _cutting(turf, w)
    which = w(N_("the turf, by id or name"))
    listed = command(turf, "list", w(N_("turfs with their walks and doors")), list_, json_output=True)
    limits(listed, w)
    listed.add_argument("--committee", metavar="ID|NAME", help=w(N_("else all committees")))
    listed.add_argument("--retired", action="store_true", help=w(N_("those that were put away too")))
    shown = command(turf, "show", w(N_("one turf and its walks")), show, json_output=True)
    shown.add_argument("turf", metavar="ID|NAME", help=which)
    renamed = command(turf, "rename", w(N_("give a turf another name")), rename)
    renamed.add_argument("turf", metavar="ID|NAME", help=which)
    renamed.add_argument("name", metavar="NAME", help=w(N_("its new name")))
    retired = command(turf, "retire", w(N_("put away a turf of which no walk was issued")), retire)
    retired.add_argument("turf", metavar="ID|NAME", help=which)
    timed = command(
        turf, "time", w(N_("how long walks take: the figures that are reckoned with")), time, json_output=True
    )
    timed.add_argument("--committee", metavar="C", help=w(N_("id or name of a committee; else the one on Home")))
    timed.add_argument(
        "--set", action="append", default=[], metavar="FIGURE=N", help=w(N_("change one of them; repeatable"))
    )
    walk = group(commands, "walk", w(N_("walks: the rounds of doors that teams do")))
    walks = command(walk, "list", w(N_("the walks of a turf")), walk_list, json_output=True)
    limits(walks, w)
    walks.set_defaults(limit=None)  # a program gets all of them, a reader a screenful at a time
    walks.add_argument("--turf", required=True, metavar="ID|NAME", help=which)
    one = command(walk, "show", w(N_("a walk and its stops, in walking order")), walk_show, json_output=True)
    one.add_argument("walk", metavar="ID", help=w(N_("a walk by its id, or the number of its list")))


def _cutting(sub: Any, w: Words) -> None:
    cut = command(sub, "cut", w(N_("cut a commune, or a part of it, into walks")), cut_, json_output=True)
    cut.add_argument("--committee", metavar="C", help=w(N_("id or name of a committee; else the one on Home")))
    cut.add_argument("--commune", required=True, metavar="INSEE", help=w(N_("INSEE code of a commune")))
    cut.add_argument(
        "--station", action="append", default=[], metavar="CODE", help=w(N_("only this polling station; repeatable"))
    )
    cut.add_argument(
        "--street", action="append", default=[], metavar="NAME[:SIDE]",
        help=w(N_("only this street, or one side of it (odd, even, none); repeatable")),
    )  # fmt: skip
    cut.add_argument("--name", default="", metavar="N", help=w(N_("what the turf is called; else after its place")))
    again = command(
        sub, "recut", w(N_("cut a turf anew; walks that were issued stay as they are")), recut_, json_output=True
    )
    again.add_argument("turf", metavar="ID|NAME", help=w(N_("the turf, by id or name")))
    for parser, low, high, metric in ((cut, 40, 60, "tolls"), (again, None, None, None)):
        parser.add_argument(
            "--doors-min", type=_doors, default=low, metavar="N", help=w(N_("the fewest doors of a walk"))
        )
        parser.add_argument(
            "--doors-max", type=_doors, default=high, metavar="N", help=w(N_("the most doors of a walk"))
        )
        parser.add_argument(
            "--minutes", type=_minutes, metavar="N", help=w(N_("walks of so many minutes, whatever their doors"))
        )
        parser.add_argument(
            "--metric", default=metric, choices=("tolls", "plain", "graph"),
            help=w(N_("how legs are measured: crow-fly with tolls for crossing, without, or along streets taken in")),
        )  # fmt: skip
        parser.add_argument("--meet", default=None, metavar="LAT,LON", help=w(N_("where people meet, in degrees")))
        parser.add_argument(
            "--apart", action="store_true", default=None,
            help=w(N_("no walk from one part to another over 500 m away, however few doors one has")),
        )  # fmt: skip
        parser.add_argument("--seed", type=whole, default=None, metavar="N", help=w(N_("another cutting of the same")))


def _doors(text: str) -> int:
    from campaign.field.turf.forms import FEWEST, MOST

    return whole_within(text, FEWEST, MOST)


def _minutes(text: str) -> int:
    from campaign.field.turf.forms import LONGEST, SHORTEST

    return whole_within(text, SHORTEST, LONGEST)


def _committee(call: Call, session: Session) -> uuid.UUID:
    from campaign.committees.lookup import find_committee
    from campaign.errors import CommitteeNeeded
    from campaign.settings import home_committee

    if call.options.committee:
        return find_committee(session, call.options.committee).id
    if (home := home_committee(session)) is None:
        raise CommitteeNeeded
    return home


def cut_(call: Call) -> int:
    from campaign.field.turf import CutForm

    o, store = call.options, call.existing()
    with store.read() as session:
        committee_id = _committee(call, session)
        form = CutForm(
            committee_id=committee_id,
            insee=o.commune.strip().upper(),
            name=o.name,
            stations=tuple(code.strip().lstrip("0") or "0" for code in o.station),
            sides=_sides(session, committee_id, o.commune.strip().upper(), o.street),
        )
    return _cut(call, _with_options(call, form))


def recut_(call: Call) -> int:
    from campaign.field.turf import find_turf
    from campaign.field.turf.keep import form_of

    store = call.existing()
    with store.read() as session:
        form = form_of(session, find_turf(session, call.options.turf).id)
    return _cut(call, _with_options(call, form))


def _with_options(call: Call, form: CutForm) -> CutForm:
    from campaign.field.barriers import read_points

    o = call.options
    values: dict[str, Any] = {
        "doors_min": o.doors_min,
        "doors_max": o.doors_max,
        "minutes": o.minutes,
        "metric": o.metric,
        "seed": o.seed,
        "apart": o.apart,
    }
    if o.meet:
        (lat, lon), *_ = read_points(o.meet)
        values |= {"start_lat": lat, "start_lon": lon}
    return form.model_copy(update={key: value for key, value in values.items() if value is not None})


def _sides(
    session: Session, committee_id: uuid.UUID, insee: str, typed: list[str]
) -> tuple[tuple[uuid.UUID, str], ...]:
    from campaign.errors.turf import SideUnknown, SideWordUnknown
    from campaign.field.turf import sides_of
    from db.folding import fold

    if not typed:
        return ()
    streets = {fold(line.street): line.street_id for line in sides_of(session, committee_id, insee)}
    found = []
    for text in typed:
        name, colon, word = text.rpartition(":")
        side = SIDES.get(fold(word)) if colon else None
        if side is None or fold(text) in streets:
            if colon and fold(name) in streets and fold(text) not in streets:
                raise SideWordUnknown(word=word.strip()[:20], name=text[:60])
            name, side = text, "all"
        if fold(name) not in streets:
            raise SideUnknown(name=name[:60])
        found.append((streets[fold(name)], side))
    return tuple(found)


def _cut(call: Call, form: CutForm) -> int:
    from campaign.field.turf import keep_cut, parts_to_separate, plan_cut, said_notices, turf_lines, walk_lines

    store, w = call.existing(), call.words
    with store.read() as session:
        plan = plan_cut(session, form)
    with store.write(call.actor()) as unit:
        turf_id = keep_cut(unit, plan)
    with store.read() as session:
        line = next(one for one in turf_lines(session, form.committee_id) if one.id == turf_id)
        walks = walk_lines(session, turf_id)
    data = {
        **_turf(line),
        "walks": [walk.id for walk in walks],
        "minutes": line.minutes,
        "input_hash": plan.reading.input_hash,
    }
    said = w.many(N_("{count} walk"), N_("{count} walks"), len(walks))
    doors = w.many(N_("{count} door"), N_("{count} doors"), line.doors)
    text = f"{line.name}: {said}, {doors}, {line.metres} m"
    done = call.show(data, [text, str(turf_id)])
    for notice in said_notices(plan, w):
        call.say(f"{notice}.")
    if parts_to_separate(plan):
        call.say(w(N_("To cut each part by itself: appui turf recut {id} --apart"), id=turf_id))
    return done


def list_(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.field.turf import turf_lines
    from campaign.views.field import TURF_WORDS
    from db.folding import fold
    from db.folding import words as folded_words

    o, w, store = call.options, call.words, call.existing()
    with store.read() as session:
        committee_id = find_committee(session, o.committee).id if o.committee else None
        found = turf_lines(session, committee_id, retired=o.retired)
    wanted = folded_words(o.search)
    lines = [t for t in found if all(word in fold(f"{t.name} {t.place} {t.campaign}") for word in wanted)][: o.limit]
    head = (
        w(N_("Turf")), w(N_("Cutting")), w(N_("State")), w(N_("Walks")), w(N_("Doors")), w(N_("Knocked")),
        w(N_("Metres")), w(N_("Hours")), "id",
    )  # fmt: skip
    rows = [
        (t.name, t.cut, w(TURF_WORDS[t.state]), t.walks, t.doors, t.knocked, t.metres, round(t.minutes / 60), t.id)
        for t in lines
    ]
    empty = w(N_("No turf has been cut yet: appui turf cut --commune CODE."))
    return call.show([_turf(t) for t in lines], columns([head, *rows]) if rows else [empty])


def show(call: Call) -> int:
    from campaign.field.turf import find_turf, turf_lines, walk_lines

    store = call.existing()
    with store.read() as session:
        row = find_turf(session, call.options.turf)
        line = next(one for one in turf_lines(session, row.committee_id, retired=True) if one.id == row.id)
        walks = walk_lines(session, row.id)
    data = {**_turf(line), "walks": [_walk(walk) for walk in walks]}
    return call.show(data, [f"{line.name} ({line.place})", *_walk_table(call, walks)])


def rename(call: Call) -> int:
    from campaign.field.turf import find_turf
    from campaign.field.turf import rename as rename_turf

    store = call.existing()
    with store.write(call.actor()) as unit:
        rename_turf(unit, find_turf(unit.session, call.options.turf).id, call.options.name)
    return 0


def retire(call: Call) -> int:
    from campaign.field.turf import find_turf
    from campaign.field.turf import retire as retire_turf

    store = call.existing()
    with store.write(call.actor()) as unit:
        retire_turf(unit, find_turf(unit.session, call.options.turf).id)
    return 0


def time(call: Call) -> int:
    from dataclasses import replace

    from campaign.errors.turf import FigureUnknown
    from campaign.field.turf import set_figures, time_figures
    from campaign.field.turf.figures import FIGURE_WORDS

    store, w = call.existing(), call.words
    with store.read() as session:
        committee_id = _committee(call, session)
        figures = time_figures(session, committee_id)
    changed: dict[str, int] = {}
    for text in call.options.set:
        key, _, value = text.partition("=")
        if key.strip() not in FIGURE_WORDS or not value.strip().isdigit():
            raise FigureUnknown(text=text[:40], choices=", ".join(FIGURE_WORDS))
        changed[key.strip()] = int(value)
    if changed:
        figures = replace(figures, **changed)
        with store.write(call.actor()) as unit:
            set_figures(unit, committee_id, figures)
    values = figures.as_values()
    return call.show(values, columns([(w(FIGURE_WORDS[key]), value, key) for key, value in values.items()]))


def walk_list(call: Call) -> int:
    from campaign.field.turf import find_turf, walk_lines
    from db.folding import fold
    from db.folding import words as folded_words

    o, store = call.options, call.existing()
    with store.read() as session:
        found = walk_lines(session, find_turf(session, o.turf).id)
    wanted = folded_words(o.search)
    lines = [one for one in found if all(word in fold(one.streets) for word in wanted)]
    limit = o.limit if o.limit is not None or o.json else SCREENFUL
    shown = lines[:limit]
    done = call.show([_walk(one) for one in shown], _walk_table(call, shown))
    if len(shown) < len(lines):
        call.say(call.words(N_("{count} of {total}; --limit N shows more."), count=len(shown), total=len(lines)))
    return done


def walk_show(call: Call) -> int:
    from campaign.field.turf import find_walk, walk_view
    from campaign.views.field import SIDE_WORDS

    store, w = call.existing(), call.words
    with store.read() as session:
        view = walk_view(session, find_walk(session, call.options.walk).id)
    stops = [
        {
            "position": s.position,
            "address": s.address,
            "street": s.street,
            "number": s.number,
            "suffix": s.suffix,
            "side": s.side,
            "lat": s.lat / 10_000_000,
            "lon": s.lon / 10_000_000,
            "doors": s.doors,
            "part": s.said_part(w),
        }
        for s in view.stops
    ]
    data = {
        "id": view.id,
        "turf": {"id": view.turf_id, "name": view.turf},
        "number": view.number,
        "list_number": view.list_number or None,
        "state": view.state,
        "doors": view.doors,
        "metres": view.metres,
        "minutes": view.minutes,
        "stops": stops,
    }
    head = ("", w(N_("Address")), w(N_("Side")), w(N_("Doors")), "")
    rows = [(s.position, s.address, w(SIDE_WORDS[s.side]), s.doors, s.said_part(w)) for s in view.stops]
    title = f"{view.turf} {view.number}: {view.doors}, {view.metres} m, {view.minutes} min"
    return call.show(data, [title, *columns([head, *rows])])


def _turf(line: TurfLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "name": line.name,
        "cut": line.cut,
        "state": line.state,
        "campaign": line.campaign,
        "place": line.place,
        "doors": line.doors,
        "walks": line.walks,
        "issued": line.issued,
        "knocked": line.knocked,
        "metres": line.metres,
        "minutes": line.minutes,
        "invented": line.invented,
    }


def _walk(line: WalkLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "number": line.number,
        "doors": line.doors,
        "stops": line.stops,
        "metres": line.metres,
        "minutes": line.minutes,
        "streets": line.streets,
        "state": line.state,
        "list_number": line.list_number or None,
        "pass_number": line.pass_number,
        "entered": line.entered,
    }


def _walk_table(call: Call, lines: Any) -> list[str]:
    from campaign.views.field import LIST_WORDS

    w = call.words
    head = (
        w(N_("Walk")), w(N_("Doors")), w(N_("Metres")), w(N_("Minutes")), w(N_("State")), w(N_("List")),
        w(N_("Streets")), "id",
    )  # fmt: skip
    rows = [
        (one.number, one.doors, one.metres, one.minutes, w(LIST_WORDS[one.state]), one.list_number, one.streets, one.id)
        for one in lines
    ]
    return columns([head, *rows])
