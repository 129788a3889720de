"""The activity report as built from rows: one definition, one order, one hash for one set of figures."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from campaign import toolbox
from campaign.actions import sign_up
from campaign.committees.changes import close, rename
from campaign.errors import CommitteeUnknown
from campaign.figures import DEFINITIONS, figures
from campaign.periods import Period
from campaign.reports import asked, formats
from campaign.reports.build import activity_report
from campaign.reports.views import SECTION_WORDS, Report, Section
from campaign.words import Lang
from db.tables import Committee

WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))
NEXT = Period(date(2026, 3, 9), date(2026, 3, 15))


def report(
    hands: Any, committee: uuid.UUID | None = None, period: Period = WEEK, lang: Lang = "fr", clock: Any = None
) -> Report:
    found = hands.see(activity_report, committee, period, clock or hands.clock.now, lang)
    assert isinstance(found, Report)
    return found


def section(found: Report, key: str) -> Section:
    return next(s for s in found.sections if s.key == key)


def values(found: Report, key: str) -> dict[str, Any]:
    return {f.key: f.value for f in section(found, key).figures}


@pytest.fixture
def week(hands: Any, prepared: Callable[..., Path]) -> tuple[uuid.UUID, uuid.UUID]:
    """Two committees with a full week, seen from the Monday after it."""
    hands.take(prepared("two-committees", fill_week))
    hands.clock.to(2026, 3, 9)
    lyon, tahiti = (hands.one(select(Committee.id).where(Committee.name == name)) for name in ("Lyon", "Papeete"))
    return lyon, tahiti


def fill_week(hands: Any) -> None:
    lyon, tahiti = hands.create("Lyon", leader="Léa Lead"), hands.create("Papeete", "Papeete")
    ana, luc = hands.join(lyon, "Ana Diaz"), hands.join(lyon, "Luc Eva")
    hands.join(tahiti, "Ana Diaz")
    hands.do(toolbox.set_goal, lyon, "members", WEEK, 5)
    hands.do(toolbox.set_goal, lyon, "people_met", Period(date(2026, 3, 1), date(2026, 3, 31)), 40)
    hands.do(toolbox.set_goal, tahiti, "members", WEEK, 1)
    hands.do(toolbox.write_entry, lyon, "Plus de tracts\n2 000", "request", date(2026, 3, 4))
    hands.do(toolbox.write_entry, lyon, "On a dit cela", "note", date(2026, 3, 4))
    hands.clock.to(2026, 3, 9)
    hands.hold(lyon, date(2026, 3, 3), ana, luc, people_met=12, leaflets=300)
    hands.hold(lyon, date(2026, 3, 5), ana, kind="meeting")
    hands.hold(tahiti, date(2026, 3, 8), ana, people_met=5)
    hands.plan(lyon, date(2026, 3, 6))
    hands.do(sign_up, hands.plan(lyon, date(2026, 3, 12)), luc)


def test_the_sections_come_in_reading_order(hands: Any, week: Any) -> None:
    order = list(SECTION_WORDS)
    assert [s.key for s in report(hands).sections] == order
    assert [s.key for s in report(hands, week[0]).sections] == [key for key in order if key != "committees"]


def test_the_figures_are_those_of_the_one_definition(hands: Any, week: Any) -> None:
    for committee in (None, *week):
        counted = hands.see(figures, committee, WEEK, hands.clock.now)
        before = hands.see(figures, committee, WEEK.before(), hands.clock.now)
        found = {f.key: f for f in report(hands, committee).figures if f.key in DEFINITIONS}
        assert set(found) == set(DEFINITIONS)
        for key, figure in found.items():
            assert (figure.value, figure.before) == (counted.value(key), before.value(key)), key
            assert figure.unit == DEFINITIONS[key].unit


def test_a_week_by_hand(hands: Any, week: Any) -> None:
    found = report(hands, week[0])
    assert values(found, "key_figures") == {
        "members": 3, "active_members": 2, "actions_held": 2, "participations": 3, "minutes": 360, "people_met": 12,
        "leaflets": 300,
    }  # fmt: skip
    assert [row[1] for row in section(found, "members").tables[0].rows] == [0, 3, 0, 3]
    assert values(found, "done") == {"field_actions": 1, "actions_cancelled": 0, "reports_missing": 1}
    volunteers = values(found, "volunteers")
    assert (volunteers["new_members"], volunteers["participants"], volunteers["active_share"]) == (3, 2, 2 / 3)
    assert section(found, "volunteers").charts[0].values[-1] == 6
    held = section(found, "done").tables[0].rows
    assert [(row[0], row[3], row[4], row[5]) for row in held] == [
        (date(2026, 3, 3), 2, 240, 12),
        (date(2026, 3, 5), 1, 120, 0),
    ]


def test_all_committees_are_the_sum_of_each_a_person_in_two_counting_twice(hands: Any, week: Any) -> None:
    parts = [report(hands, committee) for committee in week]
    whole = report(hands)
    for key in ("members", "participations", "participants", "minutes", "people_met", "actions_held"):
        assert next(f.value for f in whole.figures if f.key == key) == sum(
            next(f.value for f in part.figures if f.key == key) for part in parts
        )
    table = section(whole, "committees").tables[0]
    for column, key in enumerate(("members", "active_members", "actions_held", "minutes", "people_met"), 3):
        assert sum(row[column] for row in table.rows) == next(f.value for f in whole.figures if f.key == key)


def test_goals_are_shown_with_what_was_reached_by_the_end_of_the_report(hands: Any, week: Any) -> None:
    rows = section(report(hands, week[0]), "goals").tables[0].rows
    assert [(row[2], row[3], row[4]) for row in rows] == [(12, 40, 12 / 40), (3, 5, 3 / 5)]
    targets = [(f.value, f.target) for f in section(report(hands, week[0]), "goals").figures]
    assert targets == [(12, 40), (3, 5)]
    (reached,) = section(report(hands), "goals").figures
    assert (reached.numerator, reached.denominator, reached.value) == (1, 3, 1 / 3)


def test_two_goals_on_one_figure_have_two_keys(hands: Any, week: Any) -> None:
    hands.do(toolbox.set_goal, week[0], "members", Period(date(2026, 3, 1), date(2026, 3, 31)), 9)
    keys = [f.key for f in report(hands, week[0]).figures]
    assert len(keys) == len(set(keys))


def test_the_next_fourteen_days_begin_the_day_after(hands: Any, week: Any) -> None:
    lyon, tahiti = week
    for day in (22, 23):
        hands.plan(lyon, date(2026, 3, day), at=time(23, 59))
    hands.plan(tahiti, date(2026, 3, 8), at=time(23))
    hands.plan(tahiti, date(2026, 3, 22), at=time(23))
    assert [row[0].day for row in section(report(hands, lyon), "ahead").tables[0].rows] == [12, 22]
    assert [row[0].day for row in section(report(hands, tahiti), "ahead").tables[0].rows] == [22]
    rows = section(report(hands), "ahead").tables[0].rows
    assert [(row[0].day, row[2]) for row in rows] == [(12, "Lyon"), (22, "Lyon"), (22, "Papeete")]


def test_a_list_for_all_that_is_cut_says_so(hands: Any, week: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "ROWS_LIMIT", 2)
    for _ in range(4):
        hands.plan(week[0], date(2026, 3, 10))
        hands.do(toolbox.write_entry, week[0], "Encore", "difficulty", date(2026, 3, 5))
    found = report(hands, lang="en")
    ahead, difficulties = section(found, "ahead"), section(found, "difficulties")
    assert len(ahead.tables[0].rows) == 2
    assert "3" in ahead.text[0]
    assert len(difficulties.text) == 3
    assert len(section(report(hands, week[0]), "ahead").tables[0].rows) == 5


def test_difficulties_and_requests_are_told_and_notes_are_not(hands: Any, week: Any) -> None:
    (text,) = section(report(hands, week[0]), "difficulties").text
    assert text.endswith("Plus de tracts\n2 000")
    assert "Lyon" in section(report(hands), "difficulties").text[0]


@pytest.mark.parametrize("everyone", [True, False])
def test_an_empty_week_is_said_to_be_empty(hands: Any, everyone: bool) -> None:
    committee = None if everyone else hands.create()
    found = report(hands, committee, Period(date(2025, 1, 6), date(2025, 1, 12)), "en")
    assert all(f.value in (0, None) for f in found.figures)
    assert all(t.empty for s in found.sections for t in s.tables if not t.rows)
    assert section(found, "difficulties").text
    for name in ("txt", "md", "csv", "json", "html"):
        assert formats.render(found, name)


def test_a_committee_closed_in_the_middle_is_in_the_report_of_that_week(hands: Any, week: Any) -> None:
    lyon, _ = week
    hands.clock.to(2026, 3, 11)
    hands.do(close, lyon)
    hands.clock.to(2026, 3, 23)
    last = report(hands, None, NEXT, "en")
    rows = {row[0]: row[2:4] for row in section(last, "committees").tables[0].rows}
    assert rows == {"Lyon": ("closed", 0), "Papeete": ("active", 1)}
    assert values(last, "committees")["committees"] == last.header.committees == 1
    assert [row[1] for row in section(last, "members").tables[0].rows] == [4, 0, -3, 1]
    alone = report(hands, lyon, NEXT, "en")
    assert (alone.header.state, values(alone, "key_figures")["members"]) == ("closed", 0)
    earlier = report(hands, None, WEEK, "en")
    assert {row[0]: row[2] for row in section(earlier, "committees").tables[0].rows} == {
        "Lyon": "active",
        "Papeete": "active",
    }
    assert (earlier.header.committees, report(hands, lyon, WEEK).header.state_id) == (2, "active")
    after = report(hands, None, Period(date(2026, 3, 16), date(2026, 3, 22)))
    assert [row[0] for row in section(after, "committees").tables[0].rows] == ["Papeete"]


def test_the_report_of_a_week_that_is_over_does_not_change_as_time_goes_by(hands: Any, week: Any) -> None:
    for committee in (None, week[0]):
        first = report(hands, committee, NEXT, clock=hands.clock.now.replace(day=16))
        assert report(hands, committee, NEXT, clock=hands.clock.now.replace(month=9)) == first
        assert report(hands, committee, NEXT, clock=hands.clock.now.replace(year=2030)) == first


def test_the_report_of_a_running_week_changes_with_the_day_only(hands: Any, week: Any) -> None:
    hands.plan(week[0], date(2026, 3, 9), at=time(12))
    now = hands.clock.now.replace(hour=8)
    evening, tomorrow = now.replace(hour=22), now.replace(day=10, hour=12)
    assert report(hands, week[0], NEXT, clock=now) == report(hands, week[0], NEXT, clock=evening)
    assert values(report(hands, week[0], NEXT, clock=tomorrow), "done")["reports_missing"] == 1


def test_the_hash_is_one_for_both_languages_and_for_a_copy(hands: Any, week: Any) -> None:
    for committee in (None, week[0]):
        hashes = {report(hands, committee, lang=lang).hash for lang in ("fr", "en")}
        hands.reopen()
        assert hashes == {report(hands, committee).hash}
        (found,) = hashes
        assert len(found) == 64


def test_the_same_rows_give_the_same_bytes_in_every_format(hands: Any, week: Any) -> None:
    one = report(hands, week[0])
    hands.reopen()
    again = report(hands, week[0])
    for name in ("txt", "md", "csv", "json", "html", "pdf"):
        assert formats.render(again, name) == formats.render(one, name), name


def test_the_hash_changes_with_any_figure(hands: Any, week: Any) -> None:
    lyon, tahiti = week
    seen = [report(hands, lyon).hash]
    changes = [
        lambda: hands.join(lyon, "Eve Roy"),
        lambda: hands.hold(lyon, date(2026, 3, 4)),
        lambda: hands.do(toolbox.set_goal, lyon, "members", WEEK, 6),
        lambda: hands.plan(lyon, date(2026, 3, 13)),
        lambda: hands.hold(lyon, date(2026, 2, 25), people_met=1),
        lambda: hands.hold(lyon, date(2026, 2, 2)),
        lambda: hands.hold(lyon, date(2025, 12, 22)),
    ]
    for number, change in enumerate(changes):
        hands.clock.to(2026, 3, 7 if number == 0 else 9)
        change()
        hands.clock.to(2026, 3, 9)
        seen.append(report(hands, lyon).hash)
    # The last is an action without participants, before what the report shows.
    assert len(set(seen)) == len(changes)
    assert seen[-1] == seen[-2]
    assert report(hands, lyon).hash != report(hands, tahiti).hash != report(hands, lyon, NEXT).hash


def test_a_new_name_is_no_new_figure(hands: Any, week: Any) -> None:
    before = report(hands, week[0])
    hands.do(rename, week[0], "Autre nom")
    after = report(hands, week[0])
    assert (after.header.name, after.hash) == ("Autre nom", before.hash)


def test_an_undone_action_gives_the_hash_back(hands: Any, week: Any) -> None:
    before = report(hands).hash
    hands.hold(week[0], date(2026, 3, 4))
    assert report(hands).hash != before
    hands.undo()
    hands.undo()
    assert report(hands).hash == before


def test_charts_show_eight_weeks_or_those_of_the_period(hands: Any, week: Any) -> None:
    (members,) = section(report(hands, week[0]), "members").charts
    assert len(members.labels) == len(members.values) == 8
    assert (members.labels[-1], members.values) == ("02/03", (0, 0, 0, 0, 0, 0, 0, 3))
    (long,) = section(report(hands, None, Period(date(2025, 1, 1), date(2026, 3, 8))), "done").charts
    assert (len(long.values), long.values[-1]) == (26, 4)
    (english,) = section(report(hands, week[0], lang="en"), "members").charts
    assert english.labels[-1] == "2 Mar"


def test_the_header_says_whom_it_is_about_as_they_were(hands: Any, week: Any) -> None:
    header = report(hands, week[1], lang="en").header
    assert (header.name, header.place, header.zone, header.state) == ("Papeete", "Papeete", "Pacific/Tahiti", "active")
    assert (header.kind_id, header.state_id) == ("local", "active")
    whole = report(hands, lang="en").header
    assert (whole.id, whole.name, whole.committees, whole.invented) == ("", "All committees", 2, False)
    dormant = report(hands, week[1], Period(date(2026, 6, 1), date(2026, 6, 7)), "en", hands.clock.now.replace(month=7))
    assert dormant.header.state == "dormant"


def test_a_place_abroad_is_said_in_the_language_of_the_report(hands: Any) -> None:
    berlin = hands.create("Berlin", "Berlin, DE")
    assert [report(hands, berlin, lang=lang).header.place for lang in ("fr", "en")] == [
        "Berlin (Allemagne)",
        "Berlin (Germany)",
    ]


def test_what_people_typed_is_carried_as_it_is(hands: Any) -> None:
    committee = hands.create("[/] {x} %s")
    hands.do(toolbox.write_entry, committee, "[b]{name}[/b] =1+1", "difficulty", date(2026, 3, 4))
    found = report(hands, committee)
    assert found.header.name == "[/] {x} %s"
    assert section(found, "difficulties").text[0].endswith("[b]{name}[/b] =1+1")


def test_as_many_statements_for_eight_committees_as_for_two(hands: Any, week: Any) -> None:
    sent = []
    for rounds in (0, 6):
        for number in range(rounds):
            committee = hands.create(f"Comité {number}")
            ana = hands.join(committee, f"Ana {number}")
            hands.hold(committee, date(2026, 3, 3), ana)
            hands.do(toolbox.set_goal, committee, "members", WEEK, 3)
        statements: list[str] = []
        event.listen(hands.store.engine, "before_cursor_execute", lambda *a, s=statements: s.append(a[2]))
        report(hands)
        sent.append(len(statements))
    assert sent[0] == sent[1]


def test_a_committee_that_does_not_exist_is_refused(hands: Any) -> None:
    with pytest.raises(CommitteeUnknown):
        report(hands, uuid.uuid4())
