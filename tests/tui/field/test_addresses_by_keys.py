"""Addresses by keys: a file looked over, taken in, taken back; buildings, stations and results put right."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Opened = Callable[..., Any]
BAL = "cle_interop;commune_insee;voie_nom;numero;suffixe;commune_nom;position;long;lat;x;y;source;date_der_maj"
ADDRESSES = "SELECT count(*) FROM address"


def line(number: int, street: str = "Rue du Mail", lon: str = "4.83") -> str:
    code = "0100" if street == "Rue du Mail" else "0200"
    return f"69384_{code}_{number:05d};69384;{street};{number};;Lyon;entrée;{lon};45.77;;;;"


def written(folder: Path, *lines: str) -> Path:
    path = folder / "adresses.csv"
    path.write_text("\n".join([BAL, *lines]) + "\n", "utf-8")
    return path


async def addresses(hand: Any, committee: uuid.UUID) -> None:
    from tui.screens.field.addresses import AddressesScreen

    hand.app.push_screen(AddressesScreen(committee, "Croix-Rousse"))
    await hand.settle()


async def look_over(hand: Any, path: Path) -> None:
    await hand.press("n")
    await hand.put(str(path), "Input")
    await hand.press("enter")


def check(hand: Any, *, french: bool) -> None:
    """It says where one is, names its keys, fits, and speaks."""
    from tests.screens import check_french, check_keys, check_title, check_width, english

    check_title(hand)
    check_keys(hand)
    check_width(hand)
    if french:
        check_french(hand, english())


async def test_the_empty_screen_says_where_a_file_comes_from_and_one_is_taken_in_and_back(
    opened: Opened, file: Path, committee: uuid.UUID, tmp_path: Path
) -> None:
    path = written(tmp_path, line(1), line(2), line(3), line(99999), line(4, "Rue Neuve"))
    async with opened(file, "fr", (80, 24)) as hand:
        await addresses(hand, committee)
        assert hand.shows("adresse.data.gouv.fr")
        await look_over(hand, path)
        assert hand.screen == "TakeInScreen"
        check(hand, french=True)
        assert hand.shows("Base Adresse Locale (BAL) 1.3")
        assert hand.shows("5  lignes lues") and hand.shows("4  ajoutées") and hand.shows("1  laissées de côté")
        assert hand.shows("le numéro 99999 désigne un lieu sans numéros")
        assert hand.one(ADDRESSES) == 0
        await hand.press("ctrl+s", "enter")
        assert (hand.screen, hand.one(ADDRESSES)) == ("AddressesScreen", 4)
        assert hand.shows("Rue du Mail") and hand.shows("côté impair") and hand.shows("4 adresses")
        await hand.press("u")
        assert hand.one(ADDRESSES) == 0


async def test_a_file_that_cannot_be_taken_in_as_it_is_says_why_and_which_key_mends_it(
    opened: Opened, file: Path, committee: uuid.UUID, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text("Nom;Prénom\nA;B\n", "utf-8")
    twice = "Rue Barthélémy".encode().decode("latin-1")
    async with opened(file) as hand:
        await addresses(hand, committee)
        await look_over(hand, tmp_path / "people.csv")
        assert hand.shows("its first line names Nom, Prénom")
        await hand.press("escape")
        await look_over(hand, tmp_path / "none.csv")
        assert hand.shows("There is no file at")
        await hand.press("escape")
        # A damaged one takes nothing in until its bad lines are left out.
        await look_over(hand, written(tmp_path, line(1), line(2, lon="45.77")))
        assert hand.shows("Line 3 of adresses.csv") and hand.shows("d leaves them out.")
        await hand.press("ctrl+s")
        assert (hand.screen, hand.one(ADDRESSES)) == ("TakeInScreen", 0)
        await hand.press("d")
        await hand.settle()
        plan = hand.app.screen.plan
        await hand.press("ctrl+s", "escape")
        assert plan is not None and hand.app.screen.plan is plan  # a question that was left reads nothing anew
        await hand.press("ctrl+s", "enter")
        assert hand.one(ADDRESSES) == 1
        # Names encoded twice are shown before and after, and mended by a key.
        await look_over(hand, written(tmp_path, line(1, twice)))
        assert hand.shows(f"“{twice}” was meant to be “Rue Barthélémy”") and hand.shows("w mends them.")
        await hand.press("w", "ctrl+s", "enter")
        assert hand.one("SELECT group_concat(name, '|') FROM street") == "Rue du Mail|Rue Barthélémy"


async def test_a_building_is_added_put_right_and_its_side_given_a_station(
    opened: Opened, file: Path, committee: uuid.UUID, tmp_path: Path
) -> None:
    async with opened(file, size=(80, 24)) as hand:
        await addresses(hand, committee)
        await look_over(hand, written(tmp_path, line(1), line(3)))
        await hand.press("ctrl+s", "enter", "enter")
        assert hand.screen == "StreetScreen" and hand.shows("1 Rue du Mail")
        await hand.press("n")
        await hand.put("12", "#homes")
        await hand.put("nine", "#floors")
        await hand.press("ctrl+s")
        assert hand.shows("Floors above the ground floor: a whole number up to 100.")
        await hand.put("4", "#floors")
        await hand.press("ctrl+s")
        assert hand.one("SELECT homes || ' ' || floors || ' ' || counted FROM building") == "12 4 1"
        stands = str(hand.app.screen.query_one("#buildings").render())  # a toast lies over it
        assert "12 homes · 4 floors · counted on the spot" in stands
        await hand.press("enter")
        await hand.put("14", "#homes")
        await hand.press("ctrl+s")
        assert hand.one("SELECT homes FROM building") == 14
        await hand.press("space", "space", "b")
        await hand.put("0042", "Input")
        await hand.press("enter")
        assert hand.one("SELECT count(*) FROM address WHERE station_by = 'hand'") == 2
        assert hand.one("SELECT code FROM polling_station") == "42"
        await hand.press("d")
        assert hand.shows("no homes")


async def test_results_ask_for_their_election_and_rank_the_stations(
    opened: Opened, file: Path, committee: uuid.UUID, tmp_path: Path
) -> None:
    titles = "Code du département;Code de la commune;Code du b.vote;Inscrits;Abstentions;Blancs;Nuls;Exprimés"
    body = "69;384;0001;100;40;0;0;60;1;F;ALPHA;Ève;20\n69;384;0002;100;60;0;0;40;1;F;ALPHA;Ève;10\n"
    path = tmp_path / "r.csv"
    path.write_text(f"{titles};N°Panneau;Sexe;Nom;Prénom;Voix\n{body}", "utf-8")
    async with opened(file) as hand:
        await addresses(hand, committee)
        await hand.press("v")
        assert hand.screen == "StationsScreen" and hand.shows("No result by polling station is here.")
        await look_over(hand, path)
        await hand.put("presidentielle-2022", "Input")
        await hand.press("enter", "ctrl+s", "enter")
        assert hand.screen == "StationsScreen" and hand.shows("presidentielle-2022, round 1")
        assert hand.app.screen.query_one("#stations")._row(0).cells[0] == "2"
        await hand.press("c", "enter")
        assert hand.shows("Ève ALPHA")
        assert [hand.app.screen.query_one("#stations")._row(i).cells[0] for i in (0, 1)] == ["2", "1"]


@pytest.mark.long  # each day they are looked at with all the others, in test_snapshots.py and the hostile ones
@pytest.mark.parametrize("lang", ["en", "fr"])
async def test_every_screen_of_addresses_fits_and_speaks(
    opened: Opened, file: Path, committee: uuid.UUID, tmp_path: Path, lang: str
) -> None:
    french = lang == "fr"
    path = written(tmp_path, line(1), line(2))
    async with opened(file, lang=lang, size=(80, 24)) as hand:
        await addresses(hand, committee)
        check(hand, french=french)
        await look_over(hand, path)
        check(hand, french=french)
        await hand.press("ctrl+s", "enter")
        check(hand, french=french)
        await hand.press("enter")
        check(hand, french=french)
        await hand.press("escape", "v")
        check(hand, french=french)
