"""Taking in the streets one walks along, out of OpenStreetMap or BD TOPO: an optional graph for shorter walks.

Only what lies around the committee's addresses is kept, where it has any: an extract of a whole region may be given.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors.addresses import FileEmpty, NothingNear
from campaign.field.addresses.apply import record
from campaign.field.addresses.layouts import recognise
from campaign.field.addresses.line import Refused
from campaign.field.addresses.report import FilePlan, Problem
from campaign.field.addresses.shapes import Section, bdtopo_sections, osm_places, osm_sections, osm_ways, pbf_ways
from campaign.field.addresses.source import OpenFile, Progress, quiet, rows, texts
from campaign.field.earth import E7
from campaign.words import words
from db.tables.field import Address, StreetSection
from db.unit import Unit

AROUND = E7 // 100  # a hundredth of a degree, about a kilometre, beyond the last address
OSM_ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"
_AT_ONCE = 500


@dataclass(slots=True, kw_only=True)
class SectionPlan(FilePlan):
    """What a file of streets would change."""

    committee_id: uuid.UUID
    added: list[Section] = field(default_factory=list)
    changed: list[tuple[uuid.UUID, Section]] = field(default_factory=list)
    leave_out: bool = False


def plan_sections(
    session: Session, path: Path, committee_id: uuid.UUID, *, leave_out: bool = False, progress: Progress = quiet
) -> SectionPlan:
    """Read a file of streets and work out what it would change.

    Raises:
        CommitteeUnknown, CommitteeEnded, PbfNotRead, NothingNear, and what `plan_addresses` raises of a file.
    """
    living(session, committee_id)
    is_osm = path.name.lower().removesuffix(".gz").endswith((".osm", ".xml", ".pbf"))
    code, owed = ("osm", OSM_ATTRIBUTION) if is_osm else ("bdtopo_sections", "IGN BD TOPO, Licence Ouverte 2.0")
    plan = SectionPlan(path.name, code, owed, committee_id=committee_id, leave_out=leave_out)
    known = {
        key: (one, (kind, left, right, points))
        for one, key, kind, left, right, points in session.execute(
            select(
                StreetSection.id,
                StreetSection.source_key,
                StreetSection.kind,
                StreetSection.name_left,
                StreetSection.name_right,
                StreetSection.points,
            ).where(StreetSection.committee_id == committee_id)
        )
    }
    box = around(session, committee_id)
    seen: set[str] = set()
    for section in _osm(path, plan, progress) if is_osm else _bdtopo(path, plan, progress):
        if box is not None and not any(box.holds(*point) for point in section.points):
            plan.tally.elsewhere += 1
            continue
        if section.source_key in seen:
            plan.tally.merged += 1
            continue
        seen.add(section.source_key)
        was = known.get(section.source_key)
        if was is None:
            plan.added.append(section)
            plan.tally.added += 1
        elif was[1] == (section.kind, section.left, section.right, [list(point) for point in section.points]):
            plan.tally.unchanged += 1
        else:
            plan.changed.append((was[0], section))
            plan.tally.updated += 1
    if not plan.tally.read:
        raise FileEmpty(path=path.name)
    if not seen and plan.tally.elsewhere:
        raise NothingNear(path=path.name)
    return plan


def _osm(path: Path, plan: SectionPlan, progress: Progress) -> Iterator[Section]:
    with OpenFile(path, progress) as lines:
        packed = path.name.lower().endswith(".pbf")
        ways, places = pbf_ways(path) if packed else (osm_ways(lines), {})
        if packed:
            for _ in lines:  # for its hash
                pass
        plan.file_hash = lines.file_hash
    if not packed:
        with OpenFile(path, progress) as lines:
            places = osm_places(lines, ways)
    for section in osm_sections(ways, places):
        plan.tally.read += 1
        yield section


def _bdtopo(path: Path, plan: SectionPlan, progress: Progress) -> Iterator[Section]:
    with OpenFile(path, progress) as lines:
        text = texts(lines)
        columns = recognise(path.name, next(text, ""), ("streets",), "streets")
        for number, cells in rows(lines, text, columns.layout.separator):
            plan.tally.read += 1
            try:
                found = bdtopo_sections(columns, cells)
            except Refused as refused:
                plan.note(Problem(number + 1, refused.reason, refused.facts, refused.blocks))
                continue
            if not found:
                plan.tally.elsewhere += 1
            yield from found
        plan.file_hash = lines.file_hash


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of the earth between two latitudes and two longitudes, in ten-millionths of a degree."""

    south: int
    north: int
    west: int
    east: int

    def holds(self, lat: int, lon: int) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def around(session: Session, committee_id: uuid.UUID, margin: int = AROUND) -> Box | None:
    """The box of a committee's addresses and a margin; None while it has none."""
    ends = (func.min(Address.lat), func.max(Address.lat), func.min(Address.lon), func.max(Address.lon))
    south, north, west, east = session.execute(select(*ends).where(Address.committee_id == committee_id)).one()
    return None if south is None else Box(south - margin, north + margin, west - margin, east + margin)


def import_sections(unit: Unit, plan: SectionPlan, *, progress: Progress = quiet) -> uuid.UUID | None:
    """Take in streets as planned; return the import, None if there was nothing to change.

    Raises:
        LinesRefused, CommitteeUnknown, CommitteeEnded; nothing was changed.
    """
    if (refusal := plan.bad_lines(words("en"), leave_out=plan.leave_out)) is not None:
        raise refusal
    committee = living(unit.session, plan.committee_id)
    if not plan.tally.changes:
        return None
    tally = plan.tally
    unit.name("streets.import", committee_id=committee.id, name=committee.name, count=tally.added + tally.updated)
    batch = record(unit, plan, committee, ())
    there = select(StreetSection.source_key).where(StreetSection.committee_id == committee.id)
    had = set(unit.session.scalars(there))
    new = [_row(unit, committee.id, section) for section in plan.added if section.source_key not in had]
    for first in range(0, len(new), 10 * _AT_ONCE):
        progress(first, len(new))
        unit.add_many(StreetSection, new[first : first + 10 * _AT_ONCE])
    for section_id, section in plan.changed:
        if (row := unit.session.get(StreetSection, section_id)) is not None:
            points = [list(point) for point in section.points]
            unit.change(row, kind=section.kind, name_left=section.left, name_right=section.right, points=points)
    return batch.id


def _row(unit: Unit, committee_id: uuid.UUID, section: Section) -> dict[str, object]:
    return {
        "id": unit.new_id(),
        "committee_id": committee_id,
        "source_key": section.source_key,
        "kind": section.kind,
        "name_left": section.left,
        "name_right": section.right,
        "points": [list(point) for point in section.points],
    }
