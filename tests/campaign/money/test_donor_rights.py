"""A donor who is no person of the file sees what is held, and is forgotten but for what the law wants kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from campaign.money.donor_rights import known_person, person_of_donor
from campaign.money.donors import merge_donors
from campaign.money.gifts import drop
from campaign.people.access import access_file, as_json, as_text
from campaign.people.erasure import erase
from campaign.words import words
from db.ledger_check import faults
from db.scrub import scrub
from db.tables import Donor, Person


def test_what_a_donor_gave_is_in_the_file_they_are_handed_under_any_of_their_entries(till: Any) -> None:
    donor, twin = till.donor("Zora Quillivere", email="zora@example.org"), till.donor("Zora Quilliveré")
    till.receive(donor, 12_345)
    till.promise(twin, 700, "cheque", reference="CH-77", reason="seen")
    till.do(merge_donors, donor, twin)
    assert till.see(known_person, twin) is None
    person = till.do(person_of_donor, twin)
    assert till.do(person_of_donor, donor) == person == till.see(known_person, donor)
    assert till.one(select(func.count()).select_from(Person).where(Person.family_name == "Quillivere")) == 1
    found = till.see(access_file, person, till.hands.clock.now.date())
    told = json.dumps(as_json(found))
    assert "zora@example.org" in told and "12345" in told and "CH-77" in told
    text = as_text(found, words("en"))
    assert "€123.45 · transfer · received" in text and "€7.00 · cheque · promised · CH-77" in text
    till.undo()
    till.undo()
    assert till.one(select(Donor.person_id).where(Donor.id == donor)) is None


@pytest.mark.parametrize("received", [True, False])
def test_a_donor_is_erased_but_for_what_the_mandataire_must_show(till: Any, *, received: bool) -> None:
    donor = till.donor("Zora Quillivere", email="zora@example.org")
    if received:
        till.receive(donor, 12_345)
    else:
        till.do(drop, till.promise(donor, 12_345))
    till.do(erase, till.do(person_of_donor, donor))
    scrub(till.hands.store)
    row = till.all(select(Donor.family_name, Donor.address, Donor.email).where(Donor.id == donor))[0]
    assert row == (("Quillivere", "3 rue du Mail", "") if received else ("", "", ""))
    content = till.hands.path.read_bytes()
    assert b"zora@example.org" not in content and (b"Quillivere" in content) is received
    with till.hands.store.read() as session:
        assert faults(session.connection().connection.driver_connection) == []


def test_erasing_reaches_every_entry_of_a_donor_and_keeps_what_the_law_asks_for_all_of_them(till: Any) -> None:
    person = till.hands.join(till.committee, "Ada Martin")
    kept = till.donor(person_id=person, email="ada@example.org")
    other = till.donor("Martine Ada", email="ada2@example.org", phone="0639980002", address="9 quai Canari")
    till.receive(other, 5_000)  # under the entry that is made one with hers
    till.do(merge_donors, kept, other)
    till.do(erase, person)
    rows = till.all(select(Donor.given_name, Donor.address, Donor.email, Donor.phone).order_by(Donor.id))
    assert [tuple(row) for row in rows] == [("Ada", "3 rue du Mail", "", ""), ("Martine", "9 quai Canari", "", "")]
