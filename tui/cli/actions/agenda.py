"""``appui action``: add, list, show, change, report, cancel."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command, limits, whole

if TYPE_CHECKING:
    from campaign.actions import ActionLine


def register(sub: Any, w: Words) -> None:
    """Add the commands."""
    added = command(sub, "add", w(N_("plan an action")), add, json_output=True)
    added.add_argument("committee", help=w(N_("id or name")))
    added.add_argument(
        "--kind", default="meeting", help=w(N_("meeting, door_to_door, leaflets, market, posters, stall..."))
    )
    added.add_argument("--title", default="", help=w(N_("what it is; else its kind is its name")))
    added.add_argument("--day", required=True, help="2026-11-30, 30/11, +3")
    added.add_argument("--at", default="19:00", metavar="HH:MM", help=w(N_("when it begins: 19:00, 19h, 9h30")))
    added.add_argument("--minutes", type=whole, default=120, metavar="N", help=w(N_("how long, in minutes")))
    added.add_argument("--where", default="", metavar="PLACE", help=w(N_("where people meet")))
    added.add_argument("--capacity", type=whole, metavar="N", help=w(N_("how many people it takes")))
    added.add_argument(
        "--with", dest="partners", action="append", default=[], metavar="ID|NAME",
        help=w(N_("a committee that holds it too; repeatable")),
    )  # fmt: skip
    added.add_argument("--every", choices=("week", "two-weeks", "month"), help=w(N_("recurring, at the same time")))
    added.add_argument("--until", metavar="DATE", help=w(N_("last day of a recurring action, included")))
    added.add_argument("--times", type=whole, metavar="N", help=w(N_("how many dates of it")))
    listed = command(sub, "list", w(N_("actions in order of time")), list_, json_output=True)
    limits(listed, w)
    listed.add_argument("--committee", metavar="ID|NAME", help=w(N_("else all committees")))
    listed.add_argument("--from", dest="first", metavar="DATE", help=w(N_("first day")))
    listed.add_argument("--to", dest="last", metavar="DATE", help=w(N_("last day, included")))
    its_id = w(N_("its id, as action list shows it"))
    shown = command(sub, "show", w(N_("one action")), show, json_output=True)
    shown.add_argument("action", help=its_id)
    reported = command(sub, "report", w(N_("say what came of an action")), report)
    reported.add_argument("action", help=its_id)
    reported.add_argument(
        "--present", action="append", metavar="NAME", help=w(N_("who was there, by name or id; repeatable"))
    )
    reported.add_argument("--met", type=whole, metavar="N", help=w(N_("how many people were met")))
    reported.add_argument("--leaflets", type=whole, metavar="N", help=w(N_("how many leaflets were handed out")))
    reported.add_argument("--text", metavar="TEXT", help=w(N_("a line or two; what is not given stays as it is")))
    reported.add_argument(
        "--walk-in", dest="walk_ins", action="append", default=[], metavar="NAME",
        help=w(N_("who came without having signed up; a new name follows the committee from now on; repeatable")),
    )  # fmt: skip
    changed = command(sub, "change", w(N_("change an action, or all that follow in its series")), change)
    changed.add_argument("action", help=its_id)
    changed.add_argument("--kind", help=w(N_("meeting, door_to_door, leaflets, market, posters, stall...")))
    changed.add_argument("--title", metavar="TEXT", help=w(N_("what it is")))
    changed.add_argument("--day", metavar="DATE", help="2026-11-30, 30/11, +3")
    changed.add_argument("--at", metavar="HH:MM", help=w(N_("when it begins: 19:00, 19h, 9h30")))
    changed.add_argument("--minutes", type=whole, metavar="N", help=w(N_("how long, in minutes")))
    changed.add_argument("--where", metavar="PLACE", help=w(N_("where people meet")))
    changed.add_argument("--capacity", type=whole, metavar="N", help=w(N_("how many people it takes; 0: no limit")))
    changed.add_argument("--following", action="store_true", help=w(N_("the later dates of its series too")))
    cancelled = command(sub, "cancel", w(N_("cancel an action")), cancel)
    cancelled.add_argument("action", help=its_id)
    cancelled.add_argument("--following", action="store_true", help=w(N_("the later dates of its series too")))


def id_of(text: str) -> uuid.UUID:
    from campaign.errors import ActionUnknown

    try:
        return uuid.UUID(text)
    except ValueError:
        raise ActionUnknown(name=text[:60]) from None


def add(call: Call) -> int:
    from campaign.actions import NewAction, plan_action
    from campaign.committees.lookup import find_committee
    from campaign.periods import local_day, read_day, read_time

    store = call.existing()
    o = call.options
    at = read_time(o.at)
    with store.write(call.actor()) as unit:
        committee = find_committee(unit.session, o.committee)
        day = read_day(o.day, local_day(unit.now, committee.zone))
        form = NewAction(
            committee_id=committee.id,
            kind=o.kind,
            title=o.title,
            day=day,
            at=at,
            minutes=o.minutes,
            place=o.where,
            capacity=o.capacity,
            partners=tuple(find_committee(unit.session, name).id for name in o.partners),
            every=(o.every or "").replace("-", "_"),
            until=read_day(o.until, day) if o.until else None,
            times=o.times,
        )
        action_id = plan_action(unit, form)
    return call.show({"id": action_id}, [str(action_id)])


def list_(call: Call) -> int:
    from campaign.actions import STATE_WORDS, list_actions
    from campaign.committees.lookup import find_committee
    from campaign.periods import local_day, read_day, start_of
    from db.folding import words as folded_words

    store = call.existing()
    o = call.options
    now = store.now()
    with store.read() as session:
        committee = find_committee(session, o.committee) if o.committee else None
        zone = committee.zone if committee else "Europe/Paris"
        today = local_day(now, zone)
        since = start_of(read_day(o.first, today), zone) if o.first else None
        until = start_of(read_day(o.last, today), zone) if o.last else None
        if until is not None:
            from datetime import timedelta

            until += timedelta(days=1)
        wanted = folded_words(o.search)
        found = list_actions(
            session,
            committee_id=committee.id if committee else None,
            co_held=True,
            since=since,
            until=until,
            limit=None if wanted else o.limit,  # a search looks at all of them
        )
    if wanted:
        from db.folding import fold

        found = [
            a for a in found if all(word in fold(f"{a.title} {a.place} {a.committee} {a.kind.fr}") for word in wanted)
        ][: o.limit]
    w = call.words
    data = [_json(a) for a in found]
    head = [
        (
            w(N_("Day")),
            w(N_("Time")),
            w(N_("Committee")),
            w(N_("Kind")),
            w(N_("What")),
            w(N_("State")),
            w(N_("Present")),
            "id",
        )
    ]
    rows = [
        (
            w.day(a.day, "numeric"),
            w.time(a.starts_at, a.zone),
            a.committee,
            a.kind.say(w),
            a.title,
            w(STATE_WORDS["overdue" if a.overdue(now) else a.state]),
            a.attended or a.signed_up,
            a.id,
        )
        for a in found
    ]
    return call.show(data, columns([*head, *rows]) if rows else [w(N_("Nothing is planned yet."))])


def show(call: Call) -> int:
    from campaign.actions import show_action

    store = call.existing()
    with store.read() as session:
        line, _ = show_action(session, id_of(call.options.action))
    data = _json(line)
    return call.show(data, columns(list(data.items())))


def report(call: Call) -> int:
    from campaign.actions import ActionReport, report_action
    from campaign.people import find_person

    store = call.existing()
    o = call.options
    with store.write(call.actor()) as unit:
        present = None if o.present is None else frozenset(find_person(unit.session, n).id for n in o.present)
        form = ActionReport(
            action_id=id_of(o.action),
            attended=present,
            walk_ins=tuple(o.walk_ins),
            people_met=o.met,
            leaflets=o.leaflets,
            summary=o.text,
        )
        report_action(unit, form)
    return 0


def cancel(call: Call) -> int:
    from campaign.actions import cancel_action

    store = call.existing()
    with store.write(call.actor()) as unit:
        cancel_action(unit, id_of(call.options.action), following_too=call.options.following)
    return 0


def change(call: Call) -> int:
    from campaign.actions import ActionChange, action_row, change_action
    from campaign.committees.lookup import committee_row
    from campaign.periods import local_day, read_day, read_time

    store = call.existing()
    o = call.options
    with store.write(call.actor()) as unit:
        row = action_row(unit.session, id_of(o.action))
        today = local_day(unit.now, committee_row(unit.session, row.committee_id).zone)
        form = ActionChange(
            action_id=row.id,
            following=o.following,
            kind=o.kind,
            title=o.title,
            day=read_day(o.day, today) if o.day else None,
            at=read_time(o.at) if o.at else None,
            minutes=o.minutes,
            place=o.where,
            capacity=o.capacity,
        )
        change_action(unit, form)
    return 0


def _json(a: ActionLine) -> dict[str, Any]:
    return {
        "id": a.id,
        "committee": {"id": a.committee_id, "name": a.committee},
        "kind": a.kind.en,
        "title": a.title,
        "place": a.place,
        "starts_at": a.starts_at,
        "ends_at": a.ends_at,
        "state": a.state,
        "reported": a.reported,
        "capacity": a.capacity,
        "invited": a.invited,
        "signed_up": a.signed_up,
        "attended": a.attended,
        "minutes": a.minutes,
        "people_met": a.people_met,
        "leaflets": a.leaflets,
        "summary": a.summary,
        "series": a.series_id,
        "invented": a.invented,
    }
