"""What a sheet needs of the file: its list, the stops of its walk, the ground around, the date it goes out on."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.field.lists import list_row, sheet_view
from campaign.field.paper.ground import walk_ground
from campaign.field.scripts.answering import script_of
from campaign.field.scripts.editing import questions_of
from campaign.field.turf import walk_view
from campaign.views.field_paper import PaperView
from db.tables import Action, Walk


def paper_view(session: Session, list_id: uuid.UUID) -> PaperView:
    """A list ready to be printed.

    Raises:
        ListUnknown.
    """
    row = list_row(session, list_id)
    walk = session.get_one(Walk, row.walk_id)
    walks = session.scalar(select(func.count()).select_from(Walk).where(Walk.turf_id == walk.turf_id)) or 1
    date = session.get(Action, row.action_id) if row.action_id else None
    return PaperView(
        sheet=sheet_view(session, list_id),
        stops=walk_view(session, walk.id).stops,
        ground=walk_ground(session, walk.id),
        walks=walks,
        questions=questions_of(session, script_of(session, row)),
        starts_at=date.starts_at if date else None,
        ends_at=date.ends_at if date else None,
    )
