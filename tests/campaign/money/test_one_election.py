"""One election for all its candidates, and one account for each: the cap is shared however accounts are opened."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from campaign.errors.money import AccountTwice, ElectionTwice, GiftRefused
from campaign.money.accounts import AccountForm, ElectionForm, open_account, save_account, save_election
from campaign.money.corrections import reopen_account
from db.errors import Refusal

POLL = date(2027, 6, 6)
SECOND = date(2027, 6, 13)


def election(label: str = "Législatives 2027", **changes: Any) -> ElectionForm:
    usual: dict[str, Any] = {"kind": "legislative", "rounds": ((1, "", POLL, "Europe/Paris"),)}
    return ElectionForm(label, **usual | changes)


def test_two_candidates_share_the_cap_of_their_election_and_cannot_enter_it_twice(till: Any) -> None:
    other = AccountForm("candidate", "Candidate Y", mandatary="N")
    with pytest.raises(ElectionTwice) as refused:
        till.do(open_account, other, election())
    assert refused.value.facts["known"] == "Test"
    shared = till.do(open_account, AccountForm("candidate", "Candidate Y", till.election, mandatary="N")).id
    donor = till.donor()
    till.receive(donor, 460_000, reason="near the cap")
    with pytest.raises(GiftRefused):
        till.receive(donor, 100, account_id=shared, reason="near the cap")


@pytest.mark.parametrize(
    "form",
    [
        election(rounds=((1, "", POLL, "Europe/Paris"), (2, "", SECOND, "Europe/Paris"))),
        election(rounds=((1, "987", date(2027, 6, 5), "Pacific/Tahiti"), (1, "", POLL, "Europe/Paris"))),
        election("TEST", rounds=()),  # no day is known, but the name is
    ],
)
def test_what_makes_an_election_the_same_is_its_kind_country_and_first_day(till: Any, form: ElectionForm) -> None:
    with pytest.raises(ElectionTwice):
        till.do(save_election, form)


@pytest.mark.parametrize(
    "form",
    [
        election(kind="departmental"),
        election(country="BE"),
        election(rounds=((1, "", SECOND, "Europe/Paris"),)),
        election("Partielle", rounds=()),
    ],
)
def test_an_election_of_another_kind_country_or_day_is_another(till: Any, form: ElectionForm) -> None:
    assert till.do(save_election, form).id != till.election


def test_communes_that_vote_on_one_day_have_each_their_election(till: Any) -> None:
    here = {"kind": "municipal", "insee": "69123"}
    kept = till.do(save_election, election("Lyon", **here))
    till.do(save_election, election("Bron", **here | {"insee": "69029"}))
    till.do(save_election, election("Bondy", **here | {"insee": ""}))  # its code is not known: told apart by the name
    for form in (
        election("Lyon, liste B", **here),
        election("BONDY", **here | {"insee": ""}),
        election("Villeurbanne", **here, election_id=till.election),  # a correction does not become another one either
    ):
        with pytest.raises(ElectionTwice):
            till.do(save_election, form)
    assert till.do(save_election, election("Lyon 2027", **here, election_id=kept.id)).label == "Lyon 2027"


def test_one_candidate_has_one_account_for_an_election(till: Any) -> None:
    again = AccountForm("candidate", "CANDIDATE  a", till.election)
    other = till.do(save_account, AccountForm("candidate", "Candidate B", till.election)).id
    renamed = AccountForm("candidate", "Candidate A", till.election, account_id=other)
    till.open("Party", "party")
    for form in (again, renamed, AccountForm("party", "party")):
        with pytest.raises(AccountTwice):
            till.do(save_account, form)
    till.do(save_account, AccountForm("candidate", "Candidate B", till.election, account_id=other, bank="Bank"))
    closed = AccountForm("candidate", "Candidate A", till.election, account_id=till.account, closed_on=date(2027, 2, 3))
    till.do(save_account, closed)
    till.do(save_account, again)
    with pytest.raises(AccountTwice):  # the one that was closed does not open beside the one that took its place
        till.do(reopen_account, till.account)


@pytest.mark.parametrize("country", ["", "  ", "Nowhere", "ZZ"])
def test_an_election_of_no_known_country_is_refused(till: Any, country: str) -> None:
    with pytest.raises(Refusal) as refused:
        till.do(save_election, election("X", kind="regional", country=country))
    assert refused.value.code == "country.unknown"


def test_an_election_overseas_is_held_under_french_law(till: Any) -> None:
    for number, country in enumerate(("Guadeloupe", "NC", "France", "fr")):
        day = date(2027, 9, 1 + number)
        form = election(country, kind="regional", country=country, rounds=((1, "", day, "UTC"),))
        assert till.do(save_election, form).country == "FR"
