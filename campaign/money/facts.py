"""What the guard asks of an account: its period, its ceiling, its cash; and which day it is where the account is."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.money.guard import months_rule
from campaign.money.rules import RuleBook
from campaign.periods import local_day
from campaign.views.money_guard import AccountFacts
from db.tables import CampaignAccount, Donation, Election, ElectionRound

STANDING = ("promised", "handed_over", "received", "deposited")  # gifts that count towards a cap


def account_start(row: Election, first_round: date | None, book: RuleBook) -> date | None:
    """The first day on which funds may be collected: as entered, else by the rule; None: not known.

    So many months before the first day of the month of the election (L52-4).
    """
    if row.account_from is not None or first_round is None:
        return row.account_from
    months = book.value(months_rule(row.kind), first_round)
    if months is None:
        return None
    year, month = divmod(first_round.year * 12 + first_round.month - 1 - months, 12)
    return date(year, month + 1, 1)


def facts_of(
    session: Session, account: CampaignAccount, book: RuleBook, *, without: uuid.UUID | None = None, cash: bool = True
) -> AccountFacts:
    """What the guard asks of an account; ``without``: a gift that is not to be counted in its cash.

    The ceiling is that of both rounds where it is known, else that of the first round. ``cash``: whether what was
    gathered in cash is needed; it is for gifts in cash only.
    """
    election = session.get(Election, account.election_id) if account.election_id else None
    if election is None:
        return AccountFacts(cast(Any, account.kind))
    rounds = rounds_of(session, election.id)
    weeks = book.value("account.filing", rounds[0].day) if rounds else None
    return AccountFacts(
        kind=cast(Any, account.kind),
        country=election.country,
        election_id=election.id,
        election_kind=election.kind,
        population=election.population,
        ceiling_cents=election.ceiling_cents or election.ceiling_first_cents,
        account_from=account_start(election, rounds[0].day if rounds else None, book),
        account_until=election.account_until or account.closed_on,
        filing_by=filing_day(rounds[0].day, weeks) if weeks else None,
        cash_cents=_cash(session, account.id, without) if cash else 0,
    )


def collects_until(session: Session, account: CampaignAccount, book: RuleBook) -> date | None:
    """The last day on which funds may be collected as far as it is known: closed, filed, or the day to file by."""
    election = session.get(Election, account.election_id) if account.election_id else None
    if election is None or account.closed_on or election.account_until:
        return account.closed_on or (election.account_until if election else None)
    rounds = rounds_of(session, election.id)
    weeks = book.value("account.filing", rounds[0].day) if rounds else None
    return filing_day(rounds[0].day, weeks) if weeks else None


def _cash(session: Session, account_id: uuid.UUID, without: uuid.UUID | None) -> int:
    """What stands in cash in an account, promises included, in cents."""
    total = select(func.coalesce(func.sum(Donation.amount_cents), 0)).where(
        Donation.account_id == account_id, Donation.method == "cash", Donation.state.in_(STANDING)
    )
    found = session.scalar(total) or 0
    row = session.get(Donation, without) if without else None
    counted = row is not None and row.method == "cash" and row.state in STANDING and row.account_id == account_id
    return found - (row.amount_cents if row is not None and counted else 0)


def today_in(account: CampaignAccount, now: datetime) -> date:
    """The day it is where the account is: its years begin and end there."""
    return local_day(now, account.zone)


def filing_day(first_round: date, weeks: int) -> date:
    """The tenth Friday after the first round (L52-12), for ``weeks`` = 10."""
    until_friday = (4 - first_round.weekday() - 1) % 7 + 1
    return first_round + timedelta(days=until_friday + 7 * (weeks - 1))


def rounds_of(session: Session, election_id: uuid.UUID) -> list[ElectionRound]:
    """The polls of an election, the first one first."""
    statement = select(ElectionRound).where(ElectionRound.election_id == election_id)
    return list(session.scalars(statement.order_by(ElectionRound.round, ElectionRound.day, ElectionRound.territory)))
