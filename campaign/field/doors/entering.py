"""Entering what happened: one door, a run of doors, a whole floor; each entry is one action, durable at its end."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import committee_row
from campaign.errors.doors import (
    LineUnknown,
    ListExpired,
    OneAtATime,
    OutcomeUnknown,
    VisitAhead,
    VisitNeeded,
    VisitOutside,
)
from campaign.field import silence
from campaign.field.doors.correcting import replace_visit
from campaign.field.doors.notes import check_note
from campaign.field.lists.lookup import campaign_covers, list_row, name_list, walk_of
from campaign.field.outcomes import ALL, BY_CODE
from campaign.periods import local_day
from db.folding import clean
from db.tables import Door, FieldCampaign, ListDoor, Visit, WalkList
from db.unit import Unit

NOTE_LIMIT = 200
SOURCES = ("paper", "live")


@dataclass(frozen=True, slots=True)
class DoorEntry:
    """What happened on one line of a list. ``leaflet`` and ``note`` None stay as they are.

    ``at`` None is now for what is entered live at the door; from paper it is the hour the team left, if that is known.
    ``cursor`` is the line on which entry goes on, kept with it.
    """

    list_id: uuid.UUID
    position: int
    outcome: str
    leaflet: bool | None = None
    note: str | None = None
    at: datetime | None = None
    source: str = "paper"
    canvasser_id: uuid.UUID | None = None
    cursor: int | None = None


def record(unit: Unit, entry: DoorEntry) -> uuid.UUID:
    """Enter what happened at one door; entered again, it is a correction: a new row that voids the old one.

    Return the id of the visit that now stands.

    Raises:
        ListUnknown, LineUnknown, OutcomeUnknown, VisitAhead, VisitOutside: that day is none of the campaign's;
        NoteSensitive; ListExpired, InSilence: a round would start with it, live, too late or in the silence of a poll.
    """
    return record_many(unit, [entry])[0]


def record_many(unit: Unit, entries: Sequence[DoorEntry]) -> list[uuid.UUID]:
    """Enter several doors of one list in one action: three times absent, a whole floor.

    Raises:
        what `record` raises; OneAtATime: an outcome that a slip would make harmful, for several doors.
    """
    first = entries[0]
    row = list_row(unit.session, first.list_id)
    outcome = BY_CODE.get(first.outcome)
    alike = len({e.outcome for e in entries}) == 1
    name_list(
        unit,
        "visit.record" if len(entries) == 1 else "visit.record_many" if alike else "visit.record_list",
        row,
        outcome=first.outcome,
        count=len(entries),
        line=first.position,
    )
    if outcome is not None and outcome.sure and alike and len(entries) > 1:
        raise OneAtATime(label=outcome.label)
    campaign = walk_of(unit.session, row)[2]
    doors = _doors(unit.session, row.id)
    if row.state == "issued" and any(entry.source == "live" for entry in entries):
        _may_start(unit, row)
    made = [_record(unit, row, campaign, doors, entry) for entry in entries]
    _move_on(unit, row, entries[-1], len(doors))
    return made


def _record(
    unit: Unit, row: WalkList, campaign: FieldCampaign, doors: dict[int, uuid.UUID], entry: DoorEntry
) -> uuid.UUID:
    if entry.outcome not in BY_CODE or entry.source not in SOURCES:
        raise OutcomeUnknown(outcome=entry.outcome[:40], choices=", ".join(o.code for o in ALL))
    door_id = doors.get(entry.position)
    if door_id is None:
        raise LineUnknown(number=row.list_number, line=entry.position, count=len(doors))
    note = None if entry.note is None else clean(entry.note)[:NOTE_LIMIT]
    visit = standing(unit.session, row.id, door_id)
    if note and (visit is None or note != visit.note):
        check_note(note)
    if visit is None:
        at = _when(unit, row, campaign, entry)
        visit = unit.add(
            Visit(
                committee_id=row.committee_id,
                campaign_id=campaign.id,
                list_id=row.id,
                door_id=door_id,
                pass_number=row.pass_number,
                at=at,
                canvasser_id=entry.canvasser_id,
                outcome=entry.outcome,
                leaflet=bool(entry.leaflet),
                note=note or "",
                source=entry.source,
            )
        )
    else:
        at = visit.at if entry.at is None else _when(unit, row, campaign, entry)
        visit = replace_visit(
            unit,
            visit,
            at=at,
            outcome=entry.outcome,
            leaflet=visit.leaflet if entry.leaflet is None else entry.leaflet,
            note=visit.note if note is None else note,
        )
    _keep_peace(unit, door_id)
    return visit.id


def void(unit: Unit, list_id: uuid.UUID, position: int, *, cursor: int | None = None) -> None:
    """Take back what was entered for a line: its visit stays in the file, marked, and is never counted.

    Raises:
        ListUnknown, LineUnknown, VisitNeeded: nothing was entered there.
    """
    row = list_row(unit.session, list_id)
    doors = _doors(unit.session, row.id)
    if position not in doors:
        raise LineUnknown(number=row.list_number, line=position, count=len(doors))
    visit = standing(unit.session, row.id, doors[position])
    if visit is None:
        raise VisitNeeded(line=position)
    name_list(unit, "visit.void", row, line=position)
    unit.change(visit, voided_at=unit.now)
    _keep_peace(unit, doors[position])
    unit.change(row, state="returned" if row.state == "entered" else row.state, cursor=cursor or position)


def standing(session: Session, list_id: uuid.UUID, door_id: uuid.UUID) -> Visit | None:
    """The visit that counts for a door of a list, if there is one."""
    statement = select(Visit).where(Visit.list_id == list_id, Visit.door_id == door_id, Visit.voided_at.is_(None))
    return session.scalars(statement.order_by(Visit.id.desc())).first()


def _doors(session: Session, list_id: uuid.UUID) -> dict[int, uuid.UUID]:
    statement = select(ListDoor.position, ListDoor.door_id).where(ListDoor.list_id == list_id)
    return dict(session.execute(statement).all())


def _when(unit: Unit, row: WalkList, campaign: FieldCampaign, entry: DoorEntry) -> datetime:
    """The moment of a visit, which lies neither ahead nor outside the campaign."""
    at = entry.at or (row.started_at if entry.source == "paper" else None) or unit.now
    if at > unit.now:
        raise VisitAhead
    day = local_day(at, committee_row(unit.session, row.committee_id).zone)
    if not campaign_covers(campaign, day):
        raise VisitOutside(name=campaign.name)
    return at


def _may_start(unit: Unit, row: WalkList) -> None:
    """Live at the first door of a list, a round starts: not with a list that has expired, not in the silence."""
    if local_day(unit.now, committee_row(unit.session, row.committee_id).zone) > row.expires_on:
        raise ListExpired(number=row.list_number, day=f"{row.expires_on:%d/%m/%Y}")
    silence.check(unit.session, row.committee_id, unit.now)


def _keep_peace(unit: Unit, door_id: uuid.UUID) -> None:
    """A door asks for peace, for good, as long as a visit that says so stands: a slip corrected lifts it again."""
    asked = select(Visit.id).where(
        Visit.door_id == door_id, Visit.voided_at.is_(None), Visit.outcome == "do_not_contact"
    )
    door = unit.session.get_one(Door, door_id)
    unit.change(door, do_not_contact=unit.session.scalars(asked).first() is not None)


def _move_on(unit: Unit, row: WalkList, last: DoorEntry, lines: int) -> None:
    """The list remembers where entry stands; typed from paper, it is back; with its last line, it is entered."""
    done = unit.session.scalar(
        select(func.count(func.distinct(Visit.door_id))).where(Visit.list_id == row.id, Visit.voided_at.is_(None))
    )
    state, returned, started = row.state, row.returned_at, row.started_at
    if last.source == "paper" and state in ("issued", "out"):
        state, returned = "returned", returned or unit.now
    elif last.source == "live" and state == "issued":
        state, started = "out", started or unit.now
    if done == lines and state in ("out", "returned", "closed"):
        state = "entered"
    elif state == "closed":
        state = "returned"
    cursor = last.cursor or min(last.position + 1, lines)
    unit.change(row, state=state, returned_at=returned, started_at=started, cursor=cursor)
