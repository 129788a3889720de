"""Gifts that come back every month: judged by what they add up to, planned, entered as they fall due, stopped.

Nothing is debited by this program. An instalment that is due is entered as a promise, which the mandataire confirms
when the money is on the account.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from campaign.committees.lookup import living
from campaign.errors.money import DayImpossible, GiftRefused, StepNotOpen
from campaign.errors.money_monthly import MonthDayImpossible, RecurringStopped, RecurringUnknown
from campaign.money.accounts import account_row
from campaign.money.amounts import checked
from campaign.money.checking import check, planned_until
from campaign.money.donors import donor_facts, donor_row, entries_of, seen_gifts
from campaign.money.facts import collects_until, facts_of, today_in
from campaign.money.guard import months_between, project
from campaign.money.instalments import days_of, entered_days, planned_gifts
from campaign.money.promises import PromiseForm, enter_promise
from campaign.money.rules import rule_book
from campaign.views.money import METHOD_WORDS, HeldInstalment, Projection, RecurringView
from campaign.views.money_guard import Gift, Judged, SeenGift, Verdict
from campaign.words import N_
from db.folding import clean
from db.tables import CampaignAccount, Committee, Donor, RecurringGift
from db.unit import Unit

LATEST_MONTH_DAY = 28  # every month has it


@dataclass(frozen=True, slots=True)
class RecurringForm:
    """A gift that comes back every month, from a day to another, or until it is stopped."""

    committee_id: uuid.UUID
    account_id: uuid.UUID
    donor_id: uuid.UUID
    method: str
    amount_cents: int
    starts_on: date
    ends_on: date | None = None
    month_day: int = 1


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of the instalments that were due: gifts that were entered, and those that were held back."""

    donation_ids: tuple[uuid.UUID, ...]
    total_cents: int
    held: tuple[HeldInstalment, ...]


def check_recurring(session: Session, form: RecurringForm) -> tuple[Verdict, list[date]]:
    """What the guard says of all instalments that are known: to the end, of the account, or of the year after.

    The other monthly gifts of the donor are counted with them: two plans that pass a cap together are refused.

    Raises:
        AccountUnknown, DonorUnknown, DayImpossible: no instalment falls between the days; MonthDayImpossible: some
        months lack that day, and nobody can say on which one the money comes then.
    """
    if not 1 <= form.month_day <= LATEST_MONTH_DAY:
        raise MonthDayImpossible(day=form.month_day)
    account = account_row(session, form.account_id)
    book = rule_book(session)
    facts = facts_of(session, account, book, cash=False)
    known = (form.ends_on, collects_until(session, account, book), date(form.starts_on.year + 1, 12, 31))
    last = min(day for day in known if day is not None)
    days = months_between(form.starts_on, last, form.month_day)
    if not days:
        raise DayImpossible(day=form.starts_on.isoformat())
    donor = donor_row(session, form.donor_id)
    entries = entries_of(session, donor.id)
    seen = [
        *seen_gifts(session, entries),
        *planned_gifts(session, entries, planned_until(session, account, last, book)),
    ]
    gift = Gift(form.amount_cents, days[0], form.method)
    return project(gift, days, facts, donor_facts(donor), seen, book=book), days


def plan_recurring(unit: Unit, form: RecurringForm) -> uuid.UUID:
    """Note a monthly gift; refused if the instalments to come would pass a cap. One action.

    Raises:
        GiftRefused, AmountImpossible, StepNotOpen, DayImpossible, MonthDayImpossible; as
        `campaign.money.promises.promise`.
    """
    account = account_row(unit.session, form.account_id, living=True)
    committee = living(unit.session, form.committee_id)
    if form.method not in ("transfer", "debit", "card"):
        raise StepNotOpen(state_word="", method_word=METHOD_WORDS.get(form.method, form.method[:20]))
    checked(form.amount_cents)
    verdict, _ = check_recurring(unit.session, form)
    if verdict.blocked:
        raise GiftRefused(found=verdict.found[0])
    unit.name("recurring.plan", committee_id=committee.id)
    return unit.add(
        RecurringGift(
            committee_id=committee.id, account_id=account.id, donor_id=form.donor_id, method=form.method,
            amount_cents=form.amount_cents, month_day=form.month_day, starts_on=form.starts_on, ends_on=form.ends_on,
        )
    ).id  # fmt: skip


def stop_recurring(unit: Unit, recurring_id: uuid.UUID) -> None:
    """Stop a monthly gift: instalments up to today stay due, none comes after. One action.

    Raises:
        RecurringUnknown; RecurringStopped: it was stopped before.
    """
    row = recurring_row(unit.session, recurring_id)
    if row.stopped_at is not None:
        raise RecurringStopped
    unit.name("recurring.stop", committee_id=row.committee_id)
    unit.change(row, stopped_at=unit.now)


def enter_due(
    unit: Unit,
    recurring_ids: Sequence[uuid.UUID] = (),
    *,
    committee_id: uuid.UUID | None = None,
    account_id: uuid.UUID | None = None,
    until: date | None = None,
    reason: str = "",
) -> Entered:
    """Enter the instalments that are due as promises on their days, once each, up to ``until`` or today. One action.

    The law is checked for each: one that it is against, or warns of while no ``reason`` is written, is held back and
    told, as is one for an account that is closed. What was entered, even if it was dropped since, is not entered again.

    Raises:
        RecurringUnknown, CommitteeEnded; DayImpossible: ``until`` is to come.
    """
    session = unit.session
    rows = [recurring_row(session, key) for key in dict.fromkeys(recurring_ids)] or _all(
        session, committee_id, account_id
    )
    entered = entered_days(session, [row.id for row in rows])
    added: list[uuid.UUID] = []
    held: list[HeldInstalment] = []
    total = 0
    unit.name("recurring.enter", committee_id=committee_id, count=0)
    for row in rows:
        account = account_row(session, row.account_id)
        today = today_in(account, unit.now)
        if until is not None and until > today:
            raise DayImpossible(day=until.isoformat())
        donor = donor_row(session, row.donor_id)
        for day in days_of(row, account, until=until or today):
            if day in entered.get(row.id, set()):
                continue
            if account.closed_on is not None:
                held.append(HeldInstalment(row.id, _called(donor), day, row.amount_cents, _closed(account)))
                continue
            gift = Gift(row.amount_cents, day, row.method)
            verdict = check(session, account, gift, donor, instalment=True)
            if verdict.blocked or (verdict.needs_reason and not clean(reason)):
                held.append(HeldInstalment(row.id, _called(donor), day, row.amount_cents, verdict.found[0]))
                continue
            form = PromiseForm(
                row.committee_id, row.account_id, row.amount_cents, row.method, row.donor_id, day=day, reason=reason,
                recurring_id=row.id,
            )  # fmt: skip
            added.append(enter_promise(unit, form))
            total += row.amount_cents
    unit.facts["count"] = len(added)
    return Entered(tuple(added), total, tuple(held))


def _closed(account: CampaignAccount) -> Judged:
    """Why nothing more is entered for an account that is closed; the gifts to others go on."""
    text = N_("The account “{name}” is closed: this instalment is not entered. Stop the monthly gift.")
    return Judged("account.closed", "block", text, "", {"name": account.label})


def list_recurring(
    session: Session,
    now: datetime,
    *,
    committee_id: uuid.UUID | None = None,
    account_id: uuid.UUID | None = None,
    stopped: bool = False,
    limit: int = 200,
) -> list[RecurringView]:
    """Monthly gifts in French order of family names, each with what is due and where it leads. ``stopped``: those too.

    Raises:
        AccountUnknown.
    """
    rows = _all(session, committee_id, account_id, stopped=stopped, limit=limit)
    entered = entered_days(session, [row.id for row in rows])
    return [_view(session, row, entered.get(row.id, set()), now) for row in rows]


def recurring_view(session: Session, recurring_id: uuid.UUID, now: datetime) -> RecurringView:
    """One monthly gift.

    Raises:
        RecurringUnknown.
    """
    row = recurring_row(session, recurring_id)
    return _view(session, row, entered_days(session, [row.id]).get(row.id, set()), now)


def recurring_row(session: Session, recurring_id: uuid.UUID) -> RecurringGift:
    """A monthly gift by its id.

    Raises:
        RecurringUnknown.
    """
    row = session.get(RecurringGift, recurring_id)
    if row is None:
        raise RecurringUnknown(name=str(recurring_id))
    return row


def project_form(session: Session, form: RecurringForm) -> tuple[Projection, ...]:
    """What a monthly gift that is being typed would lead to, by year of a party or for the whole of an election.

    Raises:
        AccountUnknown, DonorUnknown, DayImpossible.
    """
    verdict_days = check_recurring(session, form)[1]
    account = account_row(session, form.account_id)
    donor = donor_row(session, form.donor_id)
    extra = [
        SeenGift(form.amount_cents, day, form.method, "gift", account.kind, account.election_id) for day in verdict_days
    ]
    return _projections(session, account, donor, extra, verdict_days[0])


def _all(
    session: Session,
    committee_id: uuid.UUID | None,
    account_id: uuid.UUID | None,
    *,
    stopped: bool = True,
    limit: int | None = None,
) -> list[RecurringGift]:
    root = aliased(Donor)
    statement = (
        select(RecurringGift)
        .join(Donor, Donor.id == RecurringGift.donor_id)
        .join(root, root.id == func.coalesce(Donor.merged_into_id, Donor.id))
        .order_by(root.sort_key, RecurringGift.starts_on, RecurringGift.id)
    )
    if committee_id is not None:
        statement = statement.where(RecurringGift.committee_id == committee_id)
    if account_id is not None:
        statement = statement.where(RecurringGift.account_id == account_id)
    if not stopped:
        statement = statement.where(RecurringGift.stopped_at.is_(None))
    return list(session.scalars(statement.limit(limit)))


def _view(session: Session, row: RecurringGift, entered: set[date], now: datetime) -> RecurringView:
    account = account_row(session, row.account_id)
    donor = donor_row(session, row.donor_id)
    today = today_in(account, now)
    ahead = days_of(row, account, until=date(max(today, row.starts_on).year + 1, 12, 31))
    return RecurringView(
        id=row.id,
        donor_id=donor.id,
        donor=_called(donor),
        committee_id=row.committee_id,
        committee=session.get_one(Committee, row.committee_id).name,
        account_id=account.id,
        account=account.label,
        method=row.method,
        amount_cents=row.amount_cents,
        month_day=row.month_day,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        stopped_at=row.stopped_at,
        entered=len(entered),
        due=tuple(day for day in ahead if day <= today and day not in entered),
        next_on=next((day for day in ahead if day > today), None),
        projections=_projections(session, account, donor, [], max(today, row.starts_on)),
        version=row.version,
    )


def _projections(
    session: Session, account: CampaignAccount, donor: Donor, extra: Sequence[SeenGift], day: date
) -> tuple[Projection, ...]:
    """What is seen and what it leads to with all monthly gifts of the donor, against the cap of the account's kind."""
    book = rule_book(session)
    entries = entries_of(session, donor.id)
    until = collects_until(session, account, book) if account.kind == "candidate" else None
    until = until or date(max([day, *(gift.day for gift in extra)]).year + 1, 12, 31)
    seen = seen_gifts(session, entries)
    ahead = [*planned_gifts(session, entries, until), *extra]
    if account.kind == "candidate":

        def counts(gift: SeenGift) -> bool:
            return gift.account_kind == "candidate" and gift.election_id == account.election_id

        now_cents = sum(gift.amount_cents for gift in seen if counts(gift))
        more = sum(gift.amount_cents for gift in ahead if counts(gift))
        return (Projection(None, now_cents, now_cents + more, book.value("don.candidate.cap", day), until),)
    years: dict[int, list[int]] = {}
    for place, gifts in enumerate((seen, ahead)):
        for gift in gifts:
            if gift.account_kind == "party" and not (gift.kind == "dues" and gift.elected):
                years.setdefault(gift.day.year, [0, 0])[place] += gift.amount_cents
    return tuple(
        Projection(year, now_cents, now_cents + more, book.value("don.party.cap", date(year, 12, 31)))
        for year, (now_cents, more) in sorted(years.items())
        if year >= day.year or any(gift.day.year == year for gift in extra)
    )


def _called(donor: Donor) -> str:
    return f"{donor.given_name} {donor.family_name}".strip() or "–"
