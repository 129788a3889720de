"""``appui action signup``, ``shift``, ``ics`` and ``sheet``: who comes, when, and what is taken along."""

from __future__ import annotations

from typing import Any

from campaign.words import N_, Words
from tui.cli.actions.agenda import id_of
from tui.cli.parser import Call, columns, command, group, whole

STATES = ("invited", "confirmed", "reminded", "cancelled", "attended", "no-show")


def register(sub: Any, w: Words) -> None:
    """Add the commands."""
    its_id = w(N_("its id, as action list shows it"))
    signed = command(sub, "signup", w(N_("sign someone up, or say what became of it")), signup, json_output=True)
    signed.add_argument("action", help=its_id)
    signed.add_argument("person", nargs="?", help=w(N_("by name or id; without, who is signed up is listed")))
    signed.add_argument("--state", choices=STATES, default="confirmed", help=w(N_("what they said, or did")))
    signed.add_argument("--shift", metavar="ID|NAME", help=w(N_("which shift of it")))
    signed.add_argument("--with", dest="committee", metavar="ID|NAME", help=w(N_("with which committee they come")))
    signed.add_argument("--minutes", type=whole, metavar="N", help=w(N_("how long they were there, if not all of it")))
    signed.add_argument("--over", action="store_true", help=w(N_("beyond the capacity, on purpose")))
    shifts = group(sub, "shift", w(N_("the parts of an action that people sign up for")))
    added = command(shifts, "add", w(N_("add a shift to an action")), shift_add, json_output=True)
    added.add_argument("action", help=its_id)
    added.add_argument("--at", required=True, metavar="HH:MM", help=w(N_("when it begins: 19:00, 19h, 9h30")))
    added.add_argument("--minutes", type=whole, required=True, metavar="N", help=w(N_("how long, in minutes")))
    added.add_argument("--label", default="", metavar="TEXT", help=w(N_("its name; else its hours")))
    added.add_argument("--capacity", type=whole, default=0, metavar="N", help=w(N_("how many people it takes")))
    added.add_argument("--following", action="store_true", help=w(N_("the later dates of its series too")))
    listed = command(shifts, "list", w(N_("the shifts of an action")), shift_list, json_output=True)
    listed.add_argument("action", help=its_id)
    calendar = command(sub, "ics", w(N_("one action, or a committee's agenda, for any calendar")), ics)
    calendar.add_argument("action", nargs="?", help=its_id)
    calendar.add_argument("--committee", metavar="ID|NAME", help=w(N_("its whole agenda")))
    calendar.add_argument("--output", metavar="FILE|-", help=w(N_("where to write; - is the standard output")))
    sheet = command(sub, "sheet", w(N_("the attendance sheet of an action, to print (PDF)")), sheet_)
    sheet.add_argument("action", help=its_id)
    sheet.add_argument("--output", metavar="FILE|-", help=w(N_("where to write; - is the standard output")))


def signup(call: Call) -> int:
    from campaign.actions import SignupStep, action_row, find_shift, set_signup
    from campaign.committees.lookup import find_committee
    from campaign.people import find_person

    store = call.existing()
    o = call.options
    if o.person is not None:
        with store.write(call.actor()) as unit:
            row = action_row(unit.session, id_of(o.action))
            form = SignupStep(
                action_id=row.id,
                person_id=find_person(unit.session, o.person).id,
                to=o.state.replace("-", "_"),
                shift_id=find_shift(unit.session, row, o.shift).id if o.shift else None,
                committee_id=find_committee(unit.session, o.committee).id if o.committee else None,
                minutes=o.minutes,
                over=o.over,
            )
            set_signup(unit, form)
        if not o.json:
            return 0
    return _who(call)


def _who(call: Call) -> int:
    """Who is signed up, once a shift."""
    from campaign.actions import SIGNUP_WORDS, view_action

    store = call.existing()
    with store.read() as session:
        view = view_action(session, id_of(call.options.action))
    w = call.words
    labels = {s.id: s.label for s in view.shifts}
    people = [p for p in view.people if p.state]
    data = [
        {
            "person": {"id": p.person_id, "name": p.name},
            "committee": {"id": p.committee_id, "name": p.committee},
            "shift": p.shift_id,
            "state": p.state,
            "minutes": p.minutes,
            "walk_in": p.walk_in,
        }
        for p in people
    ]
    head = (w(N_("Who")), w(N_("State")), w(N_("Shift")), w(N_("Committee")), "id")
    rows = [
        (p.name, w(SIGNUP_WORDS[p.state]), labels[p.shift_id] if p.shift_id else "", p.committee, p.person_id)
        for p in people
    ]
    return call.show(data, columns([head, *rows]) if rows else [w(N_("Nobody is signed up yet."))])


def shift_add(call: Call) -> int:
    from campaign.actions import NewShift, add_shift
    from campaign.periods import read_time

    store = call.existing()
    o = call.options
    with store.write(call.actor()) as unit:
        form = NewShift(
            action_id=id_of(o.action),
            at=read_time(o.at),
            minutes=o.minutes,
            label=o.label,
            capacity=o.capacity,
            following=o.following,
        )
        shift_id = add_shift(unit, form)
    return call.show({"id": shift_id}, [str(shift_id)])


def shift_list(call: Call) -> int:
    from campaign.actions import list_shifts, show_action

    store = call.existing()
    with store.read() as session:
        line, _ = show_action(session, id_of(call.options.action))
        found = list_shifts(session, line.id)
    w = call.words
    data = [
        {
            "id": s.id,
            "label": s.label,
            "starts_at": s.starts_at,
            "ends_at": s.ends_at,
            "capacity": s.capacity,
            "signed_up": s.taken,
            "state": s.state,
        }
        for s in found
    ]
    words = {"open": w(N_("open")), "full": w(N_("full"))}
    head = (w(N_("Shift")), w(N_("From")), w(N_("To")), w(N_("Signed up")), w(N_("State")), "id")
    rows = [
        (
            s.label,
            w.time(s.starts_at, line.zone),
            w.time(s.ends_at, line.zone),
            f"{s.taken}/{s.capacity}" if s.capacity else s.taken,
            words[s.state],
            s.id,
        )
        for s in found
    ]
    return call.show(data, columns([head, *rows]) if rows else [w(N_("This action has no shifts."))])


def ics(call: Call) -> int:
    from campaign.actions.calendar import agenda_ics, ics_name, one_ics
    from campaign.committees.lookup import find_committee
    from campaign.errors import CommitteeUnknown

    store = call.existing()
    o = call.options
    with store.read() as session:
        if o.action:
            content, name = one_ics(session, id_of(o.action), call.lang), "action"
        elif o.committee:
            committee = find_committee(session, o.committee)
            content, name = agenda_ics(session, committee.id, call.lang), committee.name
        else:
            raise CommitteeUnknown(name="")
    return call.deliver(content, ics_name(name), binary=False)


def sheet_(call: Call) -> int:
    from campaign.actions.sheet import sheet_pdf

    store = call.existing()
    o = call.options
    with store.read() as session:
        content = sheet_pdf(session, id_of(o.action), call.lang)
    return call.deliver(content, call.words(N_("attendance")) + ".pdf", binary=True)
