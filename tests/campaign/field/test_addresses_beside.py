"""What stands beside addresses: stations, buildings, streets, results and the roll; and putting them right by hand."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from campaign.errors.addresses import (
    BuildingImpossible,
    ElectionNeeded,
    LinesRefused,
    NoResults,
    NothingNear,
    PbfDamaged,
    PbfNotRead,
    PurgeTooLate,
    RollOfAnotherCommune,
    StationNeeded,
    UndertakingNeeded,
)  # fmt: skip
from campaign.field.addresses import editing, lookup, roll
from campaign.field.addresses.buildings import import_buildings, plan_buildings
from campaign.field.addresses.editing import BuildingForm
from campaign.field.addresses.files import import_file, plan_file
from campaign.field.addresses.plan import AddressForm
from campaign.field.addresses.results import import_results, plan_results
from campaign.field.addresses.roll import RollForm
from campaign.field.addresses.sections import import_sections, plan_sections
from campaign.field.addresses.stations import import_reu, plan_reu
from campaign.field.addresses.targeting import lists_of, potential_of, rank_stations
from campaign.field.earth import to_lambert93
from campaign.history import said
from campaign.home import home
from campaign.words import words
from db import undo
from db.errors import NothingToRedo
from db.tables import JournalEntry
from db.tables.field import Address, Building, RollEntry, RollUndertaking, StationResult, Street, StreetSection
from tests.campaign.field.address_files import BAN, INSEE, ban, counts, real, take, written

TODAY = date(2026, 3, 2)
STATIONS = "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;x;y;lon;lat;bureau;nb_bureaux"
REU = (
    "code_commune_ref,reconstitution_code_commune,id_brut_bv_reu,id,geo_adresse,geo_type,geo_score,longitude,latitude,"
    "api_line,nb_bv_commune,nb_adresses"
)
BUILDINGS = "id_bdtopo;id_rnb;usage;nb_logements;nb_etages;hauteur;x;y"


@pytest.fixture
def village(hands: Any, tmp_path: Path) -> Any:
    committee = hands.create("Comité du village", INSEE)
    take(hands, written(tmp_path / "ban.csv", BAN, *(ban(n) for n in range(1, 9))), committee)
    return committee


def station_line(number: int, code: str, **more: str) -> str:
    said = {"id": f"A_{number}", "lon": f"{5.83 + number / 10000:.6f}", **more}
    return f"{said['id']};{number};;Rue du Mail;54111;{INSEE};M;;;{said['lon']};49.322;{code};1"


def codes(hands: Any, committee: Any) -> dict[int | None, str]:
    return {line.number: line.station for line in hands.see(lookup.addresses_of, committee)}


# --- stations


def test_a_table_of_stations_brings_the_addresses_where_there_are_none(hands: Any, tmp_path: Path) -> None:
    committee = hands.create("C", INSEE)
    path = written(tmp_path / "s.csv", STATIONS, station_line(1, "0056"), station_line(2, "7"))
    assert counts(take(hands, path, committee)) == (2, 2, 0, 0, 0, 0)
    assert codes(hands, committee) == {1: "56", 2: "7"}
    assert counts(take(hands, path, committee)) == (2, 0, 0, 2, 0, 0)


def test_it_only_sets_the_station_where_addresses_are_known_and_never_over_a_hand(
    hands: Any, village: Any, tmp_path: Path
) -> None:
    first = next(line.id for line in hands.see(lookup.addresses_of, village) if line.number == 1)
    hands.do(editing.set_station, village, "99", addresses=[first])
    path = written(tmp_path / "s.csv", STATIONS, *(station_line(n, "56") for n in (1, 2, 3, 40)))
    plan = take(hands, path, village)
    assert counts(plan) == (4, 0, 2, 1, 0, 1)  # 40 is no address that any file of addresses has
    found = codes(hands, village)
    assert (found[1], found[2], found[3], found[4]) == ("99", "56", "56", "")


def test_insees_table_sets_stations_by_id_and_by_number(hands: Any, village: Any, tmp_path: Path) -> None:
    lines = [
        f"{INSEE},,{INSEE}_0001,{INSEE}_0100_00001,1 Rue du Mail 54111 M,housenumber,0.9,,,,2,4",
        f"{INSEE},,{INSEE}_0002,{INSEE}_0100_00001,1 Rue du Mail 54111 M,housenumber,0.9,,,,2,1",
        f"{INSEE},,{INSEE}_0002,unknown,2 R DU MAIL 54111 M,housenumber,0.9,,,,2,4",
        f"{INSEE},,{INSEE}_0002,x,Rue du Mail,street,0.9,,,,2,4",
        "1004,,1004_0001,x,1 Rue A,housenumber,0.9,,,,2,4",
    ]
    path = written(tmp_path / "table-adresses-reu.csv", REU, *lines)
    plan = hands.see(plan_reu, path, AddressForm(village))
    tally = plan.tally
    assert (tally.read, tally.updated, tally.merged, tally.refused, tally.elsewhere) == (5, 2, 1, 1, 1)
    hands.do(import_reu, plan)
    assert [codes(hands, village)[n] for n in (1, 2, 3)] == ["1", "2", ""]
    assert not hands.see(plan_reu, path, AddressForm(village)).tally.changes


def test_the_real_vitry_comes_with_its_fifty_stations(hands: Any) -> None:
    committee = hands.create("Vitry", "94081")
    path = real("adresses_bureaux_94081_vitry-sur-seine.csv")
    assert counts(take(hands, path, committee))[:3] == (7528, 7528, 0)
    stations = hands.see(lookup.stations_of_committee, committee)
    assert len(stations) == 50
    assert sum(one.addresses for one in stations) == 7528
    assert [one.code for one in stations][:3] == ["1", "2", "3"]


# --- buildings and streets


def building(key: str, number: float, homes: object = 12, floors: object = 4, away: float = 0) -> str:
    x, y = to_lambert93(493_220_000, round((5.83 + number / 10000) * 10**7))
    return f"{key};;Résidentiel;{homes};{floors};12;{x + away:.1f};{y:.1f}"


def take_buildings(hands: Any, path: Path, committee: Any) -> Any:
    plan = hands.see(plan_buildings, path, AddressForm(committee))
    hands.do(import_buildings, plan)
    return plan


def test_buildings_go_to_the_nearest_address_and_their_homes_are_its_doors(
    hands: Any, village: Any, tmp_path: Path
) -> None:
    lines = [building("B1", 1), building("B2", 1.2, 3.0, "2.0"), building("B3", 5, 1, 1), building("B4", 6, 0)]
    plan = take_buildings(hands, written(tmp_path / "b.csv", BUILDINGS, *lines), village)
    assert (plan.tally.added, plan.homes, plan.without_number, plan.tally.refused) == (3, 16, 0, 1)
    found = {line.number: line for line in hands.see(lookup.addresses_of, village)}
    assert (found[1].doors, found[1].buildings, found[2].doors, found[5].doors) == (15, 2, 1, 1)
    rows = hands.all(select(Building.source_key, Building.homes, Building.floors, Building.kind))
    assert sorted(map(tuple, rows)) == [("B1", 12, 3, "block"), ("B2", 3, 1, "block"), ("B3", 1, 0, "house")]
    again = hands.see(plan_buildings, tmp_path / "b.csv", AddressForm(village))
    assert (again.tally.changes, again.tally.unchanged) == (False, 3)


def test_a_building_far_from_any_number_makes_a_place_that_a_later_file_gives_its_number(
    hands: Any, tmp_path: Path
) -> None:
    committee = hands.create("C", INSEE)
    path = written(tmp_path / "b.csv", BUILDINGS, building("B1", 1), building("B2", 300))
    plan = take_buildings(hands, path, committee)
    assert (plan.tally.added, plan.without_number) == (2, 2)
    lines = hands.see(lookup.addresses_of, committee)
    assert [(line.address, line.number, line.side) for line in lines] == [("Sans nom de voie", None, "none")] * 2
    take(hands, written(tmp_path / "a.csv", BAN, ban(1)), committee)
    plan = take_buildings(hands, path, committee)
    assert (plan.tally.updated, plan.tally.unchanged) == (1, 1)
    found = {line.number: line for line in hands.see(lookup.addresses_of, committee) if not line.gone}
    assert (found[1].doors, len(found)) == (12, 2)


def test_what_was_counted_on_the_spot_is_not_changed_by_a_file(hands: Any, village: Any, tmp_path: Path) -> None:
    take_buildings(hands, written(tmp_path / "b.csv", BUILDINGS, building("B1", 1)), village)
    (line,) = hands.see(
        lookup.buildings_of, next(x.id for x in hands.see(lookup.addresses_of, village) if x.number == 1)
    )
    hands.do(editing.edit_building, line.id, BuildingForm(homes=20, floors=5, access="code"), if_version=line.version)
    take_buildings(hands, written(tmp_path / "b.csv", BUILDINGS, building("B1", 1, 14)), village)
    assert hands.one(select(Building.homes)) == 20
    for form in (
        {"homes": -1},
        {"homes": 1, "floors": 101},
        {"homes": 1, "stairwells": 0},
        {"homes": 1, "access": "x"},
    ):
        with pytest.raises(BuildingImpossible):
            hands.do(editing.edit_building, line.id, BuildingForm(**form))


def test_swapped_metres_are_refused(hands: Any, village: Any, tmp_path: Path) -> None:
    cells = building("B1", 1).split(";")
    cells[6], cells[7] = cells[7], cells[6]
    with pytest.raises(LinesRefused, match="x and y are swapped"):
        take_buildings(hands, written(tmp_path / "b.csv", BUILDINGS, ";".join(cells)), village)
    assert hands.one(select(func.count()).select_from(Building)) == 0


OSM = """<osm version="0.6">
<node id="1" lat="49.3220" lon="5.8300"/><node id="2" lat="49.3220" lon="5.8310"/>
<node id="3" lat="49.3220" lon="5.8320"/>
<node id="4" lat="49.3230" lon="5.8310"/>
<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
<tag k="highway" v="residential"/><tag k="name" v="Rue du Mail"/></way>
<way id="11"><nd ref="2"/><nd ref="4"/><tag k="highway" v="footway"/></way>
<way id="12"><nd ref="1"/><nd ref="4"/><tag k="highway" v="motorway"/></way>
<way id="13"><nd ref="1"/><nd ref="4"/><tag k="building" v="yes"/></way>
</osm>
"""


def test_streets_of_openstreetmap_are_cut_where_they_meet(
    hands: Any, village: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.osm"
    path.write_text(OSM, "utf-8")
    plan = hands.see(plan_sections, path, village)
    hands.do(import_sections, plan)
    rows = hands.all(select(StreetSection.source_key, StreetSection.name_left, StreetSection.points))
    assert sorted((row[0], row[1]) for row in rows) == [
        ("osm:way/10/1", "Rue du Mail"), ("osm:way/10/2", "Rue du Mail"), ("osm:way/11/1", ""),
    ]  # fmt: skip
    ends = [tuple(point) for row in rows for point in (row[2][0], row[2][-1])]
    assert ends.count((493_220_000, 58_310_000)) == 3
    assert not hands.see(plan_sections, path, village).tally.changes
    (tmp_path / "a.osm.pbf").write_bytes(b"\0\0\0\x0dOSMHeader")
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(PbfNotRead):
        hands.see(plan_sections, tmp_path / "a.osm.pbf", village)
    far = hands.create("Loin", "93010")
    take(
        hands,
        written(tmp_path / "f.csv", BAN, ban(1, code_insee="93010", id="93010_0100_00001", lon="2.48", lat="48.9")),
        far,
    )
    with pytest.raises(NothingNear):
        hands.see(plan_sections, path, far)


def test_a_packed_file_of_streets_says_the_same_as_the_plain_one(hands: Any, tmp_path: Path) -> None:
    osmium = pytest.importorskip("osmium", reason='pip install ".[osm]" reads .osm.pbf')
    plain = real("osm_bondy-nord_voies.osm.gz")
    packed = tmp_path / "nord.osm.pbf"
    writer = osmium.SimpleWriter(str(packed))
    for one in osmium.FileProcessor(str(plain)):
        writer.add(one)
    writer.close()
    committee = hands.create("Bondy", "93010")
    hands.do(import_sections, hands.see(plan_sections, plain, committee))
    again = hands.see(plan_sections, packed, committee)
    assert again.tally.read == again.tally.unchanged == 317
    for bad in (b"no such thing", packed.read_bytes()[:5000]):
        packed.write_bytes(bad)
        with pytest.raises(PbfDamaged):
            hands.see(plan_sections, packed, committee)


def test_the_real_centre_of_nantes_has_its_dwellings_in_its_streets(hands: Any) -> None:
    committee = hands.create("Nantes", "44109")
    hands.do(import_sections, hands.see(plan_sections, real("bdtopo_44109_nantes-centre_voies.csv.gz"), committee))
    plan = take_buildings(hands, real("bdtopo_44109_nantes-centre_logements.csv"), committee)
    assert (plan.tally.added, plan.homes) == (4736, 39_108)
    (commune,) = hands.see(lookup.communes_with_addresses, committee)
    assert (commune.doors, commune.buildings) == (39_108, 4736)
    nameless = select(func.count()).select_from(Address).join(Street).where(Street.name == "Sans nom de voie")
    assert hands.one(nameless) < 50


# --- results

FIXED = (
    "Code du département;Libellé du département;Code de la circonscription;Libellé de la circonscription;"
    "Code de la commune;Libellé de la commune;Code du b.vote;Inscrits;Abstentions;% Abs/Ins;Votants;% Vot/Ins;Blancs;"
    "% Blancs/Ins;% Blancs/Vot;Nuls;% Nuls/Ins;% Nuls/Vot;Exprimés;% Exp/Ins;% Exp/Vot;"
)
PRES = FIXED + "N°Panneau;Sexe;Nom;Prénom;Voix;% Voix/Ins;% Voix/Exp"
LEG_2022 = FIXED + "N°Panneau;Sexe;Nom;Prénom;Nuance;Voix;% Voix/Ins;% Voix/Exp"
LEG_2024 = (
    "Code département;Libellé département;Code commune;Libellé commune;Code BV;Inscrits;Votants;% Votants;Abstentions;"
    "% Abstentions;Exprimés;% Exprimés/inscrits;% Exprimés/votants;Blancs;% Blancs/inscrits;% Blancs/votants;Nuls;"
    "% Nuls/inscrits;% Nuls/votants"
    + "".join(
        f";Numéro de panneau {i};Nuance candidat {i};Nom candidat {i};Prénom candidat {i};Sexe candidat {i};Voix {i};"
        f"% Voix/inscrits {i};% Voix/exprimés {i};Elu {i}"
        for i in (1, 2)
    )
)


def old_result(code: str, registered: int, away: int, *votes: int, colour: bool = False) -> str:
    cells: list[object] = ["54", "M", "1", "1", "084", "Mont", code, registered, away, "20,5", registered - away, "1"]
    cells += [5, "0,1", "0,1", 5, "0,1", "0,1", registered - away - 10, "1", "1"]
    for number, (name, given, count) in enumerate(zip(("ALPHA", "BÊTA"), ("Ève", "Noé"), votes, strict=True), start=1):
        cells += [number, "F", name, given, *(["NUP"] if colour else []), count, "1,2", "3,4"]
    return ";".join(map(str, cells))


def take_results(hands: Any, path: Path, committee: Any, election: str = "presidentielle-2022") -> Any:
    plan = hands.see(plan_results, path, AddressForm(committee), election=election)
    hands.do(import_results, plan)
    return plan


def test_results_of_three_years_are_read_and_stations_ranked_by_what_may_be_won(
    hands: Any, village: Any, tmp_path: Path
) -> None:
    lines = [old_result("0001", 1000, 300, 200, 490), old_result("0002", 800, 400, 195, 195)]
    path = written(tmp_path / "pres.txt", PRES, *lines, encoding="latin-1")
    assert take_results(hands, path, village).tally.added == 2
    assert not hands.see(plan_results, path, AddressForm(village), election="presidentielle-2022").tally.changes
    targets = hands.see(rank_stations, village, chosen=["bêta"])
    assert [(one.code, one.potential, one.chosen) for one in targets] == [("1", 213, 490), ("2", 200, 195)]
    assert [one.potential for one in hands.see(rank_stations, village)] == [400, 300]
    assert potential_of(300, 490, 690) == round(1000 * (300 / 1000) * (490 / 690))
    leg = written(tmp_path / "leg.txt", LEG_2022, old_result("0001", 1000, 300, 200, 490, colour=True))
    take_results(hands, leg, village, "législatives 2022")
    assert hands.see(lists_of, village, "legislatives-2022", 1)[0] == ("Noé BÊTA (NUP)", 490)
    new = "54;M;54084;Mont;0001;1000;700;70,00%;300;30,00%;690;1;1;5;1;1;5;1;1"
    new += ";1;UG;ALPHA;Ève;F;300;1;1;;2;ENS;BÊTA;Noé;M;390;1;1;élu"
    take_results(hands, written(tmp_path / "t.csv", LEG_2024, new), village, "legislatives-2024")
    assert hands.see(lists_of, village, "legislatives-2024", 1) == (("Noé BÊTA (ENS)", 390), ("Ève ALPHA (UG)", 300))
    with pytest.raises(NoResults):
        hands.see(rank_stations, village, chosen=["nobody"])
    with pytest.raises(ElectionNeeded):
        hands.see(plan_results, path, AddressForm(village))


def test_results_that_do_not_add_up_are_refused_with_their_line(hands: Any, village: Any, tmp_path: Path) -> None:
    path = written(
        tmp_path / "pres.txt",
        PRES,
        old_result("1", 100, 20, 30, 40),
        old_result("2", 200, 20, 1, 2).replace(";200;20;", ";100;120;"),
    )
    with pytest.raises(LinesRefused, match=r"Line 3 of pres\.txt: more abstentions"):
        take_results(hands, path, village)
    assert hands.one(select(func.count()).select_from(StationResult)) == 0


# --- the roll

ROLL = (
    "Code de l'UGLE;libellé de l'ugle;libellé du type de liste;nom de naissance;nom d'usage;prénoms;sexe;"
    "date de naissance;code commune de naissance;libellé commune de naissance;code département de naissance;"
    "pays de naissance;libellé nationalité;numéro de voie;libellé de voie;complément 1;complément 2;lieu-dit;"
    "code postal;commune;pays;code du bureau de vote;libellé du bureau de vote;"
    "code circonscription législative du bureau de vote;libellé canton du bureau de vote;"
    "libellé circonscription métropolitaine du bureau de vote;numéro d'ordre dans le bureau de vote"
)


def elector(name: str, number: int, insee: str = INSEE) -> str:
    cells = [
        insee,
        "M",
        "liste principale",
        name,
        "",
        "Inventé Deux",
        "F",
        "01/02/1980",
        "75056",
        "PARIS",
        "75",
        "FRANCE",
    ]
    cells += ["française", str(number), "R DU MAIL", "", "", "", "54111", "M", "FRANCE", "0003", "École", "", "", ""]
    return ";".join(f'"{cell}"' for cell in cells) + ";12"


def undertaking(committee: Any, who: Any, **more: Any) -> RollForm:
    values = {"signed_on": date(2026, 3, 1), "poll_on": date(2026, 3, 15), "purge_on": date(2026, 3, 20), **more}
    return RollForm(committee_id=committee, requester_id=who, insee=INSEE, **values)


def test_a_roll_comes_in_only_under_an_undertaking_and_is_purged(hands: Any, village: Any, tmp_path: Path) -> None:
    who = hands.join(village, "Nadia Inventée")
    path = written(tmp_path / "roll.csv", ROLL, elector("AAA", 1), elector("BBB", 2), elector("CCC", 77))
    for missing in ("signed_on", "poll_on", "purge_on"):
        with pytest.raises(UndertakingNeeded):
            hands.see(roll.plan_roll, path, undertaking(village, who, **{missing: None}), TODAY)
    with pytest.raises(UndertakingNeeded):
        hands.see(roll.plan_roll, path, undertaking(village, None), TODAY)
    for purge in (date(2026, 3, 14), date(2026, 4, 15)):
        with pytest.raises(PurgeTooLate):
            hands.see(roll.plan_roll, path, undertaking(village, who, purge_on=purge), TODAY)
    plan = hands.see(roll.plan_roll, path, undertaking(village, who), TODAY)
    hands.do(roll.import_roll, plan)
    names = hands.all(select(RollEntry.names, RollEntry.address_text, RollEntry.address_id))
    assert tuple(names[0])[:2] == ("Inventé Deux AAA", "1 R DU MAIL")
    assert sum(row[2] is not None for row in names) == 2
    everything = str(hands.all(select(RollEntry)))
    assert "1980" not in everything and "PARIS" not in everything
    assert codes(hands, village)[1] == "3"  # the station of its electors
    ids = [line.id for line in hands.see(lookup.addresses_of, village)]
    assert len(hands.see(roll.electors_at, ids)) == 2
    assert hands.see(roll.plan_roll, path, undertaking(village, who), TODAY).tally.unchanged == 3
    for day, first in ((12, None), (13, False), (20, True), (21, True)):  # on Home a week ahead; late from its own day
        todo = hands.see(home, datetime(2026, 3, day, 9, tzinfo=UTC), village, date(2026, 3, day)).todo
        said = [(one.kind, one.late) for one in todo if one.kind == "roll"]
        assert said == ([] if first is None else [("roll", first)])
        assert first is None or todo[0].kind == "roll"
    assert hands.see(roll.rolls_due, date(2026, 3, 19)) == ()
    (due,) = hands.see(roll.rolls_due, date(2026, 3, 20))
    assert hands.do(roll.purge_roll, due) == 3
    assert hands.one(select(func.count()).select_from(RollEntry)) == 0
    (kept,) = hands.see(roll.rolls, village)
    assert (kept.entries, kept.purged_on) == (3, TODAY)
    assert hands.one(select(RollUndertaking.entries)) == 3
    late = datetime(2026, 4, 1, 9, tzinfo=UTC)
    assert "roll" not in {one.kind for one in hands.see(home, late, village, date(2026, 4, 1)).todo}


def test_a_roll_of_another_commune_is_refused(hands: Any, village: Any, tmp_path: Path) -> None:
    who = hands.join(village, "Nadia Inventée")
    path = written(tmp_path / "roll.csv", ROLL, elector("AAA", 1, "93010"))
    with pytest.raises(RollOfAnotherCommune, match=r"Line 2 of roll\.csv is of 93010"):
        hands.see(roll.plan_roll, path, undertaking(village, who), TODAY)


# --- by hand, and any file


def test_what_is_put_right_by_hand_is_said_undone_and_done_again(hands: Any, village: Any) -> None:
    before = hands.state()
    first, second, *_ = hands.see(lookup.addresses_of, village)
    made = hands.do(editing.add_building, first.id, BuildingForm(homes=8, floors=3, label="Bât. A"))
    hands.do(editing.edit_building, made, BuildingForm(homes=9, floors=3))
    hands.do(editing.set_homes, second.id, 2)
    hands.do(editing.set_do_not_visit, second.id)
    hands.do(editing.set_do_not_visit, second.id, value=False)
    assert hands.do(editing.set_station, village, "0012", street_id=first.street_id, side="odd") == 4
    station = hands.see(lookup.stations_of_committee, village)[0]
    hands.do(editing.name_station, station.id, "École du Mail")
    with pytest.raises(StationNeeded):
        hands.do(editing.set_station, village, "1")
    after = hands.state()
    steps = hands.see(undo.steps, 7)
    assert {step.action for step in steps} == {
        "building.add", "building.edit", "address.homes", "address.skip", "address.visit", "station.set",
        "station.name",
    }  # fmt: skip
    for step in steps:
        assert all(
            "{" not in said(step, words(lang)) and said(step, words(lang)) != step.action for lang in ("fr", "en")
        )
    hands.undo()
    hands.undo()  # the station came in many rows at once: it is set again, not redone
    for _ in range(5):
        hands.undo()
    assert hands.state() == before
    assert after != before


def test_any_file_is_taken_for_what_it_is(hands: Any, village: Any, tmp_path: Path) -> None:
    form = AddressForm(village)
    files = {
        "ban": written(tmp_path / "1.csv", BAN, ban(1)),
        "stations": written(tmp_path / "2.csv", STATIONS, station_line(1, "3")),
        "bdtopo_buildings": written(tmp_path / "3.csv", BUILDINGS, building("B1", 1)),
        "results": written(tmp_path / "4.csv", PRES, old_result("3", 100, 20, 30, 40)),
    }
    (tmp_path / "5.osm").write_text(OSM, "utf-8")
    files["osm"] = tmp_path / "5.osm"
    for code, path in files.items():
        plan = hands.see(plan_file, path, form, TODAY, election="municipales-2020")
        assert plan.layout_code == code
        hands.do(import_file, plan)
    with pytest.raises(UndertakingNeeded):
        hands.see(plan_file, written(tmp_path / "6.csv", ROLL, elector("A", 1)), form, TODAY)
    for _ in range(4):
        hands.undo()
    assert hands.one(select(func.count()).select_from(Building)) == 0


def test_a_roll_that_was_taken_back_does_not_come_again_from_the_journal(
    hands: Any, village: Any, tmp_path: Path
) -> None:
    who = hands.join(village, "Nadia Inventée")
    path = written(tmp_path / "roll.csv", ROLL, elector("AAA", 1))
    hands.do(roll.import_roll, hands.see(roll.plan_roll, path, undertaking(village, who), TODAY))
    hands.undo()
    assert hands.one(select(func.count()).select_from(RollEntry)) == 0
    assert "AAA" not in str(hands.all(select(JournalEntry.changes)))
    with pytest.raises(NothingToRedo):  # it may be past its purge by then: it is taken in anew, under its undertaking
        hands.redo()
