"""The report as plain text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from campaign.reports.formats import cells, render
from campaign.reports.formats.shared import number, visible
from campaign.reports.views import Figure, Report
from campaign.words import words


def _text(report: Report, **options: object) -> str:
    return render(report, "txt", **options).decode()


@pytest.mark.parametrize("width", [20, 24, 31, 40, 60, 80, 100, 140, 200])
def test_no_line_is_wider_than_asked(report: Report, width: int) -> None:
    too_wide = [line for line in _text(report, width=width).split("\n") if cell_len(line) > max(24, width)]
    assert too_wide == []


def test_a_width_is_the_one_that_terminals_use(hostile_texts: tuple[str, ...]) -> None:
    for text in hostile_texts:
        shown = visible(text)
        assert cells.width(shown) == cell_len(shown), shown


def test_every_figure_stands_beside_its_label(report: Report) -> None:
    w = words(report.lang)
    lines = _text(report, width=400).split("\n")
    for figure in report.figures:
        label = visible(figure.label).strip()
        shown = [line for line in lines if line.startswith(label[:20].rstrip()) or label[:20].strip() == ""]
        assert any(number(w, figure.value, figure.unit) in line for line in shown), figure.key


def test_figures_are_aligned(rich: Report) -> None:
    lines = [line for line in _text(rich).split("\n") if " ..." in line]
    values = [line for line in lines if line.startswith(("Portes frappées", "Tracts", "Taux"))]
    ends = {re.search(r"\.\.\.  +([\d\u202f,]+(\xa0%)?)", line).end() for line in values}  # type: ignore[union-attr]
    assert len(values) == 3
    assert len(ends) == 1


def test_a_missing_value_is_a_dash_and_never_a_zero(rich: Report) -> None:
    line = next(line for line in _text(rich).split("\n") if line.startswith("Inscrits absents ."))
    assert "–  0/0" in line
    assert "0,0" not in line


def test_percentages_stand_beside_their_two_counts(rich: Report) -> None:
    assert "35,0\xa0%  437/1\u202f248" in _text(rich)
    assert "1\u202f248/1\u202f500 (83,2\xa0%)" in _text(rich)


def test_ascii_stays_in_ascii(report: Report) -> None:
    text = _text(report, ascii=True)
    assert all(char == "\n" or " " <= char <= "~" for char in text)


def test_no_break_spaces_keep_a_number_and_its_unit_on_one_line(rich: Report) -> None:
    assert cells.wrap("il y a 1\u202f248\xa0portes", 10) == ["il y a", "1\u202f248\xa0portes"[:10], "es"]
    for width in range(24, 90, 4):
        assert "1\u202f234,56\xa0€" in _text(rich, width=width)


def test_long_words_are_cut_after_a_hyphen_where_there_is_one() -> None:
    assert cells.wrap("Porte-à-porte", 12) == ["Porte-à-", "porte"]
    assert cells.wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_a_family_is_never_cut_in_two() -> None:
    family = "👩‍👩‍👧‍👦"
    assert cells.wrap(family * 3, 4) == [family * 2, family]
    assert cells.cut(family * 3, 5) == family * 2 + "…"
    assert cells.wrap("🇫🇷" * 3, 3) == ["🇫🇷"] * 3


def test_korean_syllables_written_in_letters_take_two_columns() -> None:
    assert cells.width("\u1112\u1161\u11ab") == cell_len("\u1112\u1161\u11ab") == 2


def test_a_table_too_wide_for_its_columns_becomes_one_line_a_value(english: Report) -> None:
    text = _text(english, width=40)
    assert "When: Mon 2 Nov 18:00\n  Action: Door to door\n" in text


def test_an_empty_week_says_what_is_missing(nothing_done: Report) -> None:
    text = _text(nothing_done)
    assert "Rien n'est prévu" in text
    assert " – " in text


def test_invented_data_says_so_and_real_data_does_not(rich: Report) -> None:
    mark = words(rich.lang)("Invented data (demo)")
    assert mark in _text(rich)
    assert mark not in _text(replace(rich, header=replace(rich.header, invented=False)))


@pytest.mark.parametrize(
    ("unit", "value", "before", "shown"),
    [
        ("count", 5, 8, "−3"),
        ("count", 8, 8, "="),
        ("minutes", 30, 120, "−1\xa0h\xa030"),
        ("cents", 1000, 950, "+€0.50"),
        ("ratio", 0.5, 0.25, "+25.0 pts"),
        ("ratio", 0.5, 0.50001, "="),
        ("ratio", None, 0.5, ""),
        ("count", 5, None, ""),
        ("ratio", float("nan"), 0.5, ""),
    ],
)
def test_a_change_is_said_in_the_unit_of_its_figure(unit: str, value: float, before: float, shown: str) -> None:
    from campaign.reports.formats.shared import change

    figure = Figure("k", "l", value, unit, "", before=before)  # type: ignore[arg-type]
    assert change(words("en"), figure) == shown


def test_negative_times_are_not_turned_round() -> None:
    assert number(words("en"), -30, "minutes") == "−0\xa0h\xa030"


def test_a_table_named_as_its_section_is_not_announced_twice(rich: Report) -> None:
    section = replace(rich.sections[2], tables=(replace(rich.sections[2].tables[0], title=rich.sections[2].title),))
    text = _text(replace(rich, sections=(section,)))
    assert text.count(section.title) == 1
