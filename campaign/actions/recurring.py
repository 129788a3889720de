"""The dates of a recurring action: every week, every two weeks or every month, until a day or so many times.

Days are days of the calendar and hours are hours of the clock there: an action at 19:00 stays at 19:00 when the clocks
change. The 31st of a month without one is its last day, and the 31st again the month after.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, takewhile
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors import PeriodBackwards, SeriesEndNeeded, SeriesTooLong
from db.tables import Action

Rhythm = Literal["", "week", "two_weeks", "month"]

MOST_DATES = 104  # every week for two years


def dates(first: date, every: Rhythm, until: date | None = None, times: int | None = None) -> list[date]:
    """The days of a series, the first included; ``until`` is inclusive.

    Raises:
        SeriesEndNeeded: it would never end. SeriesTooLong. PeriodBackwards: it ends before it begins.
    """
    if not every:
        return [first]
    if until is None and times is None:
        raise SeriesEndNeeded
    if until is not None and until < first:
        raise PeriodBackwards(first=first, last=until)
    if times is not None and not 1 <= times <= MOST_DATES:
        raise SeriesTooLong(limit=MOST_DATES)
    days = _endless(first, every)
    if until is not None:
        days = takewhile(lambda day: day <= until, days)
    found = list(islice(days, times or MOST_DATES + 1))
    if len(found) > MOST_DATES:
        raise SeriesTooLong(limit=MOST_DATES)
    return found


def _endless(first: date, every: Rhythm) -> Iterator[date]:
    number = 0
    while True:
        if every == "month":
            year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
            yield date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
        else:
            yield first + timedelta(weeks=number * (1 if every == "week" else 2))
        number += 1


def following(session: Session, row: Action) -> list[Action]:
    """The planned actions of the same series that begin with this one or later; itself alone when it has none."""
    if row.series_id is None:
        return [row]
    statement = select(Action).where(
        Action.series_id == row.series_id, Action.state == "planned", Action.starts_at >= row.starts_at
    )
    found = list(session.scalars(statement.order_by(Action.starts_at, Action.id)))
    return found if row in found else [row, *found]
