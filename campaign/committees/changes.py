"""What happens to a committee after its birth: rename, split, merge, close. Each is one action, and undoable."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.actions import hand_over_partnerships, move_actions
from campaign.committees.directory import member_lines
from campaign.committees.forms import SplitPlan
from campaign.committees.lookup import (
    COMMITTEE_NAME_LIMIT,
    committee_row,
    join,
    leave,
    living,
    name_of,
    note,
    places_of,
)
from campaign.committees.views import FOLLOWER, LEADER, MANAGER, MEMBER, SplitProposal
from campaign.errors import CommitteeEnded, LastLeader, NotAMember, SameCommittee, SplitOneSided, TooFewToSplit
from campaign.field.peace import hand_over_silences
from campaign.people import checked_name
from db.folding import clean_lines, fold, search_key
from db.tables import Action, Committee, CommitteePlace, Membership, Post
from db.unit import Unit


def rename(unit: Unit, committee_id: uuid.UUID, name: str, *, version: int | None = None) -> None:
    """Give a committee another name.

    Raises:
        NameNeeded, NameTooLong, CommitteeEnded, ChangedElsewhere.
    """
    row = living(unit.session, committee_id)
    name = checked_name(name, COMMITTEE_NAME_LIMIT)
    unit.name("committee.rename", committee_id=committee_id, name=row.name, new_name=name)
    unit.change(row, if_version=version, name=name, search_key=search_key(name), sort_key=fold(name) or name)


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
    followers = [m for m in lines if m.level == FOLLOWER]
    # Lines come leaders first: dealt in turn, the first leader stays, and the second leader or manager leaves.
    staying, leaving = [*members[0::2], *followers[0::2]], [*members[1::2], *followers[1::2]]
    new_leader = leaving[0].person_id if leaving[0].level >= MANAGER else None
    return SplitProposal(
        committee_id, row.name, _next_name(session, row.name), tuple(staying), tuple(leaving), new_leader, row.version
    )


def split(unit: Unit, plan: SplitPlan) -> uuid.UUID:
    """Make a second committee out of some members of the first; return its id. It is live at once.

    Who leaves keeps role, finance privilege and consent; posts are copied, and vacant there.

    Raises:
        SplitOneSided, LastLeader, NotAMember, NameNeeded, NameTooLong, CommitteeEnded, ChangedElsewhere.
    """
    session = unit.session
    row = living(session, plan.committee_id)
    name = checked_name(plan.new_name, COMMITTEE_NAME_LIMIT)
    present = _present(session, row.id)
    levels = _levels_after_split(session, plan, present)
    unit.name("committee.split", committee_id=row.id, name=row.name, new_name=name)
    unit.change(row, if_version=plan.version)
    new = unit.add(_offspring(row, name, led=LEADER in levels.values()))
    for place in places_of(session, [row.id]).get(row.id, []):
        unit.add(
            CommitteePlace(
                committee_id=new.id,
                code=place.code,
                name=place.name,
                department=place.department,
                position=place.position,
            )
        )
    for post in session.scalars(select(Post).where(Post.committee_id == row.id).order_by(Post.position)).all():
        unit.add(
            Post(
                committee_id=new.id,
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
    for person_id in sorted(levels):
        sharing = present[person_id].share_identity
        moved = _move(unit, present[person_id], new.id, levels[person_id])
        unit.change(moved, share_identity=sharing)
    return new.id


def _levels_after_split(
    session: Session, plan: SplitPlan, present: dict[uuid.UUID, Membership]
) -> dict[uuid.UUID, int]:
    """Who leaves, and at which level each will be there; refuses a split that leaves a side without what it needs."""
    strangers = plan.leaving - present.keys()
    if plan.new_leader is not None and plan.new_leader not in plan.leaving:
        strangers |= {plan.new_leader}
    if strangers:
        raise NotAMember(name=name_of(session, min(strangers)))
    counted = {p for p, m in present.items() if m.level >= MEMBER}
    if not (counted & plan.leaving) or not (counted - plan.leaving):
        raise SplitOneSided
    leaders = {p for p, m in present.items() if m.level == LEADER}
    if leaders and leaders <= plan.leaving:
        raise LastLeader(name=name_of(session, min(leaders)))
    return {p: LEADER if p == plan.new_leader else present[p].level for p in plan.leaving}


def _offspring(row: Committee, name: str, *, led: bool) -> Committee:
    return Committee(
        name=name,
        search_key=search_key(name),
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
        had_leader=led,
        split_from_id=row.id,
        invented=row.invented,
    )


def merge(unit: Unit, from_id: uuid.UUID, into_id: uuid.UUID) -> None:
    """Merge a committee into another: members and planned actions move, its history stays its own.

    The silence before its polls holds there too, and the doors that asked it for peace are left in peace there.

    Who is in both keeps the higher role in the one that stays. Consent never widens: it was given to be named to the
    members of one committee, so who comes is asked again, and who is in both is named only if both consents say so.

    Raises:
        SameCommittee, CommitteeUnknown, CommitteeEnded.
    """
    session = unit.session
    if from_id == into_id:
        raise SameCommittee
    old, new = living(session, from_id), living(session, into_id)
    unit.name("committee.merge", committee_id=from_id, name=old.name, into=new.name)
    there = _present(session, into_id)
    for person_id, membership in sorted(_present(session, from_id).items()):
        kept = there.get(person_id)
        if membership.level == LEADER:
            unit.change(new, had_leader=True)
        if kept is None:
            _move(unit, membership, into_id, membership.level)
            continue
        if membership.level > kept.level:
            unit.change(kept, level=membership.level)
            note(unit, into_id, person_id, "level", membership.level)
        unit.change(kept, share_identity=kept.share_identity and membership.share_identity)
        leave(unit, membership, kind="moved_out")
    move_actions(unit, _ahead(session, from_id, unit.now), from_id, into_id)
    hand_over_partnerships(unit, from_id, into_id)
    hand_over_silences(unit, from_id, into_id)
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
    unit.change(
        row, if_version=version, state="closed", ended_at=unit.now, end_reason=clean_lines(reason)[:500] or None
    )


def reopen(unit: Unit, committee_id: uuid.UUID) -> None:
    """Open a closed committee again. A merged one stays merged: undo the merge instead.

    Raises:
        CommitteeUnknown, CommitteeEnded: it was merged.
    """
    row = committee_row(unit.session, committee_id)
    if row.state == "merged":
        raise CommitteeEnded(name=row.name)
    unit.name("committee.reopen", committee_id=committee_id, name=row.name)
    unit.change(row, state="active", ended_at=None, end_reason=None)


def _present(session: Session, committee_id: uuid.UUID) -> dict[uuid.UUID, Membership]:
    """The present memberships by person."""
    statement = select(Membership).where(Membership.committee_id == committee_id, Membership.level > 0)
    return {m.person_id: m for m in session.scalars(statement)}


def _move(unit: Unit, membership: Membership, to_id: uuid.UUID, level: int) -> Membership:
    """Out of one committee and into another, with the finance privilege."""
    finance = membership.finance
    leave(unit, membership, kind="moved_out")
    moved = join(unit, to_id, membership.person_id, level, kind="moved_in")
    return unit.change(moved, finance=finance and level >= MANAGER)


def _ahead(session: Session, committee_id: uuid.UUID, now: datetime) -> list[Action]:
    statement = select(Action).where(
        Action.committee_id == committee_id, Action.state == "planned", Action.starts_at >= now
    )
    return list(session.scalars(statement.order_by(Action.starts_at, Action.id)))


def _next_name(session: Session, name: str) -> str:
    stem = name[: COMMITTEE_NAME_LIMIT - 4]
    for number in range(2, 100):
        candidate = f"{stem} {number}"
        if session.scalar(select(Committee.id).where(Committee.sort_key == fold(candidate)).limit(1)) is None:
            return candidate
    return stem
