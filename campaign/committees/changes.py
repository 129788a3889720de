"""What happens to a committee after its birth: rename, split, merge, close. Each is one action, and undoable."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.create import COMMITTEE_NAME_LIMIT
from campaign.committees.directory import member_lines
from campaign.committees.forms import SplitPlan
from campaign.committees.lookup import committee_row, join, leave, living, places_of
from campaign.committees.views import FOLLOWER, LEADER, MANAGER, MEMBER, SplitProposal
from campaign.errors import LastLeader, NotAMember, SameCommittee, SplitOneSided, TooFewToSplit
from campaign.people import checked_name, full_name
from db.folding import clean_lines, fold
from db.tables import Action, Committee, CommitteePlace, Membership, Person, Post
from db.unit import Unit


def rename(unit: Unit, committee_id: uuid.UUID, name: str, *, version: int | None = None) -> None:
    """Give a committee another name.

    Raises:
        NameNeeded, NameTooLong, CommitteeEnded, ChangedElsewhere.
    """
    row = living(unit.session, committee_id)
    name = checked_name(name, COMMITTEE_NAME_LIMIT)
    unit.name("committee.rename", committee_id=committee_id, name=row.name, new_name=name)
    unit.change(row, if_version=version, name=name, search_key=fold(name), sort_key=fold(name) or name)


def propose_split(session: Session, committee_id: uuid.UUID, now: datetime) -> SplitProposal:
    """Propose who goes where: one leader or manager on each side, the others dealt in turn; all can be changed.

    Raises:
        TooFewToSplit: fewer than two members; CommitteeEnded.
    """
    row = living(session, committee_id)
    lines = member_lines(session, row, now)
    members = [m for m in lines if m.level >= MEMBER]
    if len(members) < 2:
        raise TooFewToSplit(count=len(members))
    ranked = sorted(members, key=lambda m: -m.level)
    staying, leaving = ranked[0::2], ranked[1::2]
    if not any(m.level == LEADER for m in staying):
        staying, leaving = leaving, staying
    followers = [m for m in lines if m.level == FOLLOWER]
    staying, leaving = [*staying, *followers[0::2]], [*leaving, *followers[1::2]]
    new_leader = leaving[0].person_id if leaving[0].level >= MANAGER else None
    return SplitProposal(
        committee_id, row.name, _next_name(session, row.name), tuple(staying), tuple(leaving), new_leader, row.version
    )


def split(unit: Unit, plan: SplitPlan) -> uuid.UUID:
    """Make a second committee out of some members of the first; return its id. It is live at once.

    Raises:
        SplitOneSided, LastLeader, NotAMember, NameNeeded, CommitteeEnded, ChangedElsewhere.
    """
    session = unit.session
    row = living(session, plan.committee_id)
    name = checked_name(plan.new_name, COMMITTEE_NAME_LIMIT)
    present = {
        m.person_id: m
        for m in session.scalars(select(Membership).where(Membership.committee_id == row.id, Membership.level > 0))
    }
    for person_id in plan.leaving:
        if person_id not in present:
            raise NotAMember(name=_person_name(session, person_id))
    counted = {p for p, m in present.items() if m.level >= MEMBER}
    if not (counted & plan.leaving) or not (counted - plan.leaving):
        raise SplitOneSided
    leaders = [p for p, m in present.items() if m.level == LEADER]
    if row.had_leader and leaders and all(p in plan.leaving for p in leaders):
        raise LastLeader(name=_person_name(session, leaders[0]))
    new_id = unit.new_id()
    unit.name("committee.split", committee_id=row.id, name=row.name, new_name=name)
    unit.change(row, if_version=plan.version)
    new_leaders = {p for p in plan.leaving if present[p].level == LEADER} | (
        {plan.new_leader} & plan.leaving if plan.new_leader else set()
    )
    unit.add(
        Committee(
            id=new_id,
            name=name,
            search_key=fold(name),
            sort_key=fold(name) or name,
            kind_id=row.kind_id,
            state="active",
            structure_id=row.structure_id,
            zone=row.zone,
            country=row.country,
            city_abroad=row.city_abroad,
            size_min=row.size_min,
            size_max=row.size_max,
            split_grace_days=row.split_grace_days,
            meeting_every_days=row.meeting_every_days,
            had_leader=bool(new_leaders),
            split_from_id=row.id,
            invented=row.invented,
        )
    )
    for place in places_of(session, [row.id]).get(row.id, []):
        unit.add(
            CommitteePlace(
                committee_id=new_id,
                code=place.code,
                name=place.name,
                department=place.department,
                position=place.position,
            )
        )
    for post in session.scalars(select(Post).where(Post.committee_id == row.id).order_by(Post.position)).all():
        unit.add(
            Post(
                committee_id=new_id,
                key=post.key,
                title_fr=post.title_fr,
                title_en=post.title_en,
                people=post.people,
                status=post.status,
                position=post.position,
            )
        )
        if post.person_id in plan.leaving:
            unit.change(post, person_id=None)
    for person_id in sorted(plan.leaving):
        _move(unit, present[person_id], new_id, LEADER if person_id in new_leaders else present[person_id].level)
    return new_id


def merge(unit: Unit, from_id: uuid.UUID, into_id: uuid.UUID) -> None:
    """Merge a committee into another: members and planned actions move, its history stays its own.

    Who is in both keeps the higher role in the one that stays; consent never widens.

    Raises:
        SameCommittee, CommitteeUnknown, CommitteeEnded.
    """
    session = unit.session
    if from_id == into_id:
        raise SameCommittee
    old, new = living(session, from_id), living(session, into_id)
    unit.name("committee.merge", committee_id=from_id, name=old.name, into=new.name)
    there = {
        m.person_id: m
        for m in session.scalars(select(Membership).where(Membership.committee_id == into_id, Membership.level > 0))
    }
    moving = session.scalars(select(Membership).where(Membership.committee_id == from_id, Membership.level > 0)).all()
    for membership in moving:
        kept = there.get(membership.person_id)
        if kept is None:
            _move(unit, membership, into_id, membership.level)
        else:
            if membership.level > kept.level:
                from campaign.committees.lookup import note

                unit.change(kept, level=membership.level)
                note(unit, into_id, kept.person_id, "level", membership.level)
            unit.change(kept, share_identity=kept.share_identity and membership.share_identity)
            leave(unit, membership, kind="moved_out")
    if any(m.level == LEADER for m in moving) or new.had_leader:
        unit.change(new, had_leader=True)
    for action in _ahead(session, from_id, unit.now):
        unit.change(action, committee_id=into_id)
        _move_signups(unit, action.id, into_id)
    unit.change(old, state="merged", merged_into_id=into_id, ended_at=unit.now)


def close(unit: Unit, committee_id: uuid.UUID, reason: str = "", *, version: int | None = None) -> None:
    """Close a committee: it leaves the directory, its actions ahead are cancelled, its history stays.

    Raises:
        CommitteeUnknown, CommitteeEnded, ChangedElsewhere.
    """
    row = living(unit.session, committee_id)
    unit.name("committee.close", committee_id=committee_id, name=row.name)
    for action in _ahead(unit.session, committee_id, unit.now):
        unit.change(action, state="cancelled")
    unit.change(row, if_version=version, state="closed", ended_at=unit.now, end_reason=clean_lines(reason)[:500] or None)


def reopen(unit: Unit, committee_id: uuid.UUID) -> None:
    """Open a closed committee again. A merged one stays merged: undo the merge instead.

    Raises:
        CommitteeUnknown, CommitteeEnded: it was merged.
    """
    from campaign.errors import CommitteeEnded

    row = committee_row(unit.session, committee_id)
    if row.state == "merged":
        raise CommitteeEnded(name=row.name)
    unit.name("committee.reopen", committee_id=committee_id, name=row.name)
    unit.change(row, state="active", ended_at=None, end_reason=None)


def _move(unit: Unit, membership: Membership, to_id: uuid.UUID, level: int) -> None:
    finance, sharing = membership.finance, membership.share_identity
    leave(unit, membership, kind="moved_out")
    moved = join(unit, to_id, membership.person_id, level, kind="moved_in")
    unit.change(moved, finance=finance and level >= MANAGER, share_identity=sharing)


def _move_signups(unit: Unit, action_id: uuid.UUID, to_id: uuid.UUID) -> None:
    from db.tables import Signup

    for signup in unit.session.scalars(select(Signup).where(Signup.action_id == action_id)).all():
        unit.change(signup, committee_id=to_id)


def _ahead(session: Session, committee_id: uuid.UUID, now: datetime) -> list[Action]:
    statement = select(Action).where(
        Action.committee_id == committee_id, Action.state == "planned", Action.starts_at >= now
    )
    return list(session.scalars(statement.order_by(Action.starts_at)))


def _next_name(session: Session, name: str) -> str:
    stem = name[: COMMITTEE_NAME_LIMIT - 4]
    for number in range(2, 100):
        candidate = f"{stem} {number}"
        taken = session.scalars(select(Committee.id).where(Committee.search_key == fold(candidate)).limit(1)).first()
        if taken is None:
            return candidate
    return stem


def _person_name(session: Session, person_id: uuid.UUID) -> str:
    person = session.get(Person, person_id)
    return full_name(person) if person else str(person_id)


