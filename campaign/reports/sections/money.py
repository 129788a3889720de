"""Money: what was promised, handed over and received, what the mandataire earmarked, what was paid. Totals, no names.

To have given money to a campaign is an opinion. A total stays, whoever it is made of: the mandataire answers for it,
and the sum of many committees must be right to the cent. From how many gifts it came is told from five donors on only,
so that nobody reads in it that all of it is one person's; means and medians are left to the mandataire's statement.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, or_, select

from campaign.money.spending import categories
from campaign.money.statement import money_figures
from campaign.periods import Period
from campaign.reports import asked as shared
from campaign.reports.asked import Asked, and_more
from campaign.reports.names import OWN
from campaign.reports.views import Cell, Column, Figure, Section, Table
from campaign.words import N_
from db.ledger import EARMARK, EXPENSES
from db.tables import Committee, Donation, HandOver, LedgerEntry, SpendingRequest

FEW_DONORS = 5  # under it, the number of gifts is not told
FIGURES = (
    "gifts_promised_cents", "gifts_handed_over_cents", "gifts_waiting_cents", "gifts_received_cents", "gift_count",
    "earmarked_cents", "committed_cents", "paid_cents", "earmark_free_cents",
)  # fmt: skip
NOW = (
    "gifts_waiting_cents",
    "earmark_free_cents",
)  # what there is, and not what happened: no period before to compare with


def section(asked: Asked, title: str) -> Section:
    """The money of the period; of one committee what was paid by category, of all a line each."""
    w = asked.w
    if not _any(asked):
        nothing = N_("No gift, earmark or request is in this file.")
        return Section("money", title, text=(w(N_("No money yet for this committee.") if asked.row else nothing),))
    now, before = _values(asked, asked.period), _values(asked, asked.period.before())
    figures = tuple(
        Figure(
            key, w(OWN[key].label), now.of[key], "count" if key == "gift_count" else "cents", w(OWN[key].text),
            before=None if key in NOW else before.of[key],
        )
        for key in FIGURES
    )  # fmt: skip
    if asked.row is None:
        table, more = _by_committee(asked)
        return Section("money", title, figures, (table,), text=more)
    return Section("money", title, figures, (_by_category(asked, now.paid_by_category),))


@dataclass(frozen=True, slots=True)
class _Values:
    """The figures of one period, and what was paid by category."""

    of: dict[str, int | None]
    paid_by_category: tuple[tuple[str, int], ...]


def _any(asked: Asked) -> bool:
    """Whether there is anything of money at all, at any time."""
    for key, mine in (
        (Donation.id, Donation.committee_id),
        (LedgerEntry.id, LedgerEntry.for_committee_id),
        (SpendingRequest.id, SpendingRequest.committee_id),
    ):
        found = select(key).limit(1)
        if asked.row is not None:
            found = found.where(mine == asked.row.id)
        if asked.session.scalar(found) is not None:
            return True
    return False


def _values(asked: Asked, period: Period) -> _Values:
    found = money_figures(asked.session, asked.committee_id, period.first, period.last)
    few = found.donors < FEW_DONORS
    return _Values(
        {
            "gifts_promised_cents": found.promised_cents,
            "gifts_handed_over_cents": _handed_over(asked, period),
            "gifts_waiting_cents": found.waiting_cents,
            "gifts_received_cents": found.received_cents,
            "gift_count": None if few and found.gifts else found.gifts,
            "earmarked_cents": found.earmarked_cents,
            "committed_cents": found.committed_cents,
            "paid_cents": found.paid_cents,
            "earmark_free_cents": _free(asked, period),
        },
        found.paid_by_category,
    )


def _handed_over(asked: Asked, period: Period) -> int:
    """What was carried to the mandataire in the period, in cents, whatever became of it."""
    total = (
        select(func.coalesce(func.sum(Donation.amount_cents), 0))
        .join(HandOver, HandOver.id == Donation.hand_over_id)
        .where(HandOver.day.between(period.first, period.last))
    )
    if asked.row is not None:
        total = total.where(Donation.committee_id == asked.row.id)
    return int(asked.session.scalar(total) or 0)


def _free(asked: Asked, period: Period) -> int:
    """What was earmarked and not committed on the last day of the period, in cents, by the ledger."""
    sign = case((LedgerEntry.credit == EARMARK, 1), else_=-1)
    total = select(func.coalesce(func.sum(sign * LedgerEntry.amount_cents), 0)).where(
        or_(LedgerEntry.credit == EARMARK, LedgerEntry.debit == EARMARK), LedgerEntry.day <= period.last
    )
    if asked.row is not None:
        total = total.where(LedgerEntry.for_committee_id == asked.row.id)
    return int(asked.session.scalar(total) or 0)


def _by_category(asked: Asked, paid: tuple[tuple[str, int], ...]) -> Table:
    w = asked.w
    labels = {one.id: one.label.say(w) for one in categories()}
    columns = (Column("category", w(N_("What for"))), Column("paid", w(N_("Paid")), "cents"))
    rows: tuple[tuple[Cell, ...], ...] = tuple((labels.get(key, key), cents) for key, cents in paid)
    return Table("paid_by_category", w(N_("Paid, by category")), columns, rows, w(N_("Nothing was paid.")))


def _by_committee(asked: Asked) -> tuple[Table, tuple[str, ...]]:
    """What each committee gathered, was earmarked and spent in the period."""
    w, period = asked.w, asked.period
    received = (
        select(Donation.committee_id, func.sum(Donation.amount_cents))
        .where(
            Donation.received_on.between(period.first, period.last),
            Donation.state.in_(("received", "deposited")),
            Donation.method != "in_kind",
        )
        .group_by(Donation.committee_id)
    )

    def moved(which: Any, sign: Any) -> dict[uuid.UUID, int]:
        rows = asked.session.execute(
            select(LedgerEntry.for_committee_id, func.sum(sign * LedgerEntry.amount_cents))
            .where(which, LedgerEntry.day.between(period.first, period.last))
            .group_by(LedgerEntry.for_committee_id)
        )
        return {key: int(cents) for key, cents in rows if key is not None}

    gathered = {key: int(cents) for key, cents in asked.session.execute(received)}
    earmarked = moved(LedgerEntry.source_table == "allocation", case((LedgerEntry.credit == EARMARK, 1), else_=-1))
    paid = moved(
        or_(LedgerEntry.debit == EXPENSES, LedgerEntry.credit == EXPENSES),
        case((LedgerEntry.debit == EXPENSES, 1), else_=-1),
    )
    ids = {key for found in (gathered, earmarked, paid) for key, cents in found.items() if cents}
    names = asked.session.execute(
        select(Committee.id, Committee.name).where(Committee.id.in_(ids)).order_by(Committee.sort_key, Committee.id)
    ).all()
    rows: list[tuple[Cell, ...]] = [
        (name, gathered.get(key, 0), earmarked.get(key, 0), paid.get(key, 0))
        for key, name in names[: shared.ROWS_LIMIT]
    ]
    columns = (
        Column("committee", w(N_("Committee"))),
        Column("received", w(N_("Received")), "cents"),
        Column("earmarked", w(N_("Earmarked")), "cents"),
        Column("paid", w(N_("Paid")), "cents"),
    )
    empty = w(N_("No money was received, earmarked or paid in this period."))
    table = Table("money_by_committee", w(N_("Committee by committee")), columns, tuple(rows), empty)
    return table, and_more(w, len(names) - len(rows))
