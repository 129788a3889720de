"""What is improbable in the results of a list, said about the list: a slip of the keyboard, most often.

Nobody is ranked and nobody is named. The thresholds are rules of thumb: at 100 doors, canvassers are told to expect 20
to 25 conversations and 15 to 25 doors an hour, so that 40 % or 60 an hour is worth a second look.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from campaign.figures import field
from campaign.figures.window import scopes
from campaign.periods import Period
from campaign.views.field_figures import Flag
from db.tables.field import AnswerCount, Turf, Visit, Walk, WalkList

FEWEST = 20  # doors: of fewer, no share means anything
CONTACT = 0.40
PACE = 60  # doors an hour, of a team that knocks together
SAME_MINUTE = 5  # doors entered on the spot
SAME_OUTCOME = 0.95


@dataclass
class _Seen:
    row: WalkList
    turf: str
    outcomes: Counter[str] = made(default_factory=Counter)
    minutes: Counter[datetime] = made(default_factory=Counter)
    knocked: int = 0
    talked: int = 0
    answered: int = 0  # the most answers that a question has


def flags(session: Session, ids: Collection[uuid.UUID] | None, period: Period) -> list[Flag]:
    """What to look at again, of the lists of some committees (None: of all) that went out in a period."""
    found: list[Flag] = []
    for scope in scopes(session, ids):
        since, until = period.instants(scope.zone)
        went_out = field.went_out()
        found += _flags(session, scope.covers(WalkList.committee_id), went_out >= since, went_out < until)
    return sorted(found, key=lambda flag: (flag.at, flag.list_number, flag.code))


def flags_of_list(session: Session, list_id: uuid.UUID) -> list[Flag]:
    """What to look at again on one list."""
    return _flags(session, WalkList.id == list_id)


def _flags(session: Session, *which: ColumnElement[bool]) -> list[Flag]:
    lists = (
        select(WalkList, Turf.name)
        .join_from(WalkList, Walk, Walk.id == WalkList.walk_id)
        .join(Turf, Turf.id == Walk.turf_id)
        .where(*which)
        .order_by(WalkList.id)
    )
    seen = {row.id: _Seen(row, turf) for row, turf in session.execute(lists)}
    if not seen:
        return []
    mine = select(WalkList.id).where(*which)
    visits = select(Visit.list_id).where(Visit.list_id.in_(mine), field.stands()).group_by(Visit.list_id)
    outcomes = visits.add_columns(Visit.outcome, func.count()).group_by(Visit.list_id, Visit.outcome)
    for list_id, outcome, times in session.execute(outcomes):
        seen[list_id].outcomes[outcome] = times
    doors = visits.add_columns(_doors(field.knocked()), _doors(field.talked()))
    for list_id, knocked, talked in session.execute(doors):
        seen[list_id].knocked, seen[list_id].talked = knocked, talked
    live = select(Visit.list_id, Visit.at).where(Visit.list_id.in_(mine), field.stands(), Visit.source == "live")
    for list_id, at in session.execute(live):
        seen[list_id].minutes[at.replace(second=0, microsecond=0)] += 1
    each = (
        select(AnswerCount.list_id, func.sum(AnswerCount.count).label("answers"))
        .where(AnswerCount.list_id.in_(mine))
        .group_by(AnswerCount.list_id, AnswerCount.question_id)
        .subquery()
    )
    for list_id, answers in session.execute(select(each.c.list_id, func.max(each.c.answers)).group_by(each.c.list_id)):
        seen[list_id].answered = int(answers)
    return [flag for one in seen.values() for flag in _of(one)]


def _doors(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, Visit.door_id)).distinct())


def _of(seen: _Seen) -> Iterator[Flag]:
    row = seen.row
    at = row.started_at or row.returned_at or row.issued_at

    def flag(code: str, found: float, limit: float, outcome: str = "") -> Flag:
        return Flag(row.id, row.list_number, seen.turf, at, code, found, limit, outcome)

    if seen.knocked >= FEWEST and seen.talked / seen.knocked > CONTACT:
        yield flag("contact", seen.talked / seen.knocked, CONTACT)
    if row.started_at is not None and row.ended_at is not None:
        hours = (row.ended_at - row.started_at).total_seconds() / 3600
        limit = PACE * max(100, row.team_factor) // 100  # a team that splits the sides is as fast as it says
        if seen.knocked >= FEWEST and seen.knocked / hours > limit:
            yield flag("pace", seen.knocked / hours, limit)
    if seen.minutes and (most := max(seen.minutes.values())) > SAME_MINUTE:
        yield flag("same_minute", most, SAME_MINUTE)
    if seen.answered > seen.talked:  # a conversation was corrected into something else after the answers were counted
        yield flag("answers", seen.answered, seen.talked)
    total = sum(seen.outcomes.values())
    if total >= FEWEST:
        outcome, times = max(seen.outcomes.items(), key=lambda item: (item[1], item[0]))
        if times / total > SAME_OUTCOME:
            yield flag("same_outcome", times / total, SAME_OUTCOME, outcome)
