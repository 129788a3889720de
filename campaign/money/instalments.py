"""Which instalments of monthly gifts are due, and what those to come add up to: read, nothing is changed here."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.money.guard import months_between
from campaign.periods import local_day
from campaign.views.money_guard import SeenGift
from db.tables import CampaignAccount, Donation, Donor, RecurringGift


def last_day(row: RecurringGift, account: CampaignAccount, *, until: date) -> date:
    """The last day on which an instalment may fall: ``until``, its own end, the day it was stopped, the account's."""
    days = [until, row.ends_on, account.closed_on]
    if row.stopped_at is not None:
        days.append(local_day(row.stopped_at, account.zone))
    return min(day for day in days if day is not None)


def days_of(row: RecurringGift, account: CampaignAccount, *, until: date) -> list[date]:
    """The days on which instalments fall, from the first to ``until``, both included."""
    return months_between(row.starts_on, last_day(row, account, until=until), row.month_day)


def entered_days(session: Session, recurring_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[date]]:
    """The instalments that were entered already, whatever became of them: by monthly gift, the days they fell on."""
    found: dict[uuid.UUID, set[date]] = {}
    for key, day in session.execute(
        select(Donation.recurring_id, Donation.promised_on).where(Donation.recurring_id.in_(recurring_ids))
    ):
        if key is not None:
            found.setdefault(key, set()).add(day)
    return found


def planned_gifts(
    session: Session, donor_ids: Sequence[uuid.UUID], until: date, *, without: uuid.UUID | None = None
) -> list[SeenGift]:
    """The instalments of these donors that are not entered yet, up to a day, in every account of this file.

    ``without``: a monthly gift that is not to be counted.
    """
    rows = session.execute(
        select(RecurringGift, CampaignAccount, Donor.mandate)
        .join(CampaignAccount, CampaignAccount.id == RecurringGift.account_id)
        .join(Donor, Donor.id == RecurringGift.donor_id)
        .where(
            RecurringGift.donor_id.in_(donor_ids),
            RecurringGift.starts_on <= until,
            *([RecurringGift.id != without] if without else []),
        )
    ).all()
    if not rows:
        return []
    entered = entered_days(session, [row.id for row, _, _ in rows])
    return [
        SeenGift(row.amount_cents, day, row.method, "gift", account.kind, account.election_id, elected=bool(mandate))
        for row, account, mandate in rows
        for day in days_of(row, account, until=until)
        if day not in entered.get(row.id, set())
    ]
