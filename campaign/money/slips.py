"""Hand-over slips: what is on their paper, and what a code that was read there leads to."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from campaign.committees.lookup import committee_row
from campaign.errors.money import GiftUnknown, SlipCodeMisread, SlipUnknown
from campaign.field.lists.numbers import ALPHABET, normal
from campaign.money.codes import HALF, check_of, code_of, signs
from campaign.money.listing import names_of
from campaign.views.money_paper import SlipFound, SlipLine, SlipPaper
from db.tables import CampaignAccount, Collection, Committee, Donation, Donor, Election, HandOver

_LEGAL = ("given_name", "family_name", "address", "postcode", "city", "nationality", "residence")


def find_slip(session: Session, code: str) -> SlipFound:
    """The slip that a code read on paper leads to, and whether the paper and this file tell the same gifts.

    Raises:
        SlipCodeMisread: it is no code, or its check does not fit; SlipUnknown: no slip of this file has it.
    """
    typed = normal(code)
    known = len(typed) == 2 * HALF + 1 and all(sign in ALPHABET for sign in typed)
    if not known or check_of(typed[:-1]) != typed[-1]:
        raise SlipCodeMisread(code=code.strip()[:20])
    # Four signs are shared by chance now and then: a slip whose gifts fit goes before one that only begins alike.
    alike = [key for key in session.scalars(select(HandOver.id)) if signs(key.bytes) == typed[:HALF]]
    found = [_found(session, key, typed) for key in sorted(alike)]
    for slip in sorted(found, key=lambda one: not one.fits):
        return slip
    raise SlipUnknown(code=code.strip()[:20])


def _found(session: Session, hand_over_id: uuid.UUID, typed: str) -> SlipFound:
    slip, gifts = session.get_one(HandOver, hand_over_id), _gifts_of(session, hand_over_id)
    return SlipFound(
        slip.id, slip.number, committee_row(session, slip.committee_id).name, slip.day,
        sum(gift.amount_cents for gift in gifts), tuple(gift.id for gift in gifts),
        normal(code_of(slip, gifts)) == typed,
    )  # fmt: skip


def slip_paper(session: Session, hand_over_id: uuid.UUID) -> SlipPaper:
    """A slip with all that its paper says.

    Raises:
        GiftUnknown: there is no such slip.
    """
    slip = session.get(HandOver, hand_over_id)
    if slip is None:
        raise GiftUnknown(name=str(hand_over_id))
    gifts = _gifts_of(session, slip.id)
    account = session.get_one(CampaignAccount, slip.account_id)
    committee = session.get_one(Committee, slip.committee_id)
    election = session.get(Election, account.election_id) if account.election_id else None
    root = aliased(Donor)
    found = session.execute(
        select(Donor.id, root)
        .join(root, root.id == func.coalesce(Donor.merged_into_id, Donor.id))
        .where(Donor.id.in_([gift.donor_id for gift in gifts if gift.donor_id]))
    )
    donors = {key: row for key, row in found}  # noqa: C416  a result is no mapping
    boxes = {
        box.donation_id: box
        for box in session.scalars(select(Collection).where(Collection.donation_id.in_([gift.id for gift in gifts])))
    }
    return SlipPaper(
        slip.id, code_of(slip, gifts), slip.number, slip.day, committee.name, account.label,
        election.label if election else "", account.mandatary,
        names_of(session, {slip.bearer_id}).get(slip.bearer_id, ""), bool(account.invented or committee.invented),
        tuple(_line(g, donors.get(g.donor_id) if g.donor_id else None, boxes.get(g.id)) for g in gifts),
    )  # fmt: skip


def _gifts_of(session: Session, hand_over_id: uuid.UUID) -> list[Donation]:
    return list(
        session.scalars(
            select(Donation)
            .where(Donation.hand_over_id == hand_over_id)
            .order_by(Donation.method, Donation.promised_on, Donation.id)
        )
    )


def _line(gift: Donation, donor: Donor | None, box: Collection | None) -> SlipLine:
    told = {name: str(getattr(donor, name)) if donor else "" for name in _LEGAL}
    return SlipLine(
        gift.id, gift.kind, gift.method, gift.amount_cents, gift.reference, gift.promised_on, gift.state,
        f"{told['given_name']} {told['family_name']}".strip(), told["address"], told["postcode"], told["city"],
        told["nationality"], told["residence"], box.place if box else "",
        tuple(name for name, value in told.items() if not value) if donor else (),
    )  # fmt: skip
