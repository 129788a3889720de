"""Finding people: any spelling and order, one typo, a number, an address, and every way to narrow a list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from campaign.people import add_person
from campaign.people.consents import KEPT_DAYS, consents_of, expiring, give_consent, withdraw_consent
from campaign.people.contacts import FICTION, read_line, read_mail, read_phone
from campaign.people.details import (
    PersonForm,
    drop_filter,
    edit_person,
    enter_line,
    filters,
    save_filter,
    set_skills,
    set_slots,
    set_tags,
    tag_people,
    tags,
)
from campaign.people.finding import ids_of, people_page
from campaign.people.hours import read_slots, say_slots
from campaign.people.whole import person_file
from campaign.views.people import PeopleQuery, Slot
from campaign.words import words
from db.errors import ChangedElsewhere, Refusal


def names(hands: Any, **asked: Any) -> list[str]:
    return [line.name for line in hands.see(people_page, PeopleQuery(**asked), hands.clock.now).lines]


@pytest.mark.parametrize(
    "typed",
    [
        "élodie", "ELODIE", "elodie noel", "noël élodie", "NOEL", "l oeuvre", "lœuvre", "œuvre", "elodei", "eloide",
        "lodie", "elodiee", "noel eldie", "nöel",
    ],
)  # fmt: skip
def test_someone_is_found_in_any_spelling_and_order_and_with_one_typo(hands: Any, typed: str) -> None:
    hands.do(add_person, "Élodie Noël-L'Œuvre")
    hands.do(add_person, "Paul Durand")
    assert names(hands, text=typed) == ["Élodie Noël-L'Œuvre"]


def test_a_typo_is_only_looked_for_when_nobody_has_the_words_and_is_said(hands: Any) -> None:
    hands.do(add_person, "Marie Martin")
    hands.do(add_person, "Marie Martine")
    exact = hands.see(people_page, PeopleQuery(text="martin"), hands.clock.now)
    assert (exact.total, exact.near) == (2, False)
    near = hands.see(people_page, PeopleQuery(text="mratin"), hands.clock.now)
    assert (near.total, near.near) == (2, True)
    assert hands.see(people_page, PeopleQuery(text="xyzq"), hands.clock.now).total == 0
    assert hands.see(people_page, PeopleQuery(text="jea"), hands.clock.now).total == 0  # too short to mistype


@pytest.mark.parametrize("typed", ["06 39 98 12 34", "0639981234", "+33 6 39 98 12 34", "9812", "SAMIA@example", "%@"])
def test_a_number_or_an_address_finds_who_has_it_and_no_pattern_does(hands: Any, typed: str) -> None:
    hands.do(add_person, "Samia Benali", phone="06 39 98 12 34", email="samia@example.org")
    hands.do(add_person, "Paul Durand", phone="06 39 98 55 55", email="paul@example.org")
    assert names(hands, text=typed) == ([] if typed == "%@" else ["Samia Benali"])


def test_lists_are_narrowed_by_tag_skill_channel_day_role_and_activity(hands: Any) -> None:
    committee = hands.create()
    a, b = hands.join(committee, "Ana Diaz"), hands.join(committee, "Luc Petit", 5)
    hands.do(add_person, "Not Here")
    hands.do(tag_people, committee, [a], "Marché")
    hands.do(set_skills, committee, a, ["driving"])
    hands.do(set_slots, committee, b, [Slot(5, 540, 720)])
    hands.do(give_consent, committee, b, "email")
    hands.clock.on(days=1)
    hands.hold(committee, date(2026, 3, 2), a)
    here = {"committee_id": committee}
    assert names(hands, **here) == ["Ana Diaz", "Luc Petit"]
    assert names(hands, **here, tag="marche") == ["Ana Diaz"]
    assert names(hands, **here, skill="driving") == ["Ana Diaz"]
    assert names(hands, **here, weekday=5) == ["Luc Petit"]
    assert names(hands, **here, weekday=0) == []
    assert names(hands, **here, channel="email") == ["Luc Petit"]
    assert names(hands, **here, level_min=10) == ["Ana Diaz"]
    assert names(hands, **here, active="active") == ["Ana Diaz"]
    assert names(hands, **here, active="inactive") == ["Luc Petit"]
    assert hands.see(ids_of, PeopleQuery(**here, tag="marché"), hands.clock.now) == [a]


def test_who_no_longer_agrees_or_agreed_too_long_ago_is_in_no_list_of_contacts(hands: Any) -> None:
    committee = hands.create()
    person = hands.join(committee, "Ana Diaz")
    asked = {"committee_id": committee, "channel": "email"}
    hands.do(give_consent, committee, person, "email")
    assert names(hands, **asked) == ["Ana Diaz"]
    hands.do(withdraw_consent, committee, person, "email")
    assert names(hands, **asked) == []
    hands.do(give_consent, committee, person, "email")
    assert hands.see(expiring, committee, hands.clock.now.date()) == 0
    hands.clock.on(days=KEPT_DAYS - 10)
    assert hands.see(expiring, committee, hands.clock.now.date()) == 1
    hands.clock.on(days=11)
    assert names(hands, **asked) == []
    line = next(c for c in hands.see(consents_of, committee, person, hands.clock.now) if c.channel == "email")
    assert (line.holds, line.given_on is not None) == (False, True)


def test_tags_are_of_a_committee_in_any_spelling_and_go_with_the_last_who_stands_under_them(hands: Any) -> None:
    one, other = hands.create("Un"), hands.create("Deux")
    a, b = hands.join(one, "Ana Diaz"), hands.join(one, "Luc Petit")
    assert hands.do(tag_people, one, [a, b], "Marché") == 2
    assert hands.do(tag_people, one, [a], "MARCHE") == 0
    assert (hands.see(tags, one), hands.see(tags, other)) == (["Marché"], [])
    assert hands.do(tag_people, one, [a, b], "marche", present=False) == 2
    assert hands.see(tags, one) == []
    hands.undo()
    assert hands.see(tags, one) == ["Marché"]
    hands.do(set_tags, one, a, ["tracts", " "])
    assert hands.see(person_file, a, one, hands.clock.now).tags == ("tracts",)


def test_a_search_is_kept_under_a_name_and_forgotten(hands: Any) -> None:
    committee = hands.create()
    asked = PeopleQuery(committee_id=committee, tag="marché", weekday=0, active="active")
    hands.do(save_filter, committee, "Mondays", asked)
    assert hands.see(filters, committee) == [("Mondays", asked)]
    hands.do(save_filter, committee, "Mondays", PeopleQuery(committee_id=committee, text="ana"))
    hands.do(drop_filter, committee, "Mondays")
    assert hands.see(filters, committee) == []


def test_one_line_enters_someone_who_joins_and_a_wrong_number_enters_nobody(hands: Any) -> None:
    committee = hands.create()
    line = read_line("Samia BEN ALI, 06.39.98.12.34, samia@example.org, Lyon 4e")
    assert (line.name, line.phones, line.mails, line.place) == (
        "Samia BEN ALI", ("06.39.98.12.34",), ("samia@example.org",), "Lyon 4e",
    )  # fmt: skip
    view = hands.do(
        enter_line, line.name, phone=line.phones[0], email=line.mails[0], place=line.place, committee_id=committee
    )
    file = hands.see(person_file, view.id, committee, hands.clock.now)
    assert (file.person.phones, file.person.place, file.level) == (("06 39 98 12 34",), "Lyon 4e Arrondissement", 10)
    assert [e.what for e in file.events] == ["joined {committee} as a {level}"]
    before = hands.state()
    for bad in ({"phone": "12"}, {"email": "x@"}, {"place": "Croix"}):
        with pytest.raises(Refusal):
            hands.do(enter_line, "Luc Petit", committee_id=committee, **bad)
    assert hands.state() == before


@pytest.mark.parametrize(
    ("typed", "phones", "mails", "place"),
    [
        ("Ana, 123", ("123",), (), ""),
        ("Ana, mj@, Marseille", (), ("mj@",), "Marseille"),
        ("Ana, 69004", (), (), "69004"),
        ("Ana 06 39 98 00 01 a@example.org Lyon", ("06 39 98 00 01",), ("a@example.org",), "Lyon"),
    ],
)
def test_what_looks_like_a_number_or_a_mail_is_never_taken_for_a_place(
    typed: str, phones: tuple[str, ...], mails: tuple[str, ...], place: str
) -> None:
    line = read_line(typed)
    assert (line.name, line.phones, line.mails, line.place) == ("Ana", phones, mails, place)


def test_a_correction_is_one_step_and_never_overwrites_another_window(hands: Any) -> None:
    person = hands.do(add_person, "Ana Dias", phone="06 39 98 00 01")
    form = PersonForm(person_id=person.id, given_name="Ana", family_name="Diaz", phones="", version=person.version)
    hands.do(edit_person, form)
    assert (names(hands, text="diaz"), names(hands, text="063998")) == (["Ana Diaz"], [])
    with pytest.raises(ChangedElsewhere):
        hands.do(edit_person, form)
    hands.undo()
    assert names(hands, text="063998") == ["Ana Dias"]


SPELLINGS = (
    "06 39 98 12 34", "06.39.98.12.34", "0639981234", "+33 6 39 98 12 34", "0033 6 39 98 12 34", "+33 (0)6 39 98 12 34",
    "06-39-98-12-34", "06/39/98/12/34", "639981234", "33639981234", "(+33) 06 39 98 12 34", "639981234.0",
    "tél 0639981234",
)  # fmt: skip


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_number_written_in_any_way_is_one_number(typed: str) -> None:
    assert read_phone(typed).key == "+33639981234"
    assert read_phone(typed).value == "06 39 98 12 34"


@pytest.mark.parametrize(
    ("typed", "department", "key"),
    [
        ("0690 35 12 34", "971", "+590690351234"),
        ("0690 35 12 34", "", "+590690351234"),
        ("0692 12 34 56", "974", "+262692123456"),
        ("0696 12 34 56", "972", "+596696123456"),
        ("0694 20 12 34", "973", "+594694201234"),
        ("06 39 98 12 34", "971", "+33639981234"),
        ("+32 470 12 34 56", "", "+32470123456"),
    ],
)
def test_overseas_and_foreign_numbers_keep_their_country(typed: str, department: str, key: str) -> None:
    assert read_phone(typed, department).key == key


@pytest.mark.parametrize("block", FICTION)
def test_numbers_that_nobody_answers_are_numbers_too(block: str) -> None:
    number = block + "0123456"[: 12 - len(block)]
    assert read_phone(number).key == number


@pytest.mark.parametrize("typed", ["", "12", "abc", "06 39 98 12", "0" * 30, "\0", "+999 12"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        read_phone(typed)


@pytest.mark.parametrize("typed", ["", "x", "x@", "@y.fr", "a b@example.org", "x@localhost", "x@@example.org"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        read_mail(typed)


@pytest.mark.parametrize(
    ("typed", "slots"),
    [
        ("sat 9-12", [Slot(5, 540, 720)]),
        ("sam 9h-12h30, lun 18:30-21", [Slot(5, 540, 750), Slot(0, 1110, 1260)]),
        ("Dimanche", [Slot(6, 0, 1440)]),
        ("", []),
    ],
)
def test_hours_are_typed_in_one_line_and_said_as_they_can_be_typed(typed: str, slots: list[Slot]) -> None:
    assert read_slots(typed) == slots
    for lang in ("fr", "en"):
        assert read_slots(say_slots(words(lang), slots)) == slots


@pytest.mark.parametrize("typed", ["xyz 9-12", "sat 12-9", "sat 9-25", "sat nine", "9-12"])
def test_hours_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        read_slots(typed)


def test_a_timeline_begins_with_the_latest(hands: Any) -> None:
    committee = hands.create()
    person = hands.join(committee, "Ana Diaz")
    hands.clock.on(days=3)
    hands.hold(committee, date(2026, 3, 3), person)
    hands.clock.on(days=1)
    hands.do(give_consent, committee, person, "email")
    found = [e.what.split(":")[0] for e in hands.see(person_file, person, None, hands.clock.now).events]
    assert found == ["agreed to {channel}", "took part", "joined {committee} as a {level}"]
