"""Who comes: invited, confirmed, reminded, cancelled; and once it has begun, attended or not.

A step is allowed when `STEPS` says so. Reminded is confirmed with a date beside it; attended and no-show exclude each
other, and each corrects the other.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.actions.lookup import STANDING, action_row, comes_with, name_action, shifts_of
from campaign.errors import (
    ActionNotOver,
    ActionNotPlanned,
    NumberImpossible,
    ShiftFull,
    ShiftNeeded,
    ShiftUnknown,
    StepImpossible,
)
from campaign.views.actions import SIGNUP_WORDS
from db.tables import Action, Shift, Signup
from db.unit import Unit

State = Literal["invited", "confirmed", "reminded", "cancelled", "attended", "no_show"]

STEPS: dict[str, frozenset[str]] = {
    "": frozenset({"invited", "confirmed", "cancelled", "attended"}),
    "invited": frozenset({"confirmed", "cancelled", "attended"}),
    "confirmed": frozenset({"reminded", "cancelled", "attended", "no_show"}),
    "reminded": frozenset({"reminded", "cancelled", "attended", "no_show"}),
    "cancelled": frozenset({"invited", "confirmed", "attended"}),
    "attended": frozenset({"attended", "no_show"}),
    "no_show": frozenset({"attended"}),
}
AFTER = ("attended", "no_show")  # what can be said only once it has begun

LONGEST_MINUTES = 31 * 24 * 60


class SignupStep(BaseModel):
    """Someone's next step at an action. ``committee_id``: with which committee they come, where several hold it.

    ``minutes`` is the time attended, by default the whole of the shift or action; ``over`` goes beyond the capacity on
    purpose.
    """

    model_config = ConfigDict(frozen=True)

    action_id: uuid.UUID
    person_id: uuid.UUID
    to: State = "confirmed"
    shift_id: uuid.UUID | None = None
    committee_id: uuid.UUID | None = None
    minutes: int | None = None
    over: bool = False


def sign_up(unit: Unit, action_id: uuid.UUID, person_id: uuid.UUID, *, coming: bool = True) -> None:
    """A member says they come (or no longer do).

    Raises:
        As `set_signup`.
    """
    set_signup(unit, SignupStep(action_id=action_id, person_id=person_id, to="confirmed" if coming else "cancelled"))


def set_signup(unit: Unit, form: SignupStep) -> None:
    """Take someone's sign-up one step on; the state it already has is left as it is.

    Raises:
        ActionUnknown, ActionNotPlanned: it was held or cancelled; ActionNotOver: nobody was there before it begins;
        NotAMember, ShiftNeeded, ShiftUnknown, ShiftFull, StepImpossible, NumberImpossible.
    """
    row = action_row(unit.session, form.action_id)
    after = form.to in AFTER
    if row.state == "cancelled" or (row.state != "planned" and not after):
        raise ActionNotPlanned
    if after and row.starts_at > unit.now:
        raise ActionNotOver
    shift = _shift(unit.session, row, form)
    signup = _signup(unit.session, form, shift)
    if shift is None and signup is not None and signup.shift_id is not None:
        shift = unit.session.get_one(Shift, signup.shift_id)
    if signup is not None and form.committee_id is None:
        committee = signup.committee_id
    else:
        committee = comes_with(unit.session, row, form.person_id, form.committee_id, past=after)
    name_action(unit, f"signup.{form.to}", row)
    before = shown_state(signup)
    if form.to not in STEPS[before] and form.to != before and (form.to, before) != ("confirmed", "reminded"):
        raise StepImpossible(label=SIGNUP_WORDS.get(before, ""))
    if form.to in ("confirmed", "reminded") and (signup is None or signup.state != "confirmed" or moves(signup, shift)):
        _room(unit.session, row, shift, form)
    values: dict[str, Any] = {"walk_in": False, "minutes": 0} if signup is None else {}
    values |= {"shift_id": shift.id if shift else None, "committee_id": committee}
    values |= _values(unit, shift or row, form, signup)
    if signup is None:
        unit.add(Signup(action_id=row.id, person_id=form.person_id, **values))
    else:
        unit.change(signup, **values)


def shown_state(signup: Signup | None) -> str:
    """The state as people see it: reminded apart from confirmed; empty for nobody."""
    if signup is None:
        return ""
    return "reminded" if signup.state == "confirmed" and signup.reminded_at is not None else signup.state


def moves(signup: Signup, shift: Shift | None) -> bool:
    """Whether a sign-up goes to another shift."""
    return shift is not None and signup.shift_id != shift.id


def present_values(whole: Action | Shift, signup: Signup | None, minutes: int | None = None) -> dict[str, Any]:
    """What is kept of someone who was there: all the time if nothing else is said; who had not said yes is a walk-in.

    Raises:
        NumberImpossible.
    """
    if minutes is None and signup is not None and signup.state == "attended":
        minutes = signup.minutes
    if minutes is None:
        minutes = int((whole.ends_at - whole.starts_at).total_seconds() // 60)
    if not 0 <= minutes <= LONGEST_MINUTES:
        raise NumberImpossible(text=str(minutes)[:20])
    unannounced = signup is None or signup.state in ("invited", "cancelled") or signup.walk_in
    return {"state": "attended", "minutes": minutes, "walk_in": unannounced}


def taken(
    session: Session, action_id: uuid.UUID, shift_id: uuid.UUID | None = None, *, besides: uuid.UUID | None = None
) -> int:
    """How many people stand in a shift, or in the whole action; ``besides`` is one who is not counted."""
    statement = select(func.count(Signup.person_id.distinct())).where(
        Signup.action_id == action_id, Signup.state.in_(STANDING)
    )
    if shift_id is not None:
        statement = statement.where(Signup.shift_id == shift_id)
    if besides is not None:
        statement = statement.where(Signup.person_id != besides)
    return session.scalar(statement) or 0


def _values(unit: Unit, whole: Action | Shift, form: SignupStep, signup: Signup | None) -> dict[str, Any]:
    """What a step writes; ``whole`` is the shift or action that it is about."""
    before = shown_state(signup)
    if form.to == "attended":
        return present_values(whole, signup, form.minutes)
    if form.to == before != "reminded" or (form.to, before) == ("confirmed", "reminded"):
        return {}
    if form.to == "confirmed":
        return _confirmed(unit, whole.starts_at, signup)
    values: dict[str, dict[str, Any]] = {
        "invited": {"state": "invited", "confirmed_at": None, "reminded_at": None, "cancelled_at": None},
        "reminded": {"state": "confirmed", "reminded_at": unit.now},
        "cancelled": {"state": "cancelled", "minutes": 0, "cancelled_at": unit.now},
        "no_show": {"state": "no_show", "minutes": 0},
    }
    return values[form.to]


def _confirmed(unit: Unit, starts: datetime, signup: Signup | None) -> dict[str, Any]:
    """Said yes, now; but who stood at the start, went, and comes back still stood at the start."""
    said = signup.confirmed_at if signup else None
    went = signup.cancelled_at if signup else None
    stood = said is not None and went is not None and said <= starts <= went
    at = said if stood else unit.now
    return {"state": "confirmed", "confirmed_at": at, "reminded_at": None, "cancelled_at": None}


def _shift(session: Session, row: Action, form: SignupStep) -> Shift | None:
    """The shift that is meant.

    Raises:
        ShiftUnknown: not of this action. ShiftNeeded: it has several.
    """
    known = shifts_of(session, row.id)
    if form.shift_id is not None:
        found = next((s for s in known if s.id == form.shift_id), None)
        if found is None:
            raise ShiftUnknown(name=str(form.shift_id))
        return found
    if not known or form.to not in ("invited", "confirmed"):
        return None
    if len(known) == 1:
        return known[0]
    mine = select(Signup.shift_id).where(Signup.action_id == row.id, Signup.person_id == form.person_id)
    stands = set(session.scalars(mine))
    if len(stands) == 1:  # it is the one in which they stand already, or the whole, from before there were shifts
        return next((s for s in known if s.id in stands), None)
    raise ShiftNeeded(choices=", ".join(s.label or str(s.id) for s in known))


def _signup(session: Session, form: SignupStep, shift: Shift | None) -> Signup | None:
    """The sign-up that the step is about: in that shift, else in the whole action, else the only one there is.

    Raises:
        ShiftNeeded: they stand in several shifts.
    """
    statement = select(Signup).where(Signup.action_id == form.action_id, Signup.person_id == form.person_id)
    rows = list(session.scalars(statement.order_by(Signup.id)))
    if shift is not None:
        exact = [s for s in rows if s.shift_id == shift.id]
        # From before the action had shifts: they move into one.
        return next(iter(exact or [s for s in rows if s.shift_id is None]), None)
    whole = [s for s in rows if s.shift_id is None]
    if whole or not rows:
        return next(iter(whole), None)
    if len(rows) > 1:
        labels = {s.id: s.label or str(s.id) for s in shifts_of(session, form.action_id)}
        raise ShiftNeeded(choices=", ".join(labels[s.shift_id] for s in rows if s.shift_id))
    return rows[0]


def _room(session: Session, row: Action, shift: Shift | None, form: SignupStep) -> None:
    """Refuse when it is full, unless that is meant: nobody is overbooked in silence.

    Raises:
        ShiftFull.
    """
    if form.over:
        return
    for limit, shift_id in ((shift.capacity if shift else None, shift.id if shift else None), (row.capacity, None)):
        if limit is not None and (count := taken(session, row.id, shift_id, besides=form.person_id)) >= limit:
            raise ShiftFull(count=count, capacity=limit)
