"""Earmarks and requests: two people, no state skipped, no balance below zero on any path."""

from __future__ import annotations

import uuid
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.errors import CommitteeEnded
from campaign.errors.money import BankShort, DayImpossible, MandataryNeeded
from campaign.errors.money_spending import (
    CategoryUnknown,
    CommitShort,
    CommitteeNotRecognised,
    EarmarkShort,
    IbanImpossible,
    InvoiceNeeded,
    MealReasonNeeded,
    NoteNeeded,
    RequestLocked,
    RequestNotFound,
    RequestStepNotOpen,
    SecondPersonNeeded,
)
from campaign.money import gifts
from campaign.money.accounts import AccountForm, save_account
from campaign.money.balances import balance_of, earmark_of, earmarks_of, lacking
from campaign.money.earmarks import earmark
from campaign.money.iban import read_iban
from campaign.money.spending import (
    MOVES,
    RequestForm,
    add_document,
    categories,
    list_requests,
    move_request,
    request_view,
    save_request,
)
from campaign.views.money_spending import SPENDING_STATE_WORDS
from campaign.words import words
from db import engine
from db.errors import Refusal, UndoImpossible
from db.ledger_check import faults
from db.tables import Committee
from db.undo import undo

YES = {"declares_mandatary": True}


class Desk:
    """Two people of a committee, its earmark, and the mandataire: Ana asks, Luc looks, Mia decides and pays."""

    def __init__(self, till: Any, people: tuple[uuid.UUID, ...]) -> None:
        self.till, self.committee, self.account = till, till.committee, till.account
        self.ana, self.luc, self.mia = people

    def acting(self, person: uuid.UUID | None, action: Any, *args: Any, **options: Any) -> Any:
        with self.till.hands.store.write(person) as unit:
            return action(unit, *args, **options)

    def ask(self, cents: int = 5_000, **changes: Any) -> uuid.UUID:
        form = RequestForm(self.committee, self.account, "Tracts", "print", cents, **changes)
        return self.acting(self.ana, save_request, form)  # type: ignore[no-any-return]

    def move(self, request: uuid.UUID, *moves: str, **options: Any) -> str:
        last = ""
        for move in moves:
            state = self.till.see(request_view, request).state
            who = self.ana if move == "ask" else self.luc if state == "peer_review" else self.mia
            told = {"note": "Which size?"} if move == "ask_more" else {}
            last = self.acting(who, move_request, request, move, **YES, **told, **options)
        return last

    def free(self) -> int:
        return int(self.till.see(earmark_of, self.account, self.committee).free_cents)

    def whole(self) -> bool:
        with closing(engine.connect(self.till.hands.path, "ro")) as connection:
            return not faults(connection)


@pytest.fixture
def desk(till: Any, lived: Any) -> Desk:
    def begin(hands: Any) -> Any:
        people = tuple(hands.join(till.committee, name) for name in ("Ana Diaz", "Luc Roy", "Mia Petit"))
        till.receive(till.donor(), 30_000)
        till.do(earmark, till.account, till.committee, 20_000, **YES)
        return people

    return Desk(till, lived(till.hands, "desk-of-spending", begin))


def test_a_request_goes_from_the_draft_to_the_payment_with_a_second_person(desk: Desk) -> None:
    request = desk.ask()
    desk.acting(desk.ana, move_request, request, "ask")
    with pytest.raises(SecondPersonNeeded):  # who asks does not look twice
        desk.acting(desk.ana, move_request, request, "approve")
    assert desk.move(request, "approve", "approve", "commit") == "committed"
    assert desk.free() == 15_000
    desk.acting(desk.ana, add_document, request, "quote", "D-2027-3")
    with pytest.raises(InvoiceNeeded):  # a quote is no invoice
        desk.move(request, "pay")
    desk.acting(desk.ana, add_document, request, "invoice", "F-2027-12")
    assert desk.move(request, "pay", payment_ref="VIR 7") == "paid"
    view = desk.till.see(request_view, request)
    assert (view.asker, view.peer, view.checked, view.paid_on) == ("Ana Diaz", "Luc Roy", "here", date(2027, 2, 3))
    assert [(s.to_state, s.by, s.role) for s in view.steps] == [
        ("draft", "Ana Diaz", ""), ("peer_review", "Ana Diaz", ""), ("mandatary_review", "Luc Roy", "peer"),
        ("approved", "Mia Petit", "mandatary"), ("committed", "Mia Petit", "mandatary"),
        ("paid", "Mia Petit", "mandatary"),
    ]  # fmt: skip
    balance = desk.till.see(balance_of, desk.account)
    assert (balance.bank_cents, balance.earmarked_cents, balance.spent_cents) == (25_000, 15_000, 5_000)
    assert balance.unassigned_cents == 10_000
    assert desk.whole()


def test_a_signed_paper_is_a_second_look_and_the_request_says_which(desk: Desk) -> None:
    request = desk.ask()
    desk.acting(desk.ana, move_request, request, "ask")
    desk.acting(desk.ana, move_request, request, "approve", paper="PV du 2 février, p. 3")
    view = desk.till.see(request_view, request)
    assert (view.checked, view.peer, view.peer_paper) == ("paper", "", "PV du 2 février, p. 3")


def test_only_the_moves_of_the_table_are_possible(desk: Desk) -> None:
    ways: dict[str, list[str]] = {
        "draft": [], "peer_review": ["ask"], "more_info": ["ask", "ask_more"], "mandatary_review": ["ask", "approve"],
        "approved": ["ask", "approve", "approve"], "committed": ["ask", "approve", "approve", "commit"],
        "paid": ["ask", "approve", "approve", "commit", "pay"], "refused": ["ask", "refuse"],
    }  # fmt: skip
    assert set(ways) == set(MOVES) == set(SPENDING_STATE_WORDS)
    moves = ("ask", "approve", "ask_more", "refuse", "commit", "pay")
    for state, way in ways.items():
        request = None
        for move in sorted(moves, key=MOVES[state].__contains__):  # what is refused leaves a request where it was
            if request is None:
                request = desk.ask(100)
                desk.acting(desk.ana, add_document, request, "invoice", "F")
                desk.move(request, *way)
            if move in MOVES[state]:
                assert desk.move(request, move) == MOVES[state][move]
                request = None
            else:
                with pytest.raises(RequestStepNotOpen):
                    desk.move(request, move)
                assert desk.till.see(request_view, request).state == state
    assert desk.whole()


def test_only_who_declares_to_be_the_mandataire_earmarks_decides_and_pays(desk: Desk) -> None:
    with pytest.raises(MandataryNeeded):
        desk.till.do(earmark, desk.account, desk.committee, 1, declares_mandatary=False)
    request = desk.ask()
    desk.move(request, "ask", "approve")
    with pytest.raises(MandataryNeeded):
        desk.acting(desk.luc, move_request, request, "approve")


def test_nothing_is_earmarked_committed_or_paid_that_is_not_there(desk: Desk) -> None:
    for cents, direction in ((10_001, "give"), (20_001, "take_back")):
        with pytest.raises(EarmarkShort):
            desk.till.do(earmark, desk.account, desk.committee, cents, **YES, direction=direction)
    request = desk.ask(20_001)
    desk.move(request, "ask", "approve", "approve")
    with pytest.raises(EarmarkShort):
        desk.move(request, "commit")
    fits = desk.ask(20_000)
    desk.acting(desk.ana, add_document, fits, "invoice", "F")
    desk.move(fits, "ask", "approve", "approve", "commit")
    gift = desk.till.see(gifts_of, desk.account)
    desk.till.do(gifts.refund, gift, **YES)  # the law comes first: the earmark is then not covered, and it is told
    assert desk.till.see(balance_of, desk.account).unassigned_cents == -20_000
    with pytest.raises(BankShort):
        desk.move(fits, "pay")
    assert desk.whole()
    desk.till.receive(desk.till.donor("Eve Roy"), 19_999)
    with pytest.raises(BankShort):  # one cent short
        desk.move(fits, "pay")
    desk.till.receive(desk.till.donor("Zoe Roy"), 1)
    assert desk.move(fits, "pay") == "paid"
    assert desk.till.see(balance_of, desk.account).bank_cents == 0


def gifts_of(session: Any, account: uuid.UUID) -> uuid.UUID:
    from campaign.money.listing import list_gifts
    from campaign.views.money import GiftQuery

    return list_gifts(session, GiftQuery(account_id=account)).lines[0].id


def test_an_earmark_of_one_gift_is_at_most_that_gift(desk: Desk) -> None:
    small = desk.till.receive(desk.till.donor("Luc Petit"), 1_000)
    with pytest.raises(EarmarkShort):
        desk.till.do(earmark, desk.account, desk.committee, 1_001, **YES, donation_id=small)
    desk.till.do(earmark, desk.account, desk.committee, 1_000, **YES, donation_id=small)
    with pytest.raises(EarmarkShort):
        desk.till.do(earmark, desk.account, desk.committee, 1, **YES, donation_id=small)


def test_refused_after_it_was_committed_the_earmark_is_whole_again(desk: Desk) -> None:
    request = desk.ask()
    desk.move(request, "ask", "approve", "approve", "commit", "refuse")
    assert desk.free() == 20_000
    assert desk.whole()


def test_asked_again_after_more_information_somebody_looks_again(desk: Desk) -> None:
    request = desk.ask()
    desk.move(request, "ask", "approve", "ask_more")
    form = RequestForm(desk.committee, desk.account, "Tracts A5", "print", 4_000, request_id=request)
    desk.acting(desk.ana, save_request, form)
    desk.acting(desk.ana, move_request, request, "ask")
    assert desk.till.see(request_view, request).checked == ""
    with pytest.raises(RequestLocked):
        desk.acting(desk.ana, save_request, form)


def test_a_meal_above_the_practice_needs_a_reason(desk: Desk) -> None:
    form: dict[str, Any] = {
        "committee_id": desk.committee,
        "account_id": desk.account,
        "title": "Repas",
        "category": "meal",
    }
    with pytest.raises(MealReasonNeeded):
        desk.till.do(save_request, RequestForm(**form, amount_cents=16_001, meals=10))
    desk.till.do(save_request, RequestForm(**form, amount_cents=16_000, meals=10))
    desk.till.do(save_request, RequestForm(**form, amount_cents=20_000, meals=10, reason="two days"))
    with pytest.raises(CategoryUnknown):
        desk.till.do(save_request, RequestForm(**form | {"category": "party"}, amount_cents=1))


def test_an_account_may_finance_recognised_committees_only(desk: Desk) -> None:
    form = AccountForm("candidate", "A", desk.till.election, recognised_only=True, account_id=desk.account)
    desk.till.do(save_account, form)
    with pytest.raises(CommitteeNotRecognised):
        desk.till.do(earmark, desk.account, desk.committee, 1, **YES)


def test_a_payment_is_not_of_tomorrow(desk: Desk) -> None:
    request = desk.ask()
    desk.acting(desk.ana, add_document, request, "invoice", "F")
    desk.move(request, "ask", "approve", "approve", "commit")
    with pytest.raises(DayImpossible):
        desk.move(request, "pay", day=date(2027, 2, 4))


def test_an_undone_payment_is_reversed_and_an_earmark_that_was_spent_is_not_undone(desk: Desk) -> None:
    request = desk.ask(20_000)
    desk.acting(desk.ana, add_document, request, "invoice", "F")
    desk.move(request, "ask", "approve", "approve", "commit", "pay")
    desk.till.undo()
    assert desk.till.see(request_view, request).state == "committed"
    assert desk.whole()
    for _ in range(6):  # commit, approve, approve, ask, document, draft
        desk.till.undo()
    assert desk.free() == 20_000
    desk.till.undo()
    assert desk.free() == 0
    assert desk.whole()


def test_earmarks_are_listed_by_committee_and_categories_have_a_number(desk: Desk) -> None:
    assert [(e.free_cents, e.committed_cents) for e in desk.till.see(earmarks_of, desk.account)] == [(20_000, 0)]
    other = desk.till.hands.create(name="Comité de Bron")  # that nothing was ever earmarked for
    held = desk.till.see(earmark_of, desk.account, other)
    assert (held.free_cents, held.committed_cents, held.paid_cents) == (0, 0, 0)
    with pytest.raises(RequestNotFound):
        desk.till.see(request_view, other)
    assert len({one.number for one in categories()}) == len(categories())
    assert len(desk.till.see(list_requests, committee_id=desk.committee, states=("draft",))) == 0


ANY_MOVE = st.one_of(
    st.tuples(st.sampled_from(["give", "take_back"]), st.integers(1, 30_000)),
    st.tuples(st.just("ask for"), st.integers(1, 30_000)),
    st.tuples(st.sampled_from(["ask", "approve", "ask_more", "refuse", "commit", "pay", "undo"]), st.integers(0, 5)),
)


def walk(desk: Desk, path: list[tuple[str, int]]) -> None:
    """A path, each move refused or taken, and never a balance below zero."""
    requests = [desk.ask(7_000)]
    for word, number in path:
        try:
            if word in ("give", "take_back"):
                desk.till.do(earmark, desk.account, desk.committee, number, **YES, direction=word)
            elif word == "ask for":
                requests.append(desk.ask(number))
                desk.acting(desk.ana, add_document, requests[-1], "invoice", "F")
            elif word == "undo":
                desk.till.do(undo)
            else:
                desk.move(requests[number % len(requests)], word)
        except (Refusal, UndoImpossible):
            pass
        view = desk.till.see(earmark_of, desk.account, desk.committee)
        assert view.free_cents >= 0 and view.committed_cents >= 0
        assert desk.till.see(balance_of, desk.account).bank_cents >= 0
    assert desk.whole()


ON_ONE_FILE = [HealthCheck.function_scoped_fixture]


@settings(max_examples=5, deadline=None, suppress_health_check=ON_ONE_FILE)
@given(st.lists(ANY_MOVE, min_size=5, max_size=25))
def test_no_balance_of_a_committee_is_below_zero_on_any_path(desk: Desk, path: list[tuple[str, int]]) -> None:
    walk(desk, path)


@pytest.mark.long
@settings(max_examples=100, deadline=None, suppress_health_check=ON_ONE_FILE)
@given(st.lists(ANY_MOVE, min_size=5, max_size=25))
def test_no_balance_of_a_committee_is_below_zero_on_a_hundred_paths(desk: Desk, path: list[tuple[str, int]]) -> None:
    walk(desk, path)


def test_no_more_of_a_gift_is_taken_back_than_was_earmarked_of_it(till: Any) -> None:
    donor = till.donor()
    gift = till.receive(donor, 10_000)
    till.receive(donor, 50_000)
    till.do(earmark, till.account, till.committee, 2_000, donation_id=gift, declares_mandatary=True)
    till.do(earmark, till.account, till.committee, 20_000, declares_mandatary=True)
    back = {"direction": "take_back", "donation_id": gift, "declares_mandatary": True}
    with pytest.raises(EarmarkShort):
        till.do(earmark, till.account, till.committee, 8_000, **back)
    till.do(earmark, till.account, till.committee, 500, **back)
    for cents, more in ((1_501, back), (8_501, {"donation_id": gift, "declares_mandatary": True})):
        with pytest.raises(EarmarkShort):  # 1,500 of it are earmarked now, 8,500 are not
            till.do(earmark, till.account, till.committee, cents, **more)
    till.do(earmark, till.account, till.committee, 1_500, **back)


def test_a_committee_that_ended_gets_nothing_and_its_earmark_is_taken_back(till: Any) -> None:
    till.receive(till.donor(), 10_000)
    till.do(earmark, till.account, till.committee, 2_000, declares_mandatary=True)
    with till.hands.store.write() as unit:
        unit.name("end")
        unit.change(unit.session.get_one(Committee, till.committee), state="closed", ended_at=unit.now)
    with pytest.raises(CommitteeEnded):
        till.do(earmark, till.account, till.committee, 1_000, declares_mandatary=True)
    till.do(earmark, till.account, till.committee, 2_000, declares_mandatary=True, direction="take_back")
    assert till.see(earmark_of, till.account, till.committee).free_cents == 0


def test_the_account_number_of_who_is_paid_is_read_whole_or_asked_again(till: Any) -> None:
    """Two signs swapped would pay somebody else: ISO 13616, with the registry's own examples."""
    for text, kept in {
        "FR14 2004 1010 0505 0001 3M02 606": "FR1420041010050500013M02606", "": "",
        "iban be68 5390 0754 7034": "BE68539007547034", "GB29-NWBK-6016-1331-9268-19": "GB29NWBK60161331926819",
    }.items():  # fmt: skip
        assert read_iban(text) == kept
    for text in (
        "FR14 2004 1010 0505 0001 3M02 660", "FR14 2004 1010 0505 0010 3M02 606", "FR142004101005050001", "FR761",
        "4970 1012 3456 7890", "[/]", "FR14 2004 1010 0505 0001 3M02 606 7", "DE68539007547034",
    ):  # fmt: skip
        with pytest.raises(IbanImpossible) as refused:
            read_iban(text)
        assert "3M02" not in words("en").refusal(refused.value)  # told without being shown whole
    form = RequestForm(till.committee, till.account, "Tracts", "print", 1_000, iban="FR14 2004 1010 0505 0001 3M02 660")
    with pytest.raises(IbanImpossible):
        till.do(save_request, form)


def test_what_is_missing_to_commit_is_said_and_nobody_asks_for_more_without_saying_what(desk: Desk) -> None:
    request = desk.ask(5_000)
    desk.move(request, "ask")
    with pytest.raises(NoteNeeded):
        desk.acting(desk.luc, move_request, request, "ask_more", note=" ")
    desk.move(request, "approve", "approve")  # approving takes no money: it informs, and does not block
    free = desk.free()
    assert desk.till.see(lacking, desk.account, desk.committee, free) == 0
    beyond = desk.ask(free + 5_050)
    desk.move(beyond, "ask", "approve", "approve")
    with pytest.raises(CommitShort) as refused:
        desk.move(beyond, "commit")
    assert "€50.50 are missing" in words("en").refusal(refused.value)
    assert desk.till.see(lacking, desk.account, desk.committee, free + 5_050) == 5_050
