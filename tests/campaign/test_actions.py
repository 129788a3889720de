"""The agenda: planned, signed up for, reported on, cancelled."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from campaign.actions import (
    ActionReport,
    NewAction,
    cancel_action,
    days_ahead,
    kinds,
    list_actions,
    plan_action,
    report_action,
    reports_due,
    show_action,
    sign_up,
)
from campaign.committees import changes, members
from campaign.errors import (
    ActionNotOver,
    ActionNotPlanned,
    ActionTooLong,
    ActionUnknown,
    CommitteeEnded,
    KindUnknown,
    NameTooLong,
    NotAMember,
    NumberImpossible,
    TimesBackwards,
)
from campaign.figures import figures
from campaign.periods import Period

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def plan(hands: Any, committee: uuid.UUID, **values: Any) -> uuid.UUID:
    values = {"kind": "market", "day": date(2026, 3, 7), **values}
    return hands.do(plan_action, NewAction(committee_id=committee, **values))


def test_a_planned_action_is_shown_in_the_committees_own_time(hands: Any) -> None:
    paris, tahiti = hands.create(), hands.create("Comité de Papeete", "Papeete")
    here = hands.see(show_action, plan(hands, paris, at=time(10), minutes=90))[0]
    there = hands.see(show_action, plan(hands, tahiti, at=time(23)))[0]
    assert (here.starts_at, here.ends_at) == (
        datetime(2026, 3, 7, 9, tzinfo=UTC),
        datetime(2026, 3, 7, 10, 30, tzinfo=UTC),
    )
    assert (there.starts_at, there.day) == (datetime(2026, 3, 8, 9, tzinfo=UTC), date(2026, 3, 7))


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("at", [time(1, 30), time(2, 30), time(3)])
def test_an_action_lasts_what_was_said_in_the_night_of_a_clock_change(hands: Any, day: date, at: time) -> None:
    """Hours added to a local time made two hours one, or three."""
    line = hands.see(show_action, plan(hands, hands.create(), day=day, at=at, minutes=120))[0]
    assert line.ends_at - line.starts_at == timedelta(hours=2)


def test_a_title_is_optional_and_cleaned(hands: Any) -> None:
    committee = hands.create()
    assert hands.see(show_action, plan(hands, committee, title=" \0 "))[0].title == ""
    assert hands.see(show_action, plan(hands, committee, title=" Grand\n marché "))[0].title == "Grand marché"
    with pytest.raises(NameTooLong):
        plan(hands, committee, title="x" * 121)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"kind": "party"}, KindUnknown),
        ({"minutes": 0}, TimesBackwards),
        ({"minutes": -60}, TimesBackwards),
        ({"minutes": 10**12}, ActionTooLong),
    ],
)
def test_an_impossible_action_is_refused_and_nothing_is_written(hands: Any, values: Any, refusal: type) -> None:
    committee = hands.create()
    before = hands.state(), hands.counts()
    with pytest.raises(refusal):
        plan(hands, committee, **values)
    assert (hands.state(), hands.counts()) == before


def test_every_kind_has_a_name_in_both_languages(hands: Any) -> None:
    found = hands.see(kinds)
    assert {k.id for k in found if k.field} >= {"door_to_door", "leaflets", "market"}
    assert all(k.label.fr and k.label.en for k in found)


def test_what_was_done_before_can_be_entered(hands: Any) -> None:
    committee = hands.create()
    ana = hands.join(committee, "Ana Diaz")
    hands.hold(committee, date(2026, 1, 10), ana)
    assert (
        hands.see(figures, committee, Period(date(2026, 1, 1), date(2026, 1, 31)), hands.clock.now).participations == 1
    )


def test_a_report_credits_who_came_with_the_whole_duration(hands: Any) -> None:
    committee = hands.create()
    ana, luc, eve = (hands.join(committee, name) for name in ("Ana Diaz", "Luc Eva", "Eve Roy"))
    action = hands.plan(committee, date(2026, 3, 7), minutes=90)
    hands.do(sign_up, action, luc)
    hands.do(sign_up, action, eve)
    hands.do(sign_up, action, eve, coming=False)
    hands.clock.to(2026, 3, 7, 20)
    hands.report(action, ana, people_met=12, leaflets=300)
    line, states = hands.see(show_action, action)
    assert states == {ana: "attended", luc: "no_show", eve: "cancelled"}
    assert (line.state, line.attended, line.signed_up, line.minutes) == ("held", 1, 2, 90)
    assert (line.people_met, line.leaflets, line.reported) == (12, 300, True)


def test_a_report_made_again_corrects_the_first(hands: Any) -> None:
    committee = hands.create()
    ana, luc = hands.join(committee, "Ana Diaz"), hands.join(committee, "Luc Eva")
    action = hands.hold(committee, date(2026, 3, 1), ana, people_met=12)
    hands.report(action, luc, people_met=5)
    line, states = hands.see(show_action, action)
    assert (states, line.people_met, line.minutes) == ({luc: "attended"}, 5, 120)  # nobody had said that Ana would come
    hands.undo()
    assert hands.see(show_action, action)[1] == {ana: "attended"}


def test_what_a_correction_does_not_give_stays_as_it_was_reported(hands: Any) -> None:
    committee = hands.create()
    ana, luc = hands.join(committee, "Ana Diaz"), hands.join(committee, "Luc Eva")
    action = hands.plan(committee, date(2026, 3, 7))
    hands.do(sign_up, action, luc)
    hands.clock.to(2026, 3, 7, 20)
    whole = ActionReport(action_id=action, attended=frozenset([ana]), people_met=12, leaflets=300, summary="Beau temps")
    hands.do(report_action, whole)
    hands.do(report_action, ActionReport(action_id=action, people_met=40))
    line, states = hands.see(show_action, action)
    assert (line.people_met, line.leaflets, line.summary) == (40, 300, "Beau temps")
    assert states == {ana: "attended", luc: "no_show"}


def test_no_report_before_it_begins_but_one_at_once_after(hands: Any) -> None:
    action = hands.plan(hands.create(), date(2026, 3, 7), at=time(10))
    hands.clock.to(2026, 3, 7, 8, 59)
    with pytest.raises(ActionNotOver):
        hands.report(action)
    hands.clock.to(2026, 3, 7, 9)
    hands.report(action)


@pytest.mark.parametrize("number", [-1, 10**30])
def test_a_number_that_cannot_be_is_refused(hands: Any, number: int) -> None:
    action = hands.plan(hands.create(), date(2026, 3, 1))
    for field in ("people_met", "leaflets"):
        with pytest.raises(NumberImpossible):
            hands.do(report_action, ActionReport(action_id=action, **{field: number}))


def test_who_never_was_in_the_committee_cannot_have_attended_for_it(hands: Any) -> None:
    committee, other = hands.create(), hands.create("Autre")
    stranger = hands.join(other, "Luc Eva")
    action = hands.plan(committee, date(2026, 3, 1))
    with pytest.raises(NotAMember):
        hands.report(action, stranger)
    with pytest.raises(NotAMember):
        hands.do(sign_up, action, stranger)


def test_who_has_left_since_can_still_be_entered_as_present(hands: Any) -> None:
    committee = hands.create()
    ana = hands.join(committee, "Ana Diaz")
    action = hands.plan(committee, date(2026, 3, 1))
    hands.do(members.remove_member, committee, ana)
    hands.report(action, ana)
    assert hands.see(show_action, action)[0].attended == 1


def test_a_committee_that_has_ended_can_still_report_what_it_did(hands: Any) -> None:
    committee, other = hands.create(), hands.create("Autre")
    ana = hands.join(committee, "Ana Diaz")
    done = hands.plan(committee, date(2026, 3, 1))
    hands.do(changes.merge, committee, other)
    hands.report(done, ana, people_met=7)
    assert hands.see(figures, committee, MARCH, hands.clock.now).people_met == 7
    with pytest.raises(CommitteeEnded):
        hands.plan(committee, date(2026, 3, 9))


def test_a_cancelled_action_is_listed_and_not_counted(hands: Any) -> None:
    committee = hands.create()
    action = hands.plan(committee, date(2026, 3, 7))
    hands.do(cancel_action, action)
    assert hands.see(show_action, action)[0].state == "cancelled"
    assert hands.see(figures, committee, MARCH, hands.clock.now).actions_cancelled == 1
    with pytest.raises(ActionNotPlanned):
        hands.do(sign_up, action, hands.join(committee, "Ana Diaz"))


def test_what_was_held_is_neither_cancelled_nor_signed_up_for(hands: Any) -> None:
    """Signing up for it used to turn someone who attended into someone who had said they would."""
    committee = hands.create()
    ana = hands.join(committee, "Ana Diaz")
    action = hands.hold(committee, date(2026, 3, 1), ana)
    with pytest.raises(ActionNotPlanned):
        hands.do(sign_up, action, ana)
    with pytest.raises(ActionNotPlanned):
        hands.do(cancel_action, action)
    assert hands.see(show_action, action)[1] == {ana: "attended"}


def test_a_cancelled_action_that_took_place_after_all_is_reported(hands: Any) -> None:
    action = hands.plan(hands.create(), date(2026, 3, 1))
    hands.do(cancel_action, action)
    hands.report(action, people_met=3)
    assert hands.see(show_action, action)[0].state == "held"


@pytest.mark.parametrize("step", ["plan", "sign_up", "report", "cancel"])
def test_each_step_is_undone_and_redone_after_a_restart(hands: Any, step: str) -> None:
    committee = hands.create()
    ana = hands.join(committee, "Ana Diaz")
    action = hands.plan(committee, date(2026, 3, 1)) if step != "plan" else None
    before, rows = hands.state(), hands.counts()
    if step == "plan":
        hands.plan(committee, date(2026, 3, 1))
    elif step == "sign_up":
        hands.do(sign_up, action, ana)
    elif step == "report":
        hands.report(action, ana, people_met=4, leaflets=2)
    else:
        hands.do(cancel_action, action)
    assert hands.counts() == (rows[0] + 1, rows[1] + 1)
    after = hands.state()
    hands.reopen()
    hands.undo()
    assert hands.state() == before != after
    hands.reopen()
    hands.redo()
    assert hands.state() == after


def test_an_action_that_does_not_exist_is_refused(hands: Any) -> None:
    for call in (
        lambda: hands.see(show_action, uuid.uuid4()),
        lambda: hands.do(cancel_action, uuid.uuid4()),
        lambda: hands.do(sign_up, uuid.uuid4(), uuid.uuid4()),
        lambda: hands.report(uuid.uuid4()),
    ):
        with pytest.raises(ActionUnknown):
            call()


def test_a_list_is_half_open_ordered_and_cut(hands: Any) -> None:
    committee, other = hands.create(), hands.create("Autre")
    days = [date(2026, 3, d) for d in (9, 3, 6)]
    for day in days:
        hands.plan(committee, day, at=time(0))
    hands.plan(other, date(2026, 3, 6))
    since, until = Period(date(2026, 3, 3), date(2026, 3, 8)).instants("Europe/Paris")

    def listed(**options: Any) -> list[int]:
        return [a.day.day for a in hands.see(list_actions, committee_id=committee, **options)]

    assert listed() == [3, 6, 9]
    assert listed(newest_first=True) == [9, 6, 3]
    assert listed(since=since, until=until) == [3, 6]
    assert listed(until=until, limit=1) == [3]
    assert listed(states=("held",)) == []
    assert len(hands.see(list_actions)) == 4


def test_reports_due_are_listed_oldest_first_in_one_query(hands: Any) -> None:
    committee = hands.create()
    for day in (3, 1, 2, 20):
        hands.plan(committee, date(2026, 3, day))
    hands.do(cancel_action, hands.plan(committee, date(2026, 3, 1)))
    hands.hold(committee, date(2026, 3, 1))
    hands.clock.to(2026, 3, 10)
    statements: list[str] = []
    event.listen(hands.store.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    due = hands.see(reports_due, committee, hands.clock.now)
    assert [a.day.day for a in due] == [1, 2, 3]
    assert all(a.overdue(hands.clock.now) for a in due)
    assert len([s for s in statements if s.startswith("SELECT")]) == 1


def test_days_ahead_reach_to_the_end_of_the_last_day() -> None:
    assert days_ahead(date(2026, 3, 28), 1, "Europe/Paris") == (
        datetime(2026, 3, 27, 23, tzinfo=UTC),
        datetime(2026, 3, 29, 22, tzinfo=UTC),
    )
