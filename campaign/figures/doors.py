"""The figures of one campaign, turf, walk or list, by the same definitions as a committee's.

Everything that shows how far a turf is takes it from here: two counts of one thing would be wrong on one screen.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from campaign.field.live import NEVER, is_live
from campaign.figures import field
from campaign.figures.window import Scope, count
from campaign.views.field_figures import DoorCounts
from db.tables.field import FieldCampaign, ListDoor, Turf, Visit, Walk, WalkList, WalkStop

By = Literal["campaign", "turf", "walk", "list"]
_AT_ONCE = 500
_KEYS: dict[By, InstrumentedAttribute[uuid.UUID]] = {
    "campaign": Turf.campaign_id,
    "turf": Walk.turf_id,
    "walk": WalkList.walk_id,
    "list": WalkList.id,
}


@dataclass(frozen=True, slots=True)
class _When:
    since: datetime | None
    until: datetime | None

    def holds(self, column: InstrumentedAttribute[Any]) -> Iterator[ColumnElement[bool]]:
        """Conditions: half-open, as every period."""
        if self.since is not None:
            yield column >= self.since
        if self.until is not None:
            yield column < self.until


@dataclass
class _Sums:
    values: dict[str, Any] = made(default_factory=dict)

    def add(self, **counts: int) -> None:
        for key, value in counts.items():
            self.values[key] = self.values.get(key, 0) + value


def door_counts(
    session: Session,
    by: By,
    ids: Collection[uuid.UUID],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    hours: bool = True,
) -> dict[uuid.UUID, DoorCounts]:
    """The figures of some campaigns, turf, walks or lists, by id; of all time, or from ``since`` to before ``until``.

    Doors targeted are those of a turf's walks, issued or not, unless it was cut anew: then of its issued walks only,
    since the rest stands in the new cutting; of a campaign, those of its issued turf, each once; of a list, its lines.
    ``hours`` False leaves the hours out, which cost one statement more.
    """
    found: dict[uuid.UUID, _Sums] = {i: _Sums() for i in ids}
    when = _When(since, until)
    wanted = sorted(found)
    for first in range(0, len(wanted), _AT_ONCE):
        part = wanted[first : first + _AT_ONCE]
        _targeted(session, by, part, found, when)
        _visited(session, by, part, found, when)
        if hours:
            _walked(session, by, part, found, when)
    return {i: DoorCounts(**sums.values) for i, sums in found.items()}


def _targeted(session: Session, by: By, ids: Collection[uuid.UUID], found: dict[uuid.UUID, _Sums], when: _When) -> None:
    if by == "list":
        lines = select(ListDoor.list_id, func.count()).where(ListDoor.list_id.in_(ids)).group_by(ListDoor.list_id)
        for key, doors in session.execute(lines):
            found[key].add(targeted=doors)
        return
    if by == "campaign":
        owners = session.scalars(select(FieldCampaign.committee_id).where(FieldCampaign.id.in_(ids)).distinct())
        aimed = field.aimed_at(Scope("", tuple(owners)), when.until or NEVER)
        sums = select(aimed.c.campaign_id, func.sum(aimed.c.doors)).where(aimed.c.campaign_id.in_(ids))
        for key, doors in session.execute(sums.group_by(aimed.c.campaign_id)):
            found[key].add(targeted=int(doors))
        return
    column = WalkStop.walk_id if by == "walk" else _KEYS[by]
    stops = (
        select(column, func.sum(WalkStop.doors))
        .join_from(WalkStop, Walk, Walk.id == WalkStop.walk_id)
        .join(Turf, Turf.id == Walk.turf_id)
        .where(column.in_(ids))
        .group_by(column)
    )
    if by == "turf":
        stops = stops.where(is_live(when.until or NEVER))
    for key, doors in session.execute(stops):
        found[key].add(targeted=int(doors))


def _visited(session: Session, by: By, ids: Collection[uuid.UUID], found: dict[uuid.UUID, _Sums], when: _When) -> None:
    column = _KEYS[by]
    lists = select(WalkList.id, column.label("key")).where(column.in_(ids))
    if by in ("campaign", "turf"):
        lists = lists.join_from(WalkList, Walk, Walk.id == WalkList.walk_id).join(Turf, Turf.id == Walk.turf_id)
    mine = lists.subquery()
    door = (
        select(
            mine.c.key,
            func.count().label("visits"),
            count(field.knocked()).label("knocks"),
            func.max(case((field.opened(), 1), else_=0)).label("opened"),
            count(field.talked()).label("talks"),
        )
        .join_from(mine, Visit, Visit.list_id == mine.c.id)
        .where(field.stands(), *when.holds(Visit.at))
        .group_by(mine.c.key, Visit.door_id)
        .subquery()
    )
    c = door.c
    statement = select(
        c.key,
        func.sum(c.visits),
        func.sum(c.opened),
        func.sum(c.talks),
        count(c.talks > 0),
        *(count(c.knocks >= times) for times in (1, 2, 3, 4)),
    ).group_by(c.key)
    for key, attempts, opened, talks, talked, *passes in session.execute(statement):
        found[key].add(attempts=int(attempts), opened=int(opened), conversations=int(talks), with_conversation=talked)
        found[key].values["passes"] = tuple(map(int, passes))


def _walked(session: Session, by: By, ids: Collection[uuid.UUID], found: dict[uuid.UUID, _Sums], when: _When) -> None:
    column = _KEYS[by]
    statement = (
        select(column, WalkList.started_at, WalkList.ended_at, field.members_of_list(), field.doors_of_list())
        .join_from(WalkList, Walk, Walk.id == WalkList.walk_id)
        .join(Turf, Turf.id == Walk.turf_id)
        .where(column.in_(ids), field.timed(), *when.holds(WalkList.started_at))
    )
    for key, starts, ends, people, doors in session.execute(statement):
        minutes = field.minutes_of(starts, ends)
        found[key].add(timed=doors, team_minutes=minutes, person_minutes=minutes * max(1, people))
