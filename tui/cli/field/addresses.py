"""``appui address``, ``building``, ``station`` and ``roll``: what is known of a commune's doors, put right by hand."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from campaign.views.field_addresses import ACCESS_WORDS, SIDES, AddressLine
from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command, group, limits, whole


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    _addresses(group(commands, "address", w(N_("addresses of a committee: streets, doors, what is no home"))), w)
    _buildings(group(commands, "building", w(N_("buildings at an address, with their dwellings and floors"))), w)
    _stations(
        group(commands, "station", w(N_("polling stations: their doors, their results, which to go to first"))), w
    )
    _rolls(group(commands, "roll", w(N_("electoral rolls that were taken in, and their purge"))), w)


def _addresses(sub: Any, w: Words) -> None:
    communes = command(sub, "communes", w(N_("the communes of which there are addresses")), _communes, json_output=True)
    _committee(communes, w)
    streets = command(sub, "streets", w(N_("the streets of a commune, side by side")), _streets, json_output=True)
    _committee(streets, w)
    streets.add_argument("--commune", metavar="INSEE", help=w(N_("INSEE code of a commune; else the first")))
    limits(streets, w)
    listed = command(sub, "list", w(N_("addresses, street by street")), _list, json_output=True)
    _committee(listed, w)
    listed.add_argument("--commune", default="", metavar="INSEE", help=w(N_("INSEE code of a commune")))
    listed.add_argument("--station", default="", metavar="CODE", help=w(N_("only those of a polling station")))
    limits(listed, w)
    homes = command(sub, "homes", w(N_("say how many homes an address has")), _homes, json_output=True)
    homes.add_argument("id", metavar="ID", help=w(N_("id of an address")))
    homes.add_argument("homes", type=whole, metavar="N", help=w(N_("how many homes")))
    skip = command(
        sub, "skip", w(N_("mark an address as one without homes: a school, a town hall")), _skip, json_output=True
    )
    skip.add_argument("id", metavar="ID", help=w(N_("id of an address")))
    skip.add_argument("--back", action="store_true", help=w(N_("take the mark back")))


def _buildings(sub: Any, w: Words) -> None:
    listed = command(sub, "list", w(N_("the buildings of an address")), _building_list, json_output=True)
    listed.add_argument("address", metavar="ADDRESS", help=w(N_("id of an address")))
    add = command(sub, "add", w(N_("add a building that you saw")), _building_add, json_output=True)
    add.add_argument("address", metavar="ADDRESS", help=w(N_("id of an address")))
    edit = command(sub, "edit", w(N_("put a building right")), _building_edit, json_output=True)
    edit.add_argument("id", metavar="ID", help=w(N_("id of a building")))
    for parser in (add, edit):
        parser.add_argument("--homes", type=whole, metavar="N", help=w(N_("how many homes")))
        parser.add_argument("--floors", type=whole, metavar="N", help=w(N_("floors above the ground floor")))
        parser.add_argument("--stairwells", type=whole, metavar="N", help=w(N_("stairwells")))
        parser.add_argument("--label", metavar="TEXT", help=w(N_("what it is called: Bât. A")))
        parser.add_argument(
            "--access", choices=tuple(key for key in ACCESS_WORDS if key), help=w(N_("how one gets in"))
        )
        parser.add_argument("--note", metavar="TEXT", help=w(N_("a note on getting in; no names")))


def _stations(sub: Any, w: Words) -> None:
    listed = command(sub, "list", w(N_("polling stations and what is in their reach")), _station_list, json_output=True)
    _committee(listed, w)
    limits(listed, w)
    targets = command(sub, "targets", w(N_("which polling station to go to first")), _targets, json_output=True)
    _committee(targets, w)
    targets.add_argument("--election", default="", metavar="NAME", help=w(N_("such as presidentielle-2022")))
    targets.add_argument("--round", default="0", choices=("0", "1", "2"), help=w(N_("1 or 2; else the latest")))
    targets.add_argument(
        "--list",
        action="append",
        default=[],
        dest="chosen",
        metavar="NAME",
        help=w(N_("a candidate or list; repeatable")),
    )
    targets.add_argument("--limit", type=whole, default=200, metavar="N", help=w(N_("how many lines at the most")))
    put = command(sub, "set", w(N_("say by hand to which station addresses belong")), _station_set, json_output=True)
    put.add_argument("code", metavar="CODE", help=w(N_("code of the station; “-” takes it away")))
    _committee(put, w)
    put.add_argument("--address", action="append", default=[], metavar="ID", help=w(N_("id of an address; repeatable")))
    put.add_argument("--street", metavar="NAME", help=w(N_("all of a street")))
    put.add_argument("--side", default="", choices=SIDES, help=w(N_("only one side of it")))


def _rolls(sub: Any, w: Words) -> None:
    listed = command(
        sub, "list", w(N_("the rolls that were taken in, and when each is purged")), _roll_list, json_output=True
    )
    _committee(listed, w)
    purge = command(sub, "purge", w(N_("delete all electors of a roll for good")), _roll_purge, json_output=True)
    purge.add_argument("id", nargs="?", metavar="ID", help=w(N_("id of a roll; else all whose day has come")))


def _committee(parser: Any, w: Words) -> None:
    parser.add_argument("--committee", metavar="C", help=w(N_("id or name of a committee; else the one on Home")))


def _id(text: str) -> uuid.UUID:
    """An id as typed.

    Raises:
        AddressUnknown: it is none.
    """
    from campaign.errors.addresses import AddressUnknown

    try:
        return uuid.UUID(text.strip())
    except ValueError:
        raise AddressUnknown(text=text[:60]) from None


def _communes(call: Call) -> int:
    from campaign.field.addresses.lookup import communes_with_addresses
    from tui.cli.importing import committee_meant

    with call.existing().read() as session:
        found = communes_with_addresses(session, committee_meant(call, session))
    fields = ("insee", "name", "streets", "addresses", "doors", "buildings", "stations", "with_station")
    rows = [(one.insee, one.name, one.streets, one.addresses, one.doors) for one in found]
    return call.show([{f: getattr(one, f) for f in fields} for one in found], columns(rows))


def _streets(call: Call) -> int:
    from campaign.field.addresses.lookup import communes_with_addresses, streets_of
    from tui.cli.importing import committee_meant

    o, w = call.options, call.words
    with call.existing().read() as session:
        committee_id = committee_meant(call, session)
        insee = o.commune or next((one.insee for one in communes_with_addresses(session, committee_id)), "")
        found = streets_of(session, committee_id, insee, o.search)[: o.limit]
    from campaign.views.field import SIDE_WORDS

    data = [
        {
            "street_id": one.street_id,
            "name": one.name,
            "side": one.side,
            "addresses": one.addresses,
            "doors": one.doors,
            "stations": list(one.stations),
        }
        for one in found
    ]
    rows = [(one.name, w(SIDE_WORDS[one.side]), one.addresses, one.doors, " ".join(one.stations)) for one in found]
    return call.show(data, columns(rows))


def _line(one: AddressLine) -> dict[str, Any]:
    return {
        "id": one.id,
        "address": one.address,
        "insee": one.insee,
        "number": one.number,
        "suffix": one.suffix,
        "street": one.street,
        "side": one.side,
        "doors": one.doors,
        "buildings": one.buildings,
        "station": one.station,
        "lat": one.lat / 10_000_000,
        "lon": one.lon / 10_000_000,
        "gone": one.gone,
        "do_not_visit": one.do_not_visit,
    }


def _list(call: Call) -> int:
    from campaign.field.addresses.lookup import addresses_of
    from tui.cli.importing import committee_meant

    o = call.options
    with call.existing().read() as session:
        found = addresses_of(
            session,
            committee_meant(call, session),
            insee=o.commune,
            station=o.station,
            search=o.search,
            limit=o.limit,
        )
    return call.show([_line(one) for one in found], columns([(one.id, one.address, one.doors) for one in found]))


def _homes(call: Call) -> int:
    from campaign.field.addresses.editing import set_homes

    store, one = call.existing(), _id(call.options.id)
    with store.write(call.actor()) as unit:
        set_homes(unit, one, call.options.homes)
    return _show_address(call, one)


def _skip(call: Call) -> int:
    from campaign.field.addresses.editing import set_do_not_visit

    store, one = call.existing(), _id(call.options.id)
    with store.write(call.actor()) as unit:
        set_do_not_visit(unit, one, value=not call.options.back)
    return _show_address(call, one)


def _show_address(call: Call, address_id: uuid.UUID) -> int:
    from campaign.field.addresses.lookup import address_line

    with call.existing().read() as session:
        one = address_line(session, address_id)
    return call.show(_line(one), columns([(one.id, one.address, one.doors)]))


def _building_list(call: Call, address_id: uuid.UUID | None = None) -> int:
    from campaign.field.addresses.lookup import buildings_of

    w = call.words
    with call.existing().read() as session:
        found = buildings_of(session, address_id or _id(call.options.address))
    fields = ("id", "address_id", "label", "kind", "homes", "floors", "stairwells", "counted", "access", "access_note")
    rows = [(one.id, one.label, one.homes, one.floors, one.stairwells, w(ACCESS_WORDS[one.access])) for one in found]
    return call.show([{f: getattr(one, f) for f in fields} for one in found], columns(rows))


def _building_add(call: Call) -> int:
    from campaign.field.addresses.editing import BuildingForm, add_building

    o, store = call.options, call.existing()
    address_id = _id(o.address)
    form = BuildingForm(
        label=o.label or "",
        homes=1 if o.homes is None else o.homes,
        floors=o.floors or 0,
        stairwells=o.stairwells or 1,
        access=o.access or "",
        access_note=o.note or "",
    )
    with store.write(call.actor()) as unit:
        add_building(unit, address_id, form)
    return _building_list(call, address_id)


def _building_edit(call: Call) -> int:
    from campaign.field.addresses.editing import BuildingForm, edit_building
    from campaign.field.addresses.lookup import building_line

    o, store = call.options, call.existing()
    with store.read() as session:
        was = building_line(session, _id(o.id))
    said = {"label": o.label, "homes": o.homes, "floors": o.floors, "stairwells": o.stairwells, "access": o.access,
            "access_note": o.note}  # fmt: skip
    values = {name: getattr(was, name) if value is None else value for name, value in said.items()}
    with store.write(call.actor()) as unit:
        edit_building(unit, was.id, BuildingForm(**values))
    return _building_list(call, was.address_id)


def _station_list(call: Call) -> int:
    from campaign.field.addresses.lookup import stations_of_committee
    from db.folding import fold
    from tui.cli.importing import committee_meant

    o = call.options
    with call.existing().read() as session:
        found = stations_of_committee(session, committee_meant(call, session))
    found = tuple(one for one in found if fold(o.search) in fold(f"{one.code} {one.name}"))[: o.limit]
    fields = ("id", "insee", "code", "name", "addresses", "doors", "election", "round", "registered", "abstentions")
    rows = [(one.insee, one.code, one.name or "–", one.addresses, one.doors) for one in found]
    return call.show([{f: getattr(one, f) for f in fields} for one in found], columns(rows))


def _targets(call: Call) -> int:
    from campaign.field.addresses.targeting import FORMULA, rank_stations
    from tui.cli.importing import committee_meant

    o, w = call.options, call.words
    with call.existing().read() as session:
        found = rank_stations(
            session,
            committee_meant(call, session),
            election=o.election,
            round_=int(o.round),
            chosen=o.chosen,
        )[: o.limit]
    data = {
        "formula": w(FORMULA),
        "stations": [
            {
                "insee": one.insee,
                "code": one.code,
                "name": one.name,
                "registered": one.registered,
                "abstentions": one.abstentions,
                "expressed": one.expressed,
                "votes": one.chosen,
                "potential": one.potential,
                "doors": one.doors,
            }
            for one in found
        ],
    }
    rows: list[Sequence[object]] = [
        (w(N_("Station")), w(N_("Potential")), w(N_("Abstention")), w(N_("Share")), w(N_("Registered")), w(N_("Doors")))
    ]
    rows += [
        (one.code, one.potential, w.percent(one.abstention_rate), w.percent(one.share), one.registered, one.doors)
        for one in found
    ]
    call.show(data, columns(rows))
    if not o.json:
        call.say(w(FORMULA))
    return 0


def _station_set(call: Call) -> int:
    from campaign.errors.addresses import AddressUnknown
    from campaign.field.addresses.editing import set_station
    from campaign.field.addresses.lookup import street_named
    from tui.cli.importing import committee_meant

    o, store = call.options, call.existing()
    with store.read() as session:
        committee_id = committee_meant(call, session)
        street = street_named(session, committee_id, o.street) if o.street else None
        if o.street and street is None:
            raise AddressUnknown(text=o.street[:60])
    with store.write(call.actor()) as unit:
        count = set_station(
            unit,
            committee_id,
            "" if o.code == "-" else o.code,
            addresses=[_id(one) for one in o.address],
            street_id=street,
            side=o.side,
        )
    said = call.words.many(N_("{count} address changed"), N_("{count} addresses changed"), count)
    return call.show({"changed": count}, [said])


def _roll_list(call: Call) -> int:
    from campaign.field.addresses.roll import rolls
    from tui.cli.importing import committee_meant

    w = call.words
    with call.existing().read() as session:
        wanted = committee_meant(call, session) if call.options.committee else None
        found = rolls(session, wanted)
    fields = ("id", "insee", "requester", "signed_on", "poll_on", "purge_on", "entries", "purged_on")
    rows = [
        (one.id, one.insee, one.entries, w.day(one.purge_on, "numeric"), w(N_("purged")) if one.purged_on else "")
        for one in found
    ]
    return call.show([{f: getattr(one, f) for f in fields} for one in found], columns(rows))


def _roll_purge(call: Call) -> int:
    from campaign.field.addresses.roll import purge_roll, rolls_due

    store = call.existing()
    if call.options.id:
        wanted: Sequence[uuid.UUID] = [_id(call.options.id)]
    else:
        with store.read() as session:
            wanted = rolls_due(session, store.now().date())
    gone = 0
    for one in wanted:
        with store.write(call.actor()) as unit:
            gone += purge_roll(unit, one)
    said = call.words.many(N_("{count} elector deleted"), N_("{count} electors deleted"), gone)
    return call.show({"rolls": len(wanted), "deleted": gone}, [said])
