"""Online gifts: shown first, taken in once, refused where the law is against them."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from campaign.errors.money import GiftReasonNeeded, MandataryNeeded, OnlineColumnsMissing, OnlineTakenMeanwhile
from campaign.money.donors import list_donors
from campaign.money.listing import list_gifts
from campaign.money.online import import_online, plan_online
from campaign.people.importing import read_sheet
from campaign.views.money import GiftQuery
from db import engine
from db.ledger_check import faults
from db.tables import Donor

TITLES = "Transaction;Date;Montant;Mode;Prénom;Nom;Adresse;Code postal;Ville;Pays;Nationalité;Email"
GOOD = "{n};02/02/2027;{amount};CB;{given};{family};3 rue du Mail;69004;Lyon;France;FR;{mail}"
TODAY = date(2027, 2, 3)


def line(n: int, amount: str = "50,00", given: str = "Ada", family: str = "Martin", mail: str = "") -> str:
    return GOOD.format(n=n, amount=amount, given=given, family=family, mail=mail)


@pytest.fixture
def plan(till: Any, tmp_path: Path) -> Any:
    def make(*lines: str, titles: str = TITLES) -> Any:
        path = tmp_path / "online.csv"
        path.write_text("\n".join([titles, *lines]) + "\n", encoding="utf-8")
        return till.see(plan_online, read_sheet(path), till.committee, till.account, TODAY)

    return make


def test_a_file_is_planned_taken_in_once_and_whole(till: Any, plan: Any) -> None:
    before = till.hands.state()
    found = plan(line(1), line(2, "4 000,00", "Luc", "Roy"), line(3, "20", given="Ada"))
    assert (found.read, len(found.gifts), found.problems) == (3, 3, ())
    assert till.hands.state() == before  # a dry run changes nothing
    with pytest.raises(MandataryNeeded):
        till.do(import_online, found, declares_mandatary=False)
    with pytest.raises(GiftReasonNeeded):
        till.do(import_online, found, declares_mandatary=True)
    assert till.do(import_online, found, declares_mandatary=True, reason="seen with the mandataire") == 3
    assert till.see(list_gifts, GiftQuery(states=("received",))).total_cents == 407_000
    assert len(till.see(list_donors)) == 2
    again = plan(line(1), line(2, "4 000,00", "Luc", "Roy"), line(3, "20"), line(4, "5"))
    assert (again.unchanged, len(again.gifts)) == (3, 1)
    till.do(import_online, again, declares_mandatary=True)
    with pytest.raises(OnlineTakenMeanwhile):  # planned by another window before
        till.do(import_online, again, declares_mandatary=True)
    assert till.one(select(func.count()).select_from(Donor)) == 2
    with closing(engine.connect(till.hands.path, "ro")) as connection:
        assert faults(connection) == []


def test_lines_of_one_donor_are_added_up_before_any_is_taken_in(plan: Any) -> None:
    found = plan(line(1, "4600"), line(2, "0,01"), line(3, "1", "Luc", "Roy"))
    assert [g.line for g in found.gifts] == [2, 4]
    assert [(p.line, p.judged.rule_id) for p in found.problems] == [(3, "don.candidate.cap")]


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        (line(1, "abc"), "line"), (line(1).replace("02/02/2027", "99/99/2027"), "line"), (line(1, "-5"), "line"),
        (line(1).replace("1;", ";", 1), "line"), (line(1).replace("CB", "espèces"), "line"),
        (line(1).replace("02/02/2027", "05/02/2027"), "line"), (line(1).replace("Lyon", ""), "don.identity"),
        (line(1).replace("France;FR", "BR;BR"), "don.eligible"), (line(1, family="Roy SARL"), "don.natural_person"),
        (line(1).replace("02/02/2027", "01/02/2026"), "account.months"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_taken_says_why(plan: Any, bad: str, rule: str) -> None:
    found = plan(bad, line(7))
    assert [p.judged.rule_id for p in found.problems] == [rule]
    assert len(found.gifts) == 1


def test_a_file_without_the_columns_that_are_needed_is_refused(plan: Any) -> None:
    with pytest.raises(OnlineColumnsMissing):
        plan("x;y", titles="Nom;Prénom")


MORE = TITLES + ";Statut;Devise"


def test_what_did_not_come_in_euros_or_went_back_is_told_and_not_taken_in(till: Any, plan: Any) -> None:
    found = plan(
        *(
            line(n, mail="a@example.org") + end
            for n, end in enumerate((";payé;EUR", ";refusé;EUR", ";remboursé;", ";;USD"))
        ),
        line(0, "-50,00") + ";payé;EUR",
        titles=MORE,
    )
    assert ([gift.line for gift in found.gifts], found.unchanged) == ([2], 0)
    assert [problem.line for problem in found.problems] == [3, 4, 5, 6]
    till.do(import_online, found, declares_mandatary=True)
    again = plan(line(0, "80"), line(0))
    assert (again.unchanged, [problem.line for problem in again.problems]) == (1, [2])  # the amount is another one


def test_two_of_one_name_without_a_mail_are_told_apart_by_their_address(till: Any, plan: Any) -> None:
    moved = line(2).replace("3 rue du Mail;69004", "99 avenue Foch;69006")
    till.do(import_online, plan(line(1), moved, line(3)), declares_mandatary=True)
    assert sorted(d.address for d in till.see(list_donors)) == ["3 rue du Mail", "99 avenue Foch"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("01/02/2027", date(2027, 2, 1)),
        ("2027-02-01 23:59", date(2027, 2, 1)),
        ("2027-01-31T23:30:00Z", date(2027, 2, 1)),  # past midnight where the account is
        ("3", None),
        ("hier", None),
        ("-5", None),
        ("1/2", None),
        ("2027-02-30T10:00", None),
    ],
)
def test_a_day_is_read_only_where_it_is_written_in_full(plan: Any, written: str, read: date | None) -> None:
    found = plan(line(1).replace("02/02/2027", written))
    assert [gift.day for gift in found.gifts] == ([read] if read else [])
    assert len(found.problems) == (read is None)
