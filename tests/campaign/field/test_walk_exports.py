"""Walks for other programs, each read as its own standard says; and what is read of the file to draw and print them."""

from __future__ import annotations

import csv
import io
import json
import uuid
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from campaign.errors.paper import BarrierTooShort, BarrierUnknown, MapFormatUnknown, PointUnreadable
from campaign.field.barriers import add_barrier, list_barriers, read_points, remove_barrier
from campaign.field.lists import IssueForm, close_list
from campaign.field.paper.export import FORMATS, export_turf, export_walks, render_walks
from campaign.field.paper.ground import committee_ground, communes_of, count_addresses, turf_ground, walk_ground
from campaign.field.paper.names import file_name
from campaign.field.paper.printing import lists_to_print, print_lists, walks_of
from campaign.field.paper.reading import paper_view
from campaign.views.field import StopView, WalkView
from campaign.words import Lang
from db.tables import JournalEntry, WalkStop
from tests.campaign.field.builders import town, walk_of

GPX = "{http://www.topografix.com/GPX/1/1}"
KML = "{http://www.opengis.net/kml/2.2}"


def walk(street: str = "Rue du Mail") -> WalkView:
    stops = tuple(
        StopView(n, uuid.UUID(int=n), street, n, "bis" if n == 2 else "", "", "odd", 457_755_001 + n, 48_270_009, 1)
        for n in (1, 2, 3)
    )
    return WalkView(
        uuid.UUID(int=9), uuid.UUID(int=8), "Plateau", uuid.UUID(int=7), 3, 3, 120, 9, "issued", "R7K2", 1, stops
    )


def rendered(form: str, *walks: WalkView) -> str:
    return render_walks("Plateau", walks, ("© OpenStreetMap contributors",), form).decode("utf-8-sig")


def test_geojson_is_as_rfc_7946_says() -> None:
    found = json.loads(rendered("geojson", walk()))
    assert found["type"] == "FeatureCollection" and "crs" not in found
    assert found["attribution"] == ["© OpenStreetMap contributors"]
    line, *points = found["features"]
    assert all(feature["type"] == "Feature" and "properties" in feature for feature in found["features"])
    assert line["geometry"]["type"] == "LineString" and len(line["geometry"]["coordinates"]) == 3
    assert [p["geometry"]["type"] for p in points] == ["Point"] * 3
    assert points[0]["geometry"]["coordinates"] == [4.827001, 45.7755]  # longitude first, six digits
    assert points[1]["properties"]["address"] == "2 bis Rue du Mail"
    assert [p["properties"]["position"] for p in points] == [1, 2, 3]


def test_gpx_is_a_route_of_points_in_the_order_its_schema_asks_for() -> None:
    root = ElementTree.fromstring(rendered("gpx", walk()))
    assert root.tag == f"{GPX}gpx" and root.get("version") == "1.1" and root.get("creator")
    assert [child.tag for child in root] == [f"{GPX}metadata", f"{GPX}rte"]
    route = root.find(f"{GPX}rte")
    assert route is not None
    order = ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "rtept"]
    places = [order.index(child.tag.removeprefix(GPX)) for child in route]
    assert places == sorted(places)
    points = route.findall(f"{GPX}rtept")
    assert next((p.get("lat"), p.get("lon")) for p in points) == ("45.775500", "4.827001")
    assert [p.findtext(f"{GPX}name") for p in points] == [
        "1. 1 Rue du Mail",
        "2. 2 bis Rue du Mail",
        "3. 3 Rue du Mail",
    ]


def test_kml_is_a_folder_a_walk_with_longitude_before_latitude() -> None:
    root = ElementTree.fromstring(rendered("kml", walk()))
    assert root.tag == f"{KML}kml"
    folder = root.find(f"{KML}Document/{KML}Folder")
    assert folder is not None and folder.findtext(f"{KML}name") == "Plateau 3"
    marks = folder.findall(f"{KML}Placemark")
    line = marks[0].findtext(f"{KML}LineString/{KML}coordinates")
    assert line is not None and line.split()[0] == "4.827001,45.775500" and len(line.split()) == 3
    assert marks[1].findtext(f"{KML}Point/{KML}coordinates") == "4.827001,45.775500"


def test_csv_has_a_line_a_stop_and_nothing_that_a_spreadsheet_runs() -> None:
    lines = list(csv.DictReader(io.StringIO(rendered("csv", walk("=cmd|' /C calc'!A0"))), delimiter=";"))
    assert [line["position"] for line in lines] == ["1", "2", "3"]
    assert lines[0]["street"].startswith("'=") and lines[0]["lat"] == "45.775500"
    assert lines[0]["attribution"] == "© OpenStreetMap contributors"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("typed", ["<rte>&\"'", "\x00\x0b\ud800\uffff", "\u202eeur ud liaM", "Ligne\nsuivante\t"])
def test_a_street_of_any_name_leaves_every_format_readable(form: str, typed: str) -> None:
    text = rendered(form, walk(typed))
    if form == "geojson":
        assert len(json.loads(text)["features"]) == 4
    elif form == "csv":
        assert len(list(csv.reader(io.StringIO(text), delimiter=";"))) == 4
    else:
        assert ElementTree.fromstring(text) is not None
    assert render_walks("x", [walk(typed)], (), form) == render_walks("x", [walk(typed)], (), form)


def test_another_format_is_refused() -> None:
    with pytest.raises(MapFormatUnknown):
        rendered("shp", walk())


@pytest.fixture
def cut(hands: Any) -> Any:
    """A committee, a turf of four walks, streets to draw."""
    hands.committee = hands.create()
    hands.town = hands.do(town, hands.committee, sections=True)
    hands.turf, hands.walks = hands.do(walk_of, hands.town, stops=10)
    return hands


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("lang", "said"),
    [("fr", "Bât. B, escalier 2, du 5e au 3e étage"), ("en", "Bât. B, stairwell 2, floors 5 to 3")],
)
def test_a_part_of_a_building_is_exported_in_words(cut: Any, form: str, lang: Lang, said: str) -> None:
    with cut.store.write() as unit:
        unit.name("test.split", committee_id=cut.committee)
        address = cut.town.addresses[("Rue du Mail", 9)]
        stop = unit.session.scalars(select(WalkStop).where(WalkStop.address_id == address)).one()
        building = cut.town.buildings[("Rue du Mail", 9)][1]
        unit.change(stop, building_id=building, doors=3, first_door=6, part="2.5-2.3")
    for made in (cut.see(export_turf, cut.turf, form, lang), cut.see(export_walks, cut.walks, form, lang=lang)):
        assert made.decode().count(said) == 1
        assert "2.5-2.3" not in made.decode()


def test_a_map_shows_walks_streets_and_barriers_and_its_places_are_the_addresses(cut: Any) -> None:
    cut.do(add_barrier, cut.committee, "La Rivière", [(457_755_000, 48_270_000), (457_756_000, 48_280_000)])
    shown = cut.see(turf_ground, cut.turf)
    assert [len(one.stops) for one in shown.rounds] == [10, 10, 10, 8]
    assert {line.name for line in shown.streets} == set(cut.town.streets) and shown.sides == ()
    assert [line.name for line in shown.barriers] == ["La Rivière"]
    one = cut.see(walk_ground, cut.walks[1])
    assert [r.number for r in one.rounds] == [2] and len(one.places) == 28
    whole = cut.see(committee_ground, cut.committee)
    assert len(whole.places) == cut.see(count_addresses, cut.committee) == 38
    assert cut.see(communes_of, cut.committee) == [("69384", "Lyon 4e Arrondissement", 38)]


def test_without_a_graph_the_houses_of_each_side_show_where_streets_run(hands: Any) -> None:
    made = hands.do(town, hands.create())
    turf, _ = hands.do(walk_of, made)
    shown = hands.see(turf_ground, turf)
    assert shown.streets == () and len(shown.sides) == 6
    assert sorted(len(line.points) for line in shown.sides) == [5, 5, 6, 6, 8, 8]


def test_printing_numbers_the_walks_that_have_no_list_and_prints_the_others_again(cut: Any) -> None:
    first = cut.do(lists_to_print, IssueForm(walk_ids=cut.walks[:2]))
    entries = cut.one(select(JournalEntry.seq).order_by(JournalEntry.seq.desc()).limit(1))
    again = cut.do(lists_to_print, IssueForm(walk_ids=cut.walks[:2]))
    assert again == first
    assert cut.one(select(JournalEntry.seq).order_by(JournalEntry.seq.desc()).limit(1)) == entries  # nothing to undo
    every = cut.do(lists_to_print, IssueForm(walk_ids=cut.see(walks_of, cut.turf)))
    assert every[:2] == first and len(set(every)) == 4
    cut.do(close_list, first[0])
    assert cut.do(lists_to_print, IssueForm(walk_ids=cut.walks[:1])) != first[:1]  # put away: the next pass


def test_a_sheet_is_read_whole_and_printed_the_same_each_time(cut: Any) -> None:
    lists = cut.do(lists_to_print, IssueForm(walk_ids=cut.walks[:2]))
    view = cut.see(paper_view, lists[0])
    assert view.walks == 4 and len(view.stops) == 10
    assert len(view.sheet.lines) == sum(stop.doors for stop in view.stops)
    assert cut.see(print_lists, lists) == cut.see(print_lists, lists)
    assert cut.see(print_lists, lists[:1]).startswith(b"%PDF")


def test_a_turf_is_exported_whole_and_a_walk_by_itself(cut: Any) -> None:
    whole = json.loads(cut.see(export_turf, cut.turf, "geojson"))
    assert len([f for f in whole["features"] if f["properties"]["kind"] == "stop"]) == 38
    one = json.loads(cut.see(export_walks, cut.walks[:1], "geojson"))
    assert len([f for f in one["features"] if f["properties"]["kind"] == "stop"]) == 10
    assert file_name("Été à l'Île / 3") == "ete-a-l-ile-3" and file_name("…") == "turf"


def test_a_barrier_is_drawn_listed_taken_away_and_comes_back_with_undo(hands: Any) -> None:
    committee = hands.create()
    made = hands.do(add_barrier, committee, "  Le  Canal ", read_points("48.9021 2.4833, 48.9040 2.4851"))
    (line,) = hands.see(list_barriers, committee)
    assert (line.name, line.points) == ("Le Canal", ((489_021_000, 24_833_000), (489_040_000, 24_851_000)))
    hands.do(remove_barrier, made)
    assert hands.see(list_barriers, committee) == []
    with pytest.raises(BarrierUnknown):
        hands.do(remove_barrier, made)
    hands.undo()
    assert len(hands.see(list_barriers, committee)) == 1


@pytest.mark.parametrize("typed", ["", "48.9", "48.9 2.4 48.9", "rue du Mail", "91 2.4, 48 2.4", "48.9 200"])
def test_what_is_no_place_is_refused(typed: str) -> None:
    with pytest.raises(PointUnreadable):
        read_points(typed)


@pytest.mark.parametrize("points", [[], [(1, 1)], [(1, 1), (1, 1)], [(0, 0), (9_000_000, 0)]])
def test_a_barrier_has_two_ends_near_each_other(hands: Any, points: list[tuple[int, int]]) -> None:
    with pytest.raises(BarrierTooShort):
        hands.do(add_barrier, hands.create(), "Le Canal", points)
