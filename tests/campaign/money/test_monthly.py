"""Collections, and gifts that come back every month: judged by what they lead to, entered once when they fall due."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from campaign.errors.money import (
    CollectionPlaceNeeded,
    DayImpossible,
    GiftReasonNeeded,
    GiftRefused,
    NoReceipt,
    StepNotOpen,
    TwoPeopleNeeded,
)
from campaign.errors.money_monthly import MonthDayImpossible, RecurringStopped, RecurringUnknown
from campaign.money import gifts, recurring
from campaign.money.accounts import AccountForm, save_account
from campaign.money.collecting import CollectionForm, check_collection, collect, list_collections
from campaign.money.listing import gift_line, list_gifts
from campaign.money.recurring import RecurringForm
from campaign.views.money import GiftQuery

YES = {"declares_mandatary": True}


def form(till: Any, donor: uuid.UUID, cents: int = 10_000, **changes: Any) -> RecurringForm:
    usual: dict[str, Any] = {"method": "debit", "starts_on": date(2027, 2, 1), "month_day": 5}
    return RecurringForm(till.committee, till.account, donor, amount_cents=cents, **usual | changes)


@pytest.fixture
def party(till: Any) -> Any:
    till.account = till.open("The Party", "party")
    return till


def view(till: Any, key: uuid.UUID) -> Any:
    return till.see(recurring.recurring_view, key, till.hands.clock())


def test_a_collection_keeps_place_way_and_two_people_and_has_no_donor(till: Any) -> None:
    ana, eve = till.hands.join(till.committee, "Ana Diaz"), till.hands.join(till.committee, "Eve Roy")
    told = CollectionForm(till.committee, till.account, 16_000, "Salle des fêtes", "Urne", ana, eve)
    with pytest.raises(TwoPeopleNeeded):
        till.do(collect, CollectionForm(till.committee, till.account, 100, "Salle", "Urne", ana, ana))
    for place, way in (("", "Urne"), ("Salle", " ")):
        with pytest.raises(CollectionPlaceNeeded):
            till.do(collect, CollectionForm(till.committee, till.account, 100, place, way, ana, eve))
    assert not till.see(check_collection, told, date(2027, 2, 3)).blocked  # 150 euros are a limit on one person
    box = till.do(collect, told)
    (found,) = till.see(list_collections, till.committee)
    assert (found.gift.id, found.place, found.way, found.first, found.second) == (
        box, "Salle des fêtes", "Urne", "Ana Diaz", "Eve Roy",
    )  # fmt: skip
    assert till.see(list_collections, account_id=till.account) == [found]
    assert till.see(list_collections, till.hands.create("Autre", "Bron")) == []
    till.do(gifts.hand_over, [box], ana)
    till.do(gifts.receive, [box], **YES)
    with pytest.raises(NoReceipt):
        till.do(gifts.record_receipt, box, "27-1")


def test_instalments_that_are_due_are_entered_once_and_confirmed_by_the_mandataire(party: Any) -> None:
    key = party.do(recurring.plan_recurring, form(party, party.donor()))
    assert (view(party, key).due, view(party, key).next_on) == ((), date(2027, 2, 5))
    assert party.do(recurring.enter_due).donation_ids == ()
    party.hands.clock.to(2027, 4, 5, 0)  # 5 April has begun in Paris
    assert view(party, key).due == (date(2027, 2, 5), date(2027, 3, 5), date(2027, 4, 5))
    with pytest.raises(DayImpossible):
        party.do(recurring.enter_due, until=date(2027, 4, 6))
    first = party.do(recurring.enter_due, until=date(2027, 3, 31))
    assert (len(first.donation_ids), first.total_cents, first.held) == (2, 20_000, ())
    lines = [party.see(gift_line, gift) for gift in first.donation_ids]
    assert [(x.promised_on, x.state, x.method) for x in lines] == [
        (date(2027, 2, 5), "promised", "debit"), (date(2027, 3, 5), "promised", "debit"),
    ]  # fmt: skip
    party.do(gifts.receive, first.donation_ids, **YES)
    party.do(gifts.bounce, first.donation_ids[0], **YES)
    (last,) = party.do(recurring.enter_due, [key]).donation_ids
    party.do(gifts.drop, last)
    assert party.do(recurring.enter_due).donation_ids == ()  # nothing twice, whatever became of it
    assert (view(party, key).entered, view(party, key).due) == (3, ())
    party.undo()
    party.undo()
    assert view(party, key).due == (date(2027, 4, 5),)


def test_the_projected_year_is_told_and_a_plan_that_would_pass_the_cap_is_refused(party: Any) -> None:
    donor = party.donor()
    party.promise(donor, 100_000, "transfer")
    with pytest.raises(GiftRefused):  # 1,000 and eleven times 600: 7,600
        party.do(recurring.plan_recurring, form(party, donor, 60_000))
    ends = form(party, donor, 30_000, ends_on=date(2027, 12, 31))
    (projected,) = party.see(recurring.project_form, ends)
    assert (projected.year, projected.seen_cents, projected.projected_cents, projected.cap_cents) == (
        2027, 100_000, 430_000, 750_000,
    )  # fmt: skip
    key = party.do(recurring.plan_recurring, form(party, donor, 30_000))
    years = {p.year: (p.seen_cents, p.projected_cents) for p in view(party, key).projections}
    assert years == {2027: (100_000, 430_000), 2028: (0, 360_000)}
    with pytest.raises(GiftRefused):  # two plans, each below the cap, pass it together
        party.do(recurring.plan_recurring, form(party, donor, 30_000))
    with pytest.raises(GiftReasonNeeded):  # and so would a gift beside the plan, once its instalments come
        party.promise(donor, 320_001, "transfer")
    party.promise(donor, 320_000, "transfer")


def test_an_instalment_that_the_law_is_against_is_held_back_and_told(party: Any) -> None:
    donor = party.donor()
    key = party.do(recurring.plan_recurring, form(party, donor, 30_000))
    party.promise(donor, 570_000, "transfer", reason="the plan will be stopped")
    party.hands.clock.to(2027, 5, 5, 10)
    found = party.do(recurring.enter_due)
    assert [(h.day, h.found.rule_id, h.found.weight) for h in found.held] == [
        (day, "don.party.cap", "warn") for day in (date(2027, m, 5) for m in (2, 3, 4, 5))
    ]  # fmt: skip
    assert found.donation_ids == ()
    found = party.do(recurring.enter_due, reason="agreed with the donor")
    assert (len(found.donation_ids), found.held) == (4, ())
    party.promise(donor, 60_000, "transfer", reason="agreed")
    party.hands.clock.to(2027, 6, 5, 10)
    found = party.do(recurring.enter_due, reason="agreed")
    assert [(h.found.weight, h.recurring_id) for h in found.held] == [("block", key)]


def test_a_monthly_gift_that_is_stopped_has_no_instalment_after_and_a_closed_account_none_either(party: Any) -> None:
    key = party.do(recurring.plan_recurring, form(party, party.donor()))
    party.hands.clock.to(2027, 3, 10, 10)
    party.do(recurring.stop_recurring, key)
    with pytest.raises(RecurringStopped):
        party.do(recurring.stop_recurring, key)
    with pytest.raises(RecurringUnknown):
        party.do(recurring.stop_recurring, uuid.uuid4())
    party.hands.clock.to(2027, 6, 10, 10)
    assert view(party, key).due == (date(2027, 2, 5), date(2027, 3, 5))  # they fell due before it was stopped
    now = party.hands.clock()
    assert party.see(recurring.list_recurring, now) == []
    assert [x.id for x in party.see(recurring.list_recurring, now, stopped=True)] == [key]
    other = party.do(
        recurring.plan_recurring, form(party, party.donor("Eve Roy"), starts_on=date(2027, 6, 1), month_day=20)
    )
    account = AccountForm("party", "The Party", account_id=party.account, closed_on=date(2027, 6, 10))
    party.do(save_account, account)
    party.hands.clock.to(2027, 8, 10, 10)
    assert (view(party, other).due, view(party, other).next_on) == ((), None)


def test_for_an_election_the_cap_is_one_for_all_of_it_and_instalments_end_with_the_account(till: Any) -> None:
    donor = till.donor()
    with pytest.raises(GiftRefused):  # seven instalments from February to the filing on 13 August
        till.do(recurring.plan_recurring, form(till, donor, 65_800))
    key = till.do(recurring.plan_recurring, form(till, donor, 65_700))
    (projected,) = view(till, key).projections
    assert (projected.year, projected.projected_cents, projected.cap_cents) == (None, 459_900, 460_000)
    assert projected.until == date(2027, 8, 13)  # what the figure runs to is what is said of it
    assert till.see(list_gifts, GiftQuery(account_id=till.account)).total == 0  # a plan is no gift


def test_only_what_can_come_back_every_month_is_planned(till: Any) -> None:
    donor = till.donor()
    for day in (29, 31, 0, -1):
        with pytest.raises(MonthDayImpossible):
            till.see(recurring.check_recurring, form(till, donor, month_day=day))
        with pytest.raises(MonthDayImpossible):
            till.do(recurring.plan_recurring, form(till, donor, month_day=day))
    for changes in ({"method": "cheque"}, {"method": "cash"}):
        with pytest.raises(StepNotOpen):
            till.do(recurring.plan_recurring, form(till, donor, **changes))
    with pytest.raises(DayImpossible):
        till.do(recurring.plan_recurring, form(till, donor, ends_on=date(2027, 2, 3)))
