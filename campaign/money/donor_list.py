"""The list of donors for the mandataire: who gave, how much, when and how, with the official receipt where it is known.

It holds what the mandataire has to record (R39-1) and hands to the CNCCFP: six fields, so the role is declared and the
making of the list is written in the audit. Collections have no donor and are not in it.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from campaign.errors.money import MandataryNeeded
from campaign.money.accounts import account_row
from campaign.periods import local_day
from campaign.reports.formats.csv import harmless
from campaign.reports.formats.shared import visible
from campaign.views.money import GIFT_WORDS, METHOD_WORDS
from campaign.words import N_, Lang, Words, words
from db.tables import CampaignAccount, Donation, Donor
from db.unit import Unit

Form = Literal["csv", "xlsx"]
HEADS = (
    N_("donor number"), N_("civility"), N_("family name"), N_("first name"), N_("elected mandate"), N_("nationality"),
    N_("country of residence"), N_("fiscal address"), N_("postcode"), N_("town"), N_("day of the payment"),
    N_("way of payment"), N_("nature"), N_("amount (EUR)"), N_("official receipt number"),
    N_("our acknowledgement number"),
    N_("declared on honour on"),
)  # fmt: skip
CIVILITY = {"m": N_("Mr"), "f": N_("Ms")}
_WIDTHS = (14, 8, 20, 16, 18, 11, 11, 34, 10, 20, 12, 14, 10, 12, 16, 12, 12)
_DAY, _AMOUNT, _HONOUR = 10, 13, 16
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class DonorList:
    """A list as a file. ``collections_cents``: what came without a name, which is not in it."""

    content: bytes
    gifts: int
    donors: int
    total_cents: int
    collections: int
    collections_cents: int


def export_donors(
    unit: Unit, account_id: uuid.UUID, first: date, last: date, *, form: Form, lang: Lang, declares_mandatary: bool
) -> DonorList:
    """The donors of an account and their gifts received from one day to another, both included. Audited.

    One line a gift that was received and did not come back, by the donor's name; in kind too, which has no receipt.

    Raises:
        MandataryNeeded: the role is not declared; AccountUnknown.
    """
    if not declares_mandatary:
        raise MandataryNeeded
    session, w = unit.session, words(lang)
    account = account_row(session, account_id)
    heads = [w(head) for head in HEADS]
    counted = _Counted()
    lines = counted.through(_lines(session, account, first, last, w))
    if form == "csv":
        content = _csv(heads, lines, "," if lang == "fr" else ".")
    else:
        content = _xlsx(heads, lines, w(N_("Donors")), last, "dd/mm/yyyy" if lang == "fr" else "yyyy-mm-dd")
    boxes, cents = session.execute(
        select(func.count(), func.coalesce(func.sum(Donation.amount_cents), 0)).where(
            *_received(account.id, first, last), Donation.donor_id.is_(None)
        )
    ).one()
    unit.name("money.donors")
    unit.without_journal()
    unit.attest("money.donors", None, ("campaign_account", account.id.hex), counted.gifts)
    return DonorList(content, counted.gifts, len(counted.donors), counted.cents, boxes, cents)


class _Counted:
    """Counts lines as they pass, so that they are read once."""

    def __init__(self) -> None:
        self.gifts, self.cents = 0, 0
        self.donors: set[str] = set()

    def through(self, lines: Iterable[list[Any]]) -> Iterator[list[Any]]:
        for line in lines:
            self.gifts += 1
            self.cents += line[_AMOUNT]
            self.donors.add(line[0])
            yield line


def _received(account_id: uuid.UUID, first: date, last: date) -> tuple[Any, ...]:
    return (
        Donation.account_id == account_id,
        Donation.state.in_(("received", "deposited")),
        Donation.received_on.between(first, last),
    )


def _lines(session: Session, account: CampaignAccount, first: date, last: date, w: Words) -> Iterator[list[Any]]:
    """The lines, amounts still in cents. One person under two entries is one donor, named by the entry that stays."""
    root = aliased(Donor)
    rows = session.execute(
        select(
            root.id, root.civility, root.family_name, root.given_name, root.mandate, root.nationality, root.residence,
            root.address, root.postcode, root.city, Donation.received_on, Donation.method, Donation.kind,
            Donation.amount_cents, Donation.official_receipt, Donation.acknowledgement, root.honour_at,
        )
        .join(Donor, Donor.id == Donation.donor_id)
        .join(root, root.id == func.coalesce(Donor.merged_into_id, Donor.id))
        .where(*_received(account.id, first, last))
        .order_by(root.sort_key, root.id, Donation.received_on, Donation.acknowledgement, Donation.id)
        .execution_options(yield_per=_AT_ONCE)
    )  # fmt: skip
    methods = {name: w(text) for name, text in METHOD_WORDS.items()}
    kinds = {name: w(text) for name, text in GIFT_WORDS.items()}
    civility = {name: w(text) for name, text in CIVILITY.items()}
    for row in rows:
        line: list[Any] = list(row)
        line[0] = line[0].hex[-12:].upper()  # the end of an id is drawn by chance: it tells donors apart
        line[1] = civility.get(line[1], "")
        line[11], line[12] = methods[line[11]], kinds[line[12]]
        line[_HONOUR] = local_day(line[_HONOUR], account.zone) if line[_HONOUR] else None
        yield line


def _csv(heads: list[str], lines: Iterable[list[Any]], point: str) -> bytes:
    """With a mark of UTF-8 and semicolons, as French spreadsheets expect; days are ISO dates."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    for line in lines:
        line[_AMOUNT] = f"{line[_AMOUNT] // 100}{point}{line[_AMOUNT] % 100:02d}"
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in line])
    return out.getvalue().encode("utf-8-sig")


def _xlsx(heads: list[str], lines: Iterable[list[Any]], title: str, last: date, shape: str) -> bytes:
    """A sheet of typed cells; its date of creation is the end of the period, so that the same rows give one file."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": title, "author": "Appui", "created": datetime.combine(last, time())})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    day, euros = book.add_format({"num_format": shape}), book.add_format({"num_format": "#,##0.00"})
    page = book.add_worksheet(title)
    for column, (head, width) in enumerate(zip(heads, _WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, head, bold)
    for number, line in enumerate(lines, 1):
        for column, cell in enumerate(line):
            if cell is None or cell == "":
                continue
            if column in (_DAY, _HONOUR):
                page.write_datetime(number, column, cell, day)
            elif column == _AMOUNT:
                page.write_number(number, column, cell / 100, euros)
            elif isinstance(cell, int):
                page.write_number(number, column, cell)
            else:
                page.write_string(number, column, visible(cell))
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()
