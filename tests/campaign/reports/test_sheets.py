"""The report as XLSX and ODS: typed cells, headings that stay, widths, and the same bytes elsewhere and later."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from campaign.reports.formats import render
from campaign.reports.formats.sheets import sheets
from campaign.reports.views import Amount, Column, Figure, Report, Section, Table

BOTH = pytest.mark.parametrize("kind", ["xlsx", "ods"])


def read(report: Report, kind: str) -> dict[str, list[list[Any]]]:
    """The sheets as another program reads them, headings first."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(render(report, kind)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts(report: Report, kind: str) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(render(report, kind))) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


@BOTH
def test_a_number_is_read_back_as_a_number_a_day_as_a_day_and_nothing_as_nothing(rich: Report, kind: str) -> None:
    made = read(rich, kind)
    figures = {row[1]: row for row in made["Chiffres"]}
    assert figures["Portes frappées"][2:8] == [1248, "", "", 986, 262, 1500]
    assert figures["Taux de contact"][2:6] == [pytest.approx(437 / 1248), 437, 1248, 0.382]
    assert figures["Taux de contact"][6:8] == [pytest.approx((437 / 1248 - 0.382) * 100), 0.4]
    assert figures["Heures de bénévoles"][2] == 7470 / 60
    assert figures["Dons reçus"][2] == 1234.56
    assert figures["Inscrits absents"][2] == ""  # nothing to divide is no 0
    roles = made["Responsables"]
    assert roles[0] == ["Rôle", "Personne", "Depuis"]
    assert roles[1] == ["Animatrice", "Inès Delaunay-Favre", date(2026, 6, 14)]
    assert roles[3][2] == ""
    assert made["Actions de la période"][1][0] == datetime(2026, 11, 2, 18, 0)  # on the committee's clocks


@BOTH
def test_a_column_may_hold_amounts_of_several_units_and_changes_with_their_sign(rich: Report, kind: str) -> None:
    columns = (Column("line", "Ligne"), Column("now", "Valeur", "amount"))
    rows = (
        ("a", Amount(-90, "minutes", change=True)),
        ("b", Amount(0.125, "ratio")),
        ("c", Amount(0.125, "ratio", change=True)),
        ("d", Amount(None, "cents")),
    )
    report = replace(rich, sections=(Section("s", "S", tables=(Table("t", "T", columns, rows),)),))
    assert [row[1] for row in read(report, kind)["T"][1:]] == [-1.5, 0.125, 12.5, ""]
    assert "+12,5 pts" in render(report, "txt").decode().replace("\N{NO-BREAK SPACE}", " ")


@BOTH
def test_what_people_typed_stays_text_whatever_it_begins_with(nasty: Report, kind: str) -> None:
    found = parts(nasty, kind)
    for name, text in found.items():
        assert "<f>" not in text, name
        assert "table:formula" not in text, name
        assert "relationships/hyperlink" not in text, name
        assert "text:a " not in text, name
    cells = {row[0] for row in read(nasty, kind)["t  | <i>"][1:]}
    assert '=HYPERLINK("http://x.example";"y")' in cells
    assert "-2+3" in cells


@BOTH
def test_no_member_says_when_it_was_made(rich: Report, kind: str) -> None:
    with zipfile.ZipFile(io.BytesIO(render(rich, kind))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = parts(rich, kind)["docProps/core.xml" if kind == "xlsx" else "meta.xml"]
    assert set(re.findall(r"\d{4}-\d\d-\d\d", about)) == {"2026-11-08"}


def test_the_headings_stay_and_the_columns_have_widths(rich: Report) -> None:
    book = parts(rich, "xlsx")
    page = book["xl/worksheets/sheet2.xml"]
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in page
    assert "<cols>" in page
    assert "<autoFilter" in page
    other = parts(rich, "ods")
    settings = other["settings.xml"]
    names = [sheet.name for sheet in sheets(rich)]
    assert re.findall(r'<config:config-item-map-entry config:name="([^"]+)">', settings) == names
    assert settings.count('"VerticalSplitPosition" config:type="int">1<') == len(names)
    content = other["content.xml"]
    assert content.count("<table:table-header-rows>") == len(names)
    assert "style:column-width" in content


def test_a_chart_is_drawn_beside_its_numbers_in_excel(rich: Report) -> None:
    book = parts(rich, "xlsx")
    assert "<c:barChart>" in book["xl/charts/chart1.xml"]
    assert "<c:v>1248</c:v>" in book["xl/charts/chart1.xml"] or "$B$9" in book["xl/charts/chart1.xml"]


@BOTH
def test_sheets_have_names_that_spreadsheets_take_no_two_alike(rich: Report, kind: str) -> None:
    column = (Column("a", "A"),)
    titles = ("Rapport", "rapport", "a/b:c*d?e[f]\\g", "'quoted'", "x" * 50, "x" * 50, "", "É" * 40)
    made = tuple(Table(f"t{n}", title, column, (("1",),)) for n, title in enumerate(titles))
    names = list(read(replace(rich, sections=(Section("s", "Section", tables=made),)), kind))
    assert len(names) == len({name.casefold() for name in names}) == len(titles) + 1
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


@BOTH
def test_spaces_and_line_ends_are_kept(rich: Report, kind: str) -> None:
    typed = "  two  spaces\nand a line"
    report = replace(rich, sections=(Section("s", "S", text=(typed,)),))
    content = parts(report, kind)["xl/sharedStrings.xml" if kind == "xlsx" else "content.xml"]
    if kind == "xlsx":
        assert typed in content
    else:
        assert '<text:s text:c="2"/>two<text:s text:c="2"/>spaces</text:p><text:p>and a line' in content


@BOTH
def test_a_text_longer_than_a_cell_is_cut(rich: Report, kind: str) -> None:
    report = replace(rich, sections=(Section("s", "S", text=("y" * 40_000,)),))
    assert len(read(report, kind)["Textes"][1][1]) == 32_767


def test_an_enormous_number_is_no_obstacle(rich: Report) -> None:
    figure = Figure("f", "F", 10**15, "count", "")
    report = replace(rich, sections=(Section("s", "S", figures=(figure,)),))
    assert read(report, "xlsx")["Chiffres"][1][2] == read(report, "ods")["Chiffres"][1][2] == 10**15
