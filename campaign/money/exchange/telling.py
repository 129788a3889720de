"""Two laptops: a committee tells what was promised, carried and asked for; the mandataire what became of it.

Files are JSON with a fingerprint of what they say, and no time of making: the same data give the same bytes. Taken in
twice they change nothing. A file of states also tells the seals of the mandataire's ledger, so that a ledger that was
rewritten as a whole is seen by those who were told of it before.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import committee_row
from campaign.money.accounts import account_row
from campaign.money.exchange.files import PLEDGES, STATES, VERSION, hash_of, note_file
from campaign.money.exchange.requests import tell_earmarks, tell_requests
from campaign.money.exchange.taking import NEVER, stood_again
from campaign.money.gifts import MANDATARY, TOLD
from db.ledger import head_of
from db.merging import portions
from db.tables import Base, Collection, DepositSlip, Donation, DonationEvent, Donor, HandOver, LedgerEntry, MoneyFile
from db.unit import Unit, encode

T = TypeVar("T", bound=Base)
_AT_ONCE = 500  # ids in one statement
_DONOR = (
    "civility", "given_name", "family_name", "address", "postcode", "city", "residence", "nationality", "adult",
    "email", "phone", "mandate", "honour_at", "honour_text",
)  # fmt: skip
_GIFT = (
    "id", "donor_id", "kind", "method", "amount_cents", "promised_on", "hand_over_id", "reference", "payer",
    "estimate", "reason", "source_ref", "ended_on",
)  # fmt: skip


def export_pledges(unit: Unit, committee_id: uuid.UUID, account_id: uuid.UUID) -> bytes:
    """What a committee gathered for an account, for the mandataire's laptop. Audited, nothing to undo.

    Raises:
        CommitteeUnknown, AccountUnknown.
    """
    session = unit.session
    committee, account = committee_row(session, committee_id), account_row(session, account_id)
    gifts = _gifts(session, committee.id, account.id)
    ids = [gift.id for gift in gifts]
    donors = rows_by_id(session, Donor, {gift.donor_id for gift in gifts if gift.donor_id})
    kept = rows_by_id(session, Donor, {row.merged_into_id for row in donors.values() if row.merged_into_id})
    donors = {key: kept[row.merged_into_id] if row.merged_into_id else row for key, row in donors.items()}
    slips = session.scalars(
        select(HandOver).where(HandOver.id.in_({g.hand_over_id for g in gifts if g.hand_over_id})).order_by(HandOver.id)
    ).all()
    boxes = session.scalars(
        select(Collection).where(Collection.donation_id.in_(ids)).order_by(Collection.donation_id)
    ).all()
    again = stood_again(session, ids, told=False)
    content = {
        "committee": {**_named(committee.id, committee.name), "zone": committee.zone, "kind": committee.kind_id},
        "account": {"id": account.id.hex, "name": account.label},
        "donors": [
            {"id": key.hex, **{c: encode(getattr(donors[key], c)) for c in _DONOR}} for key in sorted(donors)
        ],
        "hand_overs": [{"id": s.id.hex, "number": s.number, "day": encode(s.day)} for s in slips],
        "gifts": [
            {**{c: encode(getattr(gift, c)) for c in _GIFT}, "state": gift.state, "stood_again": again[gift.id]}
            for gift in gifts
        ],
        "collections": [
            {"gift": b.donation_id.hex, "day": encode(b.day), "place": b.place, "way": b.way,
             "people": b.counted_by}
            for b in boxes
        ],
        "requests": tell_requests(session, committee.id, account.id, answer=False),
    }  # fmt: skip
    sent = MoneyFile(committee_id=committee_id, account_id=account_id, rows=len(gifts) + len(content["requests"]))
    return _sent(unit, PLEDGES, "pledges", sent, content)


def export_states(unit: Unit, committee_id: uuid.UUID, account_id: uuid.UUID) -> bytes:
    """What became of a committee's gifts, for that committee's laptop, with the seals of the ledger. Audited.

    Raises:
        CommitteeUnknown, AccountUnknown.
    """
    session = unit.session
    committee, account = committee_row(session, committee_id), account_row(session, account_id)
    gifts = _gifts(session, committee.id, account.id)
    slips = session.scalars(
        select(DepositSlip)
        .where(DepositSlip.id.in_({g.deposit_id for g in gifts if g.deposit_id}))
        .order_by(DepositSlip.id)
    ).all()
    signed = session.scalars(
        select(HandOver)
        .where(
            HandOver.committee_id == committee.id,
            HandOver.account_id == account.id,
            HandOver.acknowledged_on.is_not(None),
        )
        .order_by(HandOver.id)
    ).all()
    echoes = _echoes(session, [gift.id for gift in gifts if gift.state in NEVER])
    notes = _notes(session, committee.id, {gift.id: gift.state for gift in gifts})
    told = session.scalars(
        select(MoneyFile).where(
            MoneyFile.committee_id == committee.id,
            MoneyFile.account_id == account.id,
            MoneyFile.kind == "states",
            MoneyFile.direction == "out",
        )
    ).all()
    seq, seal = head_of(session, account.id)
    numbers = sorted({file.head_seq for file in told} - {0, seq})
    seals = session.execute(
        select(LedgerEntry.seq, LedgerEntry.seal)
        .where(LedgerEntry.account_id == account.id, LedgerEntry.seq.in_(numbers))
        .order_by(LedgerEntry.seq)
    )
    content = {
        "committee": {"id": committee.id.hex, "name": committee.name},
        "account": {"id": account.id.hex, "name": account.label},
        "gifts": [
            {c: encode(getattr(gift, c)) for c in
             ("id", "state", "received_on", "ended_on", "acknowledgement", "official_receipt", "deposit_id")}
            | {"note": notes.get(gift.id, ""), "echo": int(gift.id in echoes)}
            for gift in gifts
        ],
        "hand_overs": [{"id": s.id.hex, "day": encode(s.acknowledged_on)} for s in signed],
        "requests": tell_requests(session, committee.id, account.id, answer=True),
        "earmarks": tell_earmarks(session, committee.id, account.id),
        "deposits": [{"id": s.id.hex, "number": s.number, "method": s.method, "day": encode(s.day)} for s in slips],
        "ledger": {"seq": seq, "seal": seal, "told": [[number, value] for number, value in seals]},
    }  # fmt: skip
    sent = MoneyFile(committee_id=committee_id, account_id=account_id, rows=len(gifts) + len(content["requests"]))
    return _sent(unit, STATES, "states", sent, content)


def _gifts(session: Session, committee_id: uuid.UUID, account_id: uuid.UUID) -> Sequence[Donation]:
    where = (Donation.committee_id == committee_id, Donation.account_id == account_id)
    return session.scalars(select(Donation).where(*where).order_by(Donation.id)).all()


def rows_by_id(session: Session, table: type[T], ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, T]:
    """Rows of a table by their ids, some hundreds at one time; what is not there is left out."""
    wanted, found = sorted(set(ids)), {}
    for first in range(0, len(wanted), _AT_ONCE):
        key = cast(Any, table).id
        for row in session.scalars(select(table).where(key.in_(wanted[first : first + _AT_ONCE]))):
            found[cast(Any, row).id] = row
    return found


def _notes(session: Session, committee_id: uuid.UUID, states: dict[uuid.UUID, str]) -> dict[uuid.UUID, str]:
    """What the mandataire wrote beside the step that led each gift to where it stands: for its committee."""
    written = session.execute(
        select(DonationEvent.donation_id, DonationEvent.to_state, DonationEvent.note)
        .where(
            DonationEvent.committee_id == committee_id, DonationEvent.role == MANDATARY, DonationEvent.note != ""
        )
        .order_by(DonationEvent.at, DonationEvent.id)
    )  # fmt: skip
    return {gift: note for gift, state, note in written if states.get(gift) == state}


def _echoes(session: Session, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Gifts that ended as their committee had told, and not by the mandataire's own step."""
    roles: dict[uuid.UUID, str] = {}
    for some in portions(ids):
        steps = select(DonationEvent.donation_id, DonationEvent.role).where(DonationEvent.donation_id.in_(some))
        steps = steps.order_by(DonationEvent.at, DonationEvent.id)
        roles |= {row.donation_id: row.role for row in session.execute(steps)}
    return {gift for gift, role in roles.items() if role == TOLD}


def _named(key: uuid.UUID, name: str) -> dict[str, str]:
    return {"id": key.hex, "name": name}


def _sent(unit: Unit, kind: str, short: str, sent: MoneyFile, content: dict[str, Any]) -> bytes:
    file_hash = hash_of(kind, content)
    unit.name("money.export", committee_id=sent.committee_id)
    unit.without_journal()
    sent.kind, sent.direction, sent.file_hash = short, "out", file_hash
    if "ledger" in content:
        sent.head_seq, sent.head_seal = content["ledger"]["seq"], content["ledger"]["seal"]
    if not note_file(unit, sent):
        unit.attest("money.export", sent.committee_id, ("money_file", file_hash[:32]), sent.rows)
    document = {"format": kind, "version": VERSION, "content": content, "hash": file_hash}
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
