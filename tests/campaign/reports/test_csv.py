"""The report as CSV, read back by the csv module."""

from __future__ import annotations

import csv
import io

import pytest

from campaign.reports.formats import render
from campaign.reports.formats.csv import COLUMNS, harmless
from campaign.reports.formats.shared import visible
from campaign.reports.views import Report

LIVE = "=+-@|\t\r\n＝＋－＠"


def _rows(report: Report, separator: str = ";", **options: object) -> list[dict[str, str]]:
    text = render(report, "csv", separator=separator, **options).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_every_line_has_every_column(report: Report, separator: str) -> None:
    text = render(report, "csv", separator=separator).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    assert tuple(rows[0]) == COLUMNS
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_no_cell_is_a_live_formula(report: Report) -> None:
    numbers = {"value", "numerator", "denominator", "before", "target", "row"}
    for row in _rows(report):
        for column, value in row.items():
            if value.lstrip()[:1] and value.lstrip()[0] in LIVE:
                assert column in numbers, value
                float(value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("  =1+1", "'  =1+1"),
        ("\xa0=1", "'\xa0=1"),
        ("\t=1", "' =1"),
        ("\rx", "'\nx"),
        ("＝1", "'＝1"),
        ("＠x", "'＠x"),
        ("+33 6 39 98 01 02", "'+33 6 39 98 01 02"),
        ("-", "'-"),
        ("", ""),
        ("Comité =", "Comité ="),
        ("–", "–"),
        ("\ufeff=1", "'U+FEFF=1"),
        ("\u200b=1", "U+200B=1"),
        ("\x00=1", "␀=1"),
    ],
)
def test_what_a_spreadsheet_would_run_starts_with_an_apostrophe(text: str, shown: str) -> None:
    assert harmless(text) == shown


def test_what_was_typed_is_read_back(nasty: Report, hostile_texts: tuple[str, ...]) -> None:
    said = [row["value"] for row in _rows(nasty) if row["part"] == "text"]
    assert [text.removeprefix("'") for text in said] == [visible(text, lines=True) for text in hostile_texts]


def test_every_figure_is_there_as_a_plain_number(rich: Report) -> None:
    figures = {row["key"]: row for row in _rows(rich) if row["part"] == "figure"}
    assert set(figures) == {figure.key for figure in rich.figures}
    doors = figures["doors_knocked"]
    assert (doors["value"], doors["before"], doors["target"]) == ("1248", "986", "1500")
    rate = figures["contact_rate"]
    assert (rate["value"], rate["numerator"], rate["denominator"]) == ("0.35016", "437", "1248")
    assert figures["flake"]["value"] == ""
    assert figures["raised_cents"]["value"] == "123456"


def test_tables_charts_and_texts_have_a_line_for_each_value(rich: Report) -> None:
    rows = _rows(rich)
    cells = [row for row in rows if row["table"] == "actions"]
    assert len(cells) == 19 * 7
    assert (cells[0]["row"], cells[0]["key"], cells[0]["value"]) == ("1", "at", "2026-11-02 18:00")
    roles = [row for row in rows if row["table"] == "roles" and row["key"] == "since"]
    assert [row["value"] for row in roles] == ["2026-06-14", "2025-11-30", ""]
    bars = [row for row in rows if row["part"] == "chart"]
    assert [int(row["value"]) for row in bars] == list(rich.sections[0].charts[0].values)
    assert sum(row["part"] == "text" for row in rows) == 2


def test_the_report_says_what_it_is_about(rich: Report) -> None:
    about = {row["key"]: row["value"] for row in _rows(rich) if row["part"] == "report"}
    assert about["committee.name"] == "Comité de la Croix-Rousse"
    assert about["from"] == "2026-11-02"
    assert about["committee.invented"] == "true"
    assert about["hash"] == rich.hash


def test_a_comma_can_be_the_decimal_sign(rich: Report) -> None:
    rate = next(row for row in _rows(rich, decimal=",") if row["key"] == "contact_rate")
    assert rate["value"] == "0,35016"
    assert rate["before"] == "0,382"


def test_the_mark_at_the_start_is_there_only_when_asked(rich: Report) -> None:
    assert render(rich, "csv", bom=True).startswith(b"\xef\xbb\xbf")
    assert render(rich, "csv", bom=False).startswith(b"part;")


def test_lines_end_as_spreadsheets_expect(rich: Report) -> None:
    text = render(rich, "csv").decode()
    lines = [line for line in text.split("\r\n") if line]
    assert text.endswith("\r\n")
    assert len(lines) == len(_rows(rich)) + 1
