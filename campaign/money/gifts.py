"""The steps of a gift after its promise: carried to the mandataire, received, brought to the bank, or given back.

Each function is one action; each step of each gift leaves a row of its history, and money a row of the ledger. What is
promised, and what is collected, is in `campaign.money.promises` and `campaign.money.collecting`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import committee_row
from campaign.errors.money import (
    BankShort,
    CollectionKept,
    DayImpossible,
    GiftsMixed,
    GiftsNeeded,
    GiftUnknown,
    MandataryNeeded,
    NoReceipt,
    ReceiptToCancel,
    ReceiptTwice,
    SomeGiftsRefused,
    StepNotOpen,
)
from campaign.money.accounts import account_row
from campaign.money.balances import balance_of
from campaign.money.checking import allowed, check
from campaign.money.donors import donor_row
from campaign.money.facts import today_in
from campaign.money.steps import NOT_OF_A_BOX, step_of
from campaign.views.money import GIFT_STATE_WORDS, METHOD_WORDS
from campaign.views.money_guard import Gift
from campaign.words import N_
from db.errors import Refusal
from db.folding import clean, clean_lines
from db.ledger import Posting, post
from db.tables import Collection, DepositSlip, Donation, DonationEvent, HandOver
from db.unit import Unit

MANDATARY = "mandatary"
TOLD = "told"  # on the other laptop, by somebody there: who took in its file is not who did it


def hand_over(
    unit: Unit, donation_ids: Sequence[uuid.UUID], bearer_id: uuid.UUID | None, day: date | None = None
) -> uuid.UUID:
    """Note that cheques and cash were carried to the mandataire: by whom and when. Return the id of the slip.

    ``bearer_id`` None: by post, or by the donors themselves. One action.

    Raises:
        GiftsNeeded, GiftUnknown, StepNotOpen, DayImpossible, AccountClosed;
        GiftsMixed: of several committees or accounts; SomeGiftsRefused: of several gifts some are not open to it.
    """
    rows = _gifts(unit.session, donation_ids)
    each(rows, lambda row: _open(row, "hand_over"))
    committee_id, account_id = _one({(r.committee_id, r.account_id) for r in rows})
    account = account_row(unit.session, account_id, living=True)
    today = today_in(account, unit.now)
    carried = possible_day(day or today, today, max(r.promised_on for r in rows))
    unit.name("donation.hand_over", committee_id=committee_id, count=len(rows))
    latest = unit.session.scalar(select(func.max(HandOver.number)).where(HandOver.committee_id == committee_id)) or 0
    slip = unit.add(
        HandOver(committee_id=committee_id, account_id=account_id, number=latest + 1, bearer_id=bearer_id, day=carried)
    )
    for row in rows:
        take_step(unit, row, "hand_over", carried, hand_over_id=slip.id)
    return slip.id


def receive(
    unit: Unit,
    donation_ids: Sequence[uuid.UUID],
    *,
    declares_mandatary: bool,
    day: date | None = None,
    reason: str = "",
) -> None:
    """Receive gifts, as the mandataire: what was handed over, or what reached the account. One action.

    All fields that the law asks for must be there by now. Each gift gets our own acknowledgement number, which is no
    tax receipt's.

    Raises:
        MandataryNeeded: the role is not declared; StepNotOpen: it was not handed over; GiftRefused, GiftReasonNeeded,
        DayImpossible, GiftsNeeded, GiftUnknown, AccountClosed; SomeGiftsRefused: so of some of several gifts.
    """
    _as_mandatary(declared=declares_mandatary)
    rows = _gifts(unit.session, donation_ids)
    unit.name("donation.receive", committee_id=rows[0].committee_id, count=len(rows))
    enter_receptions(unit, rows, day, reason)


def enter_receptions(unit: Unit, rows: Sequence[Donation], day: date | None, reason: str) -> None:
    """`receive` inside the caller's action, once the role is declared."""
    # In one go: what each brings counts for those after it, and one that is refused ends the action for all.
    each(rows, lambda row: _receive(unit, row, day, reason))
    for slip_id in sorted({row.hand_over_id for row in rows if row.hand_over_id}):
        slip = unit.session.get_one(HandOver, slip_id)
        if slip.acknowledged_on is None:
            unit.change(
                slip, acknowledged_on=max(r.received_on for r in rows if r.hand_over_id == slip_id and r.received_on)
            )


def _receive(unit: Unit, row: Donation, day: date | None, reason: str) -> None:
    account = account_row(unit.session, row.account_id, living=True)
    _open(row, "receive")
    today = today_in(account, unit.now)
    on = possible_day(day or today, today, _since(unit.session, row))
    people = 2
    if row.kind == "collection":
        box = unit.session.scalars(select(Collection).where(Collection.donation_id == row.id)).first()
        people = box.counted_by if box else 0
    gift = Gift(row.amount_cents, on, row.method, row.kind, "reception", row.payer, row.estimate, people)
    donor = donor_row(unit.session, row.donor_id) if row.donor_id else None
    written = clean_lines(reason)[:2000] or row.reason
    told = check(unit.session, account, gift, donor, without=row.id, instalment=row.recurring_id is not None)
    verdict = allowed(told, written)
    number = row.acknowledgement or latest_number(unit.session, account.id) + 1
    take_step(
        unit, row, "receive", on, received_on=on, acknowledgement=number, warnings=list(verdict.to_record),
        reason=written,
    )  # fmt: skip


def latest_number(session: Session, account_id: uuid.UUID) -> int:
    """The latest number of our own that an account gave to a gift it received; 0 before the first."""
    return session.scalar(select(func.max(Donation.acknowledgement)).where(Donation.account_id == account_id)) or 0


def each(rows: Sequence[Donation], do: Callable[[Donation], object]) -> None:
    """Do it with each gift; if any are refused, all of them are named, and the caller's action is given up.

    Raises:
        SomeGiftsRefused; where there is one gift only, what it was refused for.
    """
    refused: list[tuple[uuid.UUID, Refusal]] = []
    for row in rows:
        try:
            do(row)
        except Refusal as refusal:
            if len(rows) == 1:
                raise
            refused.append((row.id, refusal))
    if refused:
        raise SomeGiftsRefused(tuple(refused), len(rows))


def deposit(
    unit: Unit,
    donation_ids: Sequence[uuid.UUID],
    *,
    declares_mandatary: bool,
    day: date | None = None,
    bank_ref: str = "",
) -> uuid.UUID:
    """Bring cheques, or cash, to the bank: one slip. Return its id. One action.

    Raises:
        MandataryNeeded, GiftsNeeded, GiftUnknown, StepNotOpen, DayImpossible;
        GiftsMixed: of several accounts, or cheques and cash together; SomeGiftsRefused.
    """
    _as_mandatary(declared=declares_mandatary)
    rows = _gifts(unit.session, donation_ids)
    each(rows, lambda row: _open(row, "deposit"))
    account_id, method = _one({(r.account_id, r.method) for r in rows})
    account = account_row(unit.session, account_id)
    today = today_in(account, unit.now)
    on = possible_day(day or today, today, max(r.received_on or r.promised_on for r in rows))
    unit.name("donation.deposit", count=len(rows))
    latest = unit.session.scalar(select(func.max(DepositSlip.number)).where(DepositSlip.account_id == account_id)) or 0
    slip = unit.add(
        DepositSlip(account_id=account_id, number=latest + 1, method=method, day=on, bank_ref=clean(bank_ref)[:100])
    )
    for row in rows:
        take_step(unit, row, "deposit", on, deposit_id=slip.id)
    return slip.id


def bounce(
    unit: Unit, donation_id: uuid.UUID, *, declares_mandatary: bool, day: date | None = None, note: str = ""
) -> None:
    """Note that a cheque or a direct debit came back unpaid. The donor's cap is free again. One action.

    Raises:
        MandataryNeeded, GiftUnknown, StepNotOpen, DayImpossible;
        ReceiptToCancel: an official receipt is noted, and nothing says why the gift no longer stands.
    """
    unit.name("donation.bounce")
    _end(unit, donation_id, "bounce", declared=declares_mandatary, day=day, note=note)


def give_back(
    unit: Unit, donation_id: uuid.UUID, *, declares_mandatary: bool = False, day: date | None = None, note: str = ""
) -> None:
    """Give a gift back before it reached the bank: by who carries it, or by the mandataire once received. One action.

    Raises:
        MandataryNeeded, GiftUnknown, StepNotOpen, DayImpossible; CollectionKept: it is a collection;
        ReceiptToCancel, as for `bounce`.
    """
    unit.name("donation.return")
    _end(unit, donation_id, "return", declared=declares_mandatary, day=day, note=note)


def refund(
    unit: Unit, donation_id: uuid.UUID, *, declares_mandatary: bool, day: date | None = None, note: str = ""
) -> None:
    """Pay a gift back out of the account. The donor's cap is free again. One action.

    Raises:
        MandataryNeeded, GiftUnknown, StepNotOpen, DayImpossible; BankShort: the account holds less;
        ReceiptToCancel, as for `bounce`.
    """
    unit.name("donation.refund")
    _end(unit, donation_id, "refund", declared=declares_mandatary, day=day, note=note)


def drop(unit: Unit, donation_id: uuid.UUID, *, note: str = "") -> None:
    """Note that a promise will not be kept. One action.

    Raises:
        GiftUnknown, StepNotOpen; CollectionKept: it is a collection.
    """
    unit.name("donation.drop")
    _end(unit, donation_id, "drop", declared=False, day=None, note=note)


def record_receipt(unit: Unit, donation_id: uuid.UUID, number: str) -> None:
    """Record the number of the receipt that the CNCCFP issued. This program never makes one. One action.

    Raises:
        GiftUnknown; NoReceipt: it was not received, or gives no right to one (in kind, collection);
        ReceiptTwice: another gift of the account has this number.
    """
    row = gift_row(unit.session, donation_id)
    if (reason := _no_receipt(row)) is not None:
        raise NoReceipt(reason_word=reason)
    noted = clean(number)[:60]
    same = select(Donation.id).where(
        Donation.account_id == row.account_id, Donation.official_receipt == noted, Donation.id != row.id
    )
    if noted and unit.session.scalar(same.limit(1)) is not None:
        raise ReceiptTwice(number=noted)
    unit.name("donation.receipt", committee_id=row.committee_id)
    unit.change(row, official_receipt=noted)


def _no_receipt(row: Donation) -> str | None:
    """Why nothing official is issued for a gift; None if it is."""
    if row.kind == "collection":
        return N_("a collection has no donor whom one could be issued to")
    if row.method == "in_kind":
        return N_("a gift in kind brings no money to the account")
    if row.state not in ("received", "deposited"):
        return N_("the mandataire does not hold this gift")
    return None


def gift_row(session: Session, donation_id: uuid.UUID) -> Donation:
    """A gift by its id.

    Raises:
        GiftUnknown.
    """
    row = session.get(Donation, donation_id)
    if row is None:
        raise GiftUnknown(name=str(donation_id))
    return row


def _gifts(session: Session, donation_ids: Sequence[uuid.UUID]) -> list[Donation]:
    if not donation_ids:
        raise GiftsNeeded
    return [gift_row(session, one) for one in dict.fromkeys(donation_ids)]


def _one(found: set[Any]) -> Any:
    if len(found) != 1:
        raise GiftsMixed
    return found.pop()


def _as_mandatary(*, declared: bool) -> None:
    """Declared, never verified: one file cannot prove who sits before it. The audit keeps who said so."""
    if not declared:
        raise MandataryNeeded


def possible_day(day: date, today: date, since: date | None = None) -> date:
    """A day that is not to come, nor before ``since``.

    Raises:
        DayImpossible.
    """
    if day > today or (since is not None and day < since):
        raise DayImpossible(day=day.isoformat())
    return day


def _since(session: Session, row: Donation) -> date:
    """The day before which a gift cannot have been received, nor given back: promised, or carried."""
    slip = session.get(HandOver, row.hand_over_id) if row.hand_over_id else None
    return slip.day if slip else row.promised_on


def _not_open(row: Donation) -> StepNotOpen:
    return StepNotOpen(state_word=GIFT_STATE_WORDS[row.state], method_word=METHOD_WORDS[row.method])


def _open(row: Donation, name: str) -> Any:
    step = step_of(name, row.state, row.method)
    if step is None:
        raise _not_open(row)
    return step


def _end(unit: Unit, donation_id: uuid.UUID, name: str, *, declared: bool, day: date | None, note: str) -> None:
    row = gift_row(unit.session, donation_id)
    step = _open(row, name)
    if row.kind == "collection" and name in NOT_OF_A_BOX:
        raise CollectionKept
    if step.mandatary:
        _as_mandatary(declared=declared)
    if row.official_receipt and not clean_lines(note):
        raise ReceiptToCancel(number=row.official_receipt)
    if name == "refund":
        held = balance_of(unit.session, row.account_id).bank_cents
        if row.amount_cents > held:
            raise BankShort(held_cents=max(held, 0), amount_cents=row.amount_cents)
    committee_row(unit.session, row.committee_id)
    unit.committee_id = row.committee_id
    today = today_in(account_row(unit.session, row.account_id), unit.now)
    deposited = unit.session.get(DepositSlip, row.deposit_id) if row.deposit_id else None
    carried = _since(unit.session, row)
    since = max(d for d in (carried, row.received_on, deposited.day if deposited else None) if d)
    on = possible_day(day or today, today, since)
    take_step(unit, row, name, on, note=note, ended_on=on)


def take_step(
    unit: Unit, row: Donation, name: str, day: date, *, note: str = "", role: str = "", **values: Any
) -> None:
    """Take one step inside the caller's action: the state, what goes with it, the history, the ledger.

    ``role``: of who does it, else as the step asks for it.

    Raises:
        StepNotOpen.
    """
    step = _open(row, name)
    before = row.state
    unit.change(row, state=step.target, **values)
    enter_event(unit, row, day, before, step.target, role=role or (MANDATARY if step.mandatary else ""), note=note)
    legs = step.legs.get(row.method)
    if legs is not None:
        posting = Posting(legs[0], legs[1], row.amount_cents, day, row.committee_id, row.donor_id)
        post(unit, row.account_id, row, [posting])


def enter_event(
    unit: Unit, row: Donation, day: date, before: str, after: str, *, role: str = "", note: str = ""
) -> None:
    """A row of the history of a gift: where it came from, where it stands now, and on which day."""
    unit.enter(
        DonationEvent, committee_id=row.committee_id, donation_id=row.id, at=unit.now, day=day, from_state=before,
        to_state=after, role=role, note=clean_lines(note)[:2000],
    )  # fmt: skip
