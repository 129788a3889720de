"""Elections and the one account of each mandataire: opened, corrected, closed; what the guard asks of them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from campaign.errors import NameNeeded, ZoneUnknown
from campaign.errors.money import (
    AccountAmbiguous,
    AccountClosed,
    AccountImpossible,
    AccountUnknown,
    ElectionUnknown,
)
from campaign.money.guard import months_rule
from campaign.money.rules import RuleBook, rule_book
from campaign.periods import local_day
from campaign.views.money import ELECTION_WORDS, AccountFacts, AccountView, Deadline, ElectionView
from db.folding import clean, fold
from db.tables import CampaignAccount, Donation, Election, ElectionRound
from db.unit import Unit

STANDING = ("promised", "handed_over", "received", "deposited")  # gifts that count towards a cap


@dataclass(frozen=True, slots=True)
class ElectionForm:
    """An election as it is entered; None: not known. ``rounds``: number, territory, day, zone."""

    label: str
    kind: str = "legislative"
    country: str = "FR"
    insee: str = ""
    population: int | None = None
    ceiling_first_cents: int | None = None
    ceiling_cents: int | None = None
    account_from: date | None = None
    account_until: date | None = None
    rounds: tuple[tuple[int, str, date, str], ...] = ()
    election_id: uuid.UUID | None = None  # to correct one
    version: int | None = None


@dataclass(frozen=True, slots=True)
class AccountForm:
    """An account as it is declared."""

    kind: Literal["candidate", "party"]
    label: str
    election_id: uuid.UUID | None = None
    mandatary: str = ""
    mandatary_kind: Literal["person", "association"] = "person"
    bank: str = ""
    zone: str = "Europe/Paris"
    opened_on: date | None = None
    closed_on: date | None = None
    recognised_only: bool = False
    account_id: uuid.UUID | None = None  # to correct one
    version: int | None = None


def save_election(unit: Unit, form: ElectionForm) -> ElectionView:
    """Enter an election, or correct one, with its rounds. One action.

    Raises:
        NameNeeded, ElectionUnknown, AccountImpossible: days or numbers that cannot be; ChangedElsewhere.
    """
    label = clean(form.label)[:200]
    if not label:
        raise NameNeeded
    numbers = (form.population, form.ceiling_first_cents, form.ceiling_cents)
    if form.kind not in ELECTION_WORDS or any(n is not None and n < 0 for n in numbers):
        raise AccountImpossible
    if form.account_from and form.account_until and form.account_until < form.account_from:
        raise AccountImpossible
    values: dict[str, Any] = {
        "label": label,
        "kind": form.kind,
        "country": clean(form.country).upper()[:2],
        "insee": clean(form.insee)[:5],
        "population": form.population,
        "ceiling_first_cents": form.ceiling_first_cents or None,
        "ceiling_cents": form.ceiling_cents or None,
        "account_from": form.account_from,
        "account_until": form.account_until,
    }
    unit.name("election.save", name=label)
    if form.election_id is None:
        row = unit.add(Election(**values))
    else:
        row = _election(unit.session, form.election_id)
        unit.change(row, if_version=form.version, **values)
    known = {(r.round, r.territory): r for r in _rounds(unit.session, row.id)}
    for number, territory, day, zone in form.rounds:
        _zone(zone)
        old = known.pop((number, clean(territory)), None)
        if old is None:
            unit.add(ElectionRound(election_id=row.id, round=number, territory=clean(territory), day=day, zone=zone))
        else:
            unit.change(old, day=day, zone=zone)
    for gone in known.values():
        unit.remove(gone)
    return election_view(unit.session, row)


def save_account(unit: Unit, form: AccountForm) -> AccountView:
    """Open the account of a mandataire, or correct what was declared of it. One action.

    Raises:
        NameNeeded, AccountImpossible, ElectionUnknown, AccountUnknown, ZoneUnknown, ChangedElsewhere.
    """
    label = clean(form.label)[:200]
    if not label:
        raise NameNeeded
    if (form.kind == "candidate") != (form.election_id is not None):
        raise AccountImpossible
    if form.opened_on and form.closed_on and form.closed_on < form.opened_on:
        raise AccountImpossible
    if form.election_id is not None:
        _election(unit.session, form.election_id)
    _zone(form.zone)
    values: dict[str, Any] = {
        "label": label,
        "mandatary": clean(form.mandatary)[:200],
        "mandatary_kind": form.mandatary_kind,
        "bank": clean(form.bank)[:100],
        "zone": form.zone,
        "opened_on": form.opened_on,
        "closed_on": form.closed_on,
        "recognised_only": form.recognised_only,
    }
    unit.name("account.save", name=label)
    if form.account_id is None:
        row = unit.add(CampaignAccount(kind=form.kind, election_id=form.election_id, **values))
    else:  # kind and election stay: the gifts that it holds were checked against them
        row = account_row(unit.session, form.account_id)
        unit.change(row, if_version=form.version, **values)
    return account_view(unit.session, row)


def account_row(session: Session, account_id: uuid.UUID, *, living: bool = False) -> CampaignAccount:
    """An account by its id; ``living``: only one that is not closed.

    Raises:
        AccountUnknown, AccountClosed.
    """
    row = session.get(CampaignAccount, account_id)
    if row is None:
        raise AccountUnknown(name=str(account_id))
    if living and row.closed_on is not None:
        raise AccountClosed(name=row.label)
    return row


def find_account(session: Session, name: str = "") -> CampaignAccount:
    """An account by id or words of its name; with no name, the only one that is open.

    Raises:
        AccountUnknown, AccountAmbiguous.
    """
    rows = session.scalars(select(CampaignAccount).order_by(CampaignAccount.created_at, CampaignAccount.id)).all()
    wanted = fold(name)
    found = [row for row in rows if str(row.id) == name.strip().lower()] or [
        row for row in rows if (wanted and wanted in fold(row.label)) or (not wanted and row.closed_on is None)
    ]
    if not found:
        raise AccountUnknown(name=name)
    if len(found) > 1:
        raise AccountAmbiguous(name=name, choices=", ".join(f"{row.label} ({row.id})" for row in found[:8]))
    return found[0]


def list_accounts(session: Session) -> list[AccountView]:
    """Every account, the open ones first."""
    statement = select(CampaignAccount).order_by(
        case((CampaignAccount.closed_on.is_(None), 0), else_=1), CampaignAccount.created_at, CampaignAccount.id
    )
    return [account_view(session, row) for row in session.scalars(statement)]


def list_elections(session: Session) -> list[ElectionView]:
    """Every election, the latest entered first."""
    rows = session.scalars(select(Election).order_by(Election.created_at.desc(), Election.id)).all()
    return [election_view(session, row) for row in rows]


def election_view(session: Session, row: Election) -> ElectionView:
    """An election as it is shown; the first day of its account is worked out where the rule gives it."""
    rounds = tuple((r.round, r.territory, r.day, r.zone) for r in _rounds(session, row.id))
    book = rule_book(session)
    limit = book.value("commune.small", rounds[0][2] if rounds else row.created_at.date())
    small = None
    if row.kind != "municipal":
        small = False
    elif row.population is not None and limit is not None:
        small = row.population < limit
    return ElectionView(
        row.id, row.label, row.kind, row.country, row.population, row.ceiling_first_cents, row.ceiling_cents,
        account_start(row, rounds[0][2] if rounds else None, book), row.account_until, rounds, small, row.version,
    )  # fmt: skip


def account_view(session: Session, row: CampaignAccount) -> AccountView:
    """An account as it is shown."""
    election = session.get(Election, row.election_id) if row.election_id else None
    return AccountView(
        row.id, row.kind, row.label, row.mandatary, row.mandatary_kind, row.bank, row.zone, row.opened_on,
        row.closed_on, bool(row.recognised_only), election_view(session, election) if election else None, row.version,
    )  # fmt: skip


def account_start(row: Election, first_round: date | None, book: RuleBook) -> date | None:
    """The first day on which funds may be collected: as entered, else by the rule; None: not known.

    So many months before the first day of the month of the election (L52-4).
    """
    if row.account_from is not None or first_round is None:
        return row.account_from
    months = book.value(months_rule(row.kind), first_round)
    if months is None:
        return None
    year, month = divmod(first_round.year * 12 + first_round.month - 1 - months, 12)
    return date(year, month + 1, 1)


def facts_of(
    session: Session, account: CampaignAccount, book: RuleBook, *, without: uuid.UUID | None = None, cash: bool = True
) -> AccountFacts:
    """What the guard asks of an account; ``without``: a gift that is not to be counted in its cash.

    The ceiling is that of both rounds where it is known, else that of the first round. ``cash``: whether what was
    gathered in cash is needed; it is for gifts in cash only.
    """
    election = session.get(Election, account.election_id) if account.election_id else None
    if election is None:
        return AccountFacts(cast(Any, account.kind))
    rounds = _rounds(session, election.id)
    return AccountFacts(
        kind=cast(Any, account.kind),
        country=election.country,
        election_id=election.id,
        election_kind=election.kind,
        population=election.population,
        ceiling_cents=election.ceiling_cents or election.ceiling_first_cents,
        account_from=account_start(election, rounds[0].day if rounds else None, book),
        account_until=election.account_until or account.closed_on,
        cash_cents=_cash(session, account.id, without) if cash else 0,
    )


def _cash(session: Session, account_id: uuid.UUID, without: uuid.UUID | None) -> int:
    """What stands in cash in an account, promises included, in cents."""
    total = select(func.coalesce(func.sum(Donation.amount_cents), 0)).where(
        Donation.account_id == account_id, Donation.method == "cash", Donation.state.in_(STANDING)
    )
    found = session.scalar(total) or 0
    row = session.get(Donation, without) if without else None
    counted = row is not None and row.method == "cash" and row.state in STANDING and row.account_id == account_id
    return found - (row.amount_cents if row is not None and counted else 0)


def today_in(account: CampaignAccount, now: datetime) -> date:
    """The day it is where the account is: its years begin and end there."""
    return local_day(now, account.zone)


def deadlines(session: Session, now: datetime) -> list[Deadline]:
    """What is due for each open account, the soonest first: the filing of a candidate's account, a party's calendar."""
    book, found = rule_book(session), []
    for account in session.scalars(select(CampaignAccount).where(CampaignAccount.closed_on.is_(None))):
        today = today_in(account, now)
        if account.election_id is not None:
            rounds = _rounds(session, account.election_id)
            filing = book.on("account.filing", rounds[0].day) if rounds else None
            if filing is not None and filing.value is not None:
                found.append((filing, filing_day(rounds[0].day, filing.value), today))
            continue
        for name in ("party.receipts_by", "party.stubs_by", "party.list_by"):
            rule = book.on(name, today)
            if rule is not None and rule.value is not None:
                day = date(today.year, rule.value // 100, rule.value % 100)
                found.append((rule, day if day >= today else day.replace(year=today.year + 1), today))
    lines = {Deadline(rule.id, rule.about, day, (day - today).days, rule.authority) for rule, day, today in found}
    return sorted(lines, key=lambda line: (line.day, line.rule_id))


def filing_day(first_round: date, weeks: int) -> date:
    """The tenth Friday after the first round (L52-12), for ``weeks`` = 10."""
    until_friday = (4 - first_round.weekday() - 1) % 7 + 1
    return first_round + timedelta(days=until_friday + 7 * (weeks - 1))


def _rounds(session: Session, election_id: uuid.UUID) -> list[ElectionRound]:
    statement = select(ElectionRound).where(ElectionRound.election_id == election_id)
    return list(session.scalars(statement.order_by(ElectionRound.round, ElectionRound.day, ElectionRound.territory)))


def _election(session: Session, election_id: uuid.UUID) -> Election:
    row = session.get(Election, election_id)
    if row is None:
        raise ElectionUnknown(name=str(election_id))
    return row


def _zone(name: str) -> None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneUnknown(zone=name[:40]) from None
