"""Small counts of opinion stay hidden, and cannot be found by subtraction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from campaign.reports.suppression import suppress_small


def test_counts_of_five_and_more_are_shown() -> None:
    assert suppress_small({"for": 12, "against": 5, "unsure": 30}) == {"for": 12, "against": 5, "unsure": 30}


def test_a_lone_small_count_hides_the_smallest_of_the_others_too() -> None:
    assert suppress_small({"for": 40, "against": 3, "unsure": 9}) == {"for": 40, "against": None, "unsure": None}


def test_several_small_counts_that_are_small_together_hide_another() -> None:
    assert suppress_small({"a": 1, "b": 2, "c": 50, "d": 7}) == {"a": None, "b": None, "c": 50, "d": None}


def test_several_small_counts_that_are_many_together_hide_no_other() -> None:
    assert suppress_small({"a": 4, "b": 4, "c": 50}) == {"a": None, "b": None, "c": 50}


def test_zero_is_small_too_and_an_empty_question_stays_empty() -> None:
    assert suppress_small({"a": 0, "b": 8}) == {"a": None, "b": None}
    assert suppress_small({}) == {}


def test_the_first_of_equals_is_hidden_and_the_floor_can_be_moved() -> None:
    assert suppress_small({"a": 9, "b": 9, "c": 2}) == {"a": None, "b": 9, "c": None}
    assert suppress_small({"a": 9, "b": 12}, floor=10) == {"a": None, "b": None}


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=8), st.integers(1, 12))
def test_no_hidden_count_follows_from_the_total(counts: dict[str, int], floor: int) -> None:
    shown = suppress_small(counts, floor)
    hidden = [key for key, value in shown.items() if value is None]
    assert list(shown) == list(counts)
    assert all(value == counts[key] for key, value in shown.items() if value is not None)
    assert all(key in hidden for key, count in counts.items() if count < floor)
    if hidden and len(hidden) < len(counts):
        assert len(hidden) >= 2
        assert sum(counts[key] for key in hidden) >= floor
