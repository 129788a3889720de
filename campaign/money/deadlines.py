"""What the law wants done by a day, for each account that is open: its calendar, and what of it is still to be done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.money.facts import account_start, filing_day, rounds_of, today_in
from campaign.money.guard import months_rule
from campaign.money.rules import RuleBook, rule_book
from campaign.views.money import Deadline
from campaign.views.money_guard import MoneyRule
from db.tables import CampaignAccount, Donation, Election

SOON = 30  # days before a deadline on which Home begins to tell of it
PARTY = ("party.receipts_by", "party.stubs_by", "party.list_by")


def deadlines(session: Session, now: datetime, *, within: int | None = None) -> list[Deadline]:
    """The calendar of each open account, the soonest first: opening, period, filing; a party's year.

    ``left`` is how much of it is still to be done: gifts without their official receipt, donors to list; 0 where
    nothing is. A day that is past stays for what only the closing of the account ends. ``within``: only what is due
    in so many days at the most, so that nothing is counted for the rest.
    """
    book, found = rule_book(session), []
    for account in session.scalars(select(CampaignAccount).where(CampaignAccount.closed_on.is_(None))):
        today = today_in(account, now)
        lines = (
            _candidate(session, account, book, today)
            if account.election_id
            else _party(session, account, book, today, within)
        )
        found += [
            Deadline(rule.id, rule.about, day, (day - today).days, rule.authority, account.id, account.label, left)
            for rule, day, left in lines
            if within is None or (day - today).days <= within
        ]
    return sorted(found, key=lambda line: (line.day, line.rule_id, line.account))


def to_do(session: Session, now: datetime, *, within: int = SOON) -> list[Deadline]:
    """What is due within so many days, or late, and not done yet: for the things to do on Home."""
    return [line for line in deadlines(session, now, within=within) if line.left]


Line = tuple[MoneyRule, date, int]


def _candidate(session: Session, account: CampaignAccount, book: RuleBook, today: date) -> list[Line]:
    election = session.get_one(Election, account.election_id)
    rounds = rounds_of(session, election.id)
    first_round = rounds[0].day if rounds else None
    found: list[Line] = []
    start = account_start(election, first_round, book)
    if start is not None:
        opening, months = book.on("account.opening", start), book.on(months_rule(election.kind), start)
        if opening is not None and account.opened_on is None:
            found.append((opening, start, 1))
        if months is not None and start > today:
            found.append((months, start, 1))
    filing = book.on("account.filing", first_round) if first_round else None
    if first_round is not None and filing is not None and filing.value is not None:
        found.append((filing, election.account_until or filing_day(first_round, filing.value), 1))
    return found


def _party(session: Session, account: CampaignAccount, book: RuleBook, today: date, within: int | None) -> list[Line]:
    """The three days of a party's year; each is about the gifts of the calendar year before it."""
    found: list[Line] = []
    for name in PARTY:
        rule = book.on(name, today)
        if rule is None or rule.value is None:
            continue
        day = date(today.year, rule.value // 100, rule.value % 100)
        if day < today:
            # Receipts that were not asked for in time are still to be asked for; nobody here knows of the others.
            late = _left(session, account, name, day.year - 1) if name == "party.receipts_by" else 0
            if late:
                found.append((rule, day, late))
                continue
            day = day.replace(year=today.year + 1)
        if within is None or (day - today).days <= within:
            found.append((rule, day, _left(session, account, name, day.year - 1)))
    return found


def _left(session: Session, account: CampaignAccount, name: str, year: int) -> int:
    """Gifts of a year that still want their receipt, or that are to be listed."""
    which: list[Any] = [
        Donation.account_id == account.id,
        Donation.state.in_(("received", "deposited")),
        Donation.received_on.between(date(year, 1, 1), date(year, 12, 31)),
        Donation.kind != "collection",
    ]
    if name != "party.list_by":
        which.append(Donation.method != "in_kind")  # no receipt for it (R39-1)
    if name == "party.receipts_by":
        which.append(Donation.official_receipt == "")
    return session.scalar(select(func.count()).select_from(Donation).where(*which)) or 0
