"""Whose hands a spending request went through, on which laptop, and when: who may take which step.

Who wrote it does not look at it as the second person; what was written on one laptop is corrected there, and what the
mandataire decides on another is not decided here.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.errors.money_exchange import DecidedElsewhere, RequestElsewhere
from campaign.money.donors import identity_key
from campaign.periods import local_day
from db.ledger import COMMITTED, EARMARK
from db.tables import LedgerEntry, MoneyFile, Person, SpendingEvent, SpendingRequest

MANDATARYS: Final = ("mandatary_review", "approved", "committed")  # from here on, only the mandataire moves it


def hands_of(session: Session, row: SpendingRequest) -> set[uuid.UUID | None]:
    """Who wrote, corrected or sent a request; None among them: somebody whom this file does not know."""
    wrote = select(SpendingEvent.created_by).where(
        SpendingEvent.request_id == row.id,
        SpendingEvent.role == "",
        SpendingEvent.from_state.in_(("", "draft", "more_info")),
        SpendingEvent.to_state != "refused",
    )
    here = {row.asker_id, *session.scalars(wrote.where(SpendingEvent.told_by.is_(None)))}
    elsewhere = session.scalar(wrote.where(SpendingEvent.told_by.is_not(None)).limit(1))
    return here if elsewhere is None else {*here, None}


def came_from_elsewhere(session: Session, row: SpendingRequest) -> bool:
    """Whether a request was written on the other laptop, and came in a file."""
    first = select(SpendingEvent.id).where(SpendingEvent.request_id == row.id, SpendingEvent.from_state == "")
    return session.scalar(first.where(SpendingEvent.told_by.is_not(None)).limit(1)) is not None


def decided_elsewhere(session: Session, account_id: uuid.UUID, committee_id: uuid.UUID) -> bool:
    """Whether the mandataire of an account told this committee, by a file, what became of its gifts and requests."""
    told = select(MoneyFile.id).where(
        MoneyFile.account_id == account_id, MoneyFile.committee_id == committee_id, MoneyFile.kind == "states"
    )
    return session.scalar(told.where(MoneyFile.direction == "in").limit(1)) is not None


def check_laptop(session: Session, row: SpendingRequest, move: str) -> None:
    """Whether a move is this laptop's to make.

    Raises:
        RequestElsewhere: it is written, sent and looked at on the other one; DecidedElsewhere: it is decided there.
    """
    turn = turn_elsewhere(session, row)
    if turn == "decided":
        raise DecidedElsewhere
    if turn == "written" and (row.state, move) != ("more_info", "refuse"):
        raise RequestElsewhere


def turn_elsewhere(session: Session, row: SpendingRequest) -> Literal["written", "decided", ""]:
    """Whether it is the other laptop's turn: what is asked is written there, or decided there."""
    if row.state in MANDATARYS:
        return "decided" if decided_elsewhere(session, row.account_id, row.committee_id) else ""
    if row.state in ("paid", "refused"):
        return ""
    return "written" if came_from_elsewhere(session, row) else ""


def had_part(session: Session, row: SpendingRequest, actor: uuid.UUID | None) -> bool:
    """Whether who acts asked for it or looked at it: by who they are, on another laptop by the name that it tells."""
    if actor is None:
        return False
    if actor in (row.peer_id, row.asker_id):
        return True
    told = select(SpendingEvent.told_by).where(
        SpendingEvent.request_id == row.id, SpendingEvent.told_by != "", SpendingEvent.role.in_(("", "peer"))
    )
    names = {identity_key(name) for name in session.scalars(told) if name}
    person = session.get(Person, actor) if names else None
    return person is not None and identity_key(f"{person.given_name} {person.family_name}") in names


def step_before(session: Session, row: SpendingRequest, zone: str) -> date | None:
    """The day of the step before: of the entry that committed it, else of what was last done with it."""
    if row.state == "committed":
        committed = select(func.max(LedgerEntry.seq)).where(
            LedgerEntry.source_id == row.id, LedgerEntry.credit == COMMITTED, LedgerEntry.debit == EARMARK
        )
        return session.scalar(
            select(LedgerEntry.day).where(
                LedgerEntry.account_id == row.account_id, LedgerEntry.seq == committed.scalar_subquery()
            )
        )
    last = session.scalar(select(func.max(SpendingEvent.at)).where(SpendingEvent.request_id == row.id))
    return local_day(last, zone) if last is not None else None
