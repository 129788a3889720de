"""Tasks, tutorials, the cahier and goals of a committee."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from campaign import toolbox
from campaign.committees import changes
from campaign.committees.directory import show_committee
from campaign.errors import CommitteeEnded, GoalImpossible, KindUnknown, NameNeeded, NameTooLong, TaskUnknown
from campaign.periods import Period
from campaign.views.figures import GOAL_KEYS

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def test_a_task_is_ticked_opened_again_and_dropped(hands: Any) -> None:
    committee = hands.create()

    def tasks() -> dict[uuid.UUID, str]:
        return {t.id: t.state for t in hands.see(show_committee, committee, hands.clock.now).tasks}

    task = hands.do(toolbox.add_task, committee, "Trouver une salle", date(2026, 3, 9))
    for state in ("done", "open", "done"):
        hands.do(toolbox.set_task, task, state)
        assert tasks()[task] == state
    hands.do(toolbox.set_task, task, "dropped")
    assert task not in tasks()
    hands.undo()
    assert tasks()[task] == "done"


def test_ticking_what_is_ticked_is_no_action(hands: Any) -> None:
    task = hands.do(toolbox.add_task, hands.create(), "Trouver une salle")
    hands.do(toolbox.set_task, task, "done")
    before = hands.counts()
    hands.do(toolbox.set_task, task, "done")
    assert hands.counts() == (before[0], before[1])


def test_a_task_that_does_not_exist_or_says_nothing_is_refused(hands: Any) -> None:
    committee = hands.create()
    with pytest.raises(TaskUnknown):
        hands.do(toolbox.set_task, uuid.uuid4(), "done")
    with pytest.raises(NameNeeded):
        hands.do(toolbox.add_task, committee, " ")
    with pytest.raises(NameTooLong):
        hands.do(toolbox.add_task, committee, "x" * 201)


def test_open_tasks_come_first_by_due_day_and_those_without_a_day_last(hands: Any) -> None:
    committee = hands.create()
    whenever = hands.do(toolbox.add_task, committee, "Un jour")
    done = hands.do(toolbox.add_task, committee, "Fait", date(2026, 1, 1))
    late = hands.do(toolbox.add_task, committee, "En retard", date(2026, 3, 1))
    hands.do(toolbox.set_task, done, "done")
    tasks = hands.see(show_committee, committee, hands.clock.now).tasks
    assert (tasks[0].id, tasks[0].late) == (late, True)
    assert [t.id for t in tasks[-2:]] == [whenever, done]
    assert not tasks[-1].late


def test_tutorials_come_in_teaching_order_in_both_languages(hands: Any) -> None:
    tutorials = hands.see(toolbox.tutorials)
    assert len(tutorials) == 8
    assert all(t.title.fr and t.title.en and t.body.fr and t.body.en and t.minutes > 0 for t in tutorials)


def test_the_cahier_is_read_newest_first_and_by_period(hands: Any) -> None:
    committee = hands.create()
    hands.do(toolbox.write_entry, committee, "Un\nDeux", "decision", date(2026, 2, 28))
    hands.do(toolbox.write_entry, committee, "Plus de tracts", "request", date(2026, 3, 31))
    hands.do(toolbox.write_entry, committee, "Note")
    assert [e.text for e in hands.see(toolbox.entries, committee)] == ["Plus de tracts", "Note", "Un\nDeux"]
    assert [e.text for e in hands.see(toolbox.entries, committee, MARCH)] == ["Plus de tracts", "Note"]
    assert len(hands.see(toolbox.entries, committee, limit=1)) == 1


def test_the_day_of_an_entry_is_that_of_the_committee(hands: Any) -> None:
    tahiti = hands.create("Comité de Papeete", "Papeete")
    hands.clock.to(2026, 3, 2, 3)
    hands.do(toolbox.write_entry, tahiti, "Encore dimanche ici")
    assert hands.see(toolbox.entries, tahiti)[0].day == date(2026, 3, 1)


def test_what_the_cahier_cannot_hold_is_refused(hands: Any) -> None:
    committee = hands.create()
    with pytest.raises(NameNeeded):
        hands.do(toolbox.write_entry, committee, "\n \n")
    with pytest.raises(NameTooLong):
        hands.do(toolbox.write_entry, committee, "x" * 2001)
    with pytest.raises(KindUnknown):
        hands.do(toolbox.write_entry, committee, "x", "poem")


def test_a_goal_set_again_replaces_the_former_target(hands: Any) -> None:
    committee = hands.create()
    first = hands.do(toolbox.set_goal, committee, "members", MARCH, 10)
    assert hands.do(toolbox.set_goal, committee, "members", MARCH, 12) == first
    assert hands.see(toolbox.goals, committee, MARCH) == [("members", MARCH, 12)]
    hands.undo()
    assert hands.see(toolbox.goals, committee, MARCH) == [("members", MARCH, 10)]


def test_goals_are_those_whose_period_touches_the_one_asked(hands: Any) -> None:
    committee = hands.create()
    hands.do(toolbox.set_goal, committee, "leaflets", MARCH, 500)
    for first, last, found in [
        (date(2026, 2, 1), date(2026, 2, 28), 0),
        (date(2026, 2, 1), date(2026, 3, 1), 1),
        (date(2026, 3, 10), date(2026, 3, 10), 1),
        (date(2026, 3, 31), date(2026, 4, 9), 1),
        (date(2026, 4, 1), date(2026, 4, 9), 0),
    ]:
        assert len(hands.see(toolbox.goals, committee, Period(first, last))) == found


@pytest.mark.parametrize(("kpi", "target"), [("doors", 10), ("members", 0), ("members", -1), ("members", 10**30)])
def test_a_goal_without_a_known_figure_or_a_sensible_target_is_refused(hands: Any, kpi: str, target: int) -> None:
    with pytest.raises(GoalImpossible):
        hands.do(toolbox.set_goal, hands.create(), kpi, MARCH, target)


def test_every_figure_that_can_be_aimed_at_can_be_set(hands: Any) -> None:
    committee = hands.create()
    for key in GOAL_KEYS:
        hands.do(toolbox.set_goal, committee, key, MARCH, 5)
    assert len(hands.see(toolbox.goals, committee, MARCH)) == len(GOAL_KEYS)


def test_nothing_is_written_for_a_committee_that_has_ended(hands: Any) -> None:
    committee = hands.create()
    hands.do(changes.close, committee)
    for call in (
        lambda: hands.do(toolbox.add_task, committee, "x"),
        lambda: hands.do(toolbox.write_entry, committee, "x"),
        lambda: hands.do(toolbox.set_goal, committee, "members", MARCH, 5),
    ):
        with pytest.raises(CommitteeEnded):
            call()


def first_tasks(hands: Any, committee: uuid.UUID) -> dict[str, str]:
    from sqlalchemy import select

    from db.tables import Task

    of = select(Task.template_id, Task.state).where(Task.committee_id == committee, Task.template_id.is_not(None))
    return dict(map(tuple, hands.all(of)))


def test_a_first_task_ticks_itself_when_what_it_asks_for_is_there_and_opens_again_with_undo(hands: Any) -> None:
    committee = hands.create()
    hands.join(committee, "Ana Diaz", 100)
    hands.join(committee, "Une sympathisante", 5)
    assert set(first_tasks(hands, committee).values()) == {"open"}
    before = hands.counts()
    hands.join(committee, "Luc Eva")
    assert first_tasks(hands, committee)["default.invite"] == "done"
    assert hands.counts() == (before[0] + 1, before[1] + 1)
    hands.undo()
    assert first_tasks(hands, committee)["default.invite"] == "open"
    hands.plan(committee, date(2026, 3, 7), kind="meeting")
    assert first_tasks(hands, committee) == {
        "default.invite": "open",
        "default.meeting": "done",
        "default.action": "open",
    }
    hands.plan(committee, date(2026, 3, 8), kind="market")
    assert first_tasks(hands, committee)["default.action"] == "done"


def test_the_first_tasks_of_a_structure_tick_themselves_too(hands: Any) -> None:
    committee = hands.create("Comité", structure="lfi_2024")
    hands.join(committee, "Ana Diaz", 100)
    for name in ("Luc Eva", "Eve Roy"):
        hands.join(committee, name)
    assert first_tasks(hands, committee)["lfi_2024.members"] == "done"
    assert first_tasks(hands, committee)["lfi_2024.duo"] == "open"
    for day in (7, 8, 9):
        assert first_tasks(hands, committee)["lfi_2024.actions"] == "open"
        hands.plan(committee, date(2026, 3, day), kind="market")
    assert first_tasks(hands, committee)["lfi_2024.actions"] == "done"


def test_every_task_that_ticks_itself_is_one_that_a_committee_can_be_given(hands: Any) -> None:
    from sqlalchemy import select

    from campaign.first_week import FACTS
    from db.tables import TaskTemplate

    assert FACTS.keys() <= {row[0] for row in hands.all(select(TaskTemplate.id))}
