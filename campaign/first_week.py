"""The first tasks of a committee that tick themselves: what they ask for is there, so nobody has to say so.

Only where the fact can be read without doubt; the others are ticked by hand. It happens inside the action that makes
the fact true, and goes back with it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from campaign.committees.views import LEADER, MEMBER
from db.tables import Action, ActionKind, Membership, Task
from db.unit import Unit

Fact = Callable[[Session, uuid.UUID], bool]


def _people(level: int, wanted: int) -> Fact:
    def there(session: Session, committee_id: uuid.UUID) -> bool:
        of = select(func.count()).where(Membership.committee_id == committee_id, Membership.level >= level)
        return (session.scalar(of) or 0) >= wanted

    return there


def _actions(which: ColumnElement[bool], wanted: int = 1) -> Fact:
    def there(session: Session, committee_id: uuid.UUID) -> bool:
        of = (
            select(func.count())
            .join_from(Action, ActionKind)
            .where(Action.committee_id == committee_id, Action.state != "cancelled", which)
        )
        return (session.scalar(of) or 0) >= wanted

    return there


_MEETING, _FIELD = ActionKind.id == "meeting", ActionKind.field == 1

FACTS: dict[str, Fact] = {
    "default.invite": _people(MEMBER, 2),
    "default.meeting": _actions(_MEETING),
    "default.action": _actions(_FIELD),
    "en_marche_2016.workshop": _actions(_MEETING),
    "jlm2017.meeting": _actions(_MEETING),
    "lfi_2024.duo": _people(LEADER, 2),
    "lfi_2024.members": _people(MEMBER, 3),
    "lfi_2024.actions": _actions(_FIELD, 3),
}


def tick(unit: Unit, committee_id: uuid.UUID) -> None:
    """Tick the open first tasks of a committee whose fact is there, inside the caller's action."""
    waiting = select(Task).where(
        Task.committee_id == committee_id, Task.state == "open", Task.template_id.in_(sorted(FACTS))
    )
    for task in unit.session.scalars(waiting).all():
        if FACTS[task.template_id or ""](unit.session, committee_id):
            unit.change(task, state="done", done_at=unit.now)
