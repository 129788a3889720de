"""What came of an action: who was there, whom they met, in a minute."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.actions.lookup import STANDING, action_row, comes_with, holders, name_action, shifts_of
from campaign.actions.signups import present_values
from campaign.committees.lookup import join, living
from campaign.committees.views import FOLLOWER
from campaign.errors import ActionNotOver, NumberImpossible, PersonAmbiguous
from campaign.people import checked_name, enter_person, full_name, known_person
from db.errors import ChangedElsewhere
from db.folding import clean_lines, fold
from db.tables import Action, Membership, Person, Shift, Signup
from db.unit import Unit

SUMMARY_LIMIT = 4000
HIGHEST_COUNT = 10_000_000  # people met or leaflets at one action: beyond it, a slip of the finger

Seat = tuple[uuid.UUID, uuid.UUID | None]  # a person, and the shift or none


class ActionReport(BaseModel):
    """What came of an action: who attended, how many were met, what was handed out.

    What is None stays as it is kept. ``attended`` names people, in whatever shift they stand; ``seats``, where given,
    says it shift by shift instead. ``walk_ins`` are names of others who came. ``minutes`` is for those who did not stay
    the whole time. ``version`` is that of the action when the form was opened: a report made elsewhere meanwhile is not
    overwritten.
    """

    model_config = ConfigDict(frozen=True)

    action_id: uuid.UUID
    attended: frozenset[uuid.UUID] | None = None
    seats: frozenset[Seat] | None = None
    walk_ins: tuple[str, ...] = ()
    minutes: dict[Seat, int] = {}
    people_met: int | None = None
    leaflets: int | None = None
    summary: str | None = None
    version: int | None = None


def report_action(unit: Unit, form: ActionReport) -> None:
    """Record what came of an action; calling it again corrects the first report.

    Everyone who attended is credited with the whole duration of the shift or action unless ``minutes`` says otherwise.
    Who had said yes and did not come is a no-show; who came without having said so is a walk-in, and an error about one
    of these leaves no trace but in the journal. What was done can always be entered: also by a committee that has
    ended since, for people who have left since.

    Raises:
        ActionUnknown, ActionNotOver: it has not begun; NotAMember: someone never was; NumberImpossible;
        PersonAmbiguous, NameTooLong: of a walk-in; CommitteeEnded: an unknown one cannot follow it any more;
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
    rows = list(unit.session.scalars(select(Signup).where(Signup.action_id == row.id).order_by(Signup.id)))
    known = {(s.person_id, s.shift_id): s for s in rows}
    wanted = _seats(form, rows)
    for name in form.walk_ins:
        person_id = _walk_in(unit, row, name)
        if not any(person == person_id for person, _ in wanted):
            wanted |= _of([person_id], rows)
    shifts: dict[uuid.UUID | None, Shift] = {s.id: s for s in shifts_of(unit.session, row.id)}
    for seat in sorted(wanted, key=lambda s: (s[0], s[1] or s[0])):
        person_id, shift_id = seat
        values = present_values(shifts.get(shift_id, row), known.get(seat), form.minutes.get(seat))
        if seat in known:
            unit.change(known[seat], **values)
        else:
            values["committee_id"] = comes_with(unit.session, row, person_id, past=True)
            unit.add(Signup(action_id=row.id, shift_id=shift_id, person_id=person_id, **values))
    for seat, signup in known.items():
        if seat not in wanted:
            _absent(unit, signup)
    unit.change(
        row,
        state="held",
        people_met=people_met,
        leaflets=leaflets,
        summary=summary,
        reported_at=unit.now,
    )


def _seats(form: ActionReport, rows: list[Signup]) -> set[Seat]:
    if form.seats is not None:
        return set(form.seats)
    if form.attended is not None:
        return _of(form.attended, rows)
    return {(s.person_id, s.shift_id) for s in rows if s.state == "attended"}


def _of(people: Iterable[uuid.UUID], rows: list[Signup]) -> set[Seat]:
    """Where people were: where they are known to have been, else where they stood, else at the whole of it."""
    found: set[Seat] = set()
    for person_id in people:
        mine = [s for s in rows if s.person_id == person_id]
        there = [s for s in mine if s.state == "attended"] or [s for s in mine if s.state in STANDING] or mine[:1]
        found |= {(person_id, s.shift_id) for s in there} or {(person_id, None)}
    return found


def _absent(unit: Unit, signup: Signup) -> None:
    if signup.state == "attended" and signup.walk_in:
        if signup.cancelled_at is None:
            unit.remove(signup)
        else:
            unit.change(signup, state="cancelled", minutes=0, walk_in=False)
    elif signup.state in ("confirmed", "attended"):
        unit.change(signup, state="no_show", minutes=0)


def _walk_in(unit: Unit, row: Action, name: str) -> uuid.UUID:
    """Who came without having signed up, by name: of a committee that holds it, else known here, else new.

    Someone who is of none of the committees follows the host from now on.

    Raises:
        NameNeeded, NameTooLong, PersonAmbiguous, CommitteeEnded.
    """
    name = checked_name(name)
    near = [p for p in _people_of(unit.session, holders(unit.session, row)) if fold(full_name(p)) == fold(name)]
    if len(near) > 1:
        raise PersonAmbiguous(name=name[:60], count=len(near))
    if near:
        return near[0].id
    person = known_person(unit.session, name)
    host = living(unit.session, row.committee_id)
    if person is None:
        person = enter_person(unit, name)
    join(unit, host.id, person.id, FOLLOWER)
    return person.id


def _people_of(session: Session, committees: list[uuid.UUID]) -> list[Person]:
    """Everybody who is or was in one of these committees."""
    memberships = select(Membership.person_id).where(Membership.committee_id.in_(committees))
    return list(session.scalars(select(Person).where(Person.id.in_(memberships)).order_by(Person.id)))
