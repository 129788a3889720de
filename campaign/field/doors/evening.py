"""What one list brought, told to those who walked it: their evening, and nobody else's beside it."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.field.lists.lookup import list_row, walk_of
from campaign.field.outcomes import CONTACTS, KNOCKED, OPENED
from campaign.figures.doors import door_counts
from campaign.people import full_name
from campaign.views.field_doors import Evening
from db.tables import AnswerCount, FollowUp, ListDoor, ListMember, Person, Visit


def evening(session: Session, list_id: uuid.UUID) -> Evening:
    """The figures of one list; no rate is compared, and no one is ranked.

    Raises:
        ListUnknown.
    """
    row = list_row(session, list_id)
    _, turf, campaign = walk_of(session, row)
    told: dict[uuid.UUID, Visit] = {}
    visits = select(Visit).where(Visit.list_id == row.id, Visit.voided_at.is_(None)).order_by(Visit.id)
    for visit in session.scalars(visits):
        told[visit.door_id] = visit
    outcomes = [visit.outcome for visit in told.values()]
    members = select(Person).join(ListMember, ListMember.person_id == Person.id).where(ListMember.list_id == row.id)
    lines = select(func.count()).select_from(ListDoor).where(ListDoor.list_id == row.id)
    promised = select(func.count()).select_from(FollowUp).where(FollowUp.list_id == row.id)
    counted = select(func.sum(AnswerCount.count)).where(AnswerCount.list_id == row.id)
    everywhere = door_counts(session, "campaign", [campaign.id], hours=False)[campaign.id]
    return Evening(
        list_number=row.list_number,
        turf=turf.name,
        team=tuple(full_name(p) for p in session.scalars(members.order_by(Person.sort_key, Person.id))),
        lines=session.scalar(lines) or 0,
        entered=len(told),
        knocked=sum(o in KNOCKED for o in outcomes),
        opened=sum(o in OPENED for o in outcomes),
        conversations=sum(o in CONTACTS for o in outcomes),
        leaflets=sum(visit.leaflet for visit in told.values()),
        contacts_kept=row.contacts_kept,
        follow_ups=session.scalar(promised) or 0,
        answers=session.scalar(counted) or 0,
        minutes=_minutes(row.started_at, row.ended_at),
        state=row.state,
        campaign_knocked=everywhere.knocked,
        campaign_doors=everywhere.targeted,
    )


def _minutes(started: datetime | None, ended: datetime | None) -> int | None:
    return round((ended - started).total_seconds() / 60) if started and ended else None
