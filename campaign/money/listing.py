"""Gifts as they are listed: a stretch of them with their total, the history of one, and the slips of hand-overs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from campaign.errors.money import GiftUnknown
from campaign.money.codes import code_of
from campaign.money.donors import entries_of
from campaign.money.gifts import gift_row
from campaign.people.directory import full_name
from campaign.search import has_words
from campaign.views.money import GiftLine, GiftPage, GiftQuery, GiftStep, HandOverView
from db.folding import fold
from db.tables import (
    Allocation,
    CampaignAccount,
    Committee,
    Donation,
    DonationEvent,
    Donor,
    HandOver,
    Person,
    SpendingRequest,
)

FEW = 400  # donors whose gifts are looked up one by one; a word that more of them bear is read through, not counted
_Root = aliased(Donor)  # the entry that stands for the person, where two were made one


def list_gifts(
    session: Session,
    query: GiftQuery,
    *,
    offset: int = 0,
    limit: int = 200,
    after: tuple[date, uuid.UUID] | None = None,
) -> GiftPage:
    """A stretch of the gifts that fit, the latest first, with how many they are and what they come to.

    ``after``: go on from a gift, by the day of its promise and its id, instead of counting down from the first. The
    gifts of a page are found from an index alone; a name that very many donors bear is not counted to the end: see
    `GiftPage.counted`.
    """
    order = (Donation.promised_on.desc(), Donation.id.desc())
    donors = _donors(session, query)
    counted = donors is None or len(donors) <= FEW
    which = _which(query, donors if counted else None)
    if counted:
        total, cents = session.execute(
            select(func.count(), func.coalesce(func.sum(Donation.amount_cents), 0)).where(*which)
        ).one()
        ids = select(Donation.id).where(*which)
    else:
        # In the order of the list, name by name until the page is full: the planner would begin with the names.
        ids = select(Donation.id).where(*which, _named(query.text))
        total = cents = 0
    if after is not None:
        ids = ids.where(tuple_(Donation.promised_on, Donation.id) < after)
    found = session.scalars(ids.order_by(*order).offset(offset).limit(limit + (not counted))).all()
    if not counted:
        total = offset + len(found)
    lines = tuple(_lines(session, Donation.id.in_(found[:limit]), by=order))
    if not counted:
        cents = sum(line.amount_cents for line in lines)
    return GiftPage(lines, total, cents, offset, counted)


def _donors(session: Session, query: GiftQuery) -> list[uuid.UUID] | None:
    """The entries of the donors who are asked for, a few more than `FEW` at the most; None: everybody's gifts."""
    if query.donor_id is not None:
        return entries_of(session, query.donor_id)
    if not fold(query.text):
        return None
    roots = session.scalars(
        select(Donor.id)
        .where(func.coalesce(Donor.merged_into_id, Donor.id) == Donor.id, *has_words(Donor.search_key, query.text))
        .limit(FEW + 1)
    ).all()
    if len(roots) > FEW:
        return list(roots)
    return [*roots, *session.scalars(select(Donor.id).where(Donor.merged_into_id.in_(roots)))]


def _named(text: str) -> ColumnElement[bool]:
    """Whether who made a gift bears all words of a text: by the entry that stands for the person."""
    own = aliased(Donor)
    found = select(own.id).join(_Root, _Root.id == func.coalesce(own.merged_into_id, own.id))
    return found.where(own.id == Donation.donor_id, *has_words(_Root.search_key, text)).exists()


def waiting_for_the_bank(session: Session, account_id: uuid.UUID) -> list[GiftLine]:
    """The cheques and cash of an account that were received and not brought to the bank, the latest first."""
    which = (
        Donation.account_id == account_id,
        Donation.method.in_(("cheque", "cash")),
        Donation.state == "received",
    )
    return list(_lines(session, *which, by=(Donation.promised_on.desc(), Donation.id.desc())))


def gift_line(session: Session, donation_id: uuid.UUID) -> GiftLine:
    """One gift.

    Raises:
        GiftUnknown.
    """
    line = next(_lines(session, Donation.id == donation_id), None)
    if line is None:
        raise GiftUnknown(name=str(donation_id))
    return line


def gift_steps(session: Session, donation_id: uuid.UUID) -> list[GiftStep]:
    """The history of a gift, in order.

    Raises:
        GiftUnknown.
    """
    gift_row(session, donation_id)
    rows = session.scalars(
        select(DonationEvent)
        .where(DonationEvent.donation_id == donation_id)
        .order_by(DonationEvent.at, DonationEvent.id)
    ).all()
    names = names_of(session, {row.created_by for row in rows})
    return [GiftStep(r.at, r.day, r.from_state, r.to_state, names.get(r.created_by, ""), r.role, r.note) for r in rows]


def hand_over_view(session: Session, hand_over_id: uuid.UUID) -> HandOverView:
    """A slip of what was carried to the mandataire, to be signed by two.

    Raises:
        GiftUnknown.
    """
    slip = session.get(HandOver, hand_over_id)
    if slip is None:
        raise GiftUnknown(name=str(hand_over_id))
    return _slips(session, [slip])[0]


def _slips(session: Session, slips: Sequence[HandOver]) -> list[HandOverView]:
    """Slips as shown, with what was carried, in one reading for all of them."""
    carried: dict[uuid.UUID, list[GiftLine]] = {slip.id: [] for slip in slips}
    ids = list(carried)
    of = dict(_pairs(session, select(Donation.id, Donation.hand_over_id).where(Donation.hand_over_id.in_(ids))))
    for line in _lines(session, Donation.hand_over_id.in_(ids), by=(Donation.promised_on, Donation.id)):
        carried[of[line.id]].append(line)
    accounts = {one: session.get_one(CampaignAccount, one) for one in {slip.account_id for slip in slips}}
    where = Committee.id.in_({slip.committee_id for slip in slips})
    committees = dict(_pairs(session, select(Committee.id, Committee.name).where(where)))
    bearers = names_of(session, {slip.bearer_id for slip in slips})
    return [
        HandOverView(
            slip.id, slip.number, slip.day, committees[slip.committee_id], accounts[slip.account_id].label,
            accounts[slip.account_id].mandatary, bearers.get(slip.bearer_id, ""), slip.acknowledged_on,
            tuple(carried[slip.id]), code_of(slip, carried[slip.id]),
        )
        for slip in slips
    ]  # fmt: skip


def _pairs(session: Session, statement: Any) -> list[tuple[Any, Any]]:
    return [(key, value) for key, value in session.execute(statement)]


def committees_of(session: Session, account_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """The committees that gathered for an account, asked it to pay or have an earmark in it, in French order.

    Each is told what became of its own gifts and requests.
    """
    # Committee by committee, until the first gift: an account holds all gifts, and is no way to those of each.
    account = func.coalesce(Donation.account_id, Donation.account_id)
    gathered = select(Donation.id).where(Donation.committee_id == Committee.id, account == account_id).exists()
    others = (
        select(table.id).where(
            table.committee_id == Committee.id, func.coalesce(table.account_id, table.account_id) == account_id
        )
        for table in (SpendingRequest, Allocation)
    )
    told = or_(gathered, *(one.exists() for one in others))
    rows = select(Committee.id, Committee.name).where(told).order_by(Committee.sort_key, Committee.id)
    return _pairs(session, rows)


def list_hand_overs(
    session: Session, committee_id: uuid.UUID | None = None, *, account_id: uuid.UUID | None = None, limit: int = 200
) -> list[HandOverView]:
    """The slips of a committee, of an account, or all of the file, the latest first."""
    statement = select(HandOver).order_by(HandOver.day.desc(), HandOver.number.desc(), HandOver.id)
    if committee_id is not None:
        statement = statement.where(HandOver.committee_id == committee_id)
    if account_id is not None:
        statement = statement.where(HandOver.account_id == account_id)
    return _slips(session, session.scalars(statement.limit(limit)).all())


def slip_numbered(session: Session, committee_id: uuid.UUID, number: int) -> uuid.UUID | None:
    """The slip of a committee that has this number; None if there is none."""
    return session.scalar(select(HandOver.id).where(HandOver.committee_id == committee_id, HandOver.number == number))


def slip_of(session: Session, donation_id: uuid.UUID) -> uuid.UUID | None:
    """The slip with which a gift was carried; None if it never was."""
    return session.scalar(select(Donation.hand_over_id).where(Donation.id == donation_id))


def names_of(session: Session, ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    """Names of people by id; who was erased has none."""
    wanted = [one for one in ids if one is not None]
    rows = session.scalars(select(Person).where(Person.id.in_(wanted))).all() if wanted else []
    return {row.id: full_name(row) for row in rows}


def _lines(session: Session, *which: ColumnElement[bool], by: Iterable[Any] = ()) -> Iterator[GiftLine]:
    """The gifts that fit, as shown: plain columns, since tens of thousands of them may wait for the bank."""
    rows = session.execute(
        select(
            Donation.id, _Root.id, _Root.given_name, _Root.family_name, Donation.amount_cents, Donation.method,
            Donation.kind, Donation.state, Donation.promised_on, Donation.received_on, Donation.committee_id,
            Committee.name, Donation.account_id, Donation.acknowledgement, Donation.official_receipt,
            Donation.reference, Donation.payer, Donation.estimate, Donation.warnings, Donation.reason, Donation.version,
        )
        .select_from(Donation)
        .join(Committee, Committee.id == Donation.committee_id)
        .outerjoin(Donor, Donor.id == Donation.donor_id)
        .outerjoin(_Root, _Root.id == func.coalesce(Donor.merged_into_id, Donor.id))
        .where(*which)
        .order_by(*by)
    )  # fmt: skip
    for key, donor_id, given, family, *middle, warnings, reason, version in rows:
        name = f"{given} {family}".strip() or "–" if donor_id else ""
        told: tuple[Any, ...] = (key, donor_id, name, *middle, tuple(warnings), reason, version)
        yield GiftLine(*told)


def _which(query: GiftQuery, donors: list[uuid.UUID] | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.committee_id is not None:
        found.append(Donation.committee_id == query.committee_id)
    if query.account_id is not None:
        # Of a few donors the gifts are found by donor: an account holds all gifts, and is no way to them.
        account = Donation.account_id if donors is None else func.coalesce(Donation.account_id, Donation.account_id)
        found.append(account == query.account_id)
    if donors is not None:
        found.append(Donation.donor_id.in_(donors))
    if query.states:
        found.append(Donation.state.in_(query.states))
    if query.method:
        found.append(Donation.method == query.method)
    return found
