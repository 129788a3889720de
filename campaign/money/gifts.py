"""The life of a gift: promised to a committee, carried to the mandataire, received, brought to the bank, or given back.

Each function is one action; each step of each gift leaves a row of its history, and money a row of the ledger.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import committee_row, living
from campaign.errors.money import (
    DayImpossible,
    GiftReasonNeeded,
    GiftRefused,
    GiftsMixed,
    GiftsNeeded,
    GiftUnknown,
    MandataryNeeded,
    StepNotOpen,
    TwoPeopleNeeded,
)
from campaign.money.accounts import account_row, facts_of, today_in
from campaign.money.amounts import checked
from campaign.money.donors import (
    DonorForm,
    donor_facts,
    donor_row,
    enter_donor,
    entries_of,
    seen_gifts,
    twins_of,
)
from campaign.money.guard import judge
from campaign.money.rules import rule_book
from campaign.money.steps import step_of
from campaign.views.money import (
    GIFT_STATE_WORDS,
    METHOD_WORDS,
    DonorFacts,
    Gift,
    Judged,
    Verdict,
    heaviest_first,
)
from campaign.words import N_
from db.folding import clean, clean_lines
from db.ledger import Posting, post
from db.tables import (
    CampaignAccount,
    Collection,
    DepositSlip,
    Donation,
    DonationEvent,
    Donor,
    HandOver,
)
from db.unit import Unit

MANDATARY = "mandatary"


@dataclass(frozen=True, slots=True)
class PromiseForm:
    """A gift that someone promises, to a committee. Who gives: an entry (``donor_id``) or a new one (``donor``)."""

    committee_id: uuid.UUID
    account_id: uuid.UUID
    amount_cents: int
    method: str
    donor_id: uuid.UUID | None = None
    donor: DonorForm | None = None
    kind: str = "gift"
    day: date | None = None  # else today, where the account is
    payer: str = ""
    estimate: str = ""
    reference: str = ""
    reason: str = ""
    recurring_id: uuid.UUID | None = None
    source_ref: str = ""


@dataclass(frozen=True, slots=True)
class CollectionForm:
    """What was collected at a meeting or market, without receipts, and the two who counted it."""

    committee_id: uuid.UUID
    account_id: uuid.UUID
    amount_cents: int
    place: str
    way: str
    first_id: uuid.UUID
    second_id: uuid.UUID
    day: date | None = None
    action_id: uuid.UUID | None = None
    reason: str = ""


def check_promise(session: Session, form: PromiseForm, today: date) -> Verdict:
    """What the guard says while a promise is typed; the new donor of the form need not exist yet.

    Raises:
        AccountUnknown, DonorUnknown.
    """
    account = account_row(session, form.account_id)
    gift = Gift(form.amount_cents, form.day or today, form.method, form.kind, "promise", form.payer, form.estimate)
    if form.donor_id is not None:
        return check(session, account, gift, donor_row(session, form.donor_id))
    new = form.donor or DonorForm("", "")
    facts = DonorFacts(
        new.given_name, new.family_name, new.address, new.postcode, new.city, new.nationality.upper(),
        new.residence.upper(), adult=new.adult, honour=new.honour, elected=bool(new.mandate),
    )  # fmt: skip
    book = rule_book(session)
    return judge(gift, facts_of(session, account, book, cash=gift.method == "cash"), facts, [], book)


def check(
    session: Session, account: CampaignAccount, gift: Gift, donor: Donor | None, *, without: uuid.UUID | None = None
) -> Verdict:
    """What the guard says of a gift, with what this file has seen of the donor; ``without``: the gift itself."""
    book = rule_book(session)
    facts = facts_of(session, account, book, without=without, cash=gift.method == "cash")
    if donor is None:
        return judge(gift, facts, None, [], book)
    own = seen_gifts(session, entries_of(session, donor.id), without=without)
    verdict = judge(gift, facts, donor_facts(donor), own, book)
    if verdict.blocked or verdict.cap_cents is None:
        return verdict
    twins = twins_of(session, donor.id)
    more = seen_gifts(session, [twin.id for twin in twins], without=without) if twins else []
    if not more:
        return verdict
    together = judge(gift, facts, donor_facts(donor), [*own, *more], book)
    if together.total_cents <= verdict.cap_cents:
        return verdict
    text = N_("With “{names}”, who may be the same person, {total} seen in this file: above the cap ({article}).")
    article = next(one.article for one in together.found if one.rule_id.endswith(".cap"))
    said = {"names": twins[0].name, "total_cents": together.total_cents, "article": article}
    same = Judged("don.same_person", "warn", text, article, said)
    return replace(verdict, found=heaviest_first([*verdict.found, same]))


def promise(unit: Unit, form: PromiseForm) -> uuid.UUID:
    """Note that someone promises a gift. A committee holds nothing: this is not money yet. One action.

    Raises:
        AccountUnknown, AccountClosed, CommitteeUnknown, CommitteeEnded, DonorUnknown, AmountImpossible, DayImpossible;
        GiftRefused: the law is against it; GiftReasonNeeded: it warns, and no reason is written.
    """
    unit.name("donation.promise", committee_id=form.committee_id)
    return enter_promise(unit, form)


def enter_promise(unit: Unit, form: PromiseForm) -> uuid.UUID:
    """`promise` inside the caller's action."""
    session = unit.session
    account = account_row(session, form.account_id, living=True)
    committee = living(session, form.committee_id)
    today = today_in(account, unit.now)
    day = _day(form.day or today, today)
    donor_id = form.donor_id or enter_donor(unit, form.donor or DonorForm("", ""))
    donor = donor_row(session, donor_id)
    method = form.method if form.method in METHOD_WORDS else ""
    if not method or form.kind not in ("gift", "dues"):
        raise StepNotOpen(state_word="", method_word=clean(form.method)[:20])
    gift = Gift(checked(form.amount_cents), day, method, form.kind, "promise", clean(form.payer), form.estimate)
    verdict = allowed(check(session, account, gift, donor), form.reason)
    row = unit.add(
        Donation(
            committee_id=committee.id,
            account_id=account.id,
            donor_id=donor_id,
            kind=form.kind,
            method=method,
            amount_cents=form.amount_cents,
            promised_on=day,
            recurring_id=form.recurring_id,
            reference=clean(form.reference)[:100],
            payer=clean(form.payer)[:200],
            estimate=clean_lines(form.estimate)[:2000],
            warnings=list(verdict.to_record),
            reason=clean_lines(form.reason)[:2000],
            source_ref=clean(form.source_ref)[:100],
        )
    )
    _event(unit, row, day, "", "promised")
    return row.id


def collect(unit: Unit, form: CollectionForm) -> uuid.UUID:
    """Note a collection of cash: its date, place, way, and the two people who counted it. One action.

    Raises:
        TwoPeopleNeeded; as `promise`.
    """
    session = unit.session
    account = account_row(session, form.account_id, living=True)
    committee = living(session, form.committee_id)
    today = today_in(account, unit.now)
    day = _day(form.day or today, today)
    if form.first_id == form.second_id:
        raise TwoPeopleNeeded
    gift = Gift(checked(form.amount_cents), day, "cash", "collection", people=2)
    verdict = allowed(check(session, account, gift, None), form.reason)
    unit.name("collection.note", committee_id=committee.id)
    row = unit.add(
        Donation(
            committee_id=committee.id,
            account_id=account.id,
            kind="collection",
            method="cash",
            amount_cents=form.amount_cents,
            promised_on=day,
            warnings=list(verdict.to_record),
            reason=clean_lines(form.reason)[:2000],
        )
    )
    unit.add(
        Collection(
            committee_id=committee.id,
            donation_id=row.id,
            action_id=form.action_id,
            day=day,
            place=clean(form.place)[:200],
            way=clean(form.way)[:200],
            first_id=form.first_id,
            second_id=form.second_id,
            counted_by=2,
        )
    )
    _event(unit, row, day, "", "promised")
    return row.id


def hand_over(
    unit: Unit, donation_ids: Sequence[uuid.UUID], bearer_id: uuid.UUID | None, day: date | None = None
) -> uuid.UUID:
    """Note that cheques and cash were carried to the mandataire: by whom and when. Return the id of the slip.

    ``bearer_id`` None: by post, or by the donors themselves. One action.

    Raises:
        GiftsNeeded, GiftUnknown, GiftsMixed: of several committees or accounts; StepNotOpen, DayImpossible.
    """
    rows = _gifts(unit.session, donation_ids)
    committee_id, account_id = _one({(r.committee_id, r.account_id) for r in rows})
    account = account_row(unit.session, account_id)
    today = today_in(account, unit.now)
    carried = _day(day or today, today, max(r.promised_on for r in rows))
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
        DayImpossible, GiftsNeeded, GiftUnknown, AccountClosed.
    """
    _as_mandatary(declared=declares_mandatary)
    rows = _gifts(unit.session, donation_ids)
    unit.name("donation.receive", committee_id=rows[0].committee_id, count=len(rows))
    enter_receptions(unit, rows, day, reason)


def enter_receptions(unit: Unit, rows: Sequence[Donation], day: date | None, reason: str) -> None:
    """`receive` inside the caller's action, once the role is declared."""
    for row in rows:
        account = account_row(unit.session, row.account_id, living=True)
        today = today_in(account, unit.now)
        on = _day(day or today, today, _since(unit.session, row))
        people = 2
        if row.kind == "collection":
            box = unit.session.scalars(select(Collection).where(Collection.donation_id == row.id)).first()
            people = box.counted_by if box else 0
        gift = Gift(row.amount_cents, on, row.method, row.kind, "reception", row.payer, row.estimate, people)
        donor = donor_row(unit.session, row.donor_id) if row.donor_id else None
        written = clean_lines(reason)[:2000] or row.reason
        verdict = allowed(check(unit.session, account, gift, donor, without=row.id), written)
        latest = select(func.max(Donation.acknowledgement)).where(Donation.account_id == account.id)
        number = row.acknowledgement or (unit.session.scalar(latest) or 0) + 1
        take_step(
            unit, row, "receive", on, received_on=on, acknowledgement=number, warnings=list(verdict.to_record),
            reason=written,
        )  # fmt: skip
    for slip_id in sorted({row.hand_over_id for row in rows if row.hand_over_id}):
        slip = unit.session.get_one(HandOver, slip_id)
        if slip.acknowledged_on is None:
            unit.change(
                slip, acknowledged_on=max(r.received_on for r in rows if r.hand_over_id == slip_id and r.received_on)
            )


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
        GiftsMixed: of several accounts, or cheques and cash together.
    """
    _as_mandatary(declared=declares_mandatary)
    rows = _gifts(unit.session, donation_ids)
    account_id, method = _one({(r.account_id, r.method) for r in rows})
    account = account_row(unit.session, account_id)
    for row in rows:
        _open(row, "deposit")
    today = today_in(account, unit.now)
    on = _day(day or today, today, max(r.received_on or r.promised_on for r in rows))
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
        MandataryNeeded, GiftUnknown, StepNotOpen, DayImpossible.
    """
    unit.name("donation.bounce")
    _end(unit, donation_id, "bounce", declared=declares_mandatary, day=day, note=note)


def give_back(
    unit: Unit, donation_id: uuid.UUID, *, declares_mandatary: bool = False, day: date | None = None, note: str = ""
) -> None:
    """Give a gift back before it reached the bank: by who carries it, or by the mandataire once received. One action.

    Raises:
        MandataryNeeded, GiftUnknown, StepNotOpen, DayImpossible.
    """
    unit.name("donation.return")
    _end(unit, donation_id, "return", declared=declares_mandatary, day=day, note=note)


def refund(
    unit: Unit, donation_id: uuid.UUID, *, declares_mandatary: bool, day: date | None = None, note: str = ""
) -> None:
    """Pay a gift back out of the account. The donor's cap is free again. One action.

    Raises:
        MandataryNeeded, GiftUnknown, StepNotOpen, DayImpossible.
    """
    unit.name("donation.refund")
    _end(unit, donation_id, "refund", declared=declares_mandatary, day=day, note=note)


def drop(unit: Unit, donation_id: uuid.UUID, *, note: str = "") -> None:
    """Note that a promise will not be kept. One action.

    Raises:
        GiftUnknown, StepNotOpen.
    """
    unit.name("donation.drop")
    _end(unit, donation_id, "drop", declared=False, day=None, note=note)


def record_receipt(unit: Unit, donation_id: uuid.UUID, number: str) -> None:
    """Record the number of the receipt that the CNCCFP issued. This program never makes one. One action.

    Raises:
        GiftUnknown; StepNotOpen: it was not received, or gives no right to one (in kind, collection).
    """
    row = gift_row(unit.session, donation_id)
    if row.state not in ("received", "deposited") or row.method == "in_kind" or row.kind == "collection":
        raise _not_open(row)
    unit.name("donation.receipt", committee_id=row.committee_id)
    unit.change(row, official_receipt=clean(number)[:60])


def allowed(verdict: Verdict, reason: str) -> Verdict:
    """The verdict, if the gift may be saved.

    Raises:
        GiftRefused, GiftReasonNeeded.
    """
    if verdict.blocked:
        raise _refused(verdict)
    if verdict.needs_reason and not clean(reason):
        raise GiftReasonNeeded(found=verdict.found[0])
    return verdict


def _refused(verdict: Verdict) -> GiftRefused:
    return GiftRefused(found=verdict.found[0])


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


def _day(day: date, today: date, since: date | None = None) -> date:
    if day > today or (since is not None and day < since):
        raise DayImpossible(day=day.isoformat())
    return day


def _since(session: Session, row: Donation) -> date:
    """The day before which a gift cannot have been received."""
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
    if step.mandatary:
        _as_mandatary(declared=declared)
    committee_row(unit.session, row.committee_id)
    unit.committee_id = row.committee_id
    today = today_in(account_row(unit.session, row.account_id), unit.now)
    deposited = unit.session.get(DepositSlip, row.deposit_id) if row.deposit_id else None
    since = max(d for d in (row.promised_on, row.received_on, deposited.day if deposited else None) if d)
    on = _day(day or today, today, since)
    take_step(unit, row, name, on, note=note, ended_on=on)


def take_step(unit: Unit, row: Donation, name: str, day: date, *, note: str = "", **values: Any) -> None:
    """Take one step inside the caller's action: the state, what goes with it, the history, the ledger.

    Raises:
        StepNotOpen.
    """
    step = _open(row, name)
    before = row.state
    unit.change(row, state=step.target, **values)
    _event(unit, row, day, before, step.target, role=MANDATARY if step.mandatary else "", note=note)
    legs = step.legs.get(row.method)
    if legs is not None:
        posting = Posting(legs[0], legs[1], row.amount_cents, day, row.committee_id, row.donor_id)
        post(unit, row.account_id, row, [posting])


def _event(unit: Unit, row: Donation, day: date, before: str, after: str, *, role: str = "", note: str = "") -> None:
    unit.add(
        DonationEvent(
            committee_id=row.committee_id, donation_id=row.id, at=unit.now, day=day, from_state=before, to_state=after,
            role=role, note=clean_lines(note)[:2000],
        )
    )  # fmt: skip
