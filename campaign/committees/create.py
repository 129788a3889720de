"""Creating a committee: one action, live and visible at once, with its box of first tools.

No approval state exists. A structure lends its sizes, roles, rhythm and first tasks; its documented approvals and tests
are history, shown with their source, never applied.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign import settings
from campaign.committees.forms import NewCommittee
from campaign.committees.lookup import COMMITTEE_NAME_LIMIT, join
from campaign.committees.views import LEADER, CommitteeCard
from campaign.errors import KindUnknown, PlaceNeeded, PlacesMixed, StructureNotStartable, StructureUnknown
from campaign.people import checked_name, enter_person, known_person
from campaign.periods import local_day
from campaign.places import Abroad, Place, check_zone, place_abroad, resolve_place, zone_of
from db.folding import clean, fold, search_key
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

# Where no structure was chosen: the size of the 2016 charter (W-CHARTE16), as a proposal to split, not a rule.
DEFAULT_SIZE_MAX = 12


def create_committee(unit: Unit, form: NewCommittee) -> CommitteeCard:
    """Create a committee: active and visible when this returns.

    Raises:
        NameNeeded, NameTooLong, PlaceNeeded, PlaceUnknown, PlaceAmbiguous, PlacesMixed, KindUnknown, StructureUnknown,
        StructureNotStartable, ZoneUnknown, PersonAmbiguous: nothing was created.
    """
    session = unit.session
    name = checked_name(form.name, COMMITTEE_NAME_LIMIT)
    communes, abroad = _places(unit, form.places)
    if session.get(CommitteeKind, form.kind) is None:
        kinds = session.scalars(select(CommitteeKind.id).order_by(CommitteeKind.position))
        raise KindUnknown(kind=form.kind[:40], choices=", ".join(kinds))
    structure = _structure(unit, form.structure)
    start = structure.start if structure else {"size_max": DEFAULT_SIZE_MAX}
    unit.name("committee.create", name=name)
    committee = unit.add(
        Committee(
            name=name,
            search_key=search_key(name),
            sort_key=fold(name) or name,
            kind_id=form.kind,
            state="active",
            structure_id=structure.id if structure else None,
            zone=check_zone(form.zone) if form.zone else zone_of(abroad or communes[0]),
            country=abroad.country if abroad else "FR",
            city_abroad=abroad.city if abroad else None,
            size_min=start.get("size_min"),
            size_max=start.get("size_max", start.get("size_alert")),
            split_grace_days=start.get("split_grace_days"),
            meeting_every_days=start.get("meeting_every_days"),
            had_leader=False,
            invented=False,
        )
    )
    unit.committee_id = committee.id
    for position, place in enumerate(communes):
        unit.add(
            CommitteePlace(
                committee_id=committee.id,
                code=place.code,
                name=place.name,
                department=place.department,
                position=position,
            )
        )
    leader = _leader(unit, form)
    if leader is not None:
        join(unit, committee.id, leader.id, LEADER)
        if form.adult is not None:
            unit.change(leader, adult=int(form.adult))
        unit.change(committee, had_leader=True)
    _fill_box(unit, committee, structure)
    settings.show_first(unit, committee.id)
    shown = tuple((p.code, p.name) for p in communes) or (("", place_abroad(abroad, form.lang) if abroad else ""),)
    return CommitteeCard(committee.id, name, form.kind, committee.state, True, shown, committee.created_at)


def _places(unit: Unit, texts: tuple[str, ...]) -> tuple[list[Place], Abroad | None]:
    """The communes, each once; or the city abroad."""
    places = [resolve_place(unit.session, text) for text in texts]
    if not places:
        raise PlaceNeeded
    communes = list({p.code: p for p in places if isinstance(p, Place)}.values())
    cities = list(dict.fromkeys(p for p in places if isinstance(p, Abroad)))
    if len(cities) > 1 or (cities and communes):
        raise PlacesMixed
    return communes, cities[0] if cities else None


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
    me = settings.who_am_i(unit.session)
    acting = unit.actor or (me.id if me else None)
    if form.i_lead and acting is not None and (person := unit.session.get(Person, acting)) is not None:
        return person
    name = clean(form.leader or "")
    if not name:
        return None
    leader = known_person(unit.session, name) or enter_person(unit, name)
    if form.i_lead:
        settings.put(unit, "me", leader.id.hex)
    return leader


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
    for template in _first_tasks(session, structure):
        due_on = born + timedelta(days=template.day - 1)
        _task(unit, committee.id, template.position, due_on, template_id=template.id)
    first = session.scalars(select(Tutorial).order_by(Tutorial.position).limit(1)).first()
    if first is not None:
        _task(unit, committee.id, 90, born + timedelta(days=6), tutorial_id=first.id)


def _first_tasks(session: Session, structure: Structure | None) -> Sequence[TaskTemplate]:
    """Those of the structure; Appui's own where it has none."""
    templates = select(TaskTemplate).order_by(TaskTemplate.position)
    if structure is not None:
        own = session.scalars(templates.where(TaskTemplate.structure_id == structure.id)).all()
        if own:
            return own
    return session.scalars(templates.where(TaskTemplate.structure_id.is_(None))).all()


def _task(unit: Unit, committee_id: uuid.UUID, position: int, due_on: date, **link: str) -> None:
    unit.add(Task(committee_id=committee_id, title="", due_on=due_on, state="open", position=position, **link))
