"""Donors of a committee's file at the mandataire's: who is new is entered, who is known is completed, never replaced.

What both files tell otherwise is shown field by field; the committee's word is taken over only where the mandataire
says so, since receipts and lists may have been made with what stood here.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from campaign.money.donors import donor_row, entries_of
from campaign.money.exchange.reading import keys_of
from campaign.periods import local_day
from campaign.views.money_exchange import DonorApart, FieldDiffers
from db.tables import AuditEntry, CampaignAccount, Donation, Donor, JournalEntry
from db.unit import Unit, encode

Chosen = Collection[uuid.UUID] | Literal["all"]

FIELDS: Final = (
    "civility", "given_name", "family_name", "address", "postcode", "city", "residence", "nationality", "adult",
    "email", "phone", "mandate",
)  # fmt: skip
_LISTS: Final = ("money.receipts", "money.donors")  # what names donors to others


def take_donors(
    unit: Unit, told: dict[uuid.UUID, dict[str, Any]], account: CampaignAccount, chosen: Chosen = ()
) -> list[DonorApart]:
    """Enter or complete the donors of a file, in the caller's action; return those who are told otherwise here.

    ``chosen``: those, by their id in the file, whose fields are taken over from it; or all of them, but for those of
    whom it tells what was replaced here: an old file does not bring back what was corrected since.
    """
    found = []
    listed = _listed(unit.session, account)
    for key, values in told.items():
        row = unit.session.get(Donor, key)
        if row is None:
            unit.add(Donor(id=key, **values))
        elif row.erased_at is None:
            _complete(unit, row, values)
            apart = _apart(unit.session, key, values, listed, account.zone)
            if apart is not None:
                taken = apart.stood_until is None if chosen == "all" else key in chosen
                found.append(apart := replace(apart, taken=taken))
                if apart.taken:
                    _take_over(unit, donor_row(unit.session, key), values)
    return found


def _complete(unit: Unit, row: Donor, values: dict[str, Any]) -> None:
    keys = keys_of(values).keys()
    filled: dict[str, Any] = {
        c: value for c, value in values.items()
        if c not in keys and value not in ("", None) and getattr(row, c) in ("", None)
    }  # fmt: skip
    if filled:
        whole = {c: getattr(row, c) for c in values if c not in keys} | filled
        unit.change(row, **(filled | keys_of(whole)))


def _differing(row: Donor, values: dict[str, Any]) -> Iterable[str]:
    """The fields that both files tell, and not alike; what one of them does not know is no difference."""
    return [c for c in FIELDS if values[c] not in ("", None) and getattr(row, c) not in ("", None, values[c])]


def _apart(
    session: Session, key: uuid.UUID, values: dict[str, Any], listed: date | None, zone: str
) -> DonorApart | None:
    row = donor_row(session, key)  # of two entries that were made one, the one that stands for the person
    differing = _differing(row, values) if row.erased_at is None else ()
    if not differing:
        return None
    fields = tuple(FieldDiffers(c, str(getattr(row, c)), str(values[c])) for c in differing)
    mine = (Donation.donor_id.in_(entries_of(session, row.id)), Donation.received_on.is_not(None))
    receipts = session.scalar(select(func.count()).where(*mine, Donation.official_receipt != "")) or 0
    named = listed is not None and session.scalar(select(Donation.id).where(*mine, Donation.received_on <= listed))
    name = f"{row.given_name} {row.family_name}".strip()
    stood = _stood_until(session, row, {c: values[c] for c in differing})
    until = local_day(stood, zone) if stood is not None else None
    return DonorApart(key, name or "–", fields, receipts, listed if named else None, stood_until=until)


def _stood_until(session: Session, row: Donor, told: dict[str, Any]) -> datetime | None:
    """When all that a file tells otherwise was replaced here, as the journal remembers it; None: it never was so."""
    key = encode(row.id)
    names_it = cast(JournalEntry.changes, Text).contains(key)
    entries = session.scalars(
        select(JournalEntry).where(JournalEntry.state == "done", names_it).order_by(JournalEntry.seq.desc())
    )
    left = {column: encode(value) for column, value in told.items()}
    latest: datetime | None = None
    for entry in entries:
        for change in entry.changes:
            if change.get("table") != "donor" or change.get("key") != key or not (change["before"] and change["after"]):
                continue
            before, after = change["before"], change["after"]
            gone = [c for c, value in left.items() if before.get(c) == value and after.get(c) != value]
            if gone:
                latest = latest or entry.at
            for column in gone:
                del left[column]
    return latest if not left else None


def _take_over(unit: Unit, row: Donor, values: dict[str, Any]) -> None:
    changed: dict[str, Any] = {c: values[c] for c in _differing(row, values)}
    whole = {c: getattr(row, c) for c in FIELDS} | changed
    unit.change(row, **(changed | keys_of(whole)))


def _listed(session: Session, account: CampaignAccount) -> date | None:
    """The day on which donors of an account were last named to others, in a list or in a draft for receipts."""
    last = session.scalar(
        select(func.max(AuditEntry.at)).where(AuditEntry.action.in_(_LISTS), AuditEntry.object_id == account.id.hex)
    )
    return local_day(last, account.zone) if last is not None else None
