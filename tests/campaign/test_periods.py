"""Days as people write them, and periods as half-open moments."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.errors import DateImpossible, PeriodBackwards, PeriodTooLong
from campaign.periods import Period, last_full_week, local_day, month_of, read_day, start_of, this_week

TODAY = date(2026, 11, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-30", date(2026, 11, 30)),
        ("2026-1-5", date(2026, 1, 5)),
        ("30/11/2026", date(2026, 11, 30)),
        ("30.11.2026", date(2026, 11, 30)),
        ("30 11 2026", date(2026, 11, 30)),
        ("30-11-2026", date(2026, 11, 30)),
        ("30/11/26", date(2026, 11, 30)),
        ("30/11", date(2026, 11, 30)),
        (" 30/11 ", date(2026, 11, 30)),
        ("3/4", date(2027, 4, 3)),
        ("30/6", date(2026, 6, 30)),
        ("3/2", date(2027, 2, 3)),
        ("30", date(2026, 11, 30)),
        ("1", date(2026, 12, 1)),
        ("31", date(2026, 10, 31)),
        ("auj", TODAY),
        ("Aujourd'hui", TODAY),
        ("AUJOURD’HUI", TODAY),
        ("today", TODAY),
        ("hier", date(2026, 11, 17)),
        ("Demain", date(2026, 11, 19)),
        ("+3", date(2026, 11, 21)),
        ("-18", date(2026, 10, 31)),
        ("1er novembre", date(2026, 11, 1)),
        ("1er nov. 2027", date(2027, 11, 1)),
        ("3 août", date(2026, 8, 3)),
        ("14 juillet 2027", date(2027, 7, 14)),
        ("18 JUIN", date(2026, 6, 18)),
        ("2 févr.", date(2027, 2, 2)),
        ("5 May 2027", date(2027, 5, 5)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, meant: date) -> None:
    assert read_day(typed, TODAY) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "30/02/2026", "31/04/2026", "29/02/2026", "29/02", "2026-13-01", "0/1", "32", "0", "30/11/20266",
        "30//11", "30/11/", "11/30/2026", "2026/11/30", "demain matin", "30 brumaire", "٣٠/١١", "３０", "+", "+9999",
        "1850-01-01", "9999-12-31", "0001-01-01", "2026-11-30; DROP TABLE", "x" * 100_000, "\0", "30\n11", "%",
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(DateImpossible) as refusal:
        read_day(typed, TODAY)
    assert len(str(refusal.value)) < 200


@given(st.text(max_size=30))
def test_anything_typed_is_a_day_or_a_refusal(typed: str) -> None:
    with suppress(DateImpossible):
        assert isinstance(read_day(typed, TODAY), date)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_written_in_full_is_that_day_whatever_today_is(day: date) -> None:
    assert read_day(day.isoformat(), TODAY) == day
    assert read_day(day.strftime("%d/%m/%Y"), TODAY) == day


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_a_day_without_its_year_is_the_nearest_one(today: date, day: date) -> None:
    if (day.month, day.day) != (2, 29):
        read = read_day(f"{day.day}/{day.month}", today)
        assert (read.day, read.month) == (day.day, day.month)
        assert abs((read - today).days) <= 183


def test_a_period_backwards_is_refused() -> None:
    with pytest.raises(PeriodBackwards):
        Period(date(2026, 11, 2), date(2026, 11, 1))


def test_a_period_is_at_most_twenty_years() -> None:
    Period(date(2006, 1, 1), date(2026, 12, 31))
    with pytest.raises(PeriodTooLong):
        Period(date(2005, 12, 31), date(2026, 1, 1))


def test_a_period_counts_both_its_days() -> None:
    assert Period(date(2026, 11, 2), date(2026, 11, 2)).days == 1
    week = Period(date(2026, 11, 2), date(2026, 11, 8))
    assert (week.days, week.end) == (7, date(2026, 11, 9))
    assert week.before() == Period(date(2026, 10, 26), date(2026, 11, 1))


def test_a_day_begins_where_the_committee_is() -> None:
    assert start_of(date(2026, 7, 1), "Europe/Paris") == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert start_of(date(2026, 7, 1), "Indian/Reunion") == datetime(2026, 6, 30, 20, tzinfo=UTC)
    assert start_of(date(2026, 7, 1), "Pacific/Tahiti") == datetime(2026, 7, 1, 10, tzinfo=UTC)


def test_the_day_of_a_clock_change_has_23_or_25_hours() -> None:
    spring = Period(date(2026, 3, 29), date(2026, 3, 29)).instants("Europe/Paris")
    autumn = Period(date(2026, 10, 25), date(2026, 10, 25)).instants("Europe/Paris")
    assert spring[1] - spring[0] == timedelta(hours=23)
    assert autumn[1] - autumn[0] == timedelta(hours=25)


def test_the_last_moment_of_a_day_is_in_it_and_midnight_is_in_the_next() -> None:
    _, end = Period(date(2026, 3, 29), date(2026, 3, 29)).instants("Europe/Paris")
    assert local_day(end - timedelta(microseconds=1), "Europe/Paris") == date(2026, 3, 29)
    assert local_day(end, "Europe/Paris") == date(2026, 3, 30)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 400))
def test_the_weeks_of_a_period_cover_it_and_nothing_else(first: date, days: int) -> None:
    period = Period(first, first + timedelta(days=days))
    weeks = period.weeks()
    assert (weeks[0].first, weeks[-1].last) == (period.first, period.last)
    assert all(before.end == after.first for before, after in pairwise(weeks))
    assert all(week.first.weekday() == 0 for week in weeks[1:])
    assert all(week.last.weekday() == 6 for week in weeks[:-1])


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2028, 2, 29), date(2026, 11, 15), date(2026, 11, 16)])
def test_the_default_period_is_the_last_week_that_is_over(today: date) -> None:
    week = last_full_week(today)
    assert (week.first.weekday(), week.days) == (0, 7)
    assert 1 <= (today - week.last).days <= 7
    assert this_week(today).first == week.end


def test_a_month_ends_on_its_last_day() -> None:
    assert month_of(date(2028, 2, 10)) == Period(date(2028, 2, 1), date(2028, 2, 29))
    assert month_of(date(2026, 12, 31)) == Period(date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("typed", "day"),
    [("jeudi", 5), ("Thursday", 5), ("lun", 9), ("monday", 9), ("dimanche", 8), ("tue", 3)],
)
def test_a_weekday_is_the_next_one_that_comes(typed: str, day: int) -> None:
    assert read_day(typed, date(2026, 3, 2)) == date(2026, 3, day)  # a Monday
