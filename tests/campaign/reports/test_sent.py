"""Reports marked as sent, what the next one says since then, and stocks and flows that add up."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaign.committees.changes import rename
from campaign.errors import CommitteeUnknown, ReportAlreadySent, ReportChanged, SentUnknown
from campaign.figures import DEFINITIONS, figures
from campaign.periods import Period, month_of
from campaign.reports.build import activity_report, default_period
from campaign.reports.sent import find_sent, latest_before, mark_sent, sent_reports
from campaign.reports.views import Amount, Report, Section
from db.tables import Committee, SentReport

FIRST = Period(date(2026, 3, 2), date(2026, 3, 8))
SECOND = Period(date(2026, 3, 9), date(2026, 3, 15))
FOURTH = Period(date(2026, 3, 23), date(2026, 3, 29))


def report(hands: Any, committee: uuid.UUID | None, period: Period, lang: str = "en") -> Report:
    found = hands.see(activity_report, committee, period, hands.clock.now, lang)
    assert isinstance(found, Report)
    return found


def section(found: Report, key: str) -> Section:
    return next(s for s in found.sections if s.key == key)


def moved(found: Report) -> dict[Any, tuple[Any, ...]]:
    rows = section(found, "since_last").tables[0].rows
    return {row[0]: tuple(cell.value for cell in row[1:] if isinstance(cell, Amount)) for row in rows}


@pytest.fixture
def lyon(hands: Any, prepared: Callable[..., Path]) -> uuid.UUID:
    """Two weeks of a committee: two people then three, twelve met then five."""
    hands.take(prepared("two-weeks", fill_two_weeks))
    hands.clock.to(2026, 3, 16)
    return hands.one(select(Committee.id))  # type: ignore[no-any-return]


def fill_two_weeks(hands: Any) -> None:
    committee: uuid.UUID = hands.create("Lyon")
    ana, _ = hands.join(committee, "Ana Diaz"), hands.join(committee, "Luc Eva")
    hands.clock.to(2026, 3, 9)
    hands.hold(committee, date(2026, 3, 3), ana, people_met=12, leaflets=300)
    hands.join(committee, "Eve Roy")
    hands.clock.to(2026, 3, 16)
    hands.hold(committee, date(2026, 3, 10), ana, people_met=5)


def test_without_a_report_sent_the_section_says_so(hands: Any, lyon: uuid.UUID) -> None:
    found = section(report(hands, lyon, SECOND), "since_last")
    assert found.tables == ()
    assert found.text == ("No report of an earlier period has been marked as sent.",)


def test_the_next_report_compares_with_the_figures_as_they_left(hands: Any, lyon: uuid.UUID) -> None:
    sent = hands.do(mark_sent, lyon, FIRST)
    hands.hold(lyon, date(2026, 3, 4), people_met=100)  # entered too late for the report that left
    found = moved(report(hands, lyon, SECOND))
    assert found["Members"] == (2, 3, 1)
    assert found["People met"] == (12, 5, -7)
    same, said = section(report(hands, lyon, SECOND), "since_last").text
    assert sent.hash[:16] in said
    assert "are the same in both" in same
    assert "Followers" not in found


def test_it_is_the_latest_that_ends_before_this_one_starts(hands: Any, lyon: uuid.UUID) -> None:
    hands.do(mark_sent, lyon, SECOND)
    hands.do(mark_sent, lyon, FIRST)
    sent = [hands.see(latest_before, lyon, day) for day in (date(2026, 3, 16), date(2026, 3, 15), date(2026, 3, 8))]
    assert [one and one.period for one in sent] == [SECOND, FIRST, None]
    assert section(report(hands, lyon, FIRST), "since_last").tables == ()
    assert "7 days lie between" in section(report(hands, lyon, FOURTH), "since_last").text[2]


def test_of_one_period_sent_twice_the_one_sent_last_counts(hands: Any, lyon: uuid.UUID) -> None:
    hands.do(mark_sent, lyon, FIRST)
    hands.hold(lyon, date(2026, 3, 4), people_met=100)
    hands.clock.on(hours=1)
    hands.do(mark_sent, lyon, FIRST)
    assert moved(report(hands, lyon, SECOND))["People met"] == (112, 5, -107)


def test_each_committee_has_its_own_and_all_committees_theirs(hands: Any, lyon: uuid.UUID) -> None:
    other = hands.create("Autre")
    hands.do(mark_sent, None, FIRST)
    assert section(report(hands, lyon, SECOND), "since_last").tables == ()
    assert section(report(hands, other, SECOND), "since_last").tables == ()
    assert moved(report(hands, None, SECOND))["Members"] == (2, 3, 1)
    assert [s.committee for s in hands.see(sent_reports, everyone=True)] == [""]
    assert hands.see(sent_reports, lyon) == []


def test_what_is_kept_holds_numbers_and_neither_persons_nor_words(hands: Any, lyon: uuid.UUID) -> None:
    hands.do(mark_sent, lyon, FIRST, "  siège\tnational ")
    with hands.store.read() as session:
        row = session.query(SentReport).one()
        assert row.sent_to == "siège national"
        assert row.figures["people_met"] == {"value": 12, "unit": "count", "numerator": None, "denominator": None}
        assert row.figures["active_share"]["numerator"] == 1
        assert "Ana" not in str(row.figures)


def test_marking_twice_is_refused_and_undone_by_one_undo(hands: Any, lyon: uuid.UUID) -> None:
    before, counts = hands.state(), hands.counts()
    hands.do(mark_sent, lyon, FIRST)
    assert [n - m for n, m in zip(hands.counts(), counts, strict=True)] == [1, 1]
    with pytest.raises(ReportAlreadySent):
        hands.do(mark_sent, lyon, FIRST)
    hands.undo()
    assert hands.state() == before


def test_figures_that_moved_since_they_were_read_are_not_marked(hands: Any, lyon: uuid.UUID) -> None:
    seen = report(hands, lyon, FIRST, "fr").hash
    hands.hold(lyon, date(2026, 3, 4), people_met=1)
    with pytest.raises(ReportChanged):
        hands.do(mark_sent, lyon, FIRST, seen=seen)
    assert hands.do(mark_sent, lyon, FIRST, seen=report(hands, lyon, FIRST).hash[:12]).hash


def test_a_report_sent_is_found_by_its_id_or_the_beginning_of_its_fingerprint(hands: Any, lyon: uuid.UUID) -> None:
    one, two = hands.do(mark_sent, lyon, FIRST), hands.do(mark_sent, lyon, SECOND)
    assert hands.see(find_sent, str(one.id)) == one
    assert hands.see(find_sent, two.hash[:8].upper()) == two
    for wrong in ("", "%%%%", "____", one.hash[:3], "0" * 64, str(lyon)):
        with pytest.raises(SentUnknown):
            hands.see(find_sent, wrong)


def test_a_committee_that_does_not_exist_sends_nothing(hands: Any) -> None:
    with pytest.raises(CommitteeUnknown):
        hands.do(mark_sent, uuid.uuid4(), FIRST)


def test_the_fingerprint_of_what_was_sent_is_not_moved_by_its_being_sent(hands: Any, lyon: uuid.UUID) -> None:
    before = report(hands, lyon, FIRST).hash
    assert hands.do(mark_sent, lyon, FIRST).hash == before == report(hands, lyon, FIRST).hash
    hands.do(rename, lyon, "Autre nom")
    assert report(hands, lyon, FIRST).hash == before


# Stocks and flows.


@pytest.mark.parametrize("everyone", [True, False])
def test_stocks_and_flows_are_the_one_definition_over_each_span(hands: Any, lyon: uuid.UUID, everyone: bool) -> None:
    hands.clock.to(2026, 4, 6)
    hands.hold(lyon, date(2026, 3, 31), people_met=3)
    period = Period(date(2026, 3, 30), date(2026, 4, 5))
    committee = None if everyone else lyon
    lines = section(report(hands, committee, period), "lines")
    tables = {table.key: {row[0]: row[1:] for row in table.rows} for table in lines.tables}

    def value(key: str, span: Period) -> int:
        return int(hands.see(figures, committee, span, hands.clock.now).value(key))

    month, year = Period(date(2026, 4, 1), period.last), Period(date(2026, 1, 1), period.last)
    for key in ("people_met", "participations", "new_members", "minutes"):
        cells = tables["flows"][DEFINITIONS[key].label]
        assert [c.value for c in cells] == [value(key, s) for s in (period, period.before(), month, year)], key
    members = tables["stocks"]["Members"]
    assert members[0] == 3
    assert [cell.value for cell in members[1:]] == [0, 0, 0, 3]
    earlier = section(report(hands, committee, SECOND), "lines").tables[0].rows[0]
    assert [getattr(cell, "value", cell) for cell in earlier[1:]] == [3, 1, 2, 3, 3]


def test_in_january_the_month_and_the_year_began_on_the_same_day(hands: Any, lyon: uuid.UUID) -> None:
    period = Period(date(2027, 1, 4), date(2027, 1, 10))
    assert month_of(period.last).first == date(2027, 1, 1)
    for table in section(report(hands, lyon, period), "lines").tables:
        assert all(row[-1] == row[-2] for row in table.rows)


# The period of a report that nobody chose one for.


def test_a_committee_younger_than_the_last_full_week_starts_with_the_current_one(hands: Any) -> None:
    young = hands.create("Jeune")  # on Monday 2 March
    assert hands.see(default_period, young, hands.clock.now) == FIRST
    assert hands.see(default_period, None, hands.clock.now) == FIRST
    hands.clock.to(2026, 3, 9)
    assert hands.see(default_period, young, hands.clock.now) == FIRST
    new = hands.create("Neuf")
    assert hands.see(default_period, new, hands.clock.now) == SECOND
    assert hands.see(default_period, None, hands.clock.now) == FIRST


def test_the_day_a_committee_was_made_is_that_of_its_own_zone(hands: Any) -> None:
    hands.clock.to(2026, 3, 9, 5)  # still Sunday 8 March in Tahiti
    papeete = hands.create("Papeete", "Papeete")
    hands.clock.to(2026, 3, 11)
    assert hands.see(default_period, papeete, hands.clock.now) == FIRST
