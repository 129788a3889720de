"""Folded keys: what a person types finds what another person wrote."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.folding import clean, clean_lines, fold, search_key, words

ANY = st.text(st.characters(), max_size=30)  # lone surrogates too


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Élodie", "elodie"),
        ("E\u0301lodie", "elodie"),
        ("ÉLODIE", "elodie"),
        ("Œuvre", "oeuvre"),
        ("ŒUVRE", "oeuvre"),
        ("Lætitia", "laetitia"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("STRAẞE", "strasse"),
        ("N'Guyên", "n guyen"),
        ("N’Guyên", "n guyen"),
        ("Nguyễn", "nguyen"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("L HAY LES ROSES", "l hay les roses"),
        ("Zo\u200bé", "zoe"),
        ("Zo\u00adé", "zoe"),
        ("\ufeffZoé\u2060", "zoe"),
        ("İstanbul", "istanbul"),
        ("ISPARTA ısparta", "isparta isparta"),
        ("Łódź", "lodz"),
        ("Đặng", "dang"),
        ("Møller", "moller"),
        ("ﬁn", "fin"),
        ("Ⅻ", "xii"),
        ("1ᵉʳ", "1er"),
        ("  Jean \t–  Pierre\u00a0", "jean pierre"),
        ("Ελένη", "ελενη"),
        ("Юлия", "юлия"),
        ("山田", "山田"),
        ("🌻", ""),
        ("", ""),
        ("'-'", ""),
    ],
)
def test_what_is_written_folds_to_what_is_typed(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(ANY)
@settings(max_examples=500)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once == once.strip()
    assert "  " not in once


def test_folding_twice_is_folding_once_for_every_sign_there_is() -> None:
    signs = [chr(point) for point in range(0x110000)]
    folding = [sign for sign in signs if unicodedata.normalize("NFKD", sign.casefold()) != sign]
    assert len(folding) > 10_000
    assert [f"U+{ord(sign):04X}" for sign in folding if fold(fold(sign)) != fold(sign)] == []


@given(ANY)
def test_case_and_composition_never_matter(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, text)) == fold(text)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("N'Guyên", "nguyen"),
        ("N'Guyên", "n'guyen"),
        ("N'Guyên", "N Guyen"),
        ("Jean-Pierre Élie", "jeanpierre"),
        ("Jean-Pierre Élie", "elie pierre"),
        ("L'Haÿ-les-Roses", "l'hay"),
        ("L'Haÿ-les-Roses", "hay roses"),
        ("Comité n°4", "n4"),
    ],
)
def test_each_word_typed_is_found_in_the_search_key(written: str, typed: str) -> None:
    key = search_key(written)
    assert all(word in key for word in words(typed))


@given(ANY)
def test_the_search_key_begins_with_the_folded_text(text: str) -> None:
    assert search_key(text).startswith(fold(text))
    assert all(word in search_key(text) for word in words(text))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Comité \t de\r\nLyon ", "Comité de Lyon"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("E\u0301lodie", "Élodie"),
        ("e\x00\u0301", "é"),
        ("lone\ud800 half", "lone half"),
        ("a\u2028b\u00a0c\x0bd", "a b c d"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
    ],
)
def test_what_is_typed_is_cleaned_before_it_is_stored(typed: str, stored: str) -> None:
    assert clean(typed) == stored


@given(ANY)
@settings(max_examples=500)
def test_cleaning_twice_is_cleaning_once_and_leaves_no_control(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in once)
    once.encode()
    assert clean_lines(clean_lines(text)) == clean_lines(text)


def test_lines_stay_lines() -> None:
    assert clean_lines("\n un \r\n\r\n deux\rtrois\x00\n") == "un\n\ndeux\ntrois"
