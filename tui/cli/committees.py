"""``appui committee``: create, list, show, rename, roles, split, merge, close."""

from __future__ import annotations

from typing import Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command, group, limits


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    sub = group(commands, "committee", w(N_("committees: live from the instant they are created")))
    new = command(sub, "create", w(N_("create a committee: active and visible at once")), create, json_output=True)
    new.add_argument("name", help=w(N_("its name")))
    new.add_argument(
        "--place",
        action="append",
        required=True,
        help=w(N_("INSEE code, name, name (postcode), or city, country; repeatable")),
    )
    new.add_argument("--kind", default="local", help=w(N_("local, thematic, campus, work, expatriate")))
    new.add_argument("--structure", metavar="ID", help=w(N_("start from a documented structure")))
    new.add_argument("--leader", metavar="NAME", help=w(N_("who leads it; nobody is needed")))
    new.add_argument("--zone", metavar="ZONE", help=w(N_("time zone, else that of the place")))
    listed = command(sub, "list", w(N_("the directory")), list_, json_output=True)
    limits(listed, w)
    listed.add_argument("--ended", action="store_true", help=w(N_("closed and merged ones too")))
    shown = command(sub, "show", w(N_("one committee, whole")), show, json_output=True)
    shown.add_argument("committee", help=w(N_("id or name")))
    renamed = command(sub, "rename", w(N_("give another name")), rename)
    renamed.add_argument("committee", help=w(N_("id or name")))
    renamed.add_argument("name", help=w(N_("its new name")))
    added = command(sub, "join", w(N_("put someone into a committee")), join)
    added.add_argument("committee", help=w(N_("id or name")))
    added.add_argument("person", help=w(N_("name, or id of someone known here")))
    added.add_argument("--role", default="member", help="follower, member, manager, leader")
    added.add_argument("--new", action="store_true", help=w(N_("a new person, even if a namesake is known")))
    role = command(sub, "role", w(N_("change a role, the finance privilege or the consent to be named")), set_role)
    role.add_argument("committee", help=w(N_("id or name")))
    role.add_argument("person", help=w(N_("id or name")))
    role.add_argument("--role", help="follower, member, manager, leader")
    role.add_argument("--finance", choices=("yes", "no"), help=w(N_("may handle pledges and spending")))
    role.add_argument("--share-identity", choices=("yes", "no"), help=w(N_("consents to be named to the others")))
    leave = command(sub, "leave", w(N_("someone leaves")), leave_)
    leave.add_argument("committee", help=w(N_("id or name")))
    leave.add_argument("person", help=w(N_("id or name")))
    hand = command(sub, "hand-over", w(N_("a leader hands the committee to another member")), hand_over)
    hand.add_argument("committee", help=w(N_("id or name")))
    hand.add_argument("--giver", required=True, metavar="NAME", help=w(N_("the leader who gives it")))
    hand.add_argument("--taker", required=True, metavar="NAME", help=w(N_("the member who takes it")))
    split = command(
        sub, "split", w(N_("make two committees of one; without --yes, only propose")), split_, json_output=True
    )
    split.add_argument("committee", help=w(N_("id or name")))
    split.add_argument("--name", dest="new_name", help=w(N_("name of the new committee")))
    split.add_argument("--leaving", action="append", metavar="NAME", help=w(N_("who goes to the new one; repeatable")))
    split.add_argument("--yes", action="store_true", help=w(N_("do it")))
    merged = command(sub, "merge", w(N_("merge a committee into another")), merge)
    merged.add_argument("committee", help=w(N_("id or name")))
    merged.add_argument("--into", required=True, metavar="COMMITTEE", help=w(N_("the committee that stays")))
    closed = command(sub, "close", w(N_("close a committee; its history stays")), close)
    closed.add_argument("committee", help=w(N_("id or name")))
    closed.add_argument("--reason", default="", metavar="TEXT", help=w(N_("why, kept with its history")))


def create(call: Call) -> int:
    from campaign.committees.create import create_committee
    from campaign.committees.forms import NewCommittee

    o = call.options
    form = NewCommittee(
        name=o.name,
        places=tuple(o.place),
        kind=o.kind,
        structure=o.structure,
        leader=o.leader,
        zone=o.zone,
        lang=call.lang,
    )
    store = call.existing_or_new()
    with store.write(call.actor()) as unit:
        card = create_committee(unit, form)
    place = {"insee": card.places[0][0], "name": card.places[0][1]}
    data = {
        "id": card.id,
        "name": card.name,
        "kind": card.kind,
        "place": place,
        "places": [{"insee": code, "name": name} for code, name in card.places],
        "state": card.state,
        "visible": card.visible,
        "created_at": card.created_at,
    }
    w = call.words
    return call.show(
        data, [w(N_("“{name}” is active and visible ({place})."), name=card.name, place=card.place), str(card.id)]
    )


def list_(call: Call) -> int:
    from campaign.committees.directory import directory
    from campaign.committees.views import STATE_WORDS

    store = call.existing()
    o = call.options
    with store.read() as session:
        page = directory(session, store.now(), search=o.search, ended=o.ended, limit=o.limit)
    w = call.words
    data = [
        {
            "id": line.id,
            "name": line.name,
            "kind": line.kind.en,
            "place": {"insee": line.places[0][0], "name": line.places[0][1]},
            "places": [{"insee": code, "name": name} for code, name in line.places],
            "state": line.state,
            "members": line.members,
            "followers": line.followers,
            "last_action": line.last_action,
            "next_action": line.next_action,
            "split_due": line.split_due,
            "invented": line.invented,
        }
        for line in page.lines
    ]
    head = [(w(N_("Committee")), w(N_("Place")), w(N_("State")), w(N_("Members")), w(N_("Next action")))]
    rows = [
        (
            line.name,
            line.place,
            w(STATE_WORDS[line.state]),
            line.members,
            w.day(line.next_action) if line.next_action else "–",
        )
        for line in page.lines
    ]
    if page.total > len(page.lines):
        call.say(w(N_("{shown} of {total}; --limit shows more."), shown=len(page.lines), total=page.total))
    return call.show(
        data,
        columns([*head, *rows])
        if rows
        else [w(N_("No committee yet. Create one: appui committee create NAME --place PLACE"))],
    )


def show(call: Call) -> int:
    from campaign.committees.directory import show_committee
    from campaign.committees.lookup import find_committee
    from campaign.committees.views import LEVEL_WORDS, STATE_WORDS

    store = call.existing()
    with store.read() as session:
        view = show_committee(session, find_committee(session, call.options.committee).id, store.now(), lang=call.lang)
    w = call.words
    state = "dormant" if view.dormant else view.state
    data = {
        "id": view.id,
        "name": view.name,
        "kind": view.kind_id,
        "state": view.state,
        "dormant": view.dormant,
        "visible": view.state == "active",
        "places": [{"insee": code, "name": name} for code, name in view.places],
        "zone": view.zone,
        "structure": view.structure_id,
        "size_max": view.size_max,
        "split_due": view.split_due,
        "created_on": view.created_on,
        "invented": view.invented,
        "members": [
            {
                "person": m.person_id,
                "name": m.name,
                "level": m.level,
                "finance": m.finance,
                "share_identity": m.share_identity,
                "joined_on": m.joined_on,
            }
            for m in view.members
        ],
        "tasks": [
            {"id": t.id, "title": t.title.say(w), "due_on": t.due_on, "state": t.state, "invented": t.invented}
            for t in view.tasks
        ],
        "recognition": [
            {"criterion": c.key, "state": c.state, "value": c.value, "threshold": c.threshold} for c in view.recognition
        ],
    }
    lines = [view.name, f"{view.kind.say(w)} · {view.place} · {w(STATE_WORDS[state])}"]
    if view.invented:
        lines.append(w(N_("Invented data (demonstration)")))
    lines += ["", w(N_("Members")), *columns([(f"  {m.name}", w(LEVEL_WORDS[m.level])) for m in view.members])]
    lines += ["", w(N_("To do"))]
    lines += [f"  [{'x' if t.state == 'done' else ' '}] {t.title.say(w)}" for t in view.tasks]
    lines += ["", w(N_("Recognition (criteria of {year}; blocks nothing)"), year="2024")]
    marks = {"satisfied": "x", "missing": " ", "unknown": "?", "not_applicable": "-"}
    lines += [f"  [{marks[c.state]}] {w(c.label)} ({c.value}/{c.threshold})" for c in view.recognition]
    return call.show(data, lines)


def rename(call: Call) -> int:
    from campaign.committees import changes
    from campaign.committees.lookup import find_committee

    store = call.existing()
    with store.write(call.actor()) as unit:
        changes.rename(unit, find_committee(unit.session, call.options.committee).id, call.options.name)
    return 0


def join(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.committees.members import add_member, level_from

    store = call.existing()
    o = call.options
    with store.write(call.actor()) as unit:
        committee = find_committee(unit.session, o.committee)
        person_id = add_member(unit, committee.id, o.person, level=level_from(o.role), new=o.new)
    print(person_id)
    return 0


def set_role(call: Call) -> int:
    from campaign.committees import members
    from campaign.committees.lookup import find_committee
    from campaign.people import find_person

    store = call.existing()
    o = call.options
    said = {"yes": True, "no": False}
    with store.write(call.actor()) as unit:
        members.change_member(
            unit,
            find_committee(unit.session, o.committee).id,
            find_person(unit.session, o.person).id,
            level=members.level_from(o.role) if o.role else None,
            finance=said.get(o.finance),
            sharing=said.get(o.share_identity),
        )
    return 0


def leave_(call: Call) -> int:
    from campaign.committees import members
    from campaign.committees.lookup import find_committee
    from campaign.people import find_person

    store = call.existing()
    with store.write(call.actor()) as unit:
        committee = find_committee(unit.session, call.options.committee)
        members.remove_member(unit, committee.id, find_person(unit.session, call.options.person).id)
    return 0


def hand_over(call: Call) -> int:
    from campaign.committees import members
    from campaign.committees.lookup import find_committee
    from campaign.people import find_person

    store = call.existing()
    with store.write(call.actor()) as unit:
        committee = find_committee(unit.session, call.options.committee)
        giver = find_person(unit.session, call.options.giver)
        taker = find_person(unit.session, call.options.taker)
        members.hand_over(unit, committee.id, giver.id, taker.id)
    return 0


def split_(call: Call) -> int:
    from campaign.committees import changes
    from campaign.committees.forms import SplitPlan
    from campaign.committees.lookup import find_committee
    from campaign.people import find_person

    store = call.existing()
    o = call.options
    with store.read() as session:
        proposal = changes.propose_split(session, find_committee(session, o.committee).id, store.now())
        leaving = frozenset(
            [find_person(session, name).id for name in o.leaving]
            if o.leaving
            else [m.person_id for m in proposal.leaving]
        )
    name = o.new_name or proposal.new_name
    everyone = [*proposal.staying, *proposal.leaving]
    data: dict[str, Any] = {
        "done": o.yes,
        "committee": proposal.committee_id,
        "new_name": name,
        "staying": [m.name for m in everyone if m.person_id not in leaving],
        "leaving": [m.name for m in everyone if m.person_id in leaving],
    }
    if o.yes:
        plan = SplitPlan(
            committee_id=proposal.committee_id,
            new_name=name,
            leaving=leaving,
            new_leader=proposal.new_leader if proposal.new_leader in leaving else None,
            version=proposal.version,
        )
        with store.write(call.actor()) as unit:
            data["id"] = changes.split(unit, plan)
    w = call.words
    lines = [proposal.name, *[f"  {n}" for n in data["staying"]], name, *[f"  {n}" for n in data["leaving"]]]
    if not o.yes:
        lines.append(w(N_("Only proposed: add --yes to do it.")))
    return call.show(data, lines)


def merge(call: Call) -> int:
    from campaign.committees import changes
    from campaign.committees.lookup import find_committee

    store = call.existing()
    with store.write(call.actor()) as unit:
        old = find_committee(unit.session, call.options.committee)
        changes.merge(unit, old.id, find_committee(unit.session, call.options.into).id)
    return 0


def close(call: Call) -> int:
    from campaign.committees import changes
    from campaign.committees.lookup import find_committee

    store = call.existing()
    with store.write(call.actor()) as unit:
        changes.close(unit, find_committee(unit.session, call.options.committee).id, call.options.reason)
    return 0
