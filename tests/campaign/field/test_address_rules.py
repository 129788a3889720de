"""The plain rules of addresses: names of streets, suffixes, numbers, codes, boxes, text encoded twice. No database."""

from __future__ import annotations

import pytest

from campaign.field.addresses.doors import rank
from campaign.field.addresses.france import district_of, district_of_station, insee_code, inside, wanted_codes
from campaign.field.addresses.line import Line, quality
from campaign.field.addresses.merge import highest_number
from campaign.field.addresses.naming import mended, read_number, station_code, street_key, suffix_key
from campaign.field.addresses.shapes import spoken, walkable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rue du Gal Leclerc", "RUE DU GENERAL LECLERC"),
        ("R DE L'HERONNIERE", "Rue de l’Héronnière"),
        ("Av du Mal de Lattre de Tassigny", "Avenue du Maréchal de Lattre de Tassigny"),
        ("BD STE ANNE", "Boulevard Sainte-Anne"),
        ("allée des acacias", "Allee des Acacias"),
        ("Pl du 8 Mai 1945", "Place du Huit Mai 1945"),
        ("la gde grange", "Grande Grange"),
        ("IMP DR ROUX", "Impasse du Docteur Roux"),
        ("Chemin de la Barre", "CHE LA BARRE"),
    ],
)
def test_one_street_in_two_spellings_has_one_key(one: str, other: str) -> None:
    assert street_key(one) == street_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rue du Moulin", "Rue des Moulins"),
        ("Rue Jean Moulin", "Avenue Jean Moulin"),
        ("Rue Joffre", "Rue du Maréchal Joffre"),
        ("Chemin des Fronts", "Rue des Fronts"),
    ],
)
def test_two_streets_have_two_keys(one: str, other: str) -> None:
    assert street_key(one) != street_key(other)


@pytest.mark.parametrize("name", ["", "   ", "«»"])
def test_what_is_no_name_has_no_key(name: str) -> None:
    assert street_key(name) == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", (12, "")),
        ("00012", (12, "")),
        ("12.0", (12, "")),
        ("12bis", (12, "bis")),
        ("12 Ter", (12, "ter")),
        ("99999", (99999, "")),
        ("douze", None),
        ("", None),
        ("-3", None),
        ("12345678", None),
    ],
)
def test_numbers_are_read_as_files_write_them(text: str, number: tuple[int, str] | None) -> None:
    assert read_number(text) == number


def test_suffixes_and_stations_have_one_form() -> None:
    assert [suffix_key(text) for text in ("BIS", "bis", "B", "Ter", "Â")] == ["bis", "bis", "b", "ter", "a"]
    assert [station_code(text) for text in ("0056", "94081_0056", "56", "0000", "12A")] == [
        "56",
        "56",
        "56",
        "0",
        "12A",
    ]


def test_text_encoded_twice_is_read_back_and_nothing_else_is_touched() -> None:
    for name in ("Rue Barthélémy", "Allée des Chênes", "Impasse de l'Œuvre", "Rue à l’Évêque"):
        once = name.encode().decode("cp1252")
        assert mended(once) == name
        assert mended(once.encode().decode("cp1252", errors="ignore") if "\x9d" not in once else once) in (name, once)
        assert mended(name) == name
    assert mended("Rua São João") == "Rua São João"
    assert mended("Rue Ãã") == "Rue Ãã"
    assert mended("BarthÃ©lÃ©my") == "Barthélémy"


@pytest.mark.parametrize(
    ("numbers", "highest"),
    [
        ({1, 3, 58, 5180, 5187}, 4999),  # the old BAN's pseudo-numbers
        ({5519}, 4999),  # a parcel alone in its street
        ({120, 950, 1800, 2700, 3600, 4500, 5200, 5900, 9800}, 5900),  # numbered by metres, then a pseudo-number
        ({1, 2, 4244}, 4999),
    ],
)
def test_a_pseudo_number_stands_alone_above_its_street(numbers: set[int], highest: int) -> None:
    assert highest_number(numbers) == highest


def test_the_best_position_of_several_is_the_entrance() -> None:
    order = ["entrée", "bâtiment", "cage d'escalier", "logement", "parcelle", "segment", ""]
    assert sorted({*order}, key=quality) == order

    def line(position: str) -> Line:
        return Line(1, "", "", "", "", 1, "", "", "", "", "", 1, 1, position, False, "")

    assert min((line(position) for position in reversed(order)), key=rank).position == "entrée"


def test_codes_of_communes_are_put_right_and_cities_take_their_arrondissements_along() -> None:
    assert [insee_code(text) for text in ("1004", "01004", "2a004", "93010.0", "930100", "x", "")] == [
        "01004", "01004", "2A004", "93010", "", "", "",
    ]  # fmt: skip
    assert district_of("75056", "75011") == "75111"
    assert district_of("75056", "75116") == "75116"
    assert district_of("69123", "69004") == "69384"
    assert district_of("13055", "13016") == "13216"
    assert district_of("13055", "") == "13055"
    assert district_of("93010", "93140") == "93010"
    assert district_of_station("75056", "1804") == "75118"
    assert district_of_station("69123", "401") == "69384"
    assert district_of_station("93010", "1804") == "93010"
    assert "69384" in wanted_codes(("69123",)) and wanted_codes(("69384",)) == ("69384",)


def test_a_position_must_be_in_the_france_of_its_commune() -> None:
    assert inside("93010", 489_000_000, 24_800_000)
    assert not inside("93010", 24_800_000, 489_000_000)
    assert inside("97411", -208_800_000, 554_500_000)
    assert not inside("97411", 489_000_000, 24_800_000)
    assert not inside("93010", 0, 0)


def test_one_walks_where_the_tags_let_one() -> None:
    assert walkable({"highway": "residential"})
    assert walkable({"highway": "steps"})
    assert walkable({"highway": "service", "access": "private", "foot": "yes"})
    assert walkable({"highway": "trunk", "sidewalk": "both"})
    for tags in (
        {},
        {"highway": "motorway", "foot": "yes"},
        {"highway": "trunk"},
        {"highway": "service", "access": "private"},
        {"highway": "path", "foot": "no"},
    ):
        assert not walkable(tags), tags


def test_names_that_a_file_shouts_are_written_as_one_writes_them() -> None:
    assert spoken("R DE L'HERONNIERE") == "Rue de l'Heronniere"
    assert spoken("BD JEAN-JAURES") == "Boulevard Jean-Jaures"
    assert spoken("Rue de l'Héronnière") == "Rue de l'Héronnière"
