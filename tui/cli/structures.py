"""``appui structures``: documented structures, each fact with its status, date and sources."""

from __future__ import annotations

from typing import Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command, limits


def register(commands: Any, w: Words) -> None:
    """Add the commands: alone it lists, ``show ID`` shows one."""
    parser = command(
        commands, "structures", w(N_("documented campaign structures, with their sources")), list_, json_output=True
    )
    limits(parser, w)
    sub = parser.add_subparsers(title="structures", metavar="")
    listed = command(sub, "list", w(N_("all of them")), list_, json_output=True)
    limits(listed, w)
    shown = command(sub, "show", w(N_("one, fact by fact")), show, json_output=True)
    shown.add_argument("structure", metavar="ID", help=w(N_("its id, as structures list shows it")))


def list_(call: Call) -> int:
    from campaign.structures import list_structures

    store = call.existing()
    with store.read() as session:
        lines = list_structures(session, call.options.search)[: call.options.limit]
    w = call.words
    data = [
        {"id": s.id, "name": s.name.say(w), "period": s.period, "facts": s.facts, "can_start": s.can_start}
        for s in lines
    ]
    rows = [(s.id, s.name.say(w), s.period, s.facts, w(N_("yes")) if s.can_start else "–") for s in lines]
    return call.show(
        data,
        columns([("id", w(N_("Structure")), w(N_("Period")), w(N_("Facts")), w(N_("Can be started from"))), *rows]),
    )


def show(call: Call) -> int:
    from campaign.structures import STATUS_WORDS, show_structure

    store = call.existing()
    with store.read() as session:
        view = show_structure(session, call.options.structure)
    w = call.words
    data = {
        "id": view.id,
        "name": view.name.say(w),
        "country": view.country,
        "period": view.period,
        "summary": view.summary.say(w),
        "can_start": view.can_start,
        "facts": [
            {
                "type": f.type,
                "key": f.key,
                "label": f.label.say(w),
                "value": f.value if f.status != "unknown" else None,
                "shown": f.said(w),
                "unit": f.unit,
                "as_of": f.as_of,
                "status": f.status,
                "witnesses": f.witnesses,
                "sources": [{"id": s.id, "published": s.published, "address": s.address} for s in f.sources],
            }
            for f in view.facts
        ],
    }
    lines = [view.name.say(w), view.period, "", view.summary.say(w), ""]
    for f in view.facts:
        said = f"{f.said(w)} [{w(STATUS_WORDS[f.status])}, {f.as_of}]"
        lines.append(w(N_("{label}: {value}"), label=f.label.say(w), value=said))
        lines += [f"    {s.id} · {s.published} · {s.address}" for s in f.sources]
    return call.show(data, lines)
