"""People: one line enters someone, and nobody is taken for another."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from campaign.errors import (
    MailImpossible,
    NameNeeded,
    NameTooLong,
    PersonAmbiguous,
    PersonUnknown,
    PhoneImpossible,
)
from campaign.people import (
    NAME_LIMIT,
    add_person,
    checked_name,
    find_person,
    full_name,
    known_person,
    list_people,
    show_person,
    split_name,
)
from db.errors import Refusal


@pytest.mark.parametrize(
    ("typed", "given", "family"),
    [
        ("Samia", "Samia", ""),
        ("Samia Benali", "Samia", "Benali"),
        ("Samia BEN ALI", "Samia", "BEN ALI"),
        ("BEN ALI Samia", "Samia", "BEN ALI"),
        ("Jean-Pierre Le Goff", "Jean-Pierre", "Le Goff"),
        ("Marie Claire DE LA TOUR", "Marie Claire", "DE LA TOUR"),
        ("J. Martin", "J.", "Martin"),
        ("ÉLODIE", "ÉLODIE", ""),
        ("[/] [b]", "[/]", "[b]"),
        ("李 小龍", "李", "小龍"),
    ],
)
def test_a_line_is_a_given_and_a_family_name(typed: str, given: str, family: str) -> None:
    assert split_name(typed) == (given, family)


@pytest.mark.parametrize("typed", ["", "  ", "\0\0", "\n", "\u200b", "\u202e"])
def test_a_name_needs_something_to_see(typed: str) -> None:
    with pytest.raises(NameNeeded):
        checked_name(typed)


def test_a_name_is_cleaned_and_has_a_limit() -> None:
    assert checked_name("  Samia\0\n  Benali ") == "Samia Benali"
    assert checked_name("E\u0301lodie") == "Élodie"
    assert len(checked_name("é" * NAME_LIMIT)) == NAME_LIMIT
    with pytest.raises(NameTooLong):
        checked_name("é" * (NAME_LIMIT + 1))


def test_a_person_is_found_by_id_by_name_and_by_a_part_of_it(hands: Any) -> None:
    samia = hands.do(add_person, "Samia N'Guyên Le-Goff").id
    for typed in (str(samia), "samia n guyen le goff", "SAMIA", "nguyen", "legoff", "goff samia"):
        assert hands.see(find_person, typed).id == samia, typed


def test_a_part_that_fits_several_is_refused(hands: Any) -> None:
    hands.do(add_person, "Jean Martin")
    hands.do(add_person, "Jeanne Martin")
    with pytest.raises(PersonAmbiguous):
        hands.see(find_person, "martin")
    assert full_name(hands.see(find_person, "jean martin")) == "Jean Martin"


@pytest.mark.parametrize("typed", ["", "%", "_", "'; DROP TABLE person", "x" * 100_000, "[/]", "\0"])
def test_nobody_is_found_by_a_pattern(hands: Any, typed: str) -> None:
    hands.do(add_person, "Ana Diaz")
    with pytest.raises(PersonUnknown):
        hands.see(find_person, typed)
    assert hands.see(known_person, typed) is None


def test_entering_someone_never_takes_one_whose_name_goes_on(hands: Any) -> None:
    hands.do(add_person, "Jean Martineau")
    hands.do(add_person, "Jean Martin Dupont")
    assert hands.see(known_person, "Jean Martin") is None
    committee = hands.create()
    joined = hands.join(committee, "Jean Martin")
    assert hands.see(show_person, joined).name == "Jean Martin"


def test_entering_someone_known_by_the_whole_name_takes_that_person(hands: Any) -> None:
    known = hands.do(add_person, "Jean-Pierre Martin").id
    assert hands.join(hands.create(), "jean pierre MARTIN") == known
    assert len(hands.see(list_people)) == 1


def test_entering_a_name_that_two_people_have_asks_which(hands: Any) -> None:
    hands.do(add_person, "Jean Martin")
    second = hands.do(add_person, "Jean Martin").id
    committee = hands.create()
    with pytest.raises(PersonAmbiguous):
        hands.join(committee, "Jean Martin")
    assert hands.join(committee, str(second)) == second


def test_a_name_without_letters_is_found_again(hands: Any) -> None:
    smile = hands.do(add_person, "☺ ☺").id
    hands.do(add_person, "[/] [b]")
    assert hands.see(find_person, "☺ ☺").id == smile


def test_a_phone_and_a_mail_are_kept_in_one_spelling(hands: Any) -> None:
    view = hands.do(add_person, "Ana Diaz", phone=" +33 6 39 98 00 01 ", email="Ana@Example.org")
    assert (view.phones, view.emails) == (("06 39 98 00 01",), ("Ana@example.org",))


@pytest.mark.parametrize(
    ("contact", "refusal"), [({"phone": "12"}, PhoneImpossible), ({"email": "x" * 1000}, MailImpossible)]
)
def test_what_is_no_number_and_no_address_is_refused_and_nobody_is_entered(
    hands: Any, contact: dict[str, str], refusal: type[Refusal]
) -> None:
    before = hands.state()
    with pytest.raises(refusal):
        hands.do(add_person, "Ana Diaz", **contact)
    assert hands.state() == before


def test_entering_a_person_is_one_step_that_can_be_undone(hands: Any) -> None:
    before = hands.state()
    hands.do(add_person, "Ana Diaz", phone="0639980001", email="a@example.org")
    assert hands.counts() == (1, 1)
    after = hands.state()
    hands.reopen()
    hands.undo()
    assert hands.state() == before
    hands.reopen()
    hands.redo()
    assert hands.state() == after


def test_people_come_in_french_order_and_any_word_order_finds_them(hands: Any) -> None:
    for name in ("Zoé Abel", "Œdipe Oberlin", "Éric Évrard", "Anne Zola", "Luc Eva"):
        hands.do(add_person, name)
    assert [line.name for line in hands.see(list_people)] == [
        "Zoé Abel", "Luc Eva", "Éric Évrard", "Œdipe Oberlin", "Anne Zola",
    ]  # fmt: skip
    assert [line.name for line in hands.see(list_people, "oberlin oedipe")] == ["Œdipe Oberlin"]
    assert len(hands.see(list_people, "x" * 100_000)) == 0
    assert len(hands.see(list_people, "", limit=2)) == 2


def test_a_list_says_in_how_many_committees_each_is(hands: Any) -> None:
    ana = hands.join(hands.create("A"), "Ana Diaz")
    hands.join(hands.create("B"), "Ana Diaz")
    hands.do(add_person, "Luc Eva")
    assert {line.name: line.committees for line in hands.see(list_people)} == {"Ana Diaz": 2, "Luc Eva": 0}
    assert len(hands.see(show_person, ana).memberships) == 2


def test_a_person_who_does_not_exist_is_refused(hands: Any) -> None:
    with pytest.raises(PersonUnknown):
        hands.see(show_person, uuid.uuid4())
