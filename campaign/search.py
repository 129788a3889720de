"""Searching by words, the same in every list: any order, any case, with or without accents, never a pattern."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from db.folding import words

SEARCH_LIMIT = 200  # characters of a search that are looked at; nobody types more, a paste may
WORDS_LIMIT = 10


def searched_words(text: str) -> list[str]:
    """The folded words of a search: letters and digits only, so that LIKE needs no escaping."""
    return words(text[:SEARCH_LIMIT])[:WORDS_LIMIT]


def has_words(column: InstrumentedAttribute[str], text: str) -> list[ColumnElement[bool]]:
    """One condition a word of ``text``: a folded key column holds it, anywhere."""
    return [column.like(f"%{word}%") for word in searched_words(text)]


def matcher(text: str) -> Callable[[str], bool]:
    """The same search, on a folded text at hand."""
    wanted = searched_words(text)
    return lambda folded: all(word in folded for word in wanted)
