"""Elections and the one account of each mandataire: entered, corrected, closed, found and shown."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from campaign.errors import NameNeeded, PlaceUnknown, ZoneUnknown
from campaign.errors.money import (
    AccountAmbiguous,
    AccountClosed,
    AccountCommitted,
    AccountHolds,
    AccountImpossible,
    AccountTwice,
    AccountUnknown,
    ClosingRefused,
    CommuneElectionTwice,
    ElectionLeanedOn,
    ElectionTwice,
    ElectionUnknown,
    ZoneLeanedOn,
)
from campaign.money.balances import balance_of
from campaign.money.countries import read_law
from campaign.money.facts import account_start, rounds_of
from campaign.money.rules import rule_book
from campaign.places import Place, resolve_place
from campaign.views.money import ELECTION_WORDS, AccountView, ElectionView
from db.folding import clean, fold
from db.tables import CampaignAccount, Donation, Election, ElectionRound, LedgerEntry
from db.unit import Unit


@dataclass(frozen=True, slots=True)
class ElectionForm:
    """An election as it is entered; None: not known. ``rounds``: number, territory, day, zone.

    ``commune``, of a municipal election: its name, postcode or code, which also tells how many live there.
    """

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
    commune: str = ""


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
        NameNeeded, ElectionUnknown, AccountImpossible: days or numbers that cannot be; ChangedElsewhere;
        ElectionLeanedOn: another kind or country, though gifts were received under the rules of the present one;
        ElectionTwice: it is known already; CountryUnknown.
    """
    unit.name("election.save", name=clean(form.label)[:200])
    return election_view(unit.session, enter_election(unit, form))


def enter_election(unit: Unit, form: ElectionForm) -> Election:
    """`save_election` inside the caller's action.

    Raises:
        PlaceUnknown, PlaceAmbiguous too.
    """
    if clean(form.commune):
        place = commune_of(unit.session, form.commune)
        label = f"{form.label}, {place.name}"
        form = replace(form, label=label, insee=place.code, population=place.population, commune="")
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
        "country": read_law(form.country),
        "insee": clean(form.insee)[:5],
        "population": form.population,
        "ceiling_first_cents": form.ceiling_first_cents or None,
        "ceiling_cents": form.ceiling_cents or None,
        "account_from": form.account_from,
        "account_until": form.account_until,
    }
    _refuse_twin_election(unit.session, form, values)
    if form.election_id is None:
        row = unit.add(Election(**values))
    else:
        row = election_row(unit.session, form.election_id)
        ruled = (row.kind, row.country) != (values["kind"], values["country"])
        if ruled and _received_for(unit.session, row.id):
            raise ElectionLeanedOn(name=row.label)
        unit.change(row, if_version=form.version, **values)
    known = {(r.round, r.territory): r for r in rounds_of(unit.session, row.id)}
    for number, territory, day, zone in form.rounds:
        _zone(zone)
        old = known.pop((number, clean(territory)), None)
        if old is None:
            unit.add(ElectionRound(election_id=row.id, round=number, territory=clean(territory), day=day, zone=zone))
        else:
            unit.change(old, day=day, zone=zone)
    for gone in known.values():
        unit.remove(gone)
    return row


def commune_of(session: Session, text: str) -> Place:
    """The commune that is meant, which comes with this program.

    Raises:
        PlaceUnknown, PlaceAmbiguous; a city abroad elects no municipal council of ours.
    """
    place = resolve_place(session, text)
    if not isinstance(place, Place):
        raise PlaceUnknown(place=text[:60], near="–")
    return place


def _refuse_twin_election(session: Session, form: ElectionForm, values: dict[str, Any]) -> None:
    """One election entered twice would have two caps for one donor (R-DON-04): it is told, with the one that is known.

    The same kind and country, and a first round on one day; communes vote on one day, each for itself: by their code.
    Where a day or a code is not known, the name decides.
    """
    days = _first_days([(number, day) for number, _, day, _ in form.rounds])
    municipal = form.kind == "municipal"
    same = select(Election).where(Election.kind == form.kind, Election.country == values["country"])
    for other in session.scalars(same):
        if other.id == form.election_id:
            continue
        others = _first_days([(r.round, r.day) for r in rounds_of(session, other.id)])
        named = fold(other.label) == fold(values["label"])
        if not (days & others if days and others else named):
            continue
        if municipal and (other.insee != values["insee"] or not (other.insee or named)):
            continue
        raise (CommuneElectionTwice if municipal else ElectionTwice)(known=other.label)


def _first_days(rounds: list[tuple[int, date]]) -> set[date]:
    """The days of the first round; some territories vote a day earlier."""
    first = min((number for number, _ in rounds), default=0)
    return {day for number, day in rounds if number == first}


def _received_for(session: Session, election_id: uuid.UUID) -> bool:
    """Whether anything was ever received in an account for an election."""
    accounts = select(CampaignAccount.id).where(CampaignAccount.election_id == election_id)
    return session.scalar(select(LedgerEntry.id).where(LedgerEntry.account_id.in_(accounts)).limit(1)) is not None


def save_account(unit: Unit, form: AccountForm) -> AccountView:
    """Enter the account of a mandataire, or correct what was declared of it. One action.

    Raises:
        NameNeeded, AccountImpossible, ElectionUnknown, AccountUnknown, ZoneUnknown, ChangedElsewhere;
        AccountTwice: an open account bears that name for that election;
        ZoneLeanedOn: another zone, though days were entered in the present one;
        AccountHolds, AccountCommitted, ClosingRefused: it closes while money is under way, or before the last entry
        of its ledger.
    """
    unit.name("account.save", name=clean(form.label)[:200])
    return account_view(unit.session, enter_account(unit, form))


def open_account(unit: Unit, form: AccountForm, election: ElectionForm | None = None) -> AccountView:
    """Enter an account together with the election that it is for, if that is new. One action, undone in one step.

    Raises:
        As `save_election` and `save_account`.
    """
    unit.name("account.open", name=clean(form.label)[:200])
    if election is not None:
        form = replace(form, election_id=enter_election(unit, election).id)
    return account_view(unit.session, enter_account(unit, form))


def enter_account(unit: Unit, form: AccountForm) -> CampaignAccount:
    """`save_account` inside the caller's action."""
    label = clean(form.label)[:200]
    if not label:
        raise NameNeeded
    if (form.kind == "candidate") != (form.election_id is not None):
        raise AccountImpossible
    if form.opened_on and form.closed_on and form.closed_on < form.opened_on:
        raise AccountImpossible
    if form.election_id is not None:
        election_row(unit.session, form.election_id)
    _zone(form.zone)
    if form.closed_on is None:
        refuse_twin_account(unit.session, form.election_id, label, form.account_id)
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
    if form.account_id is None:
        return unit.add(CampaignAccount(kind=form.kind, election_id=form.election_id, **values))
    # Kind and election stay: the gifts that it holds were checked against them.
    row = account_row(unit.session, form.account_id)
    latest = unit.session.scalar(select(func.max(LedgerEntry.day)).where(LedgerEntry.account_id == row.id))
    if row.zone != form.zone and latest is not None:
        raise ZoneLeanedOn(name=row.label)
    if form.closed_on is not None and row.closed_on != form.closed_on:
        _may_close(unit.session, row, form.closed_on, latest)
    return unit.change(row, if_version=form.version, **values)


def refuse_twin_account(
    session: Session, election_id: uuid.UUID | None, label: str, account_id: uuid.UUID | None = None
) -> None:
    """One candidate or party has one account that is open (R-DON-01); ``account_id``: the account itself.

    Raises:
        AccountTwice.
    """
    for other in session.scalars(
        select(CampaignAccount).where(
            CampaignAccount.election_id.is_not_distinct_from(election_id), CampaignAccount.closed_on.is_(None)
        )
    ):
        if other.id != account_id and fold(other.label) == fold(label):
            raise AccountTwice(name=other.label)


def _may_close(session: Session, row: CampaignAccount, day: date, latest: date | None) -> None:
    """Money that somebody carries, or that waits for the bank, would be nobody's once the account is closed."""
    if latest is not None and day < latest:
        raise ClosingRefused(name=row.label, day=latest.isoformat())
    count, cents = session.execute(
        select(func.count(), func.coalesce(func.sum(Donation.amount_cents), 0)).where(
            Donation.account_id == row.id,
            or_(
                Donation.state == "handed_over",
                and_(Donation.state == "received", Donation.method.in_(("cheque", "cash"))),
            ),
        )
    ).one()
    committed = balance_of(session, row.id).committed_cents
    if committed > 0:
        raise AccountCommitted(name=row.label, amount_cents=committed)
    if count:
        raise AccountHolds(name=row.label, count=count, amount_cents=int(cents))


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
    rounds = tuple((r.round, r.territory, r.day, r.zone) for r in rounds_of(session, row.id))
    book = rule_book(session)
    limit = book.value("commune.small", rounds[0][2] if rounds else row.created_at.date())
    small = None
    if row.kind != "municipal":
        small = False
    elif row.population is not None and limit is not None:
        small = row.population < limit
    return ElectionView(
        row.id, row.label, row.kind, row.country, row.population, row.ceiling_first_cents, row.ceiling_cents,
        account_start(row, rounds[0][2] if rounds else None, book), row.account_until, rounds, row.insee,
        row.account_from is not None, small, row.version,
    )  # fmt: skip


def account_view(session: Session, row: CampaignAccount) -> AccountView:
    """An account as it is shown."""
    election = session.get(Election, row.election_id) if row.election_id else None
    return AccountView(
        row.id, row.kind, row.label, row.mandatary, row.mandatary_kind, row.bank, row.zone, row.opened_on,
        row.closed_on, bool(row.recognised_only), election_view(session, election) if election else None, row.version,
    )  # fmt: skip


def election_row(session: Session, election_id: uuid.UUID) -> Election:
    """An election by its id.

    Raises:
        ElectionUnknown.
    """
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
