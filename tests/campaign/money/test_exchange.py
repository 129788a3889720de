"""Two laptops: what a committee gathered reaches the mandataire once, and what became of it comes back."""

from __future__ import annotations

import json
import uuid
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import func, select, text

from campaign.errors.money import GiftRefused
from campaign.errors.money_exchange import (
    LedgerRewritten,
    MoneyFileAltered,
    MoneyFileOfAnother,
    MoneyFileOfOtherAccount,
    MoneyFileUnreadable,
)
from campaign.money import gifts
from campaign.money.accounts import AccountForm, save_account
from campaign.money.collecting import CollectionForm, collect
from campaign.money.exchange import (
    export_pledges,
    export_states,
    import_pledges,
    import_states,
    kind_of,
)
from campaign.money.exchange.files import hash_of
from campaign.money.exchange.words import lines
from campaign.money.forgetting import forget_donor
from campaign.money.listing import gift_line, gift_steps
from campaign.views.money_exchange import KNOWN, OLDER
from campaign.words import words
from db import engine
from db.ledger_check import faults
from db.tables import Donation, Donor, LedgerEntry, MoneyFile

YES = {"declares_mandatary": True}


@pytest.fixture
def other(laptop: Any) -> Any:
    """The mandataire's."""
    return laptop


@pytest.fixture
def gathered(till: Any, lived: Any) -> dict[str, uuid.UUID]:
    """A promise, a cheque and a collection that were carried, and a promise that was dropped."""
    found: dict[str, uuid.UUID] = lived(till.hands, "gathered", lambda _: gather(till))
    return found


def gather(till: Any) -> dict[str, uuid.UUID]:
    ada, luc = till.donor(), till.donor("Luc Roy")
    ana, eve = (till.hands.join(till.committee, name) for name in ("Ana Diaz", "Eve Roy"))
    form: dict[str, Any] = {"committee_id": till.committee, "account_id": till.account, "place": "Salle", "way": "hat"}
    found = {
        "transfer": till.promise(ada, 5_000, "transfer"),
        "cheque": till.promise(luc, 10_000),
        "box": till.do(collect, CollectionForm(**form, amount_cents=4_000, first_id=ana, second_id=eve)),
        "dropped": till.promise(luc, 700),
    }
    till.do(gifts.hand_over, [found["cheque"], found["box"]], ana)
    till.do(gifts.drop, found["dropped"])
    return found


def state(till: Any, gift: uuid.UUID) -> str:
    return str(till.see(gift_line, gift).state)


def whole(till: Any) -> bool:
    with closing(engine.connect(till.hands.path, "ro")) as connection:
        return not faults(connection)


def sent(till: Any) -> bytes:
    return till.do(export_pledges, till.committee, till.account)  # type: ignore[no-any-return]


def test_pledges_reach_the_mandataire_once_and_their_states_come_back(
    till: Any, other: Any, gathered: dict[str, uuid.UUID]
) -> None:
    first = other.do(import_pledges, sent(till), other.account)
    assert (first.read, first.added, first.updated, first.unchanged) == (4, 3, 0, 1)
    there = other.hands.state()
    again = other.do(import_pledges, sent(till), other.account)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 4)
    assert other.hands.state() == there
    assert state(other, gathered["cheque"]) == "handed_over"

    other.do(gifts.receive, list(map(gathered.__getitem__, ("transfer", "cheque", "box"))), **YES)
    other.do(gifts.deposit, [gathered["cheque"]], **YES)
    other.do(gifts.bounce, gathered["cheque"], **YES)
    other.do(gifts.record_receipt, gathered["transfer"], "R-1")
    answer = other.do(export_states, till.committee, other.account)
    back = till.do(import_states, answer)
    assert (back.read, back.updated) == (3, 3)
    assert [state(till, gathered[k]) for k in ("transfer", "cheque", "box")] == ["received", "bounced", "received"]
    line = till.see(gift_line, gathered["transfer"])
    assert (line.official_receipt, line.acknowledgement) == ("R-1", 1)
    assert [step.role for step in till.see(gift_steps, gathered["cheque"])] == ["", "", *["told"] * 3]
    assert [step.role for step in other.see(gift_steps, gathered["cheque"])][2:] == ["mandatary"] * 3
    here = till.hands.state()
    assert till.do(import_states, answer).updated == 0
    assert till.hands.state() == here
    assert whole(till) and whole(other)


def test_the_same_data_give_the_same_bytes_and_one_line_in_the_register(till: Any, gathered: Any) -> None:
    one = sent(till)
    till.hands.clock.on(days=3)
    assert sent(till) == one
    assert till.one(select(func.count()).select_from(MoneyFile)) == 1
    assert kind_of(one) == "pledges"


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["gifts"][0].update(amount_cents=1),
        lambda c: c["gifts"].pop(),
        lambda c: c["account"].update(name="x"),
    ],
)
def test_a_file_that_was_changed_on_its_way_is_refused_whole(till: Any, other: Any, gathered: Any, change: Any) -> None:
    document = json.loads(sent(till))
    change(document["content"])
    before = other.hands.state()
    with pytest.raises(MoneyFileAltered):
        other.do(import_pledges, json.dumps(document).encode(), other.account)
    assert other.hands.state() == before


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"[]", b"{}", b'{"format": 3}', b"[" * 5000, b'{"format":"appui.states"}']
)
def test_what_is_no_file_of_ours_is_refused(other: Any, data: bytes) -> None:
    with pytest.raises(MoneyFileUnreadable):
        other.do(import_pledges, data, other.account)
    with pytest.raises((MoneyFileUnreadable, MoneyFileAltered)):
        other.do(import_states, data)


def test_a_cap_that_two_committees_pass_together_is_told_at_the_mandataires(till: Any, other: Any) -> None:
    ada = till.donor()
    one = till.promise(ada, 300_000, "transfer")
    other.do(import_pledges, sent(till), other.account)
    till.do(gifts.drop, one)
    till.committee = till.hands.create("Comité de Bron", "Bron")
    two = till.promise(ada, 250_000, "transfer")
    found = other.do(import_pledges, sent(till), other.account)
    assert [(gift, judged.rule_id, judged.weight) for gift, judged in found.found] == [
        (two, "don.candidate.cap", "block")
    ]
    with pytest.raises(GiftRefused):
        other.do(gifts.receive, [two], **YES)


def test_a_committee_that_the_mandataire_does_not_know_comes_with_its_file_and_no_people_do(
    till: Any, other: Any, gathered: Any
) -> None:
    people = text("SELECT count(*) FROM person")
    before = other.one(people)
    other.do(import_pledges, sent(till), other.account)
    assert other.one(text("SELECT count(*) FROM committee WHERE state = 'active'")) == 2
    assert other.one(people) == before


def test_a_ledger_that_was_rewritten_as_a_whole_is_seen_by_who_was_told_of_it(
    till: Any, other: Any, gathered: dict[str, uuid.UUID]
) -> None:
    other.do(import_pledges, sent(till), other.account)
    other.do(gifts.receive, [gathered["transfer"]], **YES)
    till.do(import_states, other.do(export_states, till.committee, other.account))
    other.do(gifts.receive, [gathered["cheque"]], **YES)
    honest = other.do(export_states, till.committee, other.account)
    till.do(import_states, honest)
    with other.hands.store.engine.begin() as connection:  # the owner of the file rewrites it and makes every seal anew
        for name in ("no_update", "head_forward"):
            connection.exec_driver_sql(f"DROP TRIGGER ledger_{name}")
        connection.exec_driver_sql("UPDATE ledger_entry SET seal = 'other' WHERE seq = 1")
    with pytest.raises(LedgerRewritten):
        till.do(import_states, other.do(export_states, till.committee, other.account))


def test_states_of_a_committee_that_is_not_here_are_refused(till: Any, other: Any, gathered: Any) -> None:
    answer = other.do(export_states, other.committee, other.account)
    with pytest.raises(MoneyFileOfAnother):
        till.do(import_states, answer)


def test_an_import_can_be_undone(till: Any, other: Any, gathered: Any) -> None:
    before = other.hands.state()
    other.do(import_pledges, sent(till), other.account)
    other.undo()
    assert other.hands.state() == before
    assert other.one(select(func.count()).select_from(Donation)) == 0
    assert other.one(select(func.count()).select_from(LedgerEntry)) == 0


def test_both_may_work_on_one_file(till: Any, gathered: Any) -> None:
    """The committee's account is the mandataire's: nothing needs to travel, and what travels changes nothing."""
    till.do(save_account, AccountForm("candidate", "Candidate A", till.election, account_id=till.account))
    before = till.hands.state()
    assert till.do(import_pledges, sent(till), till.account).unchanged == 4
    with till.hands.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM money_file"))
    with till.hands.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM money_file"))
    assert till.hands.state() == before


# --- two laptops that do not agree, files in the wrong order, files for another account, files nobody here made


def given(till: Any, other: Any, *methods: str) -> list[uuid.UUID]:
    """Promises that the mandataire knows, too."""
    ada = till.donor()
    found = [till.promise(ada, 1_000 + n, method) for n, method in enumerate(methods)]
    other.do(import_pledges, sent(till), other.account)
    return found


def answer(till: Any, other: Any) -> bytes:
    return other.do(export_states, till.committee, other.account)  # type: ignore[no-any-return]


def fates(taken: Any) -> list[tuple[str, str]]:
    return [(one.here, one.there) for one in taken.conflicts]


def test_states_of_two_accounts_and_older_files_are_no_false_alarm(till: Any, other: Any) -> None:
    mine = till.open("Party", "party")
    theirs = other.open("Party", "party")
    one, two = given(till, other, "transfer", "transfer")
    dues = till.promise(till.donor("Luc Roy"), 500, "transfer", account_id=mine)
    other.do(import_pledges, till.do(export_pledges, till.committee, mine), theirs)
    other.do(gifts.receive, [one], **YES)
    first = answer(till, other)
    other.do(gifts.receive, [two, dues], **YES)
    till.do(import_states, other.do(export_states, till.committee, theirs))
    between = answer(till, other)
    other.do(gifts.refund, two, **YES)
    assert till.do(import_states, answer(till, other)).updated == 2
    here = till.hands.state()
    assert till.do(import_states, between).news == OLDER
    assert till.do(import_states, first).news == OLDER
    assert till.do(import_states, answer(till, other)).news == KNOWN  # the same data, the same bytes
    assert till.hands.state() == here
    assert whole(till) and whole(other)


def test_an_answer_taken_in_for_the_wrong_account_is_refused_and_shuts_nothing_out(till: Any, other: Any) -> None:
    wrong = till.open("Party", "party")
    (one,) = given(till, other, "transfer")
    other.do(gifts.receive, [one], **YES)
    data, here = answer(till, other), till.hands.state()
    with pytest.raises(MoneyFileOfOtherAccount):
        till.do(import_states, data, "states.json", wrong)
    assert till.hands.state() == here
    assert till.do(import_states, data).updated == 1
    assert state(till, one) == "received"


def test_a_seal_that_is_not_told_any_more_is_a_ledger_that_was_rewritten(till: Any, other: Any) -> None:
    one, two = given(till, other, "transfer", "transfer")
    other.do(gifts.receive, [one], **YES)
    till.do(import_states, answer(till, other))
    with other.hands.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM money_file WHERE direction = 'out'"))
    other.do(gifts.receive, [two], **YES)
    with pytest.raises(LedgerRewritten):
        till.do(import_states, answer(till, other))


def test_a_file_is_entered_in_the_account_it_is_for_and_the_pair_is_remembered(till: Any, other: Any) -> None:
    till.promise(till.donor(), 1_000, "transfer")
    data = sent(till)
    wrong = other.open("Candidate B")
    before = other.hands.state()
    with pytest.raises(MoneyFileOfOtherAccount) as refused:
        other.do(import_pledges, data, wrong)
    assert {refused.value.facts["told"], refused.value.facts["account"]} == {"Candidate A", "Candidate B"}
    assert other.hands.state() == before
    assert other.do(import_pledges, data, wrong, same_account=True).added == 1
    till.promise(till.donor("Luc Roy"), 2_000, "transfer")
    assert other.do(import_pledges, sent(till), wrong).added == 1
    with pytest.raises(MoneyFileOfOtherAccount):
        other.do(import_pledges, sent(till), other.account, same_account=True)


def test_gifts_of_another_committee_are_left_alone_and_counted(till: Any, other: Any) -> None:
    (gift,) = given(till, other, "transfer")
    data = crafted(
        sent(till), lambda c: (c["committee"].update(id="1" * 32, name="Autre"), c["gifts"][0].update(state="dropped"))
    )
    assert other.do(import_pledges, data, other.account).skipped == 1
    assert state(other, gift) == "promised"


def test_what_both_laptops_did_to_one_gift_is_carried_over_or_told(till: Any, other: Any) -> None:
    ada = till.donor()
    back, kept = till.promise(ada, 1_000), till.promise(ada, 1_001)
    till.do(gifts.hand_over, [back, kept], None)
    lost, undone = given(till, other, "transfer", "debit")
    till.do(gifts.give_back, back)
    assert fates(other.do(import_pledges, sent(till), other.account)) == []
    assert state(other, back) == "returned"

    other.do(gifts.receive, [kept, lost], **YES)
    till.do(gifts.give_back, kept), till.do(gifts.drop, lost)
    assert fates(other.do(import_pledges, sent(till), other.account)) == [
        ("received", "returned"),
        ("received", "dropped"),
    ]
    assert fates(till.do(import_states, answer(till, other))) == [("returned", "received"), ("dropped", "received")]
    other.do(gifts.receive, [undone], **YES)
    till.do(import_states, answer(till, other))
    other.undo()
    told = till.do(import_states, answer(till, other))
    assert ("received", "promised") in fates(told)
    assert all(one.advice and one.amount_cents for one in told.conflicts)
    assert told.read == told.added + told.updated + told.unchanged + told.skipped + len(told.conflicts)
    assert whole(till) and whole(other)


def test_a_gift_received_on_a_laptop_that_was_lost_is_told(till: Any, other: Any) -> None:
    till.receive(till.donor())
    taken = other.do(import_pledges, sent(till), other.account)
    assert fates(taken) == [("", "received")]
    assert "1, €100.00. No cap or total here knows them" in lines(taken, words("en"))[0]


def test_a_donor_who_was_erased_does_not_come_back_with_the_next_file(till: Any, other: Any) -> None:
    gift = till.promise(till.donor(email="ada@example.org", phone="0639980001"), 1_000, "transfer")
    other.do(import_pledges, sent(till), other.account)
    other.do(gifts.receive, [gift], **YES)
    with other.hands.store.write() as unit:
        unit.name("person.erase")
        unit.without_journal()
        forget_donor(unit, unit.session.scalars(select(Donor)).one())
    till.promise(till.donor("Luc Roy"))
    other.do(import_pledges, sent(till), other.account)
    kept = select(func.count()).where(Donor.erased_at.is_not(None), Donor.email == "", Donor.phone == "")
    assert other.one(kept) == 1


def test_keys_are_made_here_and_never_believed(till: Any, other: Any) -> None:
    till.promise(till.donor(), 1_000, "transfer")
    other.do(import_pledges, crafted(sent(till), lambda c: c["donors"][0].update(identity_key="x")), other.account)
    assert other.one(select(Donor.identity_key)) == "ada martin"


def crafted(data: bytes, change: Any) -> bytes:
    """A file as somebody else's program could make it: what it says is changed, and its fingerprint fits."""
    document = json.loads(data)
    change(document["content"])
    document["hash"] = hash_of(document["format"], document["content"])
    return json.dumps(document).encode()


def gift_with(**values: Any) -> Any:
    return lambda c: next(g for g in c["gifts"] if g["state"] == "promised").update(**values)


def donor_with(**values: Any) -> Any:
    return lambda c: c["donors"][0].update(**values)


HOSTILE: dict[str, Any] = {
    **{f"amount {value!r}"[:30]: gift_with(amount_cents=value) for value in (0, -5, 10.0, "12", True, None, 10**14)},
    **{f"promised {value!r}": gift_with(promised_on=value) for value in ("tomorrow", "9000-01-01", "1000-01-01", 3)},
    **{f"state {value!r}": gift_with(state=value) for value in ("lost", None, ["promised"])},
    **{f"method {value!r}": gift_with(method=value) for value in ("gold", {})},
    "kind": gift_with(kind="bribe"),
    "id": gift_with(id="xx"),
    "id of another type": gift_with(id=3),
    "unknown donor": gift_with(donor_id="0" * 32),
    "no donor": gift_with(donor_id=None),
    "collection without its place": gift_with(kind="collection", donor_id=None),
    "carried by no slip": gift_with(state="handed_over"),
    "estimate": gift_with(estimate=["x"]),
    "twice": lambda c: c["gifts"].append(dict(c["gifts"][0])),
    "name of a million": donor_with(family_name="x" * 10**6),
    "name as a list": donor_with(family_name=["x"]),
    "surrogate": donor_with(family_name="\ud800"),
    "country": donor_with(nationality="<b"),
    "adult": donor_with(adult="yes"),
    "honour": donor_with(honour_at="now"),
    "half an honour": donor_with(honour_at=None),
    "zone": lambda c: c["committee"].update(zone="../../etc/passwd"),
    "kind of committee": lambda c: c["committee"].update(kind="zzz"),
    "no name": lambda c: c["committee"].update(name=" \x00 "),
    "no committee": lambda c: c.pop("committee"),
    "account": lambda c: c.update(account="x"),
    "gifts null": lambda c: c.update(gifts=None),
    "donors as a map": lambda c: c.update(donors={}),
    "place": lambda c: c["collections"][0].update(place=""),
    "people": lambda c: c["collections"][0].update(people=1.5),
    "slip": lambda c: c["hand_overs"][0].update(number=-1),
    "slip of nothing": lambda c: c.update(hand_overs=[None]),
}
HOSTILE_STATES: dict[str, Any] = {
    "state": lambda c: c["gifts"][0].update(state="x"),
    "gift": lambda c: c.update(gifts=[3]),
    "deposited nowhere": lambda c: c["gifts"][0].update(state="deposited", received_on="2027-02-03", deposit_id=None),
    "received never": lambda c: c["gifts"][0].update(state="received", received_on=None),
    "number": lambda c: c["gifts"][0].update(acknowledgement=10**40),
    "receipt": lambda c: c["gifts"][0].update(official_receipt=None),
    "seq": lambda c: c["ledger"].update(seq=1.0),
    "told": lambda c: c["ledger"].update(told=[["1", "x"]]),
    "told twice": lambda c: c["ledger"].update(seq=1, seal="a", told=[[1, "b"]]),
    "ledger": lambda c: c.pop("ledger"),
    "committee": lambda c: c.update(committee=[]),
    "deposits": lambda c: c.update(deposits=[{"id": "0" * 32, "number": 1, "method": "gold", "day": "2027-02-03"}]),
}


def test_a_file_that_this_program_could_not_have_made_is_unreadable_and_changes_nothing(
    till: Any, other: Any, gathered: Any
) -> None:
    data, before = sent(till), other.hands.state()
    for what, change in HOSTILE.items():
        with pytest.raises(MoneyFileUnreadable):
            other.do(import_pledges, crafted(data, change), other.account)
            pytest.fail(what)
    assert other.hands.state() == before
    other.do(import_pledges, data, other.account)
    back, before = answer(till, other), till.hands.state()
    for what, change in HOSTILE_STATES.items():
        with pytest.raises(MoneyFileUnreadable):
            till.do(import_states, crafted(back, change))
            pytest.fail(what)
    assert till.hands.state() == before
