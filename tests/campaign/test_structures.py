"""Structures are read, fact by fact, and an unknown is never a zero."""

from __future__ import annotations

import pytest

from campaign.errors import StructureUnknown
from campaign.structures import list_structures, show_structure
from campaign.words import words
from db.store import Store


def test_all_eleven_structures_are_listed_with_their_facts(reference_rows: Store) -> None:
    with reference_rows.read() as session:
        lines = list_structures(session)
        assert len(lines) == 11
        for line in lines:
            view = show_structure(session, line.id)
            assert len(view.facts) == line.facts > 0
            assert view.can_start == line.can_start


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("obama", {"obama_2008", "obama_2012"}),
        ("OBAMA 2012", {"obama_2012"}),
        ("2012 obama", {"obama_2012"}),
        ("desirs d'avenir", {"desirs_davenir"}),
        ("DÉSIRS", {"desirs_davenir"}),
        ("%", None),
        ("_", None),
        ("nothing of the kind", set()),
    ],
)
def test_a_search_ignores_case_accents_and_order(reference_rows: Store, search: str, found: set[str] | None) -> None:
    with reference_rows.read() as session:
        ids = {line.id for line in list_structures(session, search)}
    assert (ids == found) if found is not None else (len(ids) == 11)


def test_a_fact_without_value_is_said_to_be_not_documented(reference_rows: Store) -> None:
    with reference_rows.read() as session:
        facts = [fact for line in list_structures(session) for fact in show_structure(session, line.id).facts]
    unknown = [fact for fact in facts if fact.status == "unknown"]
    assert unknown
    for fact in unknown:
        assert fact.value == ""
        assert fact.said(words("en")) == "not documented"


def test_sources_that_repeat_one_another_are_one_witness(reference_rows: Store) -> None:
    with reference_rows.read() as session:
        facts = [fact for line in list_structures(session) for fact in show_structure(session, line.id).facts]
    assert all(1 <= fact.witnesses <= len(fact.sources) for fact in facts if fact.status in ("documented", "disputed"))
    assert any(fact.witnesses < len(fact.sources) for fact in facts)


def test_an_unknown_structure_is_refused(reference_rows: Store) -> None:
    with reference_rows.read() as session, pytest.raises(StructureUnknown):
        show_structure(session, "x" * 1000)
