"""Doing what a plan of addresses says: one transaction, one journal row, all or nothing; undone as one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from campaign.committees.lookup import living
from campaign.field.addresses.doors import Group
from campaign.field.addresses.merge import Merge
from campaign.field.addresses.naming import address_key
from campaign.field.addresses.plan import AddressPlan, merged
from campaign.field.addresses.report import FilePlan
from campaign.field.addresses.source import Progress, quiet
from campaign.words import words
from db.tables.committees import Committee
from db.tables.field import Address, AddressImport, PollingStation, Street
from db.unit import Unit

_AT_ONCE = 500


def import_addresses(unit: Unit, plan: AddressPlan, *, progress: Progress = quiet) -> uuid.UUID | None:
    """Take in a file as planned; return the import, None if there was nothing to change.

    What is there is looked at again: what another window changed since the plan is respected. ``progress`` may raise,
    to stop; then nothing is changed.

    Raises:
        EncodedTwice, LinesRefused, CommitteeUnknown, CommitteeEnded; nothing was changed.
    """
    if (refusal := plan.refusal(words("en"))) is not None:
        raise refusal
    committee = living(unit.session, plan.form.committee_id)
    tally = plan.tally
    if not tally.changes:
        return None
    unit.name(
        "addresses.import", committee_id=committee.id, name=committee.name, added=tally.added, updated=tally.updated
    )
    batch = record(unit, plan, committee, plan.communes)
    done, total = 0, sum(plan.spool.counts.values())
    for insee in plan.communes:
        progress(done, total)
        _Writer(unit, committee.id, insee).write(merged(unit.session, plan, insee))
        done += plan.spool.counts[insee]
    progress(total, total)
    return batch.id


def record(unit: Unit, plan: FilePlan, committee: Committee, communes: Sequence[str]) -> AddressImport:
    """The row that says which file was taken in and what came of it; everything else of it is of this batch."""
    tally = plan.tally
    batch = unit.add(
        AddressImport(
            committee_id=committee.id,
            layout=plan.layout_code,
            insee=" ".join(communes)[:2000],
            file_hash=plan.file_hash,
            attribution=plan.attribution,
            invented=committee.invented,
            read=tally.read,
            added=tally.added,
            updated=tally.updated,
            unchanged=tally.unchanged,
            refused=tally.refused,
            report=[[reason, count] for reason, count in sorted(plan.reasons.items())],
        )
    )
    unit.batch_id = batch.id
    return batch


class _Writer:
    """Writes what one commune gains."""

    def __init__(self, unit: Unit, committee_id: uuid.UUID, insee: str) -> None:
        self.unit, self.committee_id, self.insee = unit, committee_id, insee
        self.streets: dict[str, uuid.UUID] = {}
        self.keys: dict[uuid.UUID, str] = {}
        self.stations: dict[str, uuid.UUID] = {}

    def write(self, found: Merge) -> None:
        self._streets(found)
        codes = {group.first("station") for group in found.added}
        codes |= {values["station"] for values in found.changed.values() if "station" in values}
        self.stations = stations_of(self.unit, self.committee_id, self.insee, codes - {""})
        self.unit.add_many(Address, [self._row(group, key) for group, key in self._source_keys(found.added)])
        self._change(found.changed)

    def _streets(self, found: Merge) -> None:
        session = self.unit.session
        rows = select(Street.id, Street.search_key).where(
            Street.committee_id == self.committee_id, Street.insee == self.insee
        )
        self.keys = dict(session.execute(rows).all())
        self.streets = {street_id.hex: street_id for street_id in self.keys}
        used = {group.street for group in found.added}
        used |= {values["street"] for values in found.changed.values() if "street" in values}
        new = []
        for key, street in found.new_streets.items():
            if key in used:
                self.streets[key] = street_id = self.unit.new_id()
                self.keys[street_id] = key
                new.append(
                    {
                        "id": street_id,
                        "committee_id": self.committee_id,
                        "insee": self.insee,
                        "name": street.name,
                        "search_key": key,
                        "fantoir": street.fantoir,
                    }
                )
        self.unit.add_many(Street, new)
        for street_id, values in found.renamed.items():
            if (row := session.get(Street, street_id)) is not None:
                self.unit.change(row, name=values.get("name", row.name), fantoir=values.get("fantoir", row.fantoir))

    def _source_keys(self, groups: Sequence[Group]) -> Iterator[tuple[Group, str]]:
        """Each new door with the id that it keeps: its file's, else one made of street and number."""
        wanted = [_source_key(group) for group in groups]
        mine = Address.committee_id == self.committee_id
        taken: set[str] = set()
        for first in range(0, len(wanted), _AT_ONCE):
            some = [key for key in wanted[first : first + _AT_ONCE] if key]
            taken |= set(
                self.unit.session.scalars(select(Address.source_key).where(mine, Address.source_key.in_(some)))
            )
        for group, wish in zip(groups, wanted, strict=True):
            best, key = group.best, wish
            if not key or key in taken:
                street = self.keys[self.streets[group.street]]
                key = f"door:{self.insee}|{address_key(street, best.number, best.suffix)}"
            taken.add(key)
            yield group, key

    def _row(self, group: Group, source_key: str) -> dict[str, Any]:
        best = group.best
        street_id = self.streets[group.street]
        station = self.stations.get(group.first("station"))
        return {
            "id": self.unit.new_id(),
            "committee_id": self.committee_id,
            "street_id": street_id,
            "station_id": station,
            "station_by": "file" if station else "",
            "insee": self.insee,
            "number": best.number,
            "suffix": best.suffix,
            "hamlet": next((line.hamlet for line in group.lines if line.hamlet), ""),
            "search_key": address_key(self.keys[street_id], best.number, best.suffix),
            "source_key": source_key,
            "ban_id": group.first("ban_id") or None,
            "interop_key": group.first("interop") or None,
            "uid": group.first("uid") or None,
            "lat": best.lat,
            "lon": best.lon,
            "position": best.position,
            "certified": any(line.certified for line in group.lines),
        }

    def _change(self, changed: dict[uuid.UUID, dict[str, Any]]) -> None:
        ids = list(changed)
        for first in range(0, len(ids), _AT_ONCE):
            some = ids[first : first + _AT_ONCE]
            rows = self.unit.session.scalars(select(Address).where(Address.id.in_(some)).order_by(Address.id)).all()
            self.unit.change_many([(row, self._values(row, dict(changed[row.id]))) for row in rows])

    def _values(self, row: Address, values: dict[str, Any]) -> dict[str, Any]:
        """What one address changes to, in columns: stations and streets by id, and the key that follows from them."""
        if "station" in values:
            values |= {"station_id": self.stations[values.pop("station")], "station_by": "file"}
        if "street" in values:
            values["street_id"] = self.streets[values.pop("street")]
        if "street_id" in values or "suffix" in values:
            street_id, suffix = values.get("street_id", row.street_id), values.get("suffix", row.suffix)
            values["search_key"] = address_key(self.keys[street_id], row.number, suffix)
        return values


def _source_key(group: Group) -> str:
    """The id in the file it came from; the smallest where the file says the door on several lines."""
    return group.first("ban_id") or group.first("interop") or group.first("uid")


def stations_of(unit: Unit, committee_id: uuid.UUID, insee: str, codes: set[str]) -> dict[str, uuid.UUID]:
    """The stations of a commune by code; those that are not there yet are added."""
    mine = (PollingStation.committee_id == committee_id, PollingStation.insee == insee)
    rows = unit.session.execute(select(PollingStation.code, PollingStation.id).where(*mine))
    found = dict(rows.all())
    new = []
    for code in sorted(codes - found.keys()):
        found[code] = unit.new_id()
        new.append({"id": found[code], "committee_id": committee_id, "insee": insee, "code": code, "name": ""})
    unit.add_many(PollingStation, new)
    return found
