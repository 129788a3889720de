"""Taking in buildings with their dwellings and floors: the real number of doors behind an address.

A building goes to the nearest address; where none is near it makes one without a number, in the street that passes
on its side, or in a street called “Sans nom de voie”.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors.addresses import CommuneNeeded, FileEmpty, NothingNear
from campaign.field.addresses.apply import record
from campaign.field.addresses.france import CITIES, has_lambert93, inside
from campaign.field.addresses.layouts import Columns, recognise
from campaign.field.addresses.line import Refused
from campaign.field.addresses.naming import address_key, street_key
from campaign.field.addresses.near import Grid, StreetsNear
from campaign.field.addresses.plan import AddressForm, wanted_list
from campaign.field.addresses.report import FilePlan, Problem
from campaign.field.addresses.source import OpenFile, Progress, known_encoding, quiet, rows, texts
from campaign.field.earth import Plane, from_lambert93
from campaign.words import N_, words
from db.tables.field import Address, Building, Street, StreetSection
from db.unit import Unit

NEAR = 35.0  # metres to the address of a building; wider than a deep block, narrower than a street and two gardens
SAME_COMMUNE = 500.0  # metres within which another address tells the commune of a building without a number
MOST_HOMES, MOST_FLOORS = 5000, 101
NO_NAME = "Sans nom de voie"  # as stored: what stands on French address files is French
_AT_ONCE = 500


class Seen(NamedTuple):
    """A building as its file says it. ``floors`` are above the ground floor."""

    line: int
    source_key: str
    homes: int
    floors: int
    lat: int
    lon: int


@dataclass(slots=True)
class Placed:
    """A building and where it goes: a known address, or a new one without number in ``street``."""

    seen: Seen
    address_id: uuid.UUID | None
    insee: str
    street: str


@dataclass(slots=True, kw_only=True)
class BuildingPlan(FilePlan):
    """What a file of buildings would change."""

    form: AddressForm
    added: list[Placed] = field(default_factory=list)
    changed: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)
    emptied: list[uuid.UUID] = field(default_factory=list)
    homes: int = 0
    without_number: int = 0


def plan_buildings(session: Session, path: Path, form: AddressForm, *, progress: Progress = quiet) -> BuildingPlan:
    """Read a file of buildings and work out what it would change.

    Raises:
        CommitteeUnknown, CommitteeEnded, CommuneNeeded, NothingNear, and what `plan_addresses` raises of a file.
    """
    living(session, form.committee_id)
    with OpenFile(path, progress) as lines:
        text = texts(lines, known_encoding(form.encoding))
        columns = recognise(path.name, next(text, ""), ("buildings",), "buildings")
        plan = BuildingPlan(path.name, columns.layout.code, columns.layout.attribution, form=form)
        seen: dict[str, Seen] = {}
        for number, cells in rows(lines, text, columns.layout.separator):
            plan.tally.read += 1
            try:
                one = read_building(columns, number + 1, cells)
            except Refused as refused:
                plan.note(Problem(number + 1, refused.reason, refused.facts, refused.blocks))
                continue
            if one.source_key in seen:
                plan.tally.merged += 1
            seen[one.source_key] = one
        plan.file_hash = lines.file_hash
    if not plan.tally.read:
        raise FileEmpty(path=path.name)
    if seen:
        _Placing(session, plan, list(seen.values())).place()
        if not plan.tally.changes and plan.tally.elsewhere == len(seen):
            raise NothingNear(path=path.name)
    return plan


def read_building(columns: Columns, line: int, cells: Sequence[str]) -> Seen:
    """What a line of a file of buildings says.

    Raises:
        Refused.
    """
    if len(cells) != len(columns.titles):
        facts = {"found": str(len(cells)), "wanted": str(len(columns.titles))}
        raise Refused(N_("{found} columns where line 1 has {wanted}"), blocks=True, **facts)

    def whole(name: str) -> int:
        text = cells[columns[name]].strip() if columns[name] >= 0 else ""
        if not text:
            return 0
        if re.fullmatch(r"\d{1,6}([.,]0+)?", text) is None:
            raise Refused(N_("“{text}” is no number of dwellings or floors"), blocks=True, text=text[:30])
        return int(re.split("[.,]", text)[0])

    def metres(name: str) -> float:
        text = cells[columns[name]].strip().replace(",", ".")
        if re.fullmatch(r"-?\d{1,8}(\.\d+)?", text) is None:
            raise Refused(N_("“{text}” is no coordinate"), blocks=True, text=text[:30])
        return float(text)

    homes, floors = whole("homes"), whole("floors")
    key = cells[columns["id"]].strip()[:80]
    if not key:
        raise Refused(N_("no id"))
    if not homes:
        raise Refused(N_("no dwelling"))
    if homes > MOST_HOMES or floors > MOST_FLOORS:
        raise Refused(N_("{homes} dwellings on {floors} floors cannot be"), homes=str(homes), floors=str(floors))
    x, y = metres("x"), metres("y")
    lat, lon = from_lambert93(x, y)
    if not inside("75056", lat, lon):
        facts = {"x": f"{x:.0f}", "y": f"{y:.0f}"}
        if inside("75056", *from_lambert93(y, x)):
            raise Refused(N_("x and y are swapped ({x}, {y})"), blocks=True, **facts)
        raise Refused(N_("x {x} and y {y} are not in metropolitan France"), blocks=True, **facts)
    # nb_etages counts the ground floor (BD TOPO, class Bâtiment); ours are those above it.
    return Seen(line, key, homes, max(floors - 1, 0), lat, lon)


def kind_of(homes: int) -> str:
    """A house has one dwelling, whatever its height; everything else is a block."""
    return "house" if homes <= 1 else "block"


class _Placing:
    """Finds the address of each building."""

    def __init__(self, session: Session, plan: BuildingPlan, seen: list[Seen]) -> None:
        self.session, self.plan, self.seen = session, plan, seen
        committee_id = plan.form.committee_id
        plane = Plane(seen[0].lat, seen[0].lon)
        self.near: Grid[uuid.UUID] = Grid(plane, NEAR)
        self.communes: Grid[str] = Grid(plane, SAME_COMMUNE)
        mine = Address.committee_id == committee_id
        found = select(Address.id, Address.insee, Address.number, Address.lat, Address.lon).where(
            mine, Address.gone == 0
        )
        self.numbered: set[uuid.UUID] = set()
        for one, insee, number, lat, lon in session.execute(found.order_by(Address.search_key, Address.id)):
            self.communes.add(lat, lon, insee)
            if number is not None:
                self.near.add(lat, lon, one)
                self.numbered.add(one)
        self.any = bool(self.numbered)
        sections = select(StreetSection.name_left, StreetSection.name_right, StreetSection.points)
        in_order = sections.where(StreetSection.committee_id == committee_id).order_by(StreetSection.source_key)
        self.streets = StreetsNear(plane, session.execute(in_order).all())
        self.codes = [c for c in wanted_list(session, plan.form, plan.file_name) if has_lambert93(c)]

    def place(self) -> None:
        """Fill the plan."""
        known = self._known()
        left: dict[uuid.UUID, int] = {}
        for building in known.values():
            left[building.address_id] = left.get(building.address_id, 0) + 1
        for one in self.seen:
            had = known.get(one.source_key)
            if had is None:
                self._new(one)
            else:
                self._again(one, had, left)
        self.plan.emptied = [address for address, count in left.items() if not count and address not in self.numbered]

    def _known(self) -> dict[str, Any]:
        columns = (
            Building.source_key, Building.id, Building.address_id, Building.homes, Building.floors, Building.counted,
            Building.lat, Building.lon,
        )  # fmt: skip
        found = select(*columns).where(Building.committee_id == self.plan.form.committee_id)
        return {row.source_key: row for row in self.session.execute(found)}

    def _new(self, one: Seen) -> None:
        plan = self.plan
        address = self.near.nearest(one.lat, one.lon, NEAR)
        insee = ""
        if address is None and not (insee := self._commune(one)):
            plan.tally.elsewhere += 1
            return
        street = "" if address else self.streets.name_at(one.lat, one.lon) or NO_NAME
        plan.added.append(Placed(one, address[0] if address else None, insee, street))
        plan.tally.added += 1
        plan.homes += one.homes
        plan.without_number += address is None

    def _again(self, one: Seen, had: Any, left: dict[uuid.UUID, int]) -> None:
        """A building that is there: its own figures stand once someone has counted; it moves to a number, never off."""
        values: dict[str, Any] = {}
        if not had.counted and (had.homes, had.floors) != (one.homes, one.floors):
            values |= {"homes": one.homes, "floors": one.floors, "kind": kind_of(one.homes)}
        if (had.lat, had.lon) != (one.lat, one.lon):
            values |= {"lat": one.lat, "lon": one.lon}
        if had.address_id not in self.numbered and (address := self.near.nearest(one.lat, one.lon, NEAR)) is not None:
            values["address_id"] = address[0]
            left[had.address_id] -= 1
        if values:
            self.plan.changed[had.id] = values
            self.plan.tally.updated += 1
        else:
            self.plan.tally.unchanged += 1

    def _commune(self, one: Seen) -> str:
        """The commune of a building without an address: that of what stands around, else the only one asked for."""
        if (near := self.communes.nearest(one.lat, one.lon, SAME_COMMUNE)) is not None:
            return near[0]
        if self.any:
            return ""
        if len(self.codes) != 1 or self.codes[0] in CITIES:
            raise CommuneNeeded(name=", ".join(self.codes) or "–", path=self.plan.file_name)
        return self.codes[0]


def import_buildings(unit: Unit, plan: BuildingPlan, *, progress: Progress = quiet) -> uuid.UUID | None:
    """Take in buildings as planned; return the import, None if there was nothing to change.

    Raises:
        LinesRefused, CommitteeUnknown, CommitteeEnded; nothing was changed.
    """
    if (refusal := plan.bad_lines(words("en"), leave_out=plan.form.leave_out)) is not None:
        raise refusal
    committee = living(unit.session, plan.form.committee_id)
    if not plan.tally.changes:
        return None
    tally = plan.tally
    unit.name("buildings.import", committee_id=committee.id, name=committee.name, added=tally.added, homes=plan.homes)
    batch = record(unit, plan, committee, sorted({one.insee for one in plan.added if one.insee}))
    had = set(unit.session.scalars(select(Building.source_key).where(Building.committee_id == committee.id)))
    added = [one for one in plan.added if one.seen.source_key not in had]
    progress(0, len(added) or 1)
    places = _new_addresses(unit, committee.id, [one for one in added if one.address_id is None])
    unit.add_many(Building, [_row(unit, committee.id, one, places) for one in added])
    for building_id, values in plan.changed.items():
        if (row := unit.session.get(Building, building_id)) is not None:
            unit.change(row, **values)
    for address_id in plan.emptied:
        if (address := unit.session.get(Address, address_id)) is not None:
            unit.change(address, gone=True)
    return batch.id


def _new_addresses(unit: Unit, committee_id: uuid.UUID, placed: list[Placed]) -> dict[str, uuid.UUID]:
    """Addresses without number for buildings that have none near; by the id of the building."""
    streets: dict[tuple[str, str], uuid.UUID] = {}
    for insee in {one.insee for one in placed}:
        mine = select(Street.search_key, Street.id).where(Street.committee_id == committee_id, Street.insee == insee)
        streets |= {(insee, key): one for key, one in unit.session.execute(mine)}
    new: list[dict[str, Any]] = []
    addresses: list[dict[str, Any]] = []
    found: dict[str, uuid.UUID] = {}
    for one in placed:
        key = street_key(one.street) or street_key(NO_NAME)
        if (one.insee, key) not in streets:
            streets[one.insee, key] = street_id = unit.new_id()
            owned = {"id": street_id, "committee_id": committee_id, "insee": one.insee}
            new.append({**owned, "name": one.street, "search_key": key})
        found[one.seen.source_key] = address_id = unit.new_id()
        addresses.append(
            {
                "id": address_id,
                "committee_id": committee_id,
                "street_id": streets[one.insee, key],
                "insee": one.insee,
                "search_key": address_key(key, None, ""),
                "source_key": one.seen.source_key,
                "lat": one.seen.lat,
                "lon": one.seen.lon,
                "position": "bâtiment",
            }
        )
    unit.add_many(Street, new)
    unit.add_many(Address, addresses)
    return found


def _row(unit: Unit, committee_id: uuid.UUID, one: Placed, places: dict[str, uuid.UUID]) -> dict[str, Any]:
    seen = one.seen
    return {
        "id": unit.new_id(),
        "committee_id": committee_id,
        "address_id": one.address_id or places[seen.source_key],
        "source_key": seen.source_key,
        "kind": kind_of(seen.homes),
        "homes": seen.homes,
        "floors": seen.floors,
        "lat": seen.lat,
        "lon": seen.lon,
    }
