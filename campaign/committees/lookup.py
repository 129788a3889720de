"""Small look-ups that the other committee modules share."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors import CommitteeAmbiguous, CommitteeEnded, CommitteeUnknown, NotAMember
from campaign.people import full_name
from db.folding import clean, fold, words
from db.tables import Committee, CommitteePlace, Membership, MembershipEvent, Person
from db.unit import Unit


def committee_row(session: Session, committee_id: uuid.UUID) -> Committee:
    """The row of a committee.

    Raises:
        CommitteeUnknown: no such id.
    """
    row = session.get(Committee, committee_id)
    if row is None:
        raise CommitteeUnknown(name=str(committee_id))
    return row


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
    key = fold(text)
    exact = list(session.scalars(select(Committee).where(Committee.search_key == key))) if key else []
    # A closed namesake does not stand in the way of the one that lives.
    found = [c for c in exact if c.state == "active"] or exact
    if not found and key:
        wanted = [Committee.search_key.like(f"%{word}%") for word in words(text)]
        found = list(session.scalars(select(Committee).where(*wanted).limit(12)))
    if not found:
        by_name = select(Committee).where(Committee.name == clean(text))
        found = list(session.scalars(by_name))
    if not found:
        raise CommitteeUnknown(name=clean(text)[:60])
    if len(found) > 1:
        choices = ", ".join(f"{c.name} ({c.id})" for c in found[:8])
        raise CommitteeAmbiguous(name=clean(text)[:60], count=len(found), choices=choices)
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
    statement = select(Membership).where(Membership.committee_id == committee_id, Membership.person_id == person_id)
    row = session.scalars(statement).one_or_none()
    if row is None or row.level == 0:
        person = session.get(Person, person_id)
        raise NotAMember(name=full_name(person) if person else str(person_id))
    return row


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
    """End a membership, with its event, inside the caller's action."""
    unit.change(row, level=0, finance=False, left_at=unit.now)
    note(unit, row.committee_id, row.person_id, kind, 0)


def note(unit: Unit, committee_id: uuid.UUID, person_id: uuid.UUID, kind: str, level: int) -> None:
    """Write the event from which the members of any past day are derived."""
    unit.add(
        MembershipEvent(committee_id=committee_id, person_id=person_id, at=unit.now, kind=kind, level_after=level)
    )
