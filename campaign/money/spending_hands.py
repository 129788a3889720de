"""Whose hands a spending request went through, and when: who wrote it does not look at it as the second person."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.periods import local_day
from db.ledger import COMMITTED, EARMARK
from db.tables import LedgerEntry, SpendingEvent, SpendingRequest


def hands_of(session: Session, row: SpendingRequest) -> set[uuid.UUID | None]:
    """Who wrote, corrected or sent a request; None among them: somebody whom this file does not know."""
    wrote = select(SpendingEvent.created_by).where(
        SpendingEvent.request_id == row.id,
        SpendingEvent.role == "",
        SpendingEvent.from_state.in_(("", "draft", "more_info")),
        SpendingEvent.to_state != "refused",
    )
    return {row.asker_id, *session.scalars(wrote)}


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
