"""What a report is asked about, and the figures and charts that several of its sections make alike."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaign.figures import DEFINITIONS, Figures, totals
from campaign.periods import Period, local_day, start_of, this_week
from campaign.reports.names import RATIOS, meaning
from campaign.reports.views import Chart, Figure, Unit
from campaign.views.figures import RATES, divided
from campaign.words import N_, Words
from db.tables import Committee

WEEKS = 8  # how far back the charts look
LONGEST_CHART = 26
ROWS_LIMIT = 200  # lines of a list for all committees; what is left out is said
FEDERATION_ZONE = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the report is about; ``row`` None means all committees."""

    session: Session
    row: Committee | None
    period: Period
    now: datetime
    w: Words

    @property
    def committee_id(self) -> uuid.UUID | None:
        return None if self.row is None else self.row.id

    @property
    def ids(self) -> list[uuid.UUID] | None:
        """The committees that are counted; None for all."""
        return None if self.row is None else [self.row.id]

    @property
    def zone(self) -> str:
        return FEDERATION_ZONE if self.row is None else self.row.zone

    @property
    def until(self) -> datetime:
        """Now, or the end of the period if that is over."""
        return min(self.now, start_of(self.period.end, self.zone))

    @property
    def seen_from(self) -> datetime:
        """The morning from which dormancy is judged: today's, or that after the period."""
        today = local_day(self.now, self.zone)
        return start_of(min(today, self.period.end), self.zone)


@dataclass(frozen=True, slots=True)
class Sums:
    """The figures of the period and of the one before; ``weeks`` those of the charts, week by week."""

    before: Figures
    current: Figures
    labels: tuple[str, ...]
    weeks: tuple[Figures, ...]

    def chart(self, key: str, title: str, divided_by: int = 1) -> Chart:
        """A figure week by week, rounded where it is divided."""
        values = tuple((week.value(key) + divided_by // 2) // divided_by for week in self.weeks)
        return Chart(f"{key}_by_week", title, self.labels, values)


def weeks_shown(asked: Asked, keys: Collection[str]) -> tuple[tuple[str, ...], tuple[Figures, ...]]:
    """Labels and figures of the weeks of the period, or of the eight up to its end when it is shorter."""
    last = asked.period.last
    count = max(WEEKS, min(len(asked.period.weeks()), LONGEST_CHART))
    span = Period(this_week(last).first - timedelta(weeks=count - 1), last)
    found = totals(asked.session, asked.ids, span.weeks(), asked.now, keys)
    return tuple(asked.w.day(week.first, "chart") for week in span.weeks()), tuple(found)


def counted(w: Words, key: str, sums: Sums) -> Figure:
    """A figure of the one list of definitions, with the period before it."""
    definition = DEFINITIONS[key]
    unit: Unit = "minutes" if definition.unit == "minutes" else "count"
    value, before = sums.current.value(key), sums.before.value(key)
    return Figure(key, w(definition.label), value, unit, w(definition.text), before=before)


def ratio(w: Words, key: str, now: tuple[int, int], before: tuple[int, int] | None = None) -> Figure:
    """A figure that is divided: nothing, not 0, when there is nothing to divide."""
    label, text = meaning(key) or (key, "")
    unit: Unit = "per_hour" if key in RATES and RATES[key].unit == "per_hour" else "ratio"
    former = None if before is None else divided(unit, *before)
    return Figure(key, w(label), divided(unit, *now), unit, w(text), now[0], now[1], former)


def rate(w: Words, key: str, sums: Sums) -> Figure:
    """A rate of two figures, with the period before it."""
    above, below = RATIOS[key]
    current, before = ((f.value(above), f.value(below)) for f in (sums.current, sums.before))
    return ratio(w, key, current, before)


def and_more(w: Words, left_out: int) -> tuple[str, ...]:
    """A line that says how many are not shown; none when all are."""
    return (w.many(N_("… and {count} more."), N_("… and {count} more."), left_out),) if left_out else ()
