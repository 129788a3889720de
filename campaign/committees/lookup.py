"""Small look-ups that the other committee modules share."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.errors import CommitteeAmbiguous, CommitteeEnded, CommitteeUnknown, NotAMember
from campaign.people import full_name
from campaign.periods import local_day
from campaign.search import has_words
from db.folding import clean, fold
from db.tables import Committee, CommitteePlace, Membership, MembershipEvent, Person
from db.unit import Unit

COMMITTEE_NAME_LIMIT = 120


def committee_row(session: Session, committee_id: uuid.UUID) -> Committee:
    """The row of a committee.

    Raises:
        CommitteeUnknown: no such id.
    """
    row = session.get(Committee, committee_id)
    if row is None:
        raise CommitteeUnknown(name=str(committee_id))
    return row


def today_of(session: Session, committee_id: uuid.UUID | None, now: datetime) -> date:
    """The day it is for a committee, on its own clock; of the committee that the file opens on where none is named."""
    from campaign.settings import home_committee

    committee_id = committee_id or home_committee(session)
    row = session.get(Committee, committee_id) if committee_id else None
    return local_day(now, row.zone) if row is not None else now.astimezone().date()


def living(session: Session, committee_id: uuid.UUID) -> Committee:
    """The row of a committee that has not ended.

    Raises:
        CommitteeUnknown, CommitteeEnded.
    """
    row = committee_row(session, committee_id)
    if row.state != "active":
        raise CommitteeEnded(name=row.name)
    return row


def find_committee(session: Session, text: str) -> Committee:
    """The one committee that an id or a name means.

    Raises:
        CommitteeUnknown, CommitteeAmbiguous (with the choices and their ids).
    """
    try:
        return committee_row(session, uuid.UUID(text.strip()))
    except ValueError:
        pass
    name = clean(text)
    if len(name) > COMMITTEE_NAME_LIMIT:
        raise CommitteeUnknown(name=name[:60])
    key = fold(name)
    found = list(session.scalars(select(Committee).where(Committee.sort_key == (key or name))))
    if not found and key:
        found = list(session.scalars(select(Committee).where(*has_words(Committee.search_key, name)).limit(12)))
    # A closed namesake does not stand in the way of the one that lives.
    found = [c for c in found if c.state == "active"] or found
    if not found:
        raise CommitteeUnknown(name=name[:60])
    if len(found) > 1:
        choices = ", ".join(f"{c.name} ({c.id})" for c in found[:8])
        raise CommitteeAmbiguous(name=name[:60], count=len(found), choices=choices)
    return found[0]


def places_of(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[CommitteePlace]]:
    """The communes of several committees, in their order."""
    found: dict[uuid.UUID, list[CommitteePlace]] = {}
    statement = select(CommitteePlace).where(CommitteePlace.committee_id.in_(ids)).order_by(CommitteePlace.position)
    for row in session.scalars(statement):
        found.setdefault(row.committee_id, []).append(row)
    return found


def membership_row(session: Session, committee_id: uuid.UUID, person_id: uuid.UUID) -> Membership:
    """The present membership of a person.

    Raises:
        NotAMember: never was, or has left.
    """
    row = was_member(session, committee_id, person_id)
    if row.level == 0:
        raise NotAMember(name=name_of(session, person_id))
    return row


def was_member(session: Session, committee_id: uuid.UUID, person_id: uuid.UUID) -> Membership:
    """The membership of a person who is, or once was, in a committee.

    Raises:
        NotAMember: never was.
    """
    statement = select(Membership).where(Membership.committee_id == committee_id, Membership.person_id == person_id)
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotAMember(name=name_of(session, person_id))
    return row


def name_of(session: Session, person_id: uuid.UUID) -> str:
    """A person's name, for a sentence; the id if nobody has it."""
    person = session.get(Person, person_id)
    return full_name(person) if person else str(person_id)


def join(unit: Unit, committee_id: uuid.UUID, person_id: uuid.UUID, level: int, *, kind: str = "joined") -> Membership:
    """Put a person into a committee at a level, with its event, inside the caller's action."""
    statement = select(Membership).where(Membership.committee_id == committee_id, Membership.person_id == person_id)
    row = unit.session.scalars(statement).one_or_none()
    if row is None:
        row = unit.add(
            Membership(
                committee_id=committee_id,
                person_id=person_id,
                level=level,
                finance=False,
                share_identity=False,
                joined_at=unit.now,
            )
        )
    else:
        unit.change(row, level=level, joined_at=unit.now, left_at=None, finance=False, share_identity=False)
    note(unit, committee_id, person_id, kind, level)
    return row


def leave(unit: Unit, row: Membership, *, kind: str) -> None:
    """End a membership, and the privilege and consent that go with it, with its event, inside the caller's action."""
    unit.change(row, level=0, finance=False, share_identity=False, left_at=unit.now)
    note(unit, row.committee_id, row.person_id, kind, 0)


def note(unit: Unit, committee_id: uuid.UUID, person_id: uuid.UUID, kind: str, level: int) -> None:
    """Write the event from which the members of any past day are derived.

    Events are read in order of time: one that a clock set back would put before what it follows comes right after it.
    """
    last = unit.session.scalar(select(func.max(MembershipEvent.at)).where(MembershipEvent.person_id == person_id))
    at = unit.now if last is None or last < unit.now else last + timedelta(microseconds=1)
    unit.add(MembershipEvent(committee_id=committee_id, person_id=person_id, at=at, kind=kind, level_after=level))
