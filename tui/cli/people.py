"""``appui person``: add, list, show, edit, tag, consent, merge; and ``appui me``: who is at the keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from campaign.views.people import BASIS_WORDS, CHANNEL_WORDS
from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command, group, limits


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    sub = group(commands, "person", w(N_("people")))
    added = command(sub, "add", w(N_("enter someone; one line is enough")), add, json_output=True)
    added.add_argument("name", help=w(N_("first name and name; or a line: name, phone, mail, commune")))
    added.add_argument("--phone", default="", metavar="NUMBER", help=w(N_("a phone number")))
    added.add_argument("--mail", default="", metavar="ADDRESS", help=w(N_("a mail address")))
    added.add_argument("--place", default="", metavar="PLACE", help=w(N_("a commune")))
    added.add_argument("--committee", metavar="C", help=w(N_("id or name of the committee that they join")))
    added.add_argument("--basis", choices=tuple(BASIS_WORDS), default="member", help=w(N_("why their name is kept")))
    listed = command(sub, "list", w(N_("people by name")), list_, json_output=True)
    listed.add_argument("--committee", metavar="C", help=w(N_("id or name of a committee")))
    listed.add_argument("--tag", default="", metavar="WORD", help=w(N_("only those under this tag")))
    listed.add_argument("--skill", default="", metavar="SKILL", help=w(N_("only those who offer this")))
    listed.add_argument(
        "--channel", choices=tuple(CHANNEL_WORDS), default="", help=w(N_("only those who agreed to this"))
    )
    limits(listed, w)
    shown = command(sub, "show", w(N_("one person")), show, json_output=True)
    shown.add_argument("person", help=w(N_("id or name")))
    tagged = command(sub, "tag", w(N_("put someone under a tag, or take them from under it")), tag)
    tagged.add_argument("committee", help=w(N_("id or name of a committee")))
    tagged.add_argument("word", help=w(N_("the tag")))
    tagged.add_argument("person", nargs="+", help=w(N_("id or name")))
    tagged.add_argument("--remove", action="store_true", help=w(N_("take them from under it")))
    agreed = command(sub, "consent", w(N_("record what someone agrees to, or no longer does")), consent)
    agreed.add_argument("committee", help=w(N_("id or name of a committee")))
    agreed.add_argument("person", help=w(N_("id or name")))
    agreed.add_argument("channel", choices=tuple(CHANNEL_WORDS), help=w(N_("how they are reached")))
    agreed.add_argument("--withdraw", action="store_true", help=w(N_("they no longer agree")))
    agreed.add_argument("--origin", choices=("said", "paper", "message"), default="said", help=w(N_("how it was said")))
    alike = command(sub, "twins", w(N_("entries that may be one person")), twins_, json_output=True)
    alike.add_argument("--committee", metavar="C", help=w(N_("id or name of a committee")))
    limits(alike, w)
    merged = command(sub, "merge", w(N_("make two entries one; the first is kept")), merge)
    merged.add_argument("person", help=w(N_("id or name")))
    merged.add_argument("other", help=w(N_("id or name of the entry that goes")))
    me = command(commands, "me", w(N_("say who is at the keyboard, or ask")), declare)
    me.add_argument("name", nargs="?", help=w(N_("your name, as declared; without it, who it is now")))


def add(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.people.contacts import read_line
    from campaign.people.details import enter_line

    store = call.existing_or_new()
    o = call.options
    line = read_line(o.name)
    with store.write(call.actor()) as unit:
        committee = find_committee(unit.session, o.committee).id if o.committee else None
        view = enter_line(
            unit,
            line.name,
            phone=o.phone or ", ".join(line.phones),
            email=o.mail or ", ".join(line.mails),
            place=o.place or line.place,
            committee_id=committee,
            basis=o.basis,
        )
    return call.show({"id": view.id, "name": view.name, "basis": view.basis}, [str(view.id)])


def list_(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.people.finding import people_page
    from campaign.views.people import PeopleQuery

    store = call.existing()
    o = call.options
    with store.read() as session:
        committee = find_committee(session, o.committee).id if o.committee else None
        query = PeopleQuery(text=o.search, committee_id=committee, tag=o.tag, skill=o.skill, channel=o.channel)
        people = people_page(session, query, store.now(), limit=o.limit).lines
    w = call.words
    data = [
        {
            "id": p.id, "name": p.name, "committees": p.committees, "level": p.level, "tags": list(p.tags),
            "place": p.place, "last_seen": p.last_seen, "invented": p.invented,
        }
        for p in people
    ]  # fmt: skip
    rows = [(p.name, p.committees, ", ".join(p.tags), p.id) for p in people]
    head = [(w(N_("Name")), w(N_("Committees")), w(N_("Tags")), "id")]
    nobody = w(N_("Nobody fits.")) if o.search or o.tag or o.skill or o.channel else w(N_("Nobody is known here yet."))
    return call.show(data, columns([*head, *rows]) if rows else [nobody])


def show(call: Call) -> int:
    from campaign.people import find_person
    from campaign.people.charter import may_see_contacts
    from campaign.people.whole import person_file

    store = call.existing()
    w = call.words
    actor = call.actor()
    with store.read() as session:
        file = person_file(session, find_person(session, call.options.person).id, None, store.now())
        hidden = not file.person.invented and not may_see_contacts(session, actor)
    view = file.person
    if hidden and (view.phones or view.emails):
        call.say(w(N_("Phones and mails are shown once you have read the data charter.")) + " appui charter")
        view = replace(view, phones=(), emails=())
    data = {
        "id": view.id,
        "name": view.name,
        "basis": view.basis,
        "contacts_hidden": hidden,
        "phones": list(view.phones),
        "mails": list(view.emails),
        "place": view.place,
        "committees": [{"id": i, "level": level} for i, level in view.memberships],
        "tags": list(file.tags),
        "skills": [key for key, _ in file.skills],
        "consents": [
            {"channel": c.channel, "holds": c.holds, "given_on": c.given_on, "withdrawn_on": c.withdrawn_on}
            for c in file.consents
        ],
        "do_not_contact": view.do_not_contact,
        "invented": view.invented,
    }
    lines = [
        (w(N_("Name")), view.name),
        ("id", str(view.id)),
        (w(N_("Phone")), ", ".join(view.phones) or "–"),
        (w(N_("Mail")), ", ".join(view.emails) or "–"),
        (w(N_("Commune")), view.place or "–"),
        (w(N_("Kept as")), w(BASIS_WORDS[view.basis])),
        (w(N_("Committees")), ", ".join(name for _, name, _ in file.committees) or "–"),
        (w(N_("Tags")), ", ".join(file.tags) or "–"),
        (w(N_("Agrees to")), ", ".join(w(CHANNEL_WORDS[c.channel]) for c in file.consents if c.holds) or "–"),
    ]
    return call.show(data, columns(lines))


def tag(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.people import find_person
    from campaign.people.details import tag_people

    store = call.existing()
    o = call.options
    with store.write(call.actor()) as unit:
        committee = find_committee(unit.session, o.committee)
        people = [find_person(unit.session, text).id for text in o.person]
        changed = tag_people(unit, committee.id, people, o.word, present=not o.remove)
    call.print(str(changed))
    return 0


def consent(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.people import find_person
    from campaign.people.consents import give_consent, withdraw_consent

    store = call.existing()
    o = call.options
    with store.write(call.actor()) as unit:
        committee = find_committee(unit.session, o.committee).id
        person = find_person(unit.session, o.person).id
        if o.withdraw:
            withdraw_consent(unit, committee, person, o.channel, origin=o.origin)
        else:
            give_consent(unit, committee, person, o.channel, origin=o.origin)
    return 0


def twins_(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.people.twins import twins

    store = call.existing()
    o = call.options
    w = call.words
    with store.read() as session:
        committee = find_committee(session, o.committee).id if o.committee else None
        found = twins(session, committee, limit=o.limit)
    data = [
        {"first": t.first.id, "second": t.second.id, "names": [t.first.name, t.second.name], "reasons": list(t.reasons)}
        for t in found
    ]
    rows = [(t.first.name, t.second.name, ", ".join(w(r) for r in t.reasons), t.first.id, t.second.id) for t in found]
    return call.show(data, columns(rows) if rows else [w(N_("No two entries look like one person."))])


def merge(call: Call) -> int:
    from campaign.people import find_person
    from campaign.people.merging import merge_people

    store = call.existing()
    with store.write(call.actor()) as unit:
        kept = find_person(unit.session, call.options.person)
        merge_people(unit, kept.id, find_person(unit.session, call.options.other).id)
        kept_id = kept.id
    call.print(str(kept_id))
    return 0


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
