"""What was noted of a gift by mistake: it stands again as before, by a new step and a new entry; nothing is rewritten.

A cheque that came back was another's, a refund never left the account: the step that was noted stays in the history,
the one that takes it back stands after it with its reason, and the ledger reverses its entry by another (R39-1).
"""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors.money import MandataryNeeded, RestoreReasonNeeded, StepNotOpen
from campaign.money.accounts import account_row
from campaign.money.checking import allowed, check
from campaign.money.donors import donor_row
from campaign.money.facts import today_in
from campaign.money.gifts import MANDATARY, enter_event, gift_row
from campaign.money.steps import ENDED, HELD, STEPS
from campaign.views.money import GIFT_STATE_WORDS, METHOD_WORDS
from campaign.views.money_guard import Gift, Verdict
from db.folding import clean_lines
from db.ledger import post, reversal
from db.tables import Donation, DonationEvent, LedgerEntry
from db.unit import Unit


def restore(unit: Unit, donation_id: uuid.UUID, *, reason: str, declares_mandatary: bool = False) -> Verdict:
    """Take back that a gift bounced, was refunded, given back or dropped: it stands as before. One action.

    What the law has to say of it is given back, and kept with the gift: it counts towards the caps again. Money that
    is there is noted even above a cap, since hiding it would not undo it; a promise above one is not.

    Raises:
        GiftUnknown; StepNotOpen: it has not ended; RestoreReasonNeeded; MandataryNeeded: it was in the account;
        GiftRefused: it is a promise again, and the law is against it by now.
    """
    row = gift_row(unit.session, donation_id)
    before = _stood(unit.session, row) if row.state in ENDED else ""
    if not before:
        raise StepNotOpen(state_word=GIFT_STATE_WORDS[row.state], method_word=METHOD_WORDS[row.method])
    why = clean_lines(reason)[:2000]
    if not why:
        raise RestoreReasonNeeded
    if before in HELD and not declares_mandatary:
        raise MandataryNeeded
    unit.name("donation.restore", committee_id=row.committee_id)
    verdict = _judged(unit.session, row, before)
    if before not in HELD:
        allowed(verdict, why)
    ended = row.state
    entry = _entry_of(unit.session, row, ended)
    warnings = sorted({*row.warnings, *verdict.to_record})
    unit.change(row, state=before, ended_on=None, warnings=warnings)
    today = today_in(account_row(unit.session, row.account_id), unit.now)
    enter_event(unit, row, today, ended, before, role=MANDATARY if before in HELD else "", note=why)
    if entry is not None:
        post(unit, row.account_id, row, [reversal(entry)])
    return verdict


def _stood(session: Session, row: Donation) -> str:
    """Where a gift stood before it ended, as its history tells."""
    ended = select(DonationEvent.from_state).where(
        DonationEvent.donation_id == row.id, DonationEvent.to_state == row.state
    )
    return session.scalars(ended.order_by(DonationEvent.at.desc(), DonationEvent.id.desc()).limit(1)).first() or ""


def _judged(session: Session, row: Donation, before: str) -> Verdict:
    """What the guard says of the gift as it is about to stand."""
    account = account_row(session, row.account_id)
    held = before in HELD and row.received_on is not None
    day = row.received_on if held and row.received_on is not None else row.promised_on
    gift = Gift(
        row.amount_cents, day, row.method, row.kind, "reception" if held else "promise", row.payer, row.estimate
    )
    donor = donor_row(session, row.donor_id) if row.donor_id else None
    return check(session, account, gift, donor, without=row.id, instalment=row.recurring_id is not None)


def _entry_of(session: Session, row: Donation, ended: str) -> LedgerEntry | None:
    """The entry that the end of a gift made, still in force; None if it never reached the mandataire."""
    legs = {step.legs[row.method] for step in STEPS if step.target == ended and row.method in step.legs}
    entries = session.scalars(select(LedgerEntry).where(LedgerEntry.source_id == row.id).order_by(LedgerEntry.seq))
    known = list(entries)
    reversed_ = {one.reverses_id for one in known}
    standing = [one for one in known if one.id not in reversed_ and (one.debit, one.credit) in legs]
    return standing[-1] if standing else None
