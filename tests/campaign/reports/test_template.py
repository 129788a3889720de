"""A committee's own report: its sections in its order, its words before and after, over the same figures."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

import pytest

from campaign.errors import CommitteeUnknown, NameTooLong, SectionsNeeded, SectionUnknown
from campaign.periods import Period
from campaign.reports.build import activity_report
from campaign.reports.formats import render
from campaign.reports.template import ON_DEMAND, SECTIONS, reset_template, set_template, template_of, templated
from db.errors import ChangedElsewhere

WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))
WITHOUT_DOORS = [key for key in SECTIONS if key not in ON_DEMAND]  # a page of zeros is nobody's report


@pytest.fixture
def lyon(hands: Any) -> uuid.UUID:
    committee: uuid.UUID = hands.create("Lyon")
    return committee


def keys(hands: Any, committee: uuid.UUID | None) -> list[str]:
    report = hands.see(activity_report, committee, WEEK, hands.clock.now, "en")
    return [s.key for s in templated(report, hands.see(template_of, committee)).sections]


def test_without_a_choice_the_report_is_whole(hands: Any, lyon: uuid.UUID) -> None:
    assert keys(hands, lyon) == WITHOUT_DOORS
    assert not hands.see(template_of, lyon).own


def test_sections_come_in_the_chosen_order_with_the_words_around_them(hands: Any, lyon: uuid.UUID) -> None:
    hands.do(
        set_template, lyon, sections=["done", "key_figures", "done"], opening=" Bonjour [/] ", closing="Merci\nà tous"
    )
    assert keys(hands, lyon) == ["opening", "done", "key_figures", "closing"]
    report = hands.see(activity_report, lyon, WEEK, hands.clock.now, "fr")
    shown = templated(report, hands.see(template_of, lyon))
    assert (shown.sections[0].text, shown.sections[-1].text) == (("Bonjour [/]",), ("Merci\nà tous",))
    assert "Bonjour [/]" in render(shown, "txt").decode()


def test_the_fingerprint_stays_that_of_all_the_figures(hands: Any, lyon: uuid.UUID) -> None:
    report = hands.see(activity_report, lyon, WEEK, hands.clock.now, "fr")
    hands.do(set_template, lyon, sections=["ahead"])
    assert templated(report, hands.see(template_of, lyon)).hash == report.hash
    assert hands.see(activity_report, lyon, WEEK, hands.clock.now, "fr") == report
    assert len(json.loads(render(report, "json"))["sections"]) == len(SECTIONS)


def test_what_is_not_given_stays(hands: Any, lyon: uuid.UUID) -> None:
    hands.do(set_template, lyon, sections=["ahead"], opening="A")
    hands.do(set_template, lyon, closing="B")
    found = hands.see(template_of, lyon)
    assert (found.sections, found.opening, found.closing) == (("ahead",), "A", "B")


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ({"sections": ["ahead", "weather"]}, SectionUnknown),
        ({"sections": [" ", ""]}, SectionsNeeded),
        ({"opening": "x" * 4001}, NameTooLong),
    ],
)
def test_what_makes_no_report_is_refused(hands: Any, lyon: uuid.UUID, options: Any, refusal: type) -> None:
    before = hands.state()
    with pytest.raises(refusal):
        hands.do(set_template, lyon, **options)
    assert hands.state() == before
    with pytest.raises(CommitteeUnknown):
        hands.see(template_of, uuid.uuid4())


def test_an_edit_begun_before_another_one_is_refused(hands: Any, lyon: uuid.UUID) -> None:
    version = hands.do(set_template, lyon, opening="A").version
    hands.do(set_template, lyon, opening="B", if_version=version)
    with pytest.raises(ChangedElsewhere):
        hands.do(set_template, lyon, opening="C", if_version=version)


def test_each_choice_is_one_action_and_taken_back_by_one_undo(hands: Any, lyon: uuid.UUID) -> None:
    before, counts = hands.state(), hands.counts()
    hands.do(set_template, lyon, opening="A")
    chosen = hands.state()
    hands.do(reset_template, lyon)
    assert keys(hands, lyon) == WITHOUT_DOORS
    assert [n - m for n, m in zip(hands.counts(), counts, strict=True)] == [2, 2]
    hands.undo()
    assert hands.state() == chosen
    hands.undo()
    assert hands.state() == before


def test_the_report_of_all_committees_has_no_template(hands: Any, lyon: uuid.UUID) -> None:
    hands.do(set_template, lyon, sections=["ahead"])
    assert keys(hands, None)[:3] == ["key_figures", "since_last", "committees"]
