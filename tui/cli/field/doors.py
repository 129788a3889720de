"""``appui walk issue|enter|return`` and ``appui list``: walks go out on paper, come back, and are typed in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command, group, limits, whole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from campaign.views.field import SheetView
    from campaign.views.field_doors import ListLine
    from db.unit import Unit


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    walk = group(commands, "walk", w(N_("walks: the rounds of doors that teams do")))
    _walk(walk, w)
    sub = group(commands, "list", w(N_("lists: walks that were issued, each under its number")))
    number = w(N_("the number of a list, small letters will do; or its id"))
    listed = command(sub, "list", w(N_("lists, those that wait to be typed first")), list_, json_output=True)
    limits(listed, w)
    listed.add_argument("--committee", metavar="ID|NAME", help=w(N_("else all committees")))
    listed.add_argument(
        "--state", action="append", default=[], choices=("issued", "out", "returned", "entered", "closed", "expired"),
        help=w(N_("only lists that stand so; repeatable")),
    )  # fmt: skip
    shown = command(sub, "show", w(N_("one list with its doors and what it brought")), show, json_output=True)
    shown.add_argument("list", metavar="LIST", help=number)
    for name, about, run in (
        ("close", N_("put a list away"), close),
        ("reopen", N_("take a list out again"), reopen),
    ):
        changed = command(sub, name, w(about), run)
        changed.add_argument("list", metavar="LIST", help=number)
    extended = command(sub, "extend", w(N_("give a list another last day")), extend)
    extended.add_argument("list", metavar="LIST", help=number)
    extended.add_argument("day", metavar="DATE", help="2026-11-30, 30/11, +3")


def _walk(sub: Any, w: Words) -> None:
    number = w(N_("the number of a list, small letters will do; or its id"))
    issued = command(sub, "issue", w(N_("give walks a number, a team and a last day")), issue, json_output=True)
    issued.add_argument("walks", nargs="*", metavar="ID", help=w(N_("walks by their ids")))
    issued.add_argument(
        "--turf", metavar="ID|NAME", help=w(N_("all walks of this turf but those whose sheet is still to be typed"))
    )
    issued.add_argument("--pass", dest="pass_number", type=whole, metavar="N", help=w(N_("which pass; else the next")))
    issued.add_argument("--until", metavar="DATE", help=w(N_("the last day to walk it; else in thirty days")))
    issued.add_argument("--team", action="append", default=[], metavar="NAME", help=w(N_("who walks it; repeatable")))
    issued.add_argument("--call", metavar="NAME", help=w(N_("whom to call if anything is wrong")))
    issued.add_argument("--meet", default="", metavar="PLACE", help=w(N_("where people meet")))
    issued.add_argument("--bring-back", default="", metavar="PLACE", help=w(N_("where sheets are brought back")))
    issued.add_argument("--split", action="store_true", help=w(N_("the team splits the sides of a street")))
    issued.add_argument(
        "--again", action="store_true", help=w(N_("doors that had a conversation are knocked at once more"))
    )
    entered = command(sub, "enter", w(N_("type a list back, one letter a door")), enter, json_output=True)
    entered.add_argument("list", metavar="LIST", help=number)
    entered.add_argument(
        "keys", nargs="*", metavar="KEYS",
        help=w(N_("the letters on the sheet, as on screen: 3a d . ei; without any, the doors are shown")),
    )  # fmt: skip
    entered.add_argument(
        "--from", dest="line", type=whole, metavar="N", help=w(N_("the line to begin at; else where it was left"))
    )
    entered.add_argument("--leaflet", action="store_true", help=w(N_("a leaflet was left at each of these doors")))
    entered.add_argument(
        "--note", metavar="TEXT", help=w(N_("a note for these doors; no opinion, no health, no contact"))
    )
    entered.add_argument("--live", action="store_true", help=w(N_("at the door, now")))
    back = command(sub, "return", w(N_("say that a list was brought back: when, who, leaflets")), return_)
    back.add_argument("list", metavar="LIST", help=number)
    back.add_argument("--day", metavar="DATE", help=w(N_("the day it was walked; else today")))
    back.add_argument("--left", metavar="HH:MM", help=w(N_("when the team left")))
    back.add_argument("--back", metavar="HH:MM", help=w(N_("when it came back")))
    back.add_argument("--team", action="append", metavar="NAME", help=w(N_("who walked it; repeatable")))
    back.add_argument("--leaflets-out", type=whole, metavar="N", help=w(N_("leaflets taken out")))
    back.add_argument("--leaflets-back", type=whole, metavar="N", help=w(N_("leaflets brought back")))


def today_at(unit: Unit, walks: Sequence[uuid.UUID]) -> date:
    """The day it is where these walks are."""
    from campaign.committees.lookup import today_of
    from campaign.field.turf.lookup import find_walk

    committee = find_walk(unit.session, str(walks[0])).committee_id if walks else None
    return today_of(unit.session, committee, unit.now)


def _people(unit: Unit, names: list[str]) -> tuple[uuid.UUID, ...]:
    from campaign.people import find_person

    return tuple(find_person(unit.session, name).id for name in names)


def issue(call: Call) -> int:
    from campaign.errors.doors import SheetsStanding
    from campaign.field.lists import IssueForm, sheet_view, standing_lists
    from campaign.field.lists import issue as issue_walks
    from campaign.field.turf.lookup import find_turf, find_walk, walk_lines
    from campaign.periods import read_day

    store, o, w = call.existing(), call.options, call.words
    standing: dict[uuid.UUID, str] = {}
    with store.write(call.actor()) as unit:
        walks = tuple(find_walk(unit.session, text).id for text in o.walks)
        if o.turf:
            turf = find_turf(unit.session, o.turf)
            lines = walk_lines(unit.session, turf.id)
            # Walks that a new cutting has replaced are no longer issued; where nothing else is left, that is said.
            every = tuple(line.id for line in lines if line.state != "replaced") or tuple(line.id for line in lines)
            # A pass that was asked for by its number is meant; else no round gets a second sheet by accident.
            standing = {} if o.pass_number else standing_lists(unit.session, every)
            if standing and len(standing) == len(every) and not walks:
                known = list(standing.values())
                raise SheetsStanding(turf=turf.name, numbers=", ".join(known[:6]) + (", …" if len(known) > 6 else ""))
            walks += tuple(walk_id for walk_id in every if walk_id not in standing)
        form = IssueForm(
            walk_ids=walks,
            pass_number=o.pass_number,
            expires_on=read_day(o.until, today_at(unit, walks)) if o.until else None,
            team=_people(unit, o.team),
            caller_id=_people(unit, [o.call])[0] if o.call else None,
            meeting_place=o.meet,
            bring_back=o.bring_back,
            team_factor=180 if o.split else 100,
            conversations_again=o.again,
        )
        made = issue_walks(unit, form)
    if standing:
        one = N_("{count} walk left out: its sheet is not typed back yet.")
        call.say(w.many(one, N_("{count} walks left out: their sheets are not typed back yet."), len(standing)))
    with store.read() as session:
        found = [sheet_view(session, list_id) for list_id in made]
    data = [
        {
            "id": sheet.id,
            "list_number": sheet.list_number,
            "walk_id": sheet.walk_id,
            "pass": sheet.pass_number,
            "doors": len(sheet.lines),
            "expires_on": sheet.expires_on,
        }
        for sheet in found
    ]
    head = (w(N_("List")), w(N_("Walk")), w(N_("Pass")), w(N_("Doors")), w(N_("Good until")))
    rows = [(s.list_number, s.walk_number, s.pass_number, len(s.lines), s.expires_on) for s in found]
    return call.show(data, columns([head, *rows]))


def enter(call: Call) -> int:
    from campaign.errors.doors import LineUnknown
    from campaign.field.doors import DoorEntry, record_many
    from campaign.field.doors.keyboard import next_index, typed
    from campaign.field.doors.notes import check_note
    from campaign.field.lists import find_list, sheet_view

    store, o, w = call.existing(), call.options, call.words
    keys = " ".join(o.keys)
    if o.note:
        check_note(o.note)
    if keys:
        with store.write(call.actor()) as unit:
            row = find_list(unit.session, None, o.list)
            lines = list(sheet_view(unit.session, row.id).lines)
            line = row.cursor if o.line is None else o.line
            if not 1 <= line <= len(lines):
                raise LineUnknown(number=row.list_number, line=line, count=len(lines))
            entries = []
            for filled, stroke in typed(lines, line - 1, keys, call.lang, w):
                cursor = lines[next_index(lines, filled)].position
                for index in filled:
                    entries.append(
                        DoorEntry(
                            row.id, lines[index].position, stroke.outcome.code, leaflet=o.leaflet or None, note=o.note,
                            source="live" if o.live else "paper", cursor=cursor,
                        )
                    )  # fmt: skip
            if entries:
                record_many(unit, entries)
    return _sheet(call)


def _sheet(call: Call) -> int:
    """A list, door by door."""
    from campaign.committees.lookup import today_of
    from campaign.field.lists import find_list, sheet_view

    store = call.existing()
    with store.read() as session:
        row = find_list(session, None, call.options.list)
        sheet = sheet_view(session, row.id, today_of(session, row.committee_id, store.now()))
    return call.show(_as_json(sheet), _as_lines(sheet, call))


def _as_json(sheet: SheetView) -> dict[str, Any]:
    return {
        "id": sheet.id,
        "list_number": sheet.list_number,
        "turf": sheet.turf,
        "campaign": sheet.campaign,
        "walk_id": sheet.walk_id,
        "pass": sheet.pass_number,
        "state": sheet.state,
        "expires_on": sheet.expires_on,
        "expired": sheet.expired,
        "started_at": sheet.started_at,
        "ended_at": sheet.ended_at,
        "team": list(sheet.team),
        "entered": sheet.entered,
        "cursor": sheet.cursor,
        "doors": [
            {
                "line": line.position,
                "stop": line.stop,
                "address": line.address,
                "stairwell": line.stairwell,
                "floor": line.floor,
                "place": line.place,
                "outcome": line.outcome,
                "leaflet": line.leaflet,
                "note": line.note,
                "do_not_contact": line.do_not_contact,
            }
            for line in sheet.lines
        ],
    }


def _as_lines(sheet: SheetView, call: Call) -> list[str]:
    from campaign.field.outcomes import ALL, BY_CODE
    from campaign.views.field_doors import door_words

    w = call.words
    letters = {o.code: o.key_fr if call.lang == "fr" else o.key_en for o in ALL}
    head = (w(N_("#")), w(N_("Address")), w(N_("Door")), w(N_("Result")), w(N_("Leaflet")), w(N_("Note")))
    rows = [
        (
            line.position,
            line.address,
            door_words(line, w),
            f"{letters[line.outcome]} {w(BY_CODE[line.outcome].label)}" if line.outcome in BY_CODE else line.outcome,
            "✓" if line.leaflet else "",
            line.note,
        )
        for line in sheet.lines
    ]
    title = f"{sheet.list_number} · {sheet.turf} · {sheet.entered}/{len(sheet.lines)}"
    key = "  ".join(f"{letters[o.code]} {w(o.label)}" for o in ALL)
    return [title, *columns([head, *rows]), "", key]


def list_(call: Call) -> int:
    from campaign.committees.lookup import find_committee, today_of
    from campaign.field.lists import list_lines
    from campaign.views.field import LIST_WORDS

    store, o, w = call.existing(), call.options, call.words
    with store.read() as session:
        committee = find_committee(session, o.committee).id if o.committee else None
        today = today_of(session, committee, store.now())
        found = list_lines(session, committee, today, states=o.state, search=o.search, limit=o.limit)
    head = (
        w(N_("List")), w(N_("Turf")), w(N_("Walk")), w(N_("Pass")), w(N_("Entered")), w(N_("State")), w(N_("Team")),
        w(N_("Good until")),
    )  # fmt: skip
    rows = [
        (
            f.list_number, f.turf, f.walk_number, f.pass_number, f"{f.entered}/{f.doors}", w(LIST_WORDS[f.state]),
            " + ".join(f.team), f.expires_on,
        )
        for f in found
    ]  # fmt: skip
    return call.show([_line(f) for f in found], columns([head, *rows]) if rows else [w(N_("No list yet."))])


def _line(line: ListLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "list_number": line.list_number,
        "committee": {"id": line.committee_id, "name": line.committee},
        "turf": line.turf,
        "campaign": line.campaign,
        "walk_id": line.walk_id,
        "pass": line.pass_number,
        "state": line.state,
        "team": list(line.team),
        "issued_on": line.issued_on,
        "expires_on": line.expires_on,
        "doors": line.doors,
        "entered": line.entered,
    }


def show(call: Call) -> int:
    from campaign.committees.lookup import today_of
    from campaign.field.doors import evening
    from campaign.field.lists import find_list, sheet_view
    from campaign.figures.quality import flags_of_list

    store, w = call.existing(), call.words
    with store.read() as session:
        row = find_list(session, None, call.options.list)
        today = today_of(session, row.committee_id, store.now())
        sheet, told = sheet_view(session, row.id, today), evening(session, row.id)
        flags = [flag.said(w) for flag in flags_of_list(session, row.id)]
    figures = {
        "knocked": told.knocked,
        "opened": told.opened,
        "conversations": told.conversations,
        "leaflets": told.leaflets,
        "follow_ups": told.follow_ups,
        "contacts_kept": told.contacts_kept,
        "minutes": told.minutes,
    }
    counted = (
        (told.knocked, w(N_("doors knocked"))),
        (told.opened, w(N_("doors opened"))),
        (told.conversations, w(N_("conversations"))),
        (told.leaflets, w(N_("leaflets left"))),
        (told.follow_ups, w(N_("promises to keep"))),
    )
    lines = [*_as_lines(sheet, call), "", *columns(counted)]
    if flags:
        lines += ["", w(N_("Worth a second look, before the list is put away:")), *(f"  ! {flag}" for flag in flags)]
    return call.show({**_as_json(sheet), "figures": figures, "look_again": flags}, lines)


def return_(call: Call) -> int:
    from campaign.actions.planning import moment
    from campaign.committees.lookup import committee_row
    from campaign.errors.doors import HoursNeeded
    from campaign.field.lists import HoursForm, find_list, return_list, set_hours
    from campaign.periods import local_day, read_day, read_time

    store, o = call.existing(), call.options
    with store.write(call.actor()) as unit:
        row = find_list(unit.session, None, o.list)
        zone = committee_row(unit.session, row.committee_id).zone
        today = local_day(unit.now, zone)
        if o.day and not (o.left or o.back):
            raise HoursNeeded
        day = read_day(o.day, today) if o.day else today
        left = moment(day, read_time(o.left), zone) if o.left else None
        back = moment(day, read_time(o.back), zone) if o.back else None
        if left and back and back < left:  # past midnight
            back = moment(day + timedelta(days=1), read_time(o.back), zone)
        form = HoursForm(
            row.id,
            left,
            back,
            team=None if o.team is None else _people(unit, o.team),
            leaflets_out=o.leaflets_out,
            leaflets_back=o.leaflets_back,
        )
        set_hours(unit, form)
        return_list(unit, row.id)
    return 0


def close(call: Call) -> int:
    from campaign.field.lists import close_list

    return _change(call, close_list)


def reopen(call: Call) -> int:
    from campaign.field.lists import reopen_list

    return _change(call, reopen_list)


def extend(call: Call) -> int:
    from campaign.committees.lookup import today_of
    from campaign.field.lists import extend_list
    from campaign.field.lists.lookup import list_row
    from campaign.periods import read_day

    def later(unit: Unit, list_id: uuid.UUID) -> None:
        today = today_of(unit.session, list_row(unit.session, list_id).committee_id, unit.now)
        extend_list(unit, list_id, read_day(call.options.day, today))

    return _change(call, later)


def _change(call: Call, action: Any) -> int:
    store = call.existing()
    with store.write(call.actor()) as unit:
        action(unit, _found(unit.session, call.options.list))
    return 0


def _found(session: Session, number: str) -> uuid.UUID:
    from campaign.field.lists import find_list

    return find_list(session, None, number).id
