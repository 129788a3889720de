"""What was aimed at, and how far it is."""

from __future__ import annotations

import uuid

from campaign import toolbox
from campaign.figures import DEFINITIONS, Figures, tally
from campaign.periods import Period
from campaign.reports.asked import Asked, ratio
from campaign.reports.names import goal_key
from campaign.reports.views import Cell, Column, Figure, Section, Table
from campaign.words import N_


def section(asked: Asked, title: str) -> Section:
    """The goals whose period touches this one, counted up to the end of the report; for all committees, how many
    are reached."""
    w, period = asked.w, asked.period
    goals = toolbox.goals_of(asked.session, asked.committee_id, period)
    actual = _reached(asked, goals)
    if asked.row is None:
        met = sum(1 for goal in goals if actual[goal.id] >= goal.target)
        return Section("goals", title, (ratio(w, "goals_met", (met, len(goals))),))
    columns = (
        Column("goal", w(N_("Goal"))),
        Column("period", w(N_("Period"))),
        Column("actual", w(N_("Actual")), "count"),
        Column("target", w(N_("Target")), "count"),
        Column("share", w(N_("Share")), "ratio"),
    )
    figures: list[Figure] = []
    rows: list[tuple[Cell, ...]] = []
    for goal in goals:
        definition, done = DEFINITIONS[goal.kpi], actual[goal.id]
        key = goal_key(goal.kpi, goal.period.first, goal.period.last)
        when = w.period(goal.period.first, goal.period.last)
        figures.append(Figure(key, w(definition.label), done, "count", w(definition.text), target=goal.target))
        rows.append((w(definition.label), when, done, goal.target, done / goal.target))
    table = Table("goals", title, columns, tuple(rows), w(N_("No goal is set for this period.")))
    return Section("goals", title, tuple(figures), (table,))


def _reached(asked: Asked, goals: list[toolbox.GoalRow]) -> dict[uuid.UUID, int]:
    """What each goal has reached by the end of the report; the goals of one period in one pass."""
    by_span: dict[Period, list[toolbox.GoalRow]] = {}
    for goal in goals:
        span = Period(goal.period.first, min(goal.period.last, max(asked.period.last, goal.period.first)))
        by_span.setdefault(span, []).append(goal)
    actual: dict[uuid.UUID, int] = {}
    for span, wanted in by_span.items():
        (found,) = tally(asked.session, asked.ids, [span], asked.now, {goal.kpi for goal in wanted})
        actual |= {goal.id: found.get(goal.committee_id, Figures()).value(goal.kpi) for goal in wanted}
    return actual
