"""Rename, split, merge, close, reopen: each one action, undone and redone after a restart."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaign.actions import list_actions, show_action, sign_up
from campaign.committees import members
from campaign.committees.changes import close, merge, propose_split, rename, reopen, split
from campaign.committees.create import create_committee
from campaign.committees.directory import directory, show_committee
from campaign.committees.forms import NewCommittee, SplitPlan
from campaign.committees.lookup import find_committee
from campaign.committees.members import hold_post, set_finance, set_level, set_sharing
from campaign.committees.views import FOLLOWER, LEADER, MANAGER, MEMBER, CommitteeView
from campaign.errors import (
    CommitteeEnded,
    LastLeader,
    NameNeeded,
    NotAMember,
    SameCommittee,
    SplitOneSided,
    TooFewToSplit,
)
from campaign.figures import figures
from campaign.people import add_person
from campaign.periods import Period
from db.errors import ChangedElsewhere
from db.tables import Action, Committee, Membership, Person, Signup

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def shown(hands: Any, committee: uuid.UUID) -> CommitteeView:
    view = hands.see(show_committee, committee, hands.clock.now)
    assert isinstance(view, CommitteeView)
    return view


def levels(hands: Any, committee: uuid.UUID) -> dict[str, int]:
    return {m.name: m.level for m in shown(hands, committee).members}


@pytest.fixture
def big(hands: Any, prepared: Callable[..., Path]) -> tuple[uuid.UUID, dict[str, uuid.UUID]]:
    """A committee of two leaders, a manager with the finance privilege, three members and two followers."""
    hands.take(prepared("big", create_big))
    committee = hands.one(select(Committee.id))
    return committee, {
        given + family: i for given, family, i in hands.all(select(Person.given_name, Person.family_name, Person.id))
    }


def create_big(hands: Any) -> None:
    committee = hands.create("Grand comité", "Lyon", "Villeurbanne", structure="lfi_2024")
    roles = {
        "Léa": LEADER, "Luc": LEADER, "Max": MANAGER, "Ana": MEMBER, "Eve": MEMBER, "Tom": MEMBER,
        "Fan": FOLLOWER, "Fil": FOLLOWER,
    }  # fmt: skip
    people = {name: hands.join(committee, name, level) for name, level in roles.items()}
    hands.do(set_finance, committee, people["Max"], granted=True)
    hands.do(set_sharing, committee, people["Ana"], consents=True)


def plan_of(committee: uuid.UUID, *leaving: uuid.UUID, **more: Any) -> SplitPlan:
    return SplitPlan(committee_id=committee, new_name="Nouveau", leaving=frozenset(leaving), **more)


def test_a_new_name_is_found_and_the_old_one_is_not(hands: Any) -> None:
    committee = hands.create("Ancien")
    hands.do(rename, committee, " Nouveau\0 nom ")
    assert shown(hands, committee).name == "Nouveau nom"
    assert hands.see(find_committee, "nouveau nom").id == committee
    assert hands.see(directory, hands.clock.now, search="ancien").total == 0


def test_a_form_that_was_opened_before_another_change_is_refused(hands: Any) -> None:
    committee = hands.create("Ancien")
    version = shown(hands, committee).version
    hands.do(rename, committee, "Un", version=version)
    with pytest.raises(ChangedElsewhere):
        hands.do(rename, committee, "Deux", version=version)
    with pytest.raises(ChangedElsewhere):
        hands.do(close, committee, version=version)
    assert shown(hands, committee).name == "Un"


def test_a_split_is_proposed_with_a_leader_or_manager_on_each_side(hands: Any, big: Any) -> None:
    committee, people = big
    proposal = hands.see(propose_split, committee, hands.clock.now)
    everyone = [m.person_id for m in (*proposal.staying, *proposal.leaving)]
    assert sorted(everyone) == sorted(people.values())
    assert proposal.staying[0].level == proposal.leaving[0].level == LEADER
    assert proposal.new_leader == proposal.leaving[0].person_id
    assert proposal.new_name == "Grand comité 2"
    assert abs(len(proposal.staying) - len(proposal.leaving)) <= 2


def test_what_is_proposed_can_be_done_as_it_is(hands: Any, big: Any) -> None:
    committee, _ = big
    p = hands.see(propose_split, committee, hands.clock.now)
    leaving = frozenset(m.person_id for m in p.leaving)
    plan = SplitPlan(
        committee_id=committee, new_name=p.new_name, leaving=leaving, new_leader=p.new_leader, version=p.version
    )
    new = hands.do(split, plan)
    assert {m.person_id for m in shown(hands, new).members} == leaving
    assert hands.see(propose_split, committee, hands.clock.now).new_name == "Grand comité 3"


def test_a_committee_of_one_cannot_be_split(hands: Any) -> None:
    committee = hands.create()
    hands.join(committee, "Ana")
    hands.join(committee, "Fan", FOLLOWER)
    with pytest.raises(TooFewToSplit):
        hands.see(propose_split, committee, hands.clock.now)


def test_a_split_moves_people_with_their_role_privilege_and_consent(hands: Any, big: Any) -> None:
    committee, people = big
    new = hands.do(split, plan_of(committee, people["Luc"], people["Max"], people["Ana"], people["Fan"]))
    assert levels(hands, committee) == {"Léa": LEADER, "Eve": MEMBER, "Tom": MEMBER, "Fil": FOLLOWER}
    assert levels(hands, new) == {"Luc": LEADER, "Max": MANAGER, "Ana": MEMBER, "Fan": FOLLOWER}
    moved = {m.name: (m.finance, m.share_identity) for m in shown(hands, new).members}
    assert moved == {"Luc": (False, False), "Max": (True, False), "Ana": (False, True), "Fan": (False, False)}


def test_a_split_copies_places_posts_and_sizes_and_is_live_at_once(hands: Any, big: Any) -> None:
    committee, people = big
    old = shown(hands, committee)
    hands.do(hold_post, old.posts[0].id, people["Luc"])
    hands.do(hold_post, old.posts[1].id, people["Léa"])
    new = shown(hands, hands.do(split, plan_of(committee, people["Luc"])))
    old = shown(hands, committee)
    assert (new.state, new.split_from, new.places) == ("active", "Grand comité", old.places)
    assert (new.size_max, new.zone, new.structure_id) == (old.size_max, old.zone, old.structure_id)
    assert [p.title for p in new.posts] == [p.title for p in old.posts]
    assert [p.holder for p in old.posts[:2]] == ["", "Léa"]
    assert all(p.holder == "" for p in new.posts)


def test_a_split_may_name_its_leader_among_those_who_leave(hands: Any, big: Any) -> None:
    committee, people = big
    new = hands.do(split, plan_of(committee, people["Ana"], people["Eve"], new_leader=people["Ana"]))
    assert levels(hands, new) == {"Ana": LEADER, "Eve": MEMBER}
    with pytest.raises(LastLeader):
        hands.do(members.remove_member, new, people["Ana"])
    with pytest.raises(NotAMember):
        hands.do(split, plan_of(committee, people["Tom"], new_leader=people["Léa"]))


def test_a_split_needs_no_leader(hands: Any, big: Any) -> None:
    committee, people = big
    new = hands.do(split, plan_of(committee, people["Ana"]))
    hands.do(members.remove_member, new, people["Ana"])
    assert shown(hands, new).members == ()


def test_a_one_sided_split_is_refused(hands: Any, big: Any) -> None:
    committee, people = big
    counted = [p for name, p in people.items() if name not in ("Fan", "Fil")]
    for leaving in ((), (people["Fan"],), tuple(counted), tuple(people.values())):
        with pytest.raises((SplitOneSided, LastLeader)):
            hands.do(split, plan_of(committee, *leaving))
    with pytest.raises(SplitOneSided):
        hands.do(split, plan_of(committee, people["Fan"], people["Fil"]))


def test_a_split_of_everyone_is_refused_where_nobody_leads(hands: Any) -> None:
    committee = hands.create()
    people = [hands.join(committee, name) for name in ("Ana", "Eve")]
    hands.join(committee, "Fan", FOLLOWER)
    with pytest.raises(SplitOneSided):
        hands.do(split, plan_of(committee, *people))


def test_a_split_leaves_a_leader_behind(hands: Any, big: Any) -> None:
    committee, people = big
    with pytest.raises(LastLeader):
        hands.do(split, plan_of(committee, people["Léa"], people["Luc"], people["Ana"]))


def test_a_split_of_someone_who_is_not_there_is_refused(hands: Any, big: Any) -> None:
    committee, people = big
    hands.do(members.remove_member, committee, people["Tom"])
    for stranger in (people["Tom"], uuid.uuid4(), hands.do(add_person, "Zoé").id):
        with pytest.raises(NotAMember):
            hands.do(split, plan_of(committee, people["Ana"], stranger))


def test_a_split_decided_on_an_older_committee_is_refused(hands: Any, big: Any) -> None:
    committee, people = big
    version = shown(hands, committee).version
    hands.do(rename, committee, "Autre nom")
    before = hands.state()
    with pytest.raises(ChangedElsewhere):
        hands.do(split, plan_of(committee, people["Ana"], version=version))
    assert hands.state() == before


def test_a_split_needs_a_name(hands: Any, big: Any) -> None:
    committee, people = big
    with pytest.raises(NameNeeded):
        hands.do(split, SplitPlan(committee_id=committee, new_name=" ", leaving=frozenset({people["Ana"]})))


def test_a_merger_moves_members_and_the_higher_role_wins(hands: Any, big: Any) -> None:
    committee, _people = big
    small = hands.create("Petit", "Lyon")
    for name, level in (("Ana", MANAGER), ("Léa", MEMBER), ("Max", FOLLOWER), ("Zoé", LEADER), ("Yan", FOLLOWER)):
        hands.join(small, name, level)
    hands.do(merge, small, committee)
    assert levels(hands, committee) == {
        "Léa": LEADER, "Luc": LEADER, "Zoé": LEADER, "Max": MANAGER, "Ana": MANAGER,
        "Eve": MEMBER, "Tom": MEMBER, "Fan": FOLLOWER, "Fil": FOLLOWER, "Yan": FOLLOWER,
    }  # fmt: skip
    old = shown(hands, small)
    assert (old.state, old.merged_into, old.members) == ("merged", "Grand comité", ())


@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize("there", [True, False, None])
def test_consent_never_widens_in_a_merger(hands: Any, here: bool, there: bool | None) -> None:
    """It was given to be named to the members of one committee, not to those of another."""
    old, new = hands.create("Ancien"), hands.create("Nouveau")
    ana = hands.join(old, "Ana Diaz")
    hands.do(set_sharing, old, ana, consents=here)
    if there is not None:
        hands.join(new, "Ana Diaz")
        hands.do(set_sharing, new, ana, consents=there)
    hands.do(merge, old, new)
    assert shown(hands, new).members[0].share_identity is (here and there is True)


def test_a_privilege_never_widens_for_who_is_in_both(hands: Any) -> None:
    old, new = hands.create("Ancien"), hands.create("Nouveau")
    ana, luc = hands.join(old, "Ana Diaz", MANAGER), hands.join(old, "Luc Eva", MANAGER)
    hands.do(set_finance, old, ana, granted=True)
    hands.do(set_finance, old, luc, granted=True)
    hands.join(new, "Ana Diaz", MEMBER)
    hands.do(merge, old, new)
    assert {m.name: m.finance for m in shown(hands, new).members} == {"Ana Diaz": False, "Luc Eva": True}


def test_a_committee_led_by_a_merger_keeps_a_leader(hands: Any) -> None:
    old, new = hands.create("Ancien", leader="Léa Lead"), hands.create("Nouveau")
    hands.do(merge, old, new)
    lea = shown(hands, new).members[0].person_id
    with pytest.raises(LastLeader):
        hands.do(set_level, new, lea, MEMBER)


def test_planned_actions_move_with_their_signups_and_the_past_stays(hands: Any) -> None:
    old, new = hands.create("Ancien"), hands.create("Nouveau")
    ana = hands.join(old, "Ana Diaz")
    past = hands.hold(old, date(2026, 3, 1), ana, people_met=9)
    ahead = hands.plan(old, date(2026, 3, 9))
    hands.do(sign_up, ahead, ana)
    hands.do(merge, old, new)
    assert [a.id for a in hands.see(list_actions, committee_id=old)] == [past]
    assert [a.id for a in hands.see(list_actions, committee_id=new)] == [ahead]
    assert hands.see(show_action, ahead)[1] == {ana: "confirmed"}
    assert hands.one(select(Signup.committee_id).where(Signup.action_id == ahead)) == new
    assert hands.see(figures, old, MARCH, hands.clock.now).people_met == 9
    assert hands.see(figures, new, MARCH, hands.clock.now).people_met == 0
    mixed = select(Signup.id).join(Action, Action.id == Signup.action_id)
    assert hands.all(mixed.where(Action.committee_id != Signup.committee_id)) == []


def test_a_committee_is_merged_into_another_that_lives(hands: Any) -> None:
    one, two = hands.create("Un"), hands.create("Deux")
    with pytest.raises(SameCommittee):
        hands.do(merge, one, one)
    hands.do(close, two)
    for pair in ((one, two), (two, one)):
        with pytest.raises(CommitteeEnded):
            hands.do(merge, *pair)


def test_closing_cancels_what_is_ahead_and_keeps_what_was_done(hands: Any) -> None:
    committee = hands.create()
    hands.join(committee, "Ana Diaz")
    past = hands.plan(committee, date(2026, 3, 1))
    ahead = hands.plan(committee, date(2026, 3, 9))
    hands.do(close, committee, " Fin\nde campagne ")
    states = {a.id: a.state for a in hands.see(list_actions, committee_id=committee)}
    assert states == {past: "planned", ahead: "cancelled"}
    view = shown(hands, committee)
    assert (view.state, view.end_reason, view.ended_on) == ("closed", "Fin\nde campagne", date(2026, 3, 2))
    assert hands.see(directory, hands.clock.now).total == 0
    assert hands.see(directory, hands.clock.now, ended=True).total == 1
    hands.report(past)


def test_a_closed_committee_is_opened_again_as_it_was(hands: Any) -> None:
    committee = hands.create(leader="Léa Lead")
    hands.do(close, committee, "Vacances")
    hands.clock.on(days=30)
    hands.do(reopen, committee)
    view = shown(hands, committee)
    assert (view.state, view.end_reason, view.ended_on) == ("active", "", None)
    assert [m.level for m in view.members] == [LEADER]
    rows = hands.counts()
    hands.do(reopen, committee)
    assert hands.counts() == rows


def test_a_merged_committee_is_not_reopened(hands: Any) -> None:
    one, two = hands.create("Un"), hands.create("Deux")
    hands.do(merge, one, two)
    with pytest.raises(CommitteeEnded):
        hands.do(reopen, one)


def test_nothing_changes_in_a_committee_that_has_ended(hands: Any, big: Any) -> None:
    committee, people = big
    hands.do(close, committee)
    for call in (
        lambda: hands.do(rename, committee, "Autre"),
        lambda: hands.do(close, committee),
        lambda: hands.do(split, plan_of(committee, people["Ana"])),
        lambda: hands.see(propose_split, committee, hands.clock.now),
    ):
        with pytest.raises(CommitteeEnded):
            call()


@pytest.mark.parametrize("change", ["rename", "split", "merge", "close", "reopen"])
def test_each_is_one_step_that_is_undone_and_redone_after_a_restart(hands: Any, big: Any, change: str) -> None:
    committee, people = big
    other = hands.create("Autre", leader="Zoé Autre")
    hands.join(other, "Ana", MANAGER)
    hands.do(sign_up, hands.plan(committee, date(2026, 3, 9)), people["Eve"])
    hands.do(hold_post, shown(hands, committee).posts[0].id, people["Luc"])
    if change == "reopen":
        hands.do(close, committee, "Raison")
    before, rows = hands.state(), hands.counts()
    hands.clock.on(hours=1)
    {
        "rename": lambda: hands.do(rename, committee, "Autre nom"),
        "split": lambda: hands.do(split, plan_of(committee, people["Luc"], people["Max"], people["Fan"])),
        "merge": lambda: hands.do(merge, committee, other),
        "close": lambda: hands.do(close, committee, "Raison"),
        "reopen": lambda: hands.do(reopen, committee),
    }[change]()
    assert hands.counts() == (rows[0] + 1, rows[1] + 1)
    after = hands.state()
    for _ in range(2):
        hands.reopen()
        hands.clock.on(hours=1)
        hands.undo()
        assert hands.state() == before != after
        hands.reopen()
        hands.redo()
        assert hands.state() == after


def test_past_members_are_still_counted_after_each_change(hands: Any, big: Any) -> None:
    committee, people = big
    hands.clock.on(days=7)
    new = hands.do(split, plan_of(committee, people["Luc"], people["Ana"]))
    hands.clock.on(days=7)
    hands.do(merge, new, committee)
    week = Period(date(2026, 3, 2), date(2026, 3, 8))
    counts = []
    for _ in range(3):
        counts.append([hands.see(figures, c, week, hands.clock.now).members for c in (committee, new)])
        week = Period(week.first + timedelta(days=7), week.last + timedelta(days=7))
    assert counts == [[6, 0], [4, 2], [6, 0]]


def test_a_committee_and_its_members_are_of_one_mind(hands: Any, big: Any) -> None:
    """No membership of an ended committee that was merged, no privilege below manager, whatever happened."""
    committee, people = big
    new = hands.do(split, plan_of(committee, people["Luc"], people["Max"]))
    hands.do(create_committee, NewCommittee(name="Tiers", places=("Lyon",)))
    hands.do(merge, new, committee)
    merged = select(Membership.level).join(Committee, Committee.id == Membership.committee_id)
    assert set(hands.all(merged.where(Committee.state == "merged"))) == {(0,)}
    assert hands.all(select(Membership.id).where(Membership.level < MANAGER, Membership.finance == 1)) == []
