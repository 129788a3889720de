"""Drafts for others: the receipts service, the accountant. Each is named as a draft.

This program never makes a tax receipt: the CNCCFP does (R39-1). The columns are those of the order of 2014; that of
14 August 2023 was not read, so that somebody checks them first (R-DON-13).
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import NULLTYPE

from campaign.errors.money import MandataryNeeded
from campaign.money.accounts import account_row, election_row, election_view
from campaign.money.long_files import cells_of, dashed, joined, kept, rows_of
from campaign.money.spending import categories
from db.ledger import BANK, COMMITTED, EARMARK, EXPENSES, FREE, GIFTS, IN_KIND, TO_DEPOSIT, USED
from db.tables import DepositSlip, Donation, Donor, LedgerEntry, SpendingRequest
from db.unit import Unit, encode

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
_INTERNAL = (FREE, EARMARK, COMMITTED)
_OF_DONORS = (GIFTS, IN_KIND)
_PIECES = {"donation": "DON-E", "spending_request": "DEP-"}  # before the number of the first entry of either


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
        return joined(cells_of("\t")(RECEIPT_COLUMNS), ())
    root = aliased(Donor)
    people = (
        root.id, root.civility, root.given_name, root.family_name, root.mandate, root.address, root.city,
        root.postcode, root.residence, root.nationality,
    )  # fmt: skip
    statement = (
        select(
            *kept(
                Donation.id, Donation.kind, Donation.method, Donation.received_on, Donation.amount_cents,
                DepositSlip.bank_ref, DepositSlip.number, Donation.official_receipt, *people,
            )
        )
        .select_from(Donation)
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
    )  # fmt: skip
    cells = cells_of("\t")

    def lines() -> Iterator[str]:
        for key, kind, method, day, cents, bank, slip, receipt, person, *fields in rows_of(session, statement):
            paper = "" if slip is None else str(slip)
            told = cells([*fields, "EUR", amount(cents), bank or "", paper, receipt, DRAFT])
            yield f"{dashed(key)}\t{kind}\t{method}\t{day}\t{dashed(person)}\t{told}"  # a day in text is an ISO day

    return joined(cells(RECEIPT_COLUMNS), lines())


def accountant_draft(session: Session, account_id: uuid.UUID, first: date, last: date) -> bytes:
    """The ledger in the layout of the FEC (art. A47 A-1 of the book of tax procedures), for the accountant. A draft.

    Two lines an entry; earmarks are internal and left out. No donor is named: the auxiliary account is a number.

    ``EcritureNum`` is one sequence without gaps, in the order in which entries were made, for the whole exercise: the
    life of a candidate's account, a calendar year of a party's (``2027-1``). A period shorter than that is a part of
    it. ``PieceRef`` is one for a gift (``DON-`` and our acknowledgement number) or a request (``DEP-`` and the number
    of its first entry in the ledger). Both stay what they were in every later file, since the ledger only grows.

    Raises:
        AccountUnknown.
    """
    account = account_row(session, account_id)
    numbers = {one.id: (one.number, one.label.fr) for one in categories()}
    yearly = account.kind == "party"
    statement = (
        select(
            *kept(
                LedgerEntry.day, LedgerEntry.at, LedgerEntry.debit, LedgerEntry.credit, LedgerEntry.amount_cents,
                LedgerEntry.category, LedgerEntry.donor_id, LedgerEntry.source_id, LedgerEntry.reverses_id,
                LedgerEntry.source_table, Donation.acknowledgement,
            )
        )
        .outerjoin(Donation, Donation.id == LedgerEntry.source_id)
        .where(
            LedgerEntry.account_id == account.id,
            LedgerEntry.debit.not_in(_INTERNAL),
            LedgerEntry.credit.not_in(_INTERNAL),
            # The whole exercise is counted, also what is not told: numbers do not hang on the period.
            *([LedgerEntry.day.between(date(first.year, 1, 1), date(last.year, 12, 31))] if yearly else []),
        )
        .order_by(LedgerEntry.seq)
    )  # fmt: skip
    begun = _begun(session, account_id)
    cells = cells_of("\t")
    about = cells(["BQ", DRAFT_FEC])
    nothing = amount(0, ",")

    @cache
    def named(book: str, category: str) -> tuple[str, str]:
        """The number of a book with its label, and the label."""
        number, label = numbers.get(category, ("628000", "")) if book == EXPENSES else _NUMBERS[book]
        return cells([number, label]), cells([label])

    made: Counter[str] = Counter()  # entries, by exercise
    since, until = first.isoformat(), last.isoformat()

    def lines() -> Iterator[str]:
        for on, at, debit, credit, cents, category, donor, source, reverses, table, given in rows_of(
            session, statement
        ):
            iso = str(on)
            exercise = f"{iso[:4]}-" if yearly else ""
            made[exercise] = number = made[exercise] + 1
            if not since <= iso <= until:
                continue
            day, moved, person = iso.replace("-", ""), amount(cents, ","), dashed(donor) if donor else ""
            head = f"{about}\t{exercise}{number}\t{day}"
            piece = f"DON-{given}" if given else f"{_PIECES.get(table, 'ECR-')}{begun[encode(source)]}"
            tail = f"\t\t\t{encode(at)[:10].replace('-', '')}\t\tEUR"
            for book, in_, out in ((debit, moved, nothing), (credit, nothing, moved)):
                account_no, label = named(book, category)
                who, text = person if book in _OF_DONORS else "", "Contrepassation" if reverses else label
                yield f"{head}\t{account_no}\t{who}\t\t{piece}\t{day}\t{text}\t{in_}\t{out}{tail}"

    return joined(cells(FEC_COLUMNS), lines())


def _begun(session: Session, account_id: uuid.UUID) -> dict[str, int]:
    """The first entry of what has no number of its own: requests, and gifts that were never given one."""
    gifts = select(Donation.id).where(Donation.acknowledgement.is_(None))
    requests = select(SpendingRequest.id)
    found: dict[str, int] = {}
    for kind, which in ((Donation, gifts), (SpendingRequest, requests)):
        entered = select(func.min(LedgerEntry.seq)).where(LedgerEntry.source_id == kind.id).scalar_subquery()
        rows = session.execute(
            which.with_only_columns(type_coerce(kind.id, NULLTYPE), entered).where(kind.account_id == account_id)
        )
        found |= {encode(key): seq for key, seq in rows if seq is not None}
    return found


def amount(cents: int, point: str = ".") -> str:
    """``123450`` → ``1234.50``."""
    return f"{cents // 100}{point}{cents % 100:02d}"
