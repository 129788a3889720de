"""Gifts that come back every month: judged by what they will add up to, planned, and stopped."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors.money import DayImpossible, GiftRefused, GiftUnknown, StepNotOpen
from campaign.money.accounts import account_row, facts_of
from campaign.money.amounts import checked
from campaign.money.donors import donor_facts, donor_row, entries_of, seen_gifts
from campaign.money.guard import months_between, project
from campaign.money.rules import rule_book
from campaign.views.money import METHOD_WORDS, Gift, Verdict
from db.tables import RecurringGift
from db.unit import Unit


@dataclass(frozen=True, slots=True)
class RecurringForm:
    """A gift that comes back every month, from a day to another, or until it is stopped."""

    committee_id: uuid.UUID
    account_id: uuid.UUID
    donor_id: uuid.UUID
    method: str
    amount_cents: int
    starts_on: date
    ends_on: date | None = None
    month_day: int = 1


def check_recurring(session: Session, form: RecurringForm) -> tuple[Verdict, list[date]]:
    """What the guard says of all instalments that are known: to the end, of the account, or of twelve months.

    Raises:
        AccountUnknown, DonorUnknown, DayImpossible: no instalment falls between the days.
    """
    account = account_row(session, form.account_id)
    book = rule_book(session)
    facts = facts_of(session, account, book, cash=False)
    last = min(
        [day for day in (form.ends_on, facts.account_until, date(form.starts_on.year + 1, 12, 31)) if day is not None]
    )
    days = months_between(form.starts_on, last, form.month_day)
    if not days:
        raise DayImpossible(day=form.starts_on.isoformat())
    donor = donor_row(session, form.donor_id)
    seen = seen_gifts(session, entries_of(session, donor.id))
    gift = Gift(form.amount_cents, days[0], form.method)
    return project(gift, days, facts, donor_facts(donor), seen, book=book), days


def plan_recurring(unit: Unit, form: RecurringForm) -> uuid.UUID:
    """Note a monthly gift; refused if the instalments to come would pass a cap. One action.

    Raises:
        GiftRefused, AmountImpossible, StepNotOpen, DayImpossible; as `campaign.money.gifts.promise`.
    """
    account = account_row(unit.session, form.account_id, living=True)
    committee = living(unit.session, form.committee_id)
    if form.method not in ("transfer", "debit", "card") or not 1 <= form.month_day <= 28:
        raise StepNotOpen(state_word="", method_word=METHOD_WORDS.get(form.method, form.method[:20]))
    checked(form.amount_cents)
    verdict, _ = check_recurring(unit.session, form)
    if verdict.blocked:
        raise GiftRefused(found=verdict.found[0])
    unit.name("recurring.plan", committee_id=committee.id)
    return unit.add(
        RecurringGift(
            committee_id=committee.id, account_id=account.id, donor_id=form.donor_id, method=form.method,
            amount_cents=form.amount_cents, month_day=form.month_day, starts_on=form.starts_on, ends_on=form.ends_on,
        )
    ).id  # fmt: skip


def stop_recurring(unit: Unit, recurring_id: uuid.UUID) -> None:
    """Stop a monthly gift. One action.

    Raises:
        GiftUnknown.
    """
    row = unit.session.get(RecurringGift, recurring_id)
    if row is None:
        raise GiftUnknown(name=str(recurring_id))
    unit.name("recurring.stop", committee_id=row.committee_id)
    unit.change(row, stopped_at=unit.now)
