"""The base day of a demonstration, the moments that are counted from it, and what else all of it is drawn from."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

PARIS = "Europe/Paris"

# Nobody meets on these days, whatever the weekday.
HOLIDAYS = frozenset({(1, 1), (5, 1), (7, 14), (8, 15), (12, 24), (12, 25)})


def present_day() -> date:
    """The day it is in Paris, where most committees count their days."""
    return datetime.now(ZoneInfo(PARIS)).date()


def is_holiday(day: date) -> bool:
    """Whether nobody meets on a day."""
    return (day.month, day.day) in HOLIDAYS


def moment(day: date, at: time, zone: str) -> datetime:
    """A clock time on a day in a zone, as a moment in UTC."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


class Calendar:
    """What the base day means: when it begins, the noon up to which things were held, the Monday of its week."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.monday = today - timedelta(days=today.weekday())
        self.sunday = self.monday + timedelta(days=6)
        # Rows are written as of midnight, so that whatever is done later sorts after them.
        self.midnight = moment(today, time(), PARIS)
        self.noon = moment(today, time(12), PARIS)
        # The last evening: people join and write until then; today's morning belongs to the home committee.
        self.evening = moment(today - timedelta(days=1), time(21, 30), PARIS)

    def days_ago(self, days: int, at: time = time(18, 30)) -> datetime:
        """A clock time so many days before the base day."""
        return moment(self.today - timedelta(days=days), at, PARIS)

    def draw(self, chance: Random, first: datetime, last: datetime, lean: float = 1.0) -> datetime:
        """A moment between two, to the minute, by day; ``lean`` above 1 makes early ones likelier."""
        span = max(0.0, (last - first).total_seconds())
        drawn = first + timedelta(seconds=span * chance.random() ** lean)
        by_day = drawn.replace(hour=chance.randint(7, 20), minute=chance.randrange(60), second=0, microsecond=0)
        return min(max(by_day, first), max(first, last))


@dataclass(frozen=True, slots=True)
class World:
    """What everything is drawn from: the scale, the base day, seeded chance and ids."""

    scale: str
    calendar: Calendar
    chance: Random
    new_id: Callable[[], uuid.UUID]
