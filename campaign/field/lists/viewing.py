"""Lists as they are shown: many in a line each, and one with all its doors, as it is printed and typed back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, case, false, func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import committee_row, name_of
from campaign.field.lists.lookup import list_row, walk_of
from campaign.field.paper.ground import attributions
from campaign.people import full_name
from campaign.periods import local_day
from campaign.search import has_words, matcher
from campaign.views.field import SheetLine, SheetView
from campaign.views.field_doors import ListLine
from db.folding import fold
from db.tables import (
    Address,
    Building,
    Committee,
    ContactPoint,
    Door,
    FieldCampaign,
    ListDoor,
    ListMember,
    Person,
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
    """Lists, those that wait to be typed first, then those that are out, then the latest issued.

    ``search`` is in number, turf or team; ``states`` are those of `LIST_WORDS`; ``expired`` is one that is out past its
    last day. All are ordered and searched in the file before ``limit`` cuts: a sheet that waits is never cut off by
    those that were put away.
    """
    asked = _asked(session, committee_id, today, states=states, turf_id=turf_id, campaign_id=campaign_id, search=search)
    out = WalkList.state.in_(("issued", "out"))
    rank = case((WalkList.state == "returned", 0), (out & (WalkList.expires_on < today), 1), (out, 2), else_=3)
    rows = session.execute(asked.order_by(rank, WalkList.issued_at.desc(), Walk.number, WalkList.id).limit(limit)).all()
    ids = [row.id for row, *_ in rows]
    teams, lines, done = _teams(session, ids), _doors_of(session, ids), _entered(session, ids)
    found = []
    for row, walk, turf, campaign, committee in rows:
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
                doors=lines.get(row.id, 0),
                entered=done.get(row.id, 0),
            )
        )
    return found


def count_lists(session: Session, committee_id: uuid.UUID | None, today: date, *, search: str = "") -> int:
    """How many lists `list_lines` would give without its limit: what is cut off must be said."""
    asked = _asked(session, committee_id, today, search=search).with_only_columns(func.count(WalkList.id))
    return session.scalar(asked) or 0


def _asked(
    session: Session,
    committee_id: uuid.UUID | None,
    today: date,
    *,
    states: Sequence[str] = (),
    turf_id: uuid.UUID | None = None,
    campaign_id: uuid.UUID | None = None,
    search: str,
) -> Select[WalkList, Walk, Turf, FieldCampaign, Committee]:
    """The lists that are meant, in no order yet."""
    statement = (
        select(WalkList, Walk, Turf, FieldCampaign, Committee)
        .join(Walk, Walk.id == WalkList.walk_id)
        .join(Turf, Turf.id == Walk.turf_id)
        .join(FieldCampaign, FieldCampaign.id == Turf.campaign_id)
        .join(Committee, Committee.id == WalkList.committee_id)
    )
    if committee_id is not None:
        statement = statement.where(WalkList.committee_id == committee_id)
    if turf_id is not None:
        statement = statement.where(Turf.id == turf_id)
    if campaign_id is not None:
        statement = statement.where(FieldCampaign.id == campaign_id)
    if search.strip():
        statement = statement.where(_searched(session, search))
    if states:
        late = WalkList.state.in_(("issued", "out")) & (WalkList.expires_on < today)
        known = [state for state in states if state != "expired"]
        meant = WalkList.state.in_(known) & ~late
        statement = statement.where(meant | late if "expired" in states else meant)
    return statement


def _searched(session: Session, text: str) -> ColumnElement[bool]:
    """A condition: the words are in the turf's name or a team member's, or the list's number begins so."""
    from campaign.field.lists import numbers

    members = (
        select(ListMember.list_id)
        .join(Person, Person.id == ListMember.person_id)
        .where(*has_words(Person.search_key, text))
    )
    # SQLite folds no accents, and names of turf have no folded column: there are few enough to be folded here.
    fits = matcher(text)
    turfs = [key for key, name in session.execute(select(Turf.id, Turf.name)) if fits(fold(name))]
    number = numbers.normal(text)
    begins = WalkList.list_number.like(f"{number}%") if number.isalnum() else false()
    return begins | WalkList.id.in_(members) | Walk.turf_id.in_(turfs)


def _doors_of(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many lines each list has."""
    counted = select(ListDoor.list_id, func.count(func.distinct(ListDoor.door_id))).where(ListDoor.list_id.in_(ids))
    return dict(session.execute(counted.group_by(ListDoor.list_id)).all())


def _entered(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """On how many lines of each list something was entered."""
    counted = (
        select(Visit.list_id, func.count(func.distinct(Visit.door_id)))
        .join(ListDoor, (ListDoor.list_id == Visit.list_id) & (ListDoor.door_id == Visit.door_id))
        .where(Visit.list_id.in_(ids), Visit.voided_at.is_(None))
        .group_by(Visit.list_id)
    )
    return {list_id: count for list_id, count in session.execute(counted) if list_id is not None}


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
        lines=tuple(lines_where(session, ListDoor.list_id == row.id).values()),
        invented=turf.invented,
        attribution=_attribution(session, row.committee_id),
    )


def _phone(session: Session, person_id: uuid.UUID | None) -> str:
    statement = select(ContactPoint.value).where(ContactPoint.person_id == person_id, ContactPoint.kind == "phone")
    return session.scalars(statement.order_by(ContactPoint.position)).first() or "" if person_id else ""


def _attribution(session: Session, committee_id: uuid.UUID) -> str:
    """What the licences of the files ask to print, each once."""
    return " · ".join(attributions(session, committee_id))


def lines_where(session: Session, which: ColumnElement[bool]) -> dict[tuple[uuid.UUID, uuid.UUID], SheetLine]:
    """The lines of lists for which a condition on `ListDoor` holds, in their order, by list and door."""
    standing = (Visit.list_id == ListDoor.list_id) & (Visit.door_id == ListDoor.door_id) & Visit.voided_at.is_(None)
    statement = (
        select(ListDoor, Door, Address, Street.name, Building, WalkStop.side, Visit)
        .join(WalkList, WalkList.id == ListDoor.list_id)
        .join(Door, Door.id == ListDoor.door_id)
        .join(Address, Address.id == Door.address_id)
        .join(Street, Street.id == Address.street_id)
        .join(Building, Building.id == Door.building_id, isouter=True)
        .join(WalkStop, (WalkStop.walk_id == WalkList.walk_id) & (WalkStop.position == ListDoor.stop), isouter=True)
        .join(Visit, standing, isouter=True)
        .where(which)
        .order_by(ListDoor.list_id, ListDoor.position, Visit.id)
    )
    found: dict[tuple[uuid.UUID, uuid.UUID], SheetLine] = {}
    for line, door, address, street, building, side, visit in session.execute(statement):
        found[line.list_id, door.id] = SheetLine(
            position=line.position,
            stop=line.stop,
            door_id=door.id,
            address=address_text(address, street, building),
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
    return found


def address_text(address: Address, street: str, building: Building | None) -> str:
    """Where a door is, as it stands on a sheet: number, street, and the name of its building."""
    suffix = f" {address.suffix}" if address.suffix else ""
    number = "" if address.number is None else f"{address.number}{suffix} "
    label = f", {building.label}" if building is not None and building.label else ""
    return f"{number}{street}{label}"
