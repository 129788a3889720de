"""Roles: once led, a committee keeps a leader; the finance privilege and the consent follow the role."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from campaign.committees import changes
from campaign.committees.directory import show_committee
from campaign.committees.members import (
    add_member,
    change_member,
    hand_over,
    hold_post,
    level_from,
    remove_member,
    set_finance,
    set_level,
    set_sharing,
)
from campaign.committees.views import FOLLOWER, LEADER, LEVEL_KEYS, MANAGER, MEMBER, MemberLine
from campaign.errors import (
    AlreadyMember,
    CommitteeEnded,
    FinanceNeedsManager,
    KindUnknown,
    LastLeader,
    NameNeeded,
    NotALeader,
    NotAMember,
)
from db.tables import Membership, MembershipEvent


@pytest.fixture
def committee(hands: Any) -> uuid.UUID:
    return hands.create()


def line(hands: Any, committee: uuid.UUID, person: uuid.UUID) -> MemberLine | None:
    members = hands.see(show_committee, committee, hands.clock.now).members
    return next((m for m in members if m.person_id == person), None)


def events(hands: Any, committee: uuid.UUID) -> list[tuple[str, int]]:
    wanted = select(MembershipEvent.kind, MembershipEvent.level_after).where(MembershipEvent.committee_id == committee)
    return [tuple(row) for row in hands.all(wanted.order_by(MembershipEvent.at, MembershipEvent.id))]


def test_someone_joins_with_no_privilege_and_no_consent(hands: Any, committee: uuid.UUID) -> None:
    for word, level in LEVEL_KEYS.items():
        joined = line(hands, committee, hands.join(committee, f"Ana {word}", level))
        assert joined is not None
        assert (joined.level, joined.finance, joined.share_identity, joined.active) == (level, False, False, False)


def test_nobody_is_twice_in_a_committee(hands: Any, committee: uuid.UUID) -> None:
    hands.join(committee, "Ana Diaz", FOLLOWER)
    with pytest.raises(AlreadyMember):
        hands.join(committee, "ana diaz")
    namesake = hands.do(add_member, committee, "Ana Diaz", new=True)
    assert line(hands, committee, namesake) is not None


def test_who_left_comes_back_without_privilege_or_consent(hands: Any, committee: uuid.UUID) -> None:
    ana = hands.join(committee, "Ana Diaz", MANAGER)
    hands.do(set_finance, committee, ana, granted=True)
    hands.do(set_sharing, committee, ana, consents=True)
    hands.do(remove_member, committee, ana)
    assert line(hands, committee, ana) is None
    with hands.store.write() as unit:  # the consent ends with the membership; an older file may have kept it
        row = unit.session.scalars(select(Membership).where(Membership.person_id == ana)).one()
        assert (row.level, row.finance, row.share_identity) == (0, False, False)
        unit.name("member.sharing", name="")
        unit.change(row, share_identity=True)
    assert hands.join(committee, "Ana Diaz", MANAGER) == ana
    back = line(hands, committee, ana)
    assert back is not None
    assert (back.finance, back.share_identity) == (False, False)


@pytest.mark.parametrize("level", [0, 1, 7, 1000, -5])
def test_a_role_that_does_not_exist_is_refused(hands: Any, committee: uuid.UUID, level: int) -> None:
    with pytest.raises(KindUnknown):
        hands.join(committee, "Ana Diaz", level)
    ana = hands.join(committee, "Ana Diaz")
    with pytest.raises(KindUnknown):
        hands.do(set_level, committee, ana, level)


def test_roles_are_read_by_their_word() -> None:
    assert level_from("manager") == MANAGER
    with pytest.raises(KindUnknown, match="follower, member, manager, leader"):
        level_from("boss" * 100)


def test_a_committee_without_a_leader_loses_anyone(hands: Any, committee: uuid.UUID) -> None:
    ana = hands.join(committee, "Ana Diaz")
    hands.do(remove_member, committee, ana)
    assert hands.see(show_committee, committee, hands.clock.now).members == ()


def test_the_only_leader_can_neither_leave_nor_step_down(hands: Any, committee: uuid.UUID) -> None:
    lea = hands.join(committee, "Léa Lead", LEADER)
    hands.join(committee, "Ana Diaz", MANAGER)
    before = hands.state()
    for level in (FOLLOWER, MEMBER, MANAGER):
        with pytest.raises(LastLeader):
            hands.do(set_level, committee, lea, level)
    for left in (True, False):
        with pytest.raises(LastLeader):
            hands.do(remove_member, committee, lea, left=left)
    assert hands.state() == before


def test_one_of_two_leaders_may_leave_then_the_other_may_not(hands: Any, committee: uuid.UUID) -> None:
    lea, luc = hands.join(committee, "Léa Lead", LEADER), hands.join(committee, "Luc Eva")
    hands.do(set_level, committee, luc, LEADER)
    hands.do(remove_member, committee, lea)
    with pytest.raises(LastLeader):
        hands.do(set_level, committee, luc, MEMBER)


def test_a_leader_made_by_a_change_of_role_is_kept_as_well(hands: Any, committee: uuid.UUID) -> None:
    ana = hands.join(committee, "Ana Diaz")
    hands.do(set_level, committee, ana, LEADER)
    with pytest.raises(LastLeader):
        hands.do(remove_member, committee, ana)


def test_handing_over_is_one_action(hands: Any, committee: uuid.UUID) -> None:
    lea, ana = hands.join(committee, "Léa Lead", LEADER), hands.join(committee, "Ana Diaz")
    hands.do(set_finance, committee, lea, granted=True)
    before, rows = hands.state(), hands.counts()
    hands.do(hand_over, committee, lea, ana)
    assert hands.counts() == (rows[0] + 1, rows[1] + 1)
    giver, taker = line(hands, committee, lea), line(hands, committee, ana)
    assert giver is not None and taker is not None
    assert (giver.level, giver.finance, taker.level) == (MEMBER, False, LEADER)
    hands.reopen()
    hands.undo()
    assert hands.state() == before


def test_only_a_leader_hands_over_and_only_to_someone_present(hands: Any, committee: uuid.UUID) -> None:
    lea, ana = hands.join(committee, "Léa Lead", LEADER), hands.join(committee, "Ana Diaz")
    gone, stranger = hands.join(committee, "Luc Eva"), hands.join(hands.create("Autre"), "Eve Roy")
    hands.do(remove_member, committee, gone)
    with pytest.raises(NotALeader):
        hands.do(hand_over, committee, ana, lea)
    for taker in (gone, stranger, uuid.uuid4()):
        with pytest.raises(NotAMember):
            hands.do(hand_over, committee, lea, taker)
    rows = hands.counts()
    hands.do(hand_over, committee, lea, lea)
    assert hands.counts() == rows


def test_finance_starts_at_manager_and_falls_with_the_role(hands: Any, committee: uuid.UUID) -> None:
    ana = hands.join(committee, "Ana Diaz")
    for level in (FOLLOWER, MEMBER):
        hands.do(set_level, committee, ana, level)
        with pytest.raises(FinanceNeedsManager):
            hands.do(set_finance, committee, ana, granted=True)
        hands.do(set_finance, committee, ana, granted=False)
    hands.do(set_level, committee, ana, MANAGER)
    hands.do(set_finance, committee, ana, granted=True)
    hands.do(set_level, committee, ana, LEADER)
    assert line(hands, committee, ana).finance  # type: ignore[union-attr]
    hands.join(committee, "Luc Eva", LEADER)
    hands.do(set_level, committee, ana, MEMBER)
    assert not line(hands, committee, ana).finance  # type: ignore[union-attr]
    hands.do(set_level, committee, ana, MANAGER)
    assert not line(hands, committee, ana).finance  # type: ignore[union-attr]


def test_a_post_is_held_by_someone_present_and_falls_vacant_when_they_leave(hands: Any) -> None:
    committee = hands.create("Comité", structure="lfi_2024")

    def post() -> Any:
        return hands.see(show_committee, committee, hands.clock.now).posts[0]

    ana, stranger = hands.join(committee, "Ana Diaz"), hands.join(hands.create("Autre"), "Eve Roy")
    hands.do(hold_post, post().id, ana)
    assert post().holder == "Ana Diaz"
    with pytest.raises(NotAMember):
        hands.do(hold_post, post().id, stranger)
    hands.do(remove_member, committee, ana)
    assert post().holder == ""
    hands.undo()
    assert post().holder == "Ana Diaz"
    hands.do(hold_post, post().id, None)
    assert post().holder == ""


def test_every_change_of_role_is_an_event_and_no_change_is_none(hands: Any, committee: uuid.UUID) -> None:
    ana = hands.join(committee, "Ana Diaz", FOLLOWER)
    hands.do(set_level, committee, ana, MEMBER)
    rows = hands.counts()
    hands.do(set_level, committee, ana, MEMBER)
    hands.do(set_sharing, committee, ana, consents=False)
    assert hands.counts() == rows
    hands.do(remove_member, committee, ana, left=False)
    assert events(hands, committee) == [("joined", FOLLOWER), ("level", MEMBER), ("removed", 0)]


def test_nobody_joins_or_changes_in_a_committee_that_has_ended(hands: Any, committee: uuid.UUID) -> None:
    ana = hands.join(committee, "Ana Diaz")
    hands.do(changes.close, committee)
    for call in (
        lambda: hands.join(committee, "Luc Eva"),
        lambda: hands.do(set_level, committee, ana, MANAGER),
        lambda: hands.do(set_finance, committee, ana, granted=False),
        lambda: hands.do(set_sharing, committee, ana, consents=True),
        lambda: hands.do(remove_member, committee, ana),
        lambda: hands.do(hand_over, committee, ana, ana),
    ):
        with pytest.raises(CommitteeEnded):
            call()


def test_a_name_is_needed(hands: Any, committee: uuid.UUID) -> None:
    with pytest.raises(NameNeeded):
        hands.join(committee, " ")


@pytest.mark.parametrize(
    "change",
    [
        lambda h, c, lea, ana: h.join(c, "Luc Eva", LEADER),
        lambda h, c, lea, ana: h.do(set_level, c, ana, LEADER),
        lambda h, c, lea, ana: h.do(set_finance, c, lea, granted=True),
        lambda h, c, lea, ana: h.do(set_sharing, c, ana, consents=True),
        lambda h, c, lea, ana: h.do(remove_member, c, ana),
        lambda h, c, lea, ana: h.do(remove_member, c, ana, left=False),
        lambda h, c, lea, ana: h.do(hand_over, c, lea, ana),
    ],
    ids=["add", "level", "finance", "sharing", "leave", "remove", "hand over"],
)
def test_each_is_one_step_that_is_undone_and_redone_after_a_restart(
    hands: Any, committee: uuid.UUID, change: Any
) -> None:
    lea, ana = hands.join(committee, "Léa Lead", LEADER), hands.join(committee, "Ana Diaz")
    before, rows = hands.state(), hands.counts()
    change(hands, committee, lea, ana)
    assert hands.counts() == (rows[0] + 1, rows[1] + 1)
    after = hands.state()
    hands.reopen()
    hands.undo()
    assert hands.state() == before != after
    hands.reopen()
    hands.redo()
    assert hands.state() == after


def test_a_clock_set_back_leaves_what_happened_in_its_order(hands: Any, committee: uuid.UUID) -> None:
    ana = hands.join(committee, "Ana Diaz", MANAGER)
    other = hands.create("Comité de Bron")
    hands.clock.on(hours=-3)
    hands.reopen()  # identifiers start anew from the clock that is wrong
    hands.do(set_level, committee, ana, MEMBER)
    hands.do(remove_member, committee, ana)
    hands.do(add_member, other, str(ana))
    assert events(hands, committee) == [("joined", MANAGER), ("level", MEMBER), ("left", 0)]
    moments = hands.all(select(MembershipEvent.at).order_by(MembershipEvent.at))
    assert len(set(moments)) == 4


def test_role_privilege_and_consent_change_in_one_action(hands: Any, committee: uuid.UUID) -> None:
    ana = hands.join(committee, "Ana Diaz")
    before, counts = hands.state(), hands.counts()
    hands.do(change_member, committee, ana, level=MANAGER, finance=True, sharing=True)
    found = line(hands, committee, ana)
    assert found is not None
    assert (found.level, found.finance, found.share_identity) == (MANAGER, True, True)
    assert [after - then for then, after in zip(counts, hands.counts(), strict=True)] == [1, 1]
    hands.undo()
    assert hands.state() == before
    with pytest.raises(FinanceNeedsManager):
        hands.do(change_member, committee, ana, sharing=True, finance=True)
    assert hands.state() == before
