"""INSEE's table of stations and addresses of electors (REU, September 2022): the station of known addresses.

It brings no address: each line is matched to one that is here by its BAN id, else by number and street. Where lines of
several stations stand at one address, the one with the most electors' addresses is taken, the rest is said.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors.addresses import FileEmpty, NothingOfCommune
from campaign.field.addresses.apply import record, stations_of
from campaign.field.addresses.doors import Known
from campaign.field.addresses.france import district_of_station, insee_code
from campaign.field.addresses.layouts import Columns, recognise
from campaign.field.addresses.naming import address_key, read_number, station_code, street_key
from campaign.field.addresses.plan import AddressForm, known_addresses, known_streets, wanted_communes
from campaign.field.addresses.report import FilePlan, Problem
from campaign.field.addresses.source import OpenFile, Progress, quiet, rows, texts
from campaign.words import N_
from db.tables.field import Address
from db.unit import Unit

_HOUSE = ("housenumber", "")
_LINE = re.compile(r"\s*(\d+\s*(?:bis|ter|quater|[a-h])?\b)\s+(.+?)(?:,|\s+\d{5}\b.*|$)", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class StationPlan(FilePlan):
    """What INSEE's table would change: the station of each address, by id and commune."""

    form: AddressForm
    changed: dict[uuid.UUID, tuple[str, str]] = field(default_factory=dict)


def plan_reu(session: Session, path: Path, form: AddressForm, *, progress: Progress = quiet) -> StationPlan:
    """Read INSEE's table and work out which addresses get which station.

    Raises:
        What `plan_addresses` raises.
    """
    takes, wanted = wanted_communes(session, form, path.name)
    elsewhere: Counter[str] = Counter()
    with OpenFile(path, progress) as lines:
        text = texts(lines)
        columns = recognise(path.name, next(text, ""), ("stations",), "stations")
        plan = StationPlan(path.name, columns.layout.code, columns.layout.attribution, form=form)
        match = _Matching(session, form.committee_id)
        for number, cells in rows(lines, text, columns.layout.separator):
            plan.tally.read += 1
            if len(cells) != len(columns.titles):
                facts = {"found": str(len(cells)), "wanted": str(len(columns.titles))}
                plan.note(Problem(number + 1, N_("{found} columns where line 1 has {wanted}"), facts, blocks=True))
                continue
            insee, code = _place(columns, cells)
            if not insee or not code:
                plan.note(Problem(number + 1, N_("no commune or no station"), {}))
            elif not takes(insee):
                elsewhere[insee] += 1
            elif (address := match.find(insee, columns, cells)) is None:
                plan.note(Problem(number + 1, N_("no address here has this number in this street"), {}))
            else:
                match.count(address, code, _weight(columns, cells))
        plan.file_hash = lines.file_hash
    plan.tally.elsewhere = elsewhere.total()
    if not plan.tally.read:
        raise FileEmpty(path=path.name)
    if elsewhere and plan.tally.elsewhere == plan.tally.read:
        held = ", ".join(code for code, _ in elsewhere.most_common(5))
        raise NothingOfCommune(path=path.name, wanted=wanted, held=held)
    match.decide(plan)
    return plan


def _place(columns: Columns, cells: list[str]) -> tuple[str, str]:
    """Commune and station of a line; in Paris, Lyon and Marseille the arrondissement that begins the station's code."""
    insee = insee_code(cells[columns["insee"]]) or (
        insee_code(cells[columns["insee_too"]]) if columns["insee_too"] >= 0 else ""
    )
    raw = cells[columns["station"]].strip()
    code = station_code(raw)
    insee = insee or insee_code(raw.partition("_")[0])
    return district_of_station(insee, code), code


def _weight(columns: Columns, cells: list[str]) -> int:
    text = cells[columns["addresses"]].strip() if columns["addresses"] >= 0 else ""
    return int(text) if text.isascii() and text.isdigit() else 1


class _Matching:
    """Finds addresses by BAN id or by text, commune by commune, and counts the stations said of each."""

    def __init__(self, session: Session, committee_id: uuid.UUID) -> None:
        self.session, self.committee_id = session, committee_id
        self.loaded: set[str] = set()
        self.by_id: dict[str, Known] = {}
        self.by_key: dict[tuple[str, str], Known] = {}
        self.said: dict[uuid.UUID, Counter[str]] = {}
        self.known: dict[uuid.UUID, tuple[Known, str]] = {}

    def find(self, insee: str, columns: Columns, cells: list[str]) -> Known | None:
        self._load(insee)
        kind = cells[columns["kind"]].strip() if columns["kind"] >= 0 else ""
        if kind not in _HOUSE:
            return None
        if found := self.by_id.get(cells[columns["id"]].strip().lower()):
            return found
        for name in ("text", "line"):
            match = _LINE.match(cells[columns[name]]) if columns[name] >= 0 else None
            number = read_number(match[1]) if match else None
            if match and number:
                found = self.by_key.get((insee, address_key(street_key(match[2]), *number)))
                if found:
                    return found
        return None

    def _load(self, insee: str) -> None:
        if insee in self.loaded:
            return
        self.loaded.add(insee)
        keys = {street.id: street.key for street in known_streets(self.session, self.committee_id, insee)}
        for address in known_addresses(self.session, self.committee_id, insee):
            self.known[address.id] = (address, insee)
            self.by_id.update({one.lower(): address for one in address.ids})
            self.by_key[insee, address_key(keys[address.street_id], address.number, address.suffix)] = address

    def count(self, address: Known, code: str, weight: int) -> None:
        self.said.setdefault(address.id, Counter())[code] += weight

    def decide(self, plan: StationPlan) -> None:
        tally = plan.tally
        lines = tally.read - tally.refused - tally.elsewhere
        for one, codes in self.said.items():
            address, insee = self.known[one]
            code = max(codes, key=lambda code: (codes[code], code))
            if len(codes) > 1:
                facts = {"codes": ", ".join(sorted(codes)), "code": code}
                plan.remark(Problem(0, N_("one address in the reach of stations {codes}: {code} was taken"), facts))
            if code != address.station and address.station_by != "hand":
                plan.changed[one] = (insee, code)
                tally.updated += 1
            else:
                tally.unchanged += 1
        tally.merged = lines - tally.updated - tally.unchanged


def import_reu(unit: Unit, plan: StationPlan) -> uuid.UUID | None:
    """Set stations as planned; return the import, None if there was nothing to change.

    Raises:
        LinesRefused, CommitteeUnknown, CommitteeEnded; nothing was changed.
    """
    from campaign.words import words

    if (refusal := plan.bad_lines(words("en"), leave_out=plan.form.leave_out)) is not None:
        raise refusal
    committee = living(unit.session, plan.form.committee_id)
    if not plan.tally.changes:
        return None
    unit.name("addresses.import", committee_id=committee.id, name=committee.name, added=0, updated=plan.tally.updated)
    by_commune: dict[str, set[str]] = {}
    for insee, code in plan.changed.values():
        by_commune.setdefault(insee, set()).add(code)
    batch = record(unit, plan, committee, sorted(by_commune))
    stations = {
        (insee, code): one
        for insee, codes in sorted(by_commune.items())
        for code, one in stations_of(unit, committee.id, insee, codes).items()
    }
    ids = sorted(plan.changed)
    for first in range(0, len(ids), 500):
        some = select(Address).where(Address.id.in_(ids[first : first + 500])).order_by(Address.id)
        for row in unit.session.scalars(some):
            unit.change(row, station_id=stations[plan.changed[row.id]], station_by="file")
    return batch.id
