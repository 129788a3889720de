"""The map of coverage: it adds up to the turf table, tells no household from its neighbours, and is in every format."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from campaign.field import coverage as squares
from campaign.field.coverage import LEAST, coverage
from campaign.field.doors import DoorEntry, record_many
from campaign.periods import Period, start_of
from campaign.reports.build import activity_report
from campaign.reports.formats import render
from campaign.reports.formats.ground import EDGE, in_letters, lay_out
from campaign.reports.sections.field import _percent
from campaign.reports.views import Map, Report, Section, Table
from campaign.views.field_coverage import Coverage, letters
from campaign.words import words
from db.tables import AddressImport

CODES = ("conversation", "not_home", "refused", "inaccessible")


def knocked(field: Any, doors: int, codes: tuple[str, ...] = CODES) -> Report:
    """The report of the week in which the first doors of a list were entered."""
    if doors:
        (made,) = field.issue()
        lines = field.sheet(made).lines[:doors]
        field.hands.do(record_many, [DoorEntry(made, one.position, codes[one.position % len(codes)]) for one in lines])
    else:
        field.issue()
    day = field.hands.clock.now.date()
    found = field.hands.see(activity_report, field.committee, Period(day, day), field.hands.clock.now, "en")
    assert isinstance(found, Report)
    return found


def doors_of(found: Report) -> Section:
    return next(section for section in found.sections if section.key == "field")


def test_squares_add_up_to_the_turf_and_none_stands_for_a_few_doors(field: Any) -> None:
    section = doors_of(knocked(field, 30))
    (one,) = section.maps
    (row,) = section.tables[0].rows
    ground = one.ground
    assert sum(square.doors for square in ground.squares) == row[1] == field.town.doors
    assert sum(square.knocked for square in ground.squares) == row[2]
    assert 0 < sum(square.knocked for square in ground.squares) < field.town.doors
    assert all(square.doors >= LEAST for square in ground.squares)
    assert len({square.code for square in ground.squares}) == len(ground.squares) > 1
    assert one.table in section.data and one.table not in section.tables
    assert all(0 <= square.share <= 1 for square in ground.squares)


def test_what_a_household_did_never_changes_the_map(field: Any) -> None:
    """Refused, absent or a conversation: the map says that someone knocked."""
    (list_id,) = field.issue()
    lines = field.sheet(list_id).lines[:20]
    seen = []
    for codes in (("conversation",), ("refused",), ("not_home", "later")):
        entries = [DoorEntry(list_id, one.position, codes[one.position % len(codes)]) for one in lines]
        field.hands.do(record_many, entries)
        until = start_of(field.hands.clock.now.date().replace(year=2027), "Europe/Paris")
        seen.append(field.hands.see(coverage, [field.turf], until))
        field.hands.clock.on(minutes=1)
    assert sum(square.knocked for square in seen[0].squares) == len(lines)
    assert seen[0] == seen[1] == seen[2]


def test_every_format_has_the_map_and_the_same_data_give_the_same_bytes(field: Any) -> None:
    with field.hands.store.write() as unit:
        unit.name("address.import", name="x.csv")
        told: dict[str, Any] = {
            "layout": "demo",
            "file_hash": "",
            "attribution": "Adresses inventées",
            "invented": True,
            "report": [],
        }
        unit.add(AddressImport(committee_id=field.committee, **told))
    found = knocked(field, 25)
    html, txt, md, plain = (render(found, name).decode() for name in ("html", "txt", "md", "json"))
    tables = {table["key"]: table for s in json.loads(plain)["sections"] for table in s["tables"]}
    rows = tables["coverage_map"]["rows"]
    assert sum(row["knocked"] for row in rows) == doors_of(found).tables[0].rows[0][2]
    assert b"coverage_map" in render(found, "csv")
    assert html.count("<circle") == len(rows) and "figcaption" in html
    assert "Invented addresses" in html
    for text in (txt, md):
        assert "Map of coverage" in text and "north is up" in text
        assert "█" in text and "·" in text
    assert "http" not in html.split("<body>")[1]
    assert all(render(found, name) == render(found, name) for name in ("pdf", "xlsx"))


def test_ground_of_fewer_than_ten_doors_has_no_map() -> None:
    nothing = Map("Map", Coverage(), Table("coverage_map", "Map", (), ()))
    assert in_letters(words("en"), nothing, 80) == []


def test_a_lonely_house_is_counted_with_its_nearest_neighbours() -> None:
    cells = {
        (0, 0): squares._Sum(12, 6, turf={"A": 12}),
        (0, 3): squares._Sum(3, 3, turf={"B": 3}),
        (5, 5): squares._Sum(40, 1, turf={"B": 40}),
    }
    squares._join(cells)
    assert {cell: (one.doors, one.knocked) for cell, one in cells.items()} == {(0, 0): (15, 9), (5, 5): (40, 1)}
    few = {(0, 0): squares._Sum(4), (2, 2): squares._Sum(5), (9, 9): squares._Sum(3)}
    squares._join(few)
    assert [one.doors for one in few.values()] == [12]


def test_columns_are_lettered_as_on_the_map_of_a_town() -> None:
    assert [letters(column) for column in (0, 25, 26, 27)] == ["A", "Z", "AA", "AB"]


def test_names_of_turf_stand_beside_the_circles(field: Any) -> None:
    (one,) = doors_of(knocked(field, 5)).maps
    side = one.ground.side
    two = replace(one, labels=(("North", side * 0.5, side * 0.5), ("South", side * 0.5, side * 0.6)))
    laid = lay_out(two, 480, 400, 7.5, lambda name: 4.0 * len(name))
    (_, x0, y0), (_, x1, y1) = laid.names
    assert abs(y0 - y1) >= 7.5 or abs(x0 - x1) >= 20
    assert all(0 <= x <= laid.wide and EDGE <= y <= laid.tall for _, x, y in laid.names)  # the letters stand above


def test_a_hundred_percent_is_said_only_where_nothing_is_left() -> None:
    assert [_percent(share) for share in (0, 0.001, 0.004, 0.5, 0.996, 1)] == [0, 1, 1, 50, 99, 100]
