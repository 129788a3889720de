"""Members and their roles: followers, members, managers, leaders; finance privilege and consent apart."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select

from campaign import first_week
from campaign.committees.lookup import join, leave, living, membership_row, name_of, note
from campaign.committees.views import LEADER, LEVEL_KEYS, MANAGER, MEMBER
from campaign.errors import AlreadyMember, FinanceNeedsManager, KindUnknown, LastLeader, NotALeader
from campaign.people import checked_name, enter_person, full_name, known_person
from db.tables import Committee, Membership, Post
from db.unit import Unit


def add_member(unit: Unit, committee_id: uuid.UUID, name: str, *, level: int = MEMBER, new: bool = False) -> uuid.UUID:
    """Put someone into a committee: a person known here by that whole name or id, or a new one. Return the person's id.

    ``new`` enters a new person even if a namesake is known.

    Raises:
        NameNeeded, NameTooLong, KindUnknown, PersonAmbiguous, AlreadyMember, CommitteeEnded.
    """
    committee = living(unit.session, committee_id)
    name = checked_name(name)
    level = _role(level)
    person = None if new else known_person(unit.session, name)
    shown = full_name(person) if person else name
    unit.name("member.add", committee_id=committee_id, name=shown, committee=committee.name)
    if person is None:
        person = enter_person(unit, name)
    known = unit.session.scalar(
        select(Membership.level).where(Membership.committee_id == committee_id, Membership.person_id == person.id)
    )
    if known:
        raise AlreadyMember(name=full_name(person))
    join(unit, committee_id, person.id, level)
    if level == LEADER:
        unit.change(committee, had_leader=True)
    first_week.tick(unit, committee_id)
    return person.id


def change_member(
    unit: Unit,
    committee_id: uuid.UUID,
    person_id: uuid.UUID,
    *,
    level: int | None = None,
    finance: bool | None = None,
    sharing: bool | None = None,
) -> None:
    """Change what is given of someone's role, finance privilege and consent, in one action.

    Raises:
        LastLeader, FinanceNeedsManager, NotAMember, CommitteeEnded: nothing was changed.
    """
    if level is not None:
        set_level(unit, committee_id, person_id, level)
    if finance is not None:
        set_finance(unit, committee_id, person_id, granted=finance)
    if sharing is not None:
        set_sharing(unit, committee_id, person_id, consents=sharing)
    if sum(given is not None for given in (level, finance, sharing)) > 1:
        unit.name("member.change", committee_id=committee_id, name=name_of(unit.session, person_id))


def set_level(unit: Unit, committee_id: uuid.UUID, person_id: uuid.UUID, level: int) -> None:
    """Change a role. Finance privilege goes with a fall below manager.

    Raises:
        LastLeader: the only leader cannot step down; NotAMember, CommitteeEnded.
    """
    committee = living(unit.session, committee_id)
    row = membership_row(unit.session, committee_id, person_id)
    level = _role(level)
    name = name_of(unit.session, person_id)
    unit.name("member.level", committee_id=committee_id, name=name, level=level)
    if row.level == level:
        return
    if row.level == LEADER:
        _keep_a_leader(unit, committee, person_id, name)
    unit.change(row, level=level, finance=row.finance and level >= MANAGER)
    note(unit, committee_id, person_id, "level", level)
    if level == LEADER:
        unit.change(committee, had_leader=True)
    first_week.tick(unit, committee_id)


def set_finance(unit: Unit, committee_id: uuid.UUID, person_id: uuid.UUID, *, granted: bool) -> None:
    """Grant or withdraw the finance privilege.

    Raises:
        FinanceNeedsManager: below manager; NotAMember, CommitteeEnded.
    """
    living(unit.session, committee_id)
    row = membership_row(unit.session, committee_id, person_id)
    unit.name("member.finance", committee_id=committee_id, name=name_of(unit.session, person_id), granted=int(granted))
    if granted and row.level < MANAGER:
        raise FinanceNeedsManager
    unit.change(row, finance=granted)


def set_sharing(unit: Unit, committee_id: uuid.UUID, person_id: uuid.UUID, *, consents: bool) -> None:
    """Record whether someone consents to be named to the other members.

    Raises:
        NotAMember, CommitteeEnded.
    """
    living(unit.session, committee_id)
    row = membership_row(unit.session, committee_id, person_id)
    unit.name(
        "member.sharing", committee_id=committee_id, name=name_of(unit.session, person_id), consents=int(consents)
    )
    unit.change(row, share_identity=consents)


def remove_member(unit: Unit, committee_id: uuid.UUID, person_id: uuid.UUID, *, left: bool = True) -> None:
    """Someone leaves (or is removed); what they did stays counted.

    Raises:
        LastLeader, NotAMember, CommitteeEnded.
    """
    committee = living(unit.session, committee_id)
    row = membership_row(unit.session, committee_id, person_id)
    name = name_of(unit.session, person_id)
    unit.name("member.remove", committee_id=committee_id, name=name, committee=committee.name)
    if row.level == LEADER:
        _keep_a_leader(unit, committee, person_id, name)
    leave(unit, row, kind="left" if left else "removed")
    _vacate_posts(unit, committee_id, person_id)


def hand_over(unit: Unit, committee_id: uuid.UUID, giver_id: uuid.UUID, taker_id: uuid.UUID) -> None:
    """One leader hands the committee to another member, and becomes a member, in one action.

    Raises:
        NotALeader: the giver does not lead it; NotAMember, CommitteeEnded.
    """
    committee = living(unit.session, committee_id)
    giver = membership_row(unit.session, committee_id, giver_id)
    taker = membership_row(unit.session, committee_id, taker_id)
    if giver.level != LEADER:
        raise NotALeader(name=name_of(unit.session, giver_id))
    if giver.person_id == taker.person_id:
        return
    unit.name(
        "committee.hand_over", committee_id=committee_id, name=committee.name, taker=name_of(unit.session, taker_id)
    )
    if taker.level != LEADER:
        unit.change(taker, level=LEADER)
        note(unit, committee_id, taker_id, "level", LEADER)
    unit.change(giver, level=MEMBER, finance=False)
    note(unit, committee_id, giver_id, "level", MEMBER)


def hold_post(unit: Unit, post_id: uuid.UUID, person_id: uuid.UUID | None) -> None:
    """Give a post to a member, or leave it vacant.

    Raises:
        NotAMember, CommitteeEnded.
    """
    post = unit.session.get_one(Post, post_id)
    living(unit.session, post.committee_id)
    if person_id is not None:
        membership_row(unit.session, post.committee_id, person_id)
    unit.name("post.hold", committee_id=post.committee_id, title=post.title_fr, title_en=post.title_en)
    unit.change(post, person_id=person_id)


def level_from(text: str) -> int:
    """``member`` → 10.

    Raises:
        KindUnknown: no such role.
    """
    try:
        return LEVEL_KEYS[text]
    except KeyError:
        raise KindUnknown(kind=text[:40], choices=", ".join(LEVEL_KEYS)) from None


def _role(level: int) -> int:
    if level not in LEVEL_KEYS.values():
        raise KindUnknown(kind=str(level), choices=", ".join(LEVEL_KEYS))
    return level


def _keep_a_leader(unit: Unit, committee: Committee, person_id: uuid.UUID, name: str) -> None:
    others = unit.session.scalar(
        select(func.count()).where(
            Membership.committee_id == committee.id,
            Membership.level == LEADER,
            Membership.person_id != person_id,
        )
    )
    if committee.had_leader and not others:
        raise LastLeader(name=name)


def _vacate_posts(unit: Unit, committee_id: uuid.UUID, person_id: uuid.UUID) -> None:
    held = select(Post).where(Post.committee_id == committee_id, Post.person_id == person_id)
    for post in unit.session.scalars(held).all():
        unit.change(post, person_id=None)
