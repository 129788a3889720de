"""The list of donors for the mandataire: who gave, how much, when and how, with the official receipt where it is known.

It holds what the mandataire has to record (R39-1) and hands to the CNCCFP: six fields, so the role is declared and the
making of the list is written in the audit. Collections have no donor and are not in it.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import Any, Literal, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from campaign.errors.money import MandataryNeeded
from campaign.money.accounts import account_row
from campaign.money.long_files import (
    OFTEN,
    cells_of,
    joined,
    kept,
    number_cell,
    rows_of,
    styles_of,
    text_cell,
    xlsx,
)
from campaign.periods import local_day
from campaign.reports.formats.shared import visible
from campaign.views.money import GIFT_WORDS, METHOD_WORDS
from campaign.words import N_, Lang, Words, words
from db.tables import CampaignAccount, Donation, Donor
from db.unit import Unit, encode

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
_DAY = 10  # the column of the payment's day, after those of the donor


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
    rows = _gifts(session, account, first, last)

    def people(made: Donors[T]) -> Iterator[tuple[Any, ...]]:
        return _told(rows, account.zone, w, counted, made)

    if form == "csv":
        content = _csv(heads, people, w, "," if lang == "fr" else ".")
    else:
        content = _xlsx(heads, people, w, last, "dd/mm/yyyy" if lang == "fr" else "yyyy-mm-dd")
    boxes, cents = session.execute(
        select(func.count(), func.coalesce(func.sum(Donation.amount_cents), 0)).where(
            *_received(account.id, first, last), Donation.donor_id.is_(None)
        )
    ).one()
    unit.name("money.donors")
    unit.without_journal()
    unit.attest("money.donors", None, ("campaign_account", account.id.hex), counted.gifts)
    return DonorList(content, counted.gifts, counted.donors, counted.cents, boxes, cents)


T = TypeVar("T")
# What a file makes of a donor: out of the fields before the payment, and the day of the declaration on honour.
Donors = Callable[[tuple[str, ...], date | None], T]
People = Callable[[Donors[tuple[str, str]]], Iterator[tuple[Any, ...]]]


@dataclass
class _Counted:
    """What was listed, counted as it passes: gifts are read once."""

    gifts: int = 0
    donors: int = 0
    cents: int = 0


def _received(account_id: uuid.UUID, first: date, last: date) -> tuple[Any, ...]:
    return (
        Donation.account_id == account_id,
        Donation.state.in_(("received", "deposited")),
        Donation.received_on.between(first, last),
    )


def _gifts(session: Session, account: CampaignAccount, first: date, last: date) -> Iterator[Any]:
    """What was received, by the donor's name. One person under two entries is one donor, the one that stays."""
    root = aliased(Donor)
    columns = (
        root.id, root.civility, root.family_name, root.given_name, root.mandate, root.nationality, root.residence,
        root.address, root.postcode, root.city, root.honour_at, Donation.received_on, Donation.method, Donation.kind,
        Donation.amount_cents, Donation.official_receipt, Donation.acknowledgement,
    )  # fmt: skip
    _, *received = _received(account.id, first, last)
    statement = (
        select(*kept(*columns))
        .select_from(Donation)
        .join(Donor, Donor.id == Donation.donor_id)
        .join(root, root.id == func.coalesce(Donor.merged_into_id, Donor.id))
        # Said so that no index on accounts is taken: a donor's gifts are read together, and the donor once.
        .where(func.coalesce(Donation.account_id, account.id) == account.id, *received)
        .order_by(root.sort_key, root.id, Donation.received_on, Donation.acknowledgement, Donation.id)
    )
    return rows_of(session, statement)


def _told(rows: Iterable[Any], zone: str, w: Words, counted: _Counted, made: Donors[T]) -> Iterator[tuple[Any, ...]]:
    """Gift by gift what is made of its donor, once for each; then day, way, nature, cents, receipt and number.

    Days are ISO days on both engines.
    """
    civility = {name: w(text) for name, text in CIVILITY.items()}

    @lru_cache(OFTEN)
    def declared(honour: Any) -> date:
        return local_day(datetime.fromisoformat(encode(honour)), zone)

    gifts, donors, total, last, donor = 0, 0, 0, None, None
    for key, title, *fields, honour, day, method, kind, cents, receipt, number in rows:
        if key != last:
            last, donors = key, donors + 1
            short = encode(key)[-12:].upper()  # the end of an id is drawn by chance: it tells donors apart
            donor = made((short, civility.get(title, ""), *fields), declared(honour) if honour else None)
        gifts, total = gifts + 1, total + cents
        yield donor, day, method, kind, cents, receipt, number
    counted.gifts, counted.donors, counted.cents = gifts, donors, total


def _csv(heads: list[str], people: People, w: Words, point: str) -> bytes:
    """With a mark of UTF-8 and semicolons, as French spreadsheets expect; days are ISO dates."""
    cells = cells_of(";")
    methods, kinds = ({name: cells([w(text)]) for name, text in of.items()} for of in (METHOD_WORDS, GIFT_WORDS))

    def person(fields: tuple[str, ...], honour: date | None) -> tuple[str, str]:
        return cells(fields), honour.isoformat() if honour else ""

    def lines() -> Iterator[str]:
        for (told, honour), day, method, kind, cents, receipt, number in people(person):
            yield (
                f"{told};{day};{methods[method]};{kinds[kind]};{cents // 100}{point}{cents % 100:02d};"
                f"{cells([receipt]) if receipt else ''};{'' if number is None else number};{honour}"
            )

    return joined(cells(heads), lines())


def _xlsx(heads: list[str], people: People, w: Words, last: date, shape: str) -> bytes:
    """A sheet of typed cells; its date of creation is the end of the period, so that the same rows give one file."""
    skeleton = _skeleton(heads, w(N_("Donors")), last, shape)
    styles = styles_of(skeleton)
    letters = [chr(ord("A") + column) for column in range(len(heads))]
    at_day, at_method, at_kind, at_amount, at_receipt, at_number, at_honour = letters[_DAY:]
    methods = {name: text_cell(at_method, w(text)) for name, text in METHOD_WORDS.items()}
    kinds = {name: text_cell(at_kind, w(text)) for name, text in GIFT_WORDS.items()}
    amounts = cache(lambda cents: number_cell(at_amount, cents / 100, styles[1]))
    days = cache(lambda day: number_cell(at_day, _serial(date.fromisoformat(str(day))), styles[0]))

    @lru_cache(OFTEN)
    def filled(letter: str, text: str) -> str:
        return text_cell(letter, visible(text)) if text else ""

    def person(fields: tuple[str, ...], honour: date | None) -> tuple[str, str]:
        on = number_cell(at_honour, _serial(honour), styles[0]) if honour else ""
        return "".join(map(filled, letters, fields)), on

    def rows() -> Iterator[str]:
        for (told, honour), day, method, kind, cents, receipt, number in people(person):
            papers = text_cell(at_receipt, visible(receipt)) if receipt else ""
            own = "" if number is None else number_cell(at_number, number)
            yield f"{told}{days(day)}{methods[method]}{kinds[kind]}{amounts(cents)}{papers}{own}{honour}"

    return xlsx(skeleton, rows())


def _serial(day: date) -> int:
    """A day as spreadsheets count it, from 1900 on."""
    return (day - date(1899, 12, 30)).days


def _skeleton(heads: list[str], title: str, last: date, shape: str) -> bytes:
    """The workbook with its heads, and a second row that shows the style of a day and of an amount."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "author": "Appui", "created": datetime.combine(last, time())})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    day, euros = book.add_format({"num_format": shape}), book.add_format({"num_format": "#,##0.00"})
    page = book.add_worksheet(title)
    for column, (head, width) in enumerate(zip(heads, _WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, head, bold)
    page.write_datetime(1, 0, datetime.combine(last, time()), day)
    page.write_number(1, 1, 0, euros)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()
