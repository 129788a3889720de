"""Who gives and from where, read as it is written; a donor is never taken for another by part of a name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

import pytest

from campaign.errors.money import (
    CountryUnknown,
    DonorAmbiguous,
    DonorBound,
    DonorDiffers,
    DonorNear,
    DonorUnknown,
    GiftReasonNeeded,
    GiftRefused,
    NationalityUnknown,
    RuleImpossible,
)
from campaign.money.accounts import AccountForm, ElectionForm, list_accounts, save_account, save_election
from campaign.money.countries import read_country, read_nationality
from campaign.money.deadlines import deadlines
from campaign.money.donors import DonorForm, check_same, donor_row, donor_view, find_donor, save_donor
from campaign.money.gifts import receive
from campaign.money.promises import PromiseForm, check_promise
from campaign.money.recurring import RecurringForm, enter_due, plan_recurring
from campaign.money.rules import RuleForm, correct_rule, packaged, rule_book
from campaign.money.twins import NEAR_NAME, SAME_ADDRESS, SAME_MAIL, SAME_NAME, SAME_PHONE, twins_of
from campaign.money.waiting import waiting
from db.tables import RuleCorrection

if TYPE_CHECKING:
    from campaign.views.money_guard import Judged

DAY = date(2027, 2, 3)
OVERSEAS = ("GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF")


@pytest.mark.parametrize("residence", ["FR", "France", " fr ", *OVERSEAS, "La Réunion", "Nouvelle-Calédonie"])
def test_who_lives_in_france_overseas_too_may_give(till: Any, residence: str) -> None:
    till.receive(till.donor("Ana Silva", residence=residence, nationality="Portugaise"), 1_000)


@pytest.mark.parametrize(("residence", "nationality"), [("Germany", "US"), ("Suisse", "belge"), ("GB", "Portugal")])
def test_who_is_neither_french_nor_lives_in_france_may_not(till: Any, residence: str, nationality: str) -> None:
    donor = till.donor("Ana Silva", residence=residence, nationality=nationality)
    with pytest.raises(GiftRefused) as refused:
        till.promise(donor, 1_000)
    assert cast("Judged", refused.value.facts["found"]).rule_id == "don.eligible"


def test_countries_and_nationalities_are_read_and_never_cut(till: Any) -> None:
    for text, code in (("Allemagne", "DE"), ("germany", "DE"), ("French Guiana", "GF"), ("Côte d’Ivoire", "CI")):
        assert read_country(text) == code
    for text, code in (
        ("Française", "FR"), ("français(e)", "FR"), ("RE", "FR"), ("portugaise", "PT"), ("Algérien", "DZ"),
        ("British", "GB"), ("Sénégal", "SN"), ("de", "DE"),
    ):  # fmt: skip
        assert read_nationality(text) == code
    for text in ("Fribourgeoise", "ZZ", "EU", "Freedonia", "F"):
        with pytest.raises(CountryUnknown):
            till.donor(residence=text)
        with pytest.raises(NationalityUnknown):
            till.donor(nationality=text)
    assert (read_country(""), read_nationality(" ")) == ("", "")  # not asked yet
    typed = DonorForm("Ana", "Silva", residence="Fribou", nationality="portugaise")
    form = PromiseForm(till.committee, till.account, 1_000, "transfer", donor=typed)
    said = next(one for one in till.see(check_promise, form, DAY).found if one.rule_id == "don.identity")
    assert "residence" in str(said.facts) and "nationality" not in str(said.facts)  # while it is typed


def test_under_a_law_that_is_not_known_a_promise_says_why_and_nothing_is_received(till: Any) -> None:
    election = ElectionForm("X", "legislative", country="Belgique", rounds=((1, "", date(2027, 6, 6), "UTC"),))
    abroad = till.do(save_election, election)
    assert abroad.country == "BE"
    there = till.do(save_account, AccountForm("candidate", "B", abroad.id)).id
    donor = till.donor()
    with pytest.raises(GiftReasonNeeded):
        till.promise(donor, 99_000_000, "transfer", account_id=there)
    gift = till.promise(donor, 99_000_000, "transfer", account_id=there, reason="asked a lawyer there")
    with pytest.raises(GiftRefused):
        till.do(receive, [gift], declares_mandatary=True, reason="asked a lawyer there")


def test_a_donor_is_found_by_the_whole_name_and_never_by_a_part_of_it(till: Any) -> None:
    first = till.donor("Mariana Leroy", address="5 rue Z")
    with pytest.raises(DonorUnknown):
        till.see(find_donor, "Ana Roy")
    for name in ("Leroy Mariana", "mariana  LEROY", str(first)):
        assert till.see(find_donor, name).id == first
    with pytest.raises(DonorNear) as near:
        till.see(find_donor, "Leroy")
    assert str(first) in str(near.value.facts["choices"])
    till.donor("Mariana Leroy", address="9 rue Y")
    with pytest.raises(DonorAmbiguous):
        till.see(find_donor, "Mariana Leroy")
    with pytest.raises(DonorUnknown):
        till.see(find_donor, " ")


def test_what_is_typed_beside_a_known_donor_is_what_is_known(till: Any) -> None:
    donor = till.donor(email="ada@example.org", phone="0639980001")

    def checked(**typed: Any) -> None:
        till.see(lambda session: check_same(donor_row(session, donor), DonorForm("Ada", "Martin", **typed)))

    checked()
    checked(address="3, rue du Mail", postcode="69004", city="LYON", residence="France", nationality="française",
            adult=True, honour=True, email="Ada@example.org", phone="06 39 98 00 01")  # fmt: skip
    for typed in (
        {"address": "4 rue du Mail"}, {"city": "Bron"}, {"residence": "PT"}, {"nationality": "PT"}, {"adult": False},
        {"email": "eve@example.org"}, {"phone": "0639980002"}, {"postcode": "69001"},
    ):  # fmt: skip
        with pytest.raises(DonorDiffers):
            checked(**typed)
    silent = till.donor("Luc Roy", honour=False, adult=None)
    for late in ({"honour": True}, {"adult": True}):
        with pytest.raises(DonorDiffers):  # nobody becomes of age, or declares, by a pledge of somebody's
            till.see(lambda s, late=late: check_same(donor_row(s, silent), DonorForm("Luc", "Roy", **late)))
    assert till.see(lambda s: donor_view(donor_row(s, donor))).residence == "FR"


WRONG = [
    ("account.months", 37), ("account.months", -1), ("account.filing", 105), ("party.list_by", 1504),
    ("party.list_by", 229), ("party.list_by", 431), ("party.list_by", 0), ("don.cash.share", 10_001),
    ("don.candidate.cap", -1), ("don.adult", 1),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "value"), WRONG)
def test_a_number_that_cannot_be_is_no_rule(till: Any, rule: str, value: int) -> None:
    form = RuleForm(rule, value, date(2000, 1, 1), "art. 1", date(2026, 1, 1), declares_mandatary=True)
    with pytest.raises(RuleImpossible):
        till.do(correct_rule, form)


def test_every_packaged_number_and_the_ends_of_each_unit_can_be(till: Any) -> None:
    own = [(rule.id, rule.value) for rule in packaged().rules]
    ends = [("account.months", 36), ("account.months", 0), ("account.filing", 104), ("party.list_by", 228),
            ("party.list_by", 1231), ("don.cash.share", 10_000)]  # fmt: skip
    for rule, value in [*own, *ends]:
        form = RuleForm(rule, value, date(2000, 1, 1), "art. 1", date(2026, 1, 1), declares_mandatary=True)
        till.do(correct_rule, form)
        till.see(waiting, till.committee, till.hands.clock.now)


def test_a_file_that_holds_such_a_number_already_opens_and_says_that_it_is_not_known(till: Any) -> None:
    till.open("Party", "party")

    def spoil(unit: Any) -> None:
        unit.name("rule.correct", rule="x")
        for rule, value in (("account.months", 100_000), ("account.filing", 10**9), ("party.list_by", 229)):
            unit.add(
                RuleCorrection(rule_id=rule, value=value, effective_from=date(2000, 1, 1), severity="block",
                               authority="a", checked_on=date(2026, 1, 1))
            )  # fmt: skip

    till.do(spoil)
    assert till.see(rule_book).value("account.months", DAY) is None
    till.see(waiting, till.committee, till.hands.clock.now)
    assert "party.list_by" not in {line.rule_id for line in till.see(deadlines, till.hands.clock.now)}
    assert len(till.see(list_accounts)) == 2


def test_instalments_of_a_closed_account_are_held_back_and_told_and_the_others_are_entered(till: Any) -> None:
    donor, party = till.donor(), till.open("Party", "party")
    plan = till.do(plan_recurring, RecurringForm(till.committee, party, donor, "debit", 1_000, date(2027, 2, 1)))
    till.do(plan_recurring, RecurringForm(till.committee, till.account, donor, "debit", 1_000, date(2027, 2, 1)))
    till.do(save_account, AccountForm("party", "Party", account_id=party, closed_on=DAY))
    found = till.do(enter_due)
    assert (len(found.donation_ids), found.total_cents) == (1, 1_000)
    assert [(one.recurring_id, one.day, one.found.rule_id) for one in found.held] == [
        (plan, date(2027, 2, 1), "account.closed")
    ]


def test_what_must_be_shown_of_a_gift_received_is_corrected_and_never_emptied(till: Any) -> None:
    donor = till.donor()
    kept = ("Ada", "Martin", "3 rue du Mail", "69004", "Lyon", "FR", "FR")
    blank = ("Ada", "Martin", "", "69004", "Lyon", "FR", "FR")
    till.do(save_donor, DonorForm(*blank, donor_id=donor))  # nothing was received yet
    till.do(save_donor, DonorForm(*kept, adult=True, donor_id=donor))
    till.receive(donor, 5_000)
    with pytest.raises(DonorBound):
        till.do(save_donor, DonorForm(*blank, adult=True, donor_id=donor))
    till.do(save_donor, DonorForm(*kept[:2], "9 quai Neuf", *kept[3:], adult=True, donor_id=donor))


def test_nobody_declares_on_honour_nor_is_of_age_unless_it_is_said(till: Any) -> None:
    donor = till.do(save_donor, DonorForm("Ada", "Martin"))
    with till.hands.store.read() as session:
        row = donor_row(session, donor)
        assert (row.honour_at, row.honour_text, row.adult) == (None, "", None)


def test_a_twin_says_whether_it_bears_the_same_name_or_nearly_the_same_and_what_else_is_shared(till: Any) -> None:
    reached = {"email": "ada@example.org", "phone": "0199000001"}
    ada = till.donor("Ada Martin", **reached)
    same, near = till.donor("Martin Ada"), till.donor("Ada Martyn")
    close = till.donor("Ada Martin", address="9 quai Neuf")  # in the same town, as far as is known
    till.donor("Ada Martin", address="9 quai Neuf", postcode="75011")
    married = till.donor("Ada Martin Roy")  # one name more
    half = till.donor("Bea Martin", address="9 quai Neuf", **reached)
    till.donor("Bea Martin", address="9 quai Neuf", email=reached["email"])  # a family's mail
    told = {twin.id: twin.reasons for twin in till.see(twins_of, ada)}
    assert told == {
        same: (SAME_NAME, SAME_ADDRESS), near: (NEAR_NAME, SAME_ADDRESS), close: (SAME_NAME,),
        married: (SAME_ADDRESS,), half: (SAME_MAIL, SAME_PHONE),
    }  # fmt: skip
