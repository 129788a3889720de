"""What was entered by mistake taken out, accounts opened again, and what a correction makes wrong among the gifts."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from campaign.errors.money import AccountLeanedOn, ElectionUnknown, ElectionUsed
from campaign.money.accounts import (
    account_row,
    account_view,
    election_row,
    list_elections,
    refuse_twin_account,
)
from campaign.money.facts import STANDING, facts_of
from campaign.money.guard import months_rule
from campaign.money.rules import rule_book
from campaign.views.money import AccountView, ElectionView
from campaign.views.money_guard import Judged
from campaign.words import N_
from db.folding import fold
from db.tables import (
    Allocation,
    CampaignAccount,
    DepositSlip,
    Donation,
    ElectionRound,
    HandOver,
    LedgerEntry,
    MoneyFile,
    RecurringGift,
    SpendingRequest,
)
from db.unit import Unit

_LEANING = (Donation, HandOver, DepositSlip, RecurringGift, Allocation, SpendingRequest, MoneyFile, LedgerEntry)


def reopen_account(unit: Unit, account_id: uuid.UUID) -> AccountView:
    """Open again an account that was closed by mistake. One action.

    Raises:
        AccountUnknown; AccountTwice: another one took its place.
    """
    row = account_row(unit.session, account_id)
    refuse_twin_account(unit.session, row.election_id, row.label, row.id)
    unit.name("account.reopen", name=row.label)
    return account_view(unit.session, unit.change(row, closed_on=None))


def remove_account(unit: Unit, account_id: uuid.UUID) -> None:
    """Take out an account that was entered by mistake. One action, which can be undone.

    Raises:
        AccountUnknown; AccountLeanedOn: something was written against it: the ledger is never rewritten.
    """
    row = account_row(unit.session, account_id)
    used = sum(
        unit.session.scalar(select(func.count()).select_from(table).where(table.account_id == row.id)) or 0
        for table in _LEANING
    )
    if used:
        raise AccountLeanedOn(name=row.label, count=used)
    unit.name("account.remove", name=row.label)
    unit.remove(row)


def remove_election(unit: Unit, election_id: uuid.UUID) -> None:
    """Take out an election that no account is for. One action, which can be undone.

    Raises:
        ElectionUnknown; ElectionUsed: an account is for it.
    """
    row = election_row(unit.session, election_id)
    if unit.session.scalar(select(CampaignAccount.id).where(CampaignAccount.election_id == row.id).limit(1)):
        raise ElectionUsed(name=row.label)
    unit.name("election.remove", name=row.label)
    for one in unit.session.scalars(select(ElectionRound).where(ElectionRound.election_id == row.id)).all():
        unit.remove(one)
    unit.remove(row)


def find_election(session: Session, name: str = "") -> ElectionView:
    """An election by id or words of its name; with no name, the only one.

    Raises:
        ElectionUnknown: none fits, or several.
    """
    views = list_elections(session)
    wanted = fold(name)
    found = [view for view in views if str(view.id) == name.strip().lower()] or [
        view for view in views if fold(view.label) == wanted
    ]
    found = found or [view for view in views if wanted in fold(view.label)]
    if len(found) != 1:
        raise ElectionUnknown(name=name)
    return found[0]


def consequences(session: Session, account_id: uuid.UUID) -> list[Judged]:
    """What of the gifts that stand does not fit what is declared of their account: asked after a correction.

    Nothing is changed: the gifts stay as they were entered, and who answers for them decides.

    Raises:
        AccountUnknown.
    """
    account = account_row(session, account_id)
    book = rule_book(session)
    facts = facts_of(session, account, book)
    day = func.coalesce(Donation.received_on, Donation.promised_on)
    standing = (Donation.account_id == account.id, Donation.state.in_(STANDING))
    found: list[Judged] = []
    if facts.kind == "party":
        return found
    latest: date | None = session.scalar(select(func.max(day)).where(*standing))
    if latest is None:
        return found
    article = book.authority(months_rule(facts.election_kind), latest)
    text = N_("Gifts outside the period of the account ({first} to {last}): {count} ({article}).")
    outside = [day < facts.account_from] if facts.account_from else []
    outside += [day > facts.account_until] if facts.account_until else []
    count = session.scalar(select(func.count()).select_from(Donation).where(*standing, or_(*outside))) if outside else 0
    if count:
        said = {"count": count, "first": facts.account_from or "–", "last": facts.account_until or "–"}
        found.append(Judged("account.months", "warn", text, article, {**said, "article": article}))
    share, start = book.on("don.cash.share", latest), book.on("don.cash.share_from", latest)
    ceiling = facts.ceiling_cents
    if ceiling and share and share.value and start and start.value and ceiling >= start.value:
        limit = ceiling * share.value // 10_000
        if facts.cash_cents > limit:
            told = {"total_cents": facts.cash_cents, "cap_cents": limit, "article": share.authority}
            text = N_("{total} in cash in all: above {cap}, the share of the ceiling that cash may reach ({article}).")
            found.append(Judged(share.id, "warn", text, share.authority, told))
    return found
