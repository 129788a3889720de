"""The mandataire's statement, and totals for reports: derived from gifts and ledger, to the cent."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from statistics import median_low
from typing import Any, Literal

from sqlalchemy import Subquery, and_, case, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from campaign.money.accounts import account_row, account_view
from campaign.money.balances import balance_of, earmarks_of
from campaign.money.facts import STANDING, facts_of
from campaign.money.listing import waiting_for_the_bank
from campaign.money.rules import rule_book
from campaign.periods import local_day
from campaign.views.money_totals import DonorTotal, MethodTotal, MoneyFigures, Statement
from db.ledger import COMMITTED, EARMARK, EXPENSES, FREE, GIFTS, IN_KIND, head_of
from db.tables import CampaignAccount, Donation, Donor, LedgerEntry, MoneyFile

INCOME = (GIFTS, IN_KIND)
MONTH_OF, YEAR_OF = 7, 4  # letters of an ISO day: 2027-02


def statement(session: Session, account_id: uuid.UUID, first: date, last: date) -> Statement:
    """The statement of an account from one day to another, both included. Donors' totals are of the whole account.

    Raises:
        AccountUnknown.
    """
    account = account_row(session, account_id)
    book = rule_book(session)
    facts = facts_of(session, account, book)
    totals = donor_totals(session, account, last, near=True)
    cash = select(func.coalesce(func.sum(Donation.amount_cents), 0)).where(
        Donation.account_id == account_id, Donation.method == "cash", Donation.state.in_(("received", "deposited"))
    )
    return Statement(
        account=account_view(session, account),
        first=first,
        last=last,
        by_method=tuple(_by_method(session, account_id, first, last)),
        donors=tuple(totals),
        donor_count=_donor_count(session, account),
        balance=balance_of(session, account_id),
        to_deposit=tuple(waiting_for_the_bank(session, account_id)),
        cash_cents=session.scalar(cash) or 0,
        ceiling_cents=facts.ceiling_cents,
        by_category=tuple(_by_category(session, [LedgerEntry.account_id == account_id], first, last)),
        earmarks=tuple(earmarks_of(session, account_id)),
        head=head_of(session, account_id),
        told_on=_told_on(session, account),
    )


def _told_on(session: Session, account: CampaignAccount) -> date | None:
    """The day on which the mandataire's file last told this one of the account; None: this is the mandataire's."""
    last = session.scalar(
        select(func.max(MoneyFile.created_at)).where(
            MoneyFile.account_id == account.id, MoneyFile.kind == "states", MoneyFile.direction == "in"
        )
    )
    return local_day(last, account.zone) if last is not None else None


def _by_method(session: Session, account_id: uuid.UUID, first: date, last: date) -> Iterable[MethodTotal]:
    """Income as the ledger has it: what came in, less what went back, by the day of each."""
    month = _part(session, LedgerEntry.day, MONTH_OF, "YYYY-MM")
    sign = case((LedgerEntry.credit.in_(INCOME), 1), else_=-1)
    rows = session.execute(
        select(month, Donation.method, func.sum(sign), func.sum(sign * LedgerEntry.amount_cents))
        .join(Donation, Donation.id == LedgerEntry.source_id)
        .where(
            LedgerEntry.account_id == account_id,
            or_(LedgerEntry.credit.in_(INCOME), LedgerEntry.debit.in_(INCOME)),
            LedgerEntry.day.between(first, last),
        )
        .group_by(month, Donation.method)
        .order_by(month, Donation.method)
    )
    return [MethodTotal(date.fromisoformat(f"{m}-01"), method, int(n), int(cents)) for m, method, n, cents in rows]


def _by_category(session: Session, which: list[Any], first: date, last: date) -> list[tuple[str, int]]:
    sign = case((LedgerEntry.debit == EXPENSES, 1), else_=-1)
    total = func.sum(sign * LedgerEntry.amount_cents)
    rows = session.execute(
        select(LedgerEntry.category, total)
        .where(
            *which,
            or_(LedgerEntry.debit == EXPENSES, LedgerEntry.credit == EXPENSES),
            LedgerEntry.day.between(first, last),
        )
        .group_by(LedgerEntry.category)
        .having(total != 0)
        .order_by(LedgerEntry.category)
    )
    return [(category, int(cents)) for category, cents in rows]


def donor_totals(
    session: Session, account: CampaignAccount, day: date, *, near: bool = False, most: int | None = None
) -> list[DonorTotal]:
    """What was received from each donor against the cap that holds: of the election, or of each party year.

    Promises are left out: this is what the mandataire answers for. The cap is that of ``day``. ``near``: only those who
    are close to the cap or above it. ``most``: only so many, of those who gave most.
    """
    book = rule_book(session)
    candidate = account.kind == "candidate"
    rule = book.on("don.candidate.cap" if candidate else "don.party.cap", day)
    cap = rule.value if rule else None
    warn = rule.warn if rule and rule.warn is not None else 10_000
    if near and cap is None:
        return []
    given, root, which = _given(session, account)
    total = func.sum(given.c.cents)
    year: Any = literal(0) if candidate else given.c.year
    sums = select(root.label("donor"), year.label("year"), total.label("cents"))
    sums = sums.select_from(given).join(Donor, Donor.id == given.c.donor_id).where(*which)
    sums = sums.group_by(root, *([] if candidate else [given.c.year]))
    if near and cap is not None:
        sums = sums.having(or_(total > cap, total * 10_000 >= cap * warn))
    found = sums.subquery()
    rows = session.execute(
        select(Donor.id, Donor.given_name, Donor.family_name, found.c.year, found.c.cents)
        .join(found, found.c.donor == Donor.id)
        .order_by(found.c.cents.desc(), Donor.sort_key, Donor.id, found.c.year)
        .limit(most)
    )
    lines = []
    for donor_id, given, family, when, cents in rows:
        level: Literal["unknown", "near", "over"] = "unknown"
        if cap is not None and cents > cap:
            level = "over"
        elif cap is not None and cents * 10_000 >= cap * warn:
            level = "near"
        name = f"{given} {family}".strip() or "–"
        lines.append(DonorTotal(donor_id, name, None if candidate else int(when), int(cents), cap, level))
    return lines


def _donor_count(session: Session, account: CampaignAccount) -> int:
    """How many people gave what counts towards the cap of an account."""
    given, root, which = _given(session, account)
    people = select(func.count(root.distinct())).select_from(given).join(Donor, Donor.id == given.c.donor_id)
    return session.scalar(people.where(*which)) or 0


def _given(session: Session, account: CampaignAccount) -> tuple[Subquery, Any, list[Any]]:
    """What each entry of a donor gave by calendar year, of what may count towards the cap of an account.

    With it, whose it is, once joined to `Donor`, and which of it counts: of all candidates of its election, or of all
    parties. Gifts are added up before their donors are looked at, in the order of an index: there are several of each.
    """
    party = account.kind == "party"
    same = CampaignAccount.kind == "party" if party else CampaignAccount.election_id == account.election_id
    own = session.scalars(select(CampaignAccount.id).where(same)).all()
    year = _part(session, Donation.received_on, YEAR_OF, "YYYY")
    dues: Any = case((Donation.kind == "dues", 1), else_=0) if party else literal(0)
    given = (
        select(
            Donation.donor_id.label("donor_id"), year.label("year"), dues.label("dues"),
            func.sum(Donation.amount_cents).label("cents"),
        )
        .where(
            # All accounts of a file are looked through: they are no way to the gifts of one donor after another.
            func.coalesce(Donation.account_id, Donation.account_id).in_(own),
            Donation.state.in_(("received", "deposited")),
            Donation.donor_id.is_not(None),
        )
        .group_by(Donation.donor_id, *([year, dues] if party else [year]))
        .subquery()
    )  # fmt: skip
    # Dues of elected officials do not count (art. 11-4).
    which = [not_(and_(given.c.dues == 1, Donor.mandate != ""))] if party else []
    return given, func.coalesce(Donor.merged_into_id, Donor.id), which


def _part(session: Session, day: Any, letters: int, shape: str) -> Any:
    """The first letters of a day: its month, or its year."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    return func.substr(day, 1, letters) if sqlite else func.to_char(day, shape)


def money_figures(session: Session, committee_id: uuid.UUID | None, first: date, last: date) -> MoneyFigures:
    """Totals of money from one day to another, both included, for a report; of one committee, or of all.

    Received is by the day of the payment and as it stands now: what came back since is not in it.
    """
    mine = [Donation.committee_id == committee_id] if committee_id else []
    during = Donation.promised_on.between(first, last)
    got = [*mine, Donation.received_on.between(first, last), Donation.state.in_(("received", "deposited"))]
    amounts = sorted(session.scalars(select(Donation.amount_cents).where(*got, Donation.method != "in_kind")))
    root = func.coalesce(Donor.merged_into_id, Donor.id)
    donors = select(func.count(root.distinct())).join(Donation, Donation.donor_id == Donor.id)
    donors = donors.where(*got, Donation.method != "in_kind")  # of the very gifts that are counted

    def total(*which: Any) -> int:
        return session.scalar(select(func.coalesce(func.sum(Donation.amount_cents), 0)).where(*mine, *which)) or 0

    def count(state: str) -> int:
        which = and_(Donation.state == state, Donation.ended_on.between(first, last))
        return session.scalar(select(func.count()).select_from(Donation).where(*mine, which)) or 0

    own = [LedgerEntry.for_committee_id == committee_id] if committee_id else []

    def moved(debit: str, credit: str) -> int:
        sign = case((LedgerEntry.debit == debit, 1), else_=-1)
        legs = or_(
            and_(LedgerEntry.debit == debit, LedgerEntry.credit == credit),
            and_(LedgerEntry.debit == credit, LedgerEntry.credit == debit),
        )
        sums = select(func.coalesce(func.sum(sign * LedgerEntry.amount_cents), 0))
        return int(session.scalar(sums.where(*own, legs, LedgerEntry.day.between(first, last))) or 0)

    categories = tuple(_by_category(session, own, first, last))
    return MoneyFigures(
        promised_cents=total(during, Donation.state.in_(STANDING)),
        waiting_cents=total(Donation.state == "handed_over"),
        received_cents=sum(amounts),
        gifts=len(amounts),
        mean_cents=round(sum(amounts) / len(amounts)) if amounts else None,
        median_cents=median_low(amounts) if amounts else None,
        donors=session.scalar(donors) or 0,
        refunded=count("refunded"),
        bounced=count("bounced"),
        earmarked_cents=moved(FREE, EARMARK),
        committed_cents=moved(EARMARK, COMMITTED),
        paid_cents=sum(cents for _, cents in categories),
        paid_by_category=categories,
    )
