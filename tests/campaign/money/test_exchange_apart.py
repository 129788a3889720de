"""Two laptops that went apart: each is believed of its own steps only, and what does not fit is told, never bent."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from campaign.errors.money_exchange import AnswerAtMandatary, MoneyFileUnreadable
from campaign.money import gifts
from campaign.money.earmarks import earmark
from campaign.money.exchange import export_states, import_pledges, import_states
from campaign.money.listing import gift_line
from campaign.money.restoring import restore
from campaign.money.spending import RequestForm, add_document, request_view, save_request
from campaign.views.money_exchange import ASK_AGAIN, BOTH_WENT_ON, OTHER_TERMS, OWN_PLEDGES
from db.tables import SpendingEvent, SpendingRequest
from tests.laptops import YES, Laptops, crafted


@pytest.fixture
def two(till: Any, laptop: Any, lived: Any) -> Laptops:
    return Laptops(till, laptop, lived)


def fund(two: Laptops, cents: int = 6_000) -> None:
    two.by(two.there, two.mia, earmark, two.there.account, two.committee, cents, **YES)


def pay(two: Laptops, request: uuid.UUID) -> None:
    two.decide(request, "approve", "commit")
    two.by(two.there, two.mia, add_document, request, "invoice", "F 1")
    two.decide(request, "pay")


def take(two: Laptops, data: bytes) -> Any:
    return two.by(two.there, two.mia, import_pledges, data, two.there.account)


def steps(two: Laptops, request: uuid.UUID, *pairs: tuple[str, str]) -> Any:
    """A change of a committee's file: steps of that request that its own file does not hold."""

    def change(content: dict[str, Any]) -> None:
        told = next(one for one in content["requests"] if one["id"] == request.hex)
        for number, (before, after) in enumerate(pairs):
            more = {"id": uuid.UUID(int=77 + number).hex, "from": before, "to": after}
            told["steps"].append({**told["steps"][-1], **more})

    return change


def test_the_mandataires_laptop_takes_no_answer_in_that_it_did_not_give_out(two: Laptops) -> None:
    request = two.ask()
    two.over()
    fund(two)
    forged = crafted(two.answer(), lambda content: content["requests"][0].update(title="Affiches"))
    with pytest.raises(AnswerAtMandatary):
        two.by(two.there, two.mia, import_states, forged)
    two.decide(request, "approve", "commit")  # and it goes on deciding
    assert two.held(two.there) == (1_000, 5_000, 0)
    two.back()
    assert two.held(two.here) == (1_000, 5_000, 0) and two.whole()


def test_the_wrong_file_written_or_taken_in_at_a_committees_shuts_no_answer_out(two: Laptops) -> None:
    request = two.ask()
    two.by(two.here, two.ana, export_states, two.committee, two.account)  # r instead of x
    own = two.by(two.here, two.ana, import_pledges, two.told(), two.account)
    assert own.news == OWN_PLEDGES and not own.brings
    two.over()
    fund(two)
    two.decide(request, "approve", "commit")
    two.back()
    assert two.states(request) == ("committed", "committed") and two.held(two.here) == (1_000, 5_000, 0) and two.whole()


def test_no_committees_file_moves_what_the_mandataire_has_paid(two: Laptops) -> None:
    request = two.ask()
    two.over()
    fund(two)
    pay(two, request)
    paid = two.there.see(request_view, request)

    def forge(content: dict[str, Any]) -> None:
        content["requests"][0].update(state="paid", paid_on="2026-01-05", payment_ref="FAUX")
        steps(two, request, ("peer_review", "peer_review"))(content)

    take(two, crafted(two.told(), forge))
    now = two.there.see(request_view, request)
    assert (now.paid_on, now.payment_ref, now.state) == (paid.paid_on, paid.payment_ref, "paid")
    assert two.held(two.there) == (1_000, 0, 5_000) and two.whole()


def test_a_look_that_is_undone_and_done_again_meanwhile_leaves_a_paid_request_paid(two: Laptops) -> None:
    request = two.ask()
    two.over()
    fund(two)
    pay(two, request)
    two.here.undo()
    two.here.redo()
    two.over()
    assert two.state(two.there, request) == "paid" and two.held(two.there) == (1_000, 0, 5_000)
    two.back()
    assert two.states(request) == ("paid", "paid") and two.held(two.here) == (1_000, 0, 5_000) and two.whole()


def test_a_no_of_the_mandataire_is_neither_amended_nor_reopened_by_a_file(two: Laptops) -> None:
    request = two.ask()
    two.over()
    fund(two)
    two.decide(request, "approve", "commit", "refuse")
    reopened = steps(two, request, ("refused", "peer_review"), ("peer_review", "mandatary_review"))
    assert [one.advice for one in take(two, crafted(two.told(), reopened)).apart] == [BOTH_WENT_ON]
    for _ in range(2):
        two.here.undo()  # the committee was not told yet
    form = RequestForm(two.committee, two.account, "Tracts", "print", 9_000, payee="Imprimerie", request_id=request)
    two.by(two.here, two.ana, save_request, form)
    two.send(request)
    assert [one.advice for one in two.over().apart] == [OTHER_TERMS]
    assert two.state(two.there, request) == "refused" and two.whole()
    assert two.there.one(select(SpendingRequest.amount_cents).where(SpendingRequest.id == request)) == 5_000


def test_what_a_committee_is_still_writing_is_not_asked_yet(two: Laptops) -> None:
    request = two.ask()
    two.over()
    two.decide(request, "ask_more")
    two.back()
    form = RequestForm(two.committee, two.account, "Tracts", "print", 9_000, payee="Imprimerie", request_id=request)
    two.by(two.here, two.ana, save_request, form)
    two.send(request)
    for _ in range(2):
        two.here.undo()  # the look and the sending, to write on
    two.over()
    amount = select(SpendingRequest.amount_cents).where(SpendingRequest.id == request)
    assert two.there.one(amount) == 5_000 and two.states(request) == ("more_info", "more_info")
    two.send(request)
    assert [one.changes[0].there for one in two.over().requests] == [9_000]
    assert two.there.one(amount) == 9_000 and two.whole()


def test_a_promise_that_a_committee_dropped_by_mistake_stands_again_on_both(two: Laptops) -> None:
    here, there = two.here, two.there
    gift = here.promise(here.donor(), 4_000)
    two.over()
    here.do(gifts.drop, [gift])
    older = two.told()
    take(two, older)
    assert there.see(gift_line, gift).state == "dropped"
    here.do(restore, gift, reason="not the same person")
    assert two.back().fates == () and here.see(gift_line, gift).state == "promised"  # the echo of what was told
    found = two.over()
    assert found.updated == 1 and not found.conflicts
    assert there.see(gift_line, gift).state == "promised"
    two.back()
    assert here.see(gift_line, gift).state == "promised" and two.over().updated == 0
    take(two, older)
    assert [one.advice for one in two.over().conflicts] == [ASK_AGAIN]  # told, and left to people
    assert two.whole()


def test_a_file_that_is_only_behind_the_mandataires_own_return_is_no_alarm(two: Laptops) -> None:
    gift = two.here.promise(two.here.donor(), 4_000)
    two.here.do(gifts.hand_over, [gift], None)
    older = two.told()
    two.over()
    two.by(two.there, two.mia, gifts.give_back, gift, **YES)
    assert not take(two, older).conflicts and two.there.see(gift_line, gift).state == "returned"
    two.back()
    assert two.here.see(gift_line, gift).state == "returned" and not two.over().conflicts


def test_what_was_set_free_is_taken_back_while_nothing_else_is_left_of_the_earmark(two: Laptops) -> None:
    first, second = two.ask(), two.ask()
    two.over()
    fund(two, 5_000)
    two.decide(first, "approve", "commit")
    two.back()
    two.decide(first, "refuse")
    two.decide(second, "approve", "commit")
    two.back()
    for _ in range(3):
        two.there.undo()  # the second's commitment, its approval, and the first's refusal
    two.there.undo()  # the first's commitment
    two.decide(second, "approve", "commit")
    two.back()
    assert two.held(two.here) == two.held(two.there) == (0, 5_000, 0) and two.whole()


def test_one_step_is_of_one_request_and_one_operation_of_one_gift(two: Laptops) -> None:
    first, second = two.ask(), two.ask(2_000)
    data = two.told()

    def same(content: dict[str, Any]) -> None:
        content["requests"][1]["steps"] = content["requests"][0]["steps"]

    with pytest.raises(MoneyFileUnreadable):
        take(two, crafted(data, same))
    two.over()

    def moved(content: dict[str, Any]) -> None:
        told = content["requests"].pop(0)["steps"]
        content["requests"][0]["steps"] = told

    found = take(two, crafted(data, moved))
    assert [one.advice for one in found.apart] == [ASK_AGAIN]
    assert len(two.there.all(select(SpendingEvent.id).where(SpendingEvent.request_id.in_((first, second))))) == 6

    donor = two.here.donor()
    for _ in range(2):
        two.here.promise(donor, 1_000)

    def named(content: dict[str, Any], *which: int) -> None:
        for number in which:
            content["gifts"][number]["source_ref"] = "OP 1"

    with pytest.raises(MoneyFileUnreadable):
        take(two, crafted(two.told(), lambda c: named(c, 0, 1)))
    take(two, crafted(two.told(), lambda c: (c["gifts"].pop(1), named(c, 0))))
    found = take(two, crafted(two.told(), lambda c: (c["gifts"].pop(0), named(c, 0))))
    assert [one.advice for one in found.conflicts] == [ASK_AGAIN] and two.whole()
