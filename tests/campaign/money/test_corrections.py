"""Accounts and elections are corrected without rewriting what was received under them; deadlines are told."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from campaign.errors.money import (
    AccountHolds,
    AccountImpossible,
    AccountLeanedOn,
    AccountUnknown,
    ClosingRefused,
    ElectionLeanedOn,
    ElectionUnknown,
    ElectionUsed,
    ZoneLeanedOn,
)
from campaign.money import gifts
from campaign.money.accounts import (
    AccountForm,
    ElectionForm,
    list_accounts,
    list_elections,
    open_account,
    save_account,
    save_election,
)
from campaign.money.collecting import CollectionForm, collect
from campaign.money.corrections import consequences, find_election, remove_account, remove_election, reopen_account
from campaign.money.deadlines import deadlines, to_do
from campaign.money.sentences import said
from campaign.words import words
from db import undo
from db.errors import ChangedElsewhere, UndoImpossible

YES = {"declares_mandatary": True}
ROUND = (1, "", date(2027, 6, 6), "Europe/Paris")


def election(till: Any, **changes: Any) -> ElectionForm:
    form = ElectionForm("Test", "legislative", ceiling_cents=5_000_000, rounds=(ROUND,), election_id=till.election)
    return replace(form, **changes)


def account(till: Any, **changes: Any) -> AccountForm:
    form = AccountForm("candidate", "Candidate A", till.election, "Mandataire M", account_id=till.account)
    return replace(form, **changes)


def test_a_candidates_account_and_its_new_election_are_one_action_undone_in_one_step(hands: Any) -> None:
    before = hands.state()
    form = AccountForm("candidate", "Candidate B", mandatary="M")
    view = hands.do(open_account, form, ElectionForm("Canton", "departmental", rounds=(ROUND,)))
    assert (view.election.label, len(view.election.rounds)) == ("Canton", 1)
    assert [step.action for step in hands.see(undo.steps)][:1] == ["account.open"]
    hands.undo()
    assert hands.state() == before
    hands.redo()
    assert [x.label for x in hands.see(list_accounts)] == ["Candidate B"]
    hands.do(open_account, AccountForm("party", "Party"))
    with pytest.raises(AccountImpossible):
        hands.do(open_account, AccountForm("party", "Union"), ElectionForm("Ward", "departmental"))
    assert len(hands.see(list_elections)) == 1  # refused whole


def test_rounds_ceilings_period_and_names_are_corrected_and_undone(till: Any) -> None:
    till.receive(till.donor(), 1_000)
    before = till.hands.state()
    second = (2, "", date(2027, 6, 13), "Europe/Paris")
    far = (1, "Guadeloupe", date(2027, 6, 5), "America/Guadeloupe")
    view = till.do(
        save_election,
        election(till, label="Législatives", ceiling_cents=6_000_000, ceiling_first_cents=4_000_000,
                 rounds=((1, "", date(2027, 6, 7), "Europe/Paris"), second, far)),
    )  # fmt: skip
    assert (view.label, view.ceiling_cents, len(view.rounds)) == ("Législatives", 6_000_000, 3)
    assert view.rounds[0] == far  # the first poll is the earliest, wherever it is
    view = till.do(save_election, election(till, ceiling_cents=None, account_from=date(2027, 1, 1)))
    assert (view.ceiling_cents, view.account_from, view.account_from_entered, len(view.rounds)) == (
        None, date(2027, 1, 1), True, 1,
    )  # fmt: skip
    own = till.do(save_account, account(till, label="Candidate C", mandatary="N", bank="B", recognised_only=True))
    assert (own.label, own.mandatary, own.recognised_only) == ("Candidate C", "N", True)
    with pytest.raises(ChangedElsewhere):
        till.do(save_account, account(till, version=1, label="D"))
    for _ in range(3):
        till.undo()
    assert till.hands.state() == before


def test_what_gifts_were_checked_against_stays_once_something_was_received(till: Any) -> None:
    other = {"kind": "municipal", "population": 20_000}
    assert till.do(save_election, election(till, **other)).kind == "municipal"  # nothing leans on it yet
    till.do(save_election, election(till))
    assert till.do(save_account, account(till, zone="America/Guadeloupe")).zone == "America/Guadeloupe"
    till.do(save_account, account(till))
    till.receive(till.donor(), 1_000)
    for changes in ({"kind": "municipal"}, {"country": "BE"}):
        with pytest.raises(ElectionLeanedOn) as refused:
            till.do(save_election, election(till, **changes))
        assert "close this account" in words("en").refusal(refused.value)
    with pytest.raises(ZoneLeanedOn):
        till.do(save_account, account(till, zone="America/Guadeloupe"))


def test_a_correction_tells_which_gifts_no_longer_fit(till: Any) -> None:
    till.hands.clock.to(2027, 1, 10)
    till.receive(till.donor(), 15_000, "cash")
    till.hands.clock.to(2027, 3, 10)
    till.receive(till.donor("Luc Roy"), 15_000, "cash")
    assert till.see(consequences, till.account) == []

    def told(**changes: Any) -> list[tuple[str, str]]:
        till.do(save_election, election(till, **changes))
        return [(one.rule_id, said(one, words("en"))) for one in till.see(consequences, till.account)]

    till.do(save_election, election(till, ceiling_cents=5_000_000))
    (late,) = told(account_from=date(2027, 2, 1))
    assert late[0] == "account.months" and ": 1 (" in late[1] and "L52-4" in late[1]
    (early,) = told(account_until=date(2027, 2, 28))
    assert early[0] == "account.months"
    assert told(ceiling_cents=1_500_000) == []  # 300 euros in cash, of 3,000
    till.do(save_election, election(till))
    ana, eve = till.hands.join(till.committee, "Ana Diaz"), till.hands.join(till.committee, "Eve Roy")
    till.do(collect, CollectionForm(till.committee, till.account, 285_000, "Salle", "Urne", ana, eve))
    (cash,) = told(ceiling_cents=1_500_000)
    assert cash[0] == "don.cash.share" and "€3,150.00" in cash[1]
    assert told(ceiling_cents=1_499_999) == []  # below, the share is not limited


def test_an_account_closes_when_nothing_is_under_way_and_opens_again(till: Any) -> None:
    donor = till.donor()
    gift = till.promise(donor, 1_000)
    slip = till.do(gifts.hand_over, [gift], None)
    assert slip
    closing = account(till, closed_on=date(2027, 2, 3))
    for step in (lambda: None, lambda: till.do(gifts.receive, [gift], **YES)):
        step()
        with pytest.raises(AccountHolds) as refused:
            till.do(save_account, closing)
        assert "€10.00" in words("en").refusal(refused.value)
    till.do(gifts.deposit, [gift], **YES)
    with pytest.raises(ClosingRefused):
        till.do(save_account, replace(closing, closed_on=date(2027, 2, 2)))
    assert till.do(save_account, closing).closed_on == date(2027, 2, 3)
    assert till.do(reopen_account, till.account).closed_on is None
    till.promise(donor, 1_000)


def test_what_was_entered_by_mistake_is_taken_out_and_what_is_used_is_not(till: Any) -> None:
    wrong = till.open("Twice")
    before = till.hands.state()
    till.do(remove_account, wrong)
    with pytest.raises(AccountUnknown):
        till.do(remove_account, wrong)
    till.undo()
    assert till.hands.state() == before
    till.do(remove_account, wrong)
    till.promise(till.donor(), 1_000)
    with pytest.raises(AccountLeanedOn):
        till.do(remove_account, till.account)
    with pytest.raises(ElectionUsed):
        till.do(remove_election, till.election)
    lone = till.do(save_election, ElectionForm("Lone", "regional", rounds=(ROUND,))).id
    till.do(remove_election, lone)
    with pytest.raises(ElectionUnknown):
        till.see(find_election, "Lone")
    assert till.see(find_election).id == till.election
    assert till.see(find_election, "tes").id == till.see(find_election, str(till.election)).id
    with pytest.raises(ElectionUnknown):
        till.do(remove_election, uuid.uuid4())


def test_the_opening_of_an_account_is_not_undone_once_gifts_lean_on_it(till: Any) -> None:
    till.account = till.do(open_account, AccountForm("party", "Party")).id
    before = till.hands.state()
    till.promise(till.donor(), 1_000)
    for _ in range(2):
        till.undo()
    assert till.hands.state() == before
    till.promise(till.donor(), 1_000)
    with till.hands.store.write() as unit:  # as if the gift had come from another laptop: no step of this journal
        unit.name("fill")
        unit.purge(undo.JournalEntry, undo.JournalEntry.action.in_(("donation.promise", "donor.save")))
    with pytest.raises(UndoImpossible):
        till.undo()


def test_deadlines_are_told_for_each_account_and_go_once_they_are_done(till: Any) -> None:
    now = till.hands.clock()
    found = {(d.rule_id, d.account): d for d in till.see(deadlines, now)}
    assert found["account.opening", "Candidate A"].days_left == -64  # funds may be collected since 1 December
    assert found["account.filing", "Candidate A"].day == date(2027, 8, 13)
    assert [d.rule_id for d in till.see(to_do, now)] == ["account.opening"]
    till.do(save_account, account(till, opened_on=date(2026, 12, 5)))
    assert till.see(to_do, now) == []
    till.hands.clock.to(2027, 7, 20)
    assert [(d.rule_id, d.days_left) for d in till.see(to_do, till.hands.clock())] == [("account.filing", 24)]
    till.do(save_account, account(till, closed_on=date(2027, 7, 20)))
    assert till.see(deadlines, till.hands.clock()) == []
    till.hands.clock.to(2026, 11, 20)
    later = till.do(open_account, AccountForm("candidate", "B", till.election))
    assert {(d.rule_id, d.days_left) for d in till.see(to_do, till.hands.clock())} == {
        ("account.opening", 11), ("account.months", 11),
    }  # fmt: skip
    assert later.election is not None


def test_a_partys_year_wants_receipts_only_for_gifts_that_have_none(till: Any) -> None:
    till.account = till.open("The Party", "party")
    gift = till.receive(till.donor(), 1_000)
    till.receive(till.donor("Eve Roy"), 1_000, "in_kind", estimate="a van")
    till.hands.clock.to(2028, 2, 1)
    lines = {d.rule_id: (d.day, d.left) for d in till.see(deadlines, till.hands.clock()) if d.account == "The Party"}
    assert lines == {
        "party.receipts_by": (date(2028, 2, 15), 1), "party.stubs_by": (date(2028, 3, 15), 1),
        "party.list_by": (date(2028, 4, 15), 2),
    }  # fmt: skip
    assert [d.rule_id for d in till.see(to_do, till.hands.clock()) if d.account == "The Party"] == ["party.receipts_by"]
    till.do(gifts.record_receipt, gift, "27-1")
    assert [d for d in till.see(to_do, till.hands.clock()) if d.account == "The Party"] == []
