"""The agenda at its edges: what happens late, twice, across midnight, across a clock change, to who has left."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from campaign.actions import (
    STEPS,
    ActionChange,
    ActionReport,
    NewShift,
    SignupStep,
    add_shift,
    cancel_action,
    change_action,
    change_capacity,
    list_actions,
    list_shifts,
    remove_shift,
    report_action,
    set_signup,
    show_action,
    sign_up,
    signups_waiting,
    view_action,
)
from campaign.actions.calendar import agenda_ics, one_ics
from campaign.actions.recurring import MOST_DATES, dates
from campaign.actions.sheet import sheet_pdf, shown_names
from campaign.committees import changes, members
from campaign.committees.views import MEMBER
from campaign.errors import (
    ActionNotOver,
    ActionNotPlanned,
    CapacityBelow,
    NotAMember,
    NumberImpossible,
    PersonAmbiguous,
    SeriesEndNeeded,
    SeriesTooLong,
    ShiftFull,
    ShiftNeeded,
    ShiftOutside,
    ShiftTaken,
    StepImpossible,
)
from campaign.figures import RATES, Figures, behind, by_committee, figures
from campaign.home import home
from campaign.periods import Period
from db.errors import ChangedElsewhere
from db.tables import Action, Committee, Person, Shift

SATURDAY = date(2026, 3, 7)
WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))


def step(hands: Any, action: uuid.UUID, person: uuid.UUID, to: str, **options: Any) -> None:
    hands.do(set_signup, SignupStep(action_id=action, person_id=person, to=to, **options))  # type: ignore[arg-type]


def states(hands: Any, action: uuid.UUID) -> dict[str, str]:
    return {p.name: p.state for p in hands.see(view_action, action).people if p.state}


def counted(hands: Any, committee: uuid.UUID | None, *keys: str, period: Period = WEEK) -> tuple[int, ...]:
    found: Figures = hands.see(figures, committee, period, hands.clock.now)
    return tuple(found.value(key) for key in keys)


def flake(hands: Any, committee: uuid.UUID) -> tuple[int, int]:
    return counted(hands, committee, "flaked", "confirmed_at_start")  # type: ignore[return-value]


FOUR = ("Ana Diaz", "Luc Eva", "Eve Roy", "Tom Bo")


def create_scene(hands: Any) -> None:
    committee = hands.create()
    for name in FOUR:
        hands.join(committee, name)
    hands.plan(committee, SATURDAY)


@pytest.fixture
def scene(hands: Any, prepared: Callable[..., Path]) -> tuple[Any, uuid.UUID, dict[str, uuid.UUID], uuid.UUID]:
    """A committee of four, and its market on Saturday at ten, for two hours."""
    hands.take(prepared("scene", create_scene))
    found = {
        f"{given} {name}": i for given, name, i in hands.all(select(Person.given_name, Person.family_name, Person.id))
    }
    return hands, hands.one(select(Committee.id)), {name: found[name] for name in FOUR}, hands.one(select(Action.id))


def evening(hands: Any) -> None:
    hands.clock.to(2026, 3, 7, 20)


# --- who had said yes when it began


def test_flake_is_those_confirmed_at_the_start_who_were_not_there(scene: Any) -> None:
    hands, committee, people, action = scene
    ana, luc, eve, tom = people.values()
    for person in (ana, luc, eve):
        hands.do(sign_up, action, person)
    evening(hands)
    hands.report(action, ana, tom)
    assert flake(hands, committee) == (2, 3)
    found = hands.see(figures, committee, WEEK, hands.clock.now)
    assert RATES["flake_rate"].of(found) == 2 / 3
    opened = hands.see(behind, committee, "flake_rate", WEEK, hands.clock.now)
    assert (opened.numerator, opened.denominator, len(opened.rows)) == (2, 3, 3)
    assert counted(hands, committee, "shifts_scheduled", "shifts_completed", "participations") == (3, 1, 2)


def test_nothing_confirmed_is_no_rate_at_all(scene: Any) -> None:
    hands, committee, people, action = scene
    evening(hands)
    hands.report(action, people["Ana Diaz"])
    assert flake(hands, committee) == (0, 0)
    assert RATES["flake_rate"].of(hands.see(figures, committee, WEEK, hands.clock.now)) is None


def test_who_signs_up_after_it_began_is_no_part_of_the_flake_rate(scene: Any) -> None:
    hands, committee, people, action = scene
    hands.clock.to(2026, 3, 7, 9, 1)
    hands.do(sign_up, action, people["Ana Diaz"])
    evening(hands)
    hands.report(action)
    assert states(hands, action) == {"Ana Diaz": "no_show"}
    assert flake(hands, committee) == (0, 0)


def test_who_signs_up_as_it_begins_stood_at_the_start(scene: Any) -> None:
    hands, committee, people, action = scene
    hands.clock.to(2026, 3, 7, 9)  # ten in Lyon
    hands.do(sign_up, action, people["Ana Diaz"])
    hands.report(action)
    assert flake(hands, committee) == (1, 1)


def test_no_show_then_attended_is_corrected_and_each_excludes_the_other(scene: Any) -> None:
    hands, committee, people, action = scene
    ana = people["Ana Diaz"]
    hands.do(sign_up, action, ana)
    evening(hands)
    hands.report(action)
    assert flake(hands, committee) == (1, 1)
    step(hands, action, ana, "attended")
    assert (states(hands, action), flake(hands, committee)) == ({"Ana Diaz": "attended"}, (0, 1))
    assert counted(hands, committee, "minutes") == (120,)
    step(hands, action, ana, "no_show")
    assert (counted(hands, committee, "minutes", "participations"), flake(hands, committee)) == ((0, 0), (1, 1))


def test_cancelled_before_the_start_then_signed_up_again_stands(scene: Any) -> None:
    hands, committee, people, action = scene
    ana = people["Ana Diaz"]
    for to in ("confirmed", "cancelled", "confirmed"):
        step(hands, action, ana, to)
    evening(hands)
    hands.report(action)
    assert flake(hands, committee) == (1, 1)


def test_cancelled_before_the_start_and_back_after_it_did_not_stand(scene: Any) -> None:
    hands, committee, people, action = scene
    ana = people["Ana Diaz"]
    step(hands, action, ana, "confirmed")
    step(hands, action, ana, "cancelled")
    hands.clock.to(2026, 3, 7, 9, 30)
    step(hands, action, ana, "confirmed")
    hands.report(action)
    assert flake(hands, committee) == (0, 0)


def test_who_cancels_after_the_start_stood_there_even_when_they_come_back(scene: Any) -> None:
    hands, committee, people, action = scene
    ana, luc = people["Ana Diaz"], people["Luc Eva"]
    for person in (ana, luc):
        step(hands, action, person, "confirmed")
    hands.clock.to(2026, 3, 7, 9, 30)
    for person in (ana, luc):
        step(hands, action, person, "cancelled")
    step(hands, action, luc, "confirmed")
    hands.report(action, luc)
    assert flake(hands, committee) == (1, 2)


def test_a_walk_in_who_had_cancelled_is_present_and_goes_back_to_cancelled_when_it_was_a_slip(scene: Any) -> None:
    hands, committee, people, action = scene
    ana = people["Ana Diaz"]
    step(hands, action, ana, "confirmed")
    step(hands, action, ana, "cancelled")
    evening(hands)
    hands.report(action, ana)
    (line,) = [p for p in hands.see(view_action, action).people if p.state]
    assert (line.state, line.walk_in, line.minutes) == ("attended", True, 120)
    assert (flake(hands, committee), counted(hands, committee, "participations")) == ((0, 0), (1,))
    hands.report(action)
    assert states(hands, action) == {"Ana Diaz": "cancelled"}


def test_who_is_invited_and_does_not_come_has_not_flaked(scene: Any) -> None:
    hands, committee, people, action = scene
    step(hands, action, people["Ana Diaz"], "invited")
    evening(hands)
    hands.report(action)
    assert (states(hands, action), flake(hands, committee)) == ({"Ana Diaz": "invited"}, (0, 0))


def test_an_action_cancelled_after_sign_ups_keeps_them_and_nobody_flaked(scene: Any) -> None:
    hands, committee, people, action = scene
    hands.do(sign_up, action, people["Ana Diaz"])
    hands.do(cancel_action, action)
    evening(hands)
    assert states(hands, action) == {"Ana Diaz": "confirmed"}
    assert counted(hands, committee, "shifts_scheduled", "confirmed_at_start", "actions_cancelled") == (0, 0, 1)
    with pytest.raises(ActionNotPlanned):
        step(hands, action, people["Ana Diaz"], "attended")


# --- states


def test_each_step_is_allowed_or_refused_as_the_table_says(scene: Any) -> None:
    hands, committee, _, action = scene
    ways = {
        "": (),
        "invited": ("invited",),
        "confirmed": ("confirmed",),
        "reminded": ("confirmed", "reminded"),
        "cancelled": ("cancelled",),
        "attended": ("attended",),
        "no_show": ("confirmed", "no_show"),
    }
    assert set(ways) == set(STEPS)
    evening(hands)
    refused = 0
    for before, way in ways.items():
        name = ""
        # What is refused, or says again what was said, comes first: it leaves a person where they were, for the next.
        for to in sorted(ways.keys() - {""}, key=lambda to: (to in STEPS[before], to)):
            if not name:
                name = f"De {before or 'rien'} à {to}"
                person = hands.join(committee, name)
                for taken in way:
                    step(hands, action, person, taken)
            if to in STEPS[before] or to == before:
                step(hands, action, person, to)
                assert states(hands, action)[name] == to
                name = name if to == before else ""
            elif (before, to) == ("reminded", "confirmed"):
                step(hands, action, person, to)  # they say it again: they stay reminded
                assert states(hands, action)[name] == before
            else:
                refused += 1
                with pytest.raises(StepImpossible):
                    step(hands, action, person, to)
                assert states(hands, action).get(name, "") == before
    assert refused >= 15


def test_a_reminder_is_kept_apart_from_the_yes_and_home_asks_for_it(scene: Any) -> None:
    hands, committee, people, action = scene
    ana, luc = people["Ana Diaz"], people["Luc Eva"]
    hands.do(sign_up, action, ana)
    step(hands, action, luc, "invited")
    waiting = hands.see(signups_waiting, committee, hands.clock.now)
    assert [(line.id, count) for line, count in waiting] == [(action, 1)]  # who was invited and has not answered
    hands.clock.to(2026, 3, 6)
    assert [count for _, count in hands.see(signups_waiting, committee, hands.clock.now)] == [2]
    view = hands.see(home, hands.clock.now, committee, hands.clock.now.date())
    (entry,) = [t for t in view.todo if t.kind == "confirm"]
    assert (entry.target, entry.facts["count"]) == (action, 2)
    step(hands, action, ana, "reminded")
    step(hands, action, luc, "confirmed")
    assert states(hands, action) == {"Ana Diaz": "reminded", "Luc Eva": "confirmed"}
    assert hands.see(signups_waiting, committee, hands.clock.now) == []
    evening(hands)
    hands.report(action)
    assert flake(hands, committee) == (2, 2)


def test_nobody_was_there_before_it_begins(scene: Any) -> None:
    hands, _, people, action = scene
    with pytest.raises(ActionNotOver):
        step(hands, action, people["Ana Diaz"], "attended")


# --- shifts and their limits


def test_a_full_shift_says_so_and_is_overbooked_on_purpose_only(scene: Any) -> None:
    hands, _, people, action = scene
    ana, luc, eve, _ = people.values()
    shift = hands.do(add_shift, NewShift(action_id=action, at=time(10), minutes=60, capacity=1))
    step(hands, action, ana, "confirmed", shift_id=shift)
    step(hands, action, luc, "invited", shift_id=shift)
    before = hands.state(), hands.counts()
    with pytest.raises(ShiftFull):
        step(hands, action, eve, "confirmed", shift_id=shift)
    with pytest.raises(ShiftFull):
        step(hands, action, luc, "confirmed", shift_id=shift)
    assert (hands.state(), hands.counts()) == before
    (line,) = hands.see(list_shifts, action)
    assert (line.label, line.state, line.taken) == ("10:00–11:00", "full", 1)
    step(hands, action, ana, "cancelled", shift_id=shift)
    step(hands, action, eve, "confirmed", shift_id=shift)
    step(hands, action, ana, "confirmed", shift_id=shift, over=True)
    assert hands.see(list_shifts, action)[0].taken == 2


def test_a_full_action_says_so_whatever_the_shift(hands: Any) -> None:
    committee = hands.create()
    ana, luc = hands.join(committee, "Ana"), hands.join(committee, "Luc")
    action = hands.plan(committee, SATURDAY, capacity=1)
    parts = [hands.do(add_shift, NewShift(action_id=action, at=time(h), minutes=60)) for h in (10, 11)]
    step(hands, action, ana, "confirmed", shift_id=parts[0])
    step(hands, action, ana, "confirmed", shift_id=parts[1])  # the same person takes no second place
    with pytest.raises(ShiftFull):
        step(hands, action, luc, "confirmed", shift_id=parts[1])


def test_which_shift_is_asked_when_there_are_several(scene: Any) -> None:
    hands, _, people, action = scene
    for hour in (10, 11):
        hands.do(add_shift, NewShift(action_id=action, at=time(hour), minutes=60))
    with pytest.raises(ShiftNeeded):
        hands.do(sign_up, action, people["Ana Diaz"])


def test_one_person_in_two_shifts_is_two_sign_ups_one_participation_and_the_hours_of_both(scene: Any) -> None:
    hands, committee, people, action = scene
    ana = people["Ana Diaz"]
    parts = [hands.do(add_shift, NewShift(action_id=action, at=time(h), minutes=60)) for h in (10, 11)]
    for part in parts:
        step(hands, action, ana, "confirmed", shift_id=part)
    evening(hands)
    hands.report(action, ana)
    keys = ("shifts_scheduled", "shifts_completed", "participations", "participants", "minutes")
    assert counted(hands, committee, *keys) == (2, 2, 1, 1, 120)
    seats = frozenset({(ana, parts[0])})
    hands.do(report_action, ActionReport(action_id=action, seats=seats, minutes={(ana, parts[0]): 45}))
    assert counted(hands, committee, *keys) == (2, 1, 1, 1, 45)
    assert flake(hands, committee) == (1, 2)


def test_a_shift_that_began_later_counts_its_own_start(scene: Any) -> None:
    hands, committee, people, action = scene
    late = hands.do(add_shift, NewShift(action_id=action, at=time(11), minutes=60))
    hands.clock.to(2026, 3, 7, 9, 30)  # the action has begun, the shift has not
    step(hands, action, people["Ana Diaz"], "confirmed", shift_id=late)
    hands.report(action)
    assert flake(hands, committee) == (1, 1)


def test_a_shift_stays_within_its_action_and_moves_with_it(scene: Any) -> None:
    hands, _, _, action = scene
    with pytest.raises(ShiftOutside):
        hands.do(add_shift, NewShift(action_id=action, at=time(11), minutes=61))
    hands.do(add_shift, NewShift(action_id=action, at=time(11), minutes=60))
    hands.do(change_action, ActionChange(action_id=action, day=date(2026, 3, 8), at=time(14)))
    assert hands.see(list_shifts, action)[0].starts_at == datetime(2026, 3, 8, 14, tzinfo=UTC)
    with pytest.raises(ShiftOutside):
        hands.do(change_action, ActionChange(action_id=action, minutes=119))


def test_a_shift_is_neither_shrunk_under_its_people_nor_taken_from_them(scene: Any) -> None:
    hands, _, people, action = scene
    shift = hands.do(add_shift, NewShift(action_id=action, at=time(10), minutes=60))
    for name in ("Ana Diaz", "Luc Eva"):
        step(hands, action, people[name], "confirmed", shift_id=shift)
    with pytest.raises(CapacityBelow):
        hands.do(change_capacity, shift, 1)
    with pytest.raises(CapacityBelow):
        hands.do(change_action, ActionChange(action_id=action, capacity=1))
    with pytest.raises(ShiftTaken):
        hands.do(remove_shift, shift)


def test_who_had_signed_up_before_there_were_shifts_moves_into_one(scene: Any) -> None:
    hands, _, people, action = scene
    ana = people["Ana Diaz"]
    hands.do(sign_up, action, ana)
    shift = hands.do(add_shift, NewShift(action_id=action, at=time(10), minutes=60))
    step(hands, action, ana, "confirmed", shift_id=shift)
    found = [(p.name, p.shift_id) for p in hands.see(view_action, action).people if p.state]
    assert found == [("Ana Diaz", shift)]


# --- reports


def test_a_report_undone_leaves_no_trace_in_the_figures(scene: Any) -> None:
    hands, committee, people, action = scene
    ana, luc, *_ = people.values()
    hands.do(sign_up, action, luc)
    evening(hands)
    before = hands.state(), hands.see(figures, committee, WEEK, hands.clock.now)
    form = ActionReport(action_id=action, attended=frozenset({ana}), walk_ins=("Zoé Neuve",), people_met=3)
    hands.do(report_action, form)
    after = hands.state()
    hands.undo()
    assert (hands.state(), hands.see(figures, committee, WEEK, hands.clock.now)) == before
    hands.redo()
    assert hands.state() == after
    assert counted(hands, committee, "participations", "people_met", "flaked") == (2, 3, 1)


def test_a_report_corrected_twice_says_what_the_last_one_says(scene: Any) -> None:
    hands, committee, people, action = scene
    ana, luc, eve, _ = people.values()
    for person in (ana, luc):
        hands.do(sign_up, action, person)
    evening(hands)
    hands.report(action, ana, eve, people_met=1)
    hands.report(action, luc, people_met=2)
    hands.report(action, ana, luc, people_met=3)
    assert states(hands, action) == {"Ana Diaz": "attended", "Luc Eva": "attended"}
    assert counted(hands, committee, "participations", "people_met", "actions_held", "minutes") == (2, 3, 1, 240)
    assert flake(hands, committee) == (0, 2)


def test_someone_who_stayed_no_time_at_all_took_part_for_zero_minutes(scene: Any) -> None:
    hands, committee, people, action = scene
    ana = people["Ana Diaz"]
    evening(hands)
    hands.do(report_action, ActionReport(action_id=action, attended=frozenset({ana}), minutes={(ana, None): 0}))
    assert counted(hands, committee, "participations", "minutes", "active_members") == (1, 0, 1)
    hands.do(report_action, ActionReport(action_id=action, people_met=4))  # a correction keeps the hours
    assert counted(hands, committee, "participations", "minutes") == (1, 0)
    with pytest.raises(NumberImpossible):
        step(hands, action, ana, "attended", minutes=-1)


def test_a_walk_in_is_found_by_name_and_a_new_one_follows_the_committee(scene: Any) -> None:
    hands, committee, _, action = scene
    other = hands.create("Autre")
    hands.join(other, "Max Venu")
    evening(hands)
    hands.do(report_action, ActionReport(action_id=action, walk_ins=("ana diaz", "Max Venu", "Zoé Neuve")))
    found = {p.name: (p.walk_in, p.level) for p in hands.see(view_action, action).people if p.state}
    assert found == {"Ana Diaz": (True, MEMBER), "Max Venu": (True, 5), "Zoé Neuve": (True, 5)}
    assert counted(hands, committee, "members", "followers", "participations") == (4, 2, 3)


def test_a_walk_in_whose_name_two_have_is_asked_for(scene: Any) -> None:
    hands, committee, _, action = scene
    hands.do(members.add_member, committee, "Ana Diaz", new=True)
    evening(hands)
    before = hands.state()
    with pytest.raises(PersonAmbiguous):
        hands.do(report_action, ActionReport(action_id=action, walk_ins=("Ana Diaz",)))
    assert hands.state() == before


# --- people and committees


def test_someone_who_left_neither_signs_up_nor_loses_what_they_did(scene: Any) -> None:
    hands, committee, people, action = scene
    ana, luc, *_ = people.values()
    hands.do(sign_up, action, luc)
    hands.do(members.remove_member, committee, ana)
    hands.do(members.remove_member, committee, luc)
    with pytest.raises(NotAMember):
        hands.do(sign_up, action, ana)
    hands.do(sign_up, action, luc, coming=False)  # but can say that they do not come
    evening(hands)
    hands.report(action, ana)
    assert states(hands, action) == {"Ana Diaz": "attended", "Luc Eva": "cancelled"}


def test_a_person_in_two_committees_counts_for_the_one_with_which_they_come(hands: Any) -> None:
    one, two = hands.create("Un"), hands.create("Deux")
    ana = hands.join(one, "Ana")
    hands.join(two, "Ana")
    action = hands.plan(one, SATURDAY, partners=(two,))
    step(hands, action, ana, "confirmed", committee_id=two)
    evening(hands)
    hands.report(action, ana)
    keys = ("actions_held", "participations", "active_members", "minutes", "confirmed_at_start")
    assert counted(hands, one, *keys) == (1, 0, 0, 0, 0)
    assert counted(hands, two, *keys) == (0, 1, 1, 120, 1)


def test_an_action_held_by_two_stands_in_both_agendas_and_once_in_the_total(hands: Any) -> None:
    one, two = hands.create("Un"), hands.create("Deux")
    ana, luc = hands.join(one, "Ana"), hands.join(two, "Luc")
    action = hands.plan(one, SATURDAY, partners=(two, one))
    for committee in (one, two):
        assert [a.id for a in hands.see(list_actions, committee_id=committee, co_held=True)] == [action]
    assert hands.see(list_actions, committee_id=two) == []  # hosted, it is by the first alone
    evening(hands)
    hands.report(action, ana, luc, people_met=9)
    keys = ("actions_held", "participations", "people_met")
    assert counted(hands, one, *keys) == (1, 1, 9)
    assert counted(hands, two, *keys) == (0, 1, 0)
    apart = hands.see(by_committee, None, WEEK, hands.clock.now)
    assert sum(apart.values(), Figures()) == hands.see(figures, None, WEEK, hands.clock.now)
    assert counted(hands, None, *keys) == (1, 2, 9)


def test_a_stranger_to_both_committees_cannot_come_with_either(hands: Any) -> None:
    one, two, three = (hands.create(name) for name in ("Un", "Deux", "Trois"))
    tom = hands.join(three, "Tom")
    action = hands.plan(one, SATURDAY, partners=(two,))
    with pytest.raises(NotAMember):
        hands.do(sign_up, action, tom)


def test_a_merger_takes_shifts_sign_ups_and_partnerships_along_and_gives_them_back(hands: Any) -> None:
    one, two, three = (hands.create(name) for name in ("Un", "Deux", "Trois"))
    ana, luc = hands.join(one, "Ana"), hands.join(three, "Luc")
    mine = hands.plan(one, SATURDAY, partners=(two, three))
    shift = hands.do(add_shift, NewShift(action_id=mine, at=time(10), minutes=60))
    step(hands, mine, ana, "confirmed", shift_id=shift)
    step(hands, mine, luc, "confirmed", shift_id=shift)
    theirs = hands.plan(three, SATURDAY, partners=(one,))
    hands.do(sign_up, theirs, ana)
    before = hands.state()
    hands.do(changes.merge, one, two)
    assert [name for _, name in hands.see(view_action, mine).holders] == ["Deux", "Trois"]
    assert [name for _, name in hands.see(view_action, theirs).holders] == ["Trois", "Deux"]
    assert hands.one(select(Shift.committee_id)) == two
    evening(hands)
    for action in (mine, theirs):
        hands.report(action, ana)
    assert counted(hands, two, "actions_held", "participations", "confirmed_at_start") == (1, 2, 2)
    assert counted(hands, three, "actions_held", "participations", "flaked") == (1, 0, 1)
    for _ in range(3):
        hands.undo()
    assert hands.state() == before


def test_a_committee_closed_in_the_period_keeps_its_sign_ups_of_before(scene: Any) -> None:
    hands, committee, people, action = scene
    hands.do(sign_up, action, people["Ana Diaz"])
    later = hands.plan(committee, date(2026, 3, 8), at=time(18))
    hands.do(sign_up, later, people["Ana Diaz"])
    evening(hands)
    hands.report(action)
    hands.do(changes.close, committee)
    keys = ("confirmed_at_start", "flaked", "shifts_scheduled", "active_members", "actions_cancelled")
    assert counted(hands, committee, *keys) == (1, 1, 1, 0, 1)
    hands.undo()
    assert counted(hands, committee, *keys) == (1, 1, 2, 0, 0)


def test_an_empty_week_counts_nothing_and_opens_on_nothing(scene: Any) -> None:
    hands, committee, _, _ = scene
    empty = Period(date(2026, 1, 5), date(2026, 1, 11))
    assert hands.see(figures, committee, empty, hands.clock.now) == Figures()
    for key in ("flake_rate", "participations", "active_members", "members", "actions_held"):
        opened = hands.see(behind, committee, key, empty, hands.clock.now)
        assert (opened.rows, opened.rate, opened.value) == ((), None, 0)


# --- time


@pytest.mark.parametrize(("first", "hours"), [(date(2026, 3, 22), (18, 17, 17)), (date(2026, 10, 18), (17, 18, 18))])
def test_a_recurring_action_stays_at_its_hour_when_the_clocks_change(hands: Any, first: date, hours: Any) -> None:
    hands.plan(hands.create(), first, at=time(19), every="week", times=3)
    found = hands.see(list_actions)
    assert tuple(a.starts_at.hour for a in found) == hours
    assert [a.day for a in found] == [first + timedelta(weeks=n) for n in range(3)]
    assert len({a.series_id for a in found}) == 1


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24)])
def test_an_action_through_the_night_of_a_clock_change_credits_the_hours_that_passed(hands: Any, day: date) -> None:
    committee = hands.create()
    ana = hands.join(committee, "Ana")
    action = hands.plan(committee, day, at=time(23), minutes=300)
    hands.clock.to(2026, 12, 1)
    hands.report(action, ana)
    assert counted(hands, committee, "minutes", period=Period(day, day)) == (300,)
    assert counted(hands, committee, "minutes", period=Period(day + timedelta(1), day + timedelta(1))) == (0,)


def test_an_action_past_midnight_belongs_to_the_day_it_begins_with_its_shifts(hands: Any) -> None:
    committee = hands.create()
    ana = hands.join(committee, "Ana")
    action = hands.plan(committee, date(2026, 3, 8), at=time(22), minutes=240)
    late = hands.do(add_shift, NewShift(action_id=action, at=time(1), minutes=60))
    assert hands.see(list_shifts, action)[0].starts_at == datetime(2026, 3, 9, 0, tzinfo=UTC)
    step(hands, action, ana, "confirmed", shift_id=late)
    hands.clock.to(2026, 3, 9)
    hands.report(action, ana)
    keys = ("participations", "minutes", "confirmed_at_start")
    assert counted(hands, committee, *keys) == (1, 60, 1)
    assert counted(hands, committee, *keys, period=Period(date(2026, 3, 9), date(2026, 3, 15))) == (0, 0, 0)


def test_each_month_on_the_31st_is_the_last_day_of_shorter_ones_and_the_31st_again() -> None:
    found = dates(date(2028, 1, 31), "month", times=5)
    assert [f"{d:%m-%d}" for d in found] == ["01-31", "02-29", "03-31", "04-30", "05-31"]


def test_each_month_from_29_february_and_every_two_weeks_across_it() -> None:
    assert dates(date(2028, 2, 29), "month", until=date(2028, 4, 29))[-1] == date(2028, 4, 29)
    assert dates(date(2028, 2, 29), "month", times=13)[-1] == date(2029, 2, 28)
    assert [d.day for d in dates(date(2028, 2, 15), "two_weeks", until=date(2028, 3, 14))] == [15, 29, 14]


def test_a_series_ends_some_day_and_has_so_many_dates_at_the_most() -> None:
    with pytest.raises(SeriesEndNeeded):
        dates(SATURDAY, "week")
    with pytest.raises(SeriesTooLong):
        dates(SATURDAY, "week", until=date(2199, 1, 1))
    assert len(dates(SATURDAY, "week", times=MOST_DATES)) == MOST_DATES
    assert dates(SATURDAY, "week", until=SATURDAY) == [SATURDAY]


def test_all_following_are_moved_or_cancelled_in_one_step_and_the_past_is_not(hands: Any) -> None:
    committee = hands.create()
    hands.plan(committee, date(2026, 3, 22), at=time(19), every="week", times=4)
    ids = [a.id for a in hands.see(list_actions)]
    hands.clock.to(2026, 3, 23)
    hands.report(ids[0])
    before = hands.state()
    hands.do(change_action, ActionChange(action_id=ids[1], following=True, day=date(2026, 3, 30), at=time(20)))
    found = hands.see(list_actions)
    assert [(a.day.day, a.starts_at.hour) for a in found] == [(22, 18), (30, 18), (6, 18), (13, 18)]
    hands.undo()
    assert hands.state() == before
    assert hands.do(cancel_action, ids[2], following_too=True) == 2
    assert [a.state for a in hands.see(list_actions)] == ["held", "planned", "cancelled", "cancelled"]
    with pytest.raises(ActionNotPlanned):
        hands.do(change_action, ActionChange(action_id=ids[2], title="X"))


def test_one_date_is_changed_alone_and_a_form_that_is_late_is_refused(hands: Any) -> None:
    hands.plan(hands.create(), SATURDAY, every="week", times=2)
    first, second = hands.see(list_actions)
    hands.do(change_action, ActionChange(action_id=first.id, title="Autre", version=first.version))
    assert [a.title for a in hands.see(list_actions)] == ["Autre", ""]
    with pytest.raises(ChangedElsewhere):
        hands.do(change_action, ActionChange(action_id=first.id, title="Encore", version=first.version))
    assert second.version == hands.see(show_action, second.id)[0].version


# --- what leaves the house


def test_a_calendar_holds_the_agenda_and_nobody(hands: Any) -> None:
    one, two = hands.create("Un"), hands.create("Deux")
    ana = hands.join(one, "Anastasia Unique")
    mine = hands.plan(one, date(2026, 3, 28), at=time(23), minutes=300, title="Marché, des;fleurs")
    theirs = hands.plan(two, SATURDAY, partners=(one,))
    hands.do(sign_up, mine, ana)
    hands.do(cancel_action, theirs)
    written = hands.see(agenda_ics, one)
    assert written == hands.see(agenda_ics, one)
    assert b"nastasia" not in written
    events = {str(e["uid"]): e for e in Calendar.from_ical(written).walk("VEVENT")}
    assert set(events) == {f"{mine}@appui", f"{theirs}@appui"}
    event = events[f"{mine}@appui"]
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=300)  # through the night that loses an hour
    assert event["dtstart"].dt == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert (event["status"], events[f"{theirs}@appui"]["status"]) == ("CONFIRMED", "CANCELLED")
    assert str(event["summary"]).endswith("Marché, des;fleurs")
    uid = event["uid"]
    hands.do(change_action, ActionChange(action_id=mine, at=time(22)))
    (again,) = Calendar.from_ical(hands.see(one_ics, mine)).walk("VEVENT")
    assert again["uid"] == uid
    assert again["sequence"] > event["sequence"]


def test_the_sheet_names_those_who_consent_and_tells_homonyms_apart(scene: Any) -> None:
    hands, committee, people, action = scene
    twin = hands.do(members.add_member, committee, "Ana Diaz", new=True)
    for person in (people["Ana Diaz"], twin, people["Luc Eva"], people["Eve Roy"]):
        hands.do(sign_up, action, person)
    for person in (people["Ana Diaz"], twin, people["Luc Eva"]):
        hands.do(members.set_sharing, committee, person, consents=True)
    listed = [p for p in hands.see(view_action, action).people if p.state]
    names = shown_names(listed)
    assert (names[people["Luc Eva"]], names[people["Eve Roy"]]) == ("Luc Eva", "E. R.")
    assert names[twin] != names[people["Ana Diaz"]]
    assert all(names[i].startswith("Ana Diaz (") for i in (twin, people["Ana Diaz"]))
    first = hands.see(sheet_pdf, action)
    assert first.startswith(b"%PDF") and first == hands.see(sheet_pdf, action)


def test_homonyms_are_told_apart_by_their_commune_else_by_a_mark(scene: Any) -> None:
    hands, committee, people, action = scene
    twin = hands.do(members.add_member, committee, "Ana Diaz", new=True)

    def names() -> dict[uuid.UUID, str]:
        return {p.person_id: p.name for p in hands.see(view_action, action).people}

    first, second = names()[people["Ana Diaz"]], names()[twin]
    assert first != second and first.startswith("Ana Diaz (") and second.startswith("Ana Diaz (")
    hands.do(lambda unit: (unit.name("seed"), unit.change(unit.session.get_one(Person, twin), commune_code="38185")))
    assert names()[twin] == "Ana Diaz (Grenoble)"
    assert names()[people["Luc Eva"]] == "Luc Eva"


def test_initials_that_two_share_are_told_apart(scene: Any) -> None:
    hands, committee, people, action = scene
    other = hands.join(committee, "Alix Dubois")
    for person in (people["Ana Diaz"], other):
        hands.do(sign_up, action, person)
    names = shown_names([p for p in hands.see(view_action, action).people if p.state])
    assert len(set(names.values())) == 2
    assert all(name.startswith("A. D. (") for name in names.values())
