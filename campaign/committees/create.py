"""Creating a committee: one action, live and visible at once, with its box of first tools.

No approval state exists. A structure lends its sizes, roles, rhythm and first tasks; its documented approvals and tests
are history, shown with their source, never applied.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import select

from campaign import settings
from campaign.committees.forms import NewCommittee
from campaign.committees.lookup import join
from campaign.committees.views import LEADER, CommitteeCard
from campaign.errors import KindUnknown, NameNeeded, PlaceNeeded, StructureNotStartable, StructureUnknown
from campaign.people import checked_name, enter_person, find_person
from campaign.periods import local_day
from campaign.places import Abroad, Place, check_zone, resolve_place, zone_of
from db.folding import clean, fold
from db.tables import (
    Committee,
    CommitteeKind,
    CommitteePlace,
    Person,
    Post,
    Structure,
    Task,
    TaskTemplate,
    Tutorial,
)
from db.unit import Unit

COMMITTEE_NAME_LIMIT = 120

# Where no structure was chosen: the size of the 2016 charter (W-CHARTE16), as a proposal to split, not a rule.
DEFAULT_SIZE_MAX = 12


def create_committee(unit: Unit, form: NewCommittee) -> CommitteeCard:
    """Create a committee: active and visible when this returns.

    Raises:
        NameNeeded, NameTooLong, PlaceNeeded, PlaceUnknown, PlaceAmbiguous, KindUnknown, StructureUnknown,
        StructureNotStartable, ZoneUnknown, PersonAmbiguous: nothing was created.
    """
    session = unit.session
    name = checked_name(form.name, COMMITTEE_NAME_LIMIT)
    places = [resolve_place(session, text) for text in form.places]
    if not places:
        raise PlaceNeeded
    abroad = next((p for p in places if isinstance(p, Abroad)), None)
    if session.get(CommitteeKind, form.kind) is None:
        kinds = session.scalars(select(CommitteeKind.id).order_by(CommitteeKind.position))
        raise KindUnknown(kind=form.kind[:40], choices=", ".join(kinds))
    structure = _structure(unit, form.structure)
    start = structure.start if structure else {}
    committee_id = unit.new_id()
    unit.name("committee.create", committee_id=committee_id, name=name)
    committee = unit.add(
        Committee(
            id=committee_id,
            name=name,
            search_key=fold(name),
            sort_key=fold(name) or name,
            kind_id=form.kind,
            state="active",
            structure_id=structure.id if structure else None,
            zone=check_zone(form.zone) if form.zone else zone_of(places[0]),
            country=abroad.country if abroad else "FR",
            city_abroad=abroad.city if abroad else None,
            size_min=start.get("size_min"),
            size_max=start.get("size_max", start.get("size_alert")) if structure else DEFAULT_SIZE_MAX,
            split_grace_days=start.get("split_grace_days"),
            meeting_every_days=start.get("meeting_every_days"),
            had_leader=False,
            invented=False,
        )
    )
    communes = list({p.code: p for p in places if isinstance(p, Place)}.values())
    for position, place in enumerate(communes):
        unit.add(
            CommitteePlace(
                committee_id=committee_id,
                code=place.code,
                name=place.name,
                department=place.department,
                position=position,
            )
        )
    leader = _leader(unit, form)
    if leader is not None:
        join(unit, committee_id, leader.id, LEADER)
        unit.change(committee, had_leader=True)
    _fill_box(unit, committee, structure)
    settings.put(unit, "home", committee_id.hex)
    shown = [(p.code, p.name) for p in communes] or [("", f"{abroad.city} ({abroad.country})")] if abroad else [
        (p.code, p.name) for p in communes
    ]
    return CommitteeCard(committee_id, name, form.kind, "active", True, tuple(shown), committee.created_at)


def _structure(unit: Unit, structure_id: str | None) -> Structure | None:
    if not structure_id:
        return None
    structure = unit.session.get(Structure, structure_id)
    if structure is None:
        raise StructureUnknown(structure=structure_id[:60])
    if not structure.can_start:
        raise StructureNotStartable(structure=structure_id)
    return structure


def _leader(unit: Unit, form: NewCommittee) -> Person | None:
    from campaign.errors import PersonUnknown

    me = settings.who_am_i(unit.session)
    if form.i_lead and me is not None:
        return unit.session.get(Person, me.id)
    text = clean(form.leader or "")
    if not text:
        return None
    try:
        person = find_person(unit.session, text)
    except PersonUnknown:
        try:
            person = enter_person(unit, text)
        except NameNeeded:
            return None
    if form.i_lead:
        settings.put(unit, "me", person.id.hex)
    return person


def _fill_box(unit: Unit, committee: Committee, structure: Structure | None) -> None:
    """First week's tasks, first tutorial, posts: present from the first second, none of them mandatory."""
    session = unit.session
    born = local_day(unit.now, committee.zone)
    for position, post in enumerate(structure.start.get("posts", ()) if structure else ()):
        unit.add(
            Post(
                committee_id=committee.id,
                key=post["key"],
                title_fr=post["title_fr"],
                title_en=post["title_en"],
                people=post.get("people"),
                status="documented",
                position=position,
            )
        )
    owner = structure.id if structure else None
    templates = select(TaskTemplate).order_by(TaskTemplate.position)
    for template in session.scalars(templates.where(TaskTemplate.structure_id.is_(None) if owner is None else TaskTemplate.structure_id == owner)):
        _task(unit, committee.id, template.position, born + timedelta(days=template.day - 1), template_id=template.id)
    first = session.scalars(select(Tutorial).order_by(Tutorial.position).limit(1)).first()
    if first is not None:
        _task(unit, committee.id, 90, born + timedelta(days=6), tutorial_id=first.id)


def _task(unit: Unit, committee_id: uuid.UUID, position: int, due: object, **link: str) -> None:
    unit.add(Task(committee_id=committee_id, title="", due_on=due, state="open", position=position, **link))
