"""Which walks hold doors that are aimed at: those that were issued, and the others of the latest cutting of a turf.

Cutting anew keeps the old row with all its stops, since issued walks and their history stay as they are. What was not
issued of it is cut again: its doors stand twice in the file, and whoever adds up stops must ask here which count.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import BindParameter, ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from db.tables.field import Turf, Walk, WalkList

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def latest_cut(until: datetime | BindParameter[datetime] = NEVER) -> ColumnElement[bool]:
    """A condition on `Turf`: before a moment, it was not cut anew."""
    later = aliased(Turf)
    again = select(later.id).where(
        later.campaign_id == Turf.campaign_id,
        later.name == Turf.name,
        later.cut > Turf.cut,
        later.created_at < until,
    )
    return ~again.correlate(Turf).exists()


def is_live(until: datetime | BindParameter[datetime] = NEVER) -> ColumnElement[bool]:
    """A condition on `Walk` joined to `Turf`: before a moment, its doors were aimed at by this walk and no later one.

    A walk of a turf that was put away, and never issued, aims at nothing.
    """
    issued = select(WalkList.walk_id).where(WalkList.issued_at < until)
    return or_(Walk.id.in_(issued), and_(Turf.state != "retired", latest_cut(until)))


def replaced(session: Session, turf_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The walks of some turfs that were never issued before their turf was cut anew: they no longer are."""
    statement = (
        select(Walk.id)
        .join(Turf, Turf.id == Walk.turf_id)
        .where(Walk.turf_id.in_(turf_ids), ~latest_cut(), Walk.id.not_in(select(WalkList.walk_id)))
    )
    return set(session.scalars(statement))


def superseded(session: Session, turf_id: uuid.UUID) -> bool:
    """Whether a turf was cut anew."""
    return session.scalar(select(Turf.id).where(Turf.id == turf_id, latest_cut())) is None
