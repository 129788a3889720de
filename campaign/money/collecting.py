"""Collections at meetings and markets: cash that nobody gave by name, counted by two people, without receipts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors.money import CollectionPlaceNeeded, TwoPeopleNeeded
from campaign.money.accounts import account_row
from campaign.money.amounts import checked
from campaign.money.checking import allowed, check
from campaign.money.facts import today_in
from campaign.money.gifts import enter_event, possible_day
from campaign.money.listing import gift_line, names_of
from campaign.views.money import CollectionView
from campaign.views.money_guard import Gift, Verdict
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
        TwoPeopleNeeded; CollectionPlaceNeeded: no place or way; as `promise`.
    """
    session = unit.session
    account = account_row(session, form.account_id, living=True)
    committee = living(session, form.committee_id)
    today = today_in(account, unit.now)
    day = possible_day(form.day or today, today)
    if form.first_id == form.second_id:
        raise TwoPeopleNeeded
    place, way = clean(form.place)[:200], clean(form.way)[:200]
    if not (place and way):
        raise CollectionPlaceNeeded
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
            place=place,
            way=way,
            first_id=form.first_id,
            second_id=form.second_id,
            counted_by=2,
        )
    )
    enter_event(unit, row, day, "", "promised")
    return row.id


def check_collection(session: Session, form: CollectionForm, today: date) -> Verdict:
    """What the guard says while a collection is typed.

    Raises:
        AccountUnknown.
    """
    people = 2 if form.first_id != form.second_id else 1
    gift = Gift(form.amount_cents, form.day or today, "cash", "collection", people=people)
    return check(session, account_row(session, form.account_id), gift, None)


def list_collections(
    session: Session, committee_id: uuid.UUID | None = None, *, account_id: uuid.UUID | None = None, limit: int = 200
) -> list[CollectionView]:
    """Collections of a committee, of an account, or all, the latest first: what the CNCCFP wants kept of each."""
    statement = select(Collection).order_by(Collection.day.desc(), Collection.id.desc())
    if committee_id is not None:
        statement = statement.where(Collection.committee_id == committee_id)
    if account_id is not None:
        statement = statement.join(Donation, Donation.id == Collection.donation_id).where(
            Donation.account_id == account_id
        )
    boxes = session.scalars(statement.limit(limit)).all()
    names = names_of(session, {key for box in boxes for key in (box.first_id, box.second_id)})
    return [
        CollectionView(
            gift_line(session, box.donation_id), box.day, box.place, box.way, names.get(box.first_id, ""),
            names.get(box.second_id, ""), box.counted_by, box.action_id,
        )
        for box in boxes
    ]  # fmt: skip
