"""Searching by words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from campaign.search import SEARCH_LIMIT, WORDS_LIMIT, matcher, searched_words


@given(st.text(max_size=400))
def test_no_word_can_be_a_pattern(text: str) -> None:
    words = searched_words(text)
    assert len(words) <= WORDS_LIMIT
    assert not any(char in "%_\\'\"" for word in words for char in word)


def test_a_paste_is_cut_before_it_becomes_a_pattern_too_complex() -> None:
    assert sum(map(len, searched_words("x" * 1_000_000))) == SEARCH_LIMIT


def test_every_word_must_be_there_in_any_order() -> None:
    assert matcher("Ême CRO")("comite de la croix rousse 4eme")
    assert not matcher("croix zzz")("comite de la croix rousse")
    assert matcher("")("anything")
