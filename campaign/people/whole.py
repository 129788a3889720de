"""A person, whole, as one committee knows them: what they agreed to, what they offer, what they did."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.labels import Label
from campaign.people.consents import consents_of
from campaign.people.directory import show_person
from campaign.views.people import Event, PersonFile, Slot
from campaign.words import N_
from db.tables import (
    Action,
    ActionKind,
    Availability,
    Committee,
    Consent,
    Membership,
    MembershipEvent,
    PersonSkill,
    PersonTag,
    Signup,
    Skill,
    Tag,
)

EVENTS_SHOWN = 200

_MEMBERSHIP = {
    "joined": N_("joined {committee} as a {level}"),
    "level": N_("became a {level} of {committee}"),
    "left": N_("left {committee}"),
    "removed": N_("was removed from {committee}"),
    "moved_in": N_("came into {committee}"),
    "moved_out": N_("moved out of {committee}"),
}
_SIGNUP = {
    "invited": N_("invited: {kind}"),
    "confirmed": N_("coming: {kind}"),
    "cancelled": N_("no longer coming: {kind}"),
    "attended": N_("took part: {kind}, {minutes} min"),
    "no_show": N_("did not come: {kind}"),
}


def person_file(session: Session, person_id: uuid.UUID, committee_id: uuid.UUID | None, now: datetime) -> PersonFile:
    """A person as a committee knows them; ``committee_id`` None takes the first committee they are in.

    Raises:
        PersonUnknown.
    """
    view = show_person(session, person_id)
    memberships = session.execute(
        select(Committee, Membership.level)
        .join(Committee, Committee.id == Membership.committee_id)
        .where(Membership.person_id == person_id, Membership.level > 0)
        .order_by(Membership.level.desc(), Committee.sort_key)
    ).all()
    if committee_id is None and memberships:
        committee_id = memberships[0][0].id
    committee = session.get(Committee, committee_id) if committee_id else None
    level = next((level for row, level in memberships if row.id == committee_id), 0)
    skills = select(Skill).join(PersonSkill, PersonSkill.skill_id == Skill.id).order_by(Skill.position)
    slots = select(Availability).order_by(Availability.weekday, Availability.from_minute)
    words = select(Tag.name).join(PersonTag, PersonTag.tag_id == Tag.id).order_by(Tag.search_key)
    return PersonFile(
        view,
        committee_id,
        level,
        committee.zone if committee else "Europe/Paris",
        consents_of(session, committee_id, person_id, now) if committee_id else (),
        tuple(
            (row.id, Label(row.label_fr, row.label_en))
            for row in session.scalars(
                skills.where(PersonSkill.person_id == person_id, PersonSkill.committee_id == committee_id)
            )
        ),
        tuple(
            Slot(row.weekday, row.from_minute, row.to_minute)
            for row in session.scalars(
                slots.where(Availability.person_id == person_id, Availability.committee_id == committee_id)
            )
        ),
        tuple(session.scalars(words.where(PersonTag.person_id == person_id, Tag.committee_id == committee_id))),
        tuple(timeline(session, person_id)),
        tuple((row.id, row.name, level) for row, level in memberships),
    )


def timeline(session: Session, person_id: uuid.UUID, limit: int = EVENTS_SHOWN) -> list[Event]:
    """What a person did, the latest first: memberships, sign-ups and consents, in every committee."""
    found: list[Event] = []
    joined = select(MembershipEvent, Committee.name).join(Committee, Committee.id == MembershipEvent.committee_id)
    recent = joined.where(MembershipEvent.person_id == person_id).order_by(MembershipEvent.at.desc()).limit(limit)
    for event, name in session.execute(recent):
        facts: dict[str, str | int] = {"committee": name, "level": event.level_after}
        found.append(Event(event.at, _MEMBERSHIP[event.kind], facts))
    taken = (
        select(Signup, Action, ActionKind)
        .join(Action, Action.id == Signup.action_id)
        .join(ActionKind, ActionKind.id == Action.kind_id)
        .where(Signup.person_id == person_id)
        .order_by(Action.starts_at.desc())
        .limit(limit)
    )
    for signup, action, kind in session.execute(taken):
        label = Label(kind.label_fr, kind.label_en)
        found.append(Event(action.starts_at, _SIGNUP[signup.state], {"minutes": signup.minutes}, label))
    for consent in session.scalars(select(Consent).where(Consent.person_id == person_id)):
        if consent.given_at is not None:
            found.append(Event(consent.given_at, N_("agreed to {channel}"), {"channel": consent.channel}))
        if consent.withdrawn_at is not None:
            found.append(Event(consent.withdrawn_at, N_("no longer agrees to {channel}"), {"channel": consent.channel}))
    return sorted(found, key=lambda event: event.at, reverse=True)[:limit]
