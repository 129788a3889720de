"""What changed between two reports, sent ones, files, or a sent one and now."""

from __future__ import annotations

import json
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from campaign.errors import FileNoReport
from campaign.periods import Period
from campaign.reports.build import activity_report
from campaign.reports.compare import comparison, now_of, side_of_file, side_of_report, side_of_sent
from campaign.reports.formats import FORMATS, render
from campaign.reports.sent import mark_sent
from campaign.reports.views import Amount, Report
from campaign.toolbox import set_goal

WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))
NEXT = Period(date(2026, 3, 9), date(2026, 3, 15))


@pytest.fixture
def lyon(hands: Any, lived: Any) -> uuid.UUID:
    return lived(hands, "lyon-met-twelve", meet_twelve)  # type: ignore[no-any-return]


def meet_twelve(hands: Any) -> uuid.UUID:
    committee: uuid.UUID = hands.create("Lyon")
    ana = hands.join(committee, "Ana Diaz")
    hands.clock.to(2026, 3, 9)
    hands.hold(committee, date(2026, 3, 3), ana, people_met=12)
    return committee


def changed(report: Report) -> dict[Any, tuple[Any, ...]]:
    table = next(s for s in report.sections if s.key == "changed").tables[0]
    return {row[0]: tuple(cell.value for cell in row[1:] if isinstance(cell, Amount)) for row in table.rows}


def test_a_report_sent_is_compared_with_the_same_period_as_it_is_now(hands: Any, lyon: uuid.UUID) -> None:
    sent = hands.do(mark_sent, lyon, WEEK)
    same = comparison(side_of_sent(sent), hands.see(now_of, sent, hands.clock.now, "en"), "en")
    assert changed(same) == {}
    assert same.sections[1].tables[0].empty == "Nothing moved: both say the same."
    hands.hold(lyon, date(2026, 3, 4), people_met=8)
    late = comparison(side_of_sent(sent), hands.see(now_of, sent, hands.clock.now, "en"), "en")
    assert changed(late) == {"Actions held": (1, 2, 1), "Field actions": (1, 2, 1), "People met": (12, 20, 8)}


def test_two_sent_ones_and_two_files_say_the_same(hands: Any, lyon: uuid.UUID, tmp_path: Path) -> None:
    hands.clock.to(2026, 3, 16)
    hands.hold(lyon, date(2026, 3, 10), people_met=30)
    one, two = hands.do(mark_sent, lyon, WEEK), hands.do(mark_sent, lyon, NEXT)
    files = []
    for period in (WEEK, NEXT):
        files.append(tmp_path / f"{period.first}.json")
        files[-1].write_bytes(render(hands.see(activity_report, lyon, period, hands.clock.now, "fr"), "json"))
    sent = comparison(side_of_sent(one), side_of_sent(two), "en")
    assert changed(sent)["People met"] == (12, 30, 18)
    assert changed(comparison(side_of_file(files[0]), side_of_file(files[1]), "en")) == changed(sent)
    assert (sent.first, sent.last) == (WEEK.first, NEXT.last)


def test_a_figure_that_only_one_of_them_has_stands_with_a_dash(hands: Any, lyon: uuid.UUID) -> None:
    before = side_of_report(hands.see(activity_report, lyon, WEEK, hands.clock.now, "en"))
    hands.do(set_goal, lyon, "members", WEEK, 5)
    after = side_of_report(hands.see(activity_report, lyon, WEEK, hands.clock.now, "en"))
    goal = "Goal: Members, 2 – 8 March 2026"
    assert changed(comparison(before, after, "en")) == {goal: (None, 1, None)}
    assert changed(comparison(after, before, "en")) == {goal: (1, None, None)}


def test_a_file_that_was_changed_is_not_compared(hands: Any, lyon: uuid.UUID, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    value = json.loads(render(hands.see(activity_report, lyon, WEEK, hands.clock.now, "fr"), "json"))
    value["figures"][0]["value"] += 1
    path.write_text(json.dumps(value))
    with pytest.raises(FileNoReport):
        side_of_file(path)
    with pytest.raises(FileNoReport):
        side_of_file(tmp_path / "none.json")


def test_a_comparison_is_exported_like_any_report(hands: Any, lyon: uuid.UUID) -> None:
    sent = hands.do(mark_sent, lyon, WEEK)
    hands.hold(lyon, date(2026, 3, 4), people_met=8)
    lang: Any
    for lang in ("fr", "en"):
        made = comparison(side_of_sent(sent), hands.see(now_of, sent, hands.clock.now, lang), lang)
        for kind in FORMATS:
            content = render(made, kind)
            assert content and (lang == "en" or content == render(made, kind)), kind
