"""What an account and each committee's earmark hold: derived from the ledger, never kept."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from campaign.views.money_spending import EarmarkView
from campaign.views.money_totals import AccountBalance
from db.ledger import BANK, COMMITTED, EARMARK, EXPENSES, GIFTS, IN_KIND, TO_DEPOSIT
from db.tables import Committee, LedgerEntry


def net(session: Session, account_id: uuid.UUID, committee_id: uuid.UUID | None = None) -> dict[str, int]:
    """Debits less credits of each book, in cents; of one committee's entries if one is given."""
    which = [LedgerEntry.account_id == account_id]
    if committee_id is not None:
        which.append(LedgerEntry.for_committee_id == committee_id)
    legs = union_all(
        select(LedgerEntry.debit.label("book"), LedgerEntry.amount_cents.label("cents")).where(*which),
        select(LedgerEntry.credit, -LedgerEntry.amount_cents).where(*which),
    ).subquery()
    rows = session.execute(select(legs.c.book, func.sum(legs.c.cents)).group_by(legs.c.book))
    return {book: int(cents) for book, cents in rows}


def balance_of(session: Session, account_id: uuid.UUID) -> AccountBalance:
    """What the account holds, in cents."""
    books = net(session, account_id)
    return AccountBalance(
        bank_cents=books.get(BANK, 0),
        to_deposit_cents=books.get(TO_DEPOSIT, 0),
        earmarked_cents=-books.get(EARMARK, 0),
        committed_cents=-books.get(COMMITTED, 0),
        gifts_cents=-books.get(GIFTS, 0),
        in_kind_cents=-books.get(IN_KIND, 0),
        spent_cents=books.get(EXPENSES, 0),
    )


def earmark_of(session: Session, account_id: uuid.UUID, committee_id: uuid.UUID) -> EarmarkView:
    """What one committee may still ask for."""
    books = net(session, account_id, committee_id)
    committee = session.get_one(Committee, committee_id)
    return EarmarkView(
        committee_id, committee.name, -books.get(EARMARK, 0), -books.get(COMMITTED, 0), books.get(EXPENSES, 0)
    )


def earmarks_of(session: Session, account_id: uuid.UUID) -> list[EarmarkView]:
    """Every committee that has, or had, an earmark."""
    ids = session.scalars(
        select(Committee.id)
        .where(
            Committee.id.in_(
                select(LedgerEntry.for_committee_id).where(
                    LedgerEntry.account_id == account_id, LedgerEntry.source_table != "donation"
                )
            )
        )
        .order_by(Committee.sort_key)
    ).all()
    return [earmark_of(session, account_id, one) for one in ids]
