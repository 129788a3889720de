"""Small look-ups that the other modules of the agenda share."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from campaign.errors import ActionUnknown
from db.tables import Action, ActionKind
from db.unit import Unit


def name_action(unit: Unit, code: str, row: Action) -> None:
    """Name the unit after an action: its title, else its kind, in each language."""
    kind = unit.session.get_one(ActionKind, row.kind_id)
    french, english = row.title or kind.label_fr, row.title or kind.label_en
    unit.name(code, committee_id=row.committee_id, name=french, name_en=english)


def action_row(session: Session, action_id: uuid.UUID) -> Action:
    row = session.get(Action, action_id)
    if row is None:
        raise ActionUnknown(name=str(action_id))
    return row
