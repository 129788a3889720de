"""The toolbox of a committee: its tasks, its tutorials, its cahier, its goals."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors import GoalImpossible, TaskUnknown
from campaign.figures import GOAL_KEYS
from campaign.labels import Label
from campaign.people import checked_name
from campaign.periods import Period, local_day
from campaign.words import N_
from db.folding import clean_lines
from db.tables import Goal, LogbookEntry, Task, Tutorial
from db.unit import Unit

TEXT_LIMIT = 2000

ENTRY_WORDS = {
    "note": N_("note"),
    "decision": N_("decision"),
    "difficulty": N_("difficulty"),
    "request": N_("request"),
}


@dataclass(frozen=True, slots=True)
class TutorialView:
    """A tutorial to read; its body is Markdown of our own, never a person's text."""

    id: str
    title: Label
    body: Label
    minutes: int
    level: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the cahier."""

    id: uuid.UUID
    day: date
    kind: str
    text: str


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
    return unit.add(Task(committee_id=committee_id, title=checked_name(title, 200), due_on=due_on, state="open", position=50)).id


def tutorials(session: Session) -> list[TutorialView]:
    """Every tutorial, in teaching order."""
    return [_tutorial(t) for t in session.scalars(select(Tutorial).order_by(Tutorial.position))]


def write_entry(unit: Unit, committee_id: uuid.UUID, text: str, kind: str = "note", day: date | None = None) -> uuid.UUID:
    """Write a line into the cahier.

    Raises:
        NameNeeded: nothing was typed; NameTooLong; CommitteeEnded.
    """
    from campaign.errors import NameNeeded, NameTooLong

    committee = living(unit.session, committee_id)
    text = clean_lines(text)
    if not text:
        raise NameNeeded
    if len(text) > TEXT_LIMIT:
        raise NameTooLong(length=len(text), limit=TEXT_LIMIT)
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
        GoalImpossible: unknown figure, or a target of 0 or less; CommitteeEnded.
    """
    living(unit.session, committee_id)
    if kpi not in GOAL_KEYS or target <= 0:
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


def goals(session: Session, committee_id: uuid.UUID, period: Period) -> list[tuple[str, Period, int]]:
    """The goals whose period touches this one: figure, its own period, target."""
    statement = select(Goal).where(
        Goal.committee_id == committee_id, Goal.period_from <= period.last, Goal.period_to > period.first
    )
    return [
        (g.kpi, Period(g.period_from, g.period_to - timedelta(days=1)), g.target)
        for g in session.scalars(statement.order_by(Goal.period_from, Goal.kpi, Goal.id))
    ]


def _tutorial(row: Tutorial) -> TutorialView:
    return TutorialView(row.id, Label(row.title_fr, row.title_en), Label(row.body_fr, row.body_en), row.minutes, row.level)
