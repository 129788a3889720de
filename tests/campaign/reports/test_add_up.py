"""Committees' JSON files made one: three hundred equal the file that holds them all; what is wrong is named."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaign.actions import ActionReport, NewAction, plan_action, report_action
from campaign.committees.create import create_committee
from campaign.committees.forms import NewCommittee
from campaign.committees.members import add_member
from campaign.errors import AddingUpStopped, FolderUnreadable, ListUnreadable, NothingToAddUp
from campaign.periods import Period
from campaign.reports.add_up import Expected, Sum, add_up, read_expected
from campaign.reports.build import activity_report
from campaign.reports.fingerprint import fingerprint
from campaign.reports.formats import FORMATS, render
from campaign.reports.received import Received, read_report
from campaign.reports.views import Report
from campaign.toolbox import set_goal
from db.tables import Committee

WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))
NEXT = Period(date(2026, 3, 9), date(2026, 3, 15))


def fill(hands: Any, count: int) -> list[uuid.UUID]:
    """Committees of different sizes, some with goals, each with an action or two in the first week."""
    made = []
    with hands.store.write() as unit:
        for number in range(count):
            committee = create_committee(unit, NewCommittee(name=f"Comité {number:03}", places=("Lyon",))).id
            people = [add_member(unit, committee, f"Personne {number} {n}") for n in range(number % 4)]
            for n in range(1 + number % 2):
                form = NewAction(committee_id=committee, kind="market" if n else "meeting", day=date(2026, 3, 3 + n))
                action = plan_action(unit, form)
                hands.clock.now = hands.clock.now.replace(day=9)
                unit.now = hands.clock.now
                said = ActionReport(
                    action_id=action, attended=frozenset(people[: n + 1]), people_met=number, leaflets=3 * number
                )
                report_action(unit, said)
                unit.now = hands.clock.now.replace(day=2)
            if number % 3 == 0:
                set_goal(unit, committee, "people_met", WEEK, 50)
            made.append(committee)
        unit.without_journal = lambda: None
    return made


def send(hands: Any, folder: Path, committees: list[uuid.UUID], *periods: Period) -> list[Path]:
    """Write each committee's JSON report of each period, as `appui report activity --format json` does."""
    folder.mkdir(exist_ok=True)
    files = []
    with hands.store.read() as session:
        for committee in committees:
            for period in periods or (WEEK,):
                report = activity_report(session, committee, period, hands.clock.now, "fr")
                path = folder / f"{report.header.name} {period.first}.json"
                path.write_bytes(render(report, "json"))
                files.append(path)
    return files


def changed(path: Path, change: Callable[[dict[str, Any]], object], *, signed: bool = False) -> Path:
    value = json.loads(path.read_text("utf-8"))
    change(value)
    if signed:
        value["hash"] = fingerprint(value)
    path.write_text(json.dumps(value), "utf-8")
    return path


def figures(report: Report) -> dict[str, tuple[Any, ...]]:
    return {f.key: (f.value, f.unit, f.numerator, f.denominator, f.before) for f in report.figures}


def named(found: Sum) -> list[tuple[str, str, str]]:
    return [(f.code, f.file, f.committee) for f in found.findings]


@pytest.fixture(scope="module")
def filled(
    first_file: Path, new_hands: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[uuid.UUID]]:
    """Four committees' files of one week in a folder, beside the file they came from; made once, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copy(first_file, folder / "local.appui")
    hands = new_hands(folder / "local.appui")
    committees = fill(hands, 4)
    send(hands, folder / "sent", committees)
    hands.store.close()
    return folder, committees


@pytest.fixture
def few(filled: tuple[Path, list[uuid.UUID]], tmp_path: Path) -> tuple[Path, list[uuid.UUID]]:
    """Four committees' files of one week."""
    shutil.copytree(filled[0] / "sent", tmp_path / "sent")
    return tmp_path / "sent", filled[1]


@pytest.fixture
def four(filled: tuple[Path, list[uuid.UUID]], hands: Any) -> Any:
    """The file they came from, as it was when they had been written."""
    hands.take(filled[0] / "local.appui")
    hands.clock.now = hands.clock.now.replace(day=9)
    return hands


@pytest.mark.parametrize("many", [6, pytest.param(300, marks=pytest.mark.long)])
def test_hundreds_of_reports_added_up_equal_the_one_of_the_file_that_holds_them_all(
    hands: Any, tmp_path: Path, many: int
) -> None:
    committees = fill(hands, many)
    send(hands, tmp_path / "sent", committees)
    found = add_up(tmp_path / "sent", "fr")
    assert (found.files, found.added, found.refused, found.committees) == (many, many, 0, many)
    assert found.findings == ()
    whole = figures(hands.see(activity_report, None, WEEK, hands.clock.now, "fr"))
    sums = figures(found.report)
    assert set(whole) - set(sums) == {"committees", "committees_created", "committees_dormant"}
    assert {key: sums[key] for key in whole if key in sums} == {key: whole[key] for key in whole if key in sums}
    assert whole["people_met"][0] > many
    assert whole["active_share"][2] > many / 3
    assert whole["flake_rate"][3] == whole["confirmed_at_start"][0]
    assert whole["goals_met"][3] == many / 3
    movement = next(section for section in found.report.sections if section.key == "members").tables[0]
    assert [row[1] for row in movement.rows] == [0, whole["members"][0], 0, whole["members"][0]]


def test_rates_are_divided_again_and_never_averaged(few: Any) -> None:
    folder, _ = few
    parts = [json.loads(path.read_text("utf-8")) for path in folder.iterdir()]
    rates = [next(f for f in part["figures"] if f["key"] == "active_share") for part in parts]
    share = next(f for f in add_up(folder).report.figures if f.key == "active_share")
    above, below = sum(r["numerator"] for r in rates), sum(r["denominator"] for r in rates)
    assert (share.numerator, share.denominator, share.value) == (above, below, above / below)
    given = [r["value"] for r in rates if r["value"] is not None]
    assert share.value != sum(given) / len(given)


def test_a_file_that_was_changed_is_refused_and_named_and_the_others_are_added_up(few: Any) -> None:
    folder, _ = few
    before = add_up(folder)
    path = changed(folder / "Comité 003 2026-03-02.json", lambda v: v["figures"][5].update(value=999))
    found = add_up(folder)
    assert named(found) == [("tampered", path.name, "Comité 003")]
    assert (found.files, found.added, found.refused) == (4, 3, 1)
    assert figures(found.report)["people_met"][0] == figures(before.report)["people_met"][0] - 3 * 2


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v["period"].update({"from": "2026-03-01"}),
        lambda v: v["committee"].update(id=str(uuid.uuid4())),
        lambda v: v["committee"].update(created_on="2020-01-01"),
        lambda v: v.update(definitions="000000000000"),
        lambda v: v["figures"][0].update(before=7),
        lambda v: v["figures"].pop(),
        lambda v: v["sections"][0]["figures"].reverse(),
        lambda v: v["sections"][5]["charts"][0]["bars"][0].update(value=4),
        lambda v: next(t for s in v["sections"] for t in s["tables"] if t["key"] == "movement")["rows"].pop(),
        lambda v: v.update(hash=v["hash"].upper()),
    ],
)
def test_any_number_or_day_that_was_changed_is_seen(few: Any, change: Callable[[dict[str, Any]], object]) -> None:
    path = changed(few[0] / "Comité 001 2026-03-02.json", change)
    assert named(add_up(few[0]))[0] == ("tampered", path.name, "Comité 001")


def test_a_copy_that_another_program_wrote_anew_passes(few: Any) -> None:
    def rewritten(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rewritten(value[key]) for key in reversed(value)}
        if isinstance(value, list):
            return [rewritten(each) for each in value]
        return int(value) if isinstance(value, float) and value.is_integer() else value

    for path in few[0].iterdir():
        path.write_text(json.dumps(rewritten(json.loads(path.read_text("utf-8")))), "utf-8")
    assert add_up(few[0]).added == 4


def test_a_committee_on_the_list_that_sent_nothing_is_named_and_one_not_on_it_too(few: Any, tmp_path: Path) -> None:
    folder, committees = few
    (folder / "Comité 002 2026-03-02.json").unlink()
    listed = tmp_path / "list.txt"
    listed.write_text(f"# les comités\ncomite 000\n{committees[1]}\n\nComité 002\nComité 777\n", "utf-8-sig")
    found = add_up(folder, expected=read_expected(listed))
    assert named(found) == [
        ("missing", "", "Comité 002"),
        ("missing", "", "Comité 777"),
        ("unexpected", "", "Comité 003"),
    ]


def test_the_list_may_be_what_the_directory_prints(four: Any, few: Any, tmp_path: Path) -> None:
    folder, _ = few
    with four.store.read() as session:
        rows = [{"id": str(c.id), "name": c.name, "members": 3} for c in session.scalars(select(Committee))]
    listed = tmp_path / "list.json"
    listed.write_text(json.dumps([*rows, {"id": str(uuid.uuid4()), "name": "Comité 000"}]), "utf-8")
    assert named(add_up(folder, expected=read_expected(listed))) == [("missing", "", "Comité 000")]
    assert Expected("a", "a") == Expected("a", "a")
    for wrong in ("[1]", "[", b"\xff\xfe"):
        listed.write_bytes(wrong if isinstance(wrong, bytes) else wrong.encode())
        with pytest.raises(ListUnreadable):
            read_expected(listed)


def test_a_week_that_a_committee_left_out_is_named_but_not_one_before_it_was_made(hands: Any, tmp_path: Path) -> None:
    committees = fill(hands, 3)
    send(hands, tmp_path / "sent", committees, WEEK, NEXT)
    young = hands.create("Jeune")  # on 9 March
    send(hands, tmp_path / "sent", [young], NEXT)
    (tmp_path / "sent" / "Comité 001 2026-03-09.json").unlink()
    found = add_up(tmp_path / "sent")
    assert named(found) == [("skipped", "", "Comité 001")]
    assert (found.findings[0].first, found.findings[0].last) == (NEXT.first, NEXT.last)


def test_periods_that_overlap_are_named_and_counted_once(four: Any, few: Any) -> None:
    folder, committees = few
    before = figures(add_up(folder).report)
    send(four, folder, committees[2:3], Period(date(2026, 3, 5), date(2026, 3, 11)))
    shutil.copy(folder / "Comité 003 2026-03-02.json", folder / "z copy.json")
    found = add_up(folder)
    assert [f for f in named(found) if f[0] != "skipped"] == [
        ("overlap", "Comité 002 2026-03-05.json", "Comité 002"),
        ("twice", "z copy.json", "Comité 003"),
    ]
    assert figures(found.report)["people_met"] == before["people_met"]
    assert found.added == 4


def test_stocks_are_taken_at_the_end_and_flows_added_over_the_weeks(hands: Any, tmp_path: Path) -> None:
    committees = fill(hands, 3)
    hands.join(committees[0], "Quelqu'un")  # on 9 March
    hands.clock.to(2026, 3, 16)
    send(hands, tmp_path / "sent", committees, WEEK, NEXT)
    found = add_up(tmp_path / "sent", "en")
    both = Period(WEEK.first, NEXT.last)
    whole = figures(hands.see(activity_report, None, both, hands.clock.now, "en"))
    sums = figures(found.report)
    for key in ("members", "followers", "leaders", "active_members", "arrivals", "departures", "people_met", "minutes"):
        assert sums[key][0] == whole[key][0], key
        assert sums[key][4] is None, key
    share = next(f for f in found.report.figures if f.key == "active_share")
    assert (share.numerator, share.denominator) == whole["active_share"][2:4]
    movement = next(s for s in found.report.sections if s.key == "members").tables[0]
    assert [row[1] for row in movement.rows] == [0, 4, 0, 4]
    (chart,) = next(s for s in found.report.sections if s.key == "done").charts
    assert chart.labels == ("2 Mar", "9 Mar")
    weeks = next(s for s in found.report.sections if s.key == "committees").tables[0]
    assert [row[:4] for row in weeks.rows[:2]] == [
        ("Comité 000", WEEK.first, WEEK.last, 0),
        ("Comité 000", NEXT.first, NEXT.last, 1),
    ]


def test_who_came_in_two_weeks_counts_in_each_and_it_is_said(hands: Any, tmp_path: Path) -> None:
    (committee,) = fill(hands, 1)
    ana = hands.join(committee, "Ana Diaz")
    hands.clock.to(2026, 3, 16)
    hands.hold(committee, date(2026, 3, 10), ana)
    send(hands, tmp_path / "one", [committee], NEXT)
    hands.hold(committee, date(2026, 3, 3), ana)
    send(hands, tmp_path / "two", [committee], WEEK, NEXT)

    def participants(folder: str) -> tuple[Any, str]:
        figure = next(f for f in add_up(tmp_path / folder, "en").report.figures if f.key == "participants")
        return figure.value, figure.definition

    assert participants("one")[0] == 1
    assert "counts in each." not in participants("one")[1]
    assert participants("two")[0] == 2
    assert participants("two")[1].endswith("counts in each.")


def test_members_who_came_in_a_week_without_a_report_are_a_line_of_their_own(hands: Any, tmp_path: Path) -> None:
    (committee,) = fill(hands, 1)
    hands.clock.to(2026, 3, 10)
    hands.join(committee, "Ana Diaz")
    hands.clock.to(2026, 3, 30)
    send(hands, tmp_path / "sent", [committee], WEEK, Period(date(2026, 3, 16), date(2026, 3, 22)))
    members = next(s for s in add_up(tmp_path / "sent", "en").report.sections if s.key == "members").tables[0]
    assert [row[1] for row in members.rows] == [0, 0, 0, 1, 1]


def test_other_definitions_are_named_and_another_form_refused(few: Any) -> None:
    folder, _ = few
    changed(folder / "Comité 000 2026-03-02.json", lambda v: v.update(definitions="0123456789ab"), signed=True)
    changed(folder / "Comité 001 2026-03-02.json", lambda v: v.update(schema=99), signed=True)
    found = add_up(folder)
    assert named(found) == [
        ("schema", "Comité 001 2026-03-02.json", "Comité 001"),
        ("definitions", "Comité 000 2026-03-02.json", "Comité 000"),
    ]
    assert found.added == 3


def test_a_figure_that_this_version_does_not_know_is_added_up_under_its_own_name(few: Any) -> None:
    folder, _ = few

    def newer(value: dict[str, Any]) -> None:
        figure = {**value["figures"][0], "key": "songs_sung", "label": "Chansons", "value": 4, "before": None}
        value["figures"].append(figure)
        value["sections"][0]["figures"].append("songs_sung")

    for number in (1, 2):
        changed(folder / f"Comité 00{number} 2026-03-02.json", newer, signed=True)
    songs = next(f for f in add_up(folder, "en").report.figures if f.key == "songs_sung")
    assert (songs.label, songs.value, songs.before) == ("Chansons", 8, None)


def test_a_report_of_all_committees_is_left_out_and_so_is_what_was_added_up_before(four: Any, few: Any) -> None:
    folder, _ = few
    before = figures(add_up(folder).report)
    whole = four.see(activity_report, None, WEEK, four.clock.now, "fr")
    (folder / "all.json").write_bytes(render(whole, "json"))
    (folder / "sum.json").write_bytes(render(add_up(folder).report, "json"))
    found = add_up(folder)
    assert [f[:2] for f in named(found)] == [("whole", "all.json"), ("whole", "sum.json")]
    assert figures(found.report)["people_met"] == before["people_met"]
    assert isinstance(read_report(folder / "sum.json"), Received)


HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "text": b"hello",
    "list": b"[]",
    "deep": b"[" * 100_000,
    "other": b'{"a": 1}',
    "only a hash": b'{"hash": "x"}',
    "endless": b'{"hash": "x", "schema": Infinity}',
    "binary": b"\x00\xff\xfe\x80",
    "digits": b'{"hash": "x", "schema": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_report_is_named_and_never_a_crash(few: Any, name: str) -> None:
    (few[0] / "a.json").write_bytes(HOSTILE[name])
    found = add_up(few[0])
    assert [(f.code in ("unreadable", "no_report"), f.file) for f in found.findings] == [(True, "a.json")]
    assert found.added == 4


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v["figures"][0].update(value="12"),
        lambda v: v["figures"][0].update(value=True),
        lambda v: v["figures"][0].update(value=2.5),
        lambda v: v["figures"][0].update(value=10**30),
        lambda v: v["figures"][0].update(unit="bananas"),
        lambda v: v["figures"].append(v["figures"][0]),
        lambda v: v["committee"].update(id=7),
        lambda v: v["committee"].update(name=None),
        lambda v: v["period"].update({"from": "2026-03-09"}),
        lambda v: v["period"].update({"from": "0001-01-01"}),
        lambda v: v["period"].update({"from": 3}),
        lambda v: v["sections"][0].update(figures=[1]),
    ],
)
def test_a_report_with_values_of_another_kind_is_none_even_under_a_right_fingerprint(
    few: Any, change: Callable[[dict[str, Any]], object]
) -> None:
    path = changed(few[0] / "Comité 001 2026-03-02.json", change, signed=True)
    assert [f[:2] for f in named(add_up(few[0]))] == [("no_report", path.name)]


def test_what_is_no_regular_file_is_not_waited_for(few: Any) -> None:
    os.mkfifo(few[0] / "pipe.json")
    (few[0] / "folder.json").mkdir()
    (few[0] / "link.json").symlink_to(few[0] / "nowhere")
    shutil.copytree(few[0], few[0] / ".hidden", ignore=shutil.ignore_patterns("pipe.json", "link.json"))
    assert sorted(named(add_up(few[0]))) == [("unreadable", "link.json", ""), ("unreadable", "pipe.json", "")]


def test_folders_inside_are_read_too_and_other_files_are_not(few: Any) -> None:
    folder, _ = few
    (folder / "lyon").mkdir()
    (folder / "Comité 001 2026-03-02.json").rename(folder / "lyon" / "A.JSON")
    (folder / "notes.txt").write_text("x")
    assert add_up(folder).added == 4


def test_a_folder_without_a_report_or_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingToAddUp):
        add_up(tmp_path)
    with pytest.raises(FolderUnreadable):
        add_up(tmp_path / "nowhere")


def test_it_says_how_far_it_is_and_stops_when_told_to(few: Any) -> None:
    told: list[tuple[int, int]] = []
    add_up(few[0], progress=lambda done, files: told.append((done, files)) is None)
    assert told == [(n, 4) for n in range(5)]
    with pytest.raises(AddingUpStopped):
        add_up(few[0], progress=lambda done, files: done < 2)


def test_the_sum_is_exported_like_any_report_and_is_the_same_twice(few: Any) -> None:
    one, two, english = (add_up(few[0], lang).report for lang in ("fr", "fr", "en"))
    assert one.hash == english.hash
    for kind in FORMATS:
        assert render(one, kind) == render(two, kind), kind
        assert render(english, kind), kind
    for report in (one, english):
        made = json.loads(render(report, "json"))
        assert made["hash"] == fingerprint(made)


def test_neither_a_person_nor_a_sentence_of_a_committee_is_in_the_sum(few: Any) -> None:
    path = few[0] / "Comité 003 2026-03-02.json"
    changed(path, lambda v: v["sections"][-1].update(text=["Personne 3 0 est malade"]))
    found = add_up(few[0])
    assert found.added == 4
    assert "Personne 3" not in render(found.report, "json").decode()
