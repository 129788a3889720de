"""Finding a list by its number, as it is typed from the sheet."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors.doors import ListAmbiguous, ListNumberWrong, ListUnknown
from campaign.field.lists import numbers
from db.folding import clean
from db.tables import Committee, FieldCampaign, Turf, Walk, WalkList
from db.unit import Unit


def list_row(session: Session, list_id: uuid.UUID) -> WalkList:
    """The row of a list.

    Raises:
        ListUnknown: no such id.
    """
    row = session.get(WalkList, list_id)
    if row is None:
        raise ListUnknown(number=str(list_id))
    return row


def find_list(session: Session, committee_id: uuid.UUID | None, number: str) -> WalkList:
    """The one list that a number means, in a committee or in any; capitals or not, an id too.

    Raises:
        ListNumberWrong: mistyped, with the numbers that come near; ListUnknown; ListAmbiguous.
    """
    try:
        return list_row(session, uuid.UUID(number.strip()))
    except ValueError:
        pass
    wanted = numbers.normal(number)
    statement = select(WalkList, Committee.name).join(Committee, Committee.id == WalkList.committee_id)
    if committee_id is not None:
        statement = statement.where(WalkList.committee_id == committee_id)
    found = session.execute(statement.where(WalkList.list_number == wanted).order_by(Committee.sort_key)).all()
    if len(found) > 1:
        choices = ", ".join(name for _, name in found[:6])
        raise ListAmbiguous(number=wanted, choices=choices)
    if found:
        return found[0][0]
    known = select(WalkList.list_number)
    if committee_id is not None:
        known = known.where(WalkList.committee_id == committee_id)
    close = numbers.near(wanted, session.scalars(known.distinct()))
    shown = clean(number)[:20]
    if close:
        raise ListNumberWrong(number=shown, near=", ".join(close))
    raise ListUnknown(number=shown)


def standing_lists(session: Session, walk_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The walks whose latest sheet is neither typed back nor put away, each with that sheet's number.

    Giving them another number would leave two sheets for one round, one of them half done.
    """
    found: dict[uuid.UUID, str] = {}
    for walk_id in walk_ids:
        latest = select(WalkList).where(WalkList.walk_id == walk_id)
        row = session.scalars(latest.order_by(WalkList.pass_number.desc(), WalkList.issued_at.desc()).limit(1)).first()
        if row is not None and row.state not in ("entered", "closed"):
            found[walk_id] = row.list_number
    return found


def campaign_covers(campaign: FieldCampaign, day: date) -> bool:
    """Whether a day is one of a campaign's."""
    return campaign.starts_on <= day and (campaign.ends_on is None or day <= campaign.ends_on)


def walk_of(session: Session, row: WalkList) -> tuple[Walk, Turf, FieldCampaign]:
    """The walk of a list, its turf and its campaign."""
    walk = session.get_one(Walk, row.walk_id)
    turf = session.get_one(Turf, walk.turf_id)
    return walk, turf, session.get_one(FieldCampaign, turf.campaign_id)


def name_list(unit: Unit, code: str, row: WalkList, **facts: str | int) -> None:
    """Name the unit after a list: its number."""
    unit.name(code, committee_id=row.committee_id, name=row.list_number, **facts)
