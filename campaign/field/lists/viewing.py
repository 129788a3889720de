"""Lists as they are shown: many in a line each, and one with all its doors, as it is printed and typed back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import committee_row, name_of
from campaign.field.lists.lookup import list_row, walk_of
from campaign.people import full_name
from campaign.periods import local_day
from campaign.search import has_words
from campaign.views.field import SheetLine, SheetView
from campaign.views.field_doors import ListLine
from db.folding import fold
from db.tables import (
    Address,
    AddressImport,
    Building,
    Committee,
    ContactPoint,
    Door,
    FieldCampaign,
    ListDoor,
    ListMember,
    Person,
    Question,
    Script,
    Street,
    Turf,
    Visit,
    Walk,
    WalkList,
    WalkStop,
)

WAITING = ("issued", "out", "returned")


def list_lines(
    session: Session,
    committee_id: uuid.UUID | None,
    today: date,
    *,
    states: Sequence[str] = (),
    turf_id: uuid.UUID | None = None,
    campaign_id: uuid.UUID | None = None,
    search: str = "",
    limit: int = 200,
) -> list[ListLine]:
    """Lists, those that wait for something first, then the latest issued; ``search`` is in number, turf or team.

    ``states`` are those of `LIST_WORDS`; ``expired`` is one that is out past its last day.
    """
    lines = func.count(func.distinct(ListDoor.door_id))
    done = func.count(func.distinct(Visit.door_id))
    statement = (
        select(WalkList, Walk, Turf, FieldCampaign, Committee, lines, done)
        .join(Walk, Walk.id == WalkList.walk_id)
        .join(Turf, Turf.id == Walk.turf_id)
        .join(FieldCampaign, FieldCampaign.id == Turf.campaign_id)
        .join(Committee, Committee.id == WalkList.committee_id)
        .join(ListDoor, ListDoor.list_id == WalkList.id, isouter=True)
        .join(
            Visit,
            (Visit.list_id == WalkList.id) & (Visit.door_id == ListDoor.door_id) & Visit.voided_at.is_(None),
            isouter=True,
        )
        .group_by(WalkList.id, Walk.id, Turf.id, FieldCampaign.id, Committee.id)
        .order_by(WalkList.issued_at.desc(), Walk.number, WalkList.id)
    )
    if committee_id is not None:
        statement = statement.where(WalkList.committee_id == committee_id)
    if turf_id is not None:
        statement = statement.where(Turf.id == turf_id)
    if campaign_id is not None:
        statement = statement.where(FieldCampaign.id == campaign_id)
    if search.strip():
        statement = statement.where(_searched(search))
    stored = {"issued" if s == "expired" else s for s in states} | ({"out"} if "expired" in states else set())
    if stored:
        statement = statement.where(WalkList.state.in_(stored))
    rows = session.execute(statement.limit(limit)).all()
    teams = _teams(session, [row.id for row, *_ in rows])
    found = []
    for row, walk, turf, campaign, committee, total, entered in rows:
        late = row.state in ("issued", "out") and row.expires_on < today
        found.append(
            ListLine(
                id=row.id,
                committee_id=row.committee_id,
                committee=committee.name,
                list_number=row.list_number,
                turf=turf.name,
                campaign=campaign.name,
                walk_id=walk.id,
                walk_number=walk.number,
                pass_number=row.pass_number,
                state="expired" if late else row.state,
                team=teams.get(row.id, ()),
                issued_on=local_day(row.issued_at, committee.zone),
                expires_on=row.expires_on,
                started_at=row.started_at,
                ended_at=row.ended_at,
                zone=committee.zone,
                doors=total,
                entered=entered,
            )
        )
    if states:
        found = [line for line in found if line.state in states]
    order = {"returned": 0, "expired": 1, "out": 2, "issued": 2}
    return sorted(found, key=lambda line: order.get(line.state, 3))


def _searched(text: str):  # type: ignore[no-untyped-def]
    """A condition: the words are in the turf's name or a team member's, or it is the list's number."""
    from campaign.field.lists import numbers

    members = (
        select(ListMember.list_id)
        .join(Person, Person.id == ListMember.person_id)
        .where(*has_words(Person.search_key, text))
    )
    like = "%".join(["", *fold(text).split(), ""])
    return (WalkList.list_number == numbers.normal(text)) | WalkList.id.in_(members) | func.lower(Turf.name).like(like)


def _teams(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[str, ...]]:
    statement = (
        select(ListMember.list_id, Person)
        .join(Person, Person.id == ListMember.person_id)
        .where(ListMember.list_id.in_(ids))
        .order_by(Person.sort_key, Person.id)
    )
    found: dict[uuid.UUID, list[str]] = {}
    for list_id, person in session.execute(statement):
        found.setdefault(list_id, []).append(full_name(person))
    return {list_id: tuple(names) for list_id, names in found.items()}


def sheet_view(session: Session, list_id: uuid.UUID, today: date | None = None) -> SheetView:
    """A list with all its doors: what is printed, and what is typed back. ``today`` decides whether it has expired.

    Raises:
        ListUnknown.
    """
    row = list_row(session, list_id)
    walk, turf, campaign = walk_of(session, row)
    committee = committee_row(session, row.committee_id)
    script_id = row.script_id or campaign.script_id
    script = session.get(Script, script_id) if script_id else None
    asked = select(Question.text).where(Question.script_id == script_id).order_by(Question.position)
    return SheetView(
        id=row.id,
        committee_id=row.committee_id,
        committee=committee.name,
        list_number=row.list_number,
        turf=turf.name,
        campaign=campaign.name,
        walk_id=walk.id,
        walk_number=walk.number,
        pass_number=row.pass_number,
        state=row.state,
        issued_on=local_day(row.issued_at, committee.zone),
        expires_on=row.expires_on,
        expired=today is not None and row.expires_on < today,
        started_at=row.started_at,
        ended_at=row.ended_at,
        zone=committee.zone,
        team=_teams(session, [row.id]).get(row.id, ()),
        caller=name_of(session, row.caller_id) if row.caller_id else "",
        caller_phone=_phone(session, row.caller_id),
        meeting_place=row.meeting_place,
        meeting_lat=turf.start_lat,
        meeting_lon=turf.start_lon,
        bring_back=row.bring_back,
        metres=walk.metres,
        minutes=round(walk.minutes * 100 / max(row.team_factor, 1)),
        cursor=row.cursor,
        script=script.body if script else "",
        questions=tuple(session.scalars(asked)) if script else (),
        lines=tuple(_lines(session, row)),
        invented=turf.invented,
        attribution=_attribution(session, row.committee_id),
    )


def _phone(session: Session, person_id: uuid.UUID | None) -> str:
    statement = select(ContactPoint.value).where(ContactPoint.person_id == person_id, ContactPoint.kind == "phone")
    return session.scalars(statement.order_by(ContactPoint.position)).first() or "" if person_id else ""


def _attribution(session: Session, committee_id: uuid.UUID) -> str:
    """What the licences of the files ask to print, each once."""
    statement = select(AddressImport.attribution).where(
        AddressImport.committee_id == committee_id, AddressImport.attribution != ""
    )
    return " · ".join(sorted(set(session.scalars(statement))))


def _lines(session: Session, row: WalkList) -> list[SheetLine]:
    standing = (Visit.list_id == row.id) & (Visit.door_id == ListDoor.door_id) & Visit.voided_at.is_(None)
    statement = (
        select(ListDoor, Door, Address, Street.name, Building, WalkStop.side, Visit)
        .join(Door, Door.id == ListDoor.door_id)
        .join(Address, Address.id == Door.address_id)
        .join(Street, Street.id == Address.street_id)
        .join(Building, Building.id == Door.building_id, isouter=True)
        .join(WalkStop, (WalkStop.walk_id == row.walk_id) & (WalkStop.position == ListDoor.stop), isouter=True)
        .join(Visit, standing, isouter=True)
        .where(ListDoor.list_id == row.id)
        .order_by(ListDoor.position, Visit.id)
    )
    found: dict[int, SheetLine] = {}
    for line, door, address, street, building, side, visit in session.execute(statement):
        found[line.position] = SheetLine(
            position=line.position,
            stop=line.stop,
            door_id=door.id,
            address=_address(address, street, building),
            street=street,
            side=side or "none",
            stairwell=door.stairwell,
            floor=door.floor,
            place=door.place,
            floors=building.floors if building else 0,
            mark=door.label,
            outcome=visit.outcome if visit else "",
            leaflet=visit.leaflet if visit else False,
            note=visit.note if visit else "",
            visit_id=visit.id if visit else None,
            do_not_contact=door.do_not_contact,
            building_id=door.building_id,
        )
    return list(found.values())


def _address(address: Address, street: str, building: Building | None) -> str:
    suffix = f" {address.suffix}" if address.suffix else ""
    number = "" if address.number is None else f"{address.number}{suffix} "
    label = f", {building.label}" if building is not None and building.label else ""
    return f"{number}{street}{label}"
