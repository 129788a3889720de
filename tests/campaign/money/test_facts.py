"""What the guard is told of an account: its period, its ceiling, its cash."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from campaign.money import gifts
from campaign.money.accounts import AccountForm, ElectionForm, account_row, save_account, save_election
from campaign.money.balances import balance_of
from campaign.money.facts import collects_until, facts_of, filing_day
from campaign.money.rules import rule_book
from campaign.views.money_totals import AccountBalance

FORM = ElectionForm("Test", "legislative", rounds=((1, "", date(2027, 6, 6), "Europe/Paris"),))


def told(till: Any, account: uuid.UUID | None = None, **more: Any) -> Any:
    with till.hands.store.read() as session:
        return facts_of(session, account_row(session, account or till.account), rule_book(session), **more)


def until(till: Any, account: uuid.UUID | None = None) -> date | None:
    with till.hands.store.read() as session:
        return collects_until(session, account_row(session, account or till.account), rule_book(session))


def close(till: Any, on: date | None, account: uuid.UUID | None = None, kind: Any = "candidate") -> None:
    election = till.election if kind == "candidate" else None
    key = account or till.account
    till.do(save_account, AccountForm(kind, "Candidate A", election, closed_on=on, account_id=key))


def test_funds_are_collected_until_the_account_is_closed_or_filed_or_is_to_be_filed(till: Any) -> None:
    form = replace(FORM, election_id=till.election)
    assert until(till) == filing_day(date(2027, 6, 6), 10) == date(2027, 8, 13)
    till.do(save_election, replace(form, account_until=date(2027, 7, 1)))
    assert (until(till), told(till).account_until) == (date(2027, 7, 1), date(2027, 7, 1))
    till.do(save_election, form)
    close(till, date(2027, 2, 3))
    assert (until(till), told(till).account_until) == (date(2027, 2, 3), date(2027, 2, 3))
    till.do(save_election, replace(form, account_until=date(2027, 7, 1)))
    assert until(till) == date(2027, 2, 3)
    close(till, None)
    till.do(save_election, replace(form, rounds=()))
    assert until(till) is None
    party = till.open("Party", "party")
    assert until(till, party) is None
    close(till, date(2027, 2, 3), party, "party")
    assert until(till, party) == date(2027, 2, 3)


@pytest.mark.parametrize(
    ("first", "both", "ceiling"), [(None, None, None), (7, None, 7), (None, 9, 9), (7, 9, 9)], ids=str
)
def test_the_ceiling_is_that_of_both_rounds_or_what_is_known(till: Any, first: Any, both: Any, ceiling: Any) -> None:
    form = replace(FORM, election_id=till.election, ceiling_first_cents=first, ceiling_cents=both)
    till.do(save_election, form)
    assert told(till).ceiling_cents == ceiling


def test_cash_is_what_stands_in_this_account_without_the_gift_that_is_judged(till: Any) -> None:
    ada, luc = till.donor(), till.donor("Luc Roy")
    one, gone = till.promise(ada, 1_000, "cash"), till.promise(ada, 2_000, "cash")
    cheque = till.promise(luc, 4_000)
    other = till.promise(luc, 8_000, "cash", account_id=till.open("Candidate B"))
    assert told(till).cash_cents == 3_000
    till.do(gifts.drop, gone)
    assert told(till).cash_cents == 1_000
    assert told(till, without=one).cash_cents == 0
    for uncounted in (gone, cheque, other, uuid.uuid4()):
        assert told(till, without=uncounted).cash_cents == 1_000
    assert told(till, cash=False).cash_cents == 0


def test_an_account_in_which_nothing_happened_holds_nothing_at_all(till: Any) -> None:
    empty = till.see(balance_of, till.account)
    assert {getattr(empty, name) for name in AccountBalance.__slots__} == {0}
