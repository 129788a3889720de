"""What came of an action: who was there, whom they met, in a minute."""

from __future__ import annotations

import uuid

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from campaign.actions.lookup import action_row, name_action
from campaign.committees.lookup import was_member
from campaign.errors import ActionNotOver, NumberImpossible
from db.errors import ChangedElsewhere
from db.folding import clean_lines
from db.tables import Signup
from db.unit import Unit

SUMMARY_LIMIT = 4000
HIGHEST_COUNT = 10_000_000  # people met or leaflets at one action: beyond it, a slip of the finger


class ActionReport(BaseModel):
    """What came of an action: who attended, how many were met, what was handed out.

    What is None stays as it is kept. ``version`` is that of the action when the form was opened: a report made
    elsewhere meanwhile is not overwritten.
    """

    model_config = ConfigDict(frozen=True)

    action_id: uuid.UUID
    attended: frozenset[uuid.UUID] | None = None
    people_met: int | None = None
    leaflets: int | None = None
    summary: str | None = None
    version: int | None = None


def report_action(unit: Unit, form: ActionReport) -> None:
    """Record what came of an action; calling it again corrects the first report.

    Everyone who attended is credited with the action's whole duration. What was done can always be entered: also by a
    committee that has ended since, for people who have left since.

    Raises:
        ActionUnknown, ActionNotOver: it has not begun; NotAMember: someone never was; NumberImpossible;
        ChangedElsewhere: the action has moved on since ``form.version``.
    """
    row = action_row(unit.session, form.action_id)
    if form.version is not None and row.version != form.version:
        raise ChangedElsewhere
    if row.starts_at > unit.now:
        raise ActionNotOver
    people_met = row.people_met if form.people_met is None else form.people_met
    leaflets = row.leaflets if form.leaflets is None else form.leaflets
    summary = row.summary if form.summary is None else clean_lines(form.summary)[:SUMMARY_LIMIT]
    for number in (people_met, leaflets):
        if not 0 <= number <= HIGHEST_COUNT:
            raise NumberImpossible(text=str(number)[:20])
    name_action(unit, "action.report", row)
    signups = {s.person_id: s for s in unit.session.scalars(select(Signup).where(Signup.action_id == row.id)).all()}
    minutes = int((row.ends_at - row.starts_at).total_seconds() // 60)
    attended = {p for p, s in signups.items() if s.state == "attended"} if form.attended is None else form.attended
    for person_id in sorted(attended):
        if person_id in signups:
            unit.change(signups[person_id], state="attended", minutes=minutes)
        else:
            was_member(unit.session, row.committee_id, person_id)
            unit.add(
                Signup(
                    committee_id=row.committee_id,
                    action_id=row.id,
                    person_id=person_id,
                    state="attended",
                    minutes=minutes,
                )
            )
    for person_id, signup in signups.items():
        if person_id not in attended and signup.state in ("confirmed", "attended"):
            unit.change(signup, state="no_show", minutes=0)
    unit.change(
        row,
        state="held",
        people_met=people_met,
        leaflets=leaflets,
        summary=summary,
        reported_at=unit.now,
    )
