"""Days and periods: read as people write them, stored half-open, shown with the last day included."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from campaign.errors import DateImpossible, PeriodBackwards, PeriodTooLong, TimeImpossible
from db.folding import fold

LONGEST_YEARS = 20
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)  # what is typed beyond is a slip


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodBackwards(first=self.first, last=self.last)
        if self.last.year - self.first.year > LONGEST_YEARS:
            raise PeriodTooLong(years=LONGEST_YEARS)

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def end(self) -> date:
        """The first day after the period."""
        return self.last + timedelta(days=1)

    def before(self) -> Period:
        """The period of the same length just before; cut where it would be longer than a report may be."""
        last = self.first - timedelta(days=1)
        return Period(max(self.first - timedelta(days=self.days), date(last.year - LONGEST_YEARS, 1, 1)), last)

    def instants(self, zone: str) -> tuple[datetime, datetime]:
        """Start and end as moments, half-open, in a time zone: a day across a clock change has 23 or 25 hours."""
        return start_of(self.first, zone), start_of(self.end, zone)

    def weeks(self) -> list[Period]:
        """The Monday-to-Sunday weeks that the period touches, cut to the period."""
        weeks = []
        monday = self.first - timedelta(days=self.first.weekday())
        while monday <= self.last:
            sunday = monday + timedelta(days=6)
            weeks.append(Period(max(monday, self.first), min(sunday, self.last)))
            monday += timedelta(days=7)
        return weeks


def start_of(day: date, zone: str) -> datetime:
    """The moment at which a day begins in a zone."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_day(moment: datetime, zone: str) -> date:
    """The day that a moment falls on in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def last_full_week(today: date) -> Period:
    """Monday to Sunday of the last week that is over: the default period of a report."""
    monday = today - timedelta(days=today.weekday() + 7)
    return Period(monday, monday + timedelta(days=6))


def this_week(today: date) -> Period:
    """Monday to Sunday of the current week."""
    monday = today - timedelta(days=today.weekday())
    return Period(monday, monday + timedelta(days=6))


def month_of(day: date) -> Period:
    """The calendar month of a day."""
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return Period(first, after - timedelta(days=1))


_WORDS = {
    "today": 0, "auj": 0, "aujourd hui": 0, "aujourdhui": 0,
    "yesterday": -1, "hier": -1,
    "tomorrow": 1, "demain": 1,
}  # fmt: skip

# Folded beginnings of the months' names, French and English; four letters tell juin from juillet.
_MONTHS = {
    "jan": 1, "fev": 2, "feb": 2, "mar": 3, "avr": 4, "apr": 4, "mai": 5, "may": 5, "juin": 6, "jun": 6, "juil": 7,
    "jul": 7, "aou": 8, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip


_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "lundi lun monday mon", "mardi mar tuesday tue", "mercredi mer wednesday wed", "jeudi jeu thursday thu",
            "vendredi ven friday fri", "samedi sam saturday sat", "dimanche dim sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip


def read_day(text: str, today: date) -> date:
    """A day as people write it, day before month.

    ``2026-11-30``, ``30/11/2026``, ``30/11/26``, ``30/11``, ``30``, ``1er nov.``, ``30 novembre 2026``, ``auj``,
    ``hier``, ``+3``. Without a year or month, the nearest such day is meant (within half a year, or half a month).

    Raises:
        DateImpossible: it is no date, or a date that does not exist, such as 30 February, or is of another century.
    """
    try:
        day = _read(text.strip(), today)
    except (ValueError, OverflowError):
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise DateImpossible(text=text[:40])
    return day


def read_time(text: str) -> time:
    """A time of the day as people write it: ``19:00``, ``9:00``, ``19h``, ``9h30``, ``19``.

    Raises:
        TimeImpossible: it is none, such as 25:00.
    """
    match = re.fullmatch(r"(\d{1,2})(?: ?[:h] ?(\d{2})?)?", text.strip().lower(), re.ASCII)
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise TimeImpossible(text=text[:20])
    return time(int(match[1]), int(match[2] or 0))


def _read(text: str, today: date) -> date | None:
    folded = fold(text[:40])
    if folded in _WORDS or folded in _WEEKDAYS:  # of a weekday, the next one that comes
        ahead = _WORDS[folded] if folded in _WORDS else (_WEEKDAYS[folded] - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    if re.fullmatch(r"[+-]\d{1,3}", text, re.ASCII):
        return today + timedelta(days=int(text))
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text, re.ASCII):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})(?:[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?)?", text, re.ASCII):
        return _of(match[1], int(match[2]) if match[2] else None, match[3], today)
    if match := re.fullmatch(r"(\d{1,2})(?:er)? ([a-z]{3,9})(?: (\d{4}))?", folded, re.ASCII):
        month = next((number for name, number in _MONTHS.items() if match[2].startswith(name)), None)
        return _of(match[1], month, match[3], today) if month else None
    return None


def _of(day: str, month: int | None, year: str | None, today: date) -> date:
    """The nearest of the days that fit; ValueError when none exists."""
    if year is not None and month is not None:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, int(day))
    this = today.year * 12 + today.month - 1
    fitting = []
    for index in (
        (this - 1, this, this + 1)
        if month is None
        else (y * 12 + month - 1 for y in range(today.year - 1, today.year + 2))
    ):
        with suppress(ValueError):
            fitting.append(date(index // 12, index % 12 + 1, int(day)))
    return min(fitting, key=lambda d: abs((d - today).days))
