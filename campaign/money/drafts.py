"""Drafts for others: the receipts service, the accountant. Each is named as a draft.

This program never makes a tax receipt: the CNCCFP does (R39-1). The columns are those of the order of 2014; that of
14 August 2023 was not read, so that somebody checks them first (R-DON-13).
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from campaign.errors.money import MandataryNeeded
from campaign.money.accounts import account_row, election_row, election_view
from campaign.money.spending import categories
from campaign.reports.formats.csv import harmless
from db.ledger import BANK, COMMITTED, EARMARK, EXPENSES, FREE, GIFTS, IN_KIND, TO_DEPOSIT, USED
from db.tables import DepositSlip, Donation, Donor, LedgerEntry
from db.unit import Unit

RECEIPT_COLUMNS = (
    "operation_id", "payment_nature", "payment_mode", "payment_date", "donor_id", "civility", "first_name",
    "last_name", "mandate", "fiscal_address", "commune", "postcode", "state", "nationality", "currency", "amount",
    "bank_statement_ref", "deposit_slip_no", "official_receipt_no", "warning",
)  # fmt: skip
FEC_COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
DRAFT = "BROUILLON a verifier par le mandataire"
DRAFT_FEC = "BROUILLON d'apres la mise en page du FEC"

# A proposal: the accountant decides. Earmarks are internal and stay out of the accounts (class 8).
_NUMBERS = {
    BANK: ("512000", "Banque"),
    TO_DEPOSIT: ("511200", "Cheques et especes a remettre"),
    GIFTS: ("754100", "Dons de personnes physiques"),
    IN_KIND: ("754200", "Dons en nature"),
    USED: ("864000", "Emploi des dons en nature"),
}
_AT_ONCE = 5000  # rows read at one time
_INTERNAL = (FREE, EARMARK, COMMITTED)


def export_receipts(unit: Unit, account_id: uuid.UUID, first: date, last: date, *, declares_mandatary: bool) -> bytes:
    """`receipts_draft` for the mandataire, whose declared role is asked and whose making it is audited.

    Raises:
        MandataryNeeded; AccountUnknown.
    """
    if not declares_mandatary:
        raise MandataryNeeded
    content = receipts_draft(unit.session, account_id, first, last)
    unit.name("money.receipts")
    unit.without_journal()
    unit.attest("money.receipts", None, ("campaign_account", account_id.hex), max(content.count(b"\n") - 1, 0))
    return content


def receipts_draft(session: Session, account_id: uuid.UUID, first: date, last: date) -> bytes:
    """One line a gift that may have a receipt, as tab-separated text, for the mandataire to check. A draft.

    Collections, gifts in kind and what came back have none; nor has anything in a small commune, where no gift gives
    right to a tax reduction (R-DON-16).

    Raises:
        AccountUnknown.
    """
    account = account_row(session, account_id)
    if (
        account.election_id is not None
        and election_view(session, election_row(session, account.election_id)).small_commune
    ):
        return _table(RECEIPT_COLUMNS, (), "\t")
    root = aliased(Donor)
    rows = session.execute(
        select(Donation, root, DepositSlip)
        .join(Donor, Donor.id == Donation.donor_id)
        .join(root, root.id == func.coalesce(Donor.merged_into_id, Donor.id))
        .outerjoin(DepositSlip, DepositSlip.id == Donation.deposit_id)
        .where(
            Donation.account_id == account_id,
            Donation.state.in_(("received", "deposited")),
            Donation.method != "in_kind",
            Donation.received_on.between(first, last),
        )
        .order_by(Donation.received_on, Donation.acknowledgement, Donation.id)
    )
    lines = (
        (
            str(gift.id), gift.kind, gift.method, str(gift.received_on), str(donor.id), donor.civility,
            donor.given_name, donor.family_name, donor.mandate, donor.address, donor.city, donor.postcode,
            donor.residence, donor.nationality, "EUR", amount(gift.amount_cents), slip.bank_ref if slip else "",
            slip.number if slip else "", gift.official_receipt, DRAFT,
        )
        for gift, donor, slip in rows
    )  # fmt: skip
    return _table(RECEIPT_COLUMNS, lines, "\t")


def accountant_draft(session: Session, account_id: uuid.UUID, first: date, last: date) -> bytes:
    """The ledger in the layout of the FEC (art. A47 A-1 of the book of tax procedures), for the accountant. A draft.

    Two lines an entry; earmarks are internal and left out. No donor is named: the auxiliary account is a number.

    Raises:
        AccountUnknown.
    """
    account = account_row(session, account_id)
    numbers = {one.id: (one.number, one.label.fr) for one in categories()}
    entries = session.execute(
        select(
            LedgerEntry.seq, LedgerEntry.day, LedgerEntry.at, LedgerEntry.debit, LedgerEntry.credit,
            LedgerEntry.amount_cents, LedgerEntry.category, LedgerEntry.donor_id, LedgerEntry.source_id,
            LedgerEntry.reverses_id,
        )
        .where(
            LedgerEntry.account_id == account.id,
            LedgerEntry.debit.not_in(_INTERNAL),
            LedgerEntry.credit.not_in(_INTERNAL),
            LedgerEntry.day.between(first, last),
        )
        .order_by(LedgerEntry.seq)
        .execution_options(yield_per=_AT_ONCE)
    )  # fmt: skip

    def lines() -> Iterator[tuple[Any, ...]]:
        for entry in entries:
            day = entry.day.strftime("%Y%m%d")
            for book, debit, credit in ((entry.debit, entry.amount_cents, 0), (entry.credit, 0, entry.amount_cents)):
                number, label = numbers.get(entry.category, ("628000", "")) if book == EXPENSES else _NUMBERS[book]
                person = str(entry.donor_id) if entry.donor_id and book in (GIFTS, IN_KIND) else ""
                yield (
                    "BQ", DRAFT_FEC, entry.seq, day, number, label, person, "", str(entry.source_id)[:8], day,
                    "Contrepassation" if entry.reverses_id else label, amount(debit, ","), amount(credit, ","), "", "",
                    entry.at.strftime("%Y%m%d"), "", "EUR",
                )  # fmt: skip

    return _table(FEC_COLUMNS, lines(), "\t")


def amount(cents: int, point: str = ".") -> str:
    """``123450`` → ``1234.50``."""
    return f"{cents // 100}{point}{cents % 100:02d}"


def _table(columns: tuple[str, ...], lines: Iterable[tuple[Any, ...]], separator: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(columns)
    for line in lines:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in line])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
