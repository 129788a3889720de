"""Taking in addresses: each door once whatever file brings it, all or nothing, undone as one, and said in full."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from campaign.errors.addresses import NothingOfCommune
from campaign.field.addresses.apply import import_addresses
from campaign.field.addresses.lookup import addresses_of, communes_with_addresses, doors_of, streets_of
from db.tables.field import Address, AddressImport, Street
from tests.campaign.field.address_files import (
    BAL_13,
    BAL_14,
    BAL_15,
    BAN,
    INSEE,
    OLD_BAN,
    bal,
    ban,
    counts,
    old,
    planned,
    real,
    reasons,
    row,
    take,
    written,
)  # fmt: skip

DOORS = select(Street.name, Address.number, Address.suffix).join(Street, Street.id == Address.street_id)


@pytest.fixture
def village(hands: Any, lived: Any) -> Any:
    return lived(hands, f"village-{INSEE}", lambda _: hands.create("Comité du village", INSEE))


def doors(hands: Any) -> list[tuple[str, int, str]]:
    return sorted(map(tuple, hands.all(DOORS.where(Address.gone == 0))))


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("bom", [False, True])
def test_every_layout_brings_the_same_doors_plain_or_packed_with_or_without_a_mark(
    hands: Any, village: Any, tmp_path: Path, packed: bool, bom: bool
) -> None:
    values = {"cle_interop": f"{INSEE}_0100_00010", "commune_insee": INSEE, "numero": 10, "position": "entrée"}
    values |= {"long": "5.831", "lat": "49.322", "id_ban_adresse": "3C87ABE4-887B-46EE-9192-5C1B35A06625"}
    files = {
        "ban": (BAN, ban(10)),
        "ban_2019": (OLD_BAN, old(10)),
        "bal_1.3": (BAL_13, bal(10)),
        "bal_1.4": (BAL_14, row(BAL_14, voie_nom="Rue du Mail", **values)),
        "bal_1.5": (BAL_15, row(BAL_15, toponyme="Rue du Mail", **values)),
    }
    for code, (header, line) in files.items():
        path = written(tmp_path / f"{code}.csv", header, line, encoding="utf-8-sig" if bom else "utf-8", packed=packed)
        plan = planned(hands, path, village)
        assert (plan.layout.code, plan.tally.added) == (code, 1 if code == "ban" else 0)
        take(hands, path, village)
    ((name, number, suffix),) = doors(hands)
    assert (name.lower(), number, suffix) == ("rue du mail", 10, "")
    (address,) = hands.see(addresses_of, village)
    assert address.position == "entrée"
    ids = hands.all(select(Address.ban_id, Address.interop_key, Address.uid))
    assert tuple(ids[0]) == (f"{INSEE}_0100_00010",) * 2 + ("3c87abe4-887b-46ee-9192-5c1b35a06625",)


def test_columns_are_found_by_their_titles_in_any_order(hands: Any, village: Any, tmp_path: Path) -> None:
    titles = list(reversed(BAN.split(";")))
    line = ";".join(reversed(ban(10).split(";")))
    assert counts(take(hands, written(tmp_path / "a.csv", ";".join(titles), line), village))[1] == 1
    assert doors(hands) == [("Rue du Mail", 10, "")]


def test_ten_and_ten_bis_and_two_addresses_on_one_point_stay_two(hands: Any, village: Any, tmp_path: Path) -> None:
    here = {"lon": "5.83", "lat": "49.322"}
    path = written(
        tmp_path / "a.csv", BAN, ban(10, **here), ban(10, "bis", **here), ban(12, **here), ban(12, "b", **here)
    )
    assert counts(take(hands, path, village)) == (4, 4, 0, 0, 0, 0)
    assert [door[1:] for door in doors(hands)] == [(10, ""), (10, "bis"), (12, ""), (12, "b")]


def test_what_is_no_door_never_becomes_one_and_the_report_says_so(hands: Any, village: Any, tmp_path: Path) -> None:
    lines = [ban(2), ban(99999), ban(5180), ban(5181), ban(4, lon="", lat=""), ban(6, nom_voie=""), ban(8, numero="")]
    plan = take(hands, written(tmp_path / "a.csv", BAN, *lines), village)
    assert counts(plan) == (7, 1, 0, 0, 0, 6)
    assert dict(reasons(plan)) == {
        3: "number 99999 marks a place without numbers",
        4: "number 5180 is a pseudo-number of the land register: no door bears it",
        5: "number 5181 is a pseudo-number of the land register: no door bears it",
        6: "no position",
        7: "no street",
        8: "no number",
    }
    (kept,) = hands.all(select(AddressImport.report, AddressImport.refused, AddressImport.attribution))
    assert kept[1] == 6 and len(kept[0]) == 5 and "Base Adresse Nationale" in kept[2]


def test_of_several_positions_the_best_is_taken_in_any_order(hands: Any, village: Any, tmp_path: Path) -> None:
    lines = [
        bal(10, position="segment", long="5.81"),
        bal(10, position="parcelle", long="5.82"),
        bal(10, position="entrée", long="5.83"),
        bal(10, position="bâtiment", long="5.84"),
    ]
    for seed in range(4):
        random.Random(seed).shuffle(lines)
        plan = planned(hands, written(tmp_path / "a.csv", BAL_13, *lines), village)
        assert counts(plan) == (4, 1, 0, 0, 3, 0)
    take(hands, tmp_path / "a.csv", village)
    (address,) = hands.see(addresses_of, village)
    assert (address.position, address.lon) == ("entrée", 58_300_000)


def test_the_same_file_twice_adds_nothing_and_a_newer_one_brings_up_to_date(
    hands: Any, village: Any, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", BAN, *(ban(n) for n in range(1, 11)))
    assert counts(take(hands, path, village)) == (10, 10, 0, 0, 0, 0)
    journal = hands.counts()
    assert counts(take(hands, path, village)) == (10, 0, 0, 10, 0, 0)
    assert hands.counts() == journal  # nothing to change is nobody's action
    newer = [ban(n) for n in range(1, 9)] + [ban(9, lon="5.9"), ban(11)]  # 9 moved, 10 went, 11 came
    plan = take(hands, written(tmp_path / "b.csv", BAN, *newer), village)
    assert (counts(plan), plan.tally.gone) == ((10, 1, 1, 8, 0, 0), 1)
    assert {a.number: a.lon for a in hands.see(addresses_of, village)}[9] == 59_000_000
    assert [a.number for a in hands.see(addresses_of, village) if a.gone] == [10]
    assert sum(line.doors for line in hands.see(streets_of, village, INSEE)) == 10
    back = take(hands, written(tmp_path / "c.csv", BAN, *newer, ban(10)), village)
    assert counts(back) == (11, 0, 1, 10, 0, 0)
    assert not [a for a in hands.see(addresses_of, village) if a.gone]


def test_an_extract_does_not_make_the_rest_of_the_commune_vanish(hands: Any, village: Any, tmp_path: Path) -> None:
    take(hands, written(tmp_path / "a.csv", BAN, *(ban(n) for n in range(1, 21))), village)
    plan = take(hands, written(tmp_path / "b.csv", BAN, *(ban(n) for n in range(1, 6))), village)
    assert plan.tally.gone == 0
    assert "taken as an extract" in plan.remarks[0].reason


def test_a_door_that_two_kinds_of_file_knew_goes_when_both_have_lost_it(
    hands: Any, village: Any, tmp_path: Path
) -> None:
    numbers = range(1, 11)
    take(hands, written(tmp_path / "a.csv", BAN, *(ban(n) for n in numbers)), village)
    take(hands, written(tmp_path / "b.csv", BAL_13, *(bal(n) for n in numbers)), village)
    plan = take(hands, written(tmp_path / "c.csv", BAN, *(ban(n) for n in range(1, 10))), village)
    assert plan.tally.gone == 0
    assert len(doors(hands)) == 10
    plan = take(hands, written(tmp_path / "d.csv", BAL_13, *(bal(n) for n in range(1, 10))), village)
    assert plan.tally.gone == 1
    assert len(doors(hands)) == 9


@pytest.mark.parametrize("first", ["bal", "old"])
def test_two_files_of_one_village_merge_without_doubles_whichever_comes_first(
    hands: Any, village: Any, tmp_path: Path, first: str
) -> None:
    files = {
        "bal": written(
            tmp_path / "bal.csv", BAL_13, bal(1), bal(2, "bis"), bal(3), bal(5, street="Rue Joffre", code="0200"),
            bal(7, street="Rue Neuve", code="0300"),
        ),
        "old": written(
            tmp_path / "old.csv", OLD_BAN, old(1), old(2, "b"), old(4),
            old(5, street="rue maréchal joffre", code="0200"), old(6, street="rue maréchal joffre", code="0200"),
        ),
    }  # fmt: skip
    order = ["bal", "old"] if first == "bal" else ["old", "bal"]
    for name in order:
        take(hands, files[name], village)
    found = doors(hands)
    assert [(n, s) for _, n, s in sorted(found, key=lambda d: d[1])] == [
        (1, ""), (2, "bis"), (3, ""), (4, ""), (5, ""), (6, ""), (7, ""),
    ]  # fmt: skip
    assert len({name for name, number, _ in found if number in (5, 6)}) == 1  # one street, two names, one code
    for name in order * 2:
        assert counts(take(hands, files[name], village))[1:3] == (0, 0), name


def test_two_villages_of_one_commune_each_keep_their_church_street(hands: Any, village: Any, tmp_path: Path) -> None:
    there = {"code_insee_ancienne_commune": "54085", "nom_ancienne_commune": "L'Autre"}
    lines = [ban(1, street="Rue de l'Église"), ban(1, street="Rue de l'Église", code="0900", lon="5.86", **there)]
    take(hands, written(tmp_path / "a.csv", BAN, *lines), village)
    assert [name for name, _, _ in doors(hands)] == ["Rue de l'Église", "Rue de l'Église (L'Autre)"]


def test_a_department_is_filtered_by_commune_and_cities_by_arrondissement(hands: Any, tmp_path: Path) -> None:
    lines = [
        ban(1),
        row(BAN, id="69384_0100_00001", numero=1, nom_voie="Rue A", code_insee="69384", lon="4.83", lat="45.77"),
        row(BAN, id="69123_0100_00002", numero=2, nom_voie="Rue A", code_insee="69123", code_postal="69004",
            lon="4.83", lat="45.77"),
        row(BAN, id="69385_0100_00003", numero=3, nom_voie="Rue B", code_insee="69385", lon="4.81", lat="45.75"),
        row(BAN, id="1004_0100_00004", numero=4, nom_voie="Rue C", code_insee="1004", lon="5.35", lat="45.95"),
    ]  # fmt: skip
    path = written(tmp_path / "a.csv", BAN, *lines)
    fourth, city = hands.create("Quatrième", "69384"), hands.create("Ville", "Lyon")
    assert planned(hands, path, fourth).tally.added == 2
    assert planned(hands, path, city).tally.added == 3
    assert planned(hands, path, fourth, communes=("1004",)).communes == ("01004",)
    assert planned(hands, path, fourth, communes=("69",)).tally.added == 3
    assert planned(hands, path, fourth, communes=("all",)).tally.added == 5
    with pytest.raises(NothingOfCommune, match="holds nothing of 75056"):
        planned(hands, path, hands.create("Paris", "75056"))


def test_an_import_is_one_step_taken_back_whole_and_only_while_nobody_built_on_it(
    hands: Any, village: Any, tmp_path: Path
) -> None:
    before = hands.state()
    take(hands, written(tmp_path / "a.csv", BAN, ban(1), ban(3)), village)
    between = hands.state()
    take(hands, written(tmp_path / "b.csv", BAN, ban(1, lon="5.9"), ban(3), ban(5)), village)
    hands.undo()
    assert hands.state() == between
    hands.undo()
    assert hands.state() == before


def test_an_import_that_is_stopped_while_it_writes_changes_nothing(hands: Any, village: Any, tmp_path: Path) -> None:
    lines = [
        ban(1),
        row(BAN, id="54085_0100_00001", numero=1, nom_voie="Rue A", code_insee="54085", lon="5.83", lat="49.3"),
    ]
    plan = planned(hands, written(tmp_path / "a.csv", BAN, *lines), village, communes=("54",))
    before = hands.state()

    class Stopped(Exception):
        pass

    def progress(done: int, total: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        hands.do(import_addresses, plan, progress=progress)
    assert hands.state() == before


def test_without_longitude_the_metres_of_lambert_93_are_read(hands: Any, village: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", BAN, ban(1, lon="", lat="", x="906010.92", y="6917321.29"))
    take(hands, path, village)
    (address,) = hands.see(addresses_of, village)
    assert abs(address.lon - 58_336_220) < 100 and abs(address.lat - 493_222_030) < 100


def test_streets_are_told_side_by_side_with_their_doors(hands: Any, village: Any, tmp_path: Path) -> None:
    take(hands, written(tmp_path / "a.csv", BAN, ban(1), ban(2), ban(3), ban(4, "bis")), village)
    lines = hands.see(streets_of, village, INSEE)
    assert [(s.name, s.side, s.addresses, s.doors, s.first, s.last) for s in lines] == [
        ("Rue du Mail", "odd", 2, 2, 1, 3), ("Rue du Mail", "even", 2, 2, 2, 4),
    ]  # fmt: skip
    (commune,) = hands.see(communes_with_addresses, village)
    assert (commune.insee, commune.name, commune.addresses) == (INSEE, "Mont-Bonvillers", 4)
    ids = [one.id for one in hands.see(addresses_of, village)]
    assert hands.see(doors_of, ids) == dict.fromkeys(ids, 1)


# --- real files


def test_the_real_commune_of_bondy_comes_in_whole_and_only_once(hands: Any) -> None:
    committee = hands.create("Bondy", "93010")
    path = real("ban_93010_bondy.csv")
    plan = take(hands, path, committee)
    assert counts(plan) == (8413, 8413, 0, 0, 0, 0)
    suffixes = select(func.count()).select_from(Address).where(Address.suffix != "")
    assert hands.one(suffixes) == 749
    points = select(func.count(func.distinct(Address.lat * 10**11 + Address.lon)))
    assert hands.one(points) < 8413  # 282 share a point with another, and stay
    assert counts(planned(hands, path, committee)) == (8413, 0, 0, 8413, 0, 0)


def test_the_real_village_merges_from_its_bal_and_its_old_ban(hands: Any) -> None:
    files = [real("bal13_54084_mont-bonvillers.csv"), real("ban_2019_54084_mont-bonvillers.csv")]
    found = []
    for name, order in (("A", files), ("B", files[::-1])):
        committee = hands.create(name, INSEE)
        for path in order:
            take(hands, path, committee)
        mine = DOORS.where(Address.committee_id == committee)
        rows = [tuple(door) for door in hands.all(mine)]
        assert len(set(rows)) == len(rows)
        assert not [door for door in rows if door[1] >= 5000]
        found.append(len(rows))
        for path in order:
            assert counts(planned(hands, path, committee))[1:3] == (0, 0)
    assert found == [489, 489]


def test_the_smallest_valid_bal_of_each_version_is_recognised(hands: Any) -> None:
    committee = hands.create("B", "31591")
    for version in ("1.3", "1.4", "1.5"):
        plan = take(hands, real("bal", f"bal-{version}-valide.csv"), committee)
        assert plan.layout.code == f"bal_{version}"
    assert hands.one(select(func.count()).select_from(Address)) == 1


@pytest.mark.skipif("APPUI_TEST_DATA" not in os.environ, reason="the real address files are not here")
def test_the_order_of_lines_changes_nothing(hands: Any, tmp_path: Path) -> None:
    path = real("ban_2019_54084_mont-bonvillers.csv")
    header, *lines = path.read_text("utf-8").splitlines()
    states = []
    for seed in (0, 1):
        random.Random(seed).shuffle(lines)
        committee = hands.create(f"C{seed}", INSEE)
        take(hands, written(tmp_path / "a.csv", header, *lines), committee)
        columns = (Address.search_key, Address.lat, Address.lon, Address.position)
        states.append(sorted(map(tuple, hands.all(select(*columns).where(Address.committee_id == committee)))))
    assert states[0] == states[1]
