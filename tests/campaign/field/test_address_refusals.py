"""Files that are not what they should be: each refused in one sentence with file, line and reason; nothing changed."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaign.errors.addresses import (
    ArchiveNotOpened,
    ColumnsMissing,
    CommuneImpossible,
    CommuneNeeded,
    EncodedTwice,
    EncodingUnknown,
    FileCutShort,
    FileEmpty,
    FileNotThere,
    LayoutElsewhere,
    LayoutUnknown,
    LinesRefused,
    NotUtf8,
    SeparatorWrong,
)  # fmt: skip
from campaign.field.addresses.lookup import addresses_of, streets_of
from campaign.field.addresses.sections import import_sections, plan_sections
from campaign.words import words
from db.tables.field import Address
from tests.campaign.field.address_files import BAL_13, BAN, INSEE, bal, ban, counts, planned, take, written


@pytest.fixture
def village(hands: Any, lived: Any) -> Any:
    return lived(hands, f"village-{INSEE}", lambda _: hands.create("Comité du village", INSEE))


def sentence(refusal: Any) -> str:
    return words("en").refusal(refusal)


def refused(hands: Any, path: Path, committee: Any, error: type[Exception], **form: Any) -> str:
    """The sentence of a refusal, after which the file is as it was."""
    before = hands.state()
    with pytest.raises(error) as caught:
        take(hands, path, committee, **form)
    assert hands.state() == before
    said = sentence(caught.value)
    assert "{" not in said
    assert path.name in said
    return said


def test_a_file_of_another_layout_is_named_by_its_titles(hands: Any, village: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "people.csv", "Nom;Prénom;Ville", "Müller;Zoé;Lyon")
    assert "its first line names Nom, Prénom, Ville" in refused(hands, path, village, LayoutUnknown)


def test_a_file_for_another_command_says_which(hands: Any, village: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "b.csv", "id_bdtopo;nb_logements;x;y", "B1;2;906010;6917321")
    assert "appui import buildings b.csv" in refused(hands, path, village, LayoutElsewhere)


@pytest.mark.parametrize(("separator", "shown"), [(",", "“,”"), ("\t", "“tab”"), ("|", "“|”")])
def test_a_wrong_separator_is_said(hands: Any, village: Any, tmp_path: Path, separator: str, shown: str) -> None:
    path = written(tmp_path / "a.csv", BAN.replace(";", separator), ban(1).replace(";", separator))
    assert f"by {shown} on line 1, where this layout has “;”" in refused(hands, path, village, SeparatorWrong)


def test_columns_that_a_spreadsheet_dropped_are_named(hands: Any, village: Any, tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv", BAN.replace("numero;", "n;").replace(";lat;", ";l;").replace(";x;", ";z;"), ban(1)
    )
    assert "line 1 does not name numero, lon, lat" in refused(hands, path, village, ColumnsMissing)


def test_latin_1_accents_are_refused_with_their_line_and_read_when_said(
    hands: Any, village: Any, tmp_path: Path
) -> None:
    lines = [ban(1), ban(2, street="Allée des Chênes", code="0300")]
    path = written(tmp_path / "a.csv", BAN, *lines, encoding="latin-1")
    assert "Line 3 of a.csv is not UTF-8" in refused(hands, path, village, NotUtf8)
    refused_name = hands.state()
    with pytest.raises(EncodingUnknown):
        take(hands, path, village, encoding="klingon")
    assert hands.state() == refused_name
    assert counts(take(hands, path, village, encoding="latin-1"))[1] == 2
    assert "Allée des Chênes" in {line.name for line in hands.see(streets_of, village, INSEE)}


def test_utf_16_is_refused_as_such(hands: Any, village: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", BAN, ban(1), encoding="utf-16")
    assert "UTF-16" in refused(hands, path, village, NotUtf8)


def test_a_packed_file_that_breaks_off_or_is_damaged_is_refused(hands: Any, village: Any, tmp_path: Path) -> None:
    whole = written(tmp_path / "a.csv.gz", BAN, *(ban(n) for n in range(1, 2000)), packed=True).read_bytes()
    for data in (whole[: len(whole) // 2], whole[:-6], whole[:-8] + b"\0\0\0\0" + whole[-4:]):
        (tmp_path / "a.csv.gz").write_bytes(data)
        assert "breaks off at line" in refused(hands, tmp_path / "a.csv.gz", village, FileCutShort)


def test_a_plain_file_that_breaks_off_is_refused_with_its_line(hands: Any, village: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", BAN, ban(1), ban(2)[:40])
    said = refused(hands, path, village, LinesRefused)
    assert "Line 3 of a.csv" in said and "columns where line 1 has 23" in said


def test_swapped_and_foreign_positions_are_refused_with_their_line(hands: Any, village: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", BAN, ban(1), ban(2, lon="49.322", lat="5.83"))
    assert "Line 3 of a.csv: longitude and latitude are swapped (49.32200, 5.83000)" in refused(
        hands, path, village, LinesRefused
    )
    path = written(tmp_path / "b.csv", BAL_13, bal(1, long="13.40", lat="52.52"), bal(2))
    assert "Line 2 of b.csv: the position is not in France where 54084 is" in refused(
        hands, path, village, LinesRefused
    )
    path = written(tmp_path / "c.csv", BAN, ban(1, lon="far"))
    assert "Line 2 of c.csv: “far” is no longitude or latitude" in refused(hands, path, village, LinesRefused)
    assert counts(take(hands, tmp_path / "b.csv", village, leave_out=True)) == (2, 1, 0, 0, 0, 1)


def test_text_encoded_twice_is_shown_before_and_after_and_mended_only_on_request(
    hands: Any, village: Any, tmp_path: Path
) -> None:
    twice = "Rue Barthélémy".encode().decode("latin-1")
    path = written(
        tmp_path / "a.csv", BAN, ban(1), ban(2, street=twice, code="0300"), ban(4, street=twice, code="0300")
    )
    said = refused(hands, path, village, EncodedTwice)
    assert f"Line 3 of a.csv holds text that was encoded twice: “{twice}” where “Rue Barthélémy” was meant" in said
    assert planned(hands, path, village).twice == {twice: (3, "Rue Barthélémy")}
    take(hands, path, village, mend_text=True)
    assert {line.name for line in hands.see(streets_of, village, INSEE)} == {"Rue du Mail", "Rue Barthélémy"}
    other = hands.create("Autre", INSEE)
    take(hands, path, other, keep_text=True)
    assert twice in {line.street for line in hands.see(addresses_of, other)}


@pytest.mark.parametrize(("start", "kind"), [(b"PK\x03\x04", "zip"), (b"PAR1", "parquet"), (b"BZh9", "bz2")])
def test_archives_are_to_be_unpacked_first(hands: Any, village: Any, tmp_path: Path, start: bytes, kind: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(start + b"\0" * 40)
    assert kind in refused(hands, path, village, ArchiveNotOpened)


def test_what_is_missing_or_empty_is_said(hands: Any, village: Any, tmp_path: Path) -> None:
    refused(hands, tmp_path / "none.csv", village, FileNotThere)
    (tmp_path / "a.csv").write_bytes(b"")
    refused(hands, tmp_path / "a.csv", village, FileEmpty)
    refused(hands, written(tmp_path / "b.csv", BAN), village, FileEmpty)
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(b""))
    refused(hands, tmp_path / "c.csv.gz", village, LayoutUnknown)


def test_a_committee_without_commune_must_name_one(hands: Any, tmp_path: Path) -> None:
    abroad = hands.create("Berlin", "Berlin, Allemagne")
    path = written(tmp_path / "a.csv", BAN, ban(1))
    refused(hands, path, abroad, CommuneNeeded)
    before = hands.state()
    with pytest.raises(CommuneImpossible, match="x9"):
        take(hands, path, abroad, communes=("x9",))
    assert hands.state() == before
    assert take(hands, path, abroad, communes=(INSEE,)).tally.added == 1


def test_hostile_cells_are_cleaned_and_stop_nothing(hands: Any, village: Any, tmp_path: Path) -> None:
    names = [
        "[/]",
        "[@click=app.quit]x[/]",
        "\x1b[31mRue",
        "Rue\u202eleiM",
        'Rue ""du"" Mail',
        "=cmd|' /C calc'!A0",
        "R" * 5000,
    ]
    lines = [ban(n, street=name.replace(";", ""), code=f"{900 + n}") for n, name in enumerate(names, start=1)]
    plan = take(hands, written(tmp_path / "a.csv", BAN, *lines), village)
    assert plan.tally.added + plan.tally.refused == len(names)
    assert all(len(line.street) <= 200 and "\x1b" not in line.street for line in hands.see(addresses_of, village))


@pytest.mark.parametrize(
    "inside",
    [
        '<node id="x" lat="48.9" lon="2.48"/>',
        '<node id="1" lat="nan" lon="2.48"/>',
        '<node id="1" lat="1e300" lon="2.48"/>',
        '<node id="1" lat="" lon="2.48"/>',
        '<node id="1" lat="948.9" lon="2.48"/>',
        '<way id="2"><nd ref="abc"/><nd ref="1"/></way>',
    ],
)
def test_streets_whose_numbers_are_none_are_refused(hands: Any, village: Any, tmp_path: Path, inside: str) -> None:
    way = '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>'
    text = f'<?xml version="1.0"?><osm version="0.6"><node id="2" lat="48.9" lon="2.4"/>{inside}{way}</osm>'
    before = hands.state()
    with pytest.raises(LayoutUnknown) as caught:
        hands.see(plan_sections, written(tmp_path / "streets.osm", text), village)
    assert hands.state() == before
    assert "streets.osm" in sentence(caught.value)


@pytest.mark.parametrize(
    "points", ["1.2.3 4, 5 6", ".. ..., 5 6", "0 0, 1 99999999999999", f"6{'9' * 40} 6866064, 1 2"]
)
def test_lines_of_points_that_are_nowhere_are_refused(hands: Any, village: Any, tmp_path: Path, points: str) -> None:
    titles = "ID;NATURE;NOM_COLL_G;NOM_COLL_D;ACCES_PED;geometry"
    path = written(tmp_path / "voies.csv", titles, f"T1;Route;X;Y;Libre;LINESTRING ({points})")
    plan = hands.see(plan_sections, path, village)
    with pytest.raises(LinesRefused) as caught:
        hands.do(import_sections, plan)
    assert "voies.csv" in sentence(caught.value)


def test_signs_that_no_name_holds_reach_no_id(hands: Any, village: Any, tmp_path: Path) -> None:
    take(hands, written(tmp_path / "ban.csv", BAN, ban(1, id="a\0\x1bb")), village)
    assert [row.source_key for row in hands.all(select(Address.source_key))] == ["ab"]
