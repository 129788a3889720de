"""The report as JSON, against what `docs/cli.md` promises."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from campaign.reports.formats import render
from campaign.reports.views import SCHEMA, Column, Figure, Header, Report, Section, Table


def _read(report: Report) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(render(report, "json"))
    return result


def _money(kind: str = "cents") -> Report:
    columns = (Column("amount", "Amount", "cents"), Column("at", "At", "moment"), Column("part", "Part", "ratio"))
    rows: tuple[Any, ...] = (
        (1250, datetime(2026, 11, 5, 14, 0, tzinfo=UTC), 1),
        (None, datetime(2026, 11, 5, 14, 0), None),
    )
    figures = (
        Figure("raised", "Raised", 1250, "cents", ""),
        Figure("rate", "Rate", 1, "ratio", "", numerator=3, denominator=3),
        Figure("odd", "Odd", float("inf"), "ratio", ""),
    )
    header = Header("1", "A", "", "", "", "Europe/Paris", False)
    section = Section("s", "S", figures=figures, tables=(Table("t", "T", columns, rows),))
    return Report("A", "en", header, date(2026, 11, 2), date(2026, 11, 8), (section,), "0", "Appui")


def test_the_keys_are_those_promised(report: Report) -> None:
    read = _read(report)
    promised = {"schema", "definitions", "program", "lang", "period", "committee", "figures", "sections", "hash"}
    assert set(read) == promised
    assert set(read["period"]) == {"from", "to"}
    assert set(read["committee"]) == {"id", "name", "kind", "place", "state", "zone", "invented", "committees"} | {
        "created_on"
    }
    for figure in read["figures"]:
        assert set(figure) == {
            "key",
            "label",
            "value",
            "unit",
            "numerator",
            "denominator",
            "definition",
            "before",
            "target",
        }
    assert read["schema"] == SCHEMA
    assert read["hash"] == report.hash


def test_kind_and_state_are_codes_in_any_language() -> None:
    header = Header("1", "A", "de quartier", "", "actif", "Europe/Paris", False, kind_id="local", state_id="active")
    read = _read(Report("A", "fr", header, date(2026, 11, 2), date(2026, 11, 8), (), "0", "Appui"))
    assert (read["committee"]["kind"], read["committee"]["state"]) == ("local", "active")


def test_every_figure_is_there_with_its_exact_value(report: Report) -> None:
    read = _read(report)["figures"]
    assert [figure["value"] for figure in read] == [figure.value for figure in report.figures]
    assert [figure["numerator"] for figure in read] == [figure.numerator for figure in report.figures]


def test_each_section_names_its_figures_and_holds_its_rows(rich: Report) -> None:
    read = _read(rich)
    listed = [key for section in read["sections"] for key in section["figures"]]
    assert listed == [figure["key"] for figure in read["figures"]]
    actions = read["sections"][2]["tables"][0]
    assert len(actions["rows"]) == 19
    assert actions["rows"][0]["at"] == "2026-11-02T17:00:00Z"
    assert set(actions["rows"][0]) == {column["key"] for column in actions["columns"]}
    assert read["sections"][0]["charts"][0]["bars"][0] == {"label": "14 sept.", "value": 312}


def test_money_ends_in_cents_moments_are_utc_and_ratios_are_floats() -> None:
    text = render(_money(), "json").decode()
    read = json.loads(text)
    rows = read["sections"][0]["tables"][0]["rows"]
    assert rows[0] == {"amount_cents": 1250, "at": "2026-11-05T14:00:00Z", "part": 1.0}
    assert rows[1] == {"amount_cents": None, "at": "2026-11-05T13:00:00Z", "part": None}
    assert [figure["key"] for figure in read["figures"]] == ["raised_cents", "rate", "odd"]
    assert isinstance(read["figures"][1]["value"], float)
    assert read["figures"][2]["value"] is None


def test_what_was_typed_is_read_back_exactly(nasty: Report, hostile_texts: tuple[str, ...]) -> None:
    expected = [text.replace("\ud800", "\ufffd") for text in hostile_texts]
    assert _read(nasty)["sections"][0]["text"] == expected


def test_it_is_sorted_readable_and_ends_with_a_line_end(report: Report) -> None:
    data = render(report, "json")
    again = json.dumps(json.loads(data), ensure_ascii=False, indent=2, sort_keys=True)
    assert json.loads(again) == json.loads(data)
    assert list(json.loads(data)) == sorted(json.loads(data))
    assert data.endswith(b"}\n")
    assert b'\n  "committee": {' in data


def test_accents_are_readable_as_they_are(rich: Report) -> None:
    assert "Comité de la Croix-Rousse" in render(rich, "json").decode()
