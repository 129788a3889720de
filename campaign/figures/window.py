"""Whose rows are counted, and in which spans of days: what every counter asks of the file in the same way."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Label, and_, case, func, null, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from campaign.periods import local_day, start_of
from db.tables import Committee

Moments = ColumnElement[datetime] | InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]

Owners = ColumnElement[uuid.UUID] | InstrumentedAttribute[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Scope:
    """Some committees that share a time zone; ``ids`` None means all of that zone."""

    zone: str
    ids: tuple[uuid.UUID, ...] | None = None

    def covers(self, column: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
        """A condition on a committee_id column."""
        if self.ids is not None:
            return column.in_(self.ids)
        return column.in_(select(Committee.id).where(Committee.zone == self.zone))


def scopes(session: Session, ids: Collection[uuid.UUID] | None) -> list[Scope]:
    """One scope a zone, since a day is not the same moment everywhere; ``ids`` None means every committee."""
    if ids is None:
        return [Scope(zone) for zone in session.scalars(select(Committee.zone).distinct().order_by(Committee.zone))]
    zones: dict[str, list[uuid.UUID]] = {}
    for committee_id, zone in session.execute(select(Committee.id, Committee.zone).where(Committee.id.in_(ids))):
        zones.setdefault(zone, []).append(committee_id)
    return [Scope(zone, tuple(sorted(zones[zone]))) for zone in sorted(zones)]


@dataclass(frozen=True, slots=True)
class Window:
    """Days that begin one span each and end the one before, for the committees of a scope, seen from ``now``.

    ``apart`` are the committees that are counted each by itself; the others together, under no name. None: all are.
    """

    scope: Scope
    days: tuple[date, ...]
    now: datetime
    apart: tuple[uuid.UUID, ...] | None = None

    @property
    def bounds(self) -> tuple[datetime, ...]:
        """The same as moments: a span is half-open, from one to the next."""
        return tuple(start_of(day, self.scope.zone) for day in self.days)

    @property
    def today(self) -> datetime:
        """Today's beginning there: what began before is over, and its report was due today at the latest."""
        return start_of(local_day(self.now, self.scope.zone), self.scope.zone)

    def holds(self, column: Moments) -> ColumnElement[bool]:
        """A condition: the moment is in one of the spans."""
        return and_(column >= self.bounds[0], column < self.bounds[-1])

    def span(self, column: Moments) -> Label[int]:
        """The number of the span that a moment is in; -1 before the first. To be grouped by its name, ``span``."""
        return case(*((column < bound, number) for number, bound in enumerate(self.bounds, -1))).label("span")

    def owner(self, column: Owners) -> Label[uuid.UUID | None]:
        """The committee that a count is for, None for the sum. To be grouped by its name, ``owner``."""
        if self.apart is None:
            return column.label("owner")  # type: ignore[return-value]
        return case((column.in_(self.apart), column), else_=null()).label("owner")


Row = tuple[uuid.UUID | None, int, dict[str, int]]


def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
