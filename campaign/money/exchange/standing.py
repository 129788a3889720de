"""What the mandataire tells of money set apart and spent, entered in the committee's own books as told.

The committee's ledger follows the mandataire's: the same earmarks, the same payments, on the same days. It holds no
money; what it is told stands in it once, so that balances and reports are right here too. What the mandataire took
back by undoing is taken back here by entries that reverse.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.money.balances import earmark_of
from campaign.money.exchange.requests import Asked, Earmarks
from campaign.periods import local_day
from campaign.views.money_exchange import EarmarkTold
from db.ledger import BANK, COMMITTED, EARMARK, EXPENSES, FREE, Posting, post, reversal
from db.tables import Allocation, Base, CampaignAccount, LedgerEntry, SpendingRequest
from db.unit import Unit

_COMMIT: Final = (EARMARK, COMMITTED)
_RELEASE: Final = (COMMITTED, EARMARK)
_PAY: Final = ((COMMITTED, FREE), (EXPENSES, BANK))


def standing(session: Session, source: Base) -> list[LedgerEntry]:
    """The entries that rest on a row and are in force, in order."""
    mine = LedgerEntry.source_id == source.id  # type: ignore[attr-defined]
    entries = list(session.scalars(select(LedgerEntry).where(mine).order_by(LedgerEntry.seq)))
    forward: dict[uuid.UUID, bool] = {}
    for one in entries:
        entered = one.reverses_id is None or not forward.pop(one.reverses_id, True)
        forward[one.id] = entered
    return [one for one in entries if forward.get(one.id)]


def covered(
    session: Session, row: SpendingRequest | None, target: str, told: Asked, where: tuple[uuid.UUID, uuid.UUID]
) -> bool:
    """Whether what is set apart here is enough for a request to stand there. ``where``: account and committee."""
    legs = [(one.debit, one.credit) for one in standing(session, row)] if row is not None else []
    held = legs.count(_COMMIT) - legs.count(_RELEASE)
    if target not in ("committed", "paid") or held > 0:
        return True
    held = earmark_of(session, *where).free_cents
    return held >= int(told.terms["amount_cents"])


def stand(unit: Unit, row: SpendingRequest, target: str, told: Asked, zone: str) -> None:
    """Bring a request and its entries to where it stands now, in the caller's action."""
    entered = standing(unit.session, row)
    legs = {(one.debit, one.credit): one for one in entered}
    kept: set[tuple[str, str]] = set()
    if target in ("committed", "paid"):
        kept.add(_COMMIT)
    elif target == "refused" and _COMMIT in legs:
        kept |= {_COMMIT, _RELEASE}
    if target == "paid" and row.state == "paid" and row.paid_on == told.paid_on:
        kept |= {*_PAY}
    if row.state == "paid" and not kept.issuperset(_PAY):
        unit.change(row, state="committed", paid_on=None, payment_ref="")
    gone = [one for leg, one in legs.items() if leg not in kept]
    free = earmark_of(unit.session, row.account_id, row.committee_id).free_cents
    # What was committed and set free again goes the same way round where nothing else is left of the earmark.
    again = {_COMMIT, _RELEASE} <= {(one.debit, one.credit) for one in gone} and free < row.amount_cents
    for one in sorted(gone, key=lambda one: one.seq if again else -one.seq):
        post(unit, row.account_id, row, [reversal(one)])
        legs.pop((one.debit, one.credit))

    def enter(state: str, *several: tuple[str, str], **values: Any) -> None:
        """The row first: what it says is sealed with its entries."""
        unit.change(row, state=state, **values)
        day = (told.paid_on if state == "paid" else _day_of(told, state, zone)) or unit.now.date()
        post(unit, row.account_id, row, [_posting(row, leg, day) for leg in several if leg not in legs])

    if target == "refused" and _COMMIT in kept:
        enter("refused", _RELEASE)
    elif target in ("committed", "paid"):
        if _COMMIT not in legs or target == "committed":
            enter("committed", _COMMIT)
        if target == "paid":
            enter("paid", *_PAY, paid_on=told.paid_on, payment_ref=told.payment_ref)
    elif row.state != target:
        unit.change(row, state=target)


def _posting(row: SpendingRequest, leg: tuple[str, str], day: date) -> Posting:
    category = row.category if leg[0] == EXPENSES else ""
    return Posting(leg[0], leg[1], row.amount_cents, day, row.committee_id, category=category)


def _day_of(told: Asked, state: str, zone: str) -> date | None:
    """The day on which a request came to a state, where its account is."""
    last = next((step.at for step in reversed(told.steps) if step.after == state), None)
    return local_day(last, zone) if last is not None else None


def take_earmarks(
    unit: Unit, told: Earmarks | None, committee_id: uuid.UUID, account: CampaignAccount, file_id: uuid.UUID
) -> Callable[[], EarmarkTold | None]:
    """Enter what was set apart; return what takes back the rest, and says how it stands, once requests are followed.

    What was set apart comes first, what was taken back last: nothing is below zero in between.
    """
    if told is None:
        return lambda: None
    session = unit.session
    here = {
        one.id: one
        for one in session.scalars(
            select(Allocation).where(Allocation.committee_id == committee_id, Allocation.account_id == account.id)
        )
    }
    new = [one for one in told.rows if one.id not in here]
    ids = {one.id for one in told.rows}
    undone = [one for key, one in sorted(here.items()) if one.file_id is not None and key not in ids]

    def enter(directions: str) -> None:
        for one in new:
            if one.direction == directions and (directions == "give" or one.amount_cents <= _free()):
                legs = (FREE, EARMARK) if directions == "give" else (EARMARK, FREE)
                row = unit.add(
                    Allocation(
                        id=one.id, committee_id=committee_id, account_id=account.id, direction=one.direction,
                        amount_cents=one.amount_cents, day=one.day, note=one.note, file_id=file_id,
                    )
                )  # fmt: skip
                post(unit, account.id, row, [Posting(*legs, one.amount_cents, one.day, committee_id)])

    def take_out(direction: str) -> None:
        """The mandataire undid it: it goes here too, unless what it gave is needed by what could not be followed."""
        for row in undone:
            if row.direction == direction and (direction == "take_back" or row.amount_cents <= _free()):
                for entry in reversed(standing(session, row)):
                    post(unit, account.id, row, [reversal(entry)])
                unit.remove(row)

    def _free() -> int:
        return earmark_of(session, account.id, committee_id).free_cents

    def rest() -> EarmarkTold:
        enter("take_back")
        take_out("give")
        now = earmark_of(session, account.id, committee_id)
        return EarmarkTold(
            len(new) + len(undone), told.free_cents, told.committed_cents, told.paid_cents,
            (now.free_cents, now.committed_cents, now.paid_cents)
            == (told.free_cents, told.committed_cents, told.paid_cents),
        )  # fmt: skip

    take_out("take_back")
    enter("give")
    return rest
