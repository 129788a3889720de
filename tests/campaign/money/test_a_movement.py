"""What is read in one go of a whole movement's money says what plain sums over its rows say; and the doctor agrees."""

from __future__ import annotations

import csv
import io
import re
import shutil
import uuid
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from bench import movement
from campaign.money.accounts import account_row
from campaign.money.balances import balance_of, earmarks_of, net
from campaign.money.donor_list import export_donors
from campaign.money.listing import committees_of, list_hand_overs, waiting_for_the_bank
from campaign.money.statement import donor_totals, statement
from db import doctor, files
from db.store import Store
from db.tables import Committee, Donation, Donor, HandOver, LedgerEntry

FIRST = date(2020, 1, 1)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Iterator[tuple[Store, uuid.UUID, Path]]:
    """A movement of 900 gifts: dues, officials, and merged donors among them."""
    path = tmp_path_factory.mktemp("movement") / "movement.appui"
    shutil.copy(empty_file, path)
    path.chmod(0o600)
    asked = movement.make(path, 900, 30)
    store = files.open_file(path)
    yield store, asked.account, path
    store.close()


def test_the_doctor_finds_the_invented_movement_whole(whole: Any) -> None:
    assert [found.code for found in doctor.examine(whole[2]) if found.severity == "error"] == []


def test_books_earmarks_and_totals_are_the_plain_sums(whole: Any) -> None:
    store, account, _ = whole
    with store.read() as session:
        entries = session.scalars(select(LedgerEntry)).all()
        gifts = session.scalars(select(Donation)).all()
        people = {row.id: row for row in session.scalars(select(Donor))}
        names = {row.id: row.name for row in session.scalars(select(Committee))}
        books: dict[Any, Counter[str]] = defaultdict(Counter)
        for entry in entries:
            for key in (None, entry.for_committee_id):
                books[key][entry.debit] += entry.amount_cents
                books[key][entry.credit] -= entry.amount_cents
        assert {book: cents for book, cents in net(session, account).items() if cents} == {
            book: cents for book, cents in books[None].items() if cents
        }
        assert sum(net(session, account).values()) == 0
        set_apart = {e.for_committee_id for e in entries if e.source_table != "donation"}
        assert [(one.committee_id, one.free_cents, one.committed_cents, one.paid_cents)
                for one in earmarks_of(session, account)] == [
            (key, -books[key]["earmark"], -books[key]["committed"], books[key]["expenses"])
            for key in sorted(set_apart, key=lambda key: names[key])
        ]  # fmt: skip
        by_donor: Counter[tuple[uuid.UUID, int]] = Counter()
        for gift in gifts:
            if gift.state in ("received", "deposited") and gift.donor_id and gift.received_on:
                if gift.kind == "dues" and people[gift.donor_id].mandate:  # art. 11-4
                    continue
                root = people[gift.donor_id].merged_into_id or gift.donor_id
                by_donor[root, gift.received_on.year] += gift.amount_cents
        assert any(gift.kind == "dues" and people[gift.donor_id].mandate for gift in gifts if gift.donor_id)
        totals = donor_totals(session, account_row(session, account), movement.LAST)
        assert {(one.donor_id, one.year): one.total_cents for one in totals} == by_donor
        told = [(-one.total_cents, people[one.donor_id].sort_key, one.donor_id, one.year) for one in totals]
        assert told == sorted(told)
        assert donor_totals(session, account_row(session, account), movement.LAST, most=9) == totals[:9]
        found = statement(session, account, FIRST, movement.LAST)
        assert found.donor_count == len({donor for donor, _ in by_donor})
        assert found.balance == balance_of(session, account)
        carried = [gift for gift in gifts if gift.state == "received" and gift.method in ("cheque", "cash")]
        assert {line.id for line in waiting_for_the_bank(session, account)} == {gift.id for gift in carried}
        assert sum(line.amount_cents for line in found.to_deposit) == found.balance.to_deposit_cents
        assert {key for key, _ in committees_of(session, account)} == {gift.committee_id for gift in gifts}


def test_periods_begin_and_end_with_their_days(whole: Any) -> None:
    store, account, _ = whole
    with store.read() as session:
        days = sorted(set(session.scalars(select(LedgerEntry.day))))
        first, last = days[len(days) // 3], days[len(days) // 2]
        parts = [
            statement(session, account, *span).received_cents
            for span in ((FIRST, first - timedelta(1)), (first, last), (last + timedelta(1), movement.LAST))
        ]
        assert sum(parts) == statement(session, account, FIRST, movement.LAST).received_cents
        assert all(parts)


def test_slips_are_shown_with_all_that_they_carried(whole: Any) -> None:
    store, account, _ = whole
    with store.read() as session:
        shown = list_hand_overs(session, account_id=account, limit=40)
        rows = session.scalars(select(HandOver)).all()
        latest = sorted(rows, key=lambda row: (row.day, row.number), reverse=True)
        assert {(one.day, one.number) for one in shown} == {(row.day, row.number) for row in latest[:40]}
        for one in shown:
            own = session.scalars(select(Donation.id).where(Donation.hand_over_id == one.id)).all()
            assert {line.id for line in one.lines} == set(own)


def test_the_sheet_of_donors_has_cell_by_cell_what_the_csv_has(whole: Any) -> None:
    store, account, _ = whole
    made = {}
    for form in ("csv", "xlsx"):
        with store.write() as unit:
            told: Any = {"form": form, "lang": "en", "declares_mandatary": True}
            made[form] = export_donors(unit, account, FIRST, movement.LAST, **told)
    assert (made["csv"].gifts, made["csv"].donors, made["csv"].total_cents) == (
        made["xlsx"].gifts, made["xlsx"].donors, made["xlsx"].total_cents,
    )  # fmt: skip
    lines = list(csv.reader(io.StringIO(made["csv"].content.decode("utf-8-sig")), delimiter=";"))
    sheet = cells(made["xlsx"].content)
    assert len(sheet) == len(lines) == made["csv"].gifts + 1
    for number, line in enumerate(lines[1:], 2):
        for column, text in enumerate(line):
            cell = sheet[number].get(chr(ord("A") + column), "")
            if column in (10, 16):  # days
                cell = (date(1899, 12, 30) + timedelta(int(cell))).isoformat() if cell else ""
            elif column == 13:  # amounts
                cell = f"{float(cell):.2f}"
            assert cell == text, (number, column)
    assert any(line[7] == "" or "," in line[7] for line in lines) and any("É" in line[3] for line in lines)


def cells(content: bytes) -> dict[int, dict[str, str]]:
    """The cells of a workbook's only sheet, by row and column."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = ["".join(one.itertext()) for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        rows = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).find(f"{space}sheetData")
    found: dict[int, dict[str, str]] = {}
    for row in rows if rows is not None else ():
        own = found.setdefault(int(row.attrib["r"]), {})
        for cell in row:
            match = re.fullmatch(r"([A-Z]+)(\d+)", cell.attrib["r"])
            assert match is not None and int(match[2]) == int(row.attrib["r"])
            text = "".join(cell.itertext())
            own[match[1]] = shared[int(text)] if cell.attrib.get("t") == "s" else text
    return found
