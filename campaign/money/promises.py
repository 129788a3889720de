"""What people promise to a committee: checked against the law while it is typed, then noted. It is not money yet."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors.money import CountryUnknown, StepNotOpen
from campaign.money.accounts import account_row
from campaign.money.amounts import checked
from campaign.money.checking import allowed, check, check_new
from campaign.money.countries import read_country, read_nationality
from campaign.money.donors import DonorForm, donor_row, enter_donor
from campaign.money.facts import today_in
from campaign.money.gifts import enter_event, possible_day
from campaign.views.money import METHOD_WORDS
from campaign.views.money_guard import DonorFacts, Gift, Verdict
from db.folding import clean, clean_lines
from db.tables import Donation
from db.unit import Unit


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
        new.given_name, new.family_name, new.address, new.postcode, new.city,
        _so_far(read_nationality, new.nationality), _so_far(read_country, new.residence), adult=new.adult,
        honour=new.honour, elected=bool(new.mandate),
    )  # fmt: skip
    return check_new(session, account, gift, facts, new)


def _so_far(read: Callable[[str], str], text: str) -> str:
    """A country while it is typed: what is none yet is still to be asked; on saving it is refused."""
    try:
        return read(text)
    except CountryUnknown:
        return ""


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
    living(session, form.committee_id)
    today = today_in(account, unit.now)
    day = possible_day(form.day or today, today)
    donor_id = form.donor_id or enter_donor(unit, form.donor or DonorForm("", ""))
    donor = donor_row(session, donor_id)
    method = form.method if form.method in METHOD_WORDS else ""
    if not method or form.kind not in ("gift", "dues"):
        raise StepNotOpen(state_word="", method_word=clean(form.method)[:20])
    gift = Gift(checked(form.amount_cents), day, method, form.kind, "promise", clean(form.payer), form.estimate)
    verdict = allowed(check(session, account, gift, donor, instalment=form.recurring_id is not None), form.reason)
    return note_promise(unit, form, donor_id, day, verdict).id


def note_promise(unit: Unit, form: PromiseForm, donor_id: uuid.UUID, day: date, verdict: Verdict) -> Donation:
    """The row of a promise that may be noted, and the first step of its history, inside the caller's action."""
    row = unit.enter(
        Donation,
        committee_id=form.committee_id,
        account_id=form.account_id,
        donor_id=donor_id,
        kind=form.kind,
        method=form.method,
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
    enter_event(unit, row, day, "", "promised")
    return row
