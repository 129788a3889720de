"""The register of requests: what someone asked, when the answer is due, and whether it was given."""

from __future__ import annotations

import calendar
import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors import KindUnknown, NameTooLong, RequestUnknown
from campaign.people.directory import full_name
from campaign.people.held import person_row
from campaign.periods import local_day
from campaign.views.rights import REQUEST_WORDS, RequestLine
from db.folding import clean_lines
from db.tables import Person, RightsRequest
from db.unit import Unit

NOTE_LIMIT = 1000
ZONE = "Europe/Paris"  # requests belong to the file, not to a committee with a zone of its own


def one_month_after(day: date) -> date:
    """The day on which an answer is due (GDPR, article 12.3): the same day of the next month, or its last."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def receive_request(unit: Unit, person_id: uuid.UUID | None, kind: str, received_on: date, note: str = "") -> uuid.UUID:
    """Write a request into the register; ``person_id`` None when who asks is not known here. Return its id.

    Raises:
        PersonUnknown, KindUnknown, NameTooLong.
    """
    if kind not in REQUEST_WORDS:
        raise KindUnknown(kind=kind[:40], choices=", ".join(REQUEST_WORDS))
    note = clean_lines(note)
    if len(note) > NOTE_LIMIT:
        raise NameTooLong(length=len(note), limit=NOTE_LIMIT)
    person = person_row(unit.session, person_id) if person_id else None
    unit.name("request.receive", name=full_name(person) if person else "–")
    row = RightsRequest(
        person_id=person_id, kind=kind, received_on=received_on, due_on=one_month_after(received_on), note=note
    )
    return unit.add(row).id


def answer_request(unit: Unit, request_id: uuid.UUID, answered_on: date | None) -> None:
    """Note when a request was answered; None takes the answer back.

    Raises:
        RequestUnknown.
    """
    row = unit.session.get(RightsRequest, request_id)
    if row is None:
        raise RequestUnknown
    unit.name("request.answer")
    unit.change(row, answered_on=answered_on)


def answer_open(unit: Unit, person_id: uuid.UUID, kinds: Sequence[str]) -> int:
    """What was asked has just been done: answer it, inside the caller's action. Return how many requests."""
    statement = select(RightsRequest).where(
        RightsRequest.person_id == person_id, RightsRequest.kind.in_(kinds), RightsRequest.answered_on.is_(None)
    )
    rows = unit.session.scalars(statement).all()
    for row in rows:
        unit.change(row, answered_on=local_day(unit.now, ZONE))
    return len(rows)


def list_requests(session: Session, today: date, *, person_id: uuid.UUID | None = None) -> list[RequestLine]:
    """The register: those that wait first, the latest due at the top, then those answered, newest first."""
    statement = select(RightsRequest, Person).outerjoin(Person, Person.id == RightsRequest.person_id)
    if person_id is not None:
        statement = statement.where(RightsRequest.person_id == person_id)
    lines = [
        RequestLine(
            row.id,
            row.person_id,
            full_name(person) if person and person.erased_at is None else "",
            row.kind,
            row.received_on,
            row.due_on,
            row.answered_on,
            row.note,
            (row.due_on - today).days,
        )
        for row, person in session.execute(statement)
    ]
    waiting = sorted((line for line in lines if line.answered_on is None), key=lambda line: (line.due_on, line.id))
    answered = [line for line in lines if line.answered_on is not None]
    return [*waiting, *sorted(answered, key=lambda line: (line.received_on, line.id), reverse=True)]


def requests_due(session: Session, today: date) -> list[RequestLine]:
    """The requests that wait for an answer, late ones first: for a nudge on Home."""
    return [line for line in list_requests(session, today) if line.answered_on is None]
