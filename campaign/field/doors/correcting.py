"""Correcting a visit: a new row that says what it replaces, and a mark on the old one; nothing is ever rewritten."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from db.tables import Answer, Visit
from db.unit import Unit

_KEPT = (
    "committee_id", "campaign_id", "list_id", "door_id", "pass_number", "at", "canvasser_id", "outcome", "leaflet",
    "note", "source",
)  # fmt: skip


def replace_visit(unit: Unit, visit: Visit, **changes: Any) -> Visit:
    """Put another row in the place of a visit, inside the caller's action; the same if nothing differs.

    Answers that were given in it go along as long as it still is a conversation.
    """
    values = {key: getattr(visit, key) for key in _KEPT}
    if all(values[key] == value for key, value in changes.items()):
        return visit
    made = unit.add(Visit(**{**values, **changes}, replaces_id=visit.id))
    unit.change(visit, voided_at=unit.now)
    if made.outcome == "conversation":
        given = select(Answer).where(Answer.visit_id == visit.id).order_by(Answer.id)
        for answer in unit.session.scalars(given).all():
            unit.add(
                Answer(
                    committee_id=answer.committee_id,
                    visit_id=made.id,
                    question_id=answer.question_id,
                    value=answer.value,
                )
            )
    return made
