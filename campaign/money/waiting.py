"""What money waits for, in a few counts: for Home, and for the first screen of money."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from campaign.money.accounts import list_accounts
from campaign.money.balances import balance_of, earmark_of
from campaign.money.deadlines import to_do
from campaign.money.gifts import TOLD
from campaign.money.mandate import answers_for, mandate_of, not_known
from campaign.money.spending_hands import decided_elsewhere
from campaign.money.steps import CARRIED, DIRECT, HELD
from campaign.settings import get
from campaign.views.money import AccountView, Deadline
from campaign.views.money_waiting import MoneyWaiting, Standing
from db.tables import CampaignAccount, Donation, DonationEvent, MoneyFile, SpendingEvent, SpendingRequest

ASK_AGAIN_DAYS: Final = 60  # after which nobody is reminded any more; the product's choice


def only_others_gather(session: Session, committee_id: uuid.UUID) -> bool:
    """Whether all gifts of this file are of other committees, as on a mandataire's laptop."""
    first = select(Donation.id).limit(1)
    own, asked = first.where(Donation.committee_id == committee_id), select(SpendingRequest.id).limit(1)
    mine = asked.where(SpendingRequest.committee_id == committee_id)
    return all(session.scalar(one) is None for one in (own, mine)) and session.scalar(first) is not None


def waiting(session: Session, committee_id: uuid.UUID | None, now: datetime, *, balances: bool = False) -> MoneyWaiting:
    """What waits in one committee, or in all; ``balances``: what the accounts hold and earmarked too, which costs more.

    Amounts in cents. Where there is neither account, gift nor request, nothing is asked for.
    """
    if not any(session.scalar(select(table.id).limit(1)) for table in (CampaignAccount, Donation, SpendingRequest)):
        return MoneyWaiting()
    accounts = tuple(one for one in list_accounts(session) if one.closed_on is None)
    gifts = _gifts(session, committee_id)
    requests = _requests(session, committee_id)
    carried = [method for _, method in gifts if method in CARRIED]

    def of(state: str, methods: list[str] | None = None) -> Standing:
        found = [one for (at, how), one in gifts.items() if at == state and (methods is None or how in methods)]
        return Standing(sum(one.count for one in found), sum(one.cents for one in found))

    direct = sorted({method for _, method in gifts} - set(carried))
    files = select(MoneyFile.id).where(MoneyFile.kind == "states", MoneyFile.direction == "in")
    told = session.scalar(files.limit(1)) is not None
    due, due_here = _due(session, accounts, now, committee_id)
    found = MoneyWaiting(
        told=told,
        accounts=accounts,
        any=bool(gifts or requests),
        to_carry=of("promised", carried),
        coming=of("promised", direct),
        carried=of("handed_over"),
        came_back=_came_back(session, [one.id for one in accounts], committee_id, now) if told else Standing(),
        held=_sum(*(of(state, [*CARRIED, *DIRECT]) for state in HELD)),
        in_kind=_sum(*(of(state, ["in_kind"]) for state in HELD)),
        to_deposit=_to_deposit(session, [one.id for one in accounts]),
        drafts=requests.get("draft", Standing()),
        to_check=requests.get("peer_review", Standing()),
        to_complete=requests.get("more_info", Standing()),
        to_decide=requests.get("mandatary_review", Standing()),
        to_commit=requests.get("approved", Standing()),
        to_pay=requests.get("committed", Standing()),
        paid=requests.get("paid", Standing()),
        given_back=_given_back(session, [one.id for one in accounts], committee_id, now) if told else Standing(),
        due=due,
        due_here=due_here,
    )
    if not balances:
        return found
    mandate = mandate_of(session)
    held = [balance_of(session, one.id) for one in accounts]
    free = sum(one.unassigned_cents for one in held)
    if committee_id is not None:
        earmarked = sum(earmark_of(session, one.id, committee_id).free_cents for one in accounts)
    else:
        earmarked = sum(one.earmarked_cents for one in held)
    return replace(
        found, unassigned_cents=free, earmark_free_cents=earmarked, mandate=mandate,
        not_known=not_known(mandate) if mandate else (),
    )  # fmt: skip


def _due(
    session: Session, accounts: tuple[AccountView, ...], now: datetime, committee_id: uuid.UUID | None
) -> tuple[tuple[Deadline, ...], bool]:
    """What the law wants by a day, and whether it is who is at the keyboard that answers for it.

    Of a mandataire who keeps a file of their own, it is theirs and told there. In a commune of under 9,000 inhabitants
    there is none: it is everybody's here.
    """
    found = to_do(session, now)
    if committee_id is None:
        return tuple(found), True
    me = get(session, "me")
    person = uuid.UUID(hex=me) if me else None
    mine = {one.account_id for one in found if answers_for(session, one.account_id, person)}
    mine |= {one.id for one in accounts if one.election and one.election.small_commune}
    here = [
        one for one in found if one.account_id in mine or not decided_elsewhere(session, one.account_id, committee_id)
    ]
    return tuple(here), any(one.account_id in mine for one in here)


def _came_back(session: Session, accounts: list[uuid.UUID], committee_id: uuid.UUID | None, now: datetime) -> Standing:
    """What the mandataire told to have bounced, until its donor gives again, for `ASK_AGAIN_DAYS` days at the most."""
    which = (Donation.method.in_(("cheque", "debit")), Donation.state == "bounced")
    return _ended(session, accounts, committee_id, now, *which)


def _given_back(session: Session, accounts: list[uuid.UUID], committee_id: uuid.UUID | None, now: datetime) -> Standing:
    """What the mandataire told to have given or paid back: its donor may not know of it yet either."""
    return _ended(session, accounts, committee_id, now, Donation.state.in_(("returned", "refunded")))


def _ended(
    session: Session, accounts: list[uuid.UUID], committee_id: uuid.UUID | None, now: datetime, *how: Any
) -> Standing:
    later = aliased(Donation)
    told = select(DonationEvent.id).where(
        DonationEvent.donation_id == Donation.id,
        DonationEvent.to_state == Donation.state,
        DonationEvent.role == TOLD,
        DonationEvent.at >= now - timedelta(days=ASK_AGAIN_DAYS),
    )
    again = select(later.id).where(
        later.donor_id == Donation.donor_id, later.created_at > Donation.updated_at, later.state != "dropped"
    )
    which = [Donation.account_id.in_(accounts), *how, told.exists(), ~again.exists()]
    if committee_id is not None:
        which.append(Donation.committee_id == committee_id)
    row = session.execute(select(func.count(), func.coalesce(func.sum(Donation.amount_cents), 0)).where(*which)).one()
    return Standing(row[0], int(row[1]))


def _sum(*standing: Standing) -> Standing:
    return Standing(sum(one.count for one in standing), sum(one.cents for one in standing))


def _gifts(session: Session, committee_id: uuid.UUID | None) -> dict[tuple[str, str], Standing]:
    by = (Donation.state, Donation.method)
    order = [Donation.account_id, Donation.method, Donation.state]  # of an index that holds the amounts too
    statement = select(*by, func.count(), func.sum(Donation.amount_cents)).group_by(*order)
    if committee_id is not None:
        statement = statement.where(Donation.committee_id == committee_id)
    found: dict[tuple[str, str], Standing] = {}
    for state, method, count, cents in session.execute(statement):
        found[state, method] = _sum(found.get((state, method), Standing()), Standing(count, int(cents)))
    return found


def _requests(session: Session, committee_id: uuid.UUID | None) -> dict[str, Standing]:
    statement = select(SpendingRequest.state, func.count(), func.sum(SpendingRequest.amount_cents)).group_by(
        SpendingRequest.state
    )
    # What was written on a committee's laptop waits there until it is sent: nobody here can go on with it.
    came = select(SpendingEvent.id).where(
        SpendingEvent.request_id == SpendingRequest.id,
        SpendingEvent.from_state == "",
        SpendingEvent.told_by.is_not(None),
    )
    early = SpendingRequest.state.in_(("draft", "peer_review", "more_info"))
    statement = statement.where(or_(~early, ~came.exists()))
    if committee_id is not None:
        statement = statement.where(SpendingRequest.committee_id == committee_id)
    return {state: Standing(n, int(cents)) for state, n, cents in session.execute(statement)}


def _to_deposit(session: Session, accounts: list[uuid.UUID]) -> Standing:
    """Cheques and cash that the mandataire received and has not brought to the bank."""
    each = [
        and_(Donation.account_id == account, Donation.method == method, Donation.state == "received")
        for account in accounts
        for method in CARRIED
    ]
    if not each:
        return Standing()
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(Donation.amount_cents), 0)).where(or_(*each))
    ).one()
    return Standing(row[0], int(row[1]))
