"""One action with its shifts and its people: who stands where, and who might still come."""

from __future__ import annotations

import uuid
from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.actions.agenda import show_action
from campaign.actions.lookup import action_row, holders
from campaign.actions.shifts import list_shifts
from campaign.actions.signups import shown_state
from campaign.people import full_name
from campaign.views.actions import ActionView, SignupLine
from db.folding import fold
from db.tables import Action, Committee, Commune, Membership, Person, Signup


def view_action(session: Session, action_id: uuid.UUID) -> ActionView:
    """One action, its shifts, who is signed up, and the other members of the committees that hold it.

    Raises:
        ActionUnknown.
    """
    line, _ = show_action(session, action_id)
    row = action_row(session, action_id)
    committees = holders(session, row)
    names = dict(session.execute(select(Committee.id, Committee.name).where(Committee.id.in_(committees))).all())
    dates = 1
    if row.series_id is not None:
        ahead = select(func.count()).where(
            Action.series_id == row.series_id, Action.state == "planned", Action.starts_at >= row.starts_at
        )
        dates = session.scalar(ahead) or 0
    return ActionView(
        line,
        tuple((i, names[i]) for i in committees),
        tuple(list_shifts(session, action_id)),
        tuple(_people(session, row, committees, names)),
        dates,
    )


def _people(
    session: Session, row: Action, committees: list[uuid.UUID], names: dict[uuid.UUID, str]
) -> list[SignupLine]:
    """Who is signed up, once a shift; then who is a member of a holder and is not. By committee, role and name."""
    signups: dict[uuid.UUID, list[Signup]] = {}
    for known in session.scalars(select(Signup).where(Signup.action_id == row.id).order_by(Signup.id)):
        signups.setdefault(known.person_id, []).append(known)
    memberships: dict[uuid.UUID, dict[uuid.UUID, Membership]] = {}
    for stay in session.scalars(select(Membership).where(Membership.committee_id.in_(committees))):
        if stay.level > 0 or stay.person_id in signups:
            memberships.setdefault(stay.person_id, {})[stay.committee_id] = stay
    wanted = {*signups, *memberships}
    people = {p.id: p for p in session.scalars(select(Person).where(Person.id.in_(wanted)))}
    shown = told_apart(session, list(people.values()))
    found: list[tuple[tuple[object, ...], SignupLine]] = []
    for person_id, person in people.items():
        mine = memberships.get(person_id, {})
        rows: list[Signup | None] = [*signups.get(person_id, [])] or [None]
        for signup in rows:
            first = next((c for c in committees if c in mine and mine[c].level > 0), committees[0])
            committee_id = signup.committee_id if signup else first
            membership = mine.get(committee_id)
            level = membership.level if membership else 0
            line = SignupLine(
                person_id,
                shown[person_id],
                committee_id,
                names.get(committee_id, ""),
                level,
                signup.shift_id if signup else None,
                shown_state(signup),
                signup.minutes if signup else 0,
                signup.walk_in if signup else False,
                membership is not None and level > 0 and membership.share_identity,
                any(m.level > 0 for m in mine.values()),
            )
            place = committees.index(committee_id) if committee_id in committees else len(committees)
            found.append(((place, -level, person.sort_key, person_id), line))
    return [line for _, line in sorted(found, key=lambda pair: pair[0])]


def told_apart(session: Session, people: list[Person]) -> dict[uuid.UUID, str]:
    """Each person's name, with the commune or else a few letters of the id behind it where two have the same."""
    same = Counter(fold(full_name(p)) or full_name(p) for p in people)
    twins = [p for p in people if same[fold(full_name(p)) or full_name(p)] > 1]
    codes = {p.commune_code for p in twins if p.commune_code}
    communes = dict(session.execute(select(Commune.code, Commune.name).where(Commune.code.in_(codes))).all())
    shown = {p.id: full_name(p) for p in people}
    with_commune = {p.id: f"{full_name(p)} ({communes.get(p.commune_code or '', '')})" for p in twins}
    twice = Counter(with_commune.values())
    for person in twins:
        name = with_commune[person.id]
        alone = twice[name] == 1 and not name.endswith("()")
        shown[person.id] = name if alone else f"{full_name(person)} ({mark(person.id)})"
    return shown


def mark(person_id: uuid.UUID) -> str:
    """A few letters that tell one person from another; the last of the id, since the first are a date."""
    return person_id.hex[-4:].upper()
