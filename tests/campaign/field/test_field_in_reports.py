"""Doors in the report, in sums of reports and on Home: the same figures, and nothing where nothing was done."""

from __future__ import annotations

import json
import shutil
import uuid
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from campaign import toolbox
from campaign.field.doors import DoorEntry, FollowUpForm, add_follow_up, record_many
from campaign.field.lists import HoursForm, return_list, set_hours
from campaign.field.silence import SilenceForm, set_silence
from campaign.figures import RATES, figures
from campaign.home import AT_DOORS, AT_DOORS_RATES, SHOWN, home
from campaign.periods import Period
from campaign.reports.add_up import add_up
from campaign.reports.build import activity_report
from campaign.reports.fingerprint import fingerprint
from campaign.reports.formats import BINARY, FORMATS, render
from campaign.reports.sections import field as section_of_doors
from campaign.reports.template import template_of, templated
from campaign.reports.views import Report, Section
from tests.campaign.conftest import Clock, Hands

WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))
CODES = ("conversation", "not_home", "not_home", "refused", "inaccessible")


def report(field: Any, committee: uuid.UUID | None, period: Period = WEEK) -> Report:
    found = field.hands.see(activity_report, committee, period, field.hands.clock.now, "en")
    assert isinstance(found, Report)
    return found


def section(found: Report, key: str) -> Section:
    return next(s for s in found.sections if s.key == key)


@pytest.fixture(scope="module")
def walked_file(field_file: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """One list of a committee, out on the Tuesday evening for an hour, all typed back; to be copied."""
    made_before, known = field_file
    path = tmp_path_factory.mktemp("walked") / "walked.appui"
    shutil.copy(made_before, path)
    field = replace(known, hands=Hands(path, Clock()))
    (made,) = field.issue()
    starts = field.hands.clock.now + timedelta(days=1)
    field.hands.clock.on(days=2)
    field.hands.do(set_hours, HoursForm(made, starts, starts + timedelta(hours=1)))
    lines = field.sheet(made).lines
    entries = [DoorEntry(made, line.position, CODES[line.position % len(CODES)]) for line in lines]
    field.hands.do(record_many, entries)
    field.lines, field.list = len(lines), made
    field.hands.store.close()
    return path, field


@pytest.fixture
def walked(field: Any, walked_file: tuple[Path, Any]) -> Any:
    path, known = walked_file
    field.hands.take(path)
    field.hands.clock.now = known.hands.clock.now
    field.lines, field.list = known.lines, known.list
    return field


def test_the_section_holds_the_figures_of_the_one_definition_and_every_turf(walked: Any) -> None:
    found = section(report(walked, walked.committee), "field")
    counted = walked.hands.see(figures, walked.committee, WEEK, walked.hands.clock.now)
    by_key = {f.key: f for f in found.figures}
    assert set(by_key) == {*section_of_doors.FIGURES, *section_of_doors.RATES}
    for key in section_of_doors.FIGURES:
        assert by_key[key].value == counted.value(key), key
    for key in section_of_doors.RATES:
        rate, figure = RATES[key], by_key[key]
        assert (figure.value, figure.unit) == (rate.of(counted), rate.unit)
        assert (figure.numerator, figure.denominator) == tuple(counted.value(k) for k in rate.counts)
    assert counted.door_attempts == walked.lines
    assert by_key["doors_per_team_hour"].value == counted.doors_knocked
    ((name, doors, knocked, talks, contact, pace, reached, twice),) = found.tables[0].rows
    assert (name, doors) == ("Plateau inventé", walked.town.doors)
    assert (knocked, talks, contact) == (counted.doors_knocked, counted.conversations, by_key["contact_rate"].value)
    assert (pace, reached, twice) == (counted.doors_knocked, counted.doors_knocked / doors, 0)
    weekly, _, shares = found.charts
    assert weekly.values[-1] == counted.doors_knocked
    assert shares.share
    assert shares.values == (round(100 * counted.doors_knocked / doors),)


def test_the_paper_puts_doors_first_among_its_key_figures_and_names_every_turf(walked: Any) -> None:
    whole = report(walked, walked.committee)
    paper = templated(whole, walked.hands.see(template_of, walked.committee))
    keys = [figure.key for figure in section(paper, "key_figures").figures]
    assert keys[:3] == ["doors_knocked", "contact_rate", "members"]
    assert "doors_knocked" not in {figure.key for figure in section(whole, "key_figures").figures}
    said = render(paper, "txt").decode()
    assert "Turf by turf" in said and "Plateau inventé" in said and render(paper, "pdf")
    walked.hands.clock.on(days=14)
    after = report(walked, walked.committee, Period(date(2026, 3, 16), date(2026, 3, 22)))
    quiet = templated(after, walked.hands.see(template_of, walked.committee))
    assert section(quiet, "key_figures").figures[0].key == "members"
    assert "Turf by turf" in render(quiet, "txt").decode()


def test_a_turf_reached_in_an_earlier_week_stays_reached(walked: Any) -> None:
    after = Period(date(2026, 3, 9), date(2026, 3, 15))
    walked.hands.clock.on(days=14)
    row = section(report(walked, walked.committee, after), "field").tables[0].rows[0]
    assert (row[2], row[3], row[4]) == (0, 0, None)
    assert row[6] == section(report(walked, walked.committee), "field").tables[0].rows[0][6] != 0


def test_every_format_shows_doors(walked: Any) -> None:
    found = report(walked, walked.committee)
    for name in sorted(FORMATS):
        made = render(found, name)
        if name not in BINARY:
            assert "Plateau inventé" in made.decode("utf-8-sig"), name
        if name not in ("pdf", "xlsx"):  # theirs is in test_coverage_map.py, with a map
            assert made == render(found, name), name


def test_bars_of_shares_say_percents(walked: Any) -> None:
    found = report(walked, walked.committee)
    share = f"{section(found, 'field').charts[-1].values[0]}%"
    for name in ("txt", "md", "html"):
        text = render(found, name).decode()
        assert share in text, name
    assert "/1 h" in render(found, "txt").decode().replace("\u00a0", " ")


def test_the_paper_of_a_committee_without_doors_has_no_page_of_zeros(field: Any) -> None:
    found = report(field, field.committee)
    shown = templated(found, field.hands.see(template_of, field.committee))
    assert {"field", "quality"} <= {s.key for s in found.sections}
    assert not {"field", "quality"} & {s.key for s in shown.sections}


def test_the_paper_of_one_with_doors_shows_them(walked: Any) -> None:
    shown = templated(report(walked, walked.committee), walked.hands.see(template_of, walked.committee))
    assert "field" in {s.key for s in shown.sections}


def test_reports_with_doors_and_reports_from_before_doors_add_up(walked: Any, tmp_path: Path) -> None:
    other = walked.hands.create("Autre")
    whole = {f.key: f for f in report(walked, None).figures}
    for number, committee in enumerate((walked.committee, other)):
        (tmp_path / f"{number}.json").write_bytes(render(report(walked, committee), "json"))
    made = add_up(tmp_path, "en")
    sums = {f.key: f for f in made.report.figures}
    for key in (*section_of_doors.FIGURES, *section_of_doors.RATES, "lists_flagged"):
        assert (sums[key].value, sums[key].numerator) == (whole[key].value, whole[key].numerator), key
    assert made.findings == ()
    old = json.loads((tmp_path / "1.json").read_text())
    doors = {key for s in old["sections"] if s["key"] in ("field", "quality") for key in s["figures"]}
    old["figures"] = [f for f in old["figures"] if f["key"] not in doors]
    old["sections"] = [s for s in old["sections"] if s["key"] not in ("field", "quality")]
    old["definitions"] = "000000000000"
    old["hash"] = fingerprint(old)
    (tmp_path / "1.json").write_text(json.dumps(old))
    again = add_up(tmp_path, "en")
    assert [finding.code for finding in again.findings] == ["definitions"]
    assert {f.key: f.value for f in again.report.figures} == {f.key: f.value for f in made.report.figures}


def test_two_weeks_added_up_divide_again_and_take_stocks_at_the_end(walked: Any, tmp_path: Path) -> None:
    walked.hands.clock.on(days=14)
    for number, period in enumerate((WEEK, Period(date(2026, 3, 9), date(2026, 3, 15)))):
        (tmp_path / f"{number}.json").write_bytes(render(report(walked, walked.committee, period), "json"))
    sums = {f.key: f for f in add_up(tmp_path, "en").report.figures}
    first = {f.key: f for f in report(walked, walked.committee).figures}
    for key in ("doors_targeted", "doors_covered", "coverage", "contact_rate", "doors_per_team_hour"):
        assert sums[key].value == first[key].value, key


def test_what_is_improbable_is_told_of_the_list(field: Any) -> None:
    (made,) = field.issue()
    field.hands.do(record_many, [DoorEntry(made, line.position, "conversation") for line in field.sheet(made).lines])
    found = section(report(field, field.committee), "quality")
    assert found.figures[0].value == 1
    number = field.sheet(made).list_number
    assert {row[1] for row in found.tables[0].rows} == {number}
    assert any("100.0%" in str(row[3]) for row in found.tables[0].rows)


def test_goals_may_be_doors_and_conversations(walked: Any) -> None:
    for kpi in ("doors_knocked", "conversations"):
        walked.hands.do(toolbox.set_goal, walked.committee, kpi, WEEK, 10)
    counted = walked.hands.see(figures, walked.committee, WEEK, walked.hands.clock.now)
    goals = {f.label: f.value for f in section(report(walked, walked.committee), "goals").figures}
    assert goals == {"Doors knocked": counted.doors_knocked, "Conversations": counted.conversations}


# --- Home


def seen(field: Any) -> Any:
    return field.hands.see(home, field.hands.clock.now, field.committee, field.hands.clock.now.date())


def waits(field: Any) -> dict[str, Any]:
    found = {t.kind: t for t in seen(field).todo}
    return {kind: found[kind] for kind in ("enter", "expired", "follow_ups", "cut", "silence") if kind in found}


def test_home_shows_doors_where_there_is_turf_and_asks_for_turf_where_there_are_addresses(field: Any) -> None:
    found = seen(field)
    assert [t.key for t in found.trends] == list(AT_DOORS)
    assert [r.key for r in found.rates] == list(AT_DOORS_RATES)
    assert waits(field) == {}
    ((turf),) = found.turf
    assert (turf.doors, turf.covered, turf.passes, turf.lists_out) == (field.town.doors, 0, 0, 0)
    with field.hands.store.write() as unit:
        from campaign.field.turf import retire

        retire(unit, field.turf)
    found = seen(field)
    assert [t.key for t in found.trends] == list(SHOWN)
    assert found.turf == ()
    assert set(waits(field)) == {"cut"}


def test_home_counts_lists_out_to_enter_and_expired(field: Any) -> None:
    one, two = field.issue(*field.walks[:2])
    number = field.sheet(one).list_number
    assert seen(field).turf[0].lists_out == 2
    field.hands.do(return_list, one)
    todo = waits(field)["enter"]
    assert (todo.target, todo.facts["numbers"], todo.late) == (one, number, False)
    field.hands.clock.on(days=30)
    assert "expired" not in waits(field)  # it holds on its last day
    field.hands.clock.on(days=1)
    todo = waits(field)["expired"]
    assert (todo.target, todo.facts["numbers"]) == (two, field.sheet(two).list_number)
    assert seen(field).turf[0].lists_out == 1


def test_home_tells_of_promises_that_are_due_and_of_the_silence_ahead(walked: Any) -> None:
    today = walked.hands.clock.now.date()
    walked.hands.do(add_follow_up, FollowUpForm(walked.list, 1, "call", today + timedelta(days=1)))
    assert waits(walked) == {}
    walked.hands.clock.on(days=1)
    assert waits(walked)["follow_ups"].facts == {"count": 1}
    poll = today + timedelta(days=20)
    walked.hands.do(set_silence, SilenceForm(walked.committee, poll))
    assert "silence" not in waits(walked)
    walked.hands.clock.on(days=8)
    todo = waits(walked)["silence"]
    assert (todo.facts["days"], todo.facts["day"], todo.late) == (10, (poll - timedelta(days=1)).isoformat(), False)
    walked.hands.clock.on(days=10)
    assert waits(walked)["silence"].late
    walked.hands.clock.on(days=3)
    assert "silence" not in waits(walked)
