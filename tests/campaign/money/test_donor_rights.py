"""A donor who is no person of the file sees what is held, and is forgotten but for what the law wants kept."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from campaign.errors.money_spending import PayeeErased
from campaign.money.accounts import AccountForm, save_account
from campaign.money.donor_rights import known_person, person_of_donor
from campaign.money.donors import merge_donors
from campaign.money.earmarks import earmark
from campaign.money.gifts import drop
from campaign.money.spending import RequestForm, add_document, move_request, save_request
from campaign.people.access import access_file, as_json, as_text
from campaign.people.erasure import erase, erasure_of
from campaign.people.sentences import before_erasing
from campaign.words import words
from db.ledger_check import faults
from db.scrub import scrub
from db.seals_check import record_faults
from db.tables import Donor, Person, SpendingRequest


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


def in_order(till: Any) -> bool:
    with till.hands.store.read() as session:
        connection = session.connection().connection.driver_connection
        return [*faults(connection), *record_faults(connection)] == []


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
    assert in_order(till)


def test_erasing_reaches_every_entry_of_a_donor_and_keeps_what_the_law_asks_for_all_of_them(till: Any) -> None:
    person = till.hands.join(till.committee, "Ada Martin")
    kept = till.donor(person_id=person, email="ada@example.org")
    other = till.donor("Martine Ada", email="ada2@example.org", phone="0639980002", address="9 quai Canari")
    till.receive(other, 5_000)  # under the entry that is made one with hers
    till.do(merge_donors, kept, other)
    till.do(erase, person)
    rows = till.all(select(Donor.given_name, Donor.address, Donor.email, Donor.phone).order_by(Donor.id))
    assert [tuple(row) for row in rows] == [("Ada", "3 rue du Mail", "", ""), ("Martine", "9 quai Canari", "", "")]


def iban(number: int) -> str:
    """An account number that nobody has, with the check digits that it would have."""
    bank = f"99999{number:018d}"
    return f"FR{98 - int(bank + '152700') % 97:02d}{bank}"


MOVES = ("ask", "approve", "approve", "commit", "pay")


def asked(till: Any, moves: int, cents: int, **more: Any) -> uuid.UUID:
    """A request for money to Zora, so many steps on its way."""
    usual: dict[str, Any] = {
        "title": "Essence",
        "payee": "Mme Zora Quillivere",
        "iban": iban(cents),
        "day": date(2027, 2, 3),
    }
    form = RequestForm(till.committee, till.account, category="travel", amount_cents=cents, **usual | more)
    request: uuid.UUID = till.do(save_request, form)
    till.do(add_document, request, "invoice", "F 1")
    for move in MOVES[:moves]:
        till.do(move_request, request, move, declares_mandatary=True, paper="PV 1" if move == "approve" else "")
    return request


def paid(till: Any) -> list[tuple[str, str, str]]:
    columns = (SpendingRequest.state, SpendingRequest.payee, SpendingRequest.iban)
    return [tuple(row) for row in till.all(select(*columns).order_by(SpendingRequest.amount_cents))]


def test_who_was_paid_stays_in_the_accounts_without_a_bank_account_and_goes_from_every_other_request(till: Any) -> None:
    """An expense that is engaged or made says who is paid (L52-12); one that came to nothing names nobody."""
    zora = till.hands.join(till.committee, "Zora Quillivere")
    till.receive(till.donor(), 10_000)
    till.do(earmark, till.account, till.committee, 10_000, declares_mandatary=True)
    refused = asked(till, 1, 1_001)
    till.do(move_request, refused, "refuse")
    for moves, cents in ((0, 1_002), (3, 1_003), (4, 1_004), (5, 1_005)):
        asked(till, moves, cents)
    asked(till, 5, 1_006, payee="Imprimerie Roy", title="Tracts vus avec Zora Quillivere")
    asked(till, 0, 1_007, payee="", title="Taxi de Zora Quillivere")
    plan = till.see(erasure_of, zora)
    assert (plan.payments, plan.texts) == (2, 5)
    assert any("L52-12" in line for line in before_erasing(plan, "Zora", words("en")))
    till.do(erase, zora)
    scrub(till.hands.store)
    assert paid(till) == [
        ("refused", "Mme […]", ""), ("draft", "Mme […]", ""), ("approved", "Mme […]", ""),
        ("committed", "Mme Zora Quillivere", ""), ("paid", "Mme Zora Quillivere", ""),
        ("paid", "Imprimerie Roy", iban(1_006)), ("draft", "", ""),
    ]  # fmt: skip
    content = till.hands.path.read_bytes()
    approved = till.hands.one(select(SpendingRequest.id).where(SpendingRequest.state == "approved"))
    with pytest.raises(PayeeErased):
        till.do(move_request, approved, "commit", declares_mandatary=True)
    assert till.do(move_request, approved, "refuse", declares_mandatary=True) == "refused"
    assert not any(f"FR76{cents}".encode() in content for cents in (1_001, 1_002, 1_003, 1_004, 1_005, 1_007))
    assert in_order(till)


def test_once_the_account_is_closed_nobody_is_named_as_paid(till: Any) -> None:
    zora = till.hands.join(till.committee, "Zora Quillivere")
    till.receive(till.donor(), 10_000)
    till.do(earmark, till.account, till.committee, 10_000, declares_mandatary=True)
    asked(till, 5, 1_005)
    closing = AccountForm(
        "candidate", "Candidate A", till.election, closed_on=date(2027, 2, 3), account_id=till.account
    )
    till.do(save_account, closing)
    assert till.see(erasure_of, zora).payments == 0
    till.do(erase, zora)
    assert paid(till) == [("paid", "Mme […]", "")]
    assert in_order(till)
