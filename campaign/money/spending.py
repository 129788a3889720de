"""Spending requests: asked, looked at by a second person, decided and paid by the mandataire.

The life of a request is one table (`MOVES`); balances are checked in the transaction that moves them, and again by
triggers of the ledger: a committee's earmark is below zero on no path. Earmarks themselves: `earmarks`.
"""

from __future__ import annotations

import tomllib
import uuid
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors import NameNeeded
from campaign.errors.money import BankShort, DayImpossible, MandataryNeeded
from campaign.errors.money_exchange import RequestElsewhere
from campaign.errors.money_spending import (
    CategoryUnknown,
    CommitShort,
    InvoiceNeeded,
    MealReasonNeeded,
    MoneyMissing,
    NoteNeeded,
    PaperNeeded,
    PaperReferenceShort,
    PayeeErased,
    RequestLocked,
    RequestNotFound,
    RequestStepNotOpen,
    SecondPersonNeeded,
    ThirdPersonNeeded,
)
from campaign.labels import Label
from campaign.money.accounts import account_row
from campaign.money.amounts import checked
from campaign.money.balances import balance_of, earmark_of, lacking
from campaign.money.facts import today_in
from campaign.money.iban import read_iban
from campaign.money.listing import names_of
from campaign.money.rules import rule_book
from campaign.money.spending_hands import (
    MANDATARYS,
    came_from_elsewhere,
    check_laptop,
    had_part,
    hands_of,
    step_before,
    turn_elsewhere,
)
from campaign.people.traces import GONE
from campaign.views.money_spending import (
    SPENDING_STATE_WORDS,
    Category,
    SpendingDocumentView,
    SpendingStep,
    SpendingView,
)
from db.folding import clean, clean_lines
from db.ledger import BANK, COMMITTED, EARMARK, EXPENSES, FREE, Posting, post
from db.tables import Committee, SpendingDocument, SpendingEvent, SpendingRequest
from db.unit import Unit

_RULES = Path(__file__).parents[1] / "rules" / "spending.toml"

# state → the moves that are open, and where each leads. What is not here is not possible.
MOVES: Final[dict[str, dict[str, str]]] = {
    "draft": {"ask": "peer_review"},
    "peer_review": {"approve": "mandatary_review", "ask_more": "more_info", "refuse": "refused"},
    "more_info": {"ask": "peer_review", "refuse": "refused"},
    "mandatary_review": {"approve": "approved", "ask_more": "more_info", "refuse": "refused"},
    "approved": {"commit": "committed", "refuse": "refused"},
    "committed": {"pay": "paid", "refuse": "refused"},
    "paid": {},
    "refused": {},
}
SHORTEST_REFERENCE: Final = 3  # signs of the reference of a signed paper, spaces not counted


@cache
def categories() -> tuple[Category, ...]:
    """What money is spent on, in the order of the packaged file."""
    found = tomllib.loads(_RULES.read_text("utf-8"))["category"]
    return tuple(Category(one["id"], one["number"], Label(one["label_fr"], one["label_en"])) for one in found)


@dataclass(frozen=True, slots=True)
class RequestForm:
    """What a committee asks the mandataire to pay."""

    committee_id: uuid.UUID
    account_id: uuid.UUID
    title: str
    category: str
    amount_cents: int
    day: date | None = None
    detail: str = ""
    payee: str = ""
    iban: str = ""
    meals: int | None = None
    campaign_expense: bool = True
    action_id: uuid.UUID | None = None
    reason: str = ""
    request_id: uuid.UUID | None = None  # to correct a draft
    version: int | None = None


def save_request(unit: Unit, form: RequestForm) -> uuid.UUID:
    """Write a request, or correct one that was not sent. One action.

    Raises:
        NameNeeded, CategoryUnknown, AmountImpossible, RequestNotFound, RequestLocked, ChangedElsewhere, AccountUnknown,
        CommitteeEnded; RequestElsewhere: it was written on the other laptop;
        MealReasonNeeded: a meal above the practice, without a reason; IbanImpossible.
    """
    session = unit.session
    account = account_row(session, form.account_id, living=True)
    committee = living(session, form.committee_id)
    title = clean(form.title)[:200]
    if not title:
        raise NameNeeded
    known = [one.id for one in categories()]
    if form.category not in known:
        raise CategoryUnknown(name=clean(form.category)[:40], choices=", ".join(known))
    checked(form.amount_cents)
    day = form.day or today_in(account, unit.now)
    _modest(session, form, day)
    values: dict[str, Any] = {
        "title": title,
        "detail": clean_lines(form.detail)[:4000],
        "category": form.category,
        "campaign_expense": form.campaign_expense,
        "amount_cents": form.amount_cents,
        "day": day,
        "payee": clean(form.payee)[:200],
        "iban": read_iban(form.iban),
        "meals": form.meals or None,
        "action_id": form.action_id,
        "reason": clean_lines(form.reason)[:2000],
    }
    unit.name("spending.save", committee_id=committee.id, name=title)
    if form.request_id is not None:
        row = request_row(session, form.request_id)
        if row.state not in ("draft", "more_info"):
            raise RequestLocked
        if came_from_elsewhere(session, row):
            raise RequestElsewhere
        if unit.actor not in hands_of(session, row):  # who else wrote it does not look at it as the second person
            _event(unit, row, row.state, row.state)
        return unit.change(row, if_version=form.version, **values).id
    row = unit.add(SpendingRequest(committee_id=committee.id, account_id=account.id, asker_id=unit.actor, **values))
    _event(unit, row, "", "draft")
    return row.id


def _modest(session: Session, form: RequestForm, day: date) -> None:
    """A meal of volunteers above the practice needs a reason (R-DON-18)."""
    rule = rule_book(session).on("spending.meal", day)
    if form.category != "meal" or not form.meals or rule is None or rule.value is None or clean(form.reason):
        return
    if form.amount_cents > rule.value * form.meals:
        each = -(-form.amount_cents // form.meals)
        raise MealReasonNeeded(each_cents=each, cap_cents=rule.value, article=rule.authority)


def add_document(
    unit: Unit, request_id: uuid.UUID, kind: str, reference: str, *, day: date | None = None, file_hash: str = ""
) -> uuid.UUID:
    """Note a quote, an invoice or a signed paper by its reference; the file itself stays where it is. One action.

    Raises:
        RequestNotFound, NameNeeded: no reference.
    """
    row = request_row(unit.session, request_id)
    reference = clean(reference)[:200]
    if not reference:
        raise NameNeeded
    unit.name("spending.document", committee_id=row.committee_id, name=row.title)
    kind = kind if kind in ("quote", "invoice", "receipt", "paper") else "receipt"
    return unit.add(
        SpendingDocument(
            committee_id=row.committee_id, request_id=row.id, kind=kind, reference=reference, day=day,
            file_hash=file_hash[:64],
        )
    ).id  # fmt: skip


def move_request(
    unit: Unit,
    request_id: uuid.UUID,
    move: Literal["ask", "approve", "ask_more", "refuse", "commit", "pay"],
    *,
    declares_mandatary: bool = False,
    paper: str = "",
    note: str = "",
    day: date | None = None,
    payment_ref: str = "",
) -> str:
    """Move a request one step on, and return where it stands. One action.

    The second look is that of a declared person who neither wrote nor sent it, or ``paper``: the reference of what
    they signed. The mandataire who approves it is a third person. A step is not earlier than the one before.

    Raises:
        RequestNotFound, RequestStepNotOpen, SecondPersonNeeded, ThirdPersonNeeded, MandataryNeeded, DayImpossible,
        AccountClosed; RequestElsewhere, DecidedElsewhere: the step is to be taken on the other laptop;
        PaperNeeded: one hand is not known here; PaperReferenceShort;
        NoteNeeded: nothing says what is asked for; CommitShort: the earmark holds less;
        MoneyMissing: what is earmarked is no longer there; InvoiceNeeded;
        BankShort: the account holds less; PayeeErased: nobody would know any more who was paid.
    """
    row = request_row(unit.session, request_id)
    target = MOVES[row.state].get(move)
    if target is None:
        raise RequestStepNotOpen(state_word=SPENDING_STATE_WORDS[row.state])
    check_laptop(unit.session, row, move)
    # What a committee was asked for and never answered may be refused where it is decided.
    theirs = row.state in MANDATARYS or (row.state == "more_info" and came_from_elsewhere(unit.session, row))
    if theirs and not declares_mandatary:
        raise MandataryNeeded
    if move == "ask_more" and not clean_lines(note):
        raise NoteNeeded
    if target == "committed" and GONE in row.payee:
        raise PayeeErased
    account = account_row(unit.session, row.account_id, living=True)
    unit.name(f"spending.{move}", committee_id=row.committee_id, name=row.title)
    before, values = row.state, _values(unit, row, move, target, clean(paper)[:200])
    today = today_in(account, unit.now)
    on = day or today
    since = step_before(unit.session, row, account.zone) if target in ("committed", "paid") else None
    if on > today or (since is not None and on < since):
        raise DayImpossible(day=on.isoformat())
    if target == "paid":
        values |= {"paid_on": on, "payment_ref": clean(payment_ref)[:100]}
    unit.change(row, state=target, **values)
    role = "mandatary" if theirs else "peer" if before == "peer_review" else ""
    _event(unit, row, before, target, role=role, paper=clean(paper)[:200], note=note)
    _enter(unit, row, before, target, on)
    return target


def _values(unit: Unit, row: SpendingRequest, move: str, target: str, paper: str) -> dict[str, Any]:
    """What a move changes beside the state, once it is known to be right."""
    if row.state == "peer_review" and move == "approve":
        if paper and len(paper.replace(" ", "")) < SHORTEST_REFERENCE:
            raise PaperReferenceShort(text=paper)
        hands = hands_of(unit.session, row)
        if not paper and None in hands:
            raise PaperNeeded
        if not paper and (unit.actor is None or unit.actor in hands):
            names = names_of(unit.session, hands)
            raise SecondPersonNeeded(hands=", ".join(sorted(filter(None, names.values()))))
        return {"peer_id": None if paper else unit.actor, "peer_paper": paper}
    if target == "peer_review":  # sent anew: whoever looked at it before looked at something else
        return {"peer_id": None, "peer_paper": "", "asker_id": unit.actor or row.asker_id}
    if target == "approved" and had_part(unit.session, row, unit.actor):
        raise ThirdPersonNeeded
    if target == "committed":
        missing = -balance_of(unit.session, row.account_id).unassigned_cents
        if missing > 0:
            raise MoneyMissing(missing_cents=missing)
        held = earmark_of(unit.session, row.account_id, row.committee_id).free_cents
        if row.amount_cents > held:
            missing = lacking(unit.session, row.account_id, row.committee_id, row.amount_cents)
            raise CommitShort(held_cents=max(held, 0), amount_cents=row.amount_cents, missing_cents=missing)
    if target == "paid":
        invoices = select(func.count()).where(SpendingDocument.request_id == row.id, SpendingDocument.kind == "invoice")
        if not unit.session.scalar(invoices):
            raise InvoiceNeeded
        held = balance_of(unit.session, row.account_id).bank_cents
        if row.amount_cents > held:
            raise BankShort(held_cents=max(held, 0), amount_cents=row.amount_cents)
    return {}


def _enter(unit: Unit, row: SpendingRequest, before: str, after: str, day: date) -> None:
    """What a move enters in the ledger."""
    cents, committee = row.amount_cents, row.committee_id
    if after == "committed":
        postings = [Posting(EARMARK, COMMITTED, cents, day, committee)]
    elif after == "paid":
        postings = [
            Posting(COMMITTED, FREE, cents, day, committee),
            Posting(EXPENSES, BANK, cents, day, committee, category=row.category),
        ]
    elif before == "committed":  # refused after all: the earmark is whole again
        postings = [Posting(COMMITTED, EARMARK, cents, day, committee)]
    else:
        return
    post(unit, row.account_id, row, postings)


def _event(
    unit: Unit, row: SpendingRequest, before: str, after: str, *, role: str = "", paper: str = "", note: str = ""
) -> None:
    unit.add(
        SpendingEvent(
            committee_id=row.committee_id, request_id=row.id, at=unit.now, from_state=before, to_state=after,
            role=role, paper=paper, note=clean_lines(note)[:2000],
        )
    )  # fmt: skip


def request_row(session: Session, request_id: uuid.UUID) -> SpendingRequest:
    """A request by its id.

    Raises:
        RequestNotFound.
    """
    row = session.get(SpendingRequest, request_id)
    if row is None:
        raise RequestNotFound(name=str(request_id))
    return row


def request_view(session: Session, request_id: uuid.UUID) -> SpendingView:
    """A request, whole, with its documents and history.

    Raises:
        RequestNotFound.
    """
    row = request_row(session, request_id)
    documents = session.scalars(
        select(SpendingDocument)
        .where(SpendingDocument.request_id == row.id)
        .order_by(SpendingDocument.created_at, SpendingDocument.id)
    ).all()
    events = session.scalars(
        select(SpendingEvent).where(SpendingEvent.request_id == row.id).order_by(SpendingEvent.at, SpendingEvent.id)
    ).all()
    names = names_of(session, {row.asker_id, row.peer_id, *(event.created_by for event in events)})
    told = {event.to_state: event.told_by for event in events if event.told_by and event.role in ("", "peer")}
    asker, peer = names.get(row.asker_id, ""), names.get(row.peer_id, "")
    if came_from_elsewhere(session, row):
        asker = told.get("peer_review", told.get("draft", ""))
        looked = row.state in (*MANDATARYS, "paid") and not row.peer_paper
        peer = told.get("mandatary_review", "") if looked else ""
    return SpendingView(
        row.id, row.committee_id, session.get_one(Committee, row.committee_id).name, row.account_id, row.title,
        row.detail, row.category, bool(row.campaign_expense), row.amount_cents, row.day, row.payee, row.iban,
        row.meals, row.state, asker, peer, row.peer_paper, row.reason,
        row.paid_on, row.payment_ref,
        tuple(SpendingDocumentView(d.id, d.kind, d.reference, d.day, d.file_hash) for d in documents),
        tuple(
            SpendingStep(
                e.at, e.from_state, e.to_state, names.get(e.created_by, "") if e.told_by is None else e.told_by,
                e.role, e.paper, e.note, told=e.told_by is not None,
            )
            for e in events
        ),
        row.version, came_from_elsewhere(session, row), turn_elsewhere(session, row),
    )  # fmt: skip


def list_requests(
    session: Session,
    *,
    committee_id: uuid.UUID | None = None,
    account_id: uuid.UUID | None = None,
    states: tuple[str, ...] = (),
    limit: int = 200,
) -> list[SpendingView]:
    """Requests, the latest first."""
    statement = select(SpendingRequest.id).order_by(SpendingRequest.created_at.desc(), SpendingRequest.id.desc())
    if committee_id is not None:
        statement = statement.where(SpendingRequest.committee_id == committee_id)
    if account_id is not None:
        statement = statement.where(SpendingRequest.account_id == account_id)
    if states:
        statement = statement.where(SpendingRequest.state.in_(states))
    return [request_view(session, one) for one in session.scalars(statement.limit(limit))]
