"""The recognition checklist: a pure function of counts, at each boundary; it blocks nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from campaign.committees.directory import show_committee
from campaign.committees.members import set_level
from campaign.committees.recognition import Facts, checklist, recognised
from campaign.committees.views import FOLLOWER, LEADER
from db.tables import Person

FULL = Facts(
    age_days=31,
    members=3,
    field_actions=3,
    abroad=False,
    leaders=2,
    leader_genders=frozenset("fm"),
    silent_leaders=0,
    leaders_busy_elsewhere=0,
)


def state(key: str, **values: Any) -> str:
    facts = Facts(**{**{name: getattr(FULL, name) for name in Facts.__slots__}, **values})
    return {c.key: c.state for c in checklist(facts)}[key]


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        ("age", {"age_days": 30}, "missing"),
        ("age", {"age_days": 31}, "satisfied"),
        ("age", {"age_days": 32}, "satisfied"),
        ("age", {"age_days": 0}, "missing"),
        ("members", {"members": 2}, "missing"),
        ("members", {"members": 3}, "satisfied"),
        ("field_actions", {"field_actions": 2}, "missing"),
        ("field_actions", {"field_actions": 3}, "satisfied"),
        ("field_actions", {"field_actions": 0, "abroad": True}, "not_applicable"),
        ("field_actions", {"field_actions": 9, "abroad": True}, "not_applicable"),
        ("genders", {}, "satisfied"),
        ("genders", {"leader_genders": frozenset("f")}, "missing"),
        ("genders", {"leader_genders": frozenset("f"), "silent_leaders": 1}, "unknown"),
        ("genders", {"leader_genders": frozenset(), "silent_leaders": 2}, "unknown"),
        ("genders", {"leaders": 1, "leader_genders": frozenset(), "silent_leaders": 1}, "missing"),
        ("genders", {"leaders": 0, "leader_genders": frozenset()}, "missing"),
        ("genders", {"leaders": 3, "leader_genders": frozenset("fmx")}, "satisfied"),
        ("elsewhere", {}, "satisfied"),
        ("elsewhere", {"leaders_busy_elsewhere": 1}, "missing"),
        ("elsewhere", {"leaders": 0}, "unknown"),
    ],
)
def test_each_criterion_at_its_boundary(key: str, values: dict[str, Any], expected: str) -> None:
    assert state(key, **values) == expected


def test_all_that_applies_must_be_met_and_unknown_is_not_met() -> None:
    assert recognised(checklist(FULL))
    abroad = Facts(31, 3, 0, True, 2, frozenset("fm"), 0, 0)
    assert recognised(checklist(abroad))
    silent = Facts(31, 3, 3, False, 2, frozenset(), 2, 0)
    assert not recognised(checklist(silent))


def test_each_line_says_how_far_it_is() -> None:
    assert [(c.key, c.value, c.threshold) for c in checklist(FULL)] == [
        ("age", 31, 31), ("members", 3, 3), ("field_actions", 3, 3), ("genders", 2, 2), ("elsewhere", 0, 0),
    ]  # fmt: skip


def seen(hands: Any, committee: Any) -> dict[str, tuple[str, int | None]]:
    view = hands.see(show_committee, committee, hands.clock.now)
    return {c.key: (c.state, c.value) for c in view.recognition}


def test_a_young_committee_lacks_nearly_all_and_is_active_all_the_same(hands: Any) -> None:
    committee = hands.create()
    view = hands.see(show_committee, committee, hands.clock.now)
    assert view.state == "active"
    assert {c.state for c in view.recognition} == {"missing", "unknown"}


def test_it_is_counted_from_rows(hands: Any) -> None:
    committee = hands.create(leader="Léa Lead")
    hands.join(committee, "Ana Diaz")
    hands.join(committee, "Fan Fil", FOLLOWER)
    assert seen(hands, committee)["members"] == ("missing", 2)
    hands.join(committee, "Luc Eva")
    assert seen(hands, committee)["members"] == ("satisfied", 3)


def test_the_age_is_counted_in_days_of_the_committee(hands: Any) -> None:
    committee = hands.create()
    hands.clock.to(2026, 4, 1, 21, 59)  # 23:59 in Lyon, thirty days after 2 March
    assert seen(hands, committee)["age"] == ("missing", 30)
    hands.clock.to(2026, 4, 1, 22, 0)
    assert seen(hands, committee)["age"] == ("satisfied", 31)


def test_only_field_actions_held_in_62_days_count(hands: Any) -> None:
    committee = hands.create()
    today = date(2026, 3, 2)
    hands.hold(committee, today - timedelta(days=61))
    hands.hold(committee, today - timedelta(days=63))
    hands.hold(committee, today - timedelta(days=1), kind="meeting")
    hands.plan(committee, today - timedelta(days=1))
    hands.plan(committee, today + timedelta(days=1))
    assert seen(hands, committee)["field_actions"] == ("missing", 1)


def test_abroad_no_field_action_is_asked(hands: Any) -> None:
    assert seen(hands, hands.create("Berlin", "Berlin, DE"))["field_actions"][0] == "not_applicable"


def test_genders_are_those_that_leaders_chose_to_say(hands: Any) -> None:
    committee = hands.create(leader="Léa Lead")
    luc = hands.join(committee, "Luc Eva", LEADER)
    assert seen(hands, committee)["genders"][0] == "unknown"
    lea = next(m.person_id for m in hands.see(show_committee, committee, hands.clock.now).members if m.person_id != luc)
    say(hands, lea, "f")
    assert seen(hands, committee)["genders"] == ("unknown", 1)
    say(hands, luc, "f")
    assert seen(hands, committee)["genders"] == ("missing", 1)
    say(hands, luc, "x")
    assert seen(hands, committee)["genders"] == ("satisfied", 2)


def test_a_leader_of_another_recognised_committee_of_its_kind_is_busy(hands: Any) -> None:
    first = hands.create("Premier", leader="Léa Lead")
    lea = hands.see(show_committee, first, hands.clock.now).members[0].person_id
    luc = hands.join(first, "Luc Eva", LEADER)
    hands.join(first, "Ana Diaz")
    say(hands, lea, "f")
    say(hands, luc, "m")
    hands.clock.on(days=40)
    second = hands.create("Second", leader=str(lea))
    assert seen(hands, second)["elsewhere"] == ("satisfied", 0)
    for day in (1, 2, 3):
        hands.hold(first, hands.clock.now.date() - timedelta(days=day))
    assert seen(hands, second)["elsewhere"] == ("missing", 1)
    assert seen(hands, hands.create("Campus", leader=str(lea), kind="campus"))["elsewhere"] == ("satisfied", 0)
    hands.do(set_level, first, lea, 10)
    assert seen(hands, second)["elsewhere"] == ("satisfied", 0)


def say(hands: Any, person: Any, gender: str) -> None:
    with hands.store.write() as unit:
        unit.name("person.add", name="")
        unit.change(unit.session.get_one(Person, person), gender=gender)
