"""Two pairs of eyes and a third for the mandataire; money that is not there is neither committed nor paid back."""

from __future__ import annotations

import uuid
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from campaign.errors.money import AccountClosed, AccountCommitted, BankShort, CollectionKept, DayImpossible
from campaign.errors.money_spending import (
    MoneyMissing,
    PaperNeeded,
    PaperReferenceShort,
    SecondPersonNeeded,
    ThirdPersonNeeded,
)
from campaign.money import gifts
from campaign.money.accounts import AccountForm, save_account
from campaign.money.balances import balance_of, earmark_of
from campaign.money.collecting import CollectionForm, collect
from campaign.money.earmarks import earmark
from campaign.money.listing import gift_line
from campaign.money.spending import RequestForm, add_document, move_request, request_view, save_request
from campaign.money.steps import open_steps
from campaign.people.merging import merge_people
from campaign.settings import declare_me, who_am_i
from campaign.words import words
from db import engine
from db.errors import NothingToRedo, UndoHeld
from db.ledger_check import faults
from db.tables import Person, SpendingRequest
from db.undo import undo

YES = {"declares_mandatary": True}


class Desk:
    """Ada asks, Bob looks, Mia is the mandataire; 100 € are earmarked."""

    def __init__(self, till: Any, lived: Any) -> None:
        self.till, self.committee, self.account = till, till.committee, till.account
        self.ada, self.bob, self.mia, self.donor = lived(till.hands, "desk-of-two-people", self._begin)

    def _begin(self, hands: Any) -> tuple[uuid.UUID, ...]:
        return *(hands.join(self.committee, name) for name in ("Ada X", "Bob Y", "Mia Z")), self.till.donor()

    def by(self, who: uuid.UUID | None, action: Any, *args: Any, **options: Any) -> Any:
        with self.till.hands.store.write(who) as unit:
            return action(unit, *args, **options)

    def ask(self, who: uuid.UUID | None, cents: int = 10_000, request: uuid.UUID | None = None) -> uuid.UUID:
        form = RequestForm(self.committee, self.account, "Tracts", "print", cents, request_id=request)
        return self.by(who, save_request, form)  # type: ignore[no-any-return]

    def move(self, who: uuid.UUID | None, request: uuid.UUID, move: str, **options: Any) -> str:
        return self.by(who, move_request, request, move, **options)  # type: ignore[no-any-return]

    def approved(self, cents: int = 10_000) -> uuid.UUID:
        request = self.ask(self.ada, cents)
        self.move(self.ada, request, "ask")
        self.move(self.bob, request, "approve")
        self.move(self.mia, request, "approve", **YES)
        return request

    def fund(self, method: str = "transfer") -> uuid.UUID:
        gift: uuid.UUID = self.till.receive(self.donor, 10_000, method)
        self.till.do(earmark, self.account, self.committee, 10_000, **YES)
        return gift

    def close(self) -> None:
        kept = {"account_id": self.account, "closed_on": date(2027, 2, 3)}
        self.till.do(save_account, AccountForm("candidate", "Candidate A", self.till.election, **kept))


@pytest.fixture
def desk(till: Any, lived: Any) -> Desk:
    return Desk(till, lived)


def test_whoever_wrote_corrected_or_sent_a_request_is_not_its_second_person(desk: Desk) -> None:
    request = desk.ask(desk.ada, 1_000)
    desk.ask(desk.bob, 9_900, request)  # Bob raises it, Ada sends it
    desk.move(desk.ada, request, "ask")
    for who in (desk.ada, desk.bob):
        with pytest.raises(SecondPersonNeeded) as refused:
            desk.move(who, request, "approve")
        said = words("fr").refusal(refused.value)  # who may not, and what to do next
        assert "(Ada X, Bob Y)" in said and "m, change qui est au clavier" in said and "--as" in said
    assert desk.move(desk.mia, request, "approve") == "mandatary_review"
    sent = desk.ask(desk.ada)
    desk.move(desk.bob, sent, "ask")
    assert desk.till.see(request_view, sent).asker == "Bob Y"
    for who in (desk.ada, desk.bob):
        with pytest.raises(SecondPersonNeeded):
            desk.move(who, sent, "approve")
    desk.move(desk.mia, sent, "ask_more", note="Which size?")  # who looks and asks for more may look again
    desk.move(desk.ada, sent, "ask")
    assert desk.move(desk.mia, sent, "approve") == "mandatary_review"


def test_the_mandataire_who_approves_is_neither_who_asks_nor_who_looked(desk: Desk) -> None:
    request = desk.ask(desk.ada)
    desk.move(desk.ada, request, "ask")
    desk.move(desk.bob, request, "approve")
    for who in (desk.ada, desk.bob):
        with pytest.raises(ThirdPersonNeeded):
            desk.move(who, request, "approve", **YES)
    assert desk.move(desk.mia, request, "approve", **YES) == "approved"
    other = desk.ask(desk.ada)
    desk.move(desk.ada, other, "ask")
    desk.move(desk.ada, other, "approve", paper="PV du 2 février")
    with pytest.raises(ThirdPersonNeeded):
        desk.move(desk.ada, other, "approve", **YES)


def test_a_request_of_nobody_known_needs_a_signed_paper_that_is_found_again(desk: Desk) -> None:
    for writer, sender in ((None, None), (desk.ada, None)):
        request = desk.ask(writer)
        desk.move(sender, request, "ask")
        with pytest.raises(PaperNeeded):
            desk.move(desk.bob, request, "approve")
        for short in ("x", "PV", " P  V "):
            with pytest.raises(PaperReferenceShort):
                desk.move(desk.bob, request, "approve", paper=short)
        assert desk.move(desk.bob, request, "approve", paper="PV 3") == "mandatary_review"


def test_a_collection_is_neither_dropped_nor_given_back(desk: Desk) -> None:
    form = CollectionForm(desk.committee, desk.account, 50_000, "Salle", "hat", desk.ada, desk.bob)
    box = desk.till.do(collect, form)
    with pytest.raises(CollectionKept):
        desk.till.do(gifts.drop, box)
    desk.till.do(gifts.hand_over, [box], desk.ada)
    with pytest.raises(CollectionKept):
        desk.till.do(gifts.give_back, box)
    desk.till.do(gifts.receive, [box], **YES)
    with pytest.raises(CollectionKept):
        desk.till.do(gifts.give_back, box, **YES)
    assert [s.name for s in open_steps("received", "cash", "collection")] == ["deposit"]
    desk.till.do(gifts.deposit, [box], **YES)
    desk.till.do(gifts.refund, box, **YES)
    assert desk.till.see(gift_line, box).state == "refunded"
    again = desk.till.do(collect, form)
    desk.till.undo()
    assert again not in [line.id for line in desk.till.see(_lines, desk.account)]


def _lines(session: Any, account: uuid.UUID) -> Any:
    from campaign.money.listing import list_gifts
    from campaign.views.money import GiftQuery

    return list_gifts(session, GiftQuery(account_id=account)).lines


def test_a_gift_that_was_spent_is_not_paid_back_out_of_an_empty_account(desk: Desk) -> None:
    gift = desk.fund()
    request = desk.approved()
    desk.move(desk.mia, request, "commit", **YES)
    desk.till.do(add_document, request, "invoice", "F1")
    desk.move(desk.mia, request, "pay", **YES)
    with pytest.raises(BankShort):
        desk.till.do(gifts.refund, gift, **YES)
    assert desk.till.see(balance_of, desk.account).bank_cents == 0
    desk.till.receive(desk.donor, 10_000)
    desk.till.do(gifts.refund, gift, **YES)


def test_money_that_bounced_is_not_committed(desk: Desk) -> None:
    gift = desk.fund("cheque")
    request = desk.approved()
    desk.till.do(gifts.deposit, [gift], **YES)
    desk.till.do(gifts.bounce, gift, **YES)
    with pytest.raises(MoneyMissing) as refused:
        desk.move(desk.mia, request, "commit", **YES)
    assert refused.value.facts["missing_cents"] == 10_000
    desk.till.do(earmark, desk.account, desk.committee, 10_000, **YES, direction="take_back")
    desk.fund()
    assert desk.till.see(earmark_of, desk.account, desk.committee).free_cents == 10_000
    assert desk.move(desk.mia, request, "commit", **YES) == "committed"


def test_a_payment_falls_between_its_commitment_and_today(desk: Desk) -> None:
    desk.fund()
    request = desk.approved()
    desk.till.do(add_document, request, "invoice", "F1")
    with pytest.raises(DayImpossible):
        desk.move(desk.mia, request, "commit", day=date(2027, 2, 2), **YES)
    desk.move(desk.mia, request, "commit", **YES)
    desk.till.hands.clock.on(days=2)
    for day in (date(2001, 1, 1), date(2027, 2, 2), date(2027, 2, 6)):
        with pytest.raises(DayImpossible):
            desk.move(desk.mia, request, "pay", day=day, **YES)
    assert desk.move(desk.mia, request, "pay", day=date(2027, 2, 4), **YES) == "paid"


def test_a_closed_account_owes_nothing_and_takes_nothing(desk: Desk) -> None:
    desk.fund()
    draft, request = desk.ask(desk.ada, 100), desk.approved(5_000)
    promised = desk.till.promise(desk.donor, 5_000)
    desk.move(desk.mia, request, "commit", **YES)
    with pytest.raises(AccountCommitted):
        desk.close()
    desk.move(desk.mia, request, "refuse", **YES)
    desk.till.do(gifts.drop, desk.till.promise(desk.donor, 100))
    desk.close()
    with pytest.raises(AccountClosed):
        desk.till.do(gifts.hand_over, [promised], None)
    with pytest.raises(AccountClosed):
        desk.move(desk.ada, draft, "ask")


def test_who_asked_and_looked_stays_while_what_they_did_stays_and_undo_goes_on_past_the_step_that_declared_them(
    till: Any,
) -> None:
    """A request that was paid and taken back stays as refused, and says who wrote it: older steps are still undone."""
    donor = till.donor()
    till.receive(donor, 10_000)
    till.do(earmark, till.account, till.committee, 10_000, **YES)
    known = till.see(who_am_i)
    me = till.do(declare_me, "Eve Noor").id
    till.do(declare_me, "Luc Roy")  # does nothing that stays: goes with the step that named them
    form = RequestForm(till.committee, till.account, "Tracts", "print", 10_000)
    with till.hands.store.write(me) as unit:
        request = save_request(unit, form)
    till.do(add_document, request, "invoice", "F 1")
    for move in ("ask", "approve", "approve", "commit", "pay"):
        paper = "PV 12" if move == "approve" else ""
        with till.hands.store.write(me if move == "ask" else None) as unit:
            move_request(unit, request, move, **YES, paper=paper)  # type: ignore[arg-type]
    while till.do(undo).action != "donation.promise":
        pass
    assert till.see(who_am_i) == known
    assert till.see(request_view, request).state == "refused" and till.see(request_view, request).asker == "Eve Noor"
    names = [name for (name,) in till.all(select(Person.family_name).where(Person.given_name.in_(("Eve", "Luc"))))]
    assert names == ["Noor"]
    with closing(engine.connect(till.hands.path, "ro")) as connection:
        assert not faults(connection)
    while True:
        try:
            till.redo()
        except NothingToRedo:
            break
    assert till.see(request_view, request).state == "paid" and till.see(who_am_i).name == "Luc Roy"
    for _ in range(20):
        try:
            step = till.do(undo)
        except UndoHeld as held:  # said as what it is, with what to do instead
            assert held.facts["action"] == "account.save" and "Candidate A" in words("en").refusal(held)
            assert "close it" in words("en").refusal(held)
            break
        assert step.action != "account.save"
    else:
        pytest.fail("the account went, though its ledger is there")


def test_two_entries_that_are_one_stay_one_when_the_merge_is_done_again(desk: Desk) -> None:
    desk.ask(desk.bob)  # its history names Bob for good
    people = select(func.count()).select_from(Person)
    before = desk.till.one(people)
    desk.till.do(merge_people, desk.ada, desk.bob)
    for turn, count in ((desk.till.undo, before), (desk.till.redo, before - 1), (desk.till.undo, before)):
        turn()
        assert desk.till.one(people) == count


def test_what_was_done_before_a_column_came_is_undone_and_done_again(desk: Desk) -> None:
    """An upgrade adds columns that the journal of the version before does not know."""
    desk.fund()
    request = desk.ask(desk.ada)
    with closing(engine.connect(desk.till.hands.path)) as connection:
        for column in ("told_by", "file_id"):
            connection.execute(f"UPDATE journal SET changes = replace(changes, ',\"{column}\":null', '')")
    till = desk.till
    for turn, found in ((till.undo, 0), (till.undo, 0), (till.redo, 0), (till.redo, 1)):  # the earmark is before it
        turn()
        asked = select(func.count()).select_from(SpendingRequest).where(SpendingRequest.id == request)
        assert desk.till.one(asked) == found
