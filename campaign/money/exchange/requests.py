"""Spending requests and earmarks as the files of two laptops tell them: written on one, read and judged on the other.

A request travels from the day it was sent to be looked at; a draft that never was is nobody's but the committee's.
"""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.money.balances import earmark_of
from campaign.money.exchange.reader import Reader
from campaign.money.gifts import MANDATARY, TOLD
from campaign.money.listing import names_of
from campaign.money.spending import SHORTEST_REFERENCE, categories
from db.merging import portions
from db.tables import Allocation, SpendingDocument, SpendingEvent, SpendingRequest
from db.tables.money.spending import STATES
from db.unit import encode

PEER: Final = "peer"
EARLY: Final = ("", "draft", "peer_review", "more_info", "mandatary_review", "refused")  # before the mandataire agrees
DECIDED: Final = ("approved", "committed", "paid")
DOCUMENTS: Final = ("quote", "invoice", "receipt", "paper")
# What is asked: these columns travel, and are the same on both laptops once the mandataire has agreed to them.
TERMS: Final = (
    "title", "detail", "category", "campaign_expense", "amount_cents", "day", "payee", "iban", "meals", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a request, as told. ``by`` is a name, empty where it is not known any more."""

    id: uuid.UUID
    at: datetime
    before: str
    after: str
    role: str
    paper: str
    note: str
    by: str

    @property
    def mandatarys(self) -> bool:
        """Whether it is the mandataire's, and not the committee's."""
        return self.role == MANDATARY


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a request, as told."""

    id: uuid.UUID
    kind: str
    reference: str
    day: date | None
    file_hash: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as one laptop tells it. ``terms``: columns of `SpendingRequest`; ``two``: a second person looked."""

    id: uuid.UUID
    state: str
    terms: dict[str, Any]
    paid_on: date | None
    payment_ref: str
    peer_paper: str
    two: bool
    decided_here: bool  # by somebody who declared on a committee's laptop to be the mandataire
    steps: tuple[Step, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Earmark:
    """Money set apart for a committee, or taken back, as told."""

    id: uuid.UUID
    direction: str
    amount_cents: int
    day: date
    note: str


@dataclass(frozen=True, slots=True)
class Earmarks:
    """All of a committee's earmarks in an account, and what is left of them."""

    rows: tuple[Earmark, ...]
    free_cents: int
    committed_cents: int
    paid_cents: int


# --- telling


def tell_requests(session: Session, committee_id: uuid.UUID, account_id: uuid.UUID, *, answer: bool) -> list[Any]:
    """A committee's requests to an account, for JSON. ``answer``: the mandataire tells them, with their own steps."""
    rows = session.scalars(
        select(SpendingRequest)
        .where(SpendingRequest.committee_id == committee_id, SpendingRequest.account_id == account_id)
        .order_by(SpendingRequest.id)
    ).all()
    steps = steps_of(session, [row.id for row in rows])
    told = [row for row in rows if _travels(steps[row.id], answer=answer)]
    papers = _documents(session, [row.id for row in told])
    people = {person for row in told for person in (row.asker_id, row.peer_id)}
    names = names_of(session, people | {step.created_by for row in told for step in steps[row.id]})
    return [_told(row, steps[row.id], papers[row.id], names, answer=answer) for row in told]


def steps_of(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[SpendingEvent]]:
    """The histories of requests, each in the order in which it was made."""
    found: dict[uuid.UUID, list[SpendingEvent]] = defaultdict(list)
    for some in portions(ids):
        which = select(SpendingEvent).where(SpendingEvent.request_id.in_(some))
        for event in session.scalars(which.order_by(SpendingEvent.at, SpendingEvent.id)):
            found[event.request_id].append(event)
    return found


def came_in(steps: Sequence[SpendingEvent]) -> bool:
    """Whether a request was written on the other laptop."""
    return any(step.from_state == "" and step.told_by is not None for step in steps)


def _travels(steps: Sequence[SpendingEvent], *, answer: bool) -> bool:
    """Once it was sent to be looked at; what came from the other laptop is told back by the mandataire only."""
    return any(step.to_state == "peer_review" for step in steps) and (answer or not came_in(steps))


def _documents(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[SpendingDocument]]:
    found: dict[uuid.UUID, list[SpendingDocument]] = defaultdict(list)
    for some in portions(ids):
        which = select(SpendingDocument).where(SpendingDocument.request_id.in_(some)).order_by(SpendingDocument.id)
        for one in session.scalars(which):
            found[one.request_id].append(one)
    return found


def _told(
    row: SpendingRequest, steps: Sequence[SpendingEvent], papers: Sequence[SpendingDocument], names: Any, *,
    answer: bool,
) -> dict[str, Any]:  # fmt: skip
    """One request. Steps that only keep this file in order (``told``) are nobody's; a committee tells its own."""
    own = [s for s in steps if s.role != TOLD and (answer or s.role != MANDATARY)]
    looks = [s.id for s in own if (s.from_state, s.to_state) == ("peer_review", "mandatary_review")]
    hands = {encode(one) for one in (row.asker_id, *(s.created_by for s in own if s.role == "")) if one is not None}

    def by(step: SpendingEvent) -> str:
        if step.told_by is not None:
            return step.told_by
        # A look that was undone and done again is still that of the person who looked.
        looked = row.peer_id if looks and step.id == looks[-1] and row.peer_id else step.created_by
        return str(names.get(looked, ""))

    two = bool(row.peer_paper) or (row.peer_id is not None and encode(row.peer_id) not in hands)
    return {
        "id": row.id.hex,
        "state": row.state,
        **{column: encode(getattr(row, column)) for column in TERMS if column != "campaign_expense"},
        "campaign_expense": int(row.campaign_expense),
        "paid_on": encode(row.paid_on),
        "payment_ref": row.payment_ref,
        "peer_paper": row.peer_paper,
        "two": int(two or (came_in(steps) and bool(looks))),
        "decided_here": int(any(s.role == MANDATARY and s.told_by is None for s in steps)),
        "steps": [
            {"id": s.id.hex, "at": encode(s.at), "from": s.from_state, "to": s.to_state, "role": s.role,
             "paper": s.paper, "note": s.note, "by": by(s)}
            for s in sorted(own, key=lambda s: (s.at, s.id))
        ],
        "documents": [
            {"id": d.id.hex, "kind": d.kind, "reference": d.reference, "day": encode(d.day), "file_hash": d.file_hash}
            for d in papers
        ],
    }  # fmt: skip


def tell_earmarks(session: Session, committee_id: uuid.UUID, account_id: uuid.UUID) -> dict[str, Any]:
    """What is set apart for a committee in an account, for JSON."""
    rows = session.scalars(
        select(Allocation)
        .where(Allocation.committee_id == committee_id, Allocation.account_id == account_id)
        .order_by(Allocation.id)
    )
    held = earmark_of(session, account_id, committee_id)
    return {
        "rows": [
            {"id": one.id.hex, "direction": one.direction, "amount_cents": one.amount_cents, "day": encode(one.day),
             "note": one.note}
            for one in rows
        ],
        "free_cents": held.free_cents, "committed_cents": held.committed_cents, "paid_cents": held.paid_cents,
    }  # fmt: skip


# --- reading


def read_requests(r: Reader, content: dict[str, Any], *, answer: bool) -> list[Asked]:
    """The requests of a file; a file of version 1 has none. Refuses as `Reader` does."""
    if "requests" not in content:
        return []
    found = [*r.keyed(content, "requests", lambda one: _asked(r, one, answer=answer)).values()]
    for ids in (
        [step.id for one in found for step in one.steps],
        [paper.id for one in found for paper in one.documents],
    ):
        if len(ids) != len(set(ids)):
            r.refuse()
    return found


def _asked(r: Reader, told: Any, *, answer: bool) -> Asked:
    steps = [*r.keyed(told, "steps", lambda one: _step(r, one)).values()]
    documents = [*r.keyed(told, "documents", lambda one: _document(r, one)).values()]
    if not steps or any(step.mandatarys for step in steps if not answer):
        r.refuse()
    for step in steps:
        # A committee cannot say what the mandataire does; from there on every step is declared to be theirs.
        agrees = {step.before, step.after} & set(DECIDED)
        decides = step.before == "mandatary_review" and step.after in ("more_info", "refused")
        if (agrees or decides) and not step.mandatarys:
            r.refuse()
    state, paid = r.one_of(told, "state", STATES), r.day_or_none(told, "paid_on")
    if (state == "paid") != (paid is not None):
        r.refuse()
    meals = told.get("meals")
    terms: dict[str, Any] = {
        "title": r.text(told, "title", 200, needed=True),
        "detail": r.text(told, "detail", 4000, lines=True),
        "category": r.one_of(told, "category", [one.id for one in categories()]),
        "campaign_expense": r.flag(told, "campaign_expense"),
        "amount_cents": r.amount(told, "amount_cents"),
        "day": r.any_day(told, "day"),
        "payee": r.text(told, "payee", 200),
        "iban": r.text(told, "iban", 34),
        "meals": None if meals is None else r.number(told, "meals"),
        "reason": r.text(told, "reason", 2000, lines=True),
    }
    paper = r.text(told, "peer_paper", 200)
    if paper and len(paper.replace(" ", "")) < SHORTEST_REFERENCE:
        r.refuse()
    return Asked(
        r.id(told, "id"), state, terms, paid, r.text(told, "payment_ref", 100), paper, r.flag(told, "two"),
        r.flag(told, "decided_here"), tuple(sorted(steps, key=lambda one: (one.at, one.id))), tuple(documents),
    )  # fmt: skip


def _step(r: Reader, told: Any) -> Step:
    return Step(
        r.id(told, "id"), r.moment(told, "at"), r.one_of(told, "from", ("", *STATES)), r.one_of(told, "to", STATES),
        r.one_of(told, "role", ("", PEER, MANDATARY)), r.text(told, "paper", 200),
        r.text(told, "note", 2000, lines=True), r.text(told, "by", 200),
    )  # fmt: skip


def _document(r: Reader, told: Any) -> Document:
    file_hash = r.text(told, "file_hash", 64)
    if not re.fullmatch("[0-9a-f]{64}|", file_hash):
        r.refuse()
    day = r.any_day(told, "day") if told.get("day") is not None else None
    reference = r.text(told, "reference", 200, needed=True)
    return Document(r.id(told, "id"), r.one_of(told, "kind", DOCUMENTS), reference, day, file_hash)


def read_earmarks(r: Reader, content: dict[str, Any]) -> Earmarks | None:
    """The earmarks of a file of states; None in one of version 1. Refuses as `Reader` does."""
    if "earmarks" not in content:
        return None
    told = r.of(content, "earmarks", dict)
    rows = r.keyed(told, "rows", lambda one: _earmark(r, one))
    found = Earmarks(
        tuple(rows.values()), r.cents(told, "free_cents"), r.cents(told, "committed_cents"), r.cents(told, "paid_cents")
    )
    given = sum(one.amount_cents * (1 if one.direction == "give" else -1) for one in found.rows)
    if given != found.free_cents + found.committed_cents + found.paid_cents:
        r.refuse()
    return found


def _earmark(r: Reader, told: Any) -> Earmark:
    return Earmark(
        r.id(told, "id"), r.one_of(told, "direction", ("give", "take_back")), r.amount(told, "amount_cents"),
        r.day(told, "day"), r.text(told, "note", 2000, lines=True),
    )  # fmt: skip
