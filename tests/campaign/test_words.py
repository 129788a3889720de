"""Dates, numbers and refusals in the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.errors import CommitteeUnknown, NameTooLong, PlaceAmbiguous
from campaign.words import LANGS, Lang, Words, language_from, words
from db.errors import UndoImpossible

FR, EN = words("fr"), words("en")


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        ("2026-11-01", "2026-11-07", "du 1er au 7 novembre 2026", "1 – 7 November 2026"),
        ("2026-11-11", "2026-11-17", "du 11 au 17 novembre 2026", "11 – 17 November 2026"),
        ("2026-10-26", "2026-11-01", "du 26 octobre au 1er novembre 2026", "26 October – 1 November 2026"),
        ("2026-10-01", "2026-11-21", "du 1er octobre au 21 novembre 2026", "1 October – 21 November 2026"),
        ("2026-12-28", "2027-01-03", "du 28 décembre 2026 au 3 janvier 2027", "28 December 2026 – 3 January 2027"),
        ("2026-11-01", "2027-11-01", "du 1er novembre 2026 au 1er novembre 2027", "1 November 2026 – 1 November 2027"),
        ("2026-11-01", "2026-11-01", "dimanche 1er novembre 2026", "Sunday 1 November 2026"),
        ("2027-04-03", "2027-04-03", "samedi 3 avril 2027", "Saturday 3 April 2027"),
    ],
)
def test_a_period_is_said_as_people_say_it(first: str, last: str, french: str, english: str) -> None:
    span = date.fromisoformat(first), date.fromisoformat(last)
    assert FR.period(*span) == french
    assert EN.period(*span) == english


@given(st.dates(date(1900, 1, 1), date(2199, 1, 1)), st.integers(0, 800))
def test_no_period_says_first_of_any_day_but_the_first(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    expected = len({d for d in (first, last) if d.day == 1})
    assert FR.period(first, last).count("1er") == expected


def test_a_day_has_a_short_a_long_and_a_numeric_form() -> None:
    day = date(2026, 11, 1)
    assert [FR.day(day, form) for form in ("short", "long", "numeric", "chart")] == [
        "dim. 1er nov.", "dimanche 1er novembre 2026", "01/11/2026", "01/11",
    ]  # fmt: skip
    assert [EN.day(day, form) for form in ("short", "long", "numeric", "chart")] == [
        "Sun 1 Nov", "Sunday 1 November 2026", "2026-11-01", "1 Nov",
    ]  # fmt: skip


def test_a_time_is_told_in_the_zone_of_the_committee() -> None:
    assert FR.time(datetime(2026, 7, 1, 18, 5, tzinfo=UTC), "Europe/Paris") == "20:05"
    assert FR.time(datetime(2026, 7, 1, 18, 5, tzinfo=UTC), "Pacific/Noumea") == "05:05"


def test_numbers_follow_the_language() -> None:
    assert FR.number(1234567.5, 1) == "1\u202f234\u202f567,5"
    assert EN.number(1234567.5, 1) == "1,234,567.5"
    assert FR.number(-3) == "-3"


def test_a_percentage_has_one_digit_and_nothing_to_divide_is_a_dash() -> None:
    assert FR.percent(0.3503) == "35,0\N{NO-BREAK SPACE}%"
    assert EN.percent(0.3503) == "35.0%"
    assert FR.percent(0.0) == "0,0\N{NO-BREAK SPACE}%"
    assert FR.percent(None) == EN.percent(None) == "–"


def test_cents_are_exact_whatever_the_amount() -> None:
    assert FR.euros(460_000) == "4\u202f600,00\N{NO-BREAK SPACE}€"
    assert EN.euros(1) == "€0.01"
    assert EN.euros(9_007_199_254_740_993) == "€90,071,992,547,409.93"


def test_minutes_are_said_as_hours() -> None:
    space = "\N{NO-BREAK SPACE}"
    assert FR.hours(0) == f"0{space}h"
    assert FR.hours(125) == f"2{space}h{space}05"
    assert FR.hours(-90) == f"−1{space}h{space}30"


def test_a_plural_follows_its_count() -> None:
    assert EN.many("{count} member", "{count} members", 1) == "1 member"
    assert EN.many("{count} member", "{count} members", 0) == "0 members"
    assert EN.many("{count} member", "{count} members", 1234) == "1,234 members"


@pytest.mark.parametrize("lang", LANGS)
def test_what_people_typed_is_never_parsed(lang: Lang) -> None:
    said = Words(lang).refusal(CommitteeUnknown(name="{place} {0} %s [/]"))
    assert "{place} {0} %s [/]" in said
    assert Words(lang)("{name}", name="{why}") == "{why}"


@pytest.mark.parametrize("lang", LANGS)
def test_an_undo_that_is_refused_names_the_action_in_words(lang: Lang) -> None:
    refusal = UndoImpossible(label="committee.create", action="committee.create", facts={"name": "Lyon"})
    said = Words(lang).refusal(refusal)
    assert "Lyon" in said
    assert "committee.create" not in said


def test_a_refusal_says_what_happened_and_the_next_step() -> None:
    said = EN.refusal(PlaceAmbiguous(place="Croix", count=2, choices="59163, 90030"))
    assert said == "“Croix” is the name of 2 places: 59163, 90030. Give one of these codes."


@pytest.mark.parametrize("lang", LANGS)
def test_a_refusal_that_lacks_a_fact_is_still_said(lang: Lang) -> None:
    assert "80" in Words(lang).refusal(NameTooLong(limit=80))


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR"}, "fr"),
        ({"LC_ALL": "C", "LANG": "en_US"}, "en"),
        ({"LANG": "de_DE"}, "fr"),
        ({"LC_ALL": "", "LC_MESSAGES": "EN"}, "en"),
    ],
)
def test_the_language_is_that_of_the_environment_else_french(environment: dict[str, str], lang: str) -> None:
    assert language_from(environment) == lang


def test_empty_text_does_not_say_the_catalogues_header() -> None:
    assert FR("") == ""
