"""What an account and each committee's earmark hold: derived from the ledger, never kept."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.views.money_spending import EarmarkView
from campaign.views.money_totals import AccountBalance
from db.ledger import BANK, COMMITTED, EARMARK, EXPENSES, FREE, GIFTS, IN_KIND, TO_DEPOSIT
from db.tables import Committee, LedgerEntry

# The books that committees' money stands in; an entry that moves it has both its sides among them.
_SET_APART = (FREE, EARMARK, COMMITTED, EXPENSES, BANK)


def net(session: Session, account_id: uuid.UUID, committee_id: uuid.UUID | None = None) -> dict[str, int]:
    """Debits less credits of each book, in cents; of one committee's entries if one is given."""
    which = [LedgerEntry.account_id == account_id]
    if committee_id is not None:
        # An account holds all entries, and is no way to those of one committee.
        which = [func.coalesce(LedgerEntry.account_id, LedgerEntry.account_id) == account_id]
        which.append(LedgerEntry.for_committee_id == committee_id)
    sides = (LedgerEntry.debit, LedgerEntry.credit)
    found: Counter[str] = Counter()
    for debit, credit, cents in session.execute(
        select(*sides, func.sum(LedgerEntry.amount_cents)).where(*which).group_by(*sides)
    ):
        found[debit] += int(cents)
        found[credit] -= int(cents)
    return dict(found)


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


def lacking(session: Session, account_id: uuid.UUID, committee_id: uuid.UUID, amount_cents: int) -> int:
    """What is missing to commit an amount: beyond what is set apart and free for a committee, in cents; else 0."""
    return max(amount_cents - max(earmark_of(session, account_id, committee_id).free_cents, 0), 0)


def earmarks_of(session: Session, account_id: uuid.UUID) -> list[EarmarkView]:
    """Every committee that has, or had, an earmark, by its name."""
    sides = (LedgerEntry.debit, LedgerEntry.credit)
    sums = session.execute(
        select(LedgerEntry.for_committee_id, *sides, func.sum(LedgerEntry.amount_cents))
        .where(LedgerEntry.account_id == account_id, *(side.in_(_SET_APART) for side in sides))
        .group_by(LedgerEntry.for_committee_id, *sides)
    )
    books: dict[Any, Counter[str]] = {}
    for committee_id, debit, credit, cents in sums:
        own = books.setdefault(committee_id, Counter())
        own[debit] += int(cents)
        own[credit] -= int(cents)
    names = select(Committee.id, Committee.name).order_by(Committee.sort_key, Committee.id)
    return [
        EarmarkView(key, name, -books[key][EARMARK], -books[key][COMMITTED], books[key][EXPENSES])
        for key, name in session.execute(names)
        if key in books
    ]
