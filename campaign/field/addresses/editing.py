"""What people put right by hand: a building's dwellings, floors and way in, an address's station, what is no home.

What was counted on the spot stands: no later file changes it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors.addresses import AddressUnknown, BuildingImpossible, StationNeeded
from campaign.field.addresses.apply import stations_of
from campaign.field.addresses.buildings import kind_of
from campaign.field.addresses.lookup import on_side
from campaign.field.addresses.naming import station_code
from campaign.views.field_addresses import ACCESS_WORDS
from db.folding import clean
from db.tables.field import Address, Building, PollingStation
from db.unit import Unit

LIMITS = {"homes": (0, 5000), "floors": (0, 100), "stairwells": (1, 50)}


class BuildingForm(BaseModel):
    """What is known of a building. ``floors`` are those above the ground floor."""

    model_config = ConfigDict(frozen=True)

    label: str = ""
    homes: int
    floors: int = 0
    stairwells: int = 1
    access: str = ""
    access_note: str = ""


def _checked(form: BuildingForm) -> dict[str, Any]:
    """The values of a form.

    Raises:
        BuildingImpossible: a number is outside what a building can have, or the way in is not one of those known.
    """
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(form, name) <= most:
            raise BuildingImpossible(what=name, value=getattr(form, name), least=least, most=most)
    if form.access not in ACCESS_WORDS:
        raise BuildingImpossible(what="access", value=form.access[:20], least=0, most=len(ACCESS_WORDS) - 1)
    return {
        "label": clean(form.label)[:60],
        "kind": kind_of(form.homes),
        "homes": form.homes,
        "floors": form.floors,
        "stairwells": form.stairwells,
        "access": form.access,
        "access_note": clean(form.access_note)[:200],
        "counted": True,
    }


def add_building(unit: Unit, address_id: uuid.UUID, form: BuildingForm) -> uuid.UUID:
    """Add a building that someone saw at an address; return it.

    Raises:
        AddressUnknown, BuildingImpossible.
    """
    address = _address(unit.session, address_id)
    values = _checked(form)
    unit.name("building.add", committee_id=address.committee_id, homes=form.homes)
    building_id = unit.new_id()
    place = {"address_id": address.id, "lat": address.lat, "lon": address.lon, "source_key": f"own:{building_id.hex}"}
    return unit.add(Building(id=building_id, committee_id=address.committee_id, **place, **values)).id


def edit_building(unit: Unit, building_id: uuid.UUID, form: BuildingForm, *, if_version: int | None = None) -> None:
    """Put a building right; from now on no file changes its dwellings.

    Raises:
        AddressUnknown, BuildingImpossible, ChangedElsewhere.
    """
    row = unit.session.get(Building, building_id)
    if row is None:
        raise AddressUnknown(text=str(building_id))
    values = _checked(form)
    unit.name("building.edit", committee_id=row.committee_id, homes=form.homes)
    unit.change(row, if_version=if_version, **values)


def set_homes(unit: Unit, address_id: uuid.UUID, homes: int) -> None:
    """Say how many dwellings an address has where no building of it is known.

    Raises:
        AddressUnknown, BuildingImpossible.
    """
    address = _address(unit.session, address_id)
    least, most = LIMITS["homes"]
    if not least <= homes <= most:
        raise BuildingImpossible(what="homes", value=homes, least=least, most=most)
    unit.name("address.homes", committee_id=address.committee_id, homes=homes)
    unit.change(address, homes=homes)


def set_do_not_visit(unit: Unit, address_id: uuid.UUID, *, value: bool = True) -> None:
    """Mark an address as one with nothing to knock at (a school, a town hall), or take the mark back.

    Raises:
        AddressUnknown.
    """
    address = _address(unit.session, address_id)
    unit.name("address.skip" if value else "address.visit", committee_id=address.committee_id)
    unit.change(address, do_not_visit=value)


def set_station(
    unit: Unit,
    committee_id: uuid.UUID,
    code: str,
    *,
    addresses: Sequence[uuid.UUID] = (),
    street_id: uuid.UUID | None = None,
    side: str = "",
) -> int:
    """Say by hand which polling station addresses belong to: some, or a side of a street; return how many changed.

    An empty code takes the station away. What was set by hand is not changed by files.

    Raises:
        CommitteeUnknown, CommitteeEnded, StationNeeded: neither addresses nor a street.
    """
    committee = living(unit.session, committee_id)
    found = select(Address).where(Address.committee_id == committee.id)
    if addresses:
        rows = [
            row for one in addresses if (row := unit.session.get(Address, one)) and row.committee_id == committee.id
        ]
    elif street_id is not None:
        found = found.where(Address.street_id == street_id)
        rows = list(unit.session.scalars((found.where(on_side == side) if side else found).order_by(Address.id)))
    else:
        raise StationNeeded
    wanted = station_code(code)
    unit.name("station.set", committee_id=committee.id, code=wanted or "–", count=len(rows))
    changed = 0
    stations: dict[str, uuid.UUID] = {}
    for row in rows:
        if wanted and row.insee not in stations:
            stations[row.insee] = stations_of(unit, committee.id, row.insee, {wanted})[wanted]
        station_id = stations.get(row.insee)
        if row.station_id != station_id or row.station_by != "hand":
            unit.change(row, station_id=station_id, station_by="hand")
            changed += 1
    return changed


def name_station(unit: Unit, station_id: uuid.UUID, name: str) -> None:
    """Write down what a polling station is called: “École Jules-Ferry, salle 2”.

    Raises:
        AddressUnknown: no such station.
    """
    row = unit.session.get(PollingStation, station_id)
    if row is None:
        raise AddressUnknown(text=str(station_id))
    unit.name("station.name", committee_id=row.committee_id, code=row.code)
    unit.change(row, name=clean(name)[:120])


def _address(session: Session, address_id: uuid.UUID) -> Address:
    row = session.get(Address, address_id)
    if row is None:
        raise AddressUnknown(text=str(address_id))
    return row
