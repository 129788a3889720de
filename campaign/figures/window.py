"""Whose rows are counted, and in which spans of days: what every counter asks of the file in the same way."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Label, Result, Select, and_, bindparam, case, func, null, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from campaign.periods import local_day, start_of
from db.tables import Committee

Moments = ColumnElement[datetime] | InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]

Moment = datetime | BindParameter[datetime]  # a value, or its place in a statement that is kept
Day = date | BindParameter[date]

Owners = ColumnElement[uuid.UUID] | InstrumentedAttribute[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Scope:
    """Some committees that share a time zone; ``ids`` None means all of that zone."""

    zone: str
    ids: tuple[uuid.UUID, ...] | None = None

    @property
    def named(self) -> bool:
        """Whether these are certain committees, not all of the zone."""
        return self.ids is not None

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
class Shape:
    """What a statement must know of a window to be put together; the values come by name when it is asked.

    Statements are kept by shape, since putting one together takes longer than most of them take to answer.
    """

    spans: int
    named: bool
    apart: bool

    @property
    def zone(self) -> BindParameter[str]:
        """The zone of a `Scope`."""
        return bindparam("zone")

    def covers(self, column: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
        """A condition on a committee_id column, as that of a `Scope`."""
        if self.named:
            return column.in_(bindparam("ids", expanding=True))
        return column.in_(select(Committee.id).where(Committee.zone == self.zone))

    def holds(self, column: Moments) -> ColumnElement[bool]:
        """A condition: the moment is in one of the spans."""
        return and_(column >= bindparam("bound_0"), column < self.end)

    @property
    def end(self) -> BindParameter[datetime]:
        """The moment at which the last span ends."""
        return bindparam(f"bound_{self.spans}")

    @property
    def today(self) -> BindParameter[datetime]:
        """Today's beginning there: what began before is over, and its report was due today at the latest."""
        return bindparam("today")

    def span(self, column: Moments) -> Label[int]:
        """The number of the span that a moment is in; -1 before the first. To be grouped by its name, ``span``."""
        bounds = ((column < bindparam(f"bound_{number + 1}"), number) for number in range(-1, self.spans))
        return case(*bounds).label("span")

    def owner(self, column: Owners) -> Label[uuid.UUID | None]:
        """The committee that a count is for, None for the sum. To be grouped by its name, ``owner``."""
        if not self.apart:
            return column.label("owner")  # type: ignore[return-value]
        return case((column.in_(bindparam("apart", expanding=True)), column), else_=null()).label("owner")


Counting = Select[*tuple[Any, ...]]

Statement = Callable[[Shape], Counting]


@lru_cache(maxsize=512)  # by shape: a report by week has few, and what is no longer asked for goes
def _put_together(statement: Statement, shape: Shape) -> Counting:
    return statement(shape)


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

    def asks(self, session: Session, statement: Statement, **values: object) -> Result[*tuple[Any, ...]]:
        """What the statement of this window's shape finds, with the values of the window, and ``values`` beside."""
        shape = Shape(len(self.days) - 1, self.scope.named, self.apart is not None)
        return session.execute(_put_together(statement, shape), {**self._values(), **values})

    def _values(self) -> Mapping[str, object]:
        zone = self.scope.zone
        values: dict[str, object] = {"zone": zone, "today": start_of(local_day(self.now, zone), zone)}
        values |= {f"bound_{number}": moment for number, moment in enumerate(self.bounds)}
        if self.scope.ids is not None:
            values["ids"] = self.scope.ids
        if self.apart is not None:
            values["apart"] = self.apart
        return values


Row = tuple[uuid.UUID | None, int, dict[str, int]]


def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
