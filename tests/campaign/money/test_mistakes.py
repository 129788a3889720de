"""What was noted by mistake is taken back by a new step with its reason; a receipt that was issued is not forgotten."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from campaign.errors.money import GiftRefused, MandataryNeeded, ReceiptToCancel, RestoreReasonNeeded, StepNotOpen
from campaign.money import gifts
from campaign.money.balances import net
from campaign.money.listing import gift_line, gift_steps
from campaign.money.restoring import restore
from campaign.words import words
from db import engine
from db.ledger_check import faults
from db.tables import DonationEvent, LedgerEntry

YES = {"declares_mandatary": True}
# What ended it, how it was paid, and where it stood before.
ENDS = (
    (gifts.bounce, "cheque", "deposited"),
    (gifts.bounce, "debit", "received"),
    (gifts.refund, "cash", "deposited"),
    (gifts.refund, "transfer", "received"),
    (gifts.give_back, "cheque", "received"),
    (gifts.give_back, "in_kind", "received"),
    (gifts.give_back, "cheque", "handed_over"),
)


def whole(till: Any) -> bool:
    with closing(engine.connect(till.hands.path, "ro")) as connection:
        return not faults(connection)


def brought(till: Any, donor: Any, method: str, to: str) -> Any:
    """A gift where it stood before its end was noted."""
    gift = till.promise(donor, 1_000, method, estimate="a van for a day")
    if method in ("cheque", "cash"):
        till.do(gifts.hand_over, [gift], None)
    if to != "handed_over":
        till.do(gifts.receive, [gift], **YES)
    if to == "deposited":
        till.do(gifts.deposit, [gift], **YES)
    return gift


def test_an_end_that_was_noted_by_mistake_is_taken_back_with_its_reason_and_the_books_stand_as_before(
    till: Any,
) -> None:
    donor = till.donor()
    for end, method, stood in ENDS:
        gift = brought(till, donor, method, stood)
        held, entries = till.see(net, till.account), till.one(select(func.count()).select_from(LedgerEntry))
        till.do(end, gift, **YES)
        ended = till.see(net, till.account)
        with pytest.raises(RestoreReasonNeeded):
            till.do(restore, gift, reason=" ", **YES)
        if stood != "handed_over":
            with pytest.raises(MandataryNeeded):
                till.do(restore, gift, reason="Autre chèque")
        till.do(restore, gift, reason="Autre chèque", declares_mandatary=stood != "handed_over")
        line, step = till.see(gift_line, gift), till.see(gift_steps, gift)[-1]
        assert (line.state, step.to_state, step.note) == (stood, stood, "Autre chèque")
        assert step.role == ("mandatary" if stood != "handed_over" else "")
        assert till.see(net, till.account) == held
        assert till.one(select(func.count()).select_from(LedgerEntry)) - entries == (0 if stood == "handed_over" else 2)
        till.undo()
        assert {k: v for k, v in till.see(net, till.account).items() if v} == {k: v for k, v in ended.items() if v}
        till.redo()
        assert till.see(gift_line, gift).state == stood
        till.do(end, gift, **YES)  # and it can end again, in earnest
    assert whole(till)


def test_only_what_has_ended_stands_again_and_a_promise_only_where_the_law_still_lets_it(till: Any) -> None:
    donor = till.donor()
    gift = till.promise(donor, 300_000)
    with pytest.raises(StepNotOpen):
        till.do(restore, gift, reason="so")
    till.do(gifts.drop, gift)
    more = till.receive(donor, 200_000)
    with pytest.raises(GiftRefused):  # the cap was used by another gift since
        till.do(restore, gift, reason="so")
    till.do(gifts.refund, more, **YES)
    till.do(restore, gift, reason="so")
    assert till.see(gift_line, gift).state == "promised"
    # Money that is in the account is noted above the cap too, and the rule is told and kept with it.
    verdict = till.do(restore, more, reason="Le virement n'est jamais parti", **YES)
    assert verdict.blocked and verdict.found[0].rule_id == "don.candidate.cap"
    assert whole(till)


def test_a_gift_whose_official_receipt_was_issued_ends_with_a_reason_only(till: Any) -> None:
    """The donor could use a receipt that nobody cancelled: its number is told, and why the gift no longer stands."""
    donor = till.donor()
    for end, method, stood in ENDS[:5]:
        gift = brought(till, donor, method, stood)
        till.do(gifts.record_receipt, gift, f"27-{end.__name__}-{method}")
        with pytest.raises(ReceiptToCancel) as refused:
            till.do(end, gift, **YES, note="  ")
        assert f"27-{end.__name__}-{method}" in words("fr").refusal(refused.value)
        till.do(end, gift, **YES, note="Annulation demandée le 3", day=date(2027, 2, 3))
        line, step = till.see(gift_line, gift), till.see(gift_steps, gift)[-1]
        assert step.note == "Annulation demandée le 3" and line.official_receipt


def test_the_reason_of_a_step_is_not_that_of_going_back_from_it(till: Any) -> None:
    """Of a bounce that was taken back by mistake, the committee hears why it bounced, not why it was thought not to."""
    gift = brought(till, till.donor(), "cheque", "deposited")
    till.do(gifts.bounce, gift, **YES, note="no funds")
    till.do(restore, gift, reason="another cheque", **YES)
    till.undo()
    steps = select(DonationEvent.to_state, DonationEvent.note).where(DonationEvent.donation_id == gift)
    assert till.all(steps.order_by(DonationEvent.at.desc(), DonationEvent.id.desc()))[0] == ("bounced", "")
    till.redo()
    assert till.all(steps.order_by(DonationEvent.at.desc(), DonationEvent.id.desc()))[0] == (
        "deposited",
        "another cheque",
    )
