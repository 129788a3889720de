"""What was promised at a door: come back, call, bring a proxy form, answer a question; until it is done or dropped.

What happened at the door stays with the door. A follow-up that bears a person's name bears no door: nothing that a
visit says can then be attached to them (R-RGPD-02).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import was_member
from campaign.errors import KindUnknown
from campaign.errors.doors import FollowUpUnknown, LineUnknown
from campaign.field.doors.notes import check_note
from campaign.field.lists.lookup import list_row, name_list
from campaign.field.lists.viewing import address_text, lines_where
from campaign.people import full_name
from campaign.views.field import SheetLine
from campaign.views.field_doors import FOLLOW_UP_STATES, FOLLOW_UP_WORDS, FollowUpLine
from db.errors import ChangedElsewhere
from db.folding import clean, fold
from db.tables import Address, Building, Door, FollowUp, ListDoor, Person, Street, WalkList
from db.unit import Unit

NOTE_LIMIT = 200
_AT_ONCE = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class FollowUpForm:
    """Something to do after a door; ``position`` is its line, None for what belongs to the list as a whole."""

    list_id: uuid.UUID
    position: int | None
    kind: str = "come_back"
    due_on: date | None = None
    owner_id: uuid.UUID | None = None
    note: str = ""


def add_follow_up(unit: Unit, form: FollowUpForm) -> uuid.UUID:
    """Note something to do after a door.

    Raises:
        ListUnknown, LineUnknown, KindUnknown, NoteSensitive, NotAMember: the owner never was in the committee.
    """
    row = list_row(unit.session, form.list_id)
    check_note(form.note)
    door_id = None
    if form.position is not None:
        lines = select(ListDoor.position, ListDoor.door_id).where(ListDoor.list_id == row.id)
        doors = dict(unit.session.execute(lines).all())
        if form.position not in doors:
            raise LineUnknown(number=row.list_number, line=form.position, count=len(doors))
        door_id = doors[form.position]
    name_list(unit, "follow_up.add", row, kind=checked_kind(form.kind))
    made = put_follow_up(
        unit, row, form.kind, due_on=form.due_on, owner_id=form.owner_id, note=form.note, door_id=door_id
    )
    return made.id


def put_follow_up(
    unit: Unit,
    row: WalkList,
    kind: str,
    *,
    due_on: date | None,
    owner_id: uuid.UUID | None,
    note: str,
    door_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
) -> FollowUp:
    """Write a follow-up inside the caller's action: of a door, or of a person, never of both."""
    assert door_id is None or person_id is None
    if owner_id is not None:
        was_member(unit.session, row.committee_id, owner_id)
    return unit.add(
        FollowUp(
            committee_id=row.committee_id,
            list_id=row.id,
            door_id=door_id,
            person_id=person_id,
            kind=kind,
            due_on=due_on,
            owner_id=owner_id,
            state="open",
            note=clean(note)[:NOTE_LIMIT],
        )
    )


def settle_follow_up(unit: Unit, follow_up_id: uuid.UUID, state: str, *, version: int | None = None) -> None:
    """Say that a follow-up is done, dropped, or open again.

    Raises:
        FollowUpUnknown, KindUnknown, ChangedElsewhere.
    """
    row = unit.session.get(FollowUp, follow_up_id)
    if row is None:
        raise FollowUpUnknown
    if state not in FOLLOW_UP_STATES:
        raise KindUnknown(kind=state[:40], choices=", ".join(FOLLOW_UP_STATES))
    if version is not None and row.version != version:
        raise ChangedElsewhere
    unit.name("follow_up.settle", committee_id=row.committee_id, kind=row.kind)
    unit.change(row, state=state, done_at=unit.now if state != "open" else None)


def checked_kind(kind: str) -> str:
    """A kind of follow-up.

    Raises:
        KindUnknown.
    """
    if kind not in FOLLOW_UP_WORDS:
        raise KindUnknown(kind=kind[:40], choices=", ".join(FOLLOW_UP_WORDS))
    return kind


def list_follow_ups(
    session: Session,
    committee_id: uuid.UUID | None,
    *,
    states: Sequence[str] = ("open",),
    list_id: uuid.UUID | None = None,
    search: str = "",
    limit: int = 200,
) -> list[FollowUpLine]:
    """Follow-ups, the most pressing first; what has no day comes last. ``search`` is in the address, note or owner.

    Without a search only what is shown is read; with one all addresses are, but the lines only of what is shown.
    """
    statement = (
        select(FollowUp, WalkList.list_number, Address, Street.name, Building)
        .join(WalkList, WalkList.id == FollowUp.list_id, isouter=True)
        .join(Door, Door.id == FollowUp.door_id, isouter=True)
        .join(Address, Address.id == Door.address_id, isouter=True)
        .join(Street, Street.id == Address.street_id, isouter=True)
        .join(Building, Building.id == Door.building_id, isouter=True)
        .where(FollowUp.state.in_(states))
        .order_by(FollowUp.due_on.is_(None), FollowUp.due_on, FollowUp.id)
    )
    if committee_id is not None:
        statement = statement.where(FollowUp.committee_id == committee_id)
    if list_id is not None:
        statement = statement.where(FollowUp.list_id == list_id)
    words = fold(search).split()
    rows = session.execute(statement if words else statement.limit(limit)).all()
    people = _people(session, {i for row, *_ in rows for i in (row.owner_id, row.person_id) if i is not None})
    found = []
    for row, number, address, street, building in rows:
        line = FollowUpLine(
            id=row.id,
            committee_id=row.committee_id,
            kind=row.kind,
            due_on=row.due_on,
            owner_id=row.owner_id,
            owner=people.get(row.owner_id, "") if row.owner_id else "",
            person_id=row.person_id,
            person=people.get(row.person_id, "") if row.person_id else "",
            address=address_text(address, street, building) if address else "",
            door=None,
            list_number=number or "",
            state=row.state,
            note=row.note,
            version=row.version,
        )
        hay = fold(f"{line.address} {line.note} {line.owner} {line.person} {line.list_number}") if words else ""
        if all(word in hay for word in words):
            found.append((line, (row.list_id, row.door_id)))
        if len(found) == limit:
            break
    lines = _lines(session, [line.id for line, _ in found])
    return [replace(line, door=lines.get(where)) for line, where in found]


def _people(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    every = sorted(ids)
    found: dict[uuid.UUID, str] = {}
    for first in range(0, len(every), _AT_ONCE):
        statement = select(Person).where(Person.id.in_(every[first : first + _AT_ONCE]))
        found.update({person.id: full_name(person) for person in session.scalars(statement)})
    return found


def _lines(session: Session, ids: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID | None, uuid.UUID | None], SheetLine]:
    """The lines that follow-ups were promised at, by list and door."""
    found: dict[tuple[uuid.UUID | None, uuid.UUID | None], SheetLine] = {}
    for first in range(0, len(ids), _AT_ONCE):
        mine = select(ListDoor.id).join(
            FollowUp, (FollowUp.list_id == ListDoor.list_id) & (FollowUp.door_id == ListDoor.door_id)
        )
        shown = mine.where(FollowUp.id.in_(ids[first : first + _AT_ONCE]))
        for where, line in lines_where(session, ListDoor.id.in_(shown)).items():
            found[where] = line
    return found
