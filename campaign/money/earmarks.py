"""Earmarks: received money that the mandataire sets apart for a committee. It never leaves the one account."""

from __future__ import annotations

import uuid
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import committee_row, living
from campaign.errors.money import MandataryNeeded
from campaign.errors.money_exchange import DecidedElsewhere
from campaign.errors.money_spending import CommitteeNotRecognised, EarmarkShort
from campaign.money.accounts import account_row
from campaign.money.amounts import checked
from campaign.money.balances import balance_of, earmark_of
from campaign.money.facts import today_in
from campaign.money.spending_hands import decided_elsewhere
from db.folding import clean_lines
from db.ledger import EARMARK, FREE, Posting, post
from db.tables import Allocation, Committee
from db.unit import Unit


def earmark(
    unit: Unit,
    account_id: uuid.UUID,
    committee_id: uuid.UUID,
    amount_cents: int,
    *,
    declares_mandatary: bool,
    direction: Literal["give", "take_back"] = "give",
    donation_id: uuid.UUID | None = None,
    note: str = "",
) -> uuid.UUID:
    """Earmark received money for a committee, or take an earmark back. It stays the mandataire's. One action.

    Raises:
        MandataryNeeded, AccountUnknown, AccountClosed, CommitteeUnknown, CommitteeEnded, AmountImpossible;
        DecidedElsewhere: the mandataire tells of it by a file; EarmarkShort: more than is held and free;
        CommitteeNotRecognised: the account finances recognised ones only.
    """
    if not declares_mandatary:
        raise MandataryNeeded
    session = unit.session
    account = account_row(session, account_id, living=True)
    if decided_elsewhere(session, account.id, committee_id):
        raise DecidedElsewhere
    give = direction == "give"
    committee = living(session, committee_id) if give else committee_row(session, committee_id)
    checked(amount_cents)
    if give and account.recognised_only and not _recognised(session, committee, unit):
        raise CommitteeNotRecognised(name=committee.name)
    held = (
        balance_of(session, account_id).unassigned_cents
        if give
        else earmark_of(session, account_id, committee_id).free_cents
    )
    if donation_id is not None:
        held = min(held, _left_of(session, donation_id) if give else _earmarked_of(session, donation_id, committee_id))
    if amount_cents > held:
        raise EarmarkShort(held_cents=max(held, 0), amount_cents=amount_cents)
    unit.name("earmark.give" if give else "earmark.take_back", committee_id=committee.id, name=committee.name)
    today = today_in(account, unit.now)
    row = unit.add(
        Allocation(
            committee_id=committee.id, account_id=account.id, donation_id=donation_id, direction=direction,
            amount_cents=amount_cents, day=today, note=clean_lines(note)[:2000],
        )
    )  # fmt: skip
    debit, credit = (FREE, EARMARK) if give else (EARMARK, FREE)
    post(unit, account.id, row, [Posting(debit, credit, amount_cents, today, committee.id)])
    return row.id


def _left_of(session: Session, donation_id: uuid.UUID) -> int:
    """What of one gift is not earmarked yet."""
    from campaign.money.gifts import gift_row

    row = gift_row(session, donation_id)
    held = row.amount_cents if row.state in ("received", "deposited") and row.method != "in_kind" else 0
    return held - _earmarked_of(session, donation_id)


def _earmarked_of(session: Session, donation_id: uuid.UUID, committee_id: uuid.UUID | None = None) -> int:
    """What of one gift is earmarked, for one committee or for all: no more of it can be taken back."""
    sums = select(Allocation.direction, func.sum(Allocation.amount_cents)).where(Allocation.donation_id == donation_id)
    if committee_id is not None:
        sums = sums.where(Allocation.committee_id == committee_id)
    found = {direction: int(total) for direction, total in session.execute(sums.group_by(Allocation.direction))}
    return found.get("give", 0) - found.get("take_back", 0)


def _recognised(session: Session, committee: Committee, unit: Unit) -> bool:
    """Whether a committee meets every criterion of recognition that is known of it."""
    from campaign.committees.directory import recognition_of
    from campaign.committees.recognition import recognised

    return recognised(recognition_of(session, committee, unit.now))
