"""Collections at meetings and markets: cash that nobody gave by name, counted by two people, without receipts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from campaign.committees.lookup import living
from campaign.errors.money import TwoPeopleNeeded
from campaign.money.accounts import account_row, today_in
from campaign.money.amounts import checked
from campaign.money.checking import allowed, check
from campaign.money.gifts import enter_event, possible_day
from campaign.views.money import Gift
from db.folding import clean, clean_lines
from db.tables import Collection, Donation
from db.unit import Unit


@dataclass(frozen=True, slots=True)
class CollectionForm:
    """What was collected at a meeting or market, without receipts, and the two who counted it."""

    committee_id: uuid.UUID
    account_id: uuid.UUID
    amount_cents: int
    place: str
    way: str
    first_id: uuid.UUID
    second_id: uuid.UUID
    day: date | None = None
    action_id: uuid.UUID | None = None
    reason: str = ""


def collect(unit: Unit, form: CollectionForm) -> uuid.UUID:
    """Note a collection of cash: its date, place, way, and the two people who counted it. One action.

    Raises:
        TwoPeopleNeeded; as `promise`.
    """
    session = unit.session
    account = account_row(session, form.account_id, living=True)
    committee = living(session, form.committee_id)
    today = today_in(account, unit.now)
    day = possible_day(form.day or today, today)
    if form.first_id == form.second_id:
        raise TwoPeopleNeeded
    gift = Gift(checked(form.amount_cents), day, "cash", "collection", people=2)
    verdict = allowed(check(session, account, gift, None), form.reason)
    unit.name("collection.note", committee_id=committee.id)
    row = unit.add(
        Donation(
            committee_id=committee.id,
            account_id=account.id,
            kind="collection",
            method="cash",
            amount_cents=form.amount_cents,
            promised_on=day,
            warnings=list(verdict.to_record),
            reason=clean_lines(form.reason)[:2000],
        )
    )
    unit.add(
        Collection(
            committee_id=committee.id,
            donation_id=row.id,
            action_id=form.action_id,
            day=day,
            place=clean(form.place)[:200],
            way=clean(form.way)[:200],
            first_id=form.first_id,
            second_id=form.second_id,
            counted_by=2,
        )
    )
    enter_event(unit, row, day, "", "promised")
    return row.id
