"""Home: the week of one committee and what to do now, each line standing on rows."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import event

from campaign import toolbox
from campaign.committees.changes import close
from campaign.figures import figures
from campaign.home import COPY_DAYS, SHOWN, WEEKS, HomeView, home
from campaign.people.consents import KEPT_DAYS, give_consent, withdraw_consent
from campaign.people.requests import receive_request
from campaign.periods import Period
from campaign.settings import note_copy

WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))


def seen(hands: Any, committee: Any = None) -> HomeView:
    found = hands.see(home, hands.clock.now, committee, hands.clock.now.date())
    assert isinstance(found, HomeView)
    return found


def test_a_new_file_has_an_empty_home(hands: Any) -> None:
    view = seen(hands)
    assert (view.committee, view.committees, view.todo, view.agenda) == (None, 0, (), ())


def test_home_shows_the_committee_asked_for_else_the_first_that_lives(hands: Any) -> None:
    second, first = hands.create("B"), hands.create("A")
    assert seen(hands, second).committee.name == "B"  # type: ignore[union-attr]
    assert seen(hands).committee.name == "A"  # type: ignore[union-attr]
    hands.do(close, first)
    assert seen(hands, first).committee.name == "B"  # type: ignore[union-attr]


def test_the_trends_are_the_figures_of_eight_weeks(hands: Any) -> None:
    committee = hands.create()
    ana = hands.join(committee, "Ana")
    for weeks, met in ((0, 3), (1, 5), (7, 9), (8, 100)):
        hands.hold(committee, date(2026, 3, 2) - timedelta(weeks=weeks), ana, people_met=met)
        hands.clock.now = hands.clock.now.replace(hour=23)
    view = seen(hands, committee)
    assert [t.key for t in view.trends] == list(SHOWN)
    mondays = [WEEK.first - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    weeks = [hands.see(figures, committee, Period(d, d + timedelta(days=6)), hands.clock.now) for d in mondays]
    for trend in view.trends:
        singly = [week.value(trend.key) for week in weeks]
        assert list(trend.weeks) == singly
        assert (trend.before, trend.value) == tuple(singly[-2:])
    assert next(t.weeks for t in view.trends if t.key == "people_met") == (9, 0, 0, 0, 0, 0, 5, 3)


def test_what_is_to_be_done_comes_from_rows_and_goes_with_them(hands: Any) -> None:
    committee = hands.create()
    kinds = [t.kind for t in seen(hands, committee).todo]
    assert kinds == ["task", "task", "task", "tutorial", "member", "plan", "set_goal", "copy"]
    for name in ("Ana", "Luc", "Eve"):
        hands.join(committee, name)
    hands.do(toolbox.set_goal, committee, "members", WEEK, 5)
    hands.plan(committee, date(2026, 3, 9))
    due = hands.plan(committee, date(2026, 3, 2), at=time(8))
    for task in seen(hands, committee).committee.tasks:  # type: ignore[union-attr]
        hands.do(toolbox.set_task, task.id, "done")
    hands.clock.to(2026, 3, 2, 12)
    hands.do(note_copy, date(2026, 3, 1))
    assert [t.kind for t in seen(hands, committee).todo] == ["report", "goal"]
    hands.report(due)
    assert [t.kind for t in seen(hands, committee).todo] == ["goal"]


def test_home_asks_for_consents_that_run_out_for_answers_that_are_due_and_for_a_copy(hands: Any) -> None:
    committee = hands.create()
    ana = hands.join(committee, "Ana")
    hands.do(give_consent, committee, ana, "email")
    hands.do(receive_request, ana, "access", hands.clock.now.date())
    hands.do(note_copy, hands.clock.now.date())

    def kinds() -> dict[str, bool]:
        found = seen(hands, committee).todo
        return {t.kind: t.late for t in found if t.kind in ("request", "consents", "copy")}

    assert kinds() == {"request": False}
    assert seen(hands, committee).copied == hands.clock.now.date()
    hands.clock.on(days=COPY_DAYS)
    assert "copy" not in kinds()
    hands.clock.on(days=1)
    assert "copy" in kinds()
    hands.clock.on(days=40)
    assert kinds()["request"]
    hands.clock.on(days=KEPT_DAYS - 60)
    assert "consents" in kinds()
    hands.do(withdraw_consent, committee, ana, "email")
    assert "consents" not in kinds()


def test_goals_of_today_say_how_far_they_are(hands: Any) -> None:
    committee = hands.create()
    hands.join(committee, "Ana")
    hands.do(toolbox.set_goal, committee, "members", WEEK, 5)
    hands.do(toolbox.set_goal, committee, "members", Period(date(2026, 4, 1), date(2026, 4, 30)), 9)
    assert [(g.actual, g.target, g.last) for g in seen(hands, committee).goals] == [(1, 5, WEEK.last)]


def test_home_costs_few_statements(hands: Any) -> None:
    committee = hands.create()
    statements: list[str] = []
    event.listen(hands.store.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    seen(hands, committee)
    assert len(statements) <= 45
