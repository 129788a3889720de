"""What stays of who is erased: who gave what the mandataire received, and who was paid, because the law asks it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db.tables import CampaignAccount, Donation, Donor, SpendingRequest
from db.unit import Unit

# R39-1: amount, date, way of payment, identity, nationality, fiscal address. The keys find the same person again, so
# that a cap still holds for them.
LEGAL = (
    "civility",
    "given_name",
    "family_name",
    "address",
    "postcode",
    "city",
    "residence",
    "nationality",
    "adult",
    "mandate",
    "search_key",
    "sort_key",
    "identity_key",
    "address_key",
)


def gifts_kept(session: Session, person_id: uuid.UUID) -> int:
    """How many gifts of a person were received in an account that is not closed: their donor's identity stays."""
    entries = _entries(session, session.scalars(select(Donor).where(Donor.person_id == person_id)).all())
    return _bound(session, entries)


def forget_donor(unit: Unit, donor: Donor) -> None:
    """Empty a donor under every entry, but for what the law wants kept of someone whose gift was received."""
    entries = _entries(unit.session, [donor])
    bound = _bound(unit.session, entries) > 0
    marked = [column for column in Donor.__table__.columns if "personal" in column.info]
    gone: dict[str, Any] = {
        column.key: None if column.nullable else "" for column in marked if not bound or column.key not in LEGAL
    }
    for entry in entries:
        unit.change(entry, **gone, erased_at=unit.now)


def is_bound(session: Session, donor: Donor) -> bool:
    """Whether a gift of this donor, under any entry, was received in an account that is not closed."""
    return _bound(session, _entries(session, [donor])) > 0


def payee_stays(session: Session, request: SpendingRequest) -> bool:
    """Whether the accounts must go on saying who is paid: of an expense that is engaged or made (L52-12).

    Until the account is closed, as for who gave; a request that came to nothing says nothing to the accounts.
    """
    account = session.get_one(CampaignAccount, request.account_id)
    return request.state in ("committed", "paid") and account.closed_on is None


def forget_payee(unit: Unit, request: SpendingRequest, payee: str) -> None:
    """Take out whose bank account it is, in every case; and their name for ``payee`` where the accounts allow it.

    The number served to pay: the bank's statement shows where the money went, so no account needs it.
    """
    gone: dict[str, Any] = {"iban": ""}
    if not payee_stays(unit.session, request):
        gone["payee"] = payee
    unit.change(request, **gone)


def _entries(session: Session, donors: Iterable[Donor]) -> list[Donor]:
    """All entries that were made one with these."""
    roots = {donor.merged_into_id or donor.id for donor in donors}
    every = select(Donor).where(or_(Donor.id.in_(roots), Donor.merged_into_id.in_(roots))).order_by(Donor.id)
    return list(session.scalars(every))


def _bound(session: Session, entries: Iterable[Donor]) -> int:
    mine = Donation.donor_id.in_([entry.id for entry in entries])
    return session.scalar(select(func.count()).select_from(Donation).where(mine, *_binding())) or 0


def _binding() -> tuple[Any, ...]:
    """The mandataire answers for what was received until the account is closed."""
    open_account = select(CampaignAccount.id).where(CampaignAccount.closed_on.is_(None))
    return Donation.received_on.is_not(None), Donation.account_id.in_(open_account)
