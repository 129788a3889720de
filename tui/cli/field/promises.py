"""``appui followup``: what was promised at doors, until it is done."""

from __future__ import annotations

import uuid
from typing import Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command, group, limits, whole


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    _follow_ups(group(commands, "followup", w(N_("what was promised at doors"))), w)


def _follow_ups(sub: Any, w: Words) -> None:
    listed = command(sub, "list", w(N_("promises to keep, the most pressing first")), follow_up_list, json_output=True)
    limits(listed, w)
    listed.add_argument("--committee", metavar="ID|NAME", help=w(N_("else all committees")))
    listed.add_argument("--all", action="store_true", help=w(N_("also what is done or dropped")))
    added = command(sub, "add", w(N_("note something promised at a door")), follow_up_add, json_output=True)
    added.add_argument("list", metavar="LIST", help=w(N_("the number of a list, small letters will do; or its id")))
    added.add_argument("line", nargs="?", type=whole, metavar="LINE", help=w(N_("the door; else the list as a whole")))
    added.add_argument("--kind", default="come_back", help="come_back, call, join, proxy, question")
    added.add_argument("--due", metavar="DATE", help="2026-11-30, 30/11, +3")
    added.add_argument("--owner", metavar="NAME", help=w(N_("who takes care of it")))
    added.add_argument("--note", default="", metavar="TEXT", help=w(N_("what for, in a line; no opinion")))
    added.add_argument("--name", metavar="NAME", help=w(N_("who it was promised to, if they agreed")))
    added.add_argument("--phone", default="", metavar="NUMBER", help=w(N_("their phone")))
    added.add_argument("--email", default="", metavar="MAIL", help=w(N_("their mail")))
    added.add_argument(
        "--read-aloud", action="store_true", help=w(N_("the text on consent was read to them, and they said yes"))
    )
    for name, about in (("done", N_("it is done")), ("drop", N_("it is dropped")), ("reopen", N_("it is open again"))):
        settled = command(sub, name, w(about), follow_up_settle)
        settled.add_argument("follow_up", metavar="ID", help=w(N_("its id, as followup list shows it")))
        settled.set_defaults(state={"done": "done", "drop": "dropped", "reopen": "open"}[name])


def follow_up_list(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.field.doors import list_follow_ups
    from campaign.views.field_doors import FOLLOW_UP_STATES, FOLLOW_UP_WORDS

    store, o, w = call.existing(), call.options, call.words
    with store.read() as session:
        committee = find_committee(session, o.committee).id if o.committee else None
        states = tuple(FOLLOW_UP_STATES) if o.all else ("open",)
        found = list_follow_ups(session, committee, states=states, search=o.search, limit=o.limit)
    data = [
        {
            "id": f.id,
            "kind": f.kind,
            "due_on": f.due_on,
            "state": f.state,
            "address": f.address,
            "person": {"id": f.person_id, "name": f.person} if f.person_id else None,
            "owner": f.owner,
            "list_number": f.list_number,
            "note": f.note,
        }
        for f in found
    ]
    head = (w(N_("Until")), w(N_("What")), w(N_("Where or who")), w(N_("Note")), w(N_("List")), w(N_("State")), "id")
    rows = [
        (
            f.due_on,
            w(FOLLOW_UP_WORDS[f.kind]),
            f.person or f.address,
            f.note,
            f.list_number,
            w(FOLLOW_UP_STATES[f.state]),
            f.id,
        )
        for f in found
    ]
    return call.show(data, columns([head, *rows]) if rows else [w(N_("Nothing is promised."))])


def follow_up_add(call: Call) -> int:
    from campaign.committees.lookup import today_of
    from campaign.field.doors import ContactForm, FollowUpForm, add_follow_up, keep_contact
    from campaign.field.lists import find_list
    from campaign.people import find_person
    from campaign.periods import read_day

    store, o = call.existing(), call.options
    with store.write(call.actor()) as unit:
        row = find_list(unit.session, None, o.list)
        due = read_day(o.due, today_of(unit.session, row.committee_id, unit.now)) if o.due else None
        owner = find_person(unit.session, o.owner).id if o.owner else None
        if o.name:
            made = keep_contact(
                unit,
                ContactForm(
                    row.id, o.name, phone=o.phone, email=o.email, kind=o.kind, due_on=due, owner_id=owner,
                    note=o.note, read_aloud=o.read_aloud,
                ),
            )  # fmt: skip
        else:
            made = add_follow_up(unit, FollowUpForm(row.id, o.line, o.kind, due, owner, o.note))
    return call.show({"id": made}, [str(made)])


def follow_up_settle(call: Call) -> int:
    from campaign.errors.doors import FollowUpUnknown
    from campaign.field.doors import settle_follow_up

    store, o = call.existing(), call.options
    try:
        found = uuid.UUID(o.follow_up)
    except ValueError:
        raise FollowUpUnknown from None
    with store.write(call.actor()) as unit:
        settle_follow_up(unit, found, o.state)
    return 0
