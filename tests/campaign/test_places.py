"""Every way of naming a place."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from campaign.errors import PlaceAmbiguous, PlaceNeeded, PlaceUnknown, ZoneUnknown
from campaign.places import (
    LONGEST_PLACE,
    Abroad,
    Place,
    check_zone,
    country_name,
    place_abroad,
    place_of_code,
    read_abroad,
    resolve_place,
    search_places,
    zone_of,
)
from db.store import Store
from db.tables import Commune


@pytest.fixture(scope="module")
def session(reference_rows: Store) -> Iterator[Session]:
    with reference_rows.read() as session:
        yield session


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("69384", "69384"),
        (" 69384 ", "69384"),
        ("2A004", "2A004"),
        ("2b033", "2B033"),
        ("97411", "97411"),
        ("Villeurbanne", "69266"),
        ("VILLEURBANNE", "69266"),
        ("L'Haÿ-les-Roses", "94038"),
        ("l hay les roses", "94038"),
        ("L’Haÿ les Roses", "94038"),
        ("Saint-Étienne", "42218"),
        ("st etienne", "42218"),
        ("St-Étienne", "42218"),
        ("Ste Foy les Lyon", "69202"),
        ("Œuilly (51)", "51410"),
        ("oeuilly, 02", "02565"),
        ("Croix (59170)", "59163"),
        ("croix 59170", "59163"),
        ("Croix, 59170", "59163"),
        ("Croix (59163)", "59163"),
        ("Croix (59)", "59163"),
        ("Croix, 90", "90030"),
        ("Ajaccio", "2A004"),
        ("Ajaccio (2A004)", "2A004"),
        ("Ajaccio (2a)", "2A004"),
        ("Bastia, 2B", "2B033"),
        ("Lyon", "69123"),
        ("Lyon (69)", "69123"),
        ("Lyon, France", "69123"),
        ("Lyon (69004)", "69384"),
        ("Lyon 69004", "69384"),
        ("Lyon 4e", "69384"),
        ("lyon 4", "69384"),
        ("Lyon 4ème", "69384"),
        ("Lyon 4e Arrondissement", "69384"),
        ("Ly\u200bon\u202e 4", "69384"),
        ("{Placé}", "53179"),
        ("Marseille 1er", "13201"),
        ("Marseille 13008", "13208"),
        ("Paris", "75056"),
        ("Paris 1", "75101"),
        ("paris 20e arr.", "75120"),
        ("75011", "75111"),
        ("94240", "94038"),
        ("Saint-Denis (93)", "93066"),
        ("Saint-Denis, La Réunion", "97411"),
        ("Saint Denis, 974", "97411"),
        ("Papeete", "98735"),
        ("Nouméa, Nouvelle-Calédonie", "98818"),
        ("Nouméa (NC)", "98818"),
    ],
)
def test_a_commune_is_found_as_people_write_it(session: Session, typed: str, code: str) -> None:
    place = resolve_place(session, typed)
    assert isinstance(place, Place)
    assert place.code == code


def test_five_digits_are_an_insee_code_before_a_postcode(session: Session) -> None:
    """Forms and files give codes: 69004 is Alix, and the postcode of Lyon 4e only beside a name."""
    assert resolve_place(session, "69004") == place_of_code(session, "69004")
    assert place_of_code(session, "69004").name == "Alix"


def test_the_label_of_a_commune_means_that_commune(session: Session) -> None:
    codes = sorted(session.scalars(select(Commune.code)))
    for code in Random(1).sample(codes, 50):
        place = place_of_code(session, code)
        found = resolve_place(session, place.label)
        assert isinstance(found, Place)
        assert found.code == code, place.label


@pytest.mark.parametrize(
    ("typed", "count", "codes"),
    [
        ("Croix", 2, ("59163", "90030")),
        ("Saint-Denis", 4, ("93066", "97411")),
        ("Sainte-Marie", 9, ()),
        ("01000", 2, ("01053", "01344")),
    ],
)
def test_homonyms_and_shared_postcodes_are_refused_with_the_choices(
    session: Session, typed: str, count: int, codes: tuple[str, ...]
) -> None:
    with pytest.raises(PlaceAmbiguous) as refusal:
        resolve_place(session, typed)
    assert refusal.value.facts["count"] == count
    assert all(code in str(refusal.value.facts["choices"]) for code in codes)


def test_each_choice_that_is_offered_can_be_taken(session: Session) -> None:
    with pytest.raises(PlaceAmbiguous) as refusal:
        resolve_place(session, "Saint-Denis")
    for choice in str(refusal.value.facts["choices"]).split(", "):
        label, code = choice.rsplit(": ", 1)
        for typed in (label, code):
            found = resolve_place(session, typed)
            assert isinstance(found, Place)
            assert found.code == code


@pytest.mark.parametrize(
    ("typed", "city", "country", "zone"),
    [
        ("Berlin, Allemagne", "Berlin", "DE", "Europe/Berlin"),
        ("Berlin, Germany", "Berlin", "DE", "Europe/Berlin"),
        ("Berlin (DE)", "Berlin", "DE", "Europe/Berlin"),
        ("berlin (de)", "berlin", "DE", "Europe/Berlin"),
        ("Berlin (Allemagne)", "Berlin", "DE", "Europe/Berlin"),
        ("Bruxelles, Belgique", "Bruxelles", "BE", "Europe/Brussels"),
        ("Genève, suisse", "Genève", "CH", "Europe/Zurich"),
        ("New York, États-Unis", "New York", "US", "America/New_York"),
        ("Los Angeles, USA", "Los Angeles", "US", "America/Los_Angeles"),
        ("London, England", "London", "GB", "Europe/London"),
        ("Montréal, Canada", "Montréal", "CA", "America/Toronto"),
        ("Abidjan, Côte d'Ivoire", "Abidjan", "CI", "Africa/Abidjan"),
        ("Tokyo, Japon", "Tokyo", "JP", "Asia/Tokyo"),
    ],
)
def test_a_city_abroad_is_read_in_french_and_english(
    session: Session, typed: str, city: str, country: str, zone: str
) -> None:
    place = resolve_place(session, typed)
    assert place == Abroad(city, country)
    assert zone_of(place) == zone


def test_a_place_abroad_is_said_in_the_readers_language() -> None:
    berlin = Abroad("Berlin", "DE")
    assert (berlin.label, place_abroad(berlin, "fr"), place_abroad(berlin, "en")) == (
        "Berlin (DE)", "Berlin (Allemagne)", "Berlin (Germany)",
    )  # fmt: skip
    assert country_name("??", "fr") == "??"


@pytest.mark.parametrize("typed", ["Berlin", "Berlin, Bavière", "Berlin, EU", "Berlin (ZZ)", "Paris, Texas, USA"])
def test_without_a_country_nothing_is_abroad(typed: str) -> None:
    assert read_abroad(typed) is None


@pytest.mark.parametrize("typed", ["Lyon, France", "Saint-Denis, Réunion", "Papeete (PF)"])
def test_france_and_its_territories_are_not_abroad(typed: str) -> None:
    assert read_abroad(typed) is None


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("69123", "Europe/Paris"),
        ("2A004", "Europe/Paris"),
        ("97105", "America/Guadeloupe"),
        ("97209", "America/Martinique"),
        ("97302", "America/Cayenne"),
        ("97411", "Indian/Reunion"),
        ("97502", "America/Miquelon"),
        ("97608", "Indian/Mayotte"),
        ("98735", "Pacific/Tahiti"),
        ("98818", "Pacific/Noumea"),
    ],
)
def test_overseas_has_its_own_days(session: Session, code: str, zone: str) -> None:
    assert zone_of(place_of_code(session, code)) == zone


def test_every_commune_has_a_zone_that_exists(session: Session) -> None:
    zones = {zone_of(place_of_code(session, code)) for code in session.scalars(
        select(func.min(Commune.code)).group_by(Commune.department)
    )}  # fmt: skip
    assert all(check_zone(zone) == zone for zone in zones)


def test_an_unknown_name_is_refused_with_near_ones(session: Session) -> None:
    with pytest.raises(PlaceUnknown, match=r"Villeurbanne \(69266\)"):
        resolve_place(session, "Vileurbanne")
    with pytest.raises(PlaceUnknown, match="Near it: –"):
        resolve_place(session, "Zzyzx")


@pytest.mark.parametrize(
    "typed",
    [
        "%", "_", "%%", "L%", "Lyo_", "'; DROP TABLE commune; --", "[/]", "()", "(69004)x", ",", ", France",
        "99999", "٦٩٣٨٤", "６９３８４", "𝟞𝟡𝟛𝟠𝟜", "x" * 10_000, "(" * 10_000, "9" * 10_000, "a," * 5_000,
        "Croix (75)", "Lyon 10e", "Berlin, " + "x" * 10_000,
    ],
)  # fmt: skip
def test_hostile_text_is_an_unknown_place(session: Session, typed: str) -> None:
    with pytest.raises(PlaceUnknown) as refusal:
        resolve_place(session, typed)
    assert len(str(refusal.value)) < 400
    assert session.scalar(select(func.count()).select_from(Commune)) == 35_014


@pytest.mark.parametrize("typed", ["", "   ", "\0", "\n\t"])
def test_nothing_typed_is_a_place_needed(session: Session, typed: str) -> None:
    with pytest.raises(PlaceNeeded):
        resolve_place(session, typed)


def test_completion_puts_the_exact_name_first_then_the_biggest(session: Session) -> None:
    assert [p.code for p in search_places(session, "lyon")][:2] == ["69123", "69383"]
    assert search_places(session, "st etien")[0].code == "42218"
    assert search_places(session, "croix")[0].name == "Croix"
    assert search_places(session, "roses")[0].code == "94038"


def test_completion_reads_digits_as_a_postcode_first(session: Session) -> None:
    assert search_places(session, "69004")[0].code == "69384"
    assert search_places(session, "69384")[0].code == "69384"
    assert search_places(session, "2a00")[0].code == "2A004"
    assert "59163" in {p.code for p in search_places(session, "59170")}


@pytest.mark.parametrize("typed", ["", "%", "_", "'", "x" * 100_000, "[/]", "\0", "٦٩"])
def test_completion_survives_anything(session: Session, typed: str) -> None:
    assert search_places(session, typed) == []


def test_completion_gives_no_more_than_asked(session: Session) -> None:
    assert len(search_places(session, "saint", limit=5)) == 5


def test_a_code_that_does_not_exist_is_refused(session: Session) -> None:
    with pytest.raises(PlaceUnknown):
        place_of_code(session, "00000")


@pytest.mark.parametrize("zone", ["", "Paris", "Europe", "../etc/passwd", "/etc/passwd", "Europe/Paris\0", "x" * 5000])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(ZoneUnknown):
        check_zone(zone)


def test_the_longest_name_of_a_commune_fits(session: Session) -> None:
    assert (session.scalar(select(func.max(func.length(Commune.name)))) or 0) < LONGEST_PLACE


def test_a_text_longer_than_any_place_is_refused_before_it_is_looked_for(reference_rows: Store) -> None:
    statements: list[str] = []
    event.listen(reference_rows.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with reference_rows.read() as session, pytest.raises(PlaceUnknown):
        resolve_place(session, "saint " * 2_000)
    assert statements == []


def test_a_committee_whose_city_nobody_knows_is_nowhere_and_not_in_brackets() -> None:
    assert Abroad("", "FR").label == ""
    assert Abroad("Berlin", "DE").label == "Berlin (DE)"
