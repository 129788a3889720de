"""Who comes: members say that they will, or no longer do."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from campaign.actions.lookup import action_row, name_action
from campaign.committees.lookup import membership_row
from campaign.errors import ActionNotPlanned
from db.tables import Signup
from db.unit import Unit


def sign_up(unit: Unit, action_id: uuid.UUID, person_id: uuid.UUID, *, coming: bool = True) -> None:
    """A member says they come (or no longer do).

    Raises:
        ActionUnknown, ActionNotPlanned: it was held or cancelled; NotAMember.
    """
    row = action_row(unit.session, action_id)
    if row.state != "planned":
        raise ActionNotPlanned
    membership_row(unit.session, row.committee_id, person_id)
    name_action(unit, "action.sign_up", row)
    statement = select(Signup).where(Signup.action_id == action_id, Signup.person_id == person_id)
    signup = unit.session.scalars(statement).one_or_none()
    state = "confirmed" if coming else "cancelled"
    if signup is None:
        unit.add(
            Signup(committee_id=row.committee_id, action_id=action_id, person_id=person_id, state=state, minutes=0)
        )
    else:
        unit.change(signup, state=state, minutes=0)
