"""``appui person``: add, list, show; and ``appui me``: who is at the keyboard."""

from __future__ import annotations

from typing import Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command, group, limits


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    sub = group(commands, "person", w(N_("people")))
    added = command(sub, "add", w(N_("enter someone; one line is enough")), add, json_output=True)
    added.add_argument("name", help=w(N_("first name and name")))
    added.add_argument("--phone", default="", metavar="NUMBER", help=w(N_("a phone number")))
    added.add_argument("--mail", default="", metavar="ADDRESS", help=w(N_("a mail address")))
    listed = command(sub, "list", w(N_("people by name")), list_, json_output=True)
    limits(listed, w)
    shown = command(sub, "show", w(N_("one person")), show, json_output=True)
    shown.add_argument("person", help=w(N_("id or name")))
    me = command(commands, "me", w(N_("say who is at the keyboard, or ask")), declare)
    me.add_argument("name", nargs="?", help=w(N_("your name, as declared; without it, who it is now")))


def add(call: Call) -> int:
    from campaign.people import add_person

    store = call.existing_or_new()
    o = call.options
    with store.write(call.actor()) as unit:
        view = add_person(unit, o.name, phone=o.phone, email=o.mail)
    return call.show({"id": view.id, "name": view.name, "basis": view.basis}, [str(view.id)])


def list_(call: Call) -> int:
    from campaign.people import list_people

    store = call.existing()
    with store.read() as session:
        people = list_people(session, call.options.search, call.options.limit)
    w = call.words
    data = [{"id": p.id, "name": p.name, "committees": p.committees, "invented": p.invented} for p in people]
    rows = [(p.name, p.committees, p.id) for p in people]
    head = [(w(N_("Name")), w(N_("Committees")), "id")]
    return call.show(data, columns([*head, *rows]) if rows else [w(N_("Nobody is known here yet."))])


def show(call: Call) -> int:
    from campaign.people import find_person, show_person

    store = call.existing()
    with store.read() as session:
        view = show_person(session, find_person(session, call.options.person).id)
    data = {
        "id": view.id,
        "name": view.name,
        "basis": view.basis,
        "phones": list(view.phones),
        "mails": list(view.emails),
        "committees": [{"id": i, "level": level} for i, level in view.memberships],
        "invented": view.invented,
    }
    return call.show(data, columns(list(data.items())))


def declare(call: Call) -> int:
    from campaign.settings import declare_me, who_am_i

    w = call.words
    if call.options.name is None:
        store = call.existing()
        with store.read() as session:
            me = who_am_i(session)
        call.print(me.name if me else w(N_("Nobody has said who is at the keyboard.")))
        return 0
    store = call.existing_or_new()
    with store.write(call.actor()) as unit:
        me = declare_me(unit, call.options.name)
    call.print(me.name)
    return 0
