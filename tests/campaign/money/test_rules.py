"""Rules on money: dated, with their authority; corrected by a mandataire, journalled; unknown is never silence."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from campaign.errors.money import AuthorityNeeded, MandataryNeeded, RuleImpossible, RuleUnknown
from campaign.money.rules import RuleForm, correct_rule, drop_correction, packaged, rule_book, rules_shown

DAY = date(2026, 11, 18)


def form(**changes: Any) -> RuleForm:
    usual: dict[str, Any] = {
        "rule_id": "don.candidate.cap", "value": 500_000, "effective_from": date(2026, 12, 1),
        "authority": "L52-8, nouvelle rédaction", "checked_on": DAY, "declares_mandatary": True,
    }  # fmt: skip
    return RuleForm(**usual | changes)


def test_every_packaged_rule_says_who_says_so_where_and_when_it_was_read() -> None:
    for rule in packaged().rules:
        assert rule.authority and rule.source and rule.about.fr and rule.about.en, rule.id
        assert rule.checked_on >= date(2026, 1, 1)
        assert rule.severity in ("block", "warn", "inform")
        assert rule.status in ("read", "older", "to_confirm")
        assert rule.unit in ("cents", "basis_points", "months", "weeks", "people", "monthday", "none")
        assert (rule.value is None) or rule.unit != "none"


def test_the_numbers_that_the_texts_give_are_those_of_the_rules() -> None:
    numbers = {rule.id: rule.value for rule in packaged().rules}
    assert numbers["don.candidate.cap"] == 460_000
    assert numbers["don.party.cap"] == 750_000
    assert numbers["don.cash.single"] == 15_000
    assert (numbers["don.cash.share"], numbers["don.cash.share_from"]) == (2_000, 1_500_000)
    assert numbers["commune.small"] == 9_000
    for rule in packaged().rules:
        if rule.unit == "cents" and rule.value is not None:
            euros = f"{rule.value // 100:,}".replace(",", " ")
            said = re.sub(r"\s", " ", rule.about.fr)
            assert euros in said or rule.id == "don.cash.day", rule.id


def test_what_nobody_has_read_has_no_number() -> None:
    assert packaged().value("account.months.presidential", date(2027, 1, 1)) is None
    assert packaged().on("don.candidate.cap", date(2001, 12, 31)) is None


def test_a_correction_holds_from_its_day_on_and_is_undone(hands: Any) -> None:
    before = hands.state()
    hands.do(correct_rule, form())
    book = hands.see(rule_book)
    assert book.value("don.candidate.cap", date(2026, 11, 30)) == 460_000
    assert book.value("don.candidate.cap", date(2026, 12, 1)) == 500_000
    assert hands.counts()[0] == 1
    hands.undo()
    assert hands.state() == before
    hands.redo()
    assert hands.see(rule_book).on("don.candidate.cap", date(2027, 1, 1)).corrected_by is not None


def test_a_correction_that_ends_gives_way_to_the_packaged_rule(hands: Any) -> None:
    hands.do(correct_rule, form(effective_to=date(2026, 12, 31)))
    book = hands.see(rule_book)
    assert book.value("don.candidate.cap", date(2026, 12, 31)) == 500_000
    assert book.value("don.candidate.cap", date(2027, 1, 1)) == 460_000


def test_correcting_the_same_day_again_replaces_and_a_correction_can_be_dropped(hands: Any) -> None:
    hands.do(correct_rule, form())
    last = hands.do(correct_rule, form(value=None))
    assert hands.see(rule_book).value("don.candidate.cap", date(2027, 1, 1)) is None
    hands.do(drop_correction, last, declares_mandatary=True)
    assert hands.see(rule_book) == packaged()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"declares_mandatary": False}, MandataryNeeded),
        ({"authority": "  "}, AuthorityNeeded),
        ({"rule_id": "don.nothing"}, RuleUnknown),
        ({"value": -1}, RuleImpossible),
        ({"rule_id": "don.eligible", "value": 5}, RuleImpossible),
        ({"effective_to": date(2026, 11, 30)}, RuleImpossible),
    ],
)
def test_a_correction_without_role_authority_or_sense_is_refused(hands: Any, changes: Any, refusal: Any) -> None:
    before = hands.state()
    with pytest.raises(refusal):
        hands.do(correct_rule, form(**changes))
    assert hands.state() == before


def test_all_rules_are_shown_each_once_as_they_hold_on_a_day(hands: Any) -> None:
    hands.do(correct_rule, form())
    shown = hands.see(rules_shown, DAY)
    assert [rule.id for rule in shown] == list(dict.fromkeys(rule.id for rule in packaged().rules))
    assert next(r for r in shown if r.id == "don.candidate.cap").value == 460_000
