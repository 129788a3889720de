"""Two laptops: what a file may tell, what it says of each gift, and whose fields of a donor stand."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

import pytest

from campaign.errors.money_exchange import MoneyFileNewer, MoneyFileUnreadable
from campaign.money import gifts
from campaign.money.donors import DonorForm, donor_row, save_donor
from campaign.money.earmarks import earmark
from campaign.money.exchange import import_pledges, import_states
from campaign.money.exchange.files import hash_of
from campaign.money.exchange.words import lines
from campaign.money.listing import hand_over_view, list_hand_overs
from campaign.money.mandate import answers_for
from campaign.money.restoring import restore
from campaign.money.statement import statement
from campaign.money.waiting import waiting
from campaign.views.money_exchange import (
    DECIDED_THERE,
    NO_SECOND,
    NOT_COVERED,
)
from campaign.words import words
from tests.laptops import YES, Laptops, crafted


@pytest.fixture
def two(till: Any, laptop: Any, lived: Any) -> Laptops:
    return Laptops(till, laptop, lived)


def test_a_file_of_another_version_is_read_or_refused_as_such(two: Any) -> None:
    two.ask()

    def told(version: int, *without: str) -> bytes:
        document = json.loads(two.told())
        for key in without:
            document["content"].pop(key)
        document |= {"version": version, "hash": hash_of(document["format"], document["content"], version)}
        return json.dumps(document).encode()

    with pytest.raises(MoneyFileNewer):
        two.there.do(import_pledges, told(3), two.there.account)
    assert not two.there.do(import_pledges, told(1, "requests"), two.there.account).requests


HOSTILE: dict[str, Any] = {
    "decided by the committee": lambda r: r["steps"][-1].update({"from": "mandatary_review", "to": "approved"}),
    "as the mandataire": lambda r: r["steps"][-1].update(role="mandatary"),
    "amount": lambda r: r.update(amount_cents=0),
    "category": lambda r: r.update(category="bribes"),
    "state": lambda r: r.update(state="lost"),
    "paid never": lambda r: r.update(state="paid"),
    "no steps": lambda r: r.update(steps=[]),
    "step twice": lambda r: r["steps"].append(dict(r["steps"][0])),
    "meals": lambda r: r.update(meals="many"),
    "name": lambda r: r.update(title=" \x00"),
    "when": lambda r: r["steps"][0].update(at="never"),
    "documents": lambda r: r.update(documents=[{"id": "0" * 32, "kind": "bribe", "reference": "x", "day": None,
                                                "file_hash": ""}]),
}  # fmt: skip


def test_a_request_that_this_program_could_not_have_told_makes_the_file_unreadable(two: Any) -> None:
    request = two.ask()
    data, before = two.told(), two.there.hands.state()
    changes: list[Any] = []
    for what, change in HOSTILE.items():
        with pytest.raises(MoneyFileUnreadable):
            altered = crafted(data, lambda c, change=change: change(c["requests"][0]))
            two.there.do(import_pledges, altered, two.there.account)
            pytest.fail(what)
    assert two.there.hands.state() == before
    alone = crafted(data, lambda c: c["requests"][0].update(two=0))
    decided = crafted(data, lambda c: c["requests"][0].update(decided_here=1, state="approved"))
    for altered, advice in ((alone, NO_SECOND), (decided, DECIDED_THERE)):
        assert [one.advice for one in two.there.do(import_pledges, altered, two.there.account).apart] == [advice]
    two.over()
    two.by(two.there, two.mia, earmark, two.there.account, two.committee, 9_000, **YES)
    answer, before = two.answer(), two.here.hands.state()
    changes += [
        lambda c: c["earmarks"].update(free_cents=-1),
        lambda c: c["earmarks"].update(free_cents=10_000),
        lambda c: c["earmarks"]["rows"][0].update(direction="steal"),
        lambda c: c.update(hand_overs=[{"id": "0" * 32, "day": "soon"}]),
    ]
    for change in changes:
        with pytest.raises(MoneyFileUnreadable):
            two.here.do(import_states, crafted(answer, change))
    assert two.here.hands.state() == before and two.state(two.here, request) == "mandatary_review"
    two.decide(request, "approve", "commit")
    alone = crafted(two.answer(), lambda c: c.pop("earmarks"))
    assert [one.advice for one in two.here.do(import_states, alone).apart] == [NOT_COVERED]
    assert two.held(two.here) == (0, 0, 0) and not two.back().apart and two.held(two.here) == (4_000, 5_000, 0)


def test_what_came_back_is_told_first_with_its_reason_and_the_slip_says_when_it_was_received(two: Any) -> None:
    ada, luc = two.here.donor(), two.here.donor("Abel Roi")
    good, bad = two.here.promise(luc, 3_000), two.here.promise(ada, 4_000)
    two.here.do(gifts.hand_over, [good, bad], None)
    two.over()
    two.there.do(gifts.receive, [good, bad], **YES, reason="private")
    two.there.do(gifts.deposit, [good, bad], **YES)
    two.there.do(gifts.bounce, bad, **YES, note="sans provision")
    alone = two.here.see(waiting, two.committee, two.here.hands.clock())
    assert alone.due and not alone.due_here  # until the mandataire has a laptop of their own
    answer = two.answer()
    assert b"private" not in answer
    back = two.by(two.here, two.ana, import_states, answer)
    told = [(one.donor, one.amount_cents, one.before, one.after, one.note) for one in back.fates]
    assert told == [
        ("Ada Martin", 4_000, "handed_over", "bounced", "sans provision"),
        ("Abel Roi", 3_000, "handed_over", "deposited", ""),
    ]
    assert "Ada Martin" in "\n".join(lines(back, words("en")))
    (slip,) = two.here.see(list_hand_overs, two.committee)
    assert slip.acknowledged_on == two.there.see(hand_over_view, slip.id).acknowledged_on == date(2027, 2, 3)
    assert back.slips == 1 and two.whole()
    now = two.here.hands.clock
    waits = two.here.see(waiting, two.committee, now())
    assert (waits.came_back.cents, waits.given_back.count) == (4_000, 0)
    assert two.there.see(waiting, two.committee, now()).came_back.count == 0  # nobody told the mandataire
    # What the law wants of the mandataire is theirs, and told on their laptop.
    assert not waits.due and two.there.see(waiting, None, now()).due
    told = two.here.see(statement, two.account, date(2027, 1, 1), date(2027, 12, 31))
    assert told.told_on == date(2027, 2, 3)
    now.on(days=1)
    two.here.promise(ada, 4_000, "transfer")
    assert two.here.see(waiting, two.committee, now()).came_back.count == 0
    two.there.do(gifts.refund, good, **YES)
    two.back()
    waits = two.here.see(waiting, two.committee, now())
    assert (waits.came_back.count, waits.given_back.cents) == (0, 3_000)


def test_what_bounced_by_mistake_stands_again_at_the_committees_too(two: Any) -> None:
    gift = two.here.promise(two.here.donor(), 4_000)
    two.here.do(gifts.hand_over, [gift], None)
    two.over()
    two.there.do(gifts.receive, [gift], **YES)
    two.there.do(gifts.deposit, [gift], **YES)
    two.there.do(gifts.bounce, gift, **YES)
    two.back()
    two.there.do(restore, gift, reason="un autre chèque", **YES)
    assert [(one.before, one.after, one.note) for one in two.back().fates] == [
        ("bounced", "deposited", "un autre chèque")
    ]
    assert two.whole()


def test_who_answers_for_the_account_is_known_by_the_name_that_was_declared(two: Any) -> None:
    herself = two.there.hands.join(two.there.committee, "M Mandataire")
    assert two.there.see(answers_for, two.there.account, herself)
    assert not two.there.see(answers_for, two.there.account, two.namesake)
    assert not two.there.see(answers_for, two.there.account, None)


def test_a_corrected_donor_is_told_field_by_field_and_taken_over_only_where_the_mandataire_says_so(two: Any) -> None:
    ada, luc = two.here.donor(), two.here.donor("Luc Roi")
    gift, _ = two.here.promise(ada, 4_000, "transfer"), two.here.promise(luc, 3_000, "transfer")
    assert two.over().donors == ()
    two.there.do(gifts.receive, [gift], **YES)
    two.there.do(gifts.record_receipt, gift, "R-1")
    usual: dict[str, Any] = {
        "postcode": "69004",
        "city": "Lyon",
        "residence": "FR",
        "nationality": "FR",
        "adult": True,
        "honour": True,
    }
    two.here.do(save_donor, DonorForm("Ada", "Martín", "5 rue du Mail", **usual, donor_id=ada))
    two.here.do(save_donor, DonorForm("Luc", "Roi", "9 rue du Mail", **usual, donor_id=luc))
    found = {one.donor: one for one in two.over().donors}
    assert {one.receipts for one in found.values()} == {0, 1} and found[ada].receipts == 1
    assert [(f.field, f.here, f.there) for f in found[ada].fields] == [
        ("family_name", "Martin", "Martín"), ("address", "3 rue du Mail", "5 rue du Mail"),
    ]  # fmt: skip
    address = two.there.see(lambda session, key: donor_row(session, key).address, ada)
    assert address == "3 rue du Mail"
    assert [one.taken for one in two.over(donors={ada}).donors].count(True) == 1

    def where(key: uuid.UUID) -> str:
        return str(two.there.see(lambda session: donor_row(session, key).address))

    assert (where(ada), where(luc)) == ("5 rue du Mail", "3 rue du Mail")
    two.there.undo()
    assert where(ada) == "3 rue du Mail"
    two.over(donors="all")
    assert (where(ada), where(luc)) == ("5 rue du Mail", "9 rue du Mail")
    older, address = two.told(), "11 rue du Mail"
    two.here.do(save_donor, DonorForm("Ada", "Martín", address, **usual, donor_id=ada))
    two.over(donors="all")
    assert where(ada) == address
    found = {
        one.donor: one
        for one in two.by(two.there, two.mia, import_pledges, older, two.there.account, donors="all").donors
    }
    assert found[ada].stood_until == date(2027, 2, 3) and not found[ada].taken and where(ada) == address
    two.by(two.there, two.mia, import_pledges, older, two.there.account, donors={ada})  # who knows better says so
    assert where(ada) == "5 rue du Mail"
    two.there.undo()
    assert two.over().donors == () and two.whole()
