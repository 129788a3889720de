"""Small look-ups that the other modules of the agenda share."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import name_of
from campaign.errors import ActionUnknown, NotAMember, ShiftUnknown
from db.folding import clean, fold
from db.tables import Action, ActionCommittee, ActionKind, Membership, Shift
from db.unit import Unit

STANDING = ("confirmed", "attended", "no_show")  # who said that they would come, whatever came of it


def name_action(unit: Unit, code: str, row: Action, **facts: str | int) -> None:
    """Name the unit after an action: its title, else its kind, in each language."""
    kind = unit.session.get_one(ActionKind, row.kind_id)
    french, english = row.title or kind.label_fr, row.title or kind.label_en
    unit.name(code, committee_id=row.committee_id, name=french, name_en=english, **facts)


def action_row(session: Session, action_id: uuid.UUID) -> Action:
    """The row of an action.

    Raises:
        ActionUnknown: no such id.
    """
    row = session.get(Action, action_id)
    if row is None:
        raise ActionUnknown(name=str(action_id))
    return row


def holders(session: Session, row: Action) -> list[uuid.UUID]:
    """The committees that hold an action: the host, then the others."""
    others = select(ActionCommittee.committee_id).where(ActionCommittee.action_id == row.id)
    return [row.committee_id, *session.scalars(others.order_by(ActionCommittee.id))]


def shifts_of(session: Session, action_id: uuid.UUID) -> list[Shift]:
    """The shifts of an action, in order of time."""
    statement = select(Shift).where(Shift.action_id == action_id)
    return list(session.scalars(statement.order_by(Shift.starts_at, Shift.label, Shift.id)))


def find_shift(session: Session, row: Action, text: str) -> Shift:
    """The one shift of an action that an id or a label means.

    Raises:
        ShiftUnknown: none, or several.
    """
    found = [s for s in shifts_of(session, row.id) if text.strip() == str(s.id) or fold(s.label) == fold(text) != ""]
    if len(found) != 1:
        raise ShiftUnknown(name=clean(text)[:60])
    return found[0]


def comes_with(
    session: Session, row: Action, person_id: uuid.UUID, wanted: uuid.UUID | None = None, *, past: bool = False
) -> uuid.UUID:
    """The committee with which a person comes: the one asked for, else the first holder of which they are a member.

    ``past`` lets those who have left since pass: what was done can always be entered.

    Raises:
        NotAMember: of none of them.
    """
    committees = holders(session, row)
    levels = dict(
        session.execute(
            select(Membership.committee_id, Membership.level).where(
                Membership.person_id == person_id, Membership.committee_id.in_(committees)
            )
        ).all()
    )
    fitting = [c for c in committees if levels.get(c, 0) > 0 and wanted in (None, c)]
    if past and not fitting:
        fitting = [c for c in committees if c in levels and wanted in (None, c)]
    if not fitting:
        raise NotAMember(name=name_of(session, person_id))
    return fitting[0]
