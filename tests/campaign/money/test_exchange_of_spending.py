"""Two laptops: what a committee asks the mandataire to pay, what became of it, and what is left of its earmark."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from campaign.errors.money_exchange import DecidedElsewhere, RequestElsewhere
from campaign.errors.money_spending import RequestLocked, ThirdPersonNeeded
from campaign.money.earmarks import earmark
from campaign.money.exchange import import_pledges, import_states
from campaign.money.exchange.plan import plan_taken_in
from campaign.money.spending import RequestForm, add_document, move_request, request_view, save_request
from campaign.money.statement import money_figures
from campaign.money.waiting import waiting
from campaign.views.money_exchange import (
    BOTH_WENT_ON,
    KNOWN,
    OTHER_TERMS,
    OWN,
)
from db.errors import Refusal, UndoImpossible
from db.undo import steps, undo
from tests.laptops import YES, Laptops


@pytest.fixture
def two(till: Any, laptop: Any, lived: Any) -> Laptops:
    return Laptops(till, laptop, lived)


def test_a_request_goes_over_comes_back_goes_over_again_and_is_paid_and_both_files_tell_it_once(two: Any) -> None:
    request = two.ask(detail="2 000 ex.")
    two.by(two.here, two.ana, add_document, request, "quote", "D-1")
    first = two.told()
    plan = plan_taken_in(two.there.hands.store, first, two.there.account)
    assert [(one.before, one.after, one.papers) for one in plan.requests] == [("", "mandatary_review", 1)]
    assert two.over().requests == plan.requests
    view = two.there.see(request_view, request)
    assert (view.asker, view.peer, view.checked, view.told) == ("Ana Diaz", "Luc Roy", "told", True)
    assert (view.payee, view.detail, view.documents[0].reference) == ("Imprimerie", "2 000 ex.", "D-1")
    assert [(step.by, step.told) for step in view.steps] == [("Ana Diaz", True), ("Ana Diaz", True), ("Luc Roy", True)]
    assert not two.over().brings

    two.by(two.there, two.mia, earmark, two.there.account, two.committee, 20_000, **YES)
    two.decide(request, "ask_more", note="Combien d'exemplaires ?")
    asked = two.answer()
    back = two.by(two.here, two.ana, import_states, asked)
    assert [(one.before, one.after, one.by, one.note) for one in back.requests] == [
        ("mandatary_review", "more_info", "Mia Dupont", "Combien d'exemplaires ?")
    ]
    assert back.earmark is not None and back.earmark.fits and two.held(two.here) == (20_000, 0, 0)

    form = RequestForm(two.committee, two.account, "Tracts", "print", 4_000, payee="Imprimerie", request_id=request)
    two.by(two.here, two.ana, save_request, form)
    two.send(request)
    amended = two.told()
    over = two.by(two.there, two.mia, import_pledges, amended, two.there.account)
    assert ("amount_cents", 5_000, 4_000) in [(c.field, c.here, c.there) for c in over.requests[0].changes]
    assert not two.by(two.there, two.mia, import_pledges, first, two.there.account).brings  # the first one again

    two.decide(request, "approve", "commit")
    two.by(two.there, two.mia, add_document, request, "invoice", "F-1")
    two.decide(request, "pay", payment_ref="VIR 7")
    final = two.answer()
    back = two.by(two.here, two.ana, import_states, final)
    assert [(one.before, one.after) for one in back.requests] == [("mandatary_review", "paid")]
    here = two.here.see(request_view, request)
    assert (here.state, here.paid_on, here.payment_ref) == ("paid", date(2027, 2, 3), "VIR 7")
    assert {d.reference for d in here.documents} == {"D-1", "F-1"}
    assert {step.by for step in here.steps if step.told} == {"Mia Dupont"}
    assert two.held(two.here) == two.held(two.there) == (16_000, 0, 4_000)
    found = two.here.see(money_figures, two.committee, date(2027, 1, 1), date(2027, 12, 31))
    assert (found.earmarked_cents, found.committed_cents, found.paid_cents) == (20_000, 4_000, 4_000)
    assert found.paid_by_category == (("print", 4_000),)

    before = two.here.hands.state()
    assert two.by(two.here, two.ana, import_states, final).news == KNOWN
    assert not two.by(two.here, two.ana, import_states, asked).brings  # older, after the newer one
    assert two.here.hands.state() == before
    for data in (first, amended, two.told()):
        assert not two.by(two.there, two.mia, import_pledges, data, two.there.account).brings
    assert two.by(two.there, two.mia, import_states, final).news == OWN
    assert two.whole()


def test_each_laptop_refuses_what_the_other_one_is_to_do(two: Any) -> None:
    request = two.ask()
    two.over()
    form = RequestForm(two.committee, two.there.account, "Autre", "print", 1, request_id=request)
    with pytest.raises(RequestLocked):
        two.by(two.there, two.mia, save_request, form)
    with pytest.raises(ThirdPersonNeeded):  # by the name that the committee's file tells, in either order
        two.by(two.there, two.namesake, move_request, request, "approve", **YES)
    assert two.there.see(waiting, None, two.there.hands.clock()).to_decide.count == 1
    two.decide(request, "ask_more")
    waits = two.there.see(waiting, None, two.there.hands.clock())
    assert (waits.to_decide.count, waits.to_complete.count) == (0, 0)  # it waits on the committee's laptop
    for action, args in ((save_request, (form,)), (move_request, (request, "ask"))):
        with pytest.raises(RequestElsewhere):
            two.by(two.there, two.mia, action, *args)
    two.back()
    two.send(request)
    with pytest.raises(DecidedElsewhere):
        two.by(two.here, two.mia, move_request, request, "approve", **YES)
    with pytest.raises(DecidedElsewhere):
        two.here.do(earmark, two.account, two.committee, 1, **YES)


def test_what_the_mandataire_undoes_is_undone_at_the_committees_with_the_next_file(two: Any) -> None:
    request, other = two.ask(), two.ask(2_000)
    two.over()
    two.by(two.there, two.mia, earmark, two.there.account, two.committee, 6_000, **YES)
    two.by(two.there, two.mia, add_document, request, "invoice", "F")
    two.decide(request, "approve", "commit", "pay")
    two.back()
    assert two.held(two.here) == (1_000, 0, 5_000)
    for _ in range(2):
        two.there.undo()  # of the payment, and of what was committed
    two.decide(other, "approve", "commit")
    two.back()
    assert two.states(request) == ("approved", "approved") and two.states(other) == ("committed", "committed")
    assert two.held(two.here) == two.held(two.there) == (4_000, 2_000, 0)
    two.decide(other, "refuse", note="trop cher")
    two.by(two.there, two.mia, earmark, two.there.account, two.committee, 6_000, direction="take_back", **YES)
    two.back()
    assert two.held(two.here) == (0, 0, 0) and two.states(other) == ("refused", "refused")
    assert two.whole()
    two.there.undo()  # what was taken back is set apart again
    two.by(two.there, two.mia, add_document, other, "quote", "D")
    assert two.back().earmark.fits and two.held(two.here) == (6_000, 0, 0)
    assert two.whole()


def test_an_import_can_be_undone_and_taken_in_again(two: Any) -> None:
    request = two.ask()
    two.over()
    two.there.undo()
    assert two.over().requests[0].before == ""
    two.by(two.there, two.mia, earmark, two.there.account, two.committee, 9_000, **YES)
    two.by(two.there, two.mia, add_document, request, "invoice", "F")
    two.decide(request, "approve", "commit", "pay")
    for _ in range(2):
        two.back()
        assert two.held(two.here) == (4_000, 0, 5_000)
        two.here.undo()
        assert two.held(two.here) == (0, 0, 0) and two.state(two.here, request) == "mandatary_review"
    two.here.redo()
    assert two.held(two.here) == (4_000, 0, 5_000) and two.state(two.here, request) == "paid"
    assert not two.over().brings
    assert two.states(request) == ("paid", "paid") and two.whole()


def test_a_request_that_both_went_on_with_is_told_and_left_alone(two: Any) -> None:
    request = two.ask()
    two.over()
    two.here.undo(), two.here.undo()  # sent back to the draft, while it is approved at the mandataire's
    form = RequestForm(two.committee, two.account, "Tracts", "print", 9_000, payee="Imprimerie", request_id=request)
    two.by(two.here, two.ana, save_request, form)
    two.decide(request, "approve")
    told = two.back()
    assert [(one.here, one.there, one.advice) for one in told.apart] == [("draft", "approved", BOTH_WENT_ON)]
    two.send(request)
    assert [one.advice for one in two.back().apart] == [OTHER_TERMS]
    assert [one.advice for one in two.over().apart] == [OTHER_TERMS]
    assert two.states(request) == ("mandatary_review", "approved")
    two.there.undo(), two.there.undo()  # of the file, and of the approval: the mandataire decides anew
    assert two.over().requests[0].changes
    two.decide(request, "approve")
    assert not two.back().apart
    assert two.states(request) == ("approved", "approved") and two.whole()


def test_a_refusal_of_what_was_never_answered_stands_whatever_the_committee_went_on_with(two: Any) -> None:
    request = two.ask()
    two.over()
    two.decide(request, "ask_more")
    two.back()
    two.send(request)
    two.decide(request, "refuse", note="clos")
    assert [(one.after, one.note) for one in two.back().requests] == [("refused", "clos")]
    assert not two.over().brings and not two.back().brings
    assert two.whole()


def test_what_the_mandataire_wrote_reaches_the_committee_and_is_not_told_back(two: Any) -> None:
    two.ask()
    two.over()
    form = RequestForm(two.committee, two.there.account, "Salle", "meeting", 3_000)
    own = two.by(two.there, two.namesake, save_request, form)
    two.by(two.there, two.namesake, move_request, own, "ask")
    two.by(two.there, two.mia, move_request, own, "approve", paper="PV du 3")
    two.back()
    assert two.here.see(request_view, own).asker == "Roy Luc"
    two.decide(own, "ask_more")
    two.back()
    with pytest.raises(RequestElsewhere):
        two.by(two.here, two.ana, move_request, own, "ask")
    assert own.hex not in two.told().decode()


def wander(two: Any, seed: int, length: int) -> None:
    """Both go on as they like, files reach the other laptop late, twice and in any order: no balance below zero."""
    chance = random.Random(seed)
    requests, over, back = [two.ask()], [two.told()], []
    two.over()
    for _ in range(length):
        request = chance.choice(requests)
        word = chance.choice(
            ("ask", "send", "amend", "told", "over", "answer", "back", "earmark", "take", "decide", "decide",
             "undo here", "undo there")
        )  # fmt: skip
        try:
            if word == "ask":
                requests.append(two.ask(chance.randint(1, 9_000)))
                two.by(two.here, two.ana, add_document, requests[-1], "invoice", "F")
            elif word == "send":
                two.send(request)
            elif word == "amend":
                cents = chance.randint(1, 9_000)
                form = RequestForm(two.committee, two.account, "Tracts", "print", cents, request_id=request)
                two.by(two.here, two.ana, save_request, form)
            elif word == "told":
                over.append(two.told())
            elif word == "answer":
                back.append(two.answer())
            elif word == "over":
                two.by(two.there, two.mia, import_pledges, chance.choice(over), two.there.account)
            elif word == "back" and back:
                two.by(two.here, two.ana, import_states, chance.choice(back))
            elif word in ("earmark", "take"):
                direction = "give" if word == "earmark" else "take_back"
                cents = chance.randint(1, 20_000)
                two.by(two.there, two.mia, earmark, two.there.account, two.committee, cents, **YES, direction=direction)
            elif word == "decide":
                two.decide(
                    request, chance.choice(("approve", "approve", "commit", "commit", "pay", "refuse", "ask_more"))
                )
            elif word.startswith("undo"):
                till = two.here if word == "undo here" else two.there
                latest = next(step for step in till.see(steps) if step.state == "done")
                if latest.action.startswith(("spending.", "earmark.", "money.")):
                    till.do(undo)
        except (Refusal, UndoImpossible):
            pass
        for till in (two.here, two.there):
            assert min(two.held(till)) >= 0, (seed, word)
    two.by(two.there, two.mia, import_pledges, two.told(), two.there.account)
    told = two.by(two.here, two.ana, import_states, two.answer())
    if not told.apart:
        assert two.held(two.here) == two.held(two.there), seed
    assert two.by(two.here, two.ana, import_states, two.answer()).requests == ()
    assert two.whole(), seed


def test_files_in_any_order_leave_both_books_whole(two: Any) -> None:
    wander(two, 1, 16)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 42))
def test_files_in_any_order_leave_both_books_whole_on_forty_ways(two: Any, seed: int) -> None:
    wander(two, seed, 120)
