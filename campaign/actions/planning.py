"""Planning: put an action on the agenda, or cancel it."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign import first_week
from campaign.actions.lookup import action_row, name_action
from campaign.committees.lookup import living
from campaign.errors import ActionNotPlanned, ActionTooLong, KindUnknown, TimesBackwards
from campaign.labels import Label
from campaign.people import checked_name
from campaign.views.actions import Kind
from db.folding import clean
from db.tables import Action, ActionKind
from db.unit import Unit

TITLE_LIMIT = 120
LONGEST_DAYS = 31


class NewAction(BaseModel):
    """What is typed to plan an action. ``minutes`` is how long it lasts."""

    model_config = ConfigDict(frozen=True)

    committee_id: uuid.UUID
    kind: str
    title: str = ""
    day: date
    at: time = time(19, 0)
    minutes: int = 120
    place: str = ""
    key_moment: bool = False


def kinds(session: Session) -> list[Kind]:
    """Every kind of action known to this file."""
    rows = session.scalars(select(ActionKind).order_by(ActionKind.position))
    return [Kind(r.id, Label(r.label_fr, r.label_en), r.field) for r in rows]


def plan_action(unit: Unit, form: NewAction) -> uuid.UUID:
    """Put an action on the agenda; a day that is past is welcome, to enter what was done.

    Raises:
        CommitteeEnded, KindUnknown, NameTooLong, TimesBackwards, ActionTooLong.
    """
    committee = living(unit.session, form.committee_id)
    kind = unit.session.get(ActionKind, form.kind)
    if kind is None:
        raise KindUnknown(kind=form.kind[:40], choices=", ".join(k.id for k in kinds(unit.session)))
    if form.minutes <= 0:
        raise TimesBackwards
    if form.minutes > LONGEST_DAYS * 24 * 60:
        raise ActionTooLong(days=LONGEST_DAYS)
    title = checked_name(form.title, TITLE_LIMIT) if clean(form.title) else ""
    # In UTC before anything is added: hours added to a local time are wrong in the night of a clock change.
    starts = datetime.combine(form.day, form.at, tzinfo=ZoneInfo(committee.zone)).astimezone(UTC)
    row = Action(
        committee_id=committee.id,
        kind_id=kind.id,
        title=title,
        place=clean(form.place)[:TITLE_LIMIT],
        starts_at=starts,
        ends_at=starts + timedelta(minutes=form.minutes),
        state="planned",
        key_moment=form.key_moment,
        people_met=0,
        leaflets=0,
        summary="",
        invented=False,
    )
    name_action(unit, "action.plan", row)
    unit.add(row)
    first_week.tick(unit, committee.id)
    return row.id


def cancel_action(unit: Unit, action_id: uuid.UUID) -> None:
    """Cancel a planned action; those who signed up stay listed.

    Raises:
        ActionUnknown, ActionNotPlanned: it was held, and stays counted.
    """
    row = action_row(unit.session, action_id)
    if row.state == "held":
        raise ActionNotPlanned
    name_action(unit, "action.cancel", row)
    unit.change(row, state="cancelled")
