"""``appui walk print``, ``walk export``, ``turf export``: sheets to walk with, and walks for other programs."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_
from tui.cli.field.doors import today_at
from tui.cli.parser import Call, command, group

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FORMATS = ("geojson", "gpx", "kml", "csv")


def register(commands: Any, w: Words) -> None:
    """Add the commands to those that other parts have made of ``walk`` and ``turf``."""
    walk = group(commands, "walk", w(N_("walks: the rounds of doors that teams do")))
    turf = group(commands, "turf", w(N_("turf: parts of a commune, cut into walks")))
    printed = command(
        walk, "print", w(N_("the sheet of a walk as PDF, numbered first where it has no list yet")), print_
    )
    _which(printed, w)
    printed.add_argument("--team", action="append", default=[], metavar="NAME", help=w(N_("who walks it; repeatable")))
    printed.add_argument("--call", metavar="NAME", help=w(N_("whom to call if anything is wrong")))
    printed.add_argument("--meet", default="", metavar="PLACE", help=w(N_("where people meet")))
    printed.add_argument("--bring-back", default="", metavar="PLACE", help=w(N_("where sheets are brought back")))
    printed.add_argument("--until", metavar="DATE", help=w(N_("the last day to walk it; else in thirty days")))
    printed.add_argument(
        "--without-first-door", action="store_true", help=w(N_("leave out the page for those who knock the first time"))
    )
    printed.add_argument("--output", metavar="FILE", help=w(N_("where to write; - is the standard output")))
    exported = command(walk, "export", w(N_("a walk, or all of a turf, for other programs")), export)
    _which(exported, w)
    _format(exported, w)
    of_turf = command(turf, "export", w(N_("all walks of a turf, for other programs")), export_turf_)
    of_turf.add_argument("turf", metavar="ID|NAME", help=w(N_("the turf, by id or name")))
    _format(of_turf, w)


def _which(parser: Any, w: Words) -> None:
    parser.add_argument("walk", nargs="?", metavar="ID", help=w(N_("a walk by its id, or the number of its list")))
    parser.add_argument("--turf", metavar="ID|NAME", help=w(N_("all walks of this turf")))


def _format(parser: Any, w: Words) -> None:
    parser.add_argument("--format", choices=FORMATS, default="geojson", help=w(N_("what kind of file")))
    parser.add_argument("--output", metavar="FILE", help=w(N_("where to write; - is the standard output")))


def print_(call: Call) -> int:
    from campaign.field.lists import IssueForm, find_list
    from campaign.field.paper.names import file_name
    from campaign.field.paper.printing import lists_to_print, print_lists
    from campaign.people import find_person
    from campaign.periods import read_day

    store = call.existing()
    o = call.options
    with store.write(call.actor()) as unit:
        walk_ids, name = _walks(unit.session, o.walk, o.turf)
        if o.walk and not _is_id(o.walk):  # a list that was named is printed as it is, whatever has become of it
            list_ids: tuple[uuid.UUID, ...] = (find_list(unit.session, None, o.walk).id,)
        else:
            form = IssueForm(
                walk_ids=walk_ids,
                expires_on=read_day(o.until, today_at(unit, walk_ids)) if o.until else None,
                team=tuple(find_person(unit.session, person).id for person in o.team),
                caller_id=find_person(unit.session, o.call).id if o.call else None,
                meeting_place=o.meet,
                bring_back=o.bring_back,
            )
            list_ids = lists_to_print(unit, form)
    with store.read() as session:
        content = print_lists(session, list_ids, call.lang, first_door=not o.without_first_door)
    return call.deliver(content, f"{file_name(name)}.pdf", binary=True)


def export(call: Call) -> int:
    from campaign.field.paper.export import export_walks
    from campaign.field.paper.names import file_name

    store = call.existing()
    o = call.options
    with store.read() as session:
        walk_ids, name = _walks(session, o.walk, o.turf)
        content = export_walks(session, walk_ids, o.format, name if o.turf else "", call.lang)
    return call.deliver(content, f"{file_name(name)}.{o.format}", binary=False)


def export_turf_(call: Call) -> int:
    from campaign.field.paper.export import export_walks
    from campaign.field.paper.names import file_name

    store = call.existing()
    with store.read() as session:
        walk_ids, name = _walks(session, None, call.options.turf)
        content = export_walks(session, walk_ids, call.options.format, name, call.lang)
    return call.deliver(content, f"{file_name(name)}.{call.options.format}", binary=False)


def _walks(session: Session, walk: str | None, turf: str | None) -> tuple[tuple[uuid.UUID, ...], str]:
    """The walks that are meant, and a name for their file.

    Raises:
        WalkNeeded: neither or both were named; TurfUnknown, TurfAmbiguous, WalkUnknown, ListUnknown...
    """
    from campaign.errors.paper import WalkNeeded
    from campaign.field.lists import find_list
    from campaign.field.paper.printing import walks_of
    from campaign.field.turf import find_turf, walk_view

    if (walk is None) == (turf is None):
        raise WalkNeeded
    if turf is not None:
        row = find_turf(session, turf)
        return walks_of(session, row.id), row.name
    assert walk is not None
    walk_id = uuid.UUID(walk) if _is_id(walk) else find_list(session, None, walk).walk_id
    view = walk_view(session, walk_id)
    return (walk_id,), f"{view.turf} {view.number}"


def _is_id(text: str) -> bool:
    """Whether it is a walk's id rather than the number of a list."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
