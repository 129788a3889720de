"""Text on its way to the screen: one line, as wide as it must be, as typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from tui import text

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
HOSTILE = "\x1b[31m\x9b2J\u202eevil\u2066\u200b\ufeff\x00\x07\r\n\t\u2028\u2029\ud800"


@given(ANY)
def test_what_is_visible_holds_no_control_no_direction_and_no_line_break(typed: str) -> None:
    shown = text.visible(typed)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert not [c for c in shown if unicodedata.category(c) == "Cf" and c != "\u200d"]
    assert text.visible(shown) == shown
    shown.encode()


def test_control_and_direction_characters_leave_a_mark_where_they_stood() -> None:
    assert text.visible("a\x1b[31mb") == "a\N{REPLACEMENT CHARACTER}[31mb"
    assert text.visible("a\u202eb") == "a\N{REPLACEMENT CHARACTER}b"
    assert text.visible("a\u200bb") == "a\N{REPLACEMENT CHARACTER}b"
    assert text.visible("co\u00adop") == "coop"
    assert text.visible("a\nb\tc\u2028d") == "a b c d"
    assert text.visible("e\u0301") == "é"
    assert text.visible("👩\u200d👧") == "👩\u200d👧"


@given(ANY, st.integers(0, 70), st.sampled_from(["left", "right"]))
def test_a_fitted_text_is_exactly_as_wide_as_asked(typed: str, width: int, align: str) -> None:
    assert cell_len(text.fit(typed, width, align)) == width


def test_a_cut_is_marked_and_a_short_text_keeps_its_side() -> None:
    assert text.fit("Villeurbanne", 6) == "Ville…"
    assert text.fit("Lyon", 6) == "Lyon  "
    assert text.fit("Lyon", 6, "right") == "  Lyon"
    assert text.fit("中文字", 4) == "中… "
    assert text.fit("☁️☁️☁️", 3).rstrip().endswith("…")


@given(ANY, st.integers(2, 40))
def test_wrapped_lines_are_never_wider_than_asked_and_lose_no_word(typed: str, width: int) -> None:
    lines = text.wrap(typed, width)
    assert lines
    assert all(cell_len(line) <= width for line in lines), lines
    kept = "".join(lines).replace(" ", "")
    assert kept == text.visible(typed).replace(" ", "")


@given(st.floats(-1, 3), st.integers(0, 40))
def test_a_bar_is_as_wide_as_asked_whatever_the_share(share: float, width: int) -> None:
    drawn = text.bar(share, width)
    assert cell_len(drawn) == width
    assert set(drawn) <= set("█▏▎▍▌▋▊▉░")
    if share <= 0:
        assert drawn == "░" * width
    if share >= 1:
        assert drawn == "█" * width


@given(st.lists(st.integers(-5, 10**9), max_size=20))
def test_a_small_chart_has_one_cell_a_number_and_is_highest_at_the_highest(values: list[int]) -> None:
    drawn = text.spark(values)
    assert cell_len(drawn) == len(values)
    if values and max(values) > 0:
        assert drawn[values.index(max(values))] == "█"
        assert all(cell == "▁" for cell, value in zip(drawn, values, strict=True) if value <= 0)


@pytest.mark.parametrize(
    "typed", ["[/]", "[@click=app.quit]x[/]", "[bold red]Dupont[/]", "[a='b] x", "[$primary]x[/]", "ends\\", "{0} {x}"]
)
def test_markup_stays_text_in_every_function_that_makes_content(typed: str) -> None:
    made = [
        text.plain(typed),
        text.plain(typed, "bold"),
        text.block(typed),
        text.parts(typed, (typed, "bold")),
        text.lines(text.plain(typed)),
    ]
    for content in made:
        assert isinstance(content, Content)
        assert typed in content.plain
        assert not [span for span in content.spans if "@click" in str(span.style)]


def test_what_reaches_a_widget_holds_no_control_character() -> None:
    for content in (text.plain(HOSTILE), text.block(HOSTILE), text.parts(HOSTILE, (HOSTILE, "bold"))):
        bad = [c for c in content.plain if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"]
        assert not bad, bad
