"""The toolbox of a committee: its tasks, its tutorials, its cahier, its goals."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors import GoalImpossible, KindUnknown, NameNeeded, NameTooLong, TaskUnknown
from campaign.labels import Label
from campaign.people import checked_name
from campaign.periods import Period, local_day
from campaign.views.figures import GOAL_KEYS
from campaign.views.toolbox import ENTRY_WORDS, Entry, GoalRow, TutorialView
from db.folding import clean_lines
from db.tables import Goal, LogbookEntry, Task, Tutorial
from db.unit import Unit

__all__ = [
    "ENTRY_WORDS",
    "Entry",
    "GoalRow",
    "TutorialView",
    "add_task",
    "entries",
    "goals",
    "goals_of",
    "set_goal",
    "set_task",
    "tutorials",
    "write_entry",
]

TITLE_LIMIT = 200
TEXT_LIMIT = 2000
HIGHEST_TARGET = 1_000_000_000


def set_task(unit: Unit, task_id: uuid.UUID, state: str) -> None:
    """Tick a task done, open it again, or drop it.

    Raises:
        TaskUnknown.
    """
    row = unit.session.get(Task, task_id)
    if row is None:
        raise TaskUnknown
    unit.name(f"task.{state}", committee_id=row.committee_id)
    unit.change(row, state=state, done_at=unit.now if state == "done" else None)


def add_task(unit: Unit, committee_id: uuid.UUID, title: str, due_on: date | None = None) -> uuid.UUID:
    """Write down something to do.

    Raises:
        NameNeeded, NameTooLong, CommitteeEnded.
    """
    committee = living(unit.session, committee_id)
    unit.name("task.add", committee_id=committee.id)
    task = Task(
        committee_id=committee_id, title=checked_name(title, TITLE_LIMIT), due_on=due_on, state="open", position=50
    )
    return unit.add(task).id


def tutorials(session: Session) -> list[TutorialView]:
    """Every tutorial, in teaching order."""
    return [_tutorial(t) for t in session.scalars(select(Tutorial).order_by(Tutorial.position))]


def finish_tutorial(unit: Unit, committee_id: uuid.UUID, tutorial_id: str, task_id: uuid.UUID | None = None) -> bool:
    """A tutorial has been read: tick the committee's open task for it; return whether there was one."""
    unit.name("task.done", committee_id=committee_id)
    statement = select(Task).where(Task.tutorial_id == tutorial_id, Task.state == "open")
    wanted = statement.where(Task.id == task_id) if task_id else statement.where(Task.committee_id == committee_id)
    row = unit.session.scalars(wanted.limit(1)).first()
    if row is not None:
        unit.change(row, state="done", done_at=unit.now)
    return row is not None


def write_entry(
    unit: Unit, committee_id: uuid.UUID, text: str, kind: str = "note", day: date | None = None
) -> uuid.UUID:
    """Write a line into the cahier.

    Raises:
        NameNeeded: nothing was typed; NameTooLong, KindUnknown, CommitteeEnded.
    """
    committee = living(unit.session, committee_id)
    text = clean_lines(text)
    if not text:
        raise NameNeeded
    if len(text) > TEXT_LIMIT:
        raise NameTooLong(length=len(text), limit=TEXT_LIMIT)
    if kind not in ENTRY_WORDS:
        raise KindUnknown(kind=kind[:40], choices=", ".join(ENTRY_WORDS))
    unit.name("logbook.write", committee_id=committee_id)
    row = LogbookEntry(committee_id=committee_id, day=day or local_day(unit.now, committee.zone), kind=kind, text=text)
    return unit.add(row).id


def entries(session: Session, committee_id: uuid.UUID, period: Period | None = None, limit: int = 100) -> list[Entry]:
    """The cahier, newest first."""
    statement = select(LogbookEntry).where(LogbookEntry.committee_id == committee_id)
    if period is not None:
        statement = statement.where(LogbookEntry.day >= period.first, LogbookEntry.day <= period.last)
    rows = session.scalars(statement.order_by(LogbookEntry.day.desc(), LogbookEntry.id.desc()).limit(limit))
    return [Entry(r.id, r.day, r.kind, r.text) for r in rows]


def set_goal(unit: Unit, committee_id: uuid.UUID, kpi: str, period: Period, target: int) -> uuid.UUID:
    """Aim at a target of one figure over a period; set again, it replaces the former target.

    Raises:
        GoalImpossible: unknown figure, or a target of 0 or less, or beyond all sense; CommitteeEnded.
    """
    living(unit.session, committee_id)
    if kpi not in GOAL_KEYS or not 0 < target <= HIGHEST_TARGET:
        raise GoalImpossible(choices=", ".join(GOAL_KEYS))
    unit.name("goal.set", committee_id=committee_id, kpi=kpi, target=target)
    statement = select(Goal).where(
        Goal.committee_id == committee_id,
        Goal.kpi == kpi,
        Goal.period_from == period.first,
        Goal.period_to == period.end,
    )
    row = unit.session.scalars(statement).one_or_none()
    if row is not None:
        return unit.change(row, target=target).id
    goal = Goal(committee_id=committee_id, kpi=kpi, period_from=period.first, period_to=period.end, target=target)
    return unit.add(goal).id


def goals_of(session: Session, committee_id: uuid.UUID | None, period: Period) -> list[GoalRow]:
    """The goals of a committee, or of all, whose period touches this one."""
    statement = select(Goal).where(Goal.period_from <= period.last, Goal.period_to > period.first)
    if committee_id is not None:
        statement = statement.where(Goal.committee_id == committee_id)
    return [
        GoalRow(g.id, g.committee_id, g.kpi, Period(g.period_from, g.period_to - timedelta(days=1)), g.target)
        for g in session.scalars(statement.order_by(Goal.period_from, Goal.kpi, Goal.id))
    ]


def goals(session: Session, committee_id: uuid.UUID, period: Period) -> list[tuple[str, Period, int]]:
    """The goals whose period touches this one: figure, its own period, target."""
    return [(g.kpi, g.period, g.target) for g in goals_of(session, committee_id, period)]


def _tutorial(row: Tutorial) -> TutorialView:
    title, body = Label(row.title_fr, row.title_en), Label(row.body_fr, row.body_en)
    return TutorialView(row.id, title, body, row.minutes, row.level)
