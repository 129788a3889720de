"""The money of a demonstration: at every step of its life, lawful, sealed, and invented."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign import settings
from campaign.money.accounts import list_accounts, list_elections
from campaign.money.balances import balance_of, earmarks_of
from campaign.money.donors import caps_passed, donor_facts, donor_row
from campaign.money.facts import facts_of
from campaign.money.guard import judge
from campaign.money.rules import rule_book
from campaign.views.money_guard import Gift
from db.ledger_check import faults
from db.store import Store
from db.tables import (
    CampaignAccount,
    Collection,
    Donation,
    DonationEvent,
    Donor,
    HandOver,
    Person,
    RecurringGift,
    SpendingEvent,
    SpendingRequest,
)
from db.tables.money.gifts import STATES as GIFT_STATES
from db.tables.money.spending import STATES as REQUEST_STATES
from seed import demo
from seed.demo.words import word_list
from tests.conftest import NOW

THURSDAY = date(2027, 3, 4)


@pytest.fixture(scope="module")
def small(demo_file: Path) -> Iterator[Session]:
    """The demonstration that other tests look at, too."""
    store = Store.on_file(demo_file, read_only=True)
    with store.read() as session:
        yield session
    store.close()


def sound(session: Session) -> bool:
    """Whether every seal of the ledger holds."""
    raw = session.connection().connection.driver_connection
    return faults(cast(sqlite3.Connection, raw)) == []


def test_gifts_and_requests_stand_at_every_step_in_two_committees(small: Session) -> None:
    states = Counter(small.scalars(select(Donation.state)))
    assert set(states) == set(GIFT_STATES)
    assert 30 <= sum(states.values()) <= 40
    assert set(small.scalars(select(SpendingRequest.state))) == set(REQUEST_STATES)
    assert set(small.scalars(select(Donation.kind))) == {"gift", "collection"}
    assert set(small.scalars(select(Donation.method))) == {"cheque", "transfer", "debit", "card", "cash", "in_kind"}
    by_committee = Counter(small.scalars(select(Donation.committee_id)))
    assert len(by_committee) == 2
    assert by_committee.most_common(1)[0][0] == settings.home_committee(small)
    assert len(small.scalars(select(HandOver)).all()) == 4
    assert small.scalars(select(Collection.counted_by)).one() == 2
    planned = small.scalars(select(RecurringGift.id)).one()
    assert planned in small.scalars(select(Donation.recurring_id)).all()


def test_each_gift_is_lawful_on_its_day_and_the_ledger_holds(small: Session) -> None:
    (account,) = list_accounts(small)
    assert account.mandatary and account.election is not None and account.election.rounds
    book = rule_book(small)
    facts = facts_of(small, small.get_one(CampaignAccount, account.id), book)
    for row in small.scalars(select(Donation)):
        gift = Gift(row.amount_cents, row.promised_on, row.method, row.kind, "reception", row.payer, row.estimate)
        donor = donor_facts(donor_row(small, row.donor_id)) if row.donor_id else None
        verdict = judge(gift, facts, donor, [], book)
        assert not verdict.blocked and not [one for one in verdict.found if one.weight == "cannot_check"], verdict
    near = [donor for donor in small.scalars(select(Donor.id)) if caps_passed(small, donor)]
    assert near == []
    warned = small.scalars(select(Donation).where(Donation.reason != "")).one()
    assert warned.warnings == ["don.candidate.cap"]
    assert sound(small)
    held = balance_of(small, account.id)
    assert held.bank_cents > 0 and held.to_deposit_cents > 0 and held.unassigned_cents > 0
    assert all(one.free_cents >= 0 for one in earmarks_of(small, account.id))


def test_money_happened_in_order_before_the_base_day_and_by_more_than_one_person(small: Session) -> None:
    for events, which in ((DonationEvent, "donation_id"), (SpendingEvent, "request_id")):
        rows = small.scalars(select(events).order_by(events.at, events.id)).all()
        latest: dict[object, str] = {}
        for row in rows:
            assert row.from_state == latest.get(getattr(row, which), "")
            latest[getattr(row, which)] = row.to_state
            assert row.at.date() < NOW.date()
        assert len({row.created_by for row in rows}) >= 2
    people = set(small.scalars(select(Person.id)))
    assert set(small.scalars(select(DonationEvent.created_by))) <= people


def test_nothing_of_money_names_anybody_or_any_bank(small: Session) -> None:
    donors = small.scalars(select(Donor)).all()
    assert all(donor.invented for donor in donors)
    assert all(one.invented for one in small.scalars(select(CampaignAccount)))
    streets = {street.lower() for turf in word_list("field")["turf"] for street in turf["streets"]}
    for donor in donors:
        number, _, street = donor.address.partition(" ")
        assert number.isdigit() and street in streets
        assert re.fullmatch(r"([a-z0-9.'-]+@example\.org)?", donor.email) and donor.phone == ""
    known = [donor for donor in donors if donor.person_id]
    assert known and len(known) < len(donors)
    assert small.scalar(select(func.count()).where(SpendingRequest.iban != "")) == 0
    assert all("invent" in one.label for one in list_elections(small))


@pytest.mark.long
def test_a_city_has_about_fifty_gifts_and_twelve_requests(tmp_path: Path) -> None:
    path = tmp_path / "city.appui"
    demo.make(path, scale="city", today=THURSDAY)
    store = Store.on_file(path, read_only=True)
    with store.read() as session:
        assert 48 <= (session.scalar(select(func.count()).select_from(Donation)) or 0) <= 58
        assert session.scalar(select(func.count()).select_from(SpendingRequest)) == 12
        assert len(set(session.scalars(select(Donation.committee_id)))) == 3
        assert sound(session)
    store.close()
