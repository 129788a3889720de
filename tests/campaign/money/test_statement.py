"""The statement adds up to the cent with what others compute; drafts are named as drafts, and no receipt is made."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaign.errors.money import MandataryNeeded
from campaign.money import gifts
from campaign.money.accounts import AccountForm, ElectionForm, save_account, save_election
from campaign.money.donors import merge_donors
from campaign.money.drafts import (
    DRAFT,
    FEC_COLUMNS,
    RECEIPT_COLUMNS,
    accountant_draft,
    export_receipts,
    receipts_draft,
)
from campaign.money.earmarks import earmark
from campaign.money.spending import RequestForm, add_document, move_request, save_request
from campaign.money.statement import money_figures, statement
from db.tables import AuditEntry
from tests.campaign.money.conftest import Till

YES = {"declares_mandatary": True}
YEAR = (date(2027, 1, 1), date(2027, 12, 31))


def fill_year(hands: Any) -> None:
    """Gifts in every way, some that came back, and money that was spent."""
    till = Till(hands)
    people = [till.donor(f"Person {chr(65 + n // 5)}{chr(65 + n % 5)}x", postcode=f"6900{n % 9}") for n in range(12)]
    ways = ("cheque", "transfer", "card", "debit", "cash", "in_kind")
    made = []
    for n in range(24):
        till.hands.clock.to(2027, 1 + n // 12, 3 + n % 12, 10)
        method = ways[n % 6]
        made.append(till.receive(people[n % 12], 2_003 + 97 * n, method, estimate="posters", reason="known"))
    for n in (1, 7):
        till.do(gifts.refund, made[n], **YES)
    cheque = made[0]
    till.do(gifts.deposit, [cheque], **YES)
    till.do(gifts.bounce, cheque, **YES)
    till.do(earmark, till.account, till.committee, 20_000, **YES)
    form = RequestForm(till.committee, till.account, "Tracts", "print", 12_345)
    request = till.do(save_request, form)
    till.do(add_document, request, "invoice", "F 1")
    for move in ("ask", "approve", "approve", "commit", "pay"):
        till.do(move_request, request, move, **YES, paper="PV 1" if move == "approve" else "")


@pytest.fixture
def year(hands: Any, prepared: Callable[..., Path]) -> Till:
    hands.take(prepared("year", fill_year))
    till = Till(hands)
    hands.clock.to(2027, 2, 14, 10)
    return till


def rows(data: bytes, separator: str = "\t") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=separator))


def test_the_statement_adds_up_with_both_drafts_computed_by_other_means(year: Any) -> None:
    found = year.see(statement, year.account, *YEAR)
    receipts = rows(year.see(receipts_draft, year.account, *YEAR))
    assert sum(Decimal(line["amount"]) for line in receipts) * 100 == found.received_cents
    fec = rows(year.see(accountant_draft, year.account, *YEAR))
    euros = [
        (line["CompteNum"], Decimal(line["Debit"].replace(",", ".")), Decimal(line["Credit"].replace(",", ".")))
        for line in fec
    ]
    assert sum(debit for _, debit, _ in euros) == sum(credit for _, _, credit in euros)

    def held(number: str) -> int:
        return int(sum(debit - credit for account, debit, credit in euros if account == number) * 100)

    assert held("512000") == found.balance.bank_cents
    assert held("511200") == found.balance.to_deposit_cents == sum(line.amount_cents for line in found.to_deposit)
    assert -held("754100") == found.balance.gifts_cents == found.received_cents
    assert held("614000") == 12_345
    assert found.by_category == (("print", 12_345),)
    assert {total.month for total in found.by_method} == {date(2027, 1, 1), date(2027, 2, 1)}
    assert found.balance.bank_cents + found.balance.to_deposit_cents == found.received_cents - 12_345


def test_the_layouts_are_the_documented_ones_and_each_line_says_that_it_is_a_draft(year: Any) -> None:
    receipts = rows(year.see(receipts_draft, year.account, *YEAR))
    assert tuple(receipts[0]) == RECEIPT_COLUMNS
    assert {line["warning"] for line in receipts} == {DRAFT}
    assert not {line["payment_mode"] for line in receipts} & {"in_kind"}
    assert len({line["operation_id"] for line in receipts}) == len(receipts)
    fec = rows(year.see(accountant_draft, year.account, *YEAR))
    assert tuple(fec[0]) == FEC_COLUMNS
    assert {line["JournalLib"].split()[0] for line in fec} == {"BROUILLON"}
    assert not any("Person" in cell for line in fec for cell in line.values())


def test_entries_are_numbered_without_a_gap_and_what_was_told_once_is_told_again_in_every_later_file(year: Any) -> None:
    """Earmarks leave no gap, a piece is one gift or one request, and a shorter period is a part of the whole."""

    def told(*period: date) -> list[tuple[str, str, str]]:
        fec = rows(year.see(accountant_draft, year.account, *(period or YEAR)))
        return [(line["EcritureNum"], line["PieceRef"], line["EcritureDate"]) for line in fec]

    before = told()
    assert [int(number) for number, *_ in before[::2]] == list(range(1, len(before) // 2 + 1))
    assert [number for number, *_ in before[::2]] == [number for number, *_ in before[1::2]]  # both its sides
    pieces = {piece for _, piece, _ in before}
    assert "DON-1" in pieces and len([piece for piece in pieces if piece.startswith("DEP-")]) == 1
    assert len(pieces) == 24 + 1
    late = year.promise(year.donor("Late Comer"), 1_000, "transfer", day=date(2027, 1, 20))
    year.do(earmark, year.account, year.committee, 100, **YES)
    year.do(gifts.receive, [late], **YES, day=date(2027, 1, 20))  # of a day that was told before
    year.undo()
    assert told()[: len(before)] == before and len(told()) == len(before) + 4  # it and what takes it back
    january = told(date(2027, 1, 1), date(2027, 1, 31))
    assert january == [line for line in told() if line[2] < "20270201"]
    party = year.open("The Party", "party")
    for day, cents in ((date(2026, 12, 30), 100), (date(2027, 1, 2), 200), (date(2026, 12, 31), 300)):
        gift = year.promise(year.donor(f"Zoé {cents}"), cents, "card", account_id=party, day=day)
        year.do(gifts.receive, [gift], **YES, day=day)
    fec = rows(year.see(accountant_draft, party, date(2026, 1, 1), YEAR[1]))
    assert [line["EcritureNum"] for line in fec[::2]] == ["2026-1", "2027-1", "2026-2"]
    fec = rows(year.see(accountant_draft, party, *YEAR))
    assert [line["EcritureNum"] for line in fec] == ["2027-1", "2027-1"]


def test_a_name_that_looks_like_a_formula_stays_a_text(till: Any) -> None:
    till.receive(till.donor("=cmd Roy"), 1_000)
    assert rows(till.see(receipts_draft, till.account, *YEAR))[0]["first_name"] == "'=cmd"


def test_donors_close_to_the_cap_are_listed_and_a_merge_that_passes_it_is_not_hidden(till: Any) -> None:
    ada, luc, eve = till.donor(), till.donor("Luc Roy"), till.donor("Eve Roy")
    till.receive(ada, 367_999)
    till.receive(luc, 368_000, reason="known")
    till.receive(eve, 300_000)
    found = till.see(statement, till.account, *YEAR)
    assert [(d.name, d.level) for d in found.donors] == [("Luc Roy", "near")]
    till.do(merge_donors, luc, eve)
    found = till.see(statement, till.account, *YEAR)
    assert [(d.name, d.total_cents, d.level) for d in found.donors] == [("Luc Roy", 668_000, "over")]
    assert found.donor_count == 2


def test_a_statement_of_an_empty_account_is_all_zero(till: Any) -> None:
    found = till.see(statement, till.account, *YEAR)
    assert (found.received_cents, found.by_method, found.donor_count, found.head) == (0, (), 0, (0, ""))
    assert found.cash_share == 0


def test_figures_for_a_report_are_totals_and_agree_with_the_statement(year: Any) -> None:
    found = year.see(money_figures, year.committee, *YEAR)
    whole = year.see(statement, year.account, *YEAR)
    assert found.received_cents == whole.received_cents
    assert (found.refunded, found.bounced, found.paid_cents, found.earmarked_cents) == (2, 1, 12_345, 20_000)
    assert (found.committed_cents, found.paid_by_category) == (12_345, (("print", 12_345),))
    assert found.donors == 10  # who gave money; two gave things only, or were given it back
    assert year.see(money_figures, None, *YEAR) == found
    none = year.see(money_figures, year.hands.create("Autre", "Bron"), *YEAR)
    assert (none.received_cents, none.mean_cents, none.paid_cents) == (0, None, 0)


def test_the_draft_for_receipts_names_donors_so_it_is_asked_for_by_the_mandataire_and_audited(till: Any) -> None:
    till.receive(till.donor(), 1_000)
    with pytest.raises(MandataryNeeded):
        till.do(export_receipts, till.account, *YEAR, declares_mandatary=False)
    made = till.do(export_receipts, till.account, *YEAR, declares_mandatary=True)
    assert made == till.see(receipts_draft, till.account, *YEAR)
    audited = till.all(select(AuditEntry.action, AuditEntry.rows).order_by(AuditEntry.seq.desc()).limit(1))[0]
    assert tuple(audited) == ("money.receipts", 1)


def test_in_a_small_commune_no_gift_is_in_the_draft_for_receipts(till: Any) -> None:
    rounds = ((1, "", date(2027, 6, 6), "Europe/Paris"),)
    election = till.do(save_election, ElectionForm("Village", "municipal", population=500, rounds=rounds)).id
    account = till.do(save_account, AccountForm("candidate", "Village", election, mandatary="M")).id
    till.receive(till.donor(), 1_000, account_id=account)
    assert rows(till.see(receipts_draft, account, *YEAR)) == []
